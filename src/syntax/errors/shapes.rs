//! Statements that are nearly right: one sign or word is missing, or is written another way at this very place.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;
use crate::syntax::errors::expected;
use crate::syntax::errors::numbers;
use crate::syntax::errors::shown;
use crate::syntax::errors::stopped::Stopped;
use crate::syntax::pairs::R;
use crate::syntax::token::Kind;

pub fn known(s: &Stopped<'_>) -> Option<Diagnostic> {
    comment(s)
        .or_else(|| event_property(s))
        .or_else(|| no_field(s))
        .or_else(|| unit(s))
        .or_else(|| not_value(s))
        .or_else(|| pattern(s))
        .or_else(|| path(s))
        .or_else(|| range(s))
        .or_else(|| row_sign(s))
        .or_else(|| separator(s))
        .or_else(|| points_inside(s))
        .or_else(|| points_again(s))
        .or_else(|| list_sign(s))
        .or_else(|| expectation(s))
}

/// `+10 // why`: a comment of other languages.
fn comment(s: &Stopped<'_>) -> Option<Diagnostic> {
    let slash =
        |at: usize| s.text(at) == "/" && matches!(s.text(at + 1), "/" | "*") && !s.gap(at + 1);
    let at = [Some(s.at), s.back(s.at, 1)].into_iter().flatten().find(|&at| slash(at))?;
    let place = s.span(at).to(s.span(at + 1));
    Some(foreign_comment(place, s.under(place)))
}

/// `any page_view.path = "/p"`.
fn event_property(s: &Stopped<'_>) -> Option<Diagnostic> {
    let event = s.back(s.at, 1)?;
    let any = s.back(s.at, 2).filter(|&at| s.is_any(at, &["any", "no"]))?;
    if s.kind(s.at) != Some(Kind::Dot) || s.kind(s.at + 1) != Some(Kind::Word) {
        return None;
    }
    let (word, name, property) = (s.text(any), s.text(event), s.text(s.at + 1));
    let right = format!("{name} where {property}");
    let place = s.span(event).to(s.span(s.at + 1));
    Some(
        Diagnostic::error(
            text::EVENT_PROPERTY,
            place,
            format!("`{word}` asks for an event: write `{word} {right} …`"),
        )
        .here("a property of the event")
        .fix(format!("write `{right}`"), place, right),
    )
}

/// A comment that begins with `//`, `/*` or `--`.
pub fn foreign_comment(place: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        text::SPELLING,
        place,
        format!("a comment begins with `#`, not with `{written}`"),
    )
    .here("the rest of the line is no comment")
    .fix("write `#`", place, "#")
}

/// `employees >= 50 and <= 100`, `title is CTO or is CEO`.
fn no_field(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    let test = s.kind(s.at) == Some(Kind::Operator)
        && matches!(s.text(s.at), "=" | "!=" | "<" | "<=" | ">" | ">=")
        || s.is_any(s.at, &["is", "contains", "starts", "ends"]);
    if !test || !s.is_any(before, &["and", "or"]) {
        return None;
    }
    let opens = |at: usize| {
        s.is_any(at, &["if", "and", "or", "where", "when", "not", "for"])
            || s.text(at) == "("
            || s.text(at) == ":"
    };
    let field = (1..before)
        .rev()
        .find(|&at| opens(at - 1) && matches!(s.kind(at), Some(Kind::Word | Kind::Quoted)))?;
    let name = s.text(field);
    let right = format!("{name} {}", s.text(s.at));
    Some(
        Diagnostic::error(
            text::UNEXPECTED,
            s.span(s.at),
            format!("each condition names its field: write `{right}`"),
        )
        .here("the field is missing before it")
        .fix(format!("write `{right}`"), s.span(s.at).before(), format!("{name} ")),
    )
}

