//! Workload W1 by hand: the forty rules of `w1.score` over folded columns, unfolded columns, and structs of texts.

use crate::answers::Answers;
use crate::data::Coded;
use crate::data::FREE;
use crate::data::Leads;

pub const RULES: &str = include_str!("w1.score");

const WARM: u16 = 0;
const HOT: u16 = 1;
const COLD: u16 = 2;

/// 2025-10-01, 2025-07-01 and 2023-01-01, each T00:00:00Z.
const OCTOBER: i64 = 1_759_276_800;
const JULY: i64 = 1_751_328_000;
const LONG_AGO: i64 = 1_672_531_200;

/// Clamped to 0..100, in hundredths, and the stage.
fn published(points: i32) -> (i64, u16) {
    let score = points.clamp(0, 10_000);
    let stage = if score >= 6_000 {
        HOT
    } else if score >= 3_000 {
        WARM
    } else {
        COLD
    };
    (score.into(), stage)
}

// Which titles the rules name, each by what it is worth.

fn title_points(title: &str) -> i32 {
    (matches!(title, "CTO" | "CEO" | "CIO" | "Founder" | "Co-Founder") as i32) * 2_000
        + (matches!(title, "CFO" | "CMO" | "COO" | "Owner" | "President") as i32) * 1_400
        + matches!(
            title,
            "VP Sales"
                | "VP Marketing"
                | "VP Engineering"
                | "VP Product"
                | "VP Finance"
                | "VP Operations"
                | "VP HR"
                | "VP IT"
                | "VP Legal"
                | "VP Support"
        ) as i32
            * 1_500
        + matches!(
            title,
            "VP Sales" | "VP Marketing" | "SVP Sales" | "SVP Marketing" | "Head of Growth"
        ) as i32
            * 1_200
        + matches!(
            title,
            "Director of Sales"
                | "Director of Marketing"
                | "Director of Engineering"
                | "Director of Product"
                | "Director of Finance"
                | "Director of Operations"
                | "Director of HR"
                | "Director of IT"
                | "Director of Legal"
                | "Director of Support"
                | "Director of Data"
                | "Director of Security"
                | "Director of Design"
                | "Director of Procurement"
                | "Director of Research"
                | "Director of Partnerships"
                | "Director of Customer Success"
                | "Director of Growth"
                | "Director of Logistics"
                | "Head of Sales"
        ) as i32
            * 800
        - matches!(
            title,
            "Sales Intern"
                | "Marketing Intern"
                | "Engineering Intern"
                | "Product Intern"
                | "Finance Intern"
                | "Operations Intern"
                | "HR Intern"
                | "IT Intern"
                | "Legal Intern"
                | "Support Intern"
                | "Data Intern"
                | "Security Intern"
                | "Design Intern"
                | "Procurement Intern"
                | "Research Intern"
                | "Partnerships Intern"
                | "Customer Success Intern"
                | "Growth Intern"
                | "Logistics Intern"
        ) as i32
            * 1_200
}

fn technical(title: &str) -> bool {
    matches!(
        title,
        "CTO" | "CIO" | "VP Engineering" | "VP IT" | "VP Data" | "VP Security" | "Head of IT"
    )
}

fn seniority_points(seniority: &str) -> i32 {
    match seniority {
        "c_level" | "vp" => 600,
        "director" => 300,
        "individual" | "intern" => -400,
        _ => 0,
    }
}

fn country_points(country: &str) -> i32 {
    match country {
        "US" | "CA" | "GB" => 1_000,
        "DE" | "FR" | "NL" | "SE" | "NO" | "DK" | "FI" | "CH" | "AT" | "BE" | "IE" => 750,
        "AU" | "NZ" | "SG" | "JP" | "KR" | "IL" | "AE" => 400,
        "NG" | "KE" | "EG" | "VN" | "UA" | "PE" | "CR" | "PA" => -600,
        _ => 0,
    }
}

