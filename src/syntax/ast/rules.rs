//! Rules: their heads, points and clauses; ageing; disqualifications.

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ListRef, Name, Text};

/// `on email_open +1 once per day`
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub head: Head,
    pub points: Points,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    /// `on EVENT where C 3 times within 7d`
    On { event: Name, filter: Option<Expr>, times: Option<Times> },
    /// `if C`
    If(Expr),
    /// `always`, and a table without `on`: `points by …`
    Always,
}

/// `3 times within 7d`
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    pub span: Span,
    pub count: Expr,
    pub within: Expr,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// `+10`, `-5`, `+$open_points`, `+(amount / 100)`, in a table also `0`
    Signed(Signed),
    /// `points by employees { … }`
    Table(Table),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    pub span: Span,
    pub negative: bool,
    /// A number, a parameter or an expression in parentheses (without them).
    pub value: Expr,
}

/// `points by employees { up to 10 +5; above +20; unknown 0 }`
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub span: Span,
    pub by: Expr,
    pub rows: Block<TableRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TableRow {
    Row { test: RowTest, points: Signed },
    Broken,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RowTest {
    pub span: Span,
    pub kind: RowTestKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum RowTestKind {
    /// `up to 10`
    UpTo(Expr),
    /// `under 10`
    Under(Expr),
    /// `above`
    Above,
    /// `in free_mail`, `in [a, b]`, `[a, b]`
    In(ListRef),
    /// `CTO`, `"acme.es"`, `yes`, `12`
    Value(Expr),
    /// `else`
    Else,
    /// `unknown`
    Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    pub span: Span,
    pub kind: ClauseKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `once`, `max 3 times`, each with `per P`; `count` is missing for `once`
    Keep {
        count: Option<Expr>,
        per: Option<Name>,
    },
    /// `max 20`, `max 20 per month`
    Cap {
        points: Expr,
        per: Option<Name>,
    },
    /// `first time`
    FirstTime,
    /// `cooldown 30d`
    Cooldown(Expr),
    Ageing(Ageing),
    /// `from 2026-03-01`
    From(Expr),
    /// `before 2026-03-01`
    Before(Expr),
    /// `"Asked for a demo"`
    Label(Text),
}

/// `decay 10%/30d after 14d expires 90d`, `no decay`
#[derive(Debug, Clone, PartialEq)]
pub struct Ageing {
    pub span: Span,
    pub kind: AgeingKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum AgeingKind {
    /// `no decay`
    Off,
    /// At least one is there.
    On { shape: Option<Delayed<Shape>>, expires: Option<Delayed<Expr>> },
}

/// `… after 14d`
#[derive(Debug, Clone, PartialEq)]
pub struct Delayed<T> {
    pub it: T,
    pub after: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// `decay 10%/30d`
    Smooth { percent: Expr, per: Expr },
    /// `decay 10%/30d stepped`
    Stepped { percent: Expr, per: Expr },
    /// `decay 10%/30d linear`
    Linear { percent: Expr, per: Expr },
    /// `half-life 45d`
    HalfLife(Expr),
    /// `decay steps 7d 100%, 14d 75%`
    Steps(Vec<(Expr, Expr)>),
}

/// `disqualify if C "label"`
#[derive(Debug, Clone, PartialEq)]
pub struct Disqualify {
    pub condition: Expr,
    pub label: Option<Text>,
}
