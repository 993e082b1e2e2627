//! Invoices: they add up, they say why not, they read well.

mod meaning;
mod outlook;

use baremo::explain::{EntryKind, Invoice, Status, invoice, text};
use baremo::ir::Program;
use baremo::ir::expr::{CompareOp, Cond, Kind, Num, Operand, Query};
use baremo::ir::program::{
    Base, Disqualification, Formula, GroupMode, Item, OnLine, Origin, Pick, Range, ScoreBody,
    ScoreId, StageId, StageLine, Threshold,
};
use baremo::types::ageing::{Ageing, Shape};
use baremo::types::{Event, Lead, Points, Value};

use crate::eval::build::*;
use crate::eval::random::Random;

fn explain(program: &Program, lead: &Lead, events: &[Event]) -> Invoice {
    invoice(program, &run(program, lead, events), lead, events, NOW)
}

#[test]
fn the_lines_add_up() {
    let mut random = Random(7);
    for _ in 0..1500 {
        let (program, lead, events) = (random.program(), random.lead(), random.events());
        let invoice = explain(&program, &lead, &events);
        for score in &invoice.scores {
            let sum = Points::sum(score.entries.iter().map(|e| e.points));
            assert_eq!(sum, score.points, "{program:#?} {invoice:#?}");
        }
        for entry in invoice.scores.iter().flat_map(|s| &s.entries) {
            let rule = entry.rule.as_ref();
            let silent = rule.is_some_and(|rule| rule.status != Status::Fired);
            assert!(!silent || entry.points == Points::ZERO);
        }
        text::render(&invoice, 80);
    }
}

/// Why an `if` does not fire, for a CTO of 20 employees who opened a mail yesterday.
fn why(condition: Cond) -> (Status, String) {
    let lead = lead(&[(TITLE, Value::text("CTO")), (EMPLOYEES, Value::Number(20.0))]);
    let program = of_lines(vec![if_line(condition, 1.0)]);
    let invoice = explain(&program, &lead, &[ago(OPEN, DAY)]);
    let rule = invoice.scores[0].entries[0].rule.clone().expect("a rule");
    (rule.status, rule.reason.expect("a reason"))
}

#[test]
fn why_a_condition_is_not_true() {
    let not = |condition| Cond::Not(Box::new(condition));
    let title_in = |items: &[&str]| Cond::TextIn { value: title(), items: set(items) };
    let large = || employees(CompareOp::Greater, 50.0);
    let newsletter = || Cond::Bool { field: attribute(NEWSLETTER), value: true };
    let bought = || Cond::Happened(Query { within: Some(7 * DAY), ..any(BUY) });
    let cases = [
        (title_in(&["intern"]), Status::False, "title is \"CTO\""),
        (large(), Status::False, "employees is 20"),
        (newsletter(), Status::Unknown, "newsletter is unknown"),
        (not(title_in(&["cto"])), Status::False, "title is \"CTO\""),
        (Cond::And(vec![title_in(&["cto"]), large(), bought()]), Status::False, "employees is 20"),
        (Cond::And(vec![newsletter(), large()]), Status::False, "newsletter is unknown"),
        (
            Cond::Or(vec![large(), newsletter()]),
            Status::Unknown,
            "employees is 20 and newsletter is unknown",
        ),
        (bought(), Status::False, "no purchase within 7d"),
        (not(Cond::Happened(any(OPEN))), Status::False, "any email_open"),
        (
            compare(Num::Count(any(OPEN)), CompareOp::Greater, 1.0),
            Status::False,
            "count(email_open) is 1",
        ),
        (not(Cond::Known(Operand::Text(title()))), Status::False, "title is \"CTO\""),
        (
            Cond::AtLeast { count: 2, of: vec![large(), title_in(&["cto"])] },
            Status::False,
            "1 of the 2 hold",
        ),
    ];
    for (condition, status, reason) in cases {
        assert_eq!(why(condition.clone()), (status, reason.to_owned()), "{condition:?}");
    }
}

#[test]
fn why_events_do_not_count() {
    let of = |line: OnLine, events: &[Event]| {
        let program = of_lines(vec![on_line(line)]);
        let invoice = explain(&program, &lead(&[]), events);
        let rule = invoice.scores[0].entries[0].rule.clone().expect("a rule");
        (rule.status, rule.reason.expect("a reason"))
    };
    let nothing = of(on(OPEN, 1.0), &[]);
    assert_eq!(nothing, (Status::NoEvents, "no email_open".into()));
    let few = of(OnLine { times: Some((3, DAY)), ..on(OPEN, 1.0) }, &[ago(OPEN, 1), ago(OPEN, 2)]);
    assert_eq!(few, (Status::NoneCounts, "2 too few".into()));
    let ageing = Ageing { shape: None, expires: Some((DAY, 0)) };
    let aged = of(OnLine { ageing, ..on(OPEN, 1.0) }, &[ago(OPEN, DAY)]);
    assert_eq!(aged, (Status::Zero, "nothing is left by now".into()));
}

#[test]
fn why_hidden_events_do_not_count() {
    let mut program = of_lines(vec![on_line(on(OPEN, 1.0))]);
    program.masks[0].resets.push(Pick { kind: kind(BUY), filter: None });
    let invoice = explain(&program, &lead(&[]), &[ago(OPEN, 2), ago(BUY, 1)]);
    let rule = invoice.scores[0].entries[0].rule.clone().expect("a rule");
    let reason = "no email_open; 1 hidden by a reset or a pause";
    assert_eq!(rule.reason.as_deref(), Some(reason));
}

