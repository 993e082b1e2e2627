//! One lead with its last twenty events through the library, as a service asks about it: made beforehand, or filled anew for each.

use std::hint::black_box;

use baremo::{Attribute, Engine, Event, EventName, Lead, Model, Property, Scored, Time};

use crate::data::AS_OF;
use crate::data::Events;
use crate::data::KINDS;
use crate::data::Leads;
use crate::measure::Contender;
use crate::measure::Report;
use crate::w1;

pub const RULES: &str = include_str!("embed.score");
/// So many leads in turn, lest a branch predictor learns the one.
pub const LEADS: usize = 1_024;
pub const EVENTS: usize = 20;

const DAY: i64 = 86_400;
/// 2025-10-01T00:00:00Z
const OCTOBER: i64 = 1_759_276_800;

pub fn embed(report: &mut Report, leads: &Leads, events: &Events) {
    let model = Model::from_source(RULES).unwrap_or_else(|errors| panic!("{errors}"));
    let people: Vec<Person> = (0..LEADS).map(|row| Person::row(leads, events, row)).collect();
    let desk = Desk::new(&model);
    let made: Vec<(Lead, Vec<Event>)> = people.iter().map(|person| desk.made(person)).collect();
    let engines = [
        ("machine code", Engine::Jit),
        ("bytecode", Engine::Bytecode),
        ("the defining evaluator", Engine::Reference),
    ];
    let by_hand = || people.iter().map(|person| black_box(person).score().0 as u64).sum();
    let mut contenders = vec![Contender::new("hand-written over a struct", LEADS, by_hand)];
    for (name, engine) in engines {
        let scorer = model.scorer(engine).expect("there is machine code here");
        let mut session = scorer.session();
        for (person, (lead, events)) in people.iter().zip(&made) {
            let scored = session.score(lead, events, AS_OF).expect("made for this model");
            assert_eq!(told(&scored), person.score(), "{name} says otherwise of one lead");
        }
        let each = &made;
        contenders.push(Contender::new(&format!("session, {name}"), LEADS, move || {
            let score = |(lead, events): &(Lead, Vec<Event>)| {
                told(&session.score(black_box(lead), events, AS_OF).expect("of this model")).0
                    as u64
            };
            each.iter().map(score).sum()
        }));
        if engine == Engine::Jit {
            contenders.push(Contender::new("scorer, machine code", LEADS, {
                let scorer = scorer.clone();
                move || {
                    let score = |(lead, events): &(Lead, Vec<Event>)| {
                        told(&scorer.score(black_box(lead), events, AS_OF).expect("of this model"))
                            .0 as u64
                    };
                    each.iter().map(score).sum()
                }
            }));
            contenders.push(Contender::new("filled anew, session, machine code", LEADS, {
                let (desk, people, mut session) = (&desk, &people, scorer.session());
                let (mut lead, mut events) = desk.made(&people[0]);
                move || {
                    let mut score = |person: &Person| {
                        desk.fill(black_box(person), &mut lead, &mut events);
                        told(&session.score(&lead, &events, AS_OF).expect("of this model")).0 as u64
                    };
                    people.iter().map(&mut score).sum()
                }
            }));
        }
    }
    report.compare("one lead, 12 attributes, 20 events", "lead", contenders);
}

/// Score in hundredths and stage.
fn told(scored: &Scored) -> (i64, &'static str) {
    let stage = match scored.stage() {
        Some("hot") => "hot",
        Some("warm") => "warm",
        _ => "cold",
    };
    (scored.score("lead_score").expect("the rules have it").0, stage)
}

/// What a service knows of a lead.
pub struct Person {
    pub lead: w1::Lead,
    pub events: Vec<Happened>,
}

pub struct Happened {
    pub kind: &'static str,
    pub time: i64,
    pub path: String,
    pub seconds: f64,
}

impl Person {
    pub fn row(leads: &Leads, events: &Events, row: usize) -> Person {
        let happened = |event: usize| Happened {
            kind: KINDS[events.kinds[event] as usize].0,
            time: events.times[event],
            path: events.path.values[events.path.codes[event] as usize].clone(),
            seconds: events.seconds[event],
        };
        let own = events.offsets[row]..events.offsets[row + 1];
        Person { lead: w1::Lead::row(leads, row), events: own.map(happened).collect() }
    }

    fn count(&self, holds: impl Fn(&Happened) -> bool) -> i64 {
        self.events.iter().filter(|event| holds(event)).count() as i64
    }

