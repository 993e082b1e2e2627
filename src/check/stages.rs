//! Stage lines and grades.

use std::collections::HashMap;

use crate::check::Result;
use crate::check::comparisons::compare_op;
use crate::check::fields::Scope;
use crate::check::later::Later;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, structure as codes};
use crate::diagnostic::near::one_of;
use crate::ir::expr::CompareOp;
use crate::ir::program::{Base, Grade, GradeId, GradeRow, ScoreId, StageId, StageLine, Threshold};
use crate::source::Span;
use crate::syntax::ast::{self, Item};
use crate::types::Points;

/// In order of first appearance.
#[derive(Default)]
struct StageNames<'a> {
    all: Vec<String>,
    ids: HashMap<&'a str, StageId>,
}

impl<'a> StageNames<'a> {
    fn id(&mut self, name: &'a str) -> StageId {
        *self.ids.entry(name).or_insert_with(|| {
            self.all.push(name.into());
            StageId(self.all.len() as u32 - 1)
        })
    }
}

impl<'a> Model<'a> {
    pub fn stage_lines(&mut self) -> (Vec<String>, Vec<StageLine>, Option<Base>) {
        let (mut names, mut lines, mut base) = (StageNames::default(), Vec::new(), None);
        let mut first = None;
        for statement in self.statements() {
            match &statement.it {
                Item::Stage(line) => {
                    let stage = self.stage(&line.name, &mut names);
                    lines.extend(self.stage_line(line, stage, statement.span));
                }
                Item::Otherwise(line) => {
                    let stage = self.stage(&line.name, &mut names);
                    if self.stands_once("otherwise", statement.span, &mut first) {
                        base = Some(Base {
                            stage,
                            origin: self.origin(statement.span, None),
                            action: line.action.as_ref().map(|a| a.text.clone()),
                        });
                    }
                }
                _ => {}
            }
        }
        self.hidden(&lines);
        (names.all, lines, base)
    }

    fn stage(&mut self, name: &'a ast::Text, names: &mut StageNames<'a>) -> StageId {
        if name.text == "disqualified" {
            let error = Diagnostic::error(
                name_codes::NAME_TAKEN,
                name.span,
                "`disqualified` is the stage of leads that a `disqualify` line takes out",
            );
            self.error(error.here("another name, please"));
        }
        names.id(&name.text)
    }

    fn stage_line(
        &mut self,
        line: &'a ast::StageLine,
        stage: StageId,
        span: Span,
    ) -> Result<StageLine> {
        let threshold = line.at.as_ref().map(|at| self.threshold(at)).transpose();
        let scope = Scope { stage: true, ..Scope::default() };
        let condition = line.condition.as_ref().map(|c| self.condition(c, &scope)).transpose();
        Ok(StageLine {
            stage,
            origin: self.origin(span, None),
            threshold: threshold?,
            condition: condition?,
            action: line.action.as_ref().map(|a| a.text.clone()),
        })
    }

    fn threshold(&mut self, at: &'a ast::At) -> Result<Threshold> {
        let score = match &at.score {
            Some(name) => self.score_named(name, &Scope::default()),
            None => self.headline(at.span),
        };
        let bound = self.points(&at.value);
        Ok(Threshold { score: score?, op: compare_op(at.op), bound: bound? })
    }

    /// The score that `at` means when it names none: `total`, else the only one.
    fn headline(&mut self, span: Span) -> Result<ScoreId> {
        let scores = &self.names.scores;
        if let Some(&(id, _)) = scores.get("total") {
            return Ok(id);
        }
        if let (1, Some(&(id, _))) = (scores.len(), scores.values().next()) {
            return Ok(id);
        }
        // Said once: one declaration mends all lines; what could not be read may be the missing score.
        let said = self.diagnostics.iter().any(|d| d.code == codes::HEADLINE);
        if said || !self.names.unread.is_empty() {
            return Err(crate::check::Reported);
        }
        let names: Vec<String> = scores.keys().map(|n| n.to_string()).collect();
        let error = if names.is_empty() {
            Diagnostic::error(
                codes::HEADLINE,
                span,
                "a stage begins at a score, and this file has none",
            )
            .here("which score?")
            .help("add a rule, such as `on email_open +1`")
        } else {
            Diagnostic::error(
                codes::HEADLINE,
                span,
                format!(
                    "which score? there are {}",
                    one_of(names.iter().map(String::as_str)).replace(" or ", " and ")
                ),
            )
            .here("names no score")
            .help(format!("name it: `at {} >= …`, or declare `score total = …`", names[0]))
        };
        // `span` is that of `at >= 30`.
        let place = Span { end: span.start + 2, ..span }.after();
        let write = |error: Diagnostic, name: &String| {
            error.fix(format!("write `at {name}`"), place, format!(" {name}"))
        };
        Err(self.error(names.iter().take(3).fold(error, write)))
    }

