//! Leads and their events, of the shape of `generate.py`'s, the same on every run.

use std::f64::consts::TAU;

/// The moment of scoring: 2026-01-01T00:00:00Z.
pub const AS_OF: i64 = 1_767_225_600;
const DAY: i64 = 86_400;
/// 2022-01-01T00:00:00Z
const FIRST_LEAD: i64 = 1_640_995_200;

pub const SENIORITY: &[&str] = &["c_level", "vp", "director", "manager", "individual", "intern"];
pub const COUNTRIES: &str = "US GB DE FR CA AU NL SE NO DK FI ES IT PT IE BE CH AT PL CZ HU RO BG GR TR IL AE SA IN SG JP KR CN HK TW \
    TH VN MY ID PH NZ ZA NG KE EG MA BR MX AR CL CO PE UY CR PA UA RS HR SI EE";
pub const INDUSTRIES: &str = "Software,Fintech,Healthcare,Manufacturing,Retail,E-commerce,Education,Government,Energy,Telecom,Media,\
    Logistics,Insurance,Banking,Real Estate,Construction,Automotive,Aerospace,Agriculture,Hospitality,\
    Legal Services,Consulting,Nonprofit,Gaming,Biotech";
pub const SOURCES: &[&str] = &[
    "organic",
    "paid_search",
    "referral",
    "event",
    "partner",
    "outbound",
    "social",
    "purchased_list",
];
pub const FREE: &[&str] = &[
    "@gmail.com",
    "@yahoo.com",
    "@hotmail.com",
    "@outlook.com",
    "@icloud.com",
    "@aol.com",
    "@proton.me",
    "@gmx.de",
];
/// With their share in the log, in thousandths.
pub const KINDS: &[(&str, u64)] = &[
    ("email_open", 250),
    ("email_click", 80),
    ("page_view", 450),
    ("pricing_view", 50),
    ("webinar_attended", 15),
    ("form_submit", 25),
    ("demo_request", 7),
    ("whitepaper_download", 20),
    ("unsubscribe", 8),
    ("bounce", 15),
    ("cart_add", 40),
    ("purchase", 40),
];

/// Text as codes into its distinct values.
pub struct Coded {
    pub values: Vec<String>,
    pub codes: Vec<u32>,
}

/// Leads by column, as a loader would leave them: an unknown number is NaN.
pub struct Leads {
    pub ids: Vec<u64>,
    pub title: Coded,
    pub seniority: Coded,
    pub country: Coded,
    pub industry: Coded,
    pub source: Coded,
    pub employees: Vec<f64>,
    pub revenue: Vec<f64>,
    /// All different: the bytes of one after the other.
    pub email: Texts,
    pub consent: Vec<bool>,
    /// Seconds since 1970.
    pub created_at: Vec<i64>,
    pub visits: Vec<f64>,
    pub pages_per_visit: Vec<f64>,
}

/// Row `i` is `bytes[offsets[i]..offsets[i + 1]]`.
#[derive(Default)]
pub struct Texts {
    pub offsets: Vec<u32>,
    pub bytes: Vec<u8>,
}

/// Events grouped by lead, by time within a lead; each has a path and seconds.
pub struct Events {
    /// One longer than there are leads.
    pub offsets: Vec<usize>,
    /// Positions in [`KINDS`].
    pub kinds: Vec<u8>,
    pub times: Vec<i64>,
    pub path: Coded,
    pub seconds: Vec<f64>,
}

impl Leads {
    pub fn rows(&self) -> usize {
        self.ids.len()
    }
}

impl Texts {
    pub fn get(&self, row: usize) -> &[u8] {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    fn push(&mut self, text: &str) {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        self.bytes.extend_from_slice(text.as_bytes());
        self.offsets.push(self.bytes.len() as u32);
    }
}

/// xorshift64*: quick, and the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..8).for_each(|_| _ = random.next());
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 up to, but not, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    pub fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (TAU * self.unit()).cos()
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }

    fn poisson(&mut self, mean: f64) -> f64 {
        let (mut left, mut count) = (mean, 0.0);
        loop {
            left -= self.exponential();
            if left < 0.0 {
                return count;
            }
            count += 1.0;
        }
    }

    fn shuffle<T>(&mut self, values: &mut [T]) {
        for i in (1..values.len()).rev() {
            values.swap(i, self.below(i + 1));
        }
    }
}

/// Picks positions by weight.
struct Weighted(Vec<f64>);

impl Weighted {
    fn new(weights: impl Iterator<Item = f64>) -> Weighted {
        let mut sum = 0.0;
        let mut sums: Vec<f64> = weights
            .map(|w| {
                sum += w;
                sum
            })
            .collect();
        sums.iter_mut().for_each(|s| *s /= sum);
        Weighted(sums)
    }

    fn zipf(count: usize, s: f64) -> Weighted {
        Weighted::new((1..=count).map(|i| (i as f64).powf(-s)))
    }

    fn pick(&self, random: &mut Random) -> u32 {
        let at = random.unit();
        self.0.partition_point(|sum| *sum <= at).min(self.0.len() - 1) as u32
    }
}

fn coded(random: &mut Random, rows: usize, values: Vec<String>, weights: &Weighted) -> Coded {
    Coded { values, codes: (0..rows).map(|_| weights.pick(random)).collect() }
}

/// Values in a random order, the first the most frequent.
fn zipf(random: &mut Random, rows: usize, mut values: Vec<String>, s: f64) -> Coded {
    random.shuffle(&mut values);
    let weights = Weighted::zipf(values.len(), s);
    coded(random, rows, values, &weights)
}

fn owned<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    values.into_iter().map(String::from).collect()
}

