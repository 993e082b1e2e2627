//! The style of `fmt`, as edits of the lines that change: of all, or of those that are marked.

use std::time::Duration;

use lsp_types::DocumentFormattingParams;
use lsp_types::DocumentRangeFormattingParams;
use lsp_types::TextEdit;
use similar::DiffOp;
use similar::TextDiff;

use crate::format;
use crate::lsp::Fault;
use crate::lsp::analysis::Desk;
use crate::lsp::positions::Lines;

/// Lines that have little in common are not compared for longer.
const PATIENCE: Duration = Duration::from_millis(200);

/// What cannot be read stays as it is.
pub fn run(desk: &Desk, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Fault> {
    let text = &desk.document(&params.text_document.uri)?.text;
    Ok(Some(changes(text, &format::format(text).text)))
}

/// Only what touches the range; nothing where a part of the style makes no sense without the rest.
pub fn range(
    desk: &Desk,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Fault> {
    let text = &desk.document(&params.text_document.uri)?.text;
    let formatted = format::format(text).text;
    let (first, last) = (params.range.start, params.range.end);
    // A range that ends where a line begins does not mean that line.
    let behind = |line: u32| line.saturating_add(1);
    let last = if last.character == 0 { last.line } else { behind(last.line) };
    let last = last.max(behind(first.line));
    let mut edits = changes(text, &formatted);
    edits.retain(|edit| {
        let end = edit.range.end.line.max(edit.range.start.line + 1);
        edit.range.start.line < last && first.line < end
    });
    let goes_well = format::format(&applied(text, &edits)).text == formatted;
    Ok(goes_well.then_some(edits))
}

/// Edits of whole lines that make one text of another.
pub fn changes(before: &str, after: &str) -> Vec<TextEdit> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&old, &new);
    let mut starts = vec![0];
    starts.extend(old.iter().scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    }));
    let lines = Lines::new(before);
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let edit = |op: &DiffOp| {
        let (old, lines_of_new) = (op.old_range(), op.new_range());
        let range = lines.range(starts[old.start]..starts[old.end]);
        TextEdit { range, new_text: new[lines_of_new].concat() }
    };
    changed.map(edit).collect()
}

fn applied(text: &str, edits: &[TextEdit]) -> String {
    let lines = Lines::new(text);
    let mut applied = text.to_string();
    for edit in edits.iter().rev() {
        applied.replace_range(lines.bytes(edit.range), &edit.new_text);
    }
    applied
}
