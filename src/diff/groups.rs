//! Groups of one score: which became which, and what they do with their lines.

use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Detail;
use crate::diff::Matching;
use crate::diff::Model;
use crate::diff::Part;
use crate::diff::matching::turned;
use crate::diff::meaning::Said;
use crate::diff::places::Member;
use crate::diff::range;
use crate::diff::rules::Pairing;
use crate::diff::scores::share;
use crate::diff::source;
use crate::explain::Source;
use crate::ir::Program;
use crate::ir::print::Words;
use crate::ir::program::{Group, GroupId, GroupMode, Range, ScoreId};

/// The groups of both sides, and what became of them.
pub struct Groups {
    pub old: Vec<GroupId>,
    pub new: Vec<GroupId>,
    pub pairs: Matching,
}

/// In which group something stands: the same for the two groups of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    Score,
    /// A group of the new side, or the old one that became it.
    New(GroupId),
    /// A group that is no more.
    Gone(GroupId),
}

impl Groups {
    pub fn of(old: &Model, new: &Model, (i, j): (ScoreId, ScoreId)) -> Groups {
        let own = |model: &Model, score: ScoreId| -> Vec<GroupId> {
            let all = (0..).map(GroupId).zip(&model.shown.groups);
            let own = all.filter(|(_, group)| group.score == score).map(|(id, _)| id);
            own.filter(|id| model.places.alone.groups[id.index()].is_some()).collect()
        };
        let (before, after) = (own(old, i), own(new, j));
        let mut pairs = Matching::new(before.len(), after.len());
        let name = |model: &Model, id: GroupId| model.shown.groups[id.index()].name.clone();
        pairs.by_key(|i| Some(name(old, before[i])), |j| Some(name(new, after[j])));
        let words = |model: &Model, all: &[GroupId]| -> Vec<Vec<String>> {
            all.iter().map(|id| content(model, *id)).collect()
        };
        let (old_words, new_words) = (words(old, &before), words(new, &after));
        pairs.by_likeness(0.6, |i, j| share(&old_words[i], &new_words[j]));
        Groups { old: before, new: after, pairs }
    }

    /// Where something of the old side stands.
    pub fn old_home(&self, group: Option<GroupId>) -> Home {
        let Some(id) = group else { return Home::Score };
        let new = self.old.iter().position(|other| *other == id).and_then(|i| self.pairs.new_of(i));
        new.map_or(Home::Gone(id), |j| Home::New(self.new[j]))
    }

    pub fn new_home(&self, group: Option<GroupId>) -> Home {
        group.map_or(Home::Score, Home::New)
    }

    /// In no group, or in one that the old side did not have?
    pub fn is_loose(&self, home: Home) -> bool {
        let added = |id| self.pairs.added().into_iter().any(|j| self.new[j] == id);
        match home {
            Home::Score => true,
            Home::New(id) => added(id),
            Home::Gone(_) => false,
        }
    }

    pub fn both(&self) -> Vec<(GroupId, GroupId)> {
        self.pairs.pairs().into_iter().map(|(i, j)| (self.old[i], self.new[j])).collect()
    }
}

/// The words of its own lines, and what it does with them.
fn content(model: &Model, group: GroupId) -> Vec<String> {
    let members = &model.places.alone.members[group.index()];
    let line = |member: &Member| match member {
        Member::Line(id) => Some(Said::line(model, id.index()).text()),
        Member::Group(_) => None,
    };
    let [mode, range, cap] = settings(&model.forms.alone, group);
    members.iter().filter_map(line).chain([mode, range, cap].into_iter().flatten()).collect()
}

/// What it does: its mode, range and cap for each value.
fn settings(program: &Program, group: GroupId) -> [Option<String>; 3] {
    let group = &program.groups[group.index()];
    let mode = match group.mode {
        GroupMode::Sum => None,
        GroupMode::Best => Some("best".into()),
        GroupMode::First => Some("first".into()),
    };
    let open = group.range == Range::default();
    let per = |(cap, per)| format!("{cap} per {}", Words::of(program).per(per));
    [mode, (!open).then(|| range(group.range)), group.cap_per.map(per)]
}

