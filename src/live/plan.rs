//! What each rule of a model carries of events that are past, how long events are kept as they came, and the model over states.

use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::program::LineId;
use crate::ir::program::MaskId;
use crate::ir::program::Origin;
use crate::ir::program::Period;
use crate::ir::program::PointsBy;
use crate::ir::program::ScoreBody;
use crate::live::outlook::Outlook;
use crate::live::outlook::both;
use crate::live::outlook::names;
use crate::live::plain;
use crate::live::rewrite::Rewriter;
use crate::live::rules::Rule;
use crate::types::AttributeId;
use crate::types::EventId;
use crate::types::PropertyId;
use crate::types::ageing::Factors;

/// A model made ready for states.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The model over states: it reads the histories of [`State::history`](crate::live::State::history).
    pub program: Program,
    /// The model over events as they came; `event` is written out, and `3 times` is a condition.
    pub whole: Program,
    /// What is never given up, rule by rule: state that grows with the history.
    pub grows: Vec<Grows>,
    pub(super) carriers: Vec<Carrier>,
    /// One a name of `whole`: how many seconds before the frontier its events are still kept as they came; nothing: for ever.
    pub(super) keep: Vec<Option<i64>>,
    /// Columns of the lead that tell from which time on events count by themselves: the frontier, so many seconds back.
    pub(super) fronts: Vec<(AttributeId, i64)>,
}

/// A rule that keeps every event of some names, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grows {
    /// The rule.
    pub origin: Origin,
    pub reason: Why,
}

impl Why {
    /// In words, behind "it keeps".
    pub fn words(self) -> &'static str {
        match self {
            Why::Hidden => "a reset or a pause may still take away any event",
            Why::Unsettled => "which events count depends on the lead, on a score or on the moment",
            Why::Endless => "it looks at events around another one without end",
            Why::Stepped => "each occurrence ages in steps of its own",
            Why::Units => "one sum of each day, week or month is kept, and none of them ends",
            Why::Since => "it counts from a date that may move back",
        }
    }

    /// What would make it less.
    pub fn cure(self) -> &'static str {
        match self {
            Why::Hidden => {
                "give ageing an end (`expires 90d`) or the question a window (`within 30d`)"
            }
            Why::Unsettled => {
                "ask for properties of the event alone, or give ageing an end (`expires 90d`) or the question a window (`within 30d`)"
            }
            Why::Endless => "give the history around the event a window, as in `within 10d before`",
            Why::Stepped => "age smoothly, or give ageing an end, as in `expires 365d`",
            Why::Units => "give ageing an end, as in `expires 365d`",
            Why::Since => "give the question a window too, as in `within 90d`",
        }
    }
}

/// Why nothing shorter than the history will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A reset or a pause may take events back.
    Hidden,
    /// What counts depends on the lead, on a score or on the moment.
    Unsettled,
    /// It looks at what comes after, or came before, without end.
    Endless,
    /// Each occurrence ages in steps of its own.
    Stepped,
    /// One occurrence or sum for each day, week or month.
    Units,
    /// Counts from a date on that may move back.
    Since,
}

/// One rule, or one question to the history, and what it carries.
#[derive(Debug, Clone)]
pub(super) struct Carrier {
    pub title: String,
    /// The name under which it stands in a history made short.
    pub event: EventId,
    /// So many seconds after an event its part in this is final.
    pub settles: i64,
    pub kind: Kind,
    pub filter: Option<Cond>,
    pub active: Period,
    /// Of a rule; nothing of a question.
    pub points: Option<PointsBy>,
    /// Properties that are carried with an occurrence.
    pub columns: Vec<PropertyId>,
    /// The column for what an occurrence is worth, or how many it stands for.
    pub amount: PropertyId,
    pub rule: Rule,
    /// Which events exist for it: all.
    pub mask: MaskId,
    /// Whose order tells what it makes of them, so that what it made of two parts of a history does not tell what it makes of both.
    pub ordered: Vec<EventId>,
    /// The date that it counts from never moves back.
    pub moves_on: bool,
    pub factors: Factors,
}

impl Carrier {
    /// The order of such events matters to it.
    pub fn looks_at(&self, event: EventId) -> bool {
        self.ordered.contains(&event)
    }
}

impl Plan {
    pub fn new(program: &Program) -> Plan {
        let whole = plain::plain(program);
        let mut rewriter = Rewriter::new(&whole);
        let mut live = whole.clone();
        if let Some(model) = &mut live.model
            && let Some(guard) = &mut model.guard
        {
            rewriter.cond(guard, MaskId(0), &model.origin);
        }
        for score in &mut live.scores {
            if let ScoreBody::Items(items) = &mut score.body {
                rewriter.items(items, score.mask);
            }
        }
        for group in &mut live.groups {
            let mask = whole.scores[group.score.index()].mask;
            rewriter.items(&mut group.items, mask);
        }
        for (id, line) in live.lines.iter_mut().enumerate() {
            rewriter.line(LineId(id as u32), line);
        }
        for stage in &mut live.stage_lines {
            if let Some(condition) = &mut stage.condition {
                rewriter.cond(condition, MaskId(0), &stage.origin);
            }
        }
        for reason in &mut live.disqualifications {
            rewriter.cond(&mut reason.condition, MaskId(0), &reason.origin);
        }
        rewriter.masks();
        let made = rewriter.finish();
        live.schema = made.schema;
        let mut grows = made.grows;
        let place = |grows: &Grows| (grows.origin.span.file, grows.origin.span.start, grows.reason);
        grows.sort_by_key(place);
        grows.dedup();
        let (carriers, keep, fronts) = (made.carriers, made.keep, made.fronts);
        Plan { program: live, whole, grows, carriers, keep, fronts }
    }

    /// The event of a name that no rule gives, which counts for the word `event` alone.
    pub fn other(&self) -> EventId {
        EventId(self.whole.schema.events.len() as u32 - 1)
    }
}

/// How long events of each name are kept as they came.
#[derive(Debug, Clone)]
pub(super) struct Keep(pub Vec<Option<i64>>);

impl Keep {
    /// For an event whose judgement waits that long, and all that it looks at.
    pub fn more(&mut self, kind: &Kind, outlook: &Outlook, wait: Option<i64>) {
        for name in names(kind) {
            self.name(name, wait);
        }
        for &(name, reach) in &outlook.looks {
            self.name(name, both(wait, reach, i64::saturating_add));
        }
    }

    fn name(&mut self, name: EventId, wait: Option<i64>) {
        if let Some(kept) = self.0.get_mut(name.0 as usize) {
            *kept = both(*kept, wait, i64::max);
        }
    }
}
