//! Formulas over published scores: exact, in whole numbers over a fixed denominator, or in big rationals where those do not fit.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

use crate::bytecode::register::Figure;
use crate::ir::program::{Formula, ScoreId};
use crate::types::Points;
use crate::types::points::LIMIT;

/// A formula as it is run.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    pub source: Formula,
    /// The figures that it reads, by score.
    pub figures: Vec<(ScoreId, Figure)>,
    /// Whole numbers over a denominator that is the same in every row; nothing where the rules' own numbers are too long for that.
    fast: Option<Fraction>,
}

/// Whole numbers over a fixed denominator above 0.
#[derive(Debug, Clone, PartialEq)]
struct Fraction {
    node: Node,
    denominator: i128,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Constant(i128),
    /// In hundredths.
    Figure(Figure),
    /// Each times its factor.
    Sum(Box<[(Node, i128); 2]>),
    Product(Box<[Node; 2]>),
    Times(Box<Node>, i128),
    Least(Vec<(Node, i128)>),
    Greatest(Vec<(Node, i128)>),
    Abs(Box<Node>),
    /// To a whole number of this denominator.
    Round(Box<Node>, i128),
    Floor(Box<Node>, i128),
    Ceil(Box<Node>, i128),
}

impl Exact {
    pub fn new(source: &Formula, figures: Vec<(ScoreId, Figure)>) -> Exact {
        let fast = fraction(source, &figures);
        Exact { source: source.clone(), figures, fast }
    }

    /// The rounded value of a row, given its figures in hundredths.
    pub fn at(&self, figure: &impl Fn(Figure) -> i64) -> Points {
        self.fast(figure).unwrap_or_else(|| self.slow(figure))
    }

    fn fast(&self, figure: &impl Fn(Figure) -> i64) -> Option<Points> {
        let fraction = self.fast.as_ref()?;
        let hundredths = fraction.node.at(figure)?.checked_mul(100)?;
        Some(Points::hold(round(hundredths, fraction.denominator)?))
    }

    fn slow(&self, figure: &impl Fn(Figure) -> i64) -> Points {
        let read = |id: ScoreId| {
            let found = self.figures.iter().find(|(score, _)| *score == id);
            BigRational::new(found.map_or(0, |f| figure(f.1)).into(), 100.into())
        };
        let hundredths = rational(&self.source, &read) * BigRational::from_integer(100.into());
        let rounded = hundredths.round().to_integer();
        let limit = BigInt::from(LIMIT);
        let held = rounded.clamp(-limit.clone(), limit);
        Points(held.to_i64().unwrap_or_default())
    }
}

/// A step over a stack of whole numbers; factors bring its operands to one denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Constant(i128),
    /// In hundredths.
    Figure(Figure),
    Sum(i128, i128),
    Product,
    Times(i128),
    Least(Vec<i128>),
    Greatest(Vec<i128>),
    Abs,
    /// To a whole number of this denominator.
    Round(i128),
    Floor(i128),
    Ceil(i128),
}

/// A formula as steps, of which none leaves 128 bits whatever the figures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    pub nodes: Vec<Step>,
    pub denominator: i128,
}

impl Exact {
    /// Nothing where figures within their bounds might need more than 128 bits.
    pub fn steps(&self) -> Option<Steps> {
        let Fraction { node, denominator } = self.fast.as_ref()?;
        let mut nodes = Vec::new();
        let greatest = node.write(&mut nodes)?;
        // What is done at the end: times 100, and half the denominator more.
        greatest.checked_mul(100)?.checked_add(*denominator)?;
        Some(Steps { nodes, denominator: *denominator })
    }
}

