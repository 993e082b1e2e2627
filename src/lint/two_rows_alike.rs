//! W0218: two bands of a table, side by side, that give the same.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::TWO_ROWS_ALIKE;
use crate::ir::expr::Cond;
use crate::ir::expr::Operand;
use crate::ir::print::Words;
use crate::ir::program::LineKind;
use crate::ir::program::PointsBy;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::lint::brief;
use crate::lint::row_never_counts::table;
use crate::optimise::implied::Comparison;
use crate::types::Points;

type Row = (Cond, PointsBy);

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, line) in look.lines() {
        let Some(rows) = table(&line.kind) else { continue };
        if look.is_nothing(id) {
            continue;
        }
        let is_on = matches!(line.kind, LineKind::On(_));
        let alike = rows.windows(2).position(|pair| are_alike(pair, u8::from(is_on)));
        let Some(row) = alike else { continue };
        let words = Words::of(look.program);
        let words = if is_on { words.inside() } else { words };
        let named = |row: usize| format!("`{}`", brief(&words.condition(&rows[row].0)));
        let second = match rows[row + 1].0 {
            Cond::Number { .. } => named(row + 1),
            _ => "all above it".into(),
        };
        let message = "two rows of this table, one behind the other, give the same";
        let diagnostic = Diagnostic::warning(TWO_ROWS_ALIKE, line.origin.span, message)
            .here(format!("{} and {second}", named(row)))
            .help("one of the figures may be a slip; else one row for both is enough");
        found.push(Finding { claim: Claim::RowsNeedNotDiffer(id, row), diagnostic });
    }
}

/// Bands of one number with the same points, the second of which takes all that the first does.
fn are_alike(pair: &[Row], depth: u8) -> bool {
    let [(first, gives), (second, also)] = pair else { return false };
    let Cond::Number { left, .. } = first else { return false };
    let no_less = match second {
        Cond::Number { .. } => {
            let [first, second] = [first, second].map(|row| Comparison::of(row, depth));
            first.zip(second).is_some_and(|(first, second)| first.is_within(&second))
        }
        Cond::Known(Operand::Number(known)) => known == left,
        Cond::Constant(holds) => *holds,
        _ => false,
    };
    no_less
        && gives == also
        && matches!(gives, PointsBy::Literal(points) if *points != Points::ZERO)
}
