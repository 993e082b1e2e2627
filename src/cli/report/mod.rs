//! What a scored file looks like at a glance: the top leads, a bar per stage, a histogram of the headline score.

pub mod bars;
mod histogram;
mod top;

use crate::cli::report::bars::Bar;
use crate::cli::report::bars::Canvas;
use crate::cli::report::top::Top;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::Scores;
use crate::types::Points;

/// So many leads stand in the table.
const TOP: usize = 10;

/// Gathers what the report of one model shows, batch by batch.
pub struct Report<'a> {
    program: &'a Program,
    headline: Option<usize>,
    top: Top,
    /// The headline score of each lead that the model is for.
    figures: Vec<Points>,
    /// One a stage, then without a stage, then disqualified.
    stages: Vec<u64>,
    /// Leads that the model is not for.
    others: u64,
}

impl<'a> Report<'a> {
    pub fn new(program: &'a Program) -> Report<'a> {
        Report {
            program,
            headline: headline(program),
            top: Top::new(TOP),
            figures: Vec::new(),
            stages: vec![0; program.stages.len() + 2],
            others: 0,
        }
    }

    /// Adds a batch; `id` names the lead of a row.
    pub fn add<'i>(&mut self, scores: &Scores, id: impl Fn(usize) -> &'i str) {
        for row in 0..scores.rows {
            if !scores.in_model[row] {
                self.others += 1;
                continue;
            }
            let slot = self.stage_slot(scores.stages[row]);
            self.stages[slot] += 1;
            if let Some(score) = self.headline {
                let figure = scores.scores[score][row];
                self.figures.push(figure);
                if self.top.takes(figure) {
                    self.top.add(figure, top::cells(self.program, scores, row, id(row)));
                }
            }
        }
    }

    fn stage_slot(&self, stage: u16) -> usize {
        match stage {
            NONE => self.program.stages.len(),
            DISQUALIFIED => self.program.stages.len() + 1,
            stage => usize::from(stage),
        }
    }

    /// The whole report; without a table where there is no headline score.
    pub fn draw(&self, width: usize, unicode: bool) -> String {
        let canvas = Canvas { width, unicode, numbers: false };
        let mut parts = Vec::new();
        if let Some(model) = &self.program.model {
            parts.push(format!("{}\n", model.name));
        }
        if let Some(score) = self.headline.filter(|_| !self.figures.is_empty()) {
            let name = &self.program.scores[score].name;
            parts.push(format!("top leads by {name}\n{}", self.top.draw(self.program)));
        }
        if !self.program.stages.is_empty() {
            parts.push(format!("stages\n{}", bars::draw(&self.stage_rows(), canvas)));
        }
        if let Some(score) = self.headline.filter(|_| !self.figures.is_empty()) {
            let name = &self.program.scores[score].name;
            let canvas = Canvas { numbers: true, ..canvas };
            let rows = histogram::rows(&self.figures);
            parts.push(format!("leads by {name}\n{}", bars::draw(&rows, canvas)));
        }
        if self.others > 0 {
            parts.push(format!("{} leads are not for this model\n", bars::grouped(self.others)));
        }
        parts.join("\n")
    }

    /// The highest stage first, then the base, then those without a stage and the disqualified.
    fn stage_rows(&self) -> Vec<Bar> {
        let program = self.program;
        let line =
            |stage: usize| program.stage_lines.iter().rposition(|l| l.stage.index() == stage);
        let mut order: Vec<usize> = (0..program.stages.len()).collect();
        order.sort_by_key(|&stage| std::cmp::Reverse(line(stage)));
        let bar = |label: &str, count| Bar { label: label.to_string(), count };
        let mut rows: Vec<Bar> =
            order.into_iter().map(|s| bar(&program.stages[s], self.stages[s])).collect();
        let (none, disqualified) =
            (self.stages[program.stages.len()], self.stages[program.stages.len() + 1]);
        if none > 0 {
            rows.push(bar("(no stage)", none));
        }
        if !program.disqualifications.is_empty() {
            rows.push(bar("disqualified", disqualified));
        }
        rows
    }
}

/// The score that stage lines compare: `total`, else the only one, else that of the first stage line.
pub fn headline(program: &Program) -> Option<usize> {
    let total = program.scores.iter().position(|s| s.name == "total");
    let only = (program.scores.len() == 1).then_some(0);
    let staged = || program.stage_lines.iter().find_map(|l| l.threshold.map(|t| t.score.index()));
    total.or(only).or_else(staged)
}
