//! What an instruction asks of its scope, of columns and of tables; and what its readers will ask of it.

use crate::bytecode::Code;
use crate::bytecode::classes::{Of, Source};
use crate::bytecode::code::{Instruction, TestKind};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Class, Column, Counted, Figure, File, Label, ScopeId, Set, Text};
use crate::bytecode::verify::flow::{About, Flow};
use crate::bytecode::verify::tables;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::{Holds, must};
use crate::types::{Points, Type};

type Found = Result<About, &'static str>;

/// Everything but the registers that it reads.
pub fn verify(flow: &mut Flow, instruction: &Instruction) -> Found {
    in_its_scope(flow.code, instruction)?;
    match instruction.op.opcode().result {
        File::Cond => cond(flow, instruction),
        File::Num => num(flow, &instruction.op),
        File::Date | File::Text | File::Key => column(flow, &instruction.op),
        File::Set | File::Window | File::Picks => events_around(flow, instruction),
        File::Matches | File::Events => events(flow, &instruction.op),
        File::Class => class(flow, &instruction.op),
        File::Figure => figure(flow, &instruction.op),
        File::Label => label(flow, &instruction.op),
    }
}

/// Some instructions run over leads alone, some over events alone, and what reads a column where the column stands.
fn in_its_scope(code: &Code, Instruction { scope, op, .. }: &Instruction) -> Holds {
    let needed = match op {
        Op::LoadBool { column }
        | Op::LoadNum { column }
        | Op::LoadDate { column }
        | Op::LoadText { column }
        | Op::Known { column }
        | Op::ListTest { column, .. } => home(*column),
        Op::LoadKey { column, .. } => {
            must(home(*column) == ScopeId::LOG, "an attribute tells no events apart")?;
            ScopeId::LOG
        }
        Op::Calendar { .. }
        | Op::EventTime {}
        | Op::During { .. }
        | Op::Existing {}
        | Op::Named { .. }
        | Op::Reset { .. }
        | Op::Pause { .. }
        | Op::Listed { .. } => ScopeId::LOG,
        Op::ReadScore { .. }
        | Op::Coverage { .. }
        | Op::Reaches { .. }
        | Op::NotZero { .. }
        | Op::PerLead { .. }
        | Op::Grade { .. }
        | Op::Matrix { .. }
        | Op::StageLine { .. }
        | Op::Stage { .. } => ScopeId::LEADS,
        _ => match op.opcode().result {
            File::Class | File::Figure => ScopeId::LEADS,
            File::Matches | File::Events => ScopeId::LOG,
            _ => *scope,
        },
    };
    must(
        needed == *scope && scope.index() < code.scopes.len(),
        "an instruction runs over the wrong rows",
    )
}

fn home(column: Column) -> ScopeId {
    match column {
        Column::Lead(_) => ScopeId::LEADS,
        Column::Event(_) => ScopeId::LOG,
    }
}

fn cond(flow: &Flow, Instruction { op, .. }: &Instruction) -> Found {
    let code = flow.code;
    match op {
        Op::LoadBool { column } => tables::typed(code, *column, &Type::Bool)?,
        Op::Known { column } => {
            tables::column(code, *column)?;
        }
        Op::NumIn { set, .. } => {
            must((*set as usize) < code.numbers.len(), "a set of numbers is not there")?;
        }
        Op::TextTest { a, test } => {
            let column = tables::text_test(code, *test)?;
            must(column == text(flow, *a)?, "a text is asked the test of another column")?;
        }
        Op::SameText { a, view_a, b, view_b, .. } | Op::TextPair { a, view_a, b, view_b, .. } => {
            viewed(flow, *a, *view_a)?;
            viewed(flow, *b, *view_b)?;
        }
        Op::ListTest { column, test } => {
            tables::typed(code, *column, &Type::List)?;
            let test = code.tests.get(*test as usize).ok_or("a test is not there")?;
            let fits = code.views[test.view as usize].column == *column;
            let asks = matches!(test.kind, TestKind::Has(..));
            must(fits && asks, "a list is asked the test of another column")?;
        }
        _ => {}
    }
    Ok(About::Nothing)
}

/// The column of a text.
fn text(flow: &Flow, text: Text) -> Result<Column, &'static str> {
    match flow.find(File::Text, text.0)?.about {
        About::Column(column) => Ok(column),
        _ => Err("a text is of no column"),
    }
}

