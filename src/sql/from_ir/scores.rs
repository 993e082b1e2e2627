//! Scores: one column a rule, one a group, then the sum in its range.

use crate::ir::program::{Item, LineId, LineKind, PointsBy, Score, ScoreBody, ScoreId};
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, New};
use crate::sql::from_ir::conditions::At;
use crate::sql::from_ir::occurrences::{Occurrence, Pool, Sums, on_line};
use crate::sql::from_ir::parts::{Flat, Part, What, flat, give, height, lines_of, on_only};
use crate::sql::from_ir::rows::{LEAD, Rows, Slot};
use crate::sql::tree::{
    Expr, Item as Column, Join, Operator, Select, Table, certain, column, if_else, of, or_zero,
    when,
};
use crate::types::Points;
use crate::types::points::{LIMIT, Nano};

/// No log has more events of one lead.
const EVENTS: i128 = 1_000_000_000;

impl<'a> Builder<'a> {
    /// Adds the score's column.
    pub fn score(&mut self, leads: &mut Rows, id: ScoreId) {
        let score = &self.program.scores[id.index()];
        self.here = score.origin.clone();
        let (sum, bound) = match &score.body {
            ScoreBody::Formula(formula) => self.formula(leads, score, formula),
            ScoreBody::Items(items) => self.items(leads, score, items),
        };
        let sum = if bound > LIMIT { self.hold(sum) } else { sum };
        let published = self.in_range(sum, score.range.low, score.range.high);
        let name = New::rule(published, &score.name, &score.origin);
        let words = (&*score.name, "The score, in hundredths of a point.");
        if let Some(name) = self.extend(leads, words, vec![name]).pop() {
            leads.slots.insert(Slot::Score(id), name);
        }
    }

    fn items(&mut self, leads: &mut Rows, score: &Score, items: &'a [Item]) -> (Expr, i128) {
        leads.mask = Some(score.mask);
        let mut asks = Asks::default();
        self.asks_of_items(items, &mut asks);
        self.prepare(leads, asks.0);
        let mut conditions = Vec::new();
        self.branches(leads, items, &mut conditions);
        let words = (&*format!("{} branches", score.name), "Which branches hold.");
        let mut branches = self.extend(leads, words, conditions).into_iter();
        let mut parts = self.parts(items, &Expr::Bool(true), &mut branches);
        self.lines(leads, score, &mut parts);
        let height = parts.iter().map(height).max().unwrap_or(0);
        for level in 1..=height {
            self.groups(leads, score, &mut parts, level);
        }
        if self.request.lines {
            self.adjustments(leads, score, &parts);
        }
        self.sum(&parts)
    }

    /// The conditions of `when`, outer ones first.
    fn branches(&mut self, leads: &Rows, items: &[Item], into: &mut Vec<New>) {
        for item in items {
            match item {
                Item::Line(_) => {}
                Item::Group(id) => {
                    let program = self.program;
                    self.branches(leads, &program.groups[id.index()].items, into);
                }
                Item::When { condition, origin, then, otherwise } => {
                    self.here = origin.clone();
                    let holds = certain(self.condition(leads, condition));
                    into.push(New::of(holds, origin.text.clone()));
                    self.branches(leads, then, into);
                    self.branches(leads, otherwise, into);
                }
            }
        }
    }

    fn parts(
        &self,
        items: &[Item],
        on: &Expr,
        branches: &mut impl Iterator<Item = String>,
    ) -> Vec<Part> {
        let mut parts = Vec::new();
        for item in items {
            let what = match item {
                Item::Line(id) => What::Line(*id),
                Item::Group(id) => {
                    let items = &self.program.groups[id.index()].items;
                    What::Group(*id, self.parts(items, on, branches))
                }
                Item::When { then, otherwise, .. } => {
                    let holds = branches.next().map_or(Expr::Null, column);
                    parts.extend(self.parts(then, &on.clone().and(holds.clone()), branches));
                    parts.extend(self.parts(otherwise, &on.clone().and(holds.negated()), branches));
                    continue;
                }
            };
            parts.push(Part {
                what,
                on: on.clone(),
                figure: Expr::Null,
                takes_part: Expr::Null,
                bound: 0,
            });
        }
        parts
    }

