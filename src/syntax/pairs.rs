//! pest on one statement: the grammar's pairs, or where it stopped and what it would have taken.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

/// The parser that pest makes of the grammar; its rules have no documentation of their own but the grammar's.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/baremo.pest"]
struct Grammar;

pub use self::Rule as R;

pub type Pair<'l> = pest::iterators::Pair<'l, Rule>;

/// Where reading stopped, in bytes of the statement, and what could have stood there.
#[derive(Debug)]
pub struct Stop {
    pub at: usize,
    pub expected: Vec<Rule>,
}

/// Reads a whole statement as `rule`.
pub fn parse(rule: Rule, text: &str) -> Result<Pair<'_>, Stop> {
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => pairs.next().ok_or(Stop { at: 0, expected: Vec::new() }),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            Err(Stop { at, expected })
        }
    }
}

/// What stands in a pair, but for punctuation.
pub fn parts(pair: Pair<'_>) -> impl Iterator<Item = Pair<'_>> {
    pair.into_inner().filter(|p| {
        !matches!(
            p.as_rule(),
            R::comma
                | R::colon
                | R::eq
                | R::lparen
                | R::rparen
                | R::lbracket
                | R::rbracket
                | R::EOI
        )
    })
}

/// Whether a keyword stands directly in a pair.
pub fn has(pair: &Pair<'_>, rule: Rule) -> bool {
    pair.clone().into_inner().any(|p| p.as_rule() == rule)
}
