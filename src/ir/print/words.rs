//! Expressions as a rule file would write them, names written out; also the words of invoices.

use crate::ir::Program;
use crate::ir::expr::{
    AggregateOp, ArithmeticOp, Cond, Function, Kind, Moment, Num, Operand, Place, Quantifier,
    Query, Side, Text, TextOp, TextSet,
};
use crate::ir::program::Per;
use crate::types::calendar::Unit;
use crate::types::{AttributeId, PropertyId};

/// Writes expressions of one program, at one depth of events around.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    program: &'a Program,
    /// The number of events around: names are the lead's at 0, the innermost event's from 1 on.
    depth: u8,
}

impl<'a> Words<'a> {
    /// For expressions that stand outside any event: of an `if`, a stage, a guard.
    pub fn of(program: &'a Program) -> Words<'a> {
        Words { program, depth: 0 }
    }

    /// For expressions that stand one event further in: of a `where`, a kind, the points of an `on` line.
    pub fn inside(self) -> Words<'a> {
        Words { depth: self.depth + 1, ..self }
    }

    pub fn condition(self, condition: &Cond) -> String {
        match condition {
            Cond::Constant(value) => (if *value { "always" } else { "never" }).into(),
            Cond::Bool { field, value } => {
                format!("{} = {}", self.place(*field), if *value { "yes" } else { "no" })
            }
            Cond::SameBool(left, right) => {
                format!("{} = {}", self.place(*left), self.place(*right))
            }
            Cond::Number { left, op, right } => {
                format!("{} {} {}", self.number(left), op.symbol(), self.number(right))
            }
            Cond::NumberIn { value, items } => {
                format!("{} in {}", self.number(value), list(items.iter().map(f64::to_string)))
            }
            Cond::Date { left, op, right } => {
                format!("{} {} {}", self.moment(left), op.symbol(), self.moment(right))
            }
            Cond::DateIn { value, from, until } => {
                period(&self.moment(value), from.as_ref(), until.as_ref())
            }
            Cond::Age { value, older, seconds } => {
                let word = if *older { "older than" } else { "within" };
                format!("{} {word} {}", self.moment(value), duration(*seconds))
            }
            Cond::TextIn { value, items } => format!("{} {}", self.text(value), membership(items)),
            Cond::SameText { left, right, exact } => {
                let exactly = if *exact { "exactly " } else { "" };
                format!("{} = {exactly}{}", self.text(left), self.text(right))
            }
            Cond::TextTest { value, op, quantifier, items } => {
                format!("{} {} {}", self.text(value), text_op(*op), quantified(*quantifier, items))
            }
            Cond::TextTestField { value, op, other } => {
                format!("{} {} {}", self.text(value), text_op(*op), self.text(other))
            }
            Cond::Matches { value, pattern } => {
                format!("{} matches /{}/", self.text(value), pattern.source)
            }
            Cond::ListHas { list, quantifier, items } => {
                format!("{} contains {}", self.place(*list), quantified(*quantifier, items))
            }
            Cond::Known(operand) => format!("{} is known", self.operand(operand)),
            Cond::GradeIn { grade, labels } => {
                let grade = &self.program.grades[grade.index()];
                let labels = labels.iter().map(|l| grade.labels[*l as usize].clone());
                format!("{} in {}", grade.name, list(labels))
            }
            Cond::AtLeast { count, of } => {
                let of: Vec<String> = of.iter().map(|c| self.condition(c)).collect();
                format!("at least {count} of ({})", of.join(", "))
            }
            Cond::And(of) => self.joined(of, " and "),
            Cond::Or(of) => self.joined(of, " or "),
            Cond::Not(of) => self.negated(of),
            Cond::Happened(query) => format!("any {}", self.part(query)),
        }
    }

    fn joined(self, of: &[Cond], word: &str) -> String {
        let of: Vec<String> = of.iter().map(|c| self.nested(c)).collect();
        of.join(word)
    }

    /// In parentheses where it is more than one comparison.
    fn nested(self, condition: &Cond) -> String {
        match condition {
            Cond::And(_) | Cond::Or(_) => format!("({})", self.condition(condition)),
            _ => self.condition(condition),
        }
    }

