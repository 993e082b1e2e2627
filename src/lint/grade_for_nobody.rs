//! W0217: grades below one that every lead reaches.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::GRADE_FOR_NOBODY;
use crate::ir::program::Grade;
use crate::ir::program::GradeId;
use crate::ir::program::Threshold;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, grade) in (0..).map(GradeId).zip(&look.program.grades) {
        let threshold = |row: usize| {
            let row = grade.rows[row];
            Threshold { score: grade.score, op: row.op, bound: row.bound }
        };
        let all = (0..grade.rows.len()).find(|row| look.is_reached_by_all(threshold(*row)));
        let Some((row, least)) = all.and_then(|row| Some((row, look.least(threshold(row))?)))
        else {
            continue;
        };
        let below = grade.rows[row + 1..].iter().map(|row| row.label).chain(grade.otherwise);
        let below: Vec<u16> = below.collect();
        if below.is_empty() {
            continue;
        }
        let name = |label: u16| &grade.labels[usize::from(label)];
        let names: Vec<String> = below.iter().map(|label| format!("`{}`", name(*label))).collect();
        let message = format!("no lead can have the grade {}", names.join(" or "));
        let words = said(look, grade, name(grade.rows[row].label), &least.to_string());
        let diagnostic = Diagnostic::warning(GRADE_FOR_NOBODY, grade.origin.span, message)
            .here(words)
            .help("raise the bounds, or leave the grades out that nobody has");
        found.push(Finding { claim: Claim::LabelsAreNobodys(id, below), diagnostic });
    }
}

fn said(look: &Look, grade: &Grade, label: &str, least: &str) -> String {
    let score = &look.program.scores[grade.score.index()].name;
    format!("the least that `{score}` can be is {least}, which is enough for `{label}`")
}
