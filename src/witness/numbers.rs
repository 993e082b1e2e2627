//! Numbers and moments of a draft: setting them, and what they are so far.

use crate::ir::eval::arithmetic;
use crate::ir::eval::function;
use crate::ir::expr::AggregateOp;
use crate::ir::expr::ArithmeticOp;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Function;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Place;
use crate::ir::expr::Query;
use crate::types::PropertyId;
use crate::types::Type;
use crate::types::Value;
use crate::witness::conditions::near;
use crate::witness::draft::Around;
use crate::witness::draft::Draft;

const DAY: i64 = 86_400;
const SECONDS_A_DAY: f64 = 86_400.0;

impl Draft<'_> {
    /// Makes `left op right` true, by the side that can be set.
    pub fn compare(&mut self, left: &Num, op: CompareOp, right: &Num, around: Around) {
        let at = self.random.bool();
        if is_free(left) {
            let bound = self.worth(right, around);
            let step = self.step(bound);
            self.set_number(left, near(op, bound, step, at), around);
        } else {
            let bound = self.worth(left, around);
            let step = self.step(bound);
            self.set_number(right, near(turned(op), bound, step, at), around);
        }
    }

    /// How far from a bound: whole numbers stay whole.
    fn step(&mut self, bound: f64) -> f64 {
        let whole = [1.0, 1.0, 10.0];
        let part = [0.01, 0.1, 1.0];
        self.pick(if bound.fract() == 0.0 { &whole } else { &part }).unwrap_or(1.0)
    }

    /// Sets what the number is made of so that it comes to this.
    pub fn set_number(&mut self, number: &Num, to: f64, around: Around) {
        match number {
            Num::Literal(_) | Num::Score(_) => {}
            Num::Field(place) => self.set(*place, Value::number(to), around),
            Num::Coverage(of) => {
                let known = (to * of.len() as f64).ceil() as usize;
                for (i, id) in of.iter().enumerate() {
                    match i < known {
                        true => self.set_something(Place::Lead(*id), around),
                        false => self.forget(Place::Lead(*id), around),
                    }
                }
            }
            Num::Count(query) => self.happen_times(query, to, around),
            Num::Aggregate { op, query, property } => {
                self.set_aggregate(*op, query, *property, to, around);
            }
            Num::DaysSince(moment) => {
                let time = self.as_of.saturating_sub((to * SECONDS_A_DAY) as i64);
                self.set_moment(moment, time, around);
            }
            Num::DaysUntil(moment) => {
                let time = self.as_of.saturating_add((to * SECONDS_A_DAY) as i64);
                self.set_moment(moment, time, around);
            }
            Num::Negate(of) => self.set_number(of, -to, around),
            Num::Arithmetic { op, left, right } => self.solve(*op, left, right, to, around),
            Num::Call { function, arguments } => {
                let inner = match function {
                    Function::Sqrt => to * to,
                    Function::Log => to.exp(),
                    Function::Exp => to.ln(),
                    _ => to,
                };
                let free = arguments.iter().position(is_free);
                for (at, argument) in arguments.iter().enumerate() {
                    match Some(at) == free {
                        true => self.set_number(argument, inner, around),
                        false => _ = self.worth(argument, around),
                    }
                }
            }
        }
    }

    /// One side is set so that the whole comes to this, given the other.
    fn solve(&mut self, op: ArithmeticOp, left: &Num, right: &Num, to: f64, around: Around) {
        if is_free(left) {
            let other = self.worth(right, around);
            let left_is = match op {
                ArithmeticOp::Add => to - other,
                ArithmeticOp::Subtract => to + other,
                ArithmeticOp::Multiply => to / other,
                ArithmeticOp::Divide => to * other,
            };
            self.set_number(left, left_is, around);
        } else {
            let other = self.worth(left, around);
            let right_is = match op {
                ArithmeticOp::Add => to - other,
                ArithmeticOp::Subtract => other - to,
                ArithmeticOp::Multiply => to / other,
                ArithmeticOp::Divide => other / to,
            };
            self.set_number(right, right_is, around);
        }
    }

    fn happen_times(&mut self, query: &Query, times: f64, around: Around) {
        let times = times.clamp(0.0, self.targets.most_events as f64).ceil() as usize;
        let there = self.named(&query.kind, around);
        let surplus = there.len().saturating_sub(times);
        there.iter().take(surplus).for_each(|at| self.events[*at] = None);
        for _ in there.len()..times {
            let made = self.happen(query, around);
            // At the time of another one, so that first and last stay what they are.
            let other = self.pick(&there).and_then(|at| self.events[at].as_ref()).map(|e| e.time);
            if let (Some(at), Some(time), true) = (made, other, self.random.bool())
                && let Some(event) = &mut self.events[at]
            {
                event.time = time;
            }
        }
    }

    fn set_aggregate(
        &mut self,
        op: AggregateOp,
        query: &Query,
        property: PropertyId,
        to: f64,
        around: Around,
    ) {
        let place = Place::Event { up: 0, property };
        let times = if op == AggregateOp::Distinct { to } else { 1.0 };
        self.remove(&query.kind, around);
        for number in 0..times.clamp(0.0, self.targets.most_events as f64).ceil() as usize {
            let Some(at) = self.happen(query, around) else { return };
            let inside = [around, &[at]].concat();
            if op == AggregateOp::Distinct {
                self.set_nth(place, number, &inside);
            } else {
                self.set(place, Value::number(to), &inside);
            }
        }
    }

    /// Another value for each number, where the column has so many.
    pub fn set_nth(&mut self, place: Place, number: usize, around: Around) {
        let value = match self.ty(place) {
            Type::Number => Value::Number(number as f64),
            Type::Date => Value::Date(self.as_of - number as i64 * DAY),
            Type::Bool => Value::Bool(number == 0),
            Type::OneOf(of) => of.get(number).map_or(Value::Unknown, |text| Value::text(text)),
            _ => Value::text(&format!("value {}", number + 1)),
        };
        self.set(place, value, around);
    }

    /// What a number is so far; what is unknown of it is set to something.
    pub fn worth(&mut self, number: &Num, around: Around) -> f64 {
        match number {
            Num::Literal(value) => *value,
            Num::Field(place) => {
                self.set_something(*place, around);
                match self.value(*place, around) {
                    Value::Number(value) => *value,
                    _ => 0.0,
                }
            }
            Num::Score(_) | Num::Coverage(_) => 0.0,
            Num::Count(query) => self.named(&query.kind, around).len() as f64,
            Num::Aggregate { op, query, property } => {
                let some = self.pick(&[1.0, 3.0, 50.0]).unwrap_or(1.0);
                self.set_aggregate(*op, query, *property, some, around);
                some
            }
            Num::DaysSince(moment) => {
                self.as_of.saturating_sub(self.moment_of(moment, around)) as f64 / SECONDS_A_DAY
            }
            Num::DaysUntil(moment) => {
                self.moment_of(moment, around).saturating_sub(self.as_of) as f64 / SECONDS_A_DAY
            }
            Num::Negate(of) => -self.worth(of, around),
            Num::Arithmetic { op, left, right } => {
                let (left, right) = (self.worth(left, around), self.worth(right, around));
                arithmetic(*op, left, right).unwrap_or(0.0)
            }
            Num::Call { function: of, arguments } => {
                let all: Vec<f64> = arguments.iter().map(|a| self.worth(a, around)).collect();
                function(*of, &all).unwrap_or(0.0)
            }
        }
    }

    pub fn set_moment(&mut self, moment: &Moment, to: i64, around: Around) {
        match moment {
            Moment::Literal(_) => {}
            Moment::Field(place) => self.set(*place, Value::Date(to), around),
            Moment::Time { up } => {
                if let Some(event) = self.event_mut(around, *up) {
                    event.time = to;
                }
            }
            Moment::First(query) => self.only_at(query, 1, to, around),
            Moment::Last { query, nth } => self.only_at(query, *nth as usize, to, around),
        }
    }

    /// So many events of a query, at one time.
    fn only_at(&mut self, query: &Query, count: usize, time: i64, around: Around) {
        let there = self.named(&query.kind, around);
        if there.len() >= count && self.random.bool() {
            // Those that are there move together.
            let by = time.saturating_sub(self.nth_of(query, count, around));
            for at in there {
                if let Some(event) = &mut self.events[at] {
                    event.time = event.time.saturating_add(by).min(self.as_of);
                }
            }
            return;
        }
        self.remove(&query.kind, around);
        for _ in 0..count.min(self.targets.most_events) {
            if let Some(at) = self.happen(query, around)
                && let Some(event) = &mut self.events[at]
            {
                event.time = time;
            }
        }
    }

    /// What a moment is so far; an unknown one is set.
    pub fn moment_of(&mut self, moment: &Moment, around: Around) -> i64 {
        match moment {
            Moment::Literal(time) => *time,
            Moment::Field(place) => {
                self.set_something(*place, around);
                match self.value(*place, around) {
                    Value::Date(time) => *time,
                    _ => self.as_of,
                }
            }
            Moment::Time { up } => self.event(around, *up).map_or(self.as_of, |e| e.time),
            Moment::First(query) => self.nth_of(query, 1, around),
            Moment::Last { query, nth } => self.nth_of(query, *nth as usize, around),
        }
    }

    /// The time of one of at least so many events.
    fn nth_of(&mut self, query: &Query, nth: usize, around: Around) -> i64 {
        for _ in self.named(&query.kind, around).len()..nth.min(self.targets.most_events) {
            self.happen(query, around);
        }
        let times = self.named(&query.kind, around).into_iter();
        let mut times: Vec<i64> =
            times.filter_map(|at| self.events[at].as_ref()).map(|e| e.time).collect();
        times.sort_unstable();
        times.iter().rev().nth(nth.saturating_sub(1)).copied().unwrap_or(self.as_of)
    }

    pub fn forget_moment(&mut self, moment: &Moment, around: Around) {
        match moment {
            Moment::Field(place) => self.forget(*place, around),
            Moment::First(query) | Moment::Last { query, .. } => self.remove(&query.kind, around),
            Moment::Literal(_) | Moment::Time { .. } => {}
        }
    }
}

/// Can a lead be made for which it is another number?
fn is_free(number: &Num) -> bool {
    match number {
        Num::Literal(_) | Num::Score(_) => false,
        Num::Negate(of) => is_free(of),
        Num::Arithmetic { left, right, .. } => is_free(left) || is_free(right),
        Num::Call { arguments, .. } => arguments.iter().any(is_free),
        _ => true,
    }
}

/// The comparison with its sides changed.
fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        same => same,
    }
}

impl Num {
    /// The fields that it is computed from, but for those inside history.
    pub(super) fn places(&self) -> Vec<Place> {
        match self {
            Num::Field(place) => vec![*place],
            Num::DaysSince(moment) | Num::DaysUntil(moment) => match &**moment {
                Moment::Field(place) => vec![*place],
                _ => Vec::new(),
            },
            Num::Negate(of) => of.places(),
            Num::Arithmetic { left, right, .. } => [left.places(), right.places()].concat(),
            Num::Call { arguments, .. } => arguments.iter().flat_map(Num::places).collect(),
            _ => Vec::new(),
        }
    }
}
