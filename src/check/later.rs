//! The stage lines behind one: does any of them hold whenever it does?

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fmt;
use std::hash::DefaultHasher;
use std::hash::Hasher;

use crate::check::stages::interval;
use crate::ir::expr::Cond;
use crate::ir::program::ScoreId;
use crate::ir::program::StageLine;

/// Stage lines, each asked about before it is added, from the last to the first.
#[derive(Default)]
pub(super) struct Later<'p> {
    /// The conditions so far, each once, those of one mark together.
    conditions: HashMap<u64, Vec<(&'p Cond, usize)>>,
    count: usize,
    /// By condition: a line asks for nothing else.
    alone: Vec<bool>,
    /// By condition, if any, and score.
    thresholds: HashMap<(Option<usize>, ScoreId), Cover>,
}

impl<'p> Later<'p> {
    /// Does one of the lines so far hold whenever this one does?
    pub fn hides(&mut self, line: &'p StageLine) -> bool {
        let condition = line.condition.as_ref().map(|condition| self.number(condition));
        let ends =
            line.threshold.and_then(|threshold| Some((threshold.score, interval(threshold)?)));
        let covered = |condition: Option<usize>| {
            ends.is_some_and(|(score, ends)| {
                self.thresholds.get(&(condition, score)).is_some_and(|cover| cover.takes(ends))
            })
        };
        condition.is_some_and(|number| self.alone[number]) || covered(None) || covered(condition)
    }

    pub fn add(&mut self, line: &'p StageLine) {
        let condition = line.condition.as_ref().map(|condition| self.number(condition));
        match (line.threshold, condition) {
            (None, Some(number)) => self.alone[number] = true,
            (None, None) => {}
            (Some(threshold), _) => {
                if let Some(ends) = interval(threshold) {
                    self.thresholds.entry((condition, threshold.score)).or_default().add(ends);
                }
            }
        }
    }

    /// Equal conditions have one number.
    fn number(&mut self, condition: &'p Cond) -> usize {
        let like = self.conditions.entry(mark(condition)).or_default();
        if let Some((_, number)) = like.iter().find(|(known, _)| *known == condition) {
            return *number;
        }
        like.push((condition, self.count));
        self.alone.push(false);
        self.count += 1;
        self.count - 1
    }
}

/// Equal conditions have one mark; 0 and -0 are equal, so signs are left out.
fn mark(condition: &Cond) -> u64 {
    struct Mark(DefaultHasher);
    impl fmt::Write for Mark {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            text.split('-').for_each(|part| self.0.write(part.as_bytes()));
            Ok(())
        }
    }
    let mut mark = Mark(DefaultHasher::new());
    // Writing to a mark never fails.
    let _ = fmt::write(&mut mark, format_args!("{condition:?}"));
    mark.0.finish()
}

/// Stretches of figures, none of which lies in another: by their lower ends, so that the upper ones ascend too.
#[derive(Default)]
struct Cover(BTreeMap<i64, i64>);

impl Cover {
    /// Does the stretch lie in one of these?
    fn takes(&self, [low, high]: [i64; 2]) -> bool {
        self.0.range(..=low).next_back().is_some_and(|(_, end)| *end >= high)
    }

    fn add(&mut self, [low, high]: [i64; 2]) {
        if self.takes([low, high]) {
            return;
        }
        while let Some((&inner, _)) = self.0.range(low..).next().filter(|(_, end)| **end <= high) {
            self.0.remove(&inner);
        }
        self.0.insert(low, high);
    }
}
