//! What is said where the pointer rests: what the name stands for, and what the rule around it means.
//!
//! | file | question |
//! |---|---|
//! | `names` | what does this name stand for |
//! | `meaning` | what does this rule mean, and how often does it count |

mod meaning;
mod names;

use lsp_types::Hover;
use lsp_types::HoverContents;
use lsp_types::HoverParams;
use lsp_types::MarkupContent;
use lsp_types::MarkupKind;

use crate::lsp::Fault;
use crate::lsp::analysis::Desk;

pub fn run(desk: &Desk, params: HoverParams) -> Result<Option<Hover>, Fault> {
    let place = params.text_document_position_params;
    let document = desk.document(&place.text_document.uri)?;
    let analysis = desk.analysis(document);
    let name = analysis.name_at(place.position);
    let byte = analysis.lines(analysis.own).offset(place.position);
    let of_name = name.and_then(|name| names::words(desk, document, &analysis, name));
    let around = meaning::around(desk, document, &analysis, byte);
    let span = match (&of_name, name, &around) {
        (Some(_), Some(name), _) => name.span,
        (_, _, Some((span, _))) => *span,
        _ => return Ok(None),
    };
    let parts: Vec<String> = of_name.into_iter().chain(around.map(|(_, words)| words)).collect();
    Ok(Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: parts.join("\n\n---\n\n"),
        }),
        range: Some(analysis.range(span)),
    }))
}
