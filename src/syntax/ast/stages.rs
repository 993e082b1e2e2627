//! Stage lines, grades and matrices.

use crate::source::Span;
use crate::syntax::ast::{Block, CompareOp, Expr, Name, Text};

/// `sql at total >= 50 and C -> assign_to_sales`, `sql if C`
#[derive(Debug, Clone, PartialEq)]
pub struct StageLine {
    pub name: Text,
    pub at: Option<At>,
    /// What follows `if`, or `and` after the threshold.
    pub condition: Option<Expr>,
    pub action: Option<Text>,
}

/// `at >= 50`, `at total >= 50`
#[derive(Debug, Clone, PartialEq)]
pub struct At {
    pub span: Span,
    pub score: Option<Name>,
    pub op: CompareOp,
    pub value: Expr,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Otherwise {
    pub name: Text,
    pub action: Option<Text>,
}

/// `grade fit { A at >= 75; otherwise C }`
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    pub score: Name,
    pub rows: Block<GradeRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum GradeRow {
    /// `A at >= 75`
    At {
        label: Text,
        op: CompareOp,
        bound: Expr,
    },
    /// `otherwise C`
    Otherwise {
        label: Text,
    },
    Broken,
}

/// `matrix next_step fit by engagement { … }`: the first row is the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub name: Name,
    pub rows_by: Name,
    pub columns_by: Name,
    pub rows: Block<MatrixRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MatrixRow {
    Cells(Vec<Cell>),
    Broken,
}

/// `call`, `call -> assign_to_sales`
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub value: Text,
    pub action: Option<Text>,
}