fn large_market(country: &str) -> bool {
    matches!(country, "US" | "GB" | "DE")
}

fn industry_points(industry: &str) -> i32 {
    match industry {
        "Software" | "Fintech" | "E-commerce" => 900,
        "Healthcare" | "Biotech" | "Insurance" | "Banking" | "Telecom" => 500,
        "Agriculture" | "Hospitality" | "Nonprofit" | "Government" => -300,
        _ => 0,
    }
}

fn digital(industry: &str) -> bool {
    matches!(industry, "Software" | "Fintech" | "Telecom" | "Gaming")
}

fn source_points(source: &str) -> i32 {
    match source {
        "referral" | "partner" => 800,
        "organic" | "event" => 250,
        "purchased_list" => -900,
        _ => 0,
    }
}

fn cold_source(source: &str) -> bool {
    matches!(source, "purchased_list" | "outbound" | "social")
}

fn warm_source(source: &str) -> bool {
    matches!(source, "event" | "referral")
}

/// Comparisons with NaN are false, as a rule over an unknown is; without a branch.
fn within(value: f64, low: f64, high: f64) -> i32 {
    (value >= low) as i32 & (value <= high) as i32
}

fn employees_points(employees: f64) -> i32 {
    within(employees, 200.0, 5_000.0) * 1_000
        + within(employees, 50.0, 199.0) * 600
        + (employees > 5_000.0) as i32 * 400
        - (employees < 5.0) as i32 * 500
        - employees.is_nan() as i32 * 300
}

fn revenue_points(revenue: f64) -> i32 {
    (revenue >= 1e7) as i32 * 800 + within(revenue, 1e6, 1e7) * 400
        - (revenue < 50_000.0) as i32 * 400
        - revenue.is_nan() as i32 * 250
}

fn recency_points(created_at: i64) -> i32 {
    (created_at >= OCTOBER) as i32 * 600 - (created_at < LONG_AGO) as i32 * 400
}

fn visits_points(visits: f64, pages_per_visit: f64) -> i32 {
    (visits >= 10.0) as i32 * 500
        + within(visits, 3.0, 9.0) * 300
        + (pages_per_visit > 4.0) as i32 * 400
}

fn free_mail(email: &[u8]) -> bool {
    match email.last() {
        Some(b'm') => FREE[..6].iter().any(|host| email.ends_with(host.as_bytes())),
        Some(b'e') => FREE[6..].iter().any(|host| email.ends_with(host.as_bytes())),
        _ => false,
    }
}

fn public_mail(email: &[u8]) -> bool {
    email.ends_with(b".edu") || email.ends_with(b".gov")
}

/// The four rules over several columns.
struct Several {
    technical: bool,
    digital: bool,
    large_market: bool,
    cold_source: bool,
    warm_source: bool,
    free: bool,
    employees: f64,
    revenue: f64,
    visits: f64,
    pages_per_visit: f64,
    consent: bool,
    created_at: i64,
}

impl Several {
    #[inline(always)]
    fn points(&self) -> i32 {
        let small = self.employees.is_nan() | (self.employees < 20.0);
        let engaged = (self.visits >= 5.0) & (self.pages_per_visit > 2.5) & self.consent;
        let fresh = self.warm_source & (self.created_at >= JULY);
        (self.technical & self.digital & (self.employees >= 100.0)) as i32 * 1_000
            + (self.large_market & ((self.revenue >= 5e6) | (self.employees >= 1_000.0))) as i32
                * 700
            - (self.free & small & self.cold_source) as i32 * 1_000
            + (engaged | fresh) as i32 * 600
    }
}

/// For each distinct text what all rules on its column give, times four, with two flags in the lowest bits.
fn table(
    column: &Coded,
    points: fn(&str) -> i32,
    one: fn(&str) -> bool,
    other: fn(&str) -> bool,
) -> Vec<i32> {
    let entry = |v: &String| points(v) << 2 | (one(v) as i32) | (other(v) as i32) << 1;
    column.values.iter().map(entry).collect()
}

