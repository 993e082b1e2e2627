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
        if group.mode != GroupMode::Sum {
            let rivals = Rivals::of(look, group);
            let losers = (0..rivals.lines.len()).filter_map(|at| Some((at, rivals.winner(at)?)));
            let losers = losers.map(|(at, by)| (rivals.lines[at], rivals.lines[by]));
            found.extend(losers.map(|(line, by)| report(look, id, line, by)));
        }
    }
}

/// The lines of a group, of which one wins.
struct Rivals<'p> {
    look: &'p Look<'p>,
    mode: GroupMode,
    lines: Vec<LineId>,
    /// Of each line: when it takes part, if that is sure.
    sure: Vec<Option<Sure<'p>>>,
}

impl<'p> Rivals<'p> {
    fn of(look: &'p Look<'p>, group: &Group) -> Rivals<'p> {
        let lines: Vec<LineId> = direct(group).filter(|line| !look.is_nothing(*line)).collect();
        let sure = lines.iter().map(|line| look.sure(*line)).collect();
        Rivals { look, mode: group.mode, lines, sure }
    }

    /// What beats a line whoever the lead is.
    fn winner(&self, at: usize) -> Option<usize> {
        let premise = self.look.premise(self.lines[at]);
        let beats = |other: &usize| self.beats(*other, at, premise.as_ref());
        let mut before = at.saturating_sub(NEAR)..at;
        let mut behind = at + 1..self.lines.len().min(at + 1 + NEAR);
        before.find(beats).or_else(|| {
            // Of two that are worth the same, the first one stays.
            let ties = |other: usize| self.look.ties(self.lines[at], self.lines[other]);
            behind.find(|other| self.mode == GroupMode::Best && beats(other) && !ties(*other))
        })
    }

    fn beats(&self, other: usize, line: usize, premise: Option<&Premise>) -> bool {
        self.sure[other].as_ref().is_some_and(|sure| {
            let holds = sure
                .condition
                .is_none_or(|condition| premise.is_some_and(|premise| premise.implies(condition)));
            let enough = || self.look.is_no_more(self.lines[line], sure.points);
            holds && (self.mode == GroupMode::First || enough())
        })
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
