//! Scorers: a model with the engine that runs it, for one lead now and then, one after the other, or a batch.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::{self, Engine};
use crate::ir::outcome::Verdict;
use crate::library::error::InputError;
use crate::library::lead::{Event, Lead};
use crate::library::model::{Made, Model};
use crate::library::scored::Scored;
use crate::types::{Cells, EventCells};

/// Scores leads. Cheap to clone, shared between threads; the answers are the same for every engine and number of threads.
#[derive(Clone)]
pub struct Scorer {
    pub(super) model: Model,
    pub(super) engine: engine::Scorer,
    /// Sessions that nobody uses now: as many as there were threads at once.
    idle: Arc<Mutex<Vec<engine::Session>>>,
}

/// Scores leads one after the other, as fast as can be: what it needs is kept from lead to lead.
pub struct Session {
    model: Model,
    session: engine::Session,
}

impl Scorer {
    pub(super) fn new(model: Model, engine: engine::Scorer) -> Scorer {
        Scorer { model, engine, idle: Arc::default() }
    }

    /// One lead with its events, in any order, at a moment.
    ///
    /// Events after the moment do not exist yet. Nothing is allocated beyond the result, once the usual texts have been seen and where machine
    /// code runs; [`Engine::Auto`] compiles it when enough leads were scored by themselves.
    ///
    /// # Errors
    ///
    /// A lead or an event that was made for a model with other columns.
    pub fn score<'a>(
        &'a self,
        lead: &'a Lead,
        events: &'a [Event],
        as_of: impl Into<crate::Time>,
    ) -> Result<Scored<'a>, InputError> {
        let as_of = as_of.into().0;
        own(&self.model.made, lead, events)?;
        let verdict = self.look(lead, events, as_of, Verdict::clone);
        Ok(Scored::new(&self.model.made, (lead, events, as_of), Cow::Owned(verdict)))
    }

    /// A look at the verdict of a lead, whoever holds its values.
    pub(crate) fn look<E: EventCells, R>(
        &self,
        lead: &impl Cells,
        events: &[E],
        as_of: i64,
        look: impl FnOnce(&Verdict) -> R,
    ) -> R {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut session = idle.unwrap_or_else(|| self.engine.session());
        let seen = look(session.score(lead, events, as_of));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        seen
    }

    /// For many leads one after the other, on one thread.
    pub fn session(&self) -> Session {
        Session { model: self.model.clone(), session: self.engine.session() }
    }

    /// The engine that runs batches: never [`Engine::Auto`].
    pub fn engine(&self) -> Engine {
        self.engine.engine()
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Scores batches on so many threads.
    pub fn with_threads(self, threads: usize) -> Scorer {
        Scorer { engine: self.engine.with_threads(threads), ..self }
    }
}

impl Session {
    /// As [`Scorer::score`], without even the result allocated: it is read before the next lead is scored.
    ///
    /// # Errors
    ///
    /// A lead or an event that was made for a model with other columns.
    pub fn score<'a>(
        &'a mut self,
        lead: &'a Lead,
        events: &'a [Event],
        as_of: impl Into<crate::Time>,
    ) -> Result<Scored<'a>, InputError> {
        let as_of = as_of.into().0;
        own(&self.model.made, lead, events)?;
        let verdict = self.session.score(lead, events, as_of);
        Ok(Scored::new(&self.model.made, (lead, events, as_of), Cow::Borrowed(verdict)))
    }
}

fn own(made: &Made, lead: &Lead, events: &[Event]) -> Result<(), InputError> {
    let mark = made.columns.mark;
    match lead.mark() == mark && events.iter().all(|event| event.mark() == mark) {
        true => Ok(()),
        false => Err(InputError::OtherModel),
    }
}

impl fmt::Debug for Scorer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Scorer")
            .field("model", &self.model)
            .field("engine", &self.engine())
            .finish()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Session").field("model", &self.model).finish()
    }
}
