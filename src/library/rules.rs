//! The rule files that a model is compiled from.

#[cfg(feature = "data")]
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::artifact::Origin;
use crate::check::{self, LoadError, Loader, Settings};
use crate::diagnostic::render::json::{self, Report};
use crate::library::error::RuleErrors;
use crate::library::model::{Made, Model};

/// Rule files to compile: given as text, and then nothing is read from anywhere, or read with [`Rules::read`].
///
/// ```
/// use baremo::Rules;
///
/// let model = Rules::new("b2b.score", "use \"titles.score\"; param hot = 40; if title in bosses +50; sql at >= $hot")
///     .file("titles.score", "list bosses = [CEO, CTO]")
///     .set("hot", "45")
///     .compile()?;
/// assert_eq!(model.stages().collect::<Vec<_>>(), ["sql"]);
/// # Ok::<(), baremo::RuleErrors>(())
/// ```
#[derive(Debug, Clone)]
pub struct Rules {
    model: (String, String),
    /// By the name that rules write.
    others: BTreeMap<String, String>,
    /// What was read: by the file that names it and the name that it writes, its full name and its text.
    read: BTreeMap<(String, String), (String, String)>,
    settings: Settings,
}

impl Rules {
    /// The model's own file: its name, for reports and invoices, and its text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Rules {
        let model = (name.into(), text.into());
        let (others, read) = (BTreeMap::new(), BTreeMap::new());
        Rules { model, others, read, settings: Settings::default() }
    }

    /// Reads the file of a model, and all files that it names: none outside its own folder. What is compiled is what was read now.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is not a text; one that the model names is told by [`Rules::compile`], at its place.
    #[cfg(feature = "data")]
    pub fn read(path: &str) -> Result<Rules, crate::batch::DataError> {
        let files = crate::data::RuleFiles::open(&[path.into()])?;
        let (name, text) = files.files.first().cloned().unwrap_or_default();
        let reader = Reader { files, read: RefCell::default() };
        let mut rules = Rules::new(name, text);
        // Which files there are is known when the first ones are read.
        check::compile(std::slice::from_ref(&rules.model), &reader, &rules.settings);
        rules.read = reader.read.into_inner();
        Ok(rules)
    }

    /// A file that it names, by the name that it writes: in `use "titles.score"`, in `list countries from "dach.txt"`.
    pub fn file(mut self, name: impl Into<String>, text: impl Into<String>) -> Rules {
        self.others.insert(name.into(), text.into());
        self
    }

    /// Another value for a parameter, as a rule file would write it.
    pub fn set(mut self, parameter: impl Into<String>, value: impl Into<String>) -> Rules {
        self.settings.set.push((parameter.into(), value.into()));
        self
    }

    /// Compiles the model.
    ///
    /// # Errors
    ///
    /// Every fault of the rules, at its place.
    pub fn compile(&self) -> Result<Model, RuleErrors> {
        let files = [self.model.clone()];
        let compiled = check::compile(&files, self, &self.settings);
        let report = |diagnostic| json::report(diagnostic, &compiled.sources);
        let reports: Vec<Report> = compiled.diagnostics.iter().map(report).collect();
        let hash = Origin::of_compiled(&compiled, &self.settings).source_hash;
        match compiled.models.into_iter().find_map(|model| model.program) {
            Some(program) => {
                let made = Made::new(program, OnceLock::new(), hash, reports);
                Ok(Model { made: Arc::new(made) })
            }
            None => Err(RuleErrors::new(reports)),
        }
    }
}

impl Loader for Rules {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError> {
        let read = self.read.get(&(asker.to_string(), path.to_string())).cloned();
        let given = || Some((path.to_string(), self.others.get(path)?.clone()));
        read.or_else(given).ok_or(LoadError::NotFound)
    }
}

/// Keeps what it reads.
#[cfg(feature = "data")]
struct Reader {
    files: crate::data::RuleFiles,
    read: RefCell<BTreeMap<(String, String), (String, String)>>,
}

#[cfg(feature = "data")]
impl Loader for Reader {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError> {
        let found = self.files.load(asker, path)?;
        self.read.borrow_mut().insert((asker.into(), path.into()), found.clone());
        Ok(found)
    }
}
