//! The tree of a query: expressions, selections, named steps.
//!
//! Names and texts of users stand in it as they are: only `print` quotes, and always.

/// Anything that has a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `"title"`, or of one of two tables that are joined: `o."title"`.
    Column(Option<&'static str>, String),
    Null,
    Bool(bool),
    /// Within 38 digits.
    Whole(i128),
    Double(f64),
    Text(String),
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// `a AND b AND c`; true of nothing
    All(Vec<Expr>),
    /// `a OR b OR c`; false of nothing
    Any(Vec<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    IsNotNull(Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    /// The first row that is true, else the last, else null.
    Case(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// A word of the dialect, such as a function's name.
    Word(&'static str),
    /// `a, b, c`, between parentheses of a phrase.
    List(Vec<Expr>),
    /// A phrase of the dialect with `{0}`, `{1}` … for what stands in it; it is atomic, or has parentheses of its own.
    Phrase(&'static str, Vec<Expr>),
    /// `call OVER (PARTITION BY … ORDER BY … frame)`
    Over {
        call: Box<Expr>,
        partition: Vec<Expr>,
        order: Vec<Order>,
        frame: Frame,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    /// What holds where a comparison does not; of no comparison, itself.
    fn turned(self) -> Operator {
        match self {
            Operator::Equal => Operator::NotEqual,
            Operator::NotEqual => Operator::Equal,
            Operator::Less => Operator::GreaterOrEqual,
            Operator::LessOrEqual => Operator::Greater,
            Operator::Greater => Operator::LessOrEqual,
            Operator::GreaterOrEqual => Operator::Less,
            arithmetic => arithmetic,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub by: Expr,
    pub descending: bool,
}

/// Which rows of a partition a window sees, by the order's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// As the function has it.
    Usual,
    /// `RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`: all up to here, with all of the same value.
    UpToHere,
    /// `RANGE BETWEEN n PRECEDING AND CURRENT ROW`
    Preceding(i64),
    /// `RANGE BETWEEN n FOLLOWING AND UNBOUNDED FOLLOWING`
    From(i64),
}

/// One column of a selection.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// `*`, or `o.*`.
    All(Option<&'static str>),
    Named {
        expr: Expr,
        name: String,
        /// On the line before.
        comment: Option<String>,
    },
}

impl Item {
    pub fn named(expr: Expr, name: impl Into<String>) -> Item {
        Item::Named { expr, name: name.into(), comment: None }
    }
}

/// What is selected from.
#[derive(Debug, Clone, PartialEq)]
pub enum Table {
    /// A table of the data base, part by part, or a step.
    Named(Vec<String>),
    /// A model, seed or source of dbt: one part, or a source and its table.
    Dbt(Vec<String>),
}

impl Table {
    pub fn step(name: &str) -> Table {
        Table::Named(vec![name.into()])
    }

    pub fn parts(&self) -> &[String] {
        match self {
            Table::Named(parts) | Table::Dbt(parts) => parts,
        }
    }

    /// The same, as dbt knows it.
    pub fn of_dbt(self) -> Table {
        match self {
            Table::Named(parts) | Table::Dbt(parts) => Table::Dbt(parts),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// Rows without a partner stay.
    pub left: bool,
    pub table: Table,
    pub alias: &'static str,
    pub on: Expr,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    pub distinct: bool,
    pub items: Vec<Item>,
    pub from: Table,
    pub alias: Option<&'static str>,
    pub join: Option<Join>,
    pub filter: Option<Expr>,
    pub group: Vec<Expr>,
    /// `UNION ALL` with another.
    pub union: Option<Box<Select>>,
}

impl Select {
    pub fn new(from: Table, items: Vec<Item>) -> Select {
        Select {
            distinct: false,
            items,
            from,
            alias: None,
            join: None,
            filter: None,
            group: Vec::new(),
            union: None,
        }
    }
}

/// A common table expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub name: String,
    /// What it is for.
    pub comment: String,
    pub select: Select,
}

/// One SELECT with its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The lines above it.
    pub head: Vec<String>,
    /// A step names itself.
    pub recursive: bool,
    pub steps: Vec<Step>,
    pub last: Select,
}

/// A column of the only table in sight.
pub fn column(name: impl Into<String>) -> Expr {
    Expr::Column(None, name.into())
}

pub fn of(alias: &'static str, name: &str) -> Expr {
    Expr::Column(Some(alias), name.into())
}

pub fn text(text: &str) -> Expr {
    Expr::Text(text.into())
}

pub fn phrase<const N: usize>(phrase: &'static str, of: [Expr; N]) -> Expr {
    Expr::Phrase(phrase, of.into())
}

/// The condition is true, not unknown: unknown is not true.
pub fn certain(condition: Expr) -> Expr {
    match condition {
        Expr::Bool(_) | Expr::IsNull(_) | Expr::IsNotNull(_) => condition,
        other => phrase("coalesce({0}, {1})", [other, Expr::Bool(false)]),
    }
}

/// `CASE WHEN condition THEN then END`
pub fn when(condition: Expr, then: Expr) -> Expr {
    if condition == Expr::Bool(true) {
        return then;
    }
    Expr::Case(vec![(condition, then)], None)
}

pub fn if_else(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    if condition == Expr::Bool(true) {
        return then;
    }
    Expr::Case(vec![(condition, then)], Some(Box::new(otherwise)))
}

/// Nothing counts as 0.
pub fn or_zero(of: Expr) -> Expr {
    phrase("coalesce({0}, {1})", [of, Expr::Whole(0)])
}

impl Expr {
    pub fn binary(self, operator: Operator, right: Expr) -> Expr {
        Expr::Binary(Box::new(self), operator, Box::new(right))
    }

    pub fn is(self, right: Expr) -> Expr {
        self.binary(Operator::Equal, right)
    }

    pub fn plus(self, right: Expr) -> Expr {
        self.binary(Operator::Add, right)
    }

    pub fn minus(self, right: Expr) -> Expr {
        self.binary(Operator::Subtract, right)
    }

    pub fn times(self, right: Expr) -> Expr {
        self.binary(Operator::Multiply, right)
    }

    pub fn less(self, right: Expr) -> Expr {
        self.binary(Operator::Less, right)
    }

    pub fn at_least(self, right: Expr) -> Expr {
        self.binary(Operator::GreaterOrEqual, right)
    }

    pub fn and(self, right: Expr) -> Expr {
        match (self, right) {
            (Expr::Bool(true), other) | (other, Expr::Bool(true)) => other,
            (Expr::All(mut all), other) => {
                all.push(other);
                Expr::All(all)
            }
            (left, right) => Expr::All(vec![left, right]),
        }
    }

    pub fn negated(self) -> Expr {
        match self {
            Expr::IsNull(of) => Expr::IsNotNull(of),
            Expr::IsNotNull(of) => Expr::IsNull(of),
            Expr::Binary(left, operator, right) if operator.turned() != operator => {
                Expr::Binary(left, operator.turned(), right)
            }
            other => Expr::Not(Box::new(other)),
        }
    }

    pub fn missing(self) -> Expr {
        Expr::IsNull(Box::new(self))
    }

    pub fn present(self) -> Expr {
        Expr::IsNotNull(Box::new(self))
    }

    /// A window over the rows of a partition.
    pub fn over(self, partition: Vec<Expr>, order: Vec<Order>, frame: Frame) -> Expr {
        Expr::Over { call: Box::new(self), partition, order, frame }
    }

    pub fn ascending(self) -> Order {
        Order { by: self, descending: false }
    }

    pub fn descending(self) -> Order {
        Order { by: self, descending: true }
    }
}
