//! The leads with the highest headline score, as an aligned table.

use comfy_table::CellAlignment;
use comfy_table::Table;
use comfy_table::presets;

use crate::data::Output;
use crate::data::Values;
use crate::types::Points;

/// So many leads stand in the table.
const SIZE: usize = 10;

/// The leads with the highest figures, the earlier first among equals.
pub struct Top {
    /// The names of the columns, and whether they hold figures.
    columns: Vec<(String, bool)>,
    /// A lead's figure and its cells.
    leads: Vec<(Points, Vec<String>)>,
}

impl Top {
    /// Of a part; only those present.
    pub fn of(output: &Output, figures: &[Points], present: &[bool]) -> Top {
        let is_figure = |values: &Values| matches!(values, Values::Points { .. });
        let cells = |row: usize| {
            let cell = |values: &Values| values.cell(row).unwrap_or_default().into_owned();
            output.columns.iter().map(|c| cell(&c.values)).collect()
        };
        Top {
            columns: output
                .columns
                .iter()
                .map(|c| (c.name.clone(), is_figure(&c.values)))
                .collect(),
            leads: best(figures, present)
                .into_iter()
                .map(|row| (figures[row], cells(row)))
                .collect(),
        }
    }

    /// Adds the best of later leads.
    pub fn add(&mut self, later: Top) {
        self.leads.extend(later.leads);
        self.leads.sort_by_key(|(figure, _)| std::cmp::Reverse(*figure));
        self.leads.truncate(SIZE);
    }

    pub fn draw(&self) -> String {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        table.set_header(self.columns.iter().map(|(name, _)| name.as_str()));
        table.add_rows(self.leads.iter().map(|(_, cells)| cells));
        for (column, (_, is_figure)) in table.column_iter_mut().zip(&self.columns) {
            if *is_figure {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let drawn = table.to_string();
        drawn.lines().fold(String::new(), |all, line| all + " " + line.trim_end() + "\n")
    }
}

fn best(figures: &[Points], present: &[bool]) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::with_capacity(SIZE + 1);
    for row in (0..figures.len()).filter(|&row| present[row]) {
        if best.len() == SIZE && best.last().is_some_and(|&last| figures[row] <= figures[last]) {
            continue;
        }
        let at = best.partition_point(|&other| figures[other] >= figures[row]);
        best.insert(at, row);
        best.truncate(SIZE);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_of_equals_comes_first() {
        let figures: Vec<Points> = (0..40).map(|i| Points(i % 4)).collect();
        let mut present = vec![true; 40];
        present[3] = false;
        assert_eq!(best(&figures, &present), [7, 11, 15, 19, 23, 27, 31, 35, 39, 2]);
        assert!(best(&[], &[]).is_empty());
    }
}
