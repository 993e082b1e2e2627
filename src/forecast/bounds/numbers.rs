//! Between which values a number lies over a stretch of time, and whether it may be unknown.
//!
//! Operations in doubles keep order, so that the ends bound every value; where all is one value, the result is that of the definition.

use crate::forecast::span::Span;
use crate::ir::eval;
use crate::ir::expr::ArithmeticOp;
use crate::ir::expr::Function;
use crate::types::math;

/// Where it is known, it lies in the span; an empty span is never known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value<T> {
    pub span: Option<Span<T>>,
    pub unknown: bool,
}

pub type Number = Value<f64>;

const ANY: Span<f64> = Span { low: -f64::MAX, high: f64::MAX };

impl<T: Copy + PartialOrd> Value<T> {
    pub fn of(value: Option<T>) -> Value<T> {
        Value { span: value.map(Span::exactly), unknown: value.is_none() }
    }

    pub fn known(span: Span<T>) -> Value<T> {
        Value { span: Some(span), unknown: false }
    }

    pub fn or_unknown(self, may: bool) -> Value<T> {
        Value { unknown: self.unknown || may, ..self }
    }

    /// The one value or unknown that it is all the time.
    fn one(self) -> Option<Option<T>> {
        match self.span {
            None => Some(None),
            Some(span) => (span.is_one() && !self.unknown).then_some(Some(span.low)),
        }
    }
}

impl Number {
    pub fn anything() -> Number {
        Value { span: Some(ANY), unknown: true }
    }

    pub fn negated(self) -> Number {
        let turned = |span: Span<f64>| Span { low: -span.high, high: -span.low };
        Value { span: self.span.map(turned), ..self }
    }
}

pub fn arithmetic(op: ArithmeticOp, left: Number, right: Number) -> Number {
    if let (Some(left), Some(right)) = (left.one(), right.one()) {
        return Value::of(left.zip(right).and_then(|(l, r)| eval::arithmetic(op, l, r)));
    }
    let (Some(a), Some(b)) = (left.span, right.span) else { return Value::of(None) };
    let unknown = left.unknown || right.unknown;
    if op == ArithmeticOp::Divide && b.holds(0.0) {
        return Number::anything();
    }
    let of = |l: f64, r: f64| match op {
        ArithmeticOp::Add => l + r,
        ArithmeticOp::Subtract => l - r,
        ArithmeticOp::Multiply => l * r,
        ArithmeticOp::Divide => l / r,
    };
    let corners = [of(a.low, b.low), of(a.low, b.high), of(a.high, b.low), of(a.high, b.high)];
    finite(hull(corners.map(Span::exactly))).or_unknown(unknown)
}

fn hull<const N: usize>(all: [Span<f64>; N]) -> Span<f64> {
    all.into_iter().reduce(Span::hull).unwrap_or(ANY)
}

/// What overflows is unknown.
fn finite(span: Span<f64>) -> Number {
    if span.low == span.high && span.low.is_infinite() {
        return Value::of(None);
    }
    Value {
        span: Some(span.each(|end| end.clamp(-f64::MAX, f64::MAX))),
        unknown: span.low.is_infinite() || span.high.is_infinite(),
    }
}

pub fn call(function: Function, of: &[Number]) -> Number {
    let ones: Option<Vec<Option<f64>>> = of.iter().map(|number| number.one()).collect();
    if let Some(ones) = ones {
        let values: Option<Vec<f64>> = ones.into_iter().collect();
        return Value::of(values.and_then(|values| eval::function(function, &values)));
    }
    let spans: Option<Vec<Span<f64>>> = of.iter().map(|number| number.span).collect();
    let Some(spans) = spans else { return Value::of(None) };
    let unknown = of.iter().any(|number| number.unknown);
    let first = spans.first().copied().unwrap_or(ANY);
    let made = match function {
        Function::Min | Function::Max => {
            let ends = |end: fn(&Span<f64>) -> f64| -> Vec<f64> { spans.iter().map(end).collect() };
            let of = |ends: Vec<f64>| eval::function(function, &ends).unwrap_or_default();
            Value::known(Span { low: of(ends(|s| s.low)), high: of(ends(|s| s.high)) })
        }
        Function::Abs if first.holds(0.0) => {
            Value::known(Span { low: 0.0, high: first.high.max(-first.low) })
        }
        Function::Abs => Value::known(Span::between(first.low.abs(), first.high.abs())),
        Function::Round => Value::known(first.each(f64::round)),
        Function::Floor => Value::known(first.each(f64::floor)),
        Function::Ceil => Value::known(first.each(f64::ceil)),
        Function::Sqrt => above(first, 0.0, f64::sqrt),
        Function::Log => above(first, f64::from_bits(1), math::log),
        Function::Exp => finite(wider(first.each(math::exp))),
    };
    made.or_unknown(unknown)
}

/// A function of what is at least so great; of the others it is unknown.
fn above(of: Span<f64>, least: f64, rising: impl Fn(f64) -> f64) -> Number {
    if of.high < least {
        return Value::of(None);
    }
    let span = Span { low: of.low.max(least), high: of.high };
    finite(wider(span.each(rising))).or_unknown(of.low < least)
}

/// By more than what rounding may do to order.
fn wider(span: Span<f64>) -> Span<f64> {
    Span { low: span.low.next_down().next_down(), high: span.high.next_up().next_up() }
}
