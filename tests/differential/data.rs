//! The columns that generated programs read, and batches that are hard on them.

use std::sync::Arc;

use baremo::types::columns::{Batch, Bitmap, Column, Dictionary, EventLog, Leads, UNKNOWN_CODE};
use baremo::types::{EventId, Field, Schema, Type};

use super::random::Random;

/// The moment: 2026-01-01T00:00:00Z.
pub const AS_OF: i64 = 1_767_225_600;

pub const TEXTS: &[&str] = &[
    "CTO",
    "cto",
    "VP Sales",
    "vp, cto",
    "director",
    "ÉCOLE",
    "école",
    "İstanbul",
    "Straße",
    "ana@Acme.com",
    "bob@gmail.com",
    "https://www.acme.com:80/x",
    "acme.com",
    "gmail.com",
    "n/a",
    "/pricing",
    "/pricing/plans",
    "/Blog",
    "C#",
    "a",
];

pub const NUMBERS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    2.0,
    3.0,
    5.0,
    10.0,
    50.0,
    200.0,
    -1.0,
    -2.5,
    0.5,
    0.1,
    0.2,
    0.3,
    0.005,
    0.015,
    0.125,
    2.675,
    1.005,
    -0.005,
    0.0049999999999,
    1e-9,
    5e-10,
    33.333333333333336,
    1e9,
    1e11,
    1e18,
    1.5e18,
    1e300,
    -1e300,
    5e-324,
    1.7976931348623157e308,
    9007199254740993.0,
];

pub const DURATIONS: &[i64] =
    &[1, 2, 60, 3_600, 7_200, 86_400, 86_401, 7 * 86_400, 30 * 86_400, 90 * 86_400, 365 * 86_400];

pub const TEXT_ATTRIBUTES: &[u32] = &[0, 1, 2];
pub const NUMBER_ATTRIBUTES: &[u32] = &[3, 4];
pub const BOOL_ATTRIBUTES: &[u32] = &[5, 6];
pub const DATE_ATTRIBUTES: &[u32] = &[7, 8];
pub const LIST_ATTRIBUTES: &[u32] = &[9];
pub const TEXT_PROPERTIES: &[u32] = &[0, 1];
pub const NUMBER_PROPERTIES: &[u32] = &[2, 3];
pub const BOOL_PROPERTIES: &[u32] = &[4];
pub const DATE_PROPERTIES: &[u32] = &[5];
pub const LIST_PROPERTIES: &[u32] = &[6];
pub const EVENTS: u32 = 4;

pub fn schema() -> Schema {
    let field = |name: &str, ty: Type| Field { name: name.into(), ty };
    let sizes = ["CTO", "director", "VP Sales"].map(String::from);
    Schema {
        attributes: vec![
            field("title", Type::Text),
            field("email", Type::Text),
            field("seniority", Type::OneOf(sizes.into())),
            field("employees", Type::Number),
            field("revenue", Type::Number),
            field("newsletter", Type::Bool),
            field("customer", Type::Bool),
            field("created_at", Type::Date),
            field("renewal", Type::Date),
            field("interests", Type::List),
        ],
        events: ["email_open", "page_view", "purchase", "demo_request"].map(String::from).into(),
        properties: vec![
            field("path", Type::Text),
            field("campaign", Type::Text),
            field("amount", Type::Number),
            field("stars", Type::Number),
            field("mobile", Type::Bool),
            field("due", Type::Date),
            field("tags", Type::List),
        ],
        any_event: true,
    }
}

/// A batch of up to so many leads, each with up to so many events.
pub fn batch(random: &mut Random, leads: usize, events: usize) -> Batch {
    batch_of(random, &schema(), leads, events)
}

