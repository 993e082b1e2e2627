//! Groups, `when`, ranges and formulas.

use baremo::ir::expr::{CompareOp, Cond};
use baremo::ir::program::{Formula, GroupMode, Item, OnLine, Range, ScoreBody, ScoreId};
use baremo::types::{Event, Points};
use num_rational::BigRational;

use super::build::*;

/// One group of lines in a score, with its figures: the group's and its adjustment.
fn grouped(mode: GroupMode, figures: &[f64], range: Range) -> (Points, Points) {
    let mut program = program();
    let items = figures.iter().map(|f| add_line(&mut program, always(*f))).collect();
    let group = add_group(&mut program, mode, items);
    program.groups[0].range = range;
    set_items(&mut program, vec![group]);
    let outcome = run(&program, &lead(&[]), &[]);
    assert_eq!(outcome.scores[0].published, outcome.groups[0].published);
    (outcome.groups[0].published, outcome.groups[0].adjustment)
}

fn range(low: Option<f64>, high: Option<f64>) -> Range {
    Range { low: low.map(points), high: high.map(points) }
}

#[test]
fn modes_and_ranges() {
    let open = Range::default();
    assert_eq!(grouped(GroupMode::Sum, &[5.0, -2.0], open), (points(3.0), points(0.0)));
    assert_eq!(grouped(GroupMode::Best, &[5.0, 12.0], open), (points(12.0), points(-5.0)));
    assert_eq!(grouped(GroupMode::Best, &[-5.0, -12.0], open), (points(-5.0), points(12.0)));
    assert_eq!(grouped(GroupMode::First, &[5.0, 12.0], open), (points(5.0), points(-12.0)));
    assert_eq!(grouped(GroupMode::Best, &[], open), (points(0.0), points(0.0)));
    assert_eq!(
        grouped(GroupMode::Sum, &[50.0], range(Some(-30.0), Some(30.0))),
        (points(30.0), points(-20.0))
    );
    assert_eq!(
        grouped(GroupMode::Sum, &[1.0], range(Some(10.0), None)),
        (points(10.0), points(9.0))
    );
}

#[test]
fn what_takes_part() {
    let mut program = program();
    let unfired = add_line(&mut program, if_line(employees(CompareOp::Greater, 1.0), 9.0));
    let zero_on = add_line(&mut program, on_line(on(OPEN, 9.0)));
    let zero_if = add_line(&mut program, always(0.0));
    let last = add_line(&mut program, always(4.0));
    let empty = add_group(&mut program, GroupMode::Sum, vec![unfired, zero_on]);
    let group = add_group(&mut program, GroupMode::First, vec![empty, zero_if, last]);
    set_items(&mut program, vec![group]);
    let outcome = run(&program, &lead(&[]), &[]);
    assert!(!outcome.groups[0].takes_part && outcome.groups[1].takes_part);
    assert_eq!(outcome.groups[1].published, points(0.0), "an `if` of 0 points takes part");
    assert_eq!(outcome.groups[1].adjustment, points(-4.0));
    let outcome = run(&program, &lead(&[]), &[ago(OPEN, 0)]);
    assert_eq!(outcome.groups[1].published, points(9.0));
}

