//! Results as Arrow columns: figures as exact decimals with two places, labels as codes of a dictionary, an empty cell as null.

use std::sync::Arc;

use arrow_array::types::UInt16Type;
use arrow_array::{
    Array, ArrayRef, Decimal128Array, DictionaryArray, Int64Array, RecordBatch, StringArray,
    UInt16Array,
};
use arrow_schema::{ArrowError, Field, Schema};

use crate::diagnostic::codes::data::CANNOT_WRITE;
use crate::ir::outcome::{DISQUALIFIED, NONE};

use super::error::DataError;
use super::ids::Ids;
use super::output::{DISQUALIFIED_WORD, Output, Values};

/// Every figure fits: it is held within ±1e15 points.
pub const DIGITS: u8 = 18;
pub const PLACES: i8 = 2;

/// A table of results as a record batch.
pub fn record_batch(output: &Output) -> Result<RecordBatch, DataError> {
    let made = || {
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for column in &output.columns {
            let array = array(&column.values, output.rows)?;
            let nullable = !matches!(column.values, Values::Ids { .. });
            fields.push(Field::new(&column.name, array.data_type().clone(), nullable));
            columns.push(array);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    };
    // Every figure and label has its place in these columns: this is a fault of ours, and no reason to panic.
    made().map_err(|error: ArrowError| DataError::new(CANNOT_WRITE, "results", error.to_string()))
}

pub fn array(values: &Values, rows: usize) -> Result<ArrayRef, ArrowError> {
    Ok(match values {
        Values::Ids { ids: Ids::Numbers { values, text: false }, first } => {
            Arc::new(Int64Array::from(values[*first..first + rows].to_vec()))
        }
        Values::Points { values, present } => {
            let figure = |(value, there): (&crate::types::Points, &bool)| {
                there.then_some(i128::from(value.0))
            };
            let figures: Decimal128Array = values.iter().zip(*present).map(figure).collect();
            Arc::new(figures.with_precision_and_scale(DIGITS, PLACES)?)
        }
        Values::Labels { codes, labels } => Arc::new(coded(codes, labels)?),
        _ => Arc::new((0..rows).map(|row| values.cell(row)).collect::<StringArray>()),
    })
}

/// Labels as codes: the texts are looked at once each.
fn coded(
    codes: &[u16],
    labels: &[Option<String>],
) -> Result<DictionaryArray<UInt16Type>, ArrowError> {
    let word = labels.len() as u16;
    let key = |&code: &u16| match code {
        NONE => None,
        DISQUALIFIED => Some(word),
        code => labels.get(usize::from(code))?.as_ref().map(|_| code),
    };
    let texts = labels.iter().map(|label| label.as_deref().unwrap_or_default());
    let texts = StringArray::from_iter_values(texts.chain([DISQUALIFIED_WORD]));
    let keys: UInt16Array = codes.iter().map(key).collect();
    DictionaryArray::try_new(keys, Arc::new(texts))
}
