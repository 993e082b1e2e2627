//! W0221: a rule of one group that stands once more in another, or beside the groups.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::SAME_RULE_IN_TWO_GROUPS;
use crate::ir::program::GroupId;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::ScoreBody;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for score in &look.program.scores {
        if let ScoreBody::Items(items) = &score.body {
            together(look, items, None, &mut Seen::default(), found);
        }
    }
}

/// What was said first where: in which group, if in any.
type Seen = HashMap<String, (LineId, Option<GroupId>)>;

/// Rules that count for the same leads and are added up; each branch of a `when` by itself.
fn together(
    look: &Look,
    items: &[Item],
    group: Option<GroupId>,
    seen: &mut Seen,
    found: &mut Vec<Finding>,
) {
    for item in items {
        match item {
            Item::Line(id) if look.alike[id.index()] && is_meant_once(look, *id) => {
                // As optimised: in one form, however it is written.
                let said = format!("{:?}", look.optimised.line(*id).kind);
                match seen.get(&said) {
                    // Side by side they have a report of their own.
                    Some((_, other)) if *other == group => {}
                    Some((first, _)) => found.push(report(look, *first, *id)),
                    None => _ = seen.insert(said, (*id, group)),
                }
            }
            Item::Line(_) => {}
            Item::Group(id) => {
                let inner = &look.program.groups[id.index()];
                if inner.mode == GroupMode::Sum {
                    together(look, &inner.items, Some(*id), seen, found);
                }
            }
            Item::When { then, otherwise, .. } => {
                together(look, then, group, &mut Seen::default(), found);
                together(look, otherwise, group, &mut Seen::default(), found);
            }
        }
    }
}

/// Points for everyone may well be given in several places.
fn is_meant_once(look: &Look, id: LineId) -> bool {
    let always = matches!(look.program.line(id).kind, LineKind::If { condition: None, .. });
    !always && !look.is_nothing(id)
}

fn report(look: &Look, first: LineId, second: LineId) -> Finding {
    let [first_span, second_span] = [first, second].map(|id| look.program.line(id).origin.span);
    let message = "this rule stands in another group too: its points count twice";
    let diagnostic = Diagnostic::warning(SAME_RULE_IN_TWO_GROUPS, second_span, message)
        .here("once more")
        .label(first_span, "the first time")
        .help("leave it in the group where it belongs");
    Finding { claim: Claim::LinesAreEqual(first, second), diagnostic }
}
