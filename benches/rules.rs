//! Rule files of any size over the twelve columns: mostly one column a rule, some two or three.

use std::fmt::Write;

use crate::data::AS_OF;
use crate::data::FREE;
use crate::data::Leads;
use crate::data::Random;

/// A column of the leads, by its place among the twelve.
#[derive(Clone, Copy, PartialEq)]
pub enum Column {
    Title,
    Seniority,
    Country,
    Industry,
    Source,
    Employees,
    Revenue,
    Visits,
    Pages,
    Created,
    Consent,
    Email,
}

pub const COLUMNS: [Column; 12] = [
    Column::Title,
    Column::Seniority,
    Column::Country,
    Column::Industry,
    Column::Source,
    Column::Employees,
    Column::Revenue,
    Column::Visits,
    Column::Pages,
    Column::Created,
    Column::Consent,
    Column::Email,
];

/// What a rule asks of one column.
#[derive(Clone)]
pub enum Test {
    /// Positions among the column's distinct texts.
    In(Vec<u32>),
    /// Both ends included; a date in seconds.
    Between(f64, f64),
    Above(f64),
    Unknown,
    Yes,
    /// A position in [`FREE`].
    EndsWith(usize),
}

pub struct Rule {
    pub tests: Vec<(Column, Test)>,
    /// In hundredths.
    pub points: i64,
}

impl Column {
    pub fn name(self) -> &'static str {
        match self {
            Column::Title => "title",
            Column::Seniority => "seniority",
            Column::Country => "country",
            Column::Industry => "industry",
            Column::Source => "source",
            Column::Employees => "employees",
            Column::Revenue => "revenue",
            Column::Visits => "visits",
            Column::Pages => "pages_per_visit",
            Column::Created => "created_at",
            Column::Consent => "consent",
            Column::Email => "email",
        }
    }

    fn test(self, random: &mut Random, leads: &Leads) -> Test {
        match self {
            Column::Title => list(random, leads.title.values.len(), 12),
            Column::Seniority => list(random, leads.seniority.values.len(), 3),
            Column::Country => list(random, leads.country.values.len(), 12),
            Column::Industry => list(random, leads.industry.values.len(), 6),
            Column::Source => list(random, leads.source.values.len(), 3),
            Column::Employees if random.chance(0.05) => Test::Unknown,
            Column::Revenue if random.chance(0.05) => Test::Unknown,
            Column::Employees => range(random, 1.0, 20_000.0, 1.0),
            Column::Revenue => range(random, 10_000.0, 50_000_000.0, 0.01),
            Column::Visits => range(random, 1.0, 20.0, 1.0),
            Column::Pages => range(random, 1.0, 8.0, 0.01),
            Column::Created => {
                let start = AS_OF - random.below(1_400) as i64 * 86_400;
                let days = 1 + random.below(200) as i64;
                Test::Between(start as f64, (start + days * 86_400) as f64)
            }
            Column::Consent => Test::Yes,
            Column::Email => Test::EndsWith(random.below(FREE.len())),
        }
    }
}

fn list(random: &mut Random, values: usize, most: usize) -> Test {
    let mut codes: Vec<u32> =
        (0..=random.below(most)).map(|_| random.below(values) as u32).collect();
    codes.sort_unstable();
    codes.dedup();
    Test::In(codes)
}

/// Ends spread evenly over the orders of magnitude, on whole steps.
fn range(random: &mut Random, low: f64, high: f64, step: f64) -> Test {
    let mut end = || {
        let value = (low.ln() + random.unit() * (high / low).ln()).exp();
        if step == 1.0 { value.round() } else { (value * 100.0).round() / 100.0 }
    };
    let (one, other) = (end(), end());
    if random.chance(0.3) {
        Test::Above(one)
    } else {
        Test::Between(one.min(other), one.max(other))
    }
}

/// So many rules; three in twenty ask two or three columns. `consent` and `email` are asked less, for they tell little apart.
pub fn rules(leads: &Leads, count: usize) -> Vec<Rule> {
    let random = &mut Random::new(count as u64);
    (0..count).map(|_| rule(random, leads)).collect()
}

fn rule(random: &mut Random, leads: &Leads) -> Rule {
    let asked = if random.chance(0.85) { 1 } else { 2 + random.below(2) };
    let mut tests: Vec<(Column, Test)> = Vec::new();
    while tests.len() < asked {
        let among = if random.chance(0.05) { &COLUMNS } else { &COLUMNS[..10] };
        let column = *random.pick(among);
        if tests.iter().all(|(other, _)| *other != column) {
            tests.push((column, column.test(random, leads)));
        }
    }
    let points = 50 * (1 + random.below(30) as i64);
    Rule { tests, points: if random.chance(0.3) { -points } else { points } }
}

/// The rules as a file; the score has no range, so that every rule shows in it.
pub fn file(leads: &Leads, rules: &[Rule]) -> String {
    let mut text = String::from(
        "lead {\n  title text; seniority text; country text; industry text; source text; email text\n  \
         employees number; revenue number; visits number; pages_per_visit number; created_at date; consent bool\n}\n\
         score lead_score {\n",
    );
    for rule in rules {
        let tests: Vec<String> =
            rule.tests.iter().map(|(c, test)| condition(leads, *c, test)).collect();
        let points = rule.points as f64 / 100.0;
        writeln!(text, "  if {} {points:+}", tests.join(" and ")).expect("text can be written to");
    }
    text.push_str("}\nwarm at >= 30\nhot at >= 60\notherwise cold\n");
    text
}

fn condition(leads: &Leads, column: Column, test: &Test) -> String {
    let name = column.name();
    let value = |v: f64| match column {
        Column::Created => {
            let moment = jiff::Timestamp::from_second(v as i64).expect("a date of this century");
            moment.to_string()
        }
        _ => v.to_string(),
    };
    match test {
        Test::In(codes) => {
            let values = values(leads, column);
            let texts: Vec<String> =
                codes.iter().map(|&c| format!("\"{}\"", values[c as usize])).collect();
            format!("{name} in [{}]", texts.join(", "))
        }
        Test::Between(low, high) => format!("{name} between {} and {}", value(*low), value(*high)),
        Test::Above(low) => format!("{name} > {}", value(*low)),
        Test::Unknown => format!("{name} is unknown"),
        Test::Yes => format!("{name} = yes"),
        Test::EndsWith(host) => format!("{name} ends with \"{}\"", FREE[*host]),
    }
}

/// The distinct texts of a coded column.
pub fn values(leads: &Leads, column: Column) -> &[String] {
    match column {
        Column::Title => &leads.title.values,
        Column::Seniority => &leads.seniority.values,
        Column::Country => &leads.country.values,
        Column::Industry => &leads.industry.values,
        Column::Source => &leads.source.values,
        _ => &[],
    }
}
