//! Lines that are read as something they were not meant to be: the wrong place, two lines in one, a name that may not be.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::diagnostic::near::nearest;
use crate::source::Span;
use crate::syntax::errors::shown;
use crate::syntax::errors::stopped::Stopped;
use crate::syntax::heads;
use crate::syntax::joins;
use crate::syntax::pairs::R;
use crate::syntax::token::Kind;

const RESERVED: [&str; 5] = ["and", "or", "not", "in", "is"];

pub fn known(s: &Stopped<'_>) -> Option<Diagnostic> {
    misplaced(s)
        .or_else(|| test_row(s))
        .or_else(|| stage_name(s))
        .or_else(|| unfinished(s))
        .or_else(|| two_lines(s))
        .or_else(|| reserved(s))
}

/// A rule in a `lead` block, a stage in a table.
fn misplaced(s: &Stopped<'_>) -> Option<Diagnostic> {
    let (block, holds) = match s.rule {
        R::field_row => ("this block", "lines such as `title text`"),
        R::assign_row => ("this block", "lines such as `title = CTO`"),
        R::table_row => ("a table", "rows such as `up to 10 +5`"),
        R::grade_at => ("a grade", "rows such as `A at >= 75`"),
        R::event_row => ("a test", "`as of`, `lead`, events, `expect` and `set`"),
        _ => return None,
    };
    let first = s.tokens.first()?;
    let word = first.text(s.source);
    let rule = heads::item(s.source, s.tokens)?;
    let own = matches!(s.rule, R::grade_at) && rule == R::stage_statement;
    let short = s.tokens.len() < 3 || s.at < 2;
    if own || (short && !matches!(rule, R::on_statement | R::if_statement)) {
        return None;
    }
    Some(
        Diagnostic::error(
            text::MISPLACED,
            s.span(0),
            format!("`{}` may not stand in {block}: move it outside", shown(word)),
        )
        .here(format!("{block} holds {holds}")),
    )
}

/// `expects fit = 10`, `title = CTO` in a test.
fn test_row(s: &Stopped<'_>) -> Option<Diagnostic> {
    if s.rule != R::event_row || s.at == 0 {
        return None;
    }
    let word = s.text(0);
    if s.text(1) == "=" {
        let all = s.span(0).to(s.span(s.tokens.len().saturating_sub(1)));
        let right = format!("lead {{ {} }}", s.under(all));
        return Some(
            Diagnostic::error(
                text::MISPLACED,
                all,
                format!("a lead's values stand in its block: write `{}`", shown(&right)),
            )
            .here("a value of the lead")
            .fix(format!("write `{}`", shown(&right)), all, right),
        );
    }
    let near = *nearest(word, ["as", "lead", "expect", "set"]).first()?;
    (near != word).then(|| {
        Diagnostic::error(
            text::UNKNOWN_STATEMENT,
            s.span(0),
            format!("no line of a test begins with `{}`", shown(word)),
        )
        .here("unknown here")
        .fix(format!("write `{near}`"), s.span(0), near)
    })
}

/// `if at >= 50`: a stage may not be named so.
fn stage_name(s: &Stopped<'_>) -> Option<Diagnostic> {
    let first = s.text(0);
    let compares = s.kind(2) == Some(Kind::Operator);
    let number = s.kind(3) == Some(Kind::Value) && s.tokens.len() == 4;
    if !heads::NOT_A_STAGE.contains(&first) || !s.is_word(1, "at") || !compares || !number {
        return None;
    }
    Some(
        Diagnostic::error(text::RESERVED, s.span(0), format!("a stage may not be named `{first}`"))
            .here("this word begins another kind of line")
            .help("a stage may have every name but `if`, `on`, `score`, `group`, `define`, `param` and `list`"),
    )
}

/// The line above ends in `and`, `=` or a comma, so that this line was taken for its rest.
fn unfinished(s: &Stopped<'_>) -> Option<Diagnostic> {
    let from = s.at.saturating_sub(4).max(1);
    let join = (from..=s.at.min(s.tokens.len().saturating_sub(1))).find(|&at| {
        let (end, start) = (s.tokens[at - 1].end, s.tokens[at].start);
        let newline = s.source.get(end..start).is_some_and(|gap| gap.contains('\n'));
        newline
            && joins::ends_open(s.source, &s.tokens[at - 1], false)
            && heads::item(s.source, &s.tokens[at..]).is_some()
    })?;
    let word = shown(s.text(join - 1));
    Some(
        Diagnostic::error(
            text::UNFINISHED,
            s.span(join - 1),
            format!("this line ends in `{word}`, so the next line was read as its rest"),
        )
        .here("something is missing behind it")
        .label(s.span(join), "taken for the rest of the line above")
        .help(format!("write what belongs behind `{word}`, or remove it")),
    )
}

/// `on a +1 on b +2`: two statements on one line.
fn two_lines(s: &Stopped<'_>) -> Option<Diagnostic> {
    if s.is_end() || s.at < 2 || !s.expects(&[R::EOI]) {
        return None;
    }
    heads::item(s.source, &s.tokens[s.at..])?;
    let word = shown(s.text(s.at));
    let behind = s.span(s.at - 1).after();
    Some(
        Diagnostic::error(
            text::UNEXPECTED,
            s.span(s.at),
            format!("`{word}` begins a new line: put `;` before it"),
        )
        .here("two lines in one")
        .fix("put `;` before it", behind, ";"),
    )
}

/// `if in = 5`, `a and and b`: words that are never a name.
fn reserved(s: &Stopped<'_>) -> Option<Diagnostic> {
    let word = s.text(s.at);
    let names = [R::plain_name, R::name, R::word, R::label, R::expr, R::operand, R::sum, R::atom];
    if s.kind(s.at) != Some(Kind::Word) || !RESERVED.contains(&word) {
        return None;
    }
    if s.at > 0 && s.is_word(s.at - 1, word) {
        return Some(
            Diagnostic::error(text::TWICE, s.span(s.at), format!("`{word}` is said twice"))
                .here("once is enough")
                .fix("remove it", Span { start: s.span(s.at - 1).end, ..s.span(s.at) }, ""),
        );
    }
    let before = s.back(s.at, 1)?;
    let value = s.kind(before) == Some(Kind::Operator) || s.is_word(before, "contains");
    if !(value || s.at == 1 || s.expects(&names))
        || joins::ends_open(s.source, &s.tokens[before], false) && !value
    {
        return None;
    }
    let mark = if value { '"' } else { '`' };
    let right = format!("{mark}{word}{mark}");
    let place = s.span(s.at);
    let kind = if value { "text" } else { "the name of a column" };
    Some(
        Diagnostic::error(
            text::RESERVED,
            place,
            format!("`{word}` joins conditions and is no name"),
        )
        .here("a name or a value belongs here")
        .fix(format!("as {kind}: write {right}"), place, right),
    )
}
