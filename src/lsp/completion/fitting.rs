//! What fits at a place, the likeliest first.

use crate::lsp::completion::place::Block;
use crate::lsp::completion::place::Place;
use crate::lsp::completion::place::Word;
use crate::syntax::heads;
use crate::syntax::token::Kind;

/// A kind of choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fits {
    Words(Vec<&'static str>),
    Columns,
    /// Of an event, where one is around.
    Properties(Option<String>),
    Events,
    Lists,
    Definitions,
    /// With their dollar.
    Parameters,
    /// Without it.
    ParameterNames,
    Scores,
    /// `fit_grade`
    Grades,
    /// Of a column or property that is one of some.
    Values(String),
}

use Fits::{Columns, Definitions, Events, Grades, Lists, ParameterNames, Parameters, Properties};
use Fits::{Scores, Values, Words};

const RULES: [&str; 10] = [
    "on",
    "if",
    "always",
    "points by",
    "group",
    "when",
    "decay",
    "half-life",
    "expires",
    "no decay",
];
const CLAUSES: [&str; 12] = [
    "once",
    "once per",
    "max",
    "per",
    "first time",
    "cooldown",
    "decay",
    "half-life",
    "expires",
    "no decay",
    "from",
    "before",
];
const COMPARISONS: [&str; 15] = [
    "is",
    "is not",
    "in",
    "not in",
    "is known",
    "is unknown",
    "between",
    "contains",
    "starts with",
    "ends with",
    "matches",
    "within",
    "older than",
    "before",
    "after",
];
const HISTORY: [&str; 12] = [
    "any",
    "no",
    "not",
    "count(",
    "sum(",
    "first(",
    "last(",
    "distinct(",
    "days since",
    "days until",
    "domain(",
    "at least",
];
const UNITS: [&str; 5] = ["hour", "day", "week", "month", "year"];

pub fn at(place: &Place) -> Vec<Fits> {
    if place.is_parameter {
        return vec![Parameters];
    }
    match (&place.block, place.before.last()) {
        (Block::Other, _) => Vec::new(),
        (block, None) => beginning(block, place),
        (Block::Fields, Some(_)) => field_type(&place.before),
        (Block::TestLead | Block::TestEvent(_), Some(last)) => match last.text.as_str() {
            "=" => value(&place.before),
            _ => vec![],
        },
        (Block::Test, Some(last)) => test_row(&place.before, last),
        (Block::Table, Some(last)) => table_row(place, last),
        (Block::Grade, Some(_)) => Vec::new(),
        (Block::File | Block::Score | Block::Rules, Some(last)) => statement(&place.before, last),
    }
}

/// What begins a statement or a row.
fn beginning(block: &Block, place: &Place) -> Vec<Fits> {
    match block {
        Block::File => vec![Words(heads::words().filter(|word| *word != "no").collect())],
        Block::Score => vec![Words([&RULES[..], &["reset on", "pause from"]].concat())],
        Block::Rules => vec![Words(RULES.to_vec())],
        Block::Table => vec![
            table_values(place),
            Words(vec!["up to", "under", "above", "in", "else", "unknown"]),
        ],
        Block::Grade => vec![Words(vec!["otherwise"])],
        Block::Test => vec![Events, Words(vec!["as of", "lead", "expect", "set"])],
        Block::TestLead => vec![Columns],
        Block::TestEvent(event) => vec![Properties(Some(event.clone()))],
        Block::Fields | Block::Other => Vec::new(),
    }
}

fn field_type(before: &[Word]) -> Vec<Fits> {
    match before.len() {
        1 => vec![Words(vec!["text", "number", "bool", "date", "list of text", "one of ["])],
        _ => Vec::new(),
    }
}

fn test_row(before: &[Word], last: &Word) -> Vec<Fits> {
    let first = before[0].text.as_str();
    match (first, last.text.as_str()) {
        ("expect", "expect") => vec![
            Scores,
            Grades,
            Words(vec!["stage", "action", "line", "disqualified", "not disqualified", "no"]),
        ],
        ("expect", "no") => vec![Words(vec!["stage", "action", "score"])],
        ("set", "set") => vec![ParameterNames],
        ("expect", _) if before.len() == 2 => vec![Words(vec!["is", "is not", "between"])],
        (_, _) if last.kind == Kind::Value && first != "as" && before.len() == 2 => {
            vec![Words(vec!["ago"])]
        }
        _ => Vec::new(),
    }
}

