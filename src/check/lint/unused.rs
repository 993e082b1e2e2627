//! W0111, W0112, W0113, W0114: a list, a definition, a parameter or a kind of event that nothing uses.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::check::model::Model;
use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{EventBody, Item, Name};
use crate::syntax::token;
use crate::syntax::token::{Kind, Token};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    // A file without rules is there to be used by others.
    if !model.statements().iter().any(|s| scores(&s.it)) {
        return;
    }
    let declarations: Vec<_> = model.statements().iter().filter_map(|s| declared(&s.it)).collect();
    let words = words(model, declarations.iter().map(|(.., name)| name.text.as_str()));
    for (code, what, name) in declarations {
        let times = words.get(name.text.as_str()).copied().unwrap_or_default();
        // A declaration names itself once. A parameter is declared and set without its dollar.
        if times.plain > 1 || times.dollar > 0 {
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

#[derive(Default, Clone, Copy)]
struct Times {
    plain: usize,
    dollar: usize,
}

/// How often each of these words stands in the model's files and tests, comments and texts aside. A word of another meaning hides an unused name;
/// better so than to call one unused that is not.
fn words<'a>(model: &Model, asked: impl Iterator<Item = &'a str>) -> HashMap<&'a str, Times> {
    let mut found: HashMap<&str, Times> = asked.map(|name| (name, Times::default())).collect();
    if found.is_empty() {
        return found;
    }
    for &file in model.unit.files.iter().chain(&model.unit.tests) {
        let text = &model.loaded.sources.get(file).text;
        for token in token::tokens(text) {
            let Some(name) = name(&token, text) else { continue };
            if let Some(times) = found.get_mut(&*name) {
                times.plain += 1;
            }
            if let Some(times) = name.strip_prefix('$').and_then(|bare| found.get_mut(bare)) {
                times.dollar += 1;
            }
        }
    }
    found
}

/// As names compare: most are so as they are written.
fn name<'t>(token: &Token, text: &'t str) -> Option<Cow<'t, str>> {
    let written = token.text(text);
    match token.kind {
        Kind::Word | Kind::Quoted | Kind::Param if written.is_ascii() => {
            Some(Cow::Borrowed(written.trim_matches('`')))
        }
        _ => token.name(text).map(Cow::Owned),
    }
}