pub fn titles() -> Vec<String> {
    let top = "CTO CEO CFO CMO CIO COO Founder Co-Founder Owner President";
    let functions = "Sales,Marketing,Engineering,Product,Finance,Operations,HR,IT,Legal,Support,Data,Security,Design,Procurement,Research,\
        Partnerships,Customer Success,Growth,Logistics";
    let levels = [
        "VP {}",
        "SVP {}",
        "Director of {}",
        "Head of {}",
        "{} Manager",
        "Senior {} Manager",
        "{} Specialist",
        "{} Analyst",
        "{} Coordinator",
        "{} Intern",
    ];
    let mut titles = owned(top.split(' '));
    titles.extend(levels.iter().flat_map(|l| functions.split(',').map(|f| l.replace("{}", f))));
    titles
}

pub fn leads(rows: usize) -> Leads {
    let random = &mut Random::new(1);
    let weighted = |weights: &[f64]| Weighted::new(weights.iter().copied());
    let mut id = 1_000_000;
    let ids = (0..rows)
        .map(|_| {
            id += 1 + random.below(19) as u64;
            id
        })
        .collect();
    let employees: Vec<f64> = (0..rows)
        .map(|_| (4.3 + 2.0 * random.normal()).exp().clamp(1.0, 500_000.0).floor())
        .collect();
    let revenue = employees.iter().map(|e| round2(e * (10.8 + random.normal()).exp())).collect();
    Leads {
        ids,
        title: zipf(random, rows, titles(), 0.9),
        seniority: coded(
            random,
            rows,
            owned(SENIORITY.iter().copied()),
            &weighted(&[6.0, 9.0, 14.0, 25.0, 38.0, 8.0]),
        ),
        country: zipf(random, rows, owned(COUNTRIES.split_whitespace()), 1.0),
        industry: zipf(random, rows, owned(INDUSTRIES.split(',')), 0.7),
        source: coded(
            random,
            rows,
            owned(SOURCES.iter().copied()),
            &weighted(&[30.0, 20.0, 10.0, 8.0, 5.0, 12.0, 10.0, 5.0]),
        ),
        employees: with_unknowns(random, employees, 0.05),
        revenue: with_unknowns(random, revenue, 0.1),
        email: emails(random, rows),
        consent: (0..rows).map(|_| random.chance(0.7)).collect(),
        created_at: (0..rows)
            .map(|_| FIRST_LEAD + (random.unit().sqrt() * (AS_OF - FIRST_LEAD) as f64) as i64)
            .collect(),
        visits: (0..rows)
            .map(|_| {
                let mean = 3.6 * random.exponential();
                random.poisson(mean)
            })
            .collect(),
        pages_per_visit: (0..rows)
            .map(|_| round2(1.0 + 1.2 * (random.exponential() + random.normal().powi(2) / 2.0)))
            .collect(),
    }
}

fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn with_unknowns(random: &mut Random, values: Vec<f64>, share: f64) -> Vec<f64> {
    values.into_iter().map(|v| if random.chance(share) { f64::NAN } else { v }).collect()
}

fn emails(random: &mut Random, rows: usize) -> Texts {
    let first: Vec<&str> =
        "anna ben carla david emma felix grace hugo iris jan kate leo mia noah olga paul quinn rosa sam tina".split(' ').collect();
    let free = Weighted::new([40.0, 20.0, 12.0, 12.0, 6.0, 4.0, 3.0, 3.0].into_iter());
    let mut emails = Texts::default();
    for row in 0..rows {
        let company = random.below((rows / 20).max(1));
        let host = match random.unit() {
            at if at < 0.15 => FREE[free.pick(random) as usize].to_string(),
            at if at < 0.175 => format!("@org{company}.edu"),
            _ => format!("@company{company}.com"),
        };
        emails.push(&format!("{}.{}{host}", random.pick(&first), row * 7_919 % 10_000_019));
    }
    emails
}

/// A fifth of the leads have events, some of them many.
pub fn events(leads: usize, events: usize) -> Events {
    let random = &mut Random::new(2);
    let activity: Vec<f64> = (0..leads)
        .map(|_| if random.chance(0.2) { (1.2 * random.normal()).exp() } else { 0.0 })
        .collect();
    let all: f64 = activity.iter().sum();
    let (mut offsets, mut sum) = (vec![0], 0.0);
    for weight in activity {
        sum += weight;
        offsets.push(((sum / all * events as f64) as usize).min(events));
    }
    happened(random, offsets)
}

/// So many events for each of so many leads.
pub fn events_each(leads: usize, each: usize) -> Events {
    happened(&mut Random::new(3), (0..=leads).map(|lead| lead * each).collect())
}

fn happened(random: &mut Random, offsets: Vec<usize>) -> Events {
    let mut times = Vec::with_capacity(offsets.last().copied().unwrap_or(0));
    for range in offsets.windows(2) {
        let start = times.len();
        times.extend(
            (range[0]..range[1]).map(|_| AS_OF - 1 - random.below((365 * DAY) as usize) as i64),
        );
        times[start..].sort_unstable();
    }
    let kinds = Weighted::new(KINDS.iter().map(|(_, share)| *share as f64));
    Events {
        kinds: times.iter().map(|_| kinds.pick(random) as u8).collect(),
        path: zipf(random, times.len(), paths(), 0.8),
        seconds: times.iter().map(|_| (45.0 * random.exponential()).floor()).collect(),
        offsets,
        times,
    }
}

fn paths() -> Vec<String> {
    let sections =
        "/product /pricing /blog /docs /careers /about /resources /support /login /cases";
    let pages = ["", "/overview", "/a", "/b", "/details"];
    sections.split(' ').flat_map(|s| pages.iter().map(move |p| format!("{s}{p}"))).collect()
}
