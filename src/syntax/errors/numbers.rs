//! Numbers, times and dates as they are written elsewhere, each with the right form.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::syntax::errors::wrong::Piece;
use crate::syntax::token::Kind;
use crate::syntax::values;

/// `31/01/2026`, `2026-1-31`: year, month, day; two readings where day and month can be told apart by nobody.
pub fn date_form(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let readings = dates(written);
    let message = match readings.first() {
        Some(first) => format!("a date is year, month, day: write `{first}`"),
        None => "a date is year, month, day, such as `2026-01-31`".to_owned(),
    };
    let mut fault =
        Diagnostic::error(text::DATE_FORM, piece.span(), message).here("a date in another form");
    for reading in readings {
        fault = fault.fix(format!("write `{reading}`"), piece.span(), reading);
    }
    fault
}

/// What a date in another form can mean.
fn dates(written: &str) -> Vec<String> {
    let parts: Vec<(usize, u32)> = written
        .split(['/', '.', '-'])
        .filter_map(|p| p.parse().ok().map(|value| (p.len(), value)))
        .collect();
    let [(length, a), (_, b), (last, c)] = parts[..] else { return Vec::new() };
    let orders = if length == 4 {
        vec![(a, b, c)]
    } else {
        let year = if last == 4 { c } else { 2000 + c };
        vec![(year, b, a), (year, a, b)]
    };
    let mut out: Vec<String> = Vec::new();
    for (year, month, day) in orders {
        let date = format!("{year:04}-{month:02}-{day:02}");
        if values::date(&date).is_some() && !out.contains(&date) {
            out.push(date);
        }
    }
    out
}

pub fn no_such_date(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let day = written.split('T').next().unwrap_or(written);
    let message = if values::date(day).is_none() {
        format!("the date `{day}` does not exist")
    } else {
        format!("`{written}` is no time of day: write it like `2026-01-31T09:30:00Z`")
    };
    Diagnostic::error(text::NO_SUCH_DATE, piece.span(), message)
        .here("no such date")
        .help("check the day, the month, the hours (00 to 23) and the minutes (00 to 59)")
}

/// `1,000`, `0,5`, `[1,2]`.
pub fn comma(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let groups: Vec<&str> = written.split(',').collect();
    let thousands = groups.len() > 1
        && groups[0].len() <= 3
        && groups[0] != "0"
        && groups[1..].iter().all(|g| g.split('.').next().is_some_and(|d| d.len() == 3));
    let right = if thousands { written.replace(',', "_") } else { written.replacen(',', ".", 1) };
    let spaced = written.replace(',', ", ");
    let fault = Diagnostic::error(
        text::NUMBER_COMMA,
        piece.span(),
        format!("a number has no comma: write `{right}`"),
    )
    .here("this comma can be read several ways");
    let fault = if thousands || groups.len() == 2 {
        fault.fix(format!("one number: write `{right}`"), piece.span(), right)
    } else {
        fault
    };
    let brackets = piece.tokens[..piece.at].iter().any(|t| t.kind == Kind::Open);
    let values = groups.iter().all(|g| values::number_fault(g).is_none());
    match brackets && values {
        true => fault.fix(format!("several values: write `{spaced}`"), piece.span(), spaced),
        false => fault,
    }
}

/// `007`.
pub fn leading_zero(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let bare = written.trim_start_matches(['0', '_']);
    let right = if bare.starts_with(|c: char| c.is_ascii_digit()) {
        bare.to_owned()
    } else {
        format!("0{bare}")
    };
    Diagnostic::error(
        text::NUMBER_FORM,
        piece.span(),
        format!("a number does not begin with `0`: write `{right}`"),
    )
    .here("a zero in front")
    .help("a code such as a postcode is text and stands in double quotes")
    .fix(format!("a number: write `{right}`"), piece.span(), right)
    .fix(format!("a code: write \"{written}\""), piece.span(), format!("\"{written}\""))
}

