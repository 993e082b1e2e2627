//! Scores, groups and guards: what adds up to what, and in which order scores are computed.

use crate::check::Result;
use crate::check::fields::Scope;
use crate::check::model::Model;
use crate::check::names::PLAIN_SCORE;
use crate::check::rules::Surroundings;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, structure as codes};
use crate::ir::program::{
    Group, GroupId, GroupMode, Item, Mask, MaskId, Per, Range, Score, ScoreBody, ScoreId,
};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Points;
use crate::types::ageing::Ageing;

/// Columns that every output has; a score of the same name would hide them.
const TAKEN: [&str; 4] = ["stage", "action", "disqualified", "lead_id"];

impl<'a> Model<'a> {
    /// All scores, in the order of their ids.
    pub fn scores(&mut self) -> Option<Vec<Score>> {
        let statements = self.statements();
        let ageing = self.block_ageing(statements, &Ageing::default());
        let mut scores: Vec<Option<Score>> = self.names.scores.iter().map(|_| None).collect();
        for statement in statements {
            let ast::Item::Score(score) = &statement.it else { continue };
            let Some(&(id, _)) = self.names.scores.get(score.name.text.as_str()) else { continue };
            if scores[id.index()].is_none() {
                scores[id.index()] = self.score(score, id, statement.span, &ageing).ok();
            }
        }
        if let Some(&(id, span)) = self.names.scores.get(PLAIN_SCORE)
            && scores[id.index()].is_none()
            && !self.is_written(PLAIN_SCORE)
        {
            scores[id.index()] = Some(self.plain_score(id, span, &ageing));
        }
        scores.into_iter().collect()
    }

    fn is_written(&self, name: &str) -> bool {
        self.statements()
            .iter()
            .any(|s| matches!(&s.it, ast::Item::Score(score) if score.name.text == name))
    }

    /// The score of the rules outside any block.
    fn plain_score(&mut self, id: ScoreId, span: Span, ageing: &Ageing) -> Score {
        let statements = self.statements();
        let around = Surroundings { score: id, ageing: ageing.clone(), capped_by: None };
        self.current = Some(id);
        let items = self.items(statements, &around);
        self.current = None;
        Score {
            name: PLAIN_SCORE.into(),
            origin: self.origin(span, None),
            range: Range::default(),
            body: ScoreBody::Items(items),
            mask: MaskId(0),
        }
    }

    fn score(
        &mut self,
        score: &'a ast::Score,
        id: ScoreId,
        span: Span,
        ageing: &Ageing,
    ) -> Result<Score> {
        let name = &score.name;
        if TAKEN.contains(&name.text.as_str()) {
            let error = Diagnostic::error(
                name_codes::NAME_TAKEN,
                name.span,
                format!(
                    "a score cannot be named `{}`: every result has a column of that name",
                    name.text
                ),
            );
            self.error(error.here("another name, please"));
        }
        let range = score.range.as_ref().map_or(Ok(Range::default()), |r| self.range(r));
        self.current = Some(id);
        let read = match &score.body {
            ast::ScoreBody::Formula(formula) => {
                self.formula(formula).map(|f| (ScoreBody::Formula(f), MaskId(0)))
            }
            ast::ScoreBody::Rules(block) => {
                let ageing = self.block_ageing(&block.statements, ageing);
                let mask = self.score_mask(&block.statements);
                let around = Surroundings { score: id, ageing, capped_by: None };
                Ok((ScoreBody::Items(self.items(&block.statements, &around)), mask))
            }
        };
        self.current = None;
        let (body, mask) = read?;
        Ok(Score {
            name: name.text.clone(),
            origin: self.origin(span, None),
            range: range?,
            body,
            mask,
        })
    }

    /// Resets and pauses inside a score add to those of the file.
    fn score_mask(&mut self, statements: &'a [ast::Statement<ast::Item>]) -> MaskId {
        let own =
            statements.iter().any(|s| matches!(s.it, ast::Item::Reset(_) | ast::Item::Pause(_)));
        if !own {
            return MaskId(0);
        }
        let position = self.masks.len();
        let file: Mask = self.masks[0].clone();
        self.masks.push(file);
        self.mask(statements, position);
        MaskId(position as u32)
    }

