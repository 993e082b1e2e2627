//! What compiled code calls: thin shims over safe functions, none of which panics.

use crate::bytecode::Code;
use crate::bytecode::register::{Column, Events};
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::bytecode::tables::{self, NO, NO_ID, Tables, TestTable, UNKNOWN, ViewTable};
use crate::ir::expr::{Quantifier, TextOp};
use crate::native::frame::Frame;
use crate::native::intricate::{self, Lead, Scratch};
use crate::native::plan::Plan;
use crate::native::windows::{self, stretch};
use crate::types::columns::{self, Batch};
use crate::types::points::Points;
use crate::types::{AttributeId, PropertyId, math};

/// What the helpers of a thread look into.
pub struct Host<'a> {
    pub code: &'a Code,
    pub plan: &'a Plan,
    pub batch: &'a Batch,
    pub tables: &'a Tables,
    pub scratch: &'a mut Scratch,
}

macro_rules! helpers {
    ($($name:ident = $function:ident($($argument:ident: $ty:ident),*) $(-> $result:ident)?;)*) => {
        /// A function of the host.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Helper {
            $($name),*
        }

        /// Every helper: its symbol, its address, the letters of its arguments and of its result.
        pub fn helpers() -> Vec<(Helper, &'static str, *const u8, Vec<Kind>, Option<Kind>)> {
            vec![$({
                let function: extern "C" fn($(helpers!(@type $ty)),*) $(-> helpers!(@type $result))? = $function;
                let result: &[Kind] = &[$(Kind::$result)?];
                (
                    Helper::$name,
                    concat!("baremo_", stringify!($function)),
                    function as *const u8,
                    vec![$(Kind::$ty),*],
                    result.first().copied(),
                )
            }),*]
        }
    };
    (@type Frame) => { *const Frame };
    (@type Out) => { *mut u64 };
    (@type List) => { *const u32 };
    (@type Word) => { i64 };
    (@type Real) => { f64 };
}

/// How an argument is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Frame,
    Out,
    List,
    Word,
    Real,
}

helpers! {
    Intricate = intricate_step(frame: Frame, position: Word);
    List = list_events(frame: Frame, set: Word);
    Window = window_of(frame: Frame, how: Word, moment: Word, within: Word, since: Word, known: Word) -> Word;
    Aggregate = aggregate_of(frame: Frame, how: Word, strip: Word, list: List, from: Word, to: Word, skip: Word, out: Out) -> Word;
    Distinct = distinct_of(frame: Frame, key: Word, list: List, from: Word, to: Word, skip: Word) -> Word;
    Moment = moment_of(frame: Frame, nth: Word, list: List, from: Word, to: Word, skip: Word, out: Out) -> Word;
    TextPair = text_pair(frame: Frame, view_a: Word, a: Word, op: Word, view_b: Word, b: Word) -> Word;
    ListTest = list_test(frame: Frame, strip: Word, test: Word, row: Word) -> Word;
    NumIn = number_in(frame: Frame, set: Word, value: Real) -> Word;
    NumberClass = class_of_number(frame: Frame, source: Word, value: Real) -> Word;
    DateClass = class_of_date(frame: Frame, source: Word, value: Word) -> Word;
    Step = step_at(frame: Frame, ageing: Word, age: Word) -> Real;
    Round = round_wide(low: Word, high: Word) -> Word;
    Log = logarithm(value: Real) -> Real;
    Exp = exponential(value: Real) -> Real;
}

/// The host of a frame and what it knows of the lead.
fn lead<'f>(frame: *const Frame) -> (&'f mut Host<'static>, Lead<'f>) {
    // SAFETY: compiled code hands on the frame that it was called with, which lives until it returns, and its host is lent to this call alone:
    // helpers do not call each other, and compiled code runs on one thread. The lead's pointers are as `Lead::new` asks (`run` and `session` fill the frame).
    unsafe {
        let frame = &*frame;
        let host = &mut *frame.host.cast::<Host>();
        (host, Lead::new(frame))
    }
}

fn put(out: *mut u64, word: u64) {
    // SAFETY: `out` is a slot of eight bytes on the stack of the compiled function.
    unsafe { out.write(word) };
}

extern "C" fn intricate_step(frame: *const Frame, position: i64) {
    let (host, mut lead) = lead(frame);
    intricate::step(host, &mut lead, position as usize);
}

extern "C" fn list_events(frame: *const Frame, set: i64) {
    let (host, mut lead) = lead(frame);
    lead.list(host.plan, Events(set as u32));
}

extern "C" fn window_of(
    frame: *const Frame,
    how: i64,
    moment: i64,
    within: i64,
    since: i64,
    known: i64,
) -> i64 {
    let (_, lead) = lead(frame);
    windows::window(lead.times, lead.as_of, (how, moment, within), (since, known != 0))
}

/// The column of a strip.
fn column_of<'h>(host: &'h Host, strip: i64) -> Option<&'h columns::Column> {
    let (strip, attributes) = (strip as u32, host.code.schema.attributes.len() as u32);
    let column = match strip.checked_sub(attributes) {
        None => Column::Lead(AttributeId(strip)),
        Some(property) => Column::Event(PropertyId(property)),
    };
    tables::column(host.batch, column)
}

