//! Rule files from the command line: files, folders and standard input.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::check::Loader;
use crate::cli::failure::Failure;

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

/// The name as messages show it, with `/` everywhere and no needless `./`.
fn display(path: &Path) -> String {
    let name = path.display().to_string().replace('\\', "/");
    name.strip_prefix("./").map_or(name.clone(), String::from)
}

/// Where `use` and `list … from` find their files.
pub fn loader() -> impl Loader {
    crate::check::NoFiles
}