    /// Rules, groups and guards among the statements.
    fn items(
        &mut self,
        statements: &'a [ast::Statement<ast::Item>],
        around: &Surroundings,
    ) -> Vec<Item> {
        let mut items = Vec::new();
        for statement in statements {
            let item = match &statement.it {
                ast::Item::Rule(rule) => self.rule(rule, statement.span, around).map(Item::Line),
                ast::Item::Group(group) => {
                    self.group(group, statement.span, around).map(Item::Group)
                }
                ast::Item::When(when) => self.when(when, statement.span, around),
                _ => continue,
            };
            items.extend(item);
        }
        items
    }

    fn when(&mut self, when: &'a ast::When, span: Span, around: &Surroundings) -> Result<Item> {
        let condition = self.condition(&when.condition, &Scope::default());
        let then = self.branch(&when.then, around);
        let otherwise =
            when.otherwise.as_ref().map_or_else(Vec::new, |block| self.branch(block, around));
        let head = Span { end: when.condition.span.end, ..span };
        Ok(Item::When { condition: condition?, origin: self.origin(head, None), then, otherwise })
    }

    fn branch(&mut self, block: &'a ast::Block<ast::Item>, around: &Surroundings) -> Vec<Item> {
        let ageing = self.block_ageing(&block.statements, &around.ageing);
        self.items(&block.statements, &Surroundings { ageing, ..around.clone() })
    }

    fn group(
        &mut self,
        group: &'a ast::Group,
        span: Span,
        around: &Surroundings,
    ) -> Result<GroupId> {
        self.group_once(group, around.score);
        let caps = self.group_caps(group);
        let range = group.range.as_ref().map_or(Ok(Range::default()), |r| self.range(r));
        let ageing = self.block_ageing(&group.body.statements, &around.ageing);
        let capped_by = match (&caps, around.capped_by) {
            (Ok((_, Some(_))), Some(outer)) => {
                let error = Diagnostic::error(
                    codes::CAPPED_TWICE,
                    group.name.span,
                    "the group around this one already caps these points, each time anew",
                )
                .here("caps them again")
                .label(outer, "caps them first");
                return Err(self.error(error));
            }
            (Ok((_, Some(_))), None) => Some(group.name.span),
            (_, outer) => outer,
        };
        if around.capped_by.is_some() {
            let error = Diagnostic::error(
                codes::CAPPED_TWICE,
                group.name.span,
                "a group inside a group with `max … per` is one cap too many",
            )
            .here("inside a capped group")
            .help("put the rules straight into the outer group");
            return Err(self.error(error));
        }
        let around = Surroundings { score: around.score, ageing, capped_by };
        let items = self.items(&group.body.statements, &around);
        let (cap, cap_per) = caps?;
        let range = narrow(range?, cap);
        if let (Some(low), Some(high)) = (range.low, range.high)
            && low > high
        {
            let error = Diagnostic::error(
                codes::UPSIDE_DOWN,
                group.name.span,
                "the group's `max` and its range leave nothing between them",
            );
            return Err(self.error(error.here("no value fits both")));
        }
        let mode = match group.mode {
            ast::GroupMode::Sum => GroupMode::Sum,
            ast::GroupMode::Best => GroupMode::Best,
            ast::GroupMode::First => GroupMode::First,
        };
        let head = Span { end: group.body.span.start, ..span };
        self.groups.push(Group {
            name: group.name.text.clone(),
            origin: self.origin(head, None),
            score: around.score,
            mode,
            range,
            cap_per,
            items,
        });
        Ok(GroupId(self.groups.len() as u32 - 1))
    }

