//! Regular expressions in the words of other engines: read as ours reads them, then written with nothing but characters, so that no engine's own
//! idea of case, of `\w` or of a line end can differ.

use std::fmt::Write;

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look, Repetition};

use crate::sql::dialect::Patterns;
use crate::sql::from_ir::words;

/// The patterns by which a host is cut out of a text; a dot is any character in them.
pub struct Host {
    pub path: &'static str,
    pub user: &'static str,
    pub port: &'static str,
}

pub fn host(patterns: Patterns) -> Host {
    match patterns {
        Patterns::Re2 => Host { path: "(?s)[/?#].*$", user: "(?s)^.*@", port: ":[0-9]*$" },
        Patterns::Java => Host { path: r"(?s)[/?#].*\z", user: "(?s)^.*@", port: r":[0-9]*\z" },
        Patterns::Postgres | Patterns::None => {
            Host { path: "[/?#].*$", user: "^.*@", port: ":[0-9]*$" }
        }
    }
}

/// The word with no letter or digit beside it.
pub fn word(word: &str, patterns: Patterns) -> String {
    let mut out = String::new();
    let beside = match patterns {
        Patterns::Postgres => "[^[:alnum:]]",
        _ => r"[^\p{L}\p{N}]",
    };
    let _ = write!(out, "(^|{beside})");
    word.chars().for_each(|c| character(&mut out, c, patterns));
    let _ = write!(out, "($|{beside})");
    out
}

/// The same expression for another engine, or what in it that one cannot say.
pub fn translated(source: &str, patterns: Patterns) -> Result<String, &'static str> {
    let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source);
    let hir = parsed.map_err(|_| "something unknown")?;
    let mut writer = Writer { out: String::new(), patterns };
    writer.expression(&hir, Edges { start: true, end: true })?;
    Ok(writer.out)
}

/// What `\w` is of, for engines that know classes by name; the circled letters are letters, though no class has them.
const WORD: &str = r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189}";

struct Writer {
    out: String,
    patterns: Patterns,
}

/// Whether nothing stands before a part, and nothing behind it: there, what is beside a word may be taken along.
#[derive(Debug, Clone, Copy)]
struct Edges {
    start: bool,
    end: bool,
}

const NONE: Edges = Edges { start: false, end: false };

impl Writer {
    fn expression(&mut self, hir: &Hir, edges: Edges) -> Result<(), &'static str> {
        match hir.kind() {
            HirKind::Empty => self.out.push_str("()"),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|_| "a byte")?;
                text.chars().for_each(|c| character(&mut self.out, c, self.patterns));
            }
            HirKind::Class(Class::Unicode(class)) => self.class(class)?,
            HirKind::Class(Class::Bytes(_)) => return Err("a byte"),
            HirKind::Look(look) => self.look(*look)?,
            HirKind::Repetition(repetition) => self.repetition(repetition)?,
            // Nothing is taken out of a match, so a group is only a group.
            HirKind::Capture(capture) => self.group(&capture.sub, edges)?,
            HirKind::Concat(all) => self.concat(all, edges)?,
            HirKind::Alternation(all) => {
                for (place, part) in all.iter().enumerate() {
                    self.out.push_str(if place == 0 { "" } else { "|" });
                    self.expression(part, edges)?;
                }
            }
        }
        Ok(())
    }

    fn concat(&mut self, all: &[Hir], edges: Edges) -> Result<(), &'static str> {
        for (place, part) in all.iter().enumerate() {
            let (first, last) = (place == 0, place + 1 == all.len());
            let here = Edges { start: edges.start && first, end: edges.end && last };
            match part.kind() {
                HirKind::Look(Look::WordUnicode) => {
                    let begins = here.start && words::begins_word(&all[1..]);
                    let ends = here.end && words::ends_word(&all[..place]);
                    self.word_end(begins, ends)?;
                }
                HirKind::Alternation(_) => self.group(part, here)?,
                _ => self.expression(part, here)?,
            }
        }
        Ok(())
    }

    /// `\b`: a letter on one side alone. At the edge of the whole, beside a letter, it is what is no letter, or nothing.
    fn word_end(&mut self, begins: bool, ends: bool) -> Result<(), &'static str> {
        let word = match self.patterns {
            Patterns::Postgres => "[:alnum:]_",
            _ => WORD,
        };
        let _ = match (begins, ends, self.patterns) {
            (true, ..) => write!(self.out, "(?:^|[^{word}])"),
            (_, true, _) => write!(self.out, "(?:$|[^{word}])"),
            (_, _, Patterns::Java | Patterns::Postgres) => {
                write!(self.out, "(?:(?<=[{word}])(?![{word}])|(?<![{word}])(?=[{word}]))")
            }
            _ => return Err(r"a `\b` that is not at a word's end"),
        };
        Ok(())
    }

    fn group(&mut self, inner: &Hir, edges: Edges) -> Result<(), &'static str> {
        self.out.push_str("(?:");
        self.expression(inner, edges)?;
        self.out.push(')');
        Ok(())
    }

    /// Whether a repetition is lazy does not change whether there is a match.
    fn repetition(&mut self, repetition: &Repetition) -> Result<(), &'static str> {
        self.group(&repetition.sub, NONE)?;
        let _ = match (repetition.min, repetition.max) {
            (0, None) => write!(self.out, "*"),
            (1, None) => write!(self.out, "+"),
            (0, Some(1)) => write!(self.out, "?"),
            // PostgreSQL counts to 255.
            (min, max)
                if self.patterns == Patterns::Postgres && max.unwrap_or(min).max(min) > 255 =>
            {
                return Err("a repetition of more than 255 times");
            }
            (min, Some(max)) if min == max => write!(self.out, "{{{min}}}"),
            (min, Some(max)) => write!(self.out, "{{{min},{max}}}"),
            (min, None) => write!(self.out, "{{{min},}}"),
        };
        Ok(())
    }

    fn class(&mut self, class: &ClassUnicode) -> Result<(), &'static str> {
        if class.ranges().is_empty() {
            return Err("a class of no character");
        }
        self.out.push('[');
        for range in class.ranges() {
            // A zero is in no text, and some engines take none in a pattern.
            let start = range.start().max('\u{1}');
            member(&mut self.out, start, self.patterns);
            if range.end() > start {
                self.out.push('-');
                member(&mut self.out, range.end(), self.patterns);
            }
        }
        self.out.push(']');
        Ok(())
    }

    fn look(&mut self, look: Look) -> Result<(), &'static str> {
        let (start, end) = match self.patterns {
            Patterns::Postgres => (r"\A", r"\Z"),
            _ => (r"\A", r"\z"),
        };
        match look {
            Look::Start => self.out.push_str(start),
            Look::End => self.out.push_str(end),
            Look::StartLF => write!(self.out, r"(?:{start}|(?<=\n))").unwrap_or_default(),
            Look::EndLF => write!(self.out, r"(?:{end}|(?=\n))").unwrap_or_default(),
            Look::WordUnicode => self.word_end(false, false)?,
            _ => return Err("a look at a single byte"),
        }
        let looks_around = matches!(look, Look::StartLF | Look::EndLF);
        match looks_around && self.patterns == Patterns::Re2 {
            true => Err("a line's end `(?m)`"),
            false => Ok(()),
        }
    }
}