fn viewed(flow: &Flow, of: Text, view: u32) -> Holds {
    let view = flow.code.views.get(view as usize).ok_or("a view is not there")?;
    must(view.column == text(flow, of)?, "a text is seen as that of another column")
}

fn num(flow: &Flow, op: &Op) -> Found {
    let number = |column: Column| {
        must(home(column) == ScopeId::LOG, "an attribute is summed over events")?;
        tables::typed(flow.code, column, &Type::Number)
    };
    match op {
        Op::LoadNum { column } => tables::typed(flow.code, *column, &Type::Number)?,
        Op::Sum { column, .. }
        | Op::Average { column, .. }
        | Op::Least { column, .. }
        | Op::Greatest { column, .. } => number(*column)?,
        Op::Coverage { of } => of.iter().try_for_each(|column| {
            tables::column(flow.code, *column)?;
            must(home(*column) == ScopeId::LEADS, "coverage is of attributes")
        })?,
        _ => {}
    }
    Ok(About::Nothing)
}

fn column(flow: &Flow, op: &Op) -> Found {
    match op {
        Op::LoadDate { column } => tables::typed(flow.code, *column, &Type::Date)?,
        Op::LoadText { column } => {
            let text = tables::column(flow.code, *column)?.is_text();
            must(text, "a column is read as another type than it has")?;
            return Ok(About::Column(*column));
        }
        Op::GatherText { source, .. } => return Ok(About::Column(text(flow, *source)?)),
        Op::LoadKey { column, .. } => {
            let list = *tables::column(flow.code, *column)? == Type::List;
            must(!list, "a list tells no events apart")?;
        }
        _ => {}
    }
    Ok(About::Nothing)
}

fn events_around(flow: &Flow, Instruction { scope, op, .. }: &Instruction) -> Found {
    let events = flow.code.scopes[scope.index()].events;
    let position = match op {
        Op::Complete { event, .. } => Some(*event),
        Op::Window { side, event, .. } => side.map(|_| *event),
        Op::Pick { except, .. } | Op::PickIf { except, .. } => *except,
        _ => None,
    };
    must(position.is_none_or(|position| position < events), "an event is not around")?;
    if let Op::Named { events } = op {
        let count = flow.code.schema.events.len();
        must(events.iter().all(|event| (event.0 as usize) < count), "an event has no name")?;
    }
    Ok(About::Nothing)
}

fn events(flow: &mut Flow, op: &Op) -> Found {
    match op {
        Op::Match { table } => {
            let clauses = flow.code.clauses.get(*table as usize).ok_or("a table is not there")?;
            must(clauses.points.is_empty(), "lists are taken from a table of points")?;
            // Each list is asked for somewhere, so that there are no more than instructions that do.
            let last = clauses.clauses.last().map_or(0, |clause| clause.rule as usize + 1);
            must(last <= flow.lists, "a list is asked for nowhere")?;
            Ok(About::Nothing)
        }
        Op::Matched { of, list } => {
            must((*list as usize) < flow.lists, "a list is not there")?;
            // Taking a list leaves another in its place.
            must(flow.taken.insert((of.0, *list)), "a list is taken twice")?;
            Ok(About::Nothing)
        }
        Op::Times { count, .. } => {
            must(*count >= 1, "at least none within a time")?;
            Ok(About::Nothing)
        }
        _ => Ok(About::Nothing),
    }
}

fn class(flow: &Flow, op: &Op) -> Found {
    let sources = &flow.code.sources;
    let source = match op {
        Op::ClassOf { source } => {
            let of = sources.get(*source as usize).ok_or("a source is not there")?.of;
            let own = of != Of::Set;
            must(own && tables::is_of_leads(flow.code, of), "a source is not of leads")?;
            *source
        }
        // All sets have the same classes.
        _ => {
            let set = |s: &Source| s.of == Of::Set;
            sources.iter().position(set).ok_or("sets have no classes")? as u32
        }
    };
    Ok(About::Source(source))
}

