//! What a program or a question has anywhere in it.

use std::collections::BTreeSet;

use crate::ir::Program;
use crate::ir::expr::{Cond, Num, Operand, Place, Query, Text};
use crate::ir::program::{LineKind, OnLine};
use crate::optimise::walk;
use crate::optimise::walk::{Ask as Answer, Rewrite};
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::rows::Ask;
use crate::types::{AttributeId, PropertyId};

/// A question whose `where` or `since` reads a score waits for it.
pub fn reads_scores(ask: &Ask) -> bool {
    let mut found = ReadsScores(false);
    walk::cond(&mut found, &mut Cond::Happened(ask.query.clone()), Answer::True);
    found.0
}

/// The same of a rule.
pub fn line_reads_scores(line: &OnLine) -> bool {
    let mut found = ReadsScores(false);
    walk::line(&mut found, &mut LineKind::On(Box::new(line.clone())));
    found.0
}

struct ReadsScores(bool);

impl Rewrite for ReadsScores {
    fn cond(&mut self, condition: &mut Cond, _: Answer) {
        self.0 |= matches!(condition, Cond::GradeIn { .. });
    }

    fn num(&mut self, number: &mut Num) {
        self.0 |= matches!(number, Num::Score(_));
    }
}

/// Some question is asked from an event: events must be told apart.
pub fn looks_around(program: &Program) -> bool {
    let mut found = LooksAround(false);
    walk::program(&mut program.clone(), &mut found);
    let mut asks = Asks::default();
    for line in &program.lines {
        if let LineKind::On(on) = &line.kind {
            asks.picked(&on.kind, on.filter.as_ref());
            asks.points(&on.points);
        }
    }
    for mask in &program.masks {
        let pauses = mask.pauses.iter().flat_map(|pause| [&pause.from, &pause.until]);
        let picks = mask.resets.iter().chain(pauses);
        picks.for_each(|pick| asks.picked(&pick.kind, pick.filter.as_ref()));
    }
    found.0 || !asks.0.is_empty()
}

struct LooksAround(bool);

impl Rewrite for LooksAround {
    fn query(&mut self, query: &mut Query) {
        let mut asks = Asks::default();
        asks.picked(&query.kind, query.filter.as_deref());
        self.0 |= !asks.0.is_empty();
    }
}

/// The fields whose domain is asked for: attributes, and properties of any event.
pub fn domains(program: &Program) -> (BTreeSet<AttributeId>, BTreeSet<PropertyId>) {
    let mut found = Domains::default();
    walk::program(&mut program.clone(), &mut found);
    (found.attributes, found.properties)
}

#[derive(Default)]
struct Domains {
    attributes: BTreeSet<AttributeId>,
    properties: BTreeSet<PropertyId>,
}

impl Domains {
    fn text(&mut self, text: &Text) {
        let Text::Domain(of) = text else { return };
        match &**of {
            Text::Field(Place::Lead(attribute)) => {
                self.attributes.insert(*attribute);
            }
            Text::Field(Place::Event { property, .. }) => {
                self.properties.insert(*property);
            }
            Text::Domain(_) => {}
        }
    }
}

impl Rewrite for Domains {
    fn cond(&mut self, condition: &mut Cond, _: Answer) {
        match condition {
            Cond::TextIn { value, .. }
            | Cond::TextTest { value, .. }
            | Cond::Matches { value, .. }
            | Cond::Known(Operand::Text(value)) => self.text(value),
            Cond::SameText { left, right, .. } => {
                self.text(left);
                self.text(right);
            }
            Cond::TextTestField { value, other, .. } => {
                self.text(value);
                self.text(other);
            }
            _ => {}
        }
    }
}
