//! One cell as its file gives it, before a column's type says what it should be.

use std::borrow::Cow;

/// A raw cell. CSV has only text; JSON and Parquet have types of their own.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    /// An absent key, JSON `null`, a Parquet null.
    Unknown,
    Text(&'a str),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// Whole seconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// A wall clock without a zone, as whole seconds since 1970-01-01T00:00:00 on that clock.
    Local(i64),
    List(Vec<&'a str>),
    /// Anything that no column can hold, as people would read it.
    Other(&'a str),
}

impl<'a> Raw<'a> {
    /// The cell as text, where it has one: lists and everything else that no column can hold have none.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self {
            Raw::Text(text) => Some(Cow::Borrowed(text)),
            Raw::Int(number) => Some(Cow::Owned(number.to_string())),
            Raw::Float(number) => Some(Cow::Owned(number.to_string())),
            Raw::Bool(yes) => Some(Cow::Borrowed(if *yes { "true" } else { "false" })),
            Raw::Instant(seconds) => Some(Cow::Owned(stamp(*seconds, "Z"))),
            Raw::Local(seconds) => Some(Cow::Owned(stamp(*seconds, ""))),
            Raw::Unknown | Raw::List(_) | Raw::Other(_) => None,
        }
    }

    /// The cell as a message shows it.
    pub fn shown(&self) -> Cow<'a, str> {
        match self {
            Raw::Unknown => Cow::Borrowed(""),
            Raw::Other(text) => Cow::Borrowed(text),
            Raw::List(items) => Cow::Owned(format!("[{}]", items.join(", "))),
            other => other.text().unwrap_or_default(),
        }
    }

    /// Nothing at all, or blank text.
    pub fn is_blank(&self) -> bool {
        match self {
            Raw::Unknown => true,
            // Mostly the first byte tells.
            Raw::Text(text) => {
                !text.bytes().next().is_some_and(|b| b.is_ascii_graphic()) && text.trim().is_empty()
            }
            _ => false,
        }
    }
}

fn stamp(seconds: i64, zone: &str) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(time) => format!("{}{zone}", jiff::tz::TimeZone::UTC.to_datetime(time)),
        Err(_) => seconds.to_string(),
    }
}
