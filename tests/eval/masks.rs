//! Resets and pauses: which events exist.

use baremo::ir::expr::{Cond, Num};
use baremo::ir::program::{Mask, MaskId, Pause, Pick};
use baremo::types::{Event, Points};

use super::build::*;

fn pick(event: u32) -> Pick {
    Pick { kind: kind(event), filter: None }
}

fn reset_on(event: u32) -> Mask {
    Mask { resets: vec![pick(event)], pauses: Vec::new() }
}

fn paused(from: u32, until: u32) -> Mask {
    let pause = Pause { from: pick(from), until: pick(until) };
    Mask { resets: Vec::new(), pauses: vec![pause] }
}

/// A point for each existing event of a name, in a score with this mask.
fn existing(mask: &Mask, event: u32, events: &[Event]) -> Points {
    let mut program = of_lines(vec![on_line(on(event, 1.0))]);
    program.masks.push(mask.clone());
    program.scores[0].mask = MaskId(1);
    score(&program, events)
}

#[test]
fn a_reset_hides_what_came_before_and_its_own_second() {
    let events = [ago(OPEN, 3), ago(OPEN, 2), ago(BUY, 2), ago(OPEN, 1)];
    assert_eq!(existing(&reset_on(BUY), OPEN, &events), points(1.0));
    assert_eq!(existing(&reset_on(BUY), BUY, &events), points(1.0), "it does not hide itself");
    let two = [ago(BUY, 2), ago(BUY, 1)];
    assert_eq!(existing(&reset_on(BUY), BUY, &two), points(1.0), "but an earlier reset");
    let tied = [ago(BUY, 1), ago(BUY, 1)];
    assert_eq!(existing(&reset_on(BUY), BUY, &tied), points(0.0), "two of one second, each other");
}

#[test]
fn resets_are_found_in_the_whole_log() {
    // The click is reset by the purchase, and still resets the open.
    let mask = Mask { resets: vec![pick(CLICK), pick(BUY)], pauses: Vec::new() };
    let events = [ago(OPEN, 3), ago(CLICK, 2), ago(BUY, 1)];
    assert_eq!(existing(&mask, OPEN, &events), points(0.0));
    // A reset that needs an earlier click finds it, although that click does not exist any more.
    let filter = Some(Cond::Happened(before(CLICK, None)));
    let mask = Mask { resets: vec![pick(CLICK), Pick { filter, ..pick(BUY) }], pauses: Vec::new() };
    let events = [ago(CLICK, 4), ago(CLICK, 3), ago(OPEN, 2), ago(BUY, 1)];
    assert_eq!(existing(&mask, OPEN, &events), points(0.0));
}

#[test]
fn a_pause_hides_from_its_first_second_to_before_its_last() {
    let mask = paused(CLICK, BUY);
    let events =
        [ago(OPEN, 5), ago(CLICK, 4), ago(OPEN, 4), ago(OPEN, 3), ago(OPEN, 2), ago(BUY, 2)];
    assert_eq!(existing(&mask, OPEN, &events), points(2.0));
    assert_eq!(existing(&mask, CLICK, &events), points(1.0), "the opener is not hidden by it");
    assert_eq!(existing(&mask, BUY, &events), points(1.0));
}

#[test]
fn an_open_pause_lasts_and_a_second_from_does_nothing() {
    let mask = paused(CLICK, BUY);
    assert_eq!(existing(&mask, OPEN, &[ago(CLICK, 9), ago(OPEN, 0)]), points(0.0));
    let again = [ago(CLICK, 9), ago(CLICK, 8), ago(BUY, 7), ago(OPEN, 6)];
    assert_eq!(existing(&mask, OPEN, &again), points(1.0));
    assert_eq!(existing(&mask, CLICK, &again), points(1.0), "the second one is hidden");
    let tied = [ago(CLICK, 9), ago(CLICK, 9)];
    assert_eq!(existing(&mask, CLICK, &tied), points(2.0), "both opened it");
}

#[test]
fn from_and_until_in_one_second() {
    let mask = paused(CLICK, BUY);
    let flash = [ago(CLICK, 9), ago(BUY, 9), ago(OPEN, 9), ago(OPEN, 8)];
    assert_eq!(existing(&mask, OPEN, &flash), points(2.0), "opened and closed at once");
    let handover = [ago(CLICK, 9), ago(CLICK, 7), ago(BUY, 7), ago(OPEN, 6)];
    assert_eq!(existing(&mask, OPEN, &handover), points(1.0), "`from` first: it was open");
    let before = [ago(BUY, 9), ago(CLICK, 8), ago(OPEN, 7)];
    assert_eq!(existing(&mask, OPEN, &before), points(0.0));
}

#[test]
fn a_score_sees_its_own_mask_at_every_level_and_stages_the_files() {
    let mut program = of_lines(vec![if_line(Cond::Happened(any(OPEN)), 1.0)]);
    let disqualification = baremo::ir::program::Disqualification {
        origin: origin("disqualify"),
        condition: compare(Num::Count(any(OPEN)), baremo::ir::expr::CompareOp::Equal, 1.0),
    };
    program.disqualifications.push(disqualification);
    program.masks.push(reset_on(BUY));
    program.scores[0].mask = MaskId(1);
    let outcome = run(&program, &lead(&[]), &[ago(OPEN, 2), ago(BUY, 1)]);
    assert_eq!(outcome.scores[0].published, points(0.0));
    assert_eq!(outcome.disqualified, [0]);
}
