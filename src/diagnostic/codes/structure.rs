//! E04xx, structure: tables, groups, stages, matrices, circles.

use super::codes;

codes! {
    TABLE_INCOMPLETE "E0401" "a table has no row for some values";
    ROWS_OUT_OF_ORDER "E0402" "rows out of order";
    ROW_TWICE "E0403" "two rows for one value";
    ROW_DOES_NOT_FIT "E0404" "a row of another type than its table";
    MATRIX_INCOMPLETE "E0405" "a matrix with missing cells";
    MATRIX_LABEL "E0406" "a matrix names a grade twice or one that is not there";
    NOT_GRADED "E0407" "a matrix over a score that not always has a grade";
    GRADE_BOUND "E0408" "the bounds of a grade";
    CIRCLE "E0409" "names that lead back to themselves";
    STAGE_HIDDEN "E0410" "a stage line that a later one always hides";
    HEADLINE "E0411" "a stage line does not say which score it is about";
    STANDS_ONCE "E0412" "a line that may stand once stands twice";
    CAPPED_ALIKE "E0413" "two caps of the same kind";
    CLAUSE_OUT_OF_PLACE "E0414" "a clause that needs an event";
    AGEING_TWICE "E0415" "a block says twice how points age";
    UPSIDE_DOWN "E0416" "a range or a period upside down";
    NEEDS_LIMIT "E0417" "a repeated event needs a limit";
    CAPPED_TWICE "E0418" "two caps in each other's way";
    NEVER_REACHED "E0419" "more conditions asked for than there are";
    DIVISION "E0421" "a formula divides by 0 or by a score";
}
