//! What is asked of the data bases: the conformance suite, random programs, and the examples with their data.

use std::fs;
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

/// The models of every example over its data, as the first `baremo score` of its README has them.
pub fn examples() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut cases = Vec::new();
    for folder in rules::children(&folder).iter().filter(|path| path.join("README.md").exists()) {
        let page = fs::read_to_string(folder.join("README.md")).expect("the page");
        let page = page.replace("\\\n", " ");
        let command = page.lines().find_map(|line| line.strip_prefix("    baremo score "));
        if let Some(command) = command {
            cases.extend(example(folder, &command.split_whitespace().collect::<Vec<_>>()));
        }
    }
    cases
}

fn example(folder: &Path, command: &[&str]) -> Vec<Case> {
    let after = |option: &str| {
        let place = command.iter().position(|word| *word == option)?;
        Some(command[place + 1].to_string())
    };
    let data = |option: &str| after(option).map(|file| folder.join(file).display().to_string());
    let options = Options {
        id: after("--id"),
        event_column: after("--event-column"),
        time_column: after("--time-column"),
        unknown: after("--unknown").into_iter().collect(),
        bad_rows: BadRows::Unknown,
        ..Options::default()
    };
    let models = command.iter().filter(|word| word.ends_with(".score"));
    let model = |name: &&str| {
        let compiled = rules::compile_file(&folder.join(name));
        let models = compiled.models.into_iter().filter_map(|model| model.program);
        let program = models.into_iter().find(|program| !program.scores.is_empty());
        let program = program.expect("the example checks");
        let as_of = after("--as-of").expect("a moment");
        let as_of = loading::moment(&as_of, &program.zone).expect("a moment");
        let wanted = Wanted::of(&[&program]).expect("one model");
        let (leads, events) = (data("--leads"), data("--events"));
        let events: Vec<String> = events.into_iter().collect();
        let loaded = loading::load(
            &wanted.schema,
            &wanted.zone,
            leads.as_deref(),
            &events,
            &options,
            &mut |_| {},
        );
        let loaded = loaded.unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let folder = folder.file_name().expect("a name").to_string_lossy();
        Case { name: format!("{folder}/{name}"), program, batch: loaded.batch, as_of }
    };
    models.map(model).collect()
}
