//! Results as a table: the id, scores, grades, matrices, stage and action of every lead, in the leads' order.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::forecast::Change;
use crate::ir::Program;
use crate::ir::outcome::{DISQUALIFIED, NONE, Scores};
use crate::ir::print::date;
use crate::ir::program::Matrix;
use crate::types::Points;

use super::error::DataError;
use super::format::Format;
use super::ids::Ids;
use super::output_text;
use super::table_file::{TableFile, format_of};
use super::whole::{WholeFile, cannot_write};

/// What a lead's stage and matrices show when it is disqualified.
pub const DISQUALIFIED_WORD: &str = "disqualified";

/// A table of results; every column has `rows` rows.
#[derive(Debug)]
pub struct Output<'a> {
    pub rows: usize,
    pub columns: Vec<OutputColumn<'a>>,
}

#[derive(Debug)]
pub struct OutputColumn<'a> {
    /// Unique in the table.
    pub name: String,
    pub values: Values<'a>,
}

/// The cells of a column; a cell may be empty.
#[derive(Debug)]
pub enum Values<'a> {
    /// Of all leads; the table's begin at `first`.
    Ids { ids: &'a Ids, first: usize },
    /// Empty where the lead is not in the model.
    Points { values: &'a [Points], present: &'a [bool] },
    /// Positions in `labels`, [`NONE`] for empty, [`DISQUALIFIED`] for that word.
    Labels { codes: Cow<'a, [u16]>, labels: Vec<Option<String>> },
    /// Texts that few rows have.
    Texts(Vec<Option<String>>),
}

impl Values<'_> {
    /// One cell as text; nothing where it is empty.
    pub fn cell(&self, row: usize) -> Option<Cow<'_, str>> {
        output_text::shown(self, row)
    }
}

/// One model's results.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    pub program: &'a Program,
    pub scores: &'a Scores,
    /// One a lead, where it was asked for: how its stage changes next.
    pub next: Option<&'a [Option<Change>]>,
}

impl<'a> Results<'a> {
    pub fn of(program: &'a Program, scores: &'a Scores) -> Results<'a> {
        Results { program, scores, next: None }
    }
}

/// The table of one or several models over the same leads. With several, columns carry the model's name: `SMB.fit`.
///
/// The scores are those of the leads from `first` on. `lines` adds a column for every rule and group; the scores must have been computed with them.
pub fn table<'a>(
    models: &[Results<'a>],
    (ids, first): (&'a Ids, usize),
    id_name: &str,
    lines: bool,
) -> Output<'a> {
    let mut columns =
        vec![OutputColumn { name: id_name.to_string(), values: Values::Ids { ids, first } }];
    for (number, results) in models.iter().enumerate() {
        let Results { program, scores, .. } = *results;
        let prefix = if models.len() > 1 { prefix(program, number) } else { String::new() };
        let own = model(*results).into_iter().chain(rules(program, scores, lines));
        columns.extend(own.map(|c| OutputColumn { name: format!("{prefix}{}", c.name), ..c }));
    }
    make_unique(&mut columns);
    Output { rows: models.first().map_or(0, |model| model.scores.rows), columns }
}

fn prefix(program: &Program, number: usize) -> String {
    match &program.model {
        Some(model) => format!("{}.", model.name),
        None => format!("model {}.", number + 1),
    }
}

fn model<'a>(Results { program, scores, next }: Results<'a>) -> Vec<OutputColumn<'a>> {
    let mut columns = Vec::new();
    let mut add = |name: &str, values| columns.push(OutputColumn { name: name.into(), values });
    for (score, values) in program.scores.iter().zip(&scores.scores) {
        add(&score.name, points(values, scores));
    }
    for (grade, codes) in program.grades.iter().zip(&scores.grades) {
        let labels = grade.labels.iter().cloned().map(Some).collect();
        add(&grade.name, Values::Labels { codes: codes.into(), labels });
    }
    for (matrix, codes) in program.matrices.iter().zip(&scores.matrices) {
        let labels = cells(matrix, |cell| Some(matrix.values[cell.value as usize].clone()));
        add(&matrix.name, Values::Labels { codes: codes.into(), labels });
        let actions = cells(matrix, |cell| cell.action.clone());
        if actions.iter().any(Option::is_some) {
            let codes = without_disqualified(codes);
            add(&format!("{}_action", matrix.name), Values::Labels { codes, labels: actions });
        }
    }
    let has_stages = !program.stages.is_empty() || !program.disqualifications.is_empty();
    if has_stages {
        add("stage", stages(program, (&scores.stages).into()));
    }
    if let Some(values) = actions(program, scores) {
        add("action", values);
    }
    if let Some(next) = next.filter(|_| has_stages) {
        let at = next.iter().map(|change| change.map(|change| date(change.at)));
        add("next_change", Values::Texts(at.collect()));
        let codes = next.iter().map(|change| change.map_or(NONE, |change| change.stage));
        add("next_stage", stages(program, codes.collect()));
    }
    if !program.disqualifications.is_empty() {
        add(DISQUALIFIED_WORD, Values::Texts(reasons(program, scores)));
    }
    columns
}

