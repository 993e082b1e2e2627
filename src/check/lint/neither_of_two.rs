//! W0115: `if country = Spain +10` beside `if country != Spain -5`: whose country is unknown gets neither.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::check::lint::blocks;
use crate::check::lint::blocks::Side;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{
    ClauseKind, CompareOp, Expr, ExprKind, Function, Head, Item, ListRef, Name, Points, Root,
    RowTestKind, Rule, TableRow,
};
use crate::syntax::walk;
use crate::types::Type;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let sides = blocks::all(model.statements());
    let mut found = sides.iter().flat_map(|side| pairs(model, *side)).peekable();
    if found.peek().is_some() {
        let settled = settled(model, &sides);
        let open = found.filter(|pair| !settled.contains(pair.field.text.as_str()));
        diagnostics.extend(open.map(|pair| report(model, pair.field, pair.span, pair.other)));
    }
}

/// Two rules that ask the opposite of one field.
struct Pair<'a> {
    field: &'a Name,
    span: Span,
    other: Span,
}

/// A condition and whether it is turned round.
struct Asked<'a> {
    field: &'a Name,
    /// What is asked of the field: the same words are the same question.
    question: String,
    negated: bool,
}

fn pairs<'a>(model: &Model<'a>, side: Side<'a>) -> Vec<Pair<'a>> {
    let mut found = Vec::new();
    // Of each question, the last rule that asks it and the last that asks it turned round.
    let mut seen: HashMap<String, [Option<(Span, &str)>; 2]> = HashMap::new();
    for (statement, rule) in side.rules() {
        let Some(asked) = condition(rule).and_then(|c| asked(model, c)) else { continue };
        let (span, points) = (statement.span, points(model, rule));
        let last = seen.entry(asked.question).or_default();
        match last[usize::from(!asked.negated)] {
            // The same for both is a way to ask whether it is known.
            Some((other, same)) if same != points => {
                found.push(Pair { field: asked.field, span, other });
            }
            _ => {}
        }
        last[usize::from(asked.negated)] = Some((span, points));
    }
    found
}

fn points<'m>(model: &'m Model, rule: &Rule) -> &'m str {
    model.written(match &rule.points {
        Points::Signed(signed) => signed.span,
        Points::Table(table) => table.span,
    })
}

/// That of an `if` rule that always holds or never: rules of two periods are no pair.
fn condition(rule: &Rule) -> Option<&Expr> {
    let Head::If(condition) = &rule.head else { return None };
    let bound = |kind: &ClauseKind| matches!(kind, ClauseKind::From(_) | ClauseKind::Before(_));
    (!rule.clauses.iter().any(|c| bound(&c.kind))).then_some(condition)
}

fn asked<'a>(model: &Model, expr: &'a Expr) -> Option<Asked<'a>> {
    let words = |span: Span| model.written(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let new = |left: &'a Expr, question: String, negated: bool| {
        let field = field(model, left)?;
        Some(Asked { field, question: format!("{} {question}", words(left.span)), negated })
    };
    match &*expr.kind {
        ExprKind::Paren(inner) => asked(model, inner),
        ExprKind::Not(inner) => {
            let asked = asked(model, inner)?;
            Some(Asked { negated: !asked.negated, ..asked })
        }
        ExprKind::Name(name) if is_bool(model, name) => new(expr, "yes".into(), false),
        ExprKind::Compare { left, op: op @ (CompareOp::Equal | CompareOp::NotEqual), right } => {
            let turned = *op == CompareOp::NotEqual;
            match (&*left.kind, &*right.kind) {
                (ExprKind::Name(name), ExprKind::YesNo(yes, _)) if is_bool(model, name) => {
                    new(left, "yes".into(), turned == *yes)
                }
                _ => new(left, format!("= {}", words(right.span)), turned),
            }
        }
        ExprKind::Compare { left, op, right } => {
            let (sign, turned) = bound(*op)?;
            new(left, format!("{sign} {}", words(right.span)), turned)
        }
        ExprKind::In { value, list, negated } => {
            new(value, format!("in {}", words(ListRef::span(list))), *negated)
        }
        ExprKind::TextTest { value, .. } | ExprKind::Matches { value, .. } => {
            new(value, words(expr.span), false)
        }
        _ => None,
    }
}

/// Under a bound, or over it: `>= 50` is `< 50` turned round.
fn bound(op: CompareOp) -> Option<(&'static str, bool)> {
    match op {
        CompareOp::Less => Some(("<", false)),
        CompareOp::GreaterOrEqual => Some(("<", true)),
        CompareOp::LessOrEqual => Some(("<=", false)),
        CompareOp::Greater => Some(("<=", true)),
        CompareOp::Equal | CompareOp::NotEqual => None,
    }
}

/// The lead's column that stands there, by itself or in `domain( )`.
fn field<'a>(model: &Model, expr: &'a Expr) -> Option<&'a Name> {
    match &*expr.kind {
        ExprKind::Name(name) | ExprKind::Dotted { root: Root::Lead, name } => {
            let name_of_more = model.names.defines.contains_key(name.text.as_str()) && !name.quoted;
            (!name_of_more).then_some(name)
        }
        ExprKind::Call { function: Function::Domain, arguments } => {
            field(model, arguments.first()?)
        }
        _ => None,
    }
}

fn is_bool(model: &Model, name: &Name) -> bool {
    model.fields.attribute_types.get(&name.text) == Some(&Type::Bool)
}

/// Columns of which the file says somewhere what happens when they are unknown.
fn settled<'a>(model: &Model<'a>, sides: &[Side<'a>]) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for statement in model.statements().iter().filter(|s| !matches!(s.it, Item::Test(_))) {
        walk::item(&statement.it, &mut |expr| {
            if let ExprKind::IsKnown { value, .. } = &*expr.kind {
                walk::expr(value, &mut |inner| found.extend(named(inner)));
            }
        });
    }
    for (_, rule) in sides.iter().flat_map(|side| side.rules()) {
        let Points::Table(table) = &rule.points else { continue };
        let unknown = |row: &TableRow| matches!(row, TableRow::Row { test, .. } if test.kind == RowTestKind::Unknown);
        if table.rows.statements.iter().any(|row| unknown(&row.it)) {
            walk::expr(&table.by, &mut |inner| found.extend(named(inner)));
        }
    }
    found
}

fn named(expr: &Expr) -> Option<&str> {
    match &*expr.kind {
        ExprKind::Name(name) | ExprKind::Dotted { name, .. } => Some(&name.text),
        _ => None,
    }
}

fn report(model: &Model, field: &Name, span: Span, other: Span) -> Diagnostic {
    let name = model.written(field.span);
    let message = format!("a lead whose `{name}` is unknown gets neither of these two");
    Diagnostic::warning(lints::NEITHER_OF_TWO, span, message)
        .here("not for unknown")
        .label(other, "not for unknown either")
        .help(format!("one more rule says what they get: `if {name} is unknown`"))
}
