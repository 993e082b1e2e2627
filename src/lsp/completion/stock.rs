//! The names of a file and the files that it uses, and what the sample data has, to choose from.

use std::collections::BTreeSet;

use crate::data::Inferred;
use crate::lsp::analysis::Analysis;
use crate::lsp::names::Kind;
use crate::syntax::ast;
use crate::syntax::ast::Item;
use crate::syntax::token;
use crate::syntax::token::tokens;

pub struct Stock<'a> {
    analysis: &'a Analysis,
    /// Where the word begins that is being typed: it is no name yet.
    typed: usize,
    sample: Option<&'a Inferred>,
}

impl<'a> Stock<'a> {
    pub fn of(analysis: &'a Analysis, typed: usize, sample: Option<&'a Inferred>) -> Stock<'a> {
        Stock { analysis, typed, sample }
    }

    pub fn columns(&self) -> Vec<String> {
        let fields = self.sample.into_iter().flat_map(|sample| &sample.attributes);
        self.of_data(Kind::Column, fields.map(|field| &field.field.name))
    }

    pub fn events(&self) -> Vec<String> {
        let events = self.sample.into_iter().flat_map(|sample| &sample.events);
        self.of_data(Kind::Event, events.map(|event| &event.name))
    }

    pub fn lists(&self) -> Vec<String> {
        self.declared(Kind::List)
    }

    pub fn definitions(&self) -> Vec<String> {
        self.declared(Kind::Definition)
    }

    pub fn parameters(&self) -> Vec<String> {
        self.declared(Kind::Parameter)
    }

    pub fn scores(&self) -> Vec<String> {
        self.declared(Kind::Score)
    }

    /// `fit_grade`.
    pub fn grades(&self) -> Vec<String> {
        let items = self.items().filter_map(|item| match item {
            Item::Grade(grade) => Some(format!("{}_grade", grade.score.text)),
            _ => None,
        });
        items.collect()
    }

    /// Those of an event, where it is known and declares them.
    pub fn properties(&self, event: Option<&str>) -> Vec<String> {
        let events = self.items().filter_map(|item| match item {
            Item::Event(it) if Some(it.name.text.as_str()) == event => Some(&it.body),
            _ => None,
        });
        for body in events {
            if let ast::EventBody::Properties(fields) = body {
                return names_of(fields);
            }
        }
        let events = self.sample.into_iter().flat_map(|sample| &sample.events);
        let events = events.filter(|seen| event.is_none_or(|event| event == seen.name));
        let fields = events.flat_map(|event| &event.properties);
        self.of_data(Kind::Property, fields.map(|field| &field.field.name))
    }

    /// The values of a column or a property that is one of some.
    pub fn values(&self, field: &str) -> Vec<String> {
        let blocks = self.items().filter_map(|item| match item {
            Item::Lead(lead) => Some(&lead.fields),
            Item::Event(ast::EventDecl { body: ast::EventBody::Properties(fields), .. }) => {
                Some(fields)
            }
            _ => None,
        });
        let mut values = Vec::new();
        for declared in blocks.flat_map(|block| &block.statements) {
            if let ast::FieldDecl::Field { name, ty } = &declared.it
                && let ast::TypeKind::OneOf(all) = &ty.kind
                && name.text == field
            {
                values.extend(all.iter().map(|value| as_text(&value.text)));
            }
        }
        values
    }

    /// The texts that the sample data has in a column, or in a property of any event.
    pub fn seen(&self, field: &str) -> Vec<String> {
        let Some(sample) = self.sample else { return Vec::new() };
        let properties = sample.events.iter().flat_map(|event| &event.properties);
        let fields = sample.attributes.iter().chain(properties);
        let named = fields.filter(|it| it.field.name == field);
        named.flat_map(|it| &it.seen).map(|value| as_text(value)).collect()
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        let statements = self.analysis.trees().flat_map(|(_, tree)| &tree.body.statements);
        statements.map(|statement| &statement.it)
    }

    fn declared(&self, kind: Kind) -> Vec<String> {
        self.names(kind, true)
    }

    /// Where data need not be declared, what is used elsewhere and what the sample has is known too.
    fn of_data(&self, kind: Kind, sample: impl Iterator<Item = &'a String>) -> Vec<String> {
        let declared = self.declared(kind);
        if !declared.is_empty() {
            return declared;
        }
        let used = self.names(kind, false).into_iter();
        let all: BTreeSet<String> = used.chain(sample.map(|name| as_name(name))).collect();
        all.into_iter().collect()
    }

    fn names(&self, kind: Kind, only_declared: bool) -> Vec<String> {
        let is_typed = |span: crate::source::Span| {
            span.file == self.analysis.own && span.start as usize == self.typed
        };
        let all = self.analysis.names().iter();
        let fitting = all.filter(|name| name.kind == kind && !is_typed(name.span));
        let fitting = fitting.filter(|name| name.declares || !only_declared);
        let names: BTreeSet<&str> = fitting.map(|name| name.text.as_str()).collect();
        names.into_iter().map(as_name).collect()
    }
}

fn names_of(fields: &ast::Block<ast::FieldDecl>) -> Vec<String> {
    let names = fields.statements.iter().filter_map(|field| match &field.it {
        ast::FieldDecl::Field { name, .. } => Some(as_name(&name.text)),
        ast::FieldDecl::Broken => None,
    });
    names.collect()
}

fn is_one_word(text: &str) -> bool {
    let one = matches!(tokens(text)[..], [token::Token { kind: token::Kind::Word, .. }]);
    one && !["and", "or", "not", "in", "is"].contains(&text)
}

/// In backquotes, where it is no word.
fn as_name(text: &str) -> String {
    if is_one_word(text) { text.into() } else { format!("`{text}`") }
}

/// In double quotes, where it is no word.
fn as_text(text: &str) -> String {
    match is_one_word(text) {
        true => text.into(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
