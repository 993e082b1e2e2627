//! What is missing: points, a sign, a block, the rest of a line; and `within` where it cannot stand.

use crate::diagnostic::codes::text;
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::errors::shown;
use crate::syntax::errors::stopped::Stopped;
use crate::syntax::joins;
use crate::syntax::pairs::R;
use crate::syntax::token::Kind;

pub fn known(s: &Stopped<'_>) -> Option<Diagnostic> {
    within(s)
        .or_else(|| loose_sign(s))
        .or_else(|| no_sign(s))
        .or_else(|| threshold(s))
        .or_else(|| group_name(s))
        .or_else(|| open_end(s))
        .or_else(|| no_points(s))
        .or_else(|| block(s))
        .or_else(|| extra_block(s))
}

/// `any E within 7d where C`; `on E within 7d +5`.
fn within(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 2);
    if s.is_word(s.at, "where") && before.is_some_and(|at| s.is_word(at, "within")) {
        let at = before.unwrap_or(0);
        let place = s.span(at).to(s.span(s.at - 1));
        let message = format!("`{}` stands behind the `where`, not before it", s.under(place));
        let end = s.span(condition_end(s) - 1).after();
        let gone = Span { start: s.span(at.saturating_sub(1)).end, ..place };
        let edits = vec![
            Edit { span: gone, text: String::new() },
            Edit { span: end, text: format!(" {}", s.under(place)) },
        ];
        return Some(
            Diagnostic::error(text::WITHIN_PLACE, place, message)
                .here("move it behind the condition")
                .fix_all("move it behind the condition", edits),
        );
    }
    let rule = s.rule == R::on_statement && s.is_word(s.at, "within");
    let time = s.kind(s.at + 1) == Some(Kind::Value);
    rule.then(|| {
        let place = if time { s.span(s.at).to(s.span(s.at + 1)) } else { s.span(s.at) };
        Diagnostic::error(
            text::WITHIN_PLACE,
            place,
            "a rule's own event takes no `within`: let its points end with `expires`",
        )
        .here("not here")
        .help("write `on EVENT +5 expires 30d`, or `if any EVENT within 30d +5`")
    })
}

/// Where the condition behind the `where` in hand ends: at points, a closing bracket, `and` or `or`.
fn condition_end(s: &Stopped<'_>) -> usize {
    let mut depth = 0usize;
    let ends = |at: usize, depth: usize| match s.kind(at) {
        Some(Kind::Plus | Kind::Minus) => !s.gap(at + 1),
        Some(Kind::Close) => depth == 0,
        Some(Kind::Word) => depth == 0 && s.is_any(at, &["and", "or", "before", "after"]),
        _ => false,
    };
    for at in s.at + 1..s.tokens.len() {
        if ends(at, depth) {
            return at;
        }
        match s.kind(at) {
            Some(Kind::Open) => depth += 1,
            Some(Kind::Close) => depth -= 1,
            _ => {}
        }
    }
    s.tokens.len()
}

/// `on email_open + 10`.
fn loose_sign(s: &Stopped<'_>) -> Option<Diagnostic> {
    let is_sign = |at: &usize| matches!(s.kind(*at), Some(Kind::Plus | Kind::Minus));
    let at = [Some(s.at), s.back(s.at, 1)].into_iter().flatten().find(is_sign)?;
    if !s.is_rule() && s.rule != R::table_row || !s.gap(at + 1) {
        return None;
    }
    let gap = Span { start: s.span(at).end, end: s.span(at + 1).start, ..s.span(at) };
    let right = format!("{}{}", s.text(at), s.text(at + 1));
    Some(
        Diagnostic::error(
            text::POINTS_SIGN,
            s.span(at).to(s.span(at + 1)),
            format!("the sign of points touches the number: write `{}`", shown(&right)),
        )
        .here("a blank behind the sign")
        .fix(format!("write `{}`", shown(&right)), gap, ""),
    )
}

/// `on email_open 10`.
fn no_sign(s: &Stopped<'_>) -> Option<Diagnostic> {
    // `on E 10` may still become `on E 10 times`: then reading stopped behind the number.
    let times = s.expects(&[R::kw_times]) && s.at > 2;
    let at = if times { s.at - 1 } else { s.at };
    let value = matches!(s.kind(at), Some(Kind::Value | Kind::Param));
    let number = s.text(at).bytes().all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.'))
        || s.kind(at) == Some(Kind::Param);
    let points = times || s.expects(&[R::plus, R::minus, R::points, R::signed]);
    if !value || !number || !s.is_rule() || !points {
        return None;
    }
    Some(crate::syntax::errors::points::no_sign(s.span(at), s.text(at)))
}

/// `sql at 50`: the comparison of a stage is missing.
fn threshold(s: &Stopped<'_>) -> Option<Diagnostic> {
    let stage = matches!(s.rule, R::stage_statement | R::grade_at);
    if !stage || s.kind(s.at) != Some(Kind::Value) || !s.expects(&[R::cmp_op]) {
        return None;
    }
    let place = s.span(s.at);
    let right = format!(">= {}", s.text(s.at));
    Some(
        Diagnostic::error(
            text::UNEXPECTED,
            place,
            format!("a threshold is a comparison: write `{right}`"),
        )
        .here("from this score on?")
        .fix(format!("write `{right}`"), place.before(), ">= "),
    )
}

/// `group { … }`, `group "x" { … }`.
fn group_name(s: &Stopped<'_>) -> Option<Diagnostic> {
    if !matches!(s.rule, R::group_statement | R::score_statement) || s.at != 1 {
        return None;
    }
    let word = s.text(0);
    Some(
        Diagnostic::error(
            text::UNEXPECTED,
            s.span(s.at).before(),
            format!("this {word} lacks its name"),
        )
        .here("a name belongs here")
        .fix("name it", s.span(0).after(), " my_name"),
    )
}

