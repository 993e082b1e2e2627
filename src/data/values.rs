//! The values of a column while it grows, by type; every operation that does not depend on what a cell may be.

use std::sync::Arc;

use crate::types::columns::Bitmap;

use super::interner::Interner;

/// Which rows are known; nothing is kept as long as all are.
#[derive(Default)]
pub struct Known {
    rows: usize,
    bits: Option<Vec<bool>>,
}

impl Known {
    pub fn push(&mut self, known: bool) {
        match &mut self.bits {
            Some(bits) => bits.push(known),
            None if known => {}
            None => {
                let mut bits = vec![true; self.rows];
                bits.push(false);
                self.bits = Some(bits);
            }
        }
        self.rows += 1;
    }

    /// So many rows that are all known.
    fn push_all(&mut self, rows: usize) {
        if let Some(bits) = &mut self.bits {
            bits.resize(bits.len() + rows, true);
        }
        self.rows += rows;
    }

    fn append(&mut self, other: &Known, rows: Option<&[u32]>) {
        let more = rows.map_or(other.rows, <[u32]>::len);
        if self.bits.is_none() && other.bits.is_none() {
            self.rows += more;
            return;
        }
        let before = self.rows;
        let bits = self.bits.get_or_insert_with(|| vec![true; before]);
        match (&other.bits, rows) {
            (None, _) => bits.resize(before + more, true),
            (Some(other), None) => bits.extend_from_slice(other),
            (Some(other), Some(rows)) => bits.extend(rows.iter().map(|&row| other[row as usize])),
        }
        self.rows += more;
    }

    fn pick(&mut self, order: &[u32]) {
        self.bits = self.bits.as_ref().map(|bits| picked(bits, order));
        self.rows = order.len();
    }

    pub fn finish(self) -> Bitmap {
        match self.bits {
            None => Bitmap::filled(self.rows, true),
            Some(bits) => bits.into_iter().collect(),
        }
    }
}

/// Numbers, booleans or dates.
#[derive(Default)]
pub struct Scalars<T> {
    pub values: Vec<T>,
    pub known: Known,
}

impl<T: Copy + Default> Scalars<T> {
    pub fn push(&mut self, value: Option<T>) {
        self.values.push(value.unwrap_or_default());
        self.known.push(value.is_some());
    }

    /// Rows that are all known.
    pub fn extend(&mut self, values: impl ExactSizeIterator<Item = T>) {
        self.known.push_all(values.len());
        self.values.extend(values);
    }

    pub fn append(&mut self, other: &Scalars<T>, rows: Option<&[u32]>) {
        append(&mut self.values, &other.values, rows);
        self.known.append(&other.known, rows);
    }

    pub fn pick(&mut self, order: &[u32]) {
        self.values = picked(&self.values, order);
        self.known.pick(order);
    }
}

/// Codes, and the texts that they stand for.
#[derive(Default)]
pub struct Texts {
    pub codes: Vec<u32>,
    pub texts: Interner,
    /// The values of `one of`.
    pub allowed: Option<Arc<[String]>>,
}

impl Texts {
    pub fn append(&mut self, other: &Texts, rows: Option<&[u32]>) {
        let here = self.texts.absorb(&other.texts);
        match rows {
            None => self.codes.extend(other.codes.iter().map(|&code| here.code(code))),
            Some(rows) => {
                self.codes.extend(rows.iter().map(|&row| here.code(other.codes[row as usize])));
            }
        }
    }
}

/// Lists of codes, end to end.
#[derive(Default)]
pub struct Lists {
    pub ends: Vec<u32>,
    pub codes: Vec<u32>,
    pub known: Known,
    pub texts: Interner,
}

impl Lists {
    pub fn push(&mut self, items: Option<&[String]>) {
        self.codes.extend(items.into_iter().flatten().map(|item| self.texts.insert(item)));
        self.ends.push(self.codes.len() as u32);
        self.known.push(items.is_some());
    }

    fn row(&self, row: usize) -> &[u32] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.codes[start as usize..self.ends[row] as usize]
    }

    pub fn append(&mut self, other: &Lists, rows: Option<&[u32]>) {
        let here = self.texts.absorb(&other.texts);
        let mut row = |row: usize| {
            self.codes.extend(other.row(row).iter().map(|&code| here.code(code)));
            self.ends.push(self.codes.len() as u32);
        };
        match rows {
            None => (0..other.ends.len()).for_each(&mut row),
            Some(rows) => rows.iter().for_each(|&r| row(r as usize)),
        }
        self.known.append(&other.known, rows);
    }

    pub fn pick(&mut self, order: &[u32]) {
        let mut codes = Vec::with_capacity(self.codes.len());
        let mut ends = Vec::with_capacity(order.len());
        for &row in order {
            codes.extend_from_slice(self.row(row as usize));
            ends.push(codes.len() as u32);
        }
        (self.ends, self.codes) = (ends, codes);
        self.known.pick(order);
    }
}

/// The values at these positions.
pub fn picked<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&row| values[row as usize]).collect()
}

fn append<T: Copy>(values: &mut Vec<T>, other: &[T], rows: Option<&[u32]>) {
    match rows {
        None => values.extend_from_slice(other),
        Some(rows) => values.extend(rows.iter().map(|&row| other[row as usize])),
    }
}