/// `within 30`, `cooldown 30`, `decay 10/30d`.
fn unit(s: &Stopped<'_>) -> Option<Diagnostic> {
    let number = s.kind(s.at) == Some(Kind::Value)
        && s.text(s.at).bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (unit, what) = if s.expects(&[R::duration, R::a_duration]) {
        ("d", "a time needs its unit")
    } else if s.expects(&[R::percent, R::a_percent]) {
        ("%", "a share is a percentage")
    } else {
        return None;
    };
    let times = s.expects(&[R::number, R::a_count, R::date, R::a_date]);
    let apart = !numbers::units(s.text(s.at + 1)).is_empty();
    if !number || times || apart {
        return None;
    }
    let right = format!("{}{unit}", s.text(s.at));
    Some(
        Diagnostic::error(text::NUMBER_WORD, s.span(s.at), format!("{what}: write `{right}`"))
            .here("a number alone")
            .fix(format!("write `{right}`"), s.span(s.at).after(), unit),
    )
}

/// `title not "CTO"`.
fn not_value(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1).filter(|&at| at > 1 && s.is_word(at, "not"))?;
    let value = matches!(s.kind(s.at), Some(Kind::Text | Kind::Value | Kind::Word));
    let field = matches!(s.kind(before - 1), Some(Kind::Word | Kind::Quoted))
        && !s.is_any(before - 1, &["if", "and", "or", "where", "when", "not", "is"]);
    if !value || !field || !s.expects(&[R::kw_in]) {
        return None;
    }
    Some(
        Diagnostic::error(
            text::WRONG_WORD,
            s.span(before),
            "`not` is written `!=` between two values",
        )
        .here("compares nothing")
        .fix("write `!=`", s.span(before), "!="),
    )
}

/// `title matches "CTO"`.
fn pattern(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    if !s.is_word(before, "matches") || s.kind(s.at) != Some(Kind::Text) {
        return None;
    }
    let inner = s.text(s.at).trim_matches('"').replace('/', "\\/");
    let right = format!("/{inner}/");
    Some(
        Diagnostic::error(
            text::UNEXPECTED,
            s.span(s.at),
            format!("a pattern stands between slashes: write `{}`", shown(&right)),
        )
        .here("text, not a pattern")
        .help("to look for a text, write `contains`")
        .fix(format!("write `{}`", shown(&right)), s.span(s.at), right),
    )
}

/// `path contains /pricing`.
fn path(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    let opens = matches!(s.text(before), "=" | "!=" | "," | "[")
        || s.is_any(before, &["is", "not", "contains", "with", "word"]);
    if !opens || s.text(s.at) != "/" {
        return None;
    }
    let mut last = s.at;
    while last + 1 < s.tokens.len()
        && !s.gap(last + 1)
        && matches!(s.kind(last + 1), Some(Kind::Word | Kind::Operator | Kind::Value | Kind::Dot))
    {
        last += 1;
    }
    let place = s.span(s.at).to(s.span(last));
    let right = format!("\"{}\"", s.under(place));
    Some(
        Diagnostic::error(
            text::TWO_WORDS,
            place,
            format!("this text stands in double quotes: write {right}"),
        )
        .here("text without quotes")
        .fix(format!("write {right}"), place, right),
    )
}

/// `score fit 0 to 100`.
fn range(s: &Stopped<'_>) -> Option<Diagnostic> {
    let number = s.kind(s.at) == Some(Kind::Value) || s.text(s.at) == "[";
    if !matches!(s.rule, R::score_statement | R::group_statement)
        || !number
        || !s.expects(&[R::range, R::bound, R::eq])
    {
        return None;
    }
    let fault = Diagnostic::error(
        text::UNEXPECTED,
        s.span(s.at),
        "a range is written `0..100`, `0..` or `..100`",
    )
    .here("a range in another form");
    let ends = s.is_any(s.at + 1, &["to", "until"]) && s.kind(s.at + 2) == Some(Kind::Value);
    if !ends {
        return Some(fault);
    }
    let place = s.span(s.at).to(s.span(s.at + 2));
    let right = format!("{}..{}", s.text(s.at), s.text(s.at + 2));
    Some(fault.fix(format!("write `{right}`"), place, right))
}

/// `< 10 +5` in a table.
fn row_sign(s: &Stopped<'_>) -> Option<Diagnostic> {
    let right = match s.text(s.at) {
        "<" => "under",
        "<=" => "up to",
        ">" | ">=" => "above",
        _ => return None,
    };
    if s.rule != R::table_row || s.at != 0 {
        return None;
    }
    let number = s.kind(1) == Some(Kind::Value);
    let place = if right == "above" && number { s.span(0).to(s.span(1)) } else { s.span(0) };
    let written = shown(s.under(place));
    Some(
        Diagnostic::error(
            text::WRONG_WORD,
            place,
            format!("in a table `{written}` is written `{right}`"),
        )
        .here("rows are read from the top: the first that holds counts")
        .fix(format!("write `{right}`"), place, right),
    )
}

