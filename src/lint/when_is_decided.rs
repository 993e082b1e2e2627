//! W0211: a `when` that holds for every lead, or for none.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::WHEN_IS_DECIDED;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::program::Item;
use crate::ir::program::Origin;
use crate::ir::program::ScoreBody;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::lint::branches::Decided;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    if look.branches.decided.is_empty() {
        return;
    }
    let whens = whens(look.program);
    let decided = look.branches.decided.iter();
    found.extend(decided.filter_map(|decided| Some(report(whens.get(decided.at)?, decided))));
}

/// A `when` as written.
pub struct When<'p> {
    pub origin: &'p Origin,
    pub condition: &'p Cond,
    has_else: bool,
}

/// All of them, in the order of evaluation.
pub fn whens(program: &Program) -> Vec<When<'_>> {
    let mut all = Vec::new();
    for score in &program.scores {
        if let ScoreBody::Items(items) = &score.body {
            gather(program, items, &mut all);
        }
    }
    all
}

fn gather<'p>(program: &'p Program, items: &'p [Item], all: &mut Vec<When<'p>>) {
    for item in items {
        match item {
            Item::Line(_) => {}
            Item::Group(id) => gather(program, &program.groups[id.index()].items, all),
            Item::When { origin, condition, then, otherwise } => {
                all.push(When { origin, condition, has_else: !otherwise.is_empty() });
                gather(program, then, all);
                gather(program, otherwise, all);
            }
        }
    }
}

fn report(when: &When, decided: &Decided) -> Finding {
    let (message, words, help) = match (decided.holds, when.has_else) {
        (false, _) => (
            "this `when` never holds",
            "no lead meets what it asks for",
            "its condition contradicts itself, or what is asked around it: change it, or take the block out",
        ),
        (true, true) => (
            "this `when` always holds: nobody comes to its `else`",
            "every lead that gets here meets it",
            "ask for less, or take the `else` and the `when` out",
        ),
        (true, false) => (
            "this `when` always holds",
            "every lead that gets here meets it",
            "ask for less, or let its rules stand without it",
        ),
    };
    let diagnostic =
        Diagnostic::warning(WHEN_IS_DECIDED, when.origin.span, message).here(words).help(help);
    Finding { claim: Claim::WhenIs(decided.at, decided.holds), diagnostic }
}
