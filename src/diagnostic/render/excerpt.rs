//! The text that a drawn diagnostic shows: harmless, and with very long lines cut around what matters.

use std::ops::Range;

use crate::diagnostic::render::safe;

/// A line of more bytes than this is cut.
const LONG: usize = 160;
/// What is kept before and behind the place that matters.
const KEPT: usize = 40;

/// A file's text to be drawn, with the ranges of its labels in it; lines keep their numbers.
pub struct Excerpt {
    pub text: String,
    pub ranges: Vec<Range<usize>>,
}

pub fn excerpt(text: &str, ranges: &[Range<usize>]) -> Excerpt {
    let mut text = safe::printable(text);
    let ranges: Vec<Range<usize>> = ranges.iter().map(|r| inside(&text, r)).collect();
    if ranges.iter().any(|r| r.start == text.len()) {
        // A place behind the last character needs something to stand under.
        text.push(' ');
    }
    if text.lines().all(|l| l.len() <= LONG) {
        return Excerpt { text, ranges };
    }
    cut(&text, &ranges)
}

/// Cuts every long line to the surroundings of the first label that touches it, and moves the labels with it.
fn cut(text: &str, ranges: &[Range<usize>]) -> Excerpt {
    let mut short = Excerpt { text: String::new(), ranges: ranges.to_vec() };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches('\n').len();
        let window = window(text, start..end, ranges);
        let at = short.text.len() + if window.start > start { 3 } else { 0 };
        let moved = |byte: usize| at + byte.clamp(window.start, window.end) - window.start;
        for (range, new) in ranges.iter().zip(&mut short.ranges) {
            if (start..=end).contains(&range.start) {
                new.start = moved(range.start);
            }
            if (start..=end).contains(&range.end) {
                new.end = moved(range.end);
            }
        }
        push_window(&mut short.text, text, start..end, &window);
        short.text.push_str(&line[end - start..]);
        start += line.len();
    }
    short
}

fn push_window(short: &mut String, text: &str, line: Range<usize>, window: &Range<usize>) {
    if window.start > line.start {
        short.push_str("...");
    }
    short.push_str(&text[window.clone()]);
    if window.end < line.end {
        short.push_str("...");
    }
}

/// The part of a line that is shown.
fn window(text: &str, line: Range<usize>, ranges: &[Range<usize>]) -> Range<usize> {
    if line.len() <= LONG {
        return line;
    }
    let touching = ranges.iter().find(|r| r.start <= line.end && r.end >= line.start);
    let matters = match touching {
        Some(r) => r.start.max(line.start)..r.end.min(line.end).max(r.start.max(line.start)),
        None => line.start..line.start,
    };
    let end = matters.end.min(matters.start + KEPT) + KEPT;
    let start = matters.start.saturating_sub(KEPT).max(line.start);
    boundary(text, start)..boundary(text, end.min(line.end))
}

/// A range within the text, at whole characters, whatever it was.
fn inside(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = boundary(text, range.start);
    start..boundary(text, range.end).max(start)
}

fn boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_stay() {
        let e = excerpt("if a +5\n", std::slice::from_ref(&(3..4)));
        assert_eq!((e.text.as_str(), &e.ranges[0]), ("if a +5\n", &(3..4)));
    }

    #[test]
    fn a_long_line_is_cut_around_the_label() {
        let text = format!("first\n{}HERE{}\nlast HERE", "x".repeat(5000), "y".repeat(5000));
        let at = 6 + 5000;
        let end = text.len();
        let e = excerpt(&text, &[at..at + 4, end - 4..end]);
        assert!(e.text.len() < 300, "{}", e.text.len());
        assert_eq!(&e.text[e.ranges[0].clone()], "HERE");
        assert_eq!(&e.text[e.ranges[1].clone()], "HERE");
        assert_eq!(e.text.lines().count(), 3);
    }

    #[test]
    fn a_label_across_lines_stays_in_order() {
        let text = format!("{}\n{}\n", "é".repeat(4000), "ü".repeat(4000));
        let e = excerpt(&text, std::slice::from_ref(&(10..12_000)));
        assert!(e.ranges[0].start < e.ranges[0].end && e.ranges[0].end <= e.text.len());
    }
}
