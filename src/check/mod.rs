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
}

pub trait Loader {
    fn load(&self, asking: &str, path: &str) -> Result<(String, String), LoadError>;
}

pub struct Checked {
    pub file: FileId,
    pub program: Option<Program>,
    pub tests: Vec<tests::TestCase>,
}

pub struct Compiled {
    pub sources: Sources,
    pub models: Vec<Checked>,
    pub diagnostics: Vec<Diagnostic>,
}

pub fn compile(
    files: Vec<(String, String)>,
    _loader: &dyn Loader,
    _settings: &Settings,
) -> Compiled {
    let mut sources = Sources::default();
    let models = files
        .into_iter()
        .map(|(name, text)| sources.add(Source::new(name, text)))
        .map(|file| Checked { file, program: None, tests: Vec::new() })
        .collect();
    Compiled { sources, models, diagnostics: Vec::new() }
}
