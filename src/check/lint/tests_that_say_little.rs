//! W0118, W0119: a test that expects nothing, and two tests of one name.

use std::collections::HashMap;

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{Item, Test, TestItem};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for test in tests(model) {
        let name = &test.name;
        let expects = |item: &TestItem| matches!(item, TestItem::Expect(_));
        if !test.body.statements.iter().any(|s| expects(&s.it)) {
            let message =
                format!("the test `{}` expects nothing, so that it never fails", name.text);
            diagnostics.push(
                Diagnostic::warning(lints::TEST_WITHOUT_EXPECT, name.span, message)
                    .here("without `expect`")
                    .help("say what comes out, as in `expect score = 10`"),
            );
        }
        if let Some(first) = seen.get(name.text.as_str()) {
            let message = format!("two tests have the name `{}`", name.text);
            diagnostics.push(
                Diagnostic::warning(lints::TEST_NAME_TWICE, name.span, message)
                    .here("once more")
                    .label(*first, "the first time")
                    .help("give this one another name, so that a failure says which one it is"),
            );
        } else {
            seen.insert(&name.text, name.span);
        }
    }
}

/// Those of the model's file, then those of its test file.
fn tests<'a>(model: &Model<'a>) -> impl Iterator<Item = &'a Test> {
    let loaded = model.loaded;
    let files = [Some(model.unit.model), model.unit.tests];
    let statements = files.into_iter().flatten().flat_map(|f| &loaded.trees[&f].body.statements);
    statements.filter_map(|s| match &s.it {
        Item::Test(test) => Some(test),
        _ => None,
    })
}
