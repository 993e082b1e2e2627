//! What may stand at a place: keywords, names, and the values of a `one of`.
//!
//! | file | question |
//! |---|---|
//! | `place` | where is the word that is being typed |
//! | `fitting` | what fits there |
//! | `stock` | what is there to choose from |

mod fitting;
mod place;
mod stock;

use std::time::Duration;

use lsp_types::CompletionItem;
use lsp_types::CompletionItemKind;
use lsp_types::CompletionParams;
use lsp_types::CompletionResponse;
use lsp_types::CompletionTextEdit;
use lsp_types::Range;
use lsp_types::TextEdit;

use crate::lsp::Fault;
use crate::lsp::analysis::Desk;
use crate::lsp::completion::fitting::Fits;
use crate::lsp::completion::stock::Stock;

/// So long a list of choices waits for sample data that is just being read.
const PATIENCE: Duration = Duration::from_millis(100);

pub fn run(desk: &Desk, params: CompletionParams) -> Result<Option<CompletionResponse>, Fault> {
    let at = params.text_document_position;
    let document = desk.document(&at.text_document.uri)?;
    let analysis = desk.analysis(document);
    let lines = analysis.lines(analysis.own);
    let text = analysis.text(analysis.own);
    let Some(place) = place::at(text, lines.offset(at.position)) else { return Ok(None) };
    let range = lines.range(place.typed.clone());
    let seen = desk.seen(document);
    let sample = seen.as_ref().and_then(|seen| seen.within(PATIENCE)?.as_ref());
    let stock = Stock::of(&analysis, place.typed.start, sample);
    let mut items: Vec<CompletionItem> = Vec::new();
    for fits in fitting::at(&place) {
        for (text, detail, kind) in choices(&fits, &stock) {
            let is_itself = place.declares().is_some_and(|name| name == text);
            if !is_itself && !items.iter().any(|item| item.label == text) {
                items.push(item(text, detail, kind, range));
            }
        }
    }
    // In our order: names first, keywords behind them.
    for (position, item) in items.iter_mut().enumerate() {
        item.sort_text = Some(format!("{position:05}"));
    }
    Ok(Some(CompletionResponse::Array(items)))
}

fn choices(fits: &Fits, stock: &Stock) -> Vec<(String, &'static str, CompletionItemKind)> {
    let all = |texts: Vec<String>, detail, kind| {
        texts.into_iter().map(|text| (text, detail, kind)).collect()
    };
    match fits {
        Fits::Words(words) => {
            let words = words.iter().map(|word| word.to_string()).collect();
            all(words, "keyword", CompletionItemKind::KEYWORD)
        }
        Fits::Columns => all(stock.columns(), "column", CompletionItemKind::FIELD),
        Fits::Properties(event) => {
            all(stock.properties(event.as_deref()), "property", CompletionItemKind::PROPERTY)
        }
        Fits::Events => all(stock.events(), "event", CompletionItemKind::EVENT),
        Fits::Lists => all(stock.lists(), "list", CompletionItemKind::VARIABLE),
        Fits::Definitions => all(stock.definitions(), "definition", CompletionItemKind::FUNCTION),
        Fits::Parameters => {
            let dollar = stock.parameters().into_iter().map(|name| format!("${name}")).collect();
            all(dollar, "parameter", CompletionItemKind::CONSTANT)
        }
        Fits::ParameterNames => all(stock.parameters(), "parameter", CompletionItemKind::CONSTANT),
        Fits::Scores => all(stock.scores(), "score", CompletionItemKind::CLASS),
        Fits::Grades => all(stock.grades(), "grade", CompletionItemKind::ENUM),
        Fits::Values(field) => {
            let declared = stock.values(field);
            match declared.is_empty() {
                true => all(stock.seen(field), "in the sample data", CompletionItemKind::VALUE),
                false => all(declared, "value", CompletionItemKind::ENUM_MEMBER),
            }
        }
    }
}

fn item(text: String, detail: &str, kind: CompletionItemKind, range: Range) -> CompletionItem {
    CompletionItem {
        label: text.clone(),
        kind: Some(kind),
        detail: Some(detail.into()),
        // What editors hold against what is typed.
        filter_text: Some(text.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text })),
        ..CompletionItem::default()
    }
}
