//! A line that is one flat object of plain values, read without a JSON library; any other line is left to one.

use std::ops::Range;

use super::cell;
use super::jsonl_block::Cell;

/// A value that stands in a line as it is; text by its bytes.
#[derive(Clone, Copy)]
pub enum Scalar {
    Null,
    Text(u32, u32),
    Int(i64),
    Float(f64),
    Bool(bool),
}

/// Reads lines of one file: keys mostly stand in the order of the line before.
pub struct Reader<'a> {
    keys: &'a [String],
    /// By its position in the line: the bytes of the key last seen there, and its cell.
    memory: Vec<(Range<usize>, Option<usize>)>,
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    pub fn new(keys: &'a [String]) -> Reader<'a> {
        Reader { keys, memory: Vec::new() }
    }

    /// Reads the line at these bytes into its cells. If it is not plain, the cells mean nothing.
    pub fn read(&mut self, text: &str, line: Range<usize>, cells: &mut [Cell]) -> bool {
        let mut cursor = Cursor { text, at: line.start, end: line.end };
        self.object(&mut cursor, cells).is_some()
    }

    fn object(&mut self, cursor: &mut Cursor, cells: &mut [Cell]) -> Option<()> {
        cursor.expect(b'{')?;
        for position in 0.. {
            let key = cursor.string()?;
            cursor.expect(b':')?;
            let value = cursor.value()?;
            if let Some(cell) = self.cell(cursor.text, key, position) {
                // A key that stands twice is a fault, and faults are not found here.
                if !matches!(cells[cell], Cell::Absent) {
                    return None;
                }
                cells[cell] = Cell::Plain(value);
            }
            match cursor.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        cursor.skip_blanks();
        (cursor.at == cursor.end).then_some(())
    }

    fn cell(&mut self, text: &str, key: Range<usize>, position: usize) -> Option<usize> {
        let name = &text.as_bytes()[key.clone()];
        match self.memory.get(position) {
            Some((last, cell)) if &text.as_bytes()[last.clone()] == name => *cell,
            _ => {
                let cell = self.keys.iter().position(|k| k.as_bytes() == name);
                self.memory.truncate(position);
                if self.memory.len() == position {
                    self.memory.push((key, cell));
                }
                cell
            }
        }
    }
}

impl Cursor<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes()[..self.end].get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.byte().is_some_and(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The next byte that is not blank.
    fn next(&mut self) -> Option<u8> {
        self.skip_blanks();
        let byte = self.byte()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    /// A string without escapes, by its bytes between the quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        self.expect(b'"')?;
        let bytes = &self.text.as_bytes()[self.at..self.end];
        let len = bytes.iter().position(|&b| b == b'"' || b == b'\\' || b < b' ')?;
        let start = self.at;
        self.at += len + 1;
        (bytes[len] == b'"').then_some(start..start + len)
    }

    fn value(&mut self) -> Option<Scalar> {
        self.skip_blanks();
        match self.byte()? {
            b'"' => self.string().map(|s| Scalar::Text(s.start as u32, s.end as u32)),
            b't' => self.word("true", Scalar::Bool(true)),
            b'f' => self.word("false", Scalar::Bool(false)),
            b'n' => self.word("null", Scalar::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Scalar) -> Option<Scalar> {
        let there = self.text.as_bytes()[self.at..self.end].starts_with(word.as_bytes());
        self.at += word.len();
        there.then_some(value)
    }

    /// A number of few digits and no exponent, which has one nearest float however it is computed.
    fn number(&mut self) -> Option<Scalar> {
        let bytes = &self.text.as_bytes()[self.at..self.end];
        let len = bytes.iter().position(|b| !matches!(b, b'0'..=b'9' | b'.' | b'-'))?;
        let digits = bytes[..len].strip_prefix(b"-").unwrap_or(&bytes[..len]);
        let point = digits.iter().position(|&b| b == b'.');
        // JSON knows neither `007` nor `.5` nor `5.`; and -0 is a float.
        let sound = digits.first().is_some_and(u8::is_ascii_digit)
            && digits.last().is_some_and(u8::is_ascii_digit)
            && (digits[0] != b'0' || point == Some(1) || digits.len() == 1 && len == 1);
        let number = cell::plain_number(&bytes[..len]).filter(|_| sound)?;
        self.at += len;
        Some(match point {
            None => Scalar::Int(number as i64),
            Some(_) => Scalar::Float(number),
        })
    }
}
