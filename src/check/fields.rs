//! What a field's name stands for, of which type it is, and which columns a model reads.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::check::model::Model;
use crate::check::names::not_there;
use crate::check::{Reported, Result};
use crate::diagnostic::codes::{names as codes, structure, types as type_codes};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::ir::expr::Place;
use crate::ir::program::{GradeId, ScoreId};
use crate::source::Span;
use crate::syntax::ast::{self, Root};
use crate::types::{AttributeId, EventId, Field, PropertyId, Schema, Type};

/// Where an expression stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope<'a> {
    /// The events around it, outermost first, as written.
    pub around: Vec<&'a str>,
    /// Names of scores and grades may stand bare: stage lines.
    pub stage: bool,
    /// Scores may not be read: they are not known yet.
    pub before_scores: bool,
}

impl<'a> Scope<'a> {
    /// The same place with one more event around.
    pub fn inside(&self, event: &'a str) -> Scope<'a> {
        let mut around = self.around.clone();
        around.push(event);
        Scope { around, ..*self }
    }
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    Field(Place, Type),
    /// `time`, inside a `where`
    Time,
    Score(ScoreId),
    Grade(GradeId),
}

/// The types of all columns, and those in use in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Declared or inferred, by name.
    pub attribute_types: BTreeMap<String, Type>,
    pub property_types: BTreeMap<String, Type>,
    /// Columns whose uses disagree: that is reported, and nothing more about their types.
    pub disputed_attributes: BTreeSet<String>,
    pub disputed_properties: BTreeSet<String>,
    pub used: Used,
}

/// The columns and events in use, and the position of each.
#[derive(Debug, Default, Clone)]
pub(super) struct Used {
    pub schema: Schema,
    attributes: HashMap<String, u32>,
    properties: HashMap<String, u32>,
    events: HashMap<String, u32>,
}

impl Fields {
    pub fn attribute(&mut self, name: &str) -> (AttributeId, Type) {
        let ty = self.attribute_types.get(name).cloned().unwrap_or(Type::Text);
        let Used { schema, attributes, .. } = &mut self.used;
        let id = position(attributes, name, |name| schema.attributes.push(field(name, &ty)));
        (AttributeId(id), ty)
    }

    pub fn property(&mut self, name: &str) -> (PropertyId, Type) {
        let ty = self.property_types.get(name).cloned().unwrap_or(Type::Text);
        let Used { schema, properties, .. } = &mut self.used;
        let id = position(properties, name, |name| schema.properties.push(field(name, &ty)));
        (PropertyId(id), ty)
    }

    pub fn event(&mut self, name: &str) -> EventId {
        let Used { schema, events, .. } = &mut self.used;
        EventId(position(events, name, |name| schema.events.push(name)))
    }

    pub fn is_event_in_use(&self, name: &str) -> bool {
        self.used.events.contains_key(name)
    }
}

/// That of a name; a new one is added behind the others.
fn position(of: &mut HashMap<String, u32>, name: &str, add: impl FnOnce(String)) -> u32 {
    if let Some(position) = of.get(name) {
        return *position;
    }
    let next = of.len() as u32;
    of.insert(name.into(), next);
    add(name.into());
    next
}

fn field(name: String, ty: &Type) -> Field {
    Field { name, ty: ty.clone() }
}

impl<'a> Model<'a> {
    /// What a bare name stands for.
    pub fn name(&mut self, name: &'a ast::Name, scope: &Scope<'a>) -> Result<Meaning> {
        if !scope.around.is_empty() {
            if name.text == "time" && !name.quoted {
                return Ok(Meaning::Time);
            }
            return self.property(name, scope, 0);
        }
        if scope.stage && !name.quoted {
            if let Some(&(id, _)) = self.names.scores.get(name.text.as_str()) {
                return Ok(Meaning::Score(id));
            }
            if let Some(&(id, _)) = self.names.grades.get(&name.text) {
                return Ok(Meaning::Grade(GradeId(id)));
            }
        }
        let graded = self.names.grades.get(&name.text).map(|g| g.1.score.text.clone());
        if let (Some(score), false) = (graded, name.quoted || self.is_column(&name.text)) {
            return Err(self.error(grade_out_of_place(name, &score)));
        }
        self.attribute(name)
    }

