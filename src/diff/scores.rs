//! Scores: which became which, their ranges and formulas, and what was added or removed whole.

use std::collections::HashMap;

use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Detail;
use crate::diff::Finder;
use crate::diff::Matching;
use crate::diff::Model;
use crate::diff::Part;
use crate::diff::head;
use crate::diff::meaning::Said;
use crate::diff::range;
use crate::diff::rules;
use crate::diff::source;
use crate::ir::Program;
use crate::ir::print;
use crate::ir::program::{GroupId, LineId, Score, ScoreBody, ScoreId};

/// By name; then, where the names differ, by equal lines.
pub fn pairs(old: &Model, new: &Model) -> Matching {
    let (before, after) = (&old.shown.scores, &new.shown.scores);
    let mut pairs = Matching::new(before.len(), after.len());
    pairs.by_key(|i| Some(&before[i].name), |j| Some(&after[j].name));
    let old_words: HashMap<usize, Vec<String>> =
        pairs.removed().into_iter().map(|i| (i, content(old, i))).collect();
    let new_words: HashMap<usize, Vec<String>> =
        pairs.added().into_iter().map(|j| (j, content(new, j))).collect();
    pairs.by_likeness(0.6, |i, j| share(&old_words[&i], &new_words[&j]));
    pairs
}

/// The words of a score's lines, or of its formula.
fn content(model: &Model, score: usize) -> Vec<String> {
    let program = &model.forms.alone;
    if let ScoreBody::Formula(_) = program.scores[score].body {
        return formula(program, score).into_iter().collect();
    }
    let lines = program.lines.iter().enumerate();
    let own = lines.filter(|(_, line)| line.score.index() == score);
    own.map(|(at, _)| Said::line(model, at).text()).collect()
}

/// How much of two lists is in both, 0 to 1.
pub fn share(old: &[String], new: &[String]) -> f64 {
    let mut counts: HashMap<&String, usize> = HashMap::new();
    old.iter().for_each(|words| *counts.entry(words).or_default() += 1);
    let mut both = 0;
    for words in new {
        if let Some(count) = counts.get_mut(words).filter(|count| **count > 0) {
            *count -= 1;
            both += 1;
        }
    }
    match old.len() + new.len() {
        0 => 1.0,
        all => 2.0 * f64::from(both) / all as f64,
    }
}

/// Gives the old scores, and their grades, the names that they have now, so that what speaks of them does not differ by that.
pub fn rename(old: &mut Model, new: &Model, scores: &Matching) {
    let mut renamed = false;
    for (i, j) in scores.pairs() {
        let name = &new.shown.scores[j].name;
        let grade = new.shown.grades.iter().find(|grade| grade.score.index() == j);
        for program in [&mut old.forms.alone, &mut old.forms.whole] {
            renamed |= program.scores[i].name != *name;
            program.scores[i].name.clone_from(name);
            let own = program.grades.iter_mut().find(|grade| grade.score.index() == i);
            if let Some((own, grade)) = own.zip(grade) {
                renamed |= own.name != grade.name;
                own.name.clone_from(&grade.name);
            }
        }
    }
    if renamed {
        old.settle();
    }
}