fn table_row(place: &Place, last: &Word) -> Vec<Fits> {
    match last.text.as_str() {
        "in" => vec![Lists],
        "[" | "," => vec![table_values(place)],
        "up" => vec![Words(vec!["to"])],
        _ => Vec::new(),
    }
}

/// The values of what a table goes by.
fn table_values(place: &Place) -> Fits {
    let by = place.head.iter().position(|word| word.text == "by");
    let field = by.and_then(|by| place.head.get(by + 1));
    Values(field.map_or_else(String::new, name))
}

/// Inside a statement of a file, a score or a group.
fn statement(before: &[Word], last: &Word) -> Vec<Fits> {
    let first = before[0].text.as_str();
    let second_last = before.len().checked_sub(2).map_or("", |at| before[at].text.as_str());
    match last.text.as_str() {
        "." => return dotted(before, second_last),
        "on" | "from" | "until" if matches!(first, "on" | "reset" | "pause") => {
            return vec![Events];
        }
        "all" => return vec![Lists],
        "any" | "word" if is_text_test(before) => return vec![Lists],
        "in" => return vec![Lists],
        "per" => return vec![Words(UNITS.to_vec()), Properties(around(before))],
        "any" | "no" if before.len() > 1 => return vec![Events, Words(vec!["event"])],
        "(" if is_history(second_last) => return vec![Events, Words(vec!["event"])],
        "(" if second_last == "coverage" => return vec![Scores],
        "=" if first == "event" => return vec![Events],
        _ => {}
    }
    match first {
        "grade" if before.len() == 1 => vec![Scores],
        "matrix" if before.len() == 2 || last.text == "by" => vec![Scores],
        "matrix" if before.len() == 3 => vec![Words(vec!["by"])],
        "grade" | "matrix" | "use" | "timezone" | "list" | "lead" | "param" => Vec::new(),
        "group" => vec![Words(vec!["best", "first", "max"])],
        "event" => match around(before) {
            Some(_) => condition(before, last),
            None => Vec::new(),
        },
        "score" => formula(before, last),
        _ => condition(before, last),
    }
}

fn dotted(before: &[Word], root: &str) -> Vec<Fits> {
    match root {
        "lead" => vec![Columns],
        "this" => vec![Properties(around(before))],
        "score" => vec![Scores],
        event => vec![Properties(Some(event.into()))],
    }
}

fn formula(before: &[Word], last: &Word) -> Vec<Fits> {
    let is_open = matches!(last.kind, Kind::Operator | Kind::Plus | Kind::Minus | Kind::Open);
    match before.iter().any(|word| word.text == "=") && is_open {
        true => vec![
            Scores,
            Parameters,
            Words(vec!["min(", "max(", "abs(", "round(", "floor(", "ceil("]),
        ],
        false => Vec::new(),
    }
}

/// `contains any`, `ends with all`.
fn is_text_test(before: &[Word]) -> bool {
    let word =
        |back: usize| before.len().checked_sub(back).map_or("", |at| before[at].text.as_str());
    matches!(word(2), "contains" | "with") || matches!(word(3), "contains" | "with")
}

fn is_history(word: &str) -> bool {
    ["count", "sum", "avg", "distinct", "first", "last", "any", "no"].contains(&word)
}

/// In a condition, or in what follows it.
fn condition(before: &[Word], last: &Word) -> Vec<Fits> {
    if let Some(field) = in_list(before) {
        return vec![Values(field)];
    }
    let stage = is_stage(before);
    match last.text.as_str() {
        "=" | "!=" => value(before),
        "is" => {
            let mut fits = value(before);
            fits.push(Words(vec!["not", "known", "unknown", "in"]));
            fits
        }
        "not" if before.iter().rev().nth(1).is_some_and(|word| word.text == "is") => value(before),
        "at" if stage => vec![Scores],
        "<" | "<=" | ">" | ">=" | "between" => vec![Parameters],
        "if" | "and" | "or" | "not" | "where" | "when" | "(" | ":" | "for" | "by" => {
            operands(before, stage)
        }
        "otherwise" | "->" | "always" | "contains" | "with" => Vec::new(),
        _ => behind(before, last),
    }
}

