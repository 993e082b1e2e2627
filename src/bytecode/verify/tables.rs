//! What stands beside the instructions: views, tests, sources with their atoms, the points and clauses over them, ageings, formulas.

use std::collections::HashSet;

use crate::bytecode::Code;
use crate::bytecode::classes::{Atom, Clause, ClauseTable, Holds as Asked, Of, PointTable, Source};
use crate::bytecode::code::{Test, TestKind};
use crate::bytecode::register::Column;
use crate::ir;
use crate::ir::program::ScoreId;
use crate::ir::{Fault, Holds, must};
use crate::types::Type;

pub fn verify(code: &Code) -> Result<(), Fault> {
    each("View", &code.views, |view| {
        let ty = column(code, view.column)?;
        let list = *ty == Type::List && view.domains == 0;
        must(ty.is_text() || list, "a view is of a column that is no text")
    })?;
    each("Test", &code.tests, |one| test(code, one))?;
    let finite = |set: &Vec<f64>| set.iter().all(|number| number.is_finite());
    each("Numbers", &code.numbers, |set| must(finite(set), "a number is not finite"))?;
    let mut seen = HashSet::new();
    for (index, one) in code.sources.iter().enumerate() {
        let new = must(seen.insert(one.of), "two sources are of one thing");
        let holds = new.and_then(|()| source(code, one));
        holds.map_err(|sentence| Fault { part: "Source", index, sentence })?;
    }
    each("PointTable", &code.points, |table| points(code, table))?;
    each("ClauseTable", &code.clauses, |table| clauses(code, table))?;
    each("Ageing", &code.ageings, |(ageing, _)| ir::verify::ageing(ageing))?;
    each("Formula", &code.formulas, |exact| {
        let read: HashSet<ScoreId> = exact.figures.iter().map(|(score, _)| *score).collect();
        let there = |id| must(read.contains(&id), "a formula reads a score that is not there");
        ir::verify::formula(&exact.source, &there)
    })
}

fn each<'t, T: 't>(
    part: &'static str,
    all: &'t [T],
    holds: impl Fn(&'t T) -> Holds,
) -> Result<(), Fault> {
    for (index, one) in all.iter().enumerate() {
        holds(one).map_err(|sentence| Fault { part, index, sentence })?;
    }
    Ok(())
}

/// The type of a column that is there.
pub fn column(code: &Code, column: Column) -> Result<&Type, &'static str> {
    let field = match column {
        Column::Lead(id) => code.schema.attributes.get(id.0 as usize),
        Column::Event(id) => code.schema.properties.get(id.0 as usize),
    };
    Ok(&field.ok_or("a column is not there")?.ty)
}

/// A column that is there and has the type.
pub fn typed(code: &Code, of: Column, ty: &Type) -> Holds {
    must(column(code, of)? == ty, "a column is read as another type than it has")
}

/// Lists are asked for their items, all else is asked of texts.
fn test(code: &Code, test: &Test) -> Holds {
    let view = code.views.get(test.view as usize).ok_or("a view is not there")?;
    let list = *column(code, view.column)? == Type::List;
    let for_list = matches!(test.kind, TestKind::Has(..));
    must(list == for_list, "a test is of another type than its column")
}

/// A test of a text, and of the column that it is made for.
pub fn text_test(code: &Code, test: u32) -> Result<Column, &'static str> {
    let test = code.tests.get(test as usize).ok_or("a test is not there")?;
    let for_list = matches!(test.kind, TestKind::Has(..));
    must(!for_list, "a list is asked as a text")?;
    Ok(code.views[test.view as usize].column)
}

fn source(code: &Code, source: &Source) -> Holds {
    match source.of {
        Of::Text(view) => {
            let view = code.views.get(view as usize).ok_or("a view is not there")?;
            must(column(code, view.column)?.is_text(), "classes are of a column that is no text")?;
        }
        Of::Number(column) => typed(code, column, &Type::Number)?,
        Of::Date(column) => typed(code, column, &Type::Date)?,
        Of::Bool(column) => typed(code, column, &Type::Bool)?,
        Of::Time | Of::Name | Of::Set => {}
    }
    source.atoms.iter().try_for_each(|one| atom(code, source.of, one))
}

