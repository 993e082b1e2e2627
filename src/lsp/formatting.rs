//! The style of `fmt`, as an edit of the lines that change.

use lsp_types::DocumentFormattingParams;
use lsp_types::TextEdit;

use crate::format;
use crate::lsp::Fault;
use crate::lsp::analysis::Desk;
use crate::lsp::positions::Lines;

/// What cannot be read stays as it is.
pub fn run(desk: &Desk, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Fault> {
    let text = &desk.document(&params.text_document.uri)?.text;
    let formatted = format::format(text).text;
    Ok(Some(change(text, &formatted).into_iter().collect()))
}

/// One edit of whole lines that makes one text of another; none where they are the same.
pub fn change(before: &str, after: &str) -> Option<TextEdit> {
    if before == after {
        return None;
    }
    let start = common(before.split_inclusive('\n'), after.split_inclusive('\n'));
    let (old, new) = (&before[start..], &after[start..]);
    let end = common(old.split_inclusive('\n').rev(), new.split_inclusive('\n').rev());
    let range = Lines::new(before).range(start..before.len() - end);
    Some(TextEdit { range, new_text: new[..new.len() - end].into() })
}

/// The bytes of the lines that two texts have in common.
fn common<'a>(a: impl Iterator<Item = &'a str>, b: impl Iterator<Item = &'a str>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len()).sum()
}
