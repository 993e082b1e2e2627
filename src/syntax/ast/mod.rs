//! The tree of one rule file, as written: names are not resolved, types not checked, nothing is left out.
//!
//! Each variant shows its surface syntax. Literals that a parameter may stand for are [`Expr`]s of a literal kind or
//! [`ExprKind::Param`]; the grammar allows nothing else there.

mod rules;
mod scores;
mod stages;
mod declarations;
mod tests;
mod expr;

pub use declarations::{
    Define, EventBody, EventDecl, FieldDecl, LeadDecl, ListBody, ListDecl, Model, Param, Pause,
    Pick, Reset, Timezone, TypeKind, TypeName, Use,
};
pub use expr::{
    AggregateOp, ArithmeticOp, CompareOp, DateLiteral, Duration, Expr, ExprKind, Function, ListRef,
    Number, Query, Root, Side, TextOp, TextOperand,
};
pub use rules::{
    Ageing, AgeingKind, Clause, ClauseKind, Delayed, Disqualify, Head, Points, RowTest,
    RowTestKind, Rule, Shape, Signed, Table, TableRow, Times,
};
pub use scores::{Group, GroupMode, Range, Score, ScoreBody, When};
pub use stages::{At, Cell, Grade, GradeRow, Matrix, MatrixRow, Otherwise, StageLine};
pub use tests::{Assign, AssignValue, CaseRow, Cases, EventTime, Expect, Test, TestItem};

use crate::source::Span;

/// One file: its statements, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    pub body: Block<Item>,
}

/// Statements with what stands between them; `span` covers the braces, or the whole file.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<T> {
    pub span: Span,
    pub statements: Vec<Statement<T>>,
    /// Comments and blank lines after the last statement.
    pub end: Vec<Trivia>,
}

/// A statement with the comments and blank lines that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement<T> {
    pub span: Span,
    /// Above it.
    pub before: Vec<Trivia>,
    /// Inside it, where it goes over several lines (comments in a nested block belong to that block).
    pub inside: Vec<Trivia>,
    /// On its last line, behind it.
    pub after: Option<Trivia>,
    pub it: T,
}

/// What has no meaning but is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trivia {
    /// `# words`, from the `#` to the line's end
    Comment(Span),
    /// one or more empty lines
    Blank,
}

/// Any statement of a file, a score, a group or a `when`; where each may stand is checked when the tree is built.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Rule(Box<Rule>),
    /// `decay 10%/30d`, `expires 90d`, `no decay` on a line of its own
    Ageing(Ageing),
    Group(Group),
    When(When),
    Score(Score),
    Disqualify(Disqualify),
    Stage(StageLine),
    /// `otherwise cold`
    Otherwise(Otherwise),
    Grade(Grade),
    Matrix(Matrix),
    Lead(LeadDecl),
    Event(EventDecl),
    List(ListDecl),
    Define(Define),
    Param(Param),
    Use(Use),
    Model(Model),
    Timezone(Timezone),
    Reset(Reset),
    Pause(Pause),
    Test(Test),
    /// A statement that was reported and could not be read.
    Broken,
}

/// A name that stands for something: `title`, `` `Lead Source` ``.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// In NFC, without backquotes.
    pub text: String,
    pub span: Span,
    /// It stands in backquotes: always a field.
    pub quoted: bool,
}

/// Text: `"VP Sales"`, `CTO`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Without quotes.
    pub text: String,
    pub span: Span,
    /// `false` for a bare word.
    pub quoted: bool,
}
