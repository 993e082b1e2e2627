//! The codec: how values become bytes and bytes values, or a fault that says where.
//!
//! ```text
//! number      7 bits a byte, the lowest first; the highest bit says that more follow; no longer than it must be
//! signed      the same, 0 -1 1 -2 … as 0 1 2 3 …
//! double      8 bytes, the lowest first
//! text, list  how many bytes or items, then these
//! nothing, something   0; or 1 and the value
//! choice      the number of the variant, then its fields
//! ```
//!
//! Nothing is nested deeper than [`DEPTH`], nothing is longer than the bytes that are left.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::ir::expr::Pattern;

/// How deep conditions, numbers, formulas and items may stand inside each other.
pub const DEPTH: u32 = 256;
/// Different patterns that one artifact may have, and of these such that compile to more than [`SMALL`] bytes: a short one may take a megabyte,
/// and milliseconds to compile.
const PATTERNS: usize = 250;
const LARGE: usize = 64;
const SMALL: usize = 1 << 16;

/// Those that were compiled already, by source; conditions and code share them.
#[derive(Default)]
pub struct Patterns {
    known: HashMap<String, Pattern>,
    large: usize,
}

impl Patterns {
    fn get(&mut self, source: &str) -> std::result::Result<Pattern, &'static str> {
        if let Some(known) = self.known.get(source) {
            return Ok(known.clone());
        }
        if self.known.len() == PATTERNS {
            return Err("there are more than 250 patterns");
        }
        let pattern = match Pattern::within(source, SMALL) {
            Err(regex::Error::CompiledTooBig(_)) if self.large == LARGE => {
                return Err("there are more than 64 large patterns");
            }
            Err(regex::Error::CompiledTooBig(_)) => {
                self.large += 1;
                Pattern::new(source)
            }
            small => small,
        };
        let pattern = pattern.map_err(|_| "a pattern that cannot be compiled")?;
        self.known.insert(source.into(), pattern.clone());
        Ok(pattern)
    }
}

/// What does not hold, and at which byte of its section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    /// A plain sentence in lower case, without a full stop.
    pub sentence: Cow<'static, str>,
}

pub type Result<T> = std::result::Result<T, Fault>;

/// A value that can be written and read.
pub trait Wire: Sized {
    fn put(&self, to: &mut Writer);
    fn get(from: &mut Reader) -> Result<Self>;
}

/// Bytes being written.
#[derive(Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
    depth: u32,
    /// Something is nested deeper than a reader takes.
    pub too_deep: bool,
}

impl Writer {
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    pub fn tag(&mut self, tag: u32) {
        self.number(u64::from(tag));
    }

    /// One level deeper; what lies too deep is left out, for no reader would take it.
    pub fn deeper(&mut self, put: impl FnOnce(&mut Writer)) {
        self.depth += 1;
        match self.depth > DEPTH {
            true => self.too_deep = true,
            false => put(self),
        }
        self.depth -= 1;
    }
}

/// Bytes being read.
pub struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: u32,
    /// Where the parts begin that have a place of their own in what may be wrong.
    marks: Vec<(&'static str, usize)>,
    /// The version of the format that wrote them: later versions have more fields.
    pub version: u32,
    patterns: &'b mut Patterns,
}