    /// One column a rule.
    fn lines(&mut self, leads: &mut Rows, score: &Score, parts: &mut [Part]) {
        let mut all = Vec::new();
        flat(parts, false, None, self, &mut all);
        let computed = self.computed(leads, score, &all);
        let sums = self.on_sums(leads, score, &all, parts);
        let mut columns = Vec::new();
        let mut bounds = Vec::new();
        for line in &all {
            let origin = &self.program.line(line.id).origin;
            self.here = origin.clone();
            let (figure, fires, bound) = self.figure(leads, line, &computed, sums.as_ref());
            columns.push(New::rule(figure, origin.title(), origin));
            if line.chosen {
                columns.push(New::of(fires, format!("fires: {}", origin.title())));
            }
            bounds.push(bound);
        }
        let words = (&*format!("{} lines", score.name), "Each rule's points, in hundredths.");
        let mut names = match &sums {
            Some(sums) => self.extend_with_sums(leads, words, sums, columns),
            None => self.extend(leads, words, columns),
        }
        .into_iter();
        let mut figures = all.iter().zip(bounds).map(|(line, bound)| {
            let figure = names.next().map_or(Expr::Null, column);
            let takes_part =
                if line.chosen { names.next().map_or(Expr::Null, column) } else { Expr::Null };
            (figure, takes_part, bound)
        });
        give(parts, &mut figures);
    }

