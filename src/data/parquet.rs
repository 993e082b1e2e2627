//! Parquet, a range of rows of one row group at a time; only the columns that are chosen are decoded.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
    RowSelector,
};
use parquet::basic::Encoding;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::{ChunkReader, Length};

use crate::diagnostic::codes::data::BROKEN_PARQUET;

use super::block::{Block, Kind};
use super::error::DataError;
use super::format::{Input, Meter, broken, cannot_read};
use super::parquet_cells::Cells;

/// The most rows that are decoded at once.
const ROWS: u64 = 1 << 18;

/// Where the next rows are.
pub struct ParquetSource {
    metadata: Arc<ParquetMetaData>,
    group: usize,
    /// Rows of the group that are given out.
    given: u64,
    /// Rows of all groups that are given out.
    before: u64,
}

/// Some rows of a row group.
pub struct Range {
    group: usize,
    skip: u64,
    rows: u64,
    before: u64,
}

/// Decodes ranges; several at the same time.
pub struct ParquetParser {
    name: Arc<str>,
    file: Shared,
    plain: ArrowReaderMetadata,
    pub columns: Vec<String>,
    /// The chosen columns of the file, ascending.
    roots: Vec<usize>,
    /// For each selected column, its position in `roots`.
    positions: Vec<Option<usize>>,
}

pub struct ParquetBlock {
    pub cells: Vec<Cells>,
    pub positions: Vec<Option<usize>>,
    /// Rows of the file before this block.
    pub before: u64,
}

impl ParquetBlock {
    pub fn column(&self, selected: usize) -> Option<&Cells> {
        self.positions[selected].and_then(|position| self.cells.get(position))
    }
}

pub fn open(input: Input) -> Result<(ParquetSource, ParquetParser), DataError> {
    let name = input.name.clone();
    let file = Shared::new(seekable(input)?).map_err(|e| cannot_read(&name, &e))?;
    let plain = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new());
    let plain = plain.map_err(|_| damaged(&name))?;
    let metadata = plain.metadata().clone();
    let columns = plain.schema().fields().iter().map(|f| f.name().clone()).collect();
    let source = ParquetSource { metadata, group: 0, given: 0, before: 0 };
    let (roots, positions) = (Vec::new(), Vec::new());
    Ok((source, ParquetParser { name, file, plain, columns, roots, positions }))
}

impl ParquetSource {
    pub fn next(&mut self, meter: &Meter) -> Option<Range> {
        let total = self.metadata.file_metadata().num_rows().max(0) as u64;
        let share = self.before as f64 / total.max(1) as f64;
        meter.set((meter.total.unwrap_or(0) as f64 * share) as u64);
        while self.group < self.metadata.num_row_groups() {
            let rows = self.metadata.row_group(self.group).num_rows().max(0) as u64;
            let left = rows.saturating_sub(self.given).min(ROWS);
            if left > 0 {
                let (group, skip, before) = (self.group, self.given, self.before);
                self.given += left;
                self.before += left;
                return Some(Range { group, skip, rows: left, before });
            }
            self.group += 1;
            self.given = 0;
        }
        None
    }
}

impl ParquetParser {
    /// Chooses the columns to decode, by position in the file.
    pub fn select(&mut self, columns: Vec<Option<usize>>) {
        (self.roots, self.positions) = super::columns::chosen(&columns);
    }

    pub fn parse(&self, range: Range) -> Block {
        let (cells, end) = match self.decode(&range) {
            Ok(cells) => (cells, None),
            Err(_) => (Vec::new(), Some(damaged(&self.name))),
        };
        let rows = if end.is_none() { range.rows as u32 } else { 0 };
        let positions = self.positions.clone();
        let kind = Kind::Parquet(ParquetBlock { cells, positions, before: range.before });
        Block { kind, rows, broken: Vec::new(), end }
    }

