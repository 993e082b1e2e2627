//! Pieces of text that are no word, value or sign of the language.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{limits, text};
use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
use crate::syntax::errors::numbers;
use crate::syntax::errors::{shown, span};
use crate::syntax::lookalikes;
use crate::syntax::token::{Kind, Token, Wrong};
use crate::syntax::values;

/// One wrong piece and what stands around it.
pub struct Piece<'a> {
    pub file: FileId,
    pub source: &'a str,
    pub tokens: &'a [Token],
    pub at: usize,
}

/// The piece of a statement to report: a bracket is only missing if nothing else swallowed it.
pub fn first(file: FileId, source: &str, statement: &Statement) -> Option<Diagnostic> {
    let bracket = |t: &Token| matches!(t.kind, Kind::Wrong(Wrong::Unclosed | Wrong::Stray));
    let wrong = |t: &Token| matches!(t.kind, Kind::Wrong(_));
    let tokens = &statement.tokens;
    let at = tokens
        .iter()
        .position(|t| wrong(t) && !bracket(t))
        .or_else(|| tokens.iter().position(wrong))?;
    let Kind::Wrong(wrong) = tokens[at].kind else { return None };
    Some(report(&Piece { file, source, tokens, at }, wrong))
}

impl<'a> Piece<'a> {
    pub fn span(&self) -> Span {
        span(self.file, &self.tokens[self.at])
    }

    pub fn text(&self) -> &'a str {
        self.tokens[self.at].text(self.source)
    }

    /// The piece with all that touches it: `info@acme.com`.
    fn run(&self) -> Span {
        let glue = |k: Kind| {
            matches!(
                k,
                Kind::Word | Kind::Value | Kind::Dot | Kind::Minus | Kind::Plus | Kind::Wrong(_)
            ) && !matches!(k, Kind::Wrong(Wrong::Unclosed | Wrong::Stray))
        };
        let (mut first, mut last) = (self.at, self.at);
        while first > 0
            && glue(self.tokens[first - 1].kind)
            && self.tokens[first - 1].end == self.tokens[first].start
        {
            first -= 1;
        }
        while last + 1 < self.tokens.len()
            && glue(self.tokens[last + 1].kind)
            && self.tokens[last].end == self.tokens[last + 1].start
        {
            last += 1;
        }
        Span::new(self.file, self.tokens[first].start, self.tokens[last].end)
    }

    /// Whether the piece stands where a value is read, not a name.
    fn is_value(&self, run: Span) -> bool {
        let before = self.tokens[..self.at].iter().rev().find(|t| t.end <= run.start as usize);
        before.is_some_and(|t| match t.kind {
            Kind::Operator | Kind::Comma | Kind::Open => true,
            Kind::Wrong(Wrong::Unclosed | Wrong::Spelling) => true,
            Kind::Word => matches!(
                t.text(self.source),
                "is" | "not" | "contains" | "with" | "word" | "in" | "any" | "all"
            ),
            _ => false,
        })
    }

    fn under(&self, span: Span) -> &'a str {
        self.source.get(span.range()).unwrap_or("")
    }
}

fn report(piece: &Piece<'_>, wrong: Wrong) -> Diagnostic {
    match wrong {
        Wrong::Sign => sign(piece),
        Wrong::Lookalike => lookalike(piece),
        Wrong::Invisible => invisible(piece),
        Wrong::Spelling => spelling(piece),
        Wrong::SingleQuotes | Wrong::CurlyQuotes => quotes(piece),
        Wrong::Apostrophe => apostrophe(piece),
        Wrong::UnclosedText => unclosed(piece, "text", '"'),
        Wrong::UnclosedName => unclosed(piece, "name", '`'),
        Wrong::UnclosedRegex => unclosed(piece, "pattern", '/'),
        Wrong::EmptyName => empty_name(piece),
        Wrong::Escape => backslash(piece),
        Wrong::Hash => hash(piece),
        Wrong::Dollar => dollar(piece),
        Wrong::Spacing => spacing(piece),
        Wrong::Unclosed => unclosed_bracket(piece),
        Wrong::Stray => stray_bracket(piece),
        Wrong::DateOrder => numbers::date_form(piece),
        Wrong::NoSuchDate => numbers::no_such_date(piece),
        Wrong::NumberComma => numbers::comma(piece),
        Wrong::LeadingZero => numbers::leading_zero(piece),
        Wrong::NumberWord => numbers::letters(piece),
        Wrong::NumberPoint => numbers::point(piece),
        Wrong::TooLarge => too_large(piece),
    }
}