    /// A group is a line of the invoice: its name tells it from the others of its score.
    fn group_once(&mut self, group: &'a ast::Group, score: ScoreId) {
        let name = &group.name;
        let Some(before) = self.group_names.insert((score, &name.text), name.span) else { return };
        let message = format!("the score has two groups `{}`", name.text);
        let error = Diagnostic::error(name_codes::DECLARED_TWICE, name.span, message)
            .here("second one")
            .label(before, "first one")
            .help("give one of them another name, or put their rules together");
        self.error(error);
    }

    /// `max 30` and `max 5 per week`, each once.
    fn group_caps(&mut self, group: &'a ast::Group) -> Result<(Option<Points>, Option<CapPer>)> {
        let (mut cap, mut cap_per) = (None, None);
        for (points, per) in &group.caps {
            let value = self.cap(points);
            let taken = match per {
                None => cap.replace(value?).is_some(),
                Some(name) => {
                    let per = self.per(name, &Scope::default());
                    cap_per.replace((value?, per?)).is_some()
                }
            };
            if taken {
                let error = Diagnostic::error(
                    codes::CAPPED_ALIKE,
                    points.span,
                    "the group already has a cap of this kind",
                );
                return Err(self.error(error.here("second cap").help("leave one of them out")));
            }
        }
        if cap_per.is_some() && group.mode != ast::GroupMode::Sum {
            let error = Diagnostic::error(
                codes::CAPPED_TWICE,
                group.name.span,
                "a cap per value and `best` or `first` do not go together",
            )
            .here("which comes first?")
            .help("make two groups of it, or leave one of them out");
            return Err(self.error(error));
        }
        Ok((cap, cap_per))
    }

    pub fn range(&mut self, range: &'a ast::Range) -> Result<Range> {
        let low = range.low.as_ref().map(|l| self.points(l)).transpose();
        let high = range.high.as_ref().map(|h| self.points(h)).transpose();
        let read = Range { low: low?, high: high? };
        if let (Some(low), Some(high)) = (read.low, read.high)
            && low > high
        {
            let error = Diagnostic::error(
                codes::UPSIDE_DOWN,
                range.span,
                "the range ends before it begins",
            )
            .here(format!("{low} is more than {high}"))
            .fix(
                format!("write `{high}..{low}`"),
                range.span,
                format!("{high}..{low}"),
            );
            return Err(self.error(error));
        }
        Ok(read)
    }

    /// Each score behind those that it reads; a circle is an error that shows its way round.
    pub fn order(&mut self) -> Option<Vec<ScoreId>> {
        let count = self.names.scores.len();
        let mut order = Vec::new();
        let mut way = Vec::new();
        for id in (0..count as u32).map(ScoreId) {
            self.visit(id, &mut way, &mut order)?;
        }
        Some(order)
    }

    fn visit(
        &mut self,
        id: ScoreId,
        way: &mut Vec<(ScoreId, Span)>,
        order: &mut Vec<ScoreId>,
    ) -> Option<()> {
        if order.contains(&id) {
            return Some(());
        }
        if let Some(start) = way.iter().position(|w| w.0 == id) {
            let steps = way[start..].to_vec();
            let (_, first) = *steps.last()?;
            let message = match steps.len() {
                1 => "this score leads back to itself",
                _ => "these scores depend on each other in a circle",
            };
            let mut error = Diagnostic::error(codes::CIRCLE, first, message).here("read here");
            for (_, span) in steps.iter().rev().skip(1) {
                error = error.label(*span, "read here");
            }
            self.error(
                error.help("a score may read others, but none of those may lead back to it"),
            );
            return None;
        }
        for (read, span) in self.reads.get(&id).cloned().unwrap_or_default() {
            way.push((id, span));
            self.visit(read, way, order)?;
            way.pop();
        }
        order.push(id);
        Some(())
    }
}

/// `max 5 per week`
type CapPer = (Points, Per);

/// A range with a `max` on both sides.
fn narrow(range: Range, cap: Option<Points>) -> Range {
    let Some(cap) = cap else { return range };
    Range {
        low: Some(range.low.map_or(Points(-cap.0), |l| l.max(Points(-cap.0)))),
        high: Some(range.high.map_or(cap, |h| h.min(cap))),
    }
}
