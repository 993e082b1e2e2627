//! For each change a lead that shows it, scored by the definition with both programs.

use crate::diff::Change;
use crate::diff::Changes;
use crate::diff::Part;
use crate::diff::Sides;
use crate::diff::Touches;
use crate::ir::Program;
use crate::ir::outcome::Outcome;
use crate::ir::program::GradeId;
use crate::ir::program::GroupId;
use crate::ir::program::LineId;
use crate::ir::program::ScoreId;
use crate::types::Points;
use crate::witness::Case;
use crate::witness::Finder;
use crate::witness::Target;
use crate::witness::lead_in_words;
use crate::witness::translated;

/// Of many changes, the first so many get a search of their own.
const MOST: usize = 50;
/// Leads drawn for each program.
const DRAWN: u64 = 100;

/// Adds the examples that are found; of a change that no lead shows, as another action, there is none.
pub fn add(old: &Program, new: &Program, changes: &mut Changes) {
    if changes.is_empty() {
        return;
    }
    let pair = Pair { old: Finder::new(old), new: Finder::new(new) };
    let drawn = pair.old.drawn(DRAWN).map(|case| pair.of_old(case));
    let drawn = drawn.chain(pair.new.drawn(DRAWN).map(|case| pair.of_new(case)));
    let mut pool: Vec<Both> = drawn.collect();
    for change in changes.changes.iter().take(MOST) {
        pool.extend(pair.searched(change));
    }
    // The smallest lead says it best.
    pool.sort_by_key(|both| both.size);
    for change in &mut changes.changes {
        change.example = pool.iter().find_map(|both| {
            let seen = pair.seen(change, both)?;
            Some(format!("{}: {seen}", lead_in_words(new, &both.for_new)))
        });
    }
}

/// One lead as either program sees it, and what each says.
struct Both {
    for_new: Case,
    size: usize,
    before: Outcome,
    after: Outcome,
}

struct Pair<'p> {
    old: Finder<'p>,
    new: Finder<'p>,
}

impl<'p> Pair<'p> {
    fn programs(&self) -> (&'p Program, &'p Program) {
        (self.old.targets.program, self.new.targets.program)
    }

    fn of_old(&self, case: Case) -> Both {
        let (old, new) = self.programs();
        let for_new = translated(&case, &old.schema, &new.schema);
        self.both(case, for_new)
    }

    fn of_new(&self, case: Case) -> Both {
        let (old, new) = self.programs();
        let for_old = translated(&case, &new.schema, &old.schema);
        self.both(for_old, case)
    }

    fn both(&self, for_old: Case, for_new: Case) -> Both {
        let known =
            |case: &Case| case.lead.attributes.iter().filter(|value| value.is_known()).count();
        let size =
            known(&for_old).max(known(&for_new)) + for_old.events.len().max(for_new.events.len());
        let (before, after) = (self.old.eval(&for_old), self.new.eval(&for_new));
        Both { for_new, size, before, after }
    }

    /// Leads for the very parts that the change is about.
    fn searched(&self, change: &Change) -> Vec<Both> {
        let (old, new) = targets(change);
        let of_old = old.into_iter().filter_map(|target| self.old.find(target));
        let of_new = new.into_iter().filter_map(|target| self.new.find(target));
        let of_old = of_old.map(|case| self.of_old(case));
        of_old.chain(of_new.map(|case| self.of_new(case))).collect()
    }

    /// What differs in what the change stands for: `5 → 10`, `mql → sql`.
    fn seen(&self, change: &Change, both: &Both) -> Option<String> {
        let (old, new) = self.programs();
        let Touches { lines, groups, scores, cuts, grades, matrices, disqualifications } =
            &change.touches;
        let (before, after) = (&both.before, &both.after);
        let figure = |outcome: &Outcome, id: &Option<LineId>| {
            id.filter(|_| outcome.in_model).map_or(Points::ZERO, |id| outcome.line(id).published)
        };
        let lines = lines.iter().map(|(i, j)| (figure(before, i), figure(after, j)));
        let groups = groups.iter().map(|(i, j)| {
            let of = |outcome: &Outcome, id: Option<GroupId>| {
                id.filter(|_| outcome.in_model)
                    .map_or(Points::ZERO, |id| outcome.group(id).published)
            };
            (of(before, *i), of(after, *j))
        });
        let scores = scores.iter().chain(cuts).map(|(i, j)| {
            let of = |outcome: &Outcome, id: Option<ScoreId>| {
                let id = id.filter(|_| outcome.in_model);
                id.map_or(Points::ZERO, |id| outcome.scores[id.index()].published)
            };
            (of(before, *i), of(after, *j))
        });
        let figures = lines.chain(groups).chain(scores);
        let mut words: Vec<(String, String)> =
            figures.map(|(i, j)| (i.to_string(), j.to_string())).collect();
        words.extend(grades.iter().map(|(i, j)| (grade(old, before, *i), grade(new, after, *j))));
        words.extend(matrices.iter().map(|(i, j)| (cell(old, before, *i), cell(new, after, *j))));
        words
            .extend(disqualifications.iter().map(|(i, j)| (reason(before, *i), reason(after, *j))));
        if matches!(change.part, Part::Stage | Part::Otherwise | Part::Disqualify | Part::Model) {
            words.push((stage(old, before), stage(new, after)));
        }
        let differs = words.into_iter().find(|(i, j)| i != j);
        differs.map(|(i, j)| format!("{i} → {j}"))
    }
}

/// What to look for in the old program and in the new one.
fn targets(change: &Change) -> (Vec<Target>, Vec<Target>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let mut add = |sides: Sides<Target>| {
        old.extend(sides.0);
        new.extend(sides.1);
    };
    for (i, j) in &change.touches.lines {
        add((i.map(Target::Fires), j.map(Target::Fires)));
        add((i.map(Target::CapBinds), j.map(Target::CapBinds)));
    }
    for (i, j) in &change.touches.groups {
        add((i.map(Target::GroupBinds), j.map(Target::GroupBinds)));
    }
    for (i, j) in &change.touches.disqualifications {
        add((i.map(Target::Disqualifies), j.map(Target::Disqualifies)));
    }
    (old, new)
}

fn grade(program: &Program, outcome: &Outcome, id: Option<GradeId>) -> String {
    let label = id.and_then(|id| {
        let label = (*outcome.grades.get(id.index())?)?;
        Some(program.grades[id.index()].labels[usize::from(label)].clone())
    });
    label.unwrap_or_else(|| "none".into())
}

fn cell(program: &Program, outcome: &Outcome, at: Option<usize>) -> String {
    let value = at.and_then(|at| {
        let (row, column) = (*outcome.matrices.get(at)?)?;
        let matrix = &program.matrices[at];
        let cell = &matrix.cells[usize::from(row)][usize::from(column)];
        Some(matrix.values[usize::from(cell.value)].clone())
    });
    value.unwrap_or_else(|| "none".into())
}

fn reason(outcome: &Outcome, at: Option<usize>) -> String {
    let holds = at.is_some_and(|at| outcome.disqualified.contains(&at));
    (if holds { "disqualified" } else { "not disqualified" }).into()
}

fn stage(program: &Program, outcome: &Outcome) -> String {
    match outcome.disqualified.is_empty() {
        false => "disqualified".into(),
        true if !outcome.in_model => "not in the model".into(),
        true => outcome.stage.map_or("no stage".into(), |id| program.stages[id.index()].clone()),
    }
}
