//! Columns while they grow: the cells of a block are taken or refused, here and nowhere else; then block joins block.

use std::mem::take;
use std::sync::Arc;

use arrow_array::Array;

use crate::diagnostic::codes::data::NOT_ONE_OF;
use crate::diagnostic::near;
use crate::types::columns::{Column, UNKNOWN_CODE};
use crate::types::{Field, Type};

use super::block::View;
use super::cell::{self, Reading, Unknowns};
use super::error::Fault;
use super::parquet_cells::Cells;
use super::raw::Raw;
use super::values::{Lists, Scalars, Texts};

pub use super::values::picked;

pub struct Builder {
    pub name: String,
    unknowns: Unknowns,
    values: Values,
}

enum Values {
    Number(Scalars<f64>),
    Bool(Scalars<bool>),
    Date(Scalars<i64>),
    Text(Texts),
    List(Lists),
}

/// Cells that were refused, by row of their block.
pub type Refused = Vec<(u32, Fault)>;

impl Builder {
    /// For a field, with the spellings of unknown that a user gives.
    pub fn new(field: &Field, unknown: &[String]) -> Builder {
        let text = |allowed| Values::Text(Texts { allowed, ..Texts::default() });
        let values = match &field.ty {
            Type::Number => Values::Number(Scalars::default()),
            Type::Bool => Values::Bool(Scalars::default()),
            Type::Date => Values::Date(Scalars::default()),
            Type::Text => text(None),
            Type::OneOf(allowed) => text(Some(allowed.clone())),
            Type::List => Values::List(Lists::default()),
        };
        let unknowns = Unknowns::of(&field.name, unknown);
        Builder { name: field.name.clone(), unknowns, values }
    }

    /// An empty one of the same column, for one block; [`Builder::append`] joins it.
    pub fn sibling(&self) -> Builder {
        let values = match &self.values {
            Values::Number(_) => Values::Number(Scalars::default()),
            Values::Bool(_) => Values::Bool(Scalars::default()),
            Values::Date(_) => Values::Date(Scalars::default()),
            Values::Text(t) => Values::Text(Texts {
                codes: Vec::new(),
                texts: t.texts.sibling(),
                allowed: t.allowed.clone(),
            }),
            Values::List(l) => Values::List(Lists { texts: l.texts.sibling(), ..Lists::default() }),
        };
        Builder { name: self.name.clone(), unknowns: self.unknowns.clone(), values }
    }

    /// Adds the cells of these rows. One that cannot be taken is unknown, and its fault goes to `refused`.
    ///
    /// Cells whose type leaves nothing to judge are copied; all others go through the functions of [`cell`].
    pub fn extend(&mut self, view: View, rows: &[u32], reading: &Reading, refused: &mut Refused) {
        let unknowns = &self.unknowns;
        let plain = unknowns.are_blank_alone();
        match &mut self.values {
            Values::Number(numbers) => {
                let judge = |row| unknowns.or(&view.get(row), |raw| cell::number(raw, reading));
                match view {
                    View::Parquet(Cells::Float(floats))
                        if plain && is_whole(floats, rows) && finite(floats.values()) =>
                    {
                        numbers.extend(floats.values().iter().map(|f| f + 0.0));
                    }
                    View::Parquet(Cells::Int(ints)) if plain && is_whole(ints, rows) => {
                        numbers.extend(ints.values().iter().map(|&int| int as f64));
                    }
                    View::Parquet(Cells::Float(floats)) if plain => {
                        let sound = |row| Some(floats.value(row)).filter(|f| f.is_finite());
                        // The sum makes zero of minus zero.
                        let quick =
                            |row| sound(row).filter(|_| floats.is_valid(row)).map(|f| f + 0.0);
                        judge_each(numbers, rows, quick, judge, refused);
                    }
                    View::Parquet(Cells::Int(ints)) if plain => {
                        let quick = |row| ints.is_valid(row).then(|| ints.value(row) as f64);
                        judge_each(numbers, rows, quick, judge, refused);
                    }
                    _ => judge_each(numbers, rows, |_| None, judge, refused),
                }
            }
            Values::Bool(bools) => {
                let judge = |row| unknowns.or(&view.get(row), cell::boolean);
                match view {
                    View::Parquet(Cells::Bool(answers)) => {
                        let quick = |row| answers.is_valid(row).then(|| answers.value(row));
                        judge_each(bools, rows, quick, judge, refused);
                    }
                    _ => judge_each(bools, rows, |_| None, judge, refused),
                }
            }
            Values::Date(dates) => {
                let judge = |row| unknowns.or(&view.get(row), |raw| cell::date(raw, reading));
                match view {
                    View::Parquet(Cells::Instant(stamps)) if is_whole(stamps, rows) => {
                        dates.extend(stamps.values().iter().copied());
                    }
                    View::Parquet(Cells::Instant(stamps)) => {
                        let quick = |row| stamps.is_valid(row).then(|| stamps.value(row));
                        judge_each(dates, rows, quick, judge, refused);
                    }
                    _ => judge_each(dates, rows, |_| None, judge, refused),
                }
            }
            Values::Text(texts) => {
                let Texts { codes, texts, allowed } = texts;
                let distinct = allowed.is_some() || view.is_coded();
                let judge = |raw: &Raw| {
                    let code = unknowns.or(raw, |raw| {
                        let text = cell::text(raw)?;
                        if let Some(allowed) = &*allowed
                            && texts.find(&text).is_none()
                        {
                            one_of(&text, allowed)?;
                        }
                        Ok(if distinct { texts.insert(&text) } else { texts.add(&text) })
                    });
                    code.map(|code| code.unwrap_or(UNKNOWN_CODE))
                };
                view.coded(rows, judge, |row, code| {
                    codes.push(code.unwrap_or_else(|fault| {
                        refused.push((row, fault));
                        UNKNOWN_CODE
                    }));
                });
            }
            Values::List(lists) => {
                for &row in rows {
                    match unknowns.or(&view.get(row as usize), cell::list) {
                        Ok(items) => lists.push(items.as_deref()),
                        Err(fault) => {
                            lists.push(None);
                            refused.push((row, fault));
                        }
                    }
                }
            }
        }
    }

