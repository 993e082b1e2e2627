//! `test` blocks.

use crate::source::Span;
use crate::syntax::ast::{Block, CompareOp, Expr, Name, Text};

/// `test "name" for a, b in [(1, 2)] { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub name: Text,
    pub cases: Option<Cases>,
    pub body: Block<TestItem>,
}

/// `for size, expected in [(5, 5), (12, 10)]`; with one column the parentheses may be missing
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    pub span: Span,
    pub columns: Vec<Name>,
    pub rows: Vec<CaseRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    pub span: Span,
    pub values: Vec<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TestItem {
    /// `as of 2026-01-31`
    AsOf(Expr),
    /// `lead { title = CTO }`
    Lead(Block<Assign>),
    /// `email_open 3d ago`, `page_view 2026-01-02 { path = "/pricing" }`
    Event {
        event: Name,
        when: EventTime,
        properties: Option<Block<Assign>>,
    },
    /// `expect fit = 10`
    Expect(Expect),
    /// `set open_points = 0`
    Set {
        name: Name,
        value: Expr,
    },
    Broken,
}

/// When a test's event happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventTime {
    /// nothing: at the moment
    Now,
    /// `3d ago`
    Ago(Expr),
    /// `2026-01-02`
    At(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Assign {
    /// `title = CTO`; a list of text is `[a, b]`
    Value {
        name: Name,
        value: AssignValue,
    },
    Broken,
}

#[derive(Debug, Clone, PartialEq)]
pub enum AssignValue {
    One(Expr),
    List(Vec<Expr>),
    /// `= unknown`
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    /// `expect fit = 10`, `expect total >= 50`
    Figure { name: Name, op: CompareOp, value: Expr },
    /// `expect engagement between 0.9 and 1`
    Between { name: Name, low: Expr, high: Expr },
    /// `expect line "Asked for a demo" = 30`
    Line { label: Text, op: CompareOp, value: Expr },
    /// `expect stage is mql`, `expect fit_grade is A`, `expect action is not x`
    Is { name: Name, negated: bool, value: Expr },
    /// `expect no stage`, `expect no score`, `expect no action`
    No(Name),
    /// `expect disqualified`, `expect not disqualified`
    Disqualified { negated: bool },
}
