//! E03xx, types and units: values that do not go together.

use super::codes;

codes! {
    USES_DISAGREE "E0301" "two uses of a column disagree about its type";
    MISMATCH "E0302" "a column is compared with a value of another type";
    TEXT_ORDERED "E0303" "text or a grade is not more or less than another";
    NOT_ONE_OF "E0304" "a value that is not among the declared ones";
    NOT_A_CONDITION "E0305" "a number, date or list stands where a condition is needed";
    NUMBER_NEEDED "E0306" "a number is needed";
    DATE_NEEDED "E0307" "a date is needed";
    TEXT_NEEDED "E0308" "text is needed";
    TIME_SPAN_NEEDED "E0309" "a span of time with its unit is needed";
    SHARE_NEEDED "E0310" "a percentage is needed, or is out of range";
    VALUE_NEEDED "E0311" "a column or a calculation is needed";
    LIST_EQUALS "E0312" "a list is not equal to a value";
    LIST_COMPARED "E0313" "a column that is a list is looked into, not compared";
    BAD_PATTERN "E0314" "a pattern that cannot be read";
    BEFORE_OR_AFTER "E0315" "history inside a `where` says before or after";
    HISTORY_TOO_DEEP "E0316" "events stand around each other too deep";
    ARGUMENTS "E0317" "too many or too few values in parentheses";
    FORMULA "E0318" "what cannot stand in a formula";
    TOO_MANY_DECIMALS "E0319" "points of a parameter have more than two decimals";
    TOO_MANY_POINTS "E0320" "more points than anything can be worth";
    SCORE_NOT_YET "E0321" "whom a model is for depends on its scores";
}