impl<'b> Reader<'b> {
    pub fn new(bytes: &'b [u8], version: u32, patterns: &'b mut Patterns) -> Reader<'b> {
        Reader { bytes, at: 0, depth: 0, marks: Vec::new(), version, patterns }
    }

    pub fn fault(&self, sentence: impl Into<Cow<'static, str>>) -> Fault {
        Fault { at: self.at, sentence: sentence.into() }
    }

    /// A part of this name begins here.
    pub fn mark(&mut self, part: &'static str) {
        self.marks.push((part, self.at));
    }

    /// Where a part begins, by its position among its like.
    pub fn marked(&self, part: &str, index: usize) -> Option<usize> {
        self.marks.iter().filter(|(name, _)| *name == part).nth(index).map(|(_, at)| *at)
    }

    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub fn take(&mut self, count: usize) -> Result<&'b [u8]> {
        let taken = self.bytes.get(self.at..).and_then(|left| left.get(..count));
        let taken = taken.ok_or_else(|| self.fault("the section ends in the middle of a value"))?;
        self.at += count;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    pub fn number(&mut self) -> Result<u64> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 || shift > 63 {
                return Err(self.fault("a number is too large"));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let shortest = byte != 0 || shift == 0;
                return if shortest {
                    Ok(value)
                } else {
                    Err(self.fault("a number is longer than it must be"))
                };
            }
            shift += 7;
        }
    }

    pub fn tag(&mut self) -> Result<u32> {
        u32::get(self)
    }

    /// How many items follow: each takes a byte at least.
    pub fn count(&mut self) -> Result<usize> {
        let count = self.number()?;
        match usize::try_from(count) {
            Ok(count) if count <= self.left() => Ok(count),
            _ => Err(self.fault(format!("{count} items cannot stand in {} bytes", self.left()))),
        }
    }

    /// A position in a table of so many rows.
    pub fn position(&mut self, rows: usize) -> Result<usize> {
        let position = self.number()?;
        let found = usize::try_from(position).ok().filter(|position| *position < rows);
        found.ok_or_else(|| self.fault(format!("there is no row {position} among {rows}")))
    }

    pub fn text(&mut self) -> Result<&'b str> {
        let count = self.count()?;
        let bytes = self.take(count)?;
        std::str::from_utf8(bytes).map_err(|_| self.fault("a text is not UTF-8"))
    }

    /// One level deeper.
    pub fn deeper<T>(&mut self, get: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == DEPTH {
            return Err(self.fault(format!("more than {DEPTH} things stand inside each other")));
        }
        self.depth += 1;
        let value = get(self);
        self.depth -= 1;
        value
    }

    pub fn pattern(&mut self) -> Result<Pattern> {
        let source = self.text()?;
        self.patterns.get(source).map_err(|sentence| self.fault(sentence))
    }

    pub fn end(&self) -> Result<()> {
        match self.left() {
            0 => Ok(()),
            left => Err(self.fault(format!("{left} bytes follow the last value"))),
        }
    }
}

/// `wire!(struct Name { field, … })`, `wire!(part Name { … })` for what a fault may be about, `wire!(enum Name { 0 Variant, 1 Variant(a), 2 Variant { field } })`, `wire!(deep enum …)` for what can
/// stand inside itself. A tag is never given to another variant. A field of a later version has `since 2 else DEFAULT`.
macro_rules! wire {
    (part $name:ident { $($fields:tt)* }) => {
        wire!(@struct $name marked { $($fields)* });
    };
    (struct $name:ident { $($fields:tt)* }) => {
        wire!(@struct $name plain { $($fields)* });
    };
    (@struct $name:ident $mark:ident { $($field:ident $(since $version:literal else $default:expr)?),* $(,)? }) => {
        impl $crate::artifact::wire::Wire for $name {
            fn put(&self, to: &mut $crate::artifact::wire::Writer) {
                let $name { $($field),* } = self;
                $($crate::artifact::wire::Wire::put($field, to);)*
            }
            fn get(
                from: &mut $crate::artifact::wire::Reader,
            ) -> $crate::artifact::wire::Result<$name> {
                wire!(@mark $mark from $name);
                Ok($name { $($field: wire!(@field from $(, $version, $default)?)),* })
            }
        }
    };
    (deep enum $name:ident { $($rows:tt)* }) => {
        wire!(@enum $name deeper { $($rows)* });
    };
    (enum $name:ident { $($rows:tt)* }) => {
        wire!(@enum $name flat { $($rows)* });
    };
    (@enum $name:ident $level:ident { $($tag:literal $variant:ident
        $(($($part:ident),*))? $({ $($field:ident $(since $version:literal else $default:expr)?),* })?),* $(,)? }) => {
        impl $crate::artifact::wire::Wire for $name {
            fn put(&self, to: &mut $crate::artifact::wire::Writer) {
                wire!(@put $level to, |to: &mut $crate::artifact::wire::Writer| match self {
                    $($name::$variant $(($($part),*))? $({ $($field),* })? => {
                        to.tag($tag);
                        $($($crate::artifact::wire::Wire::put($part, to);)*)?
                        $($($crate::artifact::wire::Wire::put($field, to);)*)?
                    })*
                });
            }
            fn get(
                from: &mut $crate::artifact::wire::Reader,
            ) -> $crate::artifact::wire::Result<$name> {
                wire!(@get $level from, |from: &mut $crate::artifact::wire::Reader| match from.tag()? {
                    // A function for each, so that what is nested takes the stack of one variant alone.
                    $($tag => (|from: &mut $crate::artifact::wire::Reader| {
                        // Nothing for a variant without fields.
                        let _ = &from;
                        $($(let $part = $crate::artifact::wire::Wire::get(from)?;)*)?
                        $($(let $field = wire!(@field from $(, $version, $default)?);)*)?
                        Ok($name::$variant $(($($part),*))? $({ $($field),* })?)
                    })(from),)*
                    tag => Err(from.fault(format!(concat!("there is no ", stringify!($name), " {}"), tag))),
                })
            }
        }
    };
    (@mark marked $from:ident $name:ident) => { $from.mark(stringify!($name)) };
    (@mark plain $from:ident $name:ident) => {};
    (@put deeper $to:ident, $put:expr) => { $to.deeper($put) };
    (@put flat $to:ident, $put:expr) => { ($put)($to) };
    (@get deeper $from:ident, $get:expr) => { $from.deeper($get) };
    (@get flat $from:ident, $get:expr) => { ($get)($from) };
    (@field $from:ident) => { $crate::artifact::wire::Wire::get($from)? };
    (@field $from:ident, $version:literal, $default:expr) => {
        if $from.version < $version { $default } else { $crate::artifact::wire::Wire::get($from)? }
    };
}
pub(crate) use wire;

