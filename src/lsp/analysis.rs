//! What is known of each open text: it is checked with its tests and the files that it uses, and that is kept until a text changes.

use std::cell::OnceCell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use lsp_server::ErrorCode;
use lsp_types::Location;
use lsp_types::Position;
use lsp_types::Range;
use lsp_types::ShowMessageParams;
use lsp_types::Uri;

use crate::check;
use crate::check::Again;
use crate::check::Compiled;
use crate::check::Settings;
use crate::data::Sample;
use crate::ir::Program;
use crate::lint;
use crate::lsp::Fault;
use crate::lsp::documents::Document;
use crate::lsp::documents::Documents;
use crate::lsp::files::Files;
use crate::lsp::files::straight;
use crate::lsp::names;
use crate::lsp::names::Name;
use crate::lsp::positions::Lines;
use crate::lsp::positions::Table;
use crate::lsp::sample::Awaited;
use crate::lsp::sample::Counts;
use crate::lsp::sample::Samples;
use crate::lsp::sample::Seen;
use crate::source::FileId;
use crate::source::Span;
use crate::syntax::Memo;
use crate::syntax::ast;
use crate::testing;
use crate::testing::TestResult;

/// The open texts and what is known of them.
#[derive(Default)]
pub struct Desk {
    pub documents: Documents,
    pub samples: Samples,
    /// The client shows what its commands give; else the server does, as messages.
    pub shows_results: bool,
    messages: RefCell<Vec<ShowMessageParams>>,
    kept: RefCell<BTreeMap<String, Rc<Analysis>>>,
    /// What is known no more; it is let go when nobody waits.
    old: Vec<Rc<Analysis>>,
    /// What each open text was read as before.
    memos: RefCell<BTreeMap<String, Memo>>,
}

impl Desk {
    /// An open text: the editor asks about no others.
    pub fn document(&self, uri: &Uri) -> Result<&Document, Fault> {
        self.documents.get(uri.as_str()).ok_or_else(|| {
            Fault(ErrorCode::RequestFailed, format!("`{}` is not open", uri.as_str()))
        })
    }

    /// What is known of an open text.
    pub fn analysis(&self, document: &Document) -> Rc<Analysis> {
        if let Some(kept) = self.kept.borrow().get(document.uri.as_str()) {
            return kept.clone();
        }
        let mut memos = self.memos.borrow_mut();
        let memo = memos.entry(document.uri.as_str().into()).or_default();
        let analysis = Rc::new(Analysis::of(document, &self.documents, memo));
        self.kept.borrow_mut().insert(document.uri.as_str().into(), analysis.clone());
        analysis
    }

    /// Of every open text, in the order of addresses.
    pub fn analyses(&self) -> Vec<Rc<Analysis>> {
        self.documents.iter().map(|document| self.analysis(document)).collect()
    }

    pub fn close(&mut self, uri: &Uri) {
        self.documents.close(uri);
        self.memos.get_mut().remove(uri.as_str());
        self.all_changed();
    }

    /// Forgets what depends on a text.
    pub fn changed(&mut self, uri: &Uri) {
        let kept = self.kept.get_mut();
        self.old.extend(kept.extract_if(.., |_, it| it.reads(uri)).map(|(_, it)| it));
    }

    /// Lets go what is known no more.
    pub fn tidy(&mut self) {
        self.old.clear();
    }

    /// Has a message shown behind the answer.
    pub fn show(&self, message: ShowMessageParams) {
        self.messages.borrow_mut().push(message);
    }

    pub fn take_messages(&self) -> Vec<ShowMessageParams> {
        self.messages.take()
    }

    /// The sample data beside an open text.
    pub fn sample(&self, document: &Document) -> Option<Rc<Sample>> {
        let sample = self.samples.around(document.path.as_deref()?.parent()?)?;
        sample.has_data().then_some(sample)
    }

    /// What the sample data beside an open text has.
    pub fn seen(&self, document: &Document) -> Option<Rc<Seen>> {
        Some(self.samples.seen(&*self.sample(document)?))
    }

    /// Forgets everything: files came or went.
    pub fn all_changed(&mut self) {
        self.samples.forget();
        self.old.extend(std::mem::take(self.kept.get_mut()).into_values());
    }
}

/// An open text, checked.
pub struct Analysis {
    pub compiled: Compiled,
    /// The text itself among the files.
    pub own: FileId,
    /// The address of each file.
    uris: Vec<Uri>,
    /// Those of the files of lists.
    lists: Vec<Uri>,
    /// The places in each file.
    tables: Vec<Table>,
    names: OnceCell<Vec<Name>>,
    cases: OnceCell<Vec<(Span, TestResult)>>,
    counts: OnceCell<Option<Awaited<Result<Counts, String>>>>,
}

