//! One comparison in words, or that it is false.

use crate::explain::meaning::clauses::Clause;
use crate::explain::meaning::clauses::Prose;
use crate::explain::meaning::clauses::Tie;
use crate::explain::meaning::figures::MOST_TOLD;
use crate::explain::meaning::figures::begins_day;
use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::date;
use crate::explain::meaning::figures::length;
use crate::explain::meaning::figures::many;
use crate::explain::meaning::figures::told;
use crate::explain::meaning::figures::value;
use crate::explain::meaning::figures::window;
use crate::explain::meaning::history::is_long;
use crate::explain::meaning::tree::Tree;
use crate::explain::meaning::tree::asks;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::expr::Place;
use crate::ir::expr::Quantifier;
use crate::ir::expr::Query;
use crate::ir::expr::Text;
use crate::ir::expr::TextOp;
use crate::ir::expr::TextSet;
use crate::ir::print::Words;
use crate::ir::print::date as utc;
use crate::types::Type;
use crate::types::text::fold;

impl Prose<'_> {
    /// Nothing where words would be no better than the rule's own.
    pub fn leaf(self, tree: &Tree) -> Option<Clause> {
        match tree {
            Tree::Leaf(condition, yes) => self.comparison(condition, *yes),
            Tree::Between { value, low, high } => {
                let (low, high) = (self.figure(low), self.figure(high));
                Some(self.of_number(value, &format!("is between {low} and {high}")))
            }
            Tree::During { value, from, until } => {
                Some(self.of_moment(value, &self.bounds(Some(*from), Some(*until), true)))
            }
            Tree::All(_) | Tree::Any(_) => None,
        }
    }

    fn comparison(self, condition: &Cond, yes: bool) -> Option<Clause> {
        if self.asking && asks(condition) || of_nothing(condition) {
            return None;
        }
        Some(match condition {
            Cond::Constant(answer) => {
                let always = if *answer == yes { "always" } else { "never" };
                Clause::new(Tie::Whom, format!("the condition is {always} true"))
            }
            Cond::Bool { field, value } => {
                self.of_place(*field, if *value == yes { "is yes" } else { "is no" })
            }
            Cond::SameBool(left, right) => {
                let other = self.field(*right);
                self.of_place(*left, &format!("{} the same as {other}", is(yes)))
            }
            // Half of a long computation in words would be harder to read than all of it as written.
            Cond::Number { left, right, .. }
                if asks(condition) && (is_long(left) || is_long(right)) =>
            {
                return None;
            }
            Cond::Number { left, op, right } => {
                self.number(left, if yes { *op } else { op.opposite() }, right)
            }
            Cond::NumberIn { value, items } => {
                let items: Vec<String> = items.iter().map(f64::to_string).collect();
                self.of_number(value, &among(&items, yes))
            }
            Cond::Known(operand) => match happening(operand) {
                Some((query, 1)) => self.happened(query, yes),
                Some((query, nth)) => {
                    let op = if yes { CompareOp::GreaterOrEqual } else { CompareOp::Less };
                    self.counted(query, op, nth as usize)?
                }
                None => self.of_operand(operand, if yes { "is known" } else { "is unknown" }),
            },
            Cond::GradeIn { grade, labels } => {
                let grade = &self.program.grades[grade.index()];
                let labels: Vec<String> =
                    labels.iter().map(|label| value(&grade.labels[*label as usize])).collect();
                let text = format!("{} {}", code(&grade.name), among(&labels, yes));
                Clause::new(self.lead_tie(Tie::Whose), text)
            }
            Cond::AtLeast { count, of } if yes => self.at_least(*count, of)?,
            Cond::AtLeast { .. } | Cond::And(_) | Cond::Or(_) | Cond::Not(_) => return None,
            Cond::Happened(query) => self.happened(query, yes),
            Cond::Date { left, op, right } => {
                let op = if yes { *op } else { op.opposite() };
                self.of_moment(left, &format!("{} {}", dates(op), self.when(right)))
            }
            Cond::DateIn { value, from, until } => {
                self.of_moment(value, &self.bounds(*from, *until, yes))
            }
            Cond::Age { value, older, seconds } => {
                self.of_moment(value, &age(*older, *seconds, yes))
            }
            _ => self.text(condition, yes)?,
        })
    }

    fn text(self, condition: &Cond, yes: bool) -> Option<Clause> {
        Some(match condition {
            Cond::TextIn { value: Text::Domain(of), items } => {
                let all = self.spelled(&Text::Domain(of.clone()), items);
                let what = match (yes, all.len()) {
                    (true, _) => format!("has the domain {}", told(&all, "or")),
                    (false, 1) => format!("does not have the domain {}", all[0]),
                    (false, _) => format!("has none of the domains {}", told(&all, "and")),
                };
                self.of_text(of, &what)
            }
            Cond::TextIn { value, items } => {
                let all = self.spelled(value, items);
                let what = match (items.exact, yes) {
                    (false, yes) => among(&all, yes),
                    (true, true) => format!("is exactly {}", told(&all, "or")),
                    (true, false) => format!("is not exactly {}", told(&all, "or")),
                };
                self.of_text(value, &what)
            }
            Cond::SameText { left, right, exact } => {
                let exactly = if *exact { "exactly " } else { "" };
                let other = match same_column(left, right) {
                    true => String::new(),
                    false => format!(" as {}", self.text_named(right)),
                };
                self.of_text(left, &format!("{} {exactly}the same{other}", is(yes)))
            }
            Cond::TextTest { value, op, quantifier, items } => {
                let all = self.spelled(value, items);
                self.of_text(value, &tested(*op, *quantifier, &all, items.exact, yes))
            }
            Cond::TextTestField { value, op, other } => {
                let verb = verb(*op, false, false, yes);
                let other = self.text_named(other);
                self.of_text(value, &format!("{verb} the text of {other}"))
            }
            Cond::Matches { value, pattern } => {
                let verb = if yes { "matches" } else { "does not match" };
                self.of_text(value, &format!("{verb} {}", value_of(&pattern.source)))
            }
            Cond::ListHas { list, quantifier, items } => {
                let all = self.spelled_of(&[], items);
                let what = tested(TextOp::Contains, *quantifier, &all, items.exact, yes);
                self.of_place(*list, &what)
            }
            _ => return None,
        })
    }

    fn number(self, left: &Num, op: CompareOp, right: &Num) -> Clause {
        let whole = |n: f64| ((0.0..=1e9).contains(&n) && n.fract() == 0.0).then_some(n as usize);
        match (left, right) {
            (Num::Count(query), Num::Literal(n)) => {
                if let Some(clause) = whole(*n).and_then(|n| self.counted(query, op, n)) {
                    return clause;
                }
            }
            (Num::DaysSince(moment), Num::Literal(n)) => {
                let happened = matches!(**moment, Moment::First(_) | Moment::Last { .. });
                let more = match op {
                    CompareOp::Greater => "more than",
                    CompareOp::GreaterOrEqual => "at least",
                    CompareOp::Less if happened => "less than",
                    CompareOp::LessOrEqual if happened => "at most",
                    _ => return self.days(left, op, *n, "still to come"),
                };
                let days = days(*n);
                let have = if *n == 1.0 { "has" } else { "have" };
                let text = format!("{more} {days} {have} passed since {}", self.when(moment));
                return Clause::new(Tie::Whom, text);
            }
            (Num::DaysUntil(_), Num::Literal(n)) => return self.days(left, op, *n, "past"),
            _ => {}
        }
        self.of_number(left, &format!("{} {}", compares(op), self.figure(right)))
    }

    /// `the number of days until renewal is less than 7 (or it is past)`
    fn days(self, left: &Num, op: CompareOp, n: f64, other: &str) -> Clause {
        let below = matches!(op, CompareOp::Less | CompareOp::LessOrEqual) && n >= 0.0;
        let also = if below { format!(" (or it is {other})") } else { String::new() };
        self.of_number(left, &format!("{} {n}{also}", compares(op)))
    }

    /// A clause about the lead, said beside an event or not.
    pub fn lead_tie(self, tie: Tie) -> Tie {
        if self.depth == 0 { tie } else { Tie::Whom }
    }

    fn place_tie(self, place: Place) -> Tie {
        match place {
            Place::Lead(_) => self.lead_tie(Tie::Whose),
            Place::Event { up: 0, .. } => Tie::Whose,
            Place::Event { .. } => Tie::Whom,
        }
    }

    fn of_place(self, place: Place, what: &str) -> Clause {
        Clause::new(self.place_tie(place), format!("{} {what}", self.field(place)))
    }

    /// A column: `title`, beside an event `the lead's title`
    pub fn field(self, place: Place) -> String {
        let outside = Words::of(self.program);
        match place {
            Place::Lead(_) if self.depth > 0 => {
                format!("the lead's {}", code(&outside.place(place)))
            }
            place => code(&self.words.place(place)),
        }
    }

    /// `title`, `the domain of email`
    pub fn text_named(self, text: &Text) -> String {
        match text {
            Text::Field(place) => self.field(*place),
            Text::Domain(of) => format!("the domain of {}", self.text_named(of)),
        }
    }

    fn of_text(self, text: &Text, what: &str) -> Clause {
        let tie = match text {
            Text::Field(place) => self.place_tie(*place),
            Text::Domain(_) => Tie::Whom,
        };
        Clause::new(tie, format!("{} {what}", self.text_named(text)))
    }

    fn of_number(self, number: &Num, what: &str) -> Clause {
        match number {
            Num::Field(place) => self.of_place(*place, what),
            Num::Score(id) => {
                let name = code(&self.program.scores[id.index()].name);
                match self.lead_tie(Tie::WhoseThe) {
                    Tie::WhoseThe => Clause::new(Tie::WhoseThe, format!("score {name} {what}")),
                    tie => Clause::new(tie, format!("the score {name} {what}")),
                }
            }
            other => Clause::new(Tie::Whom, format!("{} {what}", self.figure(other))),
        }
    }

    fn of_moment(self, moment: &Moment, what: &str) -> Clause {
        match moment {
            Moment::Field(place) => self.of_place(*place, what),
            Moment::First(query) | Moment::Last { query, .. } => {
                let text = format!("{} {what}", self.when(moment));
                let own = query.side.is_none() && self.depth == 0;
                match text.strip_prefix("the ") {
                    Some(text) if own => Clause::new(Tie::WhoseThe, text.into()),
                    _ => Clause::new(Tie::Whom, text),
                }
            }
            Moment::Time { up: 0 } => {
                Clause::new(Tie::Whose, format!("{} {what}", self.when(moment)))
            }
            _ => Clause::new(Tie::Whom, format!("{} {what}", self.when(moment))),
        }
    }

    pub fn of_operand(self, operand: &Operand, what: &str) -> Clause {
        match operand {
            Operand::Number(number) => self.of_number(number, what),
            Operand::Date(moment) => self.of_moment(moment, what),
            Operand::Text(text) => self.of_text(text, what),
            Operand::Field(place) => self.of_place(*place, what),
        }
    }

    /// `is on 2026-01-31`, `is from 2026-01-01 to 2026-01-31`, `is before 2026-01-31T09:30:00Z`
    fn bounds(self, from: Option<i64>, until: Option<i64>, yes: bool) -> String {
        let zone = &self.program.zone;
        let is = is(yes);
        let since = |time: i64| match begins_day(zone, time) {
            true => format!("on or after {}", zone.day(time)),
            false => format!("at or after {}", utc(time)),
        };
        match (from, until) {
            (Some(from), Some(until)) if until == from.saturating_add(1) => {
                format!("{is} at {}", utc(from))
            }
            (Some(from), Some(until))
                if from < until && [from, until].iter().all(|t| begins_day(zone, *t)) =>
            {
                let (first, last) = (zone.day(from), zone.day(until.saturating_sub(1)));
                match first == last {
                    true => format!("{is} on {first}"),
                    false => format!("{is} from {first} to {last} (both included)"),
                }
            }
            (Some(from), Some(until)) if !yes => {
                format!("is before {} or {}", date(zone, from), since(until))
            }
            (Some(from), Some(until)) => {
                format!("{is} {} and before {}", since(from), date(zone, until))
            }
            (Some(time), None) if yes => format!("is {}", since(time)),
            (None, Some(time)) if !yes => format!("is {}", since(time)),
            (Some(time), None) | (None, Some(time)) => format!("is before {}", date(zone, time)),
            (None, None) => (if yes { "is known" } else { "is both known and unknown" }).into(),
        }
    }

    /// Literal texts as the rule or the type spells them, for text is compared whatever its case.
    fn spelled(self, text: &Text, items: &TextSet) -> Vec<String> {
        let declared = match text {
            Text::Field(place) => self.declared(*place),
            Text::Domain(_) => &[],
        };
        self.spelled_of(declared, items)
    }

    fn spelled_of(self, declared: &[String], items: &TextSet) -> Vec<String> {
        let spelled = |(at, item): (usize, &std::sync::Arc<str>)| {
            if at >= MOST_TOLD {
                return value(item);
            }
            let same = |one: &&String| !items.exact && *fold(one) == **item;
            let declared = declared.iter().find(same).cloned();
            value(&declared.unwrap_or_else(|| self.spelling(item, items)))
        };
        items.items.iter().enumerate().map(spelled).collect()
    }

    fn declared(&self, place: Place) -> &[String] {
        let schema = &self.program.schema;
        let field = match place {
            Place::Lead(attribute) => &schema.attributes[attribute.0 as usize],
            Place::Event { property, .. } => &schema.properties[property.0 as usize],
        };
        match &field.ty {
            Type::OneOf(values) => values,
            _ => &[],
        }
    }

    /// As the rule's text has it, between letters that are none of its own.
    fn spelling(self, item: &str, items: &TextSet) -> String {
        let as_written = || find(self.source, item).map(str::to_string);
        let found = if items.exact { None } else { as_written() };
        found.unwrap_or_else(|| item.into())
    }
}

