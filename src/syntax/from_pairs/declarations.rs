//! What a file declares: fields, events, lists, definitions, parameters, other files, resets and pauses.

use crate::syntax::ast::{
    Block, Define, EventBody, EventDecl, FieldDecl, LeadDecl, ListBody, ListDecl, Model, Param,
    Pause, Pick, Reset, Text, Timezone, TypeKind, TypeName, Use,
};
use crate::syntax::cut;
use crate::syntax::errors;
use crate::syntax::from_pairs::{Builder, Reader};
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'a> Builder<'a> {
    /// `title text; employees number`.
    pub fn fields(&mut self, body: cut::Body) -> Block<FieldDecl> {
        self.block(body, |builder, statement| {
            let read = builder.read(statement, R::field_row, |reader, pair| reader.field(pair));
            read.unwrap_or(FieldDecl::Broken)
        })
    }
}

impl<'b, 'a> Reader<'b, 'a> {
    pub fn lead(&mut self) -> LeadDecl {
        let body = self.body();
        LeadDecl { fields: self.builder.fields(body) }
    }

    fn field(&mut self, pair: Pair<'_>) -> Option<FieldDecl> {
        let (mut name, mut ty) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::type_name => ty = Some(self.type_name(part)),
                _ => {}
            }
        }
        Some(FieldDecl::Field { name: name?, ty: ty? })
    }

    fn type_name(&mut self, pair: Pair<'_>) -> TypeName {
        let span = self.span(&pair);
        let kind = if has(&pair, R::kw_one) {
            let list = parts(pair).find(|p| p.as_rule() == R::list);
            TypeKind::OneOf(list.map(|p| self.words(p)).unwrap_or_default())
        } else if has(&pair, R::kw_list) {
            TypeKind::ListOfText
        } else if has(&pair, R::kw_number) {
            TypeKind::Number
        } else if has(&pair, R::kw_bool) {
            TypeKind::Bool
        } else if has(&pair, R::kw_date) {
            TypeKind::Date
        } else {
            TypeKind::Text
        };
        TypeName { span, kind }
    }

    /// The words of `one of [junior, manager]`; a number there is the text of its digits.
    fn words(&mut self, pair: Pair<'_>) -> Vec<Text> {
        let span = self.span(&pair);
        let mut out = Vec::new();
        for item in parts(pair) {
            let text = item.into_inner().next().and_then(|value| {
                let text = value.clone().into_inner().last()?;
                let plain = value.as_rule() == R::item_value && value.as_str() == text.as_str();
                plain.then(|| self.text_of(&text))
            });
            out.extend(text);
        }
        if out.is_empty() {
            self.report(errors::values::empty_list(span));
        }
        out
    }

    /// `event e`, `event e { … }`, `event e = a, b where C`.
    pub fn event(&mut self, pair: Pair<'_>) -> Option<EventDecl> {
        let mut names = Vec::new();
        let (mut properties, mut filter) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => names.push(self.name(&part)),
                R::on_where => filter = self.filter(part),
                R::body => {
                    let body = self.body();
                    properties = Some(self.builder.fields(body));
                }
                _ => {}
            }
        }
        let mut names = names.into_iter();
        let name = names.next()?;
        let of: Vec<_> = names.collect();
        let body = match properties {
            Some(block) => EventBody::Properties(block),
            None if of.is_empty() => EventBody::Bare,
            None => EventBody::Kind { of, filter },
        };
        Some(EventDecl { name, body })
    }

    pub fn list_decl(&mut self, pair: Pair<'_>) -> Option<ListDecl> {
        let (mut name, mut body) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::list => body = Some(ListBody::Items(self.items_of(part))),
                R::text => body = Some(ListBody::File(self.text_of(&part))),
                _ => {}
            }
        }
        Some(ListDecl { name: name?, body: body? })
    }

    pub fn define(&mut self, pair: Pair<'_>) -> Option<Define> {
        let (mut name, mut condition) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::expr => condition = Some(self.expr(part)),
                _ => {}
            }
        }
        Some(Define { name: name?, condition: condition? })
    }

    pub fn param_decl(&mut self, pair: Pair<'_>) -> Option<Param> {
        let (mut name, mut value) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::value => value = Some(self.value(part)),
                _ => {}
            }
        }
        Some(Param { name: name?, value: value? })
    }

    fn only_text(&self, pair: Pair<'_>) -> Option<Text> {
        pair.into_inner().find(|p| p.as_rule() == R::text).map(|p| self.text_of(&p))
    }

    pub fn use_(&mut self, pair: Pair<'_>) -> Option<Use> {
        Some(Use { path: self.only_text(pair)? })
    }

    pub fn timezone(&mut self, pair: Pair<'_>) -> Option<Timezone> {
        Some(Timezone { zone: self.only_text(pair)? })
    }

    pub fn model(&mut self, pair: Pair<'_>) -> Option<Model> {
        let guard = self.filter(pair.clone());
        Some(Model { name: self.only_text(pair)?, guard })
    }

    pub fn reset(&mut self, pair: Pair<'_>) -> Option<Reset> {
        let pick = parts(pair).find(|p| p.as_rule() == R::pick)?;
        Some(Reset { on: self.pick(pick)? })
    }

    pub fn pause(&mut self, pair: Pair<'_>) -> Option<Pause> {
        let mut picks = parts(pair).filter(|p| p.as_rule() == R::pick);
        let (from, until) = (picks.next()?, picks.next()?);
        Some(Pause { from: self.pick(from)?, until: self.pick(until)? })
    }

    fn pick(&mut self, pair: Pair<'_>) -> Option<Pick> {
        let (mut event, mut filter) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => event = Some(self.name(&part)),
                R::on_where => filter = self.filter(part),
                _ => {}
            }
        }
        Some(Pick { event: event?, filter })
    }
}
