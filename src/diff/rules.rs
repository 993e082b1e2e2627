//! The rules of one score: which became which, what changed in each, and the `when` around them.

use std::collections::HashMap;

use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Detail;
use crate::diff::Finder;
use crate::diff::Matching;
use crate::diff::Model;
use crate::diff::Pairs;
use crate::diff::Part;
use crate::diff::RULE;
use crate::diff::Sides;
use crate::diff::Touches;
use crate::diff::groups;
use crate::diff::groups::{Groups, Home};
use crate::diff::meaning::{AGEING, Said};
use crate::diff::places::{Guard, Member, Place};
use crate::diff::source;
use crate::explain::Source;
use crate::ir::program::{GroupId, LineId, Origin, Score, ScoreId};

/// Lines less alike than this have nothing to do with each other.
const ALIKE: f64 = 0.5;

/// The lines and groups of a score, and what became of them.
pub struct Pairing {
    pub groups: Groups,
    old: Vec<LineId>,
    new: Vec<LineId>,
    lines: Matching,
}

impl Pairing {
    /// What became this member of the new side.
    pub fn old_of(&self, member: Member) -> Option<Member> {
        match member {
            Member::Line(id) => {
                let j = self.new.iter().position(|other| *other == id)?;
                Some(Member::Line(self.old[self.lines.old_of(j)?]))
            }
            Member::Group(id) => {
                let j = self.groups.new.iter().position(|other| *other == id)?;
                Some(Member::Group(self.groups.old[self.groups.pairs.old_of(j)?]))
            }
        }
    }

    /// Is the line of the new side, now or before, worth anything to anybody?
    pub fn counts(&self, old: &Model, new: &Model, id: LineId) -> bool {
        let before = match self.old_of(Member::Line(id)) {
            Some(Member::Line(before)) => counts(old, before),
            _ => false,
        };
        before || counts(new, id)
    }
}

/// Lines that never count are not in the whole form.
fn counts(model: &Model, id: LineId) -> bool {
    model.places.whole.lines[id.index()].is_some()
}

/// The lines of a score with their words and places.
struct Lines<'m> {
    model: &'m Model<'m>,
    ids: Vec<LineId>,
    said: Vec<Said>,
    texts: Vec<String>,
    homes: Vec<Home>,
}

impl<'m> Lines<'m> {
    fn of(
        model: &'m Model<'m>,
        score: ScoreId,
        home: &dyn Fn(Option<GroupId>) -> Home,
    ) -> Lines<'m> {
        let all = (0..).map(LineId).zip(&model.shown.lines);
        let own = all.filter(|(_, line)| line.score == score).map(|(id, _)| id);
        let ids: Vec<LineId> =
            own.filter(|id| model.places.alone.lines[id.index()].is_some()).collect();
        let said: Vec<Said> = ids.iter().map(|id| Said::line(model, id.index())).collect();
        let texts = said.iter().map(Said::text).collect();
        let place = |id: &LineId| model.places.alone.lines[id.index()].as_ref();
        let homes = ids.iter().map(|id| home(place(id).and_then(|place| place.group))).collect();
        Lines { model, ids, said, texts, homes }
    }

    fn guards(&self, at: usize) -> Vec<Guard> {
        let place = self.model.places.alone.lines[self.ids[at].index()].as_ref();
        place.map(|place| place.guards.clone()).unwrap_or_default()
    }

    fn origin(&self, at: usize) -> &'m Origin {
        &self.model.shown.lines[self.ids[at].index()].origin
    }

    fn counts(&self, at: usize) -> bool {
        counts(self.model, self.ids[at])
    }

    /// As it stands in the file, where its title does not say it.
    fn words(&self, at: usize) -> Option<String> {
        let origin = self.origin(at);
        origin.label.as_ref().map(|_| origin.text.clone())
    }

    fn here(&self, at: usize) -> Option<Source> {
        let origin = self.origin(at);
        Some(source(origin, origin.title()))
    }
}

