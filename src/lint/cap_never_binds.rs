//! W0204: a `max` or a group's range that never takes anything away.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::CAP_NEVER_BINDS;
use crate::ir::program::GroupId;
use crate::ir::program::LineKind;
use crate::ir::program::Range;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::source::Span;
use crate::types::Points;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, line) in look.lines() {
        let cap = match &line.kind {
            LineKind::If { cap, .. } => *cap,
            LineKind::On(on) => on.cap,
        };
        let Some(cap) = cap.filter(|_| !look.is_nothing(id)) else { continue };
        let allowed = Range { low: Some(Points(-cap.0)), high: Some(cap) };
        let reach = look.uncapped.lines[id.index()];
        if within(reach, allowed) {
            let diagnostic = report(line.origin.span, format!("`max {cap}`"), reach);
            found.push(Finding { claim: Claim::LineCapIsIdle(id), diagnostic });
        }
    }
    for (id, group) in (0..).map(GroupId).zip(&look.program.groups) {
        let reach = look.ranges.made[id.index()];
        if look.branches.groups[id.index()] {
            continue;
        }
        if group.range != Range::default() && within(reach, group.range) {
            let what = format!("the range of `{}`", group.name);
            let diagnostic = report(group.origin.span, what, reach);
            found.push(Finding { claim: Claim::GroupRangeIsIdle(id), diagnostic });
        }
    }
}

fn within(reach: Range, allowed: Range) -> bool {
    let low = allowed.low.is_none_or(|bound| reach.low.is_some_and(|low| low >= bound));
    let high = allowed.high.is_none_or(|bound| reach.high.is_some_and(|high| high <= bound));
    low && high
}

fn report(span: Span, what: String, reach: Range) -> Diagnostic {
    let (low, high) = (reach.low.unwrap_or_default(), reach.high.unwrap_or_default());
    Diagnostic::warning(CAP_NEVER_BINDS, span, format!("{what} never takes anything away"))
        .here(format!("without it, it is from {low} to {high} anyway"))
        .help("take it out, or lower it to what is meant")
}
