//! W0214: a part of an `and` or `or` that another part makes idle.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::PART_ADDS_NOTHING;
use crate::ir::expr::Cond;
use crate::ir::print::Words;
use crate::ir::program::LineKind;
use crate::ir::program::Origin;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Holder;
use crate::lint::Look;
use crate::lint::brief;
use crate::lint::when_is_decided::whens;
use crate::optimise::implied::Comparison;

/// A comparison is held against so many before it that are about the same.
const NEAR: usize = 24;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    lines(look, found);
    for (at, when) in whens(look.program).iter().enumerate() {
        if !look.branches.whens[at] {
            found.extend(judge(look, Holder::When(at), when.condition, when.origin));
        }
    }
    for (at, line) in look.program.stage_lines.iter().enumerate() {
        if let (Some(condition), true) = (&line.condition, look.can_win(at)) {
            found.extend(judge(look, Holder::Stage(at), condition, &line.origin));
        }
    }
    let reasons = look.program.disqualifications.iter().zip(&look.judged.disqualifications);
    for (at, (reason, judged)) in reasons.enumerate() {
        if !matches!(judged.condition, Cond::Constant(_)) {
            let holder = Holder::Disqualification(at);
            found.extend(judge(look, holder, &reason.condition, &reason.origin));
        }
    }
    let guard = look.program.model.as_ref().and_then(|m| Some((m.guard.as_ref()?, &m.origin)));
    let decided = look.judged.model.iter().any(|m| matches!(m.guard, Some(Cond::Constant(_))));
    if let (Some((guard, origin)), false) = (guard, decided) {
        found.extend(judge(look, Holder::Guard, guard, origin));
    }
}

fn lines(look: &Look, found: &mut Vec<Finding>) {
    for (id, line) in look.lines() {
        let (condition, judged) = match (&line.kind, &look.optimised.line(id).kind) {
            (
                LineKind::If { condition: Some(condition), .. },
                LineKind::If { condition: judged, .. },
            ) => (condition, judged),
            (LineKind::On(on), LineKind::On(judged)) => {
                let Some(filter) = &on.filter else { continue };
                (filter, &judged.filter)
            }
            _ => continue,
        };
        // What always or never holds has a report of its own.
        if judged.is_some() && !look.is_nothing(id) {
            found.extend(judge(look, Holder::Line(id), condition, &line.origin));
        }
    }
}

fn judge(look: &Look, holder: Holder, condition: &Cond, origin: &Origin) -> Option<Finding> {
    let is_on = |id| matches!(look.program.line(id).kind, LineKind::On(_));
    let depth = u8::from(matches!(holder, Holder::Line(id) if is_on(id)));
    let idle = idle(condition, depth, &mut Vec::new())?;
    let words = Words::of(look.program);
    let words = if depth > 0 { words.inside() } else { words };
    let [part, other] = [idle.part, idle.other].map(|part| brief(&words.condition(part)));
    let says = match idle.any {
        _ if part == other => format!("`{part}` is asked twice"),
        true => format!("wherever `{part}` is so, `{other}` is too"),
        false => format!("wherever `{other}` is so, `{part}` is too"),
    };
    let message = "a part of this condition adds nothing";
    let diagnostic = Diagnostic::warning(PART_ADDS_NOTHING, origin.span, message)
        .here(says)
        .help("take that part out, or ask what is meant");
    Some(Finding { claim: Claim::PartAddsNothing(holder, idle.path), diagnostic })
}

/// A part that may be left out.
struct Idle<'p> {
    path: Vec<usize>,
    part: &'p Cond,
    /// What makes it idle.
    other: &'p Cond,
    /// They are operands of an `or`.
    any: bool,
}

/// The first one found.
fn idle<'p>(condition: &'p Cond, depth: u8, path: &mut Vec<usize>) -> Option<Idle<'p>> {
    let of = match condition {
        Cond::Not(inner) => return idle(inner, depth, path),
        Cond::And(of) | Cond::Or(of) => {
            let any = matches!(condition, Cond::Or(_));
            if let Some((part, other)) = idle_among(of, depth, any) {
                path.push(part);
                let path = std::mem::take(path);
                return Some(Idle { path, part: &of[part], other: &of[other], any });
            }
            of
        }
        Cond::AtLeast { of, .. } => of,
        _ => return None,
    };
    of.iter().enumerate().find_map(|(at, part)| {
        path.push(at);
        let found = idle(part, depth, path);
        path.pop();
        found
    })
}

/// Which operand adds nothing beside which: of an `or` the narrower one, of an `and` the wider.
fn idle_among(of: &[Cond], depth: u8, any: bool) -> Option<(usize, usize)> {
    let mut seen: HashMap<Vec<u8>, Vec<(usize, Comparison)>> = HashMap::new();
    for (at, part) in of.iter().enumerate() {
        let Some(this) = single(part, depth) else { continue };
        let before = seen.entry(this.about.clone()).or_default();
        for (other, that) in before.iter().rev().take(NEAR) {
            let (narrower, wider) = (this.is_within(that), that.is_within(&this));
            match (narrower, wider, any) {
                (true, _, true) | (_, true, false) => return Some((at, *other)),
                (_, true, true) | (true, _, false) => return Some((*other, at)),
                _ => {}
            }
        }
        before.push((at, this));
    }
    absorbed(of, depth, any)
}

/// `A or (A and B)` is `A`, and so is `A and (A or B)`: which operand is the longer one, and which says it all.
fn absorbed(of: &[Cond], depth: u8, any: bool) -> Option<(usize, usize)> {
    let near = || of.iter().enumerate().take(NEAR);
    near().find_map(|(at, part)| {
        let inner = match (part, any) {
            (Cond::And(inner), true) | (Cond::Or(inner), false) => inner,
            _ => return None,
        };
        let whole = near().find(|(_, other)| {
            inner
                .iter()
                .take(NEAR)
                .any(|one| if any { goes(one, other, depth) } else { goes(other, one, depth) })
        });
        whole.map(|(other, _)| (at, other))
    })
}

/// Does the second hold wherever the first does?
fn goes(narrower: &Cond, wider: &Cond, depth: u8) -> bool {
    let pair = (single(narrower, depth), single(wider, depth));
    matches!(pair, (Some(narrower), Some(wider)) if narrower.is_within(&wider))
}

/// One comparison, and no `and` or `or` of several.
fn single(condition: &Cond, depth: u8) -> Option<Comparison> {
    let atom = if let Cond::Not(inner) = condition { inner } else { condition };
    let several = matches!(atom, Cond::And(_) | Cond::Or(_));
    if several { None } else { Comparison::of(condition, depth) }
}
