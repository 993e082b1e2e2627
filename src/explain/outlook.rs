//! What would change a lead's stage: how far the next one is, what would reach it, and when it changes if nothing happens.

use serde::Serialize;

use crate::explain::DISQUALIFIED;
use crate::explain::invoice::Source;
use crate::explain::invoice::decimal;
use crate::forecast::Forecaster;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED as NUMBER_OF_DISQUALIFIED;
use crate::ir::outcome::Outcome;
use crate::ir::print::date;
use crate::types::Event;
use crate::types::Lead;
use crate::types::Points;
use crate::witness::Case;
use crate::witness::Finder;
use crate::witness::after;
use crate::witness::steps_in_words;

/// No more ways are told than that.
const MOST_WAYS: usize = 3;

/// Times are RFC 3339 in UTC, points decimal numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Outlook {
    /// The stage lines that would win over the present one and whose threshold is not met, nearest first.
    pub above: Vec<Above>,
    /// What would change the stage at once.
    pub ways: Vec<Way>,
    /// What comes by itself: by ageing, and by windows that end.
    pub turn: Option<Turn>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Above {
    pub stage: String,
    #[serde(flatten)]
    pub source: Source,
    pub score: String,
    /// What the score lacks.
    #[serde(serialize_with = "decimal")]
    pub missing: Points,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// `one more demo_request`
    pub steps: Vec<String>,
    pub stage: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The stage from then on; nothing where there is none.
    pub stage: Option<String>,
    /// To a stage line that stands earlier, or to none.
    pub falls: bool,
    /// The local day.
    pub day: String,
    /// The first second of it.
    pub at: String,
}

/// Of the outcome that the same lead, events and moment had; events of the future are known to come.
pub fn outlook(
    program: &Program,
    outcome: &Outcome,
    lead: &Lead,
    events: &[Event],
    as_of: i64,
) -> Outlook {
    if !outcome.in_model || program.stage_lines.is_empty() {
        return Outlook::default();
    }
    let turn = turn(program, outcome, lead, events, as_of);
    let events = events.iter().filter(|event| event.time <= as_of).cloned().collect();
    let case = Case { lead: lead.clone(), events, as_of };
    Outlook { above: above(program, outcome), ways: ways(program, outcome, &case), turn }
}

fn above(program: &Program, outcome: &Outcome) -> Vec<Above> {
    if !outcome.disqualified.is_empty() {
        return Vec::new();
    }
    let from = outcome.stage_line.map_or(0, |at| at + 1);
    let lines = program.stage_lines[from..].iter().filter(|line| Some(line.stage) != outcome.stage);
    let mut all: Vec<Above> = lines
        .filter_map(|line| {
            let threshold = line.threshold?;
            let published = outcome.scores[threshold.score.index()].published;
            let missing = Points::sum([threshold.bound, Points(-published.0)]);
            let missed = !threshold.op.holds(published.cmp(&threshold.bound));
            missed.then(|| Above {
                stage: program.stages[line.stage.index()].clone(),
                source: Source {
                    title: line.origin.title().into(),
                    file: line.origin.file.clone(),
                    line: line.origin.line,
                },
                score: program.scores[threshold.score.index()].name.clone(),
                missing,
            })
        })
        .collect();
    all.sort_by_key(|above| above.missing);
    all
}

/// A later stage line wins, or the lead is no longer disqualified.
fn ways(program: &Program, outcome: &Outcome, case: &Case) -> Vec<Way> {
    let finder = Finder::new(program);
    let is_later = |new: &Outcome| {
        new.disqualified.is_empty()
            && new.stage != outcome.stage
            && new.stage_line > outcome.stage_line
    };
    let mut all = finder.ways(case, is_later);
    all.truncate(MOST_WAYS);
    all.iter()
        .filter_map(|steps| {
            let stage = finder.eval(&after(case, steps)).stage?;
            let stage = program.stages[stage.index()].clone();
            Some(Way { steps: steps_in_words(program, steps), stage })
        })
        .collect()
}

/// The second at which the stage becomes another.
fn turn(
    program: &Program,
    outcome: &Outcome,
    lead: &Lead,
    events: &[Event],
    as_of: i64,
) -> Option<Turn> {
    let change = Forecaster::new(program).next(lead, events, as_of)?;
    let disqualified = change.stage == NUMBER_OF_DISQUALIFIED;
    let line = Some(usize::from(change.stage_line));
    let line = line.filter(|line| *line < program.stage_lines.len());
    Some(Turn {
        stage: match disqualified {
            true => Some(DISQUALIFIED.into()),
            false => program.stages.get(usize::from(change.stage)).cloned(),
        },
        falls: !disqualified && line < outcome.stage_line,
        day: program.zone.day(change.at),
        at: date(change.at),
    })
}
