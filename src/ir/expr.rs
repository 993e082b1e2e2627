//! Conditions, numbers, dates and text, each its own type. Each variant shows its surface syntax.

use std::sync::Arc;

use crate::ir::program::{GradeId, ScoreId};
use crate::types::{AttributeId, EventId, PropertyId};

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// An attribute of the lead.
    Lead(AttributeId),
    /// A property of an event around: `up` 0 is the innermost `where`, 1 the one around it.
    Event { up: u8, property: PropertyId },
}

/// A condition: true, false or unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum Cond {
    /// a condition whose answer the text alone decides
    Constant(bool),
    /// `newsletter = yes`, `newsletter` alone
    Bool {
        field: Place,
        value: bool,
    },
    /// `a = lead.b`, both bool
    SameBool(Place, Place),
    /// `employees > 50`
    Number {
        left: Num,
        op: CompareOp,
        right: Num,
    },
    /// `stars in [4, 5]`
    NumberIn {
        value: Num,
        items: Vec<f64>,
    },
    /// `created_at < lead.renewal`
    Date {
        left: Moment,
        op: CompareOp,
        right: Moment,
    },
    /// `d after 2026-01-31`, `d = 2026-01-31`: `from` ≤ d < `until`, in seconds; a missing end is open
    DateIn {
        value: Moment,
        from: Option<i64>,
        until: Option<i64>,
    },
    /// `d within 30d` (0 ≤ age < seconds), `d older than 30d` (age ≥ seconds)
    Age {
        value: Moment,
        older: bool,
        seconds: i64,
    },
    /// `title in [CTO, VP]`, `title = CTO`
    TextIn {
        value: Text,
        items: TextSet,
    },
    /// `country = lead.billing_country`; ignoring case unless `exact`
    SameText {
        left: Text,
        right: Text,
        exact: bool,
    },
    /// `title contains any word [a, b]`
    TextTest {
        value: Text,
        op: TextOp,
        quantifier: Quantifier,
        items: TextSet,
    },
    /// `path starts with lead.home`
    TextTestField {
        value: Text,
        op: TextOp,
        other: Text,
    },
    /// `title matches /cto|vp/`
    Matches {
        value: Text,
        pattern: Pattern,
    },
    /// `interests contains any [a, b]`: membership in a list of text
    ListHas {
        list: Place,
        quantifier: Quantifier,
        items: TextSet,
    },
    /// `title is known`; never unknown itself
    Known(Operand),
    /// `fit_grade = A`: the grade's label is among these; unknown where there is no grade
    GradeIn {
        grade: GradeId,
        labels: Vec<u16>,
    },
    /// `at least 2 of (A, B, C)`
    AtLeast {
        count: u32,
        of: Vec<Cond>,
    },
    And(Vec<Cond>),
    Or(Vec<Cond>),
    Not(Box<Cond>),
    /// `any E where C within 7d`
    Happened(Query),
}

/// Anything that may be known or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Number(Num),
    Date(Moment),
    Text(Text),
    /// A bool or a list.
    Field(Place),
}

/// A number, or unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum Num {
    Literal(f64),
    Field(Place),
    /// A published score, `score.fit`
    Score(ScoreId),
    /// `coverage(fit)`: the share of these attributes that are known, 0 to 1; 1 where there are none
    Coverage(Vec<AttributeId>),
    /// `count(E where C)`
    Count(Query),
    /// `sum(E.p)`, `avg`, `min`, `max`, of a number; `distinct` of anything but a list
    Aggregate {
        op: AggregateOp,
        query: Query,
        property: PropertyId,
    },
    /// `days since X`
    DaysSince(Box<Moment>),
    /// `days until X`
    DaysUntil(Box<Moment>),
    /// `a + b`
    Arithmetic {
        op: ArithmeticOp,
        left: Box<Num>,
        right: Box<Num>,
    },
    /// `-a`
    Negate(Box<Num>),
    /// `max(a, b)`, `sqrt(a)`; `min` and `max` take two or more, the others one
    Call {
        function: Function,
        arguments: Vec<Num>,
    },
}

