//! Conditions that the text decides, as far as the answer asked for goes.

use std::cmp::Ordering;

use crate::ir::expr::{Cond, Moment, Num, Operand, Quantifier, TextSet};
use crate::optimise::constants::Fold;
use crate::optimise::constants::values::{is_never, is_unknown, is_unknown_moment, literal, waits};
use crate::optimise::walk::Ask;

/// What a condition on a value that is known says.
enum Says {
    Always(Operand),
    Never(Operand),
}

impl Fold {
    /// Something simpler that gives the answer asked for where the condition does; its parts are folded.
    pub(super) fn simpler(&self, condition: &mut Cond, ask: Ask) -> Option<Cond> {
        if is_surely_unknown(condition) {
            return Some(ask.no());
        }
        if let Some(says) = whenever_known(condition) {
            return Some(says.asked(ask));
        }
        match condition {
            Cond::Number { left, op, right } => {
                let ordering = literal(left)?.partial_cmp(&literal(right)?);
                Some(Cond::Constant(op.holds(ordering.unwrap_or(Ordering::Equal))))
            }
            Cond::NumberIn { value, items } => {
                Some(Cond::Constant(items.contains(&literal(value)?)))
            }
            Cond::Date { left: Moment::Literal(left), op, right: Moment::Literal(right) } => {
                Some(Cond::Constant(op.holds(left.cmp(&right))))
            }
            Cond::DateIn { value: Moment::Literal(date), from, until } => Some(Cond::Constant(
                from.is_none_or(|f| f <= *date) && until.is_none_or(|u| *date < u),
            )),
            Cond::Known(operand) => known(operand).map(Cond::Constant),
            Cond::GradeIn { grade, labels } => {
                let (count, always) = *self.grades.get(grade.index())?;
                let all = (0..count).all(|label| labels.contains(&(label as u16)));
                match (all, labels.is_empty(), always) {
                    (true, _, true) => Some(Cond::Constant(true)),
                    (_, true, true) => Some(Cond::Constant(false)),
                    // There may be no label: then it is unknown.
                    (true, _, false) if ask == Ask::False => Some(ask.no()),
                    (_, true, false) if ask == Ask::True => Some(ask.no()),
                    _ => None,
                }
            }
            Cond::And(of) => joined(of, false),
            Cond::Or(of) => joined(of, true),
            Cond::AtLeast { count, of } => at_least(count, of),
            Cond::Not(inner) => match &mut **inner {
                Cond::Constant(value) => Some(Cond::Constant(!*value)),
                Cond::Not(twice) => Some(std::mem::replace(twice, Cond::Constant(true))),
                _ => None,
            },
            Cond::Happened(query) if is_never(query) && !waits(query) => {
                Some(Cond::Constant(false))
            }
            // Nothing until the window has passed, then false.
            Cond::Happened(query) if is_never(query) && ask == Ask::True => Some(ask.no()),
            _ => None,
        }
    }
}

impl Says {
    fn asked(self, ask: Ask) -> Cond {
        match (self, ask) {
            (Says::Always(operand), Ask::True) => Cond::Known(operand),
            (Says::Never(operand), Ask::False) => Cond::Not(Box::new(Cond::Known(operand))),
            (Says::Always(_), Ask::False) | (Says::Never(_), Ask::True) => ask.no(),
        }
    }
}

/// Is it about something that is surely unknown?
fn is_surely_unknown(condition: &Cond) -> bool {
    match condition {
        Cond::Number { left, right, .. } => is_unknown(left) || is_unknown(right),
        Cond::NumberIn { value, .. } => is_unknown(value),
        Cond::Date { left, right, .. } => is_unknown_moment(left) || is_unknown_moment(right),
        Cond::DateIn { value, .. } | Cond::Age { value, .. } => is_unknown_moment(value),
        _ => false,
    }
}

/// Conditions that have one answer for all that is known.
fn whenever_known(condition: &Cond) -> Option<Says> {
    match condition {
        Cond::NumberIn { value, items } if items.is_empty() => {
            Some(Says::Never(Operand::Number(value.clone())))
        }
        Cond::DateIn { value, from: None, until: None } => {
            Some(Says::Always(Operand::Date(value.clone())))
        }
        Cond::DateIn { value, from: Some(from), until: Some(until) } if from >= until => {
            Some(Says::Never(Operand::Date(value.clone())))
        }
        Cond::Age { value, older: false, seconds } if *seconds <= 0 => {
            Some(Says::Never(Operand::Date(value.clone())))
        }
        Cond::TextIn { value, items } if items.items.is_empty() => {
            Some(Says::Never(Operand::Text(value.clone())))
        }
        Cond::TextTest { value, quantifier, items, .. } => {
            of_none(*quantifier, items, || Operand::Text(value.clone()))
        }
        Cond::ListHas { list, quantifier, items } => {
            of_none(*quantifier, items, || Operand::Field(*list))
        }
        _ => None,
    }
}

