//! Numbers and dates that the text decides, known or unknown.

use crate::ir::eval;
use crate::ir::expr::{AggregateOp, ArithmeticOp, Cond, Kind, Moment, Num, Query, Side};

/// A number that is surely unknown.
pub fn unknown_number() -> Num {
    let zero = || Box::new(Num::Literal(0.0));
    Num::Arithmetic { op: ArithmeticOp::Divide, left: zero(), right: zero() }
}

/// Is it [`unknown_number`], the one form of what is surely unknown once folded?
pub fn is_unknown(number: &Num) -> bool {
    let Num::Arithmetic { op: ArithmeticOp::Divide, left, right } = number else { return false };
    matches!((&**left, &**right), (Num::Literal(a), Num::Literal(b)) if *a == 0.0 && *b == 0.0)
}

/// A date that is surely unknown.
pub fn unknown_moment() -> Moment {
    let (filter, within, side, since) = (None, None, None, None);
    Moment::First(Box::new(Query { kind: Kind::Of(Vec::new()), filter, within, side, since }))
}

pub fn is_unknown_moment(date: &Moment) -> bool {
    matches!(date, Moment::First(query) if is_of_nothing(&query.kind) && !waits(query))
}

/// Does the date ask for an event that there can never be, and not say so yet?
pub fn is_never_found(date: &Moment) -> bool {
    let never = match date {
        Moment::First(query) => is_never(query),
        Moment::Last { query, nth } => *nth == 0 || is_never(query),
        Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => false,
    };
    never && *date != unknown_moment()
}

/// No event has no name.
pub fn is_of_nothing(kind: &Kind) -> bool {
    matches!(kind, Kind::Of(alternatives) if alternatives.is_empty())
}

/// Does the query pick nothing, whatever happened?
pub fn is_never(query: &Query) -> bool {
    is_of_nothing(&query.kind)
        || query.filter.as_deref() == Some(&Cond::Constant(false))
        || query.within.is_some_and(|within| within <= 0)
        || query.since.as_deref().is_some_and(is_unknown_moment)
}

/// Is its answer unknown until a window after the event around has passed?
pub fn waits(query: &Query) -> bool {
    query.side == Some(Side::After) && query.within.is_some()
}

/// What the number surely is, if the text decides it; its parts are folded.
pub fn number(number: &Num) -> Option<Num> {
    let value = match number {
        Num::Literal(_) | Num::Field(_) | Num::Score(_) => return None,
        Num::Coverage(attributes) if attributes.is_empty() => Some(1.0),
        Num::Coverage(_) => return None,
        Num::Count(query) if is_never(query) && !waits(query) => Some(0.0),
        Num::Count(_) => return None,
        Num::Aggregate { op, query, .. } if is_never(query) => match op {
            AggregateOp::Sum | AggregateOp::Distinct if waits(query) => return None,
            AggregateOp::Sum | AggregateOp::Distinct => Some(0.0),
            AggregateOp::Average | AggregateOp::Minimum | AggregateOp::Maximum => None,
        },
        Num::Aggregate { .. } => return None,
        Num::DaysSince(date) | Num::DaysUntil(date) if is_unknown_moment(date) => None,
        Num::DaysSince(_) | Num::DaysUntil(_) => return None,
        Num::Arithmetic { left, right, .. } if is_unknown(left) || is_unknown(right) => None,
        Num::Arithmetic { op: ArithmeticOp::Divide, right, .. } if literal(right) == Some(0.0) => {
            None
        }
        Num::Arithmetic { op, left, right } => {
            eval::arithmetic(*op, literal(left)?, literal(right)?)
        }
        Num::Negate(inner) if is_unknown(inner) => None,
        Num::Negate(inner) => Some(-literal(inner)?),
        Num::Call { arguments, .. } if arguments.iter().any(is_unknown) => None,
        Num::Call { function, arguments } => {
            let values: Option<Vec<f64>> = arguments.iter().map(literal).collect();
            eval::function(*function, &values?)
        }
    };
    Some(value.map_or_else(unknown_number, Num::Literal))
}

/// A literal's value.
pub fn literal(number: &Num) -> Option<f64> {
    match number {
        Num::Literal(value) if value.is_finite() => Some(*value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_stays_so_through_arithmetic() {
        let half = Num::Arithmetic {
            op: ArithmeticOp::Divide,
            left: Box::new(Num::Literal(1.0)),
            right: Box::new(Num::Literal(0.0)),
        };
        let folded = number(&half).expect("both are literals");
        assert!(is_unknown(&folded));
        let negated = Num::Negate(Box::new(folded));
        assert_eq!(number(&negated), Some(unknown_number()));
    }

    /// `count(… within 7d after)` is unknown until the week has passed, even of events that there cannot be.
    #[test]
    fn a_window_that_is_open_is_waited_for() {
        let mut query = Query {
            kind: Kind::Of(Vec::new()),
            filter: None,
            within: Some(60),
            side: Some(Side::Before),
            since: None,
        };
        assert_eq!(number(&Num::Count(query.clone())), Some(Num::Literal(0.0)));
        query.side = Some(Side::After);
        assert_eq!(number(&Num::Count(query)), None);
    }
}
