//! Where results go: to a file that appears when it is whole, to standard output, or nowhere.

use std::io;
use std::io::BufWriter;
use std::io::Stdout;
use std::sync::Arc;

use crate::cli::failure::Failure;
use crate::data;
use crate::data::Encoded;
use crate::data::Encoder;
use crate::data::Format;
use crate::data::Output;
use crate::data::TableFile;
use crate::data::WholeFile;

pub enum Results {
    File(String, Box<TableFile<WholeFile>>),
    Stdout(TableFile<BufWriter<Stdout>>),
    Nowhere,
}

impl Results {
    /// A file with the columns of `head`.
    pub fn file(path: &str, format: Option<Format>, head: &Output) -> Result<Results, Failure> {
        let format = data::format_of(path, format)?;
        let table = TableFile::begin(head, format, WholeFile::create(path)?);
        let table = table.map_err(|e| data::cannot_write(path, &e))?;
        Ok(Results::File(path.to_string(), Box::new(table)))
    }

    pub fn stdout(format: Format, head: &Output) -> Result<Results, Failure> {
        let stream = BufWriter::with_capacity(1 << 16, io::stdout());
        Ok(Results::Stdout(TableFile::begin(head, format, stream)?))
    }

    /// What makes rows ready for [`Results::append`]; nothing where they go nowhere.
    pub fn encoder(&self) -> Option<Arc<Encoder>> {
        match self {
            Results::File(_, table) => Some(table.encoder()),
            Results::Stdout(table) => Some(table.encoder()),
            Results::Nowhere => None,
        }
    }

    pub fn append(&mut self, rows: io::Result<Option<Encoded>>) -> Result<(), Failure> {
        match self {
            Results::File(path, table) => {
                let append = rows.and_then(|rows| rows.map_or(Ok(()), |rows| table.append(rows)));
                append.map_err(|e| data::cannot_write(path, &e).into())
            }
            Results::Stdout(table) => match rows? {
                Some(rows) => Ok(table.append(rows)?),
                None => Ok(()),
            },
            Results::Nowhere => Ok(()),
        }
    }

    /// Ends it; a file gets its name.
    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Results::File(path, table) => {
                table.finish().map_err(|e| data::cannot_write(&path, &e))?.finish()?;
            }
            Results::Stdout(table) => drop(table.finish()?),
            Results::Nowhere => {}
        }
        Ok(())
    }
}