fn never(_: &str) -> bool {
    false
}

/// The loop that a good engineer writes: a table a column, everything else without branches.
pub fn folded(leads: &Leads, rows: std::ops::Range<usize>) -> Answers {
    let title = table(&leads.title, title_points, technical, never);
    let seniority = table(&leads.seniority, seniority_points, never, never);
    let country = table(&leads.country, country_points, large_market, never);
    let industry = table(&leads.industry, industry_points, digital, never);
    let source = table(&leads.source, source_points, cold_source, warm_source);
    let mut answers = Answers::with_capacity(rows.len());
    for row in rows {
        let title = title[leads.title.codes[row] as usize];
        let seniority = seniority[leads.seniority.codes[row] as usize];
        let country = country[leads.country.codes[row] as usize];
        let industry = industry[leads.industry.codes[row] as usize];
        let source = source[leads.source.codes[row] as usize];
        let (employees, revenue) = (leads.employees[row], leads.revenue[row]);
        let (visits, pages_per_visit) = (leads.visits[row], leads.pages_per_visit[row]);
        let (consent, created_at) = (leads.consent[row], leads.created_at[row]);
        let email = leads.email.get(row);
        let free = free_mail(email);
        let several = Several {
            technical: title & 1 != 0,
            digital: industry & 1 != 0,
            large_market: country & 1 != 0,
            cold_source: source & 1 != 0,
            warm_source: source & 2 != 0,
            free,
            employees,
            revenue,
            visits,
            pages_per_visit,
            consent,
            created_at,
        };
        let points = (title >> 2)
            + (seniority >> 2)
            + (country >> 2)
            + (industry >> 2)
            + (source >> 2)
            + employees_points(employees)
            + revenue_points(revenue)
            - free as i32 * 800
            - public_mail(email) as i32 * 500
            + consent as i32 * 500
            + recency_points(created_at)
            + visits_points(visits, pages_per_visit)
            + several.points();
        let (score, stage) = published(points);
        answers.push(score, stage);
    }
    answers
}

/// The same halves on two threads.
pub fn folded_in_two(leads: &Leads) -> Answers {
    let (rows, half) = (leads.rows(), leads.rows() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| folded(leads, half..rows));
        let mut answers = folded(leads, 0..half);
        let second = second.join().expect("the other half is scored");
        answers.scores.extend(second.scores);
        answers.stages.extend(second.stages);
        answers
    })
}

/// A rule on a text column: its points, and for each distinct text whether it fires.
type TextRule<'a> = (&'a [u32], Vec<bool>, i32);

/// Every text rule for itself, as it stands in the file.
fn text_rules(leads: &Leads) -> Vec<TextRule<'_>> {
    let mut rules: Vec<TextRule> = Vec::new();
    for line in RULES.lines().filter(|line| !line.contains(" and ")) {
        let Some((column, rest)) =
            line.trim().strip_prefix("if ").and_then(|l| l.split_once(" in ["))
        else {
            continue;
        };
        let Some((list, points)) = rest.split_once("] ") else { continue };
        let points = (points.parse::<f64>().expect("points") * 100.0) as i32;
        let column = match column {
            "title" => &leads.title,
            "seniority" => &leads.seniority,
            "country" => &leads.country,
            "industry" => &leads.industry,
            _ => &leads.source,
        };
        let fires = column
            .values
            .iter()
            .map(|v| list.split(", ").any(|item| item.trim_matches('"') == v))
            .collect();
        rules.push((&column.codes, fires, points));
    }
    rules
}