macro_rules! numbers {
    ($($ty:ty),*) => { $(impl Wire for $ty {
        fn put(&self, to: &mut Writer) {
            to.number(u64::from(*self));
        }
        fn get(from: &mut Reader) -> Result<$ty> {
            let value = from.number()?;
            <$ty>::try_from(value).map_err(|_| from.fault(format!("{value} is too large here")))
        }
    })* };
}

numbers!(u8, u16, u32);

impl Wire for bool {
    fn put(&self, to: &mut Writer) {
        to.bytes.push(u8::from(*self));
    }

    fn get(from: &mut Reader) -> Result<bool> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(from.fault("neither yes nor no")),
        }
    }
}

impl Wire for i64 {
    fn put(&self, to: &mut Writer) {
        to.number((*self << 1 ^ *self >> 63) as u64);
    }

    fn get(from: &mut Reader) -> Result<i64> {
        let folded = from.number()?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }
}

impl Wire for f64 {
    fn put(&self, to: &mut Writer) {
        to.bytes.extend(self.to_le_bytes());
    }

    fn get(from: &mut Reader) -> Result<f64> {
        let bytes = from.take(8)?;
        let bytes = bytes.first_chunk().ok_or_else(|| from.fault("a double has eight bytes"))?;
        Ok(f64::from_le_bytes(*bytes))
    }
}

fn put_text(text: &str, to: &mut Writer) {
    to.number(text.len() as u64);
    to.bytes.extend(text.as_bytes());
}

impl Wire for String {
    fn put(&self, to: &mut Writer) {
        put_text(self, to);
    }

    fn get(from: &mut Reader) -> Result<String> {
        Ok(from.text()?.to_string())
    }
}

impl Wire for Arc<str> {
    fn put(&self, to: &mut Writer) {
        put_text(self, to);
    }

    fn get(from: &mut Reader) -> Result<Arc<str>> {
        Ok(from.text()?.into())
    }
}

impl Wire for Pattern {
    fn put(&self, to: &mut Writer) {
        put_text(&self.source, to);
    }

    fn get(from: &mut Reader) -> Result<Pattern> {
        from.pattern()
    }
}

fn put_all<T: Wire>(items: &[T], to: &mut Writer) {
    to.number(items.len() as u64);
    items.iter().for_each(|item| item.put(to));
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, to: &mut Writer) {
        put_all(self, to);
    }

    /// Room is made as items come, so that a count alone takes none.
    fn get(from: &mut Reader) -> Result<Vec<T>> {
        let count = from.count()?;
        let mut items = Vec::with_capacity(count.min(16));
        for _ in 0..count {
            items.push(T::get(from)?);
        }
        Ok(items)
    }
}

impl<T: Wire> Wire for Arc<[T]> {
    fn put(&self, to: &mut Writer) {
        put_all(self, to);
    }

    fn get(from: &mut Reader) -> Result<Arc<[T]>> {
        Ok(Vec::get(from)?.into())
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, to: &mut Writer) {
        self.is_some().put(to);
        self.iter().for_each(|value| value.put(to));
    }

