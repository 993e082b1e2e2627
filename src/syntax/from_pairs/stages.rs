//! Stages, grades and matrices.

use crate::syntax::ast::{
    At, Block, Cell, CompareOp, Grade, GradeRow, Matrix, MatrixRow, Otherwise, StageLine, Text,
};
use crate::syntax::cut;
use crate::syntax::from_pairs::{Builder, Reader};
use crate::syntax::heads;
use crate::syntax::pairs::{Pair, R, parts};

impl<'a> Builder<'a> {
    pub fn grade_rows(&mut self, body: cut::Body) -> Block<GradeRow> {
        self.block(body, |builder, statement| {
            let rule = heads::grade_row(builder.source, &statement.tokens);
            let read = builder.read(statement, rule, |reader, pair| reader.grade_row(pair));
            read.unwrap_or(GradeRow::Broken)
        })
    }

    pub fn matrix_rows(&mut self, body: cut::Body) -> Block<MatrixRow> {
        self.block(body, |builder, statement| {
            let read = builder.read(statement, R::matrix_row, |reader, pair| {
                let cells = parts(pair).filter(|p| p.as_rule() == R::cell);
                cells.map(|p| reader.cell(p)).collect::<Option<Vec<Cell>>>().map(MatrixRow::Cells)
            });
            read.unwrap_or(MatrixRow::Broken)
        })
    }
}

impl<'b, 'a> Reader<'b, 'a> {
    /// `sql at total >= 50 and C -> assign_to_sales`.
    pub fn stage(&mut self, pair: Pair<'_>) -> Option<StageLine> {
        let (mut name, mut at, mut condition, mut action) = (None, None, None, None);
        let mut joined = None;
        for part in parts(pair) {
            match part.as_rule() {
                R::label => name = self.label(part),
                R::at => at = self.at(part),
                R::kw_and => joined = Some(self.span(&part)),
                R::expr => condition = Some(self.expr(part)),
                R::action => action = self.action(part),
                _ => {}
            }
        }
        if let (Some(at), Some(joined), Some(condition)) = (&at, joined, &condition)
            && let crate::syntax::ast::ExprKind::Or(parts) = &*condition.kind
        {
            let mut spans = vec![at.span];
            spans.extend(parts.iter().map(|p| p.span));
            let fault =
                crate::syntax::errors::conditions::mixed_stage(self.builder.source, &spans, joined);
            self.report(fault);
        }
        Some(StageLine { name: name?, at, condition, action })
    }

    fn at(&mut self, pair: Pair<'_>) -> Option<At> {
        let span = self.span(&pair);
        let (mut score, mut op, mut value) = (None, CompareOp::GreaterOrEqual, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => score = Some(self.name(&part)),
                R::cmp_op => op = self.compare_op(&part),
                R::a_number => value = Some(self.value(part)),
                _ => {}
            }
        }
        Some(At { span, score, op, value: value? })
    }

    /// The text behind `->`.
    fn action(&mut self, pair: Pair<'_>) -> Option<Text> {
        pair.into_inner()
            .find(|p| matches!(p.as_rule(), R::text | R::word))
            .map(|p| self.text_of(&p))
    }

    pub fn otherwise(&mut self, pair: Pair<'_>) -> Option<Otherwise> {
        let (mut name, mut action) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::label => name = self.label(part),
                R::action => action = self.action(part),
                _ => {}
            }
        }
        Some(Otherwise { name: name?, action })
    }

    pub fn grade(&mut self, pair: Pair<'_>) -> Option<Grade> {
        let score = parts(pair).find(|p| p.as_rule() == R::name).map(|p| self.name(&p))?;
        let body = self.body();
        Some(Grade { score, rows: self.builder.grade_rows(body) })
    }

    fn grade_row(&mut self, pair: Pair<'_>) -> Option<GradeRow> {
        let otherwise = pair.as_rule() == R::grade_otherwise;
        let (mut label, mut op, mut bound) = (None, CompareOp::GreaterOrEqual, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::label => label = self.label(part),
                R::cmp_op => op = self.compare_op(&part),
                R::a_number => bound = Some(self.value(part)),
                _ => {}
            }
        }
        let label = label?;
        Some(if otherwise {
            GradeRow::Otherwise { label }
        } else {
            GradeRow::At { label, op, bound: bound? }
        })
    }

    /// `matrix next_step fit by engagement { … }`.
    pub fn matrix(&mut self, pair: Pair<'_>) -> Option<Matrix> {
        let names = parts(pair).filter(|p| p.as_rule() == R::name);
        let mut names = names.map(|p| self.name(&p)).collect::<Vec<_>>().into_iter();
        let (name, rows_by, columns_by) = (names.next()?, names.next()?, names.next()?);
        let body = self.body();
        Some(Matrix { name, rows_by, columns_by, rows: self.builder.matrix_rows(body) })
    }

    fn cell(&mut self, pair: Pair<'_>) -> Option<Cell> {
        let (mut value, mut action) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::label => value = self.label(part),
                R::action => action = self.action(part),
                _ => {}
            }
        }
        Some(Cell { value: value?, action })
    }
}
