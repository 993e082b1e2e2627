//! Leads and events given as values, gathered into the columns that engines score.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::types::columns::Batch;
use crate::types::columns::Bitmap;
use crate::types::columns::Column;
use crate::types::columns::Dictionary;
use crate::types::columns::EventLog;
use crate::types::columns::Leads;
use crate::types::columns::UNKNOWN_CODE;
use crate::types::row::Cell;
use crate::types::row::Cells;
use crate::types::row::EventCells;
use crate::types::schema::Field;
use crate::types::schema::Schema;
use crate::types::schema::Type;

impl Batch {
    /// Leads with their events, in any order; their values stand in the schema's order. A value of another type than its column's is unknown.
    pub fn gather<L: Cells, E: EventCells>(schema: &Schema, leads: &[(&L, &[E])]) -> Batch {
        let mut offsets = vec![0];
        let mut events: Vec<&E> = Vec::new();
        for (_, own) in leads {
            let start = events.len();
            events.extend(own.iter());
            events[start..].sort_by_key(|e| e.time());
            offsets.push(events.len());
        }
        let attributes = columns(&schema.attributes, |i| {
            leads.iter().map(move |(lead, _)| lead.cell(i)).collect()
        });
        let properties = columns(&schema.properties, |i| {
            events.iter().map(move |event| event.cell(i)).collect()
        });
        Batch {
            leads: Leads { rows: leads.len(), attributes },
            log: EventLog {
                offsets,
                events: events.iter().map(|e| e.event()).collect(),
                times: events.iter().map(|e| e.time()).collect(),
                properties,
            },
        }
    }
}

fn columns<'a>(fields: &[Field], values: impl Fn(usize) -> Vec<Cell<'a>>) -> Vec<Arc<Column>> {
    fields.iter().enumerate().map(|(i, f)| Arc::new(column(&f.ty, &values(i)))).collect()
}

fn column(ty: &Type, values: &[Cell]) -> Column {
    match ty {
        Type::Number => {
            let (values, known) = split(values, |v| match v {
                Cell::Number(n) => Some(n),
                _ => None,
            });
            Column::Number { values, known }
        }
        Type::Date => {
            let (values, known) = split(values, |v| match v {
                Cell::Date(d) => Some(d),
                _ => None,
            });
            Column::Date { values, known }
        }
        Type::Bool => {
            let (values, known) = split(values, |v| match v {
                Cell::Bool(b) => Some(b),
                _ => None,
            });
            Column::Bool { values: values.into_iter().collect(), known }
        }
        Type::Text | Type::OneOf(_) => text(values),
        Type::List => list(values),
    }
}

fn split<T: Default>(values: &[Cell], known: impl Fn(Cell) -> Option<T>) -> (Vec<T>, Bitmap) {
    let options: Vec<Option<T>> = values.iter().map(|v| known(*v)).collect();
    let known = options.iter().map(Option::is_some).collect();
    (options.into_iter().map(Option::unwrap_or_default).collect(), known)
}

fn text(values: &[Cell]) -> Column {
    let mut codes = Codes::default();
    let codes_of = values.iter().map(|value| match value {
        Cell::Text(text) => codes.code(text),
        _ => UNKNOWN_CODE,
    });
    let all = codes_of.collect();
    Column::Text { codes: all, dictionary: codes.dictionary() }
}

fn list(values: &[Cell]) -> Column {
    let mut codes = Codes::default();
    let (mut offsets, mut all, mut known) = (vec![0], Vec::new(), Bitmap::default());
    for value in values {
        if let Cell::List(items) = value {
            all.extend(items.iter().map(|item| codes.code(item)));
        }
        known.push(matches!(value, Cell::List(_)));
        offsets.push(all.len() as u32);
    }
    Column::List { offsets, codes: all, known, dictionary: codes.dictionary() }
}

/// A dictionary in the making.
#[derive(Default)]
struct Codes {
    texts: Dictionary,
    known: BTreeMap<Box<str>, u32>,
}

impl Codes {
    fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.known.get(text) {
            return *code;
        }
        let code = self.texts.len() as u32;
        self.texts.push(text);
        self.known.insert(text.into(), code);
        code
    }

    fn dictionary(self) -> Arc<Dictionary> {
        Arc::new(self.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::schema::EventId;
    use crate::types::value::Event;
    use crate::types::value::Lead;
    use crate::types::value::Value;

    #[test]
    fn what_goes_in_comes_out() {
        let field = |name: &str, ty| Field { name: name.into(), ty };
        let schema = Schema {
            attributes: vec![field("n", Type::Number), field("l", Type::List)],
            events: vec!["open".into()],
            properties: vec![field("t", Type::Text), field("b", Type::Bool)],
            any_event: false,
        };
        let event = |time, text: &str, b| Event {
            event: EventId(0),
            time,
            properties: vec![Value::text(text), Value::Bool(b)],
        };
        let list = Value::List(Arc::from([Arc::from("a"), Arc::from("b")]));
        let one = Lead { attributes: vec![Value::Number(2.5), list] };
        let other = Lead { attributes: vec![Value::Unknown, Value::Unknown] };
        let (late, early) = (event(9, "x", true), event(3, "", false));
        let events = [late.clone(), early.clone()];
        let batch = Batch::gather(&schema, &[(&one, &events), (&other, &[])]);
        assert_eq!(batch.row(0), (one, vec![early, late]));
        assert_eq!(batch.row(1), (other, vec![]));
    }
}
