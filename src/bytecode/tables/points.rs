//! The points of each class of a source: all rules on it alone, added up.

use crate::bytecode::classes::{Holds, PointTable};
use crate::bytecode::code::Code;
use crate::bytecode::tables::classing::{Asked, Classing};
use crate::bytecode::tables::row::FEW;
use crate::types::Points;

/// So many narrow tables may be added without leaving 32 bits.
pub const NARROW_TABLES: usize = 256;

/// By class, in hundredths.
#[derive(Debug)]
pub struct PointsByClass {
    pub all: Vec<i64>,
    /// For classes that are bytes, where each is within the 256th part of what 32 bits hold; behind the last class 0.
    pub narrow: Option<Box<[i32; FEW]>>,
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
        let all = by_class(table, &Asked { code, source, classing, as_of });
        PointsByClass { narrow: narrow(&all), all }
    }
}

fn narrow(all: &[i64]) -> Option<Box<[i32; FEW]>> {
    let mut narrow = Box::new([0; FEW]);
    if all.len() > FEW {
        return None;
    }
    for (narrow, points) in narrow.iter_mut().zip(all) {
        let fits = points.unsigned_abs() < 1 << (31 - NARROW_TABLES.ilog2());
        *narrow = i32::try_from(*points).ok().filter(|_| fits)?;
    }
    Some(narrow)
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