/// One score that both have.
pub fn compare(old: &Model, new: &Model, (i, j): (ScoreId, ScoreId), found: &mut Finder) {
    let (before, after) = (&old.shown.scores[i.index()], &new.shown.scores[j.index()]);
    found.pairs.scores.push((Some(i), Some(j)));
    let mut own = |kind, details: Vec<Detail>| {
        let between =
            (Some(source(&before.origin, &before.name)), Some(source(&after.origin, &after.name)));
        let mut change = Change::of(kind, Part::Score, &after.name).within(&after.name);
        change = change.between(between.0, between.1).with(details);
        // Where the range alone changes, what it cuts.
        match change.details.iter().all(|detail| detail.what == "range") {
            true => change.touches.cuts.push((Some(i), Some(j))),
            false if kind == ChangeKind::Changed => {
                change.touches.scores.push((Some(i), Some(j)));
            }
            false => {}
        }
        found.changes.push(change);
    };
    if before.name != after.name {
        let names = (Some(before.name.clone()), Some(after.name.clone()));
        own(ChangeKind::Renamed, vec![Detail::new("name", names.0, names.1)]);
    }
    let details = details(old, new, (i, j));
    if !details.is_empty() {
        own(ChangeKind::Changed, details);
    }
    let (i, j) = (before.mask.index(), after.mask.index());
    // What the file says is told once.
    let file = head::masks(old, new, [0, 0]);
    let masks = head::masks(old, new, [i, j]).into_iter().filter(|change| !file.contains(change));
    found.changes.extend(masks.map(|change| change.within(&after.name)));
    rules::compare(old, new, before, after, found);
}

fn details(old: &Model, new: &Model, (i, j): (ScoreId, ScoreId)) -> Vec<Detail> {
    let (before, after) = (&old.shown.scores[i.index()], &new.shown.scores[j.index()]);
    let mut details = Vec::new();
    if before.range != after.range {
        let ranges = (range(before.range), range(after.range));
        details.push(Detail::new("range", Some(ranges.0), Some(ranges.1)));
    }
    let of = |model: &Model, id: ScoreId| formula(&model.forms.alone, id.index());
    if of(old, i) != of(new, j) {
        let shown = (formula(old.shown, i.index()), formula(new.shown, j.index()));
        details.push(Detail::new("formula", shown.0, shown.1));
    }
    details
}

fn formula(program: &Program, score: usize) -> Option<String> {
    let name = |id: ScoreId| print::name(&program.scores[id.index()].name);
    match &program.scores[score].body {
        ScoreBody::Formula(body) => Some(print::formula(body, &name)),
        ScoreBody::Items(_) => None,
    }
}

/// Scores that one side alone has, each told as one change with its lines.
pub fn others(old: &Model, new: &Model, scores: &Matching, found: &mut Finder) {
    for j in scores.added() {
        let id = Some(ScoreId(j as u32));
        let score = &new.shown.scores[j];
        found.pairs.scores.push((None, id));
        found.pairs.lines.extend(lines(new.shown, j).map(|line| (None, Some(line))));
        found.pairs.groups.extend(groups(new.shown, j).map(|group| (None, Some(group))));
        let change = whole(ChangeKind::Added, score).between(None, Some(here(score)));
        found.changes.push(touching(change, (None, id)));
    }
    for i in scores.removed() {
        let id = Some(ScoreId(i as u32));
        let score = &old.shown.scores[i];
        found.pairs.scores.push((id, None));
        found.pairs.lines.extend(lines(old.shown, i).map(|line| (Some(line), None)));
        found.pairs.groups.extend(groups(old.shown, i).map(|group| (Some(group), None)));
        let change = whole(ChangeKind::Removed, score).between(Some(here(score)), None);
        found.changes.push(touching(change, (id, None)));
    }
}

fn lines(program: &Program, score: usize) -> impl Iterator<Item = LineId> {
    let all = (0..).map(LineId).zip(&program.lines);
    all.filter(move |(_, line)| line.score.index() == score).map(|(id, _)| id)
}

fn groups(program: &Program, score: usize) -> impl Iterator<Item = GroupId> {
    let all = (0..).map(GroupId).zip(&program.groups);
    all.filter(move |(_, group)| group.score.index() == score).map(|(id, _)| id)
}

fn here(score: &Score) -> crate::explain::Source {
    source(&score.origin, &score.name)
}

fn whole(kind: ChangeKind, score: &Score) -> Change {
    Change::of(kind, Part::Score, &score.name).within(&score.name)
}

fn touching(mut change: Change, sides: (Option<ScoreId>, Option<ScoreId>)) -> Change {
    change.touches.scores.push(sides);
    change
}