/// `.5`, `5.`, `1.2.3`, `1__0`.
pub fn point(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let right = match written {
        w if w.starts_with('.') => format!("0{w}"),
        w if w.ends_with('.') => w.trim_end_matches('.').to_owned(),
        w => w.trim_end_matches('_').replace("__", "_"),
    };
    let good = values::number_fault(&right).is_none() && !right.is_empty();
    let fault = Diagnostic::error(
        text::NUMBER_FORM,
        piece.span(),
        match good {
            true => format!("`{written}` is written `{right}`"),
            false => format!("`{written}` is no number: put it in double quotes if it is text"),
        },
    )
    .here("a number in another form");
    match good {
        true => fault.fix(format!("write `{right}`"), piece.span(), right),
        false => fault.fix(format!("write \"{written}\""), piece.span(), format!("\"{written}\"")),
    }
}

/// `30days`, `10k`, `1e5`, `3com`.
pub fn letters(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let split = written.find(|c: char| c.is_alphabetic()).unwrap_or(written.len());
    let (count, unit) = written.split_at(split);
    let rights: Vec<String> = match scaled(count, unit) {
        Some(number) => vec![number],
        None => units(unit).iter().map(|u| format!("{count}{u}")).collect(),
    };
    let fault = Diagnostic::error(
        text::NUMBER_WORD,
        piece.span(),
        match rights.as_slice() {
            [] => format!("`{written}` is no number: put it in double quotes if it is text"),
            [right] => format!("`{written}` is written `{right}`"),
            rights => format!("`{written}` is written `{}`", rights.join("` or `")),
        },
    )
    .here("letters behind a number");
    if rights.is_empty() {
        return fault.fix(format!("write \"{written}\""), piece.span(), format!("\"{written}\""));
    }
    let fault = rights
        .into_iter()
        .fold(fault, |f, right| f.fix(format!("write `{right}`"), piece.span(), right));
    fault.help("times are `s min h d w mo y`; large numbers are written out, such as `10_000`")
}

/// The units of Baremo that a word for a time can mean.
pub fn units(word: &str) -> &'static [&'static str] {
    match word.to_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => &["s"],
        "min" | "mins" | "minute" | "minutes" => &["min"],
        "m" => &["min", "mo"],
        "h" | "hr" | "hrs" | "hour" | "hours" => &["h"],
        "d" | "day" | "days" | "día" | "días" => &["d"],
        "w" | "wk" | "wks" | "week" | "weeks" => &["w"],
        "mo" | "mon" | "month" | "months" => &["mo"],
        "y" | "yr" | "yrs" | "year" | "years" => &["y"],
        _ => &[],
    }
}

/// `10k`, `2M`, `1e5` written out, with `_` between groups of three.
fn scaled(count: &str, unit: &str) -> Option<String> {
    let power = match unit {
        "k" | "K" => 3,
        "M" | "MM" => 6,
        unit => unit.strip_prefix(['e', 'E'])?.parse::<u32>().ok().filter(|p| *p <= 12)?,
    };
    let (whole, decimals) = count.split_once('.').unwrap_or((count, ""));
    if decimals.len() > power as usize || whole.len() > 12 {
        return None;
    }
    let zeros = "0".repeat(power as usize - decimals.len());
    let digits = format!("{whole}{decimals}{zeros}");
    let digits = digits.trim_start_matches('0');
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    Some(out).filter(|o| !o.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_of_dates() {
        assert_eq!(dates("31/01/2026"), ["2026-01-31"]);
        assert_eq!(dates("03/04/2026"), ["2026-04-03", "2026-03-04"]);
        assert_eq!(dates("2026-1-31"), ["2026-01-31"]);
    }

    #[test]
    fn large_numbers_written_out() {
        assert_eq!(scaled("10", "k").as_deref(), Some("10_000"));
        assert_eq!(scaled("1", "e5").as_deref(), Some("100_000"));
        assert_eq!(scaled("1.5", "M").as_deref(), Some("1_500_000"));
    }
}