extern "C" fn aggregate_of(
    frame: *const Frame,
    how: i64,
    strip: i64,
    list: *const u32,
    from: i64,
    to: i64,
    skip: i64,
    out: *mut u64,
) -> i64 {
    let (host, lead) = lead(frame);
    let parts = stretch(list, from, to, skip);
    let column = column_of(host, strip);
    let value = |event: &u32| {
        let row = lead.first + *event as usize;
        match column {
            Some(columns::Column::Number { values, known })
                if row < known.len() && known.get(row) =>
            {
                values.get(row).copied()
            }
            _ => None,
        }
    };
    let values = parts.into_iter().flatten().filter_map(value);
    let result = windows::aggregate(how, values);
    put(out, result.unwrap_or_default().to_bits());
    i64::from(result.is_some())
}

extern "C" fn distinct_of(
    frame: *const Frame,
    key: i64,
    list: *const u32,
    from: i64,
    to: i64,
    skip: i64,
) -> i64 {
    let (host, lead) = lead(frame);
    let parts = stretch(list, from, to, skip);
    intricate::distinct(host, &lead, key as u32, parts.into_iter().flatten()) as i64
}

extern "C" fn moment_of(
    frame: *const Frame,
    nth: i64,
    list: *const u32,
    from: i64,
    to: i64,
    skip: i64,
    out: *mut u64,
) -> i64 {
    let (_, lead) = lead(frame);
    let time = windows::moment(lead.times, nth, stretch(list, from, to, skip));
    put(out, time.unwrap_or_default() as u64);
    i64::from(time.is_some())
}

extern "C" fn text_pair(
    frame: *const Frame,
    view_a: i64,
    a: i64,
    op: i64,
    view_b: i64,
    b: i64,
) -> i64 {
    let (host, _) = lead(frame);
    let view = |id: i64| host.tables.views.get(id as usize);
    let text = |view: Option<&ViewTable>, code: i64| view?.folded.get(code as usize)?.clone();
    let op = [TextOp::Contains, TextOp::ContainsWord, TextOp::StartsWith, TextOp::EndsWith]
        .into_iter()
        .find(|known| *known as i64 == op);
    match (text(view(view_a), a), text(view(view_b), b), op) {
        (Some(text), Some(other), Some(op)) => i64::from(tables::holds(op, &text, &other)),
        _ => i64::from(UNKNOWN),
    }
}

extern "C" fn list_test(frame: *const Frame, strip: i64, test: i64, row: i64) -> i64 {
    let (host, _) = lead(frame);
    i64::from(list_answer(host, strip, test, row as usize).unwrap_or(UNKNOWN))
}

fn list_answer(host: &mut Host, strip: i64, test: i64, row: usize) -> Option<u8> {
    let columns::Column::List { offsets, codes, known, .. } = column_of(host, strip)? else {
        return None;
    };
    let TestTable::List { items, count, quantifier } = host.tables.tests.get(test as usize)? else {
        return None;
    };
    if row >= known.len() || !known.get(row) {
        return None;
    }
    let (start, end) = (*offsets.get(row)? as usize, *offsets.get(row + 1)? as usize);
    let codes = codes.get(start..end)?.iter();
    let item = |code: &u32| items.get(*code as usize).copied().filter(|item| *item != NO_ID);
    let mut found = codes.filter_map(item);
    let holds = match quantifier {
        Quantifier::Any => found.next().is_some(),
        Quantifier::All => {
            let mut found: Vec<u32> = found.collect();
            found.sort_unstable();
            found.dedup();
            found.len() == *count
        }
    };
    Some(if holds { 1 } else { NO })
}

extern "C" fn number_in(frame: *const Frame, set: i64, value: f64) -> i64 {
    let (host, _) = lead(frame);
    let set = host.code.numbers.get(set as usize).map_or(&[][..], Vec::as_slice);
    i64::from(set.contains(&value))
}

extern "C" fn class_of_number(frame: *const Frame, source: i64, value: f64) -> i64 {
    let (host, _) = lead(frame);
    match host.tables.classings.get(source as usize) {
        Some(Classing::Numbers { edges }) => passed(edges, value),
        _ => i64::from(UNKNOWN_CLASS),
    }
}

extern "C" fn class_of_date(frame: *const Frame, source: i64, value: i64) -> i64 {
    let (host, _) = lead(frame);
    match host.tables.classings.get(source as usize) {
        Some(Classing::Dates { edges }) => passed(edges, value),
        _ => i64::from(UNKNOWN_CLASS),
    }
}

/// The class of a value among bounds.
fn passed<T: PartialOrd + Copy>(edges: &[T], value: T) -> i64 {
    edges.partition_point(|edge| *edge <= value) as i64 + 1
}

extern "C" fn step_at(frame: *const Frame, ageing: i64, age: i64) -> f64 {
    let (host, _) = lead(frame);
    let factors = host.code.ageings.get(ageing as usize);
    // The delay was taken off already; the age is that of the curve.
    match factors.and_then(|(_, factors)| factors.shape.as_ref()) {
        Some((curve, _)) => curve.at(age),
        None => 1.0,
    }
}

extern "C" fn round_wide(low: i64, high: i64) -> i64 {
    let nano = i128::from(high) << 64 | i128::from(low as u64);
    Points::round(nano).0
}

extern "C" fn logarithm(value: f64) -> f64 {
    math::log(value)
}

extern "C" fn exponential(value: f64) -> f64 {
    math::exp(value)
}
