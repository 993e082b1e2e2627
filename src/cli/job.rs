//! Scoring a part of the leads with every model, and what is made of its results.

use std::ops::Range;

use crate::cli::failure::Failure;
use crate::cli::report::Tally;
use crate::data;
use crate::data::Output;
use crate::data::Stock;
use crate::data::Wanted;
use crate::engine::Scorer;
use crate::ir::Program;
use crate::ir::outcome::Scores;

/// What is scored, and how.
pub struct Job<'a> {
    /// One a model.
    pub scorers: &'a [Scorer],
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
}

impl Job<'_> {
    /// Scores some of the leads.
    pub fn score(&self, leads: Range<usize>) -> Result<Scored, Failure> {
        let first = leads.start;
        let views = self.wanted.views(self.stock.batch(leads)?);
        let models = self.scorers.iter().zip(&views);
        let scores = models.map(|(scorer, batch)| scorer.score(batch, self.as_of, self.lines));
        Ok(Scored { first, scores: scores.collect() })
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

    pub fn table<'a>(&'a self, job: &Job<'a>) -> Output<'a> {
        let ids = (&job.stock.ids, self.first);
        data::table(&self.models(job), ids, &job.stock.id_name, job.lines)
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
