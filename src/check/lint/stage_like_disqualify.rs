//! W0104: `disqualfy if C` is read as a stage of that name.

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::diagnostic::near;
use crate::syntax::ast::{Item, StageLine};

/// The one word that is followed by a condition as the name of a stage is.
const MEANT: &str = "disqualify";

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let stages = model.statements().iter().filter_map(|statement| match &statement.it {
        Item::Stage(line) => judge(line),
        _ => None,
    });
    diagnostics.extend(stages);
}

fn judge(line: &StageLine) -> Option<Diagnostic> {
    let name = &line.name;
    if line.at.is_some() || near::nearest(&name.text, [MEANT]).is_empty() {
        return None;
    }
    let message = format!("`{}` is a stage here, and nobody is disqualified", name.text);
    Some(
        Diagnostic::warning(lints::STAGE_LIKE_DISQUALIFY, name.span, message)
            .here("read as the name of a stage")
            .help(format!("write `{MEANT}` if that is meant, else give the stage another name"))
            .fix(format!("write `{MEANT}`"), name.span, MEANT),
    )
}
