//! Regular expressions in the words of other engines: read as ours reads them, then written with nothing but characters, so that no engine's own
//! idea of case, of `\w` or of a line end can differ.

use std::fmt::Write;

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look, Repetition};

use crate::sql::dialect::Patterns;

/// The patterns by which a host is cut out of a text.
pub struct Host {
    pub scheme: &'static str,
    pub path: &'static str,
    pub user: &'static str,
    pub port: &'static str,
    pub blank: &'static str,
}

pub fn host(patterns: Patterns) -> Host {
    const BLANK: &str = r"[\pZ\x09-\x0d\x85]";
    let blank = match patterns {
        Patterns::Postgres => {
            r"[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
        }
        _ => BLANK,
    };
    match patterns {
        // A dot is any character there, and has no flag for it.
        Patterns::Postgres => {
            Host { scheme: "^.*?://", path: "[/?#].*$", user: "^.*@", port: ":[0-9]*$", blank }
        }
        Patterns::Java => Host {
            scheme: "(?s)^.*?://",
            path: r"(?s)[/?#].*\z",
            user: "(?s)^.*@",
            port: r":[0-9]*\z",
            blank,
        },
        Patterns::Re2 | Patterns::None => Host {
            scheme: "(?s)^.*?://",
            path: "(?s)[/?#].*$",
            user: "(?s)^.*@",
            port: ":[0-9]*$",
            blank,
        },
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
    writer.expression(&hir)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    patterns: Patterns,
}

impl Writer {
    fn expression(&mut self, hir: &Hir) -> Result<(), &'static str> {
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
            HirKind::Capture(capture) => self.group(&capture.sub)?,
            HirKind::Concat(all) => all.iter().try_for_each(|part| match part.kind() {
                HirKind::Alternation(_) => self.group(part),
                _ => self.expression(part),
            })?,
            HirKind::Alternation(all) => {
                for (place, part) in all.iter().enumerate() {
                    self.out.push_str(if place == 0 { "" } else { "|" });
                    self.expression(part)?;
                }
            }
        }
        Ok(())
    }

    fn group(&mut self, inner: &Hir) -> Result<(), &'static str> {
        self.out.push_str("(?:");
        self.expression(inner)?;
        self.out.push(')');
        Ok(())
    }

    /// Whether a repetition is lazy does not change whether there is a match.
    fn repetition(&mut self, repetition: &Repetition) -> Result<(), &'static str> {
        self.group(&repetition.sub)?;
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
            _ => return Err(r"a word's end `\b`"),
        }
        let looks_around = !matches!(look, Look::Start | Look::End);
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
        assert_eq!(translated(r"\bcto\b", Patterns::Re2), Err(r"a word's end `\b`"));
        assert_eq!(translated("[0-9]+", Patterns::Java).as_deref(), Ok("(?:[0-9])+"));
    }

    #[test]
    fn words_are_quoted() {
        assert_eq!(word("c#", Patterns::Re2), r"(^|[^\p{L}\p{N}])c\x{23}($|[^\p{L}\p{N}])");
        assert_eq!(word("c#", Patterns::Postgres), r"(^|[^[:alnum:]])c\u0023($|[^[:alnum:]])");
    }
}
