//! From trees to programs: names resolved, types known, every fault reported at its place.
//!
//! | file | question |
//! |---|---|
//! | `files` | which files belong together (`use`, `list from`, `_test.score`) |
//! | `names` | what is declared, and is it declared once |
//! | `infer` | of which type is a column that nobody declared; which attributes does a score read |
//! | `fields` | what does a field's name stand for, and which columns are in use |
//! | `literals` | what number, time, date or text is written here, parameters put in |
//! | `conditions` `comparisons` `membership` `operands` `history` `texts` `lone` | does this read, and as what |
//! | `rules` `tables` `ageing` `scores` `formula` | the lines of a score and how they add up |
//! | `stages` `later` `matrix` | stage lines, which of them never win; grades, matrices |
//! | `tests` | `test` blocks as cases |
//! | `lint` | what is allowed but surely not meant |
//!
//! No IO: files come through [`Loader`]. Nothing here scores a lead.

mod ageing;
mod comparisons;
mod conditions;
mod fields;
mod files;
mod formula;
mod history;
mod infer;
mod later;
mod lint;
mod literals;
mod lone;
mod matrix;
mod membership;
mod model;
mod names;
mod operands;
mod rules;
mod scores;
mod stages;
mod tables;
pub mod tests;
mod texts;

use files::Loaded;
pub use files::{LoadError, Loader, NoFiles, model_of_tests};

use std::collections::BTreeMap;

use crate::diagnostic::{self, Diagnostic};
use crate::ir::Program;
use crate::source::{FileId, Sources};
use crate::syntax::{Memo, ast};

/// What is given beside the files.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `--set NAME=VALUE`: parameters and the text of their values.
    pub set: Vec<(String, String)>,
}

/// One model file: its program, where it has no errors, and its tests.
#[derive(Debug, Clone)]
pub struct Checked {
    pub file: FileId,
    pub program: Option<Program>,
    pub tests: Vec<tests::TestCase>,
}

/// All model files with everything found wrong in them, by place.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub sources: Sources,
    /// One a source; that of `--set` has none.
    pub trees: BTreeMap<FileId, ast::File>,
    /// The files of `list … from`: name and text.
    pub list_files: BTreeMap<String, String>,
    pub models: Vec<Checked>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Compiles model files, each given as its name and its text.
///
/// A file named `NAME_test.score` holds the tests of the model `NAME.score` among the files.
pub fn compile(files: &[(String, String)], loader: &dyn Loader, settings: &Settings) -> Compiled {
    compile_again(files, loader, settings, None)
}

/// What saves time where the same files are compiled again and again.
pub struct Again<'a> {
    /// What was read before.
    pub memo: &'a mut Memo,
    /// Is told of each model's program as soon as it is there, by a thread beside what is left to check: errors may yet be found.
    pub beside: Beside<'a>,
}

type Beside<'a> = &'a (dyn Fn(FileId, &Program) + Sync);

/// The same, for who compiles after every key.
pub fn compile_again(
    files: &[(String, String)],
    loader: &dyn Loader,
    settings: &Settings,
    again: Option<Again>,
) -> Compiled {
    let (memo, beside) = again.map(|it| (it.memo, it.beside)).unzip();
    let mut loaded = files::load(files, loader, memo);
    let mut diagnostics = loaded.diagnostics.clone();
    let overrides = literals::Overrides::parse(&mut loaded, settings, &mut diagnostics);
    let mut models = Vec::new();
    for unit in &loaded.units {
        let (checked, found) = model::check(&loaded, unit, &overrides, beside);
        models.push(checked);
        diagnostics.extend(found.into_iter().filter(|d| !loaded.is_unread(d.span())));
    }
    diagnostic::sort(&mut diagnostics);
    diagnostics.dedup();
    let Loaded { sources, trees, list_files, .. } = loaded;
    Compiled { sources, trees, list_files, models, diagnostics }
}

/// Something was wrong here and has been reported; the rest goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reported;

type Result<T> = std::result::Result<T, Reported>;
