//! From an outcome to its invoice.

use crate::explain::DISQUALIFIED;
use crate::explain::invoice::{
    Cell, Entry, EntryKind, Formula, Happening, Invoice, Label, Rule, ScoreInvoice, Source, Status,
};
use crate::explain::why::{Why, fate};
use crate::ir::Program;
use crate::ir::eval::Judge;
use crate::ir::outcome::{Occurrence, Outcome};
use crate::ir::print::{Words, date, formula, name, range};
use crate::ir::program::{GroupId, Item, LineId, Origin, Score, ScoreBody};
use crate::types::{Event, Lead, Points};

/// The invoice of an outcome; the lead, its events (in any order) and the moment are those that it was computed from.
pub fn invoice(
    program: &Program,
    outcome: &Outcome,
    lead: &Lead,
    events: &[Event],
    as_of: i64,
) -> Invoice {
    let mut invoice = Invoice {
        model: program.model.as_ref().map(|model| model.name.clone()),
        in_model: outcome.in_model,
        as_of: date(as_of),
        stage: None,
        action: None,
        stage_source: None,
        disqualified: Vec::new(),
        scores: Vec::new(),
        grades: Vec::new(),
        matrices: Vec::new(),
    };
    if outcome.in_model {
        let judge = Judge::new(program, lead, events, as_of, outcome);
        let clerk = Clerk { program, outcome, judge: &judge, as_of };
        invoice.scores = (0..program.scores.len()).map(|i| clerk.score(i)).collect();
        clerk.verdict(&mut invoice);
    }
    invoice
}

struct Clerk<'a> {
    program: &'a Program,
    outcome: &'a Outcome,
    judge: &'a Judge<'a>,
    as_of: i64,
}

