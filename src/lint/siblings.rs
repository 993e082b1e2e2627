//! Rules that stand side by side and are added to each other.

use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::ScoreBody;
use crate::lint::Look;

/// Of each score, group and branch its own rules, but for those that are worth nothing and those that are like no other.
///
/// In two branches, or in a group and beside it, the same may well be meant twice; where but one rule wins, nothing is added.
pub fn of(look: &Look) -> Vec<Vec<LineId>> {
    let mut all = Vec::new();
    for score in &look.program.scores {
        if let ScoreBody::Items(items) = &score.body {
            gather(look, items, &mut all);
        }
    }
    let sums = look.program.groups.iter().filter(|group| group.mode == GroupMode::Sum);
    sums.for_each(|group| gather(look, &group.items, &mut all));
    all
}

fn gather(look: &Look, items: &[Item], all: &mut Vec<Vec<LineId>>) {
    let mut own = Vec::new();
    for item in items {
        match item {
            Item::Line(id) if look.alike[id.index()] && !look.is_nothing(*id) => own.push(*id),
            Item::When { then, otherwise, .. } => {
                gather(look, then, all);
                gather(look, otherwise, all);
            }
            Item::Line(_) | Item::Group(_) => {}
        }
    }
    all.push(own);
}
