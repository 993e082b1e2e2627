//! Matrices: two graded scores crossed, each cell once.

use crate::check::model::Model;
use crate::check::names::not_there;
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, structure as codes};
use crate::diagnostic::near::one_of;
use crate::ir::program::{Cell, GradeId, Matrix};
use crate::source::Span;
use crate::syntax::ast::{self, Item};

impl<'a> Model<'a> {
    pub fn matrices(&mut self) -> Option<Vec<Matrix>> {
        let mut matrices: Vec<Option<Matrix>> = Vec::new();
        let mut names: Vec<&ast::Name> = Vec::new();
        for statement in self.statements() {
            let Item::Matrix(matrix) = &statement.it else { continue };
            if let Some(before) = names.iter().find(|n| n.text == matrix.name.text) {
                let error = Diagnostic::error(
                    name_codes::DECLARED_TWICE,
                    matrix.name.span,
                    format!("the matrix `{}` is there twice", matrix.name.text),
                )
                .here("second time")
                .label(before.span, "first time")
                .help("give one of them another name");
                self.error(error);
            }
            names.push(&matrix.name);
            matrices.push(self.matrix(matrix, statement.span).ok());
        }
        matrices.into_iter().collect()
    }

    fn matrix(&mut self, matrix: &'a ast::Matrix, span: Span) -> Result<Matrix> {
        let (rows, columns) = (self.graded(&matrix.rows_by), self.graded(&matrix.columns_by));
        let (rows, columns) = (rows?, columns?);
        let broken = matrix.rows.statements.iter().any(|s| s.it == ast::MatrixRow::Broken);
        if broken || self.is_grade_broken(rows) || self.is_grade_broken(columns) {
            return Err(Reported);
        }
        let (row_labels, column_labels) = (self.labels_of(rows), self.labels_of(columns));
        let mut lines = matrix.rows.statements.iter().filter_map(|s| match &s.it {
            ast::MatrixRow::Cells(cells) => Some((cells, s.span)),
            ast::MatrixRow::Broken => None,
        });
        let Some((header, header_span)) = lines.next() else {
            let error = Diagnostic::error(
                codes::MATRIX_INCOMPLETE,
                matrix.name.span,
                "the matrix is empty",
            );
            return Err(self.error(error.here("no rows").help(format!(
                "its first row names the grades of `{}`: {}",
                matrix.columns_by.text,
                one_of(column_labels.iter().map(String::as_str))
            ))));
        };
        let header = self.matrix_labels(
            header.iter().map(|c| &c.value),
            &column_labels,
            ("column", &matrix.columns_by),
            header_span,
        );
        let body: Vec<_> = lines.collect();
        let labels = body.iter().filter_map(|(cells, _)| cells.first()).map(|c| &c.value);
        let order =
            self.matrix_labels(labels, &row_labels, ("row", &matrix.rows_by), matrix.name.span);
        let (header, order) = (header?, order?);
        let mut values: Vec<String> = Vec::new();
        let mut cells: Vec<Vec<Cell>> = vec![Vec::new(); row_labels.len()];
        for ((written, row_span), row) in body.iter().zip(order) {
            cells[row] = self.matrix_row(&written[1..], *row_span, &header, &mut values)?;
        }
        let head = Span { end: matrix.rows.span.start, ..span };
        Ok(Matrix {
            name: matrix.name.text.clone(),
            origin: self.origin(head, None),
            rows,
            columns,
            values,
            cells,
        })
    }

