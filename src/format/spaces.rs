//! What stands between two words of one line: a blank or nothing.

use crate::syntax::token::Kind;
use crate::syntax::token::Token;

/// Words that are no function, so that a bracket behind them stands apart.
const NO_FUNCTIONS: [&str; 8] = ["and", "or", "not", "in", "is", "of", "where", "between"];

/// The gap before `tokens[at]`, which is not the first.
pub fn gap(source: &str, tokens: &[Token], at: usize) -> &'static str {
    let (before, here) = (&tokens[at - 1], &tokens[at]);
    let touches = before.end == here.start;
    let none = match (before.kind, here.kind) {
        (_, Kind::Comma | Kind::Close) | (Kind::Open | Kind::Dot, _) | (_, Kind::Dot) => true,
        (_, Kind::DotDot) => matches!(before.kind, Kind::Value | Kind::Param),
        (Kind::DotDot, _) => {
            matches!(here.kind, Kind::Value | Kind::Param | Kind::Plus | Kind::Minus)
        }
        // A sign that touches what follows belongs to it.
        (Kind::Plus | Kind::Minus, _) => touches,
        (_, Kind::Open) if here.text(source) == "(" => {
            touches && before.kind == Kind::Word && !NO_FUNCTIONS.contains(&before.text(source))
        }
        (_, Kind::Operator) if here.text(source) == ":" => true,
        (_, Kind::Operator) => is_rate(source, tokens, at),
        (Kind::Operator, _) => is_rate(source, tokens, at - 1),
        _ => false,
    };
    if none { "" } else { " " }
}

/// The `/` of `10%/30d` and of `decay $loss/$period`.
fn is_rate(source: &str, tokens: &[Token], at: usize) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text(source));
    let value = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Value);
    let percent = at > 0 && value(at - 1) && text(at - 1).ends_with('%');
    let duration = value(at + 1) && text(at + 1).ends_with(char::is_alphabetic);
    let decay = at > 1 && text(at - 2) == "decay";
    text(at) == "/" && (percent || duration || decay)
}
