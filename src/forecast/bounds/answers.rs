//! What a condition may answer over a stretch of time.

use crate::forecast::span::Span;
use crate::ir::expr::CompareOp;
use std::cmp::Ordering;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    pub yes: bool,
    pub no: bool,
    pub unknown: bool,
}

impl Answers {
    pub const UNKNOWN: Answers = Answers { yes: false, no: false, unknown: true };

    pub fn of(answer: Option<bool>) -> Answers {
        Answers { yes: answer == Some(true), no: answer == Some(false), unknown: answer.is_none() }
    }

    /// It is certainly true all the time.
    pub fn always(self) -> bool {
        self.yes && !self.no && !self.unknown
    }

    /// At some time it is certainly true, and at some it is not.
    pub fn is_open(self) -> bool {
        self.yes && (self.no || self.unknown)
    }

    pub fn or_unknown(self, may: bool) -> Answers {
        Answers { unknown: self.unknown || may, ..self }
    }

    pub fn not(self) -> Answers {
        Answers { yes: self.no, no: self.yes, ..self }
    }

    pub fn all(of: &[Answers]) -> Answers {
        Answers {
            yes: of.iter().all(|a| a.yes),
            no: of.iter().any(|a| a.no),
            unknown: of.iter().any(|a| a.unknown) && of.iter().all(|a| a.yes || a.unknown),
        }
    }

    pub fn any(of: &[Answers]) -> Answers {
        let turned: Vec<Answers> = of.iter().map(|a| a.not()).collect();
        Answers::all(&turned).not()
    }

    pub fn at_least(count: usize, of: &[Answers]) -> Answers {
        let number = |of_such: fn(&Answers) -> bool| of.iter().filter(|a| of_such(a)).count();
        let most_true = number(|a| a.yes);
        let least_true = number(|a| a.always());
        let most_possible = number(|a| a.yes || a.unknown);
        let least_possible = number(|a| !a.no);
        Answers {
            yes: most_true >= count,
            no: least_possible < count,
            unknown: least_true < count && most_possible >= count && of.iter().any(|a| a.unknown),
        }
    }

    /// How two values may compare.
    pub fn compared<T: Copy + PartialOrd>(left: Span<T>, op: CompareOp, right: Span<T>) -> Answers {
        let may = [
            (Ordering::Less, left.low < right.high),
            (Ordering::Equal, left.low <= right.high && right.low <= left.high),
            (Ordering::Greater, left.high > right.low),
        ];
        let some = |wanted: bool| may.iter().any(|(order, is)| *is && op.holds(*order) == wanted);
        Answers { yes: some(true), no: some(false), unknown: false }
    }
}
