//! Lone words: `title = CEO or CTO`, `demo_request`, a definition with a slip. What was meant, as an edit.

use crate::check::Reported;
use crate::check::fields::Scope;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names as codes;
use crate::diagnostic::near::{nearest, one_of};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind};

/// Which word joins conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    And,
    Or,
}

impl<'a> Model<'a> {
    /// How many values stand alone behind a comparison: one in `title = CEO or CTO`.
    pub fn lone_values(&self, comparison: &Expr, rest: &'a [Expr], scope: &Scope<'a>) -> usize {
        use ast::CompareOp::{Equal, NotEqual};
        let right = match &*comparison.kind {
            ExprKind::Compare { op: Equal | NotEqual, right, .. }
            | ExprKind::TextTest { operand: ast::TextOperand::One(right), .. } => &right.kind,
            _ => return 0,
        };
        let number = matches!(**right, ExprKind::Number(_));
        rest.iter().take_while(|e| self.is_lone_value(e, number, scope)).count()
    }

    fn is_lone_value(&self, expr: &Expr, number: bool, scope: &Scope<'a>) -> bool {
        match &*expr.kind {
            ExprKind::Text(_) => !number,
            ExprKind::Number(_) => number,
            ExprKind::Name(name) => {
                !number
                    && !name.quoted
                    && !self.is_of_the_lead(&name.text, scope)
                    && !self.is_there(&name.text, scope)
                    && nearest(&name.text, self.could_stand(scope)).is_empty()
            }
            _ => false,
        }
    }

    /// Inside a `where`: a column of the lead that lacks its `lead.`.
    fn is_of_the_lead(&self, name: &str, scope: &Scope) -> bool {
        !scope.around.is_empty() && self.names.attributes.contains_key(name)
    }

    /// Is it a declared column, property, definition or figure?
    fn is_there(&self, name: &str, scope: &Scope<'a>) -> bool {
        self.could_stand(scope).contains(&name)
            || scope.around.is_empty() && self.names.events.contains_key(name)
    }

    /// The names that may stand alone or in a comparison here, as far as they are declared.
    fn could_stand(&self, scope: &Scope<'a>) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.names.defines.keys().copied().collect();
        match scope.around.last() {
            Some(event) => names.extend(self.properties_of(event, 0).unwrap_or_default()),
            None => names.extend(self.names.attributes.keys().copied()),
        }
        if scope.stage {
            names.extend(self.names.scores.keys().copied());
        }
        names
    }

    /// `title = CEO or CTO`: the values alone are no conditions; a list says it.
    pub fn report_lone_values(
        &mut self,
        comparison: &Expr,
        lone: &[Expr],
        join: Join,
        scope: &Scope<'a>,
    ) -> Reported {
        let (Some(first), Some(last)) = (lone.first(), lone.last()) else { return Reported };
        let word = self.written(first.span).to_string();
        let message = format!("`{word}` alone is not a condition");
        let mut error = Diagnostic::error(codes::LONE_WORD, first.span, message).here("is what?");
        if let Some(whole) = self.as_a_list(comparison, lone, join) {
            let span = comparison.span.to(last.span);
            error = error
                .help("a comparison has one value on its right: several stand in a list")
                .fix(format!("write `{whole}`"), span, whole);
        }
        let closed = match scope.around.last() {
            Some(event) => self.properties_of(event, 0).is_some(),
            None => self.names.lead_declared,
        };
        if let ([_], ExprKind::Name(_), false) = (lone, &*first.kind, closed) {
            error = error.fix(format!("write `{word} = yes`"), first.span.after(), " = yes");
        }
        self.error(error)
    }

    /// The comparison with all values in one list.
    fn as_a_list(&self, comparison: &Expr, lone: &[Expr], join: Join) -> Option<String> {
        let (left, word, right) = match &*comparison.kind {
            ExprKind::Compare { left, op: ast::CompareOp::Equal, right } => (left, "in", right),
            ExprKind::Compare { left, right, .. } => (left, "not in", right),
            ExprKind::TextTest { value, op, operand: ast::TextOperand::One(right) } => {
                (value, text_word(*op, join), right)
            }
            _ => return None,
        };
        let values = std::iter::once(right).chain(lone);
        let values: Vec<&str> = values.map(|v| self.written(v.span)).collect();
        Some(format!("{} {word} [{}]", self.written(left.span), values.join(", ")))
    }

    /// `disqualify if country "ES"`: the text is a label, and the name no condition.
    pub fn lone_before_label(&mut self, line: &ast::Disqualify) -> bool {
        let (ExprKind::Name(name), Some(label)) = (&*line.condition.kind, &line.label) else {
            return false;
        };
        if name.quoted || self.could_stand(&Scope::default()).contains(&name.text.as_str()) {
            return false;
        }
        let (written, value) = (self.written(name.span), self.written(label.span));
        let (equal, yes) = (format!("{written} = {value}"), format!("{written} = yes {value}"));
        let message = format!("`{written}` alone is not a condition");
        let error = Diagnostic::error(codes::LONE_WORD, name.span, message)
            .here("is what?")
            .label(label.span, "this is read as the reason that is shown")
            .fix(format!("write `{equal}`"), name.span.to(label.span), equal)
            .fix(format!("write `{yes}`"), name.span.to(label.span), yes);
        self.error(error);
        true
    }

    /// A name that nobody declared, alone where a condition belongs: an event, or a definition with a slip.
    pub fn lone_name(&mut self, name: &'a ast::Name, scope: &Scope<'a>) -> Option<Reported> {
        let text = name.text.as_str();
        if name.quoted || self.could_stand(scope).contains(&text) {
            return None;
        }
        let place = name.span;
        if self.names.events.contains_key(text) || self.fields.is_event_in_use(text) {
            return Some(self.lone_event(text, place, scope));
        }
        let defines: Vec<&str> = self.names.defines.keys().copied().collect();
        let near = nearest(text, defines);
        let best = *near.first()?;
        let message = format!("there is no definition `{text}`");
        let help = format!("did you mean {}?", one_of(near.iter().copied()));
        let error = Diagnostic::error(codes::LONE_WORD, place, message)
            .here("not known")
            .help(help)
            .fix(format!("write `{best}`"), place, best);
        Some(self.error(error))
    }

    fn lone_event(&mut self, name: &str, place: Span, scope: &Scope) -> Reported {
        let side = if scope.around.is_empty() { "" } else { " before" };
        let write = format!("any {name}{side}");
        let message = format!("`{name}` is an event: did any happen?");
        let error = Diagnostic::error(codes::LONE_WORD, place, message)
            .here("not a condition")
            .help(format!("`any {name}` asks whether it happened, `count({name}) >= 3` how often"))
            .fix(format!("write `{write}`"), place, write);
        self.error(error)
    }
}

fn text_word(op: ast::TextOp, join: Join) -> &'static str {
    use ast::TextOp::{Contains, ContainsWord, EndsWith, StartsWith};
    match (op, join) {
        (Contains, Join::Or) => "contains any",
        (Contains, Join::And) => "contains all",
        (ContainsWord, Join::Or) => "contains any word",
        (ContainsWord, Join::And) => "contains all word",
        (StartsWith, _) => "starts with any",
        (EndsWith, _) => "ends with any",
    }
}
