//! Random programs and events, full of ties and unknowns; and that no answer depends on the order of the input.

use baremo::ir::Program;
use baremo::ir::expr::{CompareOp, Cond};
use baremo::ir::outcome::Outcome;
use baremo::ir::program::{
    GroupMode, Item, Keep, Mask, MaskId, OnLine, Pause, Per, Period, Pick, PointsBy, Range,
};
use baremo::types::ageing::{Ageing, Shape};
use baremo::types::calendar::Unit;
use baremo::types::{Event, Lead, Points, Value};

use super::build::*;

/// A small generator of numbers (Marsaglia, "Xorshift RNGs", 2003): the same on every machine.
pub struct Random(pub u64);

impl Random {
    /// From 0 to below.
    pub fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn some<T>(&mut self, make: impl FnOnce(&mut Random) -> T) -> Option<T> {
        (self.below(3) == 0).then(|| make(self))
    }

    fn figure(&mut self) -> f64 {
        self.pick(&[-7.25, -3.0, -0.01, 0.0, 0.01, 1.0, 2.5, 3.0, 40.0])
    }

    fn per(&mut self) -> Per {
        self.pick(&[PER_SITE, PER_DAY, Per::Property(AMOUNT), Per::Calendar(Unit::Week)])
    }

    pub fn events(&mut self) -> Vec<Event> {
        let count = self.below(14);
        (0..count).map(|_| self.event()).collect()
    }

    fn event(&mut self) -> Event {
        let unit = self.pick(&[0, 1, HOUR, DAY, 9 * DAY]);
        let event = ago(self.pick(&[OPEN, CLICK, BUY, 7]), unit * self.below(4) as i64);
        let amount = self.pick(&[Value::Unknown, Value::Number(3.0), Value::Number(-3.0)]);
        let site = self.pick(&["", "a", "A", "b"]);
        Event { properties: vec![amount, Value::text(site)], ..event }
    }

    pub fn lead(&mut self) -> Lead {
        let employees = self.pick(&[Value::Unknown, Value::Number(2.0), Value::Number(80.0)]);
        lead(&[(EMPLOYEES, employees), (TITLE, self.pick(&[Value::Unknown, Value::text("CTO")]))])
    }

    fn condition(&mut self) -> Cond {
        match self.below(5) {
            0 => Cond::Happened(any(self.pick(&[OPEN, CLICK, BUY]))),
            1 => Cond::TextIn { value: title(), items: set(&["cto"]) },
            2 => Cond::Not(Box::new(self.condition())),
            3 => Cond::And(vec![self.condition(), self.condition()]),
            _ => employees(CompareOp::Greater, 50.0),
        }
    }

    fn filter(&mut self) -> Cond {
        let event = self.pick(&[OPEN, CLICK, BUY]);
        match self.below(3) {
            0 => Cond::Happened(before(event, Some(DAY))),
            1 => Cond::Not(Box::new(Cond::Happened(after(event, Some(HOUR))))),
            _ => Cond::Not(Box::new(Cond::Happened(before(event, None)))),
        }
    }

    fn ageing(&mut self) -> Ageing {
        let shape = self.pick(&[
            Shape::Smooth { keep: 0.9, period: DAY },
            Shape::Stepped { keep: 0.5, period: DAY },
            Shape::Linear { rate: 0.1, period: DAY },
            Shape::Steps(vec![(DAY, 1.0), (2 * DAY, 0.25)]),
        ]);
        Ageing {
            shape: self.some(|r| (shape, r.pick(&[0, DAY]))),
            expires: self.some(|_| (9 * DAY, 0)),
        }
    }

    /// `capped` is false in a group with a cap per value.
    fn on_line(&mut self, capped: bool) -> OnLine {
        let event = self.pick(&[OPEN, CLICK, BUY]);
        let figure = self.figure();
        OnLine {
            filter: self.some(Random::filter),
            active: Period { from: self.some(|_| NOW - 9 * DAY), before: self.some(|_| NOW) },
            times: self.some(|r| (2, r.pick(&[1, DAY]))),
            points: self.some(|_| by_amount()).unwrap_or(PointsBy::Literal(points(figure))),
            first_time: self.below(6) == 0,
            cooldown: self.some(|r| r.pick(&[1, DAY])),
            keep: (self.some(|r| per(1, r.per())).into_iter())
                .chain(self.some(|r| Keep { count: 1 + r.below(2) as u32, per: None }))
                .collect(),
            ageing: self.ageing(),
            caps_per: self
                .some(|r| (points(5.0), r.per()))
                .into_iter()
                .filter(|_| capped)
                .collect(),
            cap: self.some(|_| points(4.5)).filter(|_| capped),
            ..on(event, 0.0)
        }
    }

