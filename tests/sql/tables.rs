//! A batch as the tables of a data base, and what comes out as our own table says it.

use baremo::data::{self, Ids, Values};
use baremo::ir::Program;
use baremo::ir::outcome::Scores;
use baremo::types::columns::Batch;
use baremo::types::{Field, Type, Value};
use serde_json::{Value as Json, json};

/// The tables `leads` and `events`; times as instants, or with `epoch` as numbers.
pub fn tables(program: &Program, batch: &Batch, epoch: bool) -> Json {
    let schema = &program.schema;
    let (mut leads, mut events) = (Vec::new(), Vec::new());
    for row in 0..batch.rows() {
        let (lead, of_lead) = batch.row(row);
        let id = json!(row.to_string());
        leads.push(with(std::slice::from_ref(&id), &lead.attributes));
        for event in of_lead {
            let name =
                schema.events.get(event.event.0 as usize).map_or("unheard of", String::as_str);
            events.push(with(&[id.clone(), json!(name), json!(event.time)], &event.properties));
        }
    }
    let time = if epoch { "number" } else { "time" };
    let head = vec![json!(["lead_id", "text"])];
    let event_head = [json!(["lead_id", "text"]), json!(["event", "text"]), json!(["time", time])];
    json!({
        "leads": { "columns": columns(head, &schema.attributes, time), "rows": leads },
        "events": { "columns": columns(event_head.to_vec(), &schema.properties, time), "rows": events },
    })
}

fn columns(mut head: Vec<Json>, fields: &[Field], time: &str) -> Vec<Json> {
    let word = |ty: &Type| match ty {
        Type::Text | Type::OneOf(_) => "text",
        Type::Number => "number",
        Type::Bool => "bool",
        Type::Date => {
            if time == "time" {
                "time"
            } else {
                "number"
            }
        }
        Type::List => "texts",
    };
    head.extend(fields.iter().map(|field| json!([field.name, word(&field.ty)])));
    head
}

fn with(head: &[Json], values: &[Value]) -> Json {
    let value = |value: &Value| match value {
        Value::Unknown => Json::Null,
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(**text),
        Value::Bool(value) => json!(value),
        Value::Date(time) => json!(time),
        Value::List(items) => items.iter().map(|item| json!(**item)).collect(),
    };
    head.iter().cloned().chain(values.iter().map(value)).collect()
}

/// Our own table, row by row: points in hundredths, everything else as text.
pub fn expected(program: &Program, scores: &Scores) -> Vec<Vec<String>> {
    let ids = Ids::Texts((0..scores.rows).map(|row| row.to_string().into()).collect());
    let results = [data::Results::of(program, scores)];
    let table = data::table(&results, (&ids, 0), "lead_id", true);
    let cell = |values: &Values, row: usize| {
        let text = values.cell(row).unwrap_or_default().to_string();
        match values {
            Values::Points { .. } if !text.is_empty() => hundredths(&text),
            _ => text,
        }
    };
    (0..scores.rows)
        .map(|row| table.columns.iter().map(|column| cell(&column.values, row)).collect())
        .collect()
}

/// What a data base found, in the order of the leads, in the same words.
pub fn found(mut rows: Vec<Vec<Json>>, points: &[bool]) -> Vec<Vec<String>> {
    rows.sort_by_key(|row| row[0].as_str().and_then(|id| id.parse::<usize>().ok()));
    let cell = |(place, value): (usize, &Json)| {
        let text = match value {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let is_points = points.get(place).copied().unwrap_or(false);
        if is_points && !text.is_empty() { hundredths(&text) } else { text }
    };
    rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect()
}

/// Which columns of our own table are points.
pub fn are_points(program: &Program, scores: &Scores) -> Vec<bool> {
    let ids = Ids::Texts(Vec::new());
    let results = [data::Results::of(program, scores)];
    let table = data::table(&results, (&ids, 0), "lead_id", true);
    table.columns.iter().map(|c| matches!(c.values, Values::Points { .. })).collect()
}

/// `12.5`, `12.50` and `12.500000` are 1250.
fn hundredths(text: &str) -> String {
    let number: f64 = text.parse().unwrap_or_else(|_| panic!("{text:?} is no number of points"));
    ((number * 100.0).round() as i64).to_string()
}
