//! Of which type a column is that nobody declared, from how the rules use it; and which attributes a score reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::fields::Fields;
use crate::check::literals::Overrides;
use crate::check::names::{ListItems, Names, PLAIN_SCORE};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::types as codes;
use crate::ir::program::ScoreId;
use crate::source::Span;
use crate::syntax::ast::{self, AggregateOp, Expr, ExprKind, Function, Item, ListRef, Root};
use crate::types::Type;

/// A column of the leads or of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Attribute(&'a str),
    Property(&'a str),
}

/// One use that tells a type. `yes` and `no` tell little: they are text beside other texts.
#[derive(Debug, Clone)]
struct Use {
    ty: Type,
    span: Span,
    weak: bool,
}

/// Walks over every expression of a model.
pub(super) struct Inference<'a, 'n> {
    names: &'n Names<'a>,
    overrides: &'n Overrides,
    uses: BTreeMap<Key<'a>, Vec<Use>>,
    /// Two columns compared with each other are of one type.
    links: Vec<(Key<'a>, Key<'a>)>,
    /// Columns that are more or less than something of no known type: numbers, if nothing else tells.
    ordered: BTreeSet<Key<'a>>,
    score: Option<ScoreId>,
    /// The attributes that a score's own rules name.
    reads: BTreeMap<ScoreId, BTreeSet<&'a str>>,
    /// Definitions walked, for which score.
    walked: BTreeSet<(Option<ScoreId>, &'a str)>,
    /// How many definitions stand around.
    depth: usize,
}

/// Definitions that lead to each other deeper than this are an error elsewhere.
const DEPTH: usize = 64;

/// What stands around an expression, as far as names are concerned.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    in_event: bool,
    stage: bool,
}

impl<'a, 'n> Inference<'a, 'n> {
    pub fn new(names: &'n Names<'a>, overrides: &'n Overrides) -> Inference<'a, 'n> {
        Inference {
            names,
            overrides,
            uses: BTreeMap::new(),
            links: Vec::new(),
            ordered: BTreeSet::new(),
            score: None,
            reads: BTreeMap::new(),
            walked: BTreeSet::new(),
            depth: 0,
        }
    }

    pub fn items(&mut self, statements: &'a [ast::Statement<Item>]) {
        for statement in statements {
            self.item(&statement.it);
        }
    }

    fn item(&mut self, item: &'a Item) {
        let plain = Place::default();
        match item {
            Item::Score(score) => {
                let outer = self.score;
                self.score = self.names.scores.get(score.name.text.as_str()).map(|s| s.0);
                if let ast::ScoreBody::Rules(block) = &score.body {
                    self.items(&block.statements);
                }
                self.score = outer;
            }
            Item::Rule(_) | Item::Group(_) | Item::When(_) => {
                let outer = self.score;
                let implicit = self.names.scores.get(PLAIN_SCORE).map(|s| s.0);
                self.score = outer.or(implicit);
                self.rules(item);
                self.score = outer;
            }
            Item::Disqualify(d) => self.expr(&d.condition, plain),
            Item::Stage(stage) => {
                if let Some(condition) = &stage.condition {
                    self.expr(condition, Place { in_event: false, stage: true });
                }
            }
            Item::Define(define) => self.expr(&define.condition, plain),
            Item::Model(ast::Model { guard: Some(guard), .. }) => self.expr(guard, plain),
            Item::Event(ast::EventDecl {
                body: ast::EventBody::Kind { filter: Some(filter), .. },
                ..
            }) => self.expr(filter, Place { in_event: true, stage: false }),
            Item::Reset(reset) => self.pick(&reset.on),
            Item::Pause(pause) => {
                self.pick(&pause.from);
                self.pick(&pause.until);
            }
            _ => {}
        }
    }

    fn rules(&mut self, item: &'a Item) {
        match item {
            Item::Rule(rule) => self.rule(rule),
            Item::Group(group) => self.items(&group.body.statements),
            Item::When(when) => {
                self.expr(&when.condition, Place::default());
                self.items(&when.then.statements);
                if let Some(block) = &when.otherwise {
                    self.items(&block.statements);
                }
            }
            _ => {}
        }
    }

    fn pick(&mut self, pick: &'a ast::Pick) {
        if let Some(filter) = &pick.filter {
            self.expr(filter, Place { in_event: true, stage: false });
        }
    }

