//! E02xx, names: what they may be, and what is not there.

use super::codes;

codes! {
    UNKNOWN_COLUMN "E0201" "no such column";
    UNKNOWN_EVENT "E0202" "no such event";
    UNKNOWN_PROPERTY "E0203" "no such property of an event";
    UNKNOWN_LIST "E0204" "no such list";
    UNKNOWN_PARAMETER "E0205" "no such parameter";
    UNKNOWN_SCORE "E0206" "no such score";
    LONE_WORD "E0207" "a lone word is not a condition";
    DECLARED_TWICE "E0208" "a name is declared twice";
    LABEL_TWICE "E0209" "a label stands twice";
    UNKNOWN_LABEL "E0210" "no such stage, grade or cell";
    UNKNOWN_FIGURE "E0211" "a test expects a figure that the model does not have";
    UNKNOWN_ZONE "E0212" "no such time zone";
    NO_EVENT_AROUND "E0213" "`this`, `before` or `after` without an event around";
    NAME_TAKEN "E0214" "a name that every result already has";
    GRADE_OUT_OF_PLACE "E0215" "a grade outside the stage lines";
}
