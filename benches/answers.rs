//! What a contender says of every lead, compared before anything is timed.

use baremo::ir::outcome::Scores;

/// One score, in hundredths, and one stage a lead: the number of the stage in the rule file.
#[derive(PartialEq, Default)]
pub struct Answers {
    pub scores: Vec<i64>,
    pub stages: Vec<u16>,
}

impl Answers {
    pub fn with_capacity(rows: usize) -> Answers {
        Answers { scores: Vec::with_capacity(rows), stages: Vec::with_capacity(rows) }
    }

    pub fn push(&mut self, score: i64, stage: u16) {
        self.scores.push(score);
        self.stages.push(stage);
    }

    /// The headline score of a batch.
    pub fn of(scores: Scores) -> Answers {
        let headline = scores.scores.last().expect("there is a score");
        Answers { scores: headline.iter().map(|p| p.0).collect(), stages: scores.stages }
    }

    /// How many leads are answered otherwise.
    pub fn differing(&self, other: &Answers) -> usize {
        assert_eq!(self.scores.len(), other.scores.len(), "not as many leads");
        let one = self.scores.iter().zip(&self.stages);
        one.zip(other.scores.iter().zip(&other.stages)).filter(|(one, other)| one != other).count()
    }

    /// Stops the run where a lead has another score or stage.
    pub fn must_equal(&self, other: &Answers, who: &str) {
        let rows = 0..self.scores.len();
        let of = |answers: &Answers, row: usize| (answers.scores[row], answers.stages[row]);
        if self.differing(other) > 0 {
            let row = rows.into_iter().find(|&row| of(self, row) != of(other, row)).unwrap_or(0);
            let (ours, theirs) = (of(self, row), of(other, row));
            panic!(
                "{who}: {} leads differ, first lead {row}: {ours:?}, there {theirs:?}",
                self.differing(other)
            );
        }
    }

    /// Read, so that nothing of the work can be left out.
    pub fn sum(&self) -> u64 {
        self.scores.last().map_or(0, |s| *s as u64)
            + self.stages.last().map_or(0, |s| u64::from(*s))
    }
}
