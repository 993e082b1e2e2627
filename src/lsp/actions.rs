//! Cures: each fix of a report as a quick fix, and all that are safe at once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use lsp_types::CodeAction;
use lsp_types::CodeActionKind;
use lsp_types::CodeActionOrCommand;
use lsp_types::CodeActionParams;
use lsp_types::CodeActionResponse;
use lsp_types::Range;
use lsp_types::TextEdit;
use lsp_types::Uri;
use lsp_types::WorkspaceEdit;

use crate::check::Settings;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Fix;
use crate::fix;
use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::diagnostics;
use crate::lsp::diagnostics::shown;
use crate::lsp::documents::Document;
use crate::lsp::files::with_files;
use crate::lsp::formatting;

pub fn run(desk: &Desk, params: CodeActionParams) -> Result<Option<CodeActionResponse>, Fault> {
    let document = desk.document(&params.text_document.uri)?;
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    if only.is_none_or(|kinds| asks_for(kinds, "quickfix")) {
        actions.extend(quick_fixes(desk, &document.uri, params.range));
    }
    // It tries each cure on leads, so it is done only for those who ask for it.
    if only.is_some_and(|kinds| asks_for(kinds, "source.fixAll")) {
        actions.extend(all_at_once(desk, document));
    }
    Ok(Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
}

/// `source` stands for `source.fixAll` too, and the empty kind for every one.
fn asks_for(kinds: &[CodeActionKind], kind: &str) -> bool {
    kinds.iter().any(|asked| {
        let rest = kind.strip_prefix(asked.as_str());
        asked.as_str().is_empty() || rest.is_some_and(|r| r.is_empty() || r.starts_with('.'))
    })
}

fn quick_fixes(desk: &Desk, uri: &Uri, range: Range) -> Vec<CodeAction> {
    let mut actions: Vec<CodeAction> = Vec::new();
    for document in desk.documents.iter() {
        let analysis = desk.analysis(document);
        let here = |found: &Cow<Diagnostic>| {
            let place = analysis.range(found.span());
            let touches = place.start <= range.end && range.start <= place.end;
            analysis.uri(found.span().file) == uri && touches
        };
        for found in diagnostics::all(desk, document, &analysis).filter(here) {
            let fixes = found.fixes.iter().map(|fix| quick_fix(&found, fix, &analysis));
            for action in fixes {
                if !actions.contains(&action) {
                    actions.push(action);
                }
            }
        }
    }
    actions
}

fn quick_fix(found: &Diagnostic, fix: &Fix, analysis: &Analysis) -> CodeAction {
    let edits = fix.edits.iter().map(|edit| {
        let it = TextEdit { range: analysis.range(edit.span), new_text: edit.text.clone() };
        (analysis.uri(edit.span.file).clone(), it)
    });
    CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![shown(found, analysis)]),
        edit: Some(edit_of(edits)),
        // Of two readings neither is the better one.
        is_preferred: (found.fixes.len() == 1).then_some(true),
        ..CodeAction::default()
    }
}

/// Edits by the files that they are in.
pub fn edit_of(edits: impl Iterator<Item = (Uri, TextEdit)>) -> WorkspaceEdit {
    let mut files: BTreeMap<String, (Uri, Vec<TextEdit>)> = BTreeMap::new();
    for (uri, edit) in edits {
        let key = uri.as_str().to_string();
        files.entry(key).or_insert((uri, Vec::new())).1.push(edit);
    }
    let changes = Some(files.into_values().collect());
    WorkspaceEdit { changes, ..WorkspaceEdit::default() }
}

/// What `check --fix` would do to this file.
fn all_at_once(desk: &Desk, document: &Document) -> Option<CodeAction> {
    let settings = Settings::default();
    let fixed = with_files(document, &desk.documents, |files, loader, name| {
        // Cures are applied to this file alone: what is beside it is somebody else's to save.
        let own = files.iter().find(|(file, _)| file == name).cloned();
        own.map(|own| fix::run(&[own], loader, &settings))
    })?;
    let (_, text) = fixed.files.first()?;
    let edits = formatting::changes(&document.text, text);
    if edits.is_empty() {
        return None;
    }
    let edits = edits.into_iter().map(|edit| (document.uri.clone(), edit));
    Some(CodeAction {
        title: "apply the cures that are safe".into(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(edit_of(edits)),
        ..CodeAction::default()
    })
}
