//! Too much of something.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::limits as codes;
use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
use crate::syntax::errors;
use crate::syntax::limits;
use crate::syntax::token::{Kind, Token};

pub fn too_deep(span: Span) -> Diagnostic {
    let message = format!("more than {} things stand inside each other here", limits::DEPTH);
    Diagnostic::error(codes::TOO_DEEP, span, message)
        .here("this one is too much")
        .help("give a part of the condition a name with `define`, and use the name")
}

pub fn too_many_statements(span: Span) -> Diagnostic {
    let message = format!("a file holds at most {} statements", limits::STATEMENTS);
    Diagnostic::error(codes::TOO_MANY_STATEMENTS, span, message)
        .here("this one is too much")
        .help("put long lists of values into a text file: `list NAME from \"values.txt\"`")
}

pub fn file_too_large(file: FileId, bytes: usize) -> Diagnostic {
    let message = format!(
        "a rule file holds at most {} MiB, this one has {:.1}",
        limits::FILE_BYTES >> 20,
        bytes as f64 / f64::from(1 << 20)
    );
    Diagnostic::error(codes::FILE_TOO_LARGE, Span::new(file, 0, 0), message)
        .help("put long lists of values into a text file: `list NAME from \"values.txt\"`")
}

/// What is open at one place of a statement.
#[derive(Default)]
struct Level {
    /// `not` and `where` since the last `and`, `or` or comma
    words: usize,
    /// `+ - * /` since the last comma, comparison, `and` or `or`
    operators: usize,
    commas: usize,
}

/// The first thing of which a statement has too much.
pub fn first(
    file: FileId,
    source: &str,
    statement: &Statement,
    depth: usize,
) -> Option<Diagnostic> {
    if let Some(token) = statement.tokens.get(limits::TOKENS) {
        return Some(too_long(errors::span(file, token)));
    }
    let mut levels = vec![Level::default()];
    let (mut words, mut operators) = (0, 0);
    for token in &statement.tokens {
        let span = errors::span(file, token);
        if let Some(fault) = piece(source, token, span) {
            return Some(fault);
        }
        if token.kind == Kind::Open {
            levels.push(Level::default());
        }
        let level = levels.last_mut()?;
        match token.kind {
            Kind::Close => {
                words -= std::mem::take(&mut level.words);
                operators -= std::mem::take(&mut level.operators);
                if levels.len() > 1 {
                    levels.pop();
                }
                // Closing brackets have their partners: the pairing has seen to it.
            }
            _ if is_operator(source, token) => {
                level.operators += 1;
                operators += 1;
            }
            _ if ends_part(source, token) => {
                operators -= std::mem::take(&mut level.operators);
                if token.kind == Kind::Comma || token.kind == Kind::Word {
                    words -= std::mem::take(&mut level.words);
                }
                level.commas += usize::from(token.kind == Kind::Comma);
            }
            Kind::Word if matches!(token.text(source), "not" | "where") => {
                level.words += 1;
                words += 1;
            }
            _ => {}
        }
        let commas = levels.last().map_or(0, |l| l.commas);
        if depth + levels.len() + words > limits::DEPTH + 1 {
            return Some(too_deep(span));
        }
        if operators > limits::OPERATORS {
            return Some(sum_too_long(span));
        }
        if commas > limits::ITEMS {
            return Some(too_many_items(span));
        }
    }
    None
}

fn is_operator(source: &str, token: &Token) -> bool {
    match token.kind {
        Kind::Plus | Kind::Minus => true,
        Kind::Operator => matches!(token.text(source), "*" | "/"),
        _ => false,
    }
}

/// `and`, `or`, a comma or a comparison: what was counted before it is no longer around what follows.
fn ends_part(source: &str, token: &Token) -> bool {
    match token.kind {
        Kind::Comma | Kind::Operator => true,
        Kind::Word => matches!(token.text(source), "and" | "or"),
        _ => false,
    }
}

/// A single piece that is too long.
fn piece(source: &str, token: &Token, span: Span) -> Option<Diagnostic> {
    let bytes = token.end - token.start;
    match token.kind {
        Kind::Regex if bytes > limits::REGEX_BYTES => {
            let message = format!("a pattern has at most {} characters", limits::REGEX_BYTES);
            Some(
                Diagnostic::error(codes::REGEX_TOO_LONG, span, message)
                    .here(format!("this one has {}", token.text(source).chars().count()))
                    .help("use a list: `contains any [\"a\", \"b\"]`"),
            )
        }
        Kind::Body => None,
        _ if bytes > limits::TEXT_BYTES => {
            let message = format!("a text or name has at most {} characters", limits::TEXT_BYTES);
            Some(
                Diagnostic::error(codes::TEXT_TOO_LONG, span, message)
                    .here(format!("this one has {}", token.text(source).chars().count())),
            )
        }
        _ => None,
    }
}

fn too_long(span: Span) -> Diagnostic {
    let message = format!("one line holds at most {} words and values", limits::TOKENS);
    Diagnostic::error(codes::TOO_MANY_ITEMS, span, message)
        .here("this one is too much")
        .help("write several rules, or put the values into a text file")
}

fn sum_too_long(span: Span) -> Diagnostic {
    let message = format!("one calculation has at most {} signs `+ - * /`", limits::OPERATORS);
    Diagnostic::error(codes::SUM_TOO_LONG, span, message)
        .here("this one is too much")
        .help("give points in several rules: their lines add up")
}

fn too_many_items(span: Span) -> Diagnostic {
    let message = format!("one list holds at most {} values", limits::ITEMS);
    Diagnostic::error(codes::TOO_MANY_ITEMS, span, message)
        .here("this one is too much")
        .help("put the values into a text file, one a line: `list NAME from \"values.txt\"`")
}
