//! What comes out: scores, grades, matrices, the stage and its action, and why a lead is disqualified.

use crate::ir::program::{Cell, MaskId, Matrix, StageLine};
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, New};
use crate::sql::from_ir::conditions::{grade_of, reached};
use crate::sql::from_ir::rows::{LEAD, Rows};
use crate::sql::names::Names;
use crate::sql::tree::{Expr, Item, Join, Select, Table, certain, column, of, phrase, text, when};

/// What a disqualified lead shows.
const DISQUALIFIED: &str = "disqualified";

impl Builder<'_> {
    pub fn asks_of_verdict(&self, asks: &mut Asks) {
        let program = self.program;
        let stages = program.stage_lines.iter().filter_map(|line| line.condition.as_ref());
        let reasons = program.disqualifications.iter().map(|reason| &reason.condition);
        stages.chain(reasons).for_each(|condition| asks.condition(condition));
    }

    /// The last selection.
    pub fn verdict(&mut self, mut leads: Rows) -> Select {
        leads.mask = Some(MaskId(0));
        let mut asks = Asks::default();
        self.asks_of_verdict(&mut asks);
        self.prepare(&mut leads, asks.0);
        let program = self.program;
        let grades = program.grades.iter().map(|g| New::of(grade_of(&leads, g), &g.name)).collect();
        let reasons: Vec<Expr> = (program.disqualifications.iter())
            .map(|reason| {
                self.here = reason.origin.clone();
                certain(self.condition(&leads, &reason.condition))
            })
            .collect();
        let mut columns: Vec<New> = grades;
        let reason = |(condition, reason): (_, &crate::ir::program::Disqualification)| {
            New::of(condition, format!("disqualified: {}", reason.origin.title()))
        };
        columns.extend(reasons.into_iter().zip(&program.disqualifications).map(reason));
        let words = ("verdict", "Grades, and what disqualifies.");
        let mut names = self.extend(&mut leads, words, columns);
        let reasons = names.split_off(program.grades.len());
        let mut last = self.results(&leads, &names, &reasons);
        if program.model.as_ref().is_some_and(|model| model.guard.is_some()) {
            self.with_all_leads(&mut last);
        }
        last
    }

    fn results(&mut self, leads: &Rows, grades: &[String], reasons: &[String]) -> Select {
        let program = self.program;
        let mut out = Out { items: Vec::new(), names: Names::new(self.dialect.name_bytes) };
        out.add(column(LEAD), &self.request.id.clone());
        let points = |of: Expr| phrase(self.dialect.wholes.points, [of]);
        for (id, score) in program.scores.iter().enumerate() {
            let slot =
                crate::sql::from_ir::rows::Slot::Score(crate::ir::program::ScoreId(id as u32));
            out.add(points(leads.slot(slot)), &score.name);
        }
        for (name, grade) in grades.iter().zip(&program.grades) {
            out.add(column(name), &grade.name);
        }
        let disqualified = Expr::Any(reasons.iter().map(column).collect());
        for matrix in &program.matrices {
            let cell = |of: fn(&Matrix, &Cell) -> Option<String>, word: Expr| {
                self.cells(matrix, grades, (&disqualified, word), of)
            };
            let values = cell(|m, c| Some(m.values[c.value as usize].clone()), text(DISQUALIFIED));
            out.add(values, &matrix.name);
            if matrix.cells.iter().flatten().any(|cell| cell.action.is_some()) {
                let actions = cell(|_, cell| cell.action.clone(), Expr::Null);
                out.add(actions, &format!("{}_action", matrix.name));
            }
        }
        if !program.stages.is_empty() || !reasons.is_empty() {
            let base = program.base.as_ref().map(|base| program.stages[base.stage.index()].clone());
            let stage = |line: &StageLine| Some(program.stages[line.stage.index()].clone());
            let stage = self.staged(leads, (&disqualified, text(DISQUALIFIED)), stage, base);
            out.add(stage, "stage");
        }
        let base = program.base.as_ref().and_then(|base| base.action.clone());
        if base.is_some() || program.stage_lines.iter().any(|line| line.action.is_some()) {
            let action = |line: &StageLine| line.action.clone();
            let action = self.staged(leads, (&disqualified, Expr::Null), action, base);
            out.add(action, "action");
        }
        if !reasons.is_empty() {
            out.add(self.why(reasons), DISQUALIFIED);
        }
        if self.request.lines {
            for (line, name) in program.lines.iter().enumerate().filter_map(|(id, line)| {
                let found = leads.lines.iter().find(|(of, _)| of.index() == id)?;
                Some((line, &found.1))
            }) {
                out.add(points(column(name)), &line.origin.column());
            }
            for (id, group) in program.groups.iter().enumerate() {
                if let Some((_, name)) = leads.adjustments.iter().find(|(of, _)| of.index() == id) {
                    out.add(points(column(name)), &format!("group {}", group.name));
                }
            }
        }
        Select::new(Table::step(&leads.step), out.items)
    }

    fn cells(
        &self,
        matrix: &Matrix,
        grades: &[String],
        (disqualified, word): (&Expr, Expr),
        of: fn(&Matrix, &Cell) -> Option<String>,
    ) -> Expr {
        let labels =
            |grade: crate::ir::program::GradeId| &self.program.grades[grade.index()].labels;
        let mut rows = vec![(disqualified.clone(), word)];
        for (row, cells) in labels(matrix.rows).iter().zip(&matrix.cells) {
            for (label, cell) in labels(matrix.columns).iter().zip(cells) {
                let row = column(&grades[matrix.rows.index()]).is(text(row));
                let both = row.and(column(&grades[matrix.columns.index()]).is(text(label)));
                rows.push((both, of(matrix, cell).map_or(Expr::Null, |value| text(&value))));
            }
        }
        case(rows, None)
    }

    /// By the last line that holds.
    fn staged(
        &mut self,
        leads: &Rows,
        (disqualified, word): (&Expr, Expr),
        of: impl Fn(&StageLine) -> Option<String>,
        base: Option<String>,
    ) -> Expr {
        let mut rows = vec![(disqualified.clone(), word)];
        for line in self.program.stage_lines.iter().rev() {
            self.here = line.origin.clone();
            let threshold = line.threshold.map(|threshold| reached(leads, threshold));
            let condition = line.condition.as_ref().map(|c| self.condition(leads, c));
            let holds = Expr::All(threshold.into_iter().chain(condition).collect());
            rows.push((holds, of(line).map_or(Expr::Null, |value| text(&value))));
        }
        case(rows, base)
    }

    /// All reasons, with `; ` between them.
    fn why(&self, reasons: &[String]) -> Expr {
        let titles = self.program.disqualifications.iter().map(|d| d.origin.title());
        let mut all: Vec<Expr> = Vec::new();
        for (name, title) in reasons.iter().zip(titles) {
            match reasons.len() {
                1 => return when(column(name), text(title)),
                _ => all.push(crate::sql::tree::if_else(
                    column(name),
                    text(&format!("; {title}")),
                    text(""),
                )),
            }
        }
        let joined = all.into_iter().reduce(|left, right| phrase("({0} || {1})", [left, right]));
        let cut = phrase("substr({0}, 3)", [joined.unwrap_or(Expr::Null)]);
        phrase("nullif({0}, {1})", [cut, text("")])
    }

    /// Leads for whom the model is not come too, with nothing.
    fn with_all_leads(&mut self, last: &mut Select) {
        let name = self.step("results", "What the model says of those leads.", last.clone());
        let id = self.request.id.clone();
        let mut items = vec![Item::named(of("o", LEAD), &id)];
        for item in last.items.iter().skip(1) {
            if let Item::Named { name, .. } = item {
                items.push(Item::named(of("r", name), name));
            }
        }
        let first = self.steps.iter().find(|step| step.name.starts_with("known leads"));
        let first = first.map(|step| step.name.clone()).unwrap_or_default();
        let mut select = Select::new(Table::step(&first), items);
        select.alias = Some("o");
        let on = of("o", LEAD).is(of("r", &id));
        select.join = Some(Join { left: true, table: Table::step(&name), alias: "r", on });
        *last = select;
    }
}

/// The columns that come out.
struct Out {
    items: Vec<Item>,
    names: Names,
}

impl Out {
    fn add(&mut self, expr: Expr, wanted: &str) {
        let name = self.names.claim(wanted);
        self.items.push(Item::named(expr, name));
    }
}

/// A row that never holds is left out.
fn case(rows: Vec<(Expr, Expr)>, otherwise: Option<String>) -> Expr {
    let never = |condition: &Expr| matches!(condition, Expr::Any(of) if of.is_empty());
    let rows: Vec<_> = rows.into_iter().filter(|(condition, _)| !never(condition)).collect();
    let otherwise = otherwise.map(Expr::Text);
    match rows.is_empty() {
        true => otherwise.unwrap_or(Expr::Null),
        false => Expr::Case(rows, otherwise.map(Box::new)),
    }
}
