//! Which of a lead's events a window holds, and what is made of those that are picked: core alone, for the host of compiled code and for the runtime
//! of native objects.

use core::slice;

use crate::types::points::ExactSum;

/// How a window is found.
pub mod how {
    pub const BEFORE: i64 = 1;
    pub const AFTER: i64 = 2;
    pub const WITHIN: i64 = 4;
    pub const SINCE: i64 = 8;
}

/// What is made of the values picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    Sum,
    Average,
    Least,
    Greatest,
}

/// The stretch of a window: before or after a moment, within seconds of it, since another moment if that is known. Both ends in one word, as
/// compiled code takes them.
pub fn window(
    times: &[i64],
    as_of: i64,
    (what, moment, within): (i64, i64, i64),
    (since, known): (i64, bool),
) -> i64 {
    let is = |flag: i64| what & flag != 0;
    // Times ascend, so that each of these holds up to some event and for none after it.
    let up_to = |holds: &dyn Fn(i64) -> bool| times.partition_point(|time| holds(*time));
    let (mut from, mut to) = (0, up_to(&|time| time <= as_of));
    if is(how::BEFORE) {
        to = to.min(up_to(&|time| time <= moment));
        if is(how::WITHIN) {
            from = up_to(&|time| moment.saturating_sub(time) >= within);
        }
    } else if is(how::AFTER) {
        from = up_to(&|time| time < moment);
        if is(how::WITHIN) {
            to = to.min(up_to(&|time| time.saturating_sub(moment) < within));
        }
    } else if is(how::WITHIN) {
        from = up_to(&|time| as_of.saturating_sub(time) >= within);
    }
    if is(how::SINCE) {
        from = if known { from.max(up_to(&|time| time < since)) } else { to };
    }
    from.min(to) as i64 | (to as i64) << 32
}

/// A stretch of a list of events, but for one position.
///
/// INVARIANT: a list that is not null stands in the arena of compiled code and has `to` entries or more; that code does not write to it while
/// the stretch is used.
pub fn stretch<'f>(list: *const u32, from: i64, to: i64, skip: i64) -> [&'f [u32]; 2] {
    let (from, to) = (from as usize, to as usize);
    if list.is_null() || from >= to {
        return [&[], &[]];
    }
    // SAFETY: by the invariant.
    let all = unsafe { slice::from_raw_parts(list, to) };
    match usize::try_from(skip) {
        Ok(skip) if (from..to).contains(&skip) => [&all[from..skip], &all[skip + 1..to]],
        _ => [&all[from..to], &[]],
    }
}

/// The moment of the first of some events (0), of the last (-1), of the one before it (-2) …
pub fn moment(times: &[i64], nth: i64, stretch: [&[u32]; 2]) -> Option<i64> {
    let mut all = stretch.into_iter().flatten();
    let event = match nth {
        0 => all.next(),
        nth => all.rev().nth(nth.unsigned_abs() as usize - 1),
    };
    event.and_then(|event| times.get(*event as usize)).copied()
}

/// Nothing where there is no value that it could be made of, or it is not finite.
pub fn aggregate(how: i64, values: impl Iterator<Item = f64>) -> Option<f64> {
    const LEAST: i64 = Aggregate::Least as i64;
    const GREATEST: i64 = Aggregate::Greatest as i64;
    const SUM: i64 = Aggregate::Sum as i64;
    let result = match how {
        LEAST => values.reduce(f64::min),
        GREATEST => values.reduce(f64::max),
        _ => {
            let (mut sum, mut count) = (ExactSum::default(), 0usize);
            values.for_each(|value| {
                sum.add(value);
                count += 1;
            });
            match (how, count) {
                (SUM, _) => sum.value(),
                (_, 0) => None,
                (_, count) => sum.value().map(|sum| sum / count as f64),
            }
        }
    };
    result.filter(|value| value.is_finite())
}
