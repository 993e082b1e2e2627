//! What stands around a rule: the `when` blocks, the groups, the model's guard, the resets and pauses of its score.

use crate::explain::meaning::clauses::Prose;
use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::joined;
use crate::explain::meaning::figures::points;
use crate::explain::meaning::points::Way;
use crate::explain::meaning::tree::may_be_unknown;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::program::Group;
use crate::ir::program::GroupId;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::MaskId;
use crate::ir::program::Pick;
use crate::ir::program::Range;
use crate::ir::program::ScoreBody;
use crate::ir::program::ScoreId;
use crate::types::Points;

/// One block around, from the outermost on.
#[derive(Clone, Copy)]
pub enum Block<'p> {
    /// The `else` of a `when` does not hold.
    When {
        condition: &'p Cond,
        text: &'p str,
        holds: bool,
    },
    Group(GroupId),
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Line(LineId),
    Group(GroupId),
}

/// The blocks around a rule or a group of a score.
pub fn around(program: &Program, score: ScoreId, wanted: Wanted) -> Vec<Block<'_>> {
    let mut path = Vec::new();
    if let ScoreBody::Items(items) = &program.scores[score.index()].body {
        find(program, items, wanted, &mut path);
    }
    path
}

/// Leaves the path to what is wanted, or as it was.
fn find<'p>(
    program: &'p Program,
    items: &'p [Item],
    wanted: Wanted,
    path: &mut Vec<Block<'p>>,
) -> bool {
    let mut within = |block: Block<'p>, items: &'p [Item]| {
        path.push(block);
        let found = find(program, items, wanted, path);
        if !found {
            path.pop();
        }
        found
    };
    items.iter().any(|item| match item {
        Item::Line(id) => wanted == Wanted::Line(*id),
        Item::Group(id) => {
            let items = &program.groups[id.index()].items;
            wanted == Wanted::Group(*id) || within(Block::Group(*id), items)
        }
        Item::When { condition, origin, then, otherwise } => {
            let text = &origin.text;
            within(Block::When { condition, text, holds: true }, then)
                || within(Block::When { condition, text, holds: false }, otherwise)
        }
    })
}

/// A sentence a block, the innermost first; then for whom the model is.
pub fn sentences(program: &Program, path: &[Block]) -> Vec<String> {
    let mut all = Vec::new();
    let mut inner: Option<&str> = None;
    for block in path.iter().rev() {
        match block {
            Block::Group(id) => {
                let group = &program.groups[id.index()];
                all.push(in_group(program, group, inner));
                inner = Some(&group.name);
            }
            Block::When { condition, text, holds } => {
                all.extend(when(program, condition, text, *holds));
            }
        }
    }
    all.extend(guard(program));
    all
}

fn when(program: &Program, condition: &Cond, text: &str, holds: bool) -> Vec<String> {
    let prose = Prose::of(program, text);
    let whom = prose.whom(condition);
    if !holds {
        let unknown =
            if may_be_unknown(condition) { "; where that is unknown, it does" } else { "" };
        return vec![format!("It does not count for a lead {whom}{unknown}.")];
    }
    let unknowns = prose.unknowns(condition);
    let mut all = vec![format!("It counts only for a lead {whom}.")];
    all.extend(unknowns.map(|unknown| format!("It does not count {unknown}.")));
    all
}

/// `The model is only for a lead whose …`
pub fn guard(program: &Program) -> Option<String> {
    let model = program.model.as_ref()?;
    let prose = Prose::of(program, &model.origin.text);
    let whom = model.guard.as_ref().map(|guard| prose.whom(guard))?;
    let unknowns = model.guard.as_ref().and_then(|guard| prose.unknowns(guard));
    let unknowns = unknowns.map(|unknown| format!(", and not {unknown}")).unwrap_or_default();
    Some(format!("The model is only for a lead {whom}{unknowns}."))
}

fn in_group(program: &Program, group: &Group, inner: Option<&str>) -> String {
    let who = match inner {
        Some(name) => format!("The group {} is itself", code(name)),
        None => "It is".into(),
    };
    let makes = makes(program, group);
    let makes = if makes.is_empty() { makes } else { format!(", {makes}") };
    format!("{who} in the group {}{makes}.", code(&group.name))
}

/// `of which only the rule with the most points counts, and which comes to at most 30 points`
fn makes(program: &Program, group: &Group) -> String {
    let mut all: Vec<String> = Vec::new();
    all.extend(match group.mode {
        GroupMode::Sum => None,
        GroupMode::Best => {
            Some("where, of the rules that apply, only the one with the most points counts".into())
        }
        GroupMode::First => Some("where only the first rule that applies counts".into()),
    });
    let way = group_way(program, group);
    all.extend(group.cap_per.map(|(cap, per)| {
        let in_any = Prose::of(program, "").in_any(per);
        let give = way.give();
        format!("whose events together {give} at most {} {in_any}", points(cap))
    }));
    all.extend(kept(group.range, way).map(|kept| format!("which comes to {kept}")));
    all.join(", and ")
}

/// `at most 30 points`, where the lower end of the range is beyond what its rules take.
pub fn kept(range: Range, way: Way) -> Option<String> {
    let low = range.low.filter(|low| way != Way::Up || *low > Points::ZERO);
    let high = range.high.filter(|high| way != Way::Down || *high < Points::ZERO);
    match (low, high) {
        (None, None) => None,
        (Some(low), None) => Some(format!("at least {}", points(low))),
        (None, Some(high)) => Some(format!("at most {}", points(high))),
        (Some(low), Some(high)) => {
            let noun = if high == Points(100) { "point" } else { "points" };
            Some(format!("between {low} and {high} {noun}"))
        }
    }
}

/// Which way the rules of a group go; groups in it may be held to a range of their own.
pub fn group_way(program: &Program, group: &Group) -> Way {
    Way::together(ways(program, &group.items).into_iter())
}

fn ways(program: &Program, items: &[Item]) -> Vec<Way> {
    let of = |item: &Item| match item {
        Item::Line(id) => match &program.line(*id).kind {
            LineKind::If { points, .. } => vec![Way::of(points)],
            LineKind::On(on) => vec![Way::of(&on.points)],
        },
        Item::Group(id) => {
            let group = &program.groups[id.index()];
            if group.range == Range::default() {
                ways(program, &group.items)
            } else {
                vec![Way::Both]
            }
        }
        Item::When { then, otherwise, .. } => {
            [ways(program, then), ways(program, otherwise)].concat()
        }
    };
    items.iter().flat_map(of).collect()
}

/// Which events do not exist for a score.
pub fn hidden(program: &Program, mask: MaskId) -> Vec<String> {
    let prose = Prose::of(program, "");
    let pick = |pick: &Pick| prose.picked(&pick.kind, pick.filter.as_ref());
    let mask = &program.masks[mask.index()];
    let by: Vec<String> = mask.resets.iter().map(|reset| format!("by {}", pick(reset))).collect();
    let resets = (!by.is_empty())
        .then(|| format!("Events before a reset {} do not count.", joined(&by, "or")));
    let pauses = mask.pauses.iter().map(|pause| {
        let (from, until) = (pick(&pause.from), pick(&pause.until));
        format!("Events in a pause, from {from} until {until}, do not count.")
    });
    resets.into_iter().chain(pauses).collect()
}
