//! The clauses of an `on` rule, each a sentence, in the order in which they are computed.

use crate::explain::meaning::clauses::Prose;
use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::date;
use crate::explain::meaning::figures::length;
use crate::explain::meaning::figures::ordinal;
use crate::explain::meaning::figures::percent;
use crate::explain::meaning::figures::period;
use crate::explain::meaning::figures::points;
use crate::explain::meaning::figures::window;
use crate::explain::meaning::points::Way;
use crate::ir::program::Keep;
use crate::ir::program::OnLine;
use crate::ir::program::Per;
use crate::ir::program::Period;
use crate::types::Points;
use crate::types::ageing::Ageing;
use crate::types::ageing::Shape;
use crate::types::calendar::Unit;

impl Prose<'_> {
    pub fn clauses_of(self, line: &OnLine) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.period(line.active).map(|when| format!("Only those {when} count.")));
        if let Some((count, within)) = line.times {
            let which = ordinal(count);
            let window = window(within);
            all.push(format!("Only those that are at least the {which} within {window} count."));
        }
        if line.first_time {
            let only =
                if all.is_empty() { "Only the first ever" } else { "Of those, only the first" };
            all.push(format!("{only} counts."));
        }
        if let Some(cooldown) = line.cooldown {
            let length = length(cooldown);
            let after = if all.is_empty() { "After" } else { "Of those, after" };
            all.push(format!("{after} one that counts none counts for {length}."));
        }
        for keep in &line.keep {
            let only = if all.is_empty() { "Only" } else { "Of those, only" };
            all.push(self.keep(*keep, only));
        }
        all.extend(ageing(&line.ageing));
        all.extend(self.caps(line));
        all
    }

    /// `from 2026-01-01 on and before 2026-02-01`
    pub fn period(self, period: Period) -> Option<String> {
        let day = |time: i64| date(&self.program.zone, time);
        match (period.from, period.before) {
            (None, None) => None,
            (Some(from), None) => Some(format!("from {} on", day(from))),
            (None, Some(before)) => Some(format!("before {}", day(before))),
            (Some(from), Some(before)) => {
                Some(format!("from {} on and before {}", day(from), day(before)))
            }
        }
    }

    fn keep(self, keep: Keep, only: &str) -> String {
        let per = keep.per.map(|per| format!(" {}", self.each(per))).unwrap_or_default();
        match keep.count {
            1 => format!("{only} the latest{per} counts."),
            count => format!("{only} the latest {count}{per} count."),
        }
    }

    /// `of each day`, `for each campaign`
    fn each(self, per: Per) -> String {
        match per {
            Per::Calendar(unit) => format!("of each {}", calendar(unit)),
            Per::Property(_) => format!("for each {}", code(&self.words.per(per))),
        }
    }

    /// `in any calendar week`, `for any one campaign`
    pub fn in_any(self, per: Per) -> String {
        match per {
            Per::Calendar(Unit::Day) => "on any one day".into(),
            Per::Calendar(unit) => format!("in any one {}", calendar(unit)),
            Per::Property(_) => format!("for any one {}", code(&self.words.per(per))),
        }
    }

    fn caps(self, line: &OnLine) -> Option<String> {
        let alone = line.first_time || line.keep.iter().any(|k| k.count == 1 && k.per.is_none());
        let way = Way::of(&line.points);
        let per = line
            .caps_per
            .iter()
            .map(|(cap, per)| format!("at most {} {}", points(*cap), self.in_any(*per)));
        let mut all: Vec<String> = per.collect();
        if let Some(cap) = line.cap {
            let in_all = if all.is_empty() { "" } else { " in all" };
            all.push(format!("at most {}{in_all}", points(cap)));
        }
        let head = match (alone, way) {
            (true, Way::Up) => "It gives".into(),
            (true, Way::Down) => "It takes".into(),
            (true, Way::Both) => "It gives or takes".into(),
            (false, way) => format!("Together they {}", way.give()),
        };
        (!all.is_empty()).then(|| format!("{head} {}.", all.join(", and ")))
    }
}

/// The cap of a rule that counts once.
pub fn cap(cap: Points, way: Way) -> String {
    let given = match way {
        Way::Up => "given",
        Way::Down => "taken",
        Way::Both => "given or taken",
    };
    let verb = if cap == Points(100) { "is" } else { "are" };
    format!("At most {} {verb} {given}.", points(cap))
}

fn calendar(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "hour of the clock",
        Unit::Day => "day",
        Unit::Week => "calendar week",
        Unit::Month => "calendar month",
        Unit::Year => "calendar year",
    }
}

fn ageing(ageing: &Ageing) -> Vec<String> {
    let expiry = |end: i64| format!("After {} nothing is left.", length(end));
    let ends = ageing.expires.is_some();
    let mut all: Vec<String> =
        ageing.shape.iter().map(|(shape, delay)| shaped(shape, *delay, ends)).collect();
    all.extend(ageing.expires.map(|(end, delay)| expiry(end.saturating_add(delay))));
    all
}

/// `ends`: something else says when nothing is left.
fn shaped(shape: &Shape, delay: i64, ends: bool) -> String {
    let points = match delay {
        0 => "The points".to_string(),
        delay => format!("After the first {}, the points", window(delay)),
    };
    match shape {
        Shape::Smooth { keep, period: every } if *keep == 0.5 => {
            format!("{points} halve every {}, little by little.", period(*every))
        }
        Shape::Smooth { keep, period: every } => {
            let lost = percent(1.0 - keep);
            let every = period(*every);
            format!("{points} lose {lost} of what is left every {every}, little by little.")
        }
        Shape::Stepped { keep, period: every } => {
            let lost = percent(1.0 - keep);
            format!("{points} lose {lost} of what is left at the end of every {}.", period(*every))
        }
        Shape::Linear { rate, period: every } => {
            let (lost, every) = (percent(*rate), period(*every));
            let end = if ends { "" } else { ", until nothing is left" };
            format!("{points} lose {lost} of the original every {every}, evenly{end}.")
        }
        Shape::Steps(steps) => stepwise(steps, delay),
    }
}

/// Each end comes later by the delay.
fn stepwise(steps: &[(i64, f64)], delay: i64) -> String {
    let step = |(at, (end, share)): (usize, &(i64, f64))| {
        let end = end.saturating_add(delay);
        match at {
            0 => format!("{} in the first {}", percent(*share), window(end)),
            _ => format!("{} until {} have passed", percent(*share), length(end)),
        }
    };
    let steps: Vec<String> = steps.iter().enumerate().map(step).collect();
    format!("The points count {}, and nothing from then on.", steps.join(", "))
}
