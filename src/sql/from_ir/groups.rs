//! Groups: what they make of their parts, and what they add or take away.

use crate::ir::program::{Group, GroupId, GroupMode, Score};
use crate::sql::from_ir::builder::{Builder, New};
use crate::sql::from_ir::parts::{Part, What, figures_of, height, on_figures, on_only};
use crate::sql::from_ir::rows::Rows;
use crate::sql::tree::{Expr, column, if_else, phrase};
use crate::types::points::LIMIT;

impl Builder<'_> {
    /// The groups of one height, whose parts have their figures.
    pub fn groups(&mut self, leads: &mut Rows, score: &Score, parts: &mut [Part], level: usize) {
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

    fn made(&mut self, leads: &Rows, id: GroupId, group: &Group, inner: &[Part]) -> (Expr, i128) {
        let bound = inner.iter().map(|part| part.bound).max().unwrap_or(0);
        match group.mode {
            GroupMode::Sum => {
                let (all, bound) = self.sum(inner);
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
    pub fn adjustments(&mut self, leads: &mut Rows, score: &Score, parts: &[Part]) {
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

    fn differences(&mut self, parts: &[Part], into: &mut Vec<New>, ids: &mut Vec<GroupId>) {
        for part in parts {
            let What::Group(id, inner) = &part.what else { continue };
            let (all, _) = self.sum(inner);
            let name = format!("adjustment: group {}", self.program.groups[id.index()].name);
            into.push(New::of(self.hold(part.figure.clone().minus(self.hold(all))), name));
            ids.push(*id);
            self.differences(inner, into, ids);
        }
    }

    /// The sum of the parts' figures, and within what it is. What may leave 64 bits is added up in wide numbers, and held.
    pub fn sum(&mut self, parts: &[Part]) -> (Expr, i128) {
        let bound: i128 = parts.iter().map(|part| part.bound).sum();
        let figures = parts.iter().map(|part| part.figure.clone());
        if bound <= i64::MAX.into() {
            return (figures.reduce(Expr::plus).unwrap_or(Expr::Whole(0)), bound);
        }
        let wholes = &self.dialect.wholes;
        if wholes.digits < 20 {
            let none = self.unsayable(
                "so many rules without a cap",
                "a `max` for each, or for groups of them",
            );
            return (none, 0);
        }
        let wide = figures.map(|figure| phrase(wholes.wide, [figure])).reduce(Expr::plus);
        let held = self.hold(wide.unwrap_or(Expr::Whole(0)));
        (phrase(self.dialect.wholes.narrow, [held]), LIMIT)
    }
}

/// Gives the groups of one height their columns.
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
