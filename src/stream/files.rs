//! Files that grow with the stream: what is behind the place that was acknowledged is cut off when the stream goes on.

use std::fs::File;
use std::fs::OpenOptions;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;

use crate::data::cannot_write;
use crate::diagnostic::codes::live::CUT;
use crate::stream::error::StreamError;
use crate::stream::store::FilePlace;

/// A file, at the place up to which it is acknowledged.
pub struct Growing {
    file: File,
    path: String,
    length: u64,
    /// A pipe or a device has no place to go back to.
    is_file: bool,
}

impl Growing {
    /// Opens it where the store says it ended; a file that the store does not know is added to.
    ///
    /// # Errors
    ///
    /// A file that cannot be written, or is shorter than what was written to it.
    pub fn open(path: &str, known: Option<&FilePlace>) -> Result<Growing, StreamError> {
        let open = || {
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            let about = file.metadata()?;
            Ok((file, about.len(), about.is_file()))
        };
        let (file, length, is_file) = open().map_err(|error| cannot_write(path, &error))?;
        let real = Path::new(path).canonicalize();
        let real = real.map_or_else(|_| path.to_string(), |real| real.display().to_string());
        let known = known.filter(|known| is_file && known.path == real);
        let end = known.map_or(length, |known| known.length);
        if length < end {
            return Err(StreamError::new(
                CUT,
                format!("`{path}` has {length} bytes, and {end} were written to it"),
                "put the file back as it was, or name a new one",
            ));
        }
        let mut growing = Growing { file, path: real, length: end, is_file };
        growing.back().map_err(|error| cannot_write(path, &error))?;
        Ok(growing)
    }

    /// Cuts off what is not acknowledged.
    fn back(&mut self) -> std::io::Result<()> {
        if !self.is_file {
            return Ok(());
        }
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length)).map(|_| ())
    }

    /// Adds bytes that are on the disk when it returns.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let synced = |file: &File| if self.is_file { file.sync_data() } else { Ok(()) };
        let written = self.file.write_all(bytes).and_then(|()| synced(&self.file));
        written.map_err(|error| cannot_write(&self.path, &error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    pub fn place(&self) -> FilePlace {
        FilePlace { path: self.path.clone(), length: self.length }
    }
}
