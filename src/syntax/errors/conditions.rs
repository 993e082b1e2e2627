//! Faults in conditions that the grammar lets through: each has a reading, but not a certain one.

use crate::diagnostic::codes::text;
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::ast::{CompareOp, Expr, ExprKind};
use crate::syntax::errors::{shown, under};

/// `A and B or C`: both readings. `operands` stand around `joins`.
pub fn mixed(source: &str, operands: &[Span], joins: &[(bool, Span)], other: Span) -> Diagnostic {
    let tight = grouped(source, operands, joins, true);
    let loose = grouped(source, operands, joins, false);
    let all = operands.iter().copied().reduce(Span::to).unwrap_or(other);
    let first = joins.first().map_or(other, |(_, span)| *span);
    Diagnostic::error(
        text::MIXED,
        other,
        "`and` beside `or` can be read two ways: put parentheses around one of them",
    )
    .here(format!("`{}` beside `{}`", under(source, first), under(source, other)))
    .label(first, "the other one")
    .help(format!("either `{}` or `{}`", shown(&tight), shown(&loose)))
    .fix(format!("write `{}`", shown(&tight)), all, tight)
    .fix(format!("write `{}`", shown(&loose)), all, loose)
}

/// The same operands with parentheses around each run of `and`s, or of `or`s.
fn grouped(source: &str, operands: &[Span], joins: &[(bool, Span)], and: bool) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < operands.len() {
        let run = joins[at.min(joins.len())..].iter().take_while(|(a, _)| *a == and).count();
        let words: Vec<&str> = operands[at..=(at + run).min(operands.len() - 1)]
            .iter()
            .map(|s| under(source, *s))
            .collect();
        let joined = words.join(if and { " and " } else { " or " });
        out += &if run > 0 { format!("({joined})") } else { joined };
        at += run + 1;
        if at < operands.len() {
            out += if and { " or " } else { " and " };
        }
    }
    out
}

/// `sql at >= 50 and A or B`.
pub fn mixed_stage(source: &str, parts: &[Span], and: Span) -> Diagnostic {
    let [_, rest @ ..] = parts else { return Diagnostic::error(text::MIXED, and, "") };
    let condition = rest.iter().copied().reduce(Span::to).unwrap_or(and);
    let inside = format!("({})", under(source, condition));
    Diagnostic::error(
        text::MIXED,
        and,
        "`and` beside `or` can be read two ways: put parentheses around the `or`",
    )
    .here("`and` here, `or` behind it")
    .help("for \"or\", write a second line of the same stage: a stage may stand on several lines")
    .fix(format!("write `{}`", shown(&inside)), condition, inside)
}

/// `1 < a < 5`.
pub fn chained(source: &str, left: Span, first: Span, second: Span) -> Diagnostic {
    let all = left.to(second);
    let fault = Diagnostic::error(
        text::CHAINED,
        second,
        "two comparisons in a row: use `between`, or `and`",
    )
    .here("the second comparison");
    match between(source, left, first, second) {
        Some(text) => fault.fix(format!("write `{text}`"), all, text),
        None => fault.help("write `a > 1 and a < 5`, or `a between 1 and 5`"),
    }
}

/// `1 <= a <= 5` as `a between 1 and 5`; with `<` the ends are not included, so both comparisons are spelled out.
fn between(source: &str, left: Span, first: Span, second: Span) -> Option<String> {
    let low = under(source, left);
    let (op, middle) = split_op(under(source, first))?;
    let (next, high) = split_op(under(source, second))?;
    match (op, next) {
        ("<=", "<=") => Some(format!("{middle} between {low} and {high}")),
        (">=", ">=") => Some(format!("{middle} between {high} and {low}")),
        _ => Some(format!("{middle} {} {low} and {middle} {next} {high}", turned_op(op))),
    }
}

fn split_op(tail: &str) -> Option<(&str, &str)> {
    ["<=", ">=", "!=", "<", ">", "="]
        .iter()
        .find_map(|op| tail.strip_prefix(op).map(|rest| (*op, rest.trim())))
}

