//! From a least to a greatest, both included: what something lies between over a stretch of time.

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span<T> {
    pub low: T,
    pub high: T,
}

impl<T: Copy + PartialOrd> Span<T> {
    pub fn exactly(value: T) -> Span<T> {
        Span { low: value, high: value }
    }

    pub fn between(a: T, b: T) -> Span<T> {
        if b < a { Span { low: b, high: a } } else { Span { low: a, high: b } }
    }

    /// Both, and all between.
    pub fn hull(self, other: Span<T>) -> Span<T> {
        Span {
            low: if other.low < self.low { other.low } else { self.low },
            high: if other.high > self.high { other.high } else { self.high },
        }
    }

    /// What is in both, where it is known that something is.
    pub fn meet(self, other: Span<T>) -> Span<T> {
        Span {
            low: if other.low > self.low { other.low } else { self.low },
            high: if other.high < self.high { other.high } else { self.high },
        }
    }

    /// The same of a function that keeps order.
    pub fn each<U>(self, rising: impl Fn(T) -> U) -> Span<U> {
        Span { low: rising(self.low), high: rising(self.high) }
    }

    pub fn is_one(self) -> bool {
        self.low == self.high
    }

    pub fn holds(self, value: T) -> bool {
        self.low <= value && value <= self.high
    }
}

impl Span<i128> {
    pub fn plus(self, other: Span<i128>) -> Span<i128> {
        Span { low: self.low + other.low, high: self.high + other.high }
    }
}
