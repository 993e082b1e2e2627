//! How a model is described to the runtime of a native object: words, read by position. Core alone; the compiler writes by the same names.
//!
//! ```text
//! word 0 …            the head: counts, and where each list begins (a position among the words)
//! lists               as the names below say
//! text                two words: where its bytes begin among all bytes, and how many
//! list of items       a count, then texts
//! NONE                nothing
//! ```

/// Nothing, in any place.
pub const NONE: u64 = u64::MAX;

/// The head, by position.
pub mod head {
    pub const ATTRIBUTES: usize = 0;
    pub const PROPERTIES: usize = 1;
    /// A [`super::kind`] for each column: attributes, then properties.
    pub const KINDS: usize = 2;
    /// For each column the list of items that it may hold, or NONE.
    pub const ALLOWED: usize = 3;
    /// How many names of events there are.
    pub const EVENTS: usize = 4;
    pub const SLOTS: usize = 5;
    pub const SUMS: usize = 6;
    /// Bytes of the arena for an event.
    pub const WIDTH: usize = 7;
    pub const FUNCTIONS: usize = 8;
    /// Tests of texts: how many; then for each where it begins: a view, a [`super::test`], all (1) or any (0), exact (1) or not, and a list
    /// of items, or where its automaton begins.
    pub const TEST_COUNT: usize = 9;
    pub const TESTS: usize = 10;
    /// Views: how many; for each two words and a third: its column, how many domains are taken, whether texts are compared.
    pub const VIEW_COUNT: usize = 11;
    pub const VIEWS: usize = 12;
    /// For each set of numbers where it begins: a count, then doubles.
    pub const NUMBERS: usize = 13;
    /// For each ageing where it begins: expires end, expires delay (NONE: never), a [`super::curve`], its delay, and what the curve needs.
    pub const AGEINGS: usize = 14;
    /// For each instruction of the main block where its step begins, or NONE.
    pub const STEPS: usize = 15;
    /// For each register of events: its flags, its list, how many stand before: offsets into the arena, or NONE.
    pub const LISTS: usize = 16;
    /// For each key register two words: a [`super::key`], and a unit or a column.
    pub const KEYS: usize = 17;
    /// The zone: how many changes, the changes, the offsets (one more), the end of the table, the greatest moment.
    pub const ZONE: usize = 18;
    /// For each formula where it begins: a count of words, then [`super::formula`] steps, then the denominator (two words).
    pub const FORMULAS: usize = 19;
    /// The results in the order of the struct in C: a count, then two words each: a [`super::output`], and a slot or NONE.
    pub const OUTPUTS: usize = 20;
    /// For each column whether its texts are keys.
    pub const RANKED: usize = 21;
    pub const LENGTH: usize = 22;
}

/// What a column holds.
pub mod kind {
    pub const NUMBER: u64 = 0;
    pub const BOOL: u64 = 1;
    pub const DATE: u64 = 2;
    pub const TEXT: u64 = 3;
    pub const LIST: u64 = 4;
}

/// Tests of a text.
pub mod test {
    pub const KNOWN: u64 = 0;
    pub const IN: u64 = 1;
    pub const CONTAINS: u64 = 2;
    pub const CONTAINS_WORD: u64 = 3;
    pub const STARTS_WITH: u64 = 4;
    pub const ENDS_WITH: u64 = 5;
    /// By an [`super::automaton`].
    pub const MATCHES: u64 = 6;
    /// Membership of a list.
    pub const HAS: u64 = 7;
}

/// A pattern: how many states, the first, how many ranges of characters of words; for each state where it begins, counted from here; the
/// ranges, the first character in the lower half of a word and the last in the upper; the states.
pub mod automaton {
    /// A count, then two words each: the lowest byte and the highest (times 256), and the next state.
    pub const BYTES: u64 = 0;
    /// One of those below, and the next state if it holds.
    pub const LOOK: u64 = 1;
    /// A count of next states, without a byte.
    pub const EITHER: u64 = 2;
    pub const MATCH: u64 = 3;

    pub const START: u64 = 0;
    pub const END: u64 = 1;
    pub const LINE_START: u64 = 2;
    pub const LINE_END: u64 = 3;
    pub const CR_LINE_START: u64 = 4;
    pub const CR_LINE_END: u64 = 5;
    /// A word begins or ends here; letters are those of ASCII, or with [`UNICODE`] those of the ranges.
    pub const WORD: u64 = 6;
    pub const NO_WORD: u64 = 7;
    pub const WORD_START: u64 = 8;
    pub const WORD_END: u64 = 9;
    pub const WORD_START_HALF: u64 = 10;
    pub const WORD_END_HALF: u64 = 11;
    pub const UNICODE: u64 = 16;
}

/// The shape of an ageing.
pub mod curve {
    pub const NONE: u64 = 0;
    /// Three tables of 1,024 doubles.
    pub const SMOOTH: u64 = 1;
    /// A period, then the tables.
    pub const STEPPED: u64 = 2;
    /// A rate, a period.
    pub const LINEAR: u64 = 3;
    /// A count, then ends and shares.
    pub const STEPS: u64 = 4;
}

/// What tells events apart.
pub mod key {
    pub const NONE: u64 = 0;
    /// Units by their number in `types::units`.
    pub const CALENDAR: u64 = 1;
    pub const COLUMN: u64 = 2;
}

/// Instructions that the host runs; the first word of a step. Offsets are into the arena, slots are those of the frame. An occurrence that
/// counts is four words: its flags, its points (hundredths), where computed ones stand (NONE: none), its ageing.
pub mod step {
    /// Slot, cap per key (hundredths), key, cap (NONE: without), then an occurrence.
    pub const ON: u64 = 1;
    /// Slot, cap, key; a count and so many occurrences; a count and slots of figures; a count and slots of lines.
    pub const POOL: u64 = 2;
    /// Slot; a count and slots; a count and pairs of a set's slot and points.
    pub const TOTAL: u64 = 3;
    /// Slot, formula.
    pub const FORMULA: u64 = 4;
    /// Target flags, flags of the picks.
    pub const RESET: u64 = 5;
    /// Target flags, flags from, flags until.
    pub const PAUSE: u64 = 6;
    /// Target flags, flags, count, seconds.
    pub const TIMES: u64 = 7;
    /// Target flags, flags, computed points (NONE: equal for all), first (1), cooldown (NONE: none); a count and pairs of a count and a key
    /// (NONE: overall); a count and keys.
    pub const LIMIT: u64 = 8;
}

/// Steps of a formula over a stack of whole numbers of 128 bits.
pub mod formula {
    /// Two words: the number.
    pub const CONSTANT: u64 = 0;
    /// A slot.
    pub const FIGURE: u64 = 1;
    /// Four words: factors of the lower and of the upper.
    pub const SUM: u64 = 2;
    pub const PRODUCT: u64 = 3;
    /// Two words: a factor.
    pub const TIMES: u64 = 4;
    /// A count, then two words each: the factors, of the lowest first.
    pub const LEAST: u64 = 5;
    pub const GREATEST: u64 = 6;
    pub const ABS: u64 = 7;
    /// Two words: the denominator.
    pub const ROUND: u64 = 8;
    pub const FLOOR: u64 = 9;
    pub const CEIL: u64 = 10;
}

/// How a result is read from its slot.
pub mod output {
    pub const FIGURE: u64 = 0;
    pub const LABEL: u64 = 1;
    /// Whether the model is for the lead.
    pub const IN_MODEL: u64 = 2;
    /// Adds to whether the lead is disqualified: not a field of its own.
    pub const DISQUALIFIED: u64 = 3;
}
