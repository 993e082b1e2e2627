//! Values into classes, and points by class: the folded rules of a sum.

use crate::bytecode::classes::Of;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Class, Column};
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::bytecode::tables::points::{NARROW_TABLES, PointsByClass};
use crate::types::columns;
use crate::vm::Machine;

impl Machine<'_> {
    pub fn classes(&self, op: &Op) -> Vec<u32> {
        match op {
            Op::ClassOf { source } => self.class_of(*source as usize),
            Op::ClassIn { rows } => {
                let rows = &self.registers[*rows];
                (0..rows.len()).map(|row| u32::from(rows.get(row))).collect()
            }
            _ => vec![UNKNOWN_CLASS; self.leads()],
        }
    }

    fn class_of(&self, source: usize) -> Vec<u32> {
        let classing = &self.tables.classings[source];
        match self.code.sources[source].of {
            Of::Text(view) => self.class_of_text(self.code.views[view as usize].column, classing),
            Of::Number(column) | Of::Date(column) => {
                let mut classes = match (self.rows_of(column), classing) {
                    (
                        Some((columns::Column::Number { values, .. }, rows)),
                        Classing::Numbers { edges },
                    ) => passed(&values[rows], edges),
                    (
                        Some((columns::Column::Date { values, .. }, rows)),
                        Classing::Dates { edges },
                    ) => passed(&values[rows], edges),
                    _ => return vec![UNKNOWN_CLASS; self.leads()],
                };
                forget(&mut classes, &self.known(column));
                classes
            }
            Of::Bool(column) => {
                let answers = self.load_bool(column);
                let class =
                    |row| u32::from(answers.known.get(row)) + u32::from(answers.yes.get(row));
                (0..answers.yes.len()).map(class).collect()
            }
            // Only events have these.
            Of::Time | Of::Name | Of::Set => vec![UNKNOWN_CLASS; self.leads()],
        }
    }

    fn class_of_text(&self, column: Column, classing: &Classing) -> Vec<u32> {
        match self.rows_of(column) {
            Some((columns::Column::Text { codes, .. }, rows)) => {
                let codes = codes.get(rows).unwrap_or_default();
                codes.iter().map(|code| classing.of_text(*code)).collect()
            }
            _ => vec![UNKNOWN_CLASS; self.leads()],
        }
    }

    /// Adds the points of each row's class, in lanes of half the width where no sum can leave them.
    pub fn add_classes(&self, sums: &mut [i64], classes: &[(Class, u32)]) {
        for tables in classes.chunks(NARROW_TABLES) {
            let mut narrow = vec![0i32; sums.len()];
            for (class, table) in tables {
                let classes = &self.registers[*class];
                match self.tables.points.get(*table as usize) {
                    Some(PointsByClass::Narrow(points)) => add(&mut narrow, classes, points),
                    Some(PointsByClass::Wide(points)) => add(sums, classes, points),
                    None => {}
                }
            }
            sums.iter_mut().zip(narrow).for_each(|(sum, narrow)| *sum += i64::from(narrow));
        }
    }

    /// The points of the rules of which a clause has all its tests hold.
    pub fn clauses(&self, of: &[Class], table: u32) -> Vec<i64> {
        let mut sums = vec![0i64; self.leads()];
        let Some(bits) = self.tables.clauses.get(table as usize) else { return sums };
        let mut alive = vec![0u64; sums.len()];
        for word in 0..bits.words {
            alive.fill(bits.all[word]);
            for (source, class) in of.iter().enumerate() {
                if !bits.matters[source][word] {
                    continue;
                }
                let of_class = &bits.alive[source];
                let classes = &self.registers[*class];
                alive.iter_mut().zip(classes).for_each(|(alive, class)| {
                    *alive &= of_class[*class as usize * bits.words + word];
                });
            }
            add_alive(&mut sums, &alive, bits.points.get(word * 8..).unwrap_or_default());
        }
        sums
    }
}

fn add<T: Copy + std::ops::AddAssign>(sums: &mut [T], classes: &[u32], points: &[T]) {
    sums.iter_mut().zip(classes).for_each(|(sum, class)| *sum += points[*class as usize]);
}

/// How many bounds each value has passed, and one. Few are counted, by lane; many are searched.
fn passed<T: PartialOrd + Copy>(values: &[T], edges: &[T]) -> Vec<u32> {
    const FEW: usize = 16;
    if edges.len() > FEW {
        let class = |value: &T| edges.partition_point(|edge| edge <= value) as u32 + 1;
        return values.iter().map(class).collect();
    }
    let mut classes = vec![1u32; values.len()];
    for edge in edges {
        let lanes = classes.iter_mut().zip(values);
        lanes.for_each(|(class, value)| *class += u32::from(*value >= *edge));
    }
    classes
}

/// Unknown rows are of the class of the unknown.
fn forget(classes: &mut [u32], known: &crate::vm::bits::Bits) {
    for (classes, &word) in classes.chunks_mut(64).zip(known.words()) {
        if word != !0 {
            let lanes = classes.iter_mut().enumerate();
            lanes.for_each(|(i, class)| *class &= ((word >> i & 1) as u32).wrapping_neg());
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
