//! What is allowed but surely not meant, where the text alone shows it. One lint, one file; its page is in `docs/lints`.

mod ages_nothing;
mod any_event_at_all;
mod blocks;
mod cap_below_one;
mod cap_cuts_both;
mod ends_like_domain;
mod fewer_earn_more;
mod idle_limit;
mod item_twice;
mod mixed_alphabets;
mod neither_of_two;
mod no_points;
mod once_beside_any;
mod short_contains;
mod stage_like_disqualify;
mod tests_that_say_little;
mod texts;
mod three_decimals;
mod unused;
mod yes_no_among_texts;

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::syntax::ast::Item;
use crate::syntax::walk;

/// All lints over one model, which has no errors.
pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    expressions(model, diagnostics);
    cap_below_one::run(model, program, diagnostics);
    stage_like_disqualify::run(model, diagnostics);
    once_beside_any::run(model, program, diagnostics);
    cap_cuts_both::run(model, program, diagnostics);
    fewer_earn_more::run(model, diagnostics);
    any_event_at_all::run(model, program, diagnostics);
    unused::run(model, diagnostics);
    neither_of_two::run(model, diagnostics);
    tests_that_say_little::run(model, diagnostics);
    ages_nothing::run(model, diagnostics);
    idle_limit::run(model, diagnostics);
    no_points::run(model, diagnostics);
}

/// Those about an expression by itself, in one walk.
fn expressions(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for statement in model.statements() {
        // What a test's lead has may well be what data holds.
        let is_test = matches!(statement.it, Item::Test(_));
        walk::item(&statement.it, &mut |expr| {
            diagnostics.extend(three_decimals::judge(expr));
            diagnostics.extend(yes_no_among_texts::judge(model, expr));
            diagnostics.extend(short_contains::judge(model, expr));
            diagnostics.extend(ends_like_domain::judge(model, expr));
            if !is_test {
                diagnostics.extend(mixed_alphabets::judge(model, expr));
                diagnostics.extend(item_twice::judge(expr));
            }
        });
        diagnostics.extend(item_twice::in_list(&statement.it));
    }
}
