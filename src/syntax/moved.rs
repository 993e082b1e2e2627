//! The same tree at another place: rules and rows of tables, whose text stands elsewhere than when they were read.

use crate::source::FileId;
use crate::source::Span;
use crate::syntax::ast::Ageing;
use crate::syntax::ast::AgeingKind;
use crate::syntax::ast::Block;
use crate::syntax::ast::Clause;
use crate::syntax::ast::ClauseKind;
use crate::syntax::ast::Delayed;
use crate::syntax::ast::Expr;
use crate::syntax::ast::ExprKind;
use crate::syntax::ast::Head;
use crate::syntax::ast::ListRef;
use crate::syntax::ast::Name;
use crate::syntax::ast::Points;
use crate::syntax::ast::Query;
use crate::syntax::ast::RowTest;
use crate::syntax::ast::RowTestKind;
use crate::syntax::ast::Rule;
use crate::syntax::ast::Shape;
use crate::syntax::ast::Signed;
use crate::syntax::ast::Statement;
use crate::syntax::ast::Table;
use crate::syntax::ast::TableRow;
use crate::syntax::ast::Text;
use crate::syntax::ast::TextOperand;
use crate::syntax::ast::Times;
use crate::syntax::ast::Trivia;

/// From where a text was read to where it stands now.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    file: FileId,
    /// Bytes forward, around the end of the numbers where it goes back.
    by: u32,
}

impl Way {
    pub fn new(from: usize, file: FileId, to: usize) -> Way {
        Way { file, by: (to as u32).wrapping_sub(from as u32) }
    }
}

/// Has places that can be moved, all together.
pub trait Moved {
    fn go(&mut self, way: Way);
}

impl Moved for Span {
    fn go(&mut self, way: Way) {
        let Span { file, start, end } = self;
        (*file, *start, *end) = (way.file, start.wrapping_add(way.by), end.wrapping_add(way.by));
    }
}

impl<T: Moved> Moved for Option<T> {
    fn go(&mut self, way: Way) {
        self.iter_mut().for_each(|it| it.go(way));
    }
}

impl<T: Moved> Moved for Vec<T> {
    fn go(&mut self, way: Way) {
        self.iter_mut().for_each(|it| it.go(way));
    }
}

impl<A: Moved, B: Moved> Moved for (A, B) {
    fn go(&mut self, way: Way) {
        self.0.go(way);
        self.1.go(way);
    }
}

/// Every field of a type that has places.
macro_rules! moved {
    ($($name:ident $(<$of:ident>)? { $($field:ident),* $(; $($_still:ident),*)? })*) => {
        $(impl $(<$of: Moved>)? Moved for $name $(<$of>)? {
            fn go(&mut self, way: Way) {
                let $name { $($field,)* $($($_still: _,)*)? } = self;
                $($field.go(way);)*
            }
        })*
    };
}

moved! {
    Name { span; text, quoted }
    Text { span; text, quoted }
    Expr { span, kind }
    Query { span, event, property, filter, within, since; side }
    Rule { head, points, clauses }
    Times { span, count, within }
    Signed { span, value; negative }
    Table { span, by, rows }
    RowTest { span, kind }
    Clause { span, kind }
    Ageing { span, kind }
    Delayed<T> { it, after }
    Block<T> { span, statements, end }
    Statement<T> { span, before, inside, after, it }
}

impl<T: Moved> Moved for Box<T> {
    fn go(&mut self, way: Way) {
        (**self).go(way);
    }
}

impl Moved for Trivia {
    fn go(&mut self, way: Way) {
        match self {
            Trivia::Comment(span) => span.go(way),
            Trivia::Blank => {}
        }
    }
}

impl Moved for Head {
    fn go(&mut self, way: Way) {
        match self {
            Head::On { event, filter, times } => {
                event.go(way);
                filter.go(way);
                times.go(way);
            }
            Head::If(condition) => condition.go(way),
            Head::Always => {}
        }
    }
}

impl Moved for Points {
    fn go(&mut self, way: Way) {
        match self {
            Points::Signed(points) => points.go(way),
            Points::Table(table) => table.go(way),
        }
    }
}

