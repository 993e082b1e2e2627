//! One form for the many ways to write the same program: columns by name, conditions as the optimiser leaves them, what commutes in one order.

use crate::ir::Program;
use crate::ir::expr::{ArithmeticOp, Cond, Function, Kind, Moment, Num, Operand, Place, Text};
use crate::ir::print::{Words, formula, name};
use crate::ir::program::{Formula, LineKind, Per, ScoreBody};
use crate::optimise;
use crate::optimise::walk;
use crate::optimise::walk::{Ask, Rewrite};
use crate::optimise::{Pass, Passes};
use crate::types::{AttributeId, EventId, Field, PropertyId};

/// The program in its two forms; both keep the places of lines, groups, scores, grades and stage lines.
pub struct Forms {
    /// Each condition by itself: it stays as it is where what stands around it changes.
    pub alone: Program,
    /// Each condition where it stands: without what a guard around it already says, and without what never counts.
    pub whole: Program,
}

impl Forms {
    pub fn of(program: &Program) -> Forms {
        let mut sorted = program.clone();
        by_name(&mut sorted);
        let alone: Passes = [Pass::Constants, Pass::Common].into_iter().collect();
        let form = |passes| optimise::run(sorted.clone(), passes);
        let mut forms = Forms { alone: form(alone), whole: form(Passes::all()) };
        forms.settle();
        forms
    }

    /// Puts what commutes in the order of its words: to be done again where names change.
    pub fn settle(&mut self) {
        settle(&mut self.alone);
        settle(&mut self.whole);
    }
}

/// Columns and events in the order of their names, so that the order in which rules speak of them is none of any condition.
fn by_name(program: &mut Program) {
    let schema = &mut program.schema;
    let field = |field: &Field| (field.name.clone(), field.ty.name());
    let mut rename = Rename {
        attributes: ranks(&mut schema.attributes, field),
        properties: ranks(&mut schema.properties, field),
        events: ranks(&mut schema.events, String::clone),
    };
    walk::program(program, &mut rename);
    for line in &mut program.lines {
        if let LineKind::On(on) = &mut line.kind {
            on.keep.iter_mut().filter_map(|keep| keep.per.as_mut()).for_each(|p| rename.per(p));
            on.caps_per.iter_mut().for_each(|(_, per)| rename.per(per));
        }
    }
    let caps = program.groups.iter_mut().filter_map(|group| group.cap_per.as_mut());
    caps.for_each(|(_, per)| rename.per(per));
}

/// Sorts; the new position of each.
fn ranks<T: Clone, K: Ord>(all: &mut Vec<T>, key: impl Fn(&T) -> K) -> Vec<u32> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_cached_key(|&i| key(&all[i]));
    let mut ranks = vec![0; all.len()];
    order.iter().enumerate().for_each(|(rank, &i)| ranks[i] = rank as u32);
    *all = order.iter().map(|&i| all[i].clone()).collect();
    ranks
}

/// New numbers for columns and events.
struct Rename {
    attributes: Vec<u32>,
    properties: Vec<u32>,
    events: Vec<u32>,
}

impl Rename {
    fn attribute(&self, id: &mut AttributeId) {
        id.0 = self.attributes[id.0 as usize];
    }

    fn property(&self, id: &mut PropertyId) {
        id.0 = self.properties[id.0 as usize];
    }

    fn place(&self, place: &mut Place) {
        match place {
            Place::Lead(attribute) => self.attribute(attribute),
            Place::Event { property, .. } => self.property(property),
        }
    }

    fn text(&self, text: &mut Text) {
        match text {
            Text::Field(place) => self.place(place),
            Text::Domain(inner) => self.text(inner),
        }
    }

    fn per(&self, per: &mut Per) {
        if let Per::Property(property) = per {
            self.property(property);
        }
    }
}

impl Rewrite for Rename {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        match condition {
            Cond::Bool { field, .. }
            | Cond::ListHas { list: field, .. }
            | Cond::Known(Operand::Field(field)) => self.place(field),
            Cond::SameBool(left, right) => {
                self.place(left);
                self.place(right);
            }
            Cond::TextIn { value, .. }
            | Cond::TextTest { value, .. }
            | Cond::Matches { value, .. }
            | Cond::Known(Operand::Text(value)) => self.text(value),
            Cond::SameText { left, right, .. }
            | Cond::TextTestField { value: left, other: right, .. } => {
                self.text(left);
                self.text(right);
            }
            // Their parts come by themselves.
            Cond::Constant(_)
            | Cond::Number { .. }
            | Cond::NumberIn { .. }
            | Cond::Date { .. }
            | Cond::DateIn { .. }
            | Cond::Age { .. }
            | Cond::Known(Operand::Number(_) | Operand::Date(_))
            | Cond::GradeIn { .. }
            | Cond::AtLeast { .. }
            | Cond::And(_)
            | Cond::Or(_)
            | Cond::Not(_)
            | Cond::Happened(_) => {}
        }
    }

    fn num(&mut self, number: &mut Num) {
        match number {
            Num::Field(place) => self.place(place),
            Num::Coverage(of) => of.iter_mut().for_each(|attribute| self.attribute(attribute)),
            Num::Aggregate { property, .. } => self.property(property),
            _ => {}
        }
    }

    fn moment(&mut self, date: &mut Moment) {
        if let Moment::Field(place) = date {
            self.place(place);
        }
    }

    fn kind(&mut self, kind: &mut Kind) {
        if let Kind::Of(alternatives) = kind {
            let known = alternatives.iter_mut().filter(|(event, _)| *event != EventId::OTHER);
            known.for_each(|(event, _)| event.0 = self.events[event.0 as usize]);
        }
    }
}

