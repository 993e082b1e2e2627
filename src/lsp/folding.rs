//! What can be folded: blocks and lists over several lines, and comments one under the other.

use lsp_types::FoldingRange;
use lsp_types::FoldingRangeKind;
use lsp_types::FoldingRangeParams;

use crate::lsp::Fault;
use crate::lsp::analysis::Desk;
use crate::lsp::positions::Lines;
use crate::syntax::token::Kind;
use crate::syntax::token::Token;
use crate::syntax::token::tokens;

pub fn run(desk: &Desk, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>, Fault> {
    let text = &desk.document(&params.text_document.uri)?.text;
    let (lines, tokens) = (Lines::new(text), tokens(text));
    let mut found = blocks(&lines, &tokens);
    found.extend(comments(&lines, &tokens));
    found.sort_by_key(|range| (range.start_line, range.end_line));
    // Two on the same line are folded as one.
    found.dedup_by_key(|range| range.start_line);
    Ok(Some(found))
}

/// From the line that opens to the one before that which closes, so that the closing sign stays in sight.
fn blocks(lines: &Lines, tokens: &[Token]) -> Vec<FoldingRange> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for token in tokens {
        match token.kind {
            Kind::BraceOpen | Kind::Open => open.push(token.start),
            Kind::BraceClose | Kind::Close => {
                let Some(start) = open.pop() else { continue };
                let (first, last) = (lines.position(start).line, lines.position(token.start).line);
                if last > first + 1 {
                    found.push(range(first, last - 1, FoldingRangeKind::Region));
                }
            }
            _ => {}
        }
    }
    found
}

/// Lines that hold a comment and nothing else, two or more without a gap.
fn comments(lines: &Lines, tokens: &[Token]) -> Vec<FoldingRange> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let mut busy = None;
    for token in tokens.iter().filter(|token| token.kind != Kind::Newline) {
        let line = lines.position(token.start).line;
        if token.kind == Kind::Comment && busy != Some(line) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == line => *last = line,
                _ => runs.push((line, line)),
            }
        }
        busy = Some(line);
    }
    let longer = runs.into_iter().filter(|(first, last)| last > first);
    longer.map(|(first, last)| range(first, last, FoldingRangeKind::Comment)).collect()
}

fn range(first: u32, last: u32, kind: FoldingRangeKind) -> FoldingRange {
    FoldingRange { start_line: first, end_line: last, kind: Some(kind), ..FoldingRange::default() }
}
