//! Operands about one value, made one: `a = x or a = y`, `a > 3 and a > 5`, `a contains x or a contains y`.

use std::collections::HashMap;

use crate::ir::expr::{Cond, Quantifier, TextSet};
use crate::optimise::key::{Key, of_place, of_text};
use crate::optimise::mentions::shared;
use crate::optimise::subject::{Values, about, say, together};

/// Of `or`, where `any`, else of `and`: operands about one value as one, where that is no longer.
pub fn merged(of: Vec<Cond>, any: bool) -> Vec<Cond> {
    if !shared(&of) {
        return of;
    }
    let mut slots: Vec<Slot> = Vec::with_capacity(of.len());
    let mut places: HashMap<Key, usize> = HashMap::new();
    for part in of {
        match subject(&part, any) {
            None => slots.push(Slot { parts: vec![part], says: None }),
            Some((key, says)) => match places.get(&key) {
                Some(&place) => slots[place].add(part, says),
                None => {
                    places.insert(key, slots.len());
                    slots.push(Slot { parts: vec![part], says: Some(says) });
                }
            },
        }
    }
    slots.into_iter().flat_map(|slot| slot.parts(any)).collect()
}

/// Operands about one thing.
struct Slot {
    parts: Vec<Cond>,
    /// What they say together.
    says: Option<Says>,
}

/// What operands say of one value.
enum Says {
    /// It is among these.
    Values(Vec<Values>),
    /// Any of these items, or all.
    Tests(Vec<TextSet>, Quantifier),
}

impl Slot {
    fn add(&mut self, part: Cond, more: Says) {
        self.parts.push(part);
        match (&mut self.says, more) {
            (Some(Says::Values(all)), Says::Values(more)) => all.extend(more),
            (Some(Says::Tests(all, _)), Says::Tests(more, _)) => all.extend(more),
            // One key, one sort.
            (says, _) => *says = None,
        }
    }

    fn parts(self, any: bool) -> Vec<Cond> {
        if self.parts.len() < 2 {
            return self.parts;
        }
        let one = match self.says {
            Some(Says::Values(all)) => {
                together(all, any).and_then(|values| say(&values, &self.parts[0]))
            }
            Some(Says::Tests(sets, quantifier)) => {
                Some(with_items(&self.parts[0], &sets, quantifier))
            }
            None => None,
        };
        let before: usize = self.parts.iter().map(comparisons).sum();
        match one {
            Some(one) if comparisons(&one) <= before => vec![one],
            _ => self.parts,
        }
    }
}

/// What an operand is about and what it says, if others may say more of the same.
fn subject(part: &Cond, any: bool) -> Option<(Key, Says)> {
    if let Some((mut key, values)) = about(part, 0) {
        key.push(0);
        return Some((key, Says::Values(vec![values])));
    }
    let (negated, test) = match part {
        Cond::Not(inner) => (true, &**inner),
        _ => (false, part),
    };
    // Any or any is any of more, all and all is all of more; under `not` the other way round.
    let wanted = if any != negated { Quantifier::Any } else { Quantifier::All };
    let (mut key, tag, quantifier, items) = match test {
        Cond::TextTest { value, op, quantifier, items } => {
            (of_text(value, 0), 1 + *op as u8, quantifier, items)
        }
        Cond::ListHas { list, quantifier, items } => (of_place(*list, 0), 9, quantifier, items),
        _ => return None,
    };
    if *quantifier != wanted && items.items.len() != 1 {
        return None;
    }
    key.extend([tag, items.exact.into(), negated.into(), 1]);
    Some((key, Says::Tests(vec![items.clone()], wanted)))
}

/// The test with the items of all; any of them, or all: `quantifier`, but of one item always any.
fn with_items(like: &Cond, sets: &[TextSet], quantifier: Quantifier) -> Cond {
    let mut items: Vec<_> = sets.iter().flat_map(|set| set.items.iter().cloned()).collect();
    items.sort_unstable();
    items.dedup();
    let quantifier = if items.len() == 1 { Quantifier::Any } else { quantifier };
    let set = |exact: bool| TextSet { items: items.as_slice().into(), exact };
    match like {
        Cond::TextTest { value, op, items, .. } => {
            Cond::TextTest { value: value.clone(), op: *op, quantifier, items: set(items.exact) }
        }
        Cond::ListHas { list, items, .. } => {
            Cond::ListHas { list: *list, quantifier, items: set(items.exact) }
        }
        Cond::Not(inner) => Cond::Not(Box::new(with_items(inner, sets, quantifier))),
        other => other.clone(),
    }
}

/// How many comparisons a condition makes.
fn comparisons(condition: &Cond) -> usize {
    match condition {
        Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => of.iter().map(comparisons).sum(),
        Cond::Not(inner) => comparisons(inner),
        _ => 1,
    }
}
