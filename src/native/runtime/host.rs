//! What compiled code calls; the names and arguments are those of the compiler's list of helpers.

use crate::ageing::curve_at;
use crate::frame::Frame;
use crate::layout::{head, kind, test};
use crate::lead::Lead;
use crate::model::{Model, Words};
use crate::steps;
use crate::texts::{NO, UNKNOWN, pair};
use crate::types::math;
use crate::types::points::Points;
use crate::types::text::fold;
use crate::windows::{self, stretch};

fn put(out: *mut u64, word: u64) {
    // SAFETY: `out` is a slot of eight bytes on the stack of the compiled function.
    unsafe { out.write(word) };
}

#[unsafe(no_mangle)]
extern "C" fn baremo_intricate_step(frame: *const Frame, position: i64) {
    steps::run(Lead::of(frame), position as usize);
}

#[unsafe(no_mangle)]
extern "C" fn baremo_list_events(frame: *const Frame, set: i64) {
    Lead::of(frame).list(set as usize);
}

#[unsafe(no_mangle)]
extern "C" fn baremo_window_of(
    frame: *const Frame,
    how: i64,
    moment: i64,
    within: i64,
    since: i64,
    known: i64,
) -> i64 {
    let lead = Lead::of(frame);
    windows::window(&lead.data.times, lead.as_of, (how, moment, within), (since, known != 0))
}

#[unsafe(no_mangle)]
extern "C" fn baremo_aggregate_of(
    frame: *const Frame,
    how: i64,
    strip: i64,
    list: *const u32,
    from: i64,
    to: i64,
    skip: i64,
    out: *mut u64,
) -> i64 {
    let lead = Lead::of(frame);
    let column = &lead.data.columns[strip as usize];
    let number = column.kind == kind::NUMBER;
    let value = |event: &u32| {
        let row = *event as usize;
        (number && column.is_known(row)).then(|| f64::from_bits(column.values[row]))
    };
    let values = stretch(list, from, to, skip).into_iter().flatten().filter_map(value);
    let result = windows::aggregate(how, values);
    put(out, result.unwrap_or_default().to_bits());
    i64::from(result.is_some())
}

#[unsafe(no_mangle)]
extern "C" fn baremo_distinct_of(
    frame: *const Frame,
    key: i64,
    list: *const u32,
    from: i64,
    to: i64,
    skip: i64,
) -> i64 {
    let events = stretch(list, from, to, skip).into_iter().flatten();
    steps::distinct(Lead::of(frame), key as usize, events) as i64
}

#[unsafe(no_mangle)]
extern "C" fn baremo_moment_of(
    frame: *const Frame,
    nth: i64,
    list: *const u32,
    from: i64,
    to: i64,
    skip: i64,
    out: *mut u64,
) -> i64 {
    let lead = Lead::of(frame);
    let time = windows::moment(&lead.data.times, nth, stretch(list, from, to, skip));
    put(out, time.unwrap_or_default() as u64);
    i64::from(time.is_some())
}

#[unsafe(no_mangle)]
extern "C" fn baremo_text_pair(
    frame: *const Frame,
    view_a: i64,
    a: i64,
    op: i64,
    view_b: i64,
    b: i64,
) -> i64 {
    let lead = Lead::of(frame);
    let text = |view: i64, code: i64| {
        let texts = lead.answers.compared.get(view as usize)?;
        Some(&*texts.get(code as usize)?.as_ref()?.1)
    };
    const TESTS: [u64; 4] =
        [test::CONTAINS, test::CONTAINS_WORD, test::STARTS_WITH, test::ENDS_WITH];
    match (text(view_a, a), text(view_b, b), TESTS.get(op as usize)) {
        (Some(text), Some(other), Some(what)) => i64::from(pair(*what, text, other)),
        _ => i64::from(UNKNOWN),
    }
}

#[unsafe(no_mangle)]
extern "C" fn baremo_list_test(frame: *const Frame, strip: i64, number: i64, row: i64) -> i64 {
    let lead = Lead::of(frame);
    let (column, row) = (&lead.data.columns[strip as usize], row as usize);
    if column.kind != kind::LIST || !column.is_known(row) {
        return i64::from(UNKNOWN);
    }
    let at = lead.model.entry(head::TESTS, number as usize) as usize;
    let mut words = Words::new(lead.model, at);
    let (_, _, all, exact) = (words.next(), words.next(), words.next(), words.next());
    let there = |item: &str| {
        column.list(row).iter().any(|code| {
            let text = column.texts[*code as usize];
            if exact != 0 { text == item } else { fold(text) == item }
        })
    };
    let holds = match all {
        0 => lead.model.items(at + 4).any(there),
        _ => lead.model.items(at + 4).all(there),
    };
    i64::from(if holds { 1 } else { NO })
}

#[unsafe(no_mangle)]
extern "C" fn baremo_number_in(frame: *const Frame, set: i64, value: f64) -> i64 {
    let model = Lead::of(frame).model;
    let at = model.entry(head::NUMBERS, set as usize) as usize;
    let numbers = model.words(at + 1, model.word(at) as usize);
    i64::from(numbers.iter().any(|number| f64::from_bits(*number) == value))
}

/// Objects are made without classes of values.
#[unsafe(no_mangle)]
extern "C" fn baremo_class_of_number(_: *const Frame, _: i64, _: f64) -> i64 {
    0
}

#[unsafe(no_mangle)]
extern "C" fn baremo_class_of_date(_: *const Frame, _: i64, _: i64) -> i64 {
    0
}

#[unsafe(no_mangle)]
extern "C" fn baremo_step_at(frame: *const Frame, ageing: i64, age: i64) -> f64 {
    let model: &Model = Lead::of(frame).model;
    curve_at(model, ageing as usize, age)
}

#[unsafe(no_mangle)]
extern "C" fn baremo_round_wide(low: i64, high: i64) -> i64 {
    let nano = i128::from(high) << 64 | i128::from(low as u64);
    Points::round(nano).0
}

#[unsafe(no_mangle)]
extern "C" fn baremo_logarithm(value: f64) -> f64 {
    math::log(value)
}

#[unsafe(no_mangle)]
extern "C" fn baremo_exponential(value: f64) -> f64 {
    math::exp(value)
}

// What processors of the first generation have no instruction for.

#[unsafe(no_mangle)]
extern "C" fn baremo_trunc(value: f64) -> f64 {
    math::trunc(value)
}

#[unsafe(no_mangle)]
extern "C" fn baremo_floor(value: f64) -> f64 {
    let down = math::trunc(value);
    if down > value { down - 1.0 } else { down }
}

#[unsafe(no_mangle)]
extern "C" fn baremo_ceil(value: f64) -> f64 {
    let up = math::trunc(value);
    if up < value { (up + 1.0).copysign(value) } else { up }
}