impl Analysis {
    pub fn of(document: &Document, documents: &Documents, memo: &mut Memo) -> Analysis {
        let files = Files::around(document, documents);
        let given = files.given();
        // What a program shows is looked for beside what is left to check of its text.
        let found = Mutex::new(BTreeMap::new());
        let beside = |model: FileId, program: &Program| {
            let findings = lint::with_examples(program);
            found.lock().unwrap_or_else(PoisonError::into_inner).insert(model, findings);
        };
        let again = Again { memo, beside: &beside };
        let mut compiled = check::compile_again(&given, &files, &Settings::default(), Some(again));
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        lint::run_with(&mut compiled, |model| found.get(&model.file).cloned().unwrap_or_default());
        let uris = compiled.sources.iter().map(|(_, source)| files.uri(&source.name)).collect();
        let tables = compiled.sources.iter().map(|(_, source)| Table::of(&source.text)).collect();
        let lists = compiled.list_files.keys().map(|name| files.uri(name)).collect();
        let own = compiled.sources.iter().find(|(_, source)| *source.name == *files.name);
        let own = own.map_or(FileId(0), |(file, _)| file);
        Analysis {
            compiled,
            own,
            uris,
            lists,
            tables,
            names: OnceCell::new(),
            cases: OnceCell::new(),
            counts: OnceCell::new(),
        }
    }

    fn reads(&self, uri: &Uri) -> bool {
        self.uris.iter().chain(&self.lists).any(|read| read == uri)
    }

    pub fn text(&self, file: FileId) -> &str {
        &self.compiled.sources.get(file).text
    }

    /// The text of the file with an address, if it is one of these.
    pub fn text_at(&self, uri: &Uri) -> Option<&str> {
        let file = self.uris.iter().position(|known| known == uri)?;
        Some(self.text(FileId(file as u32)))
    }

    /// The text of a file of a list, as a file names it.
    pub fn list(&self, asker: FileId, path: &str) -> Option<&str> {
        let asker = &*self.compiled.sources.get(asker).name;
        let name = straight(&Path::new(asker).parent().unwrap_or(Path::new("")).join(path))?;
        let text = self.compiled.list_files.get(name.to_str()?)?;
        Some(text)
    }

    pub fn lines(&self, file: FileId) -> Lines<'_> {
        Lines::with(self.text(file), &self.tables[file.0 as usize])
    }

    pub fn range(&self, span: Span) -> Range {
        self.lines(span.file).range(span.range())
    }

    pub fn location(&self, span: Span) -> Location {
        Location { uri: self.uri(span.file).clone(), range: self.range(span) }
    }

    pub fn uri(&self, file: FileId) -> &Uri {
        &self.uris[file.0 as usize]
    }

    /// The files with their trees, in the order of their numbers.
    pub fn trees(&self) -> impl Iterator<Item = (FileId, &ast::File)> {
        self.compiled.trees.iter().map(|(file, tree)| (*file, tree))
    }

    /// The names of all files.
    pub fn names(&self) -> &[Name] {
        self.names.get_or_init(|| names::all(self))
    }

    /// The name at a place of the text itself.
    pub fn name_at(&self, position: Position) -> Option<&Name> {
        names::at(self.names(), self.own, self.lines(self.own).offset(position))
    }

    /// The model, where it has no errors.
    pub fn program(&self) -> Option<&Program> {
        let programs = self.compiled.models.iter().filter_map(|model| model.program.as_ref());
        programs.into_iter().find(|program| !program.scores.is_empty())
    }

    /// What became of each case of each test, with the span of its block's head.
    pub fn cases(&self) -> &[(Span, TestResult)] {
        self.cases.get_or_init(|| {
            let tests = self.compiled.models.iter().flat_map(|model| &model.tests);
            let sources = &self.compiled.sources;
            tests.map(|test| (test.span, testing::judged(test, sources))).collect()
        })
    }

    /// How often its rules give points to the leads of a sample; a sentence, where that cannot be told.
    pub fn counts(
        &self,
        desk: &Desk,
        sample: &Sample,
        patience: Duration,
    ) -> Option<&Result<Counts, String>> {
        let ask = || Some(desk.samples.counts(sample, self.program()?));
        self.counts.get_or_init(ask).as_ref()?.within(patience)
    }

    pub fn own_tree(&self) -> Option<&ast::File> {
        self.compiled.trees.get(&self.own)
    }
}