/// A question that its source can be asked.
fn atom(code: &Code, of: Of, atom: &Atom) -> Holds {
    match (of, atom) {
        (Of::Text(_) | Of::Number(_) | Of::Date(_) | Of::Bool(_) | Of::Time, Atom::Known) => Ok(()),
        (Of::Text(view), Atom::Text(test)) => {
            text_test(code, *test)?;
            must(code.tests[*test as usize].view == view, "a test is of another view")
        }
        (Of::Number(_), Atom::Number(_, value)) => {
            must(value.get().is_finite(), "a number is not finite")
        }
        (Of::Number(_), Atom::NumberIn(set)) => {
            must((*set as usize) < code.numbers.len(), "a set of numbers is not there")
        }
        (Of::Date(_) | Of::Time, Atom::Date(..) | Atom::DateIn(..) | Atom::Age { .. }) => Ok(()),
        (Of::Bool(_) | Of::Set, Atom::Yes) => Ok(()),
        (Of::Name, Atom::Named(events)) => {
            let count = code.schema.events.len();
            must(events.iter().all(|event| (event.0 as usize) < count), "an event has no name")
        }
        _ => Err("a source is asked what it cannot answer"),
    }
}

fn asked(code: &Code, source: u32, holds: &Asked) -> Holds {
    let atoms = code.sources.get(source as usize).ok_or("a source is not there")?.atoms.len();
    let mut there = true;
    holds.atoms(&mut |atom| there &= (atom as usize) < atoms);
    must(there, "a source is asked nothing of that number")
}

/// Sums of points stay far within 64 bits.
pub const MOST: u64 = 1 << 60;

fn points(code: &Code, table: &PointTable) -> Holds {
    let source = code.sources.get(table.source as usize).ok_or("a source is not there")?;
    let of_leads = is_of_leads(code, source.of);
    must(of_leads, "points are of a source that is not of leads")?;
    must(!table.rules.is_empty(), "a table of points has no rules")?;
    for (holds, _) in table.rules.iter().flatten() {
        asked(code, table.source, holds)?;
    }
    must(most(table) <= MOST, "points are too many for a sum")
}

/// How far from 0 the points of a table may be.
pub fn most(table: &PointTable) -> u64 {
    let rule = |rule: &Vec<(Asked, crate::types::Points)>| {
        rule.iter().map(|(_, points)| points.0.unsigned_abs()).max().unwrap_or(0)
    };
    table.rules.iter().map(rule).fold(0, u64::saturating_add)
}

pub fn is_of_leads(code: &Code, of: Of) -> bool {
    match of {
        Of::Text(view) => {
            code.views.get(view as usize).is_some_and(|v| matches!(v.column, Column::Lead(_)))
        }
        Of::Number(column) | Of::Date(column) | Of::Bool(column) => {
            matches!(column, Column::Lead(_))
        }
        Of::Set => true,
        Of::Time | Of::Name => false,
    }
}

/// The clauses of one rule have bits beside each other in one byte.
const CLAUSES: usize = 8;
/// Sixty-four clauses of each source take two kilobytes or more: a table takes no more than this many of them.
const MOST_BITS: usize = 1 << 18;

/// A table gives points over leads, or lists of events.
fn clauses(code: &Code, table: &ClauseTable) -> Holds {
    // A rule's clauses may be put into the next byte.
    let words = table.clauses.len() * 2 / 64 + 1;
    let bits = words.saturating_mul(table.sources.len());
    must(bits <= MOST_BITS, "a table of clauses is too large")?;
    let lists = table.points.is_empty();
    for source in &table.sources {
        let of = code.sources.get(*source as usize).ok_or("a source is not there")?.of;
        let of_leads = is_of_leads(code, of);
        must(of_leads != lists, "clauses are over leads and events at once")?;
    }
    let ordered = table.clauses.windows(2).all(|pair| pair[0].rule <= pair[1].rule);
    must(ordered, "the clauses of a rule do not stand together")?;
    let mut rules = table.clauses.chunk_by(|a, b| a.rule == b.rule);
    must(rules.all(|clauses| clauses.len() <= CLAUSES), "a rule has too many clauses")?;
    let last = table.clauses.last().map_or(0, |clause| clause.rule as usize + 1);
    must(lists || last <= table.points.len(), "a rule has no points")?;
    let sum = table.points.iter().map(|p| p.0.unsigned_abs()).fold(0, u64::saturating_add);
    must(sum <= MOST, "points are too many for a sum")?;
    table.clauses.iter().try_for_each(|one| clause(code, table, one))
}

fn clause(code: &Code, table: &ClauseTable, clause: &Clause) -> Holds {
    let mut seen = HashSet::new();
    for (position, holds) in &clause.tests {
        let source = table.sources.get(*position as usize).ok_or("a source is not in its table")?;
        asked(code, *source, holds)?;
        must(seen.insert(*position), "a clause asks one source twice")?;
    }
    Ok(())
}
