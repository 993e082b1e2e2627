//! Questions to the history, dates and computed figures in words.

use crate::explain::meaning::clauses::Clause;
use crate::explain::meaning::clauses::Prose;
use crate::explain::meaning::clauses::Tie;
use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::date;
use crate::explain::meaning::figures::ordinal;
use crate::explain::meaning::figures::told;
use crate::explain::meaning::figures::window;
use crate::ir::expr::AggregateOp;
use crate::ir::expr::ArithmeticOp;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Query;
use crate::ir::expr::Side;
use crate::ir::print::name;
use crate::types::AttributeId;
use crate::types::EventId;

impl Prose<'_> {
    /// `has at least one purchase in the last 30 days`
    pub fn happened(self, query: &Query, yes: bool) -> Clause {
        let number = if yes { "at least one" } else { "no" };
        self.has(query, format!("{number} {}", self.events(query, false)))
    }

    /// `has at least 5 page_view events`; nothing for numbers that need more words.
    pub fn counted(self, query: &Query, op: CompareOp, n: usize) -> Option<Clause> {
        let (words, n) = match (op, n) {
            (CompareOp::Equal | CompareOp::LessOrEqual, 0) | (CompareOp::Less, 1) => ("no", 1),
            (CompareOp::Greater | CompareOp::NotEqual, 0) | (CompareOp::GreaterOrEqual, 1) => {
                ("at least one", 1)
            }
            (CompareOp::Equal, n) => ("exactly", n),
            (CompareOp::LessOrEqual, n) => ("at most", n),
            (CompareOp::Greater, n) => ("more than", n),
            (CompareOp::GreaterOrEqual, n) if n > 0 => ("at least", n),
            (CompareOp::Less, n) if n > 0 => ("fewer than", n),
            _ => return None,
        };
        let number = match words {
            "no" | "at least one" => words.to_string(),
            words => format!("{words} {n}"),
        };
        Some(self.has(query, format!("{number} {}", self.events(query, n != 1))))
    }

    fn has(self, query: &Query, what: String) -> Clause {
        match (query.side, self.depth) {
            (Some(_), _) | (None, 0) => Clause::new(Tie::Has, what),
            (None, _) => Clause::new(Tie::Whom, format!("the lead has {what}")),
        }
    }

    /// `page_view events in the last 30 days whose path is …`
    pub fn events(self, query: &Query, several: bool) -> String {
        let (kind, filter) = single(&query.kind, query.filter.as_deref());
        let whom = filter
            .as_ref()
            .map(|filter| Prose { asking: true, beside: false, ..self }.inside().whom(filter));
        let mut words = self.kind(&kind, several, whom.is_some());
        // Behind another noun a clause would seem to belong to that one.
        let close = self.beside || query.since.is_some();
        words +=
            &whom.iter().filter(|_| close).map(|whom| format!(" ({whom})")).collect::<String>();
        let near = query.within.map(|within| format!("in the {} ", window(within)));
        match (query.side, query.within) {
            (None, Some(within)) => words += &format!(" in the last {}", window(within)),
            (None, None) => {}
            (Some(Side::Before), _) => words += &format!(" {}before it", near.unwrap_or_default()),
            (Some(Side::After), _) => words += &format!(" {}after it", near.unwrap_or_default()),
        }
        if let Some(since) = &query.since {
            words += &format!(" since {}", self.when(since));
        }
        words + &whom.iter().filter(|_| !close).map(|whom| format!(" {whom}")).collect::<String>()
    }

    /// Behind `each` or `a reset by`: `page_view whose path is …`
    pub fn picked(self, kind: &Kind, filter: Option<&Cond>) -> String {
        let (kind, filter) = single(kind, filter);
        let words = self.kind(&kind, false, filter.is_some());
        let whom = filter.map(|filter| format!(" {}", self.inside().whom(&filter)));
        format!("{words}{}", whom.unwrap_or_default())
    }

    /// `email_open or email_click`, `email_open events`; one noun where a clause follows: `event (email_open or email_click)`
    fn kind(self, kind: &Kind, several: bool, followed: bool) -> String {
        let Kind::Of(alternatives) = kind else {
            return (if several { "events of any name" } else { "event of any name" }).into();
        };
        let one = |(event, condition): &(EventId, Option<Cond>)| {
            let event = code(&name(&self.program.schema.events[event.0 as usize]));
            let inner = Prose { asking: true, beside: false, ..self }.inside();
            let whom = condition.as_ref().map(|c| format!(" ({})", inner.whom(c)));
            format!("{event}{}", whom.unwrap_or_default())
        };
        let names: Vec<String> = alternatives.iter().map(one).collect();
        match (several, &names[..]) {
            (false, [one]) => one.clone(),
            (true, [one]) => format!("{one} events"),
            (false, names) if followed => format!("event ({})", told(names, "or")),
            (false, names) => told(names, "or"),
            (true, names) => format!("events ({})", told(names, "or")),
        }
    }

    /// A date: `the latest purchase`, `2026-01-31`
    pub fn when(self, moment: &Moment) -> String {
        match moment {
            Moment::Literal(time) => date(&self.program.zone, *time),
            Moment::Field(place) => self.field(*place),
            Moment::Time { .. } => code(&self.words.moment(moment)),
            Moment::First(query) => format!("the first {}", self.events(query, false)),
            Moment::Last { query, nth: 1 } => {
                format!("the latest {}", self.events(query, false))
            }
            Moment::Last { query, nth } => {
                format!("the {}-latest {}", ordinal(*nth), self.events(query, false))
            }
        }
    }

    /// A number: `50`, `the sum of amount over order events`
    pub fn figure(self, number: &Num) -> String {
        match number {
            Num::Literal(n) => n.to_string(),
            Num::Score(id) => {
                format!("the score {}", code(&self.program.scores[id.index()].name))
            }
            Num::Coverage(attributes) => {
                let name = |a: &AttributeId| {
                    code(&name(&self.program.schema.attributes[a.0 as usize].name))
                };
                let names: Vec<String> = attributes.iter().map(name).collect();
                match names.len() {
                    0 => "the share of known columns (of none, so it is 1)".into(),
                    1 => format!("the share of known columns (of {} alone)", names[0]),
                    _ => format!("the share of known columns of {}", told(&names, "and")),
                }
            }
            Num::Count(query) => format!("the number of {}", self.events(query, true)),
            Num::Aggregate { op, query, property } => {
                let property = &self.program.schema.properties[property.0 as usize].name;
                let property = code(&name(property));
                let (what, of) = aggregate(*op);
                format!("{what} {property} {of} {}", self.events(query, true))
            }
            Num::DaysSince(moment) => format!("the number of days since {}", self.when(moment)),
            Num::DaysUntil(moment) => format!("the number of days until {}", self.when(moment)),
            Num::Field(place) => self.field(*place),
            Num::Arithmetic { op, left, right } if is_plain(left) && is_plain(right) => {
                let (left, right) = (self.figure(left), self.figure(right));
                format!("{left} {} {right}", arithmetic(*op))
            }
            Num::Arithmetic { .. } | Num::Negate(_) | Num::Call { .. } => {
                code(&self.words.number(number))
            }
        }
    }
}