impl Clerk<'_> {
    fn verdict(&self, invoice: &mut Invoice) {
        let (program, outcome) = (self.program, self.outcome);
        let reasons = outcome.disqualified.iter().map(|i| &program.disqualifications[*i].origin);
        invoice.disqualified = reasons.map(source).collect();
        let line = outcome.stage_line.map(|i| &program.stage_lines[i]);
        let base = program.base.as_ref().filter(|_| outcome.stage.is_some());
        invoice.stage = match invoice.disqualified.is_empty() {
            true => outcome.stage.map(|stage| program.stages[stage.index()].clone()),
            false => Some(DISQUALIFIED.into()),
        };
        invoice.stage_source = line.map(|line| source(&line.origin));
        invoice.action = match line {
            Some(line) => line.action.clone(),
            None => base.and_then(|base| base.action.clone()),
        };
        invoice.grades = (0..program.grades.len()).map(|i| self.grade(i)).collect();
        invoice.matrices = (0..program.matrices.len()).map(|i| self.cell(i)).collect();
    }

    fn grade(&self, index: usize) -> Label {
        let grade = &self.program.grades[index];
        let label = self.outcome.grades[index].map(|label| grade.labels[label as usize].clone());
        Label { name: grade.name.clone(), label }
    }

    fn cell(&self, index: usize) -> Cell {
        let matrix = &self.program.matrices[index];
        let found = self.outcome.matrices[index];
        let cell = found.map(|(row, column)| &matrix.cells[row as usize][column as usize]);
        let value = match self.outcome.disqualified.is_empty() {
            true => cell.map(|cell| matrix.values[cell.value as usize].clone()),
            false => Some(DISQUALIFIED.into()),
        };
        let action = cell.and_then(|cell| cell.action.clone());
        Cell { name: matrix.name.clone(), value, action }
    }

    fn score(&self, index: usize) -> ScoreInvoice {
        let (score, outcome) = (&self.program.scores[index], &self.outcome.scores[index]);
        let mut entries = Vec::new();
        let formula = match &score.body {
            ScoreBody::Items(items) => {
                self.items(score, items, None, 0, &mut entries);
                None
            }
            ScoreBody::Formula(body) => {
                let text = formula(body, &|id| name(&self.program.scores[id.index()].name));
                let figures =
                    formula(body, &|id| self.outcome.scores[id.index()].published.to_string());
                let title = text.clone();
                let points = outcome.before_range;
                entries.push(entry(EntryKind::Formula, &score.origin, title, points, 0));
                Some(Formula { text, figures })
            }
        };
        let title = format!("range{}", range(score.range));
        let cut = difference(outcome.published, outcome.before_range);
        entries.push(entry(EntryKind::Range, &score.origin, title, cut, 0));
        ScoreInvoice { name: score.name.clone(), points: outcome.published, formula, entries }
    }

    /// `off` says why these items are worth nothing, if they stand in a branch that does not hold.
    fn items(
        &self,
        score: &Score,
        items: &[Item],
        off: Option<&str>,
        depth: usize,
        entries: &mut Vec<Entry>,
    ) {
        for item in items {
            match item {
                Item::Line(id) => entries.push(self.line(score, *id, off, depth)),
                Item::Group(id) => {
                    let group = &self.program.groups[id.index()];
                    self.items(score, &group.items, off, depth + 1, entries);
                    entries.push(self.group(*id, depth));
                }
                Item::When { condition, then, otherwise, .. } => {
                    let why = self.why(score);
                    let holds = why.view.condition(condition) == Some(true);
                    let not = (!holds).then(|| format!("when: {}", why.not_true(condition)));
                    let holds = holds.then(|| format!("when {}", why.words.condition(condition)));
                    self.items(score, then, off.or(not.as_deref()), depth, entries);
                    self.items(score, otherwise, off.or(holds.as_deref()), depth, entries);
                }
            }
        }
    }

    fn why(&self, score: &Score) -> Why<'_> {
        let view = self.judge.view(score.mask);
        Why { program: self.program, view, words: Words::of(self.program), as_of: self.as_of }
    }

    fn group(&self, id: GroupId, depth: usize) -> Entry {
        let group = &self.program.groups[id.index()];
        let title = format!("group {}", name(&group.name));
        let points = self.outcome.group(id).adjustment;
        entry(EntryKind::Group, &group.origin, title, points, depth)
    }

    fn line(&self, score: &Score, id: LineId, off: Option<&str>, depth: usize) -> Entry {
        let (line, outcome) = (self.program.line(id), self.outcome.line(id));
        let (status, reason) = match off {
            Some(reason) => (Status::Off, Some(reason.to_owned())),
            None => self.why(score).status(&line.kind, outcome),
        };
        let cut = outcome.before_cap != outcome.published;
        let before_max = cut.then_some(outcome.before_cap);
        let events = outcome.occurrences.iter().map(|o| self.happening(o)).collect();
        let title = line.origin.title().to_owned();
        let entry = entry(EntryKind::Rule, &line.origin, title, outcome.published, depth);
        Entry { rule: Some(Rule { status, reason, before_max, events }), ..entry }
    }

    fn happening(&self, occurrence: &Occurrence) -> Happening {
        let id = self.judge.event(occurrence.event).event;
        Happening {
            event: self.program.schema.events.get(id.0 as usize).cloned(),
            time: date(occurrence.time),
            age_seconds: self.as_of.saturating_sub(occurrence.time),
            points: occurrence.points,
            factor: occurrence.factor,
            worth: occurrence.worth,
            fate: fate(occurrence.fate),
        }
    }
}

fn entry(kind: EntryKind, origin: &Origin, title: String, points: Points, depth: usize) -> Entry {
    Entry { kind, source: Source { title, ..source(origin) }, points, depth, rule: None }
}

fn source(origin: &Origin) -> Source {
    Source { title: origin.title().into(), file: origin.file.clone(), line: origin.line }
}

fn difference(a: Points, b: Points) -> Points {
    Points::sum([a, Points(-b.0)])
}
