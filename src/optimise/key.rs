//! Conditions and values as bytes: equal bytes for equal meaning, and an order that does not depend on where they stand.
//!
//! Events around are counted from the outermost in, so that a field of an outer event has the same key inside a query.

use crate::ir::expr::{Cond, Kind, Moment, Num, Operand, Place, Query, Text, TextSet};
use crate::ir::program::LineKind;

/// Equal keys, equal expressions.
pub type Key = Vec<u8>;

/// The key of a condition with so many events around it.
pub fn of_cond(condition: &Cond, depth: u8) -> Key {
    write(depth, |writer| writer.cond(condition))
}

pub fn of_num(number: &Num, depth: u8) -> Key {
    write(depth, |writer| writer.num(number))
}

pub fn of_moment(date: &Moment, depth: u8) -> Key {
    write(depth, |writer| writer.moment(date))
}

pub fn of_text(text: &Text, depth: u8) -> Key {
    write(depth, |writer| writer.text(text))
}

pub fn of_place(place: Place, depth: u8) -> Key {
    write(depth, |writer| writer.place(place))
}

/// The key of what a rule asks for, whatever it gives: an `if` its condition, an `on` its kind of event and its `where`.
pub fn of_asked(line: &LineKind) -> Key {
    match line {
        LineKind::If { condition, .. } => write(0, |writer| writer.maybe_cond(condition.as_ref())),
        LineKind::On(on) => write(1, |writer| {
            writer.byte(2);
            writer.kind(&on.kind);
            writer.maybe_cond(on.filter.as_ref());
        }),
    }
}

fn write(depth: u8, what: impl FnOnce(&mut Writer)) -> Key {
    let mut writer = Writer { bytes: Vec::new(), depth };
    what(&mut writer);
    writer.bytes
}

struct Writer {
    bytes: Key,
    depth: u8,
}

impl Writer {
    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    fn count(&mut self, count: usize) {
        self.bytes.extend((count as u64).to_be_bytes());
    }

    fn id(&mut self, id: u32) {
        self.bytes.extend(id.to_be_bytes());
    }

    fn time(&mut self, time: i64) {
        self.bytes.extend((time ^ i64::MIN).to_be_bytes());
    }

    fn maybe_time(&mut self, time: Option<i64>) {
        self.byte(time.is_some().into());
        self.time(time.unwrap_or_default());
    }

    /// -0 is 0; the bytes ascend with the number.
    fn float(&mut self, value: f64) {
        let bits = (value + 0.0).to_bits();
        let negative = bits >> 63 == 1;
        self.bytes.extend((if negative { !bits } else { bits | 1 << 63 }).to_be_bytes());
    }

    fn str(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend(text.as_bytes());
    }

    fn set(&mut self, set: &TextSet) {
        self.byte(set.exact.into());
        self.count(set.items.len());
        set.items.iter().for_each(|item| self.str(item));
    }

    /// The event so far up, counted from the outermost.
    fn level(&mut self, up: u8) {
        self.byte(self.depth.wrapping_sub(up));
    }

    fn place(&mut self, place: Place) {
        match place {
            Place::Lead(attribute) => {
                self.byte(0);
                self.id(attribute.0);
            }
            Place::Event { up, property } => {
                self.byte(1);
                self.level(up);
                self.id(property.0);
            }
        }
    }

    fn text(&mut self, text: &Text) {
        match text {
            Text::Field(place) => {
                self.byte(0);
                self.place(*place);
            }
            Text::Domain(inner) => {
                self.byte(1);
                self.text(inner);
            }
        }
    }

    fn moment(&mut self, date: &Moment) {
        match date {
            Moment::Literal(time) => {
                self.byte(0);
                self.time(*time);
            }
            Moment::Field(place) => {
                self.byte(1);
                self.place(*place);
            }
            Moment::Time { up } => {
                self.byte(2);
                self.level(*up);
            }
            Moment::First(query) => {
                self.byte(3);
                self.query(query);
            }
            Moment::Last { query, nth } => {
                self.byte(4);
                self.id(*nth);
                self.query(query);
            }
        }
    }

    fn num(&mut self, number: &Num) {
        match number {
            Num::Literal(value) => {
                self.byte(0);
                self.float(*value);
            }
            Num::Field(place) => {
                self.byte(1);
                self.place(*place);
            }
            Num::Score(score) => {
                self.byte(2);
                self.id(score.0);
            }
            Num::Coverage(of) => {
                self.byte(3);
                self.count(of.len());
                of.iter().for_each(|attribute| self.id(attribute.0));
            }
            Num::Count(query) => {
                self.byte(4);
                self.query(query);
            }
            Num::Aggregate { op, query, property } => {
                self.bytes.extend([5, *op as u8]);
                self.id(property.0);
                self.query(query);
            }
            Num::DaysSince(date) => {
                self.byte(6);
                self.moment(date);
            }
            Num::DaysUntil(date) => {
                self.byte(7);
                self.moment(date);
            }
            Num::Arithmetic { op, left, right } => {
                self.bytes.extend([8, *op as u8]);
                self.num(left);
                self.num(right);
            }
            Num::Negate(inner) => {
                self.byte(9);
                self.num(inner);
            }
            Num::Call { function, arguments } => {
                self.bytes.extend([10, *function as u8]);
                self.count(arguments.len());
                arguments.iter().for_each(|argument| self.num(argument));
            }
        }
    }