/// What is known exactly where so many events happened.
fn happening(operand: &Operand) -> Option<(&Query, u32)> {
    let moment = match operand {
        Operand::Date(moment) => moment,
        Operand::Number(Num::DaysSince(moment) | Num::DaysUntil(moment)) => moment,
        _ => return None,
    };
    let (query, nth): (&Query, u32) = match moment {
        Moment::First(query) => (query, 1),
        Moment::Last { query, nth } => (query, *nth),
        _ => return None,
    };
    query.side.is_none().then_some((query, nth))
}

/// Membership in an empty list, which no rule file can say.
fn of_nothing(condition: &Cond) -> bool {
    match condition {
        Cond::NumberIn { items, .. } => items.is_empty(),
        Cond::GradeIn { labels, .. } => labels.is_empty(),
        Cond::TextIn { items, .. } | Cond::TextTest { items, .. } | Cond::ListHas { items, .. } => {
            items.items.is_empty()
        }
        _ => false,
    }
}

fn find<'t>(text: &'t str, item: &str) -> Option<&'t str> {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let starts = text.char_indices().map(|(at, _)| at);
    let mut starts = starts.filter(|&at| !letter(text[..at].chars().next_back()));
    starts.find_map(|from| {
        let rest = &text[from..];
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let mut ends = ends.filter(|&end| !letter(rest[end..].chars().next()));
        ends.find(|&end| *fold(&rest[..end]) == *item).map(|end| &rest[..end])
    })
}

