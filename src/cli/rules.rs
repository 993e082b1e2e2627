//! Rule files from the command line: files, folders and standard input.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::check::LoadError;
use crate::check::Loader;
use crate::cli::failure::Failure;
use crate::data::DataError;
use crate::data::Root;
use crate::data::SIZE_LIMIT;
use crate::diagnostic::codes::data as codes;

/// The ending of rule files.
const ENDING: &str = "score";
/// The ending of the tests that stand beside a model: `b2b_test.score` belongs to `b2b.score`.
const TESTS: &str = "_test.score";
/// What standard input is called in messages.
pub const STDIN: &str = "<stdin>";

/// Names and texts, in the order of the arguments, each file once; files of a folder by name.
pub fn read(arguments: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let mut files: Vec<(String, String)> = Vec::new();
    for path in arguments {
        for (name, text) in read_one(path)? {
            if !files.iter().any(|(n, _)| *n == name) {
                files.push((name, text));
            }
        }
    }
    Ok(files)
}

fn read_one(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    if path == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().lock().read_to_string(&mut text);
        read.map_err(|e| Failure::file("read", Path::new("standard input"), &e))?;
        return Ok(vec![(STDIN.to_string(), text)]);
    }
    let mut paths = Vec::new();
    if path.is_dir() {
        gather(path, &mut paths)?;
        if paths.is_empty() {
            return Err(Failure::new(format!("no rule file in `{}`", path.display()))
                .help("rule files end in `.score`"));
        }
    } else {
        paths.push(path.to_path_buf());
        paths.extend(tests_beside(path));
    }
    paths.iter().map(|p| Ok((display(p), read_text(p)?))).collect()
}

fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|e| Failure::file("read", path, &e))
}

/// Every rule file under a folder, by name; hidden folders are left out.
fn gather(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|e| Failure::file("read", folder, &e))?;
    let mut children: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    children.sort();
    for child in children {
        let hidden = child.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        // Links to folders are not followed: they may lead in a circle.
        if child.is_dir() && !hidden && !child.is_symlink() {
            gather(&child, paths)?;
        } else if child.is_file() && child.extension().is_some_and(|e| e == ENDING) {
            paths.push(child);
        }
    }
    Ok(())
}

/// `b2b_test.score` beside `b2b.score`.
fn tests_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy();
    if name.ends_with(TESTS) {
        return None;
    }
    let tests = path.with_file_name(format!("{}{TESTS}", name.strip_suffix(".score")?));
    tests.is_file().then_some(tests)
}

/// The name as messages show it, with `/` everywhere.
fn display(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Where `use` and `list … from` find their files: in the folder of the file that names them, and below.
pub fn loader() -> impl Loader {
    Beside
}

struct Beside;

impl Loader for Beside {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError> {
        let asker = if asker == STDIN { "-" } else { asker };
        let read = Root::of_file(asker).and_then(|root| root.read(asker, path));
        let found =
            read.map_err(|error| not_loaded(&error, &Path::new(asker).with_file_name(path)))?;
        Ok((display(Path::new(&found.name)), found.text))
    }
}

fn not_loaded(error: &DataError, path: &Path) -> LoadError {
    match error.code {
        code if code == codes::OUTSIDE_ROOT => LoadError::Outside,
        code if code == codes::TOO_LARGE => LoadError::TooLarge { limit: SIZE_LIMIT },
        code if code == codes::NOT_UTF8 => LoadError::NotText,
        _ if !path.exists() => LoadError::NotFound,
        _ => LoadError::Other(error.sentence.to_string()),
    }
}