fn sign(piece: &Piece<'_>) -> Diagnostic {
    let run = piece.run();
    let whole = piece.under(run);
    let sign = shown(piece.text());
    if run == piece.span() {
        let message = format!("`{sign}` means nothing here: remove it");
        let fault = Diagnostic::error(text::SIGN, run, message).here("this sign");
        return fault
            .fix("remove it", run, "")
            .help("if it is a part of a text, put the whole text in double quotes");
    }
    let message = format!("text with `{sign}` stands in double quotes: write \"{}\"", shown(whole));
    Diagnostic::error(text::SIGN, piece.span(), message)
        .here("this sign means nothing outside text")
        .fix(format!("write \"{}\"", shown(whole)), run, format!("\"{whole}\""))
}

/// `titlе` with a Cyrillic `е`.
fn lookalike(piece: &Piece<'_>) -> Diagnostic {
    let right = lookalikes::latin(piece.text());
    let message =
        format!("`{right}` is written with a letter of another alphabet that looks the same");
    Diagnostic::error(text::LOOKALIKE, piece.span(), message)
        .here("not all of these letters are what they seem")
        .fix(format!("write `{right}` in one alphabet"), piece.span(), right)
}

fn invisible(piece: &Piece<'_>) -> Diagnostic {
    let code = piece.text().chars().next().map_or(0, u32::from);
    let message = format!("an invisible character (U+{code:04X}) stands here: remove it");
    Diagnostic::error(text::INVISIBLE, piece.span(), message)
        .here("between these letters")
        .help("such characters come along when text is copied from a web page or a document")
        .fix("remove it", piece.span(), "")
}

/// What a sign of other languages is written as.
fn baremo_sign(text: &str) -> &'static [&'static str] {
    match text {
        "==" | "===" | ":=" | "＝" => &["="],
        "!==" | "<>" | "~=" | "≠" => &["!="],
        "=>" => &[">=", "->"],
        "=<" | "≤" => &["<="],
        "≥" => &[">="],
        "＞" => &[">"],
        "＜" => &["<"],
        "=~" => &["matches"],
        "&&" | "&" => &["and"],
        "||" | "|" => &["or"],
        "!" => &["not"],
        "−" | "–" | "—" | "－" => &["-"],
        "＋" => &["+"],
        "×" => &["*"],
        "÷" => &["/"],
        "→" => &["->"],
        "..." | "…" => &[".."],
        "；" => &[";"],
        "，" => &[","],
        "（" => &["("],
        "）" => &[")"],
        "：" => &[":"],
        _ => &[],
    }
}

fn spelling(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let mut instead = baremo_sign(written);
    let first_words = &piece.tokens[..piece.at];
    let stage = first_words.iter().any(|t| t.text(piece.source) == "at");
    if written == "=>" && stage {
        instead = &["->"];
    }
    let Some(first) = instead.first() else {
        return Diagnostic::error(
            text::SPELLING,
            piece.span(),
            format!("`{written}` means nothing in a rule file"),
        )
        .here("this sign")
        .help("there are `+ - * /`, `= != < <= > >=`, `and`, `or` and `not`");
    };
    let message = format!("`{written}` is written `{first}`");
    let mut fault = Diagnostic::error(text::SPELLING, piece.span(), message).here("this sign");
    for sign in instead {
        let next = piece.tokens.get(piece.at + 1);
        let touches = next.is_some_and(|n| n.start == piece.span().end as usize);
        let word = sign.starts_with(char::is_alphabetic);
        let gap = if word && touches { " " } else { "" };
        fault = fault.fix(format!("write `{sign}`"), piece.span(), format!("{sign}{gap}"));
    }
    fault
}

fn quotes(piece: &Piece<'_>) -> Diagnostic {
    let marks = ['\'', '“', '”', '„', '«', '»', '‘', '’', '"'];
    let inner = piece.text().trim_matches(marks).trim_end();
    let right = format!("\"{}\"", inner.trim());
    Diagnostic::error(
        text::QUOTES,
        piece.span(),
        format!("text stands in straight double quotes: write {}", shown(&right)),
    )
    .here("quotes of another kind")
    .fix(format!("write {}", shown(&right)), piece.span(), right)
}

