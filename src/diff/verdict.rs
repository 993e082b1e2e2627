//! What is made of scores: grades, matrices, stages, and who is disqualified.

use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Detail;
use crate::diff::Finder;
use crate::diff::Matching;
use crate::diff::Model;
use crate::diff::Part;
use crate::diff::RULE;
use crate::diff::matching::turned;
use crate::diff::meaning::Said;
use crate::diff::source;
use crate::explain::Source;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::print::Words;
use crate::ir::program::{Grade, GradeId, Matrix, Origin};

pub fn compare(old: &Model, new: &Model, found: &mut Finder) {
    grades(old, new, found);
    matrices(old, new, found);
    stages(old, new, found);
    base(old, new, found);
    disqualifications(old, new, found);
}

fn grades(old: &Model, new: &Model, found: &mut Finder) {
    // Under the names that they have now.
    let (before, after) = (&old.forms.alone.grades, &new.forms.alone.grades);
    let mut pairs = Matching::new(before.len(), after.len());
    pairs.by_key(|i| Some(&before[i].name), |j| Some(&after[j].name));
    let here = |grade: &Grade| Some(source(&grade.origin, &grade.name));
    let score =
        |model: &Model, grade: &Grade| model.forms.alone.scores[grade.score.index()].name.clone();
    for (i, j) in pairs.pairs() {
        let (was, is) = (&before[i], &after[j]);
        let mut details = bound_details(was, is);
        let scores = (score(old, was), score(new, is));
        if scores.0 != scores.1 {
            details.push(Detail::new("score", Some(scores.0), Some(scores.1)));
        }
        if !details.is_empty() {
            let change = Change::of(ChangeKind::Changed, Part::Grade, &is.name).with(details);
            let mut change = change.between(here(was), here(is));
            change.touches.grades.push((Some(GradeId(i as u32)), Some(GradeId(j as u32))));
            found.changes.push(change);
        }
    }
    for j in pairs.added() {
        let change = Change::of(ChangeKind::Added, Part::Grade, &after[j].name);
        found.changes.push(change.between(None, here(&after[j])));
    }
    for i in pairs.removed() {
        let change = Change::of(ChangeKind::Removed, Part::Grade, &before[i].name);
        found.changes.push(change.between(here(&before[i]), None));
    }
}

/// Each label's bound, then `otherwise`.
fn bounds(grade: &Grade) -> Vec<(String, String)> {
    let label = |label: u16| grade.labels[usize::from(label)].clone();
    let rows = grade.rows.iter();
    rows.map(|row| (label(row.label), format!("{} {}", row.op.symbol(), row.bound))).collect()
}

fn bound_details(old: &Grade, new: &Grade) -> Vec<Detail> {
    let (before, after) = (bounds(old), bounds(new));
    let mut details = Vec::new();
    let own = |all: &[(String, String)], label: &str| -> Vec<String> {
        all.iter().filter(|(l, _)| l == label).map(|(_, bound)| bound.clone()).collect()
    };
    let mut labels: Vec<&String> = Vec::new();
    for (label, _) in after.iter().chain(&before) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    for label in labels {
        let (was, is) = (own(&before, label), own(&after, label));
        if was != is {
            let said = |all: Vec<String>| (!all.is_empty()).then(|| all.join(", "));
            details.push(Detail::new(label.as_str(), said(was), said(is)));
        }
    }
    let otherwise = |grade: &Grade| grade.otherwise.map(|l| grade.labels[usize::from(l)].clone());
    if otherwise(old) != otherwise(new) {
        details.push(Detail::new("otherwise", otherwise(old), otherwise(new)));
    }
    let order = |all: &[(String, String)]| all.to_vec();
    if details.is_empty() && order(&before) != order(&after) {
        // Equal bounds: the first of them holds.
        let said = |all: &[(String, String)]| {
            all.iter()
                .map(|(label, bound)| format!("{label} {bound}"))
                .collect::<Vec<_>>()
                .join("; ")
        };
        details.push(Detail::new("order", Some(said(&before)), Some(said(&after))));
    }
    details
}

fn matrices(old: &Model, new: &Model, found: &mut Finder) {
    let (before, after) = (&old.forms.alone, &new.forms.alone);
    let mut pairs = Matching::new(before.matrices.len(), after.matrices.len());
    let names = |program: &Program, at: usize| program.matrices[at].name.clone();
    pairs.by_key(|i| Some(names(before, i)), |j| Some(names(after, j)));
    let here = |matrix: &Matrix| Some(source(&matrix.origin, &matrix.name));
    let mut push = |kind, (i, j): (Option<usize>, Option<usize>), details: Vec<Detail>| {
        let (was, is) = (i.map(|i| &before.matrices[i]), j.map(|j| &after.matrices[j]));
        let name = is.or(was).map(|matrix| matrix.name.clone()).unwrap_or_default();
        let between = (was.and_then(here), is.and_then(here));
        let change = Change::of(kind, Part::Matrix, name).with(details);
        let mut change = change.between(between.0, between.1);
        if i.is_some() && j.is_some() {
            change.touches.matrices.push((i, j));
        }
        found.changes.push(change);
    };
    for (i, j) in pairs.pairs() {
        let details = cell_details((before, i), (after, j));
        if !details.is_empty() {
            push(ChangeKind::Changed, (Some(i), Some(j)), details);
        }
    }
    pairs.added().into_iter().for_each(|j| push(ChangeKind::Added, (None, Some(j)), Vec::new()));
    pairs
        .removed()
        .into_iter()
        .for_each(|i| push(ChangeKind::Removed, (Some(i), None), Vec::new()));
}