/// All changes of one score's rules and groups, in the order of the new file, what was removed last.
pub fn compare(old: &Model, new: &Model, before: &Score, after: &Score, found: &mut Finder) {
    let id = |model: &Model, score: &Score| model.shown.score(&score.name).unwrap_or(ScoreId(0));
    let (i, j) = (id(old, before), id(new, after));
    let groups = Groups::of(old, new, (i, j));
    let old_lines = Lines::of(old, i, &|group| groups.old_home(group));
    let new_lines = Lines::of(new, j, &|group| groups.new_home(group));
    let lines = pairs(&old_lines, &new_lines);
    let (old_ids, new_ids) = (old_lines.ids.clone(), new_lines.ids.clone());
    let pairing = Pairing { groups, old: old_ids, new: new_ids, lines };
    let mut changes = groups::compare(old, new, &pairing);
    let mut whens = Whens::default();
    for (i, j) in pairing.lines.pairs() {
        let sides = (Some(old_lines.ids[i]), Some(new_lines.ids[j]));
        changes.extend(changed(&old_lines, &new_lines, (i, j), &pairing.groups));
        whens.line(old, new, sides);
    }
    for (i, j) in pairing.groups.both() {
        whens.group(old, new, (i, j));
    }
    changes.extend(whens.told());
    changes.extend(one_sided(&old_lines, &new_lines, &pairing.lines));
    let ends = [before, after].map(|score| source(&score.origin, &score.name));
    let mut changes = inherited(changes, ends);
    let line = |side: &Option<Source>| side.as_ref().map_or(0, |side| side.line);
    changes.sort_by_key(|change| (change.new.is_none(), line(&change.new), line(&change.old)));
    found.changes.extend(changes.into_iter().map(|change| change.within(&after.name)));
    remember(&pairing, &mut found.pairs);
}

/// What several rules have from the block around them is told once, of the score.
fn inherited(mut changes: Vec<Change>, [before, after]: [Source; 2]) -> Vec<Change> {
    let ageing = |change: &Change| change.details.iter().find(|d| d.what == AGEING).cloned();
    let mut all: Vec<(Detail, usize)> = Vec::new();
    for detail in changes.iter().filter_map(ageing) {
        match all.iter_mut().find(|(other, _)| *other == detail) {
            Some((_, count)) => *count += 1,
            None => all.push((detail, 1)),
        }
    }
    for (detail, count) in all.into_iter().filter(|(_, count)| *count > 1) {
        let what = format!("{AGEING} of {count} rules");
        let told = Detail { what, ..detail.clone() };
        let mut one = Change::of(ChangeKind::Changed, Part::Score, &after.title).with(vec![told]);
        one = one.between(Some(before.clone()), Some(after.clone()));
        for change in changes.iter_mut().filter(|change| change.details.contains(&detail)) {
            change.details.retain(|other| *other != detail);
            one.touches.lines.extend(&change.touches.lines);
        }
        // What is left of a rule's change, if anything, stays with it.
        changes.retain(|change| !(change.part == Part::Rule && is_spent(change)));
        changes.push(one);
    }
    changes
}

fn is_spent(change: &Change) -> bool {
    change.kind == ChangeKind::Changed && change.details.is_empty()
}

/// Which became which, for the movers.
fn remember(pairing: &Pairing, pairs: &mut Pairs) {
    let Pairing { groups, old, new, lines } = pairing;
    pairs.lines.extend(lines.pairs().into_iter().map(|(i, j)| (Some(old[i]), Some(new[j]))));
    pairs.lines.extend(lines.added().into_iter().map(|j| (None, Some(new[j]))));
    pairs.lines.extend(lines.removed().into_iter().map(|i| (Some(old[i]), None)));
    pairs.groups.extend(groups.both().into_iter().map(|(i, j)| (Some(i), Some(j))));
    pairs.groups.extend(groups.pairs.added().into_iter().map(|j| (None, Some(groups.new[j]))));
    pairs.groups.extend(groups.pairs.removed().into_iter().map(|i| (Some(groups.old[i]), None)));
}

