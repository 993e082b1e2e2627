//! Rows of any format through one door: open, choose columns, take block after block apart, on several threads.

use std::sync::Arc;

use arrow_array::RecordBatch;

use crate::diagnostic::codes::data::DOUBLED_COLUMN;

use super::block::{Block, Kind};
use super::chunks::Chunk;
use super::csv::{self, CsvParser, CsvSource};
use super::error::DataError;
use super::format::{self, Format, Meter};
use super::in_memory::{self, ColumnsParser, ColumnsSource, Slice};
use super::jsonl::{self, JsonParser, JsonSource};
use super::parallel;
use super::parquet::{self, ParquetParser, ParquetSource, Range};

/// Where rows come from.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// A path, or `-` for standard input; the format is told by the name where it is not given.
    File(&'a str, Option<Format>),
    /// Columns in memory, under a name for messages.
    Columns(&'a str, &'a RecordBatch),
}

pub struct Rows {
    pub name: Arc<str>,
    pub meter: Meter,
    source: Source,
    parser: Parser,
    /// Of JSON Lines, for each selected column: did any line so far have its key?
    seen: Vec<bool>,
}

/// Gives out pieces of a file in order.
enum Source {
    Csv(CsvSource),
    Json(JsonSource),
    Parquet(ParquetSource),
    Columns(ColumnsSource),
}

/// Takes pieces apart, in any order.
enum Parser {
    Csv(CsvParser),
    Json(JsonParser),
    Parquet(ParquetParser),
    Columns(ColumnsParser),
}

/// A piece of a file that can be taken apart by itself.
enum Piece {
    Chunk(Chunk),
    Range(Range),
    Slice(Slice),
}

impl Rows {
    pub fn open(given: Given) -> Result<Rows, DataError> {
        let (path, format) = match given {
            Given::File(path, format) => (path, format),
            Given::Columns(name, batch) => {
                let (source, parser) = in_memory::open(batch);
                let (source, parser) = (Source::Columns(source), Parser::Columns(parser));
                let (name, meter) = (name.into(), Meter::default());
                return Ok(Rows { name, meter, source, parser, seen: Vec::new() });
            }
        };
        let input = format::open(path, format)?;
        let (name, meter) = (input.name.clone(), input.meter.clone());
        let (source, parser) = match input.format {
            Format::Csv => {
                let (source, parser) = csv::open(input)?;
                (Source::Csv(source), Parser::Csv(parser))
            }
            Format::JsonLines => {
                let (source, parser) = jsonl::open(input)?;
                (Source::Json(source), Parser::Json(parser))
            }
            Format::Parquet => {
                let (source, parser) = parquet::open(input)?;
                (Source::Parquet(source), Parser::Parquet(parser))
            }
        };
        Ok(Rows { name, meter, source, parser, seen: Vec::new() })
    }

    /// The names of the columns; of JSON Lines, the keys of the first object.
    pub fn columns(&self) -> &[String] {
        match &self.parser {
            Parser::Csv(parser) => &parser.columns,
            Parser::Json(parser) => &parser.columns,
            Parser::Parquet(parser) => &parser.columns,
            Parser::Columns(parser) => &parser.columns,
        }
    }

    /// All columns; of JSON Lines, every key of every line: the rest of the file is read for it.
    pub fn every_key(self) -> Result<Vec<String>, DataError> {
        let mut columns = self.columns().to_vec();
        if let Source::Json(source) = self.source {
            source.every_key(&mut columns)?;
        }
        Ok(columns)
    }

    /// Are [`Rows::columns`] all that there are? JSON Lines may have other keys on every line.
    pub fn columns_are_fixed(&self) -> bool {
        !matches!(self.source, Source::Json(_))
    }

    /// Chooses the columns that blocks have, in this order; one that the file does not have is unknown throughout.
    pub fn select(&mut self, names: &[Option<String>]) -> Result<(), DataError> {
        self.refuse_doubled(names)?;
        let position = |name: &Option<String>| {
            name.as_ref().and_then(|n| self.columns().iter().position(|c| c == n))
        };
        let positions = names.iter().map(position).collect();
        self.seen = vec![false; names.len()];
        match &mut self.parser {
            Parser::Csv(parser) => parser.select(positions),
            Parser::Json(parser) => parser.select(names),
            Parser::Parquet(parser) => parser.select(positions),
            Parser::Columns(parser) => parser.select(positions),
        }
        Ok(())
    }

    fn refuse_doubled(&self, names: &[Option<String>]) -> Result<(), DataError> {
        let columns = self.columns();
        let twice = |name: &&String| columns.iter().filter(|c| c == name).count() > 1;
        match names.iter().flatten().find(twice) {
            Some(name) => Err(DataError::new(
                DOUBLED_COLUMN,
                self.name.clone(),
                format!("two columns are named `{name}`"),
            )
            .help("rename or remove one of them")),
            None => Ok(()),
        }
    }

    /// Reads the file: `work` makes something of each block, on several threads, and `take` takes what it made, in the order of the file.
    pub fn each<R: Send>(
        &mut self,
        threads: usize,
        work: impl Fn(Block) -> R + Sync,
        mut take: impl FnMut(R) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let Rows { source, parser, meter, seen, .. } = self;
        let work = |piece| {
            let mut block = parser.parse(piece);
            let end = block.end.take();
            let there: Vec<bool> = match &block.kind {
                Kind::Json(json) => (0..seen.len()).map(|i| json.has(i)).collect(),
                _ => Vec::new(),
            };
            (work(block), there, end)
        };
        let mut anywhere = vec![false; seen.len()];
        let ended = parallel::in_order(
            parallel::threads(threads),
            || source.next(meter),
            work,
            |(made, there, end)| {
                anywhere.iter_mut().zip(there).for_each(|(a, t)| *a |= t);
                take(made)?;
                end.map_or(Ok(()), Err)
            },
        );
        self.seen = anywhere;
        ended
    }

    /// Did the file have the selected column, as far as it has been read?
    pub fn seen(&self, selected: usize) -> bool {
        self.columns_are_fixed() || self.seen[selected]
    }
}

impl Source {
    fn next(&mut self, meter: &Meter) -> Result<Option<Piece>, DataError> {
        Ok(match self {
            Source::Csv(source) => source.next()?.map(Piece::Chunk),
            Source::Json(source) => source.next()?.map(Piece::Chunk),
            Source::Parquet(source) => source.next(meter).map(Piece::Range),
            Source::Columns(source) => source.next().map(Piece::Slice),
        })
    }
}

impl Parser {
    fn parse(&self, piece: Piece) -> Block {
        match (self, piece) {
            (Parser::Csv(parser), Piece::Chunk(chunk)) => parser.parse(chunk),
            (Parser::Json(parser), Piece::Chunk(chunk)) => parser.parse(chunk),
            (Parser::Parquet(parser), Piece::Range(range)) => parser.parse(range),
            (Parser::Columns(parser), Piece::Slice(slice)) => parser.parse(slice),
            (_, _) => unreachable!("a source gives pieces of its parser's kind"),
        }
    }
}