/// Any of no items, or all of none.
fn of_none(quantifier: Quantifier, items: &TextSet, operand: impl Fn() -> Operand) -> Option<Says> {
    if !items.items.is_empty() {
        return None;
    }
    Some(match quantifier {
        Quantifier::Any => Says::Never(operand()),
        Quantifier::All => Says::Always(operand()),
    })
}

/// Is it surely known, or surely not?
fn known(operand: &Operand) -> Option<bool> {
    match operand {
        Operand::Number(number) if is_unknown(number) => Some(false),
        Operand::Number(Num::Literal(_) | Num::Score(_) | Num::Coverage(_)) => Some(true),
        Operand::Number(Num::Count(query)) if !waits(query) => Some(true),
        Operand::Date(date) if is_unknown_moment(date) => Some(false),
        Operand::Date(Moment::Literal(_) | Moment::Time { .. }) => Some(true),
        _ => None,
    }
}

/// `and`, which `false` decides, or `or`, which `true` does.
fn joined(of: &mut Vec<Cond>, decides: bool) -> Option<Cond> {
    if of.contains(&Cond::Constant(decides)) {
        return Some(Cond::Constant(decides));
    }
    let count = of.len();
    of.retain(|part| *part != Cond::Constant(!decides));
    match of.len() {
        0 => Some(Cond::Constant(!decides)),
        1 => of.pop(),
        left if left == count => None,
        _ if decides => Some(Cond::Or(std::mem::take(of))),
        _ => Some(Cond::And(std::mem::take(of))),
    }
}

/// What is true counts down, what is false goes; of one it is `or`, of all `and`.
fn at_least(count: &mut u32, of: &mut Vec<Cond>) -> Option<Cond> {
    let trues = of.iter().filter(|part| **part == Cond::Constant(true)).count();
    let left = of.iter().filter(|part| !matches!(part, Cond::Constant(_))).count();
    let needed = (*count as usize).saturating_sub(trues);
    if needed == 0 || needed > left {
        return Some(Cond::Constant(needed == 0));
    }
    if left == of.len() && needed > 1 && needed < left {
        return None;
    }
    let mut of = std::mem::take(of);
    of.retain(|part| !matches!(part, Cond::Constant(_)));
    Some(match needed {
        1 => joined(&mut of, true).unwrap_or(Cond::Or(of)),
        _ if needed == left => Cond::And(of),
        _ => Cond::AtLeast { count: needed as u32, of },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::expr::{Place, Text};
    use crate::types::AttributeId;

    fn simpler(mut condition: Cond, ask: Ask) -> Option<Cond> {
        Fold { grades: Vec::new(), changed: false }.simpler(&mut condition, ask)
    }

    fn flag(id: u32) -> Cond {
        Cond::Bool { field: Place::Lead(AttributeId(id)), value: true }
    }

    #[test]
    fn nothing_is_in_an_empty_list_but_what_is_unknown_is_not_surely_outside() {
        let value = Text::Field(Place::Lead(AttributeId(0)));
        let items = TextSet { items: Vec::new().into(), exact: false };
        let condition = || Cond::TextIn { value: value.clone(), items: items.clone() };
        assert_eq!(simpler(condition(), Ask::True), Some(Cond::Constant(false)));
        let known = Cond::Known(Operand::Text(value.clone()));
        assert_eq!(simpler(condition(), Ask::False), Some(Cond::Not(Box::new(known))));
    }

    #[test]
    fn unknown_is_as_good_as_the_answer_not_asked_for() {
        let unknown = super::super::values::unknown_number();
        let condition = || Cond::NumberIn { value: unknown.clone(), items: vec![1.0] };
        assert_eq!(simpler(condition(), Ask::True), Some(Cond::Constant(false)));
        assert_eq!(simpler(condition(), Ask::False), Some(Cond::Constant(true)));
    }

    #[test]
    fn at_least_counts_what_is_decided() {
        let of = vec![flag(0), Cond::Constant(true), flag(1), Cond::Constant(false)];
        let two = Cond::AtLeast { count: 2, of: of.clone() };
        assert_eq!(simpler(two, Ask::True), Some(Cond::Or(vec![flag(0), flag(1)])));
        let three = Cond::AtLeast { count: 3, of: of.clone() };
        assert_eq!(simpler(three, Ask::True), Some(Cond::And(vec![flag(0), flag(1)])));
        let four = Cond::AtLeast { count: 4, of };
        assert_eq!(simpler(four, Ask::True), Some(Cond::Constant(false)));
    }
}
