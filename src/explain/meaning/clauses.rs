//! Conditions as relative clauses: `whose title is CTO`, `who has at least one purchase`; what would be no better in words stays code.

use crate::explain::meaning::figures::code;
use crate::explain::meaning::figures::joined;
use crate::explain::meaning::figures::told;
use crate::explain::meaning::tree::Tree;
use crate::explain::meaning::tree::doubts;
use crate::explain::meaning::tree::waits;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::expr::Operand;
use crate::ir::print::Words;

/// As many comparisons are told one after the other, and so many where `and` and `or` are mixed.
const MOST_PARTS: usize = 4;
const MOST_MIXED: usize = 3;

/// Puts conditions into words, at one depth of events around.
#[derive(Clone, Copy)]
pub struct Prose<'a> {
    pub program: &'a Program,
    pub words: Words<'a>,
    /// The number of events around.
    pub depth: u8,
    /// The rule's own text: texts are shown as they are spelled there.
    pub source: &'a str,
    /// In the `where` of a question to the history: what asks the history again stays code.
    pub asking: bool,
    /// Beside other clauses: one that could seem to belong to the next noun stands in parentheses.
    pub beside: bool,
}

/// How a clause is tied to the noun before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// `whose title is CTO`
    Whose,
    /// The same of what takes an article: `whose first purchase is …`, `the first purchase is …`
    WhoseThe,
    /// `who has no purchase`
    Has,
    /// `for whom …`: a sentence of its own.
    Whom,
}

#[derive(Debug, Clone)]
pub struct Clause {
    pub tie: Tie,
    pub text: String,
}

impl Clause {
    pub fn new(tie: Tie, text: String) -> Clause {
        Clause { tie, text }
    }
}

impl<'a> Prose<'a> {
    pub fn of(program: &'a Program, source: &'a str) -> Prose<'a> {
        let words = Words::of(program);
        Prose { program, words, depth: 0, source, asking: false, beside: false }
    }

    /// One event further in.
    pub fn inside(self) -> Prose<'a> {
        Prose { words: self.words.inside(), depth: self.depth + 1, ..self }
    }

    /// Behind `a lead` or an event's name: `whose title is CTO`.
    pub fn whom(self, condition: &Cond) -> String {
        let tree = Tree::of(condition, true);
        self.clauses(&tree, Prose::behind).unwrap_or_else(|| self.quoted(condition))
    }

    /// The condition as a rule writes it, behind a noun.
    fn quoted(self, condition: &Cond) -> String {
        let pronoun = if self.depth == 0 { "for whom" } else { "where" };
        format!("{pronoun} {} holds", code(&self.words.condition(condition)))
    }

    /// By itself, behind `if`: `title is CTO`.
    pub fn alone(self, condition: &Cond) -> String {
        let tree = Tree::of(condition, true);
        let words = self.clauses(&tree, Prose::standing);
        words.unwrap_or_else(|| format!("{} holds", code(&self.words.condition(condition))))
    }

    fn clauses(self, tree: &Tree, say: fn(Prose<'a>, Clause) -> String) -> Option<String> {
        let leaf = |it: Prose<'a>, tree: &Tree| {
            let clause = it.leaf(tree).or_else(|| it.as_written(tree));
            clause.map(|clause| say(it, clause))
        };
        let beside = Prose { beside: true, ..self };
        let (parts, word, both) = match tree {
            Tree::All(parts) => (parts, "and", "either"),
            Tree::Any(parts) => (parts, "or", "both"),
            one => return leaf(self, one),
        };
        if parts.iter().all(Tree::is_leaf) {
            let all: Option<Vec<String>> = parts.iter().map(|part| leaf(beside, part)).collect();
            return all.filter(|all| all.len() <= MOST_PARTS).map(|all| joined(&all, word));
        }
        if tree.leaves() > MOST_MIXED {
            return None;
        }
        // One comparison and one pair: the pair comes last, where `either` and `both` tell how far it goes.
        let [single, pair] = [true, false].map(|leaf| parts.iter().find(|p| p.is_leaf() == leaf));
        let (single, pair) = (leaf(beside, single?)?, beside.clauses(pair?, say)?);
        Some(format!("{single} {word} {both} {pair}"))
    }

    /// A comparison as a rule writes it, among others in words.
    fn as_written(self, tree: &Tree) -> Option<Clause> {
        let Tree::Leaf(condition, yes) = tree else { return None };
        let written = match yes {
            true => self.words.condition(condition),
            false => self.words.condition(&Cond::Not(Box::new((*condition).clone()))),
        };
        Some(Clause::new(Tie::Whom, format!("{} holds", code(&written))))
    }

    fn behind(self, clause: Clause) -> String {
        let pronoun = match (clause.tie, self.depth) {
            (Tie::Whose | Tie::WhoseThe, _) => "whose",
            (Tie::Has, 0) => "who has",
            (Tie::Has, _) => "that has",
            (Tie::Whom, 0) => "for whom",
            (Tie::Whom, _) => "where",
        };
        format!("{pronoun} {}", clause.text)
    }

    pub fn standing(self, clause: Clause) -> String {
        let before = match (clause.tie, self.depth) {
            (Tie::Whose | Tie::Whom, _) => "",
            (Tie::WhoseThe, _) => "the ",
            (Tie::Has, 0) => "the lead has ",
            (Tie::Has, _) => "the event has ",
        };
        format!("{before}{}", clause.text)
    }

    /// `at least 2 of these 3 hold (…; …; …)`
    pub fn at_least(self, count: u32, of: &[Cond]) -> Option<Clause> {
        let beside = Prose { beside: true, ..self };
        let part = |part: &Cond| {
            let tree = Tree::of(part, true);
            let short = tree.leaves() <= 2;
            short.then(|| beside.clauses(&tree, Prose::standing)).flatten()
        };
        let parts: Option<Vec<String>> = of.iter().map(part).collect();
        let parts = parts.filter(|parts| parts.len() <= MOST_PARTS)?;
        let text = format!("at least {count} of these {} hold ({})", parts.len(), parts.join("; "));
        Some(Clause::new(Tie::Whom, text))
    }

    /// `Where title is unknown` … for conditions that an unknown value does not meet, though one might think so.
    pub fn unknowns(self, condition: &Cond) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for operand in doubts(&Tree::of(condition, true)) {
            let name = self.named(&operand);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| format!("where {} is unknown", told(&names, "or")))
    }

    /// The window that must be over before the condition is known.
    pub fn waits(self, condition: &Cond) -> Option<i64> {
        waits(&Tree::of(condition, true))
    }

    fn named(self, operand: &Operand) -> String {
        match operand {
            Operand::Number(number) => self.figure(number),
            Operand::Date(moment) => self.when(moment),
            Operand::Text(text) => self.text_named(text),
            Operand::Field(place) => self.field(*place),
        }
    }
}