/// The same property of two events.
fn same_column(left: &Text, right: &Text) -> bool {
    let property = |text: &Text| match text {
        Text::Field(Place::Event { up, property }) => Some((*up, *property)),
        _ => None,
    };
    match (property(left), property(right)) {
        (Some((0, left)), Some((up, right))) => up > 0 && left == right,
        _ => false,
    }
}

fn value_of(pattern: &str) -> String {
    value(&format!("/{pattern}/"))
}

pub fn is(yes: bool) -> &'static str {
    if yes { "is" } else { "is not" }
}

/// `is a or b`, `is neither a nor b`
fn among(items: &[String], yes: bool) -> String {
    match (items, yes) {
        (_, true) => format!("is {}", told(items, "or")),
        ([one], false) => format!("is not {one}"),
        ([a, b], false) => format!("is neither {a} nor {b}"),
        (_, false) => format!("is none of {}", told(items, "and")),
    }
}

pub fn compares(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "is",
        CompareOp::NotEqual => "is not",
        CompareOp::Less => "is less than",
        CompareOp::LessOrEqual => "is at most",
        CompareOp::Greater => "is more than",
        CompareOp::GreaterOrEqual => "is at least",
    }
}

fn dates(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "is the same moment as",
        CompareOp::NotEqual => "is another moment than",
        CompareOp::Less => "is before",
        CompareOp::LessOrEqual => "is not after",
        CompareOp::Greater => "is after",
        CompareOp::GreaterOrEqual => "is not before",
    }
}