    /// In hundredths, and the stage.
    pub fn score(&self) -> (i64, &'static str) {
        let lead = &self.lead;
        let mut points = 0;
        let mut add = |holds: bool, more: i64| points += if holds { more } else { 0 };
        add(matches!(&*lead.title, "CTO" | "CEO" | "CIO" | "Founder" | "Co-Founder"), 1_200);
        add(
            matches!(&*lead.title, "Sales Intern" | "Marketing Intern" | "Engineering Intern"),
            -1_200,
        );
        add(matches!(&*lead.seniority, "c_level" | "vp"), 600);
        add(matches!(&*lead.seniority, "individual" | "intern"), -400);
        add(matches!(&*lead.country, "US" | "CA" | "GB"), 600);
        add(matches!(&*lead.country, "NG" | "KE" | "EG"), -600);
        add(matches!(&*lead.industry, "Software" | "Fintech" | "E-commerce"), 500);
        add(matches!(&*lead.source, "referral" | "partner"), 400);
        add(lead.source == "purchased_list", -900);
        add(lead.employees.is_some_and(|e| (200.0..=5_000.0).contains(&e)), 800);
        add(lead.employees.is_none(), -300);
        add(lead.revenue.is_some_and(|r| r >= 10_000_000.0), 600);
        let free = ["@gmail.com", "@yahoo.com", "@hotmail.com"];
        add(free.iter().any(|end| lead.email.ends_with(end)), -800);
        add(lead.consent, 300);
        add(lead.created_at >= OCTOBER, 400);
        add(lead.visits >= 10.0, 500);
        add(lead.pages_per_visit > 4.0, 400);
        let technical = matches!(&*lead.title, "CTO" | "CIO" | "VP Engineering")
            && matches!(&*lead.industry, "Software" | "Fintech" | "Telecom" | "Gaming");
        add(technical && lead.employees.is_some_and(|e| e >= 100.0), 1_000);
        let recent = |event: &Happened, days: i64| AS_OF - event.time < days * DAY;
        add(self.count(|e| e.kind == "page_view" && recent(e, 30)) >= 2, 1_000);
        add(self.count(|e| e.kind == "email_open" && recent(e, 90)) >= 2, 500);
        add(self.count(|e| e.kind == "pricing_view" && recent(e, 90)) >= 1, 800);
        add(self.count(|e| recent(e, 60)) == 0, -1_000);
        let mut each = |count: i64, worth: i64, most: i64| points += (count * worth).min(most);
        each(self.count(|e| e.kind == "email_click"), 200, 1_200);
        each(self.count(|e| e.kind == "page_view" && e.path.starts_with("/pricing")), 300, 1_500);
        each(self.count(|e| e.kind == "page_view" && e.seconds > 60.0), 50, 1_500);
        each(self.count(|e| e.kind == "webinar_attended"), 800, 1_600);
        each(self.count(|e| e.kind == "form_submit"), 500, 1_000);
        each(self.count(|e| e.kind == "demo_request"), 2_000, 4_000);
        each(self.count(|e| e.kind == "purchase"), 750, 3_000);
        points -= 1_500 * self.count(|e| e.kind == "unsubscribe").min(1);
        let score = points.clamp(0, 10_000);
        (score, ["cold", "warm", "hot"][usize::from(score >= 3_000) + usize::from(score >= 6_000)])
    }
}

/// The model's columns, looked up once.
struct Desk {
    model: Model,
    texts: [Attribute; 6],
    numbers: [Attribute; 4],
    consent: Attribute,
    created_at: Attribute,
    path: Property,
    seconds: Property,
    kinds: Vec<Option<EventName>>,
}

impl Desk {
    fn new(model: &Model) -> Desk {
        let attribute = |name: &str| model.attribute(name).expect("the rules read it");
        let property = |name: &str| model.property(name).expect("the rules read it");
        Desk {
            texts: ["title", "seniority", "country", "industry", "source", "email"].map(attribute),
            numbers: ["employees", "revenue", "visits", "pages_per_visit"].map(attribute),
            consent: attribute("consent"),
            created_at: attribute("created_at"),
            path: property("path"),
            seconds: property("seconds"),
            kinds: KINDS.iter().map(|(kind, _)| model.event(kind).ok()).collect(),
            model: model.clone(),
        }
    }

    fn name(&self, kind: &str) -> EventName {
        let position = KINDS.iter().position(|(name, _)| *name == kind).expect("it is generated");
        self.kinds[position].expect("the word `event` counts all")
    }

    fn made(&self, person: &Person) -> (Lead, Vec<Event>) {
        let mut lead = self.model.lead();
        let event = |event: &Happened| {
            self.model.new_event(self.name(event.kind), event.time).expect("of this model")
        };
        let mut events: Vec<Event> = person.events.iter().map(event).collect();
        self.fill(person, &mut lead, &mut events);
        (lead, events)
    }

    fn fill(&self, person: &Person, lead: &mut Lead, events: &mut [Event]) {
        let from = &person.lead;
        let texts = [
            &from.title,
            &from.seniority,
            &from.country,
            &from.industry,
            &from.source,
            &from.email,
        ];
        for (attribute, text) in self.texts.iter().zip(texts) {
            lead.set(*attribute, &**text).expect("text");
        }
        let (visits, pages) = (Some(from.visits), Some(from.pages_per_visit));
        for (attribute, number) in
            self.numbers.iter().zip([from.employees, from.revenue, visits, pages])
        {
            lead.set(*attribute, number).expect("a number");
        }
        lead.set(self.consent, from.consent).expect("a bool");
        lead.set(self.created_at, Time(from.created_at)).expect("a date");
        for (event, from) in events.iter_mut().zip(&person.events) {
            event.renew(self.name(from.kind), from.time).expect("of this model");
            event.set(self.path, &*from.path).expect("text");
            event.set(self.seconds, from.seconds).expect("a number");
        }
    }
}
