//! Columns while they grow: a value is pushed or refused, and a refused row is taken back.

use std::collections::HashMap;
use std::mem::take;
use std::sync::Arc;

use crate::diagnostic::codes::data::NOT_ONE_OF;
use crate::diagnostic::near;
use crate::types::columns::{Column, Dictionary, UNKNOWN_CODE};
use crate::types::{Field, Type};

use super::cell::{self, Reading, Unknowns};
use super::error::Fault;
use super::raw::Raw;

pub struct Builder {
    pub name: String,
    unknowns: Unknowns,
    values: Values,
}

enum Values {
    Number { values: Vec<f64>, known: Vec<bool> },
    Bool { values: Vec<bool>, known: Vec<bool> },
    Date { values: Vec<i64>, known: Vec<bool> },
    Text { codes: Vec<u32>, texts: Interner, allowed: Option<Arc<[String]>> },
    List { ends: Vec<u32>, codes: Vec<u32>, known: Vec<bool>, texts: Interner },
}

/// Distinct texts by order of first appearance.
#[derive(Default)]
struct Interner {
    codes: HashMap<Arc<str>, u32>,
    values: Vec<Arc<str>>,
}

impl Interner {
    fn insert(&mut self, text: &str) -> u32 {
        if let Some(&code) = self.codes.get(text) {
            return code;
        }
        let text: Arc<str> = text.into();
        self.values.push(text.clone());
        self.codes.insert(text, self.values.len() as u32 - 1);
        self.values.len() as u32 - 1
    }

    fn finish(self) -> Arc<Dictionary> {
        Arc::new(Dictionary { values: self.values })
    }
}

impl Builder {
    /// For a field, with the spellings of unknown that a user gives.
    pub fn new(field: &Field, unknown: &[String]) -> Builder {
        let values = match &field.ty {
            Type::Number => Values::Number { values: Vec::new(), known: Vec::new() },
            Type::Bool => Values::Bool { values: Vec::new(), known: Vec::new() },
            Type::Date => Values::Date { values: Vec::new(), known: Vec::new() },
            Type::Text => text_values(None),
            Type::OneOf(allowed) => text_values(Some(allowed.clone())),
            Type::List => Values::List {
                ends: Vec::new(),
                codes: Vec::new(),
                known: Vec::new(),
                texts: Interner::default(),
            },
        };
        let unknowns = Unknowns::of(&field.name, unknown);
        Builder { name: field.name.clone(), unknowns, values }
    }

    /// Pushes one cell. A cell that cannot be taken is refused and nothing is pushed.
    pub fn push(&mut self, raw: &Raw, reading: &Reading) -> Result<(), Fault> {
        if self.unknowns.hold(raw) {
            self.push_unknown();
            return Ok(());
        }
        match &mut self.values {
            Values::Number { values, known } => {
                values.push(cell::number(raw, reading)?);
                known.push(true);
            }
            Values::Bool { values, known } => {
                values.push(cell::boolean(raw)?);
                known.push(true);
            }
            Values::Date { values, known } => {
                values.push(cell::date(raw, reading)?);
                known.push(true);
            }
            Values::Text { codes, texts, allowed } => {
                let text = cell::text(raw)?;
                let code = match (texts.codes.get(&*text), allowed) {
                    (Some(&code), _) => code,
                    (None, Some(allowed)) => {
                        one_of(&text, allowed)?;
                        texts.insert(&text)
                    }
                    (None, None) => texts.insert(&text),
                };
                codes.push(code);
            }
            Values::List { ends, codes, known, texts } => {
                codes.extend(cell::list(raw)?.iter().map(|item| texts.insert(item)));
                ends.push(codes.len() as u32);
                known.push(true);
            }
        }
        Ok(())
    }

    pub fn push_unknown(&mut self) {
        match &mut self.values {
            Values::Number { values, known } => {
                values.push(0.0);
                known.push(false);
            }
            Values::Bool { values, known } => {
                values.push(false);
                known.push(false);
            }
            Values::Date { values, known } => {
                values.push(0);
                known.push(false);
            }
            Values::Text { codes, .. } => codes.push(UNKNOWN_CODE),
            Values::List { ends, codes, known, .. } => {
                ends.push(codes.len() as u32);
                known.push(false);
            }
        }
    }