/// By equal meaning, most alike in place first; by label; by what they ask for; by likeness.
fn pairs(old: &Lines, new: &Lines) -> Matching {
    let mut pairs = Matching::new(old.ids.len(), new.ids.len());
    let alone = |lines: &Lines, at: usize| lines.said[at].alone.clone();
    pairs.by_key(
        |i| Some((alone(old, i), old.homes[i], old.guards(i))),
        |j| Some((alone(new, j), new.homes[j], new.guards(j))),
    );
    pairs.by_key(|i| Some((alone(old, i), old.homes[i])), |j| Some((alone(new, j), new.homes[j])));
    pairs.by_key(|i| Some(alone(old, i)), |j| Some(alone(new, j)));
    let whole = |lines: &Lines, at: usize| {
        lines.counts(at).then(|| (lines.said[at].whole.clone(), lines.homes[at]))
    };
    pairs.by_key(|i| whole(old, i), |j| whole(new, j));
    pairs.by_key(|i| old.origin(i).label.as_ref(), |j| new.origin(j).label.as_ref());
    let asks = |lines: &Lines, at: usize| lines.said[at].asks();
    pairs.by_key(|i| Some((asks(old, i), old.homes[i])), |j| Some((asks(new, j), new.homes[j])));
    pairs.by_key(|i| Some(asks(old, i)), |j| Some(asks(new, j)));
    // Of one event, whatever its `where`.
    let gives = |lines: &Lines, at: usize| Some((lines.said[at].event()?, lines.said[at].points()));
    pairs.by_key(|i| gives(old, i), |j| gives(new, j));
    let event = |lines: &Lines, at: usize| Some((lines.said[at].event()?, lines.homes[at]));
    pairs.by_key(|i| event(old, i), |j| event(new, j));
    pairs.by_likeness(ALIKE, |i, j| strsim::sorensen_dice(&old.texts[i], &new.texts[j]));
    pairs
}

/// What changed in a line that both have.
fn changed(old: &Lines, new: &Lines, (i, j): (usize, usize), groups: &Groups) -> Option<Change> {
    let (before, after) = (&old.said[i], &new.said[j]);
    let dead = !old.counts(i) && !new.counts(j);
    let mut details = match dead || before.says_what(after) {
        true => Vec::new(),
        false => before.line_details(after),
    };
    if moved(old.homes[i], new.homes[j], groups) && !dead {
        let group = |lines: &Lines, at: usize| {
            let place = lines.model.places.alone.lines[lines.ids[at].index()].as_ref();
            groups::group_name(lines.model, place.and_then(|place| place.group))
        };
        details.push(Detail::new("inside", group(old, i), group(new, j)));
    }
    if details.is_empty() {
        return None;
    }
    let change = rule(ChangeKind::Changed, new.origin(j)).with(details);
    let change = change.between(old.here(i), new.here(j));
    Some(touching(change, (Some(old.ids[i]), Some(new.ids[j]))))
}

/// Is it in another group, where no group that came or went says so already?
fn moved(old: Home, new: Home, groups: &Groups) -> bool {
    let told = matches!(old, Home::Score | Home::Gone(_)) && groups.is_loose(new);
    old != new && !told
}

/// What one side alone has, where it counts for anybody.
fn one_sided(old: &Lines, new: &Lines, lines: &Matching) -> Vec<Change> {
    let added = lines.added().into_iter().filter(|&j| new.counts(j)).map(|j| {
        let words = new.words(j).map(|words| Detail::new(RULE, None, Some(words)));
        let change = rule(ChangeKind::Added, new.origin(j)).between(None, new.here(j));
        let change = change.with(words.into_iter().collect());
        touching(change, (None, Some(new.ids[j])))
    });
    let removed = lines.removed().into_iter().filter(|&i| old.counts(i)).map(|i| {
        let words = old.words(i).map(|words| Detail::new(RULE, Some(words), None));
        let change = rule(ChangeKind::Removed, old.origin(i)).between(old.here(i), None);
        let change = change.with(words.into_iter().collect());
        touching(change, (Some(old.ids[i]), None))
    });
    added.chain(removed).collect()
}

fn rule(kind: ChangeKind, origin: &Origin) -> Change {
    Change::of(kind, Part::Rule, origin.title())
}

fn touching(mut change: Change, sides: Sides<LineId>) -> Change {
    change.touches.lines.push(sides);
    change
}

/// Changes of guards: one, however many rules it stands around.
#[derive(Default)]
struct Whens {
    found: Vec<Change>,
    places: HashMap<(Vec<String>, Vec<String>), usize>,
}