fn figure(flow: &Flow, op: &Op) -> Found {
    let most = match op {
        Op::On { of, .. } => {
            aged(flow.code, of)?;
            LIMIT
        }
        Op::Pool { of, .. } => {
            of.iter().try_for_each(|counted| aged(flow.code, counted))?;
            LIMIT
        }
        Op::If { .. } => LIMIT,
        Op::Total { of, literals, classes } => {
            total(flow, of, literals, classes)?;
            LIMIT
        }
        Op::Clauses { of, table } => clauses(flow, of, *table)?,
        Op::Best { of } | Op::FirstOf { of } => {
            of.iter().try_fold(0, |most: u64, (_, figure)| {
                Ok::<u64, &str>(most.max(furthest(flow, *figure)?))
            })?
        }
        Op::Clamp { a, low, high } => {
            let end = |end: &Option<Points>| end.map_or(0, |points| points.0.unsigned_abs());
            let ends = end(low).max(end(high));
            must(ends <= LIMIT, "points lie beyond what a figure may be")?;
            furthest(flow, *a)?.max(ends)
        }
        Op::Where { a, .. } => furthest(flow, *a)?,
        Op::Minus { a, b } => furthest(flow, *a)?.saturating_add(furthest(flow, *b)?),
        Op::Formula { formula } => {
            must((*formula as usize) < flow.code.formulas.len(), "a formula is not there")?;
            LIMIT
        }
        _ => return Err("a figure is computed in no known way"),
    };
    Ok(About::Figure(most))
}

/// What every published figure is held within.
const LIMIT: u64 = crate::types::points::LIMIT as u64;

fn aged(code: &Code, counted: &Counted) -> Holds {
    must((counted.ageing as usize) < code.ageings.len(), "an ageing is not there")
}

/// How far from 0 a figure may be.
fn furthest(flow: &Flow, figure: Figure) -> Result<u64, &'static str> {
    match flow.find(File::Figure, figure.0)?.about {
        About::Figure(most) => Ok(most),
        _ => Err("a figure is no figure"),
    }
}

/// So many figures are summed in 64 bits, more in 128.
const SAFE: usize = 64;

fn total(
    flow: &Flow,
    of: &[Figure],
    literals: &[(Set, Points)],
    classes: &[(Class, u32)],
) -> Holds {
    let mut most = 0u64;
    for (_, points) in literals {
        most = most.saturating_add(points.0.unsigned_abs());
    }
    for (class, table) in classes {
        let points = flow.code.points.get(*table as usize).ok_or("points are not there")?;
        let about = flow.find(File::Class, class.0)?.about;
        must(about == About::Source(points.source), "points are of another source than the class")?;
        most = most.saturating_add(tables::most(points));
    }
    if of.len() <= SAFE {
        for figure in of {
            most = most.saturating_add(furthest(flow, *figure)?);
        }
    }
    must(most <= i64::MAX as u64, "points are too many for a sum")
}

fn clauses(flow: &Flow, of: &[Class], table: u32) -> Result<u64, &'static str> {
    let table = flow.code.clauses.get(table as usize).ok_or("clauses are not there")?;
    must(!table.points.is_empty(), "rules without points")?;
    must(of.len() == table.sources.len(), "a class is missing")?;
    for (class, source) in of.iter().zip(&table.sources) {
        let about = flow.find(File::Class, class.0)?.about;
        must(about == About::Source(*source), "a class is of another source than its table's")?;
    }
    Ok(table.points.iter().map(|points| points.0.unsigned_abs()).fold(0, u64::saturating_add))
}

fn label(flow: &Flow, op: &Op) -> Found {
    let about = |label: Label| flow.find(File::Label, label.0).map(|written| written.about);
    Ok(match op {
        Op::GatherLabel { source, .. } => about(*source)?,
        Op::Grade { grade, .. } => {
            must((*grade as usize) < flow.code.grades.len(), "a grade is not there")?;
            About::Grade(*grade)
        }
        Op::Matrix { rows, columns, width, .. } => match (about(*rows)?, about(*columns)?) {
            (About::Grade(rows), About::Grade(columns)) => {
                let labels = flow.code.grades[columns as usize].labels.len();
                must(usize::from(*width) == labels, "a matrix has another width than its grade")?;
                About::Matrix { rows, columns }
            }
            _ => return Err("a matrix is of labels that are no grades"),
        },
        Op::StageLine { of, .. } if of.is_empty() => About::StageLine(0),
        Op::StageLine { of, .. } => {
            must(of.len() < usize::from(DISQUALIFIED), "there are too many stage lines")?;
            About::StageLine(of.len())
        }
        Op::Stage { line, base, .. } => {
            let lines = about(*line)?;
            let all = About::StageLine(flow.code.stage_of_line.len());
            must(lines == all, "a stage is not of all stage lines")?;
            About::Stage { line: line.0, base: *base }
        }
        _ => return Err("a label is made in no known way"),
    })
}
