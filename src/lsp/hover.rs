//! What a name stands for: a list's members, a parameter's value, a definition's condition, a score's range, a column's type.

use lsp_types::Hover;
use lsp_types::HoverContents;
use lsp_types::HoverParams;
use lsp_types::MarkupContent;
use lsp_types::MarkupKind;

use crate::ir::Program;
use crate::ir::program::Range;
use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::names::Kind;
use crate::lsp::names::Name;
use crate::optimise::ranges::Ranges;
use crate::syntax::ast;
use crate::syntax::ast::Item;
use crate::types::Type;

/// As many members of a list are shown.
const MEMBERS: usize = 20;

pub fn run(desk: &Desk, params: HoverParams) -> Result<Option<Hover>, Fault> {
    let place = params.text_document_position_params;
    let analysis = desk.analysis(desk.document(&place.text_document.uri)?);
    let Some(name) = analysis.name_at(place.position) else { return Ok(None) };
    let words = words(&analysis, name);
    Ok(words.map(|value| Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
        range: Some(analysis.range(name.span)),
    }))
}

fn words(analysis: &Analysis, name: &Name) -> Option<String> {
    let program = analysis.compiled.models.iter().find_map(|model| model.program.as_ref());
    match name.kind {
        Kind::List => list(analysis, name),
        Kind::Definition | Kind::Parameter | Kind::Event => declaration(analysis, name),
        Kind::Score => score(analysis, program, name),
        Kind::Column => typed("column", &program?.schema.attributes, name),
        Kind::Property => typed("property", &program?.schema.properties, name),
        Kind::Group | Kind::Figure => None,
    }
}

/// The statement that declares a name.
fn declaring<'a>(analysis: &'a Analysis, name: &Name) -> Option<&'a ast::Statement<Item>> {
    let statements = analysis.trees().flat_map(|(_, tree)| &tree.body.statements);
    statements.into_iter().find(|statement| match (&statement.it, name.kind) {
        (Item::List(it), Kind::List) => it.name.text == name.text,
        (Item::Define(it), Kind::Definition) => it.name.text == name.text,
        (Item::Param(it), Kind::Parameter) => it.name.text == name.text,
        (Item::Event(it), Kind::Event) => it.name.text == name.text,
        (Item::Score(it), Kind::Score) => it.name.text == name.text,
        _ => false,
    })
}

fn declaration(analysis: &Analysis, name: &Name) -> Option<String> {
    let text = analysis.compiled.sources.text(declaring(analysis, name)?.span);
    Some(code(text))
}

fn code(text: &str) -> String {
    format!("```baremo\n{text}\n```")
}

fn list(analysis: &Analysis, name: &Name) -> Option<String> {
    let statement = declaring(analysis, name)?;
    let Item::List(list) = &statement.it else { return None };
    let members: Vec<&str> = match &list.body {
        ast::ListBody::Items(items) => {
            items.iter().map(|item| analysis.compiled.sources.text(item.span)).collect()
        }
        ast::ListBody::File(path) => members(analysis.list(statement.span.file, &path.text)?),
    };
    let count =
        if members.len() == 1 { "1 value".into() } else { format!("{} values", members.len()) };
    let shown = members.iter().take(MEMBERS).map(|member| format!("- {}", quoted(member)));
    let mut lines = vec![format!("list `{}`: {count}\n", list.name.text)];
    lines.extend(shown);
    if members.len() > MEMBERS {
        lines.push(format!("- and {} more", members.len() - MEMBERS));
    }
    Some(lines.join("\n"))
}

fn members(text: &str) -> Vec<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// As code, whatever is in it.
fn quoted(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Its range as it is written, and what its rules or its formula can reach.
fn score(analysis: &Analysis, program: Option<&Program>, name: &Name) -> Option<String> {
    let Item::Score(score) = &declaring(analysis, name)?.it else { return None };
    let range = score.range.as_ref().map(|range| analysis.compiled.sources.text(range.span));
    let reached = program.and_then(|it| Some((it, it.score(&name.text)?)));
    let reached = reached.map(|(it, id)| reach(Ranges::of(it).before_range[id.index()]));
    let title = format!("score `{}`", name.text);
    Some(match (range, reached) {
        (None, None) => title,
        (None, Some(reached)) => format!("{title}: {reached}"),
        (Some(range), None) => format!("{title}: `{range}`"),
        (Some(range), Some(reached)) => {
            format!("{title}: `{range}`\n\nbefore that range: {reached}")
        }
    })
}

fn reach(range: Range) -> String {
    match (range.low, range.high) {
        (Some(low), Some(high)) => format!("from {low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or less"),
        (None, None) => "any figure".into(),
    }
}

fn typed(what: &str, fields: &[crate::types::Field], name: &Name) -> Option<String> {
    let field = fields.iter().find(|field| field.name == name.text)?;
    let ty = match &field.ty {
        Type::OneOf(values) => {
            format!("one of {}", values.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", "))
        }
        ty => ty.name().to_string(),
    };
    Some(format!("{what} {}: {ty}", quoted(&name.text)))
}
