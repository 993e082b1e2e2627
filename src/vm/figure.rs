//! Figures: lines, groups, scores, in hundredths of a point.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Counted, Figure, Key, ScopeId, Set, Worth};
use crate::types::Points;
use crate::types::points::Nano;
use crate::vm::Machine;
use crate::vm::bits::Bits;
use crate::vm::lanes;

/// Figures are within ±1e17 hundredths and points within ±1e11: so many figures beside millions of points cannot overflow.
const SAFE: usize = 64;

impl Machine<'_> {
    pub fn figures(&self, op: &Op) -> Vec<i64> {
        let count = self.leads();
        match op {
            Op::If { rows, points } => self.if_line(count, *rows, *points),
            Op::On { of, cap_per, cap } => self.on_line(count, *of, *cap_per, *cap),
            Op::Pool { of, cap, key, figures, lines } => {
                self.pool(count, of, (*cap, *key), figures, lines)
            }
            Op::Total { of, literals, classes } => {
                let mut sums = vec![0i64; count];
                self.add_literals(&mut sums, literals);
                self.add_classes(&mut sums, classes);
                self.total(sums, of)
            }
            Op::Clauses { of, table } => self.clauses(of, *table),
            Op::Best { of } => {
                self.chosen(count, of, |best, figure| best.is_none_or(|b| figure > b))
            }
            Op::FirstOf { of } => self.chosen(count, of, |first, _| first.is_none()),
            Op::Clamp { a, low, high } => {
                let (low, high) = (low.map_or(i64::MIN, |p| p.0), high.map_or(i64::MAX, |p| p.0));
                lanes::clamp(&self.registers[*a], low, high)
            }
            Op::Where { rows, a } => {
                let (rows, figures) = (&self.registers[*rows], &self.registers[*a]);
                (0..count).map(|i| if rows.get(i) { figures[i] } else { 0 }).collect()
            }
            Op::Minus { a, b } => {
                let (a, b) = (&self.registers[*a], &self.registers[*b]);
                a.iter().zip(b).map(|(a, b)| a.saturating_sub(*b)).collect()
            }
            Op::Formula { formula } => match self.code.formulas.get(*formula as usize) {
                Some(exact) => {
                    let at = |row: usize| exact.at(&|figure| self.registers[figure][row]).0;
                    (0..count).map(at).collect()
                }
                None => vec![0; count],
            },
            _ => vec![0; count],
        }
    }

    fn if_line(&self, count: usize, rows: Set, points: Worth) -> Vec<i64> {
        let rows = &self.registers[rows];
        let figure = |points: f64| Points::round(Nano::from_points(points).0.into()).0;
        let mut figures = vec![0; count];
        match points {
            Worth::Literal(points) => {
                let literal = figure(points.to_f64());
                rows.ones().for_each(|row| figures[row] = literal);
            }
            Worth::Computed(register) => {
                let values = &self.registers[register].values;
                rows.ones().for_each(|row| figures[row] = figure(values[row]));
            }
        }
        figures
    }

    /// Each occurrence of the list with what it is worth.
    fn worths(&self, counted: Counted, visit: impl FnMut(u32, i64)) {
        match counted.points {
            Worth::Literal(points) => {
                let points = points.to_f64();
                self.aged(counted, |_| points, visit);
            }
            Worth::Computed(register) => {
                let points = &self.registers[register].values;
                self.aged(counted, |event| points[event as usize], visit);
            }
        }
    }

    #[inline(always)]
    fn aged(&self, of: Counted, points: impl Fn(u32) -> f64, mut visit: impl FnMut(u32, i64)) {
        let times = self.chunk.times(self.batch);
        let events = self.registers[of.events].iter();
        let age = |event: u32| self.as_of.saturating_sub(times[event as usize]);
        let ageing = self.code.ageings.get(of.ageing as usize).map(|(_, factors)| factors);
        match ageing.filter(|factors| !factors.none()) {
            None => events.for_each(|&e| visit(e, Nano::from_points(points(e)).0)),
            Some(factors) => match factors.smooth() {
                Some(powers) => events.for_each(|&event| {
                    let factor = powers.at(age(event).max(0));
                    visit(event, Nano::aged(points(event), factor).0);
                }),
                None => events.for_each(|&event| {
                    visit(event, Nano::aged(points(event), factors.at(age(event))).0);
                }),
            },
        }
    }

    fn on_line(
        &self,
        count: usize,
        of: Counted,
        cap_per: Option<(Points, Key)>,
        cap: Option<Points>,
    ) -> Vec<i64> {
        let cap = cap.map_or(i64::MAX, |cap| cap.0.saturating_abs());
        let figure = |sum: i128| Points::round(sum).0.clamp(-cap, cap);
        if let Some(cap) = cap_per {
            return self.capped(count, &[of], cap).0.into_iter().map(figure).collect();
        }
        let lead = &self.rows[ScopeId::LOG.index()].lead;
        let mut sums = vec![0i64; count];
        let mut beyond = false;
        self.worths(of, |event, worth| {
            let sum = &mut sums[lead[event as usize] as usize];
            let (next, over) = sum.overflowing_add(worth);
            *sum = next;
            beyond |= over;
        });
        if !beyond {
            // Of the others nothing happened.
            for lead in &self.active {
                let sum = &mut sums[*lead as usize];
                *sum = Points::round_narrow(*sum).0.clamp(-cap, cap);
            }
            return sums;
        }
        let mut sums = vec![0i128; count];
        self.worths(of, |event, worth| {
            sums[lead[event as usize] as usize] += i128::from(worth);
        });
        sums.into_iter().map(figure).collect()
    }

    /// Sums of occurrences, those of each key held within the cap; and for which leads it bound.
    fn capped(&self, count: usize, of: &[Counted], cap: (Points, Key)) -> (Vec<i128>, Vec<bool>) {
        let (cap, keys) = (cap.0.nano().abs(), &self.registers[cap.1]);
        let lead = &self.rows[ScopeId::LOG.index()].lead;
        let mut lists: Vec<_> = of
            .iter()
            .map(|counted| {
                let mut list = Vec::with_capacity(self.registers[counted.events].len());
                self.worths(*counted, |event, worth| list.push((event as usize, worth)));
                list.into_iter().peekable()
            })
            .collect();
        let (mut sums, mut bound) = (vec![0i128; count], vec![false; count]);
        let mut of_keys: Vec<((bool, u64), i128)> = Vec::new();
        for row in 0..count {
            of_keys.clear();
            for list in &mut lists {
                while let Some((event, worth)) =
                    list.next_if(|(event, _)| lead[*event] as usize == row)
                {
                    let key = keys.at(event);
                    match of_keys.iter_mut().rfind(|(other, _)| *other == key) {
                        Some((_, sum)) => *sum += i128::from(worth),
                        None => of_keys.push((key, i128::from(worth))),
                    }
                }
            }
            for (_, sum) in &of_keys {
                sums[row] += sum.clamp(&-cap, &cap);
                bound[row] |= sum.abs() > cap;
            }
        }
        (sums, bound)
    }

    fn pool(
        &self,
        count: usize,
        of: &[Counted],
        cap: (Points, Key),
        figures: &[Figure],
        lines: &[Figure],
    ) -> Vec<i64> {
        let (sums, bound) = self.capped(count, of, cap);
        let row = |row: usize| {
            let others = self.row_total(row, figures);
            let pooled = match bound[row] {
                true => i128::from(Points::round(sums[row]).0),
                false => self.row_total(row, lines),
            };
            Points::hold(others + pooled).0
        };
        (0..count).map(row).collect()
    }

    fn row_total(&self, row: usize, of: &[Figure]) -> i128 {
        of.iter().map(|figure| i128::from(self.registers[*figure][row])).sum()
    }

    fn add_literals(&self, sums: &mut [i64], literals: &[(Set, Points)]) {
        for (set, points) in literals {
            add_where(sums, &self.registers[*set], points.0);
        }
    }

    fn total(&self, mut sums: Vec<i64>, of: &[Figure]) -> Vec<i64> {
        if of.len() > SAFE {
            let row = |row: usize| Points::hold(self.row_total(row, of) + i128::from(sums[row])).0;
            return (0..sums.len()).map(row).collect();
        }
        for figure in of {
            sums.iter_mut().zip(&self.registers[*figure]).for_each(|(sum, f)| *sum += f);
        }
        sums.iter_mut().for_each(|sum| *sum = Points::hold(i128::from(*sum)).0);
        sums
    }

    fn chosen(
        &self,
        count: usize,
        of: &[(Set, Figure)],
        better: impl Fn(Option<i64>, i64) -> bool,
    ) -> Vec<i64> {
        let mut chosen: Vec<Option<i64>> = vec![None; count];
        for (takes_part, figure) in of {
            let figures = &self.registers[*figure];
            for row in self.registers[*takes_part].ones() {
                if better(chosen[row], figures[row]) {
                    chosen[row] = Some(figures[row]);
                }
            }
        }
        chosen.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// Adds a literal to the rows of a set: by lane where many are in it, one by one where few are.
fn add_where(sums: &mut [i64], set: &Bits, literal: i64) {
    const FEW: u32 = 12;
    for (sums, &word) in sums.chunks_mut(64).zip(set.words()) {
        if word.count_ones() < FEW {
            let mut left = word;
            while left != 0 {
                sums[left.trailing_zeros() as usize] += literal;
                left &= left - 1;
            }
        } else {
            let lanes = sums.iter_mut().enumerate();
            lanes.for_each(|(i, sum)| *sum += literal & -((word >> i & 1) as i64));
        }
    }
}