    fn negated(self, condition: &Cond) -> String {
        match condition {
            Cond::Happened(query) => format!("no {}", self.part(query)),
            Cond::Known(operand) => format!("{} is unknown", self.operand(operand)),
            _ => format!("not {}", self.nested(condition)),
        }
    }

    pub fn operand(self, operand: &Operand) -> String {
        match operand {
            Operand::Number(number) => self.number(number),
            Operand::Date(moment) => self.moment(moment),
            Operand::Text(text) => self.text(text),
            Operand::Field(place) => self.place(*place),
        }
    }

    pub fn number(self, number: &Num) -> String {
        match number {
            Num::Literal(value) => value.to_string(),
            Num::Field(place) => self.place(*place),
            Num::Score(score) => {
                format!("score.{}", name(&self.program.scores[score.index()].name))
            }
            Num::Coverage(attributes) => {
                format!("coverage{}", list(attributes.iter().map(|a| self.attribute(*a))))
            }
            Num::Count(query) => format!("count({})", self.query(query)),
            Num::Aggregate { op, query, property } => {
                format!("{}({} of {})", aggregate(*op), self.property(*property), self.query(query))
            }
            Num::DaysSince(moment) => format!("days since {}", self.moment(moment)),
            Num::DaysUntil(moment) => format!("days until {}", self.moment(moment)),
            Num::Arithmetic { op, left, right } => {
                format!("{} {} {}", self.factor(left), arithmetic(*op), self.factor(right))
            }
            Num::Negate(of) => format!("-{}", self.factor(of)),
            Num::Call { function, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|a| self.number(a)).collect();
                format!("{}({})", function_name(*function), arguments.join(", "))
            }
        }
    }

    /// In parentheses where it is a sum or a product itself.
    fn factor(self, number: &Num) -> String {
        match number {
            Num::Arithmetic { .. } | Num::Negate(_) => format!("({})", self.number(number)),
            _ => self.number(number),
        }
    }

    pub fn moment(self, moment: &Moment) -> String {
        match moment {
            Moment::Literal(time) => date(*time),
            Moment::Field(place) => self.place(*place),
            Moment::Time { up } => format!("{}time", self.prefix(*up)),
            Moment::First(query) => format!("first({})", self.query(query)),
            Moment::Last { query, nth: 1 } => format!("last({})", self.query(query)),
            Moment::Last { query, nth } => format!("last({}, {nth})", self.query(query)),
        }
    }

    pub fn text(self, text: &Text) -> String {
        match text {
            Text::Field(place) => self.place(*place),
            Text::Domain(of) => format!("domain({})", self.text(of)),
        }
    }

    pub fn place(self, place: Place) -> String {
        match place {
            Place::Lead(attribute) if self.depth == 0 => self.attribute(attribute),
            Place::Lead(attribute) => format!("lead.{}", self.attribute(attribute)),
            Place::Event { up, property } => {
                format!("{}{}", self.prefix(up), self.property(property))
            }
        }
    }

    /// `this` is the outermost event, the rule's own; one between it and the innermost is `outer`.
    fn prefix(self, up: u8) -> &'static str {
        match up {
            0 => "",
            up if up + 1 >= self.depth => "this.",
            _ => "outer.",
        }
    }

    fn attribute(self, attribute: AttributeId) -> String {
        name(&self.program.schema.attributes[attribute.0 as usize].name)
    }

    fn property(self, property: PropertyId) -> String {
        name(&self.program.schema.properties[property.0 as usize].name)
    }

    /// A query as a part of something longer: in parentheses where it has a `where`.
    fn part(self, query: &Query) -> String {
        let text = self.query(query);
        if query.filter.is_some() { format!("({text})") } else { text }
    }

    /// `page_view where path = "/pricing" within 7d before since X`
    pub fn query(self, query: &Query) -> String {
        let mut text = self.picked(&query.kind, query.filter.as_deref());
        if let Some(within) = query.within {
            text += &format!(" within {}", duration(within));
        }
        text += match query.side {
            Some(Side::Before) => " before",
            Some(Side::After) => " after",
            None => "",
        };
        if let Some(since) = &query.since {
            text += &format!(" since {}", self.moment(since));
        }
        text
    }

    /// `page_view where path = "/pricing"`
    pub fn picked(self, kind: &Kind, filter: Option<&Cond>) -> String {
        let kind = self.kind(kind);
        match filter {
            Some(filter) => format!("{kind} where {}", self.inside().nested(filter)),
            None => kind,
        }
    }

    fn kind(self, kind: &Kind) -> String {
        let Kind::Of(alternatives) = kind else { return "event".into() };
        let all = alternatives.iter().map(|(event, condition)| {
            let event = name(&self.program.schema.events[event.0 as usize]);
            match condition {
                Some(c) => format!("({event} where {})", self.inside().condition(c)),
                None => event,
            }
        });
        if alternatives.len() == 1 { all.collect() } else { list(all) }
    }

    pub fn per(self, per: Per) -> String {
        match per {
            Per::Calendar(Unit::Hour) => "hour".into(),
            Per::Calendar(Unit::Day) => "day".into(),
            Per::Calendar(Unit::Week) => "week".into(),
            Per::Calendar(Unit::Month) => "month".into(),
            Per::Calendar(Unit::Year) => "year".into(),
            Per::Property(property) => self.property(property),
        }
    }
}

