//! The query as a model of dbt: its file, a page of tests for it, and the one kind of test that dbt does not bring.

use crate::ir::Program;
use crate::ir::program::Range;
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
    let mut page = Page { text: String::new(), request };
    page.text += &format!("version: 2\nmodels:\n  - name: {}\n    columns:\n", page.word(name));
    page.column(&request.id, &["unique".into(), "not_null".into()]);
    for score in &program.scores {
        page.column(&score.name, &between(score.range).into_iter().collect::<Vec<_>>());
    }
    for grade in &program.grades {
        page.column(&grade.name, &[page.accepted(grade.labels.iter().map(String::as_str))]);
    }
    if !program.stages.is_empty() || !program.disqualifications.is_empty() {
        let disqualified = (!program.disqualifications.is_empty()).then_some("disqualified");
        let stages = program.stages.iter().map(String::as_str).chain(disqualified);
        page.column("stage", &[page.accepted(stages)]);
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
}

impl Page<'_> {
    fn column(&mut self, name: &str, tests: &[String]) {
        if tests.is_empty() {
            return;
        }
        self.text += &format!(
            "      - name: {}\n        quote: true\n        data_tests:\n",
            self.word(name)
        );
        for test in tests {
            self.text += &format!("          - {test}\n");
        }
    }

    /// dbt puts each value between quotes as it is, so it is written as the dialect writes it there.
    fn accepted<'t>(&self, values: impl Iterator<Item = &'t str>) -> String {
        let inner = |value: &str| {
            let quoted = self.request.dialect.text(value);
            self.word(quoted.get(1..quoted.len() - 1).unwrap_or_default())
        };
        let values: Vec<String> = values.map(inner).collect();
        format!("accepted_values: {{arguments: {{values: [{}]}}}}", values.join(", "))
    }

    /// A text that no reader of YAML or of Jinja takes for anything else.
    fn word(&self, text: &str) -> String {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '{' => out.push_str("{{ '{' }}"),
                c if c.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
                c => out.push(c),
            }
        }
        out + "\""
    }
}
