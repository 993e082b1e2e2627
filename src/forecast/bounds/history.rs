//! History over a stretch of time, where what picks the events changes with it: some are picked all the time, some now and then.

use crate::forecast::bounds::Survey;
use crate::forecast::bounds::answers::Answers;
use crate::forecast::bounds::conditions::Date;
use crate::forecast::bounds::numbers::Number;
use crate::forecast::bounds::numbers::Value;
use crate::forecast::span::Span;
use crate::ir::eval::View;
use crate::ir::expr::AggregateOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Query;
use crate::types::PropertyId;

/// Events by their positions, ascending.
struct Picked {
    always: Vec<usize>,
    /// Those and the others that may be.
    all: Vec<usize>,
    /// Unknown until the window after the event around has passed.
    complete: bool,
}

impl Survey<'_> {
    fn picked(&self, view: &View, query: &Query) -> Picked {
        let complete = view.complete(query);
        let mut picked = Picked { always: Vec::new(), all: Vec::new(), complete };
        let since = query.since.as_ref().map(|since| self.moment(view, since));
        for event in view.there().filter(|&event| view.is_near(event, query)) {
            let time = view.time(event);
            let begun = since.map_or(Answers::of(Some(true)), |since| match since.span {
                None => Answers::UNKNOWN,
                Some(from) => {
                    Answers { yes: from.low <= time, no: time < from.high, unknown: since.unknown }
                }
            });
            let picks = self.picks(view, event, &query.kind, query.filter.as_deref());
            let of = Answers::all(&[begun, picks]);
            if of.yes {
                picked.all.push(event);
            }
            if of.always() {
                picked.always.push(event);
            }
        }
        picked
    }

    /// Is an event of a kind, with a `where` that is certainly true? Unknown is as good as no.
    pub fn picks(&self, view: &View, event: usize, kind: &Kind, filter: Option<&Cond>) -> Answers {
        let name = view.event(event).event;
        view.at(event, |view| {
            let holds = |condition: Option<&Cond>| {
                condition.map_or(Answers::of(Some(true)), |c| self.cond(view, c))
            };
            let of_kind = match kind {
                Kind::Any => Answers::of(Some(true)),
                Kind::Of(names) => {
                    let same = names.iter().filter(|(of, _)| *of == name);
                    let all: Vec<Answers> = same.map(|(_, c)| holds(c.as_ref())).collect();
                    // Each alternative is asked whether it is certain.
                    let always = all.iter().any(|answers| answers.always());
                    let yes = all.iter().any(|answers| answers.yes);
                    Answers { yes, no: !always, unknown: false }
                }
            };
            if !of_kind.yes { of_kind } else { Answers::all(&[of_kind, holds(filter)]) }
        })
    }

    pub fn happened(&self, view: &View, query: &Query) -> Answers {
        let picked = self.picked(view, query);
        let none = picked.always.is_empty();
        Answers {
            yes: !picked.all.is_empty(),
            no: none && picked.complete,
            unknown: none && !picked.complete,
        }
    }

    pub fn count(&self, view: &View, query: &Query) -> Number {
        let picked = self.picked(view, query);
        if !picked.complete {
            return Value::of(None);
        }
        let (low, high) = (picked.always.len() as f64, picked.all.len() as f64);
        Value::known(Span { low, high })
    }

    pub fn aggregate(
        &self,
        view: &View,
        op: AggregateOp,
        query: &Query,
        property: PropertyId,
    ) -> Number {
        let picked = self.picked(view, query);
        match picked.always.len() == picked.all.len() {
            _ if !picked.complete => Value::of(None),
            true => Value::of(view.aggregate_of(&picked.all, op, property)),
            false => Number::anything(),
        }
    }

    pub fn first(&self, view: &View, query: &Query) -> Date {
        let picked = self.picked(view, query);
        let (Some(&low), Some(&last)) = (picked.all.first(), picked.all.last()) else {
            return Value::of(None);
        };
        if !picked.complete {
            return Value::of(None);
        }
        let high = picked.always.first().copied().unwrap_or(last);
        let span = Span { low: view.time(low), high: view.time(high) };
        Value::known(span).or_unknown(picked.always.is_empty())
    }

    pub fn last(&self, view: &View, query: &Query, nth: usize) -> Date {
        let picked = self.picked(view, query);
        let from_end = |of: &[usize]| of.iter().rev().nth(nth.checked_sub(1)?).copied();
        let (Some(high), Some(&first)) = (from_end(&picked.all), picked.all.first()) else {
            return Value::of(None);
        };
        if !picked.complete {
            return Value::of(None);
        }
        let low = from_end(&picked.always);
        let span = Span { low: view.time(low.unwrap_or(first)), high: view.time(high) };
        Value::known(span).or_unknown(low.is_none())
    }
}
