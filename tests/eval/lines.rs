//! Rules: periods, `N times`, limits and their ties, ageing, caps.

use baremo::ir::expr::{CompareOp, Cond, Num, Place};
use baremo::ir::outcome::Fate;
use baremo::ir::program::{Keep, LineKind, OnLine, Per, Period, PointsBy};
use baremo::types::ageing::{Ageing, Shape};
use baremo::types::calendar::{Unit, Zone};
use baremo::types::points::Nano;
use baremo::types::{Event, Value};

use super::build::*;

fn fates(line: OnLine, events: &[Event]) -> Vec<Fate> {
    let outcome = run(&of_lines(vec![on_line(line)]), &lead(&[]), events);
    outcome.lines[0].occurrences.iter().map(|o| o.fate).collect()
}

/// Purchases worth their amount, with limits.
fn buys(limit: impl FnOnce(&mut OnLine)) -> OnLine {
    let mut line = OnLine { points: by_amount(), ..on(BUY, 0.0) };
    limit(&mut line);
    line
}

#[test]
fn an_if_fires_when_certainly_true_in_its_period() {
    let large = || employees(CompareOp::Greater, 50.0);
    let of = |known: &[(u32, Value)], kind| {
        run(&of_lines(vec![kind]), &lead(known), &[]).lines[0].clone()
    };
    let big = [(EMPLOYEES, Value::Number(51.0))];
    assert!(of(&big, if_line(large(), 2.5)).fired && !of(&[], if_line(large(), 2.5)).fired);
    assert_eq!(of(&big, if_line(large(), 2.5)).published, points(2.5));
    let zero = of(&big, if_line(large(), 0.0));
    assert!(zero.fired, "0 points fire too");
    let active = |from, before| {
        let points = PointsBy::Literal(points(1.0));
        LineKind::If { condition: None, points, active: Period { from, before }, cap: None }
    };
    assert!(of(&[], active(Some(NOW), None)).fired && !of(&[], active(Some(NOW + 1), None)).fired);
    assert!(of(&[], active(None, Some(NOW + 1))).fired && !of(&[], active(None, Some(NOW))).fired);
    let computed = PointsBy::Computed(Num::Field(attribute(EMPLOYEES)));
    let computed = || LineKind::If {
        condition: None,
        points: computed.clone(),
        active: Period::default(),
        cap: None,
    };
    assert!(!of(&[], computed()).fired);
    assert_eq!(of(&[(EMPLOYEES, Value::Number(2.675))], computed()).published, points(2.68));
    assert_eq!(of(&[(EMPLOYEES, Value::Number(1e300))], computed()).published, points(1e9));
}

#[test]
fn the_first_row_of_a_table_that_holds_counts() {
    let unknown = PointsBy::Computed(Num::Field(attribute(CREATED)));
    let rows = vec![
        (employees(CompareOp::LessOrEqual, 10.0), PointsBy::Literal(points(5.0))),
        (employees(CompareOp::LessOrEqual, 50.0), unknown),
        (employees(CompareOp::LessOrEqual, 100.0), PointsBy::Literal(points(10.0))),
    ];
    let line = LineKind::If {
        condition: None,
        points: PointsBy::Table(rows),
        active: Period::default(),
        cap: None,
    };
    let program = of_lines(vec![line]);
    let of = |n| run(&program, &lead(&[(EMPLOYEES, Value::Number(n))]), &[]).lines[0].clone();
    assert_eq!((of(10.0).published, of(100.0).published), (points(5.0), points(10.0)));
    assert!(!of(11.0).fired, "that row's points are unknown");
    assert!(!of(101.0).fired, "no row");
}

#[test]
fn periods_bound_an_events_time() {
    let mut line = on(OPEN, 1.0);
    line.active = Period { from: Some(NOW - 2), before: Some(NOW - 1) };
    let events = [ago(OPEN, 3), ago(OPEN, 2), ago(OPEN, 1)];
    assert_eq!(fates(line, &events), [Fate::OutsidePeriod, Fate::Counted, Fate::OutsidePeriod]);
}

