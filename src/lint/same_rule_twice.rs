//! W0206: two rules of one score that say the same.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::SAME_RULE_TWICE;
use crate::ir::program::LineId;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::lint::siblings;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for lines in siblings::of(look) {
        let mut seen: HashMap<String, LineId> = HashMap::new();
        for id in lines {
            // As optimised: in one form, however it is written.
            let said = format!("{:?}", look.optimised.line(id).kind);
            match seen.get(&said) {
                Some(first) => found.push(report(look, *first, id)),
                None => _ = seen.insert(said, id),
            }
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
