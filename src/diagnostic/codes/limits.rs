//! E05xx, limits: what is too much for a rule file

use super::codes;

codes! {
    TOO_DEEP "E0501" "too many things inside each other";
    FILE_TOO_LARGE "E0502" "a file that is too large";
    TOO_MANY_STATEMENTS "E0503" "too many statements in one file";
    TOO_MANY_ITEMS "E0504" "too many values in one list or line";
    REGEX_TOO_LONG "E0505" "a pattern that is too long";
    SUM_TOO_LONG "E0506" "a calculation that is too long";
    TEXT_TOO_LONG "E0507" "a text or name that is too long";
    VALUE_TOO_LARGE "E0508" "a number or duration that is too large";
    TOO_MUCH_WRITTEN_OUT "E0509" "definitions that stand for too much";
    TOO_MANY_SCORES "E0510" "too many scores";
    TOO_MANY_VARIANTS "E0511" "too many tests that change parameters";
}
