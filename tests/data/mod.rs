//! Leads and events from files, good and bad, and results to files.

mod agreement;
mod bad_input;
mod files;
mod formats;
mod infer;
mod output;
mod parquet_input;
mod quirks;
mod sample;
mod spill;
mod threads;

use std::fmt::Write;
use std::path::Path;

use baremo::data::{DataError, Loaded, Options, load};
use baremo::types::calendar::Zone;
use baremo::types::{EventId, Field, Schema, Type};

/// What a test asks for; files are made in a folder of its own, whose name is left out of what is shown.
struct Case {
    folder: tempfile::TempDir,
    schema: Schema,
    zone: Zone,
    options: Options,
    leads: Option<String>,
    events: Vec<String>,
}

impl Case {
    fn new() -> Case {
        Case {
            folder: tempfile::tempdir().expect("a folder"),
            schema: Schema::default(),
            zone: Zone::utc(),
            options: Options::default(),
            leads: None,
            events: Vec::new(),
        }
    }

    fn attribute(mut self, name: &str, ty: Type) -> Case {
        self.schema.attributes.push(Field { name: name.into(), ty });
        self
    }

    fn property(mut self, name: &str, ty: Type) -> Case {
        self.schema.properties.push(Field { name: name.into(), ty });
        self
    }

    fn event(mut self, name: &str) -> Case {
        self.schema.events.push(name.into());
        self
    }

    fn options(mut self, change: impl FnOnce(&mut Options)) -> Case {
        change(&mut self.options);
        self
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.to_str().expect("a plain path").to_string()
    }

    fn leads(mut self, name: &str, content: impl AsRef<[u8]>) -> Case {
        self.leads = Some(self.file(name, content));
        self
    }

    fn events(mut self, name: &str, content: impl AsRef<[u8]>) -> Case {
        let file = self.file(name, content);
        self.events.push(file);
        self
    }

    fn load(&self) -> Result<Loaded, DataError> {
        let leads = self.leads.as_deref();
        load(&self.schema, &self.zone, leads, &self.events, &self.options, &mut |_| {})
    }

    fn show(&self) -> String {
        let text = match self.load() {
            Ok(loaded) => shown(&loaded, &self.schema),
            Err(error) => error.to_string(),
        };
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

fn one_of(values: &[&str]) -> Type {
    Type::OneOf(values.iter().map(|v| v.to_string()).collect())
}

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/files");
    std::fs::read(folder.join(name)).expect("a sample")
}

/// Leads with their values and events, then all that is not zero in the summary.
fn shown(loaded: &Loaded, schema: &Schema) -> String {
    let mut out = String::new();
    for row in 0..loaded.batch.rows() {
        let (lead, events) = loaded.batch.row(row);
        writeln!(out, "{} {:?}", loaded.ids.shown(row), lead.attributes).unwrap();
        for event in events {
            let name = match event.event {
                EventId::OTHER => "other",
                EventId(id) => &schema.events[id as usize],
            };
            writeln!(out, "  {} {name} {:?}", event.time, event.properties).unwrap();
        }
    }
    let s = &loaded.summary;
    let counts = [
        ("leads read", s.leads_read),
        ("leads kept", s.leads_kept),
        ("leads rejected", s.leads_rejected),
        ("events read", s.events_read),
        ("events kept", s.events_kept),
        ("events rejected", s.events_rejected),
        ("events unused", s.events_unused),
        ("events duplicate", s.events_duplicate),
        ("events of rejected leads", s.events_of_rejected_leads),
        ("taken as unknown", s.taken_as_unknown),
        ("bad rows", loaded.bad_rows),
        ("bad values", loaded.bad_values),
    ];
    for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        writeln!(out, "{name}: {count}").unwrap();
    }
    for unused in &s.unused {
        writeln!(out, "unused {unused:?}").unwrap();
    }
    for name in &s.never_seen {
        writeln!(out, "never seen: {name}").unwrap();
    }
    for line in s.warnings.iter().cloned().chain(loaded.bad.iter().map(|b| b.to_string())) {
        writeln!(out, "{line}").unwrap();
    }
    out
}
