//! A table that is written part by part: columns first, then rows, encoded on any thread and appended in order.

use std::io::{self, Write};
use std::sync::Arc;

use crate::diagnostic::codes::data::UNKNOWN_FORMAT;

use super::error::DataError;
use super::format::Format;
use super::output::Output;
use super::{output_csv, output_jsonl, output_parquet};

/// Makes rows into bytes; shared by threads.
pub struct Encoder(Kind);

enum Kind {
    Csv,
    JsonLines,
    Parquet(output_parquet::Encoder),
}

/// Rows that are encoded and not yet in a file.
pub struct Encoded(Rows);

enum Rows {
    Bytes(Vec<u8>),
    RowGroup(output_parquet::RowGroup),
}

/// A table on its way to a stream.
pub struct TableFile<W: Write + Send> {
    encoder: Arc<Encoder>,
    sink: Sink<W>,
}

enum Sink<W: Write + Send> {
    Text(W),
    Parquet(Box<output_parquet::File<W>>),
}

impl Encoder {
    pub fn encode(&self, output: &Output) -> io::Result<Encoded> {
        Ok(Encoded(match &self.0 {
            Kind::Csv => Rows::Bytes(output_csv::rows(output)),
            Kind::JsonLines => Rows::Bytes(output_jsonl::rows(output)),
            Kind::Parquet(encoder) => Rows::RowGroup(encoder.encode(output)?),
        }))
    }
}

impl<W: Write + Send> TableFile<W> {
    /// Begins a table with the columns of `head`, whose rows do not matter.
    pub fn begin(head: &Output, format: Format, mut stream: W) -> io::Result<TableFile<W>> {
        let (kind, sink) = match format {
            Format::Csv => {
                stream.write_all(&output_csv::head(head))?;
                (Kind::Csv, Sink::Text(stream))
            }
            Format::JsonLines => (Kind::JsonLines, Sink::Text(stream)),
            Format::Parquet => {
                let (encoder, file) = output_parquet::create(head, stream)?;
                (Kind::Parquet(encoder), Sink::Parquet(Box::new(file)))
            }
        };
        Ok(TableFile { encoder: Arc::new(Encoder(kind)), sink })
    }

    /// What encodes the rows of this table.
    pub fn encoder(&self) -> Arc<Encoder> {
        self.encoder.clone()
    }

    /// Adds rows; with Parquet they are a row group.
    pub fn append(&mut self, rows: Encoded) -> io::Result<()> {
        match (&mut self.sink, rows.0) {
            (Sink::Text(stream), Rows::Bytes(bytes)) => stream.write_all(&bytes),
            (Sink::Parquet(file), Rows::RowGroup(group)) => file.append(group),
            _ => Err(io::Error::other("these rows were encoded for another format")),
        }
    }

    /// Ends the table and gives the stream back, flushed.
    pub fn finish(self) -> io::Result<W> {
        let mut stream = match self.sink {
            Sink::Text(stream) => stream,
            Sink::Parquet(file) => file.finish()?,
        };
        stream.flush()?;
        Ok(stream)
    }
}

/// The format of a file of results: as given, else by its name; CSV for standard output.
pub fn format_of(path: &str, format: Option<Format>) -> Result<Format, DataError> {
    match format.or_else(|| Format::of_file(path)) {
        Some(format) => Ok(format),
        None if path == "-" => Ok(Format::Csv),
        None => {
            let sentence = "the name does not tell the format of this file";
            Err(DataError::new(UNKNOWN_FORMAT, path, sentence)
                .help("name it `.csv`, `.jsonl` or `.parquet`, or give the format, as in `--output-format csv`"))
        }
    }
}
