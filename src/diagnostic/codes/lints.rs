//! Wxxxx, lints: what is allowed but surely not meant. Their pages are in `docs/lints`.

use super::codes;

codes! { in "lints";
    THREE_DECIMALS "W0101" "three decimals that look like a thousand";
    YES_NO_AMONG_TEXTS "W0102" "yes or no among texts";
    CAP_BELOW_ONE "W0103" "a cap below one occurrence";
    STAGE_LIKE_DISQUALIFY "W0104" "a stage named nearly like `disqualify`";
    RULE_NEVER_FIRES "W0201" "a rule that can never give points";
    CONDITION_ALWAYS_HOLDS "W0202" "a condition that always holds";
    STAGE_OUT_OF_REACH "W0203" "a stage or grade that no lead can have";
    CAP_NEVER_BINDS "W0204" "a cap that never takes anything away";
    ALWAYS_AT_ITS_BOUND "W0205" "a score that is the same for every lead";
    SAME_RULE_TWICE "W0206" "the same rule twice";
    LINE_NEVER_WINS "W0207" "a rule that never wins in its group";
    THRESHOLDS_OUT_OF_ORDER "W0208" "thresholds out of order";
    ROW_NEVER_COUNTS "W0210" "a table row that never counts";
    WHEN_IS_DECIDED "W0211" "a when that always or never holds";
    DISQUALIFY_IS_DECIDED "W0212" "a disqualify that always or never holds";
    GUARD_IS_DECIDED "W0213" "a model for every lead, or for none";
    PART_ADDS_NOTHING "W0214" "a part of a condition that adds nothing";
    RULES_CANCEL_OUT "W0215" "two rules that cancel out";
    STAGE_FOR_EVERYONE "W0216" "a stage that every lead reaches";
    GRADE_FOR_NOBODY "W0217" "a grade below what every lead has";
    TWO_ROWS_ALIKE "W0218" "two rows side by side that give the same";
    SCORE_COUNTS_NOWHERE "W0219" "a score that counts for nothing";
    SAME_RULE_IN_TWO_GROUPS "W0221" "the same rule in two groups";
}
