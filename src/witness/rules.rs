//! What must be so of a draft for a rule to fire, or to keep silent.

use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::expr::Place;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::OnLine;
use crate::ir::program::Per;
use crate::ir::program::Period;
use crate::ir::program::PointsBy;
use crate::witness::draft::Around;
use crate::witness::draft::Draft;

const DAY: i64 = 86_400;

impl Draft<'_> {
    /// Everything around a line: the model is for the lead, and its branches hold.
    pub fn reach(&mut self, path: &[(&Cond, bool)]) {
        for (condition, holds) in path {
            self.hold(condition, *holds, &[]);
        }
        if let Some(guard) = self.program.model.as_ref().and_then(|m| m.guard.as_ref()) {
            self.hold(guard, true, &[]);
        }
    }

    /// The line gives points, by this row of its table where one is named.
    pub fn fire(&mut self, id: LineId, row: Option<usize>) {
        self.reach(&self.targets.paths[id.index()]);
        match &self.program.line(id).kind {
            LineKind::If { condition, points, active, .. } => {
                self.move_into(*active);
                condition.iter().for_each(|condition| self.hold(condition, true, &[]));
                self.give(points, row, &[]);
            }
            LineKind::On(on) => self.occur(on, row),
        }
    }

    /// The occurrences that it takes, close together.
    fn occur(&mut self, on: &OnLine, row: Option<usize>) {
        let (times, within) = on.times.unwrap_or((1, DAY));
        self.move_into(on.active);
        let step = (within / (i64::from(times) + 1)).clamp(0, DAY);
        let age = self.pick(&[0, 0, 1, 3_600, DAY, 5 * DAY, 40 * DAY]).unwrap_or(0);
        for number in 0..i64::from(times) {
            let Some((at, alternative)) = self.add(&on.kind) else { return };
            let time = on.active.before.map_or(self.as_of, |before| self.as_of.min(before - 1));
            let time = time - age - number * step;
            let time = on.active.from.map_or(time, |from| time.max(from));
            if let Some(event) = &mut self.events[at] {
                event.time = time;
            }
            self.vary(on, at);
            self.meet(&on.kind, alternative, on.filter.as_ref(), &[at]);
            self.give(&on.points, row, &[at]);
        }
    }

    /// Another value of what limits and caps go by, now and then the same again.
    fn vary(&mut self, on: &OnLine, at: usize) {
        let keeps = on.keep.iter().filter_map(|keep| keep.per);
        for per in keeps.chain(on.caps_per.iter().map(|(_, per)| *per)) {
            if let Per::Property(property) = per {
                let number = if self.random.bool() { at } else { 0 };
                self.set_nth(Place::Event { up: 0, property }, number, &[at]);
            }
        }
    }

    /// An event of the line's kind that its `where` passes over.
    pub fn miss(&mut self, id: LineId) {
        self.reach(&self.targets.paths[id.index()]);
        let LineKind::On(on) = &self.program.line(id).kind else { return };
        if let Some((at, alternative)) = self.add(&on.kind) {
            self.meet(&on.kind, alternative, None, &[at]);
            on.filter.iter().for_each(|filter| self.hold(filter, false, &[at]));
        }
    }

    /// The line gives nothing.
    pub fn silence(&mut self, id: LineId) {
        self.reach(&self.targets.paths[id.index()]);
        match &self.program.line(id).kind {
            LineKind::If { condition, .. } => {
                condition.iter().for_each(|condition| self.hold(condition, false, &[]));
            }
            LineKind::On(on) => self.remove(&on.kind, &[]),
        }
    }

    /// Points that are known; the row of a table is met, and those before it are not.
    fn give(&mut self, points: &PointsBy, row: Option<usize>, around: Around) {
        match points {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(number) => {
                let to = self.pick(&self.targets.bounds).unwrap_or(1.0);
                self.set_number(number, to, around);
                self.worth(number, around);
            }
            PointsBy::Table(rows) => {
                let row = row.unwrap_or_else(|| self.random.usize(..rows.len().max(1)));
                let Some((condition, points)) = rows.get(row) else { return };
                rows[..row].iter().for_each(|(before, _)| self.hold(before, false, around));
                self.hold(condition, true, around);
                self.give(points, None, around);
            }
        }
    }

    fn move_into(&mut self, period: Period) {
        if !period.holds(self.as_of) {
            let last = period.before.map(|before| before - 1);
            self.as_of = last.or(period.from).unwrap_or(self.as_of);
        }
    }
}

/// The lines in items, at any depth.
pub(super) fn lines(program: &Program, items: &[Item]) -> Vec<LineId> {
    let of = |item: &Item| match item {
        Item::Line(id) => vec![*id],
        Item::Group(id) => lines(program, &program.groups[id.index()].items),
        Item::When { then, otherwise, .. } => {
            [lines(program, then), lines(program, otherwise)].concat()
        }
    };
    items.iter().flat_map(of).collect()
}
