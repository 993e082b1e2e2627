//! E08xx, files, parameters and tests.

use super::codes;

codes! {
    FILE_NOT_FOUND "E0801" "a file that is not there";
    FILE_OUTSIDE "E0802" "a file outside the folder of the rules";
    FILE_NOT_READ "E0803" "a file that cannot be read";
    EMPTY_LIST_FILE "E0804" "a list file without values";
    CIRCULAR_USE "E0805" "files that use each other in a circle";
    USED_FILE_HAS_RULES "E0806" "a file that others use holds rules";
    CANNOT_SET "E0807" "a parameter that cannot be set";
    TESTS_WITHOUT_MODEL "E0808" "tests without their model";
    NOT_A_TEST "E0809" "a test file holds something else than tests";
    NO_MOMENT "E0810" "a date in a test without `as of`";
    CASE_SIZE "E0811" "a case with too many or too few values";
}