/// Dictionary columns, but each rule looked up for itself.
pub fn unfolded(leads: &Leads) -> Answers {
    let rules = text_rules(leads);
    let flags = |column: &Coded, of: fn(&str) -> bool| -> Vec<bool> {
        column.values.iter().map(|v| of(v)).collect()
    };
    let technical = flags(&leads.title, technical);
    let digital = flags(&leads.industry, digital);
    let large_market = flags(&leads.country, large_market);
    let cold_source = flags(&leads.source, cold_source);
    let warm_source = flags(&leads.source, warm_source);
    let mut answers = Answers::with_capacity(leads.rows());
    for row in 0..leads.rows() {
        let email = leads.email.get(row);
        let free = free_mail(email);
        let (title, industry) =
            (leads.title.codes[row] as usize, leads.industry.codes[row] as usize);
        let (country, source) =
            (leads.country.codes[row] as usize, leads.source.codes[row] as usize);
        let several = Several {
            technical: technical[title],
            digital: digital[industry],
            large_market: large_market[country],
            cold_source: cold_source[source],
            warm_source: warm_source[source],
            free,
            employees: leads.employees[row],
            revenue: leads.revenue[row],
            visits: leads.visits[row],
            pages_per_visit: leads.pages_per_visit[row],
            consent: leads.consent[row],
            created_at: leads.created_at[row],
        };
        let texts: i32 = rules
            .iter()
            .map(|(codes, fires, points)| fires[codes[row] as usize] as i32 * points)
            .sum();
        let (score, stage) = published(texts + others(&several, email));
        answers.push(score, stage);
    }
    answers
}

/// All that is not a text from a list.
fn others(several: &Several, email: &[u8]) -> i32 {
    employees_points(several.employees) + revenue_points(several.revenue)
        - several.free as i32 * 800
        - public_mail(email) as i32 * 500
        + several.consent as i32 * 500
        + recency_points(several.created_at)
        + visits_points(several.visits, several.pages_per_visit)
        + several.points()
}

/// A lead as a program without columns holds it.
pub struct Lead {
    pub title: String,
    pub seniority: String,
    pub country: String,
    pub industry: String,
    pub source: String,
    pub email: String,
    pub employees: Option<f64>,
    pub revenue: Option<f64>,
    pub consent: bool,
    pub created_at: i64,
    pub visits: f64,
    pub pages_per_visit: f64,
}

impl Lead {
    pub fn row(leads: &Leads, row: usize) -> Lead {
        let text = |column: &Coded| column.values[column.codes[row] as usize].clone();
        let known = |value: f64| (!value.is_nan()).then_some(value);
        Lead {
            title: text(&leads.title),
            seniority: text(&leads.seniority),
            country: text(&leads.country),
            industry: text(&leads.industry),
            source: text(&leads.source),
            email: String::from_utf8_lossy(leads.email.get(row)).into_owned(),
            employees: known(leads.employees[row]),
            revenue: known(leads.revenue[row]),
            consent: leads.consent[row],
            created_at: leads.created_at[row],
            visits: leads.visits[row],
            pages_per_visit: leads.pages_per_visit[row],
        }
    }

    /// The score in hundredths, and the stage.
    pub fn score(&self) -> (i64, u16) {
        let email = self.email.as_bytes();
        let several = Several {
            technical: technical(&self.title),
            digital: digital(&self.industry),
            large_market: large_market(&self.country),
            cold_source: cold_source(&self.source),
            warm_source: warm_source(&self.source),
            free: free_mail(email),
            employees: self.employees.unwrap_or(f64::NAN),
            revenue: self.revenue.unwrap_or(f64::NAN),
            visits: self.visits,
            pages_per_visit: self.pages_per_visit,
            consent: self.consent,
            created_at: self.created_at,
        };
        published(
            title_points(&self.title)
                + seniority_points(&self.seniority)
                + country_points(&self.country)
                + industry_points(&self.industry)
                + source_points(&self.source)
                + others(&several, email),
        )
    }
}

pub fn over_structs(leads: &[Lead]) -> Answers {
    let mut answers = Answers::with_capacity(leads.len());
    for lead in leads {
        let (score, stage) = lead.score();
        answers.push(score, stage);
    }
    answers
}
