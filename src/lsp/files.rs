//! The files around an open text: its tests beside it, what it uses, the files of lists; first what is open, then what is on the disk.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use lsp_types::Uri;

use crate::check;
use crate::check::LoadError;
use crate::check::Loader;
use crate::data::Root;
use crate::data::load_error;
use crate::lsp::documents::Document;
use crate::lsp::documents::Documents;

/// What is given to the checker beside a fix that it tries: the same files, the same way to others.
pub fn with_files<T>(
    document: &Document,
    documents: &Documents,
    act: impl FnOnce(&[(String, String)], &dyn Loader, &str) -> T,
) -> T {
    let files = Files::around(document, documents);
    act(&files.given(), &files, &files.name)
}

/// The files around an open text, which are named by the way to them from its folder.
pub struct Files<'a> {
    document: &'a Document,
    documents: &'a Documents,
    pub name: String,
    folder: PathBuf,
    /// None where nothing is on the disk, or not any more.
    root: Option<(Root, PathBuf)>,
}

impl<'a> Files<'a> {
    pub fn around(document: &'a Document, documents: &'a Documents) -> Files<'a> {
        let path = document.path.as_deref();
        let name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let folder = path.and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf();
        let root = path.and_then(|path| {
            let root = Root::of_file(path.to_str()?).ok()?;
            Some((root, folder.canonicalize().ok()?))
        });
        let name = name.unwrap_or_else(|| document.uri.as_str().into());
        Files { document, documents, name, folder, root }
    }

    /// A model with its tests, whichever of the two is open.
    pub fn given(&self) -> Vec<(String, String)> {
        let own = (self.name.clone(), self.document.text.clone());
        if self.document.path.is_none() {
            return vec![own];
        }
        if let Some(model) = check::model_of_tests(&self.name) {
            return self.beside(&model).into_iter().chain([own]).collect();
        }
        let tests = self.name.strip_suffix(".score").map(|stem| format!("{stem}_test.score"));
        let tests = tests.and_then(|tests| self.beside(&tests));
        std::iter::once(own).chain(tests).collect()
    }

    fn beside(&self, name: &str) -> Option<(String, String)> {
        if let Some(open) = self.documents.at(&self.folder.join(name)) {
            return Some((name.into(), open.text.clone()));
        }
        let file = Root::open(self.folder.join(name).to_str()?).ok()?;
        Some((name.into(), file.text))
    }

    pub fn uri(&self, name: &str) -> Uri {
        let own = || self.document.uri.clone();
        match self.document.path {
            Some(_) if name != self.name => {
                self.documents.address(&self.folder.join(name)).unwrap_or_else(own)
            }
            _ => own(),
        }
    }

    /// An open text, if the way to it stays in the folder.
    fn open(&self, name: &Path) -> Option<(String, String)> {
        let document = self.documents.at(&self.folder.join(name))?;
        Some((name.to_str()?.replace('\\', "/"), document.text.clone()))
    }
}

impl Loader for Files<'_> {
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError> {
        if self.document.path.is_none() {
            return Err(LoadError::NotFound);
        }
        let beside = Path::new(asker).parent().unwrap_or(Path::new("")).join(path);
        let inside = if path.contains('\\') { None } else { straight(&beside) };
        if let Some(open) = inside.and_then(|name| self.open(&name)) {
            return Ok(open);
        }
        let Some((root, folder)) = &self.root else { return Err(LoadError::NotFound) };
        let asker = self.folder.join(asker);
        let file = root.read(&asker.to_string_lossy(), path).map_err(load_error)?;
        // However it is named, through links as well, a file is the same one.
        let name = file.identity.strip_prefix(folder).map_err(|_| LoadError::Outside)?;
        match self.open(name) {
            Some(open) => Ok(open),
            None => Ok((name.to_string_lossy().replace('\\', "/"), file.text)),
        }
    }
}

/// A path without `.` and `..`; none where it leaves its folder.
pub fn straight(path: &Path) -> Option<PathBuf> {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => straight.push(part),
            Component::CurDir => {}
            Component::ParentDir if straight.pop() => {}
            _ => return None,
        }
    }
    Some(straight)
}
