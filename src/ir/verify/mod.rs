//! Is a program one that the checker could have made? Whatever evaluator, optimiser, bytecode and machine code rely upon is looked at here.
//!
//! The checker makes no other, so for its programs this is an assertion; a program that was read from bytes is run only after it.

mod expressions;
mod parts;
mod structure;

use std::collections::HashSet;
use std::fmt;

use crate::ir::Program;
use crate::types::points::LIMIT;
use crate::types::{Field, Points, Type};

pub use parts::{ageing, formula};

/// What does not hold, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the type, as in `Line`.
    pub part: &'static str,
    /// Its position among its like.
    pub index: usize,
    /// A plain sentence in lower case, without a full stop.
    pub sentence: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}: {}", self.part, self.index, self.sentence)
    }
}

/// It holds, or the sentence that says why not.
pub type Holds = Result<(), &'static str>;

/// As a sentence where it does not hold.
pub fn must(holds: bool, sentence: &'static str) -> Holds {
    if holds { Ok(()) } else { Err(sentence) }
}

/// Looks at a whole program.
pub fn verify(program: &Program) -> Result<(), Fault> {
    names(program)?;
    structure::verify(program)?;
    parts::verify(program)
}

/// Each of these; the fault is that of the first that does not hold.
fn each<'t, T: 't>(
    part: &'static str,
    all: impl IntoIterator<Item = &'t T>,
    mut holds: impl FnMut(&'t T) -> Holds,
) -> Result<(), Fault> {
    for (index, one) in all.into_iter().enumerate() {
        holds(one).map_err(|sentence| Fault { part, index, sentence })?;
    }
    Ok(())
}

/// Something that there is one of.
fn whole(holds: Holds) -> Result<(), Fault> {
    holds.map_err(|sentence| Fault { part: "Program", index: 0, sentence })
}

/// What is found by its name.
fn names(program: &Program) -> Result<(), Fault> {
    let schema = &program.schema;
    let field = |field: &Field| match &field.ty {
        Type::OneOf(values) => must(!values.is_empty(), "a column is one of nothing"),
        _ => Ok(()),
    };
    each("Field", schema.attributes.iter().chain(&schema.properties), field)?;
    let fields = |fields: &'static str, all: &[Field]| unique(all.iter().map(|f| &*f.name), fields);
    whole(fields("two attributes have one name", &schema.attributes))?;
    whole(fields("two properties have one name", &schema.properties))?;
    whole(unique(schema.events.iter().map(|e| &**e), "two events have one name"))?;
    whole(unique(program.scores.iter().map(|s| &*s.name), "two scores have one name"))?;
    whole(unique(program.stages.iter().map(|stage| &**stage), "two stages have one name"))
}

fn unique<'n>(names: impl Iterator<Item = &'n str>, sentence: &'static str) -> Holds {
    let mut seen = HashSet::new();
    must(names.into_iter().all(|name| seen.insert(name)), sentence)
}

/// Within what a published figure may be.
fn bound(points: Points) -> Holds {
    let within = i128::from(points.0).abs() <= LIMIT;
    must(within, "points lie beyond what a figure may be")
}

/// Not below 0 either.
fn cap(points: Points) -> Holds {
    bound(points)?;
    must(points.0 >= 0, "a cap is below 0")
}

/// At least a second, and no more than can be added to a time.
fn span(seconds: i64) -> Holds {
    must((1..=MOST_SECONDS).contains(&seconds), "a span of time is out of range")
}

/// Not shorter than no time.
fn delay(seconds: i64) -> Holds {
    must((0..=MOST_SECONDS).contains(&seconds), "a delay is out of range")
}

/// What the checker lets pass as a span of time: thirty thousand years.
const MOST_SECONDS: i64 = 1 << 40;
