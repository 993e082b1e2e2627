//! Columns of events as bytes for the disk: whole numbers as differences from the least, in as few bytes as all of them need.

use std::ops::Range;

use crate::types::columns::{Bitmap, Column};

use super::pick::list;

/// Writes whole numbers; how many there are is not written.
pub fn ints(out: &mut Vec<u8>, values: impl Iterator<Item = i64> + Clone) {
    let ends = |(low, high): (i64, i64), value: i64| (low.min(value), high.max(value));
    let (low, high) = values.clone().fold((i64::MAX, i64::MIN), ends);
    let span = if high < low { 0 } else { high.wrapping_sub(low) as u64 };
    let width: u8 = match span {
        0 => 0,
        1..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    };
    out.push(width);
    out.extend(low.to_le_bytes());
    let above = values.map(|value| value.wrapping_sub(low));
    match width {
        0 => {}
        1 => out.extend(above.map(|value| value as u8)),
        2 => above.for_each(|value| out.extend((value as u16).to_le_bytes())),
        4 => above.for_each(|value| out.extend((value as u32).to_le_bytes())),
        _ => above.for_each(|value| out.extend(value.to_le_bytes())),
    }
}

/// Whole numbers as they were written.
#[derive(Clone, Copy)]
pub struct Ints<'a> {
    low: i64,
    width: usize,
    bytes: &'a [u8],
}

impl<'a> Ints<'a> {
    pub fn range(self, rows: Range<usize>) -> impl Iterator<Item = i64> + 'a {
        rows.map(move |row| {
            let mut above = [0; 8];
            let at = row * self.width;
            above[..self.width].copy_from_slice(&self.bytes[at..at + self.width]);
            self.low.wrapping_add(i64::from_le_bytes(above))
        })
    }
}

/// What is left to be read of a block.
pub struct Packed<'a>(pub &'a [u8]);

impl<'a> Packed<'a> {
    fn take(&mut self, bytes: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(bytes);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    /// So many whole numbers.
    pub fn ints(&mut self, count: usize) -> Ints<'a> {
        let width = usize::from(self.byte());
        let mut low = [0; 8];
        low.copy_from_slice(self.take(8));
        Ints { low: i64::from_le_bytes(low), width, bytes: self.take(count * width) }
    }
}

fn bits(out: &mut Vec<u8>, bits: &Bitmap, order: &[u32]) {
    ints(out, order.iter().map(|&row| i64::from(bits.get(row as usize))));
}

/// The code of unknown is the lowest, so that it takes no room of its own.
fn codes(out: &mut Vec<u8>, codes: impl Iterator<Item = u32> + Clone) {
    ints(out, codes.map(|code| i64::from(code.wrapping_add(1))));
}

/// Writes these rows of a column, in this order; of texts, their codes.
pub fn column(out: &mut Vec<u8>, column: &Column, order: &[u32]) {
    match column {
        Column::Number { values, known } => {
            bits(out, known, order);
            let numbers = order.iter().map(|&row| values[row as usize]);
            let is_whole = |v: f64| (v as i64 as f64).to_bits() == v.to_bits();
            let whole = numbers.clone().all(is_whole);
            out.push(u8::from(whole));
            match whole {
                true => ints(out, numbers.map(|v| v as i64)),
                false => ints(out, numbers.map(|v| v.to_bits() as i64)),
            }
        }
        Column::Bool { values, known } => {
            bits(out, known, order);
            bits(out, values, order);
        }
        Column::Date { values, known } => {
            bits(out, known, order);
            ints(out, order.iter().map(|&row| values[row as usize]));
        }
        Column::Text { codes: all, .. } => {
            codes(out, order.iter().map(|&row| all[row as usize]));
        }
        Column::List { offsets, codes: all, known, .. } => {
            bits(out, known, order);
            let lists = order.iter().map(|&row| list(offsets, row as usize));
            ints(out, lists.clone().map(|list| list.len() as i64));
            codes(out, lists.flat_map(|list| all[list].iter().copied()));
        }
    }
}