/// Its grades' names, then each cell with its labels, by row and column.
type Cells = ([String; 2], Vec<(String, String)>);

fn cells((program, at): (&Program, usize)) -> Cells {
    let matrix = &program.matrices[at];
    let [rows, columns] = [matrix.rows, matrix.columns].map(|id| &program.grades[id.index()]);
    let mut cells = Vec::new();
    for (row, line) in rows.labels.iter().zip(&matrix.cells) {
        for (column, cell) in columns.labels.iter().zip(line) {
            let action = cell.action.as_ref().map(|action| format!(" -> {action}"));
            let value = matrix.values[usize::from(cell.value)].clone();
            cells.push((format!("{row} × {column}"), value + &action.unwrap_or_default()));
        }
    }
    ([rows.name.clone(), columns.name.clone()], cells)
}

fn cell_details(old: (&Program, usize), new: (&Program, usize)) -> Vec<Detail> {
    let ((was, before), (is, after)) = (cells(old), cells(new));
    let crossed = |names: &[String; 2]| Some(names.join(" by "));
    if was != is {
        return vec![Detail::new("grades", crossed(&was), crossed(&is))];
    }
    let cell = |all: &[(String, String)], at: &str| {
        all.iter().find(|(place, _)| place == at).map(|(_, cell)| cell.clone())
    };
    let gone = before.iter().filter(|(at, _)| cell(&after, at).is_none());
    let all = after
        .iter()
        .chain(gone)
        .map(|(at, _)| Detail::new(at.as_str(), cell(&before, at), cell(&after, at)));
    all.filter(|detail| detail.old != detail.new).collect()
}

/// The stage lines of a model with their words.
struct StageLines<'m> {
    model: &'m Model<'m>,
    said: Vec<Said>,
}

impl<'m> StageLines<'m> {
    fn of(model: &'m Model<'m>) -> StageLines<'m> {
        let count = model.shown.stage_lines.len();
        StageLines { model, said: (0..count).map(|at| Said::stage(model, at)).collect() }
    }

    fn stage(&self, at: usize) -> Option<&String> {
        self.said[at].alone[0].as_ref()
    }

    fn action(&self, at: usize) -> Option<&String> {
        self.said[at].alone[3].as_ref()
    }

    /// Can it ever win?
    fn counts(&self, at: usize) -> bool {
        let line = &self.model.forms.whole.stage_lines[at];
        line.condition != Some(Cond::Constant(false))
    }

    fn here(&self, at: usize) -> Option<Source> {
        let origin = &self.model.shown.stage_lines[at].origin;
        Some(source(origin, origin.title()))
    }

    fn title(&self, at: usize) -> String {
        self.model.shown.stage_lines[at].origin.title().to_string()
    }
}

fn stages(old: &Model, new: &Model, found: &mut Finder) {
    let (old, new) = (StageLines::of(old), StageLines::of(new));
    let pairs = stage_pairs(&old, &new);
    for (i, j) in pairs.pairs() {
        let dead = !old.counts(i) && !new.counts(j);
        if !dead && !old.said[i].says_what(&new.said[j]) {
            let details = old.said[i].stage_details(&new.said[j]);
            let change = Change::of(ChangeKind::Changed, Part::Stage, new.title(j)).with(details);
            found.changes.push(change.between(old.here(i), new.here(j)));
        }
    }
    for j in pairs.added().into_iter().filter(|&j| new.counts(j)) {
        let change = Change::of(ChangeKind::Added, Part::Stage, new.title(j));
        found.changes.push(change.between(None, new.here(j)));
    }
    for i in pairs.removed().into_iter().filter(|&i| old.counts(i)) {
        let change = Change::of(ChangeKind::Removed, Part::Stage, old.title(i));
        found.changes.push(change.between(old.here(i), None));
    }
    let counts = |j: usize| new.counts(j) || pairs.old_of(j).is_some_and(|i| old.counts(i));
    let differ = |a: usize, b: usize| {
        (new.stage(a), new.action(a)) != (new.stage(b), new.action(b)) && counts(a) && counts(b)
    };
    if turned(&pairs.pairs(), differ) {
        let change = Change::of(ChangeKind::Reordered, Part::Stage, "stage lines");
        let first = |lines: &StageLines| (!lines.said.is_empty()).then(|| lines.here(0)).flatten();
        found.changes.push(change.between(first(&old), first(&new)));
    }
}

