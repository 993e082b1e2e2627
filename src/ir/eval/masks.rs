//! Resets and pauses: which events exist. Both are found in the whole log, nothing hidden.

use crate::ir::eval::view::{Case, View};
use crate::ir::outcome::ScoreOutcome;
use crate::ir::program::{Mask, Pause, Pick};

/// One an event: no reset and no pause hides it.
pub(super) fn existing(case: &Case, mask: &Mask) -> Vec<bool> {
    let scores = vec![ScoreOutcome::default(); case.program.scores.len()];
    let whole = vec![true; case.events.len()];
    let view = View { case, scores: &scores, exists: &whole, around: None };
    let resets = view.picked(&mask.resets);
    let pauses: Vec<Stretch> = mask.pauses.iter().flat_map(|pause| view.stretches(pause)).collect();
    (0..case.events.len())
        .map(|event| {
            let time = view.time(event);
            !resets.iter().any(|&reset| reset != event && view.time(reset) >= time)
                && !pauses.iter().any(|pause| pause.hides(event, time))
        })
        .collect()
}

/// One pause that took place: from its first second, to before its last, or to the moment.
struct Stretch {
    from: i64,
    until: Option<i64>,
    /// The events that opened it, all of its first second: it does not hide them.
    openers: Vec<usize>,
}

impl Stretch {
    fn hides(&self, event: usize, time: i64) -> bool {
        self.from <= time
            && self.until.is_none_or(|until| time < until)
            && !self.openers.contains(&event)
    }
}

impl View<'_> {
    fn picked(&self, picks: &[Pick]) -> Vec<usize> {
        (0..self.case.events.len())
            .filter(|&e| picks.iter().any(|p| self.is_picked(e, &p.kind, p.filter.as_ref())))
            .collect()
    }

    /// A pause opens at the first `from` after the last `until`, and closes at the first `until` from then on.
    fn stretches(&self, pause: &Pause) -> Vec<Stretch> {
        let from = self.picked(std::slice::from_ref(&pause.from));
        let until = self.picked(std::slice::from_ref(&pause.until));
        let mut stretches = Vec::new();
        let mut closed_since = i64::MIN;
        while let Some(first) = from.iter().map(|&e| self.time(e)).find(|&t| t > closed_since) {
            let end = until.iter().map(|&e| self.time(e)).find(|&t| t >= first);
            let openers = from.iter().copied().filter(|&e| self.time(e) == first).collect();
            stretches.push(Stretch { from: first, until: end, openers });
            match end {
                Some(end) => closed_since = end,
                None => break,
            }
        }
        stretches
    }
}