fn settle(program: &mut Program) {
    let names = program.clone();
    let words = Words::of(&names);
    walk::program(program, &mut Settle { names: &names, words });
    for score in &mut program.scores {
        if let ScoreBody::Formula(body) = &mut score.body {
            *body = settled(body, &names);
        }
    }
}

/// Sorts what commutes by its words.
struct Settle<'p> {
    names: &'p Program,
    words: Words<'p>,
}

impl Rewrite for Settle<'_> {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        match condition {
            Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                of.sort_by_cached_key(|part| self.words.condition(part));
            }
            Cond::GradeIn { grade, labels } => {
                let all = &self.names.grades[grade.index()].labels;
                labels.sort_by_key(|label| &all[usize::from(*label)]);
            }
            _ => {}
        }
    }

    fn num(&mut self, number: &mut Num) {
        match number {
            Num::Arithmetic { op: ArithmeticOp::Add | ArithmeticOp::Multiply, left, right } => {
                let behind =
                    |number: &Num| (matches!(number, Num::Literal(_)), self.words.number(number));
                if behind(left) > behind(right) {
                    std::mem::swap(left, right);
                }
            }
            Num::Call { function: Function::Min | Function::Max, arguments } => {
                arguments.sort_by_cached_key(|argument| self.words.number(argument));
            }
            Num::Coverage(of) => of.sort_unstable(),
            _ => {}
        }
    }

    fn kind(&mut self, kind: &mut Kind) {
        if let Kind::Of(alternatives) = kind {
            alternatives.sort_by_cached_key(|(event, condition)| {
                (*event, condition.as_ref().map(|c| self.words.inside().condition(c)))
            });
        }
    }
}

/// A formula is computed exactly, so that its sums and products may stand in any order.
fn settled(of: &Formula, names: &Program) -> Formula {
    let one = |f: &Formula| Box::new(settled(f, names));
    match of {
        Formula::Number(_) | Formula::Score(_) => of.clone(),
        Formula::Add(..) => {
            let terms = sorted(
                chain(of, &|f| match f {
                    Formula::Add(left, right) => Some((left, right)),
                    _ => None,
                }),
                names,
            );
            joined(terms, Formula::Add, of)
        }
        Formula::Multiply(..) => {
            let factors = sorted(
                chain(of, &|f| match f {
                    Formula::Multiply(left, right) => Some((left, right)),
                    _ => None,
                }),
                names,
            );
            joined(factors, Formula::Multiply, of)
        }
        Formula::Subtract(left, right) => Formula::Subtract(one(left), one(right)),
        Formula::Divide(left, by) => Formula::Divide(one(left), by.clone()),
        Formula::Negate(inner) => Formula::Negate(one(inner)),
        Formula::Min(all) => Formula::Min(sorted(all.iter().collect(), names)),
        Formula::Max(all) => Formula::Max(sorted(all.iter().collect(), names)),
        Formula::Abs(inner) => Formula::Abs(one(inner)),
        Formula::Round(inner) => Formula::Round(one(inner)),
        Formula::Floor(inner) => Formula::Floor(one(inner)),
        Formula::Ceil(inner) => Formula::Ceil(one(inner)),
    }
}

type Halves<'f> = dyn Fn(&'f Formula) -> Option<(&'f Formula, &'f Formula)>;

/// `a + b + c` as its three terms.
fn chain<'f>(of: &'f Formula, halves: &Halves<'f>) -> Vec<&'f Formula> {
    match halves(of) {
        Some((left, right)) => [chain(left, halves), chain(right, halves)].concat(),
        None => vec![of],
    }
}

fn sorted(of: Vec<&Formula>, names: &Program) -> Vec<Formula> {
    let mut all: Vec<Formula> = of.into_iter().map(|f| settled(f, names)).collect();
    all.sort_by_cached_key(|f| formula(f, &|id| name(&names.scores[id.index()].name)));
    all
}

fn joined(
    all: Vec<Formula>,
    join: fn(Box<Formula>, Box<Formula>) -> Formula,
    otherwise: &Formula,
) -> Formula {
    let all = all.into_iter();
    let one = all.reduce(|left, right| join(Box::new(left), Box::new(right)));
    one.unwrap_or_else(|| otherwise.clone())
}