/// By all that they say; by stage and condition; by stage; by threshold and condition.
fn stage_pairs(old: &StageLines, new: &StageLines) -> Matching {
    let mut pairs = Matching::new(old.said.len(), new.said.len());
    pairs.by_key(|i| Some(&old.said[i].alone), |j| Some(&new.said[j].alone));
    let whole =
        |lines: &StageLines, at: usize| lines.counts(at).then(|| lines.said[at].whole.clone());
    pairs.by_key(|i| whole(old, i), |j| whole(new, j));
    let part = |lines: &StageLines, at: usize, parts: [usize; 2]| {
        Some(parts.map(|part| lines.said[at].alone[part].clone()))
    };
    for parts in [[0, 2], [0, 1], [0, 0], [1, 2]] {
        pairs.by_key(|i| part(old, i, parts), |j| part(new, j, parts));
    }
    pairs
}

fn base(old: &Model, new: &Model, found: &mut Finder) {
    let said = |model: &Model| {
        let base = model.shown.base.as_ref()?;
        Some((model.shown.stages[base.stage.index()].clone(), base.action.clone()))
    };
    let (before, after) = (said(old), said(new));
    if before == after {
        return;
    }
    let mut details = Vec::new();
    let stage = |said: &Option<(String, Option<String>)>| said.as_ref().map(|s| s.0.clone());
    let action = |said: &Option<(String, Option<String>)>| said.as_ref()?.1.clone();
    if stage(&before) != stage(&after) {
        details.push(Detail::new("stage", stage(&before), stage(&after)));
    }
    if action(&before) != action(&after) {
        details.push(Detail::new("action", action(&before), action(&after)));
    }
    let change = Change::of(ChangeKind::Changed, Part::Otherwise, "otherwise");
    found.changes.push(change.with(details));
}

/// The reasons to disqualify of a model, with the words of their conditions.
struct Reasons<'m> {
    model: &'m Model<'m>,
    alone: Vec<String>,
    whole: Vec<String>,
    shown: Vec<String>,
}

impl<'m> Reasons<'m> {
    fn of(model: &'m Model<'m>) -> Reasons<'m> {
        let words = |program: &Program| -> Vec<String> {
            let all = program.disqualifications.iter();
            all.map(|reason| Words::of(program).condition(&reason.condition)).collect()
        };
        let (alone, whole) = (words(&model.forms.alone), words(&model.forms.whole));
        Reasons { model, alone, whole, shown: words(model.shown) }
    }

    fn origin(&self, at: usize) -> &'m Origin {
        &self.model.shown.disqualifications[at].origin
    }

    fn here(&self, at: usize) -> Option<Source> {
        Some(source(self.origin(at), self.origin(at).title()))
    }

    /// Does it hold for anybody?
    fn counts(&self, at: usize) -> bool {
        let condition = &self.model.forms.whole.disqualifications[at].condition;
        *condition != Cond::Constant(false)
    }

    fn change(&self, kind: ChangeKind, at: usize) -> Change {
        Change::of(kind, Part::Disqualify, self.origin(at).title())
    }

    /// What it says, where its title does not.
    fn words(&self, at: usize) -> Option<String> {
        self.origin(at).label.as_ref().map(|_| self.origin(at).text.clone())
    }
}

fn disqualifications(old: &Model, new: &Model, found: &mut Finder) {
    let (old, new) = (Reasons::of(old), Reasons::of(new));
    let mut pairs = Matching::new(old.alone.len(), new.alone.len());
    pairs.by_key(|i| Some(&old.alone[i]), |j| Some(&new.alone[j]));
    pairs.by_key(|i| Some(&old.whole[i]), |j| Some(&new.whole[j]));
    let equal = pairs.pairs();
    pairs.by_key(|i| old.origin(i).label.as_ref(), |j| new.origin(j).label.as_ref());
    pairs.by_likeness(0.5, |i, j| strsim::sorensen_dice(&old.alone[i], &new.alone[j]));
    let mut push = |mut change: Change, sides| {
        change.touches.disqualifications.push(sides);
        found.changes.push(change);
    };
    for (i, j) in pairs.pairs().into_iter().filter(|pair| !equal.contains(pair)) {
        let words = match old.shown[i] == new.shown[j] {
            true => (&old.alone[i], &new.alone[j]),
            false => (&old.shown[i], &new.shown[j]),
        };
        let detail = Detail::new("condition", Some(words.0.clone()), Some(words.1.clone()));
        let change = new.change(ChangeKind::Changed, j).with(vec![detail]);
        push(change.between(old.here(i), new.here(j)), (Some(i), Some(j)));
    }
    for j in pairs.added().into_iter().filter(|&j| new.counts(j)) {
        let words = new.words(j).map(|words| Detail::new(RULE, None, Some(words)));
        let change = new.change(ChangeKind::Added, j).with(words.into_iter().collect());
        push(change.between(None, new.here(j)), (None, Some(j)));
    }
    for i in pairs.removed().into_iter().filter(|&i| old.counts(i)) {
        let words = old.words(i).map(|words| Detail::new(RULE, Some(words), None));
        let change = old.change(ChangeKind::Removed, i).with(words.into_iter().collect());
        push(change.between(old.here(i), None), (Some(i), None));
    }
}
