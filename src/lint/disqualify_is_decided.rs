//! W0212: a `disqualify` that takes every lead out, or none.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::DISQUALIFY_IS_DECIDED;
use crate::ir::expr::Cond;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    let reasons = look.program.disqualifications.iter().zip(&look.judged.disqualifications);
    for (at, (reason, judged)) in reasons.enumerate() {
        let Cond::Constant(holds) = judged.condition else { continue };
        let (message, words, help) = if holds {
            (
                "this line disqualifies every lead",
                "everyone meets it, and gets no stage",
                "ask for what only those have who are to be left out",
            )
        } else {
            (
                "this line disqualifies nobody",
                "no lead meets all that it asks for",
                "its conditions contradict each other, or the model's `for`: change one, or take the line out",
            )
        };
        let diagnostic = Diagnostic::warning(DISQUALIFY_IS_DECIDED, reason.origin.span, message)
            .here(words)
            .help(help);
        found.push(Finding { claim: Claim::DisqualifyIs(at, holds), diagnostic });
    }
}