    fn query(&mut self, query: &Query) {
        // The event around is what it is before or after; and its own events stand at a level of their own.
        self.level(0);
        self.byte(query.side.map_or(0, |side| 1 + side as u8));
        self.maybe_time(query.within);
        self.byte(query.since.is_some().into());
        query.since.iter().for_each(|since| self.moment(since));
        self.depth += 1;
        self.kind(&query.kind);
        self.maybe_cond(query.filter.as_deref());
        self.depth -= 1;
    }

    fn kind(&mut self, kind: &Kind) {
        let Kind::Of(alternatives) = kind else { return self.byte(0) };
        self.byte(1);
        self.count(alternatives.len());
        for (event, condition) in alternatives {
            self.id(event.0);
            self.maybe_cond(condition.as_ref());
        }
    }

    fn maybe_cond(&mut self, condition: Option<&Cond>) {
        self.byte(condition.is_some().into());
        condition.into_iter().for_each(|condition| self.cond(condition));
    }

    fn conds(&mut self, tag: u8, of: &[Cond]) {
        self.byte(tag);
        self.count(of.len());
        of.iter().for_each(|part| self.cond(part));
    }

    /// The value first, so that conditions on one field stand together; what is made of others comes last.
    fn cond(&mut self, condition: &Cond) {
        match condition {
            Cond::Constant(value) => self.bytes.extend([0, u8::from(*value)]),
            Cond::Bool { field, value } => {
                self.byte(1);
                self.place(*field);
                self.byte((*value).into());
            }
            Cond::SameBool(left, right) => {
                self.byte(2);
                self.place(*left);
                self.place(*right);
            }
            Cond::Number { left, op, right } => {
                self.byte(3);
                self.num(left);
                self.byte(*op as u8);
                self.num(right);
            }
            Cond::NumberIn { value, items } => {
                self.byte(4);
                self.num(value);
                self.count(items.len());
                items.iter().for_each(|item| self.float(*item));
            }
            Cond::Date { left, op, right } => {
                self.byte(5);
                self.moment(left);
                self.byte(*op as u8);
                self.moment(right);
            }
            Cond::DateIn { value, from, until } => {
                self.byte(6);
                self.moment(value);
                self.maybe_time(*from);
                self.maybe_time(*until);
            }
            Cond::Age { value, older, seconds } => {
                self.byte(7);
                self.moment(value);
                self.byte((*older).into());
                self.time(*seconds);
            }
            Cond::TextIn { value, items } => {
                self.byte(8);
                self.text(value);
                self.set(items);
            }
            Cond::SameText { left, right, exact } => {
                self.bytes.extend([9, u8::from(*exact)]);
                self.text(left);
                self.text(right);
            }
            Cond::TextTest { value, op, quantifier, items } => {
                self.byte(10);
                self.text(value);
                self.bytes.extend([*op as u8, *quantifier as u8]);
                self.set(items);
            }
            Cond::TextTestField { value, op, other } => {
                self.bytes.extend([11, *op as u8]);
                self.text(value);
                self.text(other);
            }
            Cond::Matches { value, pattern } => {
                self.byte(12);
                self.text(value);
                self.str(&pattern.source);
            }
            Cond::ListHas { list, quantifier, items } => {
                self.byte(13);
                self.place(*list);
                self.byte(*quantifier as u8);
                self.set(items);
            }
            Cond::Known(operand) => {
                self.byte(14);
                self.operand(operand);
            }
            Cond::GradeIn { grade, labels } => {
                self.byte(15);
                self.id(grade.0);
                self.count(labels.len());
                labels.iter().for_each(|label| self.id((*label).into()));
            }
            Cond::Happened(query) => {
                self.byte(16);
                self.query(query);
            }
            Cond::Not(inner) => {
                self.byte(17);
                self.cond(inner);
            }
            Cond::AtLeast { count, of } => {
                self.byte(18);
                self.id(*count);
                self.conds(0, of);
            }
            Cond::And(of) => self.conds(19, of),
            Cond::Or(of) => self.conds(20, of),
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Number(number) => {
                self.byte(0);
                self.num(number);
            }
            Operand::Date(date) => {
                self.byte(1);
                self.moment(date);
            }
            Operand::Text(text) => {
                self.byte(2);
                self.text(text);
            }
            Operand::Field(place) => {
                self.byte(3);
                self.place(*place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::PropertyId;

    #[test]
    fn an_outer_event_is_the_same_from_inside() {
        let property = PropertyId(3);
        let here = of_place(Place::Event { up: 0, property }, 1);
        assert_eq!(here, of_place(Place::Event { up: 1, property }, 2));
        assert_ne!(here, of_place(Place::Event { up: 0, property }, 2));
    }

    #[test]
    fn numbers_ascend() {
        let keys = [f64::MIN, -1.0, -5e-324, 0.0, 1.0, f64::MAX]
            .map(|value| of_num(&Num::Literal(value), 0));
        assert!(keys.is_sorted());
        assert_eq!(of_num(&Num::Literal(-0.0), 0), of_num(&Num::Literal(0.0), 0));
    }
}
