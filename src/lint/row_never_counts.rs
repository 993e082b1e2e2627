//! W0210: rows of a table for which the rows before, or what is asked around the table, leave nobody.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::ROW_NEVER_COUNTS;
use crate::ir::expr::Cond;
use crate::ir::print::Words;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::PointsBy;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::lint::branches::decided;
use crate::lint::brief;
use crate::optimise::implied::Comparison;
use crate::types::Points;

type Rows = [(Cond, PointsBy)];

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, line) in look.lines() {
        let Some(rows) = table(&line.kind) else { continue };
        let Some(judged) = table(&look.judged.line(id).kind) else { continue };
        if look.is_nothing(id) || look.branches.lines[id.index()] {
            continue;
        }
        let taken = taken(rows, u8::from(matches!(line.kind, LineKind::On(_))));
        let is_empty = |row: usize| taken[row] || decided(&judged[row].0) == Some(false);
        let never = (0..rows.len()).filter(|row| is_empty(*row) && is_asked_for(&rows[*row]));
        let never: Vec<usize> = never.collect();
        if !never.is_empty() {
            found.push(report(look, id, rows, never));
        }
    }
}

pub fn table(line: &LineKind) -> Option<&Rows> {
    let points = match line {
        LineKind::If { points, .. } => points,
        LineKind::On(on) => &on.points,
    };
    match points {
        PointsBy::Table(rows) => Some(rows),
        PointsBy::Literal(_) | PointsBy::Computed(_) => None,
    }
}

/// Of longer tables, so many rows are held against those before them.
const NEAR: usize = 64;

/// Of each row: do the rows before it take all that it holds for?
fn taken(rows: &Rows, depth: u8) -> Vec<bool> {
    let mut taken = vec![false; rows.len()];
    let mut before: Option<Comparison> = None;
    for (row, (condition, _)) in rows.iter().enumerate().take(NEAR) {
        let Some(this) = Comparison::of(condition, depth) else { continue };
        before = match before {
            None => Some(this),
            Some(before) => {
                taken[row] = this.is_within(&before);
                before.or(this)
            }
        };
    }
    taken
}

/// Every table must have rows for what is left and for what is unknown; a row of no points fills a gap.
fn is_asked_for((condition, points): &(Cond, PointsBy)) -> bool {
    let fills = match condition {
        Cond::Constant(_) | Cond::Known(_) => true,
        Cond::Not(inner) => matches!(**inner, Cond::Known(_)),
        _ => false,
    };
    !fills && *points != PointsBy::Literal(Points::ZERO)
}

fn report(look: &Look, id: LineId, rows: &Rows, never: Vec<usize>) -> Finding {
    let line = look.program.line(id);
    let mut words = Words::of(look.program);
    if matches!(line.kind, LineKind::On(_)) {
        words = words.inside();
    }
    let named = |row: &usize| format!("`{}`", brief(&words.condition(&rows[*row].0)));
    let all: Vec<String> = never.iter().take(3).map(named).collect();
    let more = if never.len() > all.len() { " or others" } else { "" };
    let (message, them) = match never.len() {
        1 => ("a row of this table never counts", "it"),
        _ => ("rows of this table never count", "them"),
    };
    let diagnostic = Diagnostic::warning(ROW_NEVER_COUNTS, line.origin.span, message)
        .here(format!("nothing is left for {}{more}", all.join(" or ")))
        .help(format!(
            "take {them} out, or change the rows before, or what is asked around the table"
        ));
    Finding { claim: Claim::RowsNeverCount(id, never), diagnostic }
}