/// The changes of groups themselves; `pairing` of their lines.
pub fn compare(old: &Model, new: &Model, pairing: &Pairing) -> Vec<Change> {
    let groups = &pairing.groups;
    let mut changes = Vec::new();
    for (i, j) in groups.both() {
        let details = details(old, new, groups, (i, j));
        let mut push = |kind, details| {
            let (before, after) = (&old.shown.groups[i.index()], &new.shown.groups[j.index()]);
            let change = change(kind, after).between(here(before), here(after)).with(details);
            changes.push(touching(change, (Some(i), Some(j))));
        };
        if !details.is_empty() {
            push(ChangeKind::Changed, details);
        }
        if reordered(old, new, pairing, (i, j)) {
            push(ChangeKind::Reordered, Vec::new());
        }
    }
    for j in groups.pairs.added() {
        let (id, group) = (groups.new[j], &new.shown.groups[groups.new[j].index()]);
        let change = change(ChangeKind::Added, group).between(None, here(group));
        let change = change.with(around(new, id));
        changes.push(touching(change, (None, Some(id))));
    }
    for i in groups.pairs.removed() {
        let (id, group) = (groups.old[i], &old.shown.groups[groups.old[i].index()]);
        let change = change(ChangeKind::Removed, group).between(here(group), None);
        let change = change.with(around(old, id));
        changes.push(touching(change, (Some(id), None)));
    }
    changes
}

/// How many rules of its own it has.
fn around(model: &Model, group: GroupId) -> Vec<Detail> {
    let members = model.places.alone.members[group.index()].iter();
    let rules = members.filter(|member| matches!(member, Member::Line(_))).count();
    if rules == 0 { Vec::new() } else { vec![Detail::around(rules)] }
}

fn details(old: &Model, new: &Model, groups: &Groups, (i, j): (GroupId, GroupId)) -> Vec<Detail> {
    let mut details = Vec::new();
    let (before, after) = (settings(old.shown, i), settings(new.shown, j));
    for ((what, before), after) in ["mode", "range", "max per"].into_iter().zip(before).zip(after) {
        if before != after {
            let plain = |mode: Option<String>| match what {
                "mode" => Some(mode.unwrap_or_else(|| "sum".into())),
                _ => mode,
            };
            details.push(Detail::new(what, plain(before), plain(after)));
        }
    }
    let around = |model: &Model, id: GroupId| {
        model.places.alone.groups[id.index()].as_ref().and_then(|place| place.group)
    };
    let (before, after) = (around(old, i), around(new, j));
    if groups.old_home(before) != groups.new_home(after) {
        details.push(Detail::new("inside", group_name(old, before), group_name(new, after)));
    }
    details
}

pub fn group_name(model: &Model, group: Option<GroupId>) -> Option<String> {
    group.map(|id| format!("group {}", model.shown.groups[id.index()].name))
}

/// In a group that takes the first: do its members stand in another order?
fn reordered(old: &Model, new: &Model, pairing: &Pairing, (i, j): (GroupId, GroupId)) -> bool {
    let modes = [old.shown.groups[i.index()].mode, new.shown.groups[j.index()].mode];
    if modes != [GroupMode::First; 2] {
        return false;
    }
    let before = &old.places.alone.members[i.index()];
    let after = &new.places.alone.members[j.index()];
    let place = |member: &Member| {
        let member = pairing.old_of(*member)?;
        before.iter().position(|other| *other == member)
    };
    let pairs = after.iter().enumerate().filter_map(|(at, member)| Some((place(member)?, at)));
    let counts = |at: usize| match after[at] {
        Member::Line(id) => pairing.counts(old, new, id),
        Member::Group(_) => true,
    };
    turned(&pairs.collect::<Vec<_>>(), |a, b| counts(a) && counts(b))
}

fn change(kind: ChangeKind, group: &Group) -> Change {
    Change::of(kind, Part::Group, format!("group {}", group.name))
}

fn here(group: &Group) -> Option<Source> {
    Some(source(&group.origin, &format!("group {}", group.name)))
}

fn touching(mut change: Change, sides: (Option<GroupId>, Option<GroupId>)) -> Change {
    change.touches.groups.push(sides);
    change
}