    fn range(&mut self) -> Range {
        Range { low: self.some(|_| points(-2.0)), high: self.some(|_| points(12.5)) }
    }

    fn items(&mut self, program: &mut Program, depth: usize, capped: bool) -> Vec<Item> {
        let count = self.below(4);
        (0..count).map(|_| self.item(program, depth, capped)).collect()
    }

    fn item(&mut self, program: &mut Program, depth: usize, capped: bool) -> Item {
        match self.below(if depth < 3 { 7 } else { 5 }) {
            0 | 1 => {
                let kind = if_line(self.condition(), self.figure());
                add_line(program, kind)
            }
            5 => {
                let (condition, origin) = (self.condition(), origin("when"));
                let then = self.items(program, depth + 1, capped);
                let otherwise = self.items(program, depth + 1, capped);
                Item::When { condition, origin, then, otherwise }
            }
            6 if capped => self.group(program, depth),
            _ => {
                let line = self.on_line(capped);
                add_line(program, on_line(line))
            }
        }
    }

    fn group(&mut self, program: &mut Program, depth: usize) -> Item {
        let modes = [GroupMode::Sum, GroupMode::Best, GroupMode::First];
        let mode = self.pick(&modes);
        let cap_per = self.some(|r| (points(5.0), r.per())).filter(|_| mode == GroupMode::Sum);
        let items = self.items(program, depth + 1, cap_per.is_none());
        let group = add_group(program, mode, items);
        let last = program.groups.len() - 1;
        program.groups[last].cap_per = cap_per;
        program.groups[last].range = self.range();
        group
    }

    fn mask(&mut self) -> Mask {
        let pick = |event| Pick { kind: kind(event), filter: None };
        let resets = self.some(|r| Pick { filter: r.some(Random::filter), ..pick(7) });
        let pauses = self.some(|_| Pause { from: pick(CLICK), until: pick(BUY) });
        Mask { resets: Vec::from_iter(resets), pauses: Vec::from_iter(pauses) }
    }

    pub fn program(&mut self) -> Program {
        let mut program = program();
        // So that a reset can be on an event that is otherwise only `event`.
        program.schema.events.extend((3..8).map(|i| format!("other_{i}")));
        let count = 2 + self.below(5);
        let items = (0..count).map(|_| self.item(&mut program, 0, true)).collect();
        set_items(&mut program, items);
        program.scores[0].range = self.range();
        program.masks.push(self.mask());
        program.scores[0].mask = MaskId(1);
        program
    }
}

/// Every figure that is published: which of two like events counted is none.
fn figures(outcome: &Outcome) -> Vec<Points> {
    let lines = outcome.lines.iter().flat_map(|l| [l.published, l.before_cap]);
    let groups = outcome.groups.iter().flat_map(|g| [g.published, g.adjustment]);
    let scores = outcome.scores.iter().flat_map(|s| [s.published, s.before_range]);
    lines.chain(groups).chain(scores).collect()
}

#[test]
fn no_answer_depends_on_the_order_of_the_events() {
    let mut random = Random(20_260_131);
    let mut fired = 0;
    for _ in 0..1500 {
        let (program, lead, mut events) = (random.program(), random.lead(), random.events());
        let expected = figures(&run(&program, &lead, &events));
        fired += usize::from(expected.iter().any(|p| *p != Points::ZERO));
        for _ in 0..3 {
            for i in (1..events.len()).rev() {
                events.swap(i, random.below(i + 1));
            }
            assert_eq!(
                figures(&run(&program, &lead, &events)),
                expected,
                "{program:#?} {events:#?}"
            );
        }
    }
    assert!(fired > 1000, "{fired} of 1500 had figures to compare");
}