fn apostrophe(piece: &Piece<'_>) -> Diagnostic {
    let written = piece.text();
    let known = match written.replace('’', "'").to_lowercase().as_str() {
        "isn't" => Some("is not"),
        "doesn't" | "don't" | "hasn't" | "didn't" | "wasn't" => Some("not"),
        _ => None,
    };
    let fault = Diagnostic::error(
        text::QUOTES,
        piece.span(),
        match known {
            Some(word) => format!("`{written}` is written `{word}`"),
            None => {
                format!("a word with an apostrophe stands in double quotes: write \"{written}\"")
            }
        },
    )
    .here("an apostrophe");
    match known {
        Some("is not") => fault.fix("write `is not`", piece.span(), "is not"),
        Some(_) => fault.help("write `not` before the condition: `not title contains CTO`"),
        None => fault.fix(format!("write \"{written}\""), piece.span(), format!("\"{written}\"")),
    }
}

fn unclosed(piece: &Piece<'_>, what: &str, mark: char) -> Diagnostic {
    let place = piece.span();
    let written = piece.text();
    let length = closes_at(written);
    let end =
        Span { start: place.start + length as u32, end: place.start + length as u32, ..place };
    Diagnostic::error(
        text::UNCLOSED_TEXT,
        Span { end: place.start + 1, ..place },
        format!("this {what} is never closed: it lacks its second `{mark}`")
            .replace("```", "backquote"),
    )
    .here("opened here")
    .fix(format!("close it with {mark}"), end, mark.to_string())
}

/// Where a forgotten quote most likely belongs: before a closing bracket, a comma, or points; else at the end.
fn closes_at(written: &str) -> usize {
    let body = written.trim_end();
    let bytes = body.as_bytes();
    for at in 1..bytes.len() {
        let next = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let points = bytes[at] == b' '
            && matches!(bytes.get(at + 1), Some(b'+' | b'-'))
            && bytes.get(at + 2).is_some_and(|b| b.is_ascii_digit() || matches!(b, b'(' | b'$'));
        if matches!(bytes[at], b']' | b')' | b',' | b';' | b'}') && !next || points {
            return body[..at].trim_end().len();
        }
    }
    body.len()
}

fn empty_name(piece: &Piece<'_>) -> Diagnostic {
    Diagnostic::error(text::SIGN, piece.span(), "these backquotes hold no name")
        .here("the name of a column belongs here")
}

fn backslash(piece: &Piece<'_>) -> Diagnostic {
    let at = values::bad_escape(piece.text()).unwrap_or(0) as u32;
    let start = piece.span().start + at;
    let place = Span { start, end: start + 1, ..piece.span() };
    Diagnostic::error(text::BACKSLASH, place, "a backslash in text is written twice: `\\\\`")
        .here("one backslash")
        .help("`\\\"` is a quote inside text, `\\\\` a backslash; nothing else needs one")
        .fix("write `\\\\`", place, "\\\\")
}

fn hash(piece: &Piece<'_>) -> Diagnostic {
    let start = piece.run().start;
    let from = piece.span().start as usize;
    let rest = &piece.source[from..piece.span().end as usize];
    let length = rest.find([' ', ',', ']', ')', ';', '}', '\t']).unwrap_or(rest.len());
    let place = Span { start, end: (from + length) as u32, ..piece.span() };
    let word = piece.under(place);
    Diagnostic::error(
        text::HASH,
        place,
        format!("text with a `#` stands in double quotes: write \"{}\"", shown(word)),
    )
    .here("a comment would need a blank before its `#`")
    .fix(format!("write \"{}\"", shown(word)), place, format!("\"{word}\""))
}

fn dollar(piece: &Piece<'_>) -> Diagnostic {
    Diagnostic::error(text::SIGN, piece.span(), "the name of a parameter belongs right behind `$`")
        .here("no name follows")
        .help("amounts of money are written without a currency sign")
        .fix("remove `$`", piece.span(), "")
}

