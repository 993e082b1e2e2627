//! Conditions: true, false or null for unknown, which is what SQL's logic has.

use crate::ir::expr::{
    CompareOp, Cond, Num, Operand, Place, Quantifier, Query, Side, TextOp, TextSet,
};
use crate::ir::program::{Grade, Threshold};
use crate::sql::from_ir::builder::Builder;
use crate::sql::from_ir::rows::{Ask, Rows, Slot, What};
use crate::sql::tree::{Expr, Operator, certain, if_else, phrase, when};
use crate::types::{Points, Type};

/// Below this, doubles and whole numbers are the same.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Where an expression stands: in these rows, with so many of their events around it.
#[derive(Clone, Copy)]
pub struct At<'r> {
    pub rows: &'r Rows,
    pub depth: u8,
}

impl<'r> At<'r> {
    pub fn innermost(rows: &'r Rows) -> At<'r> {
        At { rows, depth: rows.depth }
    }

    pub fn place(self, place: Place) -> Expr {
        self.rows.slot(match place {
            Place::Lead(attribute) => Slot::Attribute(attribute),
            Place::Event { up, property } => {
                Slot::Property(self.depth.saturating_sub(up), property)
            }
        })
    }
}

pub fn operator(op: CompareOp) -> Operator {
    match op {
        CompareOp::Equal => Operator::Equal,
        CompareOp::NotEqual => Operator::NotEqual,
        CompareOp::Less => Operator::Less,
        CompareOp::LessOrEqual => Operator::LessOrEqual,
        CompareOp::Greater => Operator::Greater,
        CompareOp::GreaterOrEqual => Operator::GreaterOrEqual,
    }
}

impl Builder<'_> {
    /// A condition whose questions have their columns, about the innermost event of the rows.
    pub fn condition(&mut self, rows: &Rows, condition: &Cond) -> Expr {
        self.condition_at(At::innermost(rows), condition)
    }

    pub fn condition_at(&mut self, at: At, condition: &Cond) -> Expr {
        match condition {
            Cond::Constant(value) => Expr::Bool(*value),
            Cond::Bool { field, value: true } => at.place(*field),
            Cond::Bool { field, value: false } => at.place(*field).negated(),
            Cond::SameBool(left, right) => at.place(*left).is(at.place(*right)),
            Cond::Number { left, op, right } => self.comparison(at, left, operator(*op), right),
            Cond::NumberIn { value, items } => {
                let value = self.known_number(at, value);
                one_of(value, items.iter().map(|item| Expr::Double(*item)).collect())
            }
            Cond::Date { left, op, right } => {
                self.moment(at, left).binary(operator(*op), self.moment(at, right))
            }
            Cond::DateIn { value, from, until } => {
                let value = self.moment(at, value);
                within(value, *from, *until)
            }
            Cond::Age { value, older, seconds } => {
                let age = self.age(at, value);
                let seconds = Expr::Whole((*seconds).into());
                match older {
                    true => age.at_least(seconds),
                    false => age.clone().at_least(Expr::Whole(0)).and(age.less(seconds)),
                }
            }
            Cond::TextIn { value, items } => {
                let value = self.compared(at, value, items);
                one_of(value, items.items.iter().map(|i| self.literal(i, items.exact)).collect())
            }
            Cond::SameText { left, right, exact } => {
                let (left, right) = (self.text(at, left), self.text(at, right));
                match exact {
                    true => left.is(right),
                    false => self.folded(left).is(self.folded(right)),
                }
            }
            Cond::TextTest { value, op, quantifier, items } => {
                let value = self.compared(at, value, items);
                let tests = items.items.iter();
                let tests = tests.map(|item| self.test(*op, value.clone(), item, items.exact));
                quantified(*quantifier, tests.collect(), value)
            }
            Cond::TextTestField { value, op, other } => {
                let (value, other) = (self.text(at, value), self.text(at, other));
                let (value, other) = (self.folded(value), self.folded(other));
                self.test_field(*op, value, other)
            }
            Cond::Matches { value, pattern } => {
                let value = self.text(at, value);
                self.matches(value, pattern)
            }
            Cond::ListHas { list, quantifier, items } => {
                let list = at.place(*list);
                let has = items.items.iter().map(|item| self.has(list.clone(), item, items.exact));
                let has = quantified(*quantifier, has.collect(), list.clone());
                when(phrase(self.dialect.strings.list_known, [list]), has)
            }
            Cond::Known(Operand::Field(place)) if self.is_list(*place) => {
                phrase(self.dialect.strings.list_known, [at.place(*place)])
            }
            Cond::Known(operand) => self.operand(at, operand).present(),
            Cond::GradeIn { grade, labels } => {
                let grade = &self.program.grades[grade.index()];
                let texts = labels.iter().map(|label| grade.labels[*label as usize].clone());
                let texts = texts.map(Expr::Text).collect();
                one_of(grade_of(at.rows, grade), texts)
            }
            Cond::AtLeast { count, of } => {
                let answers: Vec<Expr> = of.iter().map(|c| self.condition_at(at, c)).collect();
                at_least(*count, answers)
            }
            Cond::And(of) => Expr::All(of.iter().map(|c| self.condition_at(at, c)).collect()),
            Cond::Or(of) => Expr::Any(of.iter().map(|c| self.condition_at(at, c)).collect()),
            Cond::Not(of) => match &**of {
                Cond::Happened(query) if self.incomplete(at, query).is_none() => {
                    self.answered(at, query, What::Count).is(Expr::Whole(0))
                }
                of => self.condition_at(at, of).negated(),
            },
            Cond::Happened(query) => self.happened(at, query),
        }
    }