fn turned_op(op: &str) -> &str {
    match op {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        op => op,
    }
}

/// `50 < employees`: a field, call or score stands on the left.
pub fn turned(source: &str, left: Span, tail: Span, read: Option<&ExprKind>) -> Diagnostic {
    let fault = Diagnostic::error(
        text::TURNED,
        left,
        "a comparison has the field on its left and the value on its right",
    )
    .here("a value on the left");
    let value = under(source, left);
    match read {
        Some(ExprKind::Compare { op, right, .. }) if is_subject(right) => {
            let field = under(source, right.span);
            let sign = match op {
                CompareOp::Equal => "=",
                CompareOp::NotEqual => "!=",
                CompareOp::Less => ">",
                CompareOp::LessOrEqual => ">=",
                CompareOp::Greater => "<",
                CompareOp::GreaterOrEqual => "<=",
            };
            let text = format!("{field} {sign} {value}");
            fault.fix(format!("write `{text}`"), left.to(tail), text)
        }
        _ => fault.help("begin with the name of a field, such as `employees > 50`"),
    }
}

fn is_subject(expr: &Expr) -> bool {
    matches!(
        &*expr.kind,
        ExprKind::Name(_)
            | ExprKind::Dotted { .. }
            | ExprKind::Call { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::Days { .. }
    )
}

/// `= true`, `= null`, `is empty`, `= ""`: the right word, as an edit of the whole test.
pub fn not_a_value(right: &Expr, tail: Span, negated: bool) -> Option<Diagnostic> {
    let ExprKind::Text(written) = &*right.kind else { return None };
    let word = written.text.trim().to_lowercase();
    let (instead, why) = match (word.as_str(), written.quoted) {
        ("", true) => (known(negated), "empty text is unknown in Baremo"),
        ("true", false) => (truth(true, negated), "a truth is written `yes` or `no`"),
        ("false", false) => (truth(false, negated), "a truth is written `yes` or `no`"),
        ("null" | "nil" | "empty" | "blank" | "undefined" | "missing", false) => {
            (known(negated), "this would compare with the word itself")
        }
        _ => return None,
    };
    let message = match written.quoted {
        true => format!("a missing value is asked for with `{instead}`"),
        false => format!("`{}` is written `{instead}`", written.text),
    };
    let fault = Diagnostic::error(text::NOT_A_VALUE, right.span, message).here(why);
    let fault = fault.fix(format!("write `{instead}`"), tail, instead);
    Some(match written.quoted {
        true => fault,
        false => fault.help(format!("for the text itself, write \"{}\" in quotes", written.text)),
    })
}

fn known(negated: bool) -> &'static str {
    if negated { "is known" } else { "is unknown" }
}

fn truth(value: bool, negated: bool) -> &'static str {
    match (value, negated) {
        (true, false) => "= yes",
        (false, false) => "= no",
        (true, true) => "!= yes",
        (false, true) => "!= no",
    }
}

/// `employees > seats`: a word or a column?
pub fn lone_name(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        text::LONE_NAME,
        span,
        format!("a field on the right carries its prefix: write `lead.{name}`"),
    )
    .here("a number, a date, or a name with its prefix belongs here")
    .help(format!(
        "`this.{name}` is the event's own property, `score.{name}` a score, `${name}` a parameter"
    ))
    .fix_all(
        format!("write `lead.{name}`"),
        vec![Edit { span: span.before(), text: "lead.".to_owned() }],
    )
    .fix_all(format!("write `${name}`"), vec![Edit { span: span.before(), text: "$".to_owned() }])
}

/// `starts with word x`.
pub fn word_only_contains(span: Span) -> Diagnostic {
    Diagnostic::error(
        text::WRONG_WORD,
        span,
        "`word` goes with `contains` only: write `contains word`",
    )
    .here("no `word` here")
    .fix("remove `word`", span, "")
}
