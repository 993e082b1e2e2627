//! Changes as text for people: score by score, a sign before each.

use std::fmt::Write;

use crate::diff::AROUND;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Changes;
use crate::diff::Detail;
use crate::diff::Effect;
use crate::diff::Mover;
use crate::diff::Part;
use crate::diff::RULE;
use crate::diff::Step;
use crate::types::Points;

/// What a piece of text is, for those who colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Heading,
    Added,
    Removed,
    Changed,
    /// Places and other things beside the point.
    Aside,
}

/// The report on one model; `paint` gives a piece of text its colour.
pub fn render(
    changes: &Changes,
    effect: Option<&Effect>,
    paint: &dyn Fn(Tone, &str) -> String,
) -> String {
    let mut page = Page { text: String::new(), paint };
    page.line(0, &headline(changes, effect));
    page.changes(changes);
    page.ranges(changes);
    if let Some(effect) = effect {
        page.effect(effect);
    }
    page.text
}

/// One sentence: how much changed.
pub fn headline(changes: &Changes, effect: Option<&Effect>) -> String {
    let what = match changes.changes.len() {
        0 => "nothing changes in meaning".into(),
        1 => "1 change in meaning".into(),
        count => format!("{count} changes in meaning"),
    };
    let model = changes.model.as_ref().map(|name| format!("model \"{name}\": "));
    let stages = effect.map(|effect| {
        format!("; {} of {} {} stage", effect.stage_changes, leads(effect.leads), verb(effect))
    });
    format!("{}{what}{}", model.unwrap_or_default(), stages.unwrap_or_default())
}

fn verb(effect: &Effect) -> &'static str {
    if effect.stage_changes == 1 { "changes" } else { "change" }
}

pub fn leads(count: usize) -> String {
    if count == 1 { "1 lead".into() } else { format!("{count} leads") }
}

struct Page<'p> {
    text: String,
    paint: &'p dyn Fn(Tone, &str) -> String,
}

impl Page<'_> {
    /// Writing to a text never fails.
    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }

    fn heading(&mut self, text: &str) {
        let text = (self.paint)(Tone::Heading, text);
        self.text.push('\n');
        self.line(0, &text);
    }

    fn changes(&mut self, changes: &Changes) {
        let mut last = None;
        for change in &changes.changes {
            let chapter = chapter(change);
            if last.as_ref() != Some(&chapter) {
                self.heading(&chapter);
                last = Some(chapter);
            }
            self.change(change);
        }
    }

    fn change(&mut self, change: &Change) {
        let (sign, tone) = match change.kind {
            ChangeKind::Added => ("+", Tone::Added),
            ChangeKind::Removed => ("-", Tone::Removed),
            ChangeKind::Changed | ChangeKind::Renamed | ChangeKind::Reordered => {
                ("~", Tone::Changed)
            }
        };
        let head = (self.paint)(tone, &format!("{sign} {}", title(change)));
        let place = place(change).map(|place| (self.paint)(Tone::Aside, &format!("  {place}")));
        self.line(2, &format!("{head}{}", place.unwrap_or_default()));
        for detail in &change.details {
            self.line(6, &sentence(detail));
        }
        if let Some(words) = &change.example {
            let text = (self.paint)(Tone::Aside, &format!("example: {words}"));
            self.line(6, &text);
        }
        if let Some(count) = change.leads {
            let text = (self.paint)(Tone::Aside, &witness(change, count));
            self.line(6, &text);
        }
    }

    fn ranges(&mut self, changes: &Changes) {
        if changes.ranges.is_empty() {
            return;
        }
        self.heading("reachable figures");
        for range in &changes.ranges {
            let arrow = arrow(&range.old, &range.new);
            self.line(2, &format!("{}  {arrow}", range.score));
        }
    }

    fn effect(&mut self, effect: &Effect) {
        self.heading("stages, from row to column");
        let (columns, cells) = table(effect);
        let first = cells.iter().map(|(row, _)| row.chars().count()).max().unwrap_or_default();
        let widths: Vec<usize> = columns.iter().map(|c| c.chars().count().max(6)).collect();
        let spread = |all: &[String]| -> String {
            all.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}")).collect()
        };
        self.line(2, &format!("{:first$}{}", "", spread(&columns)));
        for (row, cells) in cells {
            self.line(2, &format!("{row:first$}{}", spread(&cells)));
        }
        self.heading("scores");
        for score in &effect.scores {
            let text = match score.changed {
                0 => "no lead changes".into(),
                count => format!(
                    "{} of {} change, mean {:+}, least {:+}, most {:+}",
                    count,
                    leads(effect.leads),
                    score.mean,
                    score.least,
                    score.most
                ),
            };
            self.line(2, &format!("{}  {text}", score.score));
        }
        if !effect.movers.is_empty() {
            self.heading("leads that move most");
            effect.movers.iter().for_each(|mover| self.mover(mover));
        }
    }

    fn mover(&mut self, mover: &Mover) {
        let text = (self.paint)(Tone::Heading, &format!("lead {}", mover.lead));
        self.line(2, &format!("{text}  {}", moves(mover).join(", ")));
        for step in &mover.lines {
            self.line(6, &step_words(step));
        }
    }
}

