//! Another name for a list, a definition, a parameter, a score or a group, wherever it stands.
//!
//! What data is called is not ours to change: columns, events and properties keep their names.

use std::collections::BTreeMap;

use lsp_server::ErrorCode;
use lsp_types::Location;
use lsp_types::PrepareRenameResponse;
use lsp_types::Range;
use lsp_types::RenameParams;
use lsp_types::TextDocumentPositionParams;
use lsp_types::TextEdit;
use lsp_types::Uri;
use lsp_types::WorkspaceEdit;

use crate::diagnostic::Diagnostic;
use crate::lsp::Fault;
use crate::lsp::actions::edit_of;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::names::Kind;
use crate::lsp::names::Name;
use crate::lsp::positions::Lines;
use crate::lsp::references::everywhere;
use crate::syntax::Memo;
use crate::syntax::token;
use crate::syntax::token::tokens;

/// The place of the name, where it may have another.
pub fn prepare(
    desk: &Desk,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Fault> {
    let analysis = desk.analysis(desk.document(&params.text_document.uri)?);
    let name = analysis.name_at(params.position).filter(|name| is_ours(name));
    Ok(name.map(|name| PrepareRenameResponse::RangeWithPlaceholder {
        range: analysis.range(name.span),
        placeholder: name.text.clone(),
    }))
}

pub fn run(desk: &Desk, params: RenameParams) -> Result<Option<WorkspaceEdit>, Fault> {
    let place = params.text_document_position;
    let found = everywhere(desk, &place.text_document.uri, place.position)?;
    let Some(name) = found.first().map(|(_, name)| name.clone()) else {
        return Err(refused("there is no name here"));
    };
    if !is_ours(&name) {
        return Err(refused("columns, events and properties are named by the data"));
    }
    if !found.iter().any(|(_, name)| name.declares) {
        return Err(refused("this name is declared nowhere"));
    }
    let wanted = params.new_name.trim();
    if RESERVED.contains(&wanted) {
        return Err(refused(&format!("`{wanted}` is a word of the language, never a name")));
    }
    if !is_name(wanted) {
        let sentence =
            "a name is one word of letters, digits and `_`, and begins with a letter or `_`";
        return Err(refused(sentence));
    }
    let places: Vec<Location> = found.into_iter().map(|(location, _)| location).collect();
    still_right(desk, &name, &places, wanted)?;
    let edits = places
        .into_iter()
        .map(|Location { uri, range }| (uri, TextEdit { range, new_text: wanted.into() }));
    Ok(Some(edit_of(edits)))
}

fn is_ours(name: &Name) -> bool {
    use Kind::{Definition, Group, List, Parameter, Score};
    matches!(name.kind, List | Definition | Parameter | Score | Group)
}

/// The only words that are a name nowhere.
const RESERVED: [&str; 5] = ["and", "or", "not", "in", "is"];

fn is_name(text: &str) -> bool {
    let one_word = matches!(tokens(text)[..], [token::Token { kind: token::Kind::Word, .. }]);
    one_word && !text.contains('-')
}

fn refused(sentence: &str) -> Fault {
    Fault(ErrorCode::RequestFailed, sentence.into())
}

/// With the new name the files have no error that they do not have now, and no other name has become this one.
fn still_right(desk: &Desk, name: &Name, places: &[Location], wanted: &str) -> Result<(), Fault> {
    let mut files: BTreeMap<&str, (&Uri, Vec<Range>)> = BTreeMap::new();
    for Location { uri, range } in places {
        files.entry(uri.as_str()).or_insert((uri, Vec::new())).1.push(*range);
    }
    let analyses = desk.analyses();
    let mut changed = desk.documents.clone();
    for (uri, ranges) in files.into_values() {
        let text = analyses.iter().find_map(|analysis| analysis.text_at(uri));
        changed.put(uri, with_name(text.unwrap_or_default(), &ranges, wanted));
    }
    for (document, before) in desk.documents.iter().zip(&analyses) {
        let Some(document) = changed.get(document.uri.as_str()) else { continue };
        let after = Analysis::of(document, &changed, &mut Memo::default());
        if let Some(error) = new_error(before, &after) {
            let sentence = format!("`{wanted}` cannot be the new name: {}", error.message);
            return Err(refused(&sentence));
        }
        let expected = count(before, name.kind, &name.text) + count(before, name.kind, wanted);
        if name.kind != Kind::Group && count(&after, name.kind, wanted) != expected {
            return Err(refused(&format!("`{wanted}` stands for something else here")));
        }
    }
    Ok(())
}

/// A text with other words at these places.
fn with_name(text: &str, ranges: &[Range], wanted: &str) -> String {
    let lines = Lines::new(text);
    let (mut changed, mut done) = (String::new(), 0);
    for bytes in ranges.iter().map(|range| lines.bytes(*range)) {
        changed += &text[done..bytes.start];
        changed += wanted;
        done = bytes.end;
    }
    changed + &text[done..]
}

fn count(analysis: &Analysis, kind: Kind, text: &str) -> usize {
    analysis.names().iter().filter(|name| name.kind == kind && name.text == text).count()
}

/// An error of a kind of which there are more than before.
fn new_error<'a>(before: &Analysis, after: &'a Analysis) -> Option<&'a Diagnostic> {
    let count = |analysis: &Analysis, like: &Diagnostic| {
        let all = analysis.compiled.diagnostics.iter();
        all.filter(|found| found.is_error() && found.code == like.code).count()
    };
    let mut errors = after.compiled.diagnostics.iter().filter(|found| found.is_error());
    errors.find(|error| count(after, error) > count(before, error))
}