/// A model with everything that an invoice shows.
fn model() -> Program {
    let mut program = program();
    let ageing =
        Ageing { shape: Some((Shape::Stepped { keep: 0.5, period: DAY }, 0)), expires: None };
    let opens = add_line(&mut program, on_line(OnLine { ageing, ..on(OPEN, 5.0) }));
    let kept = OnLine { keep: vec![once()], cap: Some(points(20.0)), ..on(BUY, 30.0) };
    let buys = add_line(&mut program, on_line(kept));
    program.lines[1].origin.label = Some("Bought something".into());
    let email = add_group(&mut program, GroupMode::Sum, vec![opens, buys]);
    program.groups[0].name = "email".into();
    program.groups[0].range = Range { low: None, high: Some(points(15.0)) };
    let small = add_line(&mut program, if_line(employees(CompareOp::Less, 10.0), 4.0));
    let large = add_line(&mut program, always(2.5));
    let when = Item::When {
        condition: Cond::TextIn { value: title(), items: set(&["cto"]) },
        origin: origin("when"),
        then: vec![small],
        otherwise: vec![large],
    };
    set_items(&mut program, vec![email, when]);
    program.scores[0].name = "engagement".into();
    program.scores[0].range = Range { low: Some(points(0.0)), high: Some(points(12.0)) };
    let tenth = num_rational::BigRational::new(1.into(), 10.into());
    let engagement = || Box::new(Formula::Score(ScoreId(0)));
    let total = Formula::Multiply(Box::new(Formula::Number(tenth)), engagement());
    let total = add_score(&mut program, "total", ScoreBody::Formula(total));
    program.stages = vec!["mql".into(), "cold".into()];
    let threshold = Threshold { score: total, op: CompareOp::GreaterOrEqual, bound: points(1.0) };
    program.stage_lines = vec![StageLine {
        stage: StageId(0),
        origin: origin("mql at >= 1"),
        threshold: Some(threshold),
        condition: None,
        action: Some("call".into()),
    }];
    program.base = Some(Base { stage: StageId(1), origin: Origin::default(), action: None });
    program
}

#[test]
fn reads_as_a_table() {
    let events = [ago(OPEN, DAY), ago(BUY, 3 * HOUR), ago(BUY, 40 * DAY)];
    let lead = lead(&[(TITLE, Value::text("CTO"))]);
    let expected = "\
stage mql -> call (mql at >= 1, test.score:1)
as of 2026-01-31T00:00:00Z

score engagement                                12
    line 0                      test.score:1  +2.5
      2026-01-30T00:00:00Z email_open, 1d ago: 5 * 0.5 = 2.5
    Bought something            test.score:1   +20
      30 before its max
      2025-12-22T00:00:00Z purchase, 40d ago: 30, does not count: not kept
      2026-01-30T21:00:00Z purchase, 3h ago: 30
  group email                   test.score:1  -7.5
  line 2                        test.score:1     0
    no: employees is unknown
  line 3                        test.score:1     0
    no: when title = \"cto\"
  range 0..12                   test.score:1    -3

score total                                    1.2
  0.1 * engagement              test.score:1  +1.2
    = 0.1 * 12
";
    assert_eq!(text::render(&explain(&model(), &lead, &events), 50), expected);
}

#[test]
fn as_data() {
    let mut program = model();
    let condition = Cond::Happened(Query { kind: Kind::Any, ..any(OPEN) });
    program.disqualifications.push(Disqualification { origin: origin("Competitor"), condition });
    let invoice = explain(&program, &lead(&[]), &[ago(OPEN, DAY)]);
    let json = serde_json::to_value(&invoice).expect("an invoice is always JSON");
    assert_eq!(json["stage"], "disqualified");
    assert_eq!(json["action"], serde_json::Value::Null);
    assert_eq!(json["disqualified"][0]["title"], "Competitor");
    let entry = &json["scores"][0]["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["title"], &entry["file"]),
        (&"rule".into(), &"line 0".into(), &"test.score".into())
    );
    assert_eq!(
        (&entry["points"], &entry["line"], &entry["depth"]),
        (&2.5.into(), &1.into(), &1.into())
    );
    let event = &entry["rule"]["events"][0];
    assert_eq!(
        (&event["event"], &event["fate"], &event["worth"]),
        (&"email_open".into(), &"counted".into(), &2.5.into())
    );
    assert_eq!(json["scores"][1]["formula"]["figures"], "0.1 * 5");
    let kinds: Vec<EntryKind> = invoice.scores[0].entries.iter().map(|e| e.kind).collect();
    use EntryKind::{Group, Range, Rule};
    assert_eq!(kinds, [Rule, Rule, Group, Rule, Rule, Range]);
}

#[test]
fn a_lead_that_the_model_is_not_for() {
    let mut program = model();
    let guard = Some(employees(CompareOp::Less, 10.0));
    program.model =
        Some(baremo::ir::program::Model { name: "SMB".into(), origin: Default::default(), guard });
    let invoice = explain(&program, &lead(&[]), &[]);
    assert!(!invoice.in_model && invoice.scores.is_empty());
    assert_eq!(text::render(&invoice, 80), "the model \"SMB\" is not for this lead\n");
}
