//! W0207: a line in a `first` or `best` group that another one always beats.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::LINE_NEVER_WINS;
use crate::ir::expr::Cond;
use crate::ir::program::Group;
use crate::ir::program::GroupId;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::Period;
use crate::ir::program::PointsBy;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::optimise::implied::Premise;
use crate::types::Points;

/// A line is held against so many before it and behind it: in longer groups those that rival each other stand close.
const NEAR: usize = 24;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, group) in (0..).map(GroupId).zip(&look.program.groups) {
        if group.mode == GroupMode::Sum {
            continue;
        }
        let lines: Vec<LineId> = direct(group).filter(|line| !look.is_nothing(*line)).collect();
        let sure: Vec<Option<Sure>> = lines.iter().map(|line| look.sure(*line)).collect();
        for (at, line) in lines.iter().enumerate() {
            let premise = look.premise(*line);
            let beats = |other: usize| {
                let sure = sure[other].as_ref();
                sure.is_some_and(|sure| {
                    let asked = sure
                        .condition
                        .is_none_or(|c| premise.as_ref().is_some_and(|premise| premise.implies(c)));
                    asked && (group.mode == GroupMode::First || look.is_no_more(*line, sure.points))
                })
            };
            let before = at.saturating_sub(NEAR)..at;
            let behind = at + 1..lines.len().min(at + 1 + NEAR);
            let by = match group.mode {
                GroupMode::First => before.into_iter().find(|other| beats(*other)),
                // Of two that are worth the same, the first one stays.
                _ => before.into_iter().find(|other| beats(*other)).or_else(|| {
                    behind
                        .into_iter()
                        .find(|other| beats(*other) && !look.ties(*line, lines[*other]))
                }),
            };
            let by = by.map(|by| lines[by]).filter(|by| !look.is_the_same(*line, *by));
            found.extend(by.map(|by| report(look, id, *line, by)));
        }
    }
}

fn direct(group: &Group) -> impl Iterator<Item = LineId> {
    group.items.iter().filter_map(|item| match item {
        Item::Line(id) => Some(*id),
        _ => None,
    })
}

/// A line that takes part whenever its condition holds, with these points.
struct Sure<'p> {
    condition: Option<&'p Cond>,
    points: Points,
}

impl Look<'_> {
    fn sure(&self, id: LineId) -> Option<Sure<'_>> {
        match (&self.program.line(id).kind, &self.optimised.line(id).kind) {
            (
                LineKind::If { condition: written, .. },
                LineKind::If { condition, points: PointsBy::Literal(points), active, cap: None },
            ) if *active == Period::default() && written.is_some() == condition.is_some() => {
                Some(Sure { condition: condition.as_ref(), points: *points })
            }
            _ => None,
        }
    }

    /// What is so where the line takes part.
    fn premise(&self, id: LineId) -> Option<Premise> {
        match &self.optimised.line(id).kind {
            LineKind::If { condition: Some(condition), .. } => Some(Premise::of(&[condition])),
            _ => None,
        }
    }

    /// Is the line never worth more than these points where it takes part?
    fn is_no_more(&self, id: LineId, points: Points) -> bool {
        match &self.optimised.line(id).kind {
            LineKind::If { points: PointsBy::Literal(own), cap: None, .. } => *own <= points,
            _ => self.ranges.lines[id.index()].high.is_some_and(|high| high <= points),
        }
    }

    /// Does each beat the other?
    fn ties(&self, a: LineId, b: LineId) -> bool {
        let (Some(first), Some(second)) = (self.sure(a), self.sure(b)) else { return false };
        let also = first.condition.is_none_or(|condition| {
            self.premise(b).is_some_and(|premise| premise.implies(condition))
        });
        also && first.points == second.points
    }

    /// That has a report of its own.
    fn is_the_same(&self, a: LineId, b: LineId) -> bool {
        self.optimised.line(a).kind == self.optimised.line(b).kind
    }
}

fn report(look: &Look, group: GroupId, line: LineId, by: LineId) -> Finding {
    let (loser, winner) = (&look.program.line(line).origin, &look.program.line(by).origin);
    let name = &look.program.groups[group.index()].name;
    let (words, help) = match look.program.groups[group.index()].mode {
        GroupMode::First => (
            "holds whenever that one does, and comes first",
            "put the rule that asks for more first, or take this one out",
        ),
        _ => (
            "holds whenever that one does, and gives at least as much",
            "give more points for what asks for more, or take this rule out",
        ),
    };
    let message = format!("this rule never wins in the group `{name}`");
    let diagnostic = Diagnostic::warning(LINE_NEVER_WINS, loser.span, message)
        .here("never wins")
        .label(winner.span, words)
        .help(help);
    Finding { claim: Claim::LineNeverWins(group, line), diagnostic }
}
