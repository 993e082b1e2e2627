//! The invoice as plain text: titles left, places in the middle, points right.

use std::fmt::Write;

use crate::explain::invoice::{Entry, Happening, Invoice, Rule, ScoreInvoice, Source, Status};
use crate::explain::{Above, Outlook, Turn, Way};
use crate::ir::print::duration;
use crate::types::Points;

/// Lines show at most so many events, the latest.
const EVENTS: usize = 8;
/// Narrower than this nothing is aligned well.
const NARROWEST: usize = 40;

/// The invoice in lines of at most so many characters, but for words that do not fit.
pub fn render(invoice: &Invoice, width: usize) -> String {
    let mut page = Page { text: String::new(), width: width.max(NARROWEST) };
    if !invoice.in_model {
        let name = invoice.model.as_deref().unwrap_or_default();
        page.line(&format!("the model \"{name}\" is not for this lead"));
        return page.text;
    }
    page.verdict(invoice);
    invoice.scores.iter().for_each(|score| page.score(score));
    page.text
}

/// What would change the stage, a line each; nothing where there is nothing to tell.
pub fn outlook(outlook: &Outlook) -> String {
    let above = outlook.above.iter().map(|Above { stage, source, score, missing }| {
        let gap =
            if *missing == Points::ZERO { "just".into() } else { format!("{missing} points") };
        format!("{gap} below {stage} by {score} ({}, {})", source.title, place(source))
    });
    let ways = outlook
        .ways
        .iter()
        .map(|Way { steps, stage }| format!("{} would make it {stage}", steps.join(" and ")));
    let turn = outlook.turn.iter().map(|Turn { stage, falls, day, .. }| {
        let stage = stage.as_deref().unwrap_or("no stage");
        let word = if *falls { "falls to" } else { "becomes" };
        format!("{word} {stage} on {day} if nothing happens")
    });
    let lines: Vec<String> = above.chain(ways).chain(turn).map(|l| format!("  {l}\n")).collect();
    if lines.is_empty() { String::new() } else { format!("\nnext\n{}", lines.concat()) }
}

struct Page {
    text: String,
    width: usize,
}

impl Page {
    /// Writing to a text never fails.
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}", text.trim_end());
    }

    fn verdict(&mut self, invoice: &Invoice) {
        let action = |action: &Option<String>| {
            action.as_ref().map(|action| format!(" -> {action}")).unwrap_or_default()
        };
        let stage = invoice.stage.as_deref().unwrap_or("none");
        let because =
            invoice.stage_source.as_ref().map(|s| format!(" ({}, {})", s.title, place(s)));
        let because = because.unwrap_or_default();
        self.line(&format!("stage {stage}{}{because}", action(&invoice.action)));
        for reason in &invoice.disqualified {
            self.line(&format!("  because: {} ({})", reason.title, place(reason)));
        }
        for grade in &invoice.grades {
            self.line(&format!("{} {}", grade.name, grade.label.as_deref().unwrap_or("none")));
        }
        for cell in &invoice.matrices {
            let value = cell.value.as_deref().unwrap_or("none");
            self.line(&format!("{} {value}{}", cell.name, action(&cell.action)));
        }
        self.line(&format!("as of {}", invoice.as_of));
    }

    fn score(&mut self, score: &ScoreInvoice) {
        let shown: Vec<&Entry> = score.entries.iter().filter(|e| is_shown(e)).collect();
        let points = shown.iter().map(|e| signed(e.points).len());
        let points = points.chain([score.points.to_string().len()]).max().unwrap_or(0);
        let places = shown.iter().map(|e| length(&place(&e.source))).max().unwrap_or(0);
        let row = Row { points, places, width: self.width };
        self.line("");
        self.line(&row.of(&format!("score {}", score.name), "", &score.points.to_string()));
        for entry in shown {
            let indent = 2 + 2 * entry.depth;
            let title = format!("{:indent$}{}", "", entry.source.title);
            self.line(&row.of(&title, &place(&entry.source), &signed(entry.points)));
            if let Some(rule) = &entry.rule {
                self.rule(rule, indent + 2);
            }
        }
        if let Some(formula) = &score.formula {
            self.line(&format!("    = {}", formula.figures));
        }
    }

    fn rule(&mut self, rule: &Rule, indent: usize) {
        if let Some(before) = rule.before_max {
            self.line(&format!("{:indent$}{before} before its max", ""));
        }
        if rule.status != Status::Fired {
            let reason = rule.reason.as_deref().unwrap_or(status(rule.status));
            self.line(&format!("{:indent$}no: {reason}", ""));
        }
        let earlier = rule.events.len().saturating_sub(EVENTS);
        if earlier > 0 {
            self.line(&format!("{:indent$}{earlier} earlier events", ""));
        }
        for event in &rule.events[earlier..] {
            self.line(&format!("{:indent$}{}", "", happening(event)));
        }
    }
}

/// The columns of one score.
struct Row {
    points: usize,
    places: usize,
    width: usize,
}

impl Row {
    /// The title is cut where it does not fit.
    fn of(&self, title: &str, place: &str, points: &str) -> String {
        let room = self.width.saturating_sub(self.places + self.points + 4).max(16);
        let title = cut(title, room);
        let (places, width) = (self.places, self.points);
        format!("{title:<room$}  {place:<places$}  {points:>width$}")
    }
}

/// Groups and ranges are lines only where they change something.
fn is_shown(entry: &Entry) -> bool {
    entry.rule.is_some() || entry.points != Points::ZERO
}

/// `2026-01-28T09:30:00Z email_open, 3d ago: 5 * 0.9 = 4.5`
fn happening(event: &Happening) -> String {
    let name = event.event.as_deref().unwrap_or("event");
    let head = format!("{} {name}, {} ago: ", event.time, age(event.age_seconds));
    let of = |nano: i64| nano as f64 / 1e9;
    let points = event.points.map_or("unknown".into(), |points| of(points.0).to_string());
    if event.fate != "counted" {
        return format!("{head}{points}, does not count: {}", event.fate.replace('_', " "));
    }
    if event.factor == 1.0 {
        return format!("{head}{points}");
    }
    let short = |number: f64| {
        let text = format!("{number:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    format!("{head}{points} * {} = {}", short(event.factor), short(of(event.worth.0)))
}

/// In the greatest unit that has passed: `3d`, `5h`, `40s`.
fn age(seconds: i64) -> String {
    let unit = [86_400, 3600, 60].into_iter().find(|unit| seconds >= *unit).unwrap_or(1);
    duration(seconds - seconds % unit)
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Fired => "fired",
        Status::Off => "off",
        Status::OutsidePeriod => "outside its period",
        Status::False => "not true",
        Status::Unknown => "unknown",
        Status::NoRow => "no row holds",
        Status::PointsUnknown => "its points are unknown",
        Status::NoEvents => "no events",
        Status::NoneCounts => "no event counts",
        Status::Zero => "adds up to 0",
    }
}

fn place(source: &Source) -> String {
    format!("{}:{}", source.file, source.line)
}

fn signed(points: Points) -> String {
    if points == Points::ZERO { "0".into() } else { format!("{points:+}") }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn cut(text: &str, room: usize) -> String {
    if length(text) <= room {
        return text.into();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}
