//! A file that appears under its name only when it is whole: written beside it, then renamed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::codes::data::CANNOT_WRITE;

use super::error::DataError;
use super::format::Compression;

/// Where bytes go: a file that is renamed at the end, or a stream that shows them at once.
///
/// Dropped without [`WholeFile::finish`], it leaves nothing under its name.
pub struct WholeFile {
    name: String,
    sink: Sink,
}

enum Sink {
    Plain(BufWriter<Target>),
    Gzip(flate2::write::GzEncoder<BufWriter<Target>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<Target>>),
}

enum Target {
    Beside(NamedTempFile, PathBuf),
    /// Standard output, a pipe or a device: nothing to rename.
    Stream(Box<dyn Write + Send>),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Beside(file, _) => file.write(bytes),
            Target::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Beside(file, _) => file.flush(),
            Target::Stream(stream) => stream.flush(),
        }
    }
}

impl WholeFile {
    /// Opens a file for writing, or standard output for `-`; `.gz` and `.zst` are compressed.
    pub fn create(path: &str) -> Result<WholeFile, DataError> {
        let open = || {
            let target = BufWriter::with_capacity(1 << 16, target(path)?);
            Ok(match Compression::of_file(path) {
                None => Sink::Plain(target),
                Some((Compression::Gzip, _)) => Sink::Gzip(flate2::write::GzEncoder::new(
                    target,
                    flate2::Compression::default(),
                )),
                Some((Compression::Zstd, _)) => {
                    Sink::Zstd(zstd::stream::write::Encoder::new(target, 0)?)
                }
            })
        };
        let name = path.to_string();
        open().map(|sink| WholeFile { name, sink }).map_err(|e| cannot_write(path, &e))
    }

    /// Ends the file and gives it its name.
    pub fn finish(self) -> Result<(), DataError> {
        let name = self.name;
        let end = || {
            let target = match self.sink {
                Sink::Plain(target) => target,
                Sink::Gzip(encoder) => encoder.finish()?,
                Sink::Zstd(encoder) => encoder.finish()?,
            };
            match target.into_inner().map_err(io::IntoInnerError::into_error)? {
                Target::Beside(file, path) => file.persist(path).map(|_| ()).map_err(|e| e.error),
                Target::Stream(mut stream) => stream.flush(),
            }
        };
        end().map_err(|e| cannot_write(&name, &e))
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Plain(sink) => sink.write(bytes),
            Sink::Gzip(sink) => sink.write(bytes),
            Sink::Zstd(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Plain(sink) => sink.flush(),
            Sink::Gzip(sink) => sink.flush(),
            Sink::Zstd(sink) => sink.flush(),
        }
    }
}

fn target(path: &str) -> io::Result<Target> {
    if path == "-" {
        return Ok(Target::Stream(Box::new(io::stdout())));
    }
    // What a link leads to is replaced, not the link; a device is written to and never replaced.
    let real = Path::new(path).canonicalize().unwrap_or_else(|_| path.into());
    match real.metadata() {
        Ok(there) if there.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(there) if !there.is_file() => {
            Ok(Target::Stream(Box::new(File::options().write(true).open(&real)?)))
        }
        _ => beside(real),
    }
}

fn beside(path: PathBuf) -> io::Result<Target> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".baremo-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Those of the file that is there; else as any new file: what the user's mask leaves of it.
        let there = path.metadata().map(|there| there.permissions());
        builder.permissions(there.unwrap_or(std::fs::Permissions::from_mode(0o666)));
    }
    Ok(Target::Beside(builder.tempfile_in(folder)?, path))
}

/// Bytes under a name: the file has what it had or these, and never a part of either.
pub fn write_whole(path: &str, bytes: impl AsRef<[u8]>) -> Result<(), DataError> {
    write_together(&[(path, bytes.as_ref())])
}

/// Several files that belong together: none appears before all could be written.
pub fn write_together(files: &[(&str, &[u8])]) -> Result<(), DataError> {
    let written = files.iter().map(|(path, bytes)| {
        let mut file = WholeFile::create(path)?;
        file.write_all(bytes).and_then(|()| file.flush()).map_err(|e| cannot_write(path, &e))?;
        Ok(file)
    });
    let written: Vec<WholeFile> = written.collect::<Result<_, DataError>>()?;
    written.into_iter().try_for_each(WholeFile::finish)
}

/// A file that cannot be written, in a plain sentence.
pub fn cannot_write(path: &str, error: &io::Error) -> DataError {
    let name = if path == "-" { "standard output" } else { path };
    let sentence = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_string(),
        io::ErrorKind::PermissionDenied => "writing here is not permitted".to_string(),
        io::ErrorKind::IsADirectory => "this is a folder".to_string(),
        io::ErrorKind::StorageFull => "there is no space left to write it".to_string(),
        _ => format!("this file cannot be written: {error}"),
    };
    DataError::new(CANNOT_WRITE, name, sentence)
}
