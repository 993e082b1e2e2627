//! E06xx, data: rows and values that cannot be taken

use super::codes;

codes! {
    CANNOT_READ "E0601" "a file that cannot be read";
    UNKNOWN_FORMAT "E0602" "a data format that is not known";
    NO_ID_COLUMN "E0603" "no column that names the lead";
    MISSING_COLUMN "E0604" "a column that the data does not have";
    NOT_UTF8 "E0605" "text that is not UTF-8";
    BROKEN_QUOTE "E0606" "a quote that is not closed";
    CELL_COUNT "E0607" "a row with too many or too few cells";
    BROKEN_JSON "E0608" "a line that is not a JSON object";
    BROKEN_PARQUET "E0609" "a Parquet file that is not whole";
    NOT_A_NUMBER "E0610" "a value that is not a number";
    NOT_A_BOOL "E0611" "a value that is neither yes nor no";
    NOT_A_TIME "E0612" "a value that is not a time";
    NOT_ONE_OF "E0613" "a value outside its declared set";
    NOT_TEXT "E0614" "a value that is not text";
    MISSING_ID "E0615" "a row without an id";
    DOUBLED_LEAD "E0616" "a lead that stands twice";
    UNKNOWN_LEAD "E0617" "an event of no known lead";
    CONFLICTING_EVENT "E0618" "one event id with two contents";
    BAD_ROWS "E0619" "data with bad rows";
    CANNOT_WRITE "E0620" "a file that cannot be written";
    NO_ROWS "E0621" "data without a header";
    OUTSIDE_ROOT "E0622" "a file outside the folder of the rules";
    TOO_LARGE "E0623" "more than can be taken";
    DOUBLED_COLUMN "E0624" "a column name that stands twice";
    NO_EVENT_NAME "E0625" "an event without a name";
    BROKEN_COMPRESSION "E0626" "compressed data that is not whole";
    TWO_ZONES "E0627" "models with different time zones";
    CANNOT_SPILL "E0628" "no place on disk for the events";
    SAMPLE "E0629" "a `baremo.toml` that cannot be used";
}
