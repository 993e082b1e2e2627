//! Conditions, numbers, dates and text: one ladder.

use crate::source::Span;
use crate::syntax::ast::{Name, Text};

#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub span: Span,
    pub kind: Box<ExprKind>,
}

impl From<Text> for Expr {
    fn from(text: Text) -> Expr {
        Expr { span: text.span, kind: Box::new(ExprKind::Text(text)) }
    }
}

/// One ladder for conditions, numbers, dates and text; types are checked later.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `title`: a field, property, definition or score
    Name(Name),
    /// `lead.title`, `this.path`, `score.fit`
    Dotted {
        root: Root,
        name: Name,
    },
    /// `$size`
    Param(Name),
    Number(Number),
    /// `10%`, as 0.1
    Percent(Number),
    Duration(Duration),
    Date(DateLiteral),
    /// `"VP Sales"`, or `CTO` on the right of a comparison
    Text(Text),
    /// `exactly "CTO"`
    Exactly(Text),
    /// `yes`, `no` with the word as written
    YesNo(bool, Text),
    /// `( … )`
    Paren(Expr),
    /// `not C`
    Not(Expr),
    /// `A and B and C`: two operands or more
    And(Vec<Expr>),
    /// `A or B or C`: two operands or more
    Or(Vec<Expr>),
    /// `at least 2 of (A, B, C)`
    AtLeast {
        count: Expr,
        of: Vec<Expr>,
    },
    /// `a = b`
    Compare {
        left: Expr,
        op: CompareOp,
        right: Expr,
    },
    /// `a between b and c`
    Between {
        value: Expr,
        low: Expr,
        high: Expr,
    },
    /// `a in [x, y]`, `a not in list_name`
    In {
        value: Expr,
        list: ListRef,
        negated: bool,
    },
    /// `a contains v`, `a contains any word [x, y]`
    TextTest {
        value: Expr,
        op: TextOp,
        operand: TextOperand,
    },
    /// `a matches /regex/`
    Matches {
        value: Expr,
        regex: Text,
    },
    /// `a is known`, `a is unknown`
    IsKnown {
        value: Expr,
        known: bool,
    },
    /// `a within 30d`, `a older than 90d`
    Age {
        value: Expr,
        older: bool,
        than: Expr,
    },
    /// `a before D`, `a after D`
    Moment {
        value: Expr,
        after: bool,
        date: Expr,
    },
    /// `any E where C within 7d`, `no E`
    Happened {
        no: bool,
        query: Query,
    },
    /// `count(E where C)`, `sum(E.p)`, `last(E, 5)`
    Aggregate {
        op: AggregateOp,
        query: Query,
        nth: Option<Expr>,
    },
    /// `days since X`, `days until X`
    Days {
        since: bool,
        date: Expr,
    },
    /// `domain(email)`, `max(a, b)`, `coverage(fit)`
    Call {
        function: Function,
        arguments: Vec<Expr>,
    },
    /// `a + b`
    Arithmetic {
        op: ArithmeticOp,
        left: Expr,
        right: Expr,
    },
    /// `-a`, `-5`
    Negate(Expr),
    /// What was reported and could not be read.
    Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Lead,
    This,
    Score,
}

/// `1_000`: digits as written without underscores, and the value they make.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub text: String,
    pub value: f64,
}

/// `30d`, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    pub seconds: u64,
}

/// `2026-01-31`, `2026-01-31T09:30:00Z`; a date that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateLiteral {
    pub year: i16,
    pub month: i8,
    pub day: i8,
    /// Hour, minute, second.
    pub time: Option<(i8, i8, i8)>,
    /// Seconds east of UTC; without one the file's time zone holds.
    pub offset: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`, `is`
    Equal,
    /// `!=`, `is not`
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextOp {
    Contains,
    /// `contains word`
    ContainsWord,
    StartsWith,
    EndsWith,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TextOperand {
    /// `contains v`
    One(Expr),
    /// `contains any [x, y]`, `ends with any free_mail`
    Any(ListRef),
    /// `contains all [x, y]`
    All(ListRef),
}

#[derive(Debug, Clone, PartialEq)]
pub enum ListRef {
    Items { span: Span, items: Vec<Expr> },
    Named(Name),
}

impl ListRef {
    pub fn span(&self) -> Span {
        match self {
            ListRef::Items { span, .. } => *span,
            ListRef::Named(name) => name.span,
        }
    }
}

/// `E.p where C within 7d before since X`
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub span: Span,
    pub event: Name,
    pub property: Option<Name>,
    pub filter: Option<Expr>,
    pub within: Option<Expr>,
    pub side: Option<Side>,
    pub since: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregateOp {
    Count,
    Sum,
    Average,
    Minimum,
    Maximum,
    Distinct,
    First,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    Min,
    Max,
    Abs,
    Round,
    Floor,
    Ceil,
    Sqrt,
    Log,
    Exp,
    Domain,
    Coverage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
}
