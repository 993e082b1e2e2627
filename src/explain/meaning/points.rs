//! What a rule gives: points, or rows of a table.

use crate::explain::meaning::clauses::Prose;
use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::listed;
use crate::explain::meaning::figures::points;
use crate::explain::meaning::tree::number_may_be;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::program::PointsBy;
use crate::types::Points;

/// So many rows are told within the sentence; more are a list below it.
const ROWS_IN_LINE: usize = 3;

/// Which way points go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    Both,
}

impl Way {
    pub fn of(by: &PointsBy) -> Way {
        match by {
            PointsBy::Literal(points) if *points >= Points::ZERO => Way::Up,
            PointsBy::Literal(_) => Way::Down,
            PointsBy::Computed(Num::Literal(n)) if *n >= 0.0 => Way::Up,
            PointsBy::Computed(_) => Way::Both,
            PointsBy::Table(rows) => {
                // Rows of no points go no way.
                let counts = |by: &&PointsBy| **by != PointsBy::Literal(Points::ZERO);
                Way::together(rows.iter().map(|(_, by)| by).filter(counts).map(Way::of))
            }
        }
    }

    pub fn together(mut all: impl Iterator<Item = Way>) -> Way {
        let first = all.next().unwrap_or(Way::Up);
        if all.all(|way| way == first) { first } else { Way::Both }
    }

    /// `give`, `take`, `give or take`
    pub fn give(self) -> &'static str {
        match self {
            Way::Up => "give",
            Way::Down => "take",
            Way::Both => "give or take",
        }
    }
}

/// How a sentence says who gets points: of a lead or of an event.
pub struct Verbs {
    pub gives: &'static str,
    pub gives_to: &'static str,
    pub takes: &'static str,
    pub takes_from: &'static str,
}

pub const OF_LEADS: Verbs =
    Verbs { gives: "gets", gives_to: "in", takes: "loses", takes_from: "in" };
pub const OF_EVENTS: Verbs =
    Verbs { gives: "adds", gives_to: "to", takes: "takes", takes_from: "from" };

/// The end of a first sentence without its full stop, and what follows the last one.
pub struct Given {
    pub sentence: String,
    /// A list of rows.
    pub below: Option<String>,
}

impl Prose<'_> {
    /// `gets 10 points in fit`
    pub fn given(self, by: &PointsBy, verbs: &Verbs, score: &str) -> Given {
        let score = code(score);
        let gives = |what: &str| format!("{} {what} {} {score}", verbs.gives, verbs.gives_to);
        let takes = |what: &str| format!("{} {what} {} {score}", verbs.takes, verbs.takes_from);
        let (sentence, below) = match by {
            PointsBy::Literal(Points::ZERO) => (gives("no points"), None),
            PointsBy::Literal(given) if Way::of(by) == Way::Down => {
                (takes(&points(Points(-given.0))), None)
            }
            PointsBy::Literal(given) => (gives(&points(*given)), None),
            PointsBy::Computed(number) => (gives(&self.computed(number)), None),
            PointsBy::Table(rows) => {
                let rows: Vec<String> = self.rows(rows);
                let head = |which: &str| {
                    let counts = gives("points");
                    format!("{counts} by the first of {which} that holds")
                };
                match rows.len() {
                    0 => (gives("no points"), None),
                    1 => (format!("{}: {}", gives("points"), rows[0]), None),
                    count if count <= ROWS_IN_LINE => {
                        (format!("{}: {}", head("these"), rows.join("; ")), None)
                    }
                    count => (head(&format!("the {count} rows below")), Some(listed(&rows))),
                }
            }
        };
        Given { sentence, below }
    }

    fn computed(self, number: &Num) -> String {
        match number {
            Num::Literal(n) if *n == 1.0 => "1 point".into(),
            Num::Literal(n) => format!("{n} points"),
            number => {
                let figure = self.figure(number);
                let is_code = figure.starts_with('`');
                if is_code { format!("{figure} points") } else { format!("{figure} as points") }
            }
        }
    }

    /// `10 points if employees is at most 50`
    fn rows(self, rows: &[(Cond, PointsBy)]) -> Vec<String> {
        let of = |(at, (condition, by)): (usize, &(Cond, PointsBy))| {
            let points = match by {
                PointsBy::Literal(given) => points(*given),
                PointsBy::Computed(number) => self.computed(number),
                PointsBy::Table(_) => "points by another table".into(),
            };
            let above = at.checked_sub(1).and_then(|above| rows.get(above));
            format!("{points} {}", self.row(condition, above.map(|(above, _)| above)))
        };
        rows.iter().enumerate().map(of).collect()
    }

    /// `above`: the condition of the row before.
    fn row(self, condition: &Cond, above: Option<&Cond>) -> String {
        match condition {
            Cond::Constant(true) => "otherwise".into(),
            Cond::Known(operand) => match above {
                Some(above) => format!("if {}", self.rest(operand, above)),
                None => format!("if {}", self.alone(condition)),
            },
            Cond::Or(of) if is_known_answer(of) => "otherwise, if that is known".into(),
            condition => format!("if {}", self.alone(condition)),
        }
    }
}

impl Prose<'_> {
    /// What is known and in no row above: behind a bound, what is beyond it.
    fn rest(self, operand: &Operand, above: &Cond) -> String {
        if let (Operand::Number(number), Cond::Number { left, op, right }) = (operand, above)
            && number == left
            && matches!(op, CompareOp::Less | CompareOp::LessOrEqual)
        {
            let beyond =
                Cond::Number { left: left.clone(), op: op.opposite(), right: right.clone() };
            return self.alone(&beyond);
        }
        self.standing(self.of_operand(operand, "is anything else"))
    }
}

/// `C or not C`: the rest of a table by a condition.
fn is_known_answer(of: &[Cond]) -> bool {
    matches!(of, [yes, Cond::Not(no)] if *yes == **no)
}

/// Are there leads or events for which the points are unknown?
pub fn may_be_unknown(by: &PointsBy) -> bool {
    match by {
        PointsBy::Literal(_) => false,
        PointsBy::Computed(number) => number_may_be(number),
        PointsBy::Table(rows) => rows.iter().any(|(_, by)| may_be_unknown(by)),
    }
}
