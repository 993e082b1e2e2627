//! What other tests need of the checker: rule files by path or text, with the files beside them.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::check;
use baremo::check::LoadError;
use baremo::check::Loader;
use baremo::data::RuleFiles;
use baremo::diagnostic::Diagnostic;
use baremo::lint;

/// Checks a text that stands alone; warnings that it allows are left out.
pub fn compile_text(name: &str, text: &str) -> check::Compiled {
    let files = [(name.to_string(), text.to_string())];
    let mut compiled = check::compile(&files, &check::NoFiles, &check::Settings::default());
    lint::drop_allowed(&mut compiled);
    compiled
}

/// The same with all lints.
pub fn linted(name: &str, text: &str) -> check::Compiled {
    let mut compiled = compile_text(name, text);
    lint::run(&mut compiled);
    compiled
}

/// A code of what is told only where leads are scored live.
pub fn is_live(code: &str) -> bool {
    code.starts_with("W03")
}

/// Checks one file with its tests and the files beside it that it names; messages name it without its folder.
pub fn compile_file(path: &Path) -> check::Compiled {
    let rules = RuleFiles::open(&[path.display().to_string()]).expect("the file can be read");
    let folder = format!("{}/", path.parent().expect("it stands in a folder").display());
    let rules = Beside { rules, folder };
    let short = |(name, text): &(String, String)| (name.replace(&rules.folder, ""), text.clone());
    let files: Vec<(String, String)> = rules.rules.files.iter().map(short).collect();
    let mut compiled = check::compile(&files, &rules, &check::Settings::default());
    lint::drop_allowed(&mut compiled);
    compiled
}

/// The same with all lints.
pub fn linted_file(path: &Path) -> check::Compiled {
    let mut compiled = compile_file(path);
    lint::run(&mut compiled);
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    if is_live(&folder.to_string_lossy()) {
        lint::live(&mut compiled);
    }
    compiled
}

/// Names without the folder, so that no message depends on where the tests run.
struct Beside {
    rules: RuleFiles,
    folder: String,
}

impl Loader for Beside {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError> {
        let (name, text) = self.rules.load(&format!("{}{asker}", self.folder), path)?;
        Ok((name.replace(&self.folder, ""), text))
    }
}

/// Codes as they come, for comparison.
pub fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|d| d.code.0).collect()
}

/// The files and folders in a folder, by name.
pub fn children(folder: &Path) -> Vec<PathBuf> {
    let mut children: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.map(|e| e.expect("an entry").path()).collect())
        .unwrap_or_default();
    children.sort();
    children
}
