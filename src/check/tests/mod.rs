//! `test` blocks as cases, ready to run: a lead, its events, a moment, and what is expected.

mod expect;
mod given;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::literals::Overrides;
use crate::check::model::{self, Model};
use crate::check::names::not_there;
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{files as codes, limits, names as name_codes};
use crate::ir::Program;
use crate::ir::expr::CompareOp;
use crate::ir::program::{GradeId, LineId, ScoreId, StageId};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, TestItem};
use crate::types::{Event, Lead, Points, Value};

/// One case of one `test` block.
#[derive(Debug, Clone)]
pub struct TestCase {
    /// The block's name; with columns, their values behind it: `points by size (12, 10)`.
    pub name: String,
    pub span: Span,
    /// The model, with the test's `set` lines carried out.
    pub program: Arc<Program>,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub as_of: i64,
    /// In the order of the program's schema.
    pub lead: Lead,
    pub events: Vec<Event>,
    pub expectations: Vec<Expectation>,
}

#[derive(Debug, Clone)]
pub struct Expectation {
    pub span: Span,
    pub kind: Expected,
}

/// What is expected; figures are compared exactly.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    Score {
        score: ScoreId,
        op: CompareOp,
        value: Points,
    },
    /// Both ends included.
    ScoreBetween {
        score: ScoreId,
        low: Points,
        high: Points,
    },
    Line {
        line: LineId,
        op: CompareOp,
        value: Points,
    },
    Stage {
        stage: StageId,
        negated: bool,
    },
    /// No stage at all.
    NoStage,
    /// The model is not for this lead.
    NoScore,
    Disqualified(bool),
    Grade {
        grade: GradeId,
        label: u16,
        negated: bool,
    },
    NoGrade(GradeId),
    /// A position among the program's matrices, and among the matrix's values; or [`DISQUALIFIED`](crate::ir::outcome::DISQUALIFIED).
    Matrix {
        matrix: usize,
        value: u16,
        negated: bool,
    },
    /// The action of a matrix's cell.
    MatrixAction {
        matrix: usize,
        action: String,
        negated: bool,
    },
    Action {
        action: String,
        negated: bool,
    },
    NoAction,
}

/// Sets of parameters that the tests of a model may try: each checks the whole model again.
const MOST_VARIANTS: usize = 200;

/// 2026-01-01T00:00:00Z, the moment of a test without `as of`.
pub const DEFAULT_MOMENT: i64 = 1_767_225_600;

/// All cases of the model's file and of its test file.
pub(super) fn cases(model: &mut Model, program: &Program) -> Vec<TestCase> {
    let program = Arc::new(program.clone());
    let mut cases = Vec::new();
    let files = [Some(model.unit.model), model.unit.tests];
    let loaded = model.loaded;
    for file in files.into_iter().flatten() {
        for statement in &loaded.trees[&file].body.statements {
            match &statement.it {
                ast::Item::Test(test) => model.test(test, statement.span, &program, &mut cases),
                ast::Item::Broken => {}
                _ if Some(file) == model.unit.tests => model.not_a_test(statement.span),
                _ => {}
            }
        }
    }
    cases
}

/// A test being read.
struct Reading<'a> {
    program: Arc<Program>,
    as_of: Option<i64>,
    test: &'a ast::Test,
}

impl<'a> Model<'a> {
    fn not_a_test(&mut self, span: Span) {
        let error =
            Diagnostic::error(codes::NOT_A_TEST, span, "a test file holds only `test` blocks");
        self.error(error.here("this belongs in the model file"));
    }

    fn test(
        &mut self,
        test: &'a ast::Test,
        span: Span,
        program: &Arc<Program>,
        cases: &mut Vec<TestCase>,
    ) {
        let span = Span { end: test.body.span.start, ..span };
        let Some(table) = &test.cases else {
            cases.extend(self.case(test, span, program, test.name.text.clone()));
            return;
        };
        for row in &table.rows {
            if row.values.len() != table.columns.len() {
                self.row_size(row, table);
                continue;
            }
            self.case = table.columns.iter().map(|c| c.text.as_str()).zip(&row.values).collect();
            let name = format!("{} {}", test.name.text, self.written(row.span));
            cases.extend(self.case(test, span, program, name));
        }
        self.case = BTreeMap::new();
    }

