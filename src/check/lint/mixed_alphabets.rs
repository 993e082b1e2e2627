//! W0116: a text with a letter of another alphabet that looks Latin.

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{Expr, ExprKind, Text};
use crate::syntax::lookalikes;

pub(super) fn judge(model: &Model, expr: &Expr) -> Option<Diagnostic> {
    let (ExprKind::Text(text) | ExprKind::Exactly(text)) = &*expr.kind else { return None };
    let word = disguised(text)?;
    let latin = lookalikes::latin(word);
    let letters = word.chars().zip(latin.chars()).filter(|(a, b)| a != b);
    let foreign: Vec<String> =
        letters.map(|(a, _)| format!("`{a}` (U+{:04X})", u32::from(a))).collect();
    let message = format!("`{word}` is not `{latin}`: it holds letters of another alphabet");
    let written = model.written(text.span);
    let diagnostic = Diagnostic::warning(lints::MIXED_ALPHABETS, text.span, message)
        .here(format!("with {}", foreign.join(", ")))
        .help(format!("write `{latin}` in Latin letters, as data has it"));
    Some(diagnostic.fix(
        format!("write `{latin}` in Latin letters"),
        text.span,
        written.replace(word, &latin),
    ))
}

/// The first word of Latin letters and others that look so.
fn disguised(text: &Text) -> Option<&str> {
    text.text.split(|c: char| !c.is_alphanumeric()).find(|word| lookalikes::is_disguised(word))
}
