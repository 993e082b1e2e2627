//! Leads as the file has them, and what everyone must say of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One line of `leads.csv`; an unknown number is nothing.
pub struct Lead {
    pub title: String,
    pub seniority: String,
    pub country: String,
    pub industry: String,
    pub source: String,
    pub email: String,
    pub employees: Option<f64>,
    pub revenue: Option<f64>,
    pub visits: f64,
    pub pages_per_visit: f64,
    /// Seconds since 1970.
    pub created_at: i64,
    pub consent: bool,
    /// None unless they are read too.
    pub events: Vec<Event>,
}

/// Something that a lead did.
#[derive(Clone)]
pub struct Event {
    pub event: String,
    /// Seconds since 1970.
    pub time: i64,
    pub path: String,
    pub seconds: f64,
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("the data can be read")
}

/// So many leads from the top of the file.
pub fn read(folder: &Path, count: usize) -> Vec<Lead> {
    text(folder, "leads.csv").lines().skip(1).take(count).map(lead).collect()
}

/// Their scores in hundredths, of a file of answers.
pub fn answers(folder: &Path, name: &str, count: usize) -> Vec<i64> {
    let score = |line: &str| line.split(',').nth(1).and_then(|s| s.parse().ok()).expect("a score");
    text(folder, name).lines().skip(1).take(count).map(score).collect()
}

/// The same with the events of each.
pub fn with_events(folder: &Path, count: usize) -> Vec<Lead> {
    let mut leads = read(folder, count);
    let ids: BTreeMap<String, usize> = text(folder, "leads.csv")
        .lines()
        .skip(1)
        .take(count)
        .enumerate()
        .map(|(row, line)| (line.split(',').next().expect("an id").to_string(), row))
        .collect();
    for line in text(folder, "embed.events.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [id, event, time, path, spent] = fields[..] else {
            panic!("an event has five fields: {line}");
        };
        leads[ids[id]].events.push(Event {
            event: event.into(),
            time: seconds(time),
            path: path.into(),
            seconds: spent.parse().expect("a number"),
        });
    }
    leads
}

/// No field of the generated data holds a comma or a quote.
fn lead(line: &str) -> Lead {
    let fields: Vec<&str> = line.split(',').collect();
    let [
        _,
        title,
        seniority,
        country,
        industry,
        employees,
        revenue,
        email,
        source,
        consent,
        created_at,
        visits,
        pages,
    ] = fields[..]
    else {
        panic!("a lead has thirteen fields: {line}");
    };
    Lead {
        title: title.into(),
        seniority: seniority.into(),
        country: country.into(),
        industry: industry.into(),
        source: source.into(),
        email: email.into(),
        employees: employees.parse().ok(),
        revenue: revenue.parse().ok(),
        visits: visits.parse().expect("a number"),
        pages_per_visit: pages.parse().expect("a number"),
        created_at: seconds(created_at),
        consent: consent == "true",
        events: Vec::new(),
    }
}

/// `2024-07-12 13:35:25`
fn seconds(time: &str) -> i64 {
    let number = |from: usize, to: usize| -> i64 { time[from..to].parse().expect("a time") };
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    // Days from civil, after Howard Hinnant: the year begins in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 + day
        - 1
        - 719_468;
    days * 86_400 + number(11, 13) * 3_600 + number(14, 16) * 60 + number(17, 19)
}
