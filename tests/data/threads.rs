//! The same from files of many blocks, whatever the number of threads: columns, summary, faults, rejects.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use super::{Case, one_of, shown};
use baremo::data::BadRows;
use baremo::types::Type;

const LEADS: usize = 12_000;
const EVENTS: usize = 20_000;

/// What a file says about one lead, good or bad.
fn lead(i: usize) -> [String; 4] {
    let id = match i % 1_999 {
        7 => String::new(),
        8 => (i - 5).to_string(),
        _ => i.to_string(),
    };
    let number = match i % 701 {
        3 => "ten".into(),
        4 => String::new(),
        _ => format!("{}.{}", i % 97, i % 10),
    };
    let source = match i % 4_001 {
        11 => "serch",
        _ => ["search", "Event", "partner"][i % 3],
    };
    let note = match i % 5 {
        0 => format!("a \"quoted\" note,\nof two lines {i}"),
        1 => format!("user{i}@example.com"),
        2 => "a\"b".into(),
        _ => "ñandú ".repeat(i % 20),
    };
    [id, number, source.into(), note]
}

fn event(i: usize) -> [String; 5] {
    // A copy of another, and one with its id and another content.
    match i % 1_009 {
        4 => return event(i - 3),
        5 => {
            let [lead, name, time, _, id] = event(i - 3);
            return [lead, name, time, "other".into(), id];
        }
        _ => {}
    }
    let lead = match i % 3_001 {
        5 => "nobody".into(),
        6 => String::new(),
        _ => (i * 7_919 % LEADS).to_string(),
    };
    let name = match i % 2_003 {
        1 => "",
        2 => "opened",
        _ => ["open", "click", "noise"][i % 3],
    };
    let time = match i % 1_511 {
        9 => "later".into(),
        _ => format!("2026-01-{:02}T{:02}:{:02}:00Z", 1 + i % 28, i % 24, i % 60),
    };
    let campaign = format!("campaign {}", i % 300);
    [lead, name.into(), time, campaign, format!("e{i}")]
}

fn csv(header: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("{header}\r\n");
    for (i, row) in rows.enumerate() {
        // Some cells are quoted without need, and some rows are broken.
        let cell = |c: &String| match c.contains(['"', ',', '\n']) || c.len() % 7 == 3 {
            true if c == "a\"b" => c.clone(),
            true => format!("\"{}\"", c.replace('"', "\"\"")),
            false => c.clone(),
        };
        let row: Vec<String> = row.iter().map(cell).collect();
        out += &row.join(",");
        match i % 3_333 {
            100 => out += ",one more",
            200 => out += "\r\n\"stray\" text,x\"",
            300 => out += "\n\n",
            _ => {}
        }
        out += if i % 2 == 0 { "\r\n" } else { "\n" };
    }
    out
}

fn json(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::new();
    for (i, row) in rows.enumerate() {
        let value = |text: &String| match text.parse::<f64>() {
            Ok(_) if !text.is_empty() => text.clone(),
            _ => serde_json::to_string(text).expect("text"),
        };
        let cells = names.iter().zip(&row).map(|(n, c)| format!("\"{n}\": {}", value(c)));
        let extra = if i % 11 == 0 { ",\"extra\":{\"a\":[1,\"}\"]}" } else { "" };
        let line: Vec<String> = cells.collect();
        writeln!(out, "{{{}{extra}}}", line.join(",")).unwrap();
        match i % 3_333 {
            100 => out += "{\"id\": 1\n",
            200 => out += "\n  \n",
            _ => {}
        }
    }
    out
}

/// Numbers where all are, else text; blank is null.
fn array(texts: Vec<String>) -> ArrayRef {
    let number = |t: &String| (t.is_empty() || t.parse::<f64>().is_ok()).then(|| t.parse().ok());
    if let Some(whole) = texts.iter().map(|t| t.parse::<i64>().ok()).collect::<Option<Vec<i64>>>() {
        return Arc::new(Int64Array::from(whole));
    }
    match texts.iter().map(number).collect::<Option<Vec<Option<f64>>>>() {
        Some(numbers) => Arc::new(Float64Array::from(numbers)),
        None => Arc::new(StringArray::from(
            texts.into_iter().map(|t| Some(t).filter(|t| !t.is_empty())).collect::<Vec<_>>(),
        )),
    }
}

