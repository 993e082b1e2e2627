//! From a least figure to a greatest, in hundredths or billionths; a missing end is open.

use crate::ir::program::Range;
use crate::types::Points;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    pub low: Option<i128>,
    pub high: Option<i128>,
}

impl Reach {
    pub fn exactly(figure: i128) -> Reach {
        Reach { low: Some(figure), high: Some(figure) }
    }

    pub fn of(ends: [Points; 2]) -> Reach {
        let [low, high] = ends.map(|end| Some(i128::from(end.0)));
        Reach { low, high }
    }

    /// As published: held within the limit.
    pub fn range(self) -> Range {
        Range { low: self.low.map(Points::hold), high: self.high.map(Points::hold) }
    }

    pub fn plus(self, other: Reach) -> Reach {
        let add = |a: Option<i128>, b: Option<i128>| Some(a?.saturating_add(b?));
        Reach { low: add(self.low, other.low), high: add(self.high, other.high) }
    }

    pub fn minus(self, other: Reach) -> Reach {
        let negated = |end: Option<i128>| end.map(|figure| -figure);
        self.plus(Reach { low: negated(other.high), high: negated(other.low) })
    }

    /// Both, and all between.
    pub fn hull(self, other: Reach) -> Reach {
        let (lows, highs) = (self.low.zip(other.low), self.high.zip(other.high));
        Reach { low: lows.map(|(a, b)| a.min(b)), high: highs.map(|(a, b)| a.max(b)) }
    }

    /// Or 0.
    pub fn or_nothing(self, may: bool) -> Reach {
        if may { self.hull(Reach::exactly(0)) } else { self }
    }

    /// Cut to a range: its low end first, as figures are.
    pub fn within(self, range: Range) -> Reach {
        let end = |points: Option<Points>| points.map(|points| i128::from(points.0));
        let (least, greatest) = (end(range.low), end(range.high));
        let raised = |figure: i128| least.map_or(figure, |least| figure.max(least));
        let lowered = |figure: i128| greatest.map_or(figure, |greatest| figure.min(greatest));
        Reach {
            low: self.low.map(raised).or(least).map(lowered),
            high: self.high.map(raised).map(lowered).or(greatest),
        }
    }

    /// What the range adds to a figure, which is the less the greater the figure.
    pub fn cut_by(self, range: Range) -> Reach {
        let cut = |figure: i128| {
            let at = Reach::exactly(figure);
            at.within(range).low.map_or(0, |within| within - figure)
        };
        let open = |end: Option<Points>| if end.is_none() { Some(0) } else { None };
        Reach {
            low: self.high.map_or(open(range.high), |high| Some(cut(high))),
            high: self.low.map_or(open(range.low), |low| Some(cut(low))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: Option<i64>, high: Option<i64>) -> Range {
        Range { low: low.map(Points), high: high.map(Points) }
    }

    #[test]
    fn a_range_ends_what_is_open() {
        let open = Reach { low: None, high: None };
        assert_eq!(open.within(range(Some(0), Some(100))), Reach { low: Some(0), high: Some(100) });
        assert_eq!(open.within(range(None, Some(100))), Reach { low: None, high: Some(100) });
        let some = Reach { low: Some(-50), high: None };
        assert_eq!(some.within(range(Some(0), None)), Reach { low: Some(0), high: None });
    }

    #[test]
    fn a_range_adds_below_and_takes_above() {
        let sum = Reach { low: Some(-50), high: Some(250) };
        let cut = sum.cut_by(range(Some(0), Some(100)));
        assert_eq!(cut, Reach { low: Some(-150), high: Some(50) });
        let open = Reach { low: None, high: None };
        assert_eq!(open.cut_by(range(None, Some(100))), Reach { low: None, high: Some(0) });
    }
}
