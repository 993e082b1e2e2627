//! The leads with the highest headline score, as an aligned table.

use comfy_table::CellAlignment;
use comfy_table::Table;
use comfy_table::presets;

use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::Scores;
use crate::types::Points;

/// The best rows so far, the earlier first among equals.
pub struct Top {
    size: usize,
    rows: Vec<(Points, Vec<String>)>,
}

impl Top {
    pub fn new(size: usize) -> Top {
        Top { size, rows: Vec::new() }
    }

    /// Whether a lead with this score gets a row.
    pub fn takes(&self, score: Points) -> bool {
        self.rows.len() < self.size || self.rows.last().is_some_and(|(least, _)| score > *least)
    }

    pub fn add(&mut self, score: Points, cells: Vec<String>) {
        let at = self.rows.partition_point(|(s, _)| *s >= score);
        self.rows.insert(at, (score, cells));
        self.rows.truncate(self.size);
    }

    pub fn draw(&self, program: &Program) -> String {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_header(header(program));
        for (_, cells) in &self.rows {
            table.add_row(cells);
        }
        for score in 1..=program.scores.len() {
            if let Some(column) = table.column_mut(score) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let drawn = table.to_string();
        drawn.lines().fold(String::new(), |all, line| all + " " + line.trim_end() + "\n")
    }
}

fn header(program: &Program) -> Vec<String> {
    let mut names = vec!["lead".to_string()];
    names.extend(program.scores.iter().map(|s| s.name.clone()));
    names.extend(program.grades.iter().map(|g| g.name.clone()));
    names.extend(program.matrices.iter().map(|m| m.name.clone()));
    if !program.stages.is_empty() {
        names.push("stage".into());
    }
    names
}

/// One lead's row under the header.
pub fn cells(program: &Program, scores: &Scores, row: usize, id: &str) -> Vec<String> {
    let mut cells = vec![id.to_string()];
    cells.extend(scores.scores.iter().map(|column| column[row].to_string()));
    for (grade, column) in program.grades.iter().zip(&scores.grades) {
        cells.push(label(&grade.labels, column[row]));
    }
    for (matrix, column) in program.matrices.iter().zip(&scores.matrices) {
        cells.push(match column[row] {
            NONE => String::new(),
            DISQUALIFIED => "disqualified".into(),
            cell => {
                let columns = matrix.cells.first().map_or(1, Vec::len).max(1);
                let cell = usize::from(cell);
                let value = matrix.cells[cell / columns][cell % columns].value;
                matrix.values[usize::from(value)].clone()
            }
        });
    }
    if !program.stages.is_empty() {
        cells.push(label(&program.stages, scores.stages[row]));
    }
    cells
}

fn label(labels: &[String], number: u16) -> String {
    match number {
        NONE => String::new(),
        DISQUALIFIED => "disqualified".into(),
        number => labels[usize::from(number)].clone(),
    }
}
