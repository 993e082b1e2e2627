//! A raw cell becomes a typed value, or a fault with its reason; blank cells and unknown spellings are unknown.

use crate::diagnostic::codes::data::{NOT_A_BOOL, NOT_A_NUMBER, NOT_A_TIME, NOT_TEXT};
use crate::types::calendar::Zone;

use super::error::Fault;
use super::raw::Raw;
use super::time;

/// How values are read throughout a run.
#[derive(Debug, Clone)]
pub struct Reading {
    /// For times without a zone of their own.
    pub zone: Zone,
    /// `1,5` is one and a half, and a dot in a number is an error.
    pub decimal_comma: bool,
}

/// The spellings of unknown that hold for one column.
#[derive(Debug, Clone, Default)]
pub struct Unknowns {
    texts: Vec<String>,
    numbers: Vec<f64>,
}

impl Unknowns {
    /// From spellings as a user gives them: `Select` holds everywhere, `pdays=999` for the column `pdays` alone.
    pub fn of(column: &str, spellings: &[String]) -> Unknowns {
        let own = |s: &String| Some(s.strip_prefix(column)?.strip_prefix('=')?.trim().to_string());
        let texts: Vec<String> = spellings
            .iter()
            .map(|s| s.trim().to_string())
            .chain(spellings.iter().filter_map(own))
            .collect();
        let numbers = texts.iter().filter_map(|t| t.parse().ok()).collect();
        Unknowns { texts, numbers }
    }

    /// Is the cell blank, or spelt as one of them?
    pub fn hold(&self, raw: &Raw) -> bool {
        match raw {
            _ if raw.is_blank() => true,
            _ if self.texts.is_empty() => false,
            Raw::Text(text) => self.texts.iter().any(|t| t == text.trim()),
            Raw::Int(number) => self.numbers.contains(&(*number as f64)),
            Raw::Float(number) if number.is_nan() => self.numbers.iter().any(|n| n.is_nan()),
            Raw::Float(number) => self.numbers.contains(number),
            _ => false,
        }
    }

    /// Is nothing but the blank cell unknown?
    pub fn are_blank_alone(&self) -> bool {
        self.texts.is_empty()
    }

    /// Nothing where the cell is unknown, else what `judge` makes of it.
    pub fn or<'a, T>(
        &self,
        raw: &Raw<'a>,
        judge: impl FnOnce(&Raw<'a>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        if self.hold(raw) { Ok(None) } else { judge(raw).map(Some) }
    }
}

/// A number: finite, in plain or scientific form.
pub fn number(raw: &Raw, reading: &Reading) -> Result<f64, Fault> {
    let value = match raw {
        Raw::Int(number) => *number as f64,
        Raw::Float(number) => *number,
        Raw::Text(text) => number_text(text, reading.decimal_comma)?,
        _ => return Err(Fault::new(NOT_A_NUMBER, &raw.shown(), "is not a number")),
    };
    match value.is_finite() {
        // The sum makes zero of minus zero.
        true => Ok(value + 0.0),
        false => Err(not_finite(raw)),
    }
}

fn number_text(text: &str, decimal_comma: bool) -> Result<f64, Fault> {
    if !decimal_comma && let Some(number) = plain_number(text.as_bytes()) {
        return Ok(number);
    }
    let trimmed = text.trim();
    let fault = || Fault::new(NOT_A_NUMBER, text, "is not a number");
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    match (decimal_comma, trimmed.contains(','), trimmed.contains('.')) {
        (true, _, true) => Err(fault().help("with `--decimal-comma` a number has no dot")),
        (true, true, _) => {
            let dotted = trimmed.replacen(',', ".", 1);
            if dotted.chars().all(plain) {
                dotted.parse().map_err(|_| fault())
            } else {
                Err(fault())
            }
        }
        (false, true, _) => Err(fault().help(
            "write `1000` for a thousand, or give `--decimal-comma` if `1,5` is one and a half",
        )),
        _ if is_no_number(trimmed) => Err(not_finite(&Raw::Text(text))),
        _ if trimmed.chars().all(plain) => trimmed.parse().map_err(|_| fault()),
        _ => Err(fault()),
    }
}

/// The most digits that a float holds exactly; a power of ten up to 10^22 is exact too, so that one division rounds once.
const DIGITS: usize = 15;
const POWERS: [f64; DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A number of at most fifteen digits, with or without a point, as it is written mostly; the nearest float
/// (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990, the simple case).
pub fn plain_number(text: &[u8]) -> Option<f64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let (mut whole, mut count, mut behind) = (0u64, 0, None);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                whole = whole * 10 + u64::from(byte - b'0');
                count += 1;
                if count > DIGITS {
                    return None;
                }
            }
            b'.' if behind.is_none() => behind = Some(count),
            _ => return None,
        }
    }
    if count == 0 {
        return None;
    }
    let number = whole as f64 / POWERS[behind.map_or(0, |before| count - before)];
    Some(if digits.len() < text.len() { -number } else { number })
}

fn not_finite(raw: &Raw) -> Fault {
    let shown = raw.shown();
    let fault = Fault::new(NOT_A_NUMBER, &shown, "is not a finite number");
    match is_no_number(shown.trim()) {
        true => fault.help(format!("give `--unknown {}` if it stands for unknown", shown.trim())),
        false => fault,
    }
}

