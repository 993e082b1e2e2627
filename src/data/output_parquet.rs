//! Results as Parquet: figures as exact decimals with two places, labels as text, an empty cell as null.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::ids::Ids;
use super::output::{Output, Values};
use super::output_arrow::{DIGITS, PLACES, array};

/// Makes rows into the columns of a row group; shared by threads.
pub struct Encoder {
    schema: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
}

/// A row group that is encoded and not yet in a file.
pub type RowGroup = Vec<ArrowColumnChunk>;

pub struct File<W: Write + Send>(SerializedFileWriter<W>);

/// A file with these columns, and what encodes its rows.
pub fn create<W: Write + Send>(head: &Output, stream: W) -> io::Result<(Encoder, File<W>)> {
    let schema = schema(head);
    let mut properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    for field in schema.fields().iter().filter(|f| *f.data_type() == DataType::Int64) {
        // Ids stand once each: a dictionary of them would only be a detour.
        let column = ColumnPath::from(field.name().as_str());
        properties = properties.set_column_dictionary_enabled(column, false);
    }
    let file = ArrowWriter::try_new(stream, schema.clone(), Some(properties.build()));
    let (file, factory) = file.and_then(ArrowWriter::into_serialized_writer).map_err(plain)?;
    Ok((Encoder { schema, factory }, File(file)))
}

impl Encoder {
    pub fn encode(&self, output: &Output) -> io::Result<RowGroup> {
        self.row_group(output).map_err(plain)
    }

    fn row_group(&self, output: &Output) -> Result<RowGroup, ParquetError> {
        // The number of a row group matters where it is encrypted, and nowhere else.
        let writers = self.factory.create_column_writers(0)?;
        let columns = self.schema.fields().iter().zip(&output.columns).zip(writers);
        let chunks = columns.map(|((field, column), mut writer)| {
            for leaf in compute_leaves(field, &array(&column.values, output.rows)?)? {
                writer.write(&leaf)?;
            }
            writer.close()
        });
        chunks.collect()
    }
}

impl<W: Write + Send> File<W> {
    pub fn append(&mut self, columns: RowGroup) -> io::Result<()> {
        let append = || {
            let mut group = self.0.next_row_group()?;
            columns.into_iter().try_for_each(|column| column.append_to_row_group(&mut group))?;
            group.close().map(|_| ())
        };
        append().map_err(plain)
    }

    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(plain)
    }
}

/// A full disk is told as such.
fn plain(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

fn schema(output: &Output) -> SchemaRef {
    let field = |column: &super::output::OutputColumn| {
        let (ty, nullable) = match &column.values {
            Values::Ids { ids: Ids::Numbers { text: false, .. }, .. } => (DataType::Int64, false),
            Values::Ids { .. } => (DataType::Utf8, false),
            Values::Points { .. } => (DataType::Decimal128(DIGITS, PLACES), true),
            Values::Labels { .. } | Values::Texts(_) => (DataType::Utf8, true),
        };
        Field::new(&column.name, ty, nullable)
    };
    Arc::new(Schema::new(output.columns.iter().map(field).collect::<Vec<_>>()))
}