/// One name with a condition of its own is that name with a `where`.
fn single(kind: &Kind, filter: Option<&Cond>) -> (Kind, Option<Cond>) {
    match kind {
        Kind::Of(alternatives) => match &alternatives[..] {
            [(event, Some(own))] => {
                let both = filter.map(|filter| Cond::And(vec![own.clone(), filter.clone()]));
                (Kind::Of(vec![(*event, None)]), both.or_else(|| Some(own.clone())))
            }
            _ => (kind.clone(), filter.cloned()),
        },
        Kind::Any => (Kind::Any, filter.cloned()),
    }
}

/// A computation that stays code.
pub fn is_long(number: &Num) -> bool {
    match number {
        Num::Arithmetic { left, right, .. } => !(is_plain(left) && is_plain(right)),
        Num::Negate(_) | Num::Call { .. } => true,
        _ => false,
    }
}

/// A question or a literal: their sums and quotients read well in words, longer ones do not.
fn is_plain(number: &Num) -> bool {
    matches!(number, Num::Count(_) | Num::Aggregate { .. } | Num::Literal(_))
}

fn arithmetic(op: ArithmeticOp) -> &'static str {
    match op {
        ArithmeticOp::Add => "plus",
        ArithmeticOp::Subtract => "minus",
        ArithmeticOp::Multiply => "times",
        ArithmeticOp::Divide => "divided by",
    }
}

fn aggregate(op: AggregateOp) -> (&'static str, &'static str) {
    match op {
        AggregateOp::Sum => ("the sum of", "over"),
        AggregateOp::Average => ("the mean", "of"),
        AggregateOp::Minimum => ("the least", "of"),
        AggregateOp::Maximum => ("the greatest", "of"),
        AggregateOp::Distinct => ("the number of different values of", "in"),
    }
}
