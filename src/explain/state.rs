//! What has to be kept of a lead's events where rules are judged as events arrive, rule by rule.
//!
//! A sum that ages smoothly needs one number: it is aged on. Whatever counts, chooses or forgets single events needs those events.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::ir::Program;
use crate::ir::expr::AggregateOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Query;
use crate::ir::expr::Side;
use crate::ir::print::Words;
use crate::ir::print::duration;
use crate::ir::program::LineKind;
use crate::ir::program::OnLine;
use crate::ir::program::Origin;
use crate::ir::program::Per;
use crate::ir::program::PointsBy;
use crate::live::Grows;
use crate::live::Plan;
use crate::live::Why;
use crate::optimise::walk;
use crate::optimise::walk::Ask;
use crate::optimise::walk::Rewrite;
use crate::types::ageing::Shape;

/// One rule and what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    pub file: String,
    /// From one.
    pub line: u32,
    pub title: String,
    /// In words, each thing once: `one sum`, `the latest 3`, `the events of 7d`; nothing for a rule about attributes alone.
    pub needs: Vec<String>,
}

/// One a rule, as they stand in the program.
pub fn states(program: &Program) -> Vec<State> {
    let grows = Plan::new(program).grows;
    let of = |line: &crate::ir::program::Line| {
        let all = |grows: &Grows| grows.reason != Why::Units && grows.origin == line.origin;
        if grows.iter().any(all) {
            let needs = vec!["every event that it may count".into()];
            return state(&line.origin, needs);
        }
        let mut needs = Needs { words: Words::of(program), found: BTreeSet::new() };
        match &line.kind {
            LineKind::If { condition, points, .. } => {
                condition.iter().for_each(|c| needs.condition(c));
                needs.points(points);
            }
            LineKind::On(on) => needs.on(on),
        }
        state(&line.origin, needs.found.into_iter().collect())
    };
    program.lines.iter().map(of).collect()
}

fn state(origin: &Origin, needs: Vec<String>) -> State {
    State { file: origin.file.clone(), line: origin.line, title: origin.title().into(), needs }
}

struct Needs<'p> {
    words: Words<'p>,
    found: BTreeSet<String>,
}

impl Needs<'_> {
    fn add(&mut self, words: impl Into<String>) {
        self.found.insert(words.into());
    }

    fn condition(&mut self, condition: &Cond) {
        walk::cond(self, &mut condition.clone(), Ask::True);
    }

    fn points(&mut self, points: &PointsBy) {
        walk::points(self, &mut points.clone());
    }

    fn on(&mut self, on: &OnLine) {
        on.filter.iter().for_each(|filter| self.condition(filter));
        self.points(&on.points);
        if let Some((times, within)) = on.times {
            self.add(format!("the latest {times} within {}", duration(within)));
        }
        if on.first_time {
            return self.add("the first");
        }
        if on.cooldown.is_some() {
            self.add("when the last one counted");
        }
        for keep in &on.keep {
            let latest = if keep.count == 1 {
                "the latest".into()
            } else {
                format!("the latest {}", keep.count)
            };
            match keep.per {
                Some(Per::Calendar(unit)) => {
                    let unit = self.words.per(Per::Calendar(unit));
                    self.add(format!("{latest} of the {unit} that is not over, and one sum"));
                }
                Some(per) => self.add(format!("{latest} of each {}", self.words.per(per))),
                None => self.add(latest),
            }
        }
        let each = on.caps_per.iter().map(|(_, per)| format!(" of each {}", self.words.per(*per)));
        let each: Vec<String> = each.collect();
        if on.keep.is_empty() {
            let sum = aged(on);
            match each.is_empty() {
                true => self.add(sum),
                false => each.iter().for_each(|each| self.add(format!("{sum}{each}"))),
            }
        }
    }
}

/// How a sum of occurrences is kept.
fn aged(on: &OnLine) -> String {
    let end = on.ageing.expires.map(|(seconds, delay)| seconds.saturating_add(delay));
    let window = end.map(|end| format!("the events of {}", duration(end)));
    window.unwrap_or_else(|| match &on.ageing.shape {
        None => "one sum".into(),
        Some((Shape::Smooth { .. }, 0)) => "one sum, aged on".into(),
        Some((Shape::Smooth { .. }, delay)) => {
            format!("one sum, aged on, and the events of {}", duration(*delay))
        }
        Some((Shape::Stepped { .. }, _)) => "all events, for each is in a step of its own".into(),
        Some((Shape::Linear { .. } | Shape::Steps(_), _)) => {
            "the events until they are worth nothing".into()
        }
    })
}

impl Rewrite for Needs<'_> {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        if let Cond::Happened(query) = condition {
            let which = if query.within.is_some() { "the latest" } else { "whether there was one" };
            self.query(query, which);
        }
    }

    fn num(&mut self, number: &mut Num) {
        match number {
            Num::Count(query) => self.query(query, "one count"),
            Num::Aggregate { op: AggregateOp::Distinct, query, .. } => {
                self.query(query, "each value once");
            }
            Num::Aggregate { query, .. } => self.query(query, "one sum"),
            _ => {}
        }
    }

    fn moment(&mut self, moment: &mut Moment) {
        match moment {
            Moment::First(query) => self.query(query, "the first"),
            Moment::Last { query, nth: 1 } => self.query(query, "the latest"),
            Moment::Last { query, nth } => self.query(query, &format!("the latest {nth}")),
            _ => {}
        }
    }
}

impl Needs<'_> {
    /// What a question keeps: one figure, or the events of its window.
    fn query(&mut self, query: &Query, figure: &str) {
        let plain = Query { within: None, side: None, since: None, ..query.clone() };
        let events = self.words.query(&plain);
        let words = match (query.side, query.within) {
            (Some(Side::After), within) => {
                format!("events that wait{} for {events}", over(within))
            }
            (Some(Side::Before), within) => format!("{events}{}", over(within)),
            (None, Some(within)) if figure != "the latest" => {
                format!("{events}{}", over(Some(within)))
            }
            (None, _) if query.since.is_some() => format!("{events} since then"),
            (None, _) => format!("{figure} of {events}"),
        };
        self.add(words);
    }
}

fn over(within: Option<i64>) -> String {
    within.map(|seconds| format!(" of {}", duration(seconds))).unwrap_or_default()
}
