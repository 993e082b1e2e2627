//! A condition with every `not` pushed to its leaves, and what may be unknown in it.
//!
//! De Morgan's laws hold in the logic of three values, so the tree means what the condition means.

use crate::ir::expr::AggregateOp;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::expr::Query;
use crate::ir::expr::Side;
use crate::ir::expr::Text;
use crate::ir::program::PointsBy;
use crate::optimise::walk;
use crate::optimise::walk::Ask;
use crate::optimise::walk::Rewrite;

/// `and` holds no `and`, `or` no `or`; each has two parts or more.
pub enum Tree<'a> {
    /// One comparison, or that it is false.
    Leaf(&'a Cond, bool),
    /// `a between 5 and 10`
    Between {
        value: &'a Num,
        low: &'a Num,
        high: &'a Num,
    },
    /// `d between 2026-01-01 and 2026-01-31`: from the first second to before the last
    During {
        value: &'a Moment,
        from: i64,
        until: i64,
    },
    All(Vec<Tree<'a>>),
    Any(Vec<Tree<'a>>),
}

impl<'a> Tree<'a> {
    pub fn of(condition: &'a Cond, yes: bool) -> Tree<'a> {
        match (condition, yes) {
            (Cond::Not(of), yes) => Tree::of(of, !yes),
            (Cond::And(of), true) | (Cond::Or(of), false) => Tree::all(of, yes),
            (Cond::And(of), false) | (Cond::Or(of), true) => Tree::any(of, yes),
            (leaf, yes) => Tree::Leaf(leaf, yes),
        }
    }

    fn all(of: &'a [Cond], yes: bool) -> Tree<'a> {
        let mut parts: Vec<Tree> = Vec::new();
        for part in of.iter().map(|part| Tree::of(part, yes)) {
            match part {
                Tree::All(inner) => inner.into_iter().for_each(|part| push(&mut parts, part)),
                part => push(&mut parts, part),
            }
        }
        Tree::one_or(parts, Tree::All)
    }

    fn any(of: &'a [Cond], yes: bool) -> Tree<'a> {
        let mut parts: Vec<Tree> = Vec::new();
        for part in of.iter().map(|part| Tree::of(part, yes)) {
            match part {
                Tree::Any(inner) => parts.extend(inner),
                part => parts.push(part),
            }
        }
        Tree::one_or(parts, Tree::Any)
    }

    fn one_or(mut parts: Vec<Tree<'a>>, whole: fn(Vec<Tree<'a>>) -> Tree<'a>) -> Tree<'a> {
        match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                parts.extend(last);
                whole(parts)
            }
        }
    }

    pub fn is_leaf(&self) -> bool {
        !matches!(self, Tree::All(_) | Tree::Any(_))
    }

    pub fn leaves(&self) -> usize {
        match self {
            Tree::All(parts) | Tree::Any(parts) => parts.iter().map(Tree::leaves).sum(),
            _ => 1,
        }
    }
}

/// `a >= 5` and then `a <= 10` are one.
fn push<'a>(parts: &mut Vec<Tree<'a>>, part: Tree<'a>) {
    match parts.last().and_then(|last| between(last, &part)) {
        Some(between) => {
            parts.pop();
            parts.push(between);
        }
        None => parts.push(part),
    }
}

fn between<'a>(low: &Tree<'a>, high: &Tree<'a>) -> Option<Tree<'a>> {
    if let (
        &Tree::Leaf(Cond::DateIn { value, from: Some(from), until: None }, true),
        &Tree::Leaf(Cond::DateIn { value: other, from: None, until: Some(until) }, true),
    ) = (low, high)
    {
        let (from, until) = (*from, *until);
        return (value == other && from < until).then_some(Tree::During { value, from, until });
    }
    match (comparison(low)?, comparison(high)?) {
        ((value, CompareOp::GreaterOrEqual, low), (other, CompareOp::LessOrEqual, high)) => {
            (value == other).then_some(Tree::Between { value, low, high })
        }
        _ => None,
    }
}

fn comparison<'a>(tree: &Tree<'a>) -> Option<(&'a Num, CompareOp, &'a Num)> {
    match tree {
        Tree::Leaf(Cond::Number { left, op, right }, yes) => {
            Some((left, if *yes { *op } else { op.opposite() }, right))
        }
        _ => None,
    }
}

/// The window behind an event that must be over before a leaf is known: of all but a plain `any`.
pub fn waits(tree: &Tree) -> Option<i64> {
    let open = |query: &Query| query.within.filter(|_| query.side == Some(Side::After));
    match tree {
        Tree::All(parts) | Tree::Any(parts) => parts.iter().find_map(waits),
        Tree::Leaf(Cond::Happened(query), false) => open(query),
        Tree::Leaf(Cond::Number { left, right, .. }, _) => {
            [left, right].into_iter().find_map(|num| match num {
                Num::Count(query) | Num::Aggregate { query, .. } => open(query),
                _ => None,
            })
        }
        _ => None,
    }
}

/// May it be unknown of some lead?
pub fn may_be_unknown(condition: &Cond) -> bool {
    match condition {
        Cond::Constant(_) | Cond::Known(_) => false,
        Cond::Happened(query) => waits_for(query),
        Cond::Number { left, right, .. } => number_may_be(left) || number_may_be(right),
        Cond::NumberIn { value, .. } => number_may_be(value),
        Cond::AtLeast { of, .. } | Cond::And(of) | Cond::Or(of) => of.iter().any(may_be_unknown),
        Cond::Not(of) => may_be_unknown(of),
        _ => true,
    }
}

pub fn number_may_be(number: &Num) -> bool {
    match number {
        Num::Literal(_) | Num::Score(_) | Num::Coverage(_) => false,
        Num::Count(query) => waits_for(query),
        Num::Aggregate { op: AggregateOp::Distinct, query, .. } => waits_for(query),
        Num::Negate(of) => number_may_be(of),
        _ => true,
    }
}

fn waits_for(query: &Query) -> bool {
    query.side == Some(Side::After) && query.within.is_some()
}

/// Does it look at events?
pub fn asks(condition: &Cond) -> bool {
    let mut asks = Asks(false);
    walk::cond(&mut asks, &mut condition.clone(), Ask::True);
    asks.0
}

/// The same of points.
pub fn points_ask(points: &PointsBy) -> bool {
    let mut asks = Asks(false);
    walk::points(&mut asks, &mut points.clone());
    asks.0
}

struct Asks(bool);

impl Rewrite for Asks {
    fn query(&mut self, _: &mut Query) {
        self.0 = true;
    }
}

/// What leaves say that something is *not*: an unknown one does not pass for another.
///
/// Of leaves that must all hold; where one of several is enough, an unknown one spoils nothing.
pub fn doubts(tree: &Tree) -> Vec<Operand> {
    match tree {
        Tree::All(parts) => parts.iter().flat_map(doubts).collect(),
        Tree::Leaf(condition, yes) => leaf_doubts(condition, *yes),
        Tree::Any(_) | Tree::Between { .. } | Tree::During { .. } => Vec::new(),
    }
}

fn leaf_doubts(condition: &Cond, yes: bool) -> Vec<Operand> {
    let text = |text: &Text| Operand::Text(text.clone());
    match (condition, yes) {
        (Cond::TextIn { value, .. }, false)
        | (Cond::TextTest { value, .. }, false)
        | (Cond::Matches { value, .. }, false) => vec![text(value)],
        (Cond::SameText { left, right, .. }, false)
        | (Cond::TextTestField { value: left, other: right, .. }, false) => {
            vec![text(left), text(right)]
        }
        (Cond::ListHas { list, .. }, false) => vec![Operand::Field(*list)],
        (Cond::NumberIn { value, .. }, false)
        | (Cond::Number { left: value, op: CompareOp::NotEqual, .. }, true)
        | (Cond::Number { left: value, op: CompareOp::Equal, .. }, false)
            if number_may_be(value) =>
        {
            vec![Operand::Number(value.clone())]
        }
        (
            Cond::DateIn { value, from: Some(_), until: Some(_) } | Cond::Age { value, .. },
            false,
        ) if !matches!(value, Moment::Time { .. } | Moment::Literal(_)) => {
            vec![Operand::Date(value.clone())]
        }
        _ => Vec::new(),
    }
}
