//! Leads scored live: events and attributes one at a time, a state instead of a history.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::engine::Engine;
use crate::library::columns::Attribute;
use crate::library::error::InputError;
use crate::library::lead::{Event, Lead, check};
use crate::library::model::Model;
use crate::library::scored::Scored;
use crate::library::scorer::Scorer;
use crate::live::{Applied, NO_ID, Plan, State, Unmergeable, event_id};
use crate::types::{self, Cell, EventCells, EventId};

/// A model made ready to score leads live; made by [`Model::live`]. Cheap to clone, shared between threads.
///
/// ```
/// use baremo::{Added, Model, Time};
///
/// let model = Model::from_source("on visit +10 decay 10%/30d; if title = CTO +5; hot at >= 15")?;
/// let live = model.live();
/// let mut lead = live.lead();
/// let day = 86_400;
///
/// lead.set(model.attribute("title")?, "CTO", Time(0))?;
/// lead.add(&model.event_at("visit", Time(day))?, Some("v1"))?;
/// assert_eq!(lead.add(&model.event_at("visit", Time(day))?, Some("v1"))?, Added::Duplicate);
/// assert_eq!(lead.at(Time(day))?.scored().stage(), Some("hot"));
///
/// lead.settle(Time(40 * day)); // no event before comes any more: the visit becomes a sum that ages
/// let now = lead.at(Time(61 * day))?;
/// assert_eq!(now.scored().score("score"), Some(baremo::Points(1310))); // 5, and 10 aged for 60 days
/// println!("{}", now.scored().invoice());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
}

struct Inner {
    model: Model,
    plan: Plan,
    scorer: Scorer,
}

/// A lead whose events are not kept longer than they matter.
///
/// At every moment from its frontier on it has the figures that the whole history gives; sums that age smoothly may differ where the exact line lies
/// within 0.000001 of a tie at rounding.
#[derive(Clone)]
pub struct LiveLead {
    inner: Arc<Inner>,
    state: State,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Added {
    New,
    /// The same event, by its id, was there.
    Duplicate,
    /// An event of this id with another content was there: neither counts.
    Conflict,
    /// It is before the frontier, and is not taken.
    Late,
}

/// A live lead at a moment.
pub struct LiveMoment {
    inner: Arc<Inner>,
    lead: Lead,
    events: Vec<Event>,
    as_of: i64,
}

impl Model {
    /// Makes the model ready for leads that are scored as their events come.
    pub fn live(&self) -> Live {
        let plan = Plan::new(&self.made.program);
        let over = Model::of(plan.program.clone());
        let scorer = crate::engine::Scorer::new(over.made.program.clone(), Engine::Auto);
        let scorer = Scorer::new(over, scorer);
        Live { inner: Arc::new(Inner { model: self.clone(), plan, scorer }) }
    }
}

impl Live {
    /// A lead of which nothing is known yet.
    pub fn lead(&self) -> LiveLead {
        LiveLead { inner: self.inner.clone(), state: State::new(&self.inner.plan) }
    }

    /// Rules whose states grow with the history, in words: `on page_view where path = lead.home +1: …`.
    pub fn grows(&self) -> impl Iterator<Item = String> {
        let words = |grows: &crate::live::Grows| {
            format!("{}: {}", grows.origin.title(), grows.reason.words())
        };
        self.inner.plan.grows.iter().map(words)
    }

    /// A lead from what [`LiveLead::to_bytes`] gave.
    ///
    /// # Errors
    ///
    /// Bytes of another model, or of something else.
    #[cfg(feature = "stream")]
    pub fn from_bytes(&self, bytes: &[u8]) -> Result<LiveLead, InputError> {
        let state: State = postcard::from_bytes(bytes).map_err(|_| InputError::OtherModel)?;
        match state.is_of(&self.inner.plan) {
            true => Ok(LiveLead { inner: self.inner.clone(), state }),
            false => Err(InputError::OtherModel),
        }
    }
}

impl LiveLead {
    /// An attribute is this from a moment on; nothing changes where a later change is known.
    ///
    /// # Errors
    ///
    /// As of [`Lead::set`].
    pub fn set<'v>(
        &mut self,
        attribute: Attribute,
        value: impl Into<Cell<'v>>,
        at: impl Into<crate::Time>,
    ) -> Result<(), InputError> {
        let columns = &self.inner.model.made.columns;
        if attribute.mark != columns.mark {
            return Err(InputError::OtherModel);
        }
        let (position, value) = (attribute.position as usize, value.into());
        check(&columns.schema.attributes[position], value)?;
        self.state.set(position, value.into(), at.into().0);
        Ok(())
    }