#[test]
fn the_third_within_a_week() {
    let line = OnLine { times: Some((3, 7 * DAY)), ..on(OPEN, 1.0) };
    let at = |days: &[i64]| -> Vec<Event> { days.iter().map(|d| ago(OPEN, d * DAY)).collect() };
    assert_eq!(line_score(line.clone(), &at(&[20, 15, 13, 12])), points(1.0), "7 d are outside");
    assert_eq!(line_score(line.clone(), &at(&[19, 15, 13])), points(1.0));
    assert_eq!(line_score(line.clone(), &at(&[5, 5, 5])), points(3.0), "all of one second");
    assert_eq!(line_score(line.clone(), &at(&[5, 5])), points(0.0));
    let unknown = OnLine { points: by_amount(), kind: kind(BUY), ..line };
    let events = [ago(BUY, 3), ago(BUY, 2), with(ago(BUY, 1), 4.0, "")];
    assert_eq!(line_score(unknown.clone(), &events), points(4.0), "the unknown count up to it");
    assert_eq!(fates(unknown, &[ago(BUY, 1)]), [Fate::TooFew]);
}

#[test]
fn only_the_latest_count() {
    let events =
        [with(ago(BUY, 3), 1.0, ""), with(ago(BUY, 2), 2.0, ""), with(ago(BUY, 1), 4.0, "")];
    assert_eq!(line_score(buys(|l| l.keep = vec![once()]), &events), points(4.0));
    let two = Keep { count: 2, per: None };
    assert_eq!(line_score(buys(|l| l.keep = vec![two]), &events), points(6.0));
    assert_eq!(fates(buys(|l| l.keep = vec![two]), &events)[0], Fate::NotKept(0));
    let unknown = [with(ago(BUY, 2), 2.0, ""), ago(BUY, 1)];
    assert_eq!(line_score(buys(|l| l.keep = vec![once()]), &unknown), points(2.0), "keeps no slot");
    let nothing = [with(ago(BUY, 2), 2.0, ""), with(ago(BUY, 1), 0.0, "")];
    assert_eq!(
        line_score(buys(|l| l.keep = vec![once()]), &nothing),
        points(0.0),
        "keeps its slot"
    );
}

#[test]
fn once_per_value_then_overall() {
    let events = [
        with(ago(BUY, 9), 1.0, "a"),
        with(ago(BUY, 8), 2.0, "A"),
        with(ago(BUY, 7), 4.0, "b"),
        with(ago(BUY, 6), 8.0, ""),
        with(ago(BUY, 5), 16.0, ""),
    ];
    let kept = |keep: &[Keep]| line_score(buys(|l| l.keep = keep.to_vec()), &events);
    assert_eq!(kept(&[per(1, PER_SITE)]), points(22.0), "all unknown are one");
    assert_eq!(kept(&[per(1, PER_SITE), Keep { count: 2, per: None }]), points(20.0));
    assert_eq!(kept(&[per(2, PER_SITE)]), points(31.0));
}

#[test]
fn once_per_local_day() {
    // 22:30 and 23:30 UTC are one day in UTC and two in Madrid.
    let mut program =
        of_lines(vec![on_line(OnLine { keep: vec![per(1, PER_DAY)], ..on(OPEN, 1.0) })]);
    let events = [ago(OPEN, 90 * 60), ago(OPEN, 30 * 60)];
    assert_eq!(score(&program, &events), points(1.0));
    program.zone = Zone::named("Europe/Madrid").expect("a zone");
    assert_eq!(score(&program, &events), points(2.0));
}

#[test]
fn of_one_second_the_greatest_then_the_positive_then_by_value() {
    let tied = |pairs: &[(f64, &str)]| -> Vec<Event> {
        pairs.iter().map(|(amount, site)| with(ago(BUY, 1), *amount, site)).collect()
    };
    let one = || buys(|l| l.keep = vec![once()]);
    assert_eq!(line_score(one(), &tied(&[(1.0, ""), (-3.0, ""), (2.0, "")])), points(-3.0));
    assert_eq!(line_score(one(), &tied(&[(-3.0, ""), (3.0, "")])), points(3.0));
    assert_eq!(
        line_score(buys(|l| l.first_time = true), &tied(&[(1.0, ""), (2.0, "")])),
        points(2.0)
    );
    assert_eq!(
        line_score(buys(|l| l.cooldown = Some(1)), &tied(&[(1.0, ""), (2.0, "")])),
        points(2.0)
    );
    // Two a site, then two overall: of four tied, both of `a`; the cap of 5 a site then shows which.
    let line = |cap| {
        buys(|l| {
            l.keep = vec![per(2, PER_SITE), Keep { count: 2, per: None }];
            l.caps_per = vec![(points(cap), PER_SITE)];
        })
    };
    for events in [
        [(4.0, "b"), (4.0, "a"), (4.0, ""), (4.0, "A")],
        [(4.0, "A"), (4.0, ""), (4.0, "a"), (4.0, "b")],
    ] {
        assert_eq!(line_score(line(5.0), &tied(&events)), points(5.0));
    }
}

