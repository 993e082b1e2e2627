//! What is asked of the data bases: the conformance suite, random programs, and the examples with their data.

use std::path::Path;
use std::sync::Arc;

use baremo::check::tests::TestCase;
use baremo::data::{self as loading, BadRows, Options, Wanted};
use baremo::ir::Program;
use baremo::types::columns::Batch;
use baremo::types::{Event, Lead, Type, Value};

use crate::differential::data::{self, AS_OF};
use crate::differential::programs;
use crate::differential::random::Random;
use crate::rules;

/// A program and leads at a moment.
pub struct Case {
    pub name: String,
    pub program: Program,
    pub batch: Batch,
    pub as_of: i64,
}

/// The rule files of `tests/run`: cases of one program and moment as one batch.
pub fn suite() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    let mut cases = Vec::new();
    for path in rules::children(&folder) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        if !name.ends_with(".score") || name.ends_with("_test.score") {
            continue;
        }
        let compiled = rules::compile_file(&path);
        let tests: Vec<&TestCase> = compiled.models.iter().flat_map(|m| &m.tests).collect();
        for group in crate::run::together(&tests) {
            let rows: Vec<(&Lead, &[Event])> =
                group.iter().map(|test| (&test.lead, test.events.as_slice())).collect();
            let program = group[0].program.as_ref().clone();
            let batch = Batch::gather(&program.schema, &rows);
            cases.push(Case { name: name.clone(), program, batch, as_of: group[0].as_of });
        }
    }
    cases
}

/// A random program over random leads.
pub fn random(seed: u64) -> Case {
    let size = 1 + (seed % 8) as usize;
    let random = &mut Random::new(seed ^ (size as u64) << 48);
    let mut program = programs::program(random, size);
    // Values outside `one of` are bad data, which the drawn ones may be.
    for field in &mut program.schema.attributes {
        field.ty = if field.ty.is_text() { Type::Text } else { field.ty.clone() };
    }
    let drawn = data::batch(random, 3 + size, 1 + 2 * size);
    let rows: Vec<(Lead, Vec<Event>)> =
        (0..drawn.rows()).map(|row| plain(drawn.row(row))).collect();
    let rows: Vec<_> = rows.iter().map(|(lead, events)| (lead, events.as_slice())).collect();
    let batch = Batch::gather(&program.schema, &rows);
    Case { name: format!("random program {seed}"), program, batch, as_of: AS_OF }
}

fn plain((mut lead, mut events): (Lead, Vec<Event>)) -> (Lead, Vec<Event>) {
    let properties = events.iter_mut().flat_map(|event| &mut event.properties);
    lead.attributes.iter_mut().chain(properties).for_each(|value| *value = plain_value(value));
    (lead, events)
}

/// Texts on whose lower case data bases differ, which the queries say they lean on, become others.
fn plain_value(value: &Value) -> Value {
    let plain = |text: &Arc<str>| Arc::from(text.replace('İ', "I").replace('É', "é"));
    match value {
        Value::Text(text) => Value::Text(plain(text)),
        Value::List(items) => Value::List(items.iter().map(plain).collect()),
        other => other.clone(),
    }
}

impl Case {
    /// The same with no list that is known and empty, for those who cannot tell it from one that is unknown.
    pub fn without_empty_lists(&self) -> Case {
        let full = |value: &mut Value| {
            if matches!(value, Value::List(items) if items.is_empty()) {
                *value = Value::Unknown;
            }
        };
        let rows: Vec<(Lead, Vec<Event>)> = (0..self.batch.rows())
            .map(|row| {
                let (mut lead, mut events) = self.batch.row(row);
                let properties = events.iter_mut().flat_map(|event| &mut event.properties);
                lead.attributes.iter_mut().chain(properties).for_each(full);
                (lead, events)
            })
            .collect();
        let rows: Vec<_> = rows.iter().map(|(lead, events)| (lead, events.as_slice())).collect();
        let batch = Batch::gather(&self.program.schema, &rows);
        Case { name: self.name.clone(), program: self.program.clone(), batch, as_of: self.as_of }
    }
}

/// An example of real data: its folder, rules, leads, events, the moment, and how the data is read.
type Example =
    (&'static str, &'static str, Option<&'static str>, Option<&'static str>, i64, fn() -> Options);

const EXAMPLES: [Example; 3] = [
    ("bank-marketing", "bank_marketing.score", Some("bank-additional.csv.gz"), None, AS_OF, || {
        Options {
            id: Some(loading::ROW_NUMBER.into()),
            unknown: vec!["unknown".into()],
            ..Options::default()
        }
    }),
    (
        "online-shoppers",
        "online_shoppers.score",
        Some("online_shoppers_intention.csv.gz"),
        None,
        AS_OF,
        || Options { id: Some(loading::ROW_NUMBER.into()), ..Options::default() },
    ),
    // 2011-09-10T00:00:00 in London.
    ("online-retail", "online_retail.score", None, Some("invoices.csv.gz"), 1_315_609_200, || {
        Options { id: Some("customer_id".into()), ..Options::default() }
    }),
];

/// The examples of real data, whole.
pub fn examples() -> Vec<Case> {
    EXAMPLES.iter().map(example).collect()
}

fn example((folder, rules, leads, events, as_of, options): &Example) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder);
    let compiled = rules::compile_file(&folder.join(rules));
    let program = compiled.models[0].program.clone().expect("the example checks");
    let data = |name: &&str| folder.join("data").join(name).display().to_string();
    let wanted = Wanted::of(&[&program]).expect("one model");
    let options = Options { bad_rows: BadRows::Unknown, ..options() };
    let leads = leads.as_ref().map(data);
    let events: Vec<String> = events.as_ref().map(data).into_iter().collect();
    let loaded = loading::load(
        &wanted.schema,
        &wanted.zone,
        leads.as_deref(),
        &events,
        &options,
        &mut |_| {},
    );
    let loaded = loaded.unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    Case { name: rules.to_string(), program, batch: loaded.batch, as_of: *as_of }
}
