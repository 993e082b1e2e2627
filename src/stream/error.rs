//! What ends a stream, in plain sentences with codes. Nothing that was acknowledged is lost by any of it.

use std::fmt;
use std::io;
use std::path::Path;

use crate::data::DataError;
use crate::diagnostic::Code;
use crate::diagnostic::codes::live::CANNOT_KEEP;
use crate::diagnostic::codes::live::DAMAGED;
use crate::diagnostic::codes::live::IN_USE;

/// The stream cannot go on.
#[derive(Debug)]
pub enum StreamError {
    Store {
        code: Code,
        sentence: String,
        help: String,
    },
    Data(Box<DataError>),
    /// Nobody reads the output any more.
    Closed,
}

impl StreamError {
    pub fn new(code: Code, sentence: impl Into<String>, help: impl Into<String>) -> StreamError {
        StreamError::Store { code, sentence: sentence.into(), help: help.into() }
    }

    /// What the store says, for the folder of the state.
    pub fn store(folder: &Path, error: redb::Error) -> StreamError {
        let folder = folder.display();
        match error {
            redb::Error::DatabaseAlreadyOpen => StreamError::new(
                IN_USE,
                format!("the state in `{folder}` is in use by another process"),
                "end the other stream, or give this one a folder of its own",
            ),
            redb::Error::Io(error) if is_no_damage(&error) => StreamError::new(
                CANNOT_KEEP,
                format!("the state in `{folder}` cannot be written: {error}"),
                "what was acknowledged is kept: make room, then go on from there (`--status` tells where)",
            ),
            error => StreamError::damaged(folder, &error),
        }
    }

    pub fn damaged(folder: impl fmt::Display, reason: &impl fmt::Display) -> StreamError {
        StreamError::new(
            DAMAGED,
            format!("the state in `{folder}` is damaged: {reason}"),
            "make it again from the whole input: `baremo stream --rebuild`",
        )
    }
}

/// The disk's fault, not the file's.
fn is_no_damage(error: &io::Error) -> bool {
    !matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

impl From<DataError> for StreamError {
    fn from(error: DataError) -> StreamError {
        StreamError::Data(Box::new(error))
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            StreamError::Store { code, sentence, help } => {
                write!(f, "error[{code}]: {sentence}\n  help: {help}")
            }
            StreamError::Data(error) => error.fmt(f),
            StreamError::Closed => f.write_str("nobody reads the output"),
        }
    }
}

impl std::error::Error for StreamError {}
