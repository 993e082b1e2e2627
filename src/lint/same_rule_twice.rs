//! W0206: two rules of one score that say the same.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::SAME_RULE_TWICE;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::ScoreBody;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for score in &look.program.scores {
        if let ScoreBody::Items(items) = &score.body {
            siblings(look, items, found);
        }
    }
    // Where but one rule wins, nothing counts twice.
    let sums = look.program.groups.iter().filter(|group| group.mode == GroupMode::Sum);
    sums.for_each(|group| siblings(look, &group.items, found));
}

/// Rules that stand side by side: in two branches, or in a group and beside it, the same may well be meant twice.
fn siblings(look: &Look, items: &[Item], found: &mut Vec<Finding>) {
    let mut seen: HashMap<String, LineId> = HashMap::new();
    for item in items {
        match item {
            Item::Line(id) if !look.is_nothing(*id) => {
                // As optimised: in one form, however it is written.
                let said = format!("{:?}", look.optimised.line(*id).kind);
                match seen.get(&said) {
                    Some(first) => found.push(report(look, *first, *id)),
                    None => _ = seen.insert(said, *id),
                }
            }
            Item::When { then, otherwise, .. } => {
                siblings(look, then, found);
                siblings(look, otherwise, found);
            }
            Item::Line(_) | Item::Group(_) => {}
        }
    }
}

fn report(look: &Look, first: LineId, second: LineId) -> Finding {
    let (first_line, second_line) = (look.program.line(first), look.program.line(second));
    let message = "this rule says the same as another one: its points count twice";
    let diagnostic = Diagnostic::warning(SAME_RULE_TWICE, second_line.origin.span, message)
        .here("once more")
        .label(first_line.origin.span, "the first time")
        .help("take one of them out, or give the points once");
    Finding { claim: Claim::LinesAreEqual(first, second), diagnostic }
}
