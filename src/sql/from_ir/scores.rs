//! Scores: one column a rule, one a group, then the sum in its range.

use crate::ir::program::{
    Group, GroupId, GroupMode, Item, LineId, LineKind, Per, PointsBy, Score, ScoreBody, ScoreId,
};
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, New};
use crate::sql::from_ir::conditions::At;
use crate::sql::from_ir::occurrences::{Occurrence, Pool, Sums, on_line};
use crate::sql::from_ir::rows::{LEAD, Rows, Slot};
use crate::sql::tree::{
    Expr, Item as Column, Join, Operator, Select, Table, certain, column, if_else, of, or_zero,
    when,
};
use crate::types::Points;
use crate::types::points::{LIMIT, Nano};

/// No log has more events of one lead.
const EVENTS: i128 = 1_000_000_000;

/// A rule or a group, with the branch in which it stands.
struct Part {
    what: What,
    on: Expr,
    /// Its figure, and whether it takes part in a `best` or `first`; once they are there.
    figure: Expr,
    takes_part: Expr,
    /// It is within this, in hundredths.
    bound: i128,
}

enum What {
    Line(LineId),
    Group(GroupId, Vec<Part>),
}

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
        sum(&parts)
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
                let sum = sums.and_then(|s| s.lines.iter().find(|(id, _)| *id == line.id));
                let sum = sum.map_or(Expr::Whole(0), |(_, name)| or_zero(of("s", name)));
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

    fn on_sums(
        &mut self,
        leads: &mut Rows,
        score: &Score,
        all: &[Flat<'a>],
        parts: &[Part],
    ) -> Option<Sums> {
        let mut occurrences = Vec::new();
        for line in all {
            if let Some(on) = on_line(line.kind) {
                occurrences.push(Occurrence {
                    id: line.id,
                    line: on,
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
        for (id, capped, over) in &sums.pools {
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

    /// The groups of one height, whose parts have their figures.
    fn groups(&mut self, leads: &mut Rows, score: &Score, parts: &mut [Part], level: usize) {
        let mut columns = Vec::new();
        self.group_columns(leads, parts, level, &mut columns);
        let words = (&*format!("{} groups", score.name), "What groups make of their rules.");
        let mut names = self.extend(leads, words, columns).into_iter();
        name_groups(parts, level, &mut names);
    }

    fn group_columns(
        &mut self,
        leads: &Rows,
        parts: &mut [Part],
        level: usize,
        into: &mut Vec<New>,
    ) {
        for part in parts {
            let this = height(part);
            let What::Group(id, inner) = &mut part.what else { continue };
            if this != level {
                self.group_columns(leads, inner, level, into);
                continue;
            }
            let group = &self.program.groups[id.index()];
            let (made, bound) = self.made(leads, *id, group, inner);
            let published =
                on_only(&part.on, self.in_range(made, group.range.low, group.range.high));
            part.bound = match (group.range.low, group.range.high) {
                (Some(low), Some(high)) => i128::from(low.0.abs().max(high.0.abs())),
                _ => bound,
            };
            let any = inner.iter().map(|part| part.takes_part.clone());
            part.takes_part = Expr::Any(any.filter(|e| *e != Expr::Null).collect());
            into.push(New::rule(published, format!("group {}", group.name), &group.origin));
        }
    }

    fn made(&self, leads: &Rows, id: GroupId, group: &Group, inner: &[Part]) -> (Expr, i128) {
        let bound = inner.iter().map(|part| part.bound).max().unwrap_or(0);
        match group.mode {
            GroupMode::Sum => {
                let (all, bound) = sum(inner);
                let (all, bound) = match leads.pools.iter().find(|(of, ..)| *of == id) {
                    None => (all, bound),
                    Some((_, pool, over)) => self.pooled(all, inner, pool, over),
                };
                (if bound > LIMIT { self.hold(all) } else { all }, bound.min(LIMIT))
            }
            GroupMode::First => {
                let rows = inner.iter().map(|p| (p.takes_part.clone(), p.figure.clone()));
                let rows: Vec<_> = rows.collect();
                match rows.is_empty() {
                    true => (Expr::Whole(0), 0),
                    false => (Expr::Case(rows, Some(Box::new(Expr::Whole(0)))), bound),
                }
            }
            GroupMode::Best => (self.best(inner), bound),
        }
    }

    /// The greatest of what takes part, else 0.
    fn best(&self, inner: &[Part]) -> Expr {
        let none = Expr::Whole(-LIMIT - 1);
        let figures: Vec<Expr> = inner
            .iter()
            .map(|p| if_else(p.takes_part.clone(), p.figure.clone(), none.clone()))
            .collect();
        let best = match figures.as_slice() {
            [] => return Expr::Whole(0),
            [one] => one.clone(),
            _ => Expr::Phrase(
                "{0}({1})",
                vec![Expr::Word(self.dialect.numbers.greatest), Expr::List(figures)],
            ),
        };
        let any = Expr::Any(inner.iter().map(|p| p.takes_part.clone()).collect());
        if_else(any, best, Expr::Whole(0))
    }

    /// Where a value exceeds the cap, the pool's sum comes in place of the rules' figures.
    fn pooled(&self, all: Expr, inner: &[Part], pool: &str, over: &str) -> (Expr, i128) {
        let mut figures = Vec::new();
        on_figures(self, inner, &mut figures);
        let capped = self.hundredths(column(pool), true);
        let instead = figures.into_iter().fold(all.clone(), Expr::minus).plus(capped);
        (if_else(column(over).is(Expr::Whole(1)), instead, all), LIMIT + 1)
    }

    /// What each group adds or takes away.
    fn adjustments(&mut self, leads: &mut Rows, score: &Score, parts: &[Part]) {
        let mut columns = Vec::new();
        let mut ids = Vec::new();
        self.differences(parts, &mut columns, &mut ids);
        let words = (&*format!("{} adjustments", score.name), "What groups add or take away.");
        let names = self.extend(leads, words, columns);
        leads.adjustments.extend(ids.into_iter().zip(names));
        let mut all = Vec::new();
        figures_of(parts, &mut all);
        leads.lines.extend(all);
    }

    fn differences(&self, parts: &[Part], into: &mut Vec<New>, ids: &mut Vec<GroupId>) {
        for part in parts {
            let What::Group(id, inner) = &part.what else { continue };
            let (all, _) = sum(inner);
            let name = format!("adjustment: group {}", self.program.groups[id.index()].name);
            into.push(New::of(self.hold(part.figure.clone().minus(self.hold(all))), name));
            ids.push(*id);
            self.differences(inner, into, ids);
        }
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

/// A rule with what stands around it.
struct Flat<'a> {
    id: LineId,
    kind: &'a LineKind,
    on: Expr,
    /// It stands in a `best` or `first`, at any depth.
    chosen: bool,
    group_per: Option<Per>,
}

fn flat<'a>(
    parts: &[Part],
    chosen: bool,
    per: Option<Per>,
    builder: &Builder<'a>,
    into: &mut Vec<Flat<'a>>,
) {
    for part in parts {
        match &part.what {
            What::Line(id) => into.push(Flat {
                id: *id,
                kind: &builder.program.line(*id).kind,
                on: part.on.clone(),
                chosen,
                group_per: per,
            }),
            What::Group(id, inner) => {
                let group = &builder.program.groups[id.index()];
                let chosen = chosen || group.mode != GroupMode::Sum;
                flat(inner, chosen, group.cap_per.map(|(_, per)| per), builder, into);
            }
        }
    }
}

/// Gives the lines their figures, in their order.
fn give(parts: &mut [Part], figures: &mut impl Iterator<Item = (Expr, Expr, i128)>) {
    for part in parts {
        match &mut part.what {
            What::Line(_) => {
                let Some((figure, takes_part, bound)) = figures.next() else { return };
                (part.figure, part.takes_part, part.bound) = (figure, takes_part, bound);
            }
            What::Group(_, inner) => give(inner, figures),
        }
    }
}

fn name_groups(parts: &mut [Part], level: usize, names: &mut impl Iterator<Item = String>) {
    for part in parts {
        let this = height(part);
        let What::Group(_, inner) = &mut part.what else { continue };
        match this == level {
            true => part.figure = names.next().map_or(Expr::Null, column),
            false => name_groups(inner, level, names),
        }
    }
}

fn lines_of(parts: &[Part], into: &mut Vec<LineId>) {
    for part in parts {
        match &part.what {
            What::Line(id) => into.push(*id),
            What::Group(_, inner) => lines_of(inner, into),
        }
    }
}

fn figures_of(parts: &[Part], into: &mut Vec<(LineId, String)>) {
    for part in parts {
        match (&part.what, &part.figure) {
            (What::Line(id), Expr::Column(_, name)) => into.push((*id, name.clone())),
            (What::Line(_), _) => {}
            (What::Group(_, inner), _) => figures_of(inner, into),
        }
    }
}

fn on_figures(builder: &Builder, parts: &[Part], into: &mut Vec<Expr>) {
    for part in parts {
        match &part.what {
            What::Line(id) if on_line(&builder.program.line(*id).kind).is_some() => {
                into.push(part.figure.clone());
            }
            What::Line(_) => {}
            What::Group(_, inner) => on_figures(builder, inner, into),
        }
    }
}

/// How many groups stand in each other here.
fn height(part: &Part) -> usize {
    match &part.what {
        What::Line(_) => 0,
        What::Group(_, inner) => 1 + inner.iter().map(height).max().unwrap_or(0),
    }
}

fn is_computed(points: &PointsBy) -> bool {
    match points {
        PointsBy::Literal(_) => false,
        PointsBy::Computed(_) => true,
        PointsBy::Table(rows) => rows.iter().any(|(_, points)| is_computed(points)),
    }
}

fn sum(parts: &[Part]) -> (Expr, i128) {
    let all = parts.iter().map(|part| part.figure.clone()).reduce(Expr::plus);
    (all.unwrap_or(Expr::Whole(0)), parts.iter().map(|part| part.bound).sum())
}

/// Nothing in a branch that does not hold.
fn on_only(on: &Expr, figure: Expr) -> Expr {
    match on {
        Expr::Bool(true) => figure,
        on => if_else(on.clone(), figure, Expr::Whole(0)),
    }
}
