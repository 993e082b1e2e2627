//! One line after the other: the clock moves, what is due happens, the lead's state changes, and what that makes of its stage is told.

use std::collections::HashMap;

use crate::data::Fault;
use crate::data::Message;
use crate::data::What;
use crate::diagnostic::codes::data::CONFLICTING_EVENT;
use crate::diagnostic::codes::live::LATE;
use crate::forecast::HORIZON;
use crate::ir::outcome::NONE;
use crate::ir::print::date;
use crate::live::Applied;
use crate::live::NO_ID;
use crate::live::State;
use crate::live::event_id;
use crate::stream::change::Change;
use crate::stream::error::StreamError;
use crate::stream::record::Record;
use crate::stream::store::Progress;
use crate::stream::store::Tables;
use crate::stream::verdict::Verdicts;
use crate::types::Event;
use crate::types::EventId;

/// A lead to which something happens is looked at so many seconds ahead: mostly something else happens before.
const NEAR: i64 = 86_400;
/// Where nothing happened, so many times as far.
const FURTHER: i64 = 4;

/// Works on lines, whichever batch they come in.
pub struct Desk<'p> {
    pub verdicts: Verdicts<'p>,
    /// Events may come so many seconds after those of the clock.
    pub lateness: i64,
    /// A line that is refused ends the stream, and so must leave nothing behind.
    pub strict: bool,
}

/// One batch: leads that it touched, changes that it made.
pub struct Batch<'b, 't> {
    pub tables: &'b mut Tables<'t>,
    touched: HashMap<String, Record>,
    /// The first moment at which a lead changes by itself, once it was looked up.
    first_due: Option<Option<i64>>,
    pub progress: Progress,
    /// The lines of the output.
    pub output: Vec<u8>,
    /// The lines of the rejects.
    pub rejected: Vec<u8>,
    /// Who wants to know; a rebuilding tells nothing.
    pub tells: bool,
}

/// So many leads, and bytes of output, are a batch.
const MOST_LEADS: usize = 16_384;
const MOST_OUTPUT: usize = 1 << 20;
/// The moment at which a lead is looked at first that came before there was a clock.
const AT_ONCE: i64 = i64::MIN;

/// What became of a line.
#[derive(Debug, PartialEq)]
pub enum Applying {
    Applied,
    /// No rule counts such an event.
    Unused,
    Duplicate,
    /// It is not taken, and why.
    Refused(Fault),
}

impl<'b, 't> Batch<'b, 't> {
    pub fn new(tables: &'b mut Tables<'t>, progress: Progress, tells: bool) -> Batch<'b, 't> {
        Batch {
            tables,
            touched: HashMap::new(),
            first_due: None,
            progress,
            output: Vec::new(),
            rejected: Vec::new(),
            tells,
        }
    }

    /// Takes a lead's record out, to be put back.
    fn take(&mut self, lead: &str) -> Result<Option<Record>, StreamError> {
        match self.touched.remove(lead) {
            Some(record) => Ok(Some(record)),
            None => self.tables.get(lead),
        }
    }

    fn put(&mut self, lead: &str, record: Record) {
        self.touched.insert(lead.into(), record);
    }

    fn due(
        &mut self,
        lead: &str,
        record: &mut Record,
        due: Option<i64>,
    ) -> Result<(), StreamError> {
        if record.due == due {
            return Ok(());
        }
        self.tables.due(lead, record.due, due)?;
        self.first_due = match self.first_due {
            Some(first) if record.due.is_none() || record.due != first => {
                Some(first.into_iter().chain(due).min())
            }
            _ => None,
        };
        record.due = due;
        Ok(())
    }

    /// When the first lead changes by itself.
    pub fn next_due(&mut self) -> Result<Option<i64>, StreamError> {
        if let Some(known) = self.first_due {
            return Ok(known);
        }
        let first = self.tables.first_due()?.map(|(moment, _)| moment);
        self.first_due = Some(first);
        Ok(first)
    }

    /// It holds as much as a transaction should: what is left to do belongs to the next.
    pub fn is_full(&self) -> bool {
        self.touched.len() >= MOST_LEADS || self.output.len() >= MOST_OUTPUT
    }

    /// Writes what the batch touched, in the order of the store.
    pub fn finish(&mut self) -> Result<(), StreamError> {
        let mut touched: Vec<(String, Record)> = self.touched.drain().collect();
        touched.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        touched.iter().try_for_each(|(lead, record)| self.tables.put(lead, record))
    }
}

