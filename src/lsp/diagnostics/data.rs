//! What is wrong with the sample data as the rules see it: columns that it does not have, and a `baremo.toml` that cannot be used.

use std::collections::BTreeSet;
use std::time::Duration;

use lsp_types::Location;
use lsp_types::Uri;

use crate::data::Inferred;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::data::MISSING_COLUMN;
use crate::diagnostic::near;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::diagnostics::drawn;
use crate::lsp::documents::Document;
use crate::lsp::names::Kind;
use crate::lsp::positions::Lines;
use crate::source::Span;

/// Each column that the model reads and the sample does not have, where it is named first. The rules may be right: it is a warning.
pub fn missing(desk: &Desk, document: &Document, analysis: &Analysis) -> Vec<Diagnostic> {
    let (Some(sample), Some(program)) = (desk.sample(document), analysis.program()) else {
        return Vec::new();
    };
    if sample.leads.is_none() {
        return Vec::new();
    }
    let seen = desk.samples.seen(&sample);
    // Who is typing does not wait: the bell rings when it is there.
    let Some(Some(seen)) = seen.within(Duration::ZERO) else { return Vec::new() };
    let own = sample.options.id.as_deref();
    let columns: BTreeSet<&str> = columns(seen).chain(["id", "lead_id"]).chain(own).collect();
    let read = program.schema.attributes.iter().map(|field| field.name.as_str());
    let missing = read.filter(|name| !columns.contains(name));
    missing.filter_map(|name| report(analysis, name, seen)).collect()
}

fn columns(seen: &Inferred) -> impl Iterator<Item = &str> {
    seen.attributes.iter().map(|field| field.field.name.as_str())
}

fn report(analysis: &Analysis, name: &str, seen: &Inferred) -> Option<Diagnostic> {
    let is_it = |it: &&crate::lsp::names::Name| it.kind == Kind::Column && it.text == name;
    let first = analysis.names().iter().find(is_it)?;
    let message = format!("the sample data has no column `{name}`");
    let report = Diagnostic::warning(MISSING_COLUMN, first.span, message);
    let near = near::nearest(name, columns(seen));
    Some(match near.first() {
        Some(first_near) => report
            .help(format!("did you mean {}?", near::one_of(near.iter().copied())))
            .fix(format!("write `{first_near}`"), first.span, *first_near),
        None => report,
    })
}

/// What is wrong with the `baremo.toml` itself.
pub fn of_sample(desk: &Desk, document: &Document) -> Vec<(Uri, lsp_types::Diagnostic)> {
    let folder = document.path.as_deref().and_then(|path| path.parent());
    let Some(sample) = folder.and_then(|folder| desk.samples.around(folder)) else {
        return Vec::new();
    };
    let Some(uri) = desk.documents.address(&sample.path) else { return Vec::new() };
    let place = |span: Span| {
        let range = Lines::new(&sample.sources.get(span.file).text).range(span.range());
        Location { uri: uri.clone(), range }
    };
    let found = sample.diagnostics.iter();
    found.map(|found| (uri.clone(), drawn(found, &sample.sources, &place))).collect()
}
