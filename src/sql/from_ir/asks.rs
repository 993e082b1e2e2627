//! The questions to a lead's history that stand in expressions; not those inside their own `where`, which are asked from other rows.

use crate::ir::expr::{AggregateOp, Cond, Kind, Moment, Num, Operand, Query};
use crate::ir::program::PointsBy;
use crate::sql::from_ir::rows::{Ask, What};

/// Collects questions.
#[derive(Default)]
pub struct Asks(pub Vec<Ask>);

impl Asks {
    pub fn of_condition(condition: &Cond) -> Vec<Ask> {
        let mut asks = Asks::default();
        asks.condition(condition);
        asks.0
    }

    fn add(&mut self, query: &Query, what: What) {
        let ask = Ask { query: query.clone(), what };
        if !self.0.contains(&ask) {
            self.0.push(ask);
        }
    }

    pub fn condition(&mut self, condition: &Cond) {
        match condition {
            Cond::Happened(query) => self.add(query, What::Count),
            Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                of.iter().for_each(|part| self.condition(part));
            }
            Cond::Not(of) => self.condition(of),
            Cond::Number { left, right, .. } => {
                self.number(left);
                self.number(right);
            }
            Cond::NumberIn { value, .. } | Cond::Known(Operand::Number(value)) => {
                self.number(value);
            }
            Cond::Date { left, right, .. } => {
                self.moment(left);
                self.moment(right);
            }
            Cond::DateIn { value, .. }
            | Cond::Age { value, .. }
            | Cond::Known(Operand::Date(value)) => self.moment(value),
            // Nothing inside but fields.
            Cond::Known(Operand::Text(_) | Operand::Field(_))
            | Cond::Constant(_)
            | Cond::Bool { .. }
            | Cond::SameBool(..)
            | Cond::TextIn { .. }
            | Cond::SameText { .. }
            | Cond::TextTest { .. }
            | Cond::TextTestField { .. }
            | Cond::Matches { .. }
            | Cond::ListHas { .. }
            | Cond::GradeIn { .. } => {}
        }
    }

    pub fn number(&mut self, number: &Num) {
        match number {
            Num::Literal(_) | Num::Field(_) | Num::Score(_) | Num::Coverage(_) => {}
            Num::Count(query) => self.add(query, What::Count),
            Num::Aggregate { op, query, property } => {
                let what = match op {
                    AggregateOp::Sum => What::Sum,
                    AggregateOp::Average => What::Average,
                    AggregateOp::Minimum => What::Minimum,
                    AggregateOp::Maximum => What::Maximum,
                    AggregateOp::Distinct => What::Distinct,
                };
                self.add(query, what(*property));
            }
            Num::DaysSince(moment) | Num::DaysUntil(moment) => self.moment(moment),
            Num::Arithmetic { left, right, .. } => {
                self.number(left);
                self.number(right);
            }
            Num::Negate(of) => self.number(of),
            Num::Call { arguments, .. } => arguments.iter().for_each(|part| self.number(part)),
        }
    }

    pub fn moment(&mut self, moment: &Moment) {
        match moment {
            Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => {}
            Moment::First(query) => self.add(query, What::First),
            Moment::Last { query, nth } => self.add(query, What::Last(*nth)),
        }
    }

    pub fn points(&mut self, points: &PointsBy) {
        match points {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(number) => self.number(number),
            PointsBy::Table(rows) => {
                for (condition, points) in rows {
                    self.condition(condition);
                    self.points(points);
                }
            }
        }
    }

    /// What is asked from each event, to see whether it is picked.
    pub fn picked(&mut self, kind: &Kind, filter: Option<&Cond>) {
        if let Kind::Of(alternatives) = kind {
            alternatives.iter().filter_map(|(_, c)| c.as_ref()).for_each(|c| self.condition(c));
        }
        filter.into_iter().for_each(|filter| self.condition(filter));
    }
}
