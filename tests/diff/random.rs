//! Random programs with one thing changed: where the diff says nothing, random leads score the same.
//!
//! `BAREMO_CASES` sets how many programs are tried, `BAREMO_SEED` where to begin.

use baremo::diff;
use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::ir::expr::{Cond, Num};
use baremo::ir::outcome::Scores;
use baremo::ir::program::*;
use baremo::types::Points;
use baremo::types::calendar::Zone;
use baremo::types::columns::Batch;

use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::programs;
use crate::differential::random::Random;

/// Without `BAREMO_CASES`: some seconds without optimisation.
const CASES: u64 = 500;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

pub fn seeds() -> std::ops::Range<u64> {
    let first = setting("BAREMO_SEED").unwrap_or(0);
    first..first + setting("BAREMO_CASES").unwrap_or(CASES)
}

/// What a lead comes to, whatever line says why.
fn results(program: &Program, batch: &Batch) -> Scores {
    let scores = Scorer::new(program.clone(), Engine::Bytecode).score(batch, AS_OF, false);
    Scores { stage_lines: Vec::new(), disqualified: Vec::new(), ..scores }
}

fn bent(random: &mut Random, points: &mut Points) {
    points.0 += random.pick(&[-100, -1, 1, 50, 1_000]);
}

/// Changes a line in one place.
fn bend_line(random: &mut Random, kind: &mut LineKind) {
    match kind {
        LineKind::If { condition, points, active, cap } => match random.below(5) {
            0 => *condition = None,
            1 => negate(condition),
            2 => active.from = random.maybe(70, data::date),
            3 => *cap = random.maybe(70, |random| Points(random.pick(&[1, 100, 700]))),
            _ => bend_points(random, points),
        },
        LineKind::On(on) => match random.below(10) {
            0 => on.filter = None,
            1 => negate(&mut on.filter),
            2 => on.active.before = random.maybe(70, data::date),
            3 => on.cap = random.maybe(70, |random| Points(random.pick(&[1, 100, 700]))),
            4 => on.first_time = !on.first_time,
            5 => on.cooldown = random.maybe(70, |random| random.pick(data::DURATIONS)),
            6 => on.keep = vec![Keep { count: random.between(1, 3) as u32, per: None }],
            7 => on.ageing.expires = random.maybe(70, |random| (random.pick(data::DURATIONS), 0)),
            8 => on.times = random.maybe(70, |random| (2, random.pick(data::DURATIONS))),
            _ => bend_points(random, &mut on.points),
        },
    }
}

fn negate(condition: &mut Option<Cond>) {
    *condition = condition.take().map(|condition| Cond::Not(Box::new(condition)));
}

fn bend_points(random: &mut Random, by: &mut PointsBy) {
    match by {
        PointsBy::Literal(points) => bent(random, points),
        PointsBy::Computed(number) => *number = Num::Negate(Box::new(number.clone())),
        PointsBy::Table(rows) if random.chance(30) => rows.reverse(),
        PointsBy::Table(rows) => {
            let row = random.below(rows.len());
            bend_points(random, &mut rows[row].1);
        }
    }
}

fn bend_range(random: &mut Random, range: &mut Range) {
    match random.below(3) {
        0 => range.low = None,
        1 => range.high = None,
        _ => range.high.iter_mut().for_each(|high| high.0 += 100),
    }
}

/// Takes out, doubles or turns items.
fn bend_items(random: &mut Random, items: &mut Vec<Item>) {
    match random.below(4) {
        0 if !items.is_empty() => _ = items.remove(random.below(items.len())),
        1 => items.reverse(),
        _ => {
            for item in items {
                if let Item::When { then, otherwise, condition, .. } = item {
                    match random.below(3) {
                        0 => std::mem::swap(then, otherwise),
                        1 => *condition = Cond::Not(Box::new(condition.clone())),
                        _ => bend_items(random, then),
                    }
                    return;
                }
            }
        }
    }
}

fn bend_group(random: &mut Random, group: &mut Group) {
    match random.below(4) {
        0 => bend_range(random, &mut group.range),
        1 => bend_items(random, &mut group.items),
        2 if group.cap_per.is_none() => {
            group.mode = random.pick(&[GroupMode::Sum, GroupMode::Best, GroupMode::First]);
        }
        // No cap is below a hundredth.
        _ => group.cap_per.iter_mut().for_each(|(cap, _)| {
            bent(random, cap);
            cap.0 = cap.0.max(1);
        }),
    }
}

fn bend_stages(random: &mut Random, program: &mut Program) {
    let count = program.stage_lines.len();
    if count == 0 {
        return;
    }
    let at = random.below(count);
    match random.below(4) {
        0 => program.stage_lines.swap(0, at),
        1 => _ = program.stage_lines.remove(at),
        2 => negate(&mut program.stage_lines[at].condition),
        _ => {
            let threshold = program.stage_lines[at].threshold.as_mut();
            threshold.into_iter().for_each(|threshold| bent(random, &mut threshold.bound));
        }
    }
}

