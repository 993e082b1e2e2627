//! Scores, groups and guards.

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, Item, Name};

/// `score fit 0..100 { … }`, `score total 0.. = 0.4 * fit`
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub name: Name,
    pub range: Option<Range>,
    pub body: ScoreBody,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ScoreBody {
    Rules(Block<Item>),
    Formula(Expr),
}

/// `0..100`, `0..`, `..100`
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    pub span: Span,
    pub low: Option<Expr>,
    pub high: Option<Expr>,
}

/// `group email max 30 { … }`, `group size best { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: Name,
    pub mode: GroupMode,
    pub range: Option<Range>,
    /// `max 30`, `max 5 per week`
    pub caps: Vec<(Expr, Option<Name>)>,
    pub body: Block<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupMode {
    Sum,
    /// `best`
    Best,
    /// `first`
    First,
}

/// `when C { … } else { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    pub condition: Expr,
    pub then: Block<Item>,
    pub otherwise: Option<Block<Item>>,
}
