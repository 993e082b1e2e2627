//! Formulas over a stretch of time: every end a double that lies outside what is exact, for most stretches are far from any threshold.

use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::forecast::span::Span;
use crate::ir::program::Formula;
use crate::types::Points;

/// A formula whose numbers are doubles.
#[derive(Debug, Clone)]
pub enum Approximate {
    Number(Span<f64>),
    Score(usize),
    Add(Box<[Approximate; 2]>),
    Multiply(Box<[Approximate; 2]>),
    Negate(Box<Approximate>),
    Least(Vec<Approximate>),
    Greatest(Vec<Approximate>),
    Abs(Box<Approximate>),
}

use Approximate::{Abs, Add, Greatest, Least, Multiply, Negate, Number};

impl Approximate {
    /// Nothing where doubles would not do: just beside a whole number, `floor` is another.
    pub fn of(formula: &Formula) -> Option<Approximate> {
        let of = |formula: &Formula| Approximate::of(formula).map(Box::new);
        let two =
            |a: &Formula, b: &Formula| Some(Box::new([Approximate::of(a)?, Approximate::of(b)?]));
        let all = |of: &[Formula]| of.iter().map(Approximate::of).collect::<Option<Vec<_>>>();
        Some(match formula {
            Formula::Number(number) => Number(around(number)),
            Formula::Score(score) => Approximate::Score(score.index()),
            Formula::Add(a, b) => Add(two(a, b)?),
            Formula::Subtract(a, b) => Add(Box::new([*of(a)?, Negate(of(b)?)])),
            Formula::Multiply(a, b) => Multiply(two(a, b)?),
            Formula::Divide(a, by) => Multiply(Box::new([*of(a)?, Number(around(&by.recip()))])),
            Formula::Negate(a) => Negate(of(a)?),
            Formula::Min(of) => Least(all(of)?),
            Formula::Max(of) => Greatest(all(of)?),
            Formula::Abs(a) => Abs(of(a)?),
            Formula::Round(_) | Formula::Floor(_) | Formula::Ceil(_) => return None,
        })
    }

    /// Between which figures it lies; nothing where they are too large for doubles to tell hundredths.
    pub fn figures(&self, scores: &[Span<Points>]) -> Option<Span<Points>> {
        let Span { low, high } = self.span(scores);
        let told = |value: f64| (value * 100.0).abs() < 1e15;
        if !told(low) || !told(high) {
            return None;
        }
        let hundredths = |value: f64| Points(value.round() as i64);
        Some(Span {
            low: hundredths((low * 100.0).next_down()),
            high: hundredths((high * 100.0).next_up()),
        })
    }

    fn span(&self, scores: &[Span<Points>]) -> Span<f64> {
        match self {
            Number(span) => *span,
            Approximate::Score(score) => outwards(scores[*score].each(Points::to_f64)),
            Add(both) => {
                let [a, b] = both.each_ref().map(|part| part.span(scores));
                outwards(Span { low: a.low + b.low, high: a.high + b.high })
            }
            Multiply(both) => {
                let [a, b] = both.each_ref().map(|part| part.span(scores));
                let corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
                let [first, rest @ ..] = corners.map(Span::exactly);
                outwards(rest.into_iter().fold(first, Span::hull))
            }
            Negate(of) => {
                let of = of.span(scores);
                Span { low: -of.high, high: -of.low }
            }
            Least(all) => ends(all, scores, f64::min),
            Greatest(all) => ends(all, scores, f64::max),
            Abs(of) => {
                let of = of.span(scores);
                let low = if of.holds(0.0) { 0.0 } else { of.low.abs().min(of.high.abs()) };
                Span { low, high: of.low.abs().max(of.high.abs()) }
            }
        }
    }
}

/// The nearest double and its neighbours.
fn around(number: &BigRational) -> Span<f64> {
    outwards(Span::exactly(number.to_f64().unwrap_or(f64::NAN)))
}

fn outwards(span: Span<f64>) -> Span<f64> {
    Span { low: span.low.next_down(), high: span.high.next_up() }
}

fn ends(all: &[Approximate], scores: &[Span<Points>], choose: fn(f64, f64) -> f64) -> Span<f64> {
    let spans = all.iter().map(|part| part.span(scores));
    let chosen = |a: Span<f64>, b: Span<f64>| Span {
        low: choose(a.low, b.low),
        high: choose(a.high, b.high),
    };
    spans.reduce(chosen).unwrap_or(Span::exactly(f64::NAN))
}
