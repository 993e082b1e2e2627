//! The words, values and signs of a file, with what cannot be one of them.
//!
//! Blanks are not tokens: a gap between two tokens is one. Every byte that is neither a blank nor part of a good token is in a
//! [`Kind::Wrong`] token, so a fault of the text is known before any statement is read, and reported once.

use logos::Logos;

use crate::syntax::lookalikes;
use crate::syntax::values;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.start..self.end).unwrap_or("")
    }

    /// The name that it is, where it is one, as names compare; a parameter's begins with its dollar.
    pub fn name(&self, source: &str) -> Option<String> {
        let named = matches!(self.kind, Kind::Word | Kind::Quoted | Kind::Param);
        named.then(|| values::name(self.text(source)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// `` `Lead Source` ``
    Quoted,
    Text,
    /// number, percentage, duration or date
    Value,
    /// `$size`
    Param,
    Regex,
    /// `=` `!=` `<` `<=` `>` `>=` `*` `/` `->` `:`
    Operator,
    Plus,
    Minus,
    Comma,
    Semicolon,
    Dot,
    DotDot,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    BraceOpen,
    BraceClose,
    /// A `{ … }` that was taken out of a statement; only the cutter makes it.
    Body,
    Newline,
    Comment,
    Wrong(Wrong),
}

/// Why a piece of text cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// bytes that mean nothing: `@`, `~`, emoji
    Sign,
    /// a word of Latin letters with a Cyrillic or Greek one that looks Latin
    Lookalike,
    /// invisible or direction-changing characters
    Invisible,
    /// `==`, `&&`, `≥`, `−` …: a sign that Baremo writes otherwise
    Spelling,
    SingleQuotes,
    CurlyQuotes,
    /// `isn't`
    Apostrophe,
    UnclosedText,
    UnclosedName,
    UnclosedRegex,
    EmptyName,
    /// `"\n"`
    Escape,
    /// `C#`
    Hash,
    Dollar,
    /// `31/01/2026`, `2026-1-31`
    DateOrder,
    /// `2026-02-30`
    NoSuchDate,
    /// `1,000`, `0,5`, `[1,2]`
    NumberComma,
    /// `007`
    LeadingZero,
    /// `30days`, `10k`, `1e5`, `3com`
    NumberWord,
    /// `5.`, `.5`, `1.2.3`, `1__0`
    NumberPoint,
    /// more than a duration or a number can be
    TooLarge,
    /// `50+5`, `lead-source`
    Spacing,
    Unclosed,
    Stray,
}

#[derive(Logos, Debug, Clone, Copy, PartialEq, Eq)]
#[logos(skip r"[ \t\u{a0}\u{202f}]+")]
enum Raw {
    #[regex(r"\r?\n|\r")]
    Newline,
    #[regex(r"[\p{XID_Start}_]\p{XID_Continue}*")]
    #[token("half-life", priority = 100)]
    Word,
    #[regex(r"`[^`\r\n]*`")]
    Quoted,
    #[regex(r"`[^`\r\n]*")]
    QuotedOpen,
    #[regex(r#""([^"\\\r\n]|\\[^\r\n])*""#)]
    Text,
    #[regex(r#""([^"\\\r\n]|\\[^\r\n])*\\?"#)]
    TextOpen,
    #[regex(r"\$[\p{XID_Start}_]\p{XID_Continue}*")]
    Param,
    #[token("$")]
    Dollar,
    #[regex(r"[0-9]\p{XID_Continue}*(\.[0-9]\p{XID_Continue}*)*%?")]
    Number,
    #[regex(r"[0-9]+(,[0-9]+)+(\.[0-9]+)?%?", priority = 20)]
    NumberComma,
    #[regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]*(Z|[+-][0-9:]+)?)?", priority = 30)]
    #[regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{4}|[0-9]{2})", priority = 25)]
    #[regex(r"[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}", priority = 25)]
    Date,
    #[regex(r"=|!=|<|<=|>|>=|\*|->|:")]
    Operator,
    #[token("/")]
    Slash,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token(",")]
    Comma,
    #[token(";")]
    Semicolon,
    #[token(".")]
    Dot,
    #[token("..")]
    DotDot,
    #[regex(r"[(\[]")]
    Open,
    #[regex(r"[)\]]")]
    Close,
    #[token("{")]
    BraceOpen,
    #[token("}")]
    BraceClose,
    #[token("#")]
    Hash,
    #[regex(r"===?|<>|=>|=<|&&?|\|\|?|!|!==|~=|=~|:=|\*\*|\^|[≥≤≠−–—×÷＝＋－＞＜；，（）：]|\.\.\.|…|→|\?")]
    Spelling,
    #[regex(r"'[^'\r\n]*'", priority = 15)]
    SingleQuotes,
    #[regex(r"[A-Za-z]+['’][A-Za-z]+", priority = 16)]
    Apostrophe,
    #[regex(r#"[“”„«»‘’][^“”„«»‘’"\r\n]*[“”«»‘’"]?"#)]
    CurlyQuotes,
    #[regex(r"[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{61c}\u{180e}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}]+")]
    Invisible,
}

