//! The points of each class of a source: all rules on it alone, added up.

use crate::bytecode::classes::{Holds, PointTable};
use crate::bytecode::code::Code;
use crate::bytecode::tables::classing::{Asked, Classing};
use crate::types::Points;

/// So many narrow tables may be added without leaving 32 bits.
pub const NARROW_TABLES: usize = 256;

/// By class, in hundredths.
#[derive(Debug)]
pub enum PointsByClass {
    /// Each within the 256th part of what 32 bits hold.
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl PointsByClass {
    /// The points of a class; 0 of one that there is not.
    pub fn at(&self, class: usize) -> i64 {
        match self {
            PointsByClass::Narrow(points) => points.get(class).map_or(0, |p| i64::from(*p)),
            PointsByClass::Wide(points) => points.get(class).copied().unwrap_or(0),
        }
    }

    pub fn classes(&self) -> usize {
        match self {
            PointsByClass::Narrow(points) => points.len(),
            PointsByClass::Wide(points) => points.len(),
        }
    }
}

impl PointsByClass {
    pub fn new(
        code: &Code,
        table: &PointTable,
        classings: &[Classing],
        as_of: i64,
    ) -> PointsByClass {
        let source = table.source as usize;
        let (source, classing) = (&code.sources[source], &classings[source]);
        let points = by_class(table, &Asked { code, source, classing, as_of });
        let narrow = |points: &i64| {
            i32::try_from(*points)
                .ok()
                .filter(|p| p.unsigned_abs() < 1 << (31 - NARROW_TABLES.ilog2()))
        };
        match points.iter().map(narrow).collect() {
            Some(points) => PointsByClass::Narrow(points),
            None => PointsByClass::Wide(points),
        }
    }
}

fn by_class(table: &PointTable, asked: &Asked) -> Vec<i64> {
    // What begins and what ends at a class; then each is the sum of those before it.
    let mut points = vec![0i64; asked.classing.count() + 1];
    for rule in &table.rules {
        for stretch in asked.stretches(rule.iter().map(|(holds, _)| holds)) {
            let holds = |row: &&(Holds, Points)| asked.holds(&row.0, stretch.start as u32);
            if let Some((_, worth)) = rule.iter().find(holds) {
                points[stretch.start] += worth.0;
                points[stretch.end] -= worth.0;
            }
        }
    }
    points.pop();
    let mut sum = 0;
    points.iter_mut().for_each(|p| {
        sum += *p;
        *p = sum;
    });
    points
}
