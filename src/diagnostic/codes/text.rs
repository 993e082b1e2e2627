//! E01xx, the text of a file: characters, words, statements

use super::codes;

codes! {
    SIGN "E0101" "a sign that means nothing here";
    INVISIBLE "E0102" "an invisible character";
    SPELLING "E0103" "a sign that is written otherwise";
    QUOTES "E0104" "quotes of another kind";
    UNCLOSED_TEXT "E0105" "text that is never closed";
    BACKSLASH "E0106" "a backslash in text";
    HASH "E0107" "a `#` inside a word";
    DATE_FORM "E0108" "a date in another form";
    NO_SUCH_DATE "E0109" "a date that does not exist";
    NUMBER_COMMA "E0110" "a comma in a number";
    NUMBER_FORM "E0111" "a number in another form";
    NUMBER_WORD "E0112" "a time or large number in another form";
    SPACING "E0113" "a `+` or `-` that can be read two ways";
    UNCLOSED_BRACKET "E0114" "a bracket that is never closed";
    STRAY_BRACKET "E0115" "a closing bracket without an opening one";
    UNCLOSED_BRACE "E0116" "a block that is never closed";
    UNKNOWN_STATEMENT "E0117" "a line that begins with an unknown word";
    MISPLACED "E0118" "a statement in the wrong place";
    INDENTED "E0119" "an ageing line that looks like a part of the rule above";
    OWN_LINE "E0120" "a part of a rule on a line of its own";
    MIXED "E0121" "`and` beside `or` without parentheses";
    CHAINED "E0122" "two comparisons in a row";
    TURNED "E0123" "a comparison the wrong way round";
    NOT_A_VALUE "E0124" "a word of other languages for yes, no or unknown";
    LONE_NAME "E0125" "a lone name where a number or date belongs";
    WRONG_WORD "E0126" "a word of other languages";
    TWO_WORDS "E0127" "text without quotes";
    NO_POINTS "E0128" "a rule without points";
    POINTS_OR_SUM "E0129" "points that read as a part of the sum";
    POINTS_SIGN "E0130" "points without a sign";
    DECIMALS "E0131" "points with more than two decimals";
    BARE_WHERE "E0132" "a `where` that needs parentheses";
    WITHIN_PLACE "E0133" "`within` in the wrong place";
    DOTTED "E0134" "a name with dots";
    RESERVED "E0135" "a name that may not be used here";
    EMPTY_LIST "E0136" "an empty list";
    TWICE "E0137" "the same thing said twice";
    NO_BLOCK "E0138" "a missing block or head";
    ELSE_ALONE "E0139" "an `else` without its `when`";
    NO_WINDOW "E0140" "`N times` without a time limit";
    EVENT_PROPERTY "E0141" "an event where its property belongs, or the reverse";
    LIST_FORM "E0142" "a list in another form";
    UNEXPECTED "E0143" "something else belongs here";
    UNFINISHED "E0144" "a line that ends too early";
    UNKNOWN_FUNCTION "E0145" "a function that does not exist";
    LOOKALIKE "E0146" "a letter that looks like another";
}
