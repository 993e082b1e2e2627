//! What a request may say: other names for tables and columns, ids of events, no table of leads, the moment at which it runs, a view.

use baremo::ir::Program;
use baremo::sql::dialect::{CLICKHOUSE, DUCKDB, POSTGRES, SPARK, SQLITE};
use baremo::sql::{self, Dialect, Request, Table};
use serde_json::{Value as Json, json};

use crate::rules;
use crate::sql::server::{self, Server};

const RUN: [&Dialect; 5] = [&DUCKDB, &POSTGRES, &SQLITE, &CLICKHOUSE, &SPARK];

fn program(text: &str) -> Program {
    let compiled = rules::compile_text("rules.score", text);
    assert!(!compiled.has_errors(), "{:?}", compiled.diagnostics);
    compiled.models[0].program.clone().expect("a program")
}

/// Those with wide numbers.
const RUN_WIDE: [&Dialect; 4] = [&DUCKDB, &POSTGRES, &CLICKHOUSE, &SPARK];

/// The first two columns of the answer on every data base, by lead.
fn ask(text: &str, tables: &Json, request: impl Fn(Request) -> Request, expected: &[(&str, f64)]) {
    ask_of(&RUN, text, tables, request, expected);
}

fn ask_of(
    dialects: &[&'static Dialect],
    text: &str,
    tables: &Json,
    request: impl Fn(Request) -> Request,
    expected: &[(&str, f64)],
) {
    if server::python().is_none() {
        return server::left_out();
    }
    let program = program(text);
    for dialect in dialects {
        let request = request(Request { as_of: Some(0), epoch: true, ..Request::new(dialect) });
        let query = sql::query(&program, &request).expect("it can be said");
        let mut server = Server::start(dialect).expect("the engines are there");
        let rows = server.run(tables, &query);
        let rows = rows.unwrap_or_else(|e| panic!("{}\n{query}\n{e}", dialect.title));
        assert_eq!(by_lead(&rows), expected, "{}\n{query}", dialect.title);
    }
}

fn by_lead(rows: &[Vec<Json>]) -> Vec<(&str, f64)> {
    let number = |value: &Json| match value {
        Json::String(text) => text.parse().expect("a number"),
        value => value.as_f64().expect("a number"),
    };
    let mut found: Vec<(&str, f64)> =
        rows.iter().map(|row| (row[0].as_str().expect("an id"), number(&row[1]))).collect();
    found.sort_by_key(|(id, _)| id.to_string());
    found
}

fn leads(ids: &[&str]) -> Json {
    let rows: Vec<Json> = ids.iter().map(|id| json!([id])).collect();
    json!({ "columns": [["lead_id", "text"]], "rows": rows })
}

/// Once each; of those that are not the same, none; without an id, every one; an id is one lead's own.
#[test]
fn events_with_one_id_count_once() {
    let events = json!({
        "columns": [["lead_id", "text"], ["event", "text"], ["time", "number"], ["place", "text"], ["key", "text"]],
        "rows": [
            ["a", "visit", -9, "x", "1"], ["a", "visit", -9, "x", "1"], ["a", "visit", -9, "x", "2"],
            ["a", "visit", -8, "x", null], ["a", "visit", -8, "x", null], ["a", "visit", -8, "x", " "],
            ["b", "visit", -9, "x", "1"], ["b", "visit", -9, "y", "1"], ["b", "visit", -7, "y", "3"],
        ],
    });
    let tables = json!({ "leads": leads(&["a", "b", "c"]), "events": events });
    let request = |request| Request { event_id: Some("key".into()), ..request };
    let rules = "on visit +1\non visit where place = x +10";
    ask(rules, &tables, request, &[("a", 55.0), ("b", 1.0), ("c", 0.0)]);
}

#[test]
fn tables_and_columns_have_other_names() {
    let people = json!({
        "columns": [["Id", "text"], ["Job Title", "text"]],
        "rows": [["a", "CTO"], ["b", "Clerk"]],
    });
    let log = json!({
        "columns": [["who", "text"], ["what", "text"], ["at", "number"], ["Order Value", "number"]],
        "rows": [["a", "purchase", -9, 3.5], ["b", "purchase", -9, 2], ["b", "purchase", 1, 9]],
    });
    let tables = json!({ "people": people, "log": log });
    let request = |request: Request| Request {
        leads: Some(Table::step("people")),
        events: Some(Table::step("log")),
        id: "Id".into(),
        event_lead: "who".into(),
        event: "what".into(),
        time: "at".into(),
        columns: [("title", "Job Title"), ("value", "Order Value")]
            .map(|(name, column)| (name.to_string(), column.to_string()))
            .into(),
        ..request
    };
    let rules = "if title = CTO +10\non purchase +(value)";
    ask(rules, &tables, request, &[("a", 13.5), ("b", 2.0)]);
}

#[test]
fn without_a_table_of_leads_they_are_in_the_events() {
    let events = json!({
        "columns": [["lead_id", "text"], ["event", "text"], ["time", "number"]],
        "rows": [["a", "visit", -9], ["a", "visit", -8], ["b", "other", -9], ["c", "visit", 9]],
    });
    let request = |request| Request { leads: None, ..request };
    // Also who has only events that are yet to come.
    let expected = [("a", 2.0), ("b", 0.0), ("c", 0.0)];
    ask("on visit +1", &json!({ "events": events }), request, &expected);
}

#[test]
fn without_a_moment_it_is_now() {
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("past 1970");
    let now = now.as_secs() as i64;
    let events = json!({
        "columns": [["lead_id", "text"], ["event", "text"], ["time", "number"]],
        "rows": [["a", "visit", now - 86_400], ["a", "visit", now + 86_400], ["a", "visit", now - 40 * 86_400]],
    });
    let tables = json!({ "leads": leads(&["a"]), "events": events });
    let request = |request| Request { as_of: None, ..request };
    let rules = "on visit +1 expires 30d\nif last(visit) within 2d +10\nif no visit within 1h +100";
    ask(rules, &tables, request, &[("a", 111.0)]);
}

#[test]
fn a_view_is_read_like_a_table() {
    if server::python().is_none() {
        return server::left_out();
    }
    let program = program("if title = CTO +10\nhot at >= 10");
    let leads = json!({
        "columns": [["lead_id", "text"], ["title", "text"]],
        "rows": [["a", "cto"], ["b", null]],
    });
    for dialect in [&DUCKDB, &SQLITE] {
        let request = Request { events: None, ..Request::new(dialect) };
        let query = sql::query(&program, &request).expect("it can be said");
        let name = Table::step("scored \"leads\"");
        let view = sql::view(&name, &query, dialect);
        let mut server = Server::start(dialect).expect("the engines are there");
        server.run(&json!({ "leads": leads }), &view).expect("the view is made");
        let select = format!("SELECT * FROM {}", dialect.name("scored \"leads\""));
        let rows = server.again(&select).expect("the view is read");
        assert_eq!(by_lead(&rows), [("a", 10.0), ("b", 0.0)], "{}", dialect.title);
    }
}

/// So many sums that 64 bits might not hold them are added up in wide numbers.
#[test]
fn many_rules_are_added_up_in_wide_numbers() {
    let rules: String = (0..100).map(|n| format!("on visit +(size + {n})\n")).collect();
    let events = json!({
        "columns": [["lead_id", "text"], ["event", "text"], ["time", "number"], ["size", "number"]],
        "rows": [["a", "visit", -9, 1], ["b", "visit", -9, -1000]],
    });
    let tables = json!({ "leads": leads(&["a", "b"]), "events": events });
    let request = Request { as_of: Some(0), epoch: true, ..Request::new(&SQLITE) };
    let faults = sql::query(&program(&rules), &request).expect_err("SQLite has 64 bits alone");
    assert_eq!(faults[0].construct, "so many rules without a cap");
    let expected = [("a", 5_050.0), ("b", -95_050.0)];
    ask_of(&RUN_WIDE, &rules, &tables, |request| request, &expected);
}
