//! What a scored file looks like at a glance: the top leads, a bar per stage, a histogram of the headline score.

pub mod bars;
mod histogram;
mod top;

use crate::cli::report::bars::Bar;
use crate::cli::report::bars::Canvas;
use crate::data;
use crate::data::Ids;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::Scores;
use crate::types::Points;

/// The report of one model; only of leads that it is for.
pub fn draw(
    program: &Program,
    scores: &Scores,
    ids: &Ids,
    id_name: &str,
    canvas: Canvas,
) -> String {
    let mut parts = Vec::new();
    if let Some(model) = &program.model {
        parts.push(format!("{}\n", model.name));
    }
    let headline = headline(program);
    if let Some(score) = headline {
        let output = data::table(&[(program, scores)], ids, id_name, false);
        let table = top::draw(&output, &scores.scores[score], &scores.in_model);
        parts.push(format!("top leads by {}\n{table}", program.scores[score].name));
    }
    if !program.stages.is_empty() || !program.disqualifications.is_empty() {
        parts.push(format!("stages\n{}", bars::draw(&stages(program, scores), canvas)));
    }
    if let Some(score) = headline {
        let canvas = Canvas { numbers: true, ..canvas };
        let figures = scores.scores[score].iter().zip(&scores.in_model);
        let figures: Vec<Points> = figures.filter(|(_, there)| **there).map(|(f, _)| *f).collect();
        let bars = bars::draw(&histogram::rows(&figures), canvas);
        parts.push(format!("leads by {}\n{bars}", program.scores[score].name));
    }
    parts.join("\n")
}

/// The highest stage first, then the base, then those without a stage and the disqualified.
fn stages(program: &Program, scores: &Scores) -> Vec<Bar> {
    let count = |stage: u16| {
        let there = scores.stages.iter().zip(&scores.in_model);
        there.filter(|(s, there)| **there && **s == stage).count() as u64
    };
    let line = |stage: usize| program.stage_lines.iter().rposition(|l| l.stage.index() == stage);
    let mut order: Vec<usize> = (0..program.stages.len()).collect();
    order.sort_by_key(|&stage| std::cmp::Reverse(line(stage)));
    let bar = |label: &str, count| Bar { label: label.to_string(), count };
    let mut rows: Vec<Bar> =
        order.into_iter().map(|s| bar(&program.stages[s], count(s as u16))).collect();
    let none = count(NONE);
    if none > 0 {
        rows.push(bar("(no stage)", none));
    }
    if !program.disqualifications.is_empty() {
        rows.push(bar("disqualified", count(DISQUALIFIED)));
    }
    rows
}

/// The score that stage lines compare: `total` if there is one, else the only one, else that of the first stage line.
fn headline(program: &Program) -> Option<usize> {
    let total = program.scores.iter().position(|s| s.name == "total");
    let only = (program.scores.len() == 1).then_some(0);
    let staged = || program.stage_lines.iter().find_map(|l| l.threshold.map(|t| t.score.index()));
    total.or(only).or_else(staged)
}
