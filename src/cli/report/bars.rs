//! Rows of bars: a label, a count, a share, and a bar as long as the count.

use std::fmt::Write;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    pub count: u64,
}

/// How to draw bars.
#[derive(Debug, Clone, Copy)]
pub struct Canvas {
    /// Of a whole line, in characters.
    pub width: usize,
    /// Bars of blocks, otherwise of `#`.
    pub unicode: bool,
    /// Labels are numbers: they stand to the right.
    pub numbers: bool,
}

/// A bar is never longer than this, however wide the terminal.
const LONGEST: usize = 50;
/// An eighth of a character, two eighths, … seven.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// One line a row, the longest bar for the greatest count.
pub fn draw(rows: &[Bar], canvas: Canvas) -> String {
    let total: u64 = rows.iter().map(|r| r.count).sum();
    let most = rows.iter().map(|r| r.count).max().unwrap_or(0);
    let label = rows.iter().map(|r| r.label.chars().count()).max().unwrap_or(0);
    let count = rows.iter().map(|r| grouped(r.count).len()).max().unwrap_or(0);
    let room = canvas.width.saturating_sub(label + count + 15).clamp(8, LONGEST);
    let mut out = String::new();
    for row in rows {
        let pad = " ".repeat(label - row.label.chars().count());
        let (left, right) = if canvas.numbers { (pad.as_str(), "") } else { ("", pad.as_str()) };
        let text = format!(
            "  {left}{}{right}  {:>count$}  {:>6}  {}",
            row.label,
            grouped(row.count),
            share(row.count, total),
            bar(row.count, most, room, canvas.unicode)
        );
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out
}

/// `count` of `most` as a part of `room`; what is there at all is seen.
fn bar(count: u64, most: u64, room: usize, unicode: bool) -> String {
    if count == 0 || most == 0 {
        return String::new();
    }
    let eighths = (u128::from(count) * room as u128 * 8 / u128::from(most)).max(1) as usize;
    match unicode {
        true => format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8]),
        false => "#".repeat(eighths.div_ceil(8)),
    }
}

/// `12.5 %`, to a tenth.
pub fn share(count: u64, total: u64) -> String {
    if total == 0 {
        return "0.0 %".into();
    }
    let thousandths = (u128::from(count) * 1000 + u128::from(total) / 2) / u128::from(total);
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// `1,234,567`
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(rows: &[(&str, u64)], unicode: bool) -> String {
        let rows: Vec<Bar> =
            rows.iter().map(|&(l, count)| Bar { label: l.into(), count }).collect();
        draw(&rows, Canvas { width: 40, unicode, numbers: false })
    }

    #[test]
    fn bars_are_in_proportion() {
        let rows = [("sql", 1), ("mql", 500), ("cold", 1499)];
        assert_eq!(
            bars(&rows, true),
            "  sql       1   0.1 %  ▏\n  mql     500  25.0 %  █████▎\n  cold  1,499  75.0 %  ████████████████\n"
        );
        assert_eq!(
            bars(&rows, false),
            "  sql       1   0.1 %  #\n  mql     500  25.0 %  ######\n  cold  1,499  75.0 %  ################\n"
        );
    }

    #[test]
    fn nothing_is_no_bar() {
        assert_eq!(bars(&[("cold", 0)], true), "  cold  0   0.0 %\n");
        assert_eq!(bars(&[], true), "");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped).join(" "), "0 999 1,000 1,234,567");
    }
}
