//! Text that is safe to print: nothing in a rule file may move the cursor or turn the reading direction.

/// Replaces control and direction characters, each by one of the same number of bytes, so that every span still holds.
pub fn printable(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// The same on one line.
pub fn one_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn harmless(c: char) -> char {
    match c {
        '\n' | '\t' | '\r' => c,
        '\u{0}'..='\u{1f}' | '\u{7f}' => '?',
        '\u{80}'..='\u{9f}' | '\u{61c}' => '¿',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_byte_in_its_place() {
        let hostile = "a\u{1b}[2Jb\u{202e}c\u{85}d\u{feff}e\u{61c}ñ";
        let safe = printable(hostile);
        assert_eq!(safe, "a?[2Jb\u{fffd}c¿d\u{fffd}e¿ñ");
        assert_eq!(safe.len(), hostile.len());
        assert_eq!(one_line("a\n  b"), "a b");
    }
}