/// `50+5`, `lead-source`: each reading is a fix.
fn spacing(piece: &Piece<'_>) -> Diagnostic {
    let sign = piece.text();
    let run = piece.run();
    let whole = piece.under(run);
    let (before, after) =
        (piece.tokens.get(piece.at.wrapping_sub(1)), piece.tokens.get(piece.at + 1));
    let touches = after.is_some_and(|n| n.start == piece.span().end as usize);
    let label = piece.at == 1 && after.is_some_and(|t| t.text(piece.source) == "at");
    let words = label || [before, after].iter().flatten().any(|t| t.kind == Kind::Word) && touches;
    let message =
        format!("`{}` can be read two ways: the blanks around `{sign}` decide", shown(whole));
    let value = |t: Option<&Token>| t.map_or("", |t| t.text(piece.source));
    let (left, right) = (value(before), value(after));
    let numbers = [left, right].iter().all(|v| v.parse::<f64>().is_ok());
    let ranged = piece.tokens[0].text(piece.source);
    if numbers && matches!(ranged, "score" | "group") {
        let range = format!("{left}..{right}");
        return Diagnostic::error(text::SPACING, run, format!("a range is written `{range}`"))
            .here("a range in another form")
            .fix(format!("write `{range}`"), run, range);
    }
    if numbers && piece.at == 1 {
        let row = format!("up to {right}");
        return Diagnostic::error(
            text::SPACING,
            run,
            format!("a row of a table is written `{row}`"),
        )
        .here("a range in another form")
        .help("the rows above it take the smaller numbers")
        .fix(format!("write `{row}`"), run, row);
    }
    let sum = format!("`{left} {sign} {right}` (a calculation)");
    let is_text = label || piece.is_value(run);
    let other = match (words, is_text) {
        (true, true) => format!("\"{}\" (text)", shown(whole)),
        (true, false) => format!("`{}` (a column, in backquotes)", shown(whole)),
        (false, _) => format!("`{left} {sign}{right}` (points)"),
    };
    let mut fault =
        Diagnostic::error(text::SPACING, piece.span(), message).here("a blank is missing");
    if !right.is_empty() {
        fault = fault.help(format!("either {sum} or {other}"));
    }
    if words && is_text {
        fault = fault.fix(format!("text: write \"{whole}\""), run, format!("\"{whole}\""));
    } else if words {
        fault = fault.fix(
            format!("a column: write `{whole}` in backquotes"),
            run,
            format!("`{whole}`"),
        );
    }
    let numeric = after.is_some_and(|t| matches!(t.kind, Kind::Value | Kind::Param | Kind::Open));
    if numeric && touches {
        fault = fault.fix(
            format!("points: write ` {sign}` with a blank before it only"),
            piece.span(),
            format!(" {sign}"),
        );
    }
    let gap = if touches { " " } else { "" };
    fault.fix(
        format!("a calculation: write ` {sign} ` with blanks on both sides"),
        piece.span(),
        format!(" {sign}{gap}"),
    )
}

fn unclosed_bracket(piece: &Piece<'_>) -> Diagnostic {
    let open = piece.text();
    let close = if open == "[" { "]" } else { ")" };
    let rest = &piece.tokens[piece.at + 1..];
    let points = rest.windows(2).position(|pair| {
        matches!(pair[0].kind, Kind::Plus | Kind::Minus) && pair[1].start == pair[0].end
    });
    let behind = match points {
        Some(0) | None if points.is_some() => piece.tokens[piece.at].end,
        Some(at) => rest[at - 1].end,
        None => rest
            .iter()
            .rfind(|t| t.kind != Kind::Body)
            .map_or(piece.tokens[piece.at].end, |t| t.end),
    };
    Diagnostic::error(
        text::UNCLOSED_BRACKET,
        piece.span(),
        format!("this `{open}` is never closed: it lacks its `{close}`"),
    )
    .here("opened here")
    .fix(format!("close it with `{close}`"), Span::new(piece.file, behind, behind), close)
}

fn stray_bracket(piece: &Piece<'_>) -> Diagnostic {
    let close = piece.text();
    let open = if close == "]" { "[" } else { "(" };
    Diagnostic::error(text::STRAY_BRACKET, piece.span(), format!("this `{close}` closes nothing"))
        .here(format!("no `{open}` before it is open"))
        .fix("remove it", piece.span(), "")
}

fn too_large(piece: &Piece<'_>) -> Diagnostic {
    let written = shown(piece.text());
    Diagnostic::error(
        limits::VALUE_TOO_LARGE,
        piece.span(),
        format!("`{written}` cannot be counted: a time is whole seconds, up to 1000 years"),
    )
    .here("too large, or a part of a second")
}
