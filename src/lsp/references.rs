//! Where a name is declared, and where it is used: in the open texts and in the files that they use.

use lsp_types::GotoDefinitionParams;
use lsp_types::GotoDefinitionResponse;
use lsp_types::Location;
use lsp_types::Position;
use lsp_types::ReferenceParams;
use lsp_types::Uri;

use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::names::Kind;
use crate::lsp::names::Name;

pub fn definition(
    desk: &Desk,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>, Fault> {
    let place = params.text_document_position_params;
    let analysis = desk.analysis(desk.document(&place.text_document.uri)?);
    let Some(name) = analysis.name_at(place.position) else { return Ok(None) };
    let declared = analysis.names().iter().filter(|other| other.declares && is_same(name, other));
    let places = declared.map(|name| analysis.location(name.span)).collect();
    Ok(Some(GotoDefinitionResponse::Array(places)))
}

pub fn run(desk: &Desk, params: ReferenceParams) -> Result<Option<Vec<Location>>, Fault> {
    let place = params.text_document_position;
    let all = everywhere(desk, &place.text_document.uri, place.position)?;
    let wanted =
        all.into_iter().filter(|(_, name)| !name.declares || params.context.include_declaration);
    Ok(Some(wanted.map(|(location, _)| location).collect()))
}

/// Every place of the name at a place.
pub fn everywhere(
    desk: &Desk,
    uri: &Uri,
    position: Position,
) -> Result<Vec<(Location, Name)>, Fault> {
    let own = desk.analysis(desk.document(uri)?);
    let Some(name) = own.name_at(position) else { return Ok(Vec::new()) };
    let home = homes(&own, name);
    let mut found: Vec<(Location, Name)> = Vec::new();
    for analysis in desk.analyses() {
        // Another model may have a name of its own that reads the same.
        let is_ours = std::rc::Rc::ptr_eq(&analysis, &own)
            || homes(&analysis, name).iter().any(|uri| home.contains(uri));
        let all = analysis.names().iter().filter(|other| is_ours && is_same(name, other));
        found.extend(all.map(|other| (analysis.location(other.span), other.clone())));
    }
    found.sort_by(|(a, _), (b, _)| (&a.uri, a.range.start).cmp(&(&b.uri, b.range.start)));
    found.dedup_by(|(a, _), (b, _)| a == b);
    Ok(found)
}

/// The files that declare a name.
fn homes(analysis: &Analysis, name: &Name) -> Vec<Uri> {
    let declared = analysis.names().iter().filter(|other| other.declares && is_same(name, other));
    declared.map(|other| analysis.uri(other.span.file).clone()).collect()
}

/// Each group stands for itself: nothing else names it.
fn is_same(name: &Name, other: &Name) -> bool {
    let alike = name.kind == other.kind && name.text == other.text;
    alike && (name.kind != Kind::Group || name.span == other.span)
}