    /// The grade of a score that a matrix crosses; it must always have a label.
    fn graded(&mut self, score: &'a ast::Name) -> Result<GradeId> {
        let column = format!("{}_grade", score.text);
        let Some((id, grade)) = self.names.grades.get(&column).map(|g| (g.0, g.1)) else {
            // The grades of a score with a slip in its name may be these: that is reported.
            let lost = |g: &&ast::Grade| !self.names.scores.contains_key(g.score.text.as_str());
            if self.names.grades.values().map(|g| g.1).any(|g| lost(&g)) {
                return Err(Reported);
            }
            let graded: Vec<&str> =
                self.names.grades.values().map(|g| g.1.score.text.as_str()).collect();
            let unknown = not_there(
                codes::NOT_GRADED,
                score.span,
                format!("`{}` has no grades", score.text),
                &score.text,
                graded,
            );
            let unknown = if unknown.fixes.is_empty() {
                unknown.here("no grades").help(format!(
                    "a matrix crosses two graded scores: add `grade {} {{ … }}`",
                    score.text
                ))
            } else {
                unknown
            };
            return Err(self.error(unknown));
        };
        let complete = grade
            .rows
            .statements
            .iter()
            .any(|r| matches!(r.it, ast::GradeRow::Otherwise { .. } | ast::GradeRow::Broken));
        if !complete {
            let error = Diagnostic::error(
                codes::NOT_GRADED,
                score.span,
                format!("some leads would have no grade of `{}`, and so no cell", score.text),
            )
            .here("its grades have no `otherwise`")
            .label(grade.score.span, "add an `otherwise` row here");
            return Err(self.error(error));
        }
        Ok(GradeId(id))
    }

    /// The positions of the written labels among the grade's; each must stand once.
    fn matrix_labels<'t>(
        &mut self,
        written: impl Iterator<Item = &'t ast::Text>,
        labels: &[String],
        (what, score): (&str, &ast::Name),
        span: Span,
    ) -> Result<Vec<usize>> {
        let mut found: Vec<usize> = Vec::new();
        let mut fault = false;
        for text in written {
            match labels.iter().position(|l| *l == text.text) {
                Some(position) if found.contains(&position) => {
                    let error = Diagnostic::error(
                        codes::MATRIX_LABEL,
                        text.span,
                        format!("`{}` is there twice", text.text),
                    );
                    self.error(error.here("second time").help("leave one of them out"));
                    fault = true;
                }
                Some(position) => found.push(position),
                None => {
                    let message = format!("`{}` is not a grade of `{}`", text.text, score.text);
                    let unknown = not_there(
                        codes::MATRIX_LABEL,
                        text.span,
                        message,
                        &text.text,
                        labels.iter().map(String::as_str),
                    );
                    self.error(unknown);
                    fault = true;
                }
            }
        }
        let missing: Vec<&str> = labels
            .iter()
            .enumerate()
            .filter(|(i, _)| !found.contains(i))
            .map(|(_, l)| l.as_str())
            .collect();
        if !missing.is_empty() && !fault {
            let error = Diagnostic::error(
                codes::MATRIX_INCOMPLETE,
                span,
                format!("the matrix has no {what} for {} of `{}`", one_of(missing), score.text),
            );
            return Err(self.error(error.here(format!("every grade needs its {what}"))));
        }
        if fault { Err(Reported) } else { Ok(found) }
    }

    /// One row's cells in the order of the column labels.
    fn matrix_row(
        &mut self,
        written: &[ast::Cell],
        span: Span,
        header: &[usize],
        values: &mut Vec<String>,
    ) -> Result<Vec<Cell>> {
        if written.len() != header.len() {
            let (have, need) = (written.len(), header.len());
            let error = Diagnostic::error(
                codes::MATRIX_INCOMPLETE,
                span,
                format!(
                    "this row has {have} {}, and the matrix {need} columns",
                    if have == 1 { "cell" } else { "cells" }
                ),
            );
            return Err(self.error(
                error
                    .here("one cell for each column, please")
                    .help("a cell of two words stands in quotes"),
            ));
        }
        let mut row = vec![Cell { value: 0, action: None }; header.len()];
        for (cell, &column) in written.iter().zip(header) {
            let value = values.iter().position(|v| *v == cell.value.text).unwrap_or_else(|| {
                values.push(cell.value.text.clone());
                values.len() - 1
            });
            row[column] =
                Cell { value: value as u16, action: cell.action.as_ref().map(|a| a.text.clone()) };
        }
        Ok(row)
    }
}
