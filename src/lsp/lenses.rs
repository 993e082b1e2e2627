//! What can be done with a test and with a model, on a line above it.

use lsp_types::CodeLens;
use lsp_types::CodeLensParams;
use lsp_types::Command;
use serde_json::Value;
use serde_json::json;

use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::commands;
use crate::lsp::tests;
use crate::source::Span;
use crate::syntax::ast::Item;

pub fn run(desk: &Desk, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>, Fault> {
    let document = desk.document(&params.text_document.uri)?;
    let analysis = desk.analysis(document);
    let uri = document.uri.as_str();
    let mut lenses = Vec::new();
    if desk.sample(document).is_some()
        && let Some(span) = first_rule(&analysis)
    {
        lenses.push(lens(&analysis, span, "why lead …", commands::WHY, json!({ "uri": uri })));
    }
    for test in tests::of(&analysis) {
        let (name, span) = (test.name, test.span);
        let run = json!({ "uri": uri, "name": name });
        lenses.push(lens(&analysis, span, "run test", commands::TEST, run));
        let why = json!({ "uri": uri, "test": name });
        lenses.push(lens(&analysis, span, "why", commands::WHY, why));
    }
    Ok(Some(lenses))
}

fn lens(analysis: &Analysis, span: Span, title: &str, command: &str, argument: Value) -> CodeLens {
    let command =
        Command { title: title.into(), command: command.into(), arguments: Some(vec![argument]) };
    CodeLens { range: analysis.range(span.before()), command: Some(command), data: None }
}

/// Where the scoring begins.
fn first_rule(analysis: &Analysis) -> Option<Span> {
    let statements = &analysis.own_tree()?.body.statements;
    let scores = |item: &Item| {
        matches!(item, Item::Score(_) | Item::Group(_) | Item::When(_) | Item::Rule(_))
    };
    statements.iter().find(|statement| scores(&statement.it)).map(|statement| statement.span)
}