impl Node {
    /// Writes its steps; the greatest magnitude that comes of them, if it fits.
    fn write(&self, steps: &mut Vec<Step>) -> Option<i128> {
        let scaled = |of: &[(Node, i128)], steps: &mut Vec<Step>| {
            let bounds = of
                .iter()
                .map(|(node, factor)| node.write(steps)?.checked_mul(factor.checked_abs()?));
            bounds.collect::<Option<Vec<i128>>>()
        };
        let factors = |of: &[(Node, i128)]| of.iter().map(|(_, factor)| *factor).collect();
        let (bound, step) = match self {
            Node::Constant(value) => (value.checked_abs()?, Step::Constant(*value)),
            Node::Figure(register) => (LIMIT, Step::Figure(*register)),
            Node::Sum(of) => {
                let bounds = scaled(&**of, steps)?;
                (bounds[0].checked_add(bounds[1])?, Step::Sum(of[0].1, of[1].1))
            }
            Node::Product(of) => {
                let (a, b) = (of[0].write(steps)?, of[1].write(steps)?);
                (a.checked_mul(b)?, Step::Product)
            }
            Node::Times(node, factor) => {
                let bound = node.write(steps)?.checked_mul(factor.checked_abs()?)?;
                (bound, Step::Times(*factor))
            }
            Node::Least(of) => (scaled(of, steps)?.into_iter().max()?, Step::Least(factors(of))),
            Node::Greatest(of) => {
                (scaled(of, steps)?.into_iter().max()?, Step::Greatest(factors(of)))
            }
            Node::Abs(node) => (node.write(steps)?, Step::Abs),
            Node::Round(node, by) => (node.write(steps)?.checked_add(*by)?, Step::Round(*by)),
            Node::Floor(node, by) => (node.write(steps)?.checked_add(1)?, Step::Floor(*by)),
            Node::Ceil(node, by) => (node.write(steps)?.checked_add(1)?, Step::Ceil(*by)),
        };
        steps.push(step);
        Some(bound)
    }

    /// The numerator; nothing where it does not fit.
    fn at(&self, figure: &impl Fn(Figure) -> i64) -> Option<i128> {
        let scaled = |(node, factor): &(Node, i128)| node.at(figure)?.checked_mul(*factor);
        match self {
            Node::Constant(value) => Some(*value),
            Node::Figure(register) => Some(i128::from(figure(*register))),
            Node::Sum(of) => scaled(&of[0])?.checked_add(scaled(&of[1])?),
            Node::Product(of) => of[0].at(figure)?.checked_mul(of[1].at(figure)?),
            Node::Times(node, factor) => node.at(figure)?.checked_mul(*factor),
            Node::Least(of) => of.iter().map(scaled).try_fold(i128::MAX, |a, b| Some(a.min(b?))),
            Node::Greatest(of) => of.iter().map(scaled).try_fold(i128::MIN, |a, b| Some(a.max(b?))),
            Node::Abs(node) => node.at(figure)?.checked_abs(),
            Node::Round(node, denominator) => round(node.at(figure)?, *denominator),
            Node::Floor(node, denominator) => Some(node.at(figure)?.div_euclid(*denominator)),
            Node::Ceil(node, denominator) => {
                Some(-node.at(figure)?.checked_neg()?.div_euclid(*denominator))
            }
        }
    }
}

/// Half away from zero; the divisor is above 0.
fn round(value: i128, divisor: i128) -> Option<i128> {
    let half = if value < 0 { -(divisor / 2) } else { divisor / 2 };
    Some(value.checked_add(half)? / divisor)
}

fn fraction(formula: &Formula, figures: &[(ScoreId, Figure)]) -> Option<Fraction> {
    let of = |formula: &Formula| fraction(formula, figures);
    let whole = |inner: &Formula, node: fn(Box<Node>, i128) -> Node| {
        let inner = of(inner)?;
        Some(Fraction { node: node(Box::new(inner.node), inner.denominator), denominator: 1 })
    };
    match formula {
        Formula::Number(number) => {
            let (node, denominator) =
                (Node::Constant(number.numer().to_i128()?), number.denom().to_i128()?);
            Some(Fraction { node, denominator })
        }
        Formula::Score(id) => {
            let register = figures.iter().find(|(score, _)| score == id)?.1;
            Some(Fraction { node: Node::Figure(register), denominator: 100 })
        }
        Formula::Add(a, b) => sum(of(a)?, of(b)?, 1),
        Formula::Subtract(a, b) => sum(of(a)?, of(b)?, -1),
        Formula::Multiply(a, b) => {
            let (a, b) = (of(a)?, of(b)?);
            let denominator = a.denominator.checked_mul(b.denominator)?;
            Some(Fraction { node: Node::Product(Box::new([a.node, b.node])), denominator })
        }
        Formula::Divide(a, by) => {
            let (a, numerator) = (of(a)?, by.numer().to_i128()?);
            let factor = by.denom().to_i128()?.checked_mul(numerator.signum())?;
            let denominator = a.denominator.checked_mul(numerator.checked_abs()?)?;
            let positive = denominator > 0;
            positive.then(|| Fraction { node: Node::Times(Box::new(a.node), factor), denominator })
        }
        Formula::Negate(a) => {
            let a = of(a)?;
            Some(Fraction { node: Node::Times(Box::new(a.node), -1), ..a })
        }
        Formula::Min(list) => extreme(list.iter().map(of), Node::Least),
        Formula::Max(list) => extreme(list.iter().map(of), Node::Greatest),
        Formula::Abs(a) => {
            let a = of(a)?;
            Some(Fraction { node: Node::Abs(Box::new(a.node)), ..a })
        }
        Formula::Round(a) => whole(a, Node::Round),
        Formula::Floor(a) => whole(a, Node::Floor),
        Formula::Ceil(a) => whole(a, Node::Ceil),
    }
}

