//! The rule files that a command is given, with the tests beside them, and where the files that they name are found.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::path::PathBuf;

use crate::check::LoadError;
use crate::check::Loader;
use crate::diagnostic::codes::data::{NOT_UTF8, OUTSIDE_ROOT, TOO_LARGE};

use super::error::DataError;
use super::files::{Root, RuleText, SIZE_LIMIT, rule_files};

/// The ending of the tests of a model: `b2b_test.score` beside `b2b.score`.
const TESTS: &str = "_test.score";

/// Rule files as they were read, by name and text, and the folders from which they may name others.
pub struct RuleFiles {
    /// In the order of the arguments, those of a folder by name; each file once, a model's tests behind it.
    pub files: Vec<(String, String)>,
    roots: Vec<Root>,
    /// The first name of each file: however it is named later, it is the same.
    names: RefCell<BTreeMap<PathBuf, String>>,
}

impl RuleFiles {
    /// Reads files, folders (every `.score` file under them) and standard input (`-`).
    pub fn open(paths: &[String]) -> Result<RuleFiles, DataError> {
        let mut rules = RuleFiles {
            files: Vec::new(),
            roots: paths.iter().map(|p| root(p)).collect::<Result<_, _>>()?,
            names: RefCell::default(),
        };
        for path in rule_files(paths)? {
            rules.add(Root::open(plain(&path))?);
            if let Some(tests) = tests_beside(&path) {
                rules.add(Root::open(plain(&tests))?);
            }
        }
        Ok(rules)
    }

    fn add(&mut self, file: RuleText) {
        if let Entry::Vacant(new) = self.names.get_mut().entry(file.identity) {
            new.insert(file.name.clone());
            self.files.push((file.name, file.text));
        }
    }
}

impl Loader for RuleFiles {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError> {
        let mut fault = LoadError::NotFound;
        for root in &self.roots {
            match root.read(asker, path) {
                Ok(file) => {
                    let mut names = self.names.borrow_mut();
                    let name = names.entry(file.identity).or_insert(file.name);
                    return Ok((name.clone(), file.text));
                }
                Err(error) => fault = load_error(error),
            }
        }
        Err(fault)
    }
}

/// Why a file that rules name cannot be had, as the checker says it.
pub fn load_error(error: DataError) -> LoadError {
    match error.code {
        OUTSIDE_ROOT => LoadError::Outside,
        TOO_LARGE => LoadError::TooLarge { limit: SIZE_LIMIT },
        NOT_UTF8 => LoadError::NotText,
        _ if &*error.sentence == "there is no such file" => LoadError::NotFound,
        _ => LoadError::Other(error.sentence.into()),
    }
}

/// The folder of a file, or a folder itself.
fn root(path: &str) -> Result<Root, DataError> {
    match Path::new(path).is_dir() {
        true => Root::of_file(&format!("{path}/any.score")),
        false => Root::of_file(path),
    }
}

fn tests_beside(path: &str) -> Option<String> {
    let stem = path.strip_suffix(".score").filter(|_| !path.ends_with(TESTS))?;
    Some(format!("{stem}{TESTS}")).filter(|tests| Path::new(tests).is_file())
}

/// Without a needless `./`.
fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
