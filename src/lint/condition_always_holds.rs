//! W0202: an `if` whose condition holds for every lead that it is asked about.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::CONDITION_ALWAYS_HOLDS;
use crate::ir::program::LineKind;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, line) in look.lines() {
        let LineKind::If { condition: Some(_), .. } = &line.kind else { continue };
        let LineKind::If { condition: None, .. } = &look.optimised.line(id).kind else { continue };
        let message = "this condition always holds";
        let diagnostic = Diagnostic::warning(CONDITION_ALWAYS_HOLDS, line.origin.span, message)
            .here("every lead that gets here meets it")
            .help("write `always` with the points if every lead is meant, else ask for less");
        found.push(Finding { claim: Claim::ConditionHolds(id), diagnostic });
    }
}
