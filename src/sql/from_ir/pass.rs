//! The first pass over the events: all questions and all `on` rules that read no score, in one join and one sum.
//!
//! So the events are read and moved once, whatever the number of scores. What is left reads a published score, or an answer to another question, and
//! is asked where that is known.

use std::collections::BTreeSet;

use crate::ir::expr::{Kind, Query};
use crate::ir::program::{GroupId, Item, LineId, LineKind, MaskId, Per, Score, ScoreBody};
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, plain};
use crate::sql::from_ir::history::is_bare;
use crate::sql::from_ir::looks;
use crate::sql::from_ir::occurrences::{Occurrence, Pool, Summed};
use crate::sql::from_ir::rows::{Ask, LEAD, Rows};
use crate::sql::tree::{Expr, Item as Column, Select, Table, column, of, or_zero};

/// An `on` rule as it stands in a score.
struct Standing {
    id: LineId,
    mask: MaskId,
    /// The value of the nearest group's cap.
    per: Option<Per>,
    /// Groups around it that cap each value.
    pools: Vec<GroupId>,
    /// Those of them inside which it stands in a branch.
    branched: Vec<GroupId>,
}

impl<'a> Builder<'a> {
    pub fn first_pass(&mut self, leads: &mut Rows) {
        if self.request.events.is_none() {
            return;
        }
        let asks = self.first_asks();
        let (mut lines, pools) = self.first_lines();
        if asks.is_empty() && lines.is_empty() {
            return;
        }
        let queries = asks.iter().map(|(_, ask)| (&ask.query.kind, Some(&ask.query)));
        let kinds = lines.iter().map(|line| (&line.line.kind, None));
        let picks: Vec<(&Kind, Option<&Query>)> = queries.chain(kinds).collect();
        let mut rows = self.joined(&leads.as_begun(), picks, true);

        self.nested(&mut rows, &asks);
        let plain_asks: Vec<Ask> = asks.iter().map(|(_, ask)| ask.clone()).collect();
        let mut picked = Vec::new();
        for (mask, ask) in &asks {
            rows.mask = Some(*mask);
            picked.push(self.query_picks(&rows, &ask.query, false));
        }
        let ranked = self.ranks(&mut rows, &plain_asks, &picked);
        let mut items = plain([LEAD.to_string()]);
        let mut answers = Vec::new();
        let mut sums = Vec::new();
        // The sums come last, for they add steps of their own.
        let names = &mut leads.names;
        let summed = self.sums(names, &mut rows, "", &mut lines, &pools, &mut sums);
        let Summed { lines: own, pools: capped } = summed;
        for (((mask, ask), picked), ranked) in asks.into_iter().zip(picked).zip(ranked) {
            let question = (Some(mask), ask);
            let names = &mut leads.names;
            answers.push(self.found(names, &rows, question, picked, ranked, &mut items));
        }
        items.extend(sums);
        let mut select = Select::new(Table::step(&rows.step), items);
        select.group = vec![column(LEAD)];
        let comment = "What was found of each lead, and what its events are worth, in billionths.";
        let found = self.step("found", comment, select);

        let mut items = vec![Column::All(Some("o"))];
        self.finished(leads, answers, &mut items);
        let pooled = capped.iter().flat_map(|(_, capped, over)| [capped, over]);
        for name in own.iter().map(|(_, name)| name).chain(pooled) {
            items.push(Column::named(or_zero(of("f", name)), name));
        }
        self.come_back(leads, items, &found, of("o", LEAD).is(of("f", LEAD)));
        leads.sums.extend(own);
        leads.pools.extend(capped);
    }