/// Every token of a file, comments and line ends included; a BOM at the start is skipped.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut lexer = Raw::lexer(source);
    if source.starts_with('\u{feff}') {
        lexer.bump('\u{feff}'.len_utf8());
        // The skipped mark is the "token" in hand; the next call starts behind it.
    }
    while let Some(raw) = lexer.next() {
        let start = lexer.span().start;
        let kind = match raw {
            Ok(Raw::Hash) => {
                lexer.bump(to_line_end(lexer.remainder()));
                hash(source, start, &out)
            }
            Ok(Raw::Slash) if follows_matches(source, &out) => {
                let (length, closed) = regex_length(lexer.remainder());
                lexer.bump(length);
                if closed { Kind::Regex } else { Kind::Wrong(Wrong::UnclosedRegex) }
            }
            Ok(raw) => kind(raw, lexer.slice()),
            Err(()) => Kind::Wrong(Wrong::Sign),
        };
        let end = lexer.span().end;
        if kind == Kind::Wrong(Wrong::UnclosedText)
            && let Some(brace) = brace_at_end(source, start, end)
        {
            push(&mut out, Token { kind, start, end: brace.start });
            push(&mut out, brace);
        } else {
            push(&mut out, Token { kind, start, end });
        }
    }
    mark_spacing(source, &mut out);
    out
}

/// The brace with which a line ends: text that was never closed has swallowed it, but it opens or closes a block.
fn brace_at_end(source: &str, start: usize, end: usize) -> Option<Token> {
    let line = source[start..end].trim_end();
    let kind = match line.chars().next_back()? {
        '{' => Kind::BraceOpen,
        '}' => Kind::BraceClose,
        _ => return None,
    };
    let at = start + line.len() - 1;
    (at > start).then_some(Token { kind, start: at, end: at + 1 })
}

/// Appends a token; neighbouring signs that mean nothing become one.
fn push(out: &mut Vec<Token>, token: Token) {
    if token.kind == Kind::Wrong(Wrong::Sign)
        && let Some(last) = out.last_mut()
        && last.kind == token.kind
        && last.end == token.start
    {
        last.end = token.end;
        return;
    }
    out.push(token);
}

fn to_line_end(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// `#` starts a comment at a line start or after a blank, `;`, `,`, an opening bracket or a brace.
fn hash(source: &str, start: usize, out: &[Token]) -> Kind {
    let gap = out.last().is_none_or(|last| last.end < start);
    let before = source[..start].chars().next_back();
    let opens = matches!(before, None | Some('\n' | '\r' | ';' | ',' | '(' | '[' | '{' | '}'));
    if gap || opens { Kind::Comment } else { Kind::Wrong(Wrong::Hash) }
}

fn follows_matches(source: &str, out: &[Token]) -> bool {
    let mut before = out.iter().rev();
    match before.next() {
        Some(t) if t.kind == Kind::Open => before.next().is_some_and(|t| is_matches(source, t)),
        Some(t) => is_matches(source, t),
        None => false,
    }
}

fn is_matches(source: &str, token: &Token) -> bool {
    token.kind == Kind::Word && token.text(source) == "matches"
}

/// The bytes behind the opening `/` up to and with the closing one, or to the line's end.
fn regex_length(rest: &str) -> (usize, bool) {
    let line = to_line_end(rest);
    let mut escaped = false;
    for (at, c) in rest[..line].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' => return (at + 1, true),
            _ => {}
        }
    }
    (line, false)
}

fn kind(raw: Raw, text: &str) -> Kind {
    match raw {
        Raw::Newline => Kind::Newline,
        Raw::Word if lookalikes::is_disguised(text) => Kind::Wrong(Wrong::Lookalike),
        Raw::Word => Kind::Word,
        Raw::Quoted if text.len() == 2 => Kind::Wrong(Wrong::EmptyName),
        Raw::Quoted => Kind::Quoted,
        Raw::QuotedOpen => Kind::Wrong(Wrong::UnclosedName),
        Raw::Text if values::bad_escape(text).is_some() => Kind::Wrong(Wrong::Escape),
        Raw::Text => Kind::Text,
        Raw::TextOpen => Kind::Wrong(Wrong::UnclosedText),
        Raw::Param => Kind::Param,
        Raw::Dollar => Kind::Wrong(Wrong::Dollar),
        Raw::Number => values::number_fault(text).map_or(Kind::Value, Kind::Wrong),
        Raw::NumberComma => Kind::Wrong(Wrong::NumberComma),
        Raw::Date => values::date_fault(text).map_or(Kind::Value, Kind::Wrong),
        Raw::Operator | Raw::Slash => Kind::Operator,
        Raw::Plus => Kind::Plus,
        Raw::Minus => Kind::Minus,
        Raw::Comma => Kind::Comma,
        Raw::Semicolon => Kind::Semicolon,
        Raw::Dot => Kind::Dot,
        Raw::DotDot => Kind::DotDot,
        Raw::Open => Kind::Open,
        Raw::Close => Kind::Close,
        Raw::BraceOpen => Kind::BraceOpen,
        Raw::BraceClose => Kind::BraceClose,
        Raw::Hash => Kind::Comment,
        Raw::Spelling => Kind::Wrong(Wrong::Spelling),
        Raw::SingleQuotes => Kind::Wrong(Wrong::SingleQuotes),
        Raw::Apostrophe => Kind::Wrong(Wrong::Apostrophe),
        Raw::CurlyQuotes => Kind::Wrong(Wrong::CurlyQuotes),
        Raw::Invisible => Kind::Wrong(Wrong::Invisible),
    }
}