fn sum(a: Fraction, b: Fraction, sign: i128) -> Option<Fraction> {
    let denominator = multiple(a.denominator, b.denominator)?;
    let (by_a, by_b) = (denominator / a.denominator, denominator / b.denominator * sign);
    Some(Fraction { node: Node::Sum(Box::new([(a.node, by_a), (b.node, by_b)])), denominator })
}

fn extreme(
    of: impl Iterator<Item = Option<Fraction>>,
    node: fn(Vec<(Node, i128)>) -> Node,
) -> Option<Fraction> {
    let of: Vec<Fraction> = of.collect::<Option<_>>()?;
    let denominator = of.iter().try_fold(1, |all, f| multiple(all, f.denominator))?;
    let scaled = of.into_iter().map(|f| (f.node, denominator / f.denominator)).collect();
    Some(Fraction { node: node(scaled), denominator })
}

/// The least common multiple of two numbers above 0.
fn multiple(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).checked_mul(b)
}

fn rational(formula: &Formula, read: &impl Fn(ScoreId) -> BigRational) -> BigRational {
    let of = |formula: &Formula| rational(formula, read);
    match formula {
        Formula::Number(number) => number.clone(),
        Formula::Score(id) => read(*id),
        Formula::Add(a, b) => of(a) + of(b),
        Formula::Subtract(a, b) => of(a) - of(b),
        Formula::Multiply(a, b) => of(a) * of(b),
        Formula::Divide(a, by) => of(a) / by,
        Formula::Negate(a) => -of(a),
        Formula::Min(list) => list.iter().map(of).min().unwrap_or_default(),
        Formula::Max(list) => list.iter().map(of).max().unwrap_or_default(),
        Formula::Abs(a) => of(a).abs(),
        Formula::Round(a) => of(a).round(),
        Formula::Floor(a) => of(a).floor(),
        Formula::Ceil(a) => of(a).ceil(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(numerator: i64, denominator: i64) -> Box<Formula> {
        Box::new(Formula::Number(BigRational::new(numerator.into(), denominator.into())))
    }

    fn both(formula: Formula, hundredths: i64) -> (Option<Points>, Points) {
        let exact = Exact::new(&formula, vec![(ScoreId(0), Figure(0))]);
        let figure = |_| hundredths;
        (exact.fast(&figure), exact.slow(&figure))
    }

    #[test]
    fn both_ways_agree() {
        let score = || Box::new(Formula::Score(ScoreId(0)));
        let formulas = [
            Formula::Multiply(number(2, 5), score()),
            Formula::Divide(score(), BigRational::new((-7).into(), 3.into())),
            Formula::Subtract(number(1, 3), score()),
            Formula::Multiply(score(), score()),
            Formula::Round(Box::new(Formula::Divide(score(), BigRational::from_integer(8.into())))),
            Formula::Floor(score()),
            Formula::Ceil(Box::new(Formula::Negate(score()))),
            Formula::Min(vec![*score(), *number(7, 6), Formula::Abs(score())]),
        ];
        for formula in formulas {
            for hundredths in [0, 1, -1, 50, -50, 125, -125, 1_234_567, -999_999_999] {
                let (fast, slow) = both(formula.clone(), hundredths);
                assert_eq!(fast, Some(slow), "{formula:?} of {hundredths}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_computed_all_the_same() {
        let score = || Box::new(Formula::Score(ScoreId(0)));
        let square = || Box::new(Formula::Multiply(score(), score()));
        let long = Formula::Multiply(square(), Box::new(Formula::Multiply(square(), square())));
        let (fast, slow) = both(long, 100_000_000_000_000_000);
        assert_eq!((fast, slow), (None, Points(LIMIT as i64)));
    }

    #[test]
    fn rounds_once_half_away_from_zero() {
        let half = || Formula::Multiply(number(1, 2), Box::new(Formula::Score(ScoreId(0))));
        assert_eq!(both(half(), 1).0, Some(Points(1)));
        assert_eq!(both(half(), -1).0, Some(Points(-1)));
        assert_eq!(both(half(), 1).1, Points(1));
    }
}
