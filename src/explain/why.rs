//! Why a rule did not fire: the first condition that does not hold, with the value that was seen.

use crate::explain::invoice::Status;
use crate::ir::Program;
use crate::ir::eval::View;
use crate::ir::expr::{Cond, Moment, Num, Operand, Place, Text};
use crate::ir::outcome::{Fate, LineOutcome, Occurrence};
use crate::ir::print::{Words, date, quoted};
use crate::ir::program::{GradeId, LineKind, OnLine, PointsBy};
use crate::types::Value;
use crate::types::points::Nano;

/// What a lead is seen to be, in words.
#[derive(Clone, Copy)]
pub(super) struct Why<'a> {
    pub program: &'a Program,
    pub view: View<'a>,
    pub words: Words<'a>,
    pub as_of: i64,
}

impl Why<'_> {
    /// For a rule that is on: did it fire, and if not, why.
    pub fn status(&self, kind: &LineKind, outcome: &LineOutcome) -> (Status, Option<String>) {
        if outcome.fired {
            return (Status::Fired, None);
        }
        match kind {
            LineKind::If { active, .. } if !active.holds(self.as_of) => {
                (Status::OutsidePeriod, None)
            }
            LineKind::If { condition: Some(c), .. } if self.view.condition(c) != Some(true) => {
                let unknown = self.view.condition(c).is_none();
                (if unknown { Status::Unknown } else { Status::False }, Some(self.not_true(c)))
            }
            LineKind::If { points, .. } => self.no_points(points),
            LineKind::On(line) => self.no_figure(line, &outcome.occurrences),
        }
    }

    fn no_points(&self, by: &PointsBy) -> (Status, Option<String>) {
        match by {
            PointsBy::Table(rows) => {
                let row = rows.iter().find(|(c, _)| self.view.condition(c) == Some(true));
                match row {
                    Some((_, points)) => self.no_points(points),
                    None => (Status::NoRow, rows.last().map(|(c, _)| self.not_true(c))),
                }
            }
            PointsBy::Computed(number) => {
                (Status::PointsUnknown, Some(format!("{} is unknown", self.words.number(number))))
            }
            PointsBy::Literal(_) => (Status::PointsUnknown, None),
        }
    }

    fn no_figure(&self, line: &OnLine, all: &[Occurrence]) -> (Status, Option<String>) {
        if all.is_empty() {
            return (Status::NoEvents, Some(self.no_events(line)));
        }
        if all.iter().all(|o| o.fate != Fate::Counted) {
            return (Status::NoneCounts, Some(fates(all)));
        }
        let aged = all.iter().filter(|o| o.fate == Fate::Counted).all(|o| o.worth == Nano(0));
        let reason = if aged { "nothing is left by now" } else { "it adds up to 0" };
        (Status::Zero, Some(reason.into()))
    }

    fn no_events(&self, line: &OnLine) -> String {
        let filter = line.filter.as_ref();
        let picked = self.words.picked(&line.kind, filter);
        match self.view.hidden(&line.kind, filter) {
            0 => format!("no {picked}"),
            hidden => format!("no {picked}; {hidden} hidden by a reset or a pause"),
        }
    }

    /// Why a condition is not certainly true.
    pub fn not_true(&self, condition: &Cond) -> String {
        self.against(condition, true).join(" and ")
    }

    /// What is seen where a condition does not have the wanted answer: of several that it needs, the first that fails.
    fn against(&self, condition: &Cond, wanted: bool) -> Vec<String> {
        let fails = |c: &&Cond| self.view.condition(c) != Some(wanted);
        match (condition, wanted) {
            (Cond::Not(of), _) => self.against(of, !wanted),
            (Cond::And(of), true) | (Cond::Or(of), false) => {
                of.iter().find(fails).map(|c| self.against(c, wanted)).unwrap_or_default()
            }
            (Cond::And(of), false) | (Cond::Or(of), true) => {
                let mut all: Vec<String> =
                    of.iter().flat_map(|c| self.against(c, wanted)).collect();
                all.dedup();
                all
            }
            _ => self.seen(condition),
        }
    }

    /// The values that one comparison looks at.
    fn seen(&self, condition: &Cond) -> Vec<String> {
        match condition {
            Cond::Constant(value) => vec![(if *value { "always" } else { "never" }).into()],
            Cond::Bool { field, .. } => vec![self.place(*field)],
            Cond::SameBool(left, right) => vec![self.place(*left), self.place(*right)],
            Cond::Number { left, right, .. } => {
                [left, right].into_iter().filter_map(|number| self.number(number)).collect()
            }
            Cond::NumberIn { value, .. } => self.number(value).into_iter().collect(),
            Cond::Date { left, right, .. } => {
                [left, right].into_iter().filter_map(|moment| self.moment(moment)).collect()
            }
            Cond::DateIn { value, .. } | Cond::Age { value, .. } => {
                self.moment(value).into_iter().collect()
            }
            Cond::TextIn { value, .. }
            | Cond::TextTest { value, .. }
            | Cond::Matches { value, .. } => vec![self.text(value)],
            Cond::SameText { left, right, .. }
            | Cond::TextTestField { value: left, other: right, .. } => {
                vec![self.text(left), self.text(right)]
            }
            Cond::ListHas { list, .. } => vec![self.place(*list)],
            Cond::Known(operand) => self.operand(operand).into_iter().collect(),
            Cond::GradeIn { grade, .. } => vec![self.grade(*grade)],
            Cond::AtLeast { of, .. } => {
                let hold = of.iter().filter(|c| self.view.condition(c) == Some(true)).count();
                vec![format!("{hold} of the {} hold", of.len())]
            }
            Cond::Happened(query) => {
                let none = self.view.condition(condition) == Some(false);
                vec![format!("{} {}", if none { "no" } else { "any" }, self.words.query(query))]
            }
            Cond::And(_) | Cond::Or(_) | Cond::Not(_) => vec![self.words.condition(condition)],
        }
    }

    fn grade(&self, grade: GradeId) -> String {
        let grade = &self.program.grades[grade.index()];
        let label = self.view.grade(grade).map(|label| grade.labels[label as usize].as_str());
        format!("{} is {}", grade.name, label.unwrap_or("none"))
    }

    fn operand(&self, operand: &Operand) -> Option<String> {
        match operand {
            Operand::Number(number) => self.number(number),
            Operand::Date(moment) => self.moment(moment),
            Operand::Text(text) => Some(self.text(text)),
            Operand::Field(place) => Some(self.place(*place)),
        }
    }

    /// Nothing for a literal.
    fn number(&self, number: &Num) -> Option<String> {
        let seen = self.view.number(number).map(short);
        let literal = matches!(number, Num::Literal(_));
        (!literal).then(|| is(self.words.number(number), seen))
    }

    fn moment(&self, moment: &Moment) -> Option<String> {
        let seen = self.view.moment(moment).map(date);
        let literal = matches!(moment, Moment::Literal(_));
        (!literal).then(|| is(self.words.moment(moment), seen))
    }

    fn text(&self, text: &Text) -> String {
        is(self.words.text(text), self.view.text(text).map(|text| quoted(&text)))
    }

    fn place(&self, place: Place) -> String {
        let value = match self.view.value(place) {
            Value::Unknown => None,
            Value::Number(number) => Some(short(*number)),
            Value::Text(text) => Some(quoted(text)),
            Value::Bool(value) => Some((if *value { "yes" } else { "no" }).into()),
            Value::Date(time) => Some(date(*time)),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
                Some(format!("[{}]", items.join(", ")))
            }
        };
        is(self.words.place(place), value)
    }
}

fn is(name: String, value: Option<String>) -> String {
    format!("{name} is {}", value.as_deref().unwrap_or("unknown"))
}

/// A number with at most six decimals.
fn short(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// How many events ended where: `2 cooldown, 1 not first`.
fn fates(all: &[Occurrence]) -> String {
    let mut ends: Vec<(&str, usize)> = Vec::new();
    for occurrence in all {
        let word = fate(occurrence.fate);
        match ends.iter_mut().find(|(w, _)| *w == word) {
            Some((_, count)) => *count += 1,
            None => ends.push((word, 1)),
        }
    }
    let ends = ends.iter().map(|(word, count)| format!("{count} {}", word.replace('_', " ")));
    ends.collect::<Vec<String>>().join(", ")
}

/// As the invoice's data says it.
pub(super) fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Counted => "counted",
        Fate::OutsidePeriod => "outside_period",
        Fate::PointsUnknown => "points_unknown",
        Fate::TooFew => "too_few",
        Fate::NotFirst => "not_first",
        Fate::Cooldown => "cooldown",
        Fate::NotKept(_) => "not_kept",
    }
}
