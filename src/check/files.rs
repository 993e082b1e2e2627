//! Which files belong together: a model, the files it uses, its tests. Each file is read and parsed once.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files as codes;
use crate::source::{FileId, Source, Sources, Span};
use crate::syntax::{self, Memo, ast};

/// Where `use` and `list from` find their files.
pub trait Loader {
    /// The file at `path`, as the file named `asker` writes it: its full name, by which the same file is known again, and its text.
    fn load(&self, asker: &str, path: &str) -> Result<(String, String), LoadError>;
}

/// Why a file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    NotFound,
    /// Outside the folder that the rule files may read.
    Outside,
    TooLarge {
        limit: u64,
    },
    NotText,
    /// Anything else, in the system's words.
    Other(String),
}

/// A loader for rules that stand alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<(String, String), LoadError> {
        Err(LoadError::NotFound)
    }
}

/// One model: its own file, all files that it uses, its tests.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub model: FileId,
    /// In the order of their first `use`, the model last.
    pub files: Vec<FileId>,
    pub tests: Option<FileId>,
}

#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub sources: Sources,
    pub trees: BTreeMap<FileId, ast::File>,
    pub units: Vec<Unit>,
    /// `list … from`, by the place of the path: its lines.
    pub lists: BTreeMap<(FileId, u32), Vec<String>>,
    /// The files of lists, name and text.
    pub list_files: BTreeMap<String, String>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// A line that could not be read is reported as such; what else seems wrong with it follows from that.
    pub fn is_unread(&self, span: Span) -> bool {
        let line = self.sources.position(span).line;
        let unread = |d: &Diagnostic| d.span().file == span.file && d.code.0.starts_with("E01");
        self.diagnostics
            .iter()
            .filter(|d| unread(d))
            .any(|d| self.sources.position(d.span()).line == line || overlap(d.span(), span))
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

pub(super) fn load(
    files: &[(String, String)],
    loader: &dyn Loader,
    mut memo: Option<&mut Memo>,
) -> Loaded {
    memo.iter_mut().for_each(|memo| memo.turn());
    let mut desk = Desk { loaded: Loaded::default(), loader, by_name: BTreeMap::new(), memo };
    let ids: Vec<FileId> = files.iter().map(|(name, text)| desk.add(name, text)).collect();
    let named: Vec<(&str, FileId)> =
        files.iter().map(|(name, _)| name.as_str()).zip(ids.iter().copied()).collect();
    for &(name, id) in &named {
        if model_of_tests(name).is_none() {
            let tests = named.iter().find(|(n, _)| model_of_tests(n).as_deref() == Some(name));
            let unit = desk.unit(id, tests.map(|t| t.1));
            desk.loaded.units.push(unit);
        }
    }
    for &(name, id) in &named {
        if model_of_tests(name).is_some_and(|m| !named.iter().any(|(n, _)| *n == m)) {
            desk.tests_without_model(name, id);
        }
    }
    desk.loaded
}

/// `b2b_test.score` holds the tests of `b2b.score`.
pub fn model_of_tests(name: &str) -> Option<String> {
    name.strip_suffix("_test.score").map(|stem| format!("{stem}.score"))
}

struct Desk<'a> {
    loaded: Loaded,
    loader: &'a dyn Loader,
    by_name: BTreeMap<String, FileId>,
    memo: Option<&'a mut Memo>,
}