    fn row_size(&mut self, row: &ast::CaseRow, table: &ast::Cases) {
        let (have, need) = (row.values.len(), table.columns.len());
        let error = Diagnostic::error(
            codes::CASE_SIZE,
            row.span,
            format!(
                "this case has {have} {}, and the test {need} columns",
                if have == 1 { "value" } else { "values" }
            ),
        );
        self.error(error.here("one value for each column, please"));
    }

    fn case(
        &mut self,
        test: &'a ast::Test,
        span: Span,
        program: &Arc<Program>,
        name: String,
    ) -> Result<TestCase> {
        let program = self.variant(test, program)?;
        let as_of = self.as_of(test)?;
        let reading = Reading { program: program.clone(), as_of, test };
        let mut lead = Lead { attributes: vec![Value::Unknown; program.schema.attributes.len()] };
        let (mut events, mut expectations) = (Vec::new(), Vec::new());
        let mut fault = false;
        for statement in &test.body.statements {
            let read = match &statement.it {
                TestItem::Lead(block) => self.test_lead(block, &mut lead, &reading),
                TestItem::Event { event, when, properties } => self
                    .test_event(event, when, properties.as_ref(), &reading)
                    .map(|e| events.extend(e)),
                TestItem::Expect(expect) => self.expect(expect, &reading).map(|kind| {
                    expectations.push(Expectation { span: statement.span, kind });
                }),
                TestItem::AsOf(_) | TestItem::Set { .. } => Ok(()),
                TestItem::Broken => Err(Reported),
            };
            fault |= read.is_err();
        }
        if fault {
            return Err(Reported);
        }
        Ok(TestCase {
            name,
            span,
            program,
            as_of: as_of.unwrap_or(DEFAULT_MOMENT),
            lead,
            events,
            expectations,
        })
    }

    /// The program with the test's `set` lines carried out: everything is checked again.
    fn variant(&mut self, test: &'a ast::Test, program: &Arc<Program>) -> Result<Arc<Program>> {
        let mut set = Vec::new();
        for statement in &test.body.statements {
            let TestItem::Set { name, value } = &statement.it else { continue };
            if !self.names.params.contains_key(name.text.as_str()) {
                let known: Vec<&str> = self.names.params.keys().copied().collect();
                let message = format!("there is no parameter `{}`", name.text);
                let unknown =
                    not_there(name_codes::UNKNOWN_PARAMETER, name.span, message, &name.text, known);
                return Err(self.error(unknown));
            }
            let literal = self.literal(value)?;
            let plain = Expr { span: value.span, kind: Box::new(literal.kind.clone()) };
            let kind = if literal.negative { ExprKind::Negate(plain) } else { *plain.kind };
            set.push((name.text.clone(), Expr { span: value.span, kind: Box::new(kind) }));
        }
        if set.is_empty() {
            return Ok(program.clone());
        }
        let key: Vec<String> = set.iter().map(|(n, v)| format!("{n} {:?}", v.kind)).collect();
        if let Some(known) = self.variants.get(&key) {
            return known.clone().ok_or(Reported);
        }
        self.few_variants(test.name.span)?;
        let overrides: Overrides = self.overrides.with(set);
        let (variant, other) = model::compile(self.loaded, self.unit, &overrides);
        let faults = other.diagnostics;
        self.diagnostics.extend(faults);
        let variant = variant.map(Arc::new);
        self.variants.insert(key, variant.clone());
        variant.ok_or(Reported)
    }

    fn few_variants(&mut self, span: Span) -> Result<()> {
        if self.variants.len() < MOST_VARIANTS {
            return Ok(());
        }
        if !self.diagnostics.iter().any(|d| d.code == limits::TOO_MANY_VARIANTS) {
            let message = format!(
                "at most {MOST_VARIANTS} different sets of parameters are tried for one model"
            );
            self.error(
                Diagnostic::error(limits::TOO_MANY_VARIANTS, span, message).here("one too many"),
            );
        }
        Err(Reported)
    }

    fn as_of(&mut self, test: &'a ast::Test) -> Result<Option<i64>> {
        let mut moment = None;
        for statement in &test.body.statements {
            if let TestItem::AsOf(date) = &statement.it {
                moment = Some(self.date(date)?.start);
            }
        }
        Ok(moment)
    }
}
