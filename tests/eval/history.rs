//! Queries: counting, windows, sides of an event, `since`.

use baremo::ir::expr::{AggregateOp, CompareOp, Cond, Kind, Moment, Num, Place, Query};
use baremo::types::{EventId, Points, Value};

use super::build::*;

fn count(query: Query, events: &[baremo::types::Event]) -> Option<Points> {
    number(Num::Count(query), &lead(&[]), events)
}

fn aggregate(
    op: AggregateOp,
    property: baremo::types::PropertyId,
    events: &[baremo::types::Event],
) -> Option<Points> {
    number(Num::Aggregate { op, query: any(BUY), property }, &lead(&[]), events)
}

#[test]
fn counts_what_certainly_matches() {
    let events = [ago(OPEN, 0), ago(OPEN, DAY), ago(CLICK, DAY), ago(7, DAY), ago(OPEN, -1)];
    assert_eq!(count(any(OPEN), &events), Some(points(2.0)), "the future does not exist");
    assert_eq!(count(Query { kind: Kind::Any, ..any(OPEN) }, &events), Some(points(4.0)));
    let within = |w| count(Query { within: Some(w), ..any(OPEN) }, &events);
    assert_eq!((within(DAY), within(DAY + 1)), (Some(points(1.0)), Some(points(2.0))));
    let dear =
        compare(Num::Field(Place::Event { up: 0, property: AMOUNT }), CompareOp::Greater, 10.0);
    let buys = [with(ago(BUY, 1), 20.0, ""), with(ago(BUY, 2), 5.0, ""), ago(BUY, 3)];
    let filter = Some(Box::new(dear.clone()));
    assert_eq!(count(Query { filter, ..any(BUY) }, &buys), Some(points(1.0)));
    let twice = Kind::Of(vec![(EventId(BUY), Some(dear)), (EventId(BUY), None)]);
    assert_eq!(count(Query { kind: twice, ..any(BUY) }, &buys), Some(points(3.0)));
}

#[test]
fn aggregates_over_known_values() {
    let buys = [
        with(ago(BUY, 1), 0.1, "Acme"),
        with(ago(BUY, 2), 0.2, "ACME"),
        ago(BUY, 3),
        with(ago(BUY, 4), -0.0, "b"),
        with(ago(BUY, 5), 0.0, ""),
    ];
    assert_eq!(aggregate(AggregateOp::Sum, AMOUNT, &buys), Some(points(0.3)));
    assert_eq!(aggregate(AggregateOp::Average, AMOUNT, &buys), Some(points(0.08)));
    assert_eq!(aggregate(AggregateOp::Maximum, AMOUNT, &buys), Some(points(0.2)));
    assert_eq!(aggregate(AggregateOp::Minimum, AMOUNT, &buys), Some(points(0.0)));
    assert_eq!(aggregate(AggregateOp::Distinct, AMOUNT, &buys), Some(points(3.0)));
    assert_eq!(aggregate(AggregateOp::Distinct, SITE, &buys), Some(points(2.0)));
    let none = |op| aggregate(op, AMOUNT, &[]);
    assert_eq!(
        (none(AggregateOp::Sum), none(AggregateOp::Distinct)),
        (Some(points(0.0)), Some(points(0.0)))
    );
    assert_eq!(none(AggregateOp::Average), None);
    assert_eq!((none(AggregateOp::Minimum), none(AggregateOp::Maximum)), (None, None));
    assert_eq!(aggregate(AggregateOp::Sum, AMOUNT, &[with(ago(BUY, 1), 2e18, "")]), None);
}

#[test]
fn first_latest_and_since() {
    let days = |moment| {
        number(
            Num::DaysSince(Box::new(moment)),
            &lead(&[]),
            &[ago(OPEN, 9 * DAY), ago(OPEN, DAY), ago(OPEN, 3 * DAY)],
        )
    };
    let last = |nth| Moment::Last { query: Box::new(any(OPEN)), nth };
    assert_eq!(days(Moment::First(Box::new(any(OPEN)))), Some(points(9.0)));
    assert_eq!(
        (days(last(1)), days(last(3)), days(last(4))),
        (Some(points(1.0)), Some(points(9.0)), None)
    );
    let since = |moment| Query { since: Some(Box::new(moment)), ..any(CLICK) };
    let events = [ago(OPEN, DAY), ago(CLICK, DAY), ago(CLICK, DAY + 1), ago(CLICK, 0)];
    assert_eq!(count(since(last(1)), &events), Some(points(2.0)), "from that second on");
    assert_eq!(count(since(last(2)), &events), Some(points(0.0)), "since never, nothing counts");
}