/// A date, or unknown: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    Literal(i64),
    Field(Place),
    /// `time`, the moment of an event around; `up` as in [`Place`]
    Time {
        up: u8,
    },
    /// `first(E)`
    First(Box<Query>),
    /// `last(E)` is `nth` 1, `last(E, 5)` is 5
    Last {
        query: Box<Query>,
        nth: u32,
    },
}

/// A text, or unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    Field(Place),
    /// `domain(email)`
    Domain(Box<Text>),
}

/// Which events of the lead's log, looked at from where the query stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub kind: Kind,
    /// Judged with the event around it: `up` 0 is the event. Only what is certainly true counts.
    pub filter: Option<Box<Cond>>,
    /// `within D`, in seconds: closer than that to the moment, or to the event around with `side`
    pub within: Option<i64>,
    /// Before or after the event around (`up` 0 of where the query stands); the same second is both.
    pub side: Option<Side>,
    /// `since X`: at or after it; judged where the query stands. Nothing counts where X is unknown.
    pub since: Option<Box<Moment>>,
}

/// Which names: an event, a kind of event, or any.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `event`: everything in the log
    Any,
    /// An event is of the kind if it has one of these names and its condition, if any, is certainly true
    /// (`up` 0 is the event). The same event counts once.
    Of(Vec<(EventId, Option<Cond>)>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// At or before the event around.
    Before,
    /// At or after it.
    After,
}

/// Literal texts: in lower case, or as written where `exact`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextSet {
    pub items: Arc<[Arc<str>]>,
    pub exact: bool,
}

/// A regular expression, compiled to ignore case.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written between the slashes.
    pub source: String,
    pub regex: regex::Regex,
}

impl Pattern {
    /// It may not compile to more than this many bytes.
    pub const LIMIT: usize = 1 << 20;

    /// Compiles it, or says why it cannot be.
    pub fn new(source: &str) -> Result<Pattern, regex::Error> {
        Pattern::within(source, Pattern::LIMIT)
    }

    /// The same to at most so many bytes.
    pub fn within(source: &str, bytes: usize) -> Result<Pattern, regex::Error> {
        let mut builder = regex::RegexBuilder::new(source);
        let regex = builder.case_insensitive(true).size_limit(bytes).build()?;
        Ok(Pattern { source: source.to_string(), regex })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl CompareOp {
    /// Does `left op right` hold, given how they compare?
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Equal => ordering.is_eq(),
            CompareOp::NotEqual => ordering.is_ne(),
            CompareOp::Less => ordering.is_lt(),
            CompareOp::LessOrEqual => ordering.is_le(),
            CompareOp::Greater => ordering.is_gt(),
            CompareOp::GreaterOrEqual => ordering.is_ge(),
        }
    }

    /// Holds exactly where this does not, both sides known.
    pub fn opposite(self) -> CompareOp {
        match self {
            CompareOp::Equal => CompareOp::NotEqual,
            CompareOp::NotEqual => CompareOp::Equal,
            CompareOp::Less => CompareOp::GreaterOrEqual,
            CompareOp::LessOrEqual => CompareOp::Greater,
            CompareOp::Greater => CompareOp::LessOrEqual,
            CompareOp::GreaterOrEqual => CompareOp::Less,
        }
    }

    /// As a rule file writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            CompareOp::Equal => "=",
            CompareOp::NotEqual => "!=",
            CompareOp::Less => "<",
            CompareOp::LessOrEqual => "<=",
            CompareOp::Greater => ">",
            CompareOp::GreaterOrEqual => ">=",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextOp {
    Contains,
    /// No letter or digit beside it.
    ContainsWord,
    StartsWith,
    EndsWith,
}

/// Of the items: any of them, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    Any,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateOp {
    Sum,
    Average,
    Minimum,
    Maximum,
    Distinct,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
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
}
