//! Changes as Markdown: a comment below a pull request.

use std::fmt::Write;

use crate::diff::AROUND;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Changes;
use crate::diff::Detail;
use crate::diff::Effect;
use crate::diff::RULE;
use crate::diff::text;

/// The report on one model.
pub fn render(changes: &Changes, effect: Option<&Effect>) -> String {
    let mut page = Page { text: String::new() };
    page.line(&format!("**{}**", escaped(&text::headline(changes, effect))));
    page.changes(changes, effect.is_some());
    page.ranges(changes);
    if let Some(effect) = effect {
        page.effect(effect);
    }
    page.text
}

struct Page {
    text: String,
}

impl Page {
    /// Writing to a text never fails.
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "{text}");
    }

    fn table(&mut self, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            return;
        }
        self.line(&format!("\n### {title}\n"));
        self.line(&row(head.iter().map(|cell| (*cell).to_string())));
        self.line(&row(head.iter().map(|_| "---".to_string())));
        rows.into_iter().for_each(|cells| self.line(&row(cells)));
    }

    fn changes(&mut self, changes: &Changes, data: bool) {
        let mut head = vec!["", "what", "change", "where"];
        if data {
            head.push("leads");
        }
        let cells = |change: &Change| {
            let sign = match change.kind {
                ChangeKind::Added => "added",
                ChangeKind::Removed => "removed",
                ChangeKind::Changed => "changed",
                ChangeKind::Renamed => "renamed",
                ChangeKind::Reordered => "reordered",
            };
            let score = change.score.as_ref().filter(|score| **score != change.title);
            let score = score.map(|score| format!("{}: ", escaped(score)));
            let what = format!("{}{}", score.unwrap_or_default(), escaped(&text::title(change)));
            let example = change.example.iter().map(|words| format!("example: {}", escaped(words)));
            let details: Vec<String> = change.details.iter().map(sentence).chain(example).collect();
            let place = text::place(change).map(|place| code(&place)).unwrap_or_default();
            let mut cells = vec![sign.to_string(), what, details.join("<br>"), place];
            if data {
                cells.push(change.leads.map(|count| count.to_string()).unwrap_or_default());
            }
            cells
        };
        self.table("Changes", &head, changes.changes.iter().map(cells).collect());
    }

    fn ranges(&mut self, changes: &Changes) {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "none".into());
        let cells = |range: &crate::diff::RangeChange| {
            vec![escaped(&range.score), side(&range.old), side(&range.new)]
        };
        let rows = changes.ranges.iter().map(cells).collect();
        self.table("Reachable figures", &["score", "old", "new"], rows);
    }

    fn effect(&mut self, effect: &Effect) {
        let (columns, rows) = text::table(effect);
        let columns: Vec<String> = columns.iter().map(|column| escaped(column)).collect();
        let head: Vec<&str> =
            ["from ↓ to →"].into_iter().chain(columns.iter().map(String::as_str)).collect();
        let rows = rows.into_iter().map(|(row, cells)| [vec![escaped(&row)], cells].concat());
        self.table("Stages", &head, rows.collect());
        let scores = effect.scores.iter().filter(|score| score.changed > 0).map(|score| {
            let figures = [score.mean, score.least, score.most].map(|points| format!("{points:+}"));
            [vec![escaped(&score.score), score.changed.to_string()], figures.to_vec()].concat()
        });
        let head = ["score", "leads that change", "mean", "least", "most"];
        self.table("Scores", &head, scores.collect());
        let movers = effect.movers.iter().map(|mover| {
            let said = |all: Vec<String>| {
                all.iter().map(|text| escaped(text)).collect::<Vec<_>>().join("<br>")
            };
            let steps = mover.lines.iter().map(text::step_words).collect();
            vec![escaped(&mover.lead), said(text::moves(mover)), said(steps)]
        });
        self.table("Leads that move most", &["lead", "moves", "by"], movers.collect());
    }
}

/// As [`text::sentence`], the words of rules as code.
fn sentence(detail: &Detail) -> String {
    let side = |side: &Option<String>| side.as_deref().map_or("none".into(), code);
    match (&detail.old, &detail.new) {
        (None, Some(words)) | (Some(words), None) if detail.what == RULE => code(words),
        (None, Some(words)) if detail.what == AROUND => format!("{AROUND} {words}"),
        (old, new) => format!("{} {} → {}", escaped(&detail.what), side(old), side(new)),
    }
}

/// Between more backquotes than stand in it; a table's cell ends at a bar even there.
fn code(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default() + 1);
    let text = text.replace('|', "\\|").replace(['\n', '\r'], " ");
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    cells.into_iter().fold("|".into(), |row, cell| format!("{row} {cell} |"))
}

/// As it is read: signs that Markdown or HTML would take for their own are escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '@' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
