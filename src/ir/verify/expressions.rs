//! Conditions, numbers, dates and texts: columns have the type that is read, events are around, scores are computed already.

use crate::ir::Program;
use crate::ir::expr::{
    AggregateOp, Cond, Function, Kind, Moment, Num, Operand, Place, Query, Text, TextSet,
};
use crate::ir::program::{GradeId, ScoreId};
use crate::ir::verify::{Holds, must, span};
use crate::types::text::fold;
use crate::types::{PropertyId, Type};

/// Events that may stand around an expression: three written inside each other, and those of kinds that have conditions of their own.
const MOST_AROUND: u8 = 100;
/// An event further out is never named.
const MOST_UP: u8 = 31;

/// What an expression may see: the columns, and the scores that are computed before it. Its place says how many events stand around it.
pub struct Scene<'p> {
    pub program: &'p Program,
    /// By score.
    pub computed: Vec<bool>,
}

impl<'p> Scene<'p> {
    pub fn new(program: &'p Program) -> Scene<'p> {
        Scene { program, computed: vec![false; program.scores.len()] }
    }

    pub fn score(&self, id: ScoreId) -> Holds {
        let computed = self.computed.get(id.index()).ok_or("a score is not there")?;
        must(*computed, "a score is read before it is computed")
    }

    fn grade(&self, id: GradeId, labels: &[u16]) -> Holds {
        let grade = self.program.grades.get(id.index()).ok_or("a grade is not there")?;
        self.score(grade.score)?;
        let there = labels.iter().all(|label| usize::from(*label) < grade.labels.len());
        must(there, "a grade has no such label")
    }

    pub fn property(&self, id: PropertyId, fits: impl Fn(&Type) -> bool) -> Holds {
        let field = self.program.schema.properties.get(id.0 as usize);
        let field = field.ok_or("a property is not there")?;
        must(fits(&field.ty), "a property is read as another type than it has")
    }

    fn place(&self, place: Place, around: u8, fits: impl Fn(&Type) -> bool) -> Holds {
        match place {
            Place::Lead(id) => {
                let field = self.program.schema.attributes.get(id.0 as usize);
                let field = field.ok_or("an attribute is not there")?;
                must(fits(&field.ty), "an attribute is read as another type than it has")
            }
            Place::Event { up, property } => {
                self.around(up, around)?;
                self.property(property, fits)
            }
        }
    }

    fn around(&self, up: u8, around: u8) -> Holds {
        must(up < around && up <= MOST_UP, "an event is not around")
    }

    pub fn cond(&self, cond: &Cond, around: u8) -> Holds {
        let is = |ty: Type| move |other: &Type| *other == ty;
        match cond {
            Cond::Constant(_) => Ok(()),
            Cond::Bool { field, .. } => self.place(*field, around, is(Type::Bool)),
            Cond::SameBool(a, b) => {
                self.place(*a, around, is(Type::Bool))?;
                self.place(*b, around, is(Type::Bool))
            }
            Cond::Number { left, right, .. } => {
                self.num(left, around)?;
                self.num(right, around)
            }
            Cond::NumberIn { value, items } => {
                must(items.iter().all(|item| item.is_finite()), "a number is not finite")?;
                self.num(value, around)
            }
            Cond::Date { left, right, .. } => {
                self.moment(left, around)?;
                self.moment(right, around)
            }
            Cond::DateIn { value, .. } => self.moment(value, around),
            Cond::Age { value, seconds, .. } => {
                span(*seconds)?;
                self.moment(value, around)
            }
            Cond::TextIn { value, items } | Cond::TextTest { value, items, .. } => {
                folded(items)?;
                self.text(value, around)
            }
            Cond::SameText { left, right, .. } => {
                self.text(left, around)?;
                self.text(right, around)
            }
            Cond::TextTestField { value, other, .. } => {
                self.text(value, around)?;
                self.text(other, around)
            }
            Cond::Matches { value, .. } => self.text(value, around),
            Cond::ListHas { list, items, .. } => {
                folded(items)?;
                self.place(*list, around, is(Type::List))
            }
            Cond::Known(operand) => self.operand(operand, around),
            Cond::GradeIn { grade, labels } => self.grade(*grade, labels),
            Cond::AtLeast { of, .. } | Cond::And(of) | Cond::Or(of) => {
                of.iter().try_for_each(|cond| self.cond(cond, around))
            }
            Cond::Not(of) => self.cond(of, around),
            Cond::Happened(query) => self.query(query, around),
        }
    }

    fn operand(&self, operand: &Operand, around: u8) -> Holds {
        match operand {
            Operand::Number(number) => self.num(number, around),
            Operand::Date(moment) => self.moment(moment, around),
            Operand::Text(text) => self.text(text, around),
            Operand::Field(place) => {
                self.place(*place, around, |ty| matches!(ty, Type::Bool | Type::List))
            }
        }
    }

    pub fn num(&self, num: &Num, around: u8) -> Holds {
        match num {
            Num::Literal(value) => must(value.is_finite(), "a number is not finite"),
            Num::Field(place) => self.place(*place, around, |ty| *ty == Type::Number),
            Num::Score(id) => self.score(*id),
            Num::Coverage(of) => {
                let attributes = self.program.schema.attributes.len();
                must(of.iter().all(|id| (id.0 as usize) < attributes), "an attribute is not there")
            }
            Num::Count(query) => self.query(query, around),
            Num::Aggregate { op, query, property } => {
                let distinct = *op == AggregateOp::Distinct;
                let fits = |ty: &Type| match distinct {
                    true => *ty != Type::List,
                    false => *ty == Type::Number,
                };
                self.property(*property, fits)?;
                self.query(query, around)
            }
            Num::DaysSince(moment) | Num::DaysUntil(moment) => self.moment(moment, around),
            Num::Arithmetic { left, right, .. } => {
                self.num(left, around)?;
                self.num(right, around)
            }
            Num::Negate(of) => self.num(of, around),
            Num::Call { function, arguments } => {
                let several = matches!(function, Function::Min | Function::Max);
                let fits = if several { arguments.len() >= 2 } else { arguments.len() == 1 };
                must(fits, "a function has the wrong number of values")?;
                arguments.iter().try_for_each(|argument| self.num(argument, around))
            }
        }
    }

    fn moment(&self, moment: &Moment, around: u8) -> Holds {
        match moment {
            Moment::Literal(_) => Ok(()),
            Moment::Field(place) => self.place(*place, around, |ty| *ty == Type::Date),
            Moment::Time { up } => self.around(*up, around),
            Moment::First(query) => self.query(query, around),
            Moment::Last { query, nth } => {
                must(*nth >= 1, "the latest but none")?;
                self.query(query, around)
            }
        }
    }

    fn text(&self, text: &Text, around: u8) -> Holds {
        match text {
            Text::Field(place) => self.place(*place, around, Type::is_text),
            Text::Domain(of) => self.text(of, around),
        }
    }

    fn query(&self, query: &Query, around: u8) -> Holds {
        self.kind(&query.kind, around)?;
        query.filter.iter().try_for_each(|filter| self.cond(filter, around + 1))?;
        query.within.map_or(Ok(()), span)?;
        must(query.side.is_none() || around > 0, "nothing is before or after no event")?;
        query.since.iter().try_for_each(|since| self.moment(since, around))
    }

    /// Its conditions have one event more around.
    pub fn kind(&self, kind: &Kind, around: u8) -> Holds {
        must(around < MOST_AROUND, "events stand around each other too deep")?;
        let Kind::Of(names) = kind else { return Ok(()) };
        let events = self.program.schema.events.len();
        names.iter().try_for_each(|(event, condition)| {
            must((event.0 as usize) < events, "an event has no name")?;
            condition.iter().try_for_each(|condition| self.cond(condition, around + 1))
        })
    }
}

/// Items that are compared ignoring case are in lower case.
fn folded(set: &TextSet) -> Holds {
    let lower = set.exact || set.items.iter().all(|item| fold(item) == **item);
    must(lower, "a text that is compared ignoring case is not in lower case")
}
