//! Letters of other alphabets that look like Latin ones: a name with one of them among Latin letters is a trap.

/// Cyrillic and Greek letters and the Latin ones that they look like.
const PAIRS: [(char, char); 38] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('һ', 'h'),
    ('ԁ', 'd'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('І', 'I'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('α', 'a'),
    ('ι', 'i'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
];

fn latin_of(letter: char) -> Option<char> {
    PAIRS.iter().find(|(other, _)| *other == letter).map(|(_, latin)| *latin)
}

/// Whether a word has Latin letters and, besides, only such letters of other alphabets as look Latin.
pub fn is_disguised(word: &str) -> bool {
    let foreign = |c: char| matches!(c, '\u{370}'..='\u{52f}');
    !word.is_ascii()
        && word.chars().any(|c| c.is_ascii_alphabetic())
        && word.chars().any(foreign)
        && word.chars().filter(|c| foreign(*c)).all(|c| latin_of(c).is_some())
}

/// The word as it looks.
pub fn latin(word: &str) -> String {
    word.chars().map(|c| latin_of(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_latin() {
        assert!(is_disguised("titl\u{435}"));
        assert_eq!(latin("titl\u{435}"), "title");
        assert!(!is_disguised("título"));
        assert!(!is_disguised("\u{446}\u{435}\u{43d}\u{430}"));
        assert!(!is_disguised("\u{446}\u{435}\u{43d}\u{430}_usd"));
    }
}
