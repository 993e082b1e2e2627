//! Results as Parquet: figures as exact decimals with two places, labels as text, an empty cell as null.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::ids::Ids;
use super::output::{Output, Values};

/// Every figure fits: it is held within ±1e15 points.
const DIGITS: u8 = 18;
const PLACES: i8 = 2;
/// Rows of a batch, as they are written.
const BATCH: usize = 65_536;

pub fn write(output: &Output, stream: &mut (impl Write + Send)) -> io::Result<()> {
    write_batches(output, stream).map_err(|error| match error {
        // A full disk is told as such.
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    })
}

fn write_batches(output: &Output, stream: &mut (impl Write + Send)) -> Result<(), ParquetError> {
    let schema = schema(output);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = ArrowWriter::try_new(stream, schema.clone(), Some(properties))?;
    for start in (0..output.rows).step_by(BATCH) {
        let rows = start..(start + BATCH).min(output.rows);
        file.write(&batch(output, &schema, rows)?)?;
    }
    file.close().map(|_| ())
}

fn schema(output: &Output) -> SchemaRef {
    let field = |column: &super::output::OutputColumn| {
        let (ty, nullable) = match &column.values {
            Values::Ids(Ids::Numbers { text: false, .. }) => (DataType::Int64, false),
            Values::Ids(_) => (DataType::Utf8, false),
            Values::Points { .. } => (DataType::Decimal128(DIGITS, PLACES), true),
            Values::Labels { .. } | Values::Texts(_) => (DataType::Utf8, true),
        };
        Field::new(&column.name, ty, nullable)
    };
    Arc::new(Schema::new(output.columns.iter().map(field).collect::<Vec<_>>()))
}

fn batch(
    output: &Output,
    schema: &SchemaRef,
    rows: Range<usize>,
) -> Result<RecordBatch, ArrowError> {
    let columns = output.columns.iter().map(|c| array(&c.values, rows.clone()));
    RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)
}

fn array(values: &Values, rows: Range<usize>) -> Result<ArrayRef, ArrowError> {
    Ok(match values {
        Values::Ids(Ids::Numbers { values, text: false }) => {
            Arc::new(Int64Array::from(values[rows].to_vec()))
        }
        Values::Points { values, present } => {
            let figure = |row: usize| present[row].then(|| i128::from(values[row].0));
            let figures: Decimal128Array = rows.map(figure).collect();
            Arc::new(figures.with_precision_and_scale(DIGITS, PLACES)?)
        }
        _ => Arc::new(rows.map(|row| values.cell(row)).collect::<StringArray>()),
    })
}
