//! W0213: a model's `for` that every lead meets, or none.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::GUARD_IS_DECIDED;
use crate::ir::expr::Cond;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    let (Some(model), Some(judged)) = (&look.program.model, &look.judged.model) else { return };
    let Some(Cond::Constant(holds)) = judged.guard else { return };
    let name = &model.name;
    let (message, words, help) = if holds {
        (
            format!("`{name}` is for every lead whatever its `for` says"),
            "everyone meets it",
            "take the `for` out if every lead is meant, else ask for less",
        )
    } else {
        (
            format!("`{name}` is for nobody: no lead gets a score from it"),
            "no lead meets all that it asks for",
            "its conditions contradict each other: change one",
        )
    };
    let diagnostic =
        Diagnostic::warning(GUARD_IS_DECIDED, model.origin.span, message).here(words).help(help);
    found.push(Finding { claim: Claim::GuardIs(holds), diagnostic });
}

impl Look<'_> {
    /// Is the model for nobody? Then nothing else about it is worth telling.
    pub(super) fn is_for_nobody(&self) -> bool {
        let judged = self.judged.model.as_ref();
        judged.is_some_and(|model| model.guard == Some(Cond::Constant(false)))
    }
}
