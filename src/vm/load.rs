//! Columns of the data into registers, and registers of one scope into another.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Column, Events, ScopeId};
use crate::bytecode::tables::column;
use crate::types::columns;
use crate::types::columns::UNKNOWN_CODE;
use crate::vm::Machine;
use crate::vm::bits::Bits;
use crate::vm::values::{Conds, Dates, Keys, Nums};

/// What a code outside the dictionary is.
const UNRANKED: u64 = 0;
const SIGN: u64 = 1 << 63;

impl<'a> Machine<'a> {
    /// The chunk's rows of a column, if the batch has it and it is long enough.
    pub fn rows_of(&self, of: Column) -> Option<(&'a columns::Column, Range<usize>)> {
        let rows = match of {
            Column::Lead(_) => self.chunk.leads.clone(),
            Column::Event(_) => self.chunk.events.clone(),
        };
        let found = column(self.batch, of)?;
        (found.len() >= rows.end).then_some((found, rows))
    }

    fn length(&self, of: Column) -> usize {
        match of {
            Column::Lead(_) => self.chunk.leads.len(),
            Column::Event(_) => self.chunk.events.len(),
        }
    }

    pub fn load_bool(&self, of: Column) -> Conds {
        match self.rows_of(of) {
            Some((columns::Column::Bool { values, known }, rows)) => {
                let known = Bits::slice(known.words(), rows.start, rows.len());
                let yes = Bits::slice(values.words(), rows.start, rows.len()).and(&known);
                Conds { yes, known }
            }
            _ => self.unknown(self.length(of)),
        }
    }

    pub fn unknown(&self, count: usize) -> Conds {
        Conds { yes: Bits::none(count), known: Bits::none(count) }
    }

    pub fn load_num(&self, of: Column) -> Nums {
        match self.rows_of(of) {
            Some((columns::Column::Number { values, known }, rows)) => {
                let known = Bits::slice(known.words(), rows.start, rows.len());
                Nums { values: values.get(rows).unwrap_or_default().to_vec(), known }
            }
            _ => Nums { values: vec![0.0; self.length(of)], known: Bits::none(self.length(of)) },
        }
    }

    pub fn load_date(&self, of: Column) -> Dates {
        match self.rows_of(of) {
            Some((columns::Column::Date { values, known }, rows)) => {
                let known = Bits::slice(known.words(), rows.start, rows.len());
                Dates { values: values.get(rows).unwrap_or_default().to_vec(), known }
            }
            _ => Dates { values: vec![0; self.length(of)], known: Bits::none(self.length(of)) },
        }
    }

    /// Where a column is known.
    pub fn known(&self, of: Column) -> Bits {
        let count = self.length(of);
        match self.rows_of(of) {
            Some((columns::Column::Text { codes, .. }, rows)) => {
                let codes = codes.get(rows).unwrap_or_default();
                Bits::from_fn(count, |i| codes[i] != UNKNOWN_CODE)
            }
            Some((
                columns::Column::Number { known, .. }
                | columns::Column::Bool { known, .. }
                | columns::Column::Date { known, .. }
                | columns::Column::List { known, .. },
                rows,
            )) => Bits::slice(known.words(), rows.start, rows.len()),
            None => Bits::none(count),
        }
    }

    /// The codes of a list column's rows, and which of them are known.
    pub fn list(&self, of: Column) -> Option<(Vec<&'a [u32]>, Bits)> {
        let (columns::Column::List { offsets, codes, known, .. }, rows) = self.rows_of(of)? else {
            return None;
        };
        let known = Bits::slice(known.words(), rows.start, rows.len());
        let end = |i: usize| offsets.get(i).map_or(0, |o| *o as usize);
        let lists = rows.map(|i| codes.get(end(i)..end(i + 1)).unwrap_or_default());
        Some((lists.collect(), known))
    }

