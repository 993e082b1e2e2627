//! Values that cannot stand as they are.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;

pub fn empty_list(span: Span) -> Diagnostic {
    Diagnostic::error(text::EMPTY_LIST, span, "this list is empty, so nothing is ever in it")
        .here("at least one value belongs here")
        .help("write the values, such as `[CTO, \"VP Sales\"]`, or remove the line")
}

/// `+2.375`: points are published with two decimals, so they are written with two.
pub fn decimals(span: Span, written: &str, negative: bool) -> Diagnostic {
    let rounded = round_text(written);
    let sign = if negative { '-' } else { '+' };
    Diagnostic::error(
        text::DECIMALS,
        span,
        format!("points have at most two decimals: write `{sign}{rounded}`"),
    )
    .here("too many decimals")
    .fix(format!("write `{sign}{rounded}`"), span, rounded)
}

/// Digits with a point, rounded to two decimals, half away from zero, without zeros at the end.
fn round_text(written: &str) -> String {
    let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
    let up = decimals.as_bytes().get(2).is_some_and(|d| *d >= b'5');
    let mut digits: Vec<u8> = whole.bytes().chain(decimals.bytes().chain(*b"00").take(2)).collect();
    if up {
        for at in (0..digits.len()).rev() {
            if digits[at] < b'9' {
                digits[at] += 1;
                break;
            }
            digits[at] = b'0';
            if at == 0 {
                digits.insert(0, b'1');
            }
        }
    }
    let point = digits.len().saturating_sub(2);
    let text: String = digits.iter().map(|d| char::from(*d)).collect();
    let (whole, decimals) = text.split_at(point);
    match decimals.trim_end_matches('0') {
        "" => whole.to_owned(),
        decimals => format!("{whole}.{decimals}"),
    }
}

#[cfg(test)]
mod tests {
    use super::round_text;

    #[test]
    fn half_away_from_zero() {
        assert_eq!(round_text("2.375"), "2.38");
        assert_eq!(round_text("2.374"), "2.37");
        assert_eq!(round_text("9.995"), "10");
        assert_eq!(round_text("0.1000"), "0.1");
    }
}
