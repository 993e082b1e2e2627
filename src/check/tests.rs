//! `test` blocks as cases, ready to run: a lead, its events, a moment, and what is expected.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::comparisons::compare_op;
use crate::check::literals::{Overrides, describe};
use crate::check::model::{self, Model};
use crate::check::names::not_there;
use crate::check::{Reported, Result};
use crate::diagnostic::codes::{files as codes, names as name_codes, types as type_codes};
use crate::diagnostic::near::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::expr::CompareOp;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::program::{GradeId, LineId, Program, ScoreId, StageId};
use crate::source::Span;
use crate::syntax::ast::{self, AssignValue, EventTime, Expect, Expr, ExprKind, TestItem};
use crate::types::{Event, Lead, Points, Type, Value};

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
    /// A position among the program's matrices, and among the matrix's values; or [`DISQUALIFIED`].
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
        let overrides: Overrides = self.overrides.with(set);
        let (variant, other) = model::compile(self.loaded, self.unit, &overrides);
        let faults = other.diagnostics;
        self.diagnostics.extend(faults);
        variant.map(Arc::new).ok_or(Reported)
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

    fn test_lead(
        &mut self,
        block: &'a ast::Block<ast::Assign>,
        lead: &mut Lead,
        reading: &Reading,
    ) -> Result<()> {
        let mut fault = Ok(());
        for statement in &block.statements {
            let ast::Assign::Value { name, value } = &statement.it else {
                fault = Err(Reported);
                continue;
            };
            match self.test_attribute(name, value, reading) {
                Ok(Some((position, value))) => lead.attributes[position] = value,
                Ok(None) => {}
                Err(reported) => fault = Err(reported),
            }
        }
        fault
    }

    fn test_attribute(
        &mut self,
        name: &ast::Name,
        value: &'a AssignValue,
        reading: &Reading,
    ) -> Result<Option<(usize, Value)>> {
        if self.names.lead_declared {
            self.attribute_declared(name)?;
        }
        let schema = &reading.program.schema;
        let Some(id) = schema.attribute(&name.text) else {
            let used = schema.attributes.iter().map(|f| f.name.as_str());
            self.near_miss(name, used, name_codes::UNKNOWN_COLUMN, "no rule reads a column")?;
            return Ok(None);
        };
        let ty = schema.attributes[id.0 as usize].ty.clone();
        Ok(Some((id.0 as usize, self.test_value(value, &ty, reading)?)))
    }

    fn attribute_declared(&mut self, name: &ast::Name) -> Result<()> {
        if self.names.attributes.contains_key(name.text.as_str()) {
            return Ok(());
        }
        let known: Vec<&str> = self.names.attributes.keys().copied().collect();
        let message = format!("the `lead` block has no column `{}`", name.text);
        let unknown = not_there(name_codes::UNKNOWN_COLUMN, name.span, message, &name.text, known);
        Err(self.error(unknown))
    }

    /// What no rule reads does no harm in a test; a slip in a name that a rule does read is one.
    fn near_miss<'n>(
        &mut self,
        name: &ast::Name,
        used: impl Iterator<Item = &'n str>,
        code: Code,
        what: &str,
    ) -> Result<()> {
        let used: Vec<&str> = used.collect();
        if nearest(&name.text, used.iter().copied()).is_empty() {
            return Ok(());
        }
        let message = format!("{what} `{}`", name.text);
        let unknown = not_there(code, name.span, message, &name.text, used);
        Err(self.error(unknown))
    }

    fn test_event(
        &mut self,
        event: &'a ast::Name,
        when: &'a EventTime,
        properties: Option<&'a ast::Block<ast::Assign>>,
        reading: &Reading,
    ) -> Result<Option<Event>> {
        let moment = reading.as_of.unwrap_or(DEFAULT_MOMENT);
        let time = match when {
            EventTime::Now => Ok(moment),
            EventTime::Ago(time) => self.ago(time).map(|s| moment - s),
            EventTime::At(date) => self.test_date(date, reading),
        };
        let known = self.test_event_name(event, reading);
        let mut values = vec![Value::Unknown; reading.program.schema.properties.len()];
        let mut fault = Ok(());
        for statement in properties.map_or(&[] as &[_], |p| &p.statements) {
            let read = match &statement.it {
                ast::Assign::Value { name, value } => {
                    self.test_property(event, name, value, reading)
                }
                ast::Assign::Broken => Err(Reported),
            };
            match read {
                Ok(Some((position, value))) => values[position] = value,
                Ok(None) => {}
                Err(reported) => fault = Err(reported),
            }
        }
        fault?;
        let time = time?;
        Ok(known?.map(|event| Event { event, time, properties: values }))
    }

    /// `3d ago`; `0d ago` is now.
    fn ago(&mut self, time: &'a Expr) -> Result<i64> {
        let literal = self.literal(time)?;
        match literal.kind {
            ExprKind::Duration(d) if d.seconds == 0 => Ok(0),
            _ => self.seconds(time),
        }
    }

    fn test_event_name(
        &mut self,
        event: &ast::Name,
        reading: &Reading,
    ) -> Result<Option<crate::types::EventId>> {
        let name = event.text.as_str();
        if let Some(info) = self.names.events.get(name) {
            if let Some((of, _)) = info.kind {
                let example = of.first().map_or("", |n| n.text.as_str());
                let error = Diagnostic::error(
                    name_codes::UNKNOWN_EVENT,
                    event.span,
                    format!(
                        "`{name}` is a kind of event: a log holds the events that it is made of"
                    ),
                )
                .here("no event of its own")
                .help(format!("write `{example}` with the properties that make it one"));
                return Err(self.error(error));
            }
        } else if self.names.events_declared {
            let known: Vec<&str> = self
                .names
                .events
                .iter()
                .filter(|(_, e)| e.kind.is_none())
                .map(|(n, _)| *n)
                .collect();
            let unknown = not_there(
                name_codes::UNKNOWN_EVENT,
                event.span,
                format!("no event `{name}` is declared"),
                name,
                known,
            );
            return Err(self.error(unknown));
        }
        let schema = &reading.program.schema;
        if schema.event(name).is_none() && !schema.any_event {
            self.near_miss(
                event,
                schema.events.iter().map(String::as_str),
                name_codes::UNKNOWN_EVENT,
                "no rule is about an event",
            )?;
        }
        Ok(schema.event_in_use(name))
    }

    fn test_property(
        &mut self,
        event: &ast::Name,
        name: &ast::Name,
        value: &'a AssignValue,
        reading: &Reading,
    ) -> Result<Option<(usize, Value)>> {
        self.check_property(name, &event.text)?;
        let schema = &reading.program.schema;
        let Some(id) = schema.property(&name.text) else {
            let used = schema.properties.iter().map(|f| f.name.as_str());
            self.near_miss(name, used, name_codes::UNKNOWN_PROPERTY, "no rule reads a property")?;
            return Ok(None);
        };
        let ty = schema.properties[id.0 as usize].ty.clone();
        Ok(Some((id.0 as usize, self.test_value(value, &ty, reading)?)))
    }

    fn test_value(
        &mut self,
        value: &'a AssignValue,
        ty: &Type,
        reading: &Reading,
    ) -> Result<Value> {
        match (value, ty) {
            (AssignValue::Unknown, _) => Ok(Value::Unknown),
            (AssignValue::List(items), Type::List) => {
                let texts: Vec<Result<String>> =
                    items.iter().map(|i| self.test_words(i, ty)).collect();
                let texts = texts.into_iter().collect::<Result<Vec<String>>>()?;
                Ok(Value::List(texts.iter().map(|t| Arc::from(t.as_str())).collect()))
            }
            (AssignValue::One(one), Type::List) => {
                let text = self.test_words(one, ty)?;
                Ok(Value::List(Arc::from([Arc::from(text.as_str())])))
            }
            (AssignValue::One(one), Type::Number) => Ok(Value::number(self.number_literal(one)?)),
            (AssignValue::One(one), Type::Date) => self.test_date(one, reading).map(Value::Date),
            (AssignValue::One(one), Type::Bool) => self.test_bool(one),
            (AssignValue::One(one), Type::Text | Type::OneOf(_)) => {
                let text = self.test_words(one, ty)?;
                if let Type::OneOf(values) = ty {
                    self.allowed(&text, one.span, &Some(values.clone()))?;
                }
                Ok(Value::text(&text))
            }
            (AssignValue::List(items), _) => {
                let span = items.first().map_or(reading.test.name.span, |i| i.span);
                let error = Diagnostic::error(
                    type_codes::MISMATCH,
                    span,
                    format!("this column is {}, not a list", ty.name()),
                );
                Err(self.error(error.here("one value, please")))
            }
        }
    }

    fn test_words(&mut self, expr: &'a Expr, ty: &Type) -> Result<String> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Text(text) | ExprKind::Exactly(text) | ExprKind::YesNo(_, text) => {
                Ok(text.text.clone())
            }
            kind => Err(self.test_mismatch(expr, ty.name(), kind)),
        }
    }

    fn test_bool(&mut self, expr: &'a Expr) -> Result<Value> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::YesNo(value, _) => Ok(Value::Bool(*value)),
            kind => Err(self.test_mismatch(expr, "yes or no", kind)),
        }
    }

    fn test_mismatch(&mut self, expr: &Expr, what: &str, kind: &ExprKind) -> Reported {
        let written = self.written(expr.span).to_string();
        let mut error = Diagnostic::error(
            type_codes::MISMATCH,
            expr.span,
            format!("the rules read this as {what}, and `{written}` is {}", describe(kind)),
        )
        .here(describe(kind));
        if what == "text" {
            error =
                error.fix(format!("write `\"{written}\"`"), expr.span, format!("\"{written}\""));
        }
        self.error(error)
    }

    /// A test that names dates says which moment it is.
    fn test_date(&mut self, expr: &'a Expr, reading: &Reading) -> Result<i64> {
        let date = self.date(expr)?;
        if reading.as_of.is_some() {
            return Ok(date.start);
        }
        let at = reading.test.body.span;
        let inside = Span { start: at.start + 1, end: at.start + 1, ..at };
        let error = Diagnostic::error(
            codes::NO_MOMENT,
            expr.span,
            "a date means little in a test that does not say which day it is",
        )
        .here("a date")
        .help("begin the test with `as of 2026-01-31`, or say `3d ago`")
        .fix("begin with `as of 2026-01-31`", inside, " as of 2026-01-31; ");
        Err(self.error(error))
    }

    fn expect(&mut self, expect: &'a Expect, reading: &Reading) -> Result<Expected> {
        let program = reading.program.clone();
        match expect {
            Expect::Figure { name, op, value } => match program.score(&name.text) {
                Some(score) => {
                    Ok(Expected::Score { score, op: compare_op(*op), value: self.points(value)? })
                }
                None => match compare_op(*op) {
                    CompareOp::Equal => self.expect_is(name, false, value, &program),
                    CompareOp::NotEqual => self.expect_is(name, true, value, &program),
                    _ => Err(self.no_figure(name, &program)),
                },
            },
            Expect::Between { name, low, high } => {
                let Some(score) = program.score(&name.text) else {
                    return Err(self.no_figure(name, &program));
                };
                let (low, high) = (self.points(low), self.points(high));
                Ok(Expected::ScoreBetween { score, low: low?, high: high? })
            }
            Expect::Line { label, op, value } => {
                let line = self.line_labelled(label, &program)?;
                Ok(Expected::Line { line, op: compare_op(*op), value: self.points(value)? })
            }
            Expect::Is { name, negated, value } => self.expect_is(name, *negated, value, &program),
            Expect::No(name) => self.expect_no(name, &program),
            Expect::Disqualified { negated } => Ok(Expected::Disqualified(!negated)),
        }
    }

    fn line_labelled(&mut self, label: &ast::Text, program: &Program) -> Result<LineId> {
        let found =
            program.lines.iter().position(|l| l.origin.label.as_deref() == Some(&label.text));
        if let Some(position) = found {
            return Ok(LineId(position as u32));
        }
        let labels = program.lines.iter().filter_map(|l| l.origin.label.as_deref());
        let message = format!("no rule has the label `{}`", label.text);
        let mut unknown =
            not_there(name_codes::UNKNOWN_FIGURE, label.span, message, &label.text, labels);
        for edit in unknown.fixes.iter_mut().flat_map(|f| &mut f.edits) {
            edit.text = format!("\"{}\"", edit.text);
        }
        Err(self.error(unknown))
    }

    fn expect_is(
        &mut self,
        name: &ast::Name,
        negated: bool,
        value: &'a Expr,
        program: &Program,
    ) -> Result<Expected> {
        let value = &self.word(value)?;
        if name.text == "stage" && value.text == "disqualified" {
            return Ok(Expected::Disqualified(!negated));
        }
        if name.text == "stage" {
            let stage = self.label_among(value, &program.stages, "stage")?;
            return Ok(Expected::Stage { stage: StageId(stage as u32), negated });
        }
        if name.text == "action" {
            return Ok(Expected::Action { action: value.text.clone(), negated });
        }
        if let Some(grade) = program.grades.iter().position(|g| g.name == name.text) {
            let label = self.label_among(value, &program.grades[grade].labels, "grade")?;
            return Ok(Expected::Grade {
                grade: GradeId(grade as u32),
                label: label as u16,
                negated,
            });
        }
        if let Some(matrix) = program.matrices.iter().position(|m| m.name == name.text) {
            let cell = match value.text.as_str() {
                "disqualified" => DISQUALIFIED,
                _ => self.label_among(value, &program.matrices[matrix].values, "cell")? as u16,
            };
            return Ok(Expected::Matrix { matrix, value: cell, negated });
        }
        if let Some(of) = name.text.strip_suffix("_action")
            && let Some(matrix) = program.matrices.iter().position(|m| m.name == of)
        {
            return Ok(Expected::MatrixAction { matrix, action: value.text.clone(), negated });
        }
        Err(self.no_figure(name, program))
    }

    /// A label as text: `hot`, `"A+"`, `1`, or what a column of the test stands for.
    fn word(&mut self, expr: &'a Expr) -> Result<ast::Text> {
        let literal = self.literal(expr)?;
        let text = match literal.kind {
            ExprKind::Text(text) | ExprKind::YesNo(_, text) => text.text.clone(),
            ExprKind::Number(number) => number.text.clone(),
            kind => return Err(self.test_mismatch(expr, "text", kind)),
        };
        Ok(ast::Text { text, span: expr.span, quoted: true })
    }

    fn label_among(&mut self, value: &ast::Text, labels: &[String], what: &str) -> Result<usize> {
        if let Some(position) = labels.iter().position(|l| *l == value.text) {
            return Ok(position);
        }
        let message = format!("there is no {what} `{}`", value.text);
        let known = labels.iter().map(String::as_str);
        let unknown = not_there(name_codes::UNKNOWN_LABEL, value.span, message, &value.text, known);
        Err(self.error(unknown))
    }

    fn expect_no(&mut self, name: &ast::Name, program: &Program) -> Result<Expected> {
        match name.text.as_str() {
            "stage" => Ok(Expected::NoStage),
            "score" => Ok(Expected::NoScore),
            "action" => Ok(Expected::NoAction),
            other => match program.grades.iter().position(|g| g.name == other) {
                Some(grade) => Ok(Expected::NoGrade(GradeId(grade as u32))),
                None => Err(self.no_figure(name, program)),
            },
        }
    }

    fn no_figure(&mut self, name: &ast::Name, program: &Program) -> Reported {
        let scores = program.scores.iter().map(|s| s.name.as_str());
        let grades = program.grades.iter().map(|g| g.name.as_str());
        let matrices = program.matrices.iter().map(|m| m.name.as_str());
        let known: Vec<&str> =
            scores.chain(grades).chain(matrices).chain(["stage", "action"]).collect();
        let message = format!("the model has no figure `{}`", name.text);
        let unknown = not_there(name_codes::UNKNOWN_FIGURE, name.span, message, &name.text, known);
        self.error(unknown)
    }
}