/// The same for other columns.
pub fn batch_of(random: &mut Random, schema: &Schema, leads: usize, events: usize) -> Batch {
    let rows = random.between(0, leads);
    let mut offsets = vec![0];
    let (mut names, mut times) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let count = if random.chance(15) { 0 } else { random.between(0, events) };
        let mut of_lead: Vec<i64> = (0..count).map(|_| event_time(random)).collect();
        of_lead.sort_unstable();
        names.extend(of_lead.iter().map(|_| event_name(random, schema.events.len())));
        times.extend(of_lead);
        offsets.push(times.len());
    }
    let column =
        |random: &mut Random, field: &Field, rows: usize| Arc::new(column(random, &field.ty, rows));
    let attributes = schema.attributes.iter().map(|f| column(random, f, rows)).collect();
    let properties = schema.properties.iter().map(|f| column(random, f, times.len())).collect();
    Batch {
        leads: Leads { rows, attributes },
        log: EventLog { offsets, events: names, times, properties },
    }
}

fn event_name(random: &mut Random, names: usize) -> EventId {
    let other = random.chance(8) || names == 0;
    if other { EventId::OTHER } else { EventId(random.below(names) as u32) }
}

/// Mostly days back, often exactly a duration, often the same second as others, now and then in the future or long ago.
pub fn event_time(random: &mut Random) -> i64 {
    let day = random.below(12) as i64 * 86_400;
    match random.below(12) {
        0 => AS_OF,
        1 => AS_OF - random.pick(DURATIONS),
        2 => AS_OF - random.pick(DURATIONS) + 1,
        3 => AS_OF + random.pick(&[1, 60, 86_400, 400 * 86_400]),
        4 => AS_OF - random.below(400 * 86_400) as i64,
        5 => AS_OF - 1_000_000_000 - random.below(1_000_000) as i64,
        6 => AS_OF - day - random.below(3) as i64 * 3_600,
        7 | 8 => AS_OF - day - random.below(2) as i64,
        _ => AS_OF - day,
    }
}

pub fn date(random: &mut Random) -> i64 {
    match random.below(20) {
        0 => 0,
        1 => -62_000_000_000,
        2 => 250_000_000_000,
        _ => event_time(random),
    }
}

pub fn number(random: &mut Random) -> f64 {
    match random.below(12) {
        0 => random.below(1_000) as f64,
        1 => random.below(100_000) as f64 / 1_000.0,
        2 => random.pick(&NUMBERS[24..]),
        // Equal but for the sign: ties among the events of a second.
        3..=5 => random.pick(&[1.0, -1.0, 0.5, -0.5]),
        _ => random.pick(&NUMBERS[..16]),
    }
}

fn column(random: &mut Random, ty: &Type, rows: usize) -> Column {
    let known: Bitmap = (0..rows).map(|_| !random.chance(20)).collect();
    match ty {
        Type::Number => {
            Column::Number { values: (0..rows).map(|_| number(random)).collect(), known }
        }
        Type::Bool => {
            Column::Bool { values: (0..rows).map(|_| random.chance(50)).collect(), known }
        }
        Type::Date => Column::Date { values: (0..rows).map(|_| date(random)).collect(), known },
        Type::Text | Type::OneOf(_) => {
            let dictionary = dictionary(random);
            let code = |row: usize, random: &mut Random| match known.get(row) {
                true => random.below(dictionary.len()) as u32,
                false => UNKNOWN_CODE,
            };
            let codes = (0..rows).map(|row| code(row, random)).collect();
            Column::Text { codes, dictionary: Arc::new(dictionary) }
        }
        Type::List => {
            let dictionary = dictionary(random);
            let (mut offsets, mut codes) = (vec![0], Vec::new());
            for _ in 0..rows {
                let count = random.below(4);
                codes.extend((0..count).map(|_| random.below(dictionary.len()) as u32));
                offsets.push(codes.len() as u32);
            }
            Column::List { offsets, codes, known, dictionary: Arc::new(dictionary) }
        }
    }
}

/// Some of the texts, in any order; seldom only one.
fn dictionary(random: &mut Random) -> Dictionary {
    let mut texts = TEXTS.to_vec();
    for i in (1..texts.len()).rev() {
        texts.swap(i, random.below(i + 1));
    }
    texts.truncate(random.between(1, texts.len()));
    texts.into_iter().collect()
}