    /// A published score is compared in hundredths, and a whole number as one, where that says the same.
    fn comparison(&mut self, at: At, left: &Num, operator: Operator, right: &Num) -> Expr {
        if let (Num::Score(score), Num::Literal(bound)) = (left, right) {
            let hundredths = (bound * 100.0).round();
            if hundredths / 100.0 == *bound && hundredths.abs() < WHOLE {
                let score = at.rows.slot(Slot::Score(*score));
                return score.binary(operator, Expr::Whole(hundredths as i128));
            }
        }
        let left = self.known_number(at, left);
        let right = match right {
            Num::Literal(bound) if bound.fract() == 0.0 && bound.abs() < WHOLE => {
                Expr::Whole(*bound as i128)
            }
            right => self.known_number(at, right),
        };
        left.binary(operator, right)
    }

    /// Once there is one, there is; that there is none is known when the window has passed.
    fn happened(&mut self, at: At, query: &Query) -> Expr {
        let count = self.answered(at, query, What::Count);
        let some = count.clone().binary(Operator::Greater, Expr::Whole(0));
        match self.incomplete(at, query) {
            None => some,
            Some(incomplete) => Expr::Case(
                vec![(some, Expr::Bool(true)), (incomplete, Expr::Null)],
                Some(Box::new(Expr::Bool(false))),
            ),
        }
    }

    /// The column with the answer.
    pub fn answered(&mut self, at: At, query: &Query, what: What) -> Expr {
        let ask = Ask { query: query.clone(), what };
        at.rows.answer(at.depth, &ask).unwrap_or(Expr::Null)
    }

    /// The window after the event around has not passed: nothing that is asked of it is known. Nothing where there is no such window.
    pub fn incomplete(&self, at: At, query: &Query) -> Option<Expr> {
        let (Some(Side::After), Some(within)) = (query.side, query.within) else { return None };
        Some(at.rows.slot(Slot::Age(at.depth)).less(Expr::Whole(within.into())))
    }

    /// An answer where it is known.
    pub fn complete(&mut self, at: At, query: &Query, what: What) -> Expr {
        let answer = self.answered(at, query, what);
        match self.incomplete(at, query) {
            None => answer,
            Some(incomplete) => if_else(incomplete, Expr::Null, answer),
        }
    }

    fn is_list(&self, place: Place) -> bool {
        let schema = &self.program.schema;
        let field = match place {
            Place::Lead(attribute) => schema.attributes.get(attribute.0 as usize),
            Place::Event { property, .. } => schema.properties.get(property.0 as usize),
        };
        field.is_some_and(|field| field.ty == Type::List)
    }

    fn operand(&mut self, at: At, operand: &Operand) -> Expr {
        match operand {
            Operand::Number(number) => self.known_number(at, number),
            Operand::Date(moment) => self.moment(at, moment),
            Operand::Text(text) => self.text(at, text),
            Operand::Field(place) => at.place(*place),
        }
    }

    fn test(&mut self, op: TextOp, value: Expr, item: &str, exact: bool) -> Expr {
        match op {
            TextOp::ContainsWord => self.contains_word(value, item),
            _ => {
                let item = self.literal(item, exact);
                self.test_field(op, value, item)
            }
        }
    }

