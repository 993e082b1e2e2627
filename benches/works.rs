//! The works over all leads: who takes part, and that all of them say the same.

use baremo::engine::Engine;
use baremo::engine::Scorer;
use baremo::types::columns::Batch;

use crate::ageing;
use crate::answers::Answers;
use crate::batch;
use crate::data;
use crate::data::AS_OF;
use crate::data::Events;
use crate::data::Leads;
use crate::many;
use crate::measure::Contender;
use crate::measure::Report;
use crate::rules;
use crate::w1;

/// The defining evaluator is asked about so many leads only.
const SAMPLE: usize = 20_000;

fn answers(scorer: &Scorer, batch: &Batch) -> Answers {
    Answers::of(scorer.score(batch, AS_OF, false))
}

/// Baremo's engines as contenders, their answers already compared.
fn engines<'a>(
    scorers: &'a [(&'static str, Scorer)],
    batch: &'a Batch,
    things: usize,
    truth: &Answers,
) -> Vec<Contender<'a>> {
    let contender = |(name, scorer): &'a (&'static str, Scorer)| {
        answers(scorer, batch).must_equal(truth, name);
        Contender::new(name, things, move || {
            // Each time the whole work, as on new data.
            scorer.forget_texts();
            scorer.score(batch, AS_OF, false).stages.len() as u64
        })
    };
    scorers.iter().map(contender).collect()
}

/// The same on two threads.
fn two_threads(scorers: &[(&'static str, Scorer)]) -> Vec<(&'static str, Scorer)> {
    scorers.iter().map(|(name, scorer)| (*name, scorer.clone().with_threads(2))).collect()
}

pub fn w1(report: &mut Report, leads: &Leads) {
    let (program, rows) = (batch::program("w1.score", w1::RULES), leads.rows());
    let scorers = batch::scorers(&program);
    let columns = batch::batch(&program.schema, leads, None);
    let structs: Vec<w1::Lead> = (0..rows).map(|row| w1::Lead::row(leads, row)).collect();
    let truth = w1::folded(leads, 0..rows);
    truth.must_equal(&w1::unfolded(leads), "unfolded columns");
    truth.must_equal(&w1::over_structs(&structs), "structs");
    truth.must_equal(&w1::folded_in_two(leads), "two threads");
    let mut contenders = vec![
        Contender::new("hand-written, folded columns", rows, || w1::folded(leads, 0..rows).sum()),
        Contender::new("hand-written, columns", rows, || w1::unfolded(leads).sum()),
        Contender::new("hand-written, structs of texts", rows, || w1::over_structs(&structs).sum()),
    ];
    contenders.extend(engines(&scorers, &columns, rows, &truth));
    report.compare("w1", "lead", contenders);

    let in_two = two_threads(&scorers);
    let mut contenders = vec![Contender::new("hand-written, folded columns", rows, || {
        w1::folded_in_two(leads).sum()
    })];
    contenders.extend(engines(&in_two, &columns, rows, &truth));
    report.compare("w1, two threads", "lead", contenders);

    let few = data::leads(SAMPLE.min(rows));
    let sample = batch::batch(&program.schema, &few, None);
    let reference = [("Baremo, reference", Scorer::new(program, Engine::Reference))];
    let truth = w1::folded(&few, 0..few.rows());
    let contenders = engines(&reference, &sample, few.rows(), &truth);
    report.compare("w1, some leads", "lead", contenders);
}

pub fn many(report: &mut Report, leads: &Leads) {
    for count in [1_000, 10_000] {
        let rules = rules::rules(leads, count);
        let name = format!("{count} rules");
        let program = batch::program(&name, &rules::file(leads, &rules));
        let scorers = batch::scorers(&program);
        let columns = batch::batch(&program.schema, leads, None);
        let by_hand = many::Program::new(leads, &rules);
        let truth = by_hand.as_bit_sets(leads);
        truth.must_equal(&by_hand.one_by_one(leads), "one by one");
        let mut contenders = vec![
            Contender::new("hand-written, folded, bit sets", leads.rows(), || {
                by_hand.as_bit_sets(leads).sum()
            }),
            Contender::new("hand-written, folded", leads.rows(), || {
                by_hand.one_by_one(leads).sum()
            }),
        ];
        contenders.extend(engines(&scorers, &columns, leads.rows(), &truth));
        report.compare(&format!("many, {name}"), "lead", contenders);
    }
}

pub fn events(report: &mut Report, leads: &Leads, events: &Events) {
    let (program, rows, count) =
        (batch::program("ageing.score", ageing::RULES), leads.rows(), events.times.len());
    let scorers = batch::scorers(&program);
    let columns = batch::batch(&program.schema, leads, Some(events));
    let tables = ageing::Tables::new();
    let truth = ageing::score(&tables, events, 0..rows);
    truth.must_equal(&ageing::score_in_two(&tables, events, rows), "two threads");
    let powf = ageing::score(&ageing::Powf, events, 0..rows).differing(&truth);
    println!("\nof {rows} leads {powf} differ where doubles are summed");
    assert!(powf * 100_000 <= rows, "sums of doubles are too far away");
    let mut contenders = vec![
        Contender::new("hand-written, tables", count, || {
            ageing::score(&tables, events, 0..rows).sum()
        }),
        Contender::new("hand-written, powf", count, || {
            ageing::score(&ageing::Powf, events, 0..rows).sum()
        }),
    ];
    contenders.extend(engines(&scorers, &columns, count, &truth));
    report.compare("events", "event", contenders);

    let in_two = two_threads(&scorers);
    let by_hand = || ageing::score_in_two(&tables, events, rows).sum();
    let mut contenders = vec![Contender::new("hand-written, tables", count, by_hand)];
    contenders.extend(engines(&in_two, &columns, count, &truth));
    report.compare("events, two threads", "event", contenders);
}