/// A character that means itself, outside a class.
fn character(out: &mut String, c: char, patterns: Patterns) {
    match c {
        c if c.is_ascii_alphanumeric() => out.push(c),
        ' ' | '@' | '/' | '_' | ',' | ':' | ';' | '=' | '!' | '%' | '&' | '~' | '\'' | '"' => {
            out.push(c)
        }
        c if c.is_alphabetic() => out.push(c),
        c => member(out, c, patterns),
    }
}

/// A character by its number, inside a class or outside.
fn member(out: &mut String, c: char, patterns: Patterns) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
        return;
    }
    let number = u32::from(c);
    let _ = match patterns {
        Patterns::Postgres if number > 0xffff => write!(out, r"\U{number:08x}"),
        Patterns::Postgres => write!(out, r"\u{number:04x}"),
        _ => write!(out, r"\x{{{number:02x}}}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_written_out() {
        assert_eq!(
            translated("^cto|vp$", Patterns::Re2).as_deref(),
            Ok(r"\A[Cc][Tt][Oo]|[Vv][Pp]\z")
        );
        assert_eq!(
            translated("a{2,300}", Patterns::Postgres),
            Err("a repetition of more than 255 times")
        );
        assert_eq!(translated("[0-9]+", Patterns::Java).as_deref(), Ok("(?:[0-9])+"));
    }

    #[test]
    fn the_ends_of_words_are_written_out() {
        let ends = translated(r"\b(?:ab|cd)\b", Patterns::Re2).expect("words stand at both edges");
        let beside = format!("[^{WORD}]");
        let expected = format!("(?:^|{beside})(?:[Aa][Bb]|[Cc][Dd])(?:$|{beside})");
        assert_eq!(ends, expected);
        assert!(translated(r"ab\b ?cd", Patterns::Re2).is_err());
        assert!(translated(r"ab\b ?cd", Patterns::Java).is_ok());
        assert!(translated(r"\b#", Patterns::Re2).is_err(), "no letter stands behind it");
    }

    #[test]
    fn words_are_quoted() {
        assert_eq!(word("c#", Patterns::Re2), r"(^|[^\p{L}\p{N}])c\x{23}($|[^\p{L}\p{N}])");
        assert_eq!(word("c#", Patterns::Postgres), r"(^|[^[:alnum:]])c\u0023($|[^[:alnum:]])");
    }
}
