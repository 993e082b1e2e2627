//! What is declared in a model and the files it uses, each name once.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::check::files::{Loaded, Unit};
use crate::diagnostic::codes::{
    files as file_codes, limits, names as codes, structure, types as type_codes,
};
use crate::diagnostic::near::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::program::ScoreId;
use crate::source::{FileId, Span};
use crate::syntax::ast;
use crate::types::Type;

/// An event declaration.
#[derive(Debug)]
pub(super) struct EventInfo<'a> {
    pub span: Span,
    /// The declared properties' names; nothing where the declaration has no braces: any will do.
    pub properties: Option<Vec<&'a str>>,
    /// `event pricing_view = page_view where C`
    pub kind: Option<(&'a [ast::Name], Option<&'a ast::Expr>)>,
}

#[derive(Debug)]
pub(super) struct ListInfo<'a> {
    pub span: Span,
    pub items: ListItems<'a>,
}

#[derive(Debug)]
pub(super) enum ListItems<'a> {
    Written(&'a [ast::Expr]),
    File(Vec<String>),
}

/// A column or property with a declared type.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub ty: Type,
    pub span: Span,
}

/// Every name that a model may use.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// A file is not there, or a declaration lost its name: what is missing may stand there.
    pub incomplete: bool,
    /// The words of what could not be read: what is missing may stand there.
    pub unread: HashSet<&'a str>,
    /// There is a `lead` block: only its columns may be named.
    pub lead_declared: bool,
    pub attributes: BTreeMap<&'a str, Declared>,
    /// There is a plain `event` declaration: only declared events may be named.
    pub events_declared: bool,
    pub events: BTreeMap<&'a str, EventInfo<'a>>,
    pub properties: BTreeMap<&'a str, Declared>,
    pub lists: BTreeMap<&'a str, ListInfo<'a>>,
    pub defines: BTreeMap<&'a str, &'a ast::Define>,
    pub params: BTreeMap<&'a str, &'a ast::Param>,
    pub scores: BTreeMap<&'a str, (ScoreId, Span)>,
    /// Grades by the name of their column, `fit_grade`: their position among the grades.
    pub grades: BTreeMap<String, (u32, &'a ast::Grade)>,
}

/// Scores that a model may have.
const MOST_SCORES: usize = 1_000;

/// The score of rules that stand outside any block.
pub(super) const PLAIN_SCORE: &str = "score";

pub(super) fn collect<'a>(
    loaded: &'a Loaded,
    unit: &Unit,
    diagnostics: &mut Vec<Diagnostic>,
) -> Names<'a> {
    let mut collector = Collector { loaded, names: Names::default(), diagnostics };
    for &file in &unit.files {
        collector.names.incomplete |= lacks_a_file(loaded, file);
        for text in unread(loaded, file) {
            collector.names.unread.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_'));
            collector.names.incomplete |= is_nameless(text);
        }
        for statement in &loaded.trees[&file].body.statements {
            if file != unit.model {
                collector.only_declarations(statement);
            }
            collector.item(statement, file == unit.model);
        }
    }
    collector.members();
    collector.names
}

/// The texts of what could not be read among the declarations of a file, and of statements of no known kind.
fn unread(loaded: &Loaded, file: FileId) -> Vec<&str> {
    let mut spans: Vec<Span> = Vec::new();
    for statement in &loaded.trees[&file].body.statements {
        match &statement.it {
            ast::Item::Broken => spans.push(statement.span),
            ast::Item::Lead(lead) => spans.extend(broken_fields(&lead.fields)),
            ast::Item::Event(ast::EventDecl {
                body: ast::EventBody::Properties(block), ..
            }) => {
                spans.extend(broken_fields(block));
            }
            _ => {}
        }
    }
    spans.into_iter().map(|s| loaded.sources.text(s)).collect()
}

fn broken_fields(block: &ast::Block<ast::FieldDecl>) -> impl Iterator<Item = Span> {
    block.statements.iter().filter(|f| f.it == ast::FieldDecl::Broken).map(|f| f.span)
}

/// A declaration that could not be read and has no name left: any name that is missed may be its.
fn is_nameless(text: &str) -> bool {
    const DECLARE: [&str; 8] =
        ["lead", "event", "list", "define", "param", "use", "score", "grade"];
    const TYPES: [&str; 6] = ["text", "number", "bool", "date", "list", "one"];
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let name = if DECLARE.contains(&first) { words.next().unwrap_or_default() } else { first };
    let named = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '`');
    !named || name == first && TYPES.contains(&first)
}

/// A file that this one needs could not be had.
fn lacks_a_file(loaded: &Loaded, file: FileId) -> bool {
    loaded.diagnostics.iter().any(|d| d.span().file == file && d.code.0.starts_with("E08"))
}

