//! What is allowed but surely not meant, where the text alone shows it.

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;

/// The lints of one model, which has no errors.
pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let _ = (model, diagnostics);
}
