//! What other tests need of the checker: rule files by path or text, with the files beside them.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::check;
use baremo::diagnostic::Diagnostic;

/// Files named by rules (`use`, `list … from`) are looked for beside the one that asks.
struct Beside(PathBuf);

impl check::Loader for Beside {
    fn load(&self, _asking: &str, path: &str) -> Result<(String, String), check::LoadError> {
        match fs::read_to_string(self.0.join(path)) {
            Ok(text) => Ok((path.to_string(), text)),
            Err(_) => Err(check::LoadError::NotFound),
        }
    }
}

/// Checks one text as a file of this name in this folder.
pub fn compile_text(name: &str, text: &str, folder: &Path) -> check::Compiled {
    let files = vec![(name.to_string(), text.to_string())];
    check::compile(&files, &Beside(folder.to_path_buf()), &check::Settings::default())
}

/// Checks one file; messages name it without its folder.
pub fn compile_file(path: &Path) -> check::Compiled {
    let text = fs::read_to_string(path).expect("the file can be read");
    let name = path.file_name().expect("it is a file").to_string_lossy();
    compile_text(&name, &text, path.parent().expect("it stands in a folder"))
}

/// Checks one file together with the tests that stand beside it.
pub fn compile_with_tests(path: &Path) -> check::Compiled {
    let beside = path.with_file_name(
        path.file_name().expect("it is a file").to_string_lossy().replace(".score", "_test.score"),
    );
    let files = [path.to_path_buf(), beside].into_iter().filter(|p| p.is_file());
    let read = |p: PathBuf| {
        let name = p.file_name().expect("it is a file").to_string_lossy().to_string();
        (name, fs::read_to_string(&p).expect("the file can be read"))
    };
    let folder = path.parent().expect("it stands in a folder").to_path_buf();
    check::compile(
        &files.map(read).collect::<Vec<_>>(),
        &Beside(folder),
        &check::Settings::default(),
    )
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
