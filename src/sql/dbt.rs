//! The query as a model of dbt: its file, a page of tests for it, and the one kind of test that dbt does not bring.

use crate::ir::Program;
use crate::ir::program::Range;
use crate::sql::names::Names;
use crate::sql::request::Request;
use crate::types::Points;

/// What is written into a project.
pub struct Model {
    /// `models/NAME.sql`
    pub query: String,
    /// `models/NAME.yml`
    pub page: String,
    /// `macros/baremo_between.sql`
    pub between: &'static str,
}

const BETWEEN: &str =
    "{# A number lies between two ends, both included; an end that is none is open. #}
{% test baremo_between(model, column_name, low=none, high=none) %}
SELECT {{ column_name }}
FROM {{ model }}
WHERE FALSE
{%- if low is not none %} OR {{ column_name }} < {{ low }}{% endif %}
{%- if high is not none %} OR {{ column_name }} > {{ high }}{% endif %}
{% endtest %}
";

/// The model of this query, which was printed for dbt.
pub fn model(name: &str, program: &Program, request: &Request, query: &str) -> Model {
    Model {
        query: format!("{{{{ config(materialized='table') }}}}\n{query}"),
        page: page(name, program, request),
        between: BETWEEN,
    }
}

fn page(name: &str, program: &Program, request: &Request) -> String {
    let names = Names::new(request.dialect.name_bytes);
    let mut page = Page { text: String::new(), request, names };
    page.text += &format!("version: 2\nmodels:\n  - name: {}\n    columns:\n", word(name));
    page.column(&request.id, &["unique".into(), "not_null".into()]);
    for score in &program.scores {
        page.column(&score.name, &between(score.range).into_iter().collect::<Vec<_>>());
    }
    for grade in &program.grades {
        page.column(&grade.name, &[page.accepted(grade.labels.iter())]);
    }
    let disqualified = "disqualified".to_string();
    let disqualified = (!program.disqualifications.is_empty()).then_some(&disqualified);
    for matrix in &program.matrices {
        page.column(&matrix.name, &[page.accepted(matrix.values.iter().chain(disqualified))]);
        if matrix.cells.iter().flatten().any(|cell| cell.action.is_some()) {
            page.column(&format!("{}_action", matrix.name), &[]);
        }
    }
    if !program.stages.is_empty() || disqualified.is_some() {
        page.column("stage", &[page.accepted(program.stages.iter().chain(disqualified))]);
    }
    page.text
}

fn between(range: Range) -> Option<String> {
    let end = |word: &str, end: Option<Points>| end.map(|points| format!("{word}: {points}"));
    let ends: Vec<String> =
        [end("low", range.low), end("high", range.high)].into_iter().flatten().collect();
    (!ends.is_empty()).then(|| format!("baremo_between: {{arguments: {{{}}}}}", ends.join(", ")))
}

struct Page<'a> {
    text: String,
    request: &'a Request,
    /// As the query's own: in the same order they get the same numbers.
    names: Names,
}

impl Page<'_> {
    /// The next column that comes out, and its tests.
    fn column(&mut self, name: &str, tests: &[String]) {
        let name = self.names.claim(name);
        if tests.is_empty() {
            return;
        }
        self.text += &format!(
            "      - name: {}\n        quote: true\n        data_tests:\n",
            inner(&self.request.dialect.name(&name))
        );
        for test in tests {
            self.text += &format!("          - {test}\n");
        }
    }

    fn accepted<'t>(&self, values: impl Iterator<Item = &'t String>) -> String {
        let values: Vec<String> = values.map(|v| inner(&self.request.dialect.text(v))).collect();
        format!("accepted_values: {{arguments: {{values: [{}]}}}}", values.join(", "))
    }
}

/// dbt puts marks around a name or a value and leaves it as it is, so it is written as the dialect writes it between them.
fn inner(quoted: &str) -> String {
    word(quoted.get(1..quoted.len() - 1).unwrap_or_default())
}

/// A text that no reader of YAML or of Jinja takes for anything else.
fn word(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '{' => out.push_str("{{ '{' }}"),
            ' '..='~' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            // Some end lines in YAML, some must not stand in it.
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out + "\""
}
