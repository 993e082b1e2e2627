//! Numbers and points into instructions.

use crate::bytecode::from_ir::builder::{Around, Builder};
use crate::bytecode::from_ir::free;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Column, Float, Num, ScopeId, Worth};
use crate::ir::expr::{self, AggregateOp, ArithmeticOp, Function, Query};
use crate::ir::program::PointsBy;
use crate::types::PropertyId;

impl Builder<'_> {
    pub fn num(&mut self, at: &Around, value: &expr::Num) -> Num {
        if let expr::Num::Literal(value) = value {
            return self.literal(at, *value);
        }
        let (home, along) = self.home(at, free::num(value));
        let source = self.num_here(&home, value);
        self.gathered_num(at, source, along)
    }

    fn gathered_num(&mut self, at: &Around, source: Num, along: Option<Along>) -> Num {
        match along {
            Some(along) => self.emit(at.scope, Op::GatherNum { source, along }),
            None => source,
        }
    }

    fn literal(&mut self, at: &Around, value: f64) -> Num {
        self.emit(at.scope, Op::ConstNum { value: Float::new(value) })
    }

    fn num_here(&mut self, at: &Around, value: &expr::Num) -> Num {
        let scope = at.scope;
        match value {
            expr::Num::Literal(value) => self.literal(at, *value),
            expr::Num::Field(place) => match self.field(at, *place) {
                Some((home, column, along)) => {
                    let source = self.emit(home, Op::LoadNum { column });
                    self.gathered_num(at, source, along)
                }
                None => self.emit(scope, Op::UnknownNum {}),
            },
            expr::Num::Score(id) => match self.figures.get(id.index()).copied().flatten() {
                Some(a) => {
                    let source = self.emit(ScopeId::LEADS, Op::ReadScore { a });
                    let away = scope != ScopeId::LEADS;
                    self.gathered_num(at, source, away.then_some(Along::Lead))
                }
                None => self.emit(scope, Op::UnknownNum {}),
            },
            expr::Num::Coverage(of) => {
                let of = of.iter().map(|id| Column::Lead(*id)).collect();
                let source = self.emit(ScopeId::LEADS, Op::Coverage { of });
                let away = scope != ScopeId::LEADS;
                self.gathered_num(at, source, away.then_some(Along::Lead))
            }
            expr::Num::Count(query) => {
                let (picks, complete) = self.picks(at, query);
                self.emit(scope, Op::Count { picks, complete })
            }
            expr::Num::Aggregate { op, query, property } => {
                self.aggregate(at, *op, query, *property)
            }
            expr::Num::DaysSince(date) => {
                let a = self.date(at, date);
                self.emit(scope, Op::DaysSince { a })
            }
            expr::Num::DaysUntil(date) => {
                let a = self.date(at, date);
                self.emit(scope, Op::DaysUntil { a })
            }
            expr::Num::Arithmetic { op, left, right } => {
                let (a, b) = (self.num(at, left), self.num(at, right));
                self.emit(
                    scope,
                    match op {
                        ArithmeticOp::Add => Op::Add { a, b },
                        ArithmeticOp::Subtract => Op::Subtract { a, b },
                        ArithmeticOp::Multiply => Op::Multiply { a, b },
                        ArithmeticOp::Divide => Op::Divide { a, b },
                    },
                )
            }
            expr::Num::Negate(inner) => {
                let a = self.num(at, inner);
                self.emit(scope, Op::Negate { a })
            }
            expr::Num::Call { function, arguments } => self.call(at, *function, arguments),
        }
    }

    fn aggregate(
        &mut self,
        at: &Around,
        op: AggregateOp,
        query: &Query,
        property: PropertyId,
    ) -> Num {
        let (picks, complete) = self.picks(at, query);
        let column = Column::Event(property);
        let op = match op {
            AggregateOp::Sum => Op::Sum { picks, column, complete },
            AggregateOp::Average => Op::Average { picks, column, complete },
            AggregateOp::Minimum => Op::Least { picks, column, complete },
            AggregateOp::Maximum => Op::Greatest { picks, column, complete },
            AggregateOp::Distinct => {
                let key = self.emit(ScopeId::LOG, Op::LoadKey { column, of: None });
                Op::Distinct { picks, key, complete }
            }
        };
        self.emit(at.scope, op)
    }

    fn call(&mut self, at: &Around, function: Function, arguments: &[expr::Num]) -> Num {
        let of: Vec<Num> = arguments.iter().map(|a| self.num(at, a)).collect();
        let Some(&a) = of.first() else { return self.emit(at.scope, Op::UnknownNum {}) };
        self.emit(
            at.scope,
            match function {
                Function::Min => Op::Min { of },
                Function::Max => Op::Max { of },
                Function::Abs => Op::Abs { a },
                Function::Round => Op::Round { a },
                Function::Floor => Op::Floor { a },
                Function::Ceil => Op::Ceil { a },
                Function::Sqrt => Op::Sqrt { a },
                Function::Log => Op::Log { a },
                Function::Exp => Op::Exp { a },
            },
        )
    }

    pub fn points(&mut self, at: &Around, by: &PointsBy) -> Worth {
        match by {
            PointsBy::Literal(points) => Worth::Literal(*points),
            PointsBy::Computed(value) => Worth::Computed(self.num(at, value)),
            PointsBy::Table(rows) => {
                let (home, along) = self.home(at, free::points(by));
                let rows = rows
                    .iter()
                    .map(|(condition, by)| {
                        (self.certainly(&home, condition), self.points(&home, by))
                    })
                    .collect();
                let source = self.emit(home.scope, Op::Table { rows });
                Worth::Computed(self.gathered_num(at, source, along))
            }
        }
    }
}