    fn is_column(&self, name: &str) -> bool {
        self.names.attributes.contains_key(name)
    }

    /// What `lead.x`, `this.x` or `score.x` stands for.
    pub fn dotted(
        &mut self,
        root: Root,
        name: &'a ast::Name,
        scope: &Scope<'a>,
    ) -> Result<Meaning> {
        match root {
            Root::Lead => self.attribute(name),
            Root::Score => self.score_named(name, scope).map(Meaning::Score),
            Root::This if scope.around.is_empty() => Err(self.error(
                Diagnostic::error(codes::NO_EVENT_AROUND, name.span, format!("`this.{}` needs an event around it", name.text))
                    .here("no event here")
                    .help("`this.` is a property of the rule's own event: it stands in the `where` of an `on` rule or of `any`, `count` and the like"),
            )),
            Root::This => self.property(name, scope, scope.around.len() - 1),
        }
    }

    pub fn score_named(&mut self, name: &ast::Name, scope: &Scope) -> Result<ScoreId> {
        let Some(&(id, _)) = self.names.scores.get(name.text.as_str()) else {
            let known: Vec<&str> = self.names.scores.keys().copied().collect();
            let unknown = not_there(
                codes::UNKNOWN_SCORE,
                name.span,
                format!("there is no score `{}`", name.text),
                &name.text,
                known,
            );
            return Err(self.error(unknown));
        };
        if scope.before_scores {
            let error = Diagnostic::error(
                type_codes::SCORE_NOT_YET,
                name.span,
                "for whom a model is must not depend on its scores",
            );
            return Err(
                self.error(error.here("not known yet").help("use attributes or history here"))
            );
        }
        if let Some(reader) = self.current {
            self.reads.entry(reader).or_default().push((id, name.span));
        }
        Ok(id)
    }

    pub fn attribute(&mut self, name: &ast::Name) -> Result<Meaning> {
        if self.names.lead_declared && !self.names.attributes.contains_key(name.text.as_str()) {
            let known: Vec<&str> = self.names.attributes.keys().copied().collect();
            let unknown = not_there(
                codes::UNKNOWN_COLUMN,
                name.span,
                format!("the `lead` block has no column `{}`", name.text),
                &name.text,
                known,
            );
            let unknown = match self.names.properties.contains_key(name.text.as_str()) {
                true if unknown.fixes.is_empty() => unknown.help(format!(
                    "`{}` is a property of an event: it stands behind `where`, as in `on EVENT where {} = …`",
                    name.text, name.text
                )),
                _ => unknown,
            };
            return Err(self.error(unknown));
        }
        if self.fields.disputed_attributes.contains(&name.text) {
            return Err(Reported);
        }
        let (id, ty) = self.fields.attribute(&name.text);
        Ok(Meaning::Field(Place::Lead(id), ty))
    }

    /// A property of the event that is `up` events out.
    fn property(&mut self, name: &ast::Name, scope: &Scope<'a>, up: usize) -> Result<Meaning> {
        let event = scope.around[scope.around.len() - 1 - up];
        self.check_property(name, event)?;
        if self.fields.disputed_properties.contains(&name.text) {
            return Err(Reported);
        }
        let (property, ty) = self.fields.property(&name.text);
        Ok(Meaning::Field(Place::Event { up: up as u8, property }, ty))
    }