    /// An event, late or early or of the future; with an id its copies count once.
    ///
    /// # Errors
    ///
    /// An event of another model.
    pub fn add(&mut self, event: &Event, id: Option<&str>) -> Result<Added, InputError> {
        let made = &self.inner.model.made;
        if event.mark() != made.columns.mark {
            return Err(InputError::OtherModel);
        }
        let name = match event.event() {
            EventId::OTHER => self.inner.plan.other(),
            name => name,
        };
        let count = made.columns.schema.properties.len();
        let properties = super::scored::values(event, count);
        let event = types::Event { event: name, time: event.time(), properties };
        Ok(match self.state.add(event, id.map_or(NO_ID, event_id)) {
            Applied::New => Added::New,
            Applied::Duplicate => Added::Duplicate,
            Applied::Conflict => Added::Conflict,
            Applied::Late => Added::Late,
        })
    }

    /// Moves the frontier: no event before this moment comes any more, and what is past becomes short.
    pub fn settle(&mut self, frontier: impl Into<crate::Time>) {
        self.state.settle(&self.inner.plan, frontier.into().0);
    }

    /// The lead at a moment.
    ///
    /// # Errors
    ///
    /// A moment before the frontier.
    pub fn at(&self, moment: impl Into<crate::Time>) -> Result<LiveMoment, InputError> {
        let as_of = moment.into().0;
        if as_of < self.state.frontier() {
            return Err(InputError::BeforeFrontier);
        }
        let (lead, events) = self.state.history(&self.inner.plan);
        let columns = &self.inner.scorer.model.made.columns;
        Ok(LiveMoment {
            inner: self.inner.clone(),
            lead: Lead::holding(columns.clone(), &lead.attributes),
            events: events.iter().map(|event| Event::holding(columns.clone(), event)).collect(),
            as_of,
        })
    }

    /// The lead with the events of both, as where two records turn out to be one person. Of each attribute the later change holds.
    ///
    /// # Errors
    ///
    /// Rules about the order of events (`cooldown`, history around an event) of which both hold figures in place of events.
    pub fn merge(&self, other: &LiveLead) -> Result<LiveLead, Unmergeable> {
        let state = self.state.merge(&other.state, &self.inner.plan)?;
        Ok(LiveLead { inner: self.inner.clone(), state })
    }

    /// Events that are kept as they came, and occurrences that are carried in place of others.
    pub fn size(&self) -> (usize, usize) {
        self.state.size()
    }

    /// The state, to be kept; [`Live::from_bytes`] of the same model makes the lead of it again.
    #[cfg(feature = "stream")]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain values always have a form.
        postcard::to_stdvec(&self.state).unwrap_or_default()
    }
}

impl LiveMoment {
    /// Scores, stage, action, invoice, and when the stage changes by itself. In the invoice, `earlier` stands for occurrences that became one.
    pub fn scored(&self) -> Scored<'_> {
        let scorer = &self.inner.scorer;
        let verdict = scorer.look(&self.lead, &self.events, self.as_of, Clone::clone);
        let made = &scorer.model.made;
        Scored::new(made, (&self.lead, &self.events, self.as_of), Cow::Owned(verdict))
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Live").field("model", &self.inner.model).finish()
    }
}

impl fmt::Debug for LiveLead {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (events, carried) = self.size();
        f.debug_struct("LiveLead").field("events", &events).field("carried", &carried).finish()
    }
}
