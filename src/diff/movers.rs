//! What a change does to given leads: who changes stage, by how much scores move, and by which lines.

use serde::Serialize;
use serde::Serializer;

use crate::diff::Changes;
use crate::diff::Sides;
use crate::diff::Touches;
use crate::diff::source;
use crate::engine::Scorer;
use crate::explain;
use crate::explain::Invoice;
use crate::explain::Source;
use crate::ir::Program;
use crate::ir::eval;
use crate::ir::outcome::{DISQUALIFIED, NONE, Scores};
use crate::ir::program::{GradeId, GroupId, LineId, ScoreBody, ScoreId};
use crate::types::Points;
use crate::types::columns::Batch;
use crate::types::points::divide_rounding;

/// One side: its scorer, and the leads as its program reads them, with their results.
pub struct Side<'a> {
    scorer: &'a Scorer,
    batch: &'a Batch,
    scores: Scores,
    as_of: i64,
}

/// All leads, both ways.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    pub leads: usize,
    /// How many are in another stage.
    pub stage_changes: usize,
    /// From stage to stage, in the order of the old stages, then of the new; those that are nobody's are left out.
    pub transitions: Vec<Transition>,
    /// The scores that both have.
    pub scores: Vec<ScoreEffect>,
    /// The leads that move most, by the headline score, else by any.
    pub movers: Vec<Mover>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition {
    pub old: String,
    pub new: String,
    pub leads: usize,
}

/// The differences, new less old, of the leads whose score changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreEffect {
    pub score: String,
    pub changed: usize,
    #[serde(serialize_with = "decimal")]
    pub mean: Points,
    #[serde(serialize_with = "decimal")]
    pub least: Points,
    #[serde(serialize_with = "decimal")]
    pub most: Points,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mover {
    pub lead: String,
    pub old_stage: String,
    pub new_stage: String,
    /// Every score that both have.
    pub scores: Vec<Figure>,
    /// The lines of the invoices that differ.
    pub lines: Vec<Step>,
    pub old_invoice: Invoice,
    pub new_invoice: Invoice,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub score: String,
    #[serde(serialize_with = "decimal")]
    pub old: Points,
    #[serde(serialize_with = "decimal")]
    pub new: Points,
}

/// One line of the invoices; a side where it does not stand is worth 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    pub score: String,
    pub title: String,
    pub old_source: Option<Source>,
    pub new_source: Option<Source>,
    #[serde(serialize_with = "decimal")]
    pub old: Points,
    #[serde(serialize_with = "decimal")]
    pub new: Points,
}

fn decimal<S: Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(points.to_f64())
}

impl<'a> Side<'a> {
    /// Scores the leads.
    pub fn of(scorer: &'a Scorer, batch: &'a Batch, as_of: i64) -> Side<'a> {
        Side { scorer, batch, scores: scorer.score(batch, as_of, true), as_of }
    }

    fn program(&self) -> &'a Program {
        self.scorer.program()
    }

    fn stage(&self, row: usize) -> u16 {
        self.scores.stages[row]
    }

    fn stage_name(&self, row: usize) -> String {
        match self.stage(row) {
            _ if !self.scores.in_model[row] => "not in the model".into(),
            NONE => "no stage".into(),
            DISQUALIFIED => "disqualified".into(),
            stage => self.program().stages[usize::from(stage)].clone(),
        }
    }

    fn figure(&self, score: ScoreId, row: usize) -> Points {
        self.scores.scores[score.index()][row]
    }

    fn invoice(&self, row: usize) -> Invoice {
        let (lead, events) = self.batch.row(row);
        let outcome = eval(self.program(), &lead, &events, self.as_of);
        explain::invoice(self.program(), &outcome, &lead, &events, self.as_of)
    }

    /// What a score's range adds or takes away; of a formula nothing, for its figure says it.
    fn cut(&self, score: ScoreId, row: usize) -> Points {
        let program = self.program();
        if matches!(program.scores[score.index()].body, ScoreBody::Formula(_)) {
            return Points::ZERO;
        }
        let own = program.lines.iter().zip(&self.scores.lines);
        let lines = own.filter(|(line, _)| line.score == score).map(|(_, column)| column[row]);
        let groups = program.groups.iter().zip(&self.scores.groups);
        let groups = groups.filter(|(group, _)| group.score == score).map(|(_, c)| c[row]);
        let sum = Points::sum(lines.chain(groups));
        Points(self.figure(score, row).0.saturating_sub(sum.0))
    }
}

/// Tells what the changes do to the leads, and in each change to how many; `id` names a row, `most` movers are shown.
pub fn effect(
    changes: &mut Changes,
    old: &Side,
    new: &Side,
    id: &dyn Fn(usize) -> String,
    most: usize,
) -> Effect {
    for change in &mut changes.changes {
        change.leads = touched(&change.touches, old, new);
    }
    let both: Vec<(ScoreId, ScoreId)> =
        changes.pairs.scores.iter().filter_map(|(i, j)| Some(((*i)?, (*j)?))).collect();
    let rows = old.scores.rows;
    let moved = (0..rows).filter(|&row| old.stage_name(row) != new.stage_name(row));
    let movers = movers(old, new, &both, most);
    Effect {
        leads: rows,
        stage_changes: moved.count(),
        transitions: transitions(old, new),
        scores: both.iter().map(|pair| score_effect(old, new, *pair)).collect(),
        movers: movers.into_iter().map(|row| mover(changes, old, new, (row, id(row)))).collect(),
    }
}

