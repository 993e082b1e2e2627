//! Text as rules compare it: lower case, words, domains.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;

/// Unicode simple lower case: each character that has one lower-case character becomes it, nothing else changes.
///
/// So `É` is `é` and `Σ` is `σ`, also at a word's end, but `ß` stays, and so does `İ`, whose lower case is two characters.
pub fn fold(text: &str) -> Cow<'_, str> {
    match case(text) {
        Case::Lower => return Cow::Borrowed(text),
        Case::Ascii => return Cow::Owned(text.to_ascii_lowercase()),
        Case::Other => {}
    }
    if text.chars().all(|c| lower(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(lower).collect())
}

/// [`fold`], written into a buffer where the text is not in lower case already.
pub fn fold_into<'t>(text: &'t str, buffer: &'t mut String) -> &'t str {
    match case(text) {
        Case::Lower => return text,
        Case::Ascii => {
            buffer.clear();
            buffer.push_str(text);
            buffer.make_ascii_lowercase();
        }
        Case::Other => *buffer = fold(text).into_owned(),
    }
    buffer
}

/// What there is to fold.
enum Case {
    Lower,
    /// Capitals, all of ASCII.
    Ascii,
    Other,
}

/// One look at every byte, many at once: most texts are lower case already.
fn case(text: &str) -> Case {
    let look = |seen, byte: u8| seen | (byte & 0x80) | u8::from(byte.is_ascii_uppercase());
    match text.bytes().fold(0u8, look) {
        0 => Case::Lower,
        1 => Case::Ascii,
        _ => Case::Other,
    }
}

/// [`fold`], sharing the text where it is in lower case already.
pub fn fold_arc(text: &Arc<str>) -> Arc<str> {
    match fold(text) {
        Cow::Borrowed(_) => text.clone(),
        Cow::Owned(folded) => folded.into(),
    }
}

fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// What follows the last `@`, or the host of a web address, in lower case.
///
/// Nothing for a text that has neither: without `@` and `://` it must have a dot before the first `/`, and a domain holds no blanks.
pub fn domain(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    // Most texts are addresses of mail: a look at bytes says so.
    let address = if text.as_bytes().contains(&b':') { text.split_once("://") } else { None };
    let host = match address {
        Some((_, address)) => host(address),
        None => match text.as_bytes().iter().rposition(|byte| *byte == b'@') {
            Some(at) => &text[at + 1..],
            None => Some(host(text)).filter(|h| h.contains('.'))?,
        },
    };
    let found = !host.is_empty() && !host.contains(char::is_whitespace);
    found.then(|| fold(host))
}

/// An address up to its path, without user and port.
fn host(address: &str) -> &str {
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    let host = address[..end].rsplit_once('@').map_or(&address[..end], |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Is the needle in the text with no letter or digit beside it? An empty needle is in none.
pub fn contains_word(hay: &str, needle: &str) -> bool {
    let mut start = 0;
    while let Some(found) = hay[start..].find(needle).filter(|_| !needle.is_empty()) {
        let (from, until) = (start + found, start + found + needle.len());
        let beside = [hay[..from].chars().next_back(), hay[until..].chars().next()];
        if !beside.iter().flatten().any(|c| c.is_alphanumeric()) {
            return true;
        }
        start = from + hay[from..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_one_character_to_one() {
        assert_eq!(fold("ÉCOLE Straße ΟΔΟΣ"), "école straße οδοσ");
        assert_eq!(fold("İstanbul"), "İstanbul");
        assert!(matches!(fold("already lower"), Cow::Borrowed(_)));
        let text: Arc<str> = "niño".into();
        assert!(Arc::ptr_eq(&fold_arc(&text), &text));
        assert_eq!(&*fold_arc(&"NIÑO".into()), "niño");
    }

    #[test]
    fn domains_of_mails_and_addresses() {
        let cases = [
            ("Ana@ACME.es", Some("acme.es")),
            ("\"odd@name\"@acme.es", Some("acme.es")),
            (" ana@acme.es ", Some("acme.es")),
            ("ana@", None),
            ("https://www.acme.com:80/x@y", Some("www.acme.com")),
            ("http://ana:key@acme.com?q=1", Some("acme.com")),
            ("acme.com", Some("acme.com")),
            ("acme.com/path.html", Some("acme.com")),
            ("n/a", None),
            ("Acme Inc. Spain", None),
            ("https:///x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(domain(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn words_have_no_letter_or_digit_beside_them() {
        assert!(contains_word("vp, cto", "cto"));
        assert!(contains_word("cto", "cto"));
        assert!(contains_word("director cto", "cto"));
        assert!(!contains_word("director", "cto"));
        assert!(!contains_word("cto2", "cto"));
        assert!(!contains_word("ñcto", "cto"));
        assert!(contains_word("ba a a", "a a"), "matches may overlap");
        assert!(!contains_word("anything", ""));
    }
}
