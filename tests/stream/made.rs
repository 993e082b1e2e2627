//! A model and an input made for the tests: late and early lines, copies, faults, changes that time makes.

use std::fs;
use std::path::Path;

use crate::differential::random::Random;

pub const MODEL: &str = "\
event visit = page_view, demo_request
if title in [CTO, VP] +10
on email_open +1
on page_view where path starts with \"/pricing\" +4 once per day
on demo_request +30 \"Asked for a demo\" expires 20d
on webinar where any demo_request within 3d after +5 max 10
if no visit within 10d -5 \"Silent\"
if count(email_open) >= 5 +3 \"Reads\"
if sum(purchase.amount) > 100 +12 \"Has bought\"
decay 10%/5d
cold at < 5
warm at >= 5 -> nurture
hot at >= 20 -> call
disqualify if title = Student
";

const DAY: u64 = 86_400;
/// 2026-01-01T00:00:00Z
const START: u64 = 1_767_225_600;

/// Writes `m.score` and `in.jsonl` with so many lines for so many leads; every fiftieth line cannot be taken.
pub fn write(folder: &Path, lines: u64, leads: usize) {
    let random = &mut Random::new(lines);
    fs::write(folder.join("m.score"), MODEL).expect("written");
    let mut text = String::new();
    let mut before = String::new();
    for number in 0..lines {
        let line = line(random, START + number * 40 * DAY / lines, leads, number);
        // Now and then a line comes twice.
        if random.chance(3) {
            text.push_str(&before);
        }
        text.push_str(&line);
        before = line;
    }
    fs::write(folder.join("in.jsonl"), text).expect("written");
}

fn line(random: &mut Random, now: u64, leads: usize, number: u64) -> String {
    let lead = random.below(leads);
    // Some come late, some too late, some before their time.
    let time = match random.below(20) {
        0 => now - 2 * DAY,
        1 => now + 5,
        2..6 => now - random.below(DAY as usize) as u64,
        _ => now,
    };
    match random.below(50) {
        0 => {
            return format!(
                "{{\"lead_id\":{lead},\"event\":\"purchase\",\"time\":{time},\"amount\":\"much\"}}\n"
            );
        }
        1 => return format!("{{\"lead_id\":{lead}\n"),
        _ => {}
    }
    let id = if random.chance(70) { format!(",\"event_id\":\"e{number}\"") } else { String::new() };
    match random.below(10) {
        0 => {
            let title = random.pick(&["\"CTO\"", "\"VP\"", "null", "\"Student\"", "\"Clerk\""]);
            format!("{{\"lead_id\":{lead},\"title\":{title},\"time\":{time}}}\n")
        }
        1 => format!("{{\"lead_id\":{lead},\"event\":\"demo_request\",\"time\":{time}{id}}}\n"),
        2 => format!("{{\"lead_id\":{lead},\"event\":\"webinar\",\"time\":{time}{id}}}\n"),
        3 => format!(
            "{{\"lead_id\":{lead},\"event\":\"purchase\",\"time\":{time},\"amount\":{}{id}}}\n",
            random.below(90)
        ),
        4 | 5 => {
            let path = random.pick(&["/pricing", "/blog", "/pricing/plans"]);
            format!(
                "{{\"lead_id\":{lead},\"event\":\"page_view\",\"time\":{time},\"path\":\"{path}\"{id}}}\n"
            )
        }
        6 => format!("{{\"lead_id\":{lead},\"event\":\"unheard\",\"time\":{time}{id}}}\n"),
        _ => format!("{{\"lead_id\":{lead},\"event\":\"email_open\",\"time\":{time}{id}}}\n"),
    }
}