    fn test_field(&mut self, op: TextOp, value: Expr, other: Expr) -> Expr {
        let strings = &self.dialect.strings;
        let test = match op {
            TextOp::Contains => strings.contains,
            TextOp::StartsWith => strings.starts,
            TextOp::EndsWith => strings.ends,
            TextOp::ContainsWord => {
                return self.unsayable(
                    "`contains word` of another column's text",
                    "`contains`, or a word written out",
                );
            }
        };
        phrase(test, [value, other])
    }

    fn has(&mut self, list: Expr, item: &str, exact: bool) -> Expr {
        let item = self.literal(item, exact);
        if !exact {
            self.lean(crate::sql::Leaning::Lower);
        }
        let strings = &self.dialect.strings;
        certain(phrase(if exact { strings.member } else { strings.member_folded }, [list, item]))
    }

    fn compared(&mut self, at: At, value: &crate::ir::expr::Text, items: &TextSet) -> Expr {
        let value = self.text(at, value);
        if items.exact { value } else { self.folded(value) }
    }
}

/// The label of the first row that holds, else that of `otherwise`, else null.
pub fn grade_of(rows: &Rows, grade: &Grade) -> Expr {
    let score = rows.slot(Slot::Score(grade.score));
    let label = |label: u16| Expr::Text(grade.labels[label as usize].clone());
    let hundredths = |points: Points| Expr::Whole(points.0.into());
    let row = |row: &crate::ir::program::GradeRow| {
        (score.clone().binary(operator(row.op), hundredths(row.bound)), label(row.label))
    };
    let otherwise = grade.otherwise.map(label);
    match grade.rows.is_empty() {
        true => otherwise.unwrap_or(Expr::Null),
        false => Expr::Case(grade.rows.iter().map(row).collect(), otherwise.map(Box::new)),
    }
}

/// A published score reaches a bound.
pub fn reached(rows: &Rows, threshold: Threshold) -> Expr {
    let bound = Expr::Whole(threshold.bound.0.into());
    rows.slot(Slot::Score(threshold.score)).binary(operator(threshold.op), bound)
}

/// A moment from (included) and until (excluded); a missing end is open. Unknown where the moment is.
pub fn within(value: Expr, from: Option<i64>, until: Option<i64>) -> Expr {
    let from = from.map(|from| value.clone().at_least(Expr::Whole(from.into())));
    let until = until.map(|until| value.clone().less(Expr::Whole(until.into())));
    match (from, until) {
        (None, None) => Expr::Case(vec![(value.present(), Expr::Bool(true))], None),
        (from, until) => Expr::All(from.into_iter().chain(until).collect()),
    }
}

fn one_of(value: Expr, items: Vec<Expr>) -> Expr {
    match items.as_slice() {
        // Of nothing: false, but unknown where the value is.
        [] => Expr::Case(vec![(value.present(), Expr::Bool(false))], None),
        [one] => value.is(one.clone()),
        _ => Expr::In(Box::new(value), items),
    }
}

fn quantified(quantifier: Quantifier, tests: Vec<Expr>, value: Expr) -> Expr {
    match (quantifier, tests.is_empty()) {
        (Quantifier::Any, false) => Expr::Any(tests),
        (Quantifier::All, false) => Expr::All(tests),
        (quantifier, true) => {
            let answer = Expr::Bool(quantifier == Quantifier::All);
            Expr::Case(vec![(value.present(), answer)], None)
        }
    }
}

/// So many are true; false when so many cannot be.
fn at_least(count: u32, answers: Vec<Expr>) -> Expr {
    let number = |yes: bool, of: &Expr| {
        let (then, otherwise) = if yes { (1, 0) } else { (0, 1) };
        match yes {
            true => if_else(of.clone(), Expr::Whole(then), Expr::Whole(otherwise)),
            false => if_else(of.clone().negated(), Expr::Whole(then), Expr::Whole(otherwise)),
        }
    };
    let sum =
        |yes| answers.iter().map(|of| number(yes, of)).reduce(Expr::plus).unwrap_or(Expr::Whole(0));
    let count = Expr::Whole(count.into());
    Expr::Case(
        vec![
            (sum(true).at_least(count.clone()), Expr::Bool(true)),
            (sum(false).less(count), Expr::Bool(false)),
        ],
        None,
    )
}
