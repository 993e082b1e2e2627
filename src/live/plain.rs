//! The model with less to tell apart: `event` is a list of names, and `3 times within 7d` a condition.

use crate::ir::Program;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Query;
use crate::ir::expr::Side;
use crate::ir::program::LineKind;
use crate::ir::program::OnLine;
use crate::ir::program::Period;
use crate::optimise::walk;
use crate::optimise::walk::Rewrite;
use crate::types::EventId;

/// The same model with `event` written out as all names and one for the rest, and `3 times within 7d` as a condition.
pub(super) fn plain(program: &Program) -> Program {
    let mut program = program.clone();
    let other = fresh("other events".into(), &program.schema.events);
    program.schema.events.push(other);
    program.schema.any_event = false;
    let all =
        Kind::Of((0..program.schema.events.len() as u32).map(|i| (EventId(i), None)).collect());
    walk::program(&mut program, &mut WriteOut(all));
    for line in &mut program.lines {
        if let LineKind::On(on) = &mut line.kind {
            write_out_times(on);
        }
    }
    program
}

struct WriteOut(Kind);

impl Rewrite for WriteOut {
    fn kind(&mut self, kind: &mut Kind) {
        if *kind == Kind::Any {
            *kind = self.0.clone();
        }
    }
}

/// At least two others of the line's events in the 7 days up to it, its own second included.
fn write_out_times(on: &mut OnLine) {
    let Some((count, within)) = on.times.take() else { return };
    let active = in_period(on.active);
    let query = Query {
        kind: on.kind.clone(),
        filter: conjunction(on.filter.iter().cloned().chain(active)).map(Box::new),
        within: Some(within),
        side: Some(Side::Before),
        since: None,
    };
    let enough = Cond::Number {
        left: Num::Count(query),
        op: CompareOp::GreaterOrEqual,
        right: Num::Literal(f64::from(count) - 1.0),
    };
    on.filter = conjunction(on.filter.take().into_iter().chain([enough]));
}

fn in_period(active: Period) -> Option<Cond> {
    let any = active.from.is_some() || active.before.is_some();
    any.then_some(Cond::DateIn {
        value: Moment::Time { up: 0 },
        from: active.from,
        until: active.before,
    })
}

/// All of them.
pub(super) fn conjunction(parts: impl IntoIterator<Item = Cond>) -> Option<Cond> {
    let mut parts: Vec<Cond> = parts.into_iter().collect();
    if parts.len() > 1 { Some(Cond::And(parts)) } else { parts.pop() }
}

/// The name, or one like it that is not taken.
pub(super) fn fresh(name: String, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    if is_free(&name) {
        return name;
    }
    // The first that is tried is free, unless the rules have such names.
    let numbered = (taken.len() + 1..).map(|number| format!("{name} ({number})"));
    numbered.into_iter().find(is_free).unwrap_or(name)
}
