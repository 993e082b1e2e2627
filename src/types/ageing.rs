//! How points age: one routine for every engine, by tables over whole seconds.

/// A shape of ageing, with its times in whole seconds.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// `decay 10%/30d` is `keep` 0.9, `period` 30 d; a half-life is `keep` 0.5: `keep^(t/period)`
    Smooth { keep: f64, period: i64 },
    /// `keep^floor(t/period)`
    Stepped { keep: f64, period: i64 },
    /// `max(0, 1 - rate * t/period)`
    Linear { rate: f64, period: i64 },
    /// The share of the first step whose end is beyond t, by ascending end; then 0.
    Steps(Vec<(i64, f64)>),
}

/// The ageing of a line: `… after delay`, and `expires D after delay`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ageing {
    /// With its delay in seconds.
    pub shape: Option<(Shape, i64)>,
    /// With its delay in seconds.
    pub expires: Option<(i64, i64)>,
}