    /// A line that a later one always hides can never win.
    fn hidden(&mut self, lines: &[StageLine]) {
        let mut later = Later::default();
        let mut hidden = Vec::new();
        for (position, line) in lines.iter().enumerate().rev() {
            if later.hides(line) {
                hidden.push(position);
            }
            later.add(line);
        }
        for position in hidden.into_iter().rev() {
            let line = &lines[position];
            let hider = lines[position + 1..].iter().find(|later| hides(later, line));
            let Some(hider) = hider else { continue };
            let error = Diagnostic::error(
                codes::STAGE_HIDDEN,
                line.origin.span,
                "this stage is never reached: a later line always wins over it",
            )
            .here("never wins")
            .label(hider.origin.span, "holds whenever that one does, and the last one wins")
            .help("put the stages from the lowest to the highest");
            self.error(error);
        }
    }

    pub fn grades(&mut self) -> Option<Vec<Grade>> {
        let mut grades: Vec<Option<Grade>> = self.names.grades.iter().map(|_| None).collect();
        for statement in self.statements() {
            let Item::Grade(grade) = &statement.it else { continue };
            let column = format!("{}_grade", grade.score.text);
            let position = self.names.grades[&column].0 as usize;
            if grades[position].is_none() {
                grades[position] = self.grade(grade, column, statement.span).ok();
            }
        }
        grades.into_iter().collect()
    }

    fn grade(&mut self, grade: &'a ast::Grade, name: String, span: Span) -> Result<Grade> {
        let score = self.score_named(&grade.score, &Scope::default());
        let mut built = Grade {
            name,
            score: ScoreId(0),
            origin: self.origin(Span { end: grade.score.span.end, ..span }, None),
            labels: Vec::new(),
            rows: Vec::new(),
            otherwise: None,
        };
        let mut bounds: Vec<(Points, Span)> = Vec::new();
        let mut fault = false;
        let mut seen: Vec<&ast::Text> = Vec::new();
        for row in &grade.rows.statements {
            let (label, bound) = match &row.it {
                ast::GradeRow::At { label, op, bound } => (label, Some((compare_op(*op), bound))),
                ast::GradeRow::Otherwise { label } => (label, None),
                ast::GradeRow::Broken => {
                    fault = true;
                    continue;
                }
            };
            fault |= self
                .label_twice(label, &seen, built.otherwise.is_some() && bound.is_none())
                .is_err();
            seen.push(label);
            let number = built.labels.len() as u16;
            built.labels.push(label.text.clone());
            match bound {
                None => built.otherwise = Some(number),
                Some((op, bound)) => match self.grade_bound(op, bound, &mut bounds) {
                    Ok(bound) => built.rows.push(GradeRow { label: number, op, bound }),
                    Err(_) => fault = true,
                },
            }
        }
        // The highest bound that holds wins; `> 50` is higher than `>= 50`.
        built.rows.sort_by_key(|r| std::cmp::Reverse((r.bound, r.op == CompareOp::Greater)));
        built.score = score?;
        if fault { Err(crate::check::Reported) } else { Ok(built) }
    }

    fn label_twice(
        &mut self,
        label: &ast::Text,
        seen: &[&ast::Text],
        otherwise: bool,
    ) -> Result<()> {
        if otherwise {
            let error =
                Diagnostic::error(codes::STANDS_ONCE, label.span, "a grade has one `otherwise`");
            return Err(self.error(error.here("second one").help("leave one of them out")));
        }
        let Some(before) = seen.iter().find(|s| s.text == label.text) else { return Ok(()) };
        let error = Diagnostic::error(
            codes::ROW_TWICE,
            label.span,
            format!("the grade `{}` has two rows", label.text),
        )
        .here("second row")
        .label(before.span, "first row")
        .help("leave one of them out");
        Err(self.error(error))
    }

