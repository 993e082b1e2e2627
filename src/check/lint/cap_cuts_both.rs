//! W0108: a group's `max N` that cuts penalties as well as points.

use std::collections::HashMap;

use crate::check::lint::blocks;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::ir::Program;
use crate::ir::program::Group;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::Line;
use crate::ir::program::LineKind;
use crate::ir::program::PointsBy;
use crate::ir::program::Range;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Points;

pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let groups = program.groups.iter();
    let groups = groups.map(|group| ((group.origin.span.file, group.origin.span.start), group));
    let groups: HashMap<_, _> = groups.collect();
    for side in blocks::all(model.statements()) {
        for statement in side.statements {
            let ast::Item::Group(group) = &statement.it else { continue };
            let checked = groups.get(&(statement.span.file, statement.span.start));
            diagnostics.extend(checked.and_then(|checked| judge(model, program, group, checked)));
        }
    }
}

fn judge(model: &Model, program: &Program, group: &ast::Group, line: &Group) -> Option<Diagnostic> {
    let (amount, _) = group.caps.iter().find(|(_, per)| per.is_none())?;
    // A range beside the cap says what is meant with each side.
    if group.range.is_some() || line.mode != GroupMode::Sum {
        return None;
    }
    let cap = line.range.high?;
    let reach = items(program, &line.items);
    let beyond =
        reach.high.is_none_or(|high| high > cap.0) && reach.low.is_none_or(|low| low < -cap.0);
    if !beyond {
        return None;
    }
    let name = &group.name.text;
    let message = format!("`max {cap}` cuts what `{name}` takes away as well as what it gives");
    let written = model.written(amount.span);
    let head = Span { start: group.name.span.end, end: amount.span.end, ..amount.span };
    let diagnostic = Diagnostic::warning(lints::CAP_CUTS_BOTH, amount.span, message)
        .here(format!("never above {cap}, and never below -{cap}"))
        .help(format!(
            "write `..{cap}` if only what it gives is meant, `-{cap}..{cap}` if both are"
        ));
    // With a cap only between the name and its end nothing else is replaced.
    let alone = group.caps.len() == 1 && group.mode == ast::GroupMode::Sum;
    Some(if alone && written.chars().all(|c| c.is_ascii_digit()) {
        diagnostic.fix(format!("write `..{cap}`"), head, format!(" ..{cap}"))
    } else {
        diagnostic
    })
}

/// From what to what, in hundredths; a missing end is open or not known.
#[derive(Clone, Copy)]
struct Reach {
    low: Option<i64>,
    high: Option<i64>,
}

impl Reach {
    const NONE: Reach = Reach { low: Some(0), high: Some(0) };

    fn plus(self, other: Reach) -> Reach {
        let sum = |a: Option<i64>, b: Option<i64>| Some(a?.saturating_add(b?));
        Reach { low: sum(self.low, other.low), high: sum(self.high, other.high) }
    }

    /// Either of the two.
    fn or(self, other: Reach) -> Reach {
        let low = self.low.zip(other.low).map(|(a, b)| a.min(b));
        Reach { low, high: self.high.zip(other.high).map(|(a, b)| a.max(b)) }
    }

    fn times(self, most: Option<u32>) -> Reach {
        let many = |end: Option<i64>| match (end?, most) {
            (0, _) => Some(0),
            (end, Some(most)) => Some(end.saturating_mul(i64::from(most))),
            (_, None) => None,
        };
        Reach { low: many(self.low), high: many(self.high) }
    }

    fn within(self, range: Range) -> Reach {
        let low = range.low.map_or(self.low, |l| Some(self.low.unwrap_or(l.0).max(l.0)));
        let high = range.high.map_or(self.high, |h| Some(self.high.unwrap_or(h.0).min(h.0)));
        Reach { low, high }
    }

    fn capped(self, cap: Option<Points>) -> Reach {
        cap.map_or(self, |c| self.within(Range { low: Some(Points(-c.0)), high: Some(c) }))
    }
}

fn items(program: &Program, all: &[Item]) -> Reach {
    all.iter().fold(Reach::NONE, |sum, item| {
        sum.plus(match item {
            Item::Line(id) => line(program.line(*id)),
            Item::Group(id) => {
                let group = &program.groups[id.index()];
                items(program, &group.items).within(group.range)
            }
            Item::When { then, otherwise, .. } => {
                items(program, then).or(items(program, otherwise))
            }
        })
    })
}

fn line(line: &Line) -> Reach {
    match &line.kind {
        LineKind::If { points: by, cap, .. } => points(by).capped(*cap),
        LineKind::On(on) => {
            let kept = on.keep.iter().filter(|k| k.per.is_none()).map(|k| k.count).min();
            let most = if on.first_time { Some(1) } else { kept };
            points(&on.points).times(most).capped(on.cap)
        }
    }
}

/// Of one occurrence or none. Computed points are taken for positive: of their sign the text says nothing.
fn points(by: &PointsBy) -> Reach {
    match by {
        PointsBy::Literal(points) => {
            Reach { low: Some(points.0.min(0)), high: Some(points.0.max(0)) }
        }
        PointsBy::Computed(_) => Reach { low: Some(0), high: None },
        PointsBy::Table(rows) => {
            rows.iter().fold(Reach::NONE, |reach, (_, by)| reach.or(points(by)))
        }
    }
}