    /// Takes back all rows from this one on.
    pub fn truncate(&mut self, rows: usize) {
        match &mut self.values {
            Values::Number { values, known } => {
                values.truncate(rows);
                known.truncate(rows);
            }
            Values::Bool { values, known } => {
                values.truncate(rows);
                known.truncate(rows);
            }
            Values::Date { values, known } => {
                values.truncate(rows);
                known.truncate(rows);
            }
            Values::Text { codes, .. } => codes.truncate(rows),
            Values::List { ends, codes, known, .. } => {
                ends.truncate(rows);
                known.truncate(rows);
                codes.truncate(ends.last().map_or(0, |&e| e as usize));
            }
        }
    }

    /// Gives its rows away and keeps the dictionary, which theirs does without.
    pub fn drain(&mut self) -> Column {
        let values = match &mut self.values {
            Values::Number { values, known } => {
                Values::Number { values: take(values), known: take(known) }
            }
            Values::Bool { values, known } => {
                Values::Bool { values: take(values), known: take(known) }
            }
            Values::Date { values, known } => {
                Values::Date { values: take(values), known: take(known) }
            }
            Values::Text { codes, .. } => {
                Values::Text { codes: take(codes), texts: Interner::default(), allowed: None }
            }
            Values::List { ends, codes, known, .. } => {
                let (ends, codes, known) = (take(ends), take(codes), take(known));
                Values::List { ends, codes, known, texts: Interner::default() }
            }
        };
        let (name, unknowns) = (String::new(), self.unknowns.clone());
        Builder { name, unknowns, values }.finish()
    }

    pub fn finish(self) -> Column {
        match self.values {
            Values::Number { values, known } => {
                Column::Number { values, known: known.into_iter().collect() }
            }
            Values::Bool { values, known } => Column::Bool {
                values: values.into_iter().collect(),
                known: known.into_iter().collect(),
            },
            Values::Date { values, known } => {
                Column::Date { values, known: known.into_iter().collect() }
            }
            Values::Text { codes, texts, .. } => Column::Text { codes, dictionary: texts.finish() },
            Values::List { ends, codes, known, texts } => Column::List {
                offsets: std::iter::once(0).chain(ends).collect(),
                codes,
                known: known.into_iter().collect(),
                dictionary: texts.finish(),
            },
        }
    }

    /// The rows of `order`, in that order.
    pub fn finish_in(mut self, order: &[u32]) -> Column {
        match &mut self.values {
            Values::Number { values, known } => {
                *values = picked(values, order);
                *known = picked(known, order);
            }
            Values::Bool { values, known } => {
                *values = picked(values, order);
                *known = picked(known, order);
            }
            Values::Date { values, known } => {
                *values = picked(values, order);
                *known = picked(known, order);
            }
            Values::Text { codes, .. } => *codes = picked(codes, order),
            Values::List { ends, codes, known, .. } => {
                let mut items = Vec::with_capacity(codes.len());
                let mut new_ends = Vec::with_capacity(order.len());
                for &row in order {
                    items.extend_from_slice(&codes[range(ends, row as usize)]);
                    new_ends.push(items.len() as u32);
                }
                (*ends, *codes) = (new_ends, items);
                *known = picked(known, order);
            }
        }
        self.finish()
    }
}

fn text_values(allowed: Option<Arc<[String]>>) -> Values {
    Values::Text { codes: Vec::new(), texts: Interner::default(), allowed }
}

fn range(ends: &[u32], row: usize) -> std::ops::Range<usize> {
    let start = if row == 0 { 0 } else { ends[row - 1] };
    start as usize..ends[row] as usize
}

/// The values at these positions.
pub fn picked<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&row| values[row as usize]).collect()
}

/// The most values that a message lists.
const LISTED: usize = 8;

fn one_of(text: &str, allowed: &[String]) -> Result<(), Fault> {
    if allowed.iter().any(|a| cell::same_text(a, text)) {
        return Ok(());
    }
    let fault = Fault::new(NOT_ONE_OF, text, "is not one of the declared values");
    let names = allowed.iter().map(String::as_str);
    let near = near::nearest(text, names.clone());
    Err(match (near.is_empty(), allowed.len() <= LISTED) {
        (false, _) => fault.help(format!("did you mean {}?", near::one_of(near))),
        (true, true) => fault.help(format!("the rules declare {}", near::one_of(names))),
        (true, false) => fault.help("correct the value, or add it to the declaration in the rules"),
    })
}
