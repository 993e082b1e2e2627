//! Which `when` the text alone decides, and what stands in branches that nobody takes.

use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::program::Item;
use crate::ir::program::ScoreBody;

/// Of each line and group: does it stand where nobody gets?
pub struct Branches {
    pub decided: Vec<Decided>,
    /// Of each `when`, in the order of evaluation: is it decided, or where nobody gets?
    pub whens: Vec<bool>,
    pub lines: Vec<bool>,
    pub groups: Vec<bool>,
}

/// A `when` that holds for every lead who gets there, or for none.
pub struct Decided {
    /// The number of the `when`, in the order of evaluation.
    pub at: usize,
    pub holds: bool,
}

impl Branches {
    /// Of a program whose conditions are decided where they can be, and where nothing is taken out.
    pub fn of(judged: &Program) -> Branches {
        let mut branches = Branches {
            decided: Vec::new(),
            whens: Vec::new(),
            lines: vec![false; judged.lines.len()],
            groups: vec![false; judged.groups.len()],
        };
        for score in &judged.scores {
            if let ScoreBody::Items(items) = &score.body {
                branches.items(judged, items, false);
            }
        }
        branches
    }

    fn items(&mut self, judged: &Program, items: &[Item], dead: bool) {
        for item in items {
            match item {
                Item::Line(id) => self.lines[id.index()] = dead,
                Item::Group(id) => {
                    self.groups[id.index()] = dead;
                    self.items(judged, &judged.groups[id.index()].items, dead);
                }
                Item::When { condition, then, otherwise, .. } => {
                    // What stands where nobody gets, is not told of.
                    let holds = decided(condition).filter(|_| !dead);
                    let at = self.whens.len();
                    self.decided.extend(holds.map(|holds| Decided { at, holds }));
                    self.whens.push(dead || holds.is_some());
                    self.items(judged, then, dead || holds == Some(false));
                    self.items(judged, otherwise, dead || holds == Some(true));
                }
            }
        }
    }
}

/// Is it certainly true for every lead, or for none?
pub fn decided(condition: &Cond) -> Option<bool> {
    match condition {
        Cond::Constant(value) => Some(*value),
        _ => None,
    }
}
