//! Visits every expression of a program, parts before the whole, and says which answer of a condition is asked for: to rewrite it, and in [`read`]
//! to look at it only.

use crate::ir::Program;
use crate::ir::expr::{Cond, Kind, Moment, Num, Operand, Query};
use crate::ir::program::{Item, LineKind, Pick, PointsBy, ScoreBody};

/// Which answer of a condition decides anything where it stands.
///
/// A rule fires, an event counts, a branch is taken only where its condition is certainly true. `and`, `or` and `at least` are certainly true, or
/// certainly false, by what is so of their parts; `not` turns the question round. So nowhere do both answers matter, and where only one
/// does, unknown is as good as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Is it certainly true? Unknown is as good as false.
    True,
    /// Is it certainly false? Unknown is as good as true.
    False,
}

impl Ask {
    /// What is asked of the inside of a `not`.
    pub fn turned(self) -> Ask {
        if self == Ask::True { Ask::False } else { Ask::True }
    }

    /// What stands for unknown, and for whatever never gives the answer asked for.
    pub fn no(self) -> Cond {
        Cond::Constant(self == Ask::False)
    }
}

/// The functions that visit, and what they tell; `mut` where it may be rewritten.
macro_rules! walk {
    ($(#[$doc:meta])* $Visitor:ident $($mut:ident)?) => {
        $(#[$doc])*
        pub trait $Visitor {
            fn cond(&mut self, _: &$($mut)? Cond, _: Ask) {}
            fn num(&mut self, _: &$($mut)? Num) {}
            fn moment(&mut self, _: &$($mut)? Moment) {}
            fn query(&mut self, _: &$($mut)? Query) {}
            fn kind(&mut self, _: &$($mut)? Kind) {}
            fn points(&mut self, _: &$($mut)? PointsBy) {}
        }

        /// All expressions of a program; what stands by itself is asked whether it is certainly true.
        pub fn program(program: &$($mut)? Program, visitor: &mut impl $Visitor) {
            if let Some(model) = &$($mut)? program.model {
                maybe(visitor, &$($mut)? model.guard);
            }
            for mask in &$($mut)? program.masks {
                for reset in &$($mut)? mask.resets {
                    pick(visitor, reset);
                }
                for pause in &$($mut)? mask.pauses {
                    pick(visitor, &$($mut)? pause.from);
                    pick(visitor, &$($mut)? pause.until);
                }
            }
            for score in &$($mut)? program.scores {
                if let ScoreBody::Items(of) = &$($mut)? score.body {
                    items(visitor, of);
                }
            }
            for group in &$($mut)? program.groups {
                items(visitor, &$($mut)? group.items);
            }
            for of in &$($mut)? program.lines {
                line(visitor, &$($mut)? of.kind);
            }
            for line in &$($mut)? program.stage_lines {
                maybe(visitor, &$($mut)? line.condition);
            }
            for reason in &$($mut)? program.disqualifications {
                cond(visitor, &$($mut)? reason.condition, Ask::True);
            }
        }

        fn pick(visitor: &mut impl $Visitor, pick: &$($mut)? Pick) {
            kind(visitor, &$($mut)? pick.kind);
            maybe(visitor, &$($mut)? pick.filter);
        }

        fn maybe(visitor: &mut impl $Visitor, condition: &$($mut)? Option<Cond>) {
            if let Some(condition) = condition {
                cond(visitor, condition, Ask::True);
            }
        }

        pub fn items(visitor: &mut impl $Visitor, of: &$($mut)? [Item]) {
            for item in of {
                if let Item::When { condition, then, otherwise, .. } = item {
                    cond(visitor, condition, Ask::True);
                    items(visitor, then);
                    items(visitor, otherwise);
                }
            }
        }

        pub fn line(visitor: &mut impl $Visitor, of: &$($mut)? LineKind) {
            match of {
                LineKind::If { condition, points: by, .. } => {
                    maybe(visitor, condition);
                    points(visitor, by);
                }
                LineKind::On(on) => {
                    kind(visitor, &$($mut)? on.kind);
                    maybe(visitor, &$($mut)? on.filter);
                    points(visitor, &$($mut)? on.points);
                }
            }
        }

        pub fn points(visitor: &mut impl $Visitor, by: &$($mut)? PointsBy) {
            match by {
                PointsBy::Literal(_) => {}
                PointsBy::Computed(number) => num(visitor, number),
                PointsBy::Table(rows) => {
                    for (condition, by) in rows {
                        cond(visitor, condition, Ask::True);
                        points(visitor, by);
                    }
                }
            }
            visitor.points(by);
        }

        pub fn cond(visitor: &mut impl $Visitor, condition: &$($mut)? Cond, ask: Ask) {
            match condition {
                Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                    for part in of {
                        cond(visitor, part, ask);
                    }
                }
                Cond::Not(inner) => cond(visitor, inner, ask.turned()),
                Cond::Happened(of) => query(visitor, of),
                Cond::Number { left, right, .. } => {
                    num(visitor, left);
                    num(visitor, right);
                }
                Cond::NumberIn { value, .. } => num(visitor, value),
                Cond::Date { left, right, .. } => {
                    moment(visitor, left);
                    moment(visitor, right);
                }
                Cond::DateIn { value, .. } | Cond::Age { value, .. } => moment(visitor, value),
                Cond::Known(Operand::Number(value)) => num(visitor, value),
                Cond::Known(Operand::Date(value)) => moment(visitor, value),
                // Nothing inside but fields.
                Cond::Known(Operand::Text(_) | Operand::Field(_))
                | Cond::Constant(_)
                | Cond::Bool { .. }
                | Cond::SameBool(..)
                | Cond::TextIn { .. }
                | Cond::SameText { .. }
                | Cond::TextTest { .. }
                | Cond::TextTestField { .. }
                | Cond::Matches { .. }
                | Cond::ListHas { .. }
                | Cond::GradeIn { .. } => {}
            }
            visitor.cond(condition, ask);
        }

        pub fn num(visitor: &mut impl $Visitor, number: &$($mut)? Num) {
            match number {
                Num::Literal(_) | Num::Field(_) | Num::Score(_) | Num::Coverage(_) => {}
                Num::Count(of) | Num::Aggregate { query: of, .. } => query(visitor, of),
                Num::DaysSince(date) | Num::DaysUntil(date) => moment(visitor, date),
                Num::Arithmetic { left, right, .. } => {
                    num(visitor, left);
                    num(visitor, right);
                }
                Num::Negate(inner) => num(visitor, inner),
                Num::Call { arguments, .. } => {
                    for argument in arguments {
                        num(visitor, argument);
                    }
                }
            }
            visitor.num(number);
        }

        pub fn moment(visitor: &mut impl $Visitor, date: &$($mut)? Moment) {
            match date {
                Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => {}
                Moment::First(of) | Moment::Last { query: of, .. } => query(visitor, of),
            }
            visitor.moment(date);
        }

        fn query(visitor: &mut impl $Visitor, of: &$($mut)? Query) {
            kind(visitor, &$($mut)? of.kind);
            if let Some(filter) = &$($mut)? of.filter {
                cond(visitor, filter, Ask::True);
            }
            if let Some(since) = &$($mut)? of.since {
                moment(visitor, since);
            }
            visitor.query(of);
        }

        fn kind(visitor: &mut impl $Visitor, of: &$($mut)? Kind) {
            if let Kind::Of(alternatives) = of {
                for (_, condition) in alternatives {
                    maybe(visitor, condition);
                }
            }
            visitor.kind(of);
        }
    };
}

walk! {
    /// Rewrites expressions in place, each after its parts; all do nothing unless said.
    Rewrite mut
}

/// The same for who only looks.
pub mod read {
    use super::*;

    walk! {
        /// Sees expressions, each after its parts; all do nothing unless said.
        Visit
    }
}
