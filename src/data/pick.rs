//! Some rows of a column: a range of them, or any in any order. Texts stay coded.

use std::ops::Range;
use std::sync::Arc;

use crate::types::columns::{Bitmap, Column, Dictionary, UNKNOWN_CODE};

use super::builder::picked;

fn bits(bits: &Bitmap, order: &[u32]) -> Bitmap {
    order.iter().map(|&row| bits.get(row as usize)).collect()
}

/// The rows of `order`, in that order.
pub fn rows(column: &Column, order: &[u32]) -> Column {
    match column {
        Column::Number { values, known } => {
            Column::Number { values: picked(values, order), known: bits(known, order) }
        }
        Column::Bool { values, known } => {
            Column::Bool { values: bits(values, order), known: bits(known, order) }
        }
        Column::Date { values, known } => {
            Column::Date { values: picked(values, order), known: bits(known, order) }
        }
        Column::Text { codes, dictionary } => {
            Column::Text { codes: picked(codes, order), dictionary: dictionary.clone() }
        }
        Column::List { offsets, codes, known, dictionary } => {
            let mut items = Vec::new();
            let mut ends = vec![0];
            for &row in order {
                items.extend_from_slice(&codes[list(offsets, row as usize)]);
                ends.push(items.len() as u32);
            }
            let (known, dictionary) = (bits(known, order), dictionary.clone());
            Column::List { offsets: ends, codes: items, known, dictionary }
        }
    }
}

/// A range of rows; of a dictionary larger than that, only the texts in it.
pub fn range(column: &Column, rows: Range<usize>) -> Column {
    match column {
        Column::Number { values, known } => {
            Column::Number { values: values[rows.clone()].to_vec(), known: known.range(rows) }
        }
        Column::Bool { values, known } => {
            Column::Bool { values: values.range(rows.clone()), known: known.range(rows) }
        }
        Column::Date { values, known } => {
            Column::Date { values: values[rows.clone()].to_vec(), known: known.range(rows) }
        }
        Column::Text { codes, dictionary } => {
            let (codes, dictionary) = texts(&codes[rows], dictionary);
            Column::Text { codes, dictionary }
        }
        Column::List { offsets, codes, known, dictionary } => {
            let (start, end) = (offsets[rows.start], offsets[rows.end]);
            let (codes, dictionary) = texts(&codes[start as usize..end as usize], dictionary);
            let offsets = offsets[rows.start..=rows.end].iter().map(|offset| offset - start);
            Column::List { offsets: offsets.collect(), codes, known: known.range(rows), dictionary }
        }
    }
}

/// Codes with a dictionary that is not larger than they are: what is found out once a text must not cost more than the rows.
fn texts(codes: &[u32], dictionary: &Arc<Dictionary>) -> (Vec<u32>, Arc<Dictionary>) {
    if dictionary.len() <= codes.len() {
        return (codes.to_vec(), dictionary.clone());
    }
    // Where each row has a text of its own, those of a range of rows stand side by side.
    let known = || codes.iter().copied().filter(|code| *code != UNKNOWN_CODE);
    if let (Some(low), Some(high)) = (known().min(), known().max())
        && ((high - low) as usize) < codes.len()
    {
        let code = |&code: &u32| if code == UNKNOWN_CODE { code } else { code - low };
        let texts = dictionary.slice(low as usize..high as usize + 1);
        return (codes.iter().map(code).collect(), Arc::new(texts));
    }
    let mut there: Vec<u32> = known().collect();
    there.sort_unstable();
    there.dedup();
    let texts: Dictionary = there.iter().map(|&code| dictionary.get(code)).collect();
    let position = |code: &u32| there.binary_search(code).map_or(UNKNOWN_CODE, |at| at as u32);
    (codes.iter().map(position).collect(), Arc::new(texts))
}

/// Do two rows hold the same?
pub fn same(column: &Column, a: usize, b: usize) -> bool {
    match column {
        Column::Number { values, known } => {
            known.get(a) == known.get(b) && (!known.get(a) || values[a] == values[b])
        }
        Column::Bool { values, known } => {
            known.get(a) == known.get(b) && (!known.get(a) || values.get(a) == values.get(b))
        }
        Column::Date { values, known } => {
            known.get(a) == known.get(b) && (!known.get(a) || values[a] == values[b])
        }
        Column::Text { codes, dictionary } => match (codes[a], codes[b]) {
            (UNKNOWN_CODE, _) | (_, UNKNOWN_CODE) => codes[a] == codes[b],
            (a, b) => a == b || dictionary.get(a) == dictionary.get(b),
        },
        // Of lists each text stands once.
        Column::List { offsets, codes, known, .. } => {
            known.get(a) == known.get(b) && codes[list(offsets, a)] == codes[list(offsets, b)]
        }
    }
}

pub fn list(offsets: &[u32], row: usize) -> Range<usize> {
    offsets[row] as usize..offsets[row + 1] as usize
}
