//! Rule files and lists from disk: `use` and `list … from` never read outside the folder of the rules, nor more than a limit.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::codes::data::{CANNOT_READ, NOT_UTF8, OUTSIDE_ROOT, TOO_LARGE};

use super::error::{DataError, Place};
use super::format::cannot_read;

/// The most bytes of a rule file or a list: far beyond what people write, far below what hurts.
pub const SIZE_LIMIT: u64 = 16 << 20;
/// The most rule files of one folder.
const FILES_LIMIT: usize = 10_000;
/// How deep folders are searched.
const DEPTH_LIMIT: usize = 32;

/// A rule file or a list as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// As messages name it: the path that the user gave, or the way from there.
    pub name: String,
    pub text: String,
    /// The same for every path to the same file, so that a file is loaded once.
    pub identity: PathBuf,
}

/// The folder outside of which the rules of one command read nothing.
#[derive(Debug, Clone)]
pub struct Root {
    folder: PathBuf,
}

impl Root {
    /// The folder of a rule file; of `-`, the folder in which the command runs.
    pub fn of_file(path: &str) -> Result<Root, DataError> {
        let folder = match Path::new(path).parent() {
            _ if path == "-" => Path::new("."),
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let folder = folder.canonicalize().map_err(|e| cannot_read(&path.into(), &e))?;
        Ok(Root { folder })
    }

    /// The rule file itself, as the user names it. It may be a link to anywhere.
    pub fn open(path: &str) -> Result<RuleText, DataError> {
        if path == "-" {
            let name: Arc<str> = "standard input".into();
            let text = read_text(&mut io::stdin(), &name)?;
            return Ok(RuleText { name: "standard input".into(), text, identity: "-".into() });
        }
        let identity = Path::new(path).canonicalize();
        let identity = identity.map_err(|e| cannot_read(&path.into(), &e))?;
        let text = read_file(&identity, &path.into())?;
        Ok(RuleText { name: path.into(), text, identity })
    }

    /// A file that another file of rules names, looked for beside that file.
    ///
    /// `from` is the name of the file that names it. Links are followed first: what counts is where the file really lies.
    pub fn read(&self, from: &str, wanted: &str) -> Result<RuleText, DataError> {
        let outside = || {
            let sentence = format!("`{wanted}` lies outside the folder of the rules");
            DataError::new(OUTSIDE_ROOT, from, sentence)
                .help("move the file beside the rules, and name it without `..`")
        };
        if Path::new(wanted).is_absolute() || wanted.contains('\\') {
            return Err(outside());
        }
        let beside = match Path::new(from).parent() {
            Some(parent) if from != "standard input" => parent.join(wanted),
            _ => PathBuf::from(wanted),
        };
        let name = beside.display().to_string();
        let identity = match beside.canonicalize() {
            Ok(identity) => identity,
            Err(_) if self.leaves(&beside) => return Err(outside()),
            Err(error) => return Err(cannot_read(&name.as_str().into(), &error)),
        };
        if !identity.starts_with(&self.folder) {
            return Err(outside());
        }
        let text = read_file(&identity, &name.as_str().into())?;
        Ok(RuleText { name, text, identity })
    }

    /// Whether a path that does not exist would lie outside: so that nothing is told about what is there.
    fn leaves(&self, path: &Path) -> bool {
        let folder = path.ancestors().skip(1).find_map(|a| {
            let a = if a == Path::new("") { Path::new(".") } else { a };
            a.canonicalize().ok()
        });
        folder.is_none_or(|f| !f.starts_with(&self.folder))
    }
}

fn read_file(path: &Path, name: &Arc<str>) -> Result<String, DataError> {
    // A pipe or a device might never end.
    let metadata = path.metadata().map_err(|e| cannot_read(name, &e))?;
    if !metadata.is_file() {
        let sentence = "this is a folder or a device, not a file of rules";
        return Err(DataError::new(CANNOT_READ, name.clone(), sentence));
    }
    let mut file = File::open(path).map_err(|e| cannot_read(name, &e))?;
    read_text(&mut file, name)
}

fn read_text(source: &mut dyn Read, name: &Arc<str>) -> Result<String, DataError> {
    let mut bytes = Vec::new();
    source.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(|e| cannot_read(name, &e))?;
    if bytes.len() as u64 > SIZE_LIMIT {
        let sentence = format!("this file is larger than {} MiB", SIZE_LIMIT >> 20);
        return Err(DataError::new(TOO_LARGE, name.clone(), sentence));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|&&b| b == b'\n').count() as u64 + 1;
        DataError::new(NOT_UTF8, name.clone(), "this line is not UTF-8")
            .at(Place::Line(line))
            .help("save the file again as UTF-8")
    })
}

/// The rule files that a command is given: a folder stands for every `.score` file under it, in order of name.
pub fn rule_files(paths: &[String]) -> Result<Vec<String>, DataError> {
    let mut files = Vec::new();
    for path in paths {
        match Path::new(path).is_dir() {
            false => files.push(path.clone()),
            true => files.extend(under(path)?),
        }
    }
    Ok(files)
}

fn under(folder: &str) -> Result<Vec<String>, DataError> {
    let mut files = Vec::new();
    search(Path::new(folder), DEPTH_LIMIT, &mut files)
        .map_err(|e| cannot_read(&folder.into(), &e))?;
    files.sort();
    match files.len() {
        0 => Err(DataError::new(CANNOT_READ, folder, "there is no `.score` file in this folder")),
        1..=FILES_LIMIT => Ok(files),
        _ => Err(DataError::new(
            TOO_LARGE,
            folder,
            format!("there are more than {FILES_LIMIT} `.score` files in this folder"),
        )),
    }
}

/// Hidden folders and links to folders are passed over: a link may lead in a circle.
fn search(folder: &Path, depth: usize, files: &mut Vec<String>) -> io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && !hidden && depth > 0 {
            search(&path, depth - 1, files)?;
        } else if !kind.is_dir() && path.extension().is_some_and(|e| e == "score") {
            files.push(path.display().to_string());
        }
        if files.len() > FILES_LIMIT {
            break;
        }
    }
    Ok(())
}
