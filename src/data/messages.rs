//! Lines of a live stream: an event, or new attributes of a lead, each typed as the rules declare its columns.

use std::sync::Arc;

use crate::diagnostic::codes::data::NOT_A_TIME;
use crate::types::EventId;
use crate::types::Field;
use crate::types::Schema;
use crate::types::Type;
use crate::types::Value;
use crate::types::calendar::Zone;

use super::block::Block;
use super::block::Kind;
use super::builder::one_of;
use super::cell;
use super::cell::Reading;
use super::cell::Unknowns;
use super::chunks::Chunk;
use super::columns::LEAD_IDS;
use super::columns::TIMES;
use super::error::DataError;
use super::error::Fault;
use super::ids;
use super::jsonl::JsonParser;
use super::jsonl_block;
use super::jsonl_block::JsonBlock;
use super::load::Options;
use super::names::NameUse;
use super::names::NameUses;
use super::raw::Raw;

/// What a line says of a lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub lead: String,
    /// Whole seconds since 1970-01-01T00:00:00Z; an event has one.
    pub time: Option<i64>,
    /// When the line came, where a column tells it.
    pub received: Option<i64>,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// An event that the rules count, with its properties in their order, and what makes it one with its copies.
    Event { event: EventId, id: Option<String>, properties: Vec<Value> },
    /// An event that no rule counts.
    Unused,
    /// New values of attributes, by position.
    Attributes(Vec<(usize, Value)>),
}

/// One line, with where it stands.
#[derive(Debug)]
pub struct Line {
    /// From one.
    pub number: u64,
    /// Bytes of the chunk up to its end, and where it begins.
    pub end: u64,
    pub start: u64,
    /// Or every fault, with the column at fault.
    pub message: Result<Message, Vec<(Option<String>, Fault)>>,
}

/// Reads lines for one model.
pub struct Messages {
    parser: JsonParser,
    names: NameUses,
    reading: Reading,
    heads: Heads,
    lead_unknowns: Unknowns,
    attributes: Vec<Column>,
    properties: Vec<Column>,
}

/// Selected columns that every line may have: one of each that is there counts.
struct Heads {
    lead: Vec<usize>,
    time: Vec<usize>,
    event: usize,
    id: usize,
    received: Option<usize>,
}

struct Column {
    selected: usize,
    field: Field,
    unknowns: Unknowns,
}

/// The columns of a line by their names, as they are selected.
#[derive(Default)]
struct Selection(Vec<Option<String>>);

impl Selection {
    fn more(&mut self, name: &str) -> usize {
        self.0.push(Some(name.into()));
        self.0.len() - 1
    }

    fn fields(&mut self, fields: &[Field], options: &Options) -> Vec<Column> {
        let column = |field: &Field| Column {
            selected: self.more(&field.name),
            field: field.clone(),
            unknowns: Unknowns::of(&field.name, &options.unknown),
        };
        fields.iter().map(column).collect()
    }
}

impl Messages {
    /// `received` names the column that tells when a line came.
    pub fn new(
        schema: &Schema,
        zone: &Zone,
        options: &Options,
        received: Option<&str>,
    ) -> Messages {
        let mut selection = Selection::default();
        let named = |given: &Option<String>, usual: &[&str]| -> Vec<String> {
            let usual = || usual.iter().map(|name| name.to_string()).collect();
            given.as_ref().map_or_else(usual, |name| vec![name.clone()])
        };
        let lead: Vec<String> = named(&options.id, &LEAD_IDS);
        let time = named(&options.time_column, &TIMES);
        let event = options.event_column.as_deref().unwrap_or("event");
        let heads = Heads {
            lead: lead.iter().map(|name| selection.more(name)).collect(),
            time: time.iter().map(|name| selection.more(name)).collect(),
            event: selection.more(event),
            id: selection.more("event_id"),
            received: received.map(|name| selection.more(name)),
        };
        let attributes = selection.fields(&schema.attributes, options);
        let properties = selection.fields(&schema.properties, options);
        let mut parser = JsonParser {
            name: "standard input".into(),
            columns: Vec::new(),
            keys: Vec::new(),
            positions: Arc::from([]),
        };
        parser.select(&selection.0);
        Messages {
            parser,
            names: NameUses::new(schema),
            reading: Reading { zone: zone.clone(), decimal_comma: options.decimal_comma },
            heads,
            lead_unknowns: Unknowns::of(&lead[0], &options.unknown),
            attributes,
            properties,
        }
    }