    fn get(from: &mut Reader) -> Result<Option<T>> {
        Ok(if bool::get(from)? { Some(T::get(from)?) } else { None })
    }
}

impl<T: Wire> Wire for Box<T> {
    fn put(&self, to: &mut Writer) {
        (**self).put(to);
    }

    fn get(from: &mut Reader) -> Result<Box<T>> {
        T::get(from).map(Box::new)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, to: &mut Writer) {
        self.0.put(to);
        self.1.put(to);
    }

    fn get(from: &mut Reader) -> Result<(A, B)> {
        Ok((A::get(from)?, B::get(from)?))
    }
}

/// `newtypes!(Points, AttributeId)`: written as what is in them.
macro_rules! newtypes {
    ($($name:path),* $(,)?) => { $(impl $crate::artifact::wire::Wire for $name {
        fn put(&self, to: &mut $crate::artifact::wire::Writer) {
            $crate::artifact::wire::Wire::put(&self.0, to);
        }
        fn get(from: &mut $crate::artifact::wire::Reader) -> $crate::artifact::wire::Result<$name> {
            $crate::artifact::wire::Wire::get(from).map($name)
        }
    })* };
}
pub(crate) use newtypes;

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(value: &impl Wire) -> Vec<u8> {
        let mut writer = Writer::default();
        value.put(&mut writer);
        writer.bytes
    }

    fn read<T: Wire>(bytes: &[u8], version: u32) -> Result<T> {
        let mut patterns = Patterns::default();
        let mut reader = Reader::new(bytes, version, &mut patterns);
        let value = T::get(&mut reader)?;
        reader.end().map(|()| value)
    }

    fn comes_back<T: Wire + PartialEq + std::fmt::Debug>(value: T) {
        assert_eq!(read::<T>(&bytes(&value), 1), Ok(value));
    }

    #[test]
    fn the_ends_of_numbers_come_back() {
        [0, 1, 127, 128, 16_383, 16_384, u32::MAX].into_iter().for_each(comes_back::<u32>);
        [0, -1, 1, 63, -64, 64, i64::MAX, i64::MIN].into_iter().for_each(comes_back::<i64>);
        [0.0, -0.0, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY]
            .into_iter()
            .for_each(comes_back::<f64>);
        assert_eq!(bytes(&-1i64), [1]);
        assert_eq!(bytes(&300u32), [0xac, 0x02]);
    }

    #[test]
    fn there_is_one_way_to_write_a_number() {
        let sentence = |bytes: &[u8]| read::<i64>(bytes, 1).expect_err("no number").sentence;
        assert_eq!(sentence(&[0x80, 0x00]), "a number is longer than it must be");
        assert_eq!(sentence(&[0xff; 11]), "a number is too large");
        assert_eq!(sentence(&[0x80]), "the section ends in the middle of a value");
        let small = read::<u8>(&[0x80, 0x02], 1).expect_err("no byte");
        assert_eq!(small, Fault { at: 2, sentence: "256 is too large here".into() });
    }

    #[derive(Debug, PartialEq)]
    struct Old {
        name: String,
    }
    #[derive(Debug, PartialEq)]
    struct New {
        name: String,
        weight: u32,
    }
    #[derive(Debug, PartialEq)]
    enum Either {
        One(New),
        Other { count: u32, of: Vec<bool> },
    }
    wire!(struct Old { name });
    wire!(struct New { name, weight since 2 else 7 });
    wire!(enum Either { 3 One(new), 5 Other { count, of since 2 else vec![true] } });

    #[test]
    fn a_field_of_a_later_version_has_its_default() {
        let old = bytes(&Old { name: "a".into() });
        assert_eq!(read(&old, 1), Ok(New { name: "a".into(), weight: 7 }));
        let new = New { name: "a".into(), weight: 9 };
        assert_eq!(read(&bytes(&new), 2), Ok(new));
        assert_eq!(read(&[5, 4], 1), Ok(Either::Other { count: 4, of: vec![true] }));
        assert_eq!(read(&[5, 4, 0], 2), Ok(Either::Other { count: 4, of: vec![] }));
        let one = Either::One(New { name: "b".into(), weight: 1 });
        assert_eq!(read(&bytes(&one), 2), Ok(one));
        assert!(read::<Either>(&[4], 2).is_err());
    }
}