impl Names<'_> {
    /// A name that is missed may be declared where the text could not be read.
    pub fn may_be_unread(&self, name: &str) -> bool {
        let name = name.trim_matches(|c| c == '$' || c == '`').trim_end_matches("_grade");
        self.incomplete || self.unread.contains(name)
    }
}

struct Collector<'a, 'd> {
    loaded: &'a Loaded,
    names: Names<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> Collector<'a, '_> {
    fn only_declarations(&mut self, statement: &ast::Statement<ast::Item>) {
        use ast::Item::{Broken, Define, Event, Lead, List, Param, Use};
        if !matches!(
            statement.it,
            Lead(_) | Event(_) | List(_) | Define(_) | Param(_) | Use(_) | Broken
        ) {
            self.diagnostics.push(
                Diagnostic::error(
                    file_codes::USED_FILE_HAS_RULES,
                    statement.span,
                    "a file that is used by others may hold only lists, definitions, parameters, `lead` and `event`",
                )
                .here("this belongs in a model file"),
            );
        }
    }

    fn item(&mut self, statement: &'a ast::Statement<ast::Item>, model: bool) {
        match &statement.it {
            ast::Item::Lead(lead) => self.lead(lead),
            ast::Item::Event(event) => self.event(event, statement.span),
            ast::Item::List(list) => self.list(list),
            ast::Item::Define(define) => {
                let before = self.names.defines.insert(&define.name.text, define);
                self.once(&define.name, before.map(|b| b.name.span), "definition");
            }
            ast::Item::Param(param) => {
                let before = self.names.params.insert(&param.name.text, param);
                self.once(&param.name, before.map(|b| b.name.span), "parameter");
            }
            ast::Item::Score(score) if model => self.score(&score.name.text, score.name.span),
            ast::Item::Rule(_) | ast::Item::Group(_) | ast::Item::When(_)
                if model && !self.names.scores.contains_key(PLAIN_SCORE) =>
            {
                self.score(PLAIN_SCORE, statement.span.before());
            }
            ast::Item::Grade(grade) if model => self.grade(grade),
            _ => {}
        }
    }

    /// An event that stands in `event activity = …` is declared by that, unless it looks like a slip in another's name.
    fn members(&mut self) {
        let kinds: Vec<&'a [ast::Name]> =
            self.names.events.values().filter_map(|e| e.kind).map(|k| k.0).collect();
        for member in kinds.into_iter().flatten() {
            let name = member.text.as_str();
            let known = self.names.events.keys().copied();
            if name != "event"
                && !self.names.events.contains_key(name)
                && nearest(name, known).is_empty()
            {
                let info = EventInfo { span: member.span, properties: None, kind: None };
                self.names.events.insert(name, info);
            }
        }
    }

    /// Something in the statement could not be read.
    fn is_faulty(&self, span: Span) -> bool {
        let within =
            |at: Span| at.file == span.file && span.start <= at.start && at.end <= span.end;
        self.loaded.diagnostics.iter().any(|d| d.is_error() && within(d.span()))
    }

    fn lead(&mut self, lead: &'a ast::LeadDecl) {
        self.names.lead_declared = true;
        for (name, ty) in fields(&lead.fields) {
            let declared = Declared { ty: type_of(ty), span: name.span };
            let before = self.names.attributes.insert(&name.text, declared);
            self.once(name, before.map(|b| b.span), "column");
        }
    }

    fn event(&mut self, event: &'a ast::EventDecl, span: Span) {
        let mut info = EventInfo { span: event.name.span, properties: None, kind: None };
        match &event.body {
            ast::EventBody::Bare => self.names.events_declared |= !self.is_faulty(span),
            ast::EventBody::Properties(block) => {
                self.names.events_declared = true;
                info.properties = Some(fields(block).map(|(n, _)| n.text.as_str()).collect());
                self.properties(block);
            }
            ast::EventBody::Kind { of, filter } => info.kind = Some((of, filter.as_ref())),
        }
        let before = self.names.events.insert(&event.name.text, info);
        self.once(&event.name, before.map(|b| b.span), "event");
    }

    /// A property is one column of the log: events that share its name must agree on its type.
    fn properties(&mut self, block: &'a ast::Block<ast::FieldDecl>) {
        let mut here: Vec<&ast::Name> = Vec::new();
        for (name, ty) in fields(block) {
            let before = here.iter().find(|n| n.text == name.text).map(|n| n.span);
            self.once(name, before, "property");
            here.push(name);
            let declared = Declared { ty: type_of(ty), span: ty.span };
            match self.names.properties.get(name.text.as_str()) {
                Some(other) if other.ty != declared.ty && before.is_none() => {
                    let (first, second) = (other.ty.name(), declared.ty.name());
                    self.diagnostics.push(
                        Diagnostic::error(
                            type_codes::USES_DISAGREE,
                            ty.span,
                            format!(
                                "`{}` is {first} in one event and {second} in another",
                                name.text
                            ),
                        )
                        .here(format!("{second} here"))
                        .label(other.span, format!("{first} here"))
                        .help("a property is one column of the event log: give both the same type"),
                    );
                }
                _ => {
                    self.names.properties.insert(&name.text, declared);
                }
            }
        }
    }

    fn list(&mut self, list: &'a ast::ListDecl) {
        let items = match &list.body {
            ast::ListBody::Items(items) => ListItems::Written(items),
            ast::ListBody::File(path) => ListItems::File(
                self.loaded
                    .lists
                    .get(&(path.span.file, path.span.start))
                    .cloned()
                    .unwrap_or_default(),
            ),
        };
        let info = ListInfo { span: list.name.span, items };
        let before = self.names.lists.insert(&list.name.text, info);
        self.once(&list.name, before.map(|b| b.span), "list");
    }

    fn score(&mut self, name: &'a str, span: Span) {
        if let Some((_, before)) = self.names.scores.get(name) {
            let help = if name == PLAIN_SCORE {
                "rules outside any block belong to the score `score`; give the other one another name"
            } else {
                "put the rules of both into one block, or give one another name"
            };
            let message = format!("the score `{name}` is there twice");
            self.diagnostics.push(
                Diagnostic::error(codes::DECLARED_TWICE, span, message)
                    .here("second time")
                    .label(*before, "first time")
                    .help(help),
            );
        } else if self.names.scores.len() == MOST_SCORES {
            let error = Diagnostic::error(
                limits::TOO_MANY_SCORES,
                span,
                format!("a model has at most {MOST_SCORES} scores"),
            );
            if !self.diagnostics.iter().any(|d| d.code == limits::TOO_MANY_SCORES) {
                self.diagnostics.push(error.here("one too many"));
            }
        } else {
            let id = ScoreId(self.names.scores.len() as u32);
            self.names.scores.insert(name, (id, span));
        }
    }

    fn grade(&mut self, grade: &'a ast::Grade) {
        let column = format!("{}_grade", grade.score.text);
        if let Some((_, before)) = self.names.grades.get(&column) {
            let first = before.score.span;
            self.once(&grade.score, Some(first), "grade of");
        } else {
            let position = self.names.grades.len() as u32;
            self.names.grades.insert(column, (position, grade));
        }
    }

    fn once(&mut self, name: &ast::Name, before: Option<Span>, what: &str) {
        let help = match what {
            "grade of" => "leave one of the two `grade` blocks out",
            "column" | "property" => "leave one of them out",
            _ => "give one of them another name, or leave one out",
        };
        if let Some(before) = before {
            self.diagnostics.push(
                Diagnostic::error(
                    codes::DECLARED_TWICE,
                    name.span,
                    format!("the {what} `{}` is there twice", name.text),
                )
                .here("second time")
                .label(before, "first time")
                .help(help),
            );
        }
    }
}

fn fields(
    block: &ast::Block<ast::FieldDecl>,
) -> impl Iterator<Item = (&ast::Name, &ast::TypeName)> {
    block.statements.iter().filter_map(|s| match &s.it {
        ast::FieldDecl::Field { name, ty } => Some((name, ty)),
        ast::FieldDecl::Broken => None,
    })
}

fn type_of(ty: &ast::TypeName) -> Type {
    match &ty.kind {
        ast::TypeKind::Text => Type::Text,
        ast::TypeKind::Number => Type::Number,
        ast::TypeKind::Bool => Type::Bool,
        ast::TypeKind::Date => Type::Date,
        ast::TypeKind::ListOfText => Type::List,
        ast::TypeKind::OneOf(values) => {
            Type::OneOf(values.iter().map(|v| v.text.clone()).collect::<Arc<[String]>>())
        }
    }
}

/// A name as a rule file writes it: more than one plain word stands in backquotes, a label in quotes.
fn as_written(code: Code, name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if plain {
        name.into()
    } else if [codes::UNKNOWN_LABEL, structure::MATRIX_LABEL].contains(&code) {
        format!("\"{name}\"")
    } else {
        format!("`{name}`")
    }
}

/// A name that is not there, with the near ones as help and the nearest as an edit.
pub(super) fn not_there<'n>(
    code: Code,
    span: Span,
    message: String,
    word: &str,
    candidates: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let near = nearest(word, candidates.iter().copied());
    let diagnostic = Diagnostic::error(code, span, message);
    match near.first() {
        Some(best) => diagnostic
            .here("not known")
            .help(format!(
                "did you mean {}?",
                crate::diagnostic::near::one_of(near.iter().copied())
            ))
            .fix(format!("write `{best}`"), span, as_written(code, best)),
        None if candidates.is_empty() || candidates.len() > 12 => diagnostic.here("not known"),
        None => diagnostic.here("not known").help(format!(
            "there {} {}",
            if candidates.len() == 1 { "is" } else { "are" },
            crate::diagnostic::near::one_of(candidates).replace(" or ", " and ")
        )),
    }
}
