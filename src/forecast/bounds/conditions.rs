//! Conditions, numbers and dates over a stretch of time.

use crate::forecast::bounds::Survey;
use crate::forecast::bounds::answers::Answers;
use crate::forecast::bounds::numbers;
use crate::forecast::bounds::numbers::Number;
use crate::forecast::bounds::numbers::Value;
use crate::forecast::span::Span;
use crate::ir::eval::View;
use crate::ir::expr::Cond;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::program::Grade;
use crate::ir::program::GradeId;
use crate::types::Points;

pub type Date = Value<i64>;

const DAY: f64 = 86_400.0;

impl Survey<'_> {
    pub fn cond(&self, view: &View, condition: &Cond) -> Answers {
        match condition {
            Cond::Number { left, op, right } => {
                let (left, right) = (self.num(view, left), self.num(view, right));
                both(left, right, |left, right| Answers::compared(left, *op, right))
            }
            Cond::NumberIn { value, items } => {
                let value = self.num(view, value);
                asked(value, |span| Answers {
                    yes: items.iter().any(|item| span.holds(*item)),
                    no: !(span.is_one() && items.contains(&span.low)),
                    unknown: false,
                })
            }
            Cond::Date { left, op, right } => {
                let (left, right) = (self.moment(view, left), self.moment(view, right));
                both(left, right, |left, right| Answers::compared(left, *op, right))
            }
            Cond::DateIn { value, from, until } => asked(self.moment(view, value), |date| {
                let from = from.map_or(i64::MIN, |from| from);
                within(date, from, until.map(|until| until.saturating_sub(1)))
            }),
            Cond::Age { value, older, seconds } => asked(self.moment(view, value), |date| {
                let age = self.ages(date);
                match older {
                    true => within(age, *seconds, None),
                    false => within(age, 0, Some(seconds.saturating_sub(1))),
                }
            }),
            Cond::Known(Operand::Number(number)) => is_known(self.num(view, number)),
            Cond::Known(Operand::Date(moment)) => is_known(self.moment(view, moment)),
            Cond::GradeIn { grade, labels } => self.grade(*grade, labels),
            Cond::AtLeast { count, of } => {
                Answers::at_least(*count as usize, &self.answers(view, of))
            }
            Cond::And(of) => Answers::all(&self.answers(view, of)),
            Cond::Or(of) => Answers::any(&self.answers(view, of)),
            Cond::Not(inner) => self.cond(view, inner).not(),
            Cond::Happened(query) => match self.steady.query(query) {
                true => Answers::of(view.condition(condition)),
                false => self.happened(view, query),
            },
            Cond::Constant(_)
            | Cond::Bool { .. }
            | Cond::SameBool(..)
            | Cond::TextIn { .. }
            | Cond::SameText { .. }
            | Cond::TextTest { .. }
            | Cond::TextTestField { .. }
            | Cond::Matches { .. }
            | Cond::ListHas { .. }
            | Cond::Known(Operand::Text(_) | Operand::Field(_)) => {
                Answers::of(view.condition(condition))
            }
        }
    }

    fn answers(&self, view: &View, of: &[Cond]) -> Vec<Answers> {
        of.iter().map(|part| self.cond(view, part)).collect()
    }

    /// Seconds from dates to all moments of the stretch.
    fn ages(&self, date: Span<i64>) -> Span<i64> {
        Span { low: self.from.saturating_sub(date.high), high: self.to.saturating_sub(date.low) }
    }

    pub fn num(&self, view: &View, number: &Num) -> Number {
        match number {
            Num::Literal(_) | Num::Field(_) | Num::Coverage(_) => Value::of(view.number(number)),
            Num::Score(score) => Value::known(self.scores[score.index()].each(Points::to_f64)),
            Num::Count(query) | Num::Aggregate { query, .. } if self.steady.query(query) => {
                Value::of(view.number(number))
            }
            Num::Count(query) => self.count(view, query),
            Num::Aggregate { op, query, property } => self.aggregate(view, *op, query, *property),
            Num::DaysSince(moment) => {
                let date = self.moment(view, moment);
                let ages = date.span.map(|date| self.ages(date).each(|age| age as f64 / DAY));
                Value { span: ages, unknown: date.unknown }
            }
            Num::DaysUntil(moment) => {
                let date = self.moment(view, moment);
                let left = |date: Span<i64>| Span {
                    low: date.low.saturating_sub(self.to) as f64 / DAY,
                    high: date.high.saturating_sub(self.from) as f64 / DAY,
                };
                Value { span: date.span.map(left), unknown: date.unknown }
            }
            Num::Arithmetic { op, left, right } => {
                numbers::arithmetic(*op, self.num(view, left), self.num(view, right))
            }
            Num::Negate(inner) => self.num(view, inner).negated(),
            Num::Call { function, arguments } => {
                let of: Vec<Number> = arguments.iter().map(|part| self.num(view, part)).collect();
                numbers::call(*function, &of)
            }
        }
    }

    pub fn moment(&self, view: &View, moment: &Moment) -> Date {
        match moment {
            Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => {
                Value::of(view.moment(moment))
            }
            Moment::First(query) | Moment::Last { query, .. } if self.steady.query(query) => {
                Value::of(view.moment(moment))
            }
            Moment::First(query) => self.first(view, query),
            Moment::Last { query, nth } => self.last(view, query, *nth as usize),
        }
    }

    fn grade(&self, id: GradeId, wanted: &[u16]) -> Answers {
        let of = self.labels(&self.program.grades[id.index()]);
        Answers {
            yes: of.iter().flatten().any(|label| wanted.contains(label)),
            no: of.iter().flatten().any(|label| !wanted.contains(label)),
            unknown: of.contains(&None),
        }
    }

    /// What a grade may be.
    fn labels(&self, grade: &Grade) -> Vec<Option<u16>> {
        let score = self.scores[grade.score.index()];
        let mut labels = Vec::new();
        for row in &grade.rows {
            let holds = Answers::compared(score, row.op, Span::exactly(row.bound));
            if holds.yes {
                labels.push(Some(row.label));
            }
            if holds.always() {
                return labels;
            }
        }
        labels.push(grade.otherwise);
        labels
    }
}

fn both<T: Copy + PartialOrd>(
    left: Value<T>,
    right: Value<T>,
    compare: impl Fn(Span<T>, Span<T>) -> Answers,
) -> Answers {
    match (left.span, right.span) {
        (Some(l), Some(r)) => compare(l, r).or_unknown(left.unknown || right.unknown),
        _ => Answers::UNKNOWN,
    }
}

fn asked<T: Copy + PartialOrd>(of: Value<T>, ask: impl Fn(Span<T>) -> Answers) -> Answers {
    of.span.map_or(Answers::UNKNOWN, |span| ask(span).or_unknown(of.unknown))
}

/// From a first to a last, both included.
fn within(of: Span<i64>, first: i64, last: Option<i64>) -> Answers {
    let last = last.unwrap_or(i64::MAX);
    let yes = of.low <= last && of.high >= first && first <= last;
    Answers { yes, no: of.low < first || of.high > last, unknown: false }
}

fn is_known<T>(value: Value<T>) -> Answers {
    Answers { yes: value.span.is_some(), no: value.unknown, unknown: false }
}
