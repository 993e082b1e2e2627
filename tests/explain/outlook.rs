//! What would change a stage: every way and every date is held to the definition, on random programs and leads.

use baremo::explain::outlook;
use baremo::ir::Program;
use baremo::ir::eval;
use baremo::ir::expr::CompareOp;
use baremo::ir::outcome::Outcome;
use baremo::ir::program::Origin;
use baremo::ir::program::ScoreId;
use baremo::ir::program::StageId;
use baremo::ir::program::StageLine;
use baremo::ir::program::Threshold;
use baremo::types::Points;
use baremo::witness::Case;
use baremo::witness::Finder;
use baremo::witness::after;

use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::programs;
use crate::differential::random::Random;
use crate::rules;

fn line(stage: u32, bound: Points) -> StageLine {
    let threshold = Threshold { score: ScoreId(0), op: CompareOp::GreaterOrEqual, bound };
    StageLine {
        stage: StageId(stage),
        origin: Origin::default(),
        threshold: Some(threshold),
        condition: None,
        action: None,
    }
}

fn shown(program: &Program, outcome: &Outcome) -> Option<String> {
    match outcome.disqualified.is_empty() {
        true => outcome.stage.map(|stage| program.stages[stage.index()].clone()),
        false => Some("disqualified".into()),
    }
}

#[test]
fn dates_are_the_first_second_of_another_stage() {
    let (mut turns, mut ways) = (0, 0);
    for seed in 0..60 {
        let random = &mut Random::new(seed);
        let mut program = programs::program(random, 2 + (seed % 4) as usize);
        let batch = data::batch(random, 3, 6);
        for row in 0..batch.leads.rows {
            let (lead, events) = batch.row(row);
            let events: Vec<_> = events.into_iter().filter(|e| e.time <= AS_OF).collect();
            let at = |time: i64| eval(&program, &lead, &events, time);
            let published = at(AS_OF).scores.first().map(|score| score.published);
            let Some(bound) = published.filter(|points| *points > Points::ZERO) else { continue };
            // A threshold that the lead just meets, so that most of what ages takes it below.
            program.stages = ["low", "high", "top"].map(String::from).into();
            program.stage_lines = vec![
                line(0, Points(i64::MIN / 2)),
                line(1, bound),
                line(2, Points(bound.0.saturating_add(500))),
            ];
            let at = |time: i64| eval(&program, &lead, &events, time);
            let now = at(AS_OF);
            let outlook = outlook(&program, &now, &lead, &events, AS_OF);
            if let Some(turn) = outlook.turn {
                let second = turn.at.parse::<jiff::Timestamp>().expect("a time").as_second();
                assert_eq!(shown(&program, &at(second)), turn.stage, "seed {seed}");
                assert_eq!(shown(&program, &at(second - 1)), shown(&program, &now), "seed {seed}");
                turns += 1;
            }
            let finder = Finder::new(&program);
            let case = Case { lead: lead.clone(), events: events.clone(), as_of: AS_OF };
            for way in finder.ways(&case, |new| new.stage_line > now.stage_line).iter().take(2) {
                let then = finder.eval(&after(&case, way));
                assert!(then.stage_line > now.stage_line, "seed {seed}");
                ways += 1;
            }
        }
    }
    assert!(turns > 5 && ways > 5, "{turns} turns, {ways} ways");
}

#[test]
fn a_halving_score_falls_on_the_day_of_the_formula() {
    let text = "on visit +40 half-life 30d\nmql at >= 20\notherwise cold";
    let compiled = rules::compile_text("model.score", text);
    let program = compiled.models[0].program.as_ref().expect("sound rules");
    let lead = baremo::types::Lead { attributes: vec![] };
    let visit = baremo::types::Event {
        event: program.schema.event("visit").expect("an event"),
        time: AS_OF,
        properties: vec![],
    };
    let events = [visit];
    let outcome = eval(program, &lead, &events, AS_OF);
    let turn = outlook(program, &outcome, &lead, &events, AS_OF).turn.expect("it falls");
    // 40 × 0.5^(t/30d) is 20 at 30 days, and rounds to 20.00 for a while: until 19.995 is 40 × 0.5^(t/30d).
    let seconds = (30.0 * 86_400.0 * (40.0_f64 / 19.995).log2()) as i64;
    let at = turn.at.parse::<jiff::Timestamp>().expect("a time").as_second() - AS_OF;
    assert!((at - seconds).abs() <= 1, "{at} and {seconds}");
    assert_eq!((turn.stage.as_deref(), turn.falls), (Some("cold"), true));
}
