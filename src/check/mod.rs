//! The checker's door: rule files in, checked models and diagnostics out.

pub mod tests;

use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;

#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `--set NAME=VALUE`
    pub set: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    NotFound,
    Outside,
    TooLarge { limit: u64 },
    NotText,
    Other(String),
}

pub trait Loader {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError>;
}

#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<(String, String), LoadError> {
        Err(LoadError::NotFound)
    }
}

#[derive(Debug, Clone)]
pub struct Checked {
    pub file: FileId,
    pub program: Option<Program>,
    pub tests: Vec<tests::TestCase>,
}

#[derive(Debug, Clone)]
pub struct Compiled {
    pub sources: Sources,
    pub models: Vec<Checked>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

pub fn compile(files: &[(String, String)], _loader: &dyn Loader, _settings: &Settings) -> Compiled {
    let mut sources = Sources::default();
    let models: Vec<Checked> = files
        .iter()
        .map(|(name, text)| sources.add(Source::new(name.as_str(), text.as_str())))
        .map(|file| Checked { file, program: None, tests: Vec::new() })
        .collect();
    let mut diagnostics = Vec::new();
    for (id, source) in sources.iter() {
        diagnostics.extend(crate::syntax::parse(id, &source.text).diagnostics);
    }
    Compiled { sources, models, diagnostics }
}
