//! What kind of statement begins with these words: two tokens decide, never the grammar.

use crate::syntax::pairs::R;
use crate::syntax::token::{Kind, Token};

/// First words and the statements that they begin.
pub const STARTERS: [(&str, R); 24] = [
    ("on", R::on_statement),
    ("if", R::if_statement),
    ("always", R::always_statement),
    ("points", R::points_statement),
    ("disqualify", R::disqualify_statement),
    ("decay", R::ageing_statement),
    ("half-life", R::ageing_statement),
    ("expires", R::ageing_statement),
    ("no", R::ageing_statement),
    ("score", R::score_statement),
    ("group", R::group_statement),
    ("when", R::when_statement),
    ("otherwise", R::otherwise_statement),
    ("grade", R::grade_statement),
    ("matrix", R::matrix_statement),
    ("lead", R::lead_statement),
    ("event", R::event_statement),
    ("list", R::list_statement),
    ("define", R::define_statement),
    ("param", R::param_statement),
    ("use", R::use_statement),
    ("model", R::model_statement),
    ("timezone", R::timezone_statement),
    ("reset", R::reset_statement),
];

/// The two that did not fit the table's shape of one word, one statement.
const MORE: [(&str, R); 2] = [("pause", R::pause_statement), ("test", R::test_statement)];

/// Every first word of a statement.
pub fn words() -> impl Iterator<Item = &'static str> {
    STARTERS.iter().chain(&MORE).map(|(word, _)| *word)
}

/// The statement that a word begins.
pub fn starter(word: &str) -> Option<R> {
    STARTERS.iter().chain(&MORE).find(|(w, _)| *w == word).map(|(_, rule)| *rule)
}

/// Stages may not be named so: `if at >= 50` is a rule that lacks its points.
pub const NOT_A_STAGE: [&str; 7] = ["if", "on", "score", "group", "define", "param", "list"];

fn is_word(source: &str, token: Option<&Token>, text: &str) -> bool {
    token.is_some_and(|t| t.kind == Kind::Word && t.text(source) == text)
}

/// The statement of a file, score, group or `when` that begins with these tokens.
pub fn item(source: &str, tokens: &[Token]) -> Option<R> {
    let first = tokens.first()?;
    let word = first.text(source);
    let starter =
        STARTERS.iter().chain(&MORE).find(|(w, _)| first.kind == Kind::Word && *w == word);
    if is_stage(source, tokens, starter.map(|(w, _)| *w)) {
        return Some(R::stage_statement);
    }
    if word == "no" && !is_word(source, tokens.get(1), "decay") {
        return None;
    }
    starter.map(|(_, rule)| *rule)
}

/// Does a stage line begin with these tokens?
pub fn is_stage_line(source: &str, tokens: &[Token]) -> bool {
    item(source, tokens) == Some(R::stage_statement)
}

fn is_stage(source: &str, tokens: &[Token], starter: Option<&str>) -> bool {
    let labels = matches!(tokens[0].kind, Kind::Word | Kind::Text | Kind::Value);
    if !labels || starter.is_some_and(|s| NOT_A_STAGE.contains(&s)) {
        return false;
    }
    let (second, third, fourth) = (tokens.get(1), tokens.get(2), tokens.get(3));
    if starter.is_none() {
        return is_word(source, second, "at") || is_word(source, second, "if");
    }
    let compares = |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Operator);
    let bound = is_word(source, second, "at")
        && (compares(third) || (third.is_some_and(|t| t.kind == Kind::Word) && compares(fourth)));
    let guarded = is_word(source, second, "if")
        && !matches!(starter, Some("disqualify" | "always" | "otherwise" | "points" | "when"))
        && third.is_some();
    bound || guarded
}

/// The row of a test.
pub fn test_row(source: &str, tokens: &[Token]) -> R {
    let (first, second) = (tokens.first(), tokens.get(1));
    if is_word(source, first, "as") && second.is_some() {
        R::as_of_row
    } else if is_word(source, first, "lead") && second.is_some_and(|t| t.kind == Kind::Body) {
        R::lead_statement
    } else if is_word(source, first, "expect") && second.is_some_and(|t| t.kind != Kind::Body) {
        R::expect_row
    } else if is_word(source, first, "set") && second.is_some_and(|t| t.kind == Kind::Word) {
        R::set_row
    } else {
        R::event_row
    }
}

/// The row of a grade.
pub fn grade_row(source: &str, tokens: &[Token]) -> R {
    match is_word(source, tokens.first(), "otherwise") && !is_word(source, tokens.get(1), "at") {
        true => R::grade_otherwise,
        false => R::grade_at,
    }
}
