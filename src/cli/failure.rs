//! Why a command could not run.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::cli::terminal;
use crate::data::DataError;
use crate::diagnostic::codes::data::BAD_ROWS;
use crate::stream::StreamError;

/// The command could not run.
#[derive(Debug)]
pub enum Failure {
    /// One plain sentence, and what helps.
    Words { message: String, help: Option<String> },
    /// Data that cannot be read, or has bad rows.
    Data(Box<DataError>),
    /// In the words of its report: code, sentence, help.
    Told(String),
    /// Whoever read the output has read enough; that is no fault.
    Closed,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Failure {
        Failure::Words { message: message.into(), help: None }
    }

    /// A file that cannot be read or written: "cannot read `a.score`: no such file".
    pub fn file(verb: &str, path: &Path, reason: &io::Error) -> Failure {
        Failure::new(format!("cannot {verb} `{}`: {}", path.display(), why(reason)))
    }

    pub fn help(self, words: impl Into<String>) -> Failure {
        match self {
            Failure::Words { message, .. } => Failure::Words { message, help: Some(words.into()) },
            other => other,
        }
    }

    /// Says it on standard error; the exit code that goes with it.
    pub fn report(&self) -> ExitCode {
        match self {
            Failure::Closed => ExitCode::SUCCESS,
            Failure::Data(error) => {
                terminal::say(&format!("{error}\n"));
                // Bad rows are a fault of the data that was asked about, not of the reading.
                ExitCode::from(if error.code == BAD_ROWS { 1 } else { 2 })
            }
            Failure::Told(text) => {
                terminal::say(&format!("{text}\n"));
                ExitCode::from(2)
            }
            Failure::Words { message, help } => {
                terminal::complain(message, help.as_deref());
                ExitCode::from(2)
            }
        }
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Failure {
        Failure::Data(Box::new(error))
    }
}

impl From<StreamError> for Failure {
    fn from(error: StreamError) -> Failure {
        match error {
            StreamError::Data(error) => Failure::Data(error),
            StreamError::Closed => Failure::Closed,
            error @ StreamError::Store { .. } => Failure::Told(error.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::new(format!("cannot write the output: {}", why(&error))),
        }
    }
}

/// The system's reason in the words of the other messages: lower case, without its number.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        io::ErrorKind::NotADirectory => "a part of its path is not a folder".into(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".into(),
        _ => lower_first(&error),
    }
}

fn lower_first(error: &impl Display) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
