//! From a name to readable bytes: the format by extension, compression by its first bytes, `-` and globs.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::codes::data::{BROKEN_COMPRESSION, CANNOT_READ, UNKNOWN_FORMAT};

use super::error::DataError;

const BUFFER: usize = 1 << 18;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    JsonLines,
    Parquet,
}

impl Format {
    /// By the name of `--leads-format`, or by an extension.
    pub fn named(name: &str) -> Option<Format> {
        match name.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Format::Csv),
            "jsonl" | "ndjson" | "json" => Some(Format::JsonLines),
            "parquet" | "pq" => Some(Format::Parquet),
            _ => None,
        }
    }

    /// By a file's name, before `.gz` and `.zst`.
    pub fn of_file(name: &str) -> Option<Format> {
        let name = Compression::of_file(name).map_or(name, |(_, stem)| stem);
        Format::named(Path::new(name).extension()?.to_str()?)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Zstd,
}

impl Compression {
    /// By a file's name, with the name before it.
    pub fn of_file(name: &str) -> Option<(Compression, &str)> {
        let (stem, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "gz" => Some((Compression::Gzip, stem)),
            "zst" | "zstd" => Some((Compression::Zstd, stem)),
            _ => None,
        }
    }

    fn of_bytes(bytes: &[u8]) -> Option<Compression> {
        match bytes {
            [0x1f, 0x8b, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            _ => None,
        }
    }
}

/// An opened file: its bytes without compression.
pub struct Input {
    /// As messages name it.
    pub name: Arc<str>,
    pub format: Format,
    pub reader: Box<dyn BufRead + Send>,
    pub compressed: bool,
    /// The path, where it is a file that can be read at any place.
    pub seekable: Option<String>,
    pub meter: Meter,
}

/// How far a file has been read, before decompression.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    read: Arc<AtomicU64>,
    /// Nothing for standard input and pipes.
    pub total: Option<u64>,
}

impl Meter {
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    pub fn set(&self, bytes: u64) {
        self.read.store(bytes, Ordering::Relaxed);
    }
}

struct Metered<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

/// Opens a file, or standard input for `-`; the format is given, or told by the name, or (of standard input) by the content.
pub fn open(path: &str, format: Option<Format>) -> Result<Input, DataError> {
    let name: Arc<str> = if path == "-" { "standard input".into() } else { path.into() };
    let (source, total) = source(path, &name)?;
    let meter = Meter { read: Arc::default(), total };
    let metered = Metered { inner: source, read: meter.read.clone() };
    let mut raw = BufReader::with_capacity(BUFFER, metered);
    let start = raw.fill_buf().map_err(|e| broken(&name, false, &e))?;
    let compression = Compression::of_bytes(start);
    let mut reader = decompress(raw, compression).map_err(|e| broken(&name, true, &e))?;
    let format = match format.or_else(|| Format::of_file(path)) {
        Some(format) => format,
        None if path == "-" => sniff(&mut reader).map_err(|e| broken(&name, true, &e))?,
        None => return Err(unknown_format(&name)),
    };
    let seekable = (total.is_some() && compression.is_none()).then(|| path.to_string());
    Ok(Input { name, format, reader, compressed: compression.is_some(), seekable, meter })
}

type Source = Box<dyn Read + Send>;

fn source(path: &str, name: &Arc<str>) -> Result<(Source, Option<u64>), DataError> {
    if path == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let cannot = |e: io::Error| cannot_read(name, &e);
    let file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        let sentence = "this is a folder, not a file of data";
        return Err(DataError::new(CANNOT_READ, name.clone(), sentence)
            .help(format!("name the files in it, as in `{}/*.csv`", path.trim_end_matches('/'))));
    }
    let total = metadata.is_file().then_some(metadata.len());
    Ok((Box::new(file), total))
}

fn decompress(
    raw: BufReader<Metered<Source>>,
    compression: Option<Compression>,
) -> io::Result<Box<dyn BufRead + Send>> {
    Ok(match compression {
        None => Box::new(raw),
        Some(Compression::Gzip) => {
            Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(raw)))
        }
        Some(Compression::Zstd) => {
            let decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        }
    })
}

fn sniff(reader: &mut Box<dyn BufRead + Send>) -> io::Result<Format> {
    let start = reader.fill_buf()?;
    let first = start.iter().find(|b| !b.is_ascii_whitespace());
    Ok(match first {
        _ if start.starts_with(b"PAR1") => Format::Parquet,
        Some(b'{') => Format::JsonLines,
        _ => Format::Csv,
    })
}

/// A file that cannot be opened or read, in a plain sentence.
pub fn cannot_read(name: &Arc<str>, error: &io::Error) -> DataError {
    let sentence = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_string(),
        io::ErrorKind::PermissionDenied => "reading this file is not permitted".to_string(),
        _ => format!("this file cannot be read: {error}"),
    };
    DataError::new(CANNOT_READ, name.clone(), sentence)
}

/// A fault while reading on: of the compression, where there is one.
pub fn broken(name: &Arc<str>, compressed: bool, error: &io::Error) -> DataError {
    match compressed {
        false => cannot_read(name, error),
        true => DataError::new(
            BROKEN_COMPRESSION,
            name.clone(),
            "the compressed data ends too early or is damaged",
        )
        .help("make or fetch the file again"),
    }
}

fn unknown_format(name: &Arc<str>) -> DataError {
    DataError::new(UNKNOWN_FORMAT, name.clone(), "the name does not tell the format of this file")
        .help("name it `.csv`, `.jsonl` or `.parquet`, or give the format, as in `--leads-format csv`")
}

/// File names with globs written out, each glob in order of name; `-` and names that exist stay as they are.
pub fn expand(patterns: &[String]) -> Result<Vec<String>, DataError> {
    let mut files = Vec::new();
    for pattern in patterns {
        let globbed = pattern.contains(['*', '?', '[']) && !Path::new(pattern).exists();
        match globbed {
            false => files.push(pattern.clone()),
            true => files.extend(matches(pattern)?),
        }
    }
    Ok(files)
}

fn matches(pattern: &str) -> Result<Vec<String>, DataError> {
    let none = || DataError::new(CANNOT_READ, pattern, "no file has a name of this form");
    let found = glob::glob(pattern).map_err(|_| none())?;
    let mut files: Vec<String> =
        found.flatten().filter(|p| p.is_file()).map(|p| p.display().to_string()).collect();
    files.sort();
    if files.is_empty() { Err(none()) } else { Ok(files) }
}