    /// Is the property declared, where the event's properties are?
    pub fn check_property(&mut self, name: &ast::Name, event: &str) -> Result<()> {
        let Some(known) = self.properties_of(event, 0) else { return Ok(()) };
        if known.contains(&name.text.as_str()) {
            return Ok(());
        }
        let mut unknown = not_there(
            codes::UNKNOWN_PROPERTY,
            name.span,
            format!("`{event}` has no property `{}`", name.text),
            &name.text,
            known,
        );
        if self.names.attributes.contains_key(name.text.as_str()) {
            unknown.fixes.clear();
            unknown = unknown
                .help(format!(
                    "here names are the event's properties; the lead's column is `lead.{}`",
                    name.text
                ))
                .fix(
                    format!("write `lead.{}`", name.text),
                    name.span,
                    format!("lead.{}", name.text),
                );
        }
        Err(self.error(unknown))
    }

    /// The declared properties of an event or a kind; nothing where any name will do.
    pub fn properties_of(&self, event: &str, depth: usize) -> Option<Vec<&'a str>> {
        if event == "event" && self.names.events_declared {
            return Some(self.names.properties.keys().copied().collect());
        }
        let info = self.names.events.get(event)?;
        let Some((of, _)) = info.kind else { return info.properties.clone() };
        if depth > 8 {
            return None;
        }
        let mut all = Vec::new();
        for member in of {
            all.extend(self.properties_of(&member.text, depth + 1)?);
        }
        all.sort_unstable();
        all.dedup();
        Some(all)
    }
}

/// A name that is not there, in a report of its own.
pub(super) struct Missed {
    /// Its position among the diagnostics.
    report: usize,
    places: HashSet<Span>,
}

/// Names that are not there, by kind.
const UNKNOWN: [Code; 6] = [
    codes::UNKNOWN_COLUMN,
    codes::UNKNOWN_EVENT,
    codes::UNKNOWN_PROPERTY,
    codes::UNKNOWN_LIST,
    codes::UNKNOWN_PARAMETER,
    codes::UNKNOWN_SCORE,
];

/// What is said of names that are not there.
const MISSED: [Code; 8] = [
    codes::UNKNOWN_COLUMN,
    codes::UNKNOWN_EVENT,
    codes::UNKNOWN_PROPERTY,
    codes::UNKNOWN_LIST,
    codes::UNKNOWN_PARAMETER,
    codes::UNKNOWN_SCORE,
    codes::LONE_WORD,
    structure::NOT_GRADED,
];

fn grade_out_of_place(name: &ast::Name, score: &str) -> Diagnostic {
    let message = format!("the grade `{}` is given when all scores are known", name.text);
    Diagnostic::error(codes::GRADE_OUT_OF_PLACE, name.span, message)
        .here("only stage lines can ask for it")
        .help(format!("ask for the score itself, such as `score.{score} >= 50`; a column of the leads is `lead.{}`", name.text))
}

impl Model<'_> {
    /// Reports a fault and stands for it. A name that is missed beside unread declarations is no fault of its own.
    pub fn error(&mut self, diagnostic: Diagnostic) -> Reported {
        let missed = MISSED.contains(&diagnostic.code);
        if !(missed && self.names.may_be_unread(self.written(diagnostic.span()))) {
            self.add(diagnostic);
        }
        Reported
    }

    /// A name that is missed in several places is one report that shows and mends them all.
    fn add(&mut self, diagnostic: Diagnostic) {
        if !UNKNOWN.contains(&diagnostic.code) {
            return self.diagnostics.push(diagnostic);
        }
        let place = diagnostic.span();
        let missed = self.missed.entry((diagnostic.code, diagnostic.message.clone()));
        let missed = missed.or_insert_with(|| {
            self.diagnostics.push(diagnostic.clone());
            let places = diagnostic.labels.iter().map(|label| label.span);
            Missed { report: self.diagnostics.len() - 1, places: places.collect() }
        });
        if !missed.places.insert(place) {
            return;
        }
        let first = &mut self.diagnostics[missed.report];
        first.labels.push(Label { span: place, text: "and here".into() });
        for (fix, more) in first.fixes.iter_mut().zip(diagnostic.fixes) {
            fix.edits.extend(more.edits);
        }
    }

    /// The text under a span.
    pub fn written(&self, span: Span) -> &str {
        self.loaded.sources.text(span)
    }
}
