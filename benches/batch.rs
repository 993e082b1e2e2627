//! The generated data as the library's columns: those that a program reads, in its order.

use std::sync::Arc;

use baremo::check;
use baremo::check::NoFiles;
use baremo::check::Settings;
use baremo::engine::Engine;
use baremo::engine::Scorer;
use baremo::ir::Program;
use baremo::types::EventId;
use baremo::types::Schema;
use baremo::types::columns;
use baremo::types::columns::Batch;
use baremo::types::columns::Bitmap;
use baremo::types::columns::Column;
use baremo::types::columns::EventLog;

use crate::data::Coded;
use crate::data::Events;
use crate::data::KINDS;
use crate::data::Leads;
use crate::data::Texts;

/// The engines to measure, by name; the first is what users get.
pub const ENGINES: &[(&str, Engine)] = &[
    ("Baremo", Engine::Auto),
    ("Baremo, bytecode", Engine::Bytecode),
    ("Baremo, machine code", Engine::Jit),
];

/// Compiles a rule file that has no errors.
pub fn program(name: &str, text: &str) -> Program {
    let compiled = check::compile(&[(name.into(), text.into())], &NoFiles, &Settings::default());
    let program = compiled.models.into_iter().next().and_then(|model| model.program);
    program.unwrap_or_else(|| panic!("{name} has errors: {:?}", compiled.diagnostics.first()))
}

/// One scorer for each engine that is not the same as an earlier one.
pub fn scorers(program: &Program) -> Vec<(&'static str, Scorer)> {
    let mut scorers: Vec<(&str, Scorer)> = Vec::new();
    for (name, engine) in ENGINES {
        let scorer = Scorer::new(program.clone(), *engine);
        if scorers.iter().all(|(_, other)| other.engine() != scorer.engine()) {
            scorers.push((name, scorer));
        }
    }
    scorers
}

/// Leads, and events if there are any, in the order of a schema.
pub fn batch(schema: &Schema, leads: &Leads, events: Option<&Events>) -> Batch {
    let attributes =
        schema.attributes.iter().map(|f| Arc::new(attribute(leads, &f.name))).collect();
    let log = match events {
        Some(events) => log(schema, events),
        None => EventLog {
            offsets: vec![0; leads.rows() + 1],
            events: Vec::new(),
            times: Vec::new(),
            properties: schema.properties.iter().map(|_| Arc::new(numbers(&[]))).collect(),
        },
    };
    Batch { leads: columns::Leads { rows: leads.rows(), attributes }, log }
}

fn attribute(leads: &Leads, name: &str) -> Column {
    match name {
        "title" => text(&leads.title),
        "seniority" => text(&leads.seniority),
        "country" => text(&leads.country),
        "industry" => text(&leads.industry),
        "source" => text(&leads.source),
        "employees" => numbers(&leads.employees),
        "revenue" => numbers(&leads.revenue),
        "email" => distinct(&leads.email),
        "consent" => Column::Bool {
            values: leads.consent.iter().copied().collect(),
            known: Bitmap::filled(leads.rows(), true),
        },
        "created_at" => Column::Date {
            values: leads.created_at.clone(),
            known: Bitmap::filled(leads.rows(), true),
        },
        "visits" => numbers(&leads.visits),
        "pages_per_visit" => numbers(&leads.pages_per_visit),
        _ => panic!("no attribute `{name}` is generated"),
    }
}

fn text(coded: &Coded) -> Column {
    let dictionary = Arc::new(coded.values.iter().collect());
    Column::Text { codes: coded.codes.clone(), dictionary }
}

fn distinct(texts: &Texts) -> Column {
    let rows = texts.offsets.len() - 1;
    let text = |row| String::from_utf8_lossy(texts.get(row));
    Column::Text {
        codes: (0..rows as u32).collect(),
        dictionary: Arc::new((0..rows).map(text).collect()),
    }
}

fn numbers(values: &[f64]) -> Column {
    let known = values.iter().map(|v| !v.is_nan()).collect();
    Column::Number { values: values.to_vec(), known }
}

fn log(schema: &Schema, events: &Events) -> EventLog {
    let ids: Vec<EventId> = KINDS
        .iter()
        .map(|(kind, _)| schema.events.iter().position(|name| name == kind))
        .map(|at| at.map_or(EventId::OTHER, |at| EventId(at as u32)))
        .collect();
    let property = |name: &str| match name {
        "path" => text(&events.path),
        "seconds" => numbers(&events.seconds),
        _ => panic!("no property `{name}` is generated"),
    };
    EventLog {
        offsets: events.offsets.clone(),
        events: events.kinds.iter().map(|kind| ids[*kind as usize]).collect(),
        times: events.times.clone(),
        properties: schema.properties.iter().map(|f| Arc::new(property(&f.name))).collect(),
    }
}