    /// Adds all rows of a sibling, or these.
    pub fn append(&mut self, sibling: &Builder, rows: Option<&[u32]>) {
        match (&mut self.values, &sibling.values) {
            (Values::Number(here), Values::Number(more)) => here.append(more, rows),
            (Values::Bool(here), Values::Bool(more)) => here.append(more, rows),
            (Values::Date(here), Values::Date(more)) => here.append(more, rows),
            (Values::Text(here), Values::Text(more)) => here.append(more, rows),
            (Values::List(here), Values::List(more)) => here.append(more, rows),
            _ => {}
        }
    }

    /// Gives its rows away and keeps the dictionary, which theirs does without.
    pub fn drain(&mut self) -> Column {
        let values = match &mut self.values {
            Values::Number(numbers) => Values::Number(take(numbers)),
            Values::Bool(bools) => Values::Bool(take(bools)),
            Values::Date(dates) => Values::Date(take(dates)),
            Values::Text(texts) => {
                Values::Text(Texts { codes: take(&mut texts.codes), ..Texts::default() })
            }
            Values::List(lists) => {
                let texts = take(&mut lists.texts);
                let rows = Values::List(take(lists));
                lists.texts = texts;
                rows
            }
        };
        let (name, unknowns) = (String::new(), self.unknowns.clone());
        Builder { name, unknowns, values }.finish()
    }

    pub fn finish(self) -> Column {
        match self.values {
            Values::Number(Scalars { values, known }) => {
                Column::Number { values, known: known.finish() }
            }
            Values::Bool(Scalars { values, known }) => {
                Column::Bool { values: values.into_iter().collect(), known: known.finish() }
            }
            Values::Date(Scalars { values, known }) => {
                Column::Date { values, known: known.finish() }
            }
            Values::Text(Texts { codes, texts, .. }) => {
                Column::Text { codes, dictionary: texts.finish() }
            }
            Values::List(Lists { ends, codes, known, texts }) => Column::List {
                offsets: std::iter::once(0).chain(ends).collect(),
                codes,
                known: known.finish(),
                dictionary: texts.finish(),
            },
        }
    }

    /// Keeps the rows of `order`, in that order.
    pub fn pick(&mut self, order: &[u32]) {
        match &mut self.values {
            Values::Number(numbers) => numbers.pick(order),
            Values::Bool(bools) => bools.pick(order),
            Values::Date(dates) => dates.pick(order),
            Values::Text(texts) => texts.codes = picked(&texts.codes, order),
            Values::List(lists) => lists.pick(order),
        }
    }

    /// The rows of `order`, in that order.
    pub fn finish_in(mut self, order: &[u32]) -> Column {
        self.pick(order);
        self.finish()
    }
}

/// Are these all rows of the column, and all known?
fn is_whole(column: &dyn Array, rows: &[u32]) -> bool {
    column.null_count() == 0 && column.len() == rows.len()
}

fn finite(floats: &[f64]) -> bool {
    floats.iter().all(|float| float.is_finite())
}

/// Pushes each row's value: at once where `quick` knows it, else as `judge` says.
fn judge_each<T: Copy + Default>(
    scalars: &mut Scalars<T>,
    rows: &[u32],
    quick: impl Fn(usize) -> Option<T>,
    judge: impl Fn(usize) -> Result<Option<T>, Fault>,
    refused: &mut Refused,
) {
    scalars.values.reserve(rows.len());
    for &row in rows {
        match quick(row as usize) {
            Some(value) => scalars.push(Some(value)),
            None => scalars.push(judge(row as usize).unwrap_or_else(|fault| {
                refused.push((row, fault));
                None
            })),
        }
    }
}

/// The most values that a message lists.
const LISTED: usize = 8;

/// Is a text one of those declared, in any case?
pub fn one_of(text: &str, allowed: &Arc<[String]>) -> Result<(), Fault> {
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
