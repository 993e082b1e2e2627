//! What a change does to leads: figures add up, and what people, programs and pull requests are told of it.

use baremo::diff;
use baremo::diff::{Changes, Effect, Side};
use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::ir::program::ScoreBody;
use baremo::types::Points;
use baremo::types::columns::Batch;

use super::random::{bend, seeds};
use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::programs;
use crate::differential::random::Random;

fn effect(old: &Program, new: &Program, batch: &Batch, most: usize) -> (Changes, Effect) {
    let mut changes = diff::programs(old, new);
    let scorers = [old, new].map(|program| Scorer::new(program.clone(), Engine::Bytecode));
    let [old, new] = scorers.each_ref().map(|scorer| Side::of(scorer, batch, AS_OF));
    let effect = diff::effect(&mut changes, &old, &new, &|row| format!("lead-{row}"), most);
    (changes, effect)
}

/// The lines that differ explain the difference of every score that is a sum; the table holds every lead once.
#[test]
fn the_lines_of_a_mover_add_up() {
    let (mut movers, mut lines) = (0, 0);
    for seed in seeds() {
        let random = &mut Random::new(seed ^ 0xadd);
        let old = programs::program(random, 1 + (seed % 9) as usize);
        let mut new = old.clone();
        bend(random, &mut new);
        let batch = data::batch(random, 12, 8);
        let (changes, effect) = effect(&old, &new, &batch, 3);
        let told: usize = effect.transitions.iter().map(|t| t.leads).sum();
        let moved = effect.transitions.iter().filter(|t| t.old != t.new).map(|t| t.leads);
        assert_eq!((told, moved.sum()), (batch.rows(), effect.stage_changes), "seed {seed}");
        assert!(effect.movers.is_empty() || !changes.is_empty(), "seed {seed}");
        for mover in &effect.movers {
            assert!(
                mover.scores.iter().any(|f| f.old != f.new) || mover.old_stage != mover.new_stage
            );
            for figure in &mover.scores {
                let id = new.score(&figure.score).expect("both have it");
                if matches!(new.scores[id.index()].body, ScoreBody::Formula(_)) {
                    continue;
                }
                let steps = mover.lines.iter().filter(|step| step.score == figure.score);
                let sum: i64 = steps.map(|step| step.new.0 - step.old.0).sum();
                assert_eq!(sum, figure.new.0 - figure.old.0, "seed {seed} {mover:?}");
            }
            movers += 1;
            lines += mover.lines.len();
        }
    }
    assert!(movers > 100 && lines > 50, "{movers} movers by {lines} lines");
}

/// The largest first, by the headline score; of equals the first lead.
#[test]
fn movers_come_by_size_and_then_in_order() {
    let old = super::program("old.score", "if n > 0 +1\nif n > 1 +5\nhot at >= 6");
    let new = super::program("new.score", "if n > 0 +2\nif n > 1 +9\nhot at >= 6");
    let numbers = [0.0, 1.0, 2.0, 1.0, 2.0];
    let batch = super::numbers(&numbers);
    let (changes, all) = effect(&old, &new, &batch, 9);
    let ids: Vec<&str> = all.movers.iter().map(|mover| mover.lead.as_str()).collect();
    assert_eq!(ids, ["lead-2", "lead-4", "lead-1", "lead-3"]);
    let counts: Vec<Option<usize>> = changes.changes.iter().map(|change| change.leads).collect();
    assert_eq!(counts, [Some(4), Some(2)]);
    let score = &all.scores[0];
    let figures = (score.changed, score.mean, score.least, score.most);
    assert_eq!(figures, (4, Points(300), Points(100), Points(500)));
    assert_eq!(effect(&old, &new, &batch, 1).1.movers.len(), 1);
}

#[test]
fn markdown_cannot_be_broken_by_what_stands_in_the_rules() {
    let old = super::program("old.score", "if n > 0 +1 \"a | b <b> *c* `d` @all\"\nhot at >= 6");
    let new = super::program("new.score", "if n > 0 +9 \"a | b <b> *c* `d` @all\"\nhot at >= 6");
    let (changes, effect) = effect(&old, &new, &super::numbers(&[0.0, 1.0]), 5);
    insta::assert_snapshot!(diff::markdown(&changes, Some(&effect)));
}

/// As a cell of a table in a comment reads it: a bar is escaped even in code.
#[test]
fn rules_are_code_whatever_stands_in_them() {
    let old = super::program("old.score", "if t = \"a | `b`\" +1");
    let new = super::program("new.score", "if t = \"a | ``b\" +1");
    let text = diff::markdown(&diff::programs(&old, &new), None);
    assert!(text.contains("condition ``t = \"a \\| `b`\"`` → ```t = \"a \\| ``b\"```"), "{text}");
}
