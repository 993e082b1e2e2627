//! What data looks like, for `baremo schema`: types, closed sets of values, how often unknown, and words that may mean unknown.

use std::collections::HashMap;

use crate::types::calendar::Zone;
use crate::types::{Field, Type};

use super::block::Block;
use super::cell::{Reading, Unknowns};
use super::columns;
use super::error::DataError;
use super::format::{Format, expand};
use super::load::{Options, Part, Progress};
use super::profile::Profile;
use super::raw::Raw;
use super::rows::{Given, Rows};

/// What was found; rows that cannot be taken apart are passed over and counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inferred {
    pub lead_rows: u64,
    pub attributes: Vec<InferredField>,
    pub event_rows: u64,
    /// By falling count, then by name.
    pub events: Vec<InferredEvent>,
    pub broken_rows: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct InferredField {
    pub field: Field,
    /// The share of rows in which it is unknown, 0 to 1; of properties, of the events that have it at least once.
    pub unknown: f64,
    /// Spellings that probably mean unknown, as `--unknown` takes them: `n/a`, `pdays=999`.
    pub suspects: Vec<String>,
    /// Of a text, the values that were seen, the most frequent first; of a column of many, those that came first.
    pub seen: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct InferredEvent {
    pub name: String,
    pub count: u64,
    pub properties: Vec<InferredField>,
}

/// The most event names that are told apart.
const NAMES: usize = 1_000;

/// Looks at every row of the leads and the events.
pub fn infer(
    leads: Option<&str>,
    events: &[String],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Inferred, DataError> {
    let reading = &Reading { zone: Zone::utc(), decimal_comma: options.decimal_comma };
    let mut inferred = Inferred::default();
    if let Some(path) = leads {
        infer_leads(path, options, reading, &mut inferred, progress)?;
    }
    let mut log = LogProfile::default();
    for file in expand(events)? {
        log.read(&file, options, reading, &mut inferred, progress)?;
    }
    inferred.events = log.finish();
    Ok(inferred)
}

fn infer_leads(
    path: &str,
    options: &Options,
    reading: &Reading,
    inferred: &mut Inferred,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), DataError> {
    let mut rows = Rows::open(Given::File(path, options.leads_format))?;
    // A schema is of use before it is settled which column is the id.
    let id = columns::lead_id(&rows, options).ok().flatten();
    let names: Vec<String> =
        keys(path, &rows)?.into_iter().filter(|n| Some(n) != id.as_ref()).collect();
    rows.select(&names.iter().cloned().map(Some).collect::<Vec<_>>())?;
    let mut profiles: Vec<(Unknowns, Profile)> =
        names.iter().map(|n| (Unknowns::of(n, &options.unknown), Profile::default())).collect();
    let (name, meter) = (rows.name.clone(), rows.meter.clone());
    rows.each(
        options.threads,
        |block| block,
        |block| {
            inferred.broken_rows += block.broken.len() as u64;
            let sound = block.sound();
            inferred.lead_rows += sound.len() as u64;
            for (i, (unknowns, profile)) in profiles.iter_mut().enumerate() {
                let column = block.column(i);
                for &row in &sound {
                    profile.add(&known(column.get(row as usize), unknowns), reading);
                }
            }
            progress(Progress::of(&name, &meter, Part::Leads, inferred.lead_rows));
            Ok(())
        },
    )?;
    let total = inferred.lead_rows;
    let fields = names.iter().zip(&profiles).map(|(n, (_, p))| field(n, p, p.known(), total));
    inferred.attributes = fields.collect();
    Ok(())
}

fn known<'a>(raw: Raw<'a>, unknowns: &Unknowns) -> Raw<'a> {
    if unknowns.hold(&raw) { Raw::Unknown } else { raw }
}

fn field(name: &str, profile: &Profile, known: u64, rows: u64) -> InferredField {
    let unknown = if rows == 0 { 0.0 } else { (rows - known.min(rows)) as f64 / rows as f64 };
    let field = Field { name: name.into(), ty: profile.ty() };
    let is_text = matches!(field.ty, Type::Text | Type::OneOf(_));
    let seen = if is_text { profile.set().to_vec() } else { Vec::new() };
    InferredField { field, unknown, suspects: profile.suspects(name), seen }
}

/// All columns; of JSON Lines every key of every line, in order of first appearance, where the file can be read twice.
fn keys(path: &str, rows: &Rows) -> Result<Vec<String>, DataError> {
    if rows.columns_are_fixed() || path == "-" {
        return Ok(rows.columns().to_vec());
    }
    Rows::open(Given::File(path, Some(Format::JsonLines)))?.every_key()
}

/// The columns of all logs together, and by event how often each property is known.
#[derive(Default)]
struct LogProfile {
    names: Vec<String>,
    profiles: Vec<Profile>,
    /// By event: its count, and by column how often known.
    events: HashMap<String, (u64, Vec<u64>)>,
}