/// Of how many leads the figures or labels differ.
fn touched(touches: &Touches, old: &Side, new: &Side) -> Option<usize> {
    if *touches == Touches::default() {
        return None;
    }
    let (before, after) = (&old.scores, &new.scores);
    let lines = touches
        .lines
        .iter()
        .map(|(i, j)| (i.map(|i| &before.lines[i.index()]), j.map(|j| &after.lines[j.index()])));
    let groups = touches
        .groups
        .iter()
        .map(|(i, j)| (i.map(|i| &before.groups[i.index()]), j.map(|j| &after.groups[j.index()])));
    let scores = touches
        .scores
        .iter()
        .map(|(i, j)| (i.map(|i| &before.scores[i.index()]), j.map(|j| &after.scores[j.index()])));
    let columns: Vec<Sides<&Vec<Points>>> = lines.chain(groups).chain(scores).collect();
    let figures = |row: usize| {
        let of = |column: Option<&Vec<Points>>| column.map_or(Points::ZERO, |column| column[row]);
        columns.iter().any(|(i, j)| of(*i) != of(*j))
    };
    let cuts = |row: usize| {
        let of = |side: &Side, score: Option<ScoreId>| score.map(|id| side.cut(id, row));
        touches.cuts.iter().any(|(i, j)| of(old, *i) != of(new, *j))
    };
    let labels = |row: usize| {
        let grade = |side: &Side, at: Option<GradeId>| {
            at.and_then(|at| {
                let label = side.scores.grades[at.index()][row];
                side.program().grades[at.index()].labels.get(usize::from(label)).cloned()
            })
        };
        touches.grades.iter().any(|(i, j)| grade(old, *i) != grade(new, *j))
            || touches.matrices.iter().any(|(i, j)| cell(old, *i, row) != cell(new, *j, row))
            || touches.disqualifications.iter().any(|(i, j)| {
                let holds = |scores: &Scores, at: Option<usize>| {
                    at.is_some_and(|at| scores.disqualified[at][row])
                };
                holds(before, *i) != holds(after, *j)
            })
    };
    Some((0..before.rows).filter(|&row| figures(row) || cuts(row) || labels(row)).count())
}

/// A matrix's value and action, or what stands for them.
fn cell(side: &Side, at: Option<usize>, row: usize) -> Option<(String, Option<String>)> {
    let at = at?;
    let matrix = &side.program().matrices[at];
    match side.scores.matrices[at][row] {
        NONE => None,
        DISQUALIFIED => Some(("disqualified".into(), None)),
        place => {
            let columns = side.program().grades[matrix.columns.index()].labels.len();
            let place = usize::from(place);
            let cell = &matrix.cells[place / columns][place % columns];
            Some((matrix.values[usize::from(cell.value)].clone(), cell.action.clone()))
        }
    }
}

/// The stages that leads are in, in the order of the program, then what stands for none.
fn stages(side: &Side) -> Vec<String> {
    let mut names = side.program().stages.clone();
    names.extend(["disqualified", "no stage", "not in the model"].map(String::from));
    names
}

fn transitions(old: &Side, new: &Side) -> Vec<Transition> {
    let (before, after) = (stages(old), stages(new));
    let place = |names: &[String], name: &str| names.iter().position(|n| n == name).unwrap_or(0);
    let mut counts = vec![vec![0; after.len()]; before.len()];
    for row in 0..old.scores.rows {
        let (i, j) = (old.stage_name(row), new.stage_name(row));
        counts[place(&before, &i)][place(&after, &j)] += 1;
    }
    let mut all = Vec::new();
    for (old, counts) in before.iter().zip(&counts) {
        for (new, &leads) in after.iter().zip(counts).filter(|(_, leads)| **leads > 0) {
            all.push(Transition { old: old.clone(), new: new.clone(), leads });
        }
    }
    all
}

fn difference(old: &Side, new: &Side, (i, j): (ScoreId, ScoreId), row: usize) -> i128 {
    i128::from(new.figure(j, row).0) - i128::from(old.figure(i, row).0)
}

fn score_effect(old: &Side, new: &Side, pair: (ScoreId, ScoreId)) -> ScoreEffect {
    let all = (0..old.scores.rows).map(|row| difference(old, new, pair, row));
    let all: Vec<i128> = all.filter(|difference| *difference != 0).collect();
    let end = |end: Option<&i128>| Points::hold(end.copied().unwrap_or_default());
    let mean = match all.len() {
        0 => 0,
        count => divide_rounding(all.iter().sum(), count as i128),
    };
    ScoreEffect {
        score: new.program().scores[pair.1.index()].name.clone(),
        changed: all.len(),
        mean: Points::hold(mean),
        least: end(all.iter().min()),
        most: end(all.iter().max()),
    }
}

