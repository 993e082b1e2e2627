//! Hostile names and texts stay in their quotes: the data base finds them as what they are.

use baremo::sql::dialect::{CLICKHOUSE, DUCKDB, POSTGRES, SPARK, SQLITE};
use baremo::sql::{self, Dialect, Request, Table, dialect};
use serde_json::json;

use crate::rules;
use crate::sql::server::{self, Server};

/// What would end a name, a text or a comment, or begin something else.
const EVIL: [&str; 9] = [
    "'); DROP TABLE leads; --",
    "\"; DROP TABLE leads; --",
    "`; DROP TABLE leads; --",
    "\\",
    "\\'",
    "''",
    "*/ x /*",
    "{{ x }} {% y %} {# z #}",
    "$$ é 😀 %s ? :a @b",
];

/// A rule whose column, text, label and stage are hostile.
fn program(evil: &str) -> baremo::ir::Program {
    let quoted = evil.replace('\\', "\\\\").replace('"', "\\\"");
    let text = format!(
        "lead {{ plain text }}\nif plain = exactly \"{quoted}\" +7 \"{quoted}\"\nhot at >= 7\n"
    );
    let compiled = rules::compile_text("evil.score", &text);
    assert!(!compiled.has_errors(), "{text}\n{:?}", compiled.diagnostics);
    let mut program = compiled.models[0].program.clone().expect("a program");
    program.schema.attributes[0].name = evil.into();
    program.stages[0] = evil.into();
    program
}

fn query(dialect: &'static Dialect, evil: &str, leads: Table) -> String {
    let leads = Some(leads);
    let request =
        Request { as_of: Some(0), lines: true, leads, events: None, ..Request::new(dialect) };
    sql::query(&program(evil), &request).expect("every dialect can say it")
}

#[test]
fn data_bases_find_them_as_they_are() {
    if server::python().is_none() {
        return server::left_out();
    }
    for dialect in [&DUCKDB, &POSTGRES, &SQLITE, &CLICKHOUSE, &SPARK] {
        let mut server = Server::start(dialect).expect("the engines are there");
        for evil in EVIL {
            // These two take no such name for a table.
            let name = match dialect.word {
                "spark" | "clickhouse" => "leads".to_string(),
                _ => format!("leads {evil}"),
            };
            let query = query(dialect, evil, Table::step(&name));
            let tables = json!({ name: {
                "columns": [["lead_id", "text"], [evil, "text"]],
                "rows": [["a", evil], ["b", "other"], ["c", null]],
            }});
            let mut rows = server
                .run(&tables, &query)
                .unwrap_or_else(|e| panic!("{}: {evil}\n{query}\n{e}", dialect.title));
            rows.sort_by_key(|row| row[0].to_string());
            let stages: Vec<_> = rows.iter().map(|row| row[2].clone()).collect();
            assert_eq!(
                stages,
                [json!(evil), json!(null), json!(null)],
                "{}\n{query}",
                dialect.title
            );
        }
    }
}

/// Outside quotes, a query has nothing of them, whatever the dialect.
#[test]
fn nothing_is_left_outside_the_quotes() {
    for dialect in dialect::ALL {
        for evil in EVIL {
            let query = query(dialect, evil, Table::step(&format!("leads {evil}")));
            let bare = outside(&query, dialect);
            assert!(!bare.contains("DROP") && !bare.contains('\\'), "{}\n{bare}", dialect.title);
            assert!(!bare.contains("/*") && !bare.contains("{{"), "{}\n{bare}", dialect.title);
        }
    }
}

/// In a template of dbt, only our own calls are in braces.
#[test]
fn no_template_opens_in_dbt() {
    for evil in EVIL {
        let template = query(&DUCKDB, evil, Table::step("leads").of_dbt());
        let rest = template.replace("{{ '{' }}", "");
        let calls = rest.matches("{{ ref(").count();
        assert_eq!(calls, 1, "{template}");
        assert_eq!(rest.matches("{{").count(), calls, "{template}");
        assert!(!rest.contains("{%") && !rest.contains("{#"), "{template}");
    }
}

/// The query without comments and what stands in quotes.
fn outside(query: &str, dialect: &Dialect) -> String {
    let mut out = String::new();
    let mut chars = query.chars().peekable();
    while let Some(c) = chars.next() {
        let quote = [dialect.names, dialect.texts].into_iter().find(|quote| quote.mark == c);
        if c == '-' && chars.peek() == Some(&'-') {
            while chars.next().is_some_and(|c| c != '\n') {}
        } else if let Some(quote) = quote {
            while let Some(c) = chars.next() {
                let escapes = c == '\\' && quote.backslash;
                if escapes || (c == quote.mark && chars.peek() == Some(&quote.mark)) {
                    chars.next();
                } else if c == quote.mark {
                    break;
                }
            }
        } else {
            out.push(c);
        }
    }
    out
}
