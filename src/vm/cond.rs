//! Conditions over columns: three-valued logic by two rows of bits.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, Cond, Date, Num, ScopeId, Text};
use crate::bytecode::tables::{self, NO_ID, TestTable, UNKNOWN, ViewTable};
use crate::ir::expr::{CompareOp, Quantifier};
use crate::ir::outcome::NONE;
use crate::vm::Machine;
use crate::vm::bits::Bits;
use crate::vm::values::Conds;

impl Machine<'_> {
    pub fn conds(&self, scope: ScopeId, op: &Op) -> Conds {
        let count = self.count(scope);
        let known = |yes: Bits| Conds { known: Bits::all(yes.len()), yes };
        match op {
            Op::LoadBool { column } => self.load_bool(*column),
            Op::Known { column } => known(self.known(*column)),
            Op::ConstCond { value } => known(Bits::filled(count, *value)),
            Op::GatherCond { source, along } => {
                let Conds { yes, known } = &self.registers[*source];
                let yes = self.gather_bits(scope, yes, *along);
                Conds { yes, known: self.gather_bits(scope, known, *along) }
            }
            Op::Not { a } => {
                let Conds { yes, known } = self.registers[*a].clone();
                Conds { yes: known.clone().without(&yes), known }
            }
            Op::And { of } => self.and(count, of),
            Op::Or { of } => self.or(count, of),
            Op::AtLeast { count: needed, of } => self.at_least(count, *needed, of),
            Op::SameBool { a, b } => {
                let (a, b) = (&self.registers[*a], &self.registers[*b]);
                let known = a.known.clone().and(&b.known);
                let differ = a.yes.clone().without(&b.yes).or(&b.yes.clone().without(&a.yes));
                Conds { yes: known.clone().without(&differ), known }
            }
            Op::Compare { .. }
            | Op::CompareWith { .. }
            | Op::NumIn { .. }
            | Op::KnownNum { .. } => self.of_numbers(op),
            Op::CompareDate { .. }
            | Op::DateIn { .. }
            | Op::Younger { .. }
            | Op::Older { .. }
            | Op::KnownDate { .. } => self.of_dates(op),
            Op::TextTest { a, test } => self.text_test(*a, *test),
            Op::SameText { a, view_a, b, view_b, exact } => {
                let ids = |view: &ViewTable| {
                    if *exact { view.written_ids.clone() } else { view.folded_ids.clone() }
                };
                let (in_a, in_b) = (self.view(*view_a, ids), self.view(*view_b, ids));
                let id = |ids: &[u32], code: u32| ids.get(code as usize).copied().unwrap_or(NO_ID);
                let (a, b) = (&self.registers[*a], &self.registers[*b]);
                self.by_row(count, |i| match (id(&in_a, a[i]), id(&in_b, b[i])) {
                    (NO_ID, _) | (_, NO_ID) => None,
                    (a, b) => Some(a == b),
                })
            }
            Op::TextPair { a, view_a, op, b, view_b } => {
                let empty = ViewTable::default();
                let view = |id: u32| self.tables.views.get(id as usize).unwrap_or(&empty);
                let (in_a, in_b) = (view(*view_a), view(*view_b));
                let (a, b) = (&self.registers[*a], &self.registers[*b]);
                self.by_row(count, |i| {
                    let text = in_a.folded.get(a[i] as usize)?.as_ref()?;
                    let other = in_b.folded.get(b[i] as usize)?.as_ref()?;
                    Some(tables::holds(*op, text, other))
                })
            }
            Op::ListTest { column, test } => self.list_test(count, *column, *test),
            Op::LabelIn { a, of } => {
                let labels = &self.registers[*a];
                self.by_row(count, |i| (labels[i] != NONE).then(|| of.contains(&labels[i])))
            }
            Op::Happened { picks, complete } => {
                let picks = &self.registers[*picks];
                let yes = picks.any();
                Conds { known: self.complete(complete, count).or(&yes), yes }
            }
            _ => self.unknown(count),
        }
    }

    fn by_row(&self, count: usize, answer: impl Fn(usize) -> Option<bool>) -> Conds {
        let (mut yes, mut known) = (Bits::none(count), Bits::none(count));
        for row in 0..count {
            if let Some(holds) = answer(row) {
                known.set(row);
                if holds {
                    yes.set(row);
                }
            }
        }
        Conds { yes, known }
    }

    fn view(&self, id: u32, of: impl Fn(&ViewTable) -> Vec<u32>) -> Vec<u32> {
        self.tables.views.get(id as usize).map(of).unwrap_or_default()
    }

    /// Known where all are known, or one is known to be false.
    fn and(&self, count: usize, of: &[Cond]) -> Conds {
        let (mut yes, mut no) = (Bits::all(count), Bits::none(count));
        for cond in of {
            let Conds { yes: holds, known } = &self.registers[*cond];
            yes = yes.and(holds);
            no = no.or(&known.clone().without(holds));
        }
        Conds { known: no.or(&yes), yes }
    }

    /// Known where all are known, or one is true.
    fn or(&self, count: usize, of: &[Cond]) -> Conds {
        let (mut yes, mut all_known) = (Bits::none(count), Bits::all(count));
        for cond in of {
            let Conds { yes: holds, known } = &self.registers[*cond];
            yes = yes.or(holds);
            all_known = all_known.and(known);
        }
        Conds { known: all_known.or(&yes), yes }
    }

    fn at_least(&self, count: usize, needed: u32, of: &[Cond]) -> Conds {
        let (mut trues, mut possible) = (vec![0u32; count], vec![0u32; count]);
        for cond in of {
            let Conds { yes, known } = &self.registers[*cond];
            for row in 0..count {
                trues[row] += u32::from(yes.get(row));
                possible[row] += u32::from(yes.get(row) || !known.get(row));
            }
        }
        self.by_row(count, |row| match (trues[row], possible[row]) {
            (trues, _) if trues >= needed => Some(true),
            (_, possible) if possible < needed => Some(false),
            _ => None,
        })
    }

    fn of_numbers(&self, op: &Op) -> Conds {
        let one = |a: &Num, holds: &dyn Fn(f64) -> bool| {
            let a = &self.registers[*a];
            let yes = Bits::of(&a.values, holds).and(&a.known);
            Conds { yes, known: a.known.clone() }
        };
        match op {
            Op::Compare { a, op, b } => self.compare(*a, *op, *b),
            Op::CompareWith { a, op, value } => {
                let (a, value) = (&self.registers[*a], value.get());
                let yes = compared(&a.values, *op, value).and(&a.known);
                Conds { yes, known: a.known.clone() }
            }
            Op::NumIn { a, set } => {
                let set = self.code.numbers.get(*set as usize).map_or(&[][..], Vec::as_slice);
                one(a, &|value| set.contains(&value))
            }
            Op::KnownNum { a } => {
                let yes = self.registers[*a].known.clone();
                Conds { known: Bits::all(yes.len()), yes }
            }
            _ => Conds::default(),
        }
    }

    fn compare(&self, a: Num, op: CompareOp, b: Num) -> Conds {
        let (a, b) = (&self.registers[a], &self.registers[b]);
        let known = a.known.clone().and(&b.known);
        let (a, b) = (&a.values, &b.values);
        let yes = match op {
            CompareOp::Equal => Bits::of_both(a, b, |a, b| a == b),
            CompareOp::NotEqual => Bits::of_both(a, b, |a, b| a != b),
            CompareOp::Less => Bits::of_both(a, b, |a, b| a < b),
            CompareOp::LessOrEqual => Bits::of_both(a, b, |a, b| a <= b),
            CompareOp::Greater => Bits::of_both(a, b, |a, b| a > b),
            CompareOp::GreaterOrEqual => Bits::of_both(a, b, |a, b| a >= b),
        };
        let yes = yes.and(&known);
        Conds { yes, known }
    }

    fn of_dates(&self, op: &Op) -> Conds {
        let one = |a: &Date, holds: &dyn Fn(i64) -> bool| {
            let a = &self.registers[*a];
            let yes = Bits::of(&a.values, holds).and(&a.known);
            Conds { yes, known: a.known.clone() }
        };
        match op {
            Op::CompareDate { a, op, b } => {
                let (a, b) = (&self.registers[*a], &self.registers[*b]);
                let known = a.known.clone().and(&b.known);
                let yes = Bits::of_both(&a.values, &b.values, |a, b| op.holds(a.cmp(&b)));
                Conds { yes: yes.and(&known), known }
            }
            Op::DateIn { a, from, until } => one(a, &|date| {
                from.is_none_or(|from| from <= date) && until.is_none_or(|until| date < until)
            }),
            Op::Younger { a, seconds } => one(a, &|date| {
                let age = self.as_of.saturating_sub(date);
                0 <= age && age < *seconds
            }),
            Op::Older { a, seconds } => one(a, &|date| self.as_of.saturating_sub(date) >= *seconds),
            Op::KnownDate { a } => {
                let yes = self.registers[*a].known.clone();
                Conds { known: Bits::all(yes.len()), yes }
            }
            _ => Conds::default(),
        }
    }

    fn text_test(&self, a: Text, test: u32) -> Conds {
        let codes = &self.registers[a];
        let known_test = self.code.tests.get(test as usize);
        // Whether a text is known is known even where there is none.
        let none = match known_test.map(|t| &t.kind) {
            Some(crate::bytecode::code::TestKind::Known) => tables::NO,
            _ => UNKNOWN,
        };
        let answers = match self.tables.tests.get(test as usize) {
            Some(TestTable::Text(answers)) => answers.as_slice(),
            _ => &[],
        };
        let (yes, known) =
            Bits::answers(codes, |code| answers.get(code as usize).copied().unwrap_or(none));
        Conds { yes, known }
    }

    fn list_test(&self, count: usize, column: Column, test: u32) -> Conds {
        let (Some((lists, known)), Some(TestTable::List { items, count: different, quantifier })) =
            (self.list(column), self.tables.tests.get(test as usize))
        else {
            return self.unknown(count);
        };
        let item = |code: &u32| items.get(*code as usize).copied().filter(|item| *item != NO_ID);
        let mut found = Vec::new();
        let yes = Bits::from_fn(count, |row| match quantifier {
            Quantifier::Any => lists[row].iter().any(|code| item(code).is_some()),
            Quantifier::All => {
                found.clear();
                found.extend(lists[row].iter().filter_map(item));
                found.sort_unstable();
                found.dedup();
                found.len() == *different
            }
        });
        Conds { yes: yes.and(&known), known }
    }
}

/// How numbers compare with one; a loop for each operator, so that it runs over several rows at once.
fn compared(a: &[f64], op: CompareOp, b: f64) -> Bits {
    match op {
        CompareOp::Equal => Bits::of(a, |a| a == b),
        CompareOp::NotEqual => Bits::of(a, |a| a != b),
        CompareOp::Less => Bits::of(a, |a| a < b),
        CompareOp::LessOrEqual => Bits::of(a, |a| a <= b),
        CompareOp::Greater => Bits::of(a, |a| a > b),
        CompareOp::GreaterOrEqual => Bits::of(a, |a| a >= b),
    }
}
