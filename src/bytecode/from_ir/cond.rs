//! Conditions, texts and dates into instructions.

use crate::bytecode::code::{TestKind, View};
use crate::bytecode::from_ir::builder::{Around, Builder};
use crate::bytecode::from_ir::free;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Column, Cond, Date, Float, Label, ScopeId, Set, Text};
use crate::ir::expr::{self, Moment, Operand, Place};

impl Builder<'_> {
    /// Where the condition is certainly true.
    pub fn certainly(&mut self, at: &Around, condition: &expr::Cond) -> Set {
        let (home, along) = self.home(at, free::cond(condition));
        let a = self.cond_here(&home, condition);
        let set = self.emit(home.scope, Op::True { a });
        self.gathered_set(at, set, along)
    }

    pub fn gathered_set(&mut self, at: &Around, source: Set, along: Option<Along>) -> Set {
        match along {
            Some(along) => self.emit(at.scope, Op::GatherSet { source, along }),
            None => source,
        }
    }

    pub fn cond(&mut self, at: &Around, condition: &expr::Cond) -> Cond {
        if let expr::Cond::Constant(value) = condition {
            return self.emit(at.scope, Op::ConstCond { value: *value });
        }
        let (home, along) = self.home(at, free::cond(condition));
        let source = self.cond_here(&home, condition);
        self.gathered(at, source, along)
    }

    fn gathered(&mut self, at: &Around, source: Cond, along: Option<Along>) -> Cond {
        match along {
            Some(along) => self.emit(at.scope, Op::GatherCond { source, along }),
            None => source,
        }
    }

    fn cond_here(&mut self, at: &Around, condition: &expr::Cond) -> Cond {
        let scope = at.scope;
        match condition {
            expr::Cond::Constant(value) => self.emit(scope, Op::ConstCond { value: *value }),
            expr::Cond::Bool { field, value } => {
                let a = self.yes(at, *field);
                if *value { a } else { self.emit(scope, Op::Not { a }) }
            }
            expr::Cond::SameBool(a, b) => {
                let (a, b) = (self.yes(at, *a), self.yes(at, *b));
                self.emit(scope, Op::SameBool { a, b })
            }
            expr::Cond::Number { left, op, right: expr::Num::Literal(value) } => {
                let (a, op, value) = (self.num(at, left), *op, Float::new(*value));
                self.emit(scope, Op::CompareWith { a, op, value })
            }
            expr::Cond::Number { left, op, right } => {
                let (a, b) = (self.num(at, left), self.num(at, right));
                self.emit(scope, Op::Compare { a, op: *op, b })
            }
            expr::Cond::NumberIn { value, items } => {
                let a = self.num(at, value);
                let set = super::builder::position(&mut self.code.numbers, items.clone());
                self.emit(scope, Op::NumIn { a, set })
            }
            expr::Cond::Date { left, op, right } => {
                let (a, b) = (self.date(at, left), self.date(at, right));
                self.emit(scope, Op::CompareDate { a, op: *op, b })
            }
            expr::Cond::DateIn { value, from, until } => {
                let a = self.date(at, value);
                self.emit(scope, Op::DateIn { a, from: *from, until: *until })
            }
            expr::Cond::Age { value, older, seconds } => {
                let (a, seconds) = (self.date(at, value), *seconds);
                let op = if *older { Op::Older { a, seconds } } else { Op::Younger { a, seconds } };
                self.emit(scope, op)
            }
            expr::Cond::TextIn { value, items } => {
                self.text_test(at, value, TestKind::In(items.clone()))
            }
            expr::Cond::TextTest { value, op, quantifier, items } => {
                self.text_test(at, value, TestKind::Text(*op, *quantifier, items.clone()))
            }
            expr::Cond::Matches { value, pattern } => {
                self.text_test(at, value, TestKind::Matches(pattern.clone()))
            }
            expr::Cond::SameText { left, right, exact } => {
                match (self.text(at, left), self.text(at, right)) {
                    (Some((a, view_a)), Some((b, view_b))) => {
                        self.emit(scope, Op::SameText { a, view_a, b, view_b, exact: *exact })
                    }
                    _ => self.emit(scope, Op::UnknownCond {}),
                }
            }
            expr::Cond::TextTestField { value, op, other } => {
                match (self.text(at, value), self.text(at, other)) {
                    (Some((a, view_a)), Some((b, view_b))) => {
                        self.emit(scope, Op::TextPair { a, view_a, op: *op, b, view_b })
                    }
                    _ => self.emit(scope, Op::UnknownCond {}),
                }
            }
            expr::Cond::ListHas { list, quantifier, items } => {
                let kind = TestKind::Has(*quantifier, items.clone());
                self.loaded(at, *list, |builder, column| {
                    let view = builder.view(View { column, domains: 0 });
                    Op::ListTest { column, test: builder.test(view, kind) }
                })
            }
            expr::Cond::Known(operand) => self.known(at, operand),
            expr::Cond::GradeIn { grade, labels } => match self.grade(*grade) {
                Some(label) => {
                    let a = self.label(at, label);
                    self.emit(scope, Op::LabelIn { a, of: labels.clone() })
                }
                None => self.emit(scope, Op::UnknownCond {}),
            },
            expr::Cond::AtLeast { count, of } => {
                let of = self.conds(at, of);
                self.emit(scope, Op::AtLeast { count: *count, of })
            }
            expr::Cond::And(of) => {
                let of = self.conds(at, of);
                self.emit(scope, Op::And { of })
            }
            expr::Cond::Or(of) => {
                let of = self.conds(at, of);
                self.emit(scope, Op::Or { of })
            }
            expr::Cond::Not(inner) => {
                let a = self.cond(at, inner);
                self.emit(scope, Op::Not { a })
            }
            expr::Cond::Happened(query) => {
                let (picks, complete) = self.picks(at, query);
                self.emit(scope, Op::Happened { picks, complete })
            }
        }
    }

    fn conds(&mut self, at: &Around, of: &[expr::Cond]) -> Vec<Cond> {
        of.iter().map(|c| self.cond(at, c)).collect()
    }

    fn label(&mut self, at: &Around, source: Label) -> Label {
        match at.scope {
            ScopeId::LEADS => source,
            scope => self.emit(scope, Op::GatherLabel { source, along: Along::Lead }),
        }
    }

    fn known(&mut self, at: &Around, operand: &Operand) -> Cond {
        match operand {
            Operand::Number(value) => {
                let a = self.num(at, value);
                self.emit(at.scope, Op::KnownNum { a })
            }
            Operand::Date(value) => {
                let a = self.date(at, value);
                self.emit(at.scope, Op::KnownDate { a })
            }
            Operand::Text(value) => self.text_test(at, value, TestKind::Known),
            Operand::Field(place) => self.loaded(at, *place, |_, column| Op::Known { column }),
        }
    }

    /// Where a field's column stands and the way to it; nothing for an event that is not around.
    pub fn field(&self, at: &Around, place: Place) -> Option<(ScopeId, Column, Option<Along>)> {
        let (scope, column, along) = match place {
            Place::Lead(id) => (ScopeId::LEADS, Column::Lead(id), Along::Lead),
            Place::Event { up, property } => {
                (ScopeId::LOG, Column::Event(property), Along::Event(at.position(up)?))
            }
        };
        Some((scope, column, (scope != at.scope).then_some(along)))
    }

    fn yes(&mut self, at: &Around, place: Place) -> Cond {
        self.loaded(at, place, |_, column| Op::LoadBool { column })
    }

    /// A condition on one column, computed where the column stands.
    fn loaded(
        &mut self,
        at: &Around,
        place: Place,
        op: impl FnOnce(&mut Self, Column) -> Op,
    ) -> Cond {
        let Some((scope, column, along)) = self.field(at, place) else {
            return self.emit(at.scope, Op::UnknownCond {});
        };
        let op = op(self, column);
        let source = self.emit(scope, op);
        self.gathered(at, source, along)
    }

    fn text_test(&mut self, at: &Around, value: &expr::Text, kind: TestKind) -> Cond {
        match self.text(at, value) {
            Some((a, view)) => {
                let test = self.test(view, kind);
                self.emit(at.scope, Op::TextTest { a, test })
            }
            None if kind == TestKind::Known => self.emit(at.scope, Op::ConstCond { value: false }),
            None => self.emit(at.scope, Op::UnknownCond {}),
        }
    }

    /// The codes of a text and what they stand for.
    fn text(&mut self, at: &Around, value: &expr::Text) -> Option<(Text, u32)> {
        let (mut domains, mut inner) = (0u8, value);
        let place = loop {
            match inner {
                expr::Text::Field(place) => break *place,
                expr::Text::Domain(of) => (domains, inner) = (domains.saturating_add(1), of),
            }
        };
        let (scope, column, along) = self.field(at, place)?;
        let source = self.emit(scope, Op::LoadText { column });
        let text = match along {
            Some(along) => self.emit(at.scope, Op::GatherText { source, along }),
            None => source,
        };
        Some((text, self.view(View { column, domains })))
    }

    pub fn date(&mut self, at: &Around, value: &Moment) -> Date {
        if let Moment::Literal(seconds) = value {
            return self.emit(at.scope, Op::ConstDate { seconds: *seconds });
        }
        let (home, along) = self.home(at, free::moment(value));
        let source = self.date_here(&home, value);
        self.gathered_date(at, source, along)
    }

    fn gathered_date(&mut self, at: &Around, source: Date, along: Option<Along>) -> Date {
        match along {
            Some(along) => self.emit(at.scope, Op::GatherDate { source, along }),
            None => source,
        }
    }

    fn date_here(&mut self, at: &Around, value: &Moment) -> Date {
        match value {
            Moment::Literal(seconds) => self.emit(at.scope, Op::ConstDate { seconds: *seconds }),
            Moment::Field(place) => match self.field(at, *place) {
                Some((scope, column, along)) => {
                    let source = self.emit(scope, Op::LoadDate { column });
                    self.gathered_date(at, source, along)
                }
                None => self.emit(at.scope, Op::UnknownDate {}),
            },
            Moment::Time { up } => match at.position(*up) {
                Some(position) => {
                    let source = self.emit(ScopeId::LOG, Op::EventTime {});
                    let away = at.scope != ScopeId::LOG;
                    self.gathered_date(at, source, away.then_some(Along::Event(position)))
                }
                None => self.emit(at.scope, Op::UnknownDate {}),
            },
            Moment::First(query) => {
                let (picks, complete) = self.picks(at, query);
                self.emit(at.scope, Op::First { picks, complete })
            }
            Moment::Last { query, nth } => {
                let (picks, complete) = self.picks(at, query);
                self.emit(at.scope, Op::Last { picks, nth: *nth, complete })
            }
        }
    }
}