    fn rule(&mut self, rule: &'a ast::Rule) {
        let mut place = Place::default();
        match &rule.head {
            ast::Head::On { filter, .. } => {
                place.in_event = true;
                filter.iter().for_each(|f| self.expr(f, place));
            }
            ast::Head::If(condition) => self.expr(condition, place),
            ast::Head::Always => {}
        }
        match &rule.points {
            ast::Points::Signed(signed) => self.number(&signed.value, place),
            ast::Points::Table(table) => self.table(table, place),
        }
    }

    fn table(&mut self, table: &'a ast::Table, place: Place) {
        self.expr(&table.by, place);
        for row in &table.rows.statements {
            let ast::TableRow::Row { test, points } = &row.it else { continue };
            self.number(&points.value, place);
            match &test.kind {
                ast::RowTestKind::UpTo(bound) | ast::RowTestKind::Under(bound) => {
                    self.told(&table.by, Type::Number, bound.span, place);
                }
                ast::RowTestKind::In(list) => self.list(&table.by, list, place),
                ast::RowTestKind::Value(value) => self.same(&table.by, value, place),
                _ => {}
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr, place: Place) {
        match &*expr.kind {
            ExprKind::Name(_) | ExprKind::Dotted { .. } => {
                self.touch(expr, place);
            }
            ExprKind::Paren(inner) | ExprKind::Not(inner) => self.expr(inner, place),
            ExprKind::Negate(inner) => self.number(inner, place),
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::AtLeast { of: all, .. } => {
                all.iter().for_each(|e| self.expr(e, place));
            }
            ExprKind::Compare { left, op, right } => {
                self.expr(left, place);
                self.right(right, place);
                if !matches!(op, ast::CompareOp::Equal | ast::CompareOp::NotEqual) {
                    let keys = [self.key(left, place), self.key(right, place)];
                    self.ordered.extend(keys.into_iter().flatten());
                }
                self.same(left, right, place);
            }
            ExprKind::Between { value, low, high } => {
                self.expr(value, place);
                self.same(value, low, place);
                self.same(value, high, place);
            }
            ExprKind::In { value, list, .. } => {
                self.expr(value, place);
                self.list(value, list, place);
            }
            ExprKind::TextTest { value, operand, .. } => {
                self.expr(value, place);
                self.told(value, Type::Text, value.span, place);
                if let ast::TextOperand::One(other) = operand {
                    self.right(other, place);
                }
            }
            ExprKind::Matches { value, .. } => self.is(value, Type::Text, place),
            ExprKind::IsKnown { value, .. } => self.expr(value, place),
            ExprKind::Age { value, .. } => self.is(value, Type::Date, place),
            ExprKind::Moment { value, date, .. } => {
                self.is(value, Type::Date, place);
                self.right(date, place);
                self.told(date, Type::Date, date.span, place);
            }
            ExprKind::Happened { query, .. } => self.query(query, None, place),
            ExprKind::Aggregate { op, query, .. } => self.query(query, Some(*op), place),
            ExprKind::Days { date, .. } => self.is(date, Type::Date, place),
            ExprKind::Call { function: Function::Domain, arguments } => {
                arguments.iter().for_each(|a| self.is(a, Type::Text, place));
            }
            ExprKind::Call { function: Function::Coverage, .. } => {}
            ExprKind::Call { arguments, .. } => {
                arguments.iter().for_each(|a| self.number(a, place));
            }
            ExprKind::Arithmetic { left, right, .. } => {
                self.number(left, place);
                self.number(right, place);
            }
            _ => {}
        }
    }

    /// The right side of a comparison: literals and fields with a prefix.
    fn right(&mut self, expr: &'a Expr, place: Place) {
        if !matches!(*expr.kind, ExprKind::Name(_)) {
            self.expr(expr, place);
        }
    }

    fn number(&mut self, expr: &'a Expr, place: Place) {
        self.is(expr, Type::Number, place);
    }

    fn is(&mut self, expr: &'a Expr, ty: Type, place: Place) {
        self.expr(expr, place);
        self.told(expr, ty, expr.span, place);
    }

    fn query(&mut self, query: &'a ast::Query, op: Option<AggregateOp>, place: Place) {
        let inner = Place { in_event: true, stage: false };
        query.filter.iter().for_each(|f| self.expr(f, inner));
        query.since.iter().for_each(|s| self.is(s, Type::Date, place));
        use AggregateOp::{Average, Maximum, Minimum, Sum};
        if let (Some(property), Some(Sum | Average | Minimum | Maximum)) = (&query.property, op) {
            let told = Use { ty: Type::Number, span: property.span, weak: false };
            self.uses.entry(Key::Property(&property.text)).or_default().push(told);
        }
    }

    /// `left` and `right` are of one type: what a literal tells, or a link between two columns.
    fn same(&mut self, left: &'a Expr, right: &'a Expr, place: Place) {
        if let (Some(a), Some(b)) = (self.key(left, place), self.key(right, place)) {
            self.links.push((a, b));
        } else if let Some((ty, weak)) = self.type_of(right) {
            self.tell(left, Use { ty, span: right.span, weak }, place);
        }
    }

    fn list(&mut self, value: &'a Expr, list: &'a ListRef, place: Place) {
        let items: &[Expr] = match list {
            ListRef::Items { items, .. } => items,
            ListRef::Named(name) => {
                match self.names.lists.get(name.text.as_str()).map(|l| &l.items) {
                    Some(ListItems::Written(items)) => items,
                    Some(ListItems::File(_)) => {
                        return self.told(value, Type::Text, list.span(), place);
                    }
                    None => return,
                }
            }
        };
        let types: Vec<Type> = items.iter().filter_map(|i| self.type_of(i)).map(|t| t.0).collect();
        // In a list every word is text, so one text makes it a list of text.
        let ty = types.iter().find(|t| t.is_text()).or(types.first());
        if let Some(ty) = ty {
            let ty = if *ty == Type::Bool { Type::Text } else { ty.clone() };
            self.told(value, ty, list.span(), place);
        }
    }

    /// The type that a literal has, and whether it tells little.
    fn type_of(&self, expr: &Expr) -> Option<(Type, bool)> {
        match &*expr.kind {
            ExprKind::Paren(inner) => self.type_of(inner),
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negate(_)
            | ExprKind::Days { .. }
            | ExprKind::Dotted { root: Root::Score, .. } => Some((Type::Number, false)),
            ExprKind::Call { function: Function::Domain, .. } => Some((Type::Text, false)),
            ExprKind::Call { .. } => Some((Type::Number, false)),
            ExprKind::Aggregate { op: AggregateOp::First | AggregateOp::Last, .. }
            | ExprKind::Date(_) => Some((Type::Date, false)),
            ExprKind::Aggregate { .. } => Some((Type::Number, false)),
            ExprKind::Text(_) | ExprKind::Exactly(_) => Some((Type::Text, false)),
            ExprKind::YesNo(..) => Some((Type::Bool, true)),
            ExprKind::Param(name) => {
                let declared = self.names.params.get(name.text.as_str())?;
                let value = self.overrides.get(&name.text).unwrap_or(&declared.value);
                if matches!(*value.kind, ExprKind::Param(_)) { None } else { self.type_of(value) }
            }
            _ => None,
        }
    }

    fn told(&mut self, expr: &'a Expr, ty: Type, span: Span, place: Place) {
        self.tell(expr, Use { ty, span, weak: false }, place);
    }

    fn tell(&mut self, expr: &'a Expr, told: Use, place: Place) {
        if let Some(key) = self.key(expr, place) {
            self.uses.entry(key).or_default().push(told);
        }
    }

    /// The column that an expression is, if it is nothing but one.
    fn key(&self, expr: &'a Expr, place: Place) -> Option<Key<'a>> {
        match &*expr.kind {
            ExprKind::Paren(inner) => self.key(inner, place),
            ExprKind::Name(name) if place.in_event => {
                (name.text != "time" || name.quoted).then_some(Key::Property(&name.text))
            }
            ExprKind::Name(name) if place.stage && self.is_figure(&name.text) => None,
            ExprKind::Name(name) => Some(Key::Attribute(&name.text)),
            ExprKind::Dotted { root: Root::Lead, name } => Some(Key::Attribute(&name.text)),
            ExprKind::Dotted { root: Root::This, name } => Some(Key::Property(&name.text)),
            _ => None,
        }
    }

    fn is_figure(&self, name: &str) -> bool {
        self.names.scores.contains_key(name) || self.names.grades.contains_key(name)
    }

    /// Notes that the current score reads an attribute, also through definitions; each is walked once a score.
    fn touch(&mut self, expr: &'a Expr, place: Place) {
        if let ExprKind::Name(name) = &*expr.kind
            && !name.quoted
            && let Some(define) = self.names.defines.get(name.text.as_str())
        {
            if self.walked.insert((self.score, &define.name.text)) && self.depth < DEPTH {
                self.depth += 1;
                self.expr(&define.condition, Place::default());
                self.depth -= 1;
            }
        } else if let (Some(Key::Attribute(name)), Some(score)) =
            (self.key(expr, place), self.score)
        {
            self.reads.entry(score).or_default().insert(name);
        }
    }

    /// Settles every column's type; uses that disagree are reported, both shown.
    pub fn settle(
        mut self,
        fields: &mut Fields,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> BTreeMap<ScoreId, BTreeSet<String>> {
        for (name, declared) in &self.names.attributes {
            fields.attribute_types.insert((*name).into(), declared.ty.clone());
        }
        for (name, declared) in &self.names.properties {
            fields.property_types.insert((*name).into(), declared.ty.clone());
        }
        // Twice over the links is enough for chains of declared columns; longer ones are rare and fall back to text.
        for _ in 0..2 {
            for (a, b) in self.links.clone() {
                self.share(a, b, fields);
                self.share(b, a, fields);
            }
        }
        for (&key, uses) in &mut self.uses {
            // Definitions are walked where they stand and where they are used.
            uses.sort_by_key(|u| (u.weak, u.span.file, u.span.start));
            if declared(key, fields).is_none() {
                if let Some(report) = disagreement(key, uses) {
                    diagnostics.push(report);
                    dispute(key, fields);
                }
                let ty = uses.first().map_or(Type::Text, |u| u.ty.clone());
                insert(key, ty, fields);
            }
        }
        for &key in &self.ordered {
            if declared(key, fields).is_none() {
                insert(key, Type::Number, fields);
            }
        }
        let owned = |names: BTreeSet<&str>| names.into_iter().map(String::from).collect();
        self.reads.into_iter().map(|(score, names)| (score, owned(names))).collect()
    }

    /// What is known of `a` is told of `b`.
    fn share(&mut self, a: Key<'a>, b: Key<'a>, fields: &Fields) {
        let known = match declared(a, fields) {
            Some(ty) => Some(if ty.is_text() { Type::Text } else { ty }),
            None => self
                .uses
                .get(&a)
                .and_then(|uses| uses.iter().find(|u| !u.weak))
                .map(|u| u.ty.clone()),
        };
        let spans = self.uses.get(&a).and_then(|u| u.first()).map(|u| u.span).unwrap_or_default();
        if let Some(ty) = known
            && self.uses.get(&b).is_none_or(|uses| uses.iter().all(|u| u.weak))
        {
            self.uses.entry(b).or_default().push(Use { ty, span: spans, weak: false });
        }
    }
}

fn declared(key: Key, fields: &Fields) -> Option<Type> {
    match key {
        Key::Attribute(name) => fields.attribute_types.get(name).cloned(),
        Key::Property(name) => fields.property_types.get(name).cloned(),
    }
}

fn insert(key: Key, ty: Type, fields: &mut Fields) {
    match key {
        Key::Attribute(name) => fields.attribute_types.insert(name.into(), ty),
        Key::Property(name) => fields.property_types.insert(name.into(), ty),
    };
}

fn dispute(key: Key, fields: &mut Fields) {
    match key {
        Key::Attribute(name) => fields.disputed_attributes.insert(name.into()),
        Key::Property(name) => fields.disputed_properties.insert(name.into()),
    };
}

/// Two uses that tell different types, both shown.
fn disagreement(key: Key, uses: &[Use]) -> Option<Diagnostic> {
    let first = uses.first()?;
    let disagrees = |u: &&Use| u.ty != first.ty && !(u.weak && first.ty == Type::Text);
    let other = uses.iter().find(disagrees)?;
    let (name, declare) = match key {
        Key::Attribute(name) => (name, format!("lead {{ {name} {} }}", first.ty.name())),
        Key::Property(name) => (name, format!("event … {{ {name} {} }}", first.ty.name())),
    };
    let (here, there) = (other.ty.name(), first.ty.name());
    let message = format!("`{name}` is used as {there} in one place and as {here} in another");
    let error = Diagnostic::error(codes::USES_DISAGREE, other.span, message)
        .here(format!("used as {here}"))
        .label(first.span, format!("used as {there}"));
    Some(error.help(format!("correct one of them, or declare which it is: `{declare}`")))
}
