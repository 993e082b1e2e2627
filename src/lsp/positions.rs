//! Places as the protocol counts them (line and UTF-16 units, from zero) and as bytes of the text.
//!
//! A place outside the text is the nearest one inside it: an editor may be a keystroke ahead.

use lsp_types::Position;
use lsp_types::Range;

/// A text with the places at which its lines begin.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// A line ends with `\n`, `\r\n` or `\r`.
    pub fn new(text: &'t str) -> Lines<'t> {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len()).filter(|&at| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        Lines { text, starts }
    }

    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.starts.partition_point(|&start| start <= byte) - 1;
        let units = self.text[self.starts[line]..byte].encode_utf16().count();
        Position { line: line as u32, character: units as u32 }
    }

    pub fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }

    /// The byte of a place; in the middle of a character, where that begins.
    pub fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied();
        let line = &self.text[start..end.unwrap_or(self.text.len())];
        let line = line.trim_end_matches(['\r', '\n']);
        let mut units = 0;
        for (at, letter) in line.char_indices() {
            units += letter.len_utf16() as u32;
            if units > position.character {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The bytes of a range; of one that ends before it begins, none.
    pub fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn units_are_those_of_utf16() {
        let lines = Lines::new("año 🎯x\r\nb\rc\n");
        assert_eq!(lines.position(9), at(0, 6));
        assert_eq!(lines.offset(at(0, 6)), 9);
        assert_eq!(lines.offset(at(0, 5)), 5, "half a character is where it begins");
        assert_eq!(lines.offset(at(0, 99)), 10, "the line's end, before its line end");
        assert_eq!(lines.offset(at(1, 0)), 12);
        assert_eq!(lines.offset(at(2, 1)), 15);
        assert_eq!(lines.offset(at(9, 9)), 16);
        assert_eq!(lines.position(99), at(3, 0));
        assert_eq!(lines.bytes(Range { start: at(2, 1), end: at(0, 0) }), 15..15);
    }

    #[test]
    fn each_byte_comes_back() {
        let text = "on x +1 # 🎯\r\n\r\nif é +2";
        let lines = Lines::new(text);
        let inside = |byte: &usize| text.is_char_boundary(*byte) && !text[..*byte].ends_with('\r');
        for byte in (0..=text.len()).filter(inside) {
            assert_eq!(lines.offset(lines.position(byte)), byte);
        }
    }
}