impl Moved for TableRow {
    fn go(&mut self, way: Way) {
        match self {
            TableRow::Row { test, points } => {
                test.go(way);
                points.go(way);
            }
            TableRow::Broken => {}
        }
    }
}

impl Moved for RowTestKind {
    fn go(&mut self, way: Way) {
        match self {
            RowTestKind::UpTo(it) | RowTestKind::Under(it) | RowTestKind::Value(it) => it.go(way),
            RowTestKind::In(list) => list.go(way),
            RowTestKind::Above | RowTestKind::Else | RowTestKind::Unknown => {}
        }
    }
}

impl Moved for ClauseKind {
    fn go(&mut self, way: Way) {
        match self {
            ClauseKind::Keep { count, per } => {
                count.go(way);
                per.go(way);
            }
            ClauseKind::Cap { points, per } => {
                points.go(way);
                per.go(way);
            }
            ClauseKind::FirstTime => {}
            ClauseKind::Cooldown(it) | ClauseKind::From(it) | ClauseKind::Before(it) => it.go(way),
            ClauseKind::Ageing(ageing) => ageing.go(way),
            ClauseKind::Label(label) => label.go(way),
        }
    }
}

impl Moved for AgeingKind {
    fn go(&mut self, way: Way) {
        match self {
            AgeingKind::Off => {}
            AgeingKind::On { shape, expires } => {
                shape.go(way);
                expires.go(way);
            }
        }
    }
}

impl Moved for Shape {
    fn go(&mut self, way: Way) {
        match self {
            Shape::Smooth { percent, per }
            | Shape::Stepped { percent, per }
            | Shape::Linear { percent, per } => {
                percent.go(way);
                per.go(way);
            }
            Shape::HalfLife(it) => it.go(way),
            Shape::Steps(steps) => steps.go(way),
        }
    }
}

impl Moved for ListRef {
    fn go(&mut self, way: Way) {
        match self {
            ListRef::Items { span, items } => {
                span.go(way);
                items.go(way);
            }
            ListRef::Named(name) => name.go(way),
        }
    }
}

impl Moved for TextOperand {
    fn go(&mut self, way: Way) {
        match self {
            TextOperand::One(it) => it.go(way),
            TextOperand::Any(list) | TextOperand::All(list) => list.go(way),
        }
    }
}

impl Moved for ExprKind {
    fn go(&mut self, way: Way) {
        match self {
            ExprKind::Name(name) | ExprKind::Dotted { name, .. } | ExprKind::Param(name) => {
                name.go(way);
            }
            ExprKind::Text(text) | ExprKind::Exactly(text) | ExprKind::YesNo(_, text) => {
                text.go(way);
            }
            ExprKind::Paren(it) | ExprKind::Not(it) | ExprKind::Negate(it) => it.go(way),
            ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::Call { function: _, arguments: all } => all.go(way),
            ExprKind::AtLeast { count, of } => {
                count.go(way);
                of.go(way);
            }
            ExprKind::Compare { left, op: _, right }
            | ExprKind::Arithmetic { op: _, left, right } => {
                left.go(way);
                right.go(way);
            }
            ExprKind::Between { value, low, high } => {
                [value, low, high].into_iter().for_each(|it| it.go(way));
            }
            ExprKind::In { value, list, negated: _ } => {
                value.go(way);
                list.go(way);
            }
            ExprKind::TextTest { value, op: _, operand } => {
                value.go(way);
                operand.go(way);
            }
            ExprKind::Matches { value, regex } => {
                value.go(way);
                regex.go(way);
            }
            ExprKind::IsKnown { value, known: _ } => value.go(way),
            ExprKind::Age { value, older: _, than: other }
            | ExprKind::Moment { value, after: _, date: other } => {
                value.go(way);
                other.go(way);
            }
            ExprKind::Happened { no: _, query } => query.go(way),
            ExprKind::Aggregate { op: _, query, nth } => {
                query.go(way);
                nth.go(way);
            }
            ExprKind::Days { since: _, date } => date.go(way),
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Duration(_)
            | ExprKind::Date(_)
            | ExprKind::Broken => {}
        }
    }
}