impl Desk<'_> {
    fn add(&mut self, name: &str, text: &str) -> FileId {
        if let Some(&id) = self.by_name.get(name) {
            return id;
        }
        let id = self.loaded.sources.add(Source::new(name, text));
        self.by_name.insert(name.into(), id);
        let parsed = syntax::parse_again(id, text, self.memo.as_deref_mut());
        self.loaded.diagnostics.extend(parsed.diagnostics);
        self.loaded.trees.insert(id, parsed.file);
        self.load_lists(id);
        id
    }

    fn unit(&mut self, model: FileId, tests: Option<FileId>) -> Unit {
        let mut files = Vec::new();
        self.follow(model, &mut Vec::new(), &mut files);
        Unit { model, files, tests }
    }

    /// Depth first: what a file uses comes before it.
    fn follow(&mut self, id: FileId, path: &mut Vec<FileId>, done: &mut Vec<FileId>) {
        path.push(id);
        for used in self.uses(id) {
            let Some(next) = self.load_used(id, &used) else { continue };
            if path.contains(&next) {
                self.circle(&used, id == next);
            } else if !done.contains(&next) {
                self.follow(next, path, done);
            }
        }
        path.pop();
        done.push(id);
    }

    fn uses(&self, id: FileId) -> Vec<ast::Text> {
        let statements = &self.loaded.trees[&id].body.statements;
        statements
            .iter()
            .filter_map(|s| match &s.it {
                ast::Item::Use(used) => Some(used.path.clone()),
                _ => None,
            })
            .collect()
    }

    fn load_used(&mut self, asker: FileId, path: &ast::Text) -> Option<FileId> {
        let name = self.loaded.sources.get(asker).name.clone();
        match self.loader.load(&name, &path.text) {
            Ok((name, text)) => Some(self.add(&name, &text)),
            Err(error) => {
                self.report(cannot_read(path, error));
                None
            }
        }
    }

    fn load_lists(&mut self, id: FileId) {
        let paths: Vec<ast::Text> = self.loaded.trees[&id]
            .body
            .statements
            .iter()
            .filter_map(|s| match &s.it {
                ast::Item::List(ast::ListDecl { body: ast::ListBody::File(path), .. }) => {
                    Some(path.clone())
                }
                _ => None,
            })
            .collect();
        for path in paths {
            let name = self.loaded.sources.get(id).name.clone();
            match self.loader.load(&name, &path.text) {
                Ok((name, text)) => {
                    self.add_list(id, &path, &text);
                    self.loaded.list_files.insert(name, text);
                }
                Err(error) => self.report(cannot_read(&path, error)),
            }
        }
    }

    fn add_list(&mut self, id: FileId, path: &ast::Text, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<String> =
            text.lines().map(str::trim).filter(|l| !l.is_empty()).map(String::from).collect();
        if lines.is_empty() {
            self.report(
                Diagnostic::error(
                    codes::EMPTY_LIST_FILE,
                    path.span,
                    format!("the list file `{}` is empty", path.text),
                )
                .here("one value a line is expected in it"),
            );
        }
        self.loaded.lists.insert((id, path.span.start), lines);
    }

    fn circle(&mut self, path: &ast::Text, itself: bool) {
        let message = if itself {
            "this file uses itself".into()
        } else {
            format!(
                "`{}` leads back to this file: files cannot use each other in a circle",
                path.text
            )
        };
        self.report(
            Diagnostic::error(codes::CIRCULAR_USE, path.span, message)
                .help("move what both need into a third file and `use` that in both"),
        );
    }

    fn tests_without_model(&mut self, name: &str, id: FileId) {
        let model = model_of_tests(name).unwrap_or_default();
        self.report(
            Diagnostic::error(
                codes::TESTS_WITHOUT_MODEL,
                Span::new(id, 0, 0),
                format!("there is no `{model}` for these tests"),
            )
            .help("a file `NAME_test.score` holds the tests of `NAME.score` beside it"),
        );
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.loaded.diagnostics.push(diagnostic);
    }
}

fn cannot_read(path: &ast::Text, error: LoadError) -> Diagnostic {
    let file = &path.text;
    let (code, message, help) = match error {
        LoadError::NotFound => (
            codes::FILE_NOT_FOUND,
            format!("there is no file `{file}` beside this one"),
            "the path is read from the folder of this rule file",
        ),
        LoadError::Outside => (
            codes::FILE_OUTSIDE,
            format!("`{file}` lies outside the folder of the rules"),
            "a rule file reads only files in its own folder and below",
        ),
        LoadError::TooLarge { limit } => (
            codes::FILE_NOT_READ,
            format!("`{file}` is larger than {} MiB", limit >> 20),
            "keep large lists in the data, as a column",
        ),
        LoadError::NotText => (
            codes::FILE_NOT_READ,
            format!("`{file}` is not text in UTF-8"),
            "save the file as UTF-8",
        ),
        LoadError::Other(why) => {
            (codes::FILE_NOT_READ, format!("`{file}` cannot be read: {why}"), "check the file")
        }
    };
    Diagnostic::error(code, path.span, message).here("named here").help(help)
}
