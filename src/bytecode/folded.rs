//! Classes and the tables by class, in words.

use crate::bytecode::classes::{Atom, ClauseTable, Holds, Of, PointTable, Source};
use crate::bytecode::code::Code;
use crate::bytecode::print::{self, Show};

/// What has classes, and what is asked.
pub fn source(code: &Code, source: &Source) -> String {
    let asked: Vec<String> = source.atoms.iter().map(|atom| question(code, atom)).collect();
    format!("{}: {}", of(code, source.of), asked.join(", "))
}

pub fn points(code: &Code, table: &PointTable) -> String {
    let rows = table.rules.iter().map(|rule| {
        let rows: Vec<String> = rule
            .iter()
            .map(|(holds, points)| format!("{points:+} if {}", words(code, table.source, holds)))
            .collect();
        rows.join(", else ")
    });
    let source = code.sources.get(table.source as usize).map(|s| of(code, s.of));
    format!("{}: {}", source.unwrap_or_default(), rows.collect::<Vec<_>>().join("; "))
}

/// The title, and a row for each clause.
pub fn clauses(code: &Code, table: &ClauseTable) -> (&'static str, Vec<String>) {
    let row = |clause: &crate::bytecode::classes::Clause| {
        let tests: Vec<String> = clause
            .tests
            .iter()
            .map(|(position, holds)| {
                let id = table.sources.get(*position as usize).copied().unwrap_or_default();
                let source = code.sources.get(id as usize).map(|s| of(code, s.of));
                format!("{} {}", source.unwrap_or_default(), words(code, id, holds))
            })
            .collect();
        let tests = if tests.is_empty() { "always".into() } else { tests.join(" and ") };
        match table.points.get(clause.rule as usize) {
            Some(points) => format!("rule {} {points:+} if {tests}", clause.rule),
            None => format!("list {} if {tests}", clause.rule),
        }
    };
    let title = if table.points.is_empty() { "lists" } else { "clauses" };
    (title, table.clauses.iter().map(row).collect())
}

fn of(code: &Code, of: Of) -> String {
    match of {
        Of::Text(view) => print::view(code, view),
        Of::Number(column) | Of::Date(column) | Of::Bool(column) => column.show(code),
        Of::Time => "time".into(),
        Of::Name => "name".into(),
        Of::Set => "set".into(),
    }
}

fn question(code: &Code, atom: &Atom) -> String {
    match atom {
        Atom::Known => "known".into(),
        Atom::Text(id) => {
            let test = code.tests.get(*id as usize).map(|test| print::test(code, test));
            test.unwrap_or_default()
        }
        Atom::Number(op, value) => format!("{} {}", op.symbol(), value.get()),
        Atom::NumberIn(set) => format!("in set {set}"),
        Atom::Date(op, seconds) => format!("{} {seconds}", op.symbol()),
        Atom::DateIn(from, until) => {
            let end = |end: &Option<i64>| end.map(|s| s.to_string()).unwrap_or_default();
            format!("in {}..{}", end(from), end(until))
        }
        Atom::Age { older: false, seconds } => format!("younger than {seconds}"),
        Atom::Age { older: true, seconds } => format!("older than {seconds}"),
        Atom::Yes => "yes".into(),
        Atom::Named(events) => events.show(code),
    }
}

fn words(code: &Code, source: u32, holds: &Holds) -> String {
    let list = |of: &[Holds], word: &str| {
        let of: Vec<String> = of.iter().map(|holds| words(code, source, holds)).collect();
        if of.is_empty() { "always".into() } else { format!("({})", of.join(word)) }
    };
    match holds {
        Holds::Atom { atom, answer, is } => {
            let question = code
                .sources
                .get(source as usize)
                .and_then(|source| source.atoms.get(*atom as usize))
                .map(|atom| question(code, atom));
            let question = question.unwrap_or_default();
            match (answer, is) {
                (true, true) => question,
                (true, false) => format!("not surely {question}"),
                (false, true) => format!("surely not {question}"),
                (false, false) => format!("perhaps {question}"),
            }
        }
        Holds::And(of) => list(of, " and "),
        Holds::Or(of) => list(of, " or "),
    }
}
