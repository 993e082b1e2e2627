//! Times as data writes them: RFC 3339, `2026-01-31 09:30`, dates, epoch seconds and milliseconds.

use crate::diagnostic::codes::data::NOT_A_TIME;
use crate::types::calendar::Zone;

use super::error::Fault;

const DAY: i64 = 86_400;
/// Epoch seconds from 1973-03-03 on; a smaller number is a spreadsheet's day, `20260131` or a slip.
const EPOCH_LOW: i64 = 100_000_000;
/// From here on a number counts milliseconds: as seconds it would lie behind the year 5138.
const EPOCH_MILLIS: i64 = 100_000_000_000;
/// From here on a number counts microseconds or less, or nothing that is known.
const EPOCH_HIGH: i64 = 100_000_000_000_000;

/// A wall-clock time of day and date, and its distance from UTC in seconds where it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    date: (i16, i8, i8),
    time: (i8, i8, i8),
    offset: Option<i64>,
}

/// The whole second that a text names, rounded down; without a zone of its own in `zone`.
pub fn from_text(text: &str, zone: &Zone) -> Result<i64, Fault> {
    let trimmed = text.trim();
    if let Some(number) = number(trimmed) {
        return from_number(number, text);
    }
    let Some(clock) = clock(trimmed) else { return Err(no_time(text)) };
    if !exists(clock.date) {
        return Err(Fault::new(NOT_A_TIME, text, "is a day that does not exist"));
    }
    match clock.offset {
        Some(offset) => Ok(utc(clock) - offset),
        None if zone.name() == "UTC" => Ok(utc(clock)),
        None => zone.instant(clock.date, clock.time).ok_or_else(|| {
            Fault::new(NOT_A_TIME, text, "is outside the years that can be counted")
        }),
    }
}

/// A number as epoch seconds or milliseconds, whichever lies between 1973 and 5138.
pub fn from_number(number: f64, shown: &str) -> Result<i64, Fault> {
    let whole = number.floor();
    if !(EPOCH_LOW as f64..EPOCH_HIGH as f64).contains(&whole) {
        return Err(Fault::new(NOT_A_TIME, shown, "is neither epoch seconds nor milliseconds")
            .help("write the time as `2026-01-31T09:30:00Z`, or as seconds since 1970"));
    }
    let whole = whole as i64;
    Ok(if whole >= EPOCH_MILLIS { whole.div_euclid(1000) } else { whole })
}

/// The second of a wall clock that a file gives without a zone.
pub fn from_local(seconds: i64, zone: &Zone) -> Option<i64> {
    if zone.name() == "UTC" {
        return Some(seconds);
    }
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let clock = jiff::tz::TimeZone::UTC.to_datetime(time);
    zone.instant(
        (clock.year(), clock.month(), clock.day()),
        (clock.hour(), clock.minute(), clock.second()),
    )
}

/// Does the text read as a date or a time, whatever the zone? (Numbers do not.)
pub fn looks_like_time(text: &str) -> bool {
    clock(text.trim()).is_some_and(|c| exists(c.date))
}

fn no_time(text: &str) -> Fault {
    let fault = Fault::new(NOT_A_TIME, text, "is not a time");
    match text.contains('/') || text.contains('.') {
        true => fault.help("write year-month-day, as in `2026-01-31`"),
        false => {
            fault.help("write it as `2026-01-31`, `2026-01-31 09:30` or `2026-01-31T09:30:00Z`")
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if plain { text.parse().ok() } else { None }
}

fn clock(text: &str) -> Option<Clock> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' || !text.is_ascii() {
        return None;
    }
    let date =
        (digits(&text[..4])? as i16, digits(&text[5..7])? as i8, digits(&text[8..10])? as i8);
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(Clock { date, time: (0, 0, 0), offset: None });
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, rest) = time_of_day(rest)?;
    Some(Clock { date, time, offset: offset(rest.trim_start())? })
}

/// `09:30`, `09:30:00`, `09:30:00.5`, and what follows.
fn time_of_day(text: &str) -> Option<((i8, i8, i8), &str)> {
    if text.get(2..3)? != ":" {
        return None;
    }
    let (hour, minute) = (digits(&text[..2])?, digits(text.get(3..5)?)?);
    let mut rest = &text[5..];
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(':') {
        second = digits(after.get(..2)?)?;
        rest = &after[2..];
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            if end == 0 {
                return None;
            }
            rest = &fraction[end..];
        }
    }
    // A leap second is the second before it.
    let second = if second == 60 { 59 } else { second };
    let valid = hour < 24 && minute < 60 && second < 60;
    valid.then_some(((hour as i8, minute as i8, second as i8), rest))
}

/// `Z`, `UTC`, `+01:00`, `+0100`, `+01`, or none; the outer nothing is anything else.
fn offset(text: &str) -> Option<Option<i64>> {
    if text.is_empty() {
        return Some(None);
    }
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") || text == "GMT" {
        return Some(Some(0));
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match text.len() {
        3 => (&text[1..3], "00"),
        5 => (&text[1..3], &text[3..5]),
        6 if &text[3..4] == ":" => (&text[1..3], &text[4..6]),
        _ => return None,
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

fn digits(text: &str) -> Option<i64> {
    let digit = |number: i64, b: u8| b.is_ascii_digit().then(|| number * 10 + i64::from(b - b'0'));
    text.bytes().try_fold(0, digit)
}

fn exists((year, month, day): (i16, i8, i8)) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn utc(clock: Clock) -> i64 {
    let (hour, minute, second) = clock.time;
    day_number(clock.date) * DAY
        + i64::from(hour) * 3600
        + i64::from(minute) * 60
        + i64::from(second)
}

/// Days since 1970-01-01 in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
fn day_number((year, month, day): (i16, i8, i8)) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<i64> {
        from_text(text, &Zone::utc()).ok()
    }

    #[test]
    fn every_form_names_the_same_second() {
        let second = 1_769_851_800;
        for text in [
            "2026-01-31T09:30:00Z",
            "2026-01-31 09:30",
            "2026-01-31t09:30:00.999z",
            "2026-01-31T10:30:00+01:00",
            "2026-01-31 09:30:00+00",
            "2026-01-31 09:30:00 UTC",
            "2026-01-31T04:00:00-0530",
            "1769851800",
            "1769851800999",
            "1769851800.75",
        ] {
            assert_eq!(at(text), Some(second), "{text}");
        }
    }

    #[test]
    fn a_zone_moves_only_what_has_none() {
        let madrid = Zone::named("Europe/Madrid").unwrap();
        assert_eq!(from_text("2026-01-31 10:30", &madrid), Ok(1_769_851_800));
        assert_eq!(from_text("2026-01-31T09:30Z", &madrid), Ok(1_769_851_800));
        assert_eq!(from_local(1_769_855_400, &madrid), Some(1_769_851_800));
        // Missing: the first instant after. Doubled: the earlier.
        assert_eq!(from_text("2026-03-29 02:30", &madrid), Ok(1_774_746_000));
        assert_eq!(from_text("2026-10-25 02:30", &madrid), Ok(1_792_888_200));
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "31/31/2026",
            "2026-02-30",
            "2026-1-31",
            "20260131",
            "45321",
            "0",
            "-1",
            "soon",
            "2026-01-31T25:00",
            "2026-01-31T09",
            "2026-01-31 09:30 CET",
            "1769851800000000",
            "año-01-31x",
            "",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(day_number((1970, 1, 1)), 0);
        assert_eq!(day_number((2000, 2, 29)), 11_016);
        assert_eq!(day_number((1969, 12, 31)), -1);
    }
}
