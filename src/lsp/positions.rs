//! Places as the protocol counts them (line and UTF-16 units, from zero) and as bytes of the text.
//!
//! A place outside the text is the nearest one inside it: an editor may be a keystroke ahead.

use std::borrow::Cow;

use lsp_types::Position;
use lsp_types::Range;

/// Where the lines of a text begin, and where its units and its bytes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    starts: Vec<usize>,
    /// Behind each letter that is no ASCII: its end, and how many more bytes than units there are up to it.
    wide: Vec<(usize, usize)>,
}

impl Table {
    /// A line ends with `\n`, `\r\n` or `\r`.
    pub fn of(text: &str) -> Table {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len()).filter(|&at| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        let mut surplus = 0;
        let wide =
            text.char_indices().filter(|(_, letter)| !letter.is_ascii()).map(|(at, letter)| {
                surplus += letter.len_utf8() - letter.len_utf16();
                (at + letter.len_utf8(), surplus)
            });
        let wide = wide.collect();
        Table { starts, wide }
    }

    fn surplus(&self, byte: usize) -> usize {
        let letters = self.wide.partition_point(|(end, _)| *end <= byte);
        letters.checked_sub(1).map_or(0, |last| self.wide[last].1)
    }

    /// Between two bytes at which letters begin.
    fn units(&self, start: usize, byte: usize) -> usize {
        byte - start - (self.surplus(byte) - self.surplus(start))
    }
}

/// A text with its places. Nothing here takes longer for a longer line.
pub struct Lines<'t> {
    text: &'t str,
    table: Cow<'t, Table>,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Lines<'t> {
        Lines { text, table: Cow::Owned(Table::of(text)) }
    }

    /// With the table of this text, for who asks often.
    pub fn with(text: &'t str, table: &'t Table) -> Lines<'t> {
        Lines { text, table: Cow::Borrowed(table) }
    }

    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.table.starts.partition_point(|&start| start <= byte) - 1;
        let units = self.table.units(self.table.starts[line], byte);
        Position { line: line as u32, character: units as u32 }
    }

    pub fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }

    /// The byte of a place; in the middle of a character, where that begins.
    pub fn offset(&self, position: Position) -> usize {
        let (line, wanted) = (position.line as usize, position.character as usize);
        let starts = &self.table.starts;
        let Some(&start) = starts.get(line) else { return self.text.len() };
        let end = starts.get(line + 1).map_or(self.text.len(), |&next| next);
        let end = start + self.text[start..end].trim_end_matches(['\r', '\n']).len();
        // The last letter that begins at the place or before it: halved until one is left.
        let (mut low, mut high) = (start, end + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let letter = self.text.floor_char_boundary(middle);
            match self.table.units(start, letter) <= wanted {
                true => low = middle,
                false => high = middle,
            }
        }
        self.text.floor_char_boundary(low)
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