    /// The lines of whole lines of bytes, the first of which has this number; blank ones are none.
    ///
    /// # Errors
    ///
    /// A line that is longer than any honest one; the lines before it are lost, so it should be looked for beforehand.
    pub fn read(&self, bytes: Vec<u8>, first: u64) -> Result<Vec<Line>, DataError> {
        let chunk = Chunk { bytes, line: first, last: false };
        let Block { kind, mut broken, end, rows } = jsonl_block::parse(&self.parser, chunk);
        if let Some(error) = end {
            return Err(error);
        }
        let Kind::Json(block) = kind else { return Ok(Vec::new()) };
        let mut broken = broken.drain(..).peekable();
        let line = |row: u32| {
            let fault = broken.next_if(|broken| broken.row == row);
            let message = match fault {
                Some(broken) => Err(vec![(broken.column, broken.fault)]),
                None => self.message(&Row { block: &block, row: row as usize }),
            };
            let (start, end) = block.span(row as usize);
            let number = block.line(row as usize);
            Line { number, start: start.into(), end: end.into(), message }
        };
        Ok((0..rows).map(line).collect())
    }

    fn message(&self, row: &Row) -> Result<Message, Vec<(Option<String>, Fault)>> {
        let mut faults = Vec::new();
        let lead = row.first(&self.heads.lead);
        let lead = ids::id(&row.get(lead), &self.lead_unknowns).map(|id| id.shown());
        let lead = self.noted(lead, lead_column(row, &self.heads), &mut faults);
        let time_column = row.first(&self.heads.time);
        let time = self.time(row, time_column, &mut faults);
        let received = self.heads.received.and_then(|column| self.time(row, column, &mut faults));
        let name = row.get(self.heads.event);
        let what = match name.is_blank() {
            true => What::Attributes(self.changes(row, &mut faults)),
            false => self.event(row, &name, &mut faults),
        };
        if time.is_none() && !name.is_blank() && faults.is_empty() {
            let fault = Fault::row(NOT_A_TIME, "this event has no time");
            faults.push((Some(row.name(time_column)), fault));
        }
        match lead {
            Some(lead) if faults.is_empty() => Ok(Message { lead, time, received, what }),
            _ => Err(faults),
        }
    }

    fn noted<T>(
        &self,
        value: Result<T, Fault>,
        column: String,
        faults: &mut Vec<(Option<String>, Fault)>,
    ) -> Option<T> {
        value.map_err(|fault| faults.push((Some(column), fault))).ok()
    }

    fn time(
        &self,
        row: &Row,
        column: usize,
        faults: &mut Vec<(Option<String>, Fault)>,
    ) -> Option<i64> {
        let raw = row.get(column);
        if raw.is_blank() {
            return None;
        }
        self.noted(cell::date(&raw, &self.reading), row.name(column), faults)
    }

    fn event(&self, row: &Row, name: &Raw, faults: &mut Vec<(Option<String>, Fault)>) -> What {
        let used = name.text().map(|name| self.names.of(&name));
        let Some(NameUse::Kept(event)) = used else { return What::Unused };
        let id = row.get(self.heads.id);
        let id = if id.is_blank() { None } else { id.text().map(|id| id.trim().to_string()) };
        let value = |column: &Column| self.value(row, column, faults);
        What::Event { event, id, properties: self.properties.iter().map(value).collect() }
    }

    fn changes(&self, row: &Row, faults: &mut Vec<(Option<String>, Fault)>) -> Vec<(usize, Value)> {
        let there = self.attributes.iter().enumerate();
        let there = there.filter(|(_, column)| row.block.is_there(row.row, column.selected));
        there.map(|(position, column)| (position, self.value(row, column, faults))).collect()
    }

    fn value(
        &self,
        row: &Row,
        column: &Column,
        faults: &mut Vec<(Option<String>, Fault)>,
    ) -> Value {
        let raw = row.get(column.selected);
        let typed = column.unknowns.or(&raw, |raw| typed(&column.field.ty, raw, &self.reading));
        self.noted(typed, column.field.name.clone(), faults).flatten().unwrap_or(Value::Unknown)
    }
}

fn lead_column(row: &Row, heads: &Heads) -> String {
    row.name(row.first(&heads.lead))
}

/// A cell as a column of this type has it.
fn typed(ty: &Type, raw: &Raw, reading: &Reading) -> Result<Value, Fault> {
    Ok(match ty {
        Type::Number => Value::Number(cell::number(raw, reading)?),
        Type::Bool => Value::Bool(cell::boolean(raw)?),
        Type::Date => Value::Date(cell::date(raw, reading)?),
        Type::Text => Value::text(&cell::text(raw)?),
        Type::OneOf(allowed) => {
            let text = cell::text(raw)?;
            one_of(&text, allowed)?;
            Value::text(&text)
        }
        Type::List => Value::List(cell::list(raw)?.into_iter().map(Arc::from).collect()),
    })
}

struct Row<'a> {
    block: &'a JsonBlock,
    row: usize,
}

impl<'a> Row<'a> {
    fn get(&self, selected: usize) -> Raw<'a> {
        self.block.column(selected).map_or(Raw::Unknown, |column| self.block.cell(self.row, column))
    }

    /// The first of these columns that is not blank, else the first.
    fn first(&self, columns: &[usize]) -> usize {
        let filled = columns.iter().find(|column| !self.get(**column).is_blank());
        filled.or(columns.first()).copied().unwrap_or(0)
    }

    fn name(&self, selected: usize) -> String {
        self.block.key(selected).unwrap_or_default()
    }
}
