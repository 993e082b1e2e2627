//! Whether all that a part of a regular expression may find begins, or ends, with a character of a word.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

/// The parts one after the other begin with such a character, whatever they find.
pub fn begins_word(parts: &[Hir]) -> bool {
    parts.first().is_some_and(|part| is_word_at(part, true))
}

/// The same of their end.
pub fn ends_word(parts: &[Hir]) -> bool {
    let Some((last, before)) = parts.split_last() else { return false };
    match last.kind() {
        // It may be missing, as in `students?`: then the part before it counts too.
        HirKind::Repetition(of) if of.min == 0 => is_word_at(&of.sub, false) && ends_word(before),
        _ => is_word_at(last, false),
    }
}

fn is_word_at(part: &Hir, start: bool) -> bool {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            let mut chars = text.chars();
            let edge = if start { chars.next() } else { chars.next_back() };
            edge.is_some_and(|c| within(&ClassUnicode::new([range(c)])))
        }
        HirKind::Class(Class::Unicode(class)) => !class.ranges().is_empty() && within(class),
        HirKind::Repetition(of) if of.min > 0 => is_word_at(&of.sub, start),
        // It may find nothing; then its neighbour stands at the edge.
        HirKind::Repetition(_) => false,
        HirKind::Capture(of) => is_word_at(&of.sub, start),
        HirKind::Concat(all) if start => begins_word(all),
        HirKind::Concat(all) => ends_word(all),
        HirKind::Alternation(all) => all.iter().all(|part| is_word_at(part, start)),
    }
}

fn range(c: char) -> regex_syntax::hir::ClassUnicodeRange {
    regex_syntax::hir::ClassUnicodeRange::new(c, c)
}

/// No character of the class is beyond `\w`.
fn within(class: &ClassUnicode) -> bool {
    let Ok(word) = regex_syntax::parse(r"\w") else { return false };
    let HirKind::Class(Class::Unicode(word)) = word.kind() else { return false };
    let mut beyond = class.clone();
    beyond.difference(word);
    beyond.ranges().is_empty()
}
