//! `baremo diff`: what is no change, each kind of change told once, and nothing unsaid where random programs score otherwise.

mod data;
mod kinds;
mod random;
mod same;

use baremo::check::Compiled;
use baremo::diff;
use baremo::diff::Changes;
use baremo::ir::Program;
use baremo::types::columns::{Batch, Bitmap, Column, EventLog, Leads};

use crate::rules;

/// The program of a text without errors.
fn program(name: &str, text: &str) -> Program {
    let compiled = rules::compile_text(name, text);
    assert!(!compiled.has_errors(), "{text}\n{:#?}", compiled.diagnostics);
    only(compiled)
}

fn only(compiled: Compiled) -> Program {
    let mut programs = compiled.models.into_iter().filter_map(|model| model.program);
    programs.next().expect("a file without errors has a program")
}

fn between(old: &str, new: &str) -> Changes {
    diff::programs(&program("old.score", old), &program("new.score", new))
}

fn text(changes: &Changes) -> String {
    diff::text(changes, None, &|_, text| text.to_string())
}

/// Leads with one attribute, a number, and no events.
fn numbers(values: &[f64]) -> Batch {
    let known = Bitmap::filled(values.len(), true);
    let column = Column::Number { values: values.to_vec(), known };
    let leads = Leads { rows: values.len(), attributes: vec![column.into()] };
    let offsets = vec![0; values.len() + 1];
    let (events, times, properties) = (Vec::new(), Vec::new(), Vec::new());
    Batch { leads, log: EventLog { offsets, events, times, properties } }
}
