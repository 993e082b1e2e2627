//! What a test expects, of figures, labels and actions that the model has.

use crate::check::Reported;
use crate::check::Result;
use crate::check::comparisons::compare_op;
use crate::check::literals::hundredths;
use crate::check::model::Model;
use crate::check::names::not_there;
use crate::check::tests::{Expected, Reading};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, types as type_codes};
use crate::ir::Program;
use crate::ir::expr::CompareOp;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::program::{GradeId, LineId, StageId};
use crate::syntax::ast::{self, Expect, Expr, ExprKind};
use crate::types::Points;

impl<'a> Model<'a> {
    pub(super) fn expect(&mut self, expect: &'a Expect, reading: &Reading) -> Result<Expected> {
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
            edit.text = format!("\"{}\"", edit.text.trim_matches('`'));
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
        let figure =
            value.text.bytes().all(|b| b.is_ascii_digit()).then(|| hundredths(&value.text));
        if let (Some(score), Some(Some(figure))) = (program.score(&name.text), figure) {
            let op = if negated { CompareOp::NotEqual } else { CompareOp::Equal };
            return Ok(Expected::Score { score, op, value: Points(figure) });
        }
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
        if program.score(&name.text).is_some() {
            let message = format!("`{}` is a figure, and `{}` is none", name.text, value.text);
            let error = Diagnostic::error(type_codes::MISMATCH, value.span, message);
            return Err(self.error(error.here("not a number").help("such as `= 10`")));
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
        let mut unknown =
            not_there(name_codes::UNKNOWN_FIGURE, name.span, message, &name.text, known);
        if let Some(score) = name.text.strip_suffix("_grade")
            && program.score(score).is_some()
        {
            unknown = unknown.help(format!("`{score}` has no grades: add `grade {score} {{ … }}`"));
        }
        self.error(unknown)
    }
}