#[test]
fn the_branch_that_does_not_hold_is_off() {
    let mut program = program();
    let line = add_line(&mut program, always(1.0));
    let inner = add_line(&mut program, always(2.0));
    let group = add_group(&mut program, GroupMode::Sum, vec![inner]);
    let other = add_line(&mut program, always(4.0));
    let condition = employees(CompareOp::Greater, 1.0);
    let (then, otherwise) = (vec![line, group], vec![other]);
    set_items(
        &mut program,
        vec![Item::When { condition, origin: origin("when"), then, otherwise }],
    );
    let outcome = run(&program, &lead(&[]), &[]);
    assert_eq!(outcome.scores[0].published, points(4.0), "unknown is not certainly true");
    assert_eq!(outcome.lines.iter().map(|l| l.off).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(outcome.groups[0], Default::default());
    let outcome = run(&program, &lead(&[(EMPLOYEES, baremo::types::Value::Number(2.0))]), &[]);
    assert_eq!(outcome.scores[0].published, points(3.0));
}

#[test]
fn a_cap_per_value_pools_the_lines_of_a_group() {
    let mut program = program();
    let opens = add_line(&mut program, on_line(on(OPEN, 3.0)));
    let clicks = add_line(&mut program, on_line(on(CLICK, 4.0)));
    let always = add_line(&mut program, always(1.0));
    let group = add_group(&mut program, GroupMode::Sum, vec![opens, clicks, always]);
    program.groups[0].cap_per = Some((points(5.0), PER_DAY));
    set_items(&mut program, vec![group]);
    let made = |events: &[Event]| {
        let outcome = run(&program, &lead(&[]), events);
        (outcome.groups[0].published, outcome.groups[0].adjustment)
    };
    assert_eq!(made(&[ago(OPEN, 1), ago(CLICK, 2)]), (points(6.0), points(-2.0)), "7 on one day");
    assert_eq!(made(&[ago(OPEN, 1), ago(CLICK, 2 * DAY)]), (points(8.0), points(0.0)));
    assert_eq!(
        made(&[ago(OPEN, 1), ago(CLICK, 2), ago(OPEN, 3 * DAY)]),
        (points(9.0), points(-2.0))
    );
}

#[test]
fn a_pool_below_its_cap_keeps_the_lines_as_they_are_rounded() {
    let mut program = program();
    let ageing = baremo::types::ageing::Ageing {
        shape: Some((baremo::types::ageing::Shape::Steps(vec![(DAY, 0.5)]), 0)),
        expires: None,
    };
    let line = OnLine { ageing, ..on(OPEN, 0.01) };
    let items = (0..2).map(|_| add_line(&mut program, on_line(line.clone()))).collect();
    let group = add_group(&mut program, GroupMode::Sum, items);
    program.groups[0].cap_per = Some((points(5.0), PER_DAY));
    set_items(&mut program, vec![group]);
    assert_eq!(score(&program, &[ago(OPEN, 1)]), points(0.02), "two lines of 0.005 each");
}

#[test]
fn a_score_is_cut_to_its_range() {
    let mut program = of_lines(vec![always(120.0), always(0.5)]);
    program.scores[0].range = range(Some(0.0), Some(100.0));
    let outcome = run(&program, &lead(&[]), &[]);
    assert_eq!(outcome.scores[0].before_range, points(120.5));
    assert_eq!(outcome.scores[0].published, points(100.0));
}

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn constant(numerator: i64, denominator: i64) -> Box<Formula> {
    Box::new(Formula::Number(ratio(numerator, denominator)))
}

/// A formula over the score of one line.
fn formula(figure: f64, formula: Formula) -> Points {
    let mut program = of_lines(vec![always(figure)]);
    let total = add_score(&mut program, "total", ScoreBody::Formula(formula));
    run(&program, &lead(&[]), &[]).scores[total.index()].published
}

#[test]
fn formulas_are_exact_and_rounded_once() {
    let of_score = || Box::new(Formula::Score(ScoreId(0)));
    assert_eq!(
        formula(0.05, Formula::Multiply(constant(1, 10), of_score())),
        points(0.01),
        "0.005"
    );
    assert_eq!(formula(-0.05, Formula::Multiply(constant(1, 10), of_score())), points(-0.01));
    let third = Formula::Divide(of_score(), ratio(3, 1));
    assert_eq!(formula(1.0, third.clone()), points(0.33));
    let back = Formula::Multiply(Box::new(third), constant(3, 1));
    assert_eq!(formula(1.0, back), points(1.0), "not rounded in between");
    assert_eq!(formula(2.5, Formula::Round(of_score())), points(3.0));
    assert_eq!(formula(-2.5, Formula::Floor(of_score())), points(-3.0));
    assert_eq!(formula(-2.5, Formula::Ceil(of_score())), points(-2.0));
    assert_eq!(formula(-2.5, Formula::Abs(of_score())), points(2.5));
    assert_eq!(formula(-2.5, Formula::Negate(of_score())), points(2.5));
    let least = vec![*of_score(), *constant(1, 1)];
    assert_eq!(formula(2.5, Formula::Min(least.clone())), points(1.0));
    assert_eq!(formula(2.5, Formula::Max(least)), points(2.5));
    assert_eq!(formula(2.5, Formula::Subtract(of_score(), constant(3, 1))), points(-0.5));
    let huge = (0..6).fold(of_score(), |f, _| Box::new(Formula::Multiply(f.clone(), f)));
    assert_eq!(formula(-1e6, *huge), Points(100_000_000_000_000_000));
}

#[test]
fn scores_read_the_published_figure_in_their_order() {
    let mut program = of_lines(vec![]);
    let fit = add_score(&mut program, "fit", ScoreBody::Items(vec![]));
    let line = add_line(
        &mut program,
        if_line(compare(baremo::ir::Num::Score(fit), CompareOp::Equal, 10.0), 7.0),
    );
    let base = add_line(&mut program, if_line(Cond::Constant(true), 30.0));
    set_items(&mut program, vec![line]);
    program.scores[1].body = ScoreBody::Items(vec![base]);
    program.scores[1].range = range(None, Some(10.0));
    program.order.reverse();
    assert_eq!(score(&program, &[]), points(7.0));
}

#[test]
fn ties_inside_a_cap_per_value_go_by_that_value() {
    let mut program = program();
    let one = add_line(&mut program, on_line(OnLine { keep: vec![once()], ..on(BUY, 4.0) }));
    let all = add_line(&mut program, on_line(on(CLICK, 4.0)));
    let group = add_group(&mut program, GroupMode::Sum, vec![one, all]);
    program.groups[0].cap_per = Some((points(5.0), PER_SITE));
    set_items(&mut program, vec![group]);
    for sites in [["a", "b"], ["b", "a"]] {
        let mut events: Vec<Event> = sites.map(|s| with(ago(BUY, 1), 0.0, s)).into();
        events.push(with(ago(CLICK, 9), 0.0, "a"));
        assert_eq!(score(&program, &events), points(5.0), "`a` is kept: 8 of it");
    }
}