/// `{ title text, country text }`: the lines of a block stand apart by `;`.
fn separator(s: &Stopped<'_>) -> Option<Diagnostic> {
    if s.kind(s.at) != Some(Kind::Comma) || !s.expects(&[R::EOI]) || s.is_rule() {
        return None;
    }
    Some(
        Diagnostic::error(
            text::UNEXPECTED,
            s.span(s.at),
            "the lines of a block stand apart by `;` or a line end",
        )
        .here("a comma")
        .fix("write `;`", s.span(s.at), ";"),
    )
}

/// `(title = CTO +5) and …`.
fn points_inside(s: &Stopped<'_>) -> Option<Diagnostic> {
    let sign = matches!(s.kind(s.at), Some(Kind::Plus | Kind::Minus)) && !s.gap(s.at + 1);
    (sign && s.is_rule() && s.expects(&[R::rparen])).then(|| {
        let place = s.span(s.at).to(s.span(s.at + 1));
        Diagnostic::error(
            text::UNEXPECTED,
            place,
            "points stand behind the whole condition, not inside its parentheses",
        )
        .here("points inside parentheses")
    })
}

/// `list vips [CTO, CEO]`.
fn list_sign(s: &Stopped<'_>) -> Option<Diagnostic> {
    let list = s.rule == R::list_statement && s.at == 2 && s.text(2) == "[";
    list.then(|| inserted(s, "="))
}

/// `+5 +6`; `disqualify if C +5`.
fn points_again(s: &Stopped<'_>) -> Option<Diagnostic> {
    let sign = matches!(s.kind(s.at), Some(Kind::Plus | Kind::Minus));
    let place = s.span(s.at).to(s.span(s.at + 1));
    if sign && s.rule == R::disqualify_statement {
        return Some(
            Diagnostic::error(
                text::UNEXPECTED,
                place,
                "`disqualify` takes no points: it beats every score",
            )
            .here("points")
            .fix("remove them", place, ""),
        );
    }
    (sign && s.is_rule() && s.expects(&[R::EOI])).then(|| {
        Diagnostic::error(text::TWICE, place, "a rule gives points once")
            .here("points for the second time")
            .help("write two rules: their points add up")
            .fix("remove them", place, "")
    })
}

/// `expect fit 10`, `expect stage mql`.
fn expectation(s: &Stopped<'_>) -> Option<Diagnostic> {
    if s.rule != R::expect_row || s.at != 2 || !s.expects(&[R::kw_is, R::cmp_op]) {
        return None;
    }
    let sign = match s.kind(2) {
        Some(Kind::Value | Kind::Param) => "=",
        Some(Kind::Word | Kind::Text) => "is",
        _ => return None,
    };
    Some(inserted(s, sign))
}

/// The one word or sign that is expected here and missing.
pub fn one_missing(s: &Stopped<'_>) -> Option<Diagnostic> {
    let real: Vec<R> = s
        .expected
        .iter()
        .copied()
        .filter(|r| !matches!(r, R::add | R::mul | R::times | R::slash))
        .collect();
    let [only] = real[..] else { return None };
    let word = expected::word(only)?;
    let here = matches!(
        s.kind(s.at),
        Some(
            Kind::Word
                | Kind::Value
                | Kind::Text
                | Kind::Quoted
                | Kind::Open
                | Kind::Param
                | Kind::Operator
        )
    );
    here.then(|| inserted(s, &word))
}

fn inserted(s: &Stopped<'_>, word: &str) -> Diagnostic {
    let here = shown(s.text(s.at));
    let (place, edit) = match word {
        ":" => (s.span(s.at.saturating_sub(1)).after(), ":".to_owned()),
        word => (s.span(s.at).before(), format!("{word} ")),
    };
    Diagnostic::error(
        text::UNEXPECTED,
        s.span(s.at),
        format!("`{word}` is missing before `{here}`"),
    )
    .here(format!("`{word}` belongs before this"))
    .fix(format!("write `{word}` before it"), place, edit)
}
