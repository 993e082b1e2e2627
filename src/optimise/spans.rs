//! Sets of values on a line, as spans without gaps: of numbers, dates, ages.

use std::fmt::Debug;

/// A place between values: `low` of a span is before its first value, `high` after its last; a missing one is open.
pub type Span<C> = (Option<C>, Option<C>);

/// Ascending, apart from each other, none empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Spans<C>(Vec<Span<C>>);

/// A place just before a number, or just after it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Cut {
    /// Never NaN, never -0.
    pub value: f64,
    pub after: bool,
}

impl Cut {
    pub fn before(value: f64) -> Cut {
        Cut { value: value + 0.0, after: false }
    }

    pub fn after(value: f64) -> Cut {
        Cut { after: true, ..Cut::before(value) }
    }
}

impl Spans<Cut> {
    /// These numbers alone.
    pub fn points(items: &[f64]) -> Spans<Cut> {
        let mut items: Vec<f64> = items.iter().copied().filter(|item| item.is_finite()).collect();
        items.sort_unstable_by(f64::total_cmp);
        // -0 is 0.
        items.dedup_by(|a, b| a == b);
        let point = |value| (Some(Cut::before(value)), Some(Cut::after(value)));
        Spans(items.into_iter().map(point).collect())
    }
}

impl<C: Copy + PartialOrd + Debug> Spans<C> {
    pub fn none() -> Spans<C> {
        Spans(Vec::new())
    }

    /// Nothing where the span is empty.
    pub fn one(low: Option<C>, high: Option<C>) -> Spans<C> {
        if is_empty((low, high)) { Spans::none() } else { Spans(vec![(low, high)]) }
    }

    pub fn spans(&self) -> &[Span<C>] {
        &self.0
    }

    pub fn complement(&self) -> Spans<C> {
        let mut low = None;
        let mut gaps = Vec::new();
        for &(from, until) in &self.0 {
            if from.is_some() {
                gaps.push((low, from));
            }
            low = until;
            if until.is_none() {
                return Spans(gaps);
            }
        }
        gaps.push((low, None));
        Spans(gaps)
    }

    pub fn intersect(&self, other: &Spans<C>) -> Spans<C> {
        let (mut found, mut i, mut j) = (Vec::new(), 0, 0);
        while let (Some(&a), Some(&b)) = (self.0.get(i), other.0.get(j)) {
            let span = (later(a.0, b.0), sooner(a.1, b.1));
            if !is_empty(span) {
                found.push(span);
            }
            // Whichever ends first is done with.
            if sooner(a.1, b.1) == a.1 { i += 1 } else { j += 1 }
        }
        Spans(found)
    }

    pub fn union(&self, other: &Spans<C>) -> Spans<C> {
        self.complement().intersect(&other.complement()).complement()
    }

    /// Is everything here in the other?
    pub fn is_within(&self, other: &Spans<C>) -> bool {
        self.intersect(other) == *self
    }

    pub fn is_apart(&self, other: &Spans<C>) -> bool {
        self.intersect(other).0.is_empty()
    }
}

fn is_empty<C: PartialOrd>((low, high): Span<C>) -> bool {
    matches!((low, high), (Some(low), Some(high)) if low >= high)
}

/// The later of two beginnings.
fn later<C: Copy + PartialOrd>(a: Option<C>, b: Option<C>) -> Option<C> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if x < y { y } else { x }),
        (one, other) => one.or(other),
    }
}

/// The sooner of two ends.
fn sooner<C: Copy + PartialOrd>(a: Option<C>, b: Option<C>) -> Option<C> {
    match (a, b) {
        (Some(x), Some(y)) => Some(if y < x { y } else { x }),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(of: &[(i64, i64)]) -> Spans<i64> {
        of.iter().fold(Spans::none(), |all, (a, b)| all.union(&Spans::one(Some(*a), Some(*b))))
    }

    #[test]
    fn sets_of_values() {
        let (a, b) = (spans(&[(0, 5), (10, 15)]), spans(&[(3, 12)]));
        assert_eq!(a.intersect(&b), spans(&[(3, 5), (10, 12)]));
        assert_eq!(a.union(&b), spans(&[(0, 15)]));
        assert_eq!(a.complement().complement(), a);
        assert_eq!(Spans::<i64>::one(None, None).complement(), Spans::none());
        assert!(spans(&[(3, 5)]).is_within(&a) && !b.is_within(&a));
        assert!(a.is_apart(&spans(&[(5, 10)])));
    }

    #[test]
    fn what_touches_is_one() {
        let below = Spans::one(None, Some(Cut::after(5.0)));
        let above = Spans::one(Some(Cut::after(5.0)), None);
        assert_eq!(below.union(&above), Spans::one(None, None));
        assert!(below.is_apart(&above));
        assert_eq!(Spans::one(Some(Cut::after(0.0)), Some(Cut::before(-0.0))), Spans::none());
    }
}