#[test]
fn first_time_is_the_earliest_that_exists() {
    let events = [with(ago(BUY, 3), 1.0, ""), with(ago(BUY, 2), 2.0, ""), ago(BUY, 9)];
    assert_eq!(line_score(buys(|l| l.first_time = true), &events), points(1.0));
    assert_eq!(
        fates(buys(|l| l.first_time = true), &events),
        [Fate::PointsUnknown, Fate::Counted, Fate::NotFirst]
    );
}

#[test]
fn a_cooldown_runs_from_the_last_that_counted() {
    let line = || OnLine { cooldown: Some(10 * DAY), ..on(OPEN, 1.0) };
    let at = |days: &[i64]| -> Vec<Event> { days.iter().map(|d| ago(OPEN, d * DAY)).collect() };
    use Fate::{Cooldown, Counted};
    assert_eq!(
        fates(line(), &at(&[30, 21, 20, 15, 10])),
        [Counted, Cooldown, Counted, Cooldown, Counted]
    );
}

#[test]
fn points_age_and_sums_are_exact() {
    let half =
        Ageing { shape: Some((Shape::Stepped { keep: 0.5, period: DAY }, 0)), expires: None };
    let line = || OnLine { ageing: half.clone(), ..on(OPEN, 0.01) };
    let outcome =
        run(&of_lines(vec![on_line(line())]), &lead(&[]), &[ago(OPEN, DAY), ago(OPEN, 2 * DAY)]);
    let occurrences = &outcome.lines[0].occurrences;
    assert_eq!((occurrences[0].factor, occurrences[0].worth), (0.25, Nano(2_500_000)));
    assert_eq!((occurrences[1].factor, occurrences[1].worth), (0.5, Nano(5_000_000)));
    assert_eq!(outcome.lines[0].published, points(0.01), "0.0075");
    let gone = Ageing { shape: None, expires: Some((DAY, 0)) };
    let line = OnLine { ageing: gone, keep: vec![once()], ..on(OPEN, 5.0) };
    assert_eq!(line_score(line, &[ago(OPEN, DAY)]), points(0.0));
}

#[test]
fn caps_act_after_ageing() {
    let events =
        [with(ago(BUY, 3), 9.0, "a"), with(ago(BUY, 2), 9.0, "A"), with(ago(BUY, 1), -3.0, "")];
    let outcome = |limit: fn(&mut OnLine)| {
        let outcome = run(&of_lines(vec![on_line(buys(limit))]), &lead(&[]), &events);
        (outcome.lines[0].before_cap, outcome.lines[0].published)
    };
    assert_eq!(outcome(|l| l.cap = Some(points(10.0))), (points(15.0), points(10.0)));
    let per_site = outcome(|l| l.caps_per = vec![(points(12.0), PER_SITE)]);
    assert_eq!(per_site, (points(9.0), points(9.0)));
    let both = outcome(|l| {
        l.caps_per = vec![(points(2.0), PER_SITE)];
        l.cap = Some(points(1.0));
    });
    assert_eq!(both, (points(0.0), points(0.0)), "2 and -2");
    let day = outcome(|l| l.caps_per = vec![(points(7.0), Per::Calendar(Unit::Day))]);
    assert_eq!(day, (points(7.0), points(7.0)));
    let negative = OnLine { cap: Some(points(3.0)), ..on(BUY, -2.0) };
    assert_eq!(line_score(negative, &events), points(-3.0));
}

#[test]
fn conditions_of_a_line_see_its_event() {
    let dear =
        compare(Num::Field(Place::Event { up: 0, property: AMOUNT }), CompareOp::Greater, 10.0);
    let rows = vec![(dear, by_amount()), (Cond::Constant(true), PointsBy::Literal(points(1.0)))];
    let line = OnLine { points: PointsBy::Table(rows), ..on(BUY, 0.0) };
    let events = [with(ago(BUY, 1), 20.0, ""), with(ago(BUY, 2), 10.0, ""), ago(BUY, 3)];
    assert_eq!(line_score(line, &events), points(22.0));
}