    /// Questions to the whole history that no score and no other question answers, each with its mask.
    fn first_asks(&self) -> Vec<(MaskId, Ask)> {
        let mut all = Vec::new();
        for mask in (0..self.program.masks.len()).map(|mask| MaskId(mask as u32)) {
            let mut asks = Asks::default();
            for score in self.program.scores.iter().filter(|score| score.mask == mask) {
                if let ScoreBody::Items(items) = &score.body {
                    self.asks_of_items(items, &mut asks);
                }
            }
            if mask == MaskId(0) {
                self.asks_of_verdict(&mut asks);
                let guard = self.program.model.as_ref().and_then(|model| model.guard.as_ref());
                guard.into_iter().for_each(|guard| asks.condition(guard));
            }
            let bare = |ask: &Ask| {
                !looks::reads_scores(ask) && ask.query.since.as_deref().is_none_or(is_bare)
            };
            asks.0.retain(bare);
            all.extend(asks.0.into_iter().map(|ask| (mask, ask)));
        }
        all
    }

    /// What the questions' own conditions ask from each event.
    fn nested(&mut self, rows: &mut Rows, asks: &[(MaskId, Ask)]) {
        let masks: BTreeSet<MaskId> = asks.iter().map(|(mask, _)| *mask).collect();
        for mask in masks {
            let mut nested = Asks::default();
            for (_, ask) in asks.iter().filter(|(of, _)| *of == mask) {
                nested.picked(&ask.query.kind, ask.query.filter.as_deref());
            }
            rows.mask = Some(mask);
            self.prepare(rows, nested.0);
        }
    }

    /// `on` rules that read no score, and groups that cap such rules together.
    fn first_lines(&self) -> (Vec<Occurrence<'a>>, Vec<Pool>) {
        let mut standing = Vec::new();
        for score in &self.program.scores {
            if let ScoreBody::Items(items) = &score.body {
                self.stand(items, score, (None, &[], &[]), &mut standing);
            }
        }
        let line = |id: LineId| match &self.program.line(id).kind {
            LineKind::On(line) => Some(&**line),
            LineKind::If { .. } => None,
        };
        let reads = |s: &&Standing| line(s.id).is_some_and(looks::line_reads_scores);
        let mut later: BTreeSet<GroupId> =
            standing.iter().flat_map(|s| s.branched.clone()).collect();
        later.extend(standing.iter().filter(reads).flat_map(|s| s.pools.clone()));
        standing.retain(|s| !reads(&s) && s.pools.iter().all(|pool| !later.contains(pool)));
        let groups: BTreeSet<GroupId> = standing.iter().flat_map(|s| s.pools.clone()).collect();
        let pools = groups.into_iter().filter_map(|group| {
            let (cap, per) = self.program.groups[group.index()].cap_per?;
            let inside = standing.iter().filter(|s| s.pools.contains(&group));
            Some(Pool { group, lines: inside.map(|s| s.id).collect(), cap, per })
        });
        let pools = pools.collect();
        let occurrences = standing.iter().filter_map(|s| {
            Some(Occurrence {
                id: s.id,
                line: line(s.id)?,
                mask: s.mask,
                on: Expr::Bool(true),
                group_per: s.per,
                counts: Expr::Null,
                points: Expr::Null,
            })
        });
        (occurrences.collect(), pools)
    }

    fn stand(
        &self,
        items: &[Item],
        score: &Score,
        (per, pools, branched): (Option<Per>, &[GroupId], &[GroupId]),
        into: &mut Vec<Standing>,
    ) {
        for item in items {
            match item {
                Item::Line(id) if matches!(self.program.line(*id).kind, LineKind::On(_)) => {
                    let (pools, branched) = (pools.to_vec(), branched.to_vec());
                    into.push(Standing { id: *id, mask: score.mask, per, pools, branched });
                }
                Item::Line(_) => {}
                Item::Group(id) => {
                    let group = &self.program.groups[id.index()];
                    let own = group.cap_per.map(|_| *id);
                    let pools: Vec<GroupId> = pools.iter().copied().chain(own).collect();
                    let per = group.cap_per.map(|(_, per)| per);
                    self.stand(&group.items, score, (per, &pools, branched), into);
                }
                // What stands around the whole group decides of it as a whole.
                Item::When { then, otherwise, .. } => {
                    self.stand(then, score, (per, pools, pools), into);
                    self.stand(otherwise, score, (per, pools, pools), into);
                }
            }
        }
    }
}
