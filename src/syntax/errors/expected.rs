//! What would be valid at a place, in words that a marketer reads; never the name of a grammar rule.

use crate::syntax::pairs::R;

/// More kinds than this do not help anybody.
const MOST: usize = 4;

/// What could have stood where reading stopped: "points such as `+10`, `and` or `or`".
pub fn words(rules: &[R]) -> String {
    let mut out: Vec<(u8, String)> = Vec::new();
    for rule in rules {
        if let Some(entry) = describe(*rule)
            && !out.contains(&entry)
        {
            out.push(entry);
        }
    }
    if out.len() > 1 {
        // A division is possible behind every number: nobody wants to hear of it.
        out.retain(|(_, word)| word != "`/`");
    }
    out.sort();
    let mut words: Vec<String> = out.into_iter().take(MOST).map(|(_, word)| word).collect();
    match (words.pop(), words.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => format!("{} or {last}", words.join(", ")),
        (None, _) => "nothing more".to_owned(),
    }
}

/// The words for a rule, and their rank: what a reader most likely meant comes first.
fn describe(rule: R) -> Option<(u8, String)> {
    let (rank, words) = match rule {
        R::expr | R::operand | R::at_least | R::happened | R::comparison | R::bare_where => {
            (0, "a condition")
        }
        R::plus | R::minus | R::points | R::signed | R::row_points => (1, "points such as `+10`"),
        R::points_table => return None,
        R::sum | R::prod | R::factor | R::atom | R::value | R::item | R::item_value => {
            (0, "a value")
        }
        R::name | R::plain_name | R::source | R::property_source => (0, "a name"),
        R::quoted_name => return None,
        R::word | R::item_word | R::label | R::cell => (0, "a word"),
        R::text => (2, "text in quotes"),
        R::number | R::integer | R::a_number | R::a_count | R::bound => (1, "a number"),
        R::percent | R::a_percent => (1, "a percentage such as `10%`"),
        R::duration | R::a_duration => (1, "a time such as `30d`"),
        R::date | R::a_date => (1, "a date such as `2026-01-31`"),
        R::param => (5, "a parameter such as `$points`"),
        R::regex => (0, "a pattern such as `/^vp/`"),
        R::list | R::list_ref => (0, "a list such as `[CTO, VP]`"),
        R::type_name => (0, "a kind such as `text` or `number`"),
        R::tail | R::is_tail | R::compare_tail | R::cmp_op | R::between_tail | R::in_tail => {
            (2, "a comparison such as `= CTO`")
        }
        R::text_tail | R::matches_tail | R::age_tail | R::moment_tail | R::text_op | R::chain => {
            (2, "a comparison such as `= CTO`")
        }
        R::add | R::mul | R::times => return None,
        R::clause | R::once | R::keep | R::cap | R::first_time | R::cooldown => {
            (4, "a limit such as `once`")
        }
        R::from | R::before => return None,
        R::ageing | R::shape | R::decay | R::half_life | R::steps | R::expires => {
            (4, "an ageing such as `decay 10%/30d`")
        }
        R::window | R::side => (4, "`within 30d`"),
        R::body => (0, "a block `{ … }`"),
        R::arrow | R::action => (4, "`->`"),
        R::range => (3, "a range such as `0..100`"),
        R::comma => (1, "`,`"),
        R::colon => (0, "`:`"),
        R::slash => (0, "`/`"),
        R::eq => (0, "`=`"),
        R::lparen => (4, "`(`"),
        R::rparen => (0, "`)`"),
        R::lbracket => (1, "`[`"),
        R::rbracket => (0, "`]`"),
        R::join => (3, "`and`"),
        R::table_row | R::row_test => (0, "a row such as `up to 10 +5`"),
        R::grade_at => (0, "a row such as `A at >= 75`"),
        R::EOI => (6, "the end of the line"),
        other => return keyword(other).map(|word| (3, format!("`{word}`"))),
    };
    Some((rank, words.to_owned()))
}

/// The words with which what could have stood there begins, for who misspelt one.
pub fn openings(rules: &[R]) -> Vec<String> {
    let words = rules.iter().flat_map(|rule| match rule {
        R::clause | R::once | R::keep | R::cap | R::first_time | R::cooldown => {
            ["once", "max", "first", "cooldown", "from", "before"].map(String::from).to_vec()
        }
        R::ageing | R::shape => ["decay", "half-life", "expires"].map(String::from).to_vec(),
        R::tail => [
            "between", "contains", "starts", "ends", "matches", "within", "older", "before",
            "after",
        ]
        .map(String::from)
        .to_vec(),
        R::join => ["and", "or"].map(String::from).to_vec(),
        rule => keyword(*rule).into_iter().collect(),
    });
    words.collect()
}

/// The word or sign that a rule stands for, if it is only one.
pub fn word(rule: R) -> Option<String> {
    match rule {
        R::colon => Some(":".to_owned()),
        R::eq => Some("=".to_owned()),
        rule => keyword(rule),
    }
}

/// The word of a keyword rule: its name behind `kw_`.
fn keyword(rule: R) -> Option<String> {
    let name = format!("{rule:?}");
    name.strip_prefix("kw_").map(|word| word.replace("half_life", "half-life"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_names() {
        assert_eq!(words(&[R::plus, R::minus, R::kw_and]), "points such as `+10` or `and`");
        assert_eq!(words(&[R::EOI]), "the end of the line");
        assert_eq!(words(&[]), "nothing more");
        for rule in R::all_rules() {
            let text = words(&[*rule]);
            assert!(!text.contains('_'), "{rule:?}: {text}");
        }
    }
}
