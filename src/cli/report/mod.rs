//! What a scored file looks like at a glance: the top leads, a bar per stage, a histogram of the headline score.

pub mod bars;
mod histogram;
mod top;

use std::collections::BTreeMap;

use crate::cli::report::bars::Bar;
use crate::cli::report::bars::Canvas;
use crate::cli::report::top::Top;
use crate::data;
use crate::data::Ids;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::Scores;
use crate::types::Points;

/// What the report of one model needs of the leads that it is for.
pub struct Tally {
    /// By the score that counts, where there is one.
    top: Option<Top>,
    /// The figures of that score.
    figures: Vec<Points>,
    /// How many leads have a stage, [`NONE`] or [`DISQUALIFIED`].
    stages: BTreeMap<u16, u64>,
}

impl Tally {
    /// Of a part, whose leads begin at a position among the ids.
    pub fn of(program: &Program, scores: &Scores, ids: (&Ids, usize), id_name: &str) -> Tally {
        let present = &scores.in_model;
        let mut tally = Tally { top: None, figures: Vec::new(), stages: BTreeMap::new() };
        if let Some(score) = headline(program) {
            let results = data::Results::of(program, scores);
            let (output, all) =
                (data::table(&[results], ids, id_name, false), &scores.scores[score]);
            tally.top = Some(Top::of(&output, all, present));
            let figures = all.iter().zip(present).filter(|(_, there)| **there);
            tally.figures = figures.map(|(figure, _)| *figure).collect();
        }
        for (stage, _) in scores.stages.iter().zip(present).filter(|(_, there)| **there) {
            *tally.stages.entry(*stage).or_default() += 1;
        }
        tally
    }

    /// Adds later leads.
    pub fn add(&mut self, later: Tally) {
        if let (Some(top), Some(more)) = (&mut self.top, later.top) {
            top.add(more);
        }
        self.figures.extend(later.figures);
        for (stage, count) in later.stages {
            *self.stages.entry(stage).or_default() += count;
        }
    }

    pub fn draw(&self, program: &Program, canvas: Canvas) -> String {
        let mut parts = Vec::new();
        if let Some(model) = &program.model {
            parts.push(format!("{}\n", model.name));
        }
        let headline = headline(program).map(|score| &program.scores[score].name);
        if let (Some(name), Some(top)) = (headline, &self.top) {
            parts.push(format!("top leads by {name}\n{}", top.draw()));
        }
        if !program.stages.is_empty() || !program.disqualifications.is_empty() {
            parts.push(format!("stages\n{}", bars::draw(&self.stages(program), canvas)));
        }
        if let Some(name) = headline {
            let canvas = Canvas { numbers: true, ..canvas };
            let bars = bars::draw(&histogram::rows(&self.figures), canvas);
            parts.push(format!("leads by {name}\n{bars}"));
        }
        parts.join("\n")
    }

    /// The highest stage first, then the base, then those without a stage and the disqualified.
    fn stages(&self, program: &Program) -> Vec<Bar> {
        let count = |stage: u16| self.stages.get(&stage).copied().unwrap_or(0);
        let line =
            |stage: usize| program.stage_lines.iter().rposition(|l| l.stage.index() == stage);
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
}

/// The score that stage lines compare: `total` if there is one, else the only one, else that of the first stage line.
fn headline(program: &Program) -> Option<usize> {
    let total = program.scores.iter().position(|s| s.name == "total");
    let only = (program.scores.len() == 1).then_some(0);
    let staged = || program.stage_lines.iter().find_map(|l| l.threshold.map(|t| t.score.index()));
    total.or(only).or_else(staged)
}