/// A `+` or `-` that touches what stands before it can be read two ways: `50+5`, `lead-source`.
fn mark_spacing(source: &str, tokens: &mut [Token]) {
    for i in 1..tokens.len() {
        let (before, token) = (tokens[i - 1], tokens[i]);
        let sign = matches!(token.kind, Kind::Plus | Kind::Minus);
        let ends_a_value = matches!(
            before.kind,
            Kind::Word | Kind::Quoted | Kind::Text | Kind::Value | Kind::Param | Kind::Close
        );
        if sign && ends_a_value && before.end == token.start {
            tokens[i].kind = Kind::Wrong(Wrong::Spacing);
        }
        let dot_number = token.kind == Kind::Value
            && before.kind == Kind::Dot
            && before.end == token.start
            && token.text(source).starts_with(|c: char| c.is_ascii_digit());
        let number_dot =
            token.kind == Kind::Dot && before.kind == Kind::Value && before.end == token.start;
        if dot_number || number_dot {
            tokens[i - 1].kind = Kind::Wrong(Wrong::NumberPoint);
            tokens[i - 1].end = token.end;
            tokens[i].start = token.end;
            tokens[i].kind = Kind::Wrong(Wrong::NumberPoint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).into_iter().map(|t| t.kind).collect()
    }

    #[test]
    fn values_and_ranges() {
        use Kind::{DotDot, Minus, Operator, Value};
        assert_eq!(kinds("30d"), [Value]);
        assert_eq!(kinds("10%"), [Value]);
        assert_eq!(kinds("10%/30d"), [Value, Operator, Value]);
        assert_eq!(kinds("1..10"), [Value, DotDot, Value]);
        assert_eq!(kinds("..10"), [DotDot, Value]);
        assert_eq!(kinds("0.."), [Value, DotDot]);
        assert_eq!(kinds("-50..0.5"), [Minus, Value, DotDot, Value]);
        assert_eq!(kinds("2026-01-31T09:30:00Z"), [Value]);
        assert_eq!(kinds("1_000"), [Value]);
    }

    #[test]
    fn wrong_values_are_one_token() {
        let one = |text: &str, wrong| assert_eq!(kinds(text), [Kind::Wrong(wrong)], "{text}");
        one("30days", Wrong::NumberWord);
        one("10k", Wrong::NumberWord);
        one("1e5", Wrong::NumberWord);
        one("007", Wrong::LeadingZero);
        one("1,000", Wrong::NumberComma);
        one("0,5", Wrong::NumberComma);
        one("31/01/2026", Wrong::DateOrder);
        one("2026-1-31", Wrong::DateOrder);
        one("2026-02-30", Wrong::NoSuchDate);
        one("'CTO'", Wrong::SingleQuotes);
        one("“CTO”", Wrong::CurlyQuotes);
        one("isn't", Wrong::Apostrophe);
        one("\"CTO", Wrong::UnclosedText);
        one("@@", Wrong::Sign);
    }

    #[test]
    fn a_hash_needs_room() {
        assert_eq!(kinds("C#"), [Kind::Word, Kind::Wrong(Wrong::Hash)]);
        assert_eq!(kinds("C # x"), [Kind::Word, Kind::Comment]);
        assert_eq!(kinds("C\u{a0}# x"), [Kind::Word, Kind::Comment]);
        assert_eq!(kinds("[# x"), [Kind::Open, Kind::Comment]);
        assert_eq!(kinds("# x\r\ny"), [Kind::Comment, Kind::Newline, Kind::Word]);
    }

    #[test]
    fn a_slash_is_a_regex_after_matches_only() {
        assert_eq!(kinds("a matches /^\\/p;#{2}\"/"), [Kind::Word, Kind::Word, Kind::Regex]);
        assert_eq!(kinds("a / b > c / d").len(), 7);
        assert_eq!(
            kinds("matches (/x/) / 2")[2..],
            [Kind::Regex, Kind::Close, Kind::Operator, Kind::Value]
        );
    }

    #[test]
    fn signs_that_touch_what_stands_before() {
        assert_eq!(kinds("50+5")[1], Kind::Wrong(Wrong::Spacing));
        assert_eq!(kinds("lead-source")[1], Kind::Wrong(Wrong::Spacing));
        assert_eq!(kinds("half-life 45d"), [Kind::Word, Kind::Value]);
        assert_eq!(kinds("50 +5"), [Kind::Value, Kind::Plus, Kind::Value]);
    }

    #[test]
    fn a_mark_at_the_start_is_skipped() {
        assert_eq!(kinds("\u{feff}on"), [Kind::Word]);
    }
}
