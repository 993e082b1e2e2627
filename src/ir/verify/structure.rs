//! Ids are in range, scores stand in an order in which they can be computed, each line and group stands in one place.

use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::program::{GroupId, Item, LineId, LineKind, ScoreBody, ScoreId};
use crate::ir::verify::{Fault, Holds, each, must, whole};

pub fn verify(program: &Program) -> Result<(), Fault> {
    whole(counts(program))?;
    whole(order(program))?;
    let scores = program.scores.len();
    each("Line", &program.lines, |line| {
        must(line.score.index() < scores, "a rule is of a score that is not there")
    })?;
    each("Group", &program.groups, |group| {
        must(group.score.index() < scores, "a group is of a score that is not there")?;
        must(
            group.cap_per.is_none() || !has_group(&group.items),
            "a group with a cap for each value has a group in it",
        )
    })?;
    each("Grade", &program.grades, |grade| {
        must(grade.score.index() < scores, "a grade is of a score that is not there")
    })?;
    places(program)
}

/// Numbers of labels, stages and stage lines are of 16 bits, and two of these say something else.
fn counts(program: &Program) -> Holds {
    let most = usize::from(DISQUALIFIED);
    must(!program.masks.is_empty(), "nothing says which events exist")?;
    must(program.stages.len() < most, "there are too many stages")?;
    must(program.stage_lines.len() < most, "there are too many stage lines")
}

fn order(program: &Program) -> Holds {
    let mut seen = vec![false; program.scores.len()];
    for id in &program.order {
        let seen = seen.get_mut(id.index()).ok_or("the order names a score that is not there")?;
        must(!*seen, "the order names a score twice")?;
        *seen = true;
    }
    must(seen.iter().all(|seen| *seen), "a score is missing from the order")
}

fn has_group(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Line(_) => false,
        Item::Group(_) => true,
        Item::When { then, otherwise, .. } => has_group(then) || has_group(otherwise),
    })
}

/// Where lines and groups have been found.
struct Places<'p> {
    program: &'p Program,
    lines: Vec<bool>,
    groups: Vec<bool>,
}

fn places(program: &Program) -> Result<(), Fault> {
    let (lines, groups) = (vec![false; program.lines.len()], vec![false; program.groups.len()]);
    let mut places = Places { program, lines, groups };
    for (index, score) in program.scores.iter().enumerate() {
        if let ScoreBody::Items(items) = &score.body {
            let found = places.items(items, ScoreId(index as u32), 0);
            found.map_err(|sentence| Fault { part: "Score", index, sentence })?;
        }
    }
    each("Line", &places.lines, |found| must(*found, "a rule stands in no score"))?;
    each("Group", &places.groups, |found| must(*found, "a group stands in no score"))
}

/// Braces stand inside each other no deeper than this.
const DEPTH: u32 = 256;

impl Places<'_> {
    fn items(&mut self, items: &[Item], score: ScoreId, depth: u32) -> Holds {
        must(depth < DEPTH, "groups are nested too deep")?;
        items.iter().try_for_each(|item| match item {
            Item::Line(id) => self.line(*id, score),
            Item::Group(id) => self.group(*id, score, depth + 1),
            Item::When { then, otherwise, .. } => {
                self.items(then, score, depth + 1)?;
                self.items(otherwise, score, depth + 1)
            }
        })
    }

    fn line(&mut self, id: LineId, score: ScoreId) -> Holds {
        let found = self.lines.get_mut(id.index()).ok_or("a rule is not there")?;
        must(!*found, "a rule stands in two places")?;
        *found = true;
        must(self.program.lines[id.index()].score == score, "a rule stands in another score")
    }

    fn group(&mut self, id: GroupId, score: ScoreId, depth: u32) -> Holds {
        let found = self.groups.get_mut(id.index()).ok_or("a group is not there")?;
        must(!*found, "a group stands in two places")?;
        *found = true;
        let group = &self.program.groups[id.index()];
        must(group.score == score, "a group stands in another score")?;
        if group.cap_per.is_some() {
            self.in_pool(&group.items)?;
        }
        self.items(&group.items, score, depth)
    }

    /// In a group with a cap for each value no rule has a cap of its own.
    fn in_pool(&self, items: &[Item]) -> Holds {
        items.iter().try_for_each(|item| match item {
            Item::Line(id) => match self.program.lines.get(id.index()).map(|line| &line.kind) {
                Some(LineKind::On(on)) => must(
                    on.cap.is_none() && on.caps_per.is_empty(),
                    "a rule in a group with a cap for each value has a cap of its own",
                ),
                _ => Ok(()),
            },
            Item::Group(_) => Ok(()),
            Item::When { then, otherwise, .. } => {
                self.in_pool(then)?;
                self.in_pool(otherwise)
            }
        })
    }
}
