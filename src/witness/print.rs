//! A lead as a `test` block, to paste into a rule file.

use std::fmt::Write;

use crate::ir::Program;
use crate::ir::outcome::Outcome;
use crate::ir::print::date;
use crate::ir::print::duration;
use crate::ir::print::name;
use crate::ir::print::quoted;
use crate::types::Event;
use crate::types::Field;
use crate::types::Value;
use crate::witness::Case;
use crate::witness::Step;

/// The block, with what the outcome is as its expectations.
pub fn test_block(program: &Program, title: &str, case: &Case, outcome: &Outcome) -> String {
    let mut text = String::new();
    // Writing to a text never fails.
    let _ = writeln!(text, "test {} {{", quoted(title));
    let _ = writeln!(text, "  as of {}", date(case.as_of));
    let values = values(&program.schema.attributes, &case.lead.attributes);
    if !values.is_empty() {
        let _ = writeln!(text, "  lead {{ {} }}", values.join("; "));
    }
    for event in &case.events {
        let _ = writeln!(text, "  {}", happening(program, event, case.as_of));
    }
    for expected in expectations(program, outcome) {
        let _ = writeln!(text, "  expect {expected}");
    }
    text + "}\n"
}

/// `page_view 3d ago { path = "/pricing" }`
fn happening(program: &Program, event: &Event, as_of: i64) -> String {
    let word = event_name(program, event);
    let when = match as_of - event.time {
        0 => String::new(),
        age if age > 0 => format!(" {} ago", duration(age)),
        _ => format!(" {}", date(event.time)),
    };
    let values = values(&program.schema.properties, &event.properties);
    let values = match values.is_empty() {
        true => String::new(),
        false => format!(" {{ {} }}", values.join("; ")),
    };
    format!("{word}{when}{values}")
}

/// `a lead with title = "cto" and 3 visit`
pub fn lead_in_words(program: &Program, case: &Case) -> String {
    let mut parts = values(&program.schema.attributes, &case.lead.attributes);
    let mut happened: Vec<(String, usize)> = Vec::new();
    for event in &case.events {
        let values = values(&program.schema.properties, &event.properties);
        let with = if values.is_empty() { "" } else { " with " };
        let words = format!("{}{with}{}", event_name(program, event), values.join(", "));
        match happened.iter_mut().find(|(w, _)| *w == words) {
            Some((_, count)) => *count += 1,
            None => happened.push((words, 1)),
        }
    }
    parts.extend(happened.into_iter().map(|(words, count)| match count {
        1 => format!("one {words}"),
        _ => format!("{count} times {words}"),
    }));
    match parts.as_slice() {
        [] => "a lead of whom nothing is known".into(),
        _ => format!("a lead with {}", parts.join(" and ")),
    }
}

/// `one more visit with path = "/prices"`, `title = "CTO"`
pub fn steps_in_words(program: &Program, steps: &[Step]) -> Vec<String> {
    let schema = &program.schema;
    let words = steps.iter().map(|step| match step {
        Step::Event(event) => {
            let values = values(&schema.properties, &event.properties);
            let with = if values.is_empty() { "" } else { " with " };
            format!("one more {}{with}{}", event_name(program, event), values.join(" and "))
        }
        Step::Value(id, value) => {
            format!("{} = {}", name(&schema.attributes[id.0 as usize].name), written(value))
        }
    });
    words.collect()
}

fn event_name(program: &Program, event: &Event) -> String {
    let word = program.schema.events.get(event.event.0 as usize);
    word.map_or("another_event".into(), |word| name(word))
}

fn values(fields: &[Field], values: &[Value]) -> Vec<String> {
    let both = fields.iter().zip(values).filter(|(_, value)| value.is_known());
    both.map(|(field, value)| format!("{} = {}", name(&field.name), written(value))).collect()
}

fn written(value: &Value) -> String {
    match value {
        Value::Unknown => "unknown".into(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Bool(value) => (if *value { "yes" } else { "no" }).into(),
        Value::Date(time) => date(*time),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn expectations(program: &Program, outcome: &Outcome) -> Vec<String> {
    if !outcome.in_model {
        return vec!["no score".into()];
    }
    let scores = program.scores.iter().zip(&outcome.scores);
    let mut all: Vec<String> =
        scores.map(|(score, made)| format!("{} = {}", name(&score.name), made.published)).collect();
    match outcome.stage {
        _ if !outcome.disqualified.is_empty() => all.push("disqualified".into()),
        Some(stage) => all.push(format!("stage is {}", stage_name(&program.stages[stage.index()]))),
        None if !program.stage_lines.is_empty() => all.push("no stage".into()),
        None => {}
    }
    all
}

/// In quotes where it is no plain name, for there backquotes would be those of a column.
fn stage_name(stage: &str) -> String {
    if name(stage) == stage { stage.into() } else { quoted(stage) }
}
