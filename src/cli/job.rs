//! Scoring a part of the leads with every model, and what is made of its results.

use std::ops::Range;

use crate::cli::failure::Failure;
use crate::cli::report::Tally;
use crate::data;
use crate::data::Output;
use crate::data::Results;
use crate::data::Stock;
use crate::data::Wanted;
use crate::engine::Scorer;
use crate::forecast::Change;
use crate::forecast::Forecaster;
use crate::ir::Program;
use crate::ir::outcome::Scores;
use crate::types::columns::Batch;

/// What is scored, and how.
pub struct Job<'a> {
    /// One a model.
    pub scorers: &'a [Scorer],
    /// One a model, or none where nobody asks what comes next.
    pub forecasters: &'a [Forecaster<'a>],
    pub wanted: &'a Wanted,
    pub stock: &'a Stock,
    pub as_of: i64,
    /// With a column for each rule.
    pub lines: bool,
}

/// The results of consecutive leads.
pub struct Scored {
    /// The position of the first lead.
    first: usize,
    /// One a model.
    scores: Vec<Scores>,
    /// One a model that foretells, and a lead: how its stage changes next.
    next: Vec<Vec<Option<Change>>>,
}

impl Job<'_> {
    /// Scores some of the leads.
    pub fn score(&self, leads: Range<usize>) -> Result<Scored, Failure> {
        let first = leads.start;
        let views = self.wanted.views(self.stock.batch(leads)?);
        let models = self.scorers.iter().zip(&views);
        let scores = models.map(|(scorer, batch)| scorer.score(batch, self.as_of, self.lines));
        let scores = scores.collect();
        let models = self.forecasters.iter().zip(&views);
        let next = models.map(|(forecaster, batch)| self.next(forecaster, batch)).collect();
        Ok(Scored { first, scores, next })
    }

    fn next(&self, forecaster: &Forecaster, batch: &Batch) -> Vec<Option<Change>> {
        let of = |row: usize| {
            let (lead, events) = batch.row(row);
            forecaster.next(&lead, &events, self.as_of)
        };
        (0..batch.leads.rows).map(of).collect()
    }

    /// The results of no lead, which have all columns.
    pub fn head(&self) -> Result<Scored, Failure> {
        self.score(0..0)
    }
}

impl Scored {
    fn models<'a>(&'a self, job: &Job<'a>) -> Vec<(&'a Program, &'a Scores)> {
        job.scorers.iter().map(Scorer::program).zip(&self.scores).collect()
    }

    fn results<'a>(&'a self, job: &Job<'a>) -> Vec<Results<'a>> {
        let next = self.next.iter().map(|next| Some(next.as_slice()));
        let next = next.chain(std::iter::repeat(None));
        let models = self.models(job).into_iter().zip(next);
        models.map(|((program, scores), next)| Results { program, scores, next }).collect()
    }

    pub fn table<'a>(&'a self, job: &Job<'a>) -> Output<'a> {
        let ids = (&job.stock.ids, self.first);
        data::table(&self.results(job), ids, &job.stock.id_name, job.lines)
    }

    /// One a model, for the report.
    pub fn tallies(&self, job: &Job) -> Vec<Tally> {
        let ids = (&job.stock.ids, self.first);
        let tally = |(program, scores)| Tally::of(program, scores, ids, &job.stock.id_name);
        self.models(job).into_iter().map(tally).collect()
    }

    /// How many leads no model is for.
    pub fn unscored(&self) -> u64 {
        let rows = self.scores.first().map_or(0, |scores| scores.rows);
        (0..rows).filter(|&row| self.scores.iter().all(|s| !s.in_model[row])).count() as u64
    }
}
