//! W0109: `if count(E) = 1 +100` beside `if count(E) >= 3 +75`: who does more gets less.

use std::collections::BTreeMap;

use crate::check::lint::blocks;
use crate::check::lint::blocks::Side;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{
    AggregateOp, ClauseKind, CompareOp, Expr, ExprKind, GroupMode, Head, Points, Query, Rule,
};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for side in blocks::all(model.statements()) {
        for bands in same_queries(model, side) {
            diagnostics.extend(judge(&bands, side.mode));
        }
    }
}

/// More about one count than anyone writes by hand.
const MOST_BANDS: usize = 200;

/// `if count(Q) >= 3 +75`: from how many on, up to how many, and the points.
struct Band<'a> {
    query: &'a Query,
    span: Span,
    low: f64,
    high: f64,
    points: f64,
}

impl Band<'_> {
    fn holds(&self, count: f64) -> bool {
        self.low <= count && count <= self.high
    }
}

/// What is counted, however long ago: all of it may lie in the shortest of the spans of time.
fn asked(model: &Model, query: &Query) -> String {
    let (all, cut) = (query.span, query.within.as_ref().map_or(query.span.after(), |w| w.span));
    let kept = [Span { end: cut.start, ..all }, Span { start: cut.end, ..all }];
    let words = kept.into_iter().flat_map(|part| model.written(part).split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

/// The bands of each query, in the order of their rules.
fn same_queries<'a>(model: &Model, side: Side<'a>) -> Vec<Vec<Band<'a>>> {
    let mut found: BTreeMap<String, Vec<Band>> = BTreeMap::new();
    for (statement, rule) in side.rules() {
        if let Some(band) = band(rule, statement.span) {
            found.entry(asked(model, band.query)).or_default().push(band);
        }
    }
    found.into_values().collect()
}

fn band(rule: &Rule, span: Span) -> Option<Band<'_>> {
    let (Head::If(condition), Points::Signed(points)) = (&rule.head, &rule.points) else {
        return None;
    };
    let value = number(&points.value)?;
    let points = if points.negative { -value } else { value };
    // Another clause is another story: a period, a cap.
    let plain = rule.clauses.iter().all(|c| matches!(c.kind, ClauseKind::Label(_)));
    if !plain {
        return None;
    }
    let (query, low, high) = match &*condition.kind {
        ExprKind::Compare { left, op, right } => {
            let (low, high) = ends(*op, number(right)?)?;
            (count(left)?, low, high)
        }
        ExprKind::Between { value, low, high } => (count(value)?, number(low)?, number(high)?),
        _ => return None,
    };
    Some(Band { query, span, low, high, points })
}

/// Counts are whole.
fn ends(op: CompareOp, bound: f64) -> Option<(f64, f64)> {
    match op {
        CompareOp::Equal => Some((bound, bound)),
        CompareOp::Less => Some((0.0, bound.ceil() - 1.0)),
        CompareOp::LessOrEqual => Some((0.0, bound)),
        CompareOp::Greater => Some((bound.floor() + 1.0, f64::INFINITY)),
        CompareOp::GreaterOrEqual => Some((bound, f64::INFINITY)),
        CompareOp::NotEqual => None,
    }
}

fn count(expr: &Expr) -> Option<&Query> {
    match &*expr.kind {
        ExprKind::Aggregate { op: AggregateOp::Count, query, nth: None } => Some(query),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match &*expr.kind {
        ExprKind::Number(number) => Some(number.value),
        _ => None,
    }
}

fn judge(bands: &[Band], mode: GroupMode) -> Option<Diagnostic> {
    // With penalties among them, more may well be worth less.
    if !(2..=MOST_BANDS).contains(&bands.len()) || bands.iter().any(|b| b.points <= 0.0) {
        return None;
    }
    let mut before: Option<(f64, f64)> = None;
    // What is paid changes at the ends of bands only; none at all is a case of its own.
    let mut counts: Vec<f64> = bands.iter().flat_map(|b| [b.low, b.high]).collect();
    counts.retain(|count| count.is_finite() && *count >= 1.0);
    counts.push(counts.iter().fold(1.0, |most: f64, count| most.max(*count)) + 1.0);
    counts.sort_by(f64::total_cmp);
    for count in counts {
        let now = paid(bands, mode, count);
        if let Some((fewer, more)) = before.filter(|(_, points)| 0.0 < now && now < *points) {
            return report(bands, (fewer, more), (count, now));
        }
        if before.is_none_or(|(_, most)| most < now) {
            before = Some((count, now));
        }
    }
    None
}

fn paid(bands: &[Band], mode: GroupMode, count: f64) -> f64 {
    let mut points = bands.iter().filter(|b| b.holds(count)).map(|b| b.points);
    match mode {
        GroupMode::Sum => points.sum(),
        GroupMode::Best => points.fold(0.0, f64::max),
        GroupMode::First => points.next().unwrap_or(0.0),
    }
}

fn report(bands: &[Band], fewer: (f64, f64), more: (f64, f64)) -> Option<Diagnostic> {
    let ended = bands.iter().find(|b| b.holds(fewer.0) && !b.holds(more.0));
    let later = bands.iter().find(|b| b.holds(more.0));
    let (first, second) = (ended?, later?);
    let event = &first.query.event.text;
    let message = format!(
        "{} `{event}` earn fewer points than {}: {} and {}",
        more.0, fewer.0, more.1, fewer.1
    );
    let diagnostic = Diagnostic::warning(lints::FEWER_EARN_MORE, first.span, message)
        .here(format!("not for {} any more", more.0));
    Some(
        diagnostic
            .label(second.span, format!("all that {} earn", more.0))
            .help("write `>=` so that whoever does more keeps these points, or give more for more"),
    )
}