impl LogProfile {
    fn read(
        &mut self,
        path: &str,
        options: &Options,
        reading: &Reading,
        inferred: &mut Inferred,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), DataError> {
        let mut rows = Rows::open(Given::File(path, options.events_format))?;
        let columns = columns::of_events(&rows, options)?;
        let required = [&columns.lead, &columns.event, &columns.time];
        let names: Vec<String> = keys(path, &rows)?
            .into_iter()
            .filter(|n| !required.contains(&n) && columns.id.as_ref() != Some(n))
            .collect();
        let selection: Vec<Option<String>> =
            std::iter::once(columns.event.clone()).chain(names.iter().cloned()).map(Some).collect();
        rows.select(&selection)?;
        let places: Vec<usize> = names.iter().map(|n| self.place(n)).collect();
        let unknowns: Vec<Unknowns> =
            names.iter().map(|n| Unknowns::of(n, &options.unknown)).collect();
        let (name, meter) = (rows.name.clone(), rows.meter.clone());
        rows.each(
            options.threads,
            |block| block,
            |block| {
                inferred.broken_rows += block.broken.len() as u64;
                let sound = block.sound();
                inferred.event_rows += sound.len() as u64;
                for row in sound {
                    self.row(&block, row as usize, &places, &unknowns, reading);
                }
                progress(Progress::of(&name, &meter, Part::Events, inferred.event_rows));
                Ok(())
            },
        )
    }

    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.names.iter().position(|n| n == name) {
            return place;
        }
        self.names.push(name.into());
        self.profiles.push(Profile::default());
        self.names.len() - 1
    }

    fn row(
        &mut self,
        block: &Block,
        row: usize,
        places: &[usize],
        unknowns: &[Unknowns],
        reading: &Reading,
    ) {
        let event = block.column(0).get(row);
        let Some(name) = event.text().filter(|_| !event.is_blank()) else { return };
        if !self.events.contains_key(&*name) {
            if self.events.len() >= NAMES {
                return;
            }
            self.events.insert(name.to_string(), (0, Vec::new()));
        }
        let Some((count, known_counts)) = self.events.get_mut(&*name) else { return };
        *count += 1;
        known_counts.resize(self.names.len(), 0);
        for (i, &place) in places.iter().enumerate() {
            let raw = known(block.column(i + 1).get(row), &unknowns[i]);
            let profile = &mut self.profiles[place];
            if profile.add(&raw, reading) {
                known_counts[place] += 1;
            }
        }
    }

    fn finish(self) -> Vec<InferredEvent> {
        let LogProfile { names, profiles, events } = self;
        let mut inferred: Vec<InferredEvent> = events
            .into_iter()
            .map(|(name, (count, known))| {
                let had = known.iter().enumerate().filter(|(_, known)| **known > 0);
                let properties =
                    had.map(|(i, known)| field(&names[i], &profiles[i], *known, count)).collect();
                InferredEvent { name, count, properties }
            })
            .collect();
        inferred.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        inferred
    }
}

/// As declarations of a rule file, with what they do not say in comments.
impl std::fmt::Display for Inferred {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let properties = self.events.iter().flat_map(|e| &e.properties);
        let mut suspects: Vec<&str> = Vec::new();
        for suspect in self.attributes.iter().chain(properties).flat_map(|p| &p.suspects) {
            if !suspects.contains(&suspect.as_str()) {
                suspects.push(suspect);
            }
        }
        if !suspects.is_empty() {
            let options: Vec<String> =
                suspects.iter().map(|s| format!("--unknown {}", shell(s))).collect();
            writeln!(f, "# Some values look like unknown. If they are: {}", options.join(" "))?;
        }
        if !self.attributes.is_empty() {
            writeln!(f, "lead {{   # {} rows", self.lead_rows)?;
            declarations(f, &self.attributes)?;
            writeln!(f, "}}")?;
        }
        for event in &self.events {
            match event.properties.is_empty() {
                true => writeln!(f, "event {}   # {}", name(&event.name), times(event.count))?,
                false => {
                    writeln!(f, "event {} {{   # {}", name(&event.name), times(event.count))?;
                    declarations(f, &event.properties)?;
                    writeln!(f, "}}")?;
                }
            }
        }
        Ok(())
    }
}

fn declarations(f: &mut std::fmt::Formatter, fields: &[InferredField]) -> std::fmt::Result {
    let names: Vec<String> = fields.iter().map(|i| name(&i.field.name)).collect();
    let width = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
    for (field, name) in fields.iter().zip(&names) {
        write!(f, "  {name:width$} {}", type_text(&field.field.ty))?;
        match field.unknown {
            0.0 => writeln!(f)?,
            share if share < 0.001 => writeln!(f, "   # less than 0.1 % unknown")?,
            share => writeln!(f, "   # {} % unknown", (share * 1000.0).round() / 10.0)?,
        }
    }
    Ok(())
}

fn times(count: u64) -> String {
    if count == 1 { "seen once".into() } else { format!("seen {count} times") }
}

fn type_text(ty: &Type) -> String {
    match ty {
        Type::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|v| list_item(v)).collect();
            format!("one of [{}]", values.join(", "))
        }
        other => other.name().into(),
    }
}

/// A name as a rule file writes it: other than a plain word, in backquotes.
fn name(name: &str) -> String {
    let reserved = ["and", "or", "not", "in", "is"].contains(&name);
    if is_word(name) && !reserved { name.into() } else { format!("`{name}`") }
}

fn list_item(text: &str) -> String {
    match is_word(text) && !["and", "or"].contains(&text) {
        true => text.into(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_')
}

/// As a command line takes it.
fn shell(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '=' | '-' | '.' | '/');
    if text.chars().all(plain) { text.into() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