/// A condition that ends in `and`, `=` or a comma.
fn open_end(s: &Stopped<'_>) -> Option<Diagnostic> {
    let last = s.tokens.last()?;
    let points = s.kind(s.at).is_none()
        || matches!(s.kind(s.at), Some(Kind::Plus | Kind::Minus | Kind::Body));
    let before = s.tokens.get(s.at.checked_sub(1)?).unwrap_or(last);
    if !points || !joins::ends_open(s.source, before, false) {
        return None;
    }
    let word = shown(before.text(s.source));
    let place = s.span(s.at.min(s.tokens.len()) - 1);
    Some(
        Diagnostic::error(text::UNFINISHED, place, format!("something is missing behind `{word}`"))
            .here("and then?")
            .help(format!("write what belongs behind `{word}`, or remove it")),
    )
}

/// A rule that ends, or whose limits begin, before its points.
fn no_points(s: &Stopped<'_>) -> Option<Diagnostic> {
    let wants =
        s.is_rule() && s.expects(&[R::plus, R::minus, R::kw_points, R::points, R::signed, R::tail]);
    let clause = s.is_any(
        s.at,
        &["once", "max", "first", "cooldown", "decay", "half-life", "expires", "from", "per"],
    ) || s.kind(s.at) == Some(Kind::Text);
    let least = if s.rule == R::always_statement { 1 } else { 2 };
    if !wants || s.at < least || !(s.is_end() || clause) {
        return None;
    }
    let last = s.at - 1;
    let sum = s.at >= 3
        && matches!(s.kind(last - 1), Some(Kind::Plus | Kind::Minus))
        && matches!(s.kind(last), Some(Kind::Value | Kind::Param));
    if sum {
        return Some(match s.kind(last - 2) {
            Some(Kind::Operator) => value_missing(s, last),
            _ if last == 2 => condition_missing(s),
            _ => points_or_sum(s, last),
        });
    }
    if s.kind(s.at) == Some(Kind::Text) && s.kind(last + 2).is_some() {
        return Some(
            Diagnostic::error(text::NO_POINTS, s.span(s.at), "the label stands behind the points")
                .here("points such as `+10` come first"),
        );
    }
    let what = match s.rule {
        R::on_statement => "the event",
        R::always_statement => "`always`",
        _ => "the condition",
    };
    let place = s.span(last).after();
    Some(
        Diagnostic::error(
            text::NO_POINTS,
            place,
            format!("this rule gives no points: write `+10` behind {what}"),
        )
        .here("points belong here")
        .help("points carry a sign and a blank before it: `+10`, `-5`, `+2.5`")
        .fix("write `+10`", place, " +10"),
    )
}

/// `if employees > 50 + 5`: both readings.
fn points_or_sum(s: &Stopped<'_>, last: usize) -> Diagnostic {
    let sign = s.text(last - 1);
    let place = s.span(last - 1).to(s.span(last));
    let points = format!("{sign}{}", s.text(last));
    let from = s.span(last - 2);
    let sum = format!("{} {sign} {}", s.text(last - 2), s.text(last));
    Diagnostic::error(
        text::POINTS_OR_SUM,
        place,
        format!("`{sum}` was read as a sum, so this rule gives no points"),
    )
    .here(format!("points are written `{points}`"))
    .label(from, "the sum begins here")
    .fix(format!("{points} points: write `{points}`"), place, points)
    .fix(
        format!("compare with `{sum}`: write its points behind it"),
        s.span(last).after(),
        " +10",
    )
}

/// `if +5`.
fn condition_missing(s: &Stopped<'_>) -> Diagnostic {
    let word = s.text(0);
    Diagnostic::error(
        text::UNFINISHED,
        s.span(0),
        format!("a condition is missing behind `{word}`"),
    )
    .here("when?")
    .help("points for every lead are written `always +5`")
}

/// `if title = +10`.
fn value_missing(s: &Stopped<'_>, last: usize) -> Diagnostic {
    let sign = s.text(last - 2);
    let points = format!("{}{}", s.text(last - 1), s.text(last));
    Diagnostic::error(
        text::UNFINISHED,
        s.span(last - 2),
        format!("a value is missing behind `{sign}`: `{points}` was read as this value"),
    )
    .here("compares with what?")
    .label(s.span(last - 1).to(s.span(last)), "read as the value, not as points")
}

/// `score fit`, `when C`: the block is missing.
fn block(s: &Stopped<'_>) -> Option<Diagnostic> {
    if !s.is_end() || !s.expects(&[R::body]) {
        return None;
    }
    let word = shown(s.text(0));
    Some(
        Diagnostic::error(
            text::NO_BLOCK,
            s.span(s.at),
            format!("`{word}` needs a block: write `{{ }}` around what belongs to it"),
        )
        .here("`{` belongs here"),
    )
}

/// `on email_open { +1 }`.
fn extra_block(s: &Stopped<'_>) -> Option<Diagnostic> {
    if s.kind(s.at) != Some(Kind::Body) || !s.is_rule() {
        return None;
    }
    let open = s.span(s.at);
    Some(
        Diagnostic::error(
            text::NO_BLOCK,
            Span { end: open.start + 1, ..open },
            "a rule has no block: write its points on the line, such as `+10`",
        )
        .here("only scores, groups, `when` and tables have one")
        .help("for rules that share a condition, write `when CONDITION { … }`"),
    )
}
