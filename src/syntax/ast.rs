//! The tree of one rule file, as written: names are not resolved, types not checked, nothing is left out.
//!
//! Each variant shows its surface syntax. Literals that a parameter may stand for are [`Expr`]s of a literal kind or
//! [`ExprKind::Param`]; the grammar allows nothing else there.

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

// ---- rules

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

// ---- scores, groups, guards

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

// ---- stages, grades, matrices

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

// ---- declarations

/// `lead { title text; employees number }`
#[derive(Debug, Clone, PartialEq)]
pub struct LeadDecl {
    pub fields: Block<FieldDecl>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldDecl {
    Field { name: Name, ty: TypeName },
    Broken,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    pub span: Span,
    pub kind: TypeKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    Text,
    Number,
    Bool,
    Date,
    ListOfText,
    /// `one of [junior, manager]`
    OneOf(Vec<Text>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct EventDecl {
    pub name: Name,
    pub body: EventBody,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventBody {
    /// `event email_open`
    Bare,
    /// `event page_view { path text }`
    Properties(Block<FieldDecl>),
    /// `event pricing_view = page_view where C`, `event activity = email_open, page_view`
    Kind { of: Vec<Name>, filter: Option<Expr> },
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListDecl {
    pub name: Name,
    pub body: ListBody,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ListBody {
    /// `= ["gmail.com"]`
    Items(Vec<Expr>),
    /// `from "competitors.txt"`
    File(Text),
}

/// `define decision_maker: C`
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    pub name: Name,
    pub condition: Expr,
}

/// `param open_points = 1`
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    pub name: Name,
    /// A literal; a number may carry a sign ([`ExprKind::Negate`]).
    pub value: Expr,
}

/// `use "common.score"`
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    pub path: Text,
}

/// `model "SMB" for C`
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub name: Text,
    pub guard: Option<Expr>,
}

/// `timezone "Europe/Madrid"`
#[derive(Debug, Clone, PartialEq)]
pub struct Timezone {
    pub zone: Text,
}

/// `EVENT where C`
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    pub event: Name,
    pub filter: Option<Expr>,
}

/// `reset on opportunity_lost`
#[derive(Debug, Clone, PartialEq)]
pub struct Reset {
    pub on: Pick,
}

/// `pause from partner_assigned until partner_returned`
#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    pub from: Pick,
    pub until: Pick,
}

// ---- tests

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

// ---- expressions

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
