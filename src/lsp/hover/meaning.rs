//! What the rule at a place means, in a sentence, and how often it counts in the sample data.

use std::time::Duration;

use crate::explain;
use crate::ir::Program;
use crate::ir::program::Grade;
use crate::ir::program::GradeId;
use crate::ir::program::LineId;
use crate::ir::program::Origin;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::documents::Document;
use crate::lsp::sample::Counts;
use crate::source::Span;

/// So long a hover waits for sample data that is just being scored.
const PATIENCE: Duration = Duration::from_millis(300);

/// The statement around a byte of the text itself, and its words.
pub fn around(
    desk: &Desk,
    document: &Document,
    analysis: &Analysis,
    byte: usize,
) -> Option<(Span, String)> {
    let program = analysis.program()?;
    let is_here = |origin: &Origin| {
        let Span { file, start, end } = origin.span;
        file == analysis.own && (start as usize..=end as usize).contains(&byte)
    };
    if let Some(line) = program.lines.iter().position(|line| is_here(&line.origin)) {
        let sentence = explain::rule(program, LineId(line as u32));
        let counts = counted(desk, document, analysis, line);
        let words = std::iter::once(sentence).chain(counts).collect::<Vec<_>>().join("\n\n");
        return Some((program.lines[line].origin.span, words));
    }
    others(program, &is_here).or_else(|| grade(analysis, program, byte))
}

/// Anywhere in its block.
fn grade(analysis: &Analysis, program: &Program, byte: usize) -> Option<(Span, String)> {
    let statements = &analysis.own_tree()?.body.statements;
    let around = statements.iter().find(|statement| statement.span.range().contains(&byte))?;
    let begins = |grade: &Grade| grade.origin.span.start == around.span.start;
    let at = program.grades.iter().position(begins)?;
    let span = program.grades[at].origin.span;
    (span.file == analysis.own).then(|| (span, explain::grade(program, GradeId(at as u32))))
}

/// Stages and disqualifications.
fn others(program: &Program, is_here: &dyn Fn(&Origin) -> bool) -> Option<(Span, String)> {
    if let Some(at) = program.stage_lines.iter().position(|line| is_here(&line.origin)) {
        return Some((program.stage_lines[at].origin.span, explain::stage(program, at)));
    }
    if let Some(base) = program.base.as_ref().filter(|base| is_here(&base.origin)) {
        return Some((base.origin.span, explain::base(program)?));
    }
    let at = program.disqualifications.iter().position(|it| is_here(&it.origin))?;
    let words = explain::disqualification(program, at);
    Some((program.disqualifications[at].origin.span, words))
}

/// Nothing where there is no sample.
fn counted(desk: &Desk, document: &Document, analysis: &Analysis, line: usize) -> Option<String> {
    let sample = desk.sample(document)?;
    Some(match analysis.counts(desk, &sample, PATIENCE) {
        None => "The sample data is still being read.".into(),
        Some(Err(sentence)) => format!("The sample data cannot be scored: {sentence}."),
        Some(Ok(counts)) => words(counts, line),
    })
}

fn words(counts: &Counts, line: usize) -> String {
    let Some((some, points)) = counts.lines.get(line) else { return String::new() };
    let moment = counts.as_of.as_ref().map_or_else(String::new, |it| format!(", as of {it}"));
    let (all, some) = (counts.leads, *some);
    let mut words = match (all, some) {
        (0, _) => "The sample data has no leads.".into(),
        (_, 0) => format!("In the sample data it counts for none of {all} leads{moment}."),
        _ => {
            let share = 100.0 * some as f64 / all as f64;
            format!(
                "In the sample data it counts for {some} of {all} leads ({share:.1} %), with {points} points in all{moment}."
            )
        }
    };
    match counts.bad_rows {
        0 => {}
        1 => words.push_str(" 1 row has bad values."),
        rows => words.push_str(&format!(" {rows} rows have bad values.")),
    }
    words
}