/// The score that people mean by "the score": `total`, else the only one, else that of the first stage line.
fn headline(program: &Program) -> Option<ScoreId> {
    let only = || (program.scores.len() == 1).then_some(ScoreId(0));
    let staged = || program.stage_lines.iter().find_map(|line| Some(line.threshold?.score));
    program.score("total").or_else(only).or_else(staged)
}

/// The rows that move most, at most so many; of equals the first.
fn movers(old: &Side, new: &Side, both: &[(ScoreId, ScoreId)], most: usize) -> Vec<usize> {
    let head = headline(new.program());
    let head = head.and_then(|head| both.iter().find(|(_, j)| *j == head));
    let rank = |row: usize| {
        let size = |pair: &(ScoreId, ScoreId)| difference(old, new, *pair, row).unsigned_abs();
        let any = both.iter().map(size).max().unwrap_or_default();
        (head.map_or(any, size), any, old.stage_name(row) != new.stage_name(row))
    };
    let mut all: Vec<_> = (0..old.scores.rows).map(|row| (rank(row), row)).collect();
    all.retain(|(rank, _)| *rank != (0, 0, false));
    all.sort_by(|(a, _), (b, _)| b.cmp(a));
    all.into_iter().take(most).map(|(_, row)| row).collect()
}

fn mover(changes: &Changes, old: &Side, new: &Side, (row, lead): (usize, String)) -> Mover {
    let mut scores = Vec::new();
    let mut lines = Vec::new();
    for (i, j) in &changes.pairs.scores {
        if let (Some(i), Some(j)) = (i, j) {
            let score = new.program().scores[j.index()].name.clone();
            let (before, after) = (old.figure(*i, row), new.figure(*j, row));
            scores.push(Figure { score, old: before, new: after });
        }
        lines.extend(steps(changes, old, new, (*i, *j), row));
    }
    let (old_invoice, new_invoice) = (old.invoice(row), new.invoice(row));
    let (old_stage, new_stage) = (old.stage_name(row), new.stage_name(row));
    Mover { lead, old_stage, new_stage, scores, lines, old_invoice, new_invoice }
}

/// A line of the invoice: its figure, and where it stands.
type Entry = (Points, Source);

/// Of one lead's row.
impl Side<'_> {
    fn line(&self, id: LineId, row: usize) -> Entry {
        let origin = &self.program().lines[id.index()].origin;
        (self.scores.lines[id.index()][row], source(origin, origin.title()))
    }

    fn group(&self, id: GroupId, row: usize) -> Entry {
        let group = &self.program().groups[id.index()];
        let title = format!("group {}", group.name);
        (self.scores.groups[id.index()][row], source(&group.origin, &title))
    }

    fn range(&self, id: ScoreId, row: usize) -> Entry {
        let origin = &self.program().scores[id.index()].origin;
        (self.cut(id, row), source(origin, "range"))
    }
}

/// The lines of one score that differ, a group's and the range's cut behind the rules.
fn steps(
    changes: &Changes,
    old: &Side,
    new: &Side,
    (i, j): Sides<ScoreId>,
    row: usize,
) -> Vec<Step> {
    let (before, after) = (old.program(), new.program());
    let name = j.map(|j| &after.scores[j.index()].name);
    let name = name.or(i.map(|i| &before.scores[i.index()].name)).cloned().unwrap_or_default();
    // Of the score on either side.
    let own =
        |a: Option<ScoreId>, b: Option<ScoreId>| a.is_some() && a == i || b.is_some() && b == j;
    let lines = changes.pairs.lines.iter().filter(|(a, b)| {
        let (a, b) = (a.map(|a| before.line(a).score), b.map(|b| after.line(b).score));
        own(a, b)
    });
    let groups = changes.pairs.groups.iter().filter(|(a, b)| {
        let score = |program: &Program, id: GroupId| program.groups[id.index()].score;
        own(a.map(|a| score(before, a)), b.map(|b| score(after, b)))
    });
    let lines = lines.map(|(a, b)| (a.map(|a| old.line(a, row)), b.map(|b| new.line(b, row))));
    let groups = groups.map(|(a, b)| (a.map(|a| old.group(a, row)), b.map(|b| new.group(b, row))));
    let cut = (i.map(|i| old.range(i, row)), j.map(|j| new.range(j, row)));
    let all = lines.chain(groups).chain([cut]).map(|entries| step(&name, entries));
    all.filter(|step| step.old != step.new).collect()
}

fn step(score: &str, (old, new): Sides<Entry>) -> Step {
    let title = new.as_ref().or(old.as_ref()).map(|(_, source)| source.title.clone());
    let figure = |side: &Option<Entry>| side.as_ref().map_or(Points::ZERO, |(points, _)| *points);
    Step {
        score: score.into(),
        title: title.unwrap_or_default(),
        old: figure(&old),
        new: figure(&new),
        old_source: old.map(|(_, source)| source),
        new_source: new.map(|(_, source)| source),
    }
}