impl Desk<'_> {
    /// Time passes: every lead that changes by itself up to a moment changes at its own. False where the batch was full before.
    pub fn advance(&mut self, batch: &mut Batch, to: i64) -> Result<bool, StreamError> {
        if batch.progress.clock.is_some_and(|clock| to <= clock) {
            return Ok(true);
        }
        while batch.next_due()?.is_some_and(|due| due <= to) {
            if batch.is_full() {
                return Ok(false);
            }
            let Some((due, lead)) = batch.tables.first_due()? else { break };
            if due == AT_ONCE {
                self.fire(batch, &lead, due, to)?;
            } else {
                batch.progress.clock = batch.progress.clock.max(Some(due));
                self.fire(batch, &lead, due, due)?;
            }
        }
        batch.progress.clock = Some(to);
        batch.progress.frontier =
            batch.progress.frontier.max(Some(to.saturating_sub(self.lateness)));
        Ok(true)
    }

    fn fire(
        &mut self,
        batch: &mut Batch,
        lead: &str,
        due: i64,
        moment: i64,
    ) -> Result<(), StreamError> {
        let Some(mut record) = batch.take(lead)? else {
            return batch.tables.due(lead, Some(due), None);
        };
        let (before, cause) = match due {
            AT_ONCE => (State::new(self.verdicts.plan), "attributes"),
            _ => (record.state.clone(), "time"),
        };
        record.ahead = record.ahead.saturating_mul(FURTHER).min(HORIZON);
        record.state.settle(self.verdicts.plan, moment.saturating_sub(self.lateness));
        self.tell(batch, lead, &mut record, (&before, moment - 1), moment, cause)?;
        batch.put(lead, record);
        Ok(())
    }

    /// A line at the clock.
    pub fn apply(&mut self, batch: &mut Batch, message: Message) -> Result<Applying, StreamError> {
        if message.what == What::Unused {
            return Ok(Applying::Unused);
        }
        let plan = self.verdicts.plan;
        let known = batch.take(&message.lead)?;
        let is_new = known.is_none();
        let mut record = known.unwrap_or_else(|| Record {
            state: State::new(plan),
            stage: NONE,
            due: None,
            ahead: NEAR,
        });
        let clock = batch.progress.clock;
        if let Some(clock) = clock {
            record.state.settle(plan, clock.saturating_sub(self.lateness));
        }
        let before = record.state.clone();
        // Who was long without anything will probably be so again.
        record.ahead = (record.ahead / FURTHER.pow(2)).max(NEAR);
        let (applied, cause) = self.change(&mut record.state, &message, clock);
        let tells = match &applied {
            Applying::Applied => true,
            Applying::Unused | Applying::Duplicate => is_new,
            // One copy takes the other with it: that may change a stage too.
            Applying::Refused(fault) => fault.code == CONFLICTING_EVENT && !self.strict,
        };
        if tells {
            let moment = clock.unwrap_or(AT_ONCE);
            self.tell(batch, &message.lead, &mut record, (&before, moment), moment, &cause)?;
        }
        if !is_new || !matches!(applied, Applying::Refused(_)) {
            batch.put(&message.lead, record);
        }
        Ok(applied)
    }

    fn change(
        &self,
        state: &mut State,
        message: &Message,
        clock: Option<i64>,
    ) -> (Applying, String) {
        let plan = self.verdicts.plan;
        match &message.what {
            What::Unused => (Applying::Unused, String::new()),
            What::Attributes(values) => {
                let at = message.time.or(clock).unwrap_or(i64::MIN);
                for (attribute, value) in values {
                    state.set(*attribute, value.clone(), at);
                }
                (Applying::Applied, "attributes".into())
            }
            What::Event { event, id, properties } => {
                let event = if *event == EventId::OTHER { plan.other() } else { *event };
                let cause = plan.whole.schema.events[event.0 as usize].clone();
                let time = message.time.unwrap_or_default();
                let id = id.as_deref().map_or(NO_ID, event_id);
                let event = Event { event, time, properties: properties.clone() };
                if self.strict && state.conflicts(&event, id) {
                    return (Applying::Refused(conflict()), cause);
                }
                let applied = match state.add(event, id) {
                    Applied::New => Applying::Applied,
                    Applied::Duplicate => Applying::Duplicate,
                    Applied::Late => Applying::Refused(late(time, self.lateness)),
                    Applied::Conflict => Applying::Refused(conflict()),
                };
                (applied, cause)
            }
        }
    }

    /// What became of a lead's stage, and when it changes next.
    fn tell(
        &mut self,
        batch: &mut Batch,
        lead: &str,
        record: &mut Record,
        before: (&State, i64),
        moment: i64,
        cause: &str,
    ) -> Result<(), StreamError> {
        if batch.progress.clock.is_none() && moment == AT_ONCE {
            return batch.due(lead, record, Some(AT_ONCE));
        }
        let verdict = self.verdicts.at(&record.state, moment, record.ahead);
        if verdict.stage != record.stage && batch.tells {
            batch.progress.changes += 1;
            let change = Change {
                seq: batch.progress.changes,
                lead: lead.into(),
                from: self.verdicts.stage(record.stage),
                to: self.verdicts.stage(verdict.stage),
                action: self.verdicts.action(&verdict),
                at: date(moment),
                score: verdict.score,
                line: self.verdicts.difference(before, (&record.state, moment)),
                cause: cause.into(),
            };
            change.write(&mut batch.output);
        }
        record.stage = verdict.stage;
        batch.due(lead, record, verdict.due)
    }
}

impl Desk<'_> {
    /// The stage that a lead had by other rules, if it is another.
    pub fn retell(
        &mut self,
        batch: &mut Batch,
        lead: &str,
        from: Option<&str>,
    ) -> Result<(), StreamError> {
        let record = batch.take(lead)?;
        let moment = batch.progress.clock.unwrap_or_default();
        let verdict = record.as_ref().map(|record| self.verdicts.at(&record.state, moment, 0));
        let to = record.as_ref().and_then(|record| self.verdicts.stage(record.stage));
        batch.progress.changes += 1;
        let change = Change {
            seq: batch.progress.changes,
            lead: lead.into(),
            from: from.map(String::from),
            to,
            action: verdict.and_then(|verdict| self.verdicts.action(&verdict)),
            at: date(moment),
            score: verdict.map(|verdict| verdict.score).unwrap_or_default(),
            line: None,
            cause: "model".into(),
        };
        change.write(&mut batch.output);
        Ok(())
    }
}

fn late(time: i64, lateness: i64) -> Fault {
    let reason = format!(
        "this event is of {}, more than {} before the moment that the stream has reached",
        date(time),
        crate::ir::print::duration(lateness)
    );
    Fault::row(LATE, reason).help("give a longer `--lateness` from the start, or `--rebuild`")
}

fn conflict() -> Fault {
    Fault::row(CONFLICTING_EVENT, "an event of this lead has the same id and another content")
        .help("an id must name one event: neither counts")
}
