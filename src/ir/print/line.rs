//! One rule as text: condition, points, clauses in the order in which they are computed.

use crate::ir::print::words::{Words, date, duration, list, quoted};
use crate::ir::program::{Keep, Line, LineKind, OnLine, Origin, Period, PointsBy};
use crate::types::ageing::{Ageing, Shape};

pub(super) fn line(words: Words, line: &Line) -> String {
    let rule = match &line.kind {
        LineKind::If { condition, points, active, cap } => {
            let head = condition.as_ref().map(|c| format!("if {}", words.condition(c)));
            let head = head.unwrap_or_else(|| "always".into());
            let cap = cap.map(|cap| format!(" max {cap}")).unwrap_or_default();
            format!("{head} {}{}{cap}", self::points(words, points), period(*active))
        }
        LineKind::On(on) => on_line(words, on),
    };
    format!("{rule}{}", label(&line.origin))
}

pub(super) fn label(origin: &Origin) -> String {
    origin.label.as_ref().map(|label| format!(" {}", quoted(label))).unwrap_or_default()
}

fn on_line(words: Words, line: &OnLine) -> String {
    let mut parts = vec![format!("on {}", words.picked(&line.kind, line.filter.as_ref()))];
    if let Some((count, within)) = line.times {
        parts.push(format!("{count} times within {}", duration(within)));
    }
    parts.push(format!("{}{}", self::points(words.inside(), &line.points), period(line.active)));
    parts.extend(line.first_time.then(|| "first time".into()));
    parts.extend(line.cooldown.map(|seconds| format!("cooldown {}", duration(seconds))));
    parts.extend(line.keep.iter().map(|keep| limit(words, *keep)));
    parts.extend(ageing(&line.ageing));
    let per = line.caps_per.iter().map(|(cap, per)| format!("max {cap} per {}", words.per(*per)));
    parts.extend(per);
    parts.extend(line.cap.map(|cap| format!("max {cap}")));
    parts.join(" ")
}

/// `+5`, `+(amount / 100)`, `by [stars <= 2 -10, …]`
pub fn points(words: Words, points: &PointsBy) -> String {
    match points {
        PointsBy::Literal(points) => format!("{points:+}"),
        PointsBy::Computed(number) => format!("+({})", words.number(number)),
        PointsBy::Table(rows) => {
            let rows = rows.iter().map(|(condition, points)| {
                format!("{} {}", words.condition(condition), self::points(words, points))
            });
            format!("by {}", list(rows))
        }
    }
}

fn period(period: Period) -> String {
    let from = period.from.map(|time| format!(" from {}", date(time)));
    let before = period.before.map(|time| format!(" before {}", date(time)));
    [from, before].into_iter().flatten().collect()
}

/// `once per day`, `max 3 times`
pub fn limit(words: Words, keep: Keep) -> String {
    let per = keep.per.map(|per| format!(" per {}", words.per(per))).unwrap_or_default();
    match keep.count {
        1 => format!("once{per}"),
        count => format!("max {count} times{per}"),
    }
}

/// Its shape and its end, each with its delay.
pub fn ageing(ageing: &Ageing) -> Vec<String> {
    let after = |delay: i64| match delay {
        0 => String::new(),
        delay => format!(" after {}", duration(delay)),
    };
    let shaped = ageing.shape.as_ref().map(|(s, delay)| format!("{}{}", shape(s), after(*delay)));
    let expires =
        ageing.expires.map(|(end, delay)| format!("expires {}{}", duration(end), after(delay)));
    [shaped, expires].into_iter().flatten().collect()
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Smooth { keep, period } => format!("keeps {keep} per {}", duration(*period)),
        Shape::Stepped { keep, period } => format!("keeps {keep} per whole {}", duration(*period)),
        Shape::Linear { rate, period } => format!("loses {rate} per {}", duration(*period)),
        Shape::Steps(steps) => {
            let steps = steps.iter().map(|(end, share)| format!("{} {share}", duration(*end)));
            format!("steps {}", list(steps))
        }
    }
}
