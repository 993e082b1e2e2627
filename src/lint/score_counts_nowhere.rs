//! W0219: a score that nothing reads, beside a formula that counts others.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::SCORE_COUNTS_NOWHERE;
use crate::ir::Program;
use crate::ir::program::ScoreBody;
use crate::ir::program::ScoreId;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::optimise::reads;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    let program = look.program;
    let Some(headline) = headline(program) else { return };
    let read = read(program);
    for (id, score) in (0..).map(ScoreId).zip(&program.scores) {
        if read[id.index()] || matches!(score.body, ScoreBody::Formula(_)) {
            continue;
        }
        let (name, sum) = (&score.name, &program.scores[headline.index()]);
        let own = program.lines.iter().find(|line| line.score == id);
        let (span, words) = match own {
            // Nothing declares the score of the rules outside any block.
            Some(line) if score.origin.span.start == score.origin.span.end => {
                (line.origin.span, format!("rules outside any block make the score `{name}`"))
            }
            _ => (score.origin.span, "published, and nothing else".into()),
        };
        let message = format!("`{name}` counts for nothing: no formula, stage or grade reads it");
        let diagnostic = Diagnostic::warning(SCORE_COUNTS_NOWHERE, span, message)
            .here(words)
            .label(sum.origin.span, format!("leaves `{name}` out"))
            .help(format!("add it to `{}`, or move its rules to a score that counts", sum.name));
        found.push(Finding { claim: Claim::ScoreCountsNowhere(id), diagnostic });
    }
}

/// The formula by which stages go, of two scores or more: so the file does more than publish scores side by side.
fn headline(program: &Program) -> Option<ScoreId> {
    let asked = program.stage_lines.iter().filter_map(|line| Some(line.threshold?.score));
    asked.into_iter().find(|id| match &program.scores[id.index()].body {
        ScoreBody::Formula(formula) => {
            let mut of = formula.scores();
            of.sort_unstable();
            of.dedup();
            of.len() >= 2
        }
        ScoreBody::Items(_) => false,
    })
}

/// Of each score: does anything in the file read it?
fn read(program: &Program) -> Vec<bool> {
    let mut read = reads::scores(program);
    for score in &program.scores {
        if let ScoreBody::Formula(formula) = &score.body {
            formula.scores().iter().for_each(|id| read[id.index()] = true);
        }
    }
    let thresholds = program.stage_lines.iter().filter_map(|line| Some(line.threshold?.score));
    let graded = program.grades.iter().map(|grade| grade.score);
    thresholds.chain(graded).for_each(|score| read[score.index()] = true);
    read
}
