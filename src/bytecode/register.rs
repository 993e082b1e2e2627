//! Registers by type and the small operands of instructions: everything that an instruction names.

use std::fmt;

use crate::types::{AttributeId, PropertyId};

macro_rules! registers {
    ($($(#[$doc:meta])* $name:ident $letter:literal),*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        })*
        /// The types of registers, in the order of their letters in the documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum File {
            $($(#[$doc])* $name),*
        }
        impl File {
            pub const ALL: &[File] = &[$(File::$name),*];
            /// How many types there are.
            pub const COUNT: usize = File::ALL.len();
            /// The letter before the number of such a register.
            pub fn letter(self) -> &'static str {
                match self {
                    $(File::$name => $letter),*
                }
            }
        }
    };
}

registers! {
    /// A condition: two rows of bits, true and known.
    Cond "c",
    /// A set of rows: one row of bits.
    Set "m",
    /// Numbers: doubles and which of them are known.
    Num "n",
    /// Dates: seconds and which of them are known.
    Date "d",
    /// Texts: codes into their column's dictionary.
    Text "t",
    /// Values to tell apart and to sort, and which of them are known.
    Key "k",
    /// For each row the stretch of its lead's events that a query may see.
    Window "w",
    /// For each row the events that a query picks.
    Picks "s",
    /// Lists of events, each the events of the leads of a chunk for which its tests hold.
    Matches "x",
    /// A list of events, by lead and time.
    Events "e",
    /// For each row the number of the class that its value is in.
    Class "a",
    /// Figures, in hundredths of a point.
    Figure "f",
    /// Numbers of labels, of stages and of stage lines.
    Label "g"
}

/// A position in [`crate::bytecode::Code::scopes`]: which rows an instruction runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The leads of a chunk.
    pub const LEADS: ScopeId = ScopeId(0);
    /// The events of these leads.
    pub const LOG: ScopeId = ScopeId(1);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A column of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Lead(AttributeId),
    Event(PropertyId),
}

/// How a row of one scope finds its row in a scope around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Along {
    /// Its lead.
    Lead,
    /// Its event: 0 is the outermost.
    Event(u8),
    /// The row around it, so many times.
    Outer(u8),
}

/// A double as an operand: equal when its bits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Float(u64);

impl Float {
    pub fn new(value: f64) -> Float {
        Float(value.to_bits())
    }

    pub fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// Points as an operand: written in the rules, or computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Worth {
    Literal(crate::types::Points),
    Computed(Num),
}

/// The occurrences of a line that count: which events, for how many points, ageing how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    pub events: Events,
    pub points: Worth,
    /// A position in [`crate::bytecode::Code::ageings`].
    pub ageing: u32,
}

/// The latest so many, overall or of each key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Latest {
    pub count: u32,
    pub per: Option<Key>,
}
