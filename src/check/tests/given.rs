//! What a test gives: the lead's attributes and the events, as values of the types that the rules read.

use std::sync::Arc;

use crate::check::literals::describe;
use crate::check::model::Model;
use crate::check::names::not_there;
use crate::check::tests::{DEFAULT_MOMENT, Reading};
use crate::check::{Reported, Result};
use crate::diagnostic::codes::{files as codes, names as name_codes, types as type_codes};
use crate::diagnostic::near::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, AssignValue, EventTime, Expr, ExprKind};
use crate::types::{Event, Lead, Type, Value};

impl<'a> Model<'a> {
    pub(super) fn test_lead(
        &mut self,
        block: &'a ast::Block<ast::Assign>,
        lead: &mut Lead,
        reading: &Reading,
    ) -> Result<()> {
        let mut fault = Ok(());
        for statement in &block.statements {
            let ast::Assign::Value { name, value } = &statement.it else {
                fault = Err(Reported);
                continue;
            };
            match self.test_attribute(name, value, reading) {
                Ok(Some((position, value))) => lead.attributes[position] = value,
                Ok(None) => {}
                Err(reported) => fault = Err(reported),
            }
        }
        fault
    }

    fn test_attribute(
        &mut self,
        name: &ast::Name,
        value: &'a AssignValue,
        reading: &Reading,
    ) -> Result<Option<(usize, Value)>> {
        if self.names.lead_declared {
            self.attribute_declared(name)?;
        }
        let schema = &reading.program.schema;
        let Some(id) = schema.attribute(&name.text) else {
            let used = schema.attributes.iter().map(|f| f.name.as_str());
            self.near_miss(name, used, name_codes::UNKNOWN_COLUMN, "no rule reads a column")?;
            return Ok(None);
        };
        let ty = schema.attributes[id.0 as usize].ty.clone();
        Ok(Some((id.0 as usize, self.test_value(value, &ty, reading)?)))
    }

    fn attribute_declared(&mut self, name: &ast::Name) -> Result<()> {
        if self.names.attributes.contains_key(name.text.as_str()) {
            return Ok(());
        }
        let known: Vec<&str> = self.names.attributes.keys().copied().collect();
        let message = format!("the `lead` block has no column `{}`", name.text);
        let unknown = not_there(name_codes::UNKNOWN_COLUMN, name.span, message, &name.text, known);
        Err(self.error(unknown))
    }