    fn decode(&self, range: &Range) -> ParquetResult<Vec<Cells>> {
        let metadata = self.with_dictionaries(range.group);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), self.roots.iter().copied());
        let whole = self.plain.metadata().row_group(range.group).num_rows() as u64 == range.rows;
        let mut builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.file.clone(), metadata)
                .with_row_groups(vec![range.group])
                .with_projection(mask)
                .with_batch_size(range.rows as usize);
        if !whole {
            let skip = RowSelector::skip(range.skip as usize);
            let select = RowSelector::select(range.rows as usize);
            builder = builder.with_row_selection(RowSelection::from(vec![skip, select]));
        }
        let batch = builder.build()?.next().transpose()?;
        match batch.filter(|batch| batch.num_rows() as u64 == range.rows) {
            Some(batch) => Ok(batch.columns().iter().map(Cells::of).collect()),
            None => Err(ParquetError::General("fewer rows than the footer says".into())),
        }
    }

    /// Text that a row group keeps as a dictionary is read as codes of that dictionary; other text stays where it was decompressed.
    fn with_dictionaries(&self, group: usize) -> ArrowReaderMetadata {
        let metadata = self.plain.metadata();
        let leaves = metadata.row_group(group).columns();
        let schema = self.plain.schema();
        let field = |(root, field): (usize, &Arc<arrow_schema::Field>)| {
            let leaf = leaves.iter().find(|l| l.column_path().parts() == [field.name().as_str()]);
            match leaf {
                Some(leaf) if is_text(field.data_type()) && self.roots.contains(&root) => {
                    Arc::new(field.as_ref().clone().with_data_type(text_type(leaf)))
                }
                _ => field.clone(),
            }
        };
        let fields: Vec<_> = schema.fields().iter().enumerate().map(field).collect();
        let wanted = Schema::new_with_metadata(fields, schema.metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(wanted));
        ArrowReaderMetadata::try_new(metadata.clone(), options)
            .unwrap_or_else(|_| self.plain.clone())
    }
}

fn is_text(ty: &DataType) -> bool {
    match ty {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

fn text_type(leaf: &ColumnChunkMetaData) -> DataType {
    match is_all_dictionary(leaf) {
        true => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        false => DataType::Utf8View,
    }
}

/// Are all pages codes of one dictionary, as far as the footer tells?
fn is_all_dictionary(leaf: &ColumnChunkMetaData) -> bool {
    let is_code = |e: Encoding| matches!(e, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY);
    leaf.dictionary_page_offset().is_some()
        && leaf.page_encoding_stats_mask().is_some_and(|mask| mask.encodings().all(is_code))
}

/// A file that several threads read at places of their own.
#[derive(Clone)]
struct Shared {
    file: Arc<Mutex<File>>,
    len: u64,
}

impl Shared {
    fn new(file: File) -> std::io::Result<Shared> {
        let len = file.metadata()?.len();
        Ok(Shared { file: Arc::new(Mutex::new(file)), len })
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read(buffer)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.len
    }
}

/// Reads on from a place.
struct Onward {
    file: Shared,
    at: u64,
}

impl Read for Onward {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(self.at, buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl ChunkReader for Shared {
    type T = BufReader<Onward>;

    fn get_read(&self, start: u64) -> ParquetResult<BufReader<Onward>> {
        // Page headers are read this way, and they are short.
        Ok(BufReader::with_capacity(256, Onward { file: self.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<bytes::Bytes> {
        if start.saturating_add(length as u64) > self.len {
            return Err(ParquetError::EOF("the file ends before its pages".into()));
        }
        let mut bytes = vec![0; length];
        Onward { file: self.clone(), at: start }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The file itself, or a copy without a name where it is a pipe or compressed as a whole.
fn seekable(mut input: Input) -> Result<File, DataError> {
    if let Some(path) = &input.seekable {
        return File::open(path).map_err(|e| cannot_read(&input.name, &e));
    }
    let copy = || {
        let mut file = tempfile::tempfile()?;
        std::io::copy(&mut input.reader, &mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    };
    let copied: std::io::Result<File> = { copy }();
    copied.map_err(|e| broken(&input.name, input.compressed, &e))
}

fn damaged(name: &Arc<str>) -> DataError {
    DataError::new(BROKEN_PARQUET, name.clone(), "this Parquet file is cut short or damaged")
        .help("make or fetch the file again")
}
