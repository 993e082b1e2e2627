//! What is wrong, in the words of `check`, sent for each file in which something changed.

mod data;

use std::borrow::Cow;
use std::collections::BTreeMap;

use lsp_types::DiagnosticRelatedInformation;
use lsp_types::DiagnosticSeverity;
use lsp_types::DiagnosticTag;
use lsp_types::Location;
use lsp_types::NumberOrString;
use lsp_types::PublishDiagnosticsParams;
use lsp_types::Uri;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::diagnostic::codes::lints;
use crate::diagnostic::render::json;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::documents::Document;
use crate::source::Sources;
use crate::source::Span;

/// What the client was told last, by address.
#[derive(Debug, Default)]
pub struct Published {
    files: BTreeMap<String, File>,
}

#[derive(Debug, Clone, PartialEq)]
struct File {
    uri: Uri,
    /// Of the open text that it is about.
    version: Option<i32>,
    diagnostics: Vec<lsp_types::Diagnostic>,
}

impl Published {
    /// What the client does not know yet.
    pub fn news(&mut self, desk: &Desk) -> Vec<PublishDiagnosticsParams> {
        let files = gathered(desk);
        let is_new = |(key, file): &(&String, &File)| self.files.get(*key) != Some(*file);
        let told = files.iter().filter(is_new).map(|(_, file)| file.clone());
        // Files in which nothing is wrong any more, or that nobody asks about.
        let gone = self.files.iter().filter(|(key, _)| !files.contains_key(*key));
        let cleared =
            gone.map(|(_, file)| File { diagnostics: Vec::new(), version: None, ..file.clone() });
        let news = told.chain(cleared).map(|file| {
            let File { uri, version, diagnostics } = file;
            PublishDiagnosticsParams { uri, diagnostics, version }
        });
        let news = news.collect();
        self.files = files;
        news
    }
}

/// Every open text, and every file in which something is wrong because of one.
fn gathered(desk: &Desk) -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    for document in desk.documents.iter() {
        let (uri, version) = (document.uri.clone(), Some(document.version));
        files.insert(uri.as_str().to_string(), File { uri, version, diagnostics: Vec::new() });
    }
    let mut tell = |uri: &Uri, found: lsp_types::Diagnostic| {
        let empty = || File { uri: uri.clone(), version: None, diagnostics: Vec::new() };
        let file = files.entry(uri.as_str().to_string()).or_insert_with(empty);
        if !file.diagnostics.contains(&found) {
            file.diagnostics.push(found);
        }
    };
    for document in desk.documents.iter() {
        let analysis = desk.analysis(document);
        for found in all(desk, document, &analysis) {
            tell(analysis.uri(found.span().file), shown(&found, &analysis));
        }
        for (uri, found) in data::of_sample(desk, document) {
            tell(&uri, found);
        }
    }
    files
}

/// What is wrong with an open text and with its sample data.
pub fn all<'a>(
    desk: &Desk,
    document: &Document,
    analysis: &'a Analysis,
) -> impl Iterator<Item = Cow<'a, Diagnostic>> {
    let missing = data::missing(desk, document, analysis);
    let rules = analysis.compiled.diagnostics.iter().map(Cow::Borrowed);
    rules.chain(missing.into_iter().map(Cow::Owned))
}

/// A report as the protocol has it.
pub fn shown(found: &Diagnostic, analysis: &Analysis) -> lsp_types::Diagnostic {
    let places = |span: Span| analysis.location(span);
    drawn(found, &analysis.compiled.sources, &places)
}

/// The same for any files: `places` tells where a span is.
pub fn drawn(
    found: &Diagnostic,
    sources: &Sources,
    places: &dyn Fn(Span) -> Location,
) -> lsp_types::Diagnostic {
    let related = found.labels[1..].iter().map(|label| DiagnosticRelatedInformation {
        location: places(label.span),
        message: label.text.clone(),
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    lsp_types::Diagnostic {
        range: places(found.span()).range,
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(found.code.0.into())),
        source: Some("baremo".into()),
        message: json::report(found, sources).words(),
        related_information: (!related.is_empty()).then_some(related),
        tags: does_nothing(found).then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..lsp_types::Diagnostic::default()
    }
}

/// What could be taken out and nothing would change: editors show it faded.
fn does_nothing(found: &Diagnostic) -> bool {
    [
        lints::UNUSED_LIST,
        lints::UNUSED_DEFINE,
        lints::UNUSED_PARAM,
        lints::UNUSED_KIND,
        lints::AGES_NOTHING,
        lints::IDLE_LIMIT,
        lints::RULE_NEVER_FIRES,
        lints::ROW_NEVER_COUNTS,
        lints::PART_ADDS_NOTHING,
    ]
    .contains(&found.code)
}
