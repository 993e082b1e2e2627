//! One lead at a time, and the way from a rule file's text to the first score.

use std::hint::black_box;

use baremo::engine::Engine;
use baremo::engine::Scorer;
use baremo::engine::Session;
use baremo::types::Event;
use baremo::types::Lead;

use crate::batch;
use crate::data::AS_OF;
use crate::data::Leads;
use crate::measure::Contender;
use crate::measure::Report;
use crate::rules;
use crate::w1;

const NO_EVENTS: &[Event] = &[];

/// So many leads in turn, lest a branch predictor learns the one.
const LEADS: usize = 1_024;

pub fn one_lead(report: &mut Report, leads: &Leads) {
    let program = batch::program("w1.score", w1::RULES);
    let columns = batch::batch(&program.schema, leads, None);
    let count = LEADS.min(leads.rows());
    let values: Vec<Lead> = (0..count).map(|row| columns.row(row).0).collect();
    let structs: Vec<w1::Lead> = (0..count).map(|row| w1::Lead::row(leads, row)).collect();
    let scorers = batch::scorers(&program);
    for (name, scorer) in &scorers {
        let mut session = scorer.session();
        for (lead, by_hand) in values.iter().zip(&structs) {
            let scored = scored(&mut session, lead);
            assert_eq!(scored, by_hand.score(), "{name} says otherwise of one lead");
        }
    }
    let mut contenders = vec![Contender::new("hand-written match over a struct", count, || {
        structs.iter().map(|lead| black_box(lead).score().0 as u64).sum()
    })];
    for (name, scorer) in &scorers {
        let (mut session, values) = (scorer.session(), &values);
        contenders.push(Contender::new(name, count, move || {
            values.iter().map(|lead| scored(&mut session, black_box(lead)).0 as u64).sum()
        }));
    }
    report.compare("one lead, 40 rules", "lead", contenders);
}

/// Score and stage of one lead.
fn scored(session: &mut Session, lead: &Lead) -> (i64, u16) {
    let verdict = session.score(lead, NO_EVENTS, AS_OF);
    (verdict.scores[0].0, verdict.stage)
}

/// Compiles, makes a scorer and scores one lead.
pub fn source_to_first_score(report: &mut Report, leads: &Leads) {
    let files = [
        ("40 rules", w1::RULES.to_string()),
        ("1,000 rules", rules::file(leads, &rules::rules(leads, 1_000))),
        ("10,000 rules", rules::file(leads, &rules::rules(leads, 10_000))),
    ];
    let contenders = files.iter().map(|(name, text)| {
        let schema = batch::program(name, text).schema;
        let lead = batch::batch(&schema, &crate::data::leads(1), None).row(0).0;
        Contender::new(name, 1, move || {
            let scorer = Scorer::new(batch::program(name, text), Engine::Auto);
            scored(&mut scorer.session(), &lead).0 as u64
        })
    });
    report.compare("source to first score", "file", contenders.collect());
}
