//! Events: which names exist, kinds of events written out, queries over the log.

use crate::check::Result;
use crate::check::fields::Scope;
use crate::check::model::{Model, Window};
use crate::check::names::not_there;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as codes, structure, types as type_codes};
use crate::ir::expr::{Cond, Kind, Query, Side};
use crate::ir::program::{Pause, Pick};
use crate::source::Span;
use crate::syntax::ast::{self, Item};
use crate::types::EventId;

/// Events that may stand around a history form.
const MOST_AROUND: usize = 3;

impl<'a> Model<'a> {
    /// A history form, as it stands in `scope`.
    pub fn query(&mut self, query: &'a ast::Query, scope: &Scope<'a>) -> Result<Query> {
        self.check_side(query, scope)?;
        if scope.around.len() > MOST_AROUND {
            let error = Diagnostic::error(
                type_codes::HISTORY_TOO_DEEP,
                query.span,
                "events stand around each other more than three deep",
            );
            return Err(self.error(
                error
                    .here("one too many")
                    .help("give the inner part a name: `event NAME = … where …`"),
            ));
        }
        let kind = self.kind(&query.event.text, query.event.span);
        let inside = scope.inside(&query.event.text);
        let end = query.filter.as_ref().map_or(query.span, |f| f.span).after();
        self.windows.push(Window { end, seconds: None });
        let filter = query.filter.as_ref().map(|f| self.condition(f, &inside)).transpose();
        let behind = self.windows.pop().and_then(|w| w.seconds);
        let within = query.within.as_ref().map(|w| self.seconds(w)).transpose();
        let since = query.since.as_ref().map(|s| self.moment(s, scope)).transpose();
        let side = query.side.map(|side| match side {
            ast::Side::Before => Side::Before,
            ast::Side::After => Side::After,
        });
        Ok(Query {
            kind: kind?,
            filter: filter?.map(Box::new),
            within: within?.or(behind),
            side,
            since: since?.map(Box::new),
        })
    }

    /// Inside a `where`, history says `before` or `after`; outside it must not.
    fn check_side(&mut self, query: &'a ast::Query, scope: &Scope<'a>) -> Result<()> {
        match (scope.around.last(), query.side) {
            (Some(event), None) => {
                let end =
                    query.since.as_ref().map_or(query.span, |s| query.span.to(s.span)).after();
                let error = Diagnostic::error(type_codes::BEFORE_OR_AFTER, query.span, format!("is this before or after the `{event}`?"))
                    .here("say which")
                    .help(format!("inside a `where`, history is seen from the event: write `before` or `after` behind it, such as `any {} within 10d before`", query.event.text))
                    .fix("write `before`", end, " before")
                    .fix("write `after`", end, " after");
                Err(self.error(error))
            }
            (None, Some(side)) => {
                let word = if side == ast::Side::Before { "before" } else { "after" };
                let error = Diagnostic::error(codes::NO_EVENT_AROUND, query.span, format!("`{word}` what? there is no event around this"))
                    .here(format!("`{word}` needs an event"))
                    .help("`before` and `after` stand inside a `where`; from a date on, write `since DATE`");
                Err(self.error(self.without_side(error, word, query.span)))
            }
            _ => Ok(()),
        }
    }

    /// Offers to leave the `before` or `after` of a history form out.
    fn without_side(&self, error: Diagnostic, word: &str, span: Span) -> Diagnostic {
        let Some(place) = self.written(span).rfind(&format!(" {word}")) else { return error };
        let start = span.start + place as u32;
        let side = Span { start, end: start + 1 + word.len() as u32, ..span };
        error.fix(format!("leave `{word}` out"), side, "")
    }

    /// Which names an event's name stands for.
    pub fn kind(&mut self, name: &'a str, span: Span) -> Result<Kind> {
        if name == "event" && !self.names.events.contains_key(name) {
            self.fields.used.schema.any_event = true;
            return Ok(Kind::Any);
        }
        let Some(info) = self.names.events.get(name) else {
            return self.plain_event(name, span);
        };
        let Some((of, filter)) = info.kind else {
            return Ok(Kind::Of(vec![(self.fields.event(name), None)]));
        };
        if self.open.contains(&name) {
            let error = Diagnostic::error(
                structure::CIRCLE,
                info.span,
                format!("the event `{name}` is made of itself"),
            )
            .here("leads back here")
            .help("a kind of event is made of other events");
            return Err(self.circle(name, error));
        }
        self.write_out(of.len() * 16, info.span)?;
        self.open.push(name);
        let kind = self.members(name, of, filter);
        self.open.pop();
        kind
    }

    fn members(
        &mut self,
        name: &'a str,
        of: &'a [ast::Name],
        filter: Option<&'a ast::Expr>,
    ) -> Result<Kind> {
        let scope = Scope { around: vec![name], ..Scope::default() };
        let filter = filter.map(|f| self.condition(f, &scope)).transpose();
        let mut all: Vec<(EventId, Option<Cond>)> = Vec::new();
        for member in of {
            match self.kind(&member.text, member.span)? {
                Kind::Any if of.len() == 1 && filter == Ok(None) => return Ok(Kind::Any),
                Kind::Any => {
                    let error = Diagnostic::error(
                        structure::CIRCLE,
                        member.span,
                        "`event` is every event: name the events that are meant",
                    );
                    return Err(self.error(error.here("every event")));
                }
                Kind::Of(more) => all.extend(more),
            }
        }
        let filter = filter?;
        let narrow = |own: Option<Cond>| match (own, filter.clone()) {
            (Some(own), Some(filter)) => Some(Cond::And(vec![own, filter])),
            (own, filter) => own.or(filter),
        };
        Ok(Kind::Of(all.into_iter().map(|(id, own)| (id, narrow(own))).collect()))
    }

    fn plain_event(&mut self, name: &'a str, span: Span) -> Result<Kind> {
        if self.names.events_declared {
            let known: Vec<&str> = self.names.events.keys().copied().collect();
            let unknown = not_there(
                codes::UNKNOWN_EVENT,
                span,
                format!("no event `{name}` is declared"),
                name,
                known,
            );
            return Err(self.error(unknown));
        }
        Ok(Kind::Of(vec![(self.fields.event(name), None)]))
    }

    /// The resets and pauses of the file.
    pub fn file_mask(&mut self) {
        let statements = self.statements();
        self.mask(statements, 0);
    }

    /// Adds the resets and pauses among the statements to a mask.
    pub fn mask(&mut self, statements: &'a [ast::Statement<Item>], mask: usize) {
        for statement in statements {
            match &statement.it {
                Item::Reset(reset) => {
                    if let Ok(pick) = self.pick(&reset.on) {
                        self.masks[mask].resets.push(pick);
                    }
                }
                Item::Pause(pause) => {
                    if let (Ok(from), Ok(until)) = (self.pick(&pause.from), self.pick(&pause.until))
                    {
                        self.masks[mask].pauses.push(Pause { from, until });
                    }
                }
                _ => {}
            }
        }
    }

    fn pick(&mut self, pick: &'a ast::Pick) -> Result<Pick> {
        let kind = self.kind(&pick.event.text, pick.event.span);
        let scope = Scope::default().inside(&pick.event.text);
        let filter = pick.filter.as_ref().map(|f| self.condition(f, &scope)).transpose();
        Ok(Pick { kind: kind?, filter: filter? })
    }
}
