//! Numbers, durations, dates and texts: what a written value is worth, and what is wrong with it.

use unicode_normalization::UnicodeNormalization;

use crate::syntax::ast::{DateLiteral, Duration, Number};
use crate::syntax::token::Wrong;

/// A `mo` is always 30 days, a `y` 365, a day 24 hours.
const UNITS: [(&str, u64); 7] = [
    ("min", 60),
    ("mo", 30 * 86_400),
    ("s", 1),
    ("h", 3_600),
    ("d", 86_400),
    ("w", 7 * 86_400),
    ("y", 365 * 86_400),
];

/// No duration is longer: a thousand years, so that sums of seconds cannot overflow.
const LONGEST: f64 = 1000.0 * 365.0 * 86_400.0;

/// Digits without underscores and the value they make.
pub fn number(text: &str) -> Number {
    let text: String = text.chars().filter(|c| *c != '_').collect();
    let value = text.parse().unwrap_or(0.0);
    Number { text, value }
}

/// `10%` as 0.1, correctly rounded: the point is moved in the digits, not in the double.
pub fn percent(text: &str) -> Number {
    let written = number(text.trim_end_matches('%'));
    let value = format!("{}e-2", written.text).parse().unwrap_or(0.0);
    Number { text: written.text, value }
}

/// Whole seconds of `30d`; `None` when they are not whole or too many.
pub fn duration(text: &str) -> Option<Duration> {
    let (count, unit) = UNITS.iter().find_map(|(name, seconds)| {
        text.strip_suffix(name).map(|count| (number(count).value, *seconds))
    })?;
    let seconds = count * unit as f64;
    (seconds.fract() == 0.0 && seconds <= LONGEST).then_some(Duration { seconds: seconds as u64 })
}

/// `2026-01-31`, `2026-01-31T09:30`, `2026-01-31T09:30:00Z`, `…+02:00`; a date that exists.
pub fn date(text: &str) -> Option<DateLiteral> {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    if day.split('-').map(str::len).ne([4, 2, 2]) {
        return None;
    }
    let mut parts = day.split('-').map(|p| p.parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    jiff::civil::Date::new(year, month, day).ok()?;
    if year < 1 {
        return None;
    }
    let (time, offset) = match time {
        None => (None, None),
        Some(text) => clock(text)?,
    };
    Some(DateLiteral { year, month, day, time, offset })
}

type Clock = (Option<(i8, i8, i8)>, Option<i32>);

fn clock(text: &str) -> Option<Clock> {
    let split = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (time, zone) = text.split_at(split);
    let mut parts = time.split(':');
    let hour = two(parts.next()?, 23)?;
    let minute = two(parts.next()?, 59)?;
    let second = parts.next().map_or(Some(0), |s| two(s, 59))?;
    if parts.next().is_some() {
        return None;
    }
    let offset = match zone {
        "" => None,
        "Z" => Some(0),
        zone => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let seconds = i32::from(two(hours, 23)?) * 3600 + i32::from(two(minutes, 59)?) * 60;
            Some(if zone.starts_with('-') { -seconds } else { seconds })
        }
    };
    Some((Some((hour, minute, second)), offset))
}

fn two(text: &str, most: i8) -> Option<i8> {
    let value: i8 = text.parse().ok()?;
    (text.len() == 2 && (0..=most).contains(&value)).then_some(value)
}

/// What is wrong with a piece that begins with a digit, if anything.
pub fn number_fault(text: &str) -> Option<Wrong> {
    let body = text.strip_suffix('%').unwrap_or(text);
    let digits = body.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count();
    let (whole, rest) = body.split_at(digits);
    let fraction =
        rest.strip_prefix('.').map_or(0, |f| f.bytes().take_while(u8::is_ascii_digit).count());
    let unit = if fraction > 0 { &rest[fraction + 1..] } else { rest };
    let is_unit = UNITS.iter().any(|(name, _)| *name == unit);
    if unit.starts_with('.')
        || unit.starts_with('_')
        || whole.ends_with('_')
        || whole.contains("__")
    {
        return Some(Wrong::NumberPoint);
    }
    if !(unit.is_empty() || is_unit) || (is_unit && body.len() < text.len()) {
        return Some(Wrong::NumberWord);
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Some(Wrong::LeadingZero);
    }
    if is_unit && duration(text).is_none() {
        return Some(Wrong::TooLarge);
    }
    (!number(whole).value.is_finite() || whole.len() > 300).then_some(Wrong::TooLarge)
}

/// What is wrong with a piece that looks like a date, if anything.
pub fn date_fault(text: &str) -> Option<Wrong> {
    if date(text).is_some() {
        return None;
    }
    let day = text.split('T').next().unwrap_or(text);
    let shape: Vec<usize> = day.split('-').map(str::len).collect();
    Some(if shape == [4, 2, 2] { Wrong::NoSuchDate } else { Wrong::DateOrder })
}

/// The text between quotes, with `\"` and `\\` undone.
pub fn unquote(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

/// The place of a backslash that stands before neither `"` nor `\`.
pub fn bad_escape(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && !matches!(chars.next(), Some((_, '"' | '\\'))) {
            return Some(at);
        }
    }
    None
}

/// A name as it compares: in NFC, without backquotes.
pub fn name(text: &str) -> String {
    text.trim_matches('`').nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_seconds() {
        let seconds = |t| duration(t).map(|d| d.seconds);
        assert_eq!(seconds("30d"), Some(2_592_000));
        assert_eq!(seconds("5min"), Some(300));
        assert_eq!(seconds("2mo"), Some(5_184_000));
        assert_eq!(seconds("1.5h"), Some(5400));
        assert_eq!(seconds("0.3s"), None);
        assert_eq!(seconds("99999y"), None);
    }

    #[test]
    fn dates_exist() {
        assert!(date("2024-02-29").is_some());
        assert!(date("2026-02-29").is_none());
        assert!(date("2026-01-31T24:00:00Z").is_none());
        assert_eq!(date("2026-01-31T09:30:00+02:00").and_then(|d| d.offset), Some(7200));
    }

    #[test]
    fn percentages_are_correctly_rounded() {
        assert_eq!(percent("10%").value, 0.1);
        assert_eq!(percent("7%").value, 0.07);
    }

    #[test]
    fn quotes_and_backslashes() {
        assert_eq!(unquote(r#""a \"b\" \\ c""#), r#"a "b" \ c"#);
        assert_eq!(bad_escape(r#""C:\temp""#), Some(3));
        assert_eq!(bad_escape(r#""C:\\temp""#), None);
    }
}
