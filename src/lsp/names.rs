//! Every name in a file, with what it stands for.
//!
//! The same word may be a column, a property of an event, a definition and a score: the place decides, as in the checker.

use std::collections::BTreeSet;

use crate::lsp::analysis::Analysis;
use crate::source::FileId;
use crate::source::Sources;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::ast::Expr;
use crate::syntax::ast::ExprKind;
use crate::syntax::ast::Item;
use crate::syntax::ast::ListRef;
use crate::syntax::ast::Root;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Column,
    Property,
    Event,
    List,
    Definition,
    Parameter,
    Score,
    Group,
    /// `fit_grade` is its score's name; this is any other figure: a matrix, `stage`.
    Figure,
}

/// A name at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub kind: Kind,
    /// As names compare: without quotes and dollar.
    pub text: String,
    /// Of the name alone, without its dollar and `_grade`.
    pub span: Span,
    pub declares: bool,
}

/// The names of every file of an analysis, in the order of files and places.
pub fn all(analysis: &Analysis) -> Vec<Name> {
    let mut declared = Declared::default();
    for (_, tree) in analysis.trees() {
        declared.gather(&tree.body.statements);
    }
    let sources = &analysis.compiled.sources;
    let mut finder = Finder { sources, declared, found: Vec::new() };
    for (_, tree) in analysis.trees() {
        finder.items(&tree.body.statements);
    }
    finder.found.sort_by_key(|name| (name.span.file, name.span.start));
    finder.found
}

/// The name that a place touches.
pub fn at(names: &[Name], file: FileId, byte: usize) -> Option<&Name> {
    let touches = |name: &&Name| {
        let range = name.span.range();
        name.span.file == file && range.start <= byte && byte <= range.end
    };
    names.iter().find(touches)
}

/// What is declared where the place alone does not decide.
#[derive(Debug, Default)]
struct Declared {
    scores: BTreeSet<String>,
    definitions: BTreeSet<String>,
}

impl Declared {
    fn gather(&mut self, statements: &[ast::Statement<Item>]) {
        for statement in statements {
            match &statement.it {
                Item::Score(score) => drop(self.scores.insert(score.name.text.clone())),
                Item::Define(it) => drop(self.definitions.insert(it.name.text.clone())),
                _ => {}
            }
        }
    }
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// Inside a `where`: names are properties.
    in_event: bool,
    /// Figures may stand bare: stage lines and formulas.
    figures: bool,
}

const INSIDE: Place = Place { in_event: true, figures: false };
const FIGURES: Place = Place { in_event: false, figures: true };

struct Finder<'a> {
    sources: &'a Sources,
    declared: Declared,
    found: Vec<Name>,
}

