//! W0301: a rule whose state grows with the history, where leads are scored live.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::STATE_GROWS;
use crate::ir::Program;
use crate::live::Plan;

/// Of a rule, once for each reason.
pub fn run(program: &Program) -> Vec<Diagnostic> {
    let grows = Plan::new(program).grows;
    let report = |grows: crate::live::Grows| {
        let message = "live, the state of this rule grows with the history of a lead";
        Diagnostic::warning(STATE_GROWS, grows.origin.span, message)
            .here(grows.reason.words())
            .help(grows.reason.cure())
    };
    grows.into_iter().map(report).collect()
}