/// Under which heading a change stands.
fn chapter(change: &Change) -> String {
    match (&change.score, change.part) {
        (Some(score), _) => format!("score {score}"),
        (None, Part::Grade | Part::Matrix) => "grades and matrices".into(),
        (None, Part::Stage | Part::Otherwise | Part::Disqualify) => "stages".into(),
        (None, _) => "model".into(),
    }
}

/// What a change is about, with what happened to it.
pub fn title(change: &Change) -> String {
    let title = &change.title;
    let named = match change.part {
        Part::Model => match title.as_str() {
            "the model" => title.clone(),
            name => format!("model \"{name}\""),
        },
        Part::Column => format!("column {title}"),
        Part::Score => format!("score {title}"),
        Part::Grade => format!("grade {title}"),
        Part::Matrix => format!("matrix {title}"),
        Part::Timezone => "timezone".into(),
        _ => title.clone(),
    };
    match change.kind {
        ChangeKind::Reordered => format!("{named}: another order"),
        ChangeKind::Renamed => format!("{named}: renamed"),
        _ => named,
    }
}

/// `old.score:3 → new.score:5`
pub fn place(change: &Change) -> Option<String> {
    let place = |side: &Option<crate::explain::Source>| {
        side.as_ref().map(|side| format!("{}:{}", side.file, side.line))
    };
    match (place(&change.old), place(&change.new)) {
        (Some(old), Some(new)) => Some(format!("{old} → {new}")),
        (old, new) => old.or(new),
    }
}

/// `points +5 → +10`
pub fn sentence(detail: &Detail) -> String {
    match (&detail.old, &detail.new) {
        (None, Some(words)) | (Some(words), None) if detail.what == RULE => words.clone(),
        (None, Some(words)) if detail.what == AROUND => format!("{AROUND} {words}"),
        (old, new) => format!("{} {}", detail.what, arrow(old, new)),
    }
}

fn arrow(old: &Option<String>, new: &Option<String>) -> String {
    let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "none".into());
    format!("{} → {}", side(old), side(new))
}

/// What the data says of a change.
pub fn witness(change: &Change, count: usize) -> String {
    let what = match change.part {
        Part::Grade => "another label",
        Part::Matrix => "another cell",
        Part::Disqualify => "another answer",
        _ => "other points",
    };
    match count {
        0 => format!("no lead has {what}"),
        1 => format!("1 lead has {what}"),
        count => format!("{count} leads have {what}"),
    }
}

/// The new stages, then each old one with its counts; an empty cell for nobody.
pub fn table(effect: &Effect) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<String> = Vec::new();
    for transition in &effect.transitions {
        if !columns.contains(&transition.new) {
            columns.push(transition.new.clone());
        }
        if !rows.contains(&transition.old) {
            rows.push(transition.old.clone());
        }
    }
    // Stages that both have stand in the order of the old ones.
    columns.sort_by_key(|column| rows.iter().position(|row| row == column).unwrap_or(rows.len()));
    let count = |row: &String, column: &String| {
        let mut all = effect.transitions.iter();
        let found = all.find(|t| t.old == *row && t.new == *column);
        found.map(|t| t.leads.to_string()).unwrap_or_else(|| "·".into())
    };
    let cells = rows
        .iter()
        .map(|row| (row.clone(), columns.iter().map(|column| count(row, column)).collect()));
    let cells = cells.collect();
    (columns, cells)
}

/// `fit 20 → 30`, and the stage where it changes.
pub fn moves(mover: &Mover) -> Vec<String> {
    let scores = mover.scores.iter().filter(|figure| figure.old != figure.new);
    let mut all: Vec<String> =
        scores.map(|figure| format!("{} {} → {}", figure.score, figure.old, figure.new)).collect();
    if mover.old_stage != mover.new_stage {
        all.push(format!("{} → {}", mover.old_stage, mover.new_stage));
    }
    all
}

/// `Decides +5 → +10`
pub fn step_words(step: &Step) -> String {
    let [old, new] = [step.old, step.new].map(signed);
    format!("{}: {} {old} → {new}", step.score, step.title)
}

/// With its sign; nothing is plain 0.
fn signed(points: Points) -> String {
    if points == Points::ZERO { "0".into() } else { format!("{points:+}") }
}
