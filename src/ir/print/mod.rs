//! A program as text, close to the rule file it came from, every name resolved: for `baremo dump` and snapshots.

mod formula;
mod line;
mod words;

use std::fmt::Write;

use crate::ir::Program;
use crate::ir::program::{
    Grade, Group, GroupMode, Item, Mask, Matrix, Pick, Range, Score, ScoreBody, StageLine,
};
use crate::types::{Field, Type};
pub use formula::formula;
pub use line::{ageing, limit, points};
pub use words::{Words, date, duration, name, quoted};

/// The whole program. The same program gives the same text.
pub fn print(program: &Program) -> String {
    let mut page = Page { program, text: String::new(), indent: 0 };
    page.head();
    program.masks.iter().enumerate().for_each(|(i, mask)| page.mask(i, mask));
    program.scores.iter().for_each(|score| page.score(score));
    let order = program.order.iter().map(|id| name(&program.scores[id.index()].name));
    page.line(&format!("order {}", words::list(order)));
    program.grades.iter().for_each(|grade| page.grade(grade));
    program.matrices.iter().for_each(|matrix| page.matrix(matrix));
    program.stage_lines.iter().for_each(|line| page.stage_line(line));
    page.verdict();
    page.text
}

/// The text so far, and how deep the next line stands.
struct Page<'a> {
    program: &'a Program,
    text: String,
    indent: usize,
}

impl<'a> Page<'a> {
    fn line(&mut self, text: &str) {
        // Writing to a text never fails.
        let _ = writeln!(self.text, "{:width$}{text}", "", width = self.indent * 2);
    }

    fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.line("}");
    }

    fn words(&self) -> Words<'a> {
        Words::of(self.program)
    }

    fn head(&mut self) {
        let program = self.program;
        if let Some(model) = &program.model {
            let guard = model.guard.as_ref().map(|g| format!(" for {}", self.words().condition(g)));
            self.line(&format!("model {}{}", quoted(&model.name), guard.unwrap_or_default()));
        }
        self.line(&format!("timezone {}", quoted(program.zone.name())));
        self.block("lead", |page| page.fields(&program.schema.attributes));
        let events = program.schema.events.iter().map(|event| name(event));
        let any = program.schema.any_event.then(|| "event".to_owned());
        self.line(&format!("events {}", words::list(events.chain(any))));
        self.block("properties", |page| page.fields(&program.schema.properties));
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            let values = match &field.ty {
                Type::OneOf(values) => words::list(values.iter().map(|v| quoted(v))),
                _ => String::new(),
            };
            let text = format!("{} {} {values}", name(&field.name), field.ty.name());
            self.line(text.trim_end());
        }
    }

    fn mask(&mut self, number: usize, mask: &Mask) {
        if mask == &Mask::default() {
            return;
        }
        let words = self.words();
        let pick = |pick: &Pick| words.picked(&pick.kind, pick.filter.as_ref());
        self.block(&format!("mask {number}"), |page| {
            mask.resets.iter().for_each(|reset| page.line(&format!("reset on {}", pick(reset))));
            for pause in &mask.pauses {
                let (from, until) = (pick(&pause.from), pick(&pause.until));
                page.line(&format!("pause from {from} until {until}"));
            }
        });
    }

    fn score(&mut self, score: &Score) {
        let mut head = format!("score {}{}", name(&score.name), range(score.range));
        match &score.body {
            ScoreBody::Items(items) => {
                if score.mask.0 > 0 {
                    head += &format!(" with mask {}", score.mask.0);
                }
                self.block(&head, |page| page.items(items));
            }
            ScoreBody::Formula(body) => {
                let scores = &self.program.scores;
                let text = formula(body, &|id| name(&scores[id.index()].name));
                self.line(&format!("{head} = {text}"));
            }
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Line(id) => self.line(&line::line(self.words(), self.program.line(*id))),
                Item::Group(id) => self.group(&self.program.groups[id.index()]),
                Item::When { condition, then, otherwise, .. } => {
                    let head = format!("when {}", self.words().condition(condition));
                    self.block(&head, |page| page.items(then));
                    if !otherwise.is_empty() {
                        self.block("else", |page| page.items(otherwise));
                    }
                }
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let mode = match group.mode {
            GroupMode::Sum => "",
            GroupMode::Best => " best",
            GroupMode::First => " first",
        };
        let cap =
            group.cap_per.map(|(cap, per)| format!(" max {cap} per {}", self.words().per(per)));
        let (range, cap) = (range(group.range), cap.unwrap_or_default());
        let head = format!("group {}{mode}{range}{cap}", name(&group.name));
        self.block(&head, |page| page.items(&group.items));
    }

    fn grade(&mut self, grade: &Grade) {
        let score = &self.program.scores[grade.score.index()].name;
        self.block(&format!("grade {} as {}", name(score), name(&grade.name)), |page| {
            for row in &grade.rows {
                let label = &grade.labels[row.label as usize];
                page.line(&format!("{label} at {} {}", row.op.symbol(), row.bound));
            }
            if let Some(label) = grade.otherwise {
                page.line(&format!("otherwise {}", grade.labels[label as usize]));
            }
        });
    }

    fn matrix(&mut self, matrix: &Matrix) {
        let [rows, columns] =
            [matrix.rows, matrix.columns].map(|g| &self.program.grades[g.index()]);
        let head = format!("matrix {} {} by {}", name(&matrix.name), rows.name, columns.name);
        self.block(&head, |page| {
            for (label, cells) in rows.labels.iter().zip(&matrix.cells) {
                let cells = cells.iter().map(|cell| {
                    let value = &matrix.values[cell.value as usize];
                    format!("{value}{}", action(cell.action.as_deref()))
                });
                page.line(&format!("{label} {}", words::list(cells)));
            }
        });
    }

    fn stage_line(&mut self, line: &StageLine) {
        let program = self.program;
        let threshold = line.threshold.map(|t| {
            let score = name(&program.scores[t.score.index()].name);
            format!("at {score} {} {}", t.op.symbol(), t.bound)
        });
        let condition = line.condition.as_ref().map(|c| self.words().condition(c));
        let holds = match (threshold, condition) {
            (Some(threshold), Some(condition)) => format!("{threshold} and {condition}"),
            (Some(threshold), None) => threshold,
            (None, condition) => format!("if {}", condition.unwrap_or_default()),
        };
        let stage = name(&program.stages[line.stage.index()]);
        self.line(&format!("{stage} {holds}{}", action(line.action.as_deref())));
    }

    fn verdict(&mut self) {
        let program = self.program;
        if let Some(base) = &program.base {
            let stage = name(&program.stages[base.stage.index()]);
            self.line(&format!("otherwise {stage}{}", action(base.action.as_deref())));
        }
        for disqualification in &program.disqualifications {
            let condition = self.words().condition(&disqualification.condition);
            let label = line::label(&disqualification.origin);
            self.line(&format!("disqualify if {condition}{label}"));
        }
    }
}

fn action(action: Option<&str>) -> String {
    action.map(|a| format!(" -> {}", name(a))).unwrap_or_default()
}

/// With a blank before it: ` 0..100`; nothing where both ends are open.
pub fn range(range: Range) -> String {
    let end =
        |points: Option<crate::types::Points>| points.map(|p| p.to_string()).unwrap_or_default();
    match range {
        Range { low: None, high: None } => String::new(),
        Range { low, high } => format!(" {}..{}", end(low), end(high)),
    }
}