/// Points for each purchase for which a condition about the events around it certainly holds.
fn purchases(condition: Cond, events: &[baremo::types::Event]) -> Points {
    let mut line = on(BUY, 1.0);
    line.filter = Some(condition);
    line_score(line, events)
}

#[test]
fn before_an_event() {
    let opened = |within| Cond::Happened(before(OPEN, within));
    let events = |gap| [ago(BUY, DAY), ago(OPEN, DAY + gap)];
    assert_eq!(purchases(opened(Some(HOUR)), &events(HOUR - 1)), points(1.0));
    assert_eq!(purchases(opened(Some(HOUR)), &events(HOUR)), points(0.0), "an hour is outside");
    assert_eq!(purchases(opened(Some(HOUR)), &events(0)), points(1.0), "the same second is both");
    assert_eq!(purchases(opened(None), &events(900 * DAY)), points(1.0));
    assert_eq!(purchases(opened(None), &events(-1)), points(0.0));
    let again = || Cond::Happened(before(BUY, None));
    assert_eq!(purchases(again(), &[ago(BUY, DAY)]), points(0.0), "it never sees itself");
    assert_eq!(purchases(again(), &[ago(BUY, DAY), ago(BUY, DAY)]), points(2.0));
}

#[test]
fn after_an_event_until_the_window_has_passed() {
    let opened = || Cond::Happened(after(OPEN, Some(DAY)));
    let silent = || Cond::Not(Box::new(opened()));
    assert_eq!(purchases(opened(), &[ago(BUY, HOUR), ago(OPEN, 0)]), points(1.0), "true already");
    assert_eq!(purchases(silent(), &[ago(BUY, DAY - 1)]), points(0.0), "unknown as yet");
    assert_eq!(purchases(silent(), &[ago(BUY, DAY)]), points(1.0), "passed");
    let never = Cond::Not(Box::new(Cond::Happened(after(OPEN, None))));
    assert_eq!(purchases(never, &[ago(BUY, 0)]), points(1.0), "true so far");
    let few = |query| compare(Num::Count(query), CompareOp::Less, 5.0);
    assert_eq!(purchases(few(after(OPEN, Some(DAY))), &[ago(BUY, DAY - 1)]), points(0.0));
    assert_eq!(purchases(few(after(OPEN, Some(DAY))), &[ago(BUY, DAY)]), points(1.0));
    assert_eq!(purchases(few(after(OPEN, None)), &[ago(BUY, 0)]), points(1.0));
}

#[test]
fn events_around_events() {
    // any (email_click where site = this.site) before a purchase
    let site = |up| baremo::ir::Text::Field(Place::Event { up, property: SITE });
    let same = Cond::SameText { left: site(0), right: site(1), exact: false };
    let clicked = Query { filter: Some(Box::new(same)), ..before(CLICK, None) };
    let events = [
        with(ago(BUY, 1), 0.0, "Acme"),
        with(ago(BUY, 2), 0.0, "other"),
        with(ago(CLICK, 3), 0.0, "ACME"),
    ];
    assert_eq!(purchases(Cond::Happened(clicked), &events), points(1.0));
    let mut dated = on(BUY, 1.0);
    dated.filter = Some(Cond::Age { value: Moment::Time { up: 0 }, older: false, seconds: 2 });
    assert_eq!(line_score(dated, &events), points(1.0));
}

#[test]
fn nesting_judges_each_level_by_its_own_event() {
    // purchases after a click that had an open within an hour before it
    let opened = Box::new(Cond::Happened(before(OPEN, Some(HOUR))));
    let clicked = Query { filter: Some(opened), ..before(CLICK, None) };
    let late = [ago(BUY, 0), ago(CLICK, 5 * HOUR), ago(OPEN, 6 * HOUR)];
    assert_eq!(purchases(Cond::Happened(clicked.clone()), &late), points(0.0));
    let soon = [ago(BUY, 0), ago(CLICK, 5 * HOUR), ago(OPEN, 6 * HOUR - 1)];
    assert_eq!(purchases(Cond::Happened(clicked), &soon), points(1.0));
}

#[test]
fn a_date_attribute_bounds_history() {
    let since = Some(Box::new(Moment::Field(attribute(CREATED))));
    let query = Query { since, ..any(OPEN) };
    let known = lead(&[(CREATED, Value::Date(NOW - DAY))]);
    let events = [ago(OPEN, DAY), ago(OPEN, DAY + 1)];
    assert_eq!(number(Num::Count(query.clone()), &known, &events), Some(points(1.0)));
    let happened = Cond::Happened(query);
    assert_eq!(judge(happened, &lead(&[]), &events), Some(false), "never unknown");
}
