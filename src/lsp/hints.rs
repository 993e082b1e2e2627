//! What the editor writes between the words: what each score can reach, and what became of each test.

use lsp_types::InlayHint;
use lsp_types::InlayHintLabel;
use lsp_types::InlayHintParams;
use lsp_types::InlayHintTooltip;
use lsp_types::MarkupContent;
use lsp_types::MarkupKind;

use crate::ir::program::Range;
use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::tests;
use crate::lsp::tests::Test;
use crate::optimise::ranges::Ranges;
use crate::source::Span;
use crate::syntax::ast::Item;
use crate::syntax::ast::ScoreBody;

pub fn run(desk: &Desk, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>, Fault> {
    let analysis = desk.analysis(desk.document(&params.text_document.uri)?);
    let mut hints = scores(&analysis);
    hints.extend(tests::of(&analysis).iter().filter_map(|test| result(&analysis, test)));
    let (start, end) = (params.range.start, params.range.end);
    hints.retain(|hint| start <= hint.position && hint.position <= end);
    Ok(Some(hints))
}

fn hint(analysis: &Analysis, behind: Span, label: String, words: String) -> InlayHint {
    let tooltip = MarkupContent { kind: MarkupKind::Markdown, value: words };
    InlayHint {
        position: analysis.range(behind).end,
        label: InlayHintLabel::String(label),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::MarkupContent(tooltip)),
        padding_left: Some(true),
        padding_right: Some(true),
        data: None,
    }
}

/// Behind the name and the range of each score.
fn scores(analysis: &Analysis) -> Vec<InlayHint> {
    let (Some(program), Some(tree)) = (analysis.program(), analysis.own_tree()) else {
        return Vec::new();
    };
    let ranges = Ranges::of(program);
    let scores = tree.body.statements.iter().filter_map(|statement| {
        let Item::Score(score) = &statement.it else { return None };
        let at = program.score(&score.name.text)?.index();
        // A written range is there to be read; what it cuts is not.
        let reach = reached(ranges.before_range[at])?;
        let what = match &score.body {
            ScoreBody::Rules(_) => "rules",
            ScoreBody::Formula(_) => "formula",
        };
        let (behind, label) = match &score.range {
            Some(range) => (range.span, format!("{what}: {reach}")),
            None => (score.name.span, reach),
        };
        let name = &score.name.text;
        let words = format!("What the {what} of `{name}` can come to, before any range of its own");
        Some(hint(analysis, behind, label, words))
    });
    scores.collect()
}

/// Nothing where there is no end on either side.
pub fn reached(range: Range) -> Option<String> {
    match (range.low, range.high) {
        (Some(low), Some(high)) if low == high => Some(format!("always {low}")),
        (Some(low), Some(high)) => Some(format!("from {low} to {high}")),
        (Some(low), None) => Some(format!("{low} or more")),
        (None, Some(high)) => Some(format!("{high} or less")),
        (None, None) => None,
    }
}

/// Behind the name of each test: of several cases, how many pass.
fn result(analysis: &Analysis, test: &Test) -> Option<InlayHint> {
    let failed = test.results.iter().filter(|result| !result.passed).count();
    let label = match (failed, test.results.len()) {
        (_, 0) => return None,
        (0, 1) => "✓ passes".into(),
        (0, cases) => format!("✓ all {cases} pass"),
        (1, 1) => {
            let failure = test.results.iter().flat_map(|result| &result.failures).next()?;
            format!("✗ {}", failure.found)
        }
        (failed, cases) => format!("✗ {failed} of {cases} fail"),
    };
    Some(hint(analysis, test.named, label, format!("```text\n{}```", test.text())))
}