    fn grade_bound(
        &mut self,
        op: CompareOp,
        bound: &'a ast::Expr,
        bounds: &mut Vec<(Points, Span)>,
    ) -> Result<Points> {
        if !matches!(op, CompareOp::Greater | CompareOp::GreaterOrEqual) {
            let error = Diagnostic::error(
                codes::GRADE_BOUND,
                bound.span,
                "a grade begins at a bound: the row with the highest bound that holds wins",
            );
            return Err(self.error(error.here("use `>=` or `>`").help("the rest is `otherwise`")));
        }
        let points = self.points(bound)?;
        if let Some((_, before)) = bounds.iter().find(|(p, _)| *p == points) {
            let error = Diagnostic::error(
                codes::GRADE_BOUND,
                bound.span,
                "two grades begin at the same bound",
            )
            .here("second one")
            .label(*before, "first one");
            return Err(self.error(error));
        }
        bounds.push((points, bound.span));
        Ok(points)
    }

    /// The labels of a grade, as written.
    pub fn labels_of(&self, id: GradeId) -> Vec<String> {
        let grade = self.names.grades.values().find(|g| g.0 == id.0).map(|g| g.1);
        let rows = grade.map_or(&[] as &[_], |g| &g.rows.statements);
        rows.iter()
            .filter_map(|row| match &row.it {
                ast::GradeRow::At { label, .. } | ast::GradeRow::Otherwise { label } => {
                    Some(label.text.clone())
                }
                ast::GradeRow::Broken => None,
            })
            .collect()
    }

    /// A row of the grade could not be read: its label may be any.
    pub fn is_grade_broken(&self, id: GradeId) -> bool {
        let grade = self.names.grades.values().find(|g| g.0 == id.0).map(|g| g.1);
        let rows = grade.map_or(&[] as &[_], |g| &g.rows.statements);
        rows.iter().any(|r| r.it == ast::GradeRow::Broken)
    }
}

/// Does `later` hold whenever `line` does?
fn hides(later: &StageLine, line: &StageLine) -> bool {
    if later.condition.is_some() && later.condition != line.condition {
        return false;
    }
    match (later.threshold, line.threshold) {
        (None, _) => later.condition.is_some(),
        (Some(_), None) => false,
        (Some(later), Some(line)) => {
            let covers =
                |(outer, inner): ([i64; 2], [i64; 2])| outer[0] <= inner[0] && inner[1] <= outer[1];
            later.score == line.score && interval(later).zip(interval(line)).is_some_and(covers)
        }
    }
}

/// The hundredths for which a threshold holds, both ends included; nothing for `!=`.
pub(super) fn interval(threshold: Threshold) -> Option<[i64; 2]> {
    let bound = threshold.bound.0;
    Some(match threshold.op {
        CompareOp::Equal => [bound, bound],
        CompareOp::NotEqual => return None,
        CompareOp::Less => [i64::MIN, bound - 1],
        CompareOp::LessOrEqual => [i64::MIN, bound],
        CompareOp::Greater => [bound + 1, i64::MAX],
        CompareOp::GreaterOrEqual => [bound, i64::MAX],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::expr::{Cond, Place};
    use crate::ir::program::Origin;
    use crate::types::AttributeId;

    const OPS: [CompareOp; 6] = [
        CompareOp::Equal,
        CompareOp::NotEqual,
        CompareOp::Less,
        CompareOp::LessOrEqual,
        CompareOp::Greater,
        CompareOp::GreaterOrEqual,
    ];

    fn drawn(random: &mut fastrand::Rng) -> StageLine {
        let threshold = (random.u8(..4) > 0).then(|| Threshold {
            score: ScoreId(random.u32(..2)),
            op: OPS[random.usize(..6)],
            bound: Points(random.i64(..4)),
        });
        let field = Place::Lead(AttributeId(random.u32(..2)));
        let condition = random.bool().then(|| Cond::Bool { field, value: random.bool() });
        let (stage, origin) = (StageId(0), Origin::default());
        StageLine { stage, origin, threshold, condition, action: None }
    }

    #[test]
    fn a_line_is_hidden_where_any_later_one_hides_it() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..500 {
            let lines: Vec<StageLine> = (0..12).map(|_| drawn(&mut random)).collect();
            let mut later = Later::default();
            for (position, line) in lines.iter().enumerate().rev() {
                let by_pairs = lines[position + 1..].iter().any(|later| hides(later, line));
                assert_eq!(later.hides(line), by_pairs, "{position} of {lines:?}");
                later.add(line);
            }
        }
    }
}