fn days(n: f64) -> String {
    if n == 1.0 { many(1, "day") } else { format!("{n} days") }
}

fn age(older: bool, seconds: i64, yes: bool) -> String {
    let window = window(seconds);
    match (older, yes) {
        (false, yes) => format!("{} in the last {window}", is(yes)),
        (true, true) => format!("is at least {} ago", length(seconds)),
        (true, false) => format!("is less than {} ago or still to come", length(seconds)),
    }
}

/// `contains a or b`, `does not start with a or b`, `contains all of a and b`
fn tested(op: TextOp, quantifier: Quantifier, all: &[String], exact: bool, yes: bool) -> String {
    let several = all.len() > 1;
    let verb = verb(op, several && quantifier == Quantifier::All, exact, yes);
    match quantifier {
        Quantifier::All if several && yes => format!("{verb} {}", told(all, "and")),
        Quantifier::All if several => {
            let all_of = verb.replacen(" the words", "", 1);
            let words = if all_of == verb { "" } else { " the words" };
            format!("{all_of} all of{words} {}", told(all, "and"))
        }
        _ => format!("{verb} {}", told(all, "or")),
    }
}

fn verb(op: TextOp, several: bool, exact: bool, yes: bool) -> String {
    let does = match (op, yes) {
        (TextOp::Contains | TextOp::ContainsWord, true) => "contains",
        (TextOp::Contains | TextOp::ContainsWord, false) => "does not contain",
        (TextOp::StartsWith, true) => "starts with",
        (TextOp::StartsWith, false) => "does not start with",
        (TextOp::EndsWith, true) => "ends with",
        (TextOp::EndsWith, false) => "does not end with",
    };
    let word = match op {
        TextOp::ContainsWord if several => " the words",
        TextOp::ContainsWord => " the word",
        _ => "",
    };
    format!("{does}{}{word}", if exact { " exactly" } else { "" })
}
