//! What is allowed but surely not meant, where the text alone shows it. One lint, one file; its page is in `docs/lints`.

mod cap_below_one;
mod stage_like_disqualify;
mod three_decimals;
mod yes_no_among_texts;

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::ir::Program;

/// All lints over one model, which has no errors.
pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    three_decimals::run(model, diagnostics);
    yes_no_among_texts::run(model, diagnostics);
    stage_like_disqualify::run(model, diagnostics);
    cap_below_one::run(model, program, diagnostics);
}
