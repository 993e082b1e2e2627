//! Batches: columns of leads and events in, columns of results out, as `baremo score` reads and writes them.

use arrow_array::RecordBatch;

use crate::data::{self, BadRows, BadValue, DataError, Summary};
use crate::library::scorer::Scorer;

/// How the columns of a batch are read; the default is what `baremo score` does without options.
#[derive(Debug, Clone, Default)]
pub struct BatchOptions {
    read: data::Options,
    lines: bool,
}

impl BatchOptions {
    pub fn new() -> BatchOptions {
        BatchOptions::default()
    }

    /// The column of the lead's id in both batches, instead of `lead_id` or `id`; `row-number` numbers the leads from 1.
    pub fn id(mut self, column: impl Into<String>) -> BatchOptions {
        self.read.id = Some(column.into());
        self
    }

    /// The column of the lead's id in the events, where it differs.
    pub fn event_lead(mut self, column: impl Into<String>) -> BatchOptions {
        self.read.event_lead = Some(column.into());
        self
    }

    /// The column of the event's name, instead of `event`.
    pub fn event_column(mut self, column: impl Into<String>) -> BatchOptions {
        self.read.event_column = Some(column.into());
        self
    }

    /// The column of the event's moment, instead of `time`, `timestamp` or `ts`.
    pub fn time_column(mut self, column: impl Into<String>) -> BatchOptions {
        self.read.time_column = Some(column.into());
        self
    }

    /// A spelling of unknown beside null and blank text; `COLUMN=SPELLING` holds for one column.
    pub fn unknown(mut self, spelling: impl Into<String>) -> BatchOptions {
        self.read.unknown.push(spelling.into());
        self
    }

    /// What becomes of bad values and rows: by default they are an error that names them.
    pub fn bad_rows(mut self, policy: BadRows) -> BatchOptions {
        self.read.bad_rows = policy;
        self
    }

    /// A column for each rule and group too.
    pub fn lines(mut self) -> BatchOptions {
        self.lines = true;
        self
    }
}

/// A scored batch, and what was found on the way.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ScoredBatch {
    /// A row a lead, in the order of the leads: the id, each score (decimal, two places), each grade and matrix (text by dictionary), `stage`, `action`.
    pub rows: RecordBatch,
    /// What was read, left out or taken as unknown.
    pub summary: Summary,
    /// The first twenty bad values, where they were not an error.
    pub bad: Vec<BadValue>,
}

impl Scorer {
    /// A batch of leads with their events at a moment, columns in, columns out.
    ///
    /// Leads have a column `lead_id` or `id` and their attributes; events `lead_id` or `id`, `event`, `time`, perhaps `event_id`, and their
    /// properties. Columns that no rule reads are not looked at. Neither need be sorted.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    /// use baremo::{Engine, Model, Time};
    ///
    /// let leads = RecordBatch::try_from_iter([
    ///     ("lead_id", Arc::new(Int64Array::from(vec![7, 8])) as ArrayRef),
    ///     ("title", Arc::new(StringArray::from(vec![Some("CTO"), None]))),
    /// ])?;
    /// let events = RecordBatch::try_from_iter([
    ///     ("lead_id", Arc::new(Int64Array::from(vec![8])) as ArrayRef),
    ///     ("event", Arc::new(StringArray::from(vec!["email_open"]))),
    ///     ("time", Arc::new(StringArray::from(vec!["2026-01-30T09:30:00Z"]))),
    /// ])?;
    /// let scorer = Model::from_source("if title = CTO +10; on email_open +1")?.scorer(Engine::Auto)?;
    /// let scored = scorer.score_batch(&leads, Some(&events), Time(1_770_000_000))?;
    /// assert_eq!(scored.num_rows(), 2);
    /// assert_eq!(scored.schema().field(1).name(), "score");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A column that is missing, and every bad value with its row, column and reason.
    pub fn score_batch(
        &self,
        leads: &RecordBatch,
        events: Option<&RecordBatch>,
        as_of: impl Into<crate::Time>,
    ) -> Result<RecordBatch, DataError> {
        self.score_batch_with(leads, events, as_of, &BatchOptions::default())
            .map(|batch| batch.rows)
    }

    /// The same with options, and with what was found on the way.
    ///
    /// # Errors
    ///
    /// As [`Scorer::score_batch`]; with another policy than [`BadRows::Fail`] bad rows are none.
    pub fn score_batch_with(
        &self,
        leads: &RecordBatch,
        events: Option<&RecordBatch>,
        as_of: impl Into<crate::Time>,
        options: &BatchOptions,
    ) -> Result<ScoredBatch, DataError> {
        let program = &self.model.made.program;
        let read = data::Options { threads: self.engine.threads(), ..options.read.clone() };
        let loaded = data::load_columns(&program.schema, &program.zone, leads, events, &read);
        let loaded = loaded.map_err(without_flags)?;
        let scores = self.engine.score(&loaded.batch, as_of.into().0, options.lines);
        self.engine.forget_texts();
        let models = [data::Results::of(program, &scores)];
        let table = data::table(&models, (&loaded.ids, 0), &loaded.id_name, options.lines);
        Ok(ScoredBatch {
            rows: data::record_batch(&table)?,
            summary: loaded.summary,
            bad: loaded.bad,
        })
    }
}

/// The flags of the command are of no help here.
fn without_flags(error: DataError) -> DataError {
    let help = error.help.filter(|help| !help.contains("--"));
    DataError { help, ..error }
}