/// Adds some of the rows that [`column`] wrote to a column of the same kind; `count` is how many it wrote.
pub fn append(target: &mut Column, packed: &mut Packed, rows: Range<usize>, count: usize) {
    match target {
        Column::Number { values, known } => {
            extend(known, packed.ints(count).range(rows.clone()));
            let whole = packed.byte() == 1;
            let numbers = packed.ints(count).range(rows);
            match whole {
                true => values.extend(numbers.map(|v| v as f64)),
                false => values.extend(numbers.map(|v| f64::from_bits(v as u64))),
            }
        }
        Column::Bool { values, known } => {
            extend(known, packed.ints(count).range(rows.clone()));
            extend(values, packed.ints(count).range(rows));
        }
        Column::Date { values, known } => {
            extend(known, packed.ints(count).range(rows.clone()));
            values.extend(packed.ints(count).range(rows));
        }
        Column::Text { codes, .. } => codes.extend(packed.ints(count).range(rows).map(code)),
        Column::List { offsets, codes, known, .. } => {
            extend(known, packed.ints(count).range(rows.clone()));
            let lengths = packed.ints(count);
            let items = |rows| lengths.range(rows).map(|length| length as usize).sum::<usize>();
            let (all, start) = (items(0..count), items(0..rows.start));
            let mut end = codes.len();
            for length in lengths.range(rows.clone()) {
                end += length as usize;
                offsets.push(end as u32);
            }
            let items = start..start + items(rows);
            codes.extend(packed.ints(all).range(items).map(code));
        }
    }
}

fn code(written: i64) -> u32 {
    (written as u32).wrapping_sub(1)
}

fn extend(bits: &mut Bitmap, written: impl Iterator<Item = i64>) {
    written.for_each(|bit| bits.push(bit != 0));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::pick;
    use crate::types::columns::{Dictionary, UNKNOWN_CODE};

    fn there_and_back(column_of: &Column, order: &[u32]) {
        let mut bytes = Vec::new();
        column(&mut bytes, column_of, order);
        bytes.push(77);
        for rows in [0..order.len(), 1..order.len() - 1, 2..2] {
            let mut read = pick::rows(column_of, &order[..1]);
            let mut packed = Packed(&bytes);
            append(&mut read, &mut packed, rows.clone(), order.len());
            assert_eq!(packed.0, [77]);
            let expected: Vec<u32> = order[..1].iter().chain(&order[rows]).copied().collect();
            assert_eq!(read, pick::rows(column_of, &expected));
        }
    }

    #[test]
    fn columns_come_back_as_they_went() {
        let known: Bitmap = [true, false, true, true, true].into_iter().collect();
        let dictionary = Arc::new(Dictionary::from_iter(["a", "b"]));
        let dates = [i64::MIN, 0, i64::MAX, -1, 1].to_vec();
        let columns = [
            Column::Number { values: vec![1.0, 0.0, 300.0, -5.0, 70_000.0], known: known.clone() },
            Column::Number { values: vec![1.5, 0.0, -0.0, 1e300, 2.0], known: known.clone() },
            Column::Bool { values: known.range(0..5), known: known.clone() },
            Column::Date { values: dates, known: known.clone() },
            Column::Date { values: vec![7; 5], known: known.clone() },
            Column::Text { codes: vec![0, UNKNOWN_CODE, 1, 1, 0], dictionary: dictionary.clone() },
            Column::List {
                offsets: vec![0, 2, 2, 2, 3, 5],
                codes: vec![0, 1, 1, 0, 0],
                known,
                dictionary,
            },
        ];
        for column in &columns {
            there_and_back(column, &[4, 1, 2, 0, 3]);
            there_and_back(column, &[3, 3, 3]);
        }
    }
}
