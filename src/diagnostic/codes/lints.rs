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
}