/// Changes one thing anywhere.
pub fn bend(random: &mut Random, program: &mut Program) {
    let (lines, groups) = (program.lines.len(), program.groups.len());
    let (line, group) = (random.below(lines), random.below(groups));
    match random.below(16) {
        0..=5 if lines > 0 => bend_line(random, &mut program.lines[line].kind),
        6 | 7 if groups > 0 => bend_group(random, &mut program.groups[group]),
        8 => {
            let score = random.below(program.scores.len());
            bend_range(random, &mut program.scores[score].range);
        }
        9 | 10 => {
            let score = random.below(program.scores.len());
            match &mut program.scores[score].body {
                ScoreBody::Items(items) => bend_items(random, items),
                ScoreBody::Formula(body) => *body = Formula::Negate(Box::new(body.clone())),
            }
        }
        11 => bend_stages(random, program),
        12 => {
            program.base = random.maybe(50, |_| Base {
                stage: StageId(1),
                origin: Origin::default(),
                action: None,
            })
        }
        13 => {
            let mask = random.below(program.masks.len());
            program.masks[mask].resets.pop();
            program.masks[mask].pauses.pop();
        }
        14 => match program.grades.first_mut() {
            Some(grade) => bent(random, &mut grade.rows[0].bound),
            None => program.zone = Zone::named("Asia/Kathmandu").expect("a zone"),
        },
        _ => match &mut program.model {
            Some(model) => negate(&mut model.guard),
            None => _ = program.disqualifications.pop(),
        },
    }
}

/// A program, and how it is written differently to mean the same.
fn turned_round(program: &Program) -> Program {
    let mut turned = program.clone();
    for group in turned.groups.iter_mut().filter(|group| group.mode == GroupMode::Sum) {
        group.items.reverse();
    }
    for score in &mut turned.scores {
        if let ScoreBody::Items(items) = &mut score.body {
            items.reverse();
        }
    }
    for line in &mut turned.lines {
        line.origin.label = Some("another".into());
        if let LineKind::If { condition: Some(Cond::And(of) | Cond::Or(of)), .. } = &mut line.kind {
            of.reverse();
        }
    }
    turned.disqualifications.reverse();
    turned
}

#[test]
fn a_program_does_not_differ_from_itself() {
    for seed in seeds() {
        let program = programs::program(&mut Random::new(seed), 1 + (seed % 9) as usize);
        let changes = diff::programs(&program, &program);
        assert!(changes.is_empty(), "seed {seed}\n{}", super::text(&changes));
        assert!(changes.ranges.is_empty(), "seed {seed}");
        let changes = diff::programs(&program, &turned_round(&program));
        assert!(changes.is_empty(), "seed {seed}\n{}", super::text(&changes));
    }
}

#[test]
fn where_nothing_changed_nobody_scores_otherwise() {
    let (mut told, mut proven) = (0, 0);
    for seed in seeds() {
        let random = &mut Random::new(seed);
        let old = programs::program(random, 1 + (seed % 9) as usize);
        let mut new = old.clone();
        bend(random, &mut new);
        let batch = data::batch(random, 25, 10);
        let differ = results(&old, &batch) != results(&new, &batch);
        let changes = diff::programs(&old, &new);
        assert!(
            !differ || !changes.is_empty(),
            "seed {seed}: scores differ, but no change is told\n{}\n---\n{}",
            baremo::ir::print(&old),
            baremo::ir::print(&new)
        );
        told += usize::from(!changes.is_empty());
        proven += usize::from(differ);
    }
    let all = seeds().count();
    println!("{told} of {all} bent programs were told to differ; {proven} do on random leads");
    assert!(told > all / 2 && proven > all / 6, "{told} of {all} told, {proven} proven");
}

/// A stage that some lead changes is one that the changes said could change.
#[test]
fn no_stage_changes_unannounced() {
    let mut moved = 0;
    for seed in seeds() {
        let random = &mut Random::new(seed ^ 0x57a6e);
        let old = programs::program(random, 1 + (seed % 9) as usize);
        let mut new = old.clone();
        bend(random, &mut new);
        let batch = data::batch(random, 25, 10);
        let stages = results(&old, &batch).stages != results(&new, &batch).stages;
        let changes = diff::programs(&old, &new);
        assert!(
            !stages || changes.may_change_stage(),
            "seed {seed}: stages differ\n{}\n{}\n---\n{}",
            super::text(&changes),
            baremo::ir::print(&old),
            baremo::ir::print(&new)
        );
        moved += usize::from(stages);
    }
    assert!(moved > seeds().count() / 20, "{moved}");
}