fn is_no_number(text: &str) -> bool {
    let word = text.trim_start_matches(['-', '+']);
    ["nan", "inf", "infinity"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// `yes` `no` `true` `false` `1` `0`, in any case.
pub fn boolean(raw: &Raw) -> Result<bool, Fault> {
    let answer = match raw {
        Raw::Bool(yes) => Some(*yes),
        Raw::Int(0) => Some(false),
        Raw::Int(1) => Some(true),
        Raw::Float(number) if *number == 0.0 => Some(false),
        Raw::Float(number) if *number == 1.0 => Some(true),
        Raw::Text(text) => boolean_text(text.trim()),
        _ => None,
    };
    answer.ok_or_else(|| {
        Fault::new(NOT_A_BOOL, &raw.shown(), "is neither yes nor no")
            .help("yes is `yes`, `true` or `1`; no is `no`, `false` or `0`")
    })
}

fn boolean_text(text: &str) -> Option<bool> {
    let is = |words: [&str; 3]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
    match (is(["yes", "true", "1"]), is(["no", "false", "0"])) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
pub fn date(raw: &Raw, reading: &Reading) -> Result<i64, Fault> {
    let fault = || Fault::new(NOT_A_TIME, &raw.shown(), "is not a time");
    match raw {
        Raw::Instant(seconds) => Ok(*seconds),
        Raw::Local(seconds) => time::from_local(*seconds, &reading.zone).ok_or_else(fault),
        Raw::Int(number) => time::from_number(*number as f64, &raw.shown()),
        Raw::Float(number) => time::from_number(*number, &raw.shown()),
        Raw::Text(text) => time::from_text(text, &reading.zone),
        _ => Err(fault()),
    }
}

/// Text as it stands; numbers, booleans and times of JSON and Parquet as they are written.
pub fn text<'a>(raw: &Raw<'a>) -> Result<std::borrow::Cow<'a, str>, Fault> {
    raw.text().ok_or_else(|| {
        Fault::new(NOT_TEXT, &raw.shown(), "is not text")
            .help("declare the column `list of text` if it is one")
    })
}

/// The items of a list, none blank: a JSON array, a Parquet list, or text with `;` or `|` between the items.
pub fn list(raw: &Raw) -> Result<Vec<String>, Fault> {
    let fault = || Fault::new(NOT_TEXT, &raw.shown(), "is not a list of text");
    let items: Vec<String> = match raw {
        Raw::List(items) => items.iter().map(|i| i.to_string()).collect(),
        Raw::Text(text) if text.trim_start().starts_with('[') => {
            json_list(text).ok_or_else(fault)?
        }
        Raw::Other(_) => return Err(fault()),
        other => {
            let text = other.text().ok_or_else(fault)?;
            text.split([';', '|']).map(|item| item.trim().to_string()).collect()
        }
    };
    Ok(items.into_iter().filter(|item| !item.trim().is_empty()).collect())
}

fn json_list(text: &str) -> Option<Vec<String>> {
    let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    items.into_iter().map(json_item).collect()
}

/// An item of a JSON list as text; null is blank, an object or a list is none.
pub fn json_item(item: serde_json::Value) -> Option<String> {
    match item {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Null => Some(String::new()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Equal but for case, by Unicode simple lower case, as rules compare text.
pub fn same_text(a: &str, b: &str) -> bool {
    let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
    a.chars().map(lower).eq(b.chars().map(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(decimal_comma: bool) -> Reading {
        Reading { zone: Zone::utc(), decimal_comma }
    }

    #[test]
    fn numbers_as_data_writes_them() {
        let read = |t: &str, comma| number(&Raw::Text(t), &reading(comma)).ok();
        assert_eq!(read(" 1e3 ", false), Some(1000.0));
        assert_eq!(read("-0", false).map(f64::to_bits), Some(0));
        assert_eq!(read("007", false), Some(7.0));
        assert_eq!(read("1,5", true), Some(1.5));
        for text in ["1,5", "NaN", "-inf", "1e999", "10%", "$5", "1_000", "abc", "1.2.3", "e"] {
            assert_eq!(read(text, false), None, "{text}");
        }
        for text in ["1.5", "1,2,3", "1.000,5"] {
            assert_eq!(read(text, true), None, "{text}");
        }
    }

    #[test]
    fn plain_numbers_are_read_as_the_library_reads_them() {
        for text in ["0", "7", "4.07", "-573792.74", "0.1", "123456789012345", "5.", ".5", "-0.3"] {
            let read = plain_number(text.as_bytes()).map(f64::to_bits);
            assert_eq!(read, text.parse::<f64>().ok().map(f64::to_bits), "{text}");
        }
        for text in ["", "-", ".", "1e3", "1.2.3", "1234567890123456", "--1", " 1"] {
            assert_eq!(plain_number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn unknown_is_blank_or_spelt() {
        let unknowns =
            Unknowns::of("pdays", &["Select".into(), "pdays=999".into(), "age=1".into()]);
        assert!(unknowns.hold(&Raw::Text(" \t")) && unknowns.hold(&Raw::Text(" Select ")));
        assert!(unknowns.hold(&Raw::Text("999")) && unknowns.hold(&Raw::Int(999)));
        assert!(!unknowns.hold(&Raw::Text("select")) && !unknowns.hold(&Raw::Int(1)));
    }

    #[test]
    fn lists_in_their_three_dresses() {
        assert_eq!(list(&Raw::Text("a; b |c;")), Ok(vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(list(&Raw::Text("[\"a;b\", 1, null]")), Ok(vec!["a;b".into(), "1".into()]));
        assert!(list(&Raw::Text("[a]")).is_err());
    }

    #[test]
    fn case_is_folded_simply() {
        assert!(same_text("AÑO", "año") && !same_text("straße", "strasse"));
    }
}
