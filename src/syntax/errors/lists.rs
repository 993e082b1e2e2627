//! Lists in another form: round brackets, none at all, a missing comma, `=` where `in` belongs.

use crate::diagnostic::codes::text;
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::errors::shown;
use crate::syntax::errors::stopped::Stopped;
use crate::syntax::pairs::R;
use crate::syntax::token::Kind;

pub fn known(s: &Stopped<'_>) -> Option<Diagnostic> {
    age_in(s)
        .or_else(|| round(s))
        .or_else(|| bare(s))
        .or_else(|| equal_bare(s))
        .or_else(|| equal_list(s))
        .or_else(|| contains_list(s))
        .or_else(|| comma(s))
}

/// `created_at in 30d`.
fn age_in(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    let time =
        s.kind(s.at) == Some(Kind::Value) && s.text(s.at).ends_with(|c: char| c.is_alphabetic());
    if !time || !s.is_word(before, "in") {
        return None;
    }
    let fault = Diagnostic::error(
        text::WITHIN_PLACE,
        s.span(before),
        format!("a time limit is written `within {}`", s.text(s.at)),
    )
    .here("`in` asks for a list");
    Some(fault.fix("write `within`", s.span(before), "within"))
}

/// `title in (CTO, VP)`.
fn round(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    let list = s.is_any(before, &["in", "any", "all", "of"])
        || (s.text(before) == "=" && s.rule == R::list_statement);
    if s.text(s.at) != "(" || !list {
        return None;
    }
    let close = closing(s, s.at)?;
    Some(
        Diagnostic::error(
            text::LIST_FORM,
            s.span(s.at),
            "a list stands in square brackets: write `[ ]`",
        )
        .here("round brackets")
        .fix_all(
            "write square brackets",
            vec![
                Edit { span: s.span(s.at), text: "[".to_owned() },
                Edit { span: s.span(close), text: "]".to_owned() },
            ],
        ),
    )
}

/// The bracket that closes the one at `open`.
fn closing(s: &Stopped<'_>, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    (open..s.tokens.len()).find(|&at| {
        match s.kind(at) {
            Some(Kind::Open) => depth += 1,
            Some(Kind::Close) => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// `title in "CTO"`, `title in CTO, VP`.
fn bare(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    let at_comma = s.kind(s.at) == Some(Kind::Comma);
    let first = match s.kind(s.at) {
        Some(Kind::Text | Kind::Value) if s.is_any(before, &["in", "any", "all"]) => s.at,
        Some(Kind::Text | Kind::Word | Kind::Value)
            if s.text(before) == "=" && s.rule == R::list_statement =>
        {
            s.at
        }
        Some(Kind::Comma)
            if s.back(s.at, 2).is_some_and(|b| s.is_any(b, &["in", "any", "all"])) =>
        {
            before
        }
        _ => return None,
    };
    let mut last = first;
    while s.kind(last + 1) == Some(Kind::Comma)
        && matches!(s.kind(last + 2), Some(Kind::Word | Kind::Text | Kind::Value))
    {
        last += 2;
    }
    if at_comma && last == first {
        return None;
    }
    let all = s.span(first).to(s.span(last));
    let right = format!("[{}]", s.under(all));
    Some(
        Diagnostic::error(
            text::LIST_FORM,
            all,
            format!("values of a list stand in square brackets: write `{}`", shown(&right)),
        )
        .here("a list without brackets")
        .fix(format!("write `{}`", shown(&right)), all, right),
    )
}

/// `title = CTO, CEO`.
fn equal_bare(s: &Stopped<'_>) -> Option<Diagnostic> {
    let first = s.back(s.at, 1)?;
    let sign = s.back(s.at, 2)?;
    let item = |at| matches!(s.kind(at), Some(Kind::Word | Kind::Text | Kind::Value));
    let equal = s.text(sign) == "=" || s.is_word(sign, "is");
    if s.kind(s.at) != Some(Kind::Comma) || !equal || !item(first) || !item(s.at + 1) {
        return None;
    }
    let mut last = s.at + 1;
    while s.kind(last + 1) == Some(Kind::Comma) && item(last + 2) {
        last += 2;
    }
    let values = s.span(first).to(s.span(last));
    let place = s.span(sign).to(s.span(last));
    let right = format!("in [{}]", s.under(values));
    Some(
        Diagnostic::error(
            text::LIST_FORM,
            place,
            format!("several values are a list: write `{}`", shown(&right)),
        )
        .here("a list without brackets")
        .fix(format!("write `{}`", shown(&right)), place, right),
    )
}

/// `title = [CTO, VP]`.
fn equal_list(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    if s.text(s.at) != "[" || matches!(s.rule, R::assign_row | R::param_statement) {
        return None;
    }
    let (place, right) = match s.text(before) {
        "=" | "is" => (s.span(before), "in"),
        "!=" => (s.span(before), "not in"),
        "not" if before > 0 && s.is_word(before - 1, "is") => {
            (s.span(before - 1).to(s.span(before)), "not in")
        }
        _ => return None,
    };
    Some(
        Diagnostic::error(
            text::LIST_FORM,
            place,
            format!("a value is looked up in a list with `{right}`"),
        )
        .here("compares with one value")
        .fix(format!("write `{right}`"), place, right),
    )
}

/// `title contains [CTO, VP]`.
fn contains_list(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    if s.text(s.at) != "[" || !s.is_any(before, &["contains", "with", "word"]) {
        return None;
    }
    let place =
        if s.is_word(before, "word") { s.span(before).before() } else { s.span(s.at).before() };
    Some(
        Diagnostic::error(
            text::LIST_FORM,
            s.span(s.at),
            "before a list say which of its values: write `any` or `all`",
        )
        .here("one of them, or every one?")
        .fix("write `any`", place, "any ")
        .fix("write `all`", place, "all "),
    )
}

/// `["a" "b"]`: a comma is missing.
fn comma(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    let item = |at| matches!(s.kind(at), Some(Kind::Text | Kind::Value));
    let lone = item(s.at) || (item(before) && s.kind(s.at) == Some(Kind::Word));
    if !(lone && s.expects(&[R::comma]) && s.expects(&[R::rbracket, R::rparen])) {
        return None;
    }
    if s.kind(before) == Some(Kind::Word) && item(s.at) && s.kind(s.at) != Some(Kind::Text) {
        return None;
    }
    let place: Span = s.span(before).after();
    Some(
        Diagnostic::error(text::LIST_FORM, s.span(s.at), "a comma is missing between two values")
            .here("before this value")
            .fix("write `,`", place, ","),
    )
}
