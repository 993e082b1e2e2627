//! What was read, scored and rejected, in words: nothing is dropped in silence.

use crate::cli::report::bars::grouped;
use crate::data::Loaded;
use crate::data::Summary;

/// So many bad values are shown where rows are left out.
const SHOWN: usize = 5;

/// The summary for standard error. `unscored` leads are those that no model is for.
pub fn words(loaded: &Loaded, unscored: u64, rejects: Option<&str>) -> String {
    let summary = &loaded.summary;
    let mut lines = vec![leads(summary, unscored)];
    if summary.events_read > 0 {
        lines.push(events(summary));
    }
    if summary.taken_as_unknown > 0 {
        let values = counted(summary.taken_as_unknown, "bad value", "bad values");
        lines.push(format!("{values} taken as unknown"));
    }
    lines.extend(bad(loaded, rejects));
    lines.extend(names(summary));
    lines.extend(summary.warnings.iter().map(|w| format!("note: {w}")));
    lines.join("\n") + "\n"
}

fn leads(summary: &Summary, unscored: u64) -> String {
    let mut text = format!(
        "{} read, {} scored, {} rejected",
        counted(summary.leads_read, "lead", "leads"),
        grouped(summary.leads_kept - unscored),
        grouped(summary.leads_rejected)
    );
    if unscored > 0 {
        text.push_str(&format!(", {} that no model is for", grouped(unscored)));
    }
    text
}

fn events(summary: &Summary) -> String {
    let mut text = format!(
        "{} read, {} used, {} rejected",
        counted(summary.events_read, "event", "events"),
        grouped(summary.events_kept),
        grouped(summary.events_rejected)
    );
    let rest = [
        (summary.events_unused, "that no rule names"),
        (summary.events_duplicate, "that stand twice"),
        (summary.events_of_rejected_leads, "of rejected leads"),
    ];
    for (count, what) in rest.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!(", {} {what}", grouped(count)));
    }
    text
}

/// The first bad values, and where all of them are.
fn bad(loaded: &Loaded, rejects: Option<&str>) -> Vec<String> {
    let mut lines: Vec<String> = loaded.bad.iter().take(SHOWN).map(|b| b.to_string()).collect();
    let shown = lines.len() as u64;
    if let Some(file) = rejects.filter(|_| shown > 0) {
        lines.push(format!("  all of them are in {file}"));
    } else if loaded.bad_values > shown {
        let more = grouped(loaded.bad_values - shown);
        lines.push(format!("  and {more} more; `--rejects FILE` writes all of them"));
    }
    lines
}

/// Names in the log that are nearly a name in the rules, and names in the rules that the log never has.
fn names(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    for unused in &summary.unused {
        let Some(near) = &unused.near else { continue };
        let events = counted(unused.count, "event", "events");
        lines.push(format!(
            "note: {events} named `{}`, which no rule names; did you mean `{near}`?",
            unused.name
        ));
    }
    if !summary.never_seen.is_empty() && summary.events_read > 0 {
        let names: Vec<String> = summary.never_seen.iter().map(|n| format!("`{n}`")).collect();
        lines.push(format!("note: never in the data: {}", names.join(", ")));
    }
    lines
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}