impl Finder<'_> {
    fn add(&mut self, kind: Kind, name: &ast::Name, declares: bool) {
        let mut span = name.span;
        // `$size` without its dollar.
        span.start += u32::from(self.sources.text(span).starts_with('$'));
        if !span.range().is_empty() {
            let text = name.text.trim_start_matches('$').into();
            self.found.push(Name { kind, text, span, declares });
        }
    }

    fn uses(&mut self, kind: Kind, name: &ast::Name) {
        self.add(kind, name, false);
    }

    fn declares(&mut self, kind: Kind, name: &ast::Name) {
        self.add(kind, name, true);
    }

    /// A score, its grade, or another figure.
    fn figure(&mut self, name: &ast::Name) {
        if self.declared.scores.contains(&name.text) {
            return self.uses(Kind::Score, name);
        }
        match name.text.strip_suffix("_grade") {
            Some(score) if self.declared.scores.contains(score) && !name.quoted => {
                let end = name.span.end - "_grade".len() as u32;
                let span = Span { end, ..name.span };
                self.found.push(Name {
                    kind: Kind::Score,
                    text: score.into(),
                    span,
                    declares: false,
                });
            }
            _ => self.uses(Kind::Figure, name),
        }
    }

    fn is_figure(&self, name: &ast::Name) -> bool {
        let score = name.text.strip_suffix("_grade").unwrap_or(&name.text);
        !name.quoted
            && (self.declared.scores.contains(&name.text) || self.declared.scores.contains(score))
    }

    fn items(&mut self, statements: &[ast::Statement<Item>]) {
        statements.iter().for_each(|statement| self.item(&statement.it));
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Rule(rule) => self.rule(rule),
            Item::Group(group) => {
                self.declares(Kind::Group, &group.name);
                self.range(&group.range);
                for (points, per) in &group.caps {
                    self.operand(points, Place::default());
                    self.per(per);
                }
                self.items(&group.body.statements);
            }
            Item::When(when) => {
                self.condition(&when.condition, Place::default());
                self.items(&when.then.statements);
                when.otherwise.iter().for_each(|block| self.items(&block.statements));
            }
            Item::Score(score) => self.score(score),
            Item::Disqualify(it) => self.condition(&it.condition, Place::default()),
            Item::Stage(line) => {
                if let Some(at) = &line.at {
                    at.score.iter().for_each(|score| self.figure(score));
                    self.operand(&at.value, FIGURES);
                }
                line.condition.iter().for_each(|condition| self.condition(condition, FIGURES));
            }
            Item::Ageing(it) => self.ageing(it),
            Item::Otherwise(_) | Item::Use(_) | Item::Timezone(_) | Item::Broken => {}
            Item::Test(test) => self.test(test),
            other => self.declaration(other),
        }
    }

    fn declaration(&mut self, item: &Item) {
        match item {
            Item::Grade(grade) => {
                self.uses(Kind::Score, &grade.score);
                for row in &grade.rows.statements {
                    if let ast::GradeRow::At { bound, .. } = &row.it {
                        self.operand(bound, Place::default());
                    }
                }
            }
            Item::Matrix(matrix) => {
                self.declares(Kind::Figure, &matrix.name);
                self.uses(Kind::Score, &matrix.rows_by);
                self.uses(Kind::Score, &matrix.columns_by);
            }
            Item::Lead(lead) => self.fields(Kind::Column, &lead.fields),
            Item::Event(event) => self.event(event),
            Item::List(list) => {
                self.declares(Kind::List, &list.name);
                if let ast::ListBody::Items(items) = &list.body {
                    items.iter().for_each(|item| self.operand(item, Place::default()));
                }
            }
            Item::Define(it) => {
                self.declares(Kind::Definition, &it.name);
                self.condition(&it.condition, Place::default());
            }
            Item::Param(it) => self.declares(Kind::Parameter, &it.name),
            Item::Model(it) => {
                it.guard.iter().for_each(|guard| self.condition(guard, Place::default()));
            }
            Item::Reset(it) => self.pick(&it.on),
            Item::Pause(it) => [&it.from, &it.until].into_iter().for_each(|pick| self.pick(pick)),
            _ => {}
        }
    }

    fn event(&mut self, event: &ast::EventDecl) {
        self.declares(Kind::Event, &event.name);
        match &event.body {
            ast::EventBody::Bare => {}
            ast::EventBody::Properties(block) => self.fields(Kind::Property, block),
            ast::EventBody::Kind { of, filter } => {
                of.iter().for_each(|event| self.uses(Kind::Event, event));
                filter.iter().for_each(|filter| self.condition(filter, INSIDE));
            }
        }
    }

    fn fields(&mut self, kind: Kind, block: &ast::Block<ast::FieldDecl>) {
        for field in &block.statements {
            if let ast::FieldDecl::Field { name, .. } = &field.it {
                self.declares(kind, name);
            }
        }
    }

    fn pick(&mut self, pick: &ast::Pick) {
        self.uses(Kind::Event, &pick.event);
        pick.filter.iter().for_each(|filter| self.condition(filter, INSIDE));
    }

    fn range(&mut self, range: &Option<ast::Range>) {
        let ends = range.iter().flat_map(|range| range.low.iter().chain(&range.high));
        ends.for_each(|end| self.operand(end, Place::default()));
    }

    /// A calendar's unit, or a property.
    fn per(&mut self, per: &Option<ast::Name>) {
        const UNITS: [&str; 5] = ["hour", "day", "week", "month", "year"];
        let property = per.iter().filter(|name| name.quoted || !UNITS.contains(&&*name.text));
        property.for_each(|name| self.uses(Kind::Property, name));
    }

    fn score(&mut self, score: &ast::Score) {
        self.declares(Kind::Score, &score.name);
        self.range(&score.range);
        match &score.body {
            ast::ScoreBody::Rules(block) => self.items(&block.statements),
            ast::ScoreBody::Formula(formula) => self.operand(formula, FIGURES),
        }
    }

    fn rule(&mut self, rule: &ast::Rule) {
        let mut place = Place::default();
        match &rule.head {
            ast::Head::On { event, filter, times } => {
                place = INSIDE;
                self.uses(Kind::Event, event);
                filter.iter().for_each(|filter| self.condition(filter, place));
                for times in times.iter() {
                    self.operand(&times.count, place);
                    self.operand(&times.within, place);
                }
            }
            ast::Head::If(condition) => self.condition(condition, place),
            ast::Head::Always => {}
        }
        match &rule.points {
            ast::Points::Signed(signed) => self.operand(&signed.value, place),
            ast::Points::Table(table) => self.table(table, place),
        }
        rule.clauses.iter().for_each(|clause| self.clause(&clause.kind));
    }

    fn table(&mut self, table: &ast::Table, place: Place) {
        // A definition may stand there as well as a number.
        self.condition(&table.by, place);
        for row in &table.rows.statements {
            let ast::TableRow::Row { test, points } = &row.it else { continue };
            match &test.kind {
                ast::RowTestKind::UpTo(it)
                | ast::RowTestKind::Under(it)
                | ast::RowTestKind::Value(it) => self.operand(it, place),
                ast::RowTestKind::In(list) => self.list(list, place),
                _ => {}
            }
            self.operand(&points.value, place);
        }
    }

    fn clause(&mut self, clause: &ast::ClauseKind) {
        let place = Place::default();
        match clause {
            ast::ClauseKind::Keep { count, per } => {
                count.iter().for_each(|count| self.operand(count, place));
                self.per(per);
            }
            ast::ClauseKind::Cap { points, per } => {
                self.operand(points, place);
                self.per(per);
            }
            ast::ClauseKind::Cooldown(it)
            | ast::ClauseKind::From(it)
            | ast::ClauseKind::Before(it) => self.operand(it, place),
            ast::ClauseKind::Ageing(it) => self.ageing(it),
            ast::ClauseKind::FirstTime | ast::ClauseKind::Label(_) => {}
        }
    }

    fn ageing(&mut self, ageing: &ast::Ageing) {
        let ast::AgeingKind::On { shape, expires } = &ageing.kind else { return };
        let mut parts: Vec<&Expr> = Vec::new();
        for shape in shape.iter() {
            match &shape.it {
                ast::Shape::Smooth { percent, per }
                | ast::Shape::Stepped { percent, per }
                | ast::Shape::Linear { percent, per } => parts.extend([percent, per]),
                ast::Shape::HalfLife(span) => parts.push(span),
                ast::Shape::Steps(steps) => parts.extend(steps.iter().flat_map(|(a, b)| [a, b])),
            }
            parts.extend(&shape.after);
        }
        for expires in expires.iter() {
            parts.push(&expires.it);
            parts.extend(&expires.after);
        }
        parts.into_iter().for_each(|part| self.operand(part, Place::default()));
    }

    fn list(&mut self, list: &ListRef, place: Place) {
        match list {
            ListRef::Named(name) => self.uses(Kind::List, name),
            ListRef::Items { items, .. } => items.iter().for_each(|item| self.operand(item, place)),
        }
    }

    /// Where a lone name may be a definition.
    fn condition(&mut self, expr: &Expr, place: Place) {
        match &*expr.kind {
            ExprKind::Name(name)
                if !name.quoted && self.declared.definitions.contains(&name.text) =>
            {
                self.uses(Kind::Definition, name);
            }
            ExprKind::Paren(inner) | ExprKind::Not(inner) => self.condition(inner, place),
            ExprKind::And(all) | ExprKind::Or(all) => {
                all.iter().for_each(|one| self.condition(one, place));
            }
            ExprKind::AtLeast { count, of } => {
                self.operand(count, place);
                of.iter().for_each(|one| self.condition(one, place));
            }
            _ => self.operand(expr, place),
        }
    }

    fn operand(&mut self, expr: &Expr, place: Place) {
        match &*expr.kind {
            ExprKind::Name(name) => self.bare(name, place),
            ExprKind::Dotted { root, name } => {
                let kind = match root {
                    Root::Lead => Kind::Column,
                    Root::This => Kind::Property,
                    Root::Score => Kind::Score,
                };
                self.uses(kind, name);
            }
            ExprKind::Param(name) => self.uses(Kind::Parameter, name),
            ExprKind::Happened { query, .. } => self.query(query, place),
            ExprKind::Aggregate { query, nth, .. } => {
                self.query(query, place);
                nth.iter().for_each(|nth| self.operand(nth, place));
            }
            ExprKind::Call { function: ast::Function::Coverage, arguments } => {
                arguments.iter().for_each(|argument| self.operand(argument, FIGURES));
            }
            ExprKind::In { value, list, .. } => {
                self.operand(value, place);
                self.list(list, place);
            }
            ExprKind::TextTest { value, operand, .. } => {
                self.operand(value, place);
                match operand {
                    ast::TextOperand::One(one) => self.operand(one, place),
                    ast::TextOperand::Any(list) | ast::TextOperand::All(list) => {
                        self.list(list, place);
                    }
                }
            }
            kind => parts(kind).into_iter().for_each(|part| self.condition(part, place)),
        }
    }

    fn bare(&mut self, name: &ast::Name, place: Place) {
        match place {
            Place { in_event: true, .. } if name.text == "time" && !name.quoted => {}
            Place { in_event: true, .. } => self.uses(Kind::Property, name),
            Place { figures: true, .. } if self.is_figure(name) => self.figure(name),
            _ => self.uses(Kind::Column, name),
        }
    }

    fn query(&mut self, query: &ast::Query, place: Place) {
        if query.event.text != "event" {
            self.uses(Kind::Event, &query.event);
        }
        query.property.iter().for_each(|name| self.uses(Kind::Property, name));
        query.filter.iter().for_each(|filter| self.condition(filter, INSIDE));
        query.within.iter().chain(&query.since).for_each(|it| self.operand(it, place));
    }

    fn test(&mut self, test: &ast::Test) {
        for item in &test.body.statements {
            match &item.it {
                ast::TestItem::Lead(block) => self.assigns(Kind::Column, block),
                ast::TestItem::Event { event, properties, .. } => {
                    self.uses(Kind::Event, event);
                    properties.iter().for_each(|block| self.assigns(Kind::Property, block));
                }
                ast::TestItem::Expect(
                    ast::Expect::Figure { name, .. }
                    | ast::Expect::Between { name, .. }
                    | ast::Expect::Is { name, .. }
                    | ast::Expect::No(name),
                ) => self.figure(name),
                ast::TestItem::Set { name, .. } => self.uses(Kind::Parameter, name),
                _ => {}
            }
        }
    }

    fn assigns(&mut self, kind: Kind, block: &ast::Block<ast::Assign>) {
        for assign in &block.statements {
            if let ast::Assign::Value { name, .. } = &assign.it {
                self.uses(kind, name);
            }
        }
    }
}

/// The expressions straight inside another, where nothing but that is to be known of it.
fn parts(kind: &ExprKind) -> Vec<&Expr> {
    match kind {
        ExprKind::Paren(it) | ExprKind::Not(it) | ExprKind::Negate(it) => vec![it],
        ExprKind::And(all) | ExprKind::Or(all) => all.iter().collect(),
        ExprKind::AtLeast { count, of } => std::iter::once(count).chain(of).collect(),
        ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => {
            vec![left, right]
        }
        ExprKind::Between { value, low, high } => vec![value, low, high],
        ExprKind::Matches { value, .. } | ExprKind::IsKnown { value, .. } => vec![value],
        ExprKind::Age { value, than, .. } => vec![value, than],
        ExprKind::Moment { value, date, .. } => vec![value, date],
        ExprKind::Days { date, .. } => vec![date],
        ExprKind::Call { arguments, .. } => arguments.iter().collect(),
        _ => Vec::new(),
    }
}
