//! What a lead came to: its figures at once, its invoice when it is asked for.

use std::borrow::Cow;

use crate::explain::{self, Invoice};
use crate::forecast::Forecaster;
use crate::ir;
use crate::ir::outcome::{DISQUALIFIED, Verdict};
use crate::library::lead::{Event, Lead};
use crate::library::model::{DISQUALIFIED_WORD, Made};
use crate::types::{self, Cells, EventCells, Points};

/// One lead's result.
#[derive(Clone)]
pub struct Scored<'a> {
    made: &'a Made,
    lead: &'a Lead,
    events: &'a [Event],
    as_of: i64,
    verdict: Cow<'a, Verdict>,
}

impl<'a> Scored<'a> {
    pub(super) fn new(
        made: &'a Made,
        (lead, events, as_of): (&'a Lead, &'a [Event], i64),
        verdict: Cow<'a, Verdict>,
    ) -> Scored<'a> {
        Scored { made, lead, events, as_of, verdict }
    }

    /// The model is for this lead (`model "SMB" for employees < 200`). Where not, there is nothing below.
    pub fn in_model(&self) -> bool {
        self.verdict.in_model
    }

    /// The published figure of a score; nothing for a name that the model does not have, or where the model is not for the lead.
    pub fn score(&self, name: &str) -> Option<Points> {
        self.scores().find(|(score, _)| *score == name).map(|(_, points)| points)
    }

    /// All scores with their names, as declared.
    pub fn scores(&self) -> impl Iterator<Item = (&'a str, Points)> {
        let names = self.made.program.scores.iter().map(|score| score.name.as_str());
        names.zip(self.verdict.scores.iter().copied()).filter(|_| self.verdict.in_model)
    }

    /// The label of a grade: `scored.grade("fit_grade")`.
    pub fn grade(&self, name: &str) -> Option<&'a str> {
        let grades = &self.made.program.grades;
        let position = grades.iter().position(|grade| grade.name == name)?;
        let label = self.verdict.grades[position];
        grades[position].labels.get(usize::from(label)).map(String::as_str)
    }

    /// The value of a matrix; `disqualified` where the lead is.
    pub fn matrix(&self, name: &str) -> Option<&'a str> {
        let (position, code) = self.cell_code(name)?;
        if code == DISQUALIFIED {
            return Some(DISQUALIFIED_WORD);
        }
        let matrix = &self.made.program.matrices[position];
        let cell = self.made.cell(position, code)?;
        matrix.values.get(usize::from(cell.value)).map(String::as_str)
    }

    /// What a matrix says to do.
    pub fn matrix_action(&self, name: &str) -> Option<&'a str> {
        let (position, code) = self.cell_code(name)?;
        self.made.cell(position, code)?.action.as_deref()
    }

    fn cell_code(&self, name: &str) -> Option<(usize, u16)> {
        let position = self.made.program.matrices.iter().position(|matrix| matrix.name == name)?;
        Some((position, self.verdict.matrices[position]))
    }

    /// The stage; `disqualified` where the lead is, nothing where no stage line holds.
    pub fn stage(&self) -> Option<&'a str> {
        self.made.stage(&self.verdict)
    }

    /// What the stage says to do: `sql at >= 50 -> assign_to_sales`.
    pub fn action(&self) -> Option<&'a str> {
        self.made.action(&self.verdict)
    }

    pub fn is_disqualified(&self) -> bool {
        self.verdict.disqualified.contains(&true)
    }

    /// Every line of every score with its points, the events behind it, or why it did not fire; made now, by the defining evaluator.
    ///
    /// ```
    /// use baremo::{Engine, Model, Time};
    ///
    /// let model = Model::from_source("if country = Spain +5; if employees > 50 +20")?;
    /// let scorer = model.scorer(Engine::Auto)?;
    /// let mut lead = model.lead();
    /// lead.set_named("country", "Spain")?;
    /// let invoice = scorer.score(&lead, &[], Time(0))?.invoice();
    /// for line in invoice.lines() {
    ///     println!("{:>6} {}", line.points, line.source.title);
    /// }
    /// let points: Vec<String> = invoice.lines().map(|line| line.points.to_string()).collect();
    /// assert_eq!(points, ["5", "0", "0"]); // the two rules, and what the score's range takes away
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn invoice(&self) -> Invoice {
        invoice(self.made, self.lead, self.events, self.as_of)
    }

    /// When the stage becomes another if nothing happens, by ageing, windows that end and dates that are reached; made now. Events after the
    /// moment are known to come: they exist from their time on.
    ///
    /// Nothing where it stays as it is for 68 years. Where rules cancel each other to within rounding, so close to a threshold and for so long that
    /// every second would have to be looked at, the search ends before that.
    ///
    /// ```
    /// use baremo::{Engine, Model, Time};
    ///
    /// let model = Model::from_source("on visit +40 half-life 30d\nmql at >= 20\notherwise cold")?;
    /// let scorer = model.scorer(Engine::Auto)?;
    /// let (lead, events) = (model.lead(), [model.event_at("visit", Time(0))?]);
    /// let next = scorer.score(&lead, &events, Time(86_400))?.next_change();
    ///
    /// let next = next.expect("it falls below 20 some day");
    /// assert_eq!(next.stage, Some("cold"));
    /// assert_eq!(next.at.0 / 86_400, 30); // a little after 30 days: 19.995 still rounds to 20
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_change(&self) -> Option<NextChange<'a>> {
        let (lead, events) = held(self.made, self.lead, self.events);
        let change = Forecaster::new(&self.made.program).next(&lead, &events, self.as_of)?;
        Some(NextChange { at: types::Time(change.at), stage: self.made.stage_name(change.stage) })
    }
}

/// A stage that changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextChange<'a> {
    /// The first second at which it is so.
    pub at: crate::Time,
    /// The stage from then on; `disqualified` where the lead is then, nothing where no stage line holds or the model is no longer for the lead.
    pub stage: Option<&'a str>,
}

/// The invoice of a lead, whoever holds its values.
pub fn invoice<E: EventCells>(made: &Made, lead: &impl Cells, events: &[E], as_of: i64) -> Invoice {
    let (lead, events) = held(made, lead, events);
    let outcome = ir::eval(&made.program, &lead, &events, as_of);
    explain::invoice(&made.program, &outcome, &lead, &events, as_of)
}

/// A lead with its events as the definition reads them.
fn held<E: EventCells>(
    made: &Made,
    lead: &impl Cells,
    events: &[E],
) -> (types::Lead, Vec<types::Event>) {
    let schema = &made.columns.schema;
    let lead = types::Lead { attributes: values(lead, schema.attributes.len()) };
    let event = |event: &E| types::Event {
        event: event.event(),
        time: event.time(),
        properties: values(event, schema.properties.len()),
    };
    (lead, events.iter().map(event).collect())
}

/// So many values of a row.
pub(super) fn values(row: &impl Cells, count: usize) -> Vec<types::Value> {
    (0..count).map(|position| row.cell(position).into()).collect()
}

impl std::fmt::Debug for Scored<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let scores: Vec<_> = self.scores().collect();
        f.debug_struct("Scored").field("scores", &scores).field("stage", &self.stage()).finish()
    }
}