impl Whens {
    fn line(&mut self, old: &Model, new: &Model, (i, j): Sides<LineId>) {
        let (Some(i), Some(j)) = (i, j) else { return };
        let (a, b) = (&old.places, &new.places);
        let at = |all: [&Vec<Option<Place>>; 2]| {
            [all[0][i.index()].as_ref(), all[1][j.index()].as_ref()].map(Option::<&Place>::cloned)
        };
        let places = [
            [&a.alone.lines, &b.alone.lines],
            [&a.whole.lines, &b.whole.lines],
            [&a.shown.lines, &b.shown.lines],
        ];
        if !counts(old, i) && !counts(new, j) {
            return;
        }
        if let Some(change) = self.place(places.map(at)) {
            change.lines.push((Some(i), Some(j)));
        }
    }

    fn group(&mut self, old: &Model, new: &Model, (i, j): (GroupId, GroupId)) {
        let (a, b) = (&old.places, &new.places);
        let at = |all: [&Vec<Option<Place>>; 2]| {
            [all[0][i.index()].as_ref(), all[1][j.index()].as_ref()].map(Option::<&Place>::cloned)
        };
        let places = [
            [&a.alone.groups, &b.alone.groups],
            [&a.whole.groups, &b.whole.groups],
            [&a.shown.groups, &b.shown.groups],
        ];
        if let Some(change) = self.place(places.map(at)) {
            change.groups.push((Some(i), Some(j)));
        }
    }

    /// The changes, with the number of rules.
    fn told(self) -> Vec<Change> {
        let count = |mut change: Change| {
            let rules = change.touches.lines.len();
            change.details.extend((rules > 0).then(|| Detail::around(rules)));
            change
        };
        self.found.into_iter().map(count).collect()
    }

    /// What the change touches, if the guards say something else; places alone, whole and shown.
    fn place(&mut self, [alone, whole, shown]: [[Option<Place>; 2]; 3]) -> Option<&mut Touches> {
        let guards = |places: &[Option<Place>; 2]| {
            places.clone().map(|place| place.map(|place| place.guards))
        };
        let [before, after] = guards(&alone).map(Option::unwrap_or_default);
        let same_whole = match guards(&whole) {
            [Some(before), Some(after)] => before == after,
            _ => false,
        };
        if before == after || same_whole {
            return None;
        }
        let key = keys(&before, &after);
        let at = match self.places.get(&key) {
            Some(at) => *at,
            None => {
                self.found.push(when(&key, &shown));
                self.places.insert(key, self.found.len() - 1);
                self.found.len() - 1
            }
        };
        Some(&mut self.found[at].touches)
    }
}

/// The guards that only the one side has and those that only the other has; a `when` and its `else` have the same.
fn keys(before: &[Guard], after: &[Guard]) -> (Vec<String>, Vec<String>) {
    let only = |these: &[Guard], those: &[Guard]| -> Vec<Guard> {
        these.iter().filter(|guard| !those.contains(guard)).cloned().collect()
    };
    let (gone, come) = (only(before, after), only(after, before));
    let branches = gone.iter().chain(&come).all(|guard| guard.otherwise);
    let words = |guards: Vec<Guard>| -> Vec<String> {
        let word = |guard: Guard| match guard.otherwise && !branches {
            true => format!("else of {}", guard.words),
            false => guard.words,
        };
        guards.into_iter().map(word).collect()
    };
    (words(gone), words(come))
}

fn when(key: &(Vec<String>, Vec<String>), shown: &[Option<Place>; 2]) -> Change {
    let guards = shown.clone().map(|place| place.map(|place| place.guards).unwrap_or_default());
    let words = match keys(&guards[0], &guards[1]) {
        (gone, come) if gone == come => key.clone(),
        words => words,
    };
    let said = |all: Vec<String>| (!all.is_empty()).then(|| all.join(" and "));
    let (before, after) = (said(words.0), said(words.1));
    let title = format!("when {}", after.as_ref().or(before.as_ref()).cloned().unwrap_or_default());
    let kind = match (&before, &after) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    let details = match kind {
        ChangeKind::Changed => vec![Detail::new("when", before, after)],
        _ => Vec::new(),
    };
    let [old, new] = shown.clone().map(|place| {
        let origin = place.and_then(|place| place.when)?;
        Some(source(&origin, &format!("when {}", origin.title())))
    });
    let (old, new) = match kind {
        ChangeKind::Added => (None, new),
        ChangeKind::Removed => (old, None),
        _ => (old, new),
    };
    Change::of(kind, Part::When, title).between(old, new).with(details)
}
