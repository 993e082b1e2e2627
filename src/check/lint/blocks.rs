//! The blocks of a file that hold rules: rules that stand side by side are looked at together.

use crate::syntax::ast::{GroupMode, Item, Rule, ScoreBody, Statement};

/// What stands in one pair of braces, or in the file outside any.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub statements: &'a [Statement<Item>],
    /// How the lines of the block add up.
    pub mode: GroupMode,
}

impl<'a> Side<'a> {
    pub fn rules(self) -> impl Iterator<Item = (&'a Statement<Item>, &'a Rule)> {
        self.statements.iter().filter_map(|statement| match &statement.it {
            Item::Rule(rule) => Some((statement, &**rule)),
            _ => None,
        })
    }
}

/// Every block of a file, the file itself first.
pub(super) fn all(statements: &[Statement<Item>]) -> Vec<Side<'_>> {
    let mut found = Vec::new();
    gather(statements, GroupMode::Sum, &mut found);
    found
}

fn gather<'a>(statements: &'a [Statement<Item>], mode: GroupMode, found: &mut Vec<Side<'a>>) {
    found.push(Side { statements, mode });
    for statement in statements {
        match &statement.it {
            Item::Score(score) => {
                if let ScoreBody::Rules(block) = &score.body {
                    gather(&block.statements, GroupMode::Sum, found);
                }
            }
            Item::Group(group) => gather(&group.body.statements, group.mode, found),
            // The rules of a `when` belong to the group around it.
            Item::When(when) => {
                gather(&when.then.statements, mode, found);
                when.otherwise.iter().for_each(|o| gather(&o.statements, mode, found));
            }
            _ => {}
        }
    }
}
