//! Names, values, numbers, lengths of time and dates, as a sentence says them.

use crate::ir::print;
use crate::ir::print::quoted;
use crate::types::Points;
use crate::types::calendar::Zone;

const DAY: i64 = 86_400;
const UNITS: [(&str, i64); 4] = [("day", DAY), ("hour", 3600), ("minute", 60), ("second", 1)];
const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// More values than this are not told one by one.
pub const MOST_TOLD: usize = 5;

/// So many lines of a list are shown.
const MOST_LISTED: usize = 20;

/// A name or a piece of a rule as code; the backquotes that rules need around some names are not shown twice.
pub fn code(text: &str) -> String {
    let bare = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    fenced(bare.filter(|bare| !bare.is_empty() && !bare.contains('`')).unwrap_or(text))
}

/// A text as code; in quotes where one would not see where it ends.
pub fn value(text: &str) -> String {
    if text.is_empty() || text.trim() != text { fenced(&quoted(text)) } else { fenced(text) }
}

/// Backquotes are fenced by more of them.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    match longest {
        0 => format!("`{text}`"),
        longest => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// `a, b or c`
pub fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

/// The same of at most five: `a, b, c, d, e or one of 7 more`
pub fn told(items: &[String], word: &str) -> String {
    let rest = items.len().saturating_sub(MOST_TOLD);
    if rest == 0 {
        return joined(items, word);
    }
    let more = match (word, rest) {
        ("or", 1) => "one more".into(),
        ("or", rest) => format!("one of {rest} more"),
        (_, rest) => format!("{rest} more"),
    };
    let mut shown = items[..MOST_TOLD].to_vec();
    shown.push(more);
    joined(&shown, word)
}

/// A list below a sentence, an item a line.
pub fn listed(items: &[String]) -> String {
    let shown = items.iter().take(MOST_LISTED).map(|item| format!("\n- {}.", capital(item)));
    let list: String = shown.collect();
    match items.len().saturating_sub(MOST_LISTED) {
        0 => format!("\n{list}"),
        rest => format!("\n{list}\n- And {rest} more."),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// `1 rule`, `2 rules`
pub fn many(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `1 point`, `2.5 points`, `no points`
pub fn points(points: Points) -> String {
    match points.to_string().as_str() {
        "0" => "no points".into(),
        text @ ("1" | "-1") => format!("{text} point"),
        text => format!("{text} points"),
    }
}

/// `30 days`, `1 hour`: in the greatest unit that leaves no rest.
pub fn length(seconds: i64) -> String {
    let fits = UNITS.iter().find(|(_, unit)| seconds % unit == 0 && seconds != 0);
    let (noun, unit) = fits.copied().unwrap_or(("second", 1));
    match seconds / unit {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

/// What stands before `later`: a day is 24 hours, whatever the calendar says.
pub fn wait(seconds: i64) -> String {
    if seconds == DAY { "24 hours".into() } else { length(seconds) }
}

/// What follows `in the last` or `in the`: `30 days`, `24 hours`, `hour`.
pub fn window(seconds: i64) -> String {
    if seconds == DAY { "24 hours".into() } else { period(seconds) }
}

/// What follows `every`: `30 days`, `day`.
pub fn period(seconds: i64) -> String {
    let length = length(seconds);
    length.strip_prefix("1 ").map(str::to_string).unwrap_or(length)
}

/// `third`, `12th`
pub fn ordinal(number: u32) -> String {
    let word = (number as usize).checked_sub(1).and_then(|at| ORDINALS.get(at));
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    word.map_or_else(|| format!("{number}{ending}"), |word| (*word).into())
}

/// A share as `12.5 %`.
pub fn percent(share: f64) -> String {
    let text = format!("{:.9}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Is this the first second of a day?
pub fn begins_day(zone: &Zone, time: i64) -> bool {
    zone.day(time.saturating_sub(1)) != zone.day(time)
}

/// The local day that begins here, else the moment in UTC.
pub fn date(zone: &Zone, time: i64) -> String {
    if begins_day(zone, time) { zone.day(time) } else { print::date(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_shows_backquotes() {
        assert_eq!((code("a"), code("`Lead Source`")), ("`a`".into(), "`Lead Source`".into()));
        assert_eq!(code("lead.`Lead Source`"), "`` lead.`Lead Source` ``");
        assert_eq!((value("`a`"), value(" a")), ("`` `a` ``".into(), "`\" a\"`".into()));
    }

    #[test]
    fn lengths_and_numbers() {
        let lengths = [30 * DAY, DAY, 3600, 90, 0].map(length);
        assert_eq!(lengths, ["30 days", "1 day", "1 hour", "90 seconds", "0 seconds"]);
        assert_eq!([DAY, 3600, 7 * DAY].map(window), ["24 hours", "hour", "7 days"]);
        assert_eq!([DAY, 7 * DAY].map(period), ["day", "7 days"]);
        assert_eq!([3, 10, 11, 22, 111].map(ordinal), ["third", "tenth", "11th", "22nd", "111th"]);
        assert_eq!([1.0 - 0.9, 0.125, 1.0, 0.0].map(percent), ["10 %", "12.5 %", "100 %", "0 %"]);
    }

    #[test]
    fn long_lists_are_cut() {
        let items: Vec<String> = (1..=22).map(|number| format!("no {number}")).collect();
        assert_eq!(listed(&items[..2]), "\n\n- No 1.\n- No 2.");
        assert!(listed(&items).ends_with("\n- No 20.\n- And 2 more."));
    }

    #[test]
    fn at_most_five_are_told() {
        let items: Vec<String> = ["a", "b", "c", "d", "e", "f", "g"].map(String::from).into();
        assert_eq!(told(&items[..3], "or"), "a, b or c");
        assert_eq!(told(&items[..6], "or"), "a, b, c, d, e or one more");
        assert_eq!(told(&items, "or"), "a, b, c, d, e or one of 2 more");
        assert_eq!(told(&items, "and"), "a, b, c, d, e and 2 more");
    }
}
