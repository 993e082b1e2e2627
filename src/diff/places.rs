//! In which group and under which guards each line and group of a score stands.

use crate::diff::normal::Forms;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::print::Words;
use crate::ir::program::{GroupId, Item, LineId, Origin, ScoreBody};

/// Where a line or a group stands.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The innermost group around it.
    pub group: Option<GroupId>,
    /// What holds where it counts, within that group: sorted, each once.
    pub guards: Vec<Guard>,
    /// The innermost `when`.
    pub when: Option<Origin>,
}

/// A condition of a `when`, or its `else`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guard {
    pub words: String,
    /// Where it is not certainly true.
    pub otherwise: bool,
}

/// Places by position in the program; nothing for what stands in no score.
pub struct Places {
    pub lines: Vec<Option<Place>>,
    pub groups: Vec<Option<Place>>,
    /// By group: its own lines and groups in order, through any `when`.
    pub members: Vec<Vec<Member>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    Line(LineId),
    Group(GroupId),
}

/// The places of a model in each of its forms.
pub struct Survey {
    pub alone: Places,
    pub whole: Places,
    pub shown: Places,
}

impl Survey {
    pub fn of(shown: &Program, forms: &Forms) -> Survey {
        let (alone, whole) = (Places::of(&forms.alone), Places::of(&forms.whole));
        Survey { alone, whole, shown: Places::of(shown) }
    }
}

impl Places {
    pub fn of(program: &Program) -> Places {
        let mut walk = Walk {
            program,
            places: Places {
                lines: vec![None; program.lines.len()],
                groups: vec![None; program.groups.len()],
                members: vec![Vec::new(); program.groups.len()],
            },
        };
        for score in &program.scores {
            if let ScoreBody::Items(items) = &score.body {
                walk.items(items, &Place::default());
            }
        }
        walk.places
    }
}

struct Walk<'p> {
    program: &'p Program,
    places: Places,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Item], place: &Place) {
        for item in items {
            match item {
                Item::Line(id) => {
                    self.member(place, Member::Line(*id));
                    self.places.lines[id.index()] = Some(place.clone());
                }
                Item::Group(id) => {
                    self.member(place, Member::Group(*id));
                    self.places.groups[id.index()] = Some(place.clone());
                    let inside = Place { group: Some(*id), ..Place::default() };
                    let program = self.program;
                    self.items(&program.groups[id.index()].items, &inside);
                }
                Item::When { condition, origin, then, otherwise } => {
                    self.items(then, &self.under(place, condition, origin, false));
                    self.items(otherwise, &self.under(place, condition, origin, true));
                }
            }
        }
    }

    fn member(&mut self, place: &Place, member: Member) {
        if let Some(group) = place.group {
            self.places.members[group.index()].push(member);
        }
    }

    fn under(&self, place: &Place, condition: &Cond, origin: &Origin, otherwise: bool) -> Place {
        let words = Words::of(self.program);
        let guard = |condition: &Cond| Guard { words: words.condition(condition), otherwise };
        let mut guards = place.guards.clone();
        match condition {
            // Says nothing.
            Cond::Constant(value) if *value != otherwise => {}
            Cond::And(of) if !otherwise => guards.extend(of.iter().map(guard)),
            _ => guards.push(guard(condition)),
        }
        guards.sort();
        guards.dedup();
        Place { group: place.group, guards, when: Some(origin.clone()) }
    }
}