    /// What no rule reads does no harm in a test; a slip in a name that a rule does read is one.
    fn near_miss<'n>(
        &mut self,
        name: &ast::Name,
        used: impl Iterator<Item = &'n str>,
        code: Code,
        what: &str,
    ) -> Result<()> {
        let used: Vec<&str> = used.collect();
        if nearest(&name.text, used.iter().copied()).is_empty() {
            return Ok(());
        }
        let message = format!("{what} `{}`", name.text);
        let unknown = not_there(code, name.span, message, &name.text, used);
        Err(self.error(unknown))
    }

    pub(super) fn test_event(
        &mut self,
        event: &'a ast::Name,
        when: &'a EventTime,
        properties: Option<&'a ast::Block<ast::Assign>>,
        reading: &Reading,
    ) -> Result<Option<Event>> {
        let moment = reading.as_of.unwrap_or(DEFAULT_MOMENT);
        let time = match when {
            EventTime::Now => Ok(moment),
            EventTime::Ago(time) => self.ago(time).map(|s| moment - s),
            EventTime::At(date) => self.test_date(date, reading),
        };
        let known = self.test_event_name(event, reading);
        let mut values = vec![Value::Unknown; reading.program.schema.properties.len()];
        let mut fault = Ok(());
        for statement in properties.map_or(&[] as &[_], |p| &p.statements) {
            let read = match &statement.it {
                ast::Assign::Value { name, value } => {
                    self.test_property(event, name, value, reading)
                }
                ast::Assign::Broken => Err(Reported),
            };
            match read {
                Ok(Some((position, value))) => values[position] = value,
                Ok(None) => {}
                Err(reported) => fault = Err(reported),
            }
        }
        fault?;
        let time = time?;
        Ok(known?.map(|event| Event { event, time, properties: values }))
    }

    /// `3d ago`; `0d ago` is now.
    fn ago(&mut self, time: &'a Expr) -> Result<i64> {
        let literal = self.literal(time)?;
        match literal.kind {
            ExprKind::Duration(d) if d.seconds == 0 => Ok(0),
            _ => self.seconds(time),
        }
    }

    fn test_event_name(
        &mut self,
        event: &ast::Name,
        reading: &Reading,
    ) -> Result<Option<crate::types::EventId>> {
        let name = event.text.as_str();
        if let Some(info) = self.names.events.get(name) {
            if let Some((of, _)) = info.kind {
                let example = of.first().map_or("", |n| n.text.as_str());
                let error = Diagnostic::error(
                    name_codes::UNKNOWN_EVENT,
                    event.span,
                    format!(
                        "`{name}` is a kind of event: a log holds the events that it is made of"
                    ),
                )
                .here("no event of its own")
                .help(format!("write `{example}` with the properties that make it one"))
                .fix(format!("write `{example}`"), event.span, example);
                return Err(self.error(error));
            }
        } else if self.names.events_declared {
            let known: Vec<&str> = self
                .names
                .events
                .iter()
                .filter(|(_, e)| e.kind.is_none())
                .map(|(n, _)| *n)
                .collect();
            let unknown = not_there(
                name_codes::UNKNOWN_EVENT,
                event.span,
                format!("no event `{name}` is declared"),
                name,
                known,
            );
            return Err(self.error(unknown));
        }
        let schema = &reading.program.schema;
        if schema.event(name).is_none() && !schema.any_event {
            self.near_miss(
                event,
                schema.events.iter().map(String::as_str),
                name_codes::UNKNOWN_EVENT,
                "no rule is about an event",
            )?;
        }
        Ok(schema.event_in_use(name))
    }

    fn test_property(
        &mut self,
        event: &ast::Name,
        name: &ast::Name,
        value: &'a AssignValue,
        reading: &Reading,
    ) -> Result<Option<(usize, Value)>> {
        self.check_property(name, &event.text)?;
        let schema = &reading.program.schema;
        let Some(id) = schema.property(&name.text) else {
            let used = schema.properties.iter().map(|f| f.name.as_str());
            self.near_miss(name, used, name_codes::UNKNOWN_PROPERTY, "no rule reads a property")?;
            return Ok(None);
        };
        let ty = schema.properties[id.0 as usize].ty.clone();
        Ok(Some((id.0 as usize, self.test_value(value, &ty, reading)?)))
    }

    fn test_value(
        &mut self,
        value: &'a AssignValue,
        ty: &Type,
        reading: &Reading,
    ) -> Result<Value> {
        match (value, ty) {
            (AssignValue::Unknown, _) => Ok(Value::Unknown),
            (AssignValue::List(items), Type::List) => {
                let texts: Vec<Result<String>> =
                    items.iter().map(|i| self.test_words(i, ty)).collect();
                let texts = texts.into_iter().collect::<Result<Vec<String>>>()?;
                Ok(Value::List(texts.iter().map(|t| Arc::from(t.as_str())).collect()))
            }
            (AssignValue::One(one), Type::List) => {
                let text = self.test_words(one, ty)?;
                Ok(Value::List(Arc::from([Arc::from(text.as_str())])))
            }
            (AssignValue::One(one), Type::Number) => Ok(Value::number(self.number_literal(one)?)),
            (AssignValue::One(one), Type::Date) => self.test_date(one, reading).map(Value::Date),
            (AssignValue::One(one), Type::Bool) => self.test_bool(one),
            (AssignValue::One(one), Type::Text | Type::OneOf(_)) => {
                let text = self.test_words(one, ty)?;
                if let Type::OneOf(values) = ty {
                    self.allowed(&text, one.span, &Some(values.clone()))?;
                }
                Ok(Value::text(&text))
            }
            (AssignValue::List(items), _) => {
                let span = items.first().map_or(reading.test.name.span, |i| i.span);
                let error = Diagnostic::error(
                    type_codes::MISMATCH,
                    span,
                    format!("this column is {}, not a list", ty.name()),
                );
                Err(self.error(error.here("one value, please")))
            }
        }
    }

    fn test_words(&mut self, expr: &'a Expr, ty: &Type) -> Result<String> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Text(text) | ExprKind::Exactly(text) | ExprKind::YesNo(_, text) => {
                Ok(text.text.clone())
            }
            kind => Err(self.test_mismatch(expr, ty.name(), kind)),
        }
    }

    fn test_bool(&mut self, expr: &'a Expr) -> Result<Value> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::YesNo(value, _) => Ok(Value::Bool(*value)),
            kind => Err(self.test_mismatch(expr, "yes or no", kind)),
        }
    }

    pub(super) fn test_mismatch(&mut self, expr: &Expr, what: &str, kind: &ExprKind) -> Reported {
        let written = self.written(expr.span).to_string();
        let mut error = Diagnostic::error(
            type_codes::MISMATCH,
            expr.span,
            format!("the rules read this as {what}, and `{written}` is {}", describe(kind)),
        )
        .here(describe(kind));
        if what == "yes or no" {
            error = error.fix("write `yes`", expr.span, "yes").fix("write `no`", expr.span, "no");
        }
        if what == "text" {
            error =
                error.fix(format!("write `\"{written}\"`"), expr.span, format!("\"{written}\""));
        }
        self.error(error)
    }

    /// A test that names dates says which moment it is.
    fn test_date(&mut self, expr: &'a Expr, reading: &Reading) -> Result<i64> {
        let date = self.date(expr)?;
        if reading.as_of.is_some() {
            return Ok(date.start);
        }
        let at = reading.test.body.span;
        let inside = Span { start: at.start + 1, end: at.start + 1, ..at };
        let error = Diagnostic::error(
            codes::NO_MOMENT,
            expr.span,
            "a date means little in a test that does not say which day it is",
        )
        .here("a date")
        .help("begin the test with `as of 2026-01-31`, or say `3d ago`")
        .fix("begin with `as of 2026-01-31`", inside, " as of 2026-01-31; ");
        Err(self.error(error))
    }
}
