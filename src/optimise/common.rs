//! One form for equal conditions, so that what two rules have in common is computed once.
//!
//! `not` stands at single comparisons only; `and` in `and` is one; operands stand in one order, each once; tests of one value are one test
//! where that says the same: also of what is unknown, for each of them is unknown exactly where the value is.

mod atoms;
mod merge;

use crate::ir::Program;
use crate::ir::expr::{ArithmeticOp, Cond, Num};
use crate::optimise::key::{of_cond, of_num};
use crate::optimise::mentions::shared;
use crate::optimise::walk::{self, Ask, Rewrite};

/// Runs the pass; tells whether anything changed.
pub fn run(program: &mut Program) -> bool {
    let mut canon = Canon { changed: false };
    walk::program(program, &mut canon);
    canon.changed
}

struct Canon {
    changed: bool,
}

impl Rewrite for Canon {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        let taken = || Cond::Constant(true);
        match condition {
            Cond::And(of) | Cond::Or(of) if are_in_form(of) => {}
            Cond::And(_) | Cond::Or(_) | Cond::AtLeast { .. } | Cond::Not(_) => {
                let before = of_cond(condition, 0);
                *condition = one_form(std::mem::replace(condition, taken()));
                self.changed |= before != of_cond(condition, 0);
            }
            atom => {
                if let Some(simpler) = atoms::one_form(atom) {
                    *atom = simpler;
                    self.changed = true;
                }
            }
        }
    }

    /// Sums and products in one order, a literal last.
    fn num(&mut self, number: &mut Num) {
        if let Num::Arithmetic { op: ArithmeticOp::Add | ArithmeticOp::Multiply, left, right } =
            number
            && goes_behind(left, right)
        {
            std::mem::swap(left, right);
            self.changed = true;
        }
    }
}

/// Does the left one go to the right, where order has no meaning?
fn goes_behind(left: &Num, right: &Num) -> bool {
    match (left, right) {
        (_, Num::Literal(_)) => false,
        (Num::Literal(_), _) => true,
        _ => of_num(left, 0) > of_num(right, 0),
    }
}

/// Several comparisons in their order, of which none says anything of another: nothing to do, as nearly everywhere once it was done.
fn are_in_form(of: &[Cond]) -> bool {
    let is_single = |part: &Cond| !matches!(part, Cond::And(_) | Cond::Or(_));
    if of.len() < 2 || !of.iter().all(is_single) || shared(of) {
        return false;
    }
    let keys: Vec<_> = of.iter().map(|part| of_cond(part, 0)).collect();
    keys.is_sorted_by(|a, b| a < b)
}

/// `and`, `or`, `at least` and `not` whose parts have their form.
fn one_form(condition: Cond) -> Cond {
    match condition {
        Cond::Not(inner) => negated(*inner),
        Cond::And(of) => joined(of, false),
        Cond::Or(of) => joined(of, true),
        Cond::AtLeast { count: 1, of } => joined(of, true),
        Cond::AtLeast { count, of } if count as usize == of.len() => joined(of, false),
        Cond::AtLeast { count, mut of } => {
            of.sort_by_cached_key(|part| of_cond(part, 0));
            Cond::AtLeast { count, of }
        }
        other => other,
    }
}

/// `or`, where `any`, else `and`.
fn joined(of: Vec<Cond>, any: bool) -> Cond {
    let parts = flat(merge::merged(flat(of, any), any), any);
    let mut keyed: Vec<_> = parts.into_iter().map(|part| (of_cond(&part, 0), part)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    keyed.dedup_by(|(a, _), (b, _)| a == b);
    let mut of: Vec<Cond> = keyed.into_iter().map(|(_, part)| part).collect();
    match of.len() {
        1 => of.swap_remove(0),
        _ if any => Cond::Or(of),
        _ => Cond::And(of),
    }
}

fn flat(of: Vec<Cond>, any: bool) -> Vec<Cond> {
    let mut parts = Vec::with_capacity(of.len());
    for part in of {
        match part {
            Cond::Or(inner) if any => parts.extend(flat(inner, any)),
            Cond::And(inner) if !any => parts.extend(flat(inner, any)),
            other => parts.push(other),
        }
    }
    parts
}

/// The negation of a condition that has its form.
fn negated(condition: Cond) -> Cond {
    let each = |of: Vec<Cond>| of.into_iter().map(negated).collect();
    match condition {
        Cond::Constant(value) => Cond::Constant(!value),
        Cond::Not(inner) => *inner,
        Cond::And(of) => joined(each(of), true),
        Cond::Or(of) => joined(each(of), false),
        Cond::AtLeast { count, of } if (1..=of.len()).contains(&(count as usize)) => {
            let count = (of.len() + 1) as u32 - count;
            one_form(Cond::AtLeast { count, of: each(of) })
        }
        Cond::Bool { field, value } => Cond::Bool { field, value: !value },
        Cond::Number { left, op, right } => Cond::Number { left, op: op.opposite(), right },
        Cond::Date { left, op, right } => Cond::Date { left, op: op.opposite(), right },
        Cond::DateIn { value, from: Some(from), until: None } => {
            Cond::DateIn { value, from: None, until: Some(from) }
        }
        Cond::DateIn { value, from: None, until: Some(until) } => {
            Cond::DateIn { value, from: Some(until), until: None }
        }
        other => Cond::Not(Box::new(other)),
    }
}
