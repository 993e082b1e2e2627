//! Wxxxx, lints: what is allowed but surely not meant. Their pages are in `docs/lints`.

use super::codes;

codes! { in "lints";
    THREE_DECIMALS "W0101" "three decimals that look like a thousand";
    YES_NO_AMONG_TEXTS "W0102" "yes or no among texts";
    CAP_BELOW_ONE "W0103" "a cap below one occurrence";
    STAGE_LIKE_DISQUALIFY "W0104" "a stage named nearly like `disqualify`";
    SHORT_CONTAINS "W0105" "`contains` with a few letters";
    ENDS_LIKE_DOMAIN "W0106" "`ends with` a domain";
    ONCE_BESIDE_ANY "W0107" "the same event counted twice";
    CAP_CUTS_BOTH "W0108" "a `max` that cuts penalties too";
    FEWER_EARN_MORE "W0109" "fewer earn more";
    ANY_EVENT_AT_ALL "W0110" "any event at all";
    UNUSED_LIST "W0111" "a list that nothing uses";
    UNUSED_DEFINE "W0112" "a definition that nothing uses";
    UNUSED_PARAM "W0113" "a parameter that nothing uses";
    UNUSED_KIND "W0114" "a kind of event that nothing uses";
    NEITHER_OF_TWO "W0115" "unknown gets neither of two";
    MIXED_ALPHABETS "W0116" "a text of two alphabets";
    ITEM_TWICE "W0117" "the same item twice";
    TEST_WITHOUT_EXPECT "W0118" "a test that expects nothing";
    TEST_NAME_TWICE "W0119" "two tests of one name";
    AGES_NOTHING "W0120" "ageing that ages nothing";
    IDLE_LIMIT "W0121" "a limit that does nothing beside another";
    NO_POINTS "W0122" "a rule of no points";
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
    STATE_GROWS "W0301" "a rule whose live state grows";
}
