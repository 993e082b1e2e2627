//! Rule files as text: which file, which bytes, which line and column.

use std::fmt;
use std::sync::Arc;

/// One file of a compilation, by its position in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// A range of bytes of one file, `start` included, `end` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The smallest span that holds both; `self` decides the file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at this span's end: where something is missing.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// The empty span at this span's start: where something could be inserted.
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place as people and editors count it: both from one, the column in Unicode characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// One rule file: its name as the user wrote it, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: Arc<str>,
    pub text: Arc<str>,
    line_starts: Arc<[u32]>,
}

impl Source {
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i as u32 + 1)).collect();
        Source { name: name.into(), text, line_starts }
    }

    /// The line and column of a byte; a byte past the end is the end.
    pub fn position(&self, byte: u32) -> Position {
        let byte = byte.min(self.text.len() as u32);
        let line = self.line_starts.partition_point(|&s| s <= byte) - 1;
        let start = self.line_starts[line] as usize;
        let column = self.text[start..floor_boundary(&self.text, byte as usize)].chars().count();
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The same place as editors ask for it: line and column from zero, the column in UTF-16 units.
    pub fn position_utf16(&self, byte: u32) -> (u32, u32) {
        let line = self.position(byte).line - 1;
        let start = self.line_starts[line as usize] as usize;
        let end = floor_boundary(&self.text, (byte as usize).min(self.text.len()));
        (line, self.text[start..end].encode_utf16().count() as u32)
    }

    /// The text of a line, counted from one, without its line end.
    pub fn line(&self, line: u32) -> &str {
        let start = self.line_starts[line as usize - 1] as usize;
        self.text[start..].lines().next().unwrap_or("")
    }
}

fn floor_boundary(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// All files of one compilation.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The text under a span; empty where the span is not of its file.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.range()).unwrap_or("")
    }

    pub fn position(&self, span: Span) -> Position {
        self.get(span.file).position(span.start)
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(i, s)| (FileId(i as u32), s))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let s = Source::new("a.score", "año 🎯x\nsegunda");
        assert_eq!(s.position(0), Position { line: 1, column: 1 });
        assert_eq!(s.position(9), Position { line: 1, column: 6 });
        assert_eq!(s.position_utf16(9), (0, 6));
        assert_eq!(s.position(999), Position { line: 2, column: 8 });
        assert_eq!(s.line(2), "segunda");
    }
}
