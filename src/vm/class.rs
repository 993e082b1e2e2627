//! Values into classes, and points by class: the folded rules of a sum.

use crate::bytecode::classes::Of;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::Class;
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::bytecode::tables::clauses::ClauseBits;
use crate::bytecode::tables::points::NARROW_TABLES;
use crate::bytecode::tables::row::{Classes, FEW};
use crate::types::columns;
use crate::vm::Machine;
use crate::vm::lanes;

impl Machine<'_> {
    pub fn classes(&self, op: &Op) -> Classes {
        match op {
            Op::ClassOf { source } => self.class_of(*source as usize, self.leads()),
            Op::ClassIn { rows } => {
                let rows = &self.registers[*rows];
                Classes::Bytes(lanes::sum(rows.words(), &[], rows.len()))
            }
            _ => unknown(self.leads()),
        }
    }

    /// The classes of so many rows, leads or events.
    pub fn class_of(&self, source: usize, count: usize) -> Classes {
        let classing = &self.tables.classings[source];
        match (self.code.sources[source].of, classing) {
            (Of::Text(view), Classing::Texts { of_code, .. }) => {
                match self.rows_of(self.code.views[view as usize].column) {
                    Some((columns::Column::Text { codes, .. }, rows)) => {
                        of_codes(of_code, &codes[rows])
                    }
                    _ => unknown(count),
                }
            }
            (Of::Number(column) | Of::Date(column), _) => {
                let mut classes = match (self.rows_of(column), classing) {
                    (
                        Some((columns::Column::Number { values, .. }, rows)),
                        Classing::Numbers { edges },
                    ) => passed(&values[rows], edges, lanes::numbers_passed),
                    (
                        Some((columns::Column::Date { values, .. }, rows)),
                        Classing::Dates { edges },
                    ) => passed(&values[rows], edges, lanes::dates_passed),
                    _ => return unknown(count),
                };
                forget(&mut classes, &self.known(column));
                classes
            }
            (Of::Bool(column), _) => {
                let answers = self.load_bool(column);
                Classes::Bytes(lanes::sum(answers.known.words(), answers.yes.words(), count))
            }
            (Of::Time, Classing::Dates { edges }) => {
                passed(self.chunk.times(self.batch), edges, lanes::dates_passed)
            }
            (Of::Name, Classing::Names { others }) => {
                let names = self.chunk.names(self.batch).iter();
                let classes = names.map(|name| name.0.saturating_add(1).min(*others));
                match u8::try_from(*others) {
                    Ok(_) => Classes::Bytes(classes.map(|class| class as u8).collect()),
                    Err(_) => Classes::Words(classes.collect()),
                }
            }
            _ => unknown(count),
        }
    }

    /// Adds the points of each row's class, in lanes of half the width where no sum can leave them.
    pub fn add_classes(&self, sums: &mut [i64], classes: &[(Class, u32)]) {
        let mut few = Vec::new();
        for (class, table) in classes {
            let Some(points) = self.tables.points.get(*table as usize) else { continue };
            match (&self.registers[*class], &points.narrow) {
                (Classes::Bytes(classes), Some(narrow)) => few.push((&classes[..], &**narrow)),
                (classes, _) => {
                    let worth = classes.iter().map(|class| points.all[class as usize]);
                    sums.iter_mut().zip(worth).for_each(|(sum, points)| *sum += points);
                }
            }
        }
        for tables in few.chunks(NARROW_TABLES) {
            let mut narrow = vec![0i32; sums.len()];
            lanes::join(&mut narrow, tables, |sum, points| sum + points);
            sums.iter_mut().zip(narrow).for_each(|(sum, narrow)| *sum += i64::from(narrow));
        }
    }

    /// The points of the rules of which a clause has all its tests hold.
    pub fn clauses(&self, of: &[Class], table: u32) -> Vec<i64> {
        let mut sums = vec![0i64; self.leads()];
        let Some(bits) = self.tables.clauses.get(table as usize) else { return sums };
        let classes: Vec<&Classes> = of.iter().map(|c| &self.registers[*c]).collect();
        let mut alive = vec![0u64; sums.len()];
        for word in 0..bits.words {
            alive_in(&mut alive, bits, word, &classes);
            add_alive(&mut sums, &alive, bits.points.get(word * 8..).unwrap_or_default());
        }
        sums
    }
}

