//! What a name stands for: a list's members, a parameter's value, a definition's condition, a score's range, a column's type.

use std::time::Duration;

use crate::data::InferredField;
use crate::explain;
use crate::ir::Program;
use crate::ir::program::Group;
use crate::ir::program::GroupId;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::documents::Document;
use crate::lsp::hints;
use crate::lsp::names::Kind;
use crate::lsp::names::Name;
use crate::optimise::ranges::Ranges;
use crate::syntax::ast;
use crate::syntax::ast::Item;
use crate::types::Type;

/// As many members of a list are shown.
const MEMBERS: usize = 20;

/// So long a hover waits for sample data that is just being read.
const PATIENCE: Duration = Duration::from_millis(300);

pub fn words(desk: &Desk, document: &Document, analysis: &Analysis, name: &Name) -> Option<String> {
    let program = analysis.program();
    match name.kind {
        Kind::List => list(analysis, name),
        Kind::Definition | Kind::Parameter | Kind::Event => declaration(analysis, name),
        Kind::Score => score(analysis, program, name),
        Kind::Group => group(program?, name),
        Kind::Column => {
            let seen = desk.seen(document);
            let sample = seen.as_ref().and_then(|seen| seen.within(PATIENCE)?.as_ref());
            let fields = sample.into_iter().flat_map(|sample| &sample.attributes);
            let words = typed("column", &program?.schema.attributes, name)?;
            Some(with_sample(words, fields, name))
        }
        Kind::Property => typed("property", &program?.schema.properties, name),
        Kind::Figure => None,
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

fn group(program: &Program, name: &Name) -> Option<String> {
    let is_it = |group: &Group| {
        let (around, inside) = (group.origin.span, name.span);
        around.file == inside.file && around.start <= inside.start && inside.end <= around.end
    };
    let named = |group: &Group| group.name == name.text && is_it(group);
    let at = program.groups.iter().position(named)?;
    Some(explain::group(program, GroupId(at as u32)))
}

/// Its range as it is written, and what its rules or its formula can reach.
fn score(analysis: &Analysis, program: Option<&Program>, name: &Name) -> Option<String> {
    let Item::Score(score) = &declaring(analysis, name)?.it else { return None };
    let range = score.range.as_ref().map(|range| analysis.compiled.sources.text(range.span));
    let reached = program.and_then(|it| Some((it, it.score(&name.text)?)));
    let reached = reached.map(|(it, id)| {
        let range = Ranges::of(it).before_range[id.index()];
        hints::reached(range).unwrap_or_else(|| "any figure".into())
    });
    let title = format!("score `{}`", name.text);
    let meaning = program.and_then(|it| Some(explain::score(it, it.score(&name.text)?)));
    let figures = match (range, reached) {
        (None, None) => title,
        (None, Some(reached)) => format!("{title}: {reached}"),
        (Some(range), None) => format!("{title}: `{range}`"),
        (Some(range), Some(reached)) => {
            format!("{title}: `{range}`\n\nbefore that range: {reached}")
        }
    };
    Some(std::iter::once(figures).chain(meaning).collect::<Vec<_>>().join("\n\n"))
}

/// What the sample data has in a column.
fn with_sample<'a>(
    words: String,
    mut fields: impl Iterator<Item = &'a InferredField>,
    name: &Name,
) -> String {
    let Some(field) = fields.find(|field| field.field.name == name.text) else { return words };
    let seen: Vec<String> = field.seen.iter().take(MEMBERS).map(|it| quoted(it)).collect();
    let mut parts = Vec::new();
    if !seen.is_empty() {
        let more = if field.seen.len() > MEMBERS { ", …" } else { "" };
        parts.push(format!("{}{more}", seen.join(", ")));
    }
    if field.unknown > 0.0 {
        parts.push(format!("unknown for {:.1} %", 100.0 * field.unknown));
    }
    match parts.is_empty() {
        true => words,
        false => format!("{words}\n\nin the sample data: {}", parts.join("; ")),
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