    /// Points of `if` rules that are computed: billionths, null where the rule does not fire.
    fn computed(
        &mut self,
        leads: &mut Rows,
        score: &Score,
        all: &[Flat<'a>],
    ) -> Vec<(LineId, Expr)> {
        let mut columns = Vec::new();
        let mut ids = Vec::new();
        for line in all {
            let origin = &self.program.line(line.id).origin;
            self.here = origin.clone();
            let LineKind::If { points, .. } = line.kind else { continue };
            if !is_computed(points) {
                continue;
            }
            let points = self.points(At::innermost(leads), points);
            let billionths = self.billionths(points, None, false);
            let holds = self.holds(leads, line);
            columns.push(New::of(when(holds, billionths), format!("points: {}", origin.title())));
            ids.push(line.id);
        }
        let words = (&*format!("{} points", score.name), "Computed points, in billionths.");
        let names = self.extend(leads, words, columns);
        ids.into_iter().zip(names.into_iter().map(column)).collect()
    }

    /// The condition, the period and the branch of an `if`.
    fn holds(&mut self, leads: &Rows, line: &Flat<'a>) -> Expr {
        let LineKind::If { condition, active, .. } = line.kind else { return Expr::Null };
        let period = self.in_period(self.as_of(), *active);
        let condition = condition.as_ref().map(|c| self.condition(leads, c));
        period.and(condition.unwrap_or(Expr::Bool(true))).and(line.on.clone())
    }

    /// A rule's points in hundredths, whether it fires, and within what it is.
    fn figure(
        &mut self,
        leads: &Rows,
        line: &Flat<'a>,
        computed: &[(LineId, Expr)],
        sums: Option<&Sums>,
    ) -> (Expr, Expr, i128) {
        match line.kind {
            LineKind::On(on) => {
                let own = leads.sums.iter().find(|(id, _)| *id == line.id);
                let later =
                    sums.and_then(|s| s.columns.lines.iter().find(|(id, _)| *id == line.id));
                let sum = match (own, later) {
                    (Some((_, name)), _) => column(name),
                    (None, Some((_, name))) => or_zero(of("s", name)),
                    (None, None) => Expr::Whole(0),
                };
                let bound = match (&on.cap, &on.points) {
                    (_, PointsBy::Literal(points)) => i128::from(points.0).abs() * EVENTS * 10,
                    _ => LIMIT + 1,
                };
                let hundredths = self.hundredths(sum, bound > LIMIT);
                let hundredths = self.capped_by(hundredths, on.cap);
                let figure = on_only(&line.on, hundredths);
                let fires = figure.clone().binary(Operator::NotEqual, Expr::Whole(0));
                (figure, fires, on.cap.map_or(bound.min(LIMIT), |cap| cap.0.into()))
            }
            LineKind::If { points, cap, .. } => {
                if let Some((_, column)) = computed.iter().find(|(id, _)| *id == line.id) {
                    let hundredths = self.hundredths(or_zero(column.clone()), false);
                    let bound = cap.map_or(EVENTS * 100, |cap| cap.0.into());
                    return (self.capped_by(hundredths, *cap), column.clone().present(), bound);
                }
                let holds = self.holds(leads, line);
                let (points, bound) = self.literals(leads, points, *cap);
                let fires = match &points {
                    Expr::Whole(_) => certain(holds.clone()),
                    points => when(holds.clone(), points.clone()).present(),
                };
                let figure = match points {
                    Expr::Whole(_) => if_else(holds, points, Expr::Whole(0)),
                    points => or_zero(when(holds, points)),
                };
                (figure, fires, bound)
            }
        }
    }

    /// Points that are all literal, in hundredths; null where no row of a table holds.
    fn literals(&mut self, leads: &Rows, by: &PointsBy, cap: Option<Points>) -> (Expr, i128) {
        match by {
            PointsBy::Literal(points) => {
                let points = Points::round(Nano::from_points(points.to_f64()).0.into());
                let points = cap.map_or(points, |cap| points.clamp(Points(-cap.0), cap));
                (Expr::Whole(points.0.into()), i128::from(points.0).abs())
            }
            PointsBy::Table(rows) if !rows.is_empty() => {
                let at = At::innermost(leads);
                let (mut cases, mut bound) = (Vec::new(), 0);
                for (condition, by) in rows {
                    let (points, of_row) = self.literals(leads, by, cap);
                    cases.push((self.condition_at(at, condition), points));
                    bound = bound.max(of_row);
                }
                (Expr::Case(cases, None), bound)
            }
            PointsBy::Table(_) | PointsBy::Computed(_) => (Expr::Null, 0),
        }
    }

    /// The sums of rules that the first pass left: they read scores, or a group caps them together and a branch inside it may leave some out.
    fn on_sums(
        &mut self,
        leads: &mut Rows,
        score: &Score,
        all: &[Flat<'a>],
        parts: &[Part],
    ) -> Option<Sums> {
        let mut occurrences = Vec::new();
        for line in all.iter().filter(|line| leads.sums.iter().all(|(id, _)| *id != line.id)) {
            if let Some(on) = on_line(line.kind) {
                occurrences.push(Occurrence {
                    id: line.id,
                    line: on,
                    mask: score.mask,
                    on: line.on.clone(),
                    group_per: line.group_per,
                    counts: Expr::Null,
                    points: Expr::Null,
                });
            }
        }
        if occurrences.is_empty() || self.request.events.is_none() {
            return None;
        }
        let mut pools = Vec::new();
        self.pools(parts, &mut pools);
        pools.retain(|pool| leads.pools.iter().all(|(id, ..)| *id != pool.group));
        Some(self.sums_of(leads, &score.name, occurrences, pools))
    }

    /// Groups with a cap of each value, and the `on` rules directly or indirectly in them.
    fn pools(&self, parts: &[Part], into: &mut Vec<Pool>) {
        for part in parts {
            let What::Group(id, inner) = &part.what else { continue };
            if let Some((cap, per)) = self.program.groups[id.index()].cap_per {
                let mut lines = Vec::new();
                lines_of(inner, &mut lines);
                lines.retain(|id| on_line(&self.program.line(*id).kind).is_some());
                if !lines.is_empty() {
                    into.push(Pool { group: *id, lines, cap, per });
                }
            }
            self.pools(inner, into);
        }
    }

    /// Adds columns that read the sums of the `on` rules, which are those of table `s`.
    fn extend_with_sums(
        &mut self,
        leads: &mut Rows,
        (wanted, comment): (&str, &str),
        sums: &Sums,
        columns: Vec<New>,
    ) -> Vec<String> {
        let mut items = vec![Column::All(Some("o"))];
        for (id, capped, over) in &sums.columns.pools {
            for name in [capped, over] {
                items.push(Column::named(or_zero(of("s", name)), name));
            }
            leads.pools.push((*id, capped.clone(), over.clone()));
        }
        let mut names = Vec::new();
        for New { expr, wanted, comment } in columns {
            let name = leads.names.claim(&wanted);
            names.push(name.clone());
            items.push(Column::Named { expr, name, comment });
        }
        let mut select = Select::new(Table::step(&leads.step), items);
        select.alias = Some("o");
        let on = of("o", LEAD).is(of("s", LEAD));
        select.join = Some(Join { left: true, table: Table::step(&sums.step), alias: "s", on });
        leads.step = self.step(wanted, comment, select);
        names
    }

    fn capped_by(&self, hundredths: Expr, cap: Option<Points>) -> Expr {
        match cap {
            Some(cap) => self.in_range(hundredths, Some(Points(-cap.0)), Some(cap)),
            None => hundredths,
        }
    }

    /// The questions that rules outside any event ask.
    pub fn asks_of_items(&self, items: &[Item], asks: &mut Asks) {
        for item in items {
            match item {
                Item::Group(id) => self.asks_of_items(&self.program.groups[id.index()].items, asks),
                Item::When { condition, then, otherwise, .. } => {
                    asks.condition(condition);
                    self.asks_of_items(then, asks);
                    self.asks_of_items(otherwise, asks);
                }
                Item::Line(id) => {
                    if let LineKind::If { condition, points, .. } = &self.program.line(*id).kind {
                        condition.iter().for_each(|condition| asks.condition(condition));
                        asks.points(points);
                    }
                }
            }
        }
    }
}

fn is_computed(points: &PointsBy) -> bool {
    match points {
        PointsBy::Literal(_) => false,
        PointsBy::Computed(_) => true,
        PointsBy::Table(rows) => rows.iter().any(|(_, points)| is_computed(points)),
    }
}
