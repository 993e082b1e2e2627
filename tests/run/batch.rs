//! Leads with their events, row by row, as the columns that engines score.

use std::sync::Arc;

use baremo::types::columns::{Batch, Column, Dictionary, EventLog, Leads, UNKNOWN_CODE};
use baremo::types::{Event, Field, Lead, Schema, Type, Value};

/// A batch of these leads; each one's events in any order.
pub fn batch(schema: &Schema, rows: &[(Lead, Vec<Event>)]) -> Batch {
    let leads: Vec<&[Value]> = rows.iter().map(|(lead, _)| lead.attributes.as_slice()).collect();
    let mut events: Vec<&Event> = Vec::new();
    let mut offsets = vec![0];
    for (_, log) in rows {
        let mut log: Vec<&Event> = log.iter().collect();
        log.sort_by_key(|e| e.time);
        events.extend(log);
        offsets.push(events.len());
    }
    let properties: Vec<&[Value]> = events.iter().map(|e| e.properties.as_slice()).collect();
    Batch {
        leads: Leads { rows: rows.len(), attributes: columns(&schema.attributes, &leads) },
        log: EventLog {
            offsets,
            events: events.iter().map(|e| e.event).collect(),
            times: events.iter().map(|e| e.time).collect(),
            properties: columns(&schema.properties, &properties),
        },
    }
}

fn columns(fields: &[Field], rows: &[&[Value]]) -> Vec<Arc<Column>> {
    let of = |i: usize| rows.iter().map(move |row| row.get(i).cloned().unwrap_or_default());
    fields.iter().enumerate().map(|(i, f)| Arc::new(column(&f.ty, of(i).collect()))).collect()
}

fn column(ty: &Type, values: Vec<Value>) -> Column {
    let known = values.iter().map(Value::is_known).collect();
    match ty {
        Type::Number => Column::Number { values: values.iter().map(number).collect(), known },
        Type::Bool => {
            Column::Bool { values: values.iter().map(|v| *v == Value::Bool(true)).collect(), known }
        }
        Type::Date => Column::Date { values: values.iter().map(date).collect(), known },
        Type::Text | Type::OneOf(_) => {
            let mut words = Words::default();
            let codes = values.iter().map(|v| words.of_value(v)).collect();
            Column::Text { codes, dictionary: words.dictionary() }
        }
        Type::List => {
            let mut words = Words::default();
            let (mut codes, mut offsets) = (Vec::new(), vec![0]);
            for value in &values {
                if let Value::List(items) = value {
                    codes.extend(items.iter().map(|item| words.code(item)));
                }
                offsets.push(codes.len() as u32);
            }
            Column::List { offsets, codes, known, dictionary: words.dictionary() }
        }
    }
}

fn number(value: &Value) -> f64 {
    if let Value::Number(number) = value { *number } else { 0.0 }
}

fn date(value: &Value) -> i64 {
    if let Value::Date(date) = value { *date } else { 0 }
}

/// The texts of one column; each once.
#[derive(Default)]
struct Words(Vec<Arc<str>>);

impl Words {
    fn of_value(&mut self, value: &Value) -> u32 {
        if let Value::Text(text) = value { self.code(text) } else { UNKNOWN_CODE }
    }

    fn code(&mut self, text: &Arc<str>) -> u32 {
        let position = self.0.iter().position(|word| word == text);
        let position = position.unwrap_or_else(|| {
            self.0.push(text.clone());
            self.0.len() - 1
        });
        position as u32
    }

    fn dictionary(self) -> Arc<Dictionary> {
        Arc::new(Dictionary { values: self.0 })
    }
}