    pub fn texts(&self, scope: ScopeId, op: &Op) -> Vec<u32> {
        match op {
            Op::LoadText { column } => match self.rows_of(*column) {
                Some((columns::Column::Text { codes, .. }, rows)) => {
                    codes.get(rows).unwrap_or_default().to_vec()
                }
                _ => vec![UNKNOWN_CODE; self.length(*column)],
            },
            Op::GatherText { source, along } => {
                let codes = &self.registers[*source];
                self.way(scope, *along).iter().map(|row| codes[*row as usize]).collect()
            }
            _ => vec![UNKNOWN_CODE; self.count(scope)],
        }
    }

    pub fn keys(&self, op: &Op) -> Keys {
        match op {
            Op::Calendar { unit, of } => {
                let times = self.chunk.times(self.batch);
                // The order matters only among properties; calendar units are told apart.
                let bucket =
                    |event: usize| self.code.zone.bucket(*unit, times[event]) as u64 ^ SIGN;
                Keys { values: self.each(*of, bucket), known: Bits::all(times.len()) }
            }
            Op::LoadKey { column, of } => self.load_key(*column, *of),
            _ => Keys::default(),
        }
    }

    /// A value for each event of a list, or for all; the others have 0.
    fn each(&self, of: Option<Events>, value: impl Fn(usize) -> u64) -> Vec<u64> {
        let count = self.chunk.events.len();
        let Some(list) = of else { return (0..count).map(value).collect() };
        let mut values = vec![0; count];
        for &event in &self.registers[list] {
            values[event as usize] = value(event as usize);
        }
        values
    }

    fn load_key(&self, of: Column, list: Option<Events>) -> Keys {
        let known = self.known(of);
        let number = |value: f64| match (value + 0.0).to_bits() {
            bits if bits & SIGN != 0 => !bits,
            bits => bits | SIGN,
        };
        let values = match self.rows_of(of) {
            Some((columns::Column::Number { values, .. }, rows)) => {
                self.each(list, |event| number(values[rows.start + event]))
            }
            Some((columns::Column::Date { values, .. }, rows)) => {
                self.each(list, |event| values[rows.start + event] as u64 ^ SIGN)
            }
            Some((columns::Column::Bool { values, .. }, rows)) => {
                self.each(list, |event| u64::from(values.get(rows.start + event)))
            }
            Some((columns::Column::Text { codes, .. }, rows)) => {
                let ranks = self.tables.ranks.get(&of).map_or(&[][..], Vec::as_slice);
                let rank = |code: u32| ranks.get(code as usize).copied().unwrap_or(UNRANKED);
                self.each(list, |event| rank(codes[rows.start + event]))
            }
            _ => {
                let count = self.length(of);
                return Keys { values: vec![UNRANKED; count], known: Bits::none(count) };
            }
        };
        Keys { values, known }
    }

    /// For each row of a scope its row in the scope along the way.
    pub fn way(&self, scope: ScopeId, along: Along) -> Cow<'_, [u32]> {
        let rows = &self.rows[scope.index()];
        match along {
            Along::Lead => Cow::Borrowed(&rows.lead),
            Along::Event(position) => Cow::Borrowed(self.events_of(scope, position)),
            Along::Outer(steps) => {
                let mut way: Vec<u32> = (0..rows.count as u32).collect();
                let mut scope = scope;
                for _ in 0..steps {
                    let outer = &self.rows[scope.index()].outer;
                    way.iter_mut().for_each(|row| *row = outer[*row as usize]);
                    let Some(next) = self.code.scopes[scope.index()].outer else { break };
                    scope = next;
                }
                Cow::Owned(way)
            }
        }
    }

    pub fn gather_bits(&self, scope: ScopeId, bits: &Bits, along: Along) -> Bits {
        let way = self.way(scope, along);
        Bits::from_fn(way.len(), |i| bits.get(way[i] as usize))
    }

    pub fn gather<T: Copy>(&self, scope: ScopeId, values: &[T], along: Along) -> Vec<T> {
        self.way(scope, along).iter().map(|row| values[*row as usize]).collect()
    }
}
