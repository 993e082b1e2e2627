//! Numbers and dates over columns: what is not finite is unknown.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, Num, ScopeId, Set, Worth};
use crate::types::points::ExactSum;
use crate::types::{columns, math};
use crate::vm::Machine;
use crate::vm::bits::Bits;
use crate::vm::values::{Dates, Nums};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

impl Machine<'_> {
    pub fn nums(&self, scope: ScopeId, op: &Op) -> Nums {
        let count = self.count(scope);
        match op {
            Op::LoadNum { column } => self.load_num(*column),
            Op::ConstNum { value } => Nums {
                values: vec![value.get(); count],
                known: Bits::filled(count, value.get().is_finite()),
            },
            Op::GatherNum { source, along } => {
                let Nums { values, known } = &self.registers[*source];
                let values = self.gather(scope, values, *along);
                Nums { values, known: self.gather_bits(scope, known, *along) }
            }
            Op::Add { a, b } => self.two(*a, *b, |a, b| a + b),
            Op::Subtract { a, b } => self.two(*a, *b, |a, b| a - b),
            Op::Multiply { a, b } => self.two(*a, *b, |a, b| a * b),
            Op::Divide { a, b } => self.two(*a, *b, |a, b| a / b),
            Op::Min { of } => self.fold(count, of, f64::min),
            Op::Max { of } => self.fold(count, of, f64::max),
            Op::Negate { a } => self.one(*a, |a| -a),
            Op::Abs { a } => self.one(*a, f64::abs),
            Op::Round { a } => self.one(*a, f64::round),
            Op::Floor { a } => self.one(*a, f64::floor),
            Op::Ceil { a } => self.one(*a, f64::ceil),
            Op::Sqrt { a } => self.one(*a, f64::sqrt),
            Op::Log { a } => self.one(*a, math::log),
            Op::Exp { a } => self.one(*a, math::exp),
            Op::DaysSince { a } => {
                self.days(&self.registers[*a], |date| self.as_of.saturating_sub(date))
            }
            Op::DaysUntil { a } => {
                self.days(&self.registers[*a], |date| date.saturating_sub(self.as_of))
            }
            Op::ReadScore { a } => {
                let values = self.registers[*a].iter().map(|f| crate::types::Points(*f).to_f64());
                Nums { values: values.collect(), known: Bits::all(count) }
            }
            Op::Coverage { of } => self.coverage(count, of),
            Op::Table { rows } => self.table(count, rows),
            _ => self.of_picks(count, op),
        }
    }

    fn one(&self, a: Num, of: impl Fn(f64) -> f64) -> Nums {
        let a = &self.registers[a];
        finite(a.values.iter().map(|a| of(*a)).collect(), a.known.clone())
    }

    fn two(&self, a: Num, b: Num, of: impl Fn(f64, f64) -> f64) -> Nums {
        let (a, b) = (&self.registers[a], &self.registers[b]);
        let values = a.values.iter().zip(&b.values).map(|(a, b)| of(*a, *b)).collect();
        finite(values, a.known.clone().and(&b.known))
    }

    fn fold(&self, count: usize, of: &[Num], with: impl Fn(f64, f64) -> f64) -> Nums {
        let mut all: Option<Nums> = None;
        for register in of {
            let next = &self.registers[*register];
            all = Some(match all {
                None => next.clone(),
                Some(Nums { mut values, known }) => {
                    values.iter_mut().zip(&next.values).for_each(|(a, b)| *a = with(*a, *b));
                    Nums { values, known: known.and(&next.known) }
                }
            });
        }
        all.unwrap_or_else(|| Nums { values: vec![0.0; count], known: Bits::none(count) })
    }

    fn days(&self, dates: &Dates, seconds: impl Fn(i64) -> i64) -> Nums {
        let values = dates.values.iter().map(|date| seconds(*date) as f64 / DAY).collect();
        Nums { values, known: dates.known.clone() }
    }

    fn coverage(&self, count: usize, of: &[Column]) -> Nums {
        let known: Vec<Bits> = of.iter().map(|column| self.known(*column)).collect();
        let share = |row: usize| match known.len() {
            0 => 1.0,
            all => known.iter().filter(|bits| bits.get(row)).count() as f64 / all as f64,
        };
        Nums { values: (0..count).map(share).collect(), known: Bits::all(count) }
    }

    fn table(&self, count: usize, rows: &[(Set, Worth)]) -> Nums {
        let mut table = Nums { values: vec![0.0; count], known: Bits::none(count) };
        let mut left = Bits::all(count);
        for (set, worth) in rows {
            let here = left.clone().and(&self.registers[*set]);
            left = left.without(&here);
            match worth {
                Worth::Literal(points) => {
                    here.ones().for_each(|row| table.values[row] = points.to_f64());
                    table.known = table.known.or(&here);
                }
                Worth::Computed(register) => {
                    let Nums { values, known } = &self.registers[*register];
                    here.ones().for_each(|row| table.values[row] = values[row]);
                    table.known = table.known.or(&here.and(known));
                }
            }
        }
        table
    }

    fn of_picks(&self, count: usize, op: &Op) -> Nums {
        let mut result = Nums { values: vec![0.0; count], known: Bits::none(count) };
        let mut fill = |value: &dyn Fn(usize) -> Option<f64>| {
            for row in 0..count {
                if let Some(value) = value(row).filter(|v| v.is_finite()) {
                    result.values[row] = value;
                    result.known.set(row);
                }
            }
        };
        let complete = match op {
            Op::Count { picks, complete } => {
                let picks = &self.registers[*picks];
                fill(&|row| Some(picks.count(row) as f64));
                complete
            }
            Op::Sum { picks, column, complete } => {
                let picks = &self.registers[*picks];
                let property = self.property(*column);
                fill(&|row| sum(picks.of(row).filter_map(|e| property.at(e))).0.value());
                complete
            }
            Op::Average { picks, column, complete } => {
                let picks = &self.registers[*picks];
                let property = self.property(*column);
                fill(&|row| match sum(picks.of(row).filter_map(|e| property.at(e))) {
                    (_, 0) => None,
                    (sum, values) => Some(sum.value()? / values as f64),
                });
                complete
            }
            Op::Least { picks, column, complete } => {
                let picks = &self.registers[*picks];
                let property = self.property(*column);
                fill(&|row| picks.of(row).filter_map(|e| property.at(e)).reduce(f64::min));
                complete
            }
            Op::Greatest { picks, column, complete } => {
                let picks = &self.registers[*picks];
                let property = self.property(*column);
                fill(&|row| picks.of(row).filter_map(|e| property.at(e)).reduce(f64::max));
                complete
            }
            Op::Distinct { picks, key, complete } => {
                let (picks, keys) = (&self.registers[*picks], &self.registers[*key]);
                fill(&|row| {
                    let known = picks.of(row).filter(|e| keys.known.get(*e));
                    let mut values: Vec<u64> = known.map(|e| keys.values[e]).collect();
                    values.sort_unstable();
                    values.dedup();
                    Some(values.len() as f64)
                });
                complete
            }
            _ => return result,
        };
        if complete.is_some() {
            result.known = result.known.and(&self.complete(complete, count));
        }
        result
    }

    /// A property of the chunk's events as numbers, read where it is asked for.
    fn property(&self, of: Column) -> Property<'_> {
        let first = self.chunk.events.start;
        match crate::bytecode::tables::column(self.batch, of) {
            Some(columns::Column::Number { values, known }) => {
                Property { values, known: Some(known), first }
            }
            _ => Property { values: &[], known: None, first },
        }
    }

    pub fn dates(&self, scope: ScopeId, op: &Op) -> Dates {
        let count = self.count(scope);
        let times = self.chunk.times(self.batch);
        match op {
            Op::LoadDate { column } => self.load_date(*column),
            Op::EventTime {} => Dates { values: times.to_vec(), known: Bits::all(count) },
            Op::ConstDate { seconds } => {
                Dates { values: vec![*seconds; count], known: Bits::all(count) }
            }
            Op::GatherDate { source, along } => {
                let Dates { values, known } = &self.registers[*source];
                let values = self.gather(scope, values, *along);
                Dates { values, known: self.gather_bits(scope, known, *along) }
            }
            Op::First { picks, complete } => {
                let picks = &self.registers[*picks];
                let first = |row: usize| picks.of(row).next().map(|e| times[e]);
                self.moments(count, complete, first)
            }
            Op::Last { picks, nth, complete } => {
                let picks = &self.registers[*picks];
                let back = (*nth as usize).checked_sub(1);
                let last = |row: usize| picks.of(row).rev().nth(back?).map(|e| times[e]);
                self.moments(count, complete, last)
            }
            _ => Dates { values: vec![0; count], known: Bits::none(count) },
        }
    }

    fn moments(
        &self,
        count: usize,
        complete: &Option<Set>,
        moment: impl Fn(usize) -> Option<i64>,
    ) -> Dates {
        let mut dates = Dates { values: vec![0; count], known: Bits::none(count) };
        for row in 0..count {
            if let Some(moment) = moment(row) {
                dates.values[row] = moment;
                dates.known.set(row);
            }
        }
        dates.known = dates.known.and(&self.complete(complete, count));
        dates
    }
}

struct Property<'b> {
    values: &'b [f64],
    known: Option<&'b columns::Bitmap>,
    /// The chunk's first event.
    first: usize,
}

impl Property<'_> {
    fn at(&self, event: usize) -> Option<f64> {
        let row = self.first + event;
        let known = self.known.is_some_and(|known| row < known.len() && known.get(row));
        self.values.get(row).copied().filter(|_| known)
    }
}

fn sum(values: impl Iterator<Item = f64>) -> (ExactSum, usize) {
    values.fold((ExactSum::default(), 0), |(mut sum, count), value| {
        sum.add(value);
        (sum, count + 1)
    })
}

fn finite(values: Vec<f64>, known: Bits) -> Nums {
    let finite = Bits::of(&values, f64::is_finite);
    Nums { known: known.and(&finite), values }
}
