//! W0120: a `decay` in a block without a rule that it would age.

use crate::check::lint::blocks;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{Ageing, AgeingKind, ClauseKind, Head, Item, Rule, ScoreBody, Statement};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for side in blocks::all(model.statements()) {
        // Where a block holds no rule at all, that is another matter.
        if takes(side.statements) || !has_rules(side.statements) {
            continue;
        }
        let own = side.statements.iter().find_map(|s| ageing(&s.it));
        diagnostics.extend(own.map(report));
    }
}

/// What sets ageing; `no decay` alone says that there is none.
fn ageing(item: &Item) -> Option<&Ageing> {
    match item {
        Item::Ageing(ageing) if ageing.kind != AgeingKind::Off => Some(ageing),
        _ => None,
    }
}

/// Is there an `on` rule that inherits from the block?
fn takes(statements: &[Statement<Item>]) -> bool {
    inside(
        statements,
        &|rule| {
            let own = rule.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Ageing(_)));
            matches!(rule.head, Head::On { .. }) && !own
        },
        true,
    )
}

fn has_rules(statements: &[Statement<Item>]) -> bool {
    inside(statements, &|_| true, false)
}

/// Is there such a rule in a block, where `inherits` asks only for those that no inner ageing keeps from the block's own?
fn inside(statements: &[Statement<Item>], such: &dyn Fn(&Rule) -> bool, inherits: bool) -> bool {
    let within = |block: &[Statement<Item>]| {
        let shut = inherits && block.iter().any(|s| matches!(s.it, Item::Ageing(_)));
        !shut && inside(block, such, inherits)
    };
    statements.iter().any(|statement| match &statement.it {
        Item::Rule(rule) => such(rule),
        Item::Group(group) => within(&group.body.statements),
        Item::Score(score) => match &score.body {
            ScoreBody::Rules(block) => within(&block.statements),
            ScoreBody::Formula(_) => false,
        },
        Item::When(when) => {
            within(&when.then.statements)
                || when.otherwise.as_ref().is_some_and(|o| within(&o.statements))
        }
        _ => false,
    })
}

fn report(ageing: &Ageing) -> Diagnostic {
    Diagnostic::warning(lints::AGES_NOTHING, ageing.span, "this ages nothing")
        .here("no `on` rule takes it")
        .help("only points of `on` rules age, and a rule's or a block's own ageing replaces this one whole")
}