fn parquet(names: &[&str], rows: Vec<Vec<String>>) -> Vec<u8> {
    let column = |i: usize| array(rows.iter().map(|row| row[i].clone()).collect());
    let columns = names.iter().enumerate().map(|(i, name)| (*name, column(i), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(7_000))
        .set_data_page_row_count_limit(900)
        .set_dictionary_page_size_limit(20_000)
        .build();
    let mut bytes = Vec::new();
    let writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties));
    let mut writer = writer.expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

const LEAD_NAMES: [&str; 4] = ["id", "n", "source", "note"];
const EVENT_NAMES: [&str; 5] = ["id", "event", "time", "campaign", "event_id"];

fn leads() -> impl Iterator<Item = Vec<String>> {
    (0..LEADS).map(|i| lead(i).to_vec())
}

fn events() -> impl Iterator<Item = Vec<String>> {
    (0..EVENTS).map(|i| event(i).to_vec())
}

/// Files by ending, leads and events.
fn files(ending: &str) -> (Vec<u8>, Vec<u8>) {
    match ending {
        "csv" => (
            csv(&LEAD_NAMES.join(","), leads()).into_bytes(),
            csv(&EVENT_NAMES.join(","), events()).into_bytes(),
        ),
        "jsonl" => {
            (json(&LEAD_NAMES, leads()).into_bytes(), json(&EVENT_NAMES, events()).into_bytes())
        }
        _ => (parquet(&LEAD_NAMES, leads().collect()), parquet(&EVENT_NAMES, events().collect())),
    }
}

fn case() -> Case {
    Case::new()
        .attribute("n", Type::Number)
        .attribute("source", one_of(&["search", "event", "partner"]))
        .attribute("note", Type::Text)
        .event("open")
        .event("click")
        .property("campaign", Type::Text)
}

/// Everything that reading leaves behind, with so many threads.
fn left(case: &Case, threads: usize, bad_rows: BadRows) -> String {
    let rejects = case.folder.path().join("rejects.csv");
    let mut options = case.options.clone();
    options.threads = threads;
    options.bad_rows = bad_rows;
    options.rejects = Some(rejects.display().to_string());
    let leads = case.leads.as_deref();
    let loaded =
        baremo::data::load(&case.schema, &case.zone, leads, &case.events, &options, &mut |_| {});
    let text = match loaded {
        Ok(loaded) => format!("{:?}\n{}", loaded.batch, shown(&loaded, &case.schema)),
        Err(error) => error.to_string(),
    };
    text + &std::fs::read_to_string(rejects).expect("rejects")
}

#[test]
fn the_same_with_any_number_of_threads() {
    for ending in ["csv", "jsonl", "parquet"] {
        let (leads, events) = files(ending);
        assert!(leads.len() > 100_000 && events.len() > 100_000);
        let both = case()
            .leads(&format!("leads.{ending}"), &leads)
            .events(&format!("events.{ending}"), &events);
        // The leads are the ids in the events.
        let alone = case().events(&format!("events.{ending}"), &events);
        for case in [both, alone] {
            let (fail, skip, unknown) = (BadRows::Fail, BadRows::Skip, BadRows::Unknown);
            for (policy, many) in [(fail, vec![5]), (skip, vec![2, 5]), (unknown, vec![2])] {
                let one = left(&case, 1, policy);
                assert!(one.lines().count() > 50, "{one}");
                for threads in many {
                    assert!(left(&case, threads, policy) == one, "{ending}, {threads}, {policy:?}");
                }
            }
        }
    }
}

#[test]
fn the_same_from_every_format() {
    let value = |ending: &str| {
        let (leads, events) = files(ending);
        let case = case()
            .options(|o| o.bad_rows = BadRows::Unknown)
            .leads(&format!("leads.{ending}"), leads)
            .events(&format!("events.{ending}"), events);
        let loaded = case.load().expect("good data");
        let rows =
            (0..loaded.batch.rows()).map(|row| (loaded.ids.shown(row), loaded.batch.row(row)));
        rows.map(|row| format!("{row:?}")).collect::<Vec<String>>()
    };
    let (json, parquet) = (value("jsonl"), value("parquet"));
    assert_eq!(json.len(), parquet.len());
    json.iter().zip(&parquet).for_each(|(json, parquet)| assert_eq!(json, parquet));
}
