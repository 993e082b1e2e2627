//! W0111, W0112, W0113, W0114: a list, a definition, a parameter or a kind of event that nothing uses.

use std::collections::BTreeMap;

use crate::check::model::Model;
use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{EventBody, Item, Name};
use crate::syntax::token;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    // A file without rules is there to be used by others.
    if !model.statements().iter().any(|s| scores(&s.it)) {
        return;
    }
    let words = words(model);
    for statement in model.statements() {
        let Some((code, what, name)) = declared(&statement.it) else { continue };
        // A declaration names itself once. A parameter is declared and set without its dollar.
        let named = words.get(&name.text).is_some_and(|times| *times > 1);
        if named || words.contains_key(&format!("${}", name.text)) {
            continue;
        }
        let message = format!("nothing uses the {what} `{}`", name.text);
        diagnostics.push(
            Diagnostic::warning(code, name.span, message)
                .here("named here only")
                .help("take it out, or use it where it was meant"),
        );
    }
}

/// What makes a file a model: all but declarations and tests.
fn scores(item: &Item) -> bool {
    matches!(
        item,
        Item::Rule(_)
            | Item::Group(_)
            | Item::When(_)
            | Item::Score(_)
            | Item::Stage(_)
            | Item::Disqualify(_)
            | Item::Grade(_)
    )
}

fn declared(item: &Item) -> Option<(Code, &'static str, &Name)> {
    match item {
        Item::List(list) => Some((lints::UNUSED_LIST, "list", &list.name)),
        Item::Define(define) => Some((lints::UNUSED_DEFINE, "definition", &define.name)),
        Item::Param(param) => Some((lints::UNUSED_PARAM, "parameter", &param.name)),
        Item::Event(event) => match event.body {
            EventBody::Kind { .. } => Some((lints::UNUSED_KIND, "kind of event", &event.name)),
            _ => None,
        },
        _ => None,
    }
}

/// How often each word stands in the model's files and tests, comments and texts aside. A word of another meaning hides an unused name; better
/// so than to call one unused that is not.
fn words(model: &Model) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for &file in model.unit.files.iter().chain(&model.unit.tests) {
        let text = &model.loaded.sources.get(file).text;
        for token in token::tokens(text) {
            if let Some(name) = token.name(text) {
                *found.entry(name).or_default() += 1;
            }
        }
    }
    found
}
