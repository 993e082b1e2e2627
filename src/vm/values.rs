//! What registers hold while a chunk is run.

use crate::bytecode::register::{self, File};
use crate::bytecode::tables::row::Classes;
use crate::vm::bits::Bits;

/// INVARIANT: what is true is known.
#[derive(Debug, Clone, Default)]
pub struct Conds {
    pub yes: Bits,
    pub known: Bits,
}

/// What an unknown row holds means nothing; a known one is finite.
#[derive(Debug, Clone, Default)]
pub struct Nums {
    pub values: Vec<f64>,
    pub known: Bits,
}

#[derive(Debug, Clone, Default)]
pub struct Dates {
    pub values: Vec<i64>,
    pub known: Bits,
}

#[derive(Debug, Clone, Default)]
pub struct Keys {
    pub values: Vec<u64>,
    pub known: Bits,
}

impl Keys {
    /// To sort and to tell apart: all unknown ones are one, the last.
    pub fn at(&self, row: usize) -> (bool, u64) {
        if self.known.get(row) { (false, self.values[row]) } else { (true, 0) }
    }
}

/// For each row a stretch of events of the chunk.
pub type Windows = Vec<(u32, u32)>;

/// For each row a stretch of a list of events of the chunk, but for one.
#[derive(Debug, Clone, Default)]
pub struct Picks {
    /// By lead, by ascending time within a lead.
    pub events: Vec<u32>,
    pub stretches: Vec<(u32, u32)>,
    /// The position in `events` that each row leaves out, if any; empty: none does.
    pub except: Vec<u32>,
}

/// No position.
pub const NOWHERE: u32 = u32::MAX;

impl Picks {
    /// The events before and after the one that is left out.
    pub fn parts(&self, row: usize) -> [&[u32]; 2] {
        let (from, to) = (self.stretches[row].0 as usize, self.stretches[row].1 as usize);
        match self.except.get(row) {
            Some(&skip) if (from..to).contains(&(skip as usize)) => {
                let skip = skip as usize;
                [&self.events[from..skip], &self.events[skip + 1..to]]
            }
            _ => [&self.events[from..to], &[]],
        }
    }

    /// The rows that have one.
    pub fn any(&self) -> Bits {
        match self.except.is_empty() {
            true => Bits::of(&self.stretches, |(from, to)| from < to),
            false => Bits::from_fn(self.stretches.len(), |row| self.count(row) > 0),
        }
    }

    pub fn count(&self, row: usize) -> usize {
        let [before, after] = self.parts(row);
        before.len() + after.len()
    }

    pub fn of(&self, row: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.parts(row).into_iter().flatten().map(|e| *e as usize)
    }
}

macro_rules! files {
    ($($file:ident: $register:ident => $value:ty),*) => {
        /// A value for each register.
        #[derive(Debug, Default)]
        pub struct Registers {
            $(pub $file: Vec<$value>),*
        }

        impl Registers {
            pub fn new(counts: &[u32; File::COUNT]) -> Registers {
                let count = |file: File| counts[file as usize] as usize;
                Registers { $($file: vec![<$value>::default(); count(File::$register)]),* }
            }
        }

        $(impl std::ops::Index<register::$register> for Registers {
            type Output = $value;
            fn index(&self, register: register::$register) -> &$value {
                &self.$file[register.index()]
            }
        })*
    };
}

files! {
    conds: Cond => Conds,
    sets: Set => Bits,
    nums: Num => Nums,
    dates: Date => Dates,
    texts: Text => Vec<u32>,
    keys: Key => Keys,
    windows: Window => Windows,
    picks: Picks => Picks,
    matches: Matches => Vec<Vec<u32>>,
    events: Events => Vec<u32>,
    classes: Class => Classes,
    figures: Figure => Vec<i64>,
    labels: Label => Vec<u16>
}