/// A name, in backquotes unless it is a plain one.
pub fn name(name: &str) -> String {
    let reserved = ["and", "or", "not", "in", "is"].contains(&name);
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    let starts = name.chars().next().is_some_and(|c| !c.is_numeric());
    if starts && !reserved && name.chars().all(plain) { name.into() } else { format!("`{name}`") }
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Seconds in the greatest unit that leaves no rest: `30d`, `36h`, `90s`.
pub fn duration(seconds: i64) -> String {
    let units = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)];
    let fits = units.iter().find(|(_, unit)| seconds % unit == 0 && seconds != 0);
    fits.map_or("0s".into(), |(word, unit)| format!("{}{word}", seconds / unit))
}

/// A moment in UTC: `2026-01-31T09:30:00Z`.
pub fn date(time: i64) -> String {
    jiff::Timestamp::from_second(time).map_or_else(|_| format!("{time}s"), |t| t.to_string())
}

fn period(value: &str, from: Option<&i64>, until: Option<&i64>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => {
            format!("{value} from {} before {}", date(*from), date(*until))
        }
        (Some(from), None) => format!("{value} >= {}", date(*from)),
        (None, Some(until)) => format!("{value} < {}", date(*until)),
        (None, None) => format!("{value} is known"),
    }
}

pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<String>>().join(", "))
}

fn texts(items: &TextSet) -> String {
    let exactly = if items.exact { "exactly " } else { "" };
    match &*items.items {
        [one] => format!("{exactly}{}", quoted(one)),
        all => format!("{exactly}{}", list(all.iter().map(|item| quoted(item)))),
    }
}

fn membership(items: &TextSet) -> String {
    format!("{} {}", if items.items.len() == 1 { "=" } else { "in" }, texts(items))
}

fn quantified(quantifier: Quantifier, items: &TextSet) -> String {
    match (quantifier, items.items.len()) {
        (_, 1) => texts(items),
        (Quantifier::Any, _) => format!("any {}", texts(items)),
        (Quantifier::All, _) => format!("all {}", texts(items)),
    }
}

fn text_op(op: TextOp) -> &'static str {
    match op {
        TextOp::Contains => "contains",
        TextOp::ContainsWord => "contains word",
        TextOp::StartsWith => "starts with",
        TextOp::EndsWith => "ends with",
    }
}

fn aggregate(op: AggregateOp) -> &'static str {
    match op {
        AggregateOp::Sum => "sum",
        AggregateOp::Average => "avg",
        AggregateOp::Minimum => "min",
        AggregateOp::Maximum => "max",
        AggregateOp::Distinct => "distinct",
    }
}

fn arithmetic(op: ArithmeticOp) -> &'static str {
    match op {
        ArithmeticOp::Add => "+",
        ArithmeticOp::Subtract => "-",
        ArithmeticOp::Multiply => "*",
        ArithmeticOp::Divide => "/",
    }
}

fn function_name(function: Function) -> &'static str {
    match function {
        Function::Min => "min",
        Function::Max => "max",
        Function::Abs => "abs",
        Function::Round => "round",
        Function::Floor => "floor",
        Function::Ceil => "ceil",
        Function::Sqrt => "sqrt",
        Function::Log => "log",
        Function::Exp => "exp",
    }
}