fn unknown(count: usize) -> Classes {
    Classes::Bytes(vec![UNKNOWN_CLASS as u8; count])
}

fn of_codes(of_code: &Classes, codes: &[u32]) -> Classes {
    fn look_up<T: Copy + Default>(of_code: &[T], codes: &[u32]) -> Vec<T> {
        // What has no code is unknown, whose class is 0.
        codes.iter().map(|code| of_code.get(*code as usize).copied().unwrap_or_default()).collect()
    }
    match of_code {
        Classes::Bytes(of_code) => Classes::Bytes(look_up(of_code, codes)),
        Classes::Words(of_code) => Classes::Words(look_up(of_code, codes)),
    }
}

/// The clauses of a word that all sources leave, for each row.
pub fn alive_in(alive: &mut [u64], bits: &ClauseBits, word: usize, classes: &[&Classes]) {
    alive.fill(bits.all[word]);
    let mut few = Vec::new();
    for (source, classes) in classes.iter().enumerate().filter(|(s, _)| bits.matters[*s][word]) {
        let of_class = bits.alive[source].word(word);
        match (classes, of_class.first_chunk()) {
            (Classes::Bytes(classes), Some(of_class)) => few.push((&classes[..], of_class)),
            _ => {
                let left = classes.iter().map(|class| of_class[class as usize]);
                alive.iter_mut().zip(left).for_each(|(alive, left)| *alive &= left);
            }
        }
    }
    lanes::join(alive, &few, |alive, left| alive & left);
}

/// How many bounds each value has passed, and one. Few are counted, by lane; many are searched.
fn passed<T: PartialOrd + Copy>(
    values: &[T],
    edges: &[T],
    count: fn(&[T], &[T]) -> Vec<u8>,
) -> Classes {
    const COUNTED: usize = 24;
    if edges.len() <= COUNTED {
        return Classes::Bytes(count(values, edges));
    }
    let classes = values.iter().map(|value| edges.partition_point(|edge| edge <= value) as u32 + 1);
    match edges.len() + 2 <= FEW {
        true => Classes::Bytes(classes.map(|class| class as u8).collect()),
        false => Classes::Words(classes.collect()),
    }
}

/// Unknown rows are of the class of the unknown.
fn forget(classes: &mut Classes, known: &crate::vm::bits::Bits) {
    match classes {
        Classes::Bytes(classes) => lanes::forget(classes, known.words()),
        Classes::Words(classes) => {
            let unknown = classes.iter_mut().enumerate().filter(|(row, _)| !known.get(*row));
            unknown.for_each(|(_, class)| *class = UNKNOWN_CLASS);
        }
    }
}

/// Adds the points of what is alive, eight clauses at a time.
fn add_alive(sums: &mut [i64], alive: &[u64], points: &[[i64; 256]]) {
    match points {
        [one] | [one, ..] if alive.iter().all(|alive| *alive < 256) => {
            let lanes = sums.iter_mut().zip(alive);
            lanes.for_each(|(sum, alive)| *sum += one[*alive as usize & 255]);
        }
        _ => {
            for (sum, &alive) in sums.iter_mut().zip(alive) {
                let mut left = alive;
                while left != 0 {
                    let byte = left.trailing_zeros() as usize / 8;
                    *sum += points[byte][(left >> (8 * byte) & 255) as usize];
                    left &= !(255u64 << (8 * byte));
                }
            }
        }
    }
}
