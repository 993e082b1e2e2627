//! A program that scores leads with compiled rules: one after the other, and a batch of columns.
//!
//!     cargo run --example embed_rust

use std::error::Error;
use std::fmt::Write;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_array::{ArrayRef, Float64Array, StringArray};
use baremo::batch::RecordBatch;
use baremo::{Engine, EventName, Lead, Model, Property, Rules, Session, Time};

const RULES: &str = "\
if title contains any word [cto, cio, director] +20 \"Decides\"
if employees between 50 and 5_000 +15 \"Right size\"
on email_open +1 max 5 per week
on webinar_attended +20 \"Attended a webinar\"
on order +(min(amount / 100, 30)) \"Orders\"
half-life 45d

mql at >= 20 -> nurture
sql at >= 40 -> assign_to_sales
";

const DAY: i64 = 86_400;
const NOW: Time = Time(20_450 * DAY);

/// What this program knows of a person; the names are its own.
struct Person {
    name: &'static str,
    job: &'static str,
    company_size: Option<u32>,
    /// What happened, how many days ago, and for how much.
    history: &'static [(&'static str, i64, Option<f64>)],
}

const PEOPLE: &[Person] = &[
    Person {
        name: "Ana",
        job: "Director of Operations",
        company_size: Some(320),
        history: &[("webinar_attended", 3, None), ("email_open", 1, None), ("page_view", 0, None)],
    },
    Person {
        name: "Ben",
        job: "student",
        company_size: None,
        history: &[("order", 10, Some(1_250.0)), ("email_open", 2, None)],
    },
];

/// Scores people: columns are looked up once, the lead is filled again and again.
struct Desk {
    model: Model,
    session: Session,
    lead: Lead,
    amount: Property,
}

impl Desk {
    fn new(model: &Model) -> Result<Desk, Box<dyn Error>> {
        Ok(Desk {
            session: model.scorer(Engine::Auto)?.session(),
            lead: model.lead(),
            amount: model.property("amount")?,
            model: model.clone(),
        })
    }

    fn score(&mut self, person: &Person, out: &mut String) -> Result<(), Box<dyn Error>> {
        self.lead.clear();
        self.lead.set_named("title", person.job)?;
        self.lead.set_named("employees", person.company_size)?;
        let mut events = Vec::new();
        for (what, days, amount) in person.history {
            // An event that no rule counts changes nothing.
            let Ok(name) = self.model.event(what) else { continue };
            events.push(self.event(name, *days, *amount)?);
        }
        let scored = self.session.score(&self.lead, &events, NOW)?;
        let points = scored.score("score").unwrap_or_default();
        let stage = scored.stage().unwrap_or("no stage");
        writeln!(out, "{}: {points} points, {stage}", person.name)?;
        if let Some(action) = scored.action() {
            writeln!(out, "  to do: {action}")?;
        }
        for line in scored.invoice().lines().filter(|line| line.points != Default::default()) {
            writeln!(out, "  {:>6}  {}", line.points.to_string(), line.source.title)?;
        }
        Ok(())
    }

    fn event(
        &self,
        name: EventName,
        days: i64,
        amount: Option<f64>,
    ) -> Result<baremo::Event, Box<dyn Error>> {
        let event = self.model.new_event(name, NOW.0 - days * DAY)?;
        Ok(event.with(self.amount, amount)?)
    }
}

/// Columns in, columns out: as the data of a warehouse comes.
fn batch(model: &Model, out: &mut String) -> Result<(), Box<dyn Error>> {
    let titles = StringArray::from(vec![Some("CTO"), Some("Intern"), None]);
    let leads = RecordBatch::try_from_iter([
        ("lead_id", Arc::new(StringArray::from(vec!["a", "b", "c"])) as ArrayRef),
        ("title", Arc::new(titles)),
        ("employees", Arc::new(Float64Array::from(vec![Some(120.0), Some(8.0), None]))),
    ])?;
    let scored = model.scorer(Engine::Auto)?.score_batch(&leads, None, NOW)?;
    let ids = scored.column(0).as_string::<i32>();
    let scores = scored.column(1).as_primitive::<Decimal128Type>();
    for row in 0..scored.num_rows() {
        writeln!(out, "{} {}", ids.value(row), scores.value_as_string(row))?;
    }
    Ok(())
}

pub fn run() -> Result<String, Box<dyn Error>> {
    let mut out = String::new();

    // Rules with a fault: data, not a panic.
    if let Err(errors) = Model::from_source("if title == CTO +10; sql at >= 40") {
        writeln!(out, "{errors}\n")?;
    }

    let model = Rules::new("embed.score", RULES).compile()?;
    let mut desk = Desk::new(&model)?;
    for person in PEOPLE {
        desk.score(person, &mut out)?;
    }

    // So are values that a column cannot hold.
    if let Err(error) = model.lead().set_named("employees", "many") {
        writeln!(out, "\n{error}")?;
    }
    if let Err(error) = model.attribute("titel") {
        writeln!(out, "{error}\n")?;
    }
    batch(&model, &mut out)?;
    Ok(out)
}

#[cfg_attr(test, expect(dead_code, reason = "the test suite calls `run`"))]
fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run()?);
    Ok(())
}
