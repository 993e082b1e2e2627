//! What is left of a statement whose head was reported: its name, so that its uses are not reported too, and its blocks.

use crate::source::Span;
use crate::syntax::ast::{
    Define, EventBody, EventDecl, Expr, ExprKind, Group, GroupMode, Item, LeadDecl, ListBody,
    ListDecl, Name, Param, Score, ScoreBody,
};
use crate::syntax::cut;
use crate::syntax::from_pairs::{Builder, Place};
use crate::syntax::pairs::R;
use crate::syntax::token::Kind;
use crate::syntax::values;

impl<'a> Builder<'a> {
    /// A statement of a kind that was reported and not read.
    pub fn salvage(&mut self, statement: &mut cut::Statement, rule: R) -> Item {
        let name = self.salvaged_name(statement);
        let span = self.span_of(statement);
        let mut bodies = std::mem::take(&mut statement.bodies).into_iter();
        let first = bodies.next();
        let item = match (rule, name, first) {
            (R::score_statement, Some(name), Some(body)) => {
                let body = ScoreBody::Rules(self.items(body, Place::Score));
                Item::Score(Score { name, range: None, body })
            }
            (R::score_statement, Some(name), None) => {
                let body = ScoreBody::Formula(broken(span));
                Item::Score(Score { name, range: None, body })
            }
            (R::group_statement, Some(name), Some(body)) => {
                let body = self.items(body, Place::Group);
                Item::Group(Group {
                    name,
                    mode: GroupMode::Sum,
                    range: None,
                    caps: Vec::new(),
                    body,
                })
            }
            (R::lead_statement, _, Some(body)) => {
                Item::Lead(LeadDecl { fields: self.fields(body) })
            }
            (R::event_statement, Some(name), Some(body)) => {
                let body = EventBody::Properties(self.fields(body));
                Item::Event(EventDecl { name, body })
            }
            (R::event_statement, Some(name), None) => {
                Item::Event(EventDecl { name, body: EventBody::Bare })
            }
            (R::list_statement, Some(name), _) => {
                Item::List(ListDecl { name, body: ListBody::Items(vec![broken(span)]) })
            }
            (R::define_statement, Some(name), _) => {
                Item::Define(Define { name, condition: broken(span) })
            }
            (R::param_statement, Some(name), _) => Item::Param(Param { name, value: broken(span) }),
            (_, _, Some(body)) => {
                self.discard(body, rule);
                Item::Broken
            }
            _ => Item::Broken,
        };
        for body in bodies {
            self.discard(body, rule);
        }
        item
    }

    /// Reads a block for the faults in it only.
    fn discard(&mut self, body: cut::Body, rule: R) {
        match rule {
            R::score_statement => drop(self.items(body, Place::Score)),
            R::group_statement => drop(self.items(body, Place::Group)),
            R::when_statement => drop(self.items(body, Place::When)),
            R::grade_statement => drop(self.grade_rows(body)),
            R::matrix_statement => drop(self.matrix_rows(body)),
            R::lead_statement | R::event_statement => drop(self.fields(body)),
            R::test_statement => drop(self.test_rows(body)),
            R::points_statement => drop(self.table_rows(body)),
            _ => {}
        }
    }

    /// The second word of a statement, where its name stands.
    fn salvaged_name(&self, statement: &cut::Statement) -> Option<Name> {
        let token = statement.tokens.get(1)?;
        let quoted = token.kind == Kind::Quoted;
        (quoted || token.kind == Kind::Word).then(|| Name {
            text: values::name(token.text(self.source)),
            span: Span::new(self.file, token.start, token.end),
            quoted,
        })
    }
}

fn broken(span: Span) -> Expr {
    Expr { span, kind: Box::new(ExprKind::Broken) }
}
