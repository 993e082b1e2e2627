//! A model as its object holds it: functions, constants, and the words that describe it.

use core::slice;

use crate::frame::Frame;
use crate::layout::{NONE, head};

/// One function of a program.
pub type Function = unsafe extern "C" fn(*mut Frame);

/// What the object's data holds, in the layout of C.
#[repr(C)]
pub struct Model {
    words: *const u64,
    bytes: *const u8,
    pub pool: *const u64,
    functions: *const Function,
}

impl Model {
    /// INVARIANT: the compiler wrote the words; what they say is as long as they say.
    pub fn word(&self, at: usize) -> u64 {
        // SAFETY: by the invariant.
        unsafe { *self.words.add(at) }
    }

    pub fn words(&self, at: usize, count: usize) -> &[u64] {
        // SAFETY: by the invariant.
        unsafe { slice::from_raw_parts(self.words.add(at), count) }
    }

    pub fn head(&self, at: usize) -> usize {
        self.word(at) as usize
    }

    /// An entry of a list that the head names.
    pub fn entry(&self, list: usize, at: usize) -> u64 {
        self.word(self.head(list) + at)
    }

    /// Texts compared and listed by the rules.
    pub fn text(&self, at: usize) -> &str {
        let (start, length) = (self.word(at) as usize, self.word(at + 1) as usize);
        // SAFETY: by the invariant, and they were written from texts.
        unsafe {
            core::str::from_utf8_unchecked(slice::from_raw_parts(self.bytes.add(start), length))
        }
    }

    /// A list of items: a count, then texts.
    pub fn items(&self, at: usize) -> impl Iterator<Item = &str> {
        let count = self.word(at) as usize;
        (0..count).map(move |item| self.text(at + 1 + 2 * item))
    }

    pub fn functions(&self) -> &[Function] {
        // SAFETY: by the invariant.
        unsafe { slice::from_raw_parts(self.functions, self.head(head::FUNCTIONS)) }
    }

    /// The column of a property.
    pub fn property(&self, at: usize) -> usize {
        self.head(head::ATTRIBUTES) + at
    }

    pub fn kind(&self, column: usize) -> u64 {
        self.entry(head::KINDS, column)
    }

    /// Nothing where the word is [`NONE`].
    pub fn some(word: u64) -> Option<usize> {
        (word != NONE).then_some(word as usize)
    }
}

/// Words read one after the other.
pub struct Words<'m> {
    model: &'m Model,
    at: usize,
}

impl<'m> Words<'m> {
    pub fn new(model: &'m Model, at: usize) -> Words<'m> {
        Words { model, at }
    }

    pub fn next(&mut self) -> u64 {
        self.at += 1;
        self.model.word(self.at - 1)
    }

    /// A number that may be below 0.
    pub fn signed(&mut self) -> i64 {
        self.next() as i64
    }

    pub fn double(&mut self) -> f64 {
        f64::from_bits(self.next())
    }

    /// Two words, the lower first.
    pub fn long(&mut self) -> i128 {
        let (low, high) = (self.next(), self.next());
        (u128::from(high) << 64 | u128::from(low)) as i128
    }

    pub fn some(&mut self) -> Option<usize> {
        Model::some(self.next())
    }
}