/// What a comparison or a condition may begin with.
fn operands(before: &[Word], stage: bool) -> Vec<Fits> {
    match around(before) {
        Some(event) => {
            vec![Properties(Some(event)), Definitions, Words(vec!["time", "lead.", "this.", "not"])]
        }
        None if stage => vec![Scores, Grades, Columns, Definitions, Words(HISTORY.to_vec())],
        None => vec![Columns, Definitions, Words(HISTORY.to_vec())],
    }
}

/// Behind a whole operand: a comparison, or where the points are given, a clause.
fn behind(before: &[Word], last: &Word) -> Vec<Fits> {
    let is_sign = |word: &Word| matches!(word.kind, Kind::Plus | Kind::Minus);
    let first = before[0].text.as_str();
    let is_rule = matches!(first, "on" | "if" | "always" | "points");
    if is_rule && before.iter().any(is_sign) {
        return vec![Words(CLAUSES.to_vec())];
    }
    // What stands behind a comparison is its other side.
    let compares = before.iter().rev().nth(1).is_some_and(|word| {
        word.kind == Kind::Operator
            || ["is", "in", "contains", "with"].contains(&word.text.as_str())
    });
    match last.kind {
        Kind::Word | Kind::Quoted if compares => vec![Words(vec!["and", "or"])],
        Kind::Word | Kind::Quoted if first == "on" && before.len() == 2 => {
            vec![Words(vec!["where", "points by"])]
        }
        Kind::Word | Kind::Quoted | Kind::Close => {
            let mut words = COMPARISONS.to_vec();
            words.extend(["and", "or", "points by"]);
            vec![Words(words)]
        }
        Kind::Text | Kind::Value | Kind::Param | Kind::Regex => {
            vec![Words(vec!["and", "or", "points by"])]
        }
        _ => Vec::new(),
    }
}

/// The values that the column before the comparison may have, and parameters.
fn value(before: &[Word]) -> Vec<Fits> {
    let field = before.iter().rev().find(|word| {
        let names = matches!(word.kind, Kind::Word | Kind::Quoted);
        names && !matches!(word.text.as_str(), "is" | "not")
    });
    field.map_or_else(Vec::new, |field| vec![Values(name(field)), Parameters])
}

/// Inside `in [ … ]`: the column before it.
fn in_list(before: &[Word]) -> Option<String> {
    let open = before.iter().rposition(|word| word.text == "[")?;
    let closed = before[open..].iter().any(|word| word.text == "]");
    if closed {
        return None;
    }
    let field = before[..open].iter().rev().find(|word| {
        let names = matches!(word.kind, Kind::Word | Kind::Quoted);
        names && !["in", "not", "is", "any", "all", "word"].contains(&word.text.as_str())
    })?;
    Some(name(field))
}

fn is_stage(before: &[Word]) -> bool {
    let second = before.get(1).map(|word| word.text.as_str());
    matches!(second, Some("at" | "if")) && before[0].text != "disqualify"
}

/// The event whose `where` the end of these words is in.
fn around(before: &[Word]) -> Option<String> {
    let first = before[0].text.as_str();
    // After `any E where` one comparison is the event's; after `on E where` all are.
    let one_only = !matches!(first, "on" | "reset" | "pause" | "event");
    let (mut depth, mut joined) = (0, false);
    for (at, word) in before.iter().enumerate().rev() {
        match word.kind {
            Kind::Close => depth += 1,
            Kind::Open => depth -= 1,
            Kind::Word if word.text == "where" && depth <= 0 => {
                let is_over = one_only && joined && depth == 0;
                return if is_over { None } else { event_before(&before[..at]) };
            }
            Kind::Word if matches!(word.text.as_str(), "and" | "or") && depth == 0 => {
                joined |= !is_in_brackets(&before[..at]);
            }
            _ => {}
        }
    }
    // The points of an `on` rule, and `per`, are about its event.
    (first == "on").then(|| before.get(1).map(name)).flatten()
}

fn is_in_brackets(words: &[Word]) -> bool {
    let count = |kind| words.iter().filter(|word| word.kind == kind).count();
    count(Kind::Open) > count(Kind::Close)
}

/// `page_view` of `page_view`, `page_view.seconds` and `a = page_view`.
fn event_before(words: &[Word]) -> Option<String> {
    match words {
        [.., event, dot, _] if dot.kind == Kind::Dot => Some(name(event)),
        [.., event] => Some(name(event)),
        [] => None,
    }
}

/// As names compare.
fn name(word: &Word) -> String {
    word.text.trim_matches('`').into()
}
