//! Statements of files, scores, groups and guards: which they are and where each may stand.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::syntax::ast::{Block, Item};
use crate::syntax::cut;
use crate::syntax::errors;
use crate::syntax::from_pairs::Builder;
use crate::syntax::heads;
use crate::syntax::pairs::R;

/// What a block of statements belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    File,
    Score,
    Group,
    When,
}

impl Place {
    /// Whether a kind of statement may stand here.
    fn takes(self, rule: R) -> bool {
        match self {
            Place::File => true,
            Place::Group | Place::When => {
                is_rule(rule)
                    || matches!(rule, R::ageing_statement | R::group_statement | R::when_statement)
            }
            Place::Score => {
                is_rule(rule)
                    || matches!(
                        rule,
                        R::ageing_statement
                            | R::group_statement
                            | R::when_statement
                            | R::reset_statement
                            | R::pause_statement
                    )
            }
        }
    }
}

fn is_rule(rule: R) -> bool {
    matches!(rule, R::on_statement | R::if_statement | R::always_statement | R::points_statement)
}

impl<'a> Builder<'a> {
    pub fn items(&mut self, body: cut::Body, place: Place) -> Block<Item> {
        let mut above: Option<(usize, bool)> = None;
        self.block(body, |builder, statement| {
            let rule = heads::item(builder.source, &statement.tokens);
            let lies = builder.lies(statement, rule, above);
            let is_rule = rule.is_some_and(|r| Place::Group.takes(r) && r != R::ageing_statement);
            if let Some(indent) = statement.indent {
                above = Some((indent, is_rule));
            }
            match (lies, rule) {
                (Some(fault), _) => builder.give_up(statement, rule, fault),
                (None, None) => {
                    let (fault, meant) =
                        errors::statements::unknown(builder.file, builder.source, statement);
                    builder.forget_missing_points(&fault);
                    builder.give_up(statement, meant, fault)
                }
                (None, Some(rule)) if !place.takes(rule) => {
                    let fault = errors::statements::misplaced(
                        builder.file,
                        builder.source,
                        statement,
                        place,
                    );
                    builder.give_up(statement, None, fault)
                }
                (None, Some(rule)) => builder.item(statement, rule),
            }
        })
    }

    /// `if A; and B +5` is one mistake: the line that lacks its points has them in the part that was cut off.
    fn forget_missing_points(&mut self, fault: &Diagnostic) {
        let Some(last) = self.diagnostics.last() else { return };
        let gap = fault.fixes.first().and_then(|fix| fix.edits.first());
        if fault.code == text::OWN_LINE
            && matches!(last.code, text::NO_POINTS | text::UNFINISHED)
            && gap.is_some_and(|edit| edit.span.start == last.span().end)
        {
            self.diagnostics.pop();
        }
    }

    /// An ageing line that is indented deeper than the rule above it looks like a part of that rule and is not.
    fn lies(
        &self,
        statement: &cut::Statement,
        rule: Option<R>,
        above: Option<(usize, bool)>,
    ) -> Option<Diagnostic> {
        let (indent, (above, is_rule)) = (statement.indent?, above?);
        (rule == Some(R::ageing_statement) && is_rule && indent > above)
            .then(|| errors::statements::indented(self.file, self.source, statement, above))
    }

    /// Reports a statement that is not read; what its blocks and its name say is kept.
    fn give_up(
        &mut self,
        statement: &mut cut::Statement,
        rule: Option<R>,
        fault: Diagnostic,
    ) -> Item {
        let earlier = errors::before_reading(self.file, self.source, statement, self.depth);
        self.diagnostics.push(earlier.unwrap_or(fault));
        rule.map_or(Item::Broken, |rule| self.salvage(statement, rule))
    }

    fn item(&mut self, statement: &mut cut::Statement, rule: R) -> Item {
        let read = match is_rule(rule) {
            true => self.rule(statement, rule),
            false => self.other(statement, rule),
        };
        read.unwrap_or_else(|| self.salvage(statement, rule))
    }

    fn rule(&mut self, statement: &mut cut::Statement, rule: R) -> Option<Item> {
        let read = self.read_once(statement, rule, |reader, pair| match rule {
            R::on_statement => reader.on(pair).map(Box::new),
            R::if_statement => reader.if_(pair).map(Box::new),
            _ => reader.always(pair).map(Box::new),
        });
        read.map(Item::Rule)
    }

    fn other(&mut self, statement: &mut cut::Statement, rule: R) -> Option<Item> {
        self.read(statement, rule, |reader, pair| match rule {
            R::ageing_statement => {
                pair.into_inner().next().and_then(|p| reader.ageing(p)).map(Item::Ageing)
            }
            R::disqualify_statement => reader.disqualify(pair).map(Item::Disqualify),
            R::score_statement => reader.score(pair).map(Item::Score),
            R::group_statement => reader.group(pair).map(Item::Group),
            R::when_statement => reader.when(pair).map(Item::When),
            R::stage_statement => reader.stage(pair).map(Item::Stage),
            R::otherwise_statement => reader.otherwise(pair).map(Item::Otherwise),
            R::grade_statement => reader.grade(pair).map(Item::Grade),
            R::matrix_statement => reader.matrix(pair).map(Item::Matrix),
            R::lead_statement => Some(Item::Lead(reader.lead())),
            R::event_statement => reader.event(pair).map(Item::Event),
            R::list_statement => reader.list_decl(pair).map(Item::List),
            R::define_statement => reader.define(pair).map(Item::Define),
            R::param_statement => reader.param_decl(pair).map(Item::Param),
            R::use_statement => reader.use_(pair).map(Item::Use),
            R::model_statement => reader.model(pair).map(Item::Model),
            R::timezone_statement => reader.timezone(pair).map(Item::Timezone),
            R::reset_statement => reader.reset(pair).map(Item::Reset),
            R::pause_statement => reader.pause(pair).map(Item::Pause),
            R::test_statement => reader.test(pair).map(Item::Test),
            _ => None,
        })
    }
}