fn stages<'a>(program: &Program, codes: Cow<'a, [u16]>) -> Values<'a> {
    Values::Labels { codes, labels: program.stages.iter().cloned().map(Some).collect() }
}

fn points<'a>(values: &'a [Points], scores: &'a Scores) -> Values<'a> {
    Values::Points { values, present: &scores.in_model }
}

/// One entry a cell, in the order of the codes.
fn cells(
    matrix: &Matrix,
    of: impl Fn(&crate::ir::program::Cell) -> Option<String>,
) -> Vec<Option<String>> {
    matrix.cells.iter().flatten().map(of).collect()
}

/// A disqualified lead has no action.
fn without_disqualified(codes: &[u16]) -> Cow<'static, [u16]> {
    codes.iter().map(|&code| if code == DISQUALIFIED { NONE } else { code }).collect()
}

/// The action of the stage line that won, or of the base; nothing where no line has one.
fn actions<'a>(program: &Program, scores: &Scores) -> Option<Values<'a>> {
    let base = program.base.as_ref().and_then(|b| b.action.clone());
    let lines = program.stage_lines.iter().map(|line| line.action.clone());
    let labels: Vec<Option<String>> = lines.chain([base]).collect();
    if labels.iter().all(Option::is_none) {
        return None;
    }
    let base_code = program.stage_lines.len() as u16;
    let code = |(&stage, &line): (&u16, &u16)| match (stage, line) {
        (NONE | DISQUALIFIED, _) => NONE,
        (_, NONE) => base_code,
        (_, line) => line,
    };
    let codes = scores.stages.iter().zip(&scores.stage_lines).map(code).collect();
    Some(Values::Labels { codes, labels })
}

fn reasons(program: &Program, scores: &Scores) -> Vec<Option<String>> {
    let titles: Vec<&str> = program.disqualifications.iter().map(|d| d.origin.title()).collect();
    let reason = |row: usize| {
        let hit = |(title, column): (&&'_ str, &Vec<bool>)| column[row].then(|| title.to_string());
        let all: Vec<String> = titles.iter().zip(&scores.disqualified).filter_map(hit).collect();
        (!all.is_empty()).then(|| all.join("; "))
    };
    (0..scores.rows).map(reason).collect()
}

fn rules<'a>(program: &'a Program, scores: &'a Scores, lines: bool) -> Vec<OutputColumn<'a>> {
    if !lines {
        return Vec::new();
    }
    let of_line = program.lines.iter().zip(&scores.lines).map(|(line, values)| OutputColumn {
        name: line.origin.column(),
        values: points(values, scores),
    });
    let of_group = program.groups.iter().zip(&scores.groups).map(|(group, values)| OutputColumn {
        name: format!("group {}", group.name),
        values: points(values, scores),
    });
    of_line.chain(of_group).collect()
}

/// A rule's label, or where it stands.
/// Two rules on one line, or a label like a score's name: the later ones get a number.
fn make_unique(columns: &mut [OutputColumn]) {
    let mut taken = std::collections::HashSet::new();
    for column in columns {
        let plain = column.name.clone();
        let mut number = 2;
        while !taken.insert(column.name.clone()) {
            column.name = format!("{plain} ({number})");
            number += 1;
        }
    }
}

/// Writes the table to a file that appears when it is whole, or to standard output for `-` (CSV unless another format is given).
pub fn write(output: &Output, path: &str, format: Option<Format>) -> Result<(), DataError> {
    let format = format_of(path, format)?;
    let file = WholeFile::create(path)?;
    write_to(output, format, file).map_err(|e| cannot_write(path, &e))?.finish()
}

/// Writes the table to any stream, and gives it back.
pub fn write_to<W: Write + Send>(output: &Output, format: Format, stream: W) -> io::Result<W> {
    let mut file = TableFile::begin(output, format, stream)?;
    let rows = file.encoder().encode(output)?;
    file.append(rows)?;
    file.finish()
}
