//! Bits of clauses by class: and-ed over all sources, what is left has all its tests hold.

use crate::bytecode::classes::ClauseTable;
use crate::bytecode::code::Code;
use crate::bytecode::tables::classing::{Asked, Classing};
use crate::bytecode::tables::row::FEW;

/// The bits of a table's clauses.
#[derive(Debug, Default)]
pub struct ClauseBits {
    /// In how many words the clauses are.
    pub words: usize,
    /// All clauses.
    pub all: Vec<u64>,
    /// By source.
    pub alive: Vec<Alive>,
    /// By source and word: does any class take away a clause there?
    pub matters: Vec<Vec<bool>>,
    /// The rule of each bit.
    pub rules: Vec<u32>,
    /// For each eight bits of a word the points of the rules that these clauses make fire; empty for lists of events.
    pub points: Vec<[i64; 256]>,
    /// Has a rule several clauses?
    pub several: bool,
}

/// The clauses that a source leaves alive, by class.
#[derive(Debug)]
pub struct Alive {
    classes: usize,
    /// From the bits of a word to those of the next: at least [`FEW`], so that any byte has an entry.
    stride: usize,
    bits: Vec<u64>,
}

impl Alive {
    /// All are, whatever the class.
    fn all(classes: usize, words: &[u64]) -> Alive {
        let stride = classes.max(FEW);
        let bits = words.iter().flat_map(|word| std::iter::repeat_n(*word, stride)).collect();
        Alive { classes, stride, bits }
    }

    /// The bits of a word, by class.
    pub fn word(&self, word: usize) -> &[u64] {
        &self.bits[word * self.stride..][..self.stride]
    }

    /// How many there are, for each class one word after the other.
    pub fn by_class(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.classes).flat_map(|class| self.bits[class..].iter().step_by(self.stride).copied())
    }

    fn kill(&mut self, bit: usize, class: usize) {
        self.bits[bit / 64 * self.stride + class] &= !(1 << (bit % 64));
    }

    /// Does any class take away a clause of the word?
    fn matters(&self, word: usize, all: u64) -> bool {
        self.word(word)[..self.classes].iter().any(|bits| *bits != all)
    }
}

impl ClauseBits {
    pub fn new(code: &Code, table: &ClauseTable, classings: &[Classing], as_of: i64) -> ClauseBits {
        let mut bits = ClauseBits { rules: placed(table), ..ClauseBits::default() };
        bits.words = bits.rules.len().div_ceil(64);
        bits.all = (0..bits.words).map(|word| bits.word_of_rules(word)).collect();
        for (position, &source) in table.sources.iter().enumerate() {
            let Some(classing) = classings.get(source as usize) else { continue };
            let asked = Asked { code, source: &code.sources[source as usize], classing, as_of };
            bits.add_source(table, position as u32, &asked);
        }
        if !table.points.is_empty() {
            bits.points = bits.points_by_byte(table);
        }
        bits.several = table.clauses.windows(2).any(|pair| pair[0].rule == pair[1].rule);
        bits
    }

    fn word_of_rules(&self, word: usize) -> u64 {
        let rules = self.rules.iter().skip(word * 64).take(64).enumerate();
        rules.fold(0, |all, (bit, rule)| all | u64::from(*rule != NO_RULE) << bit)
    }

    fn add_source(&mut self, table: &ClauseTable, position: u32, asked: &Asked) {
        let classes = asked.classing.count();
        let mut alive = Alive::all(classes, &self.all);
        for (bit, clause) in self.clauses(table) {
            let Some((_, holds)) = clause.tests.iter().find(|(p, _)| *p == position) else {
                continue;
            };
            for stretch in asked.stretches(std::iter::once(holds)) {
                if !asked.holds(holds, stretch.start as u32) {
                    stretch.for_each(|class| alive.kill(bit, class));
                }
            }
        }
        let matters = |word: usize| alive.matters(word, self.all[word]);
        self.matters.push((0..self.words).map(matters).collect());
        self.alive.push(alive);
    }

    /// The clauses with their bits, in the order in which they were placed.
    fn clauses<'t>(
        &self,
        table: &'t ClauseTable,
    ) -> Vec<(usize, &'t crate::bytecode::classes::Clause)> {
        let mut next =
            vec![
                0;
                self.rules.iter().filter(|r| **r != NO_RULE).max().map_or(0, |r| *r as usize + 1)
            ];
        let mut first = vec![usize::MAX; next.len()];
        for (bit, rule) in self.rules.iter().enumerate().filter(|(_, rule)| **rule != NO_RULE) {
            first[*rule as usize] = first[*rule as usize].min(bit);
        }
        let place = |clause: &'t crate::bytecode::classes::Clause| {
            let rule = clause.rule as usize;
            next[rule] += 1;
            (first[rule] + next[rule] - 1, clause)
        };
        table.clauses.iter().map(place).collect()
    }

    fn points_by_byte(&self, table: &ClauseTable) -> Vec<[i64; 256]> {
        let points = |rules: &[u32], byte: usize| {
            let mut alive: Vec<u32> = (0..rules.len())
                .filter(|bit| byte >> bit & 1 == 1 && rules[*bit] != NO_RULE)
                .map(|bit| rules[bit])
                .collect();
            alive.dedup();
            alive.iter().map(|rule| table.points[*rule as usize].0).sum()
        };
        self.rules.chunks(8).map(|rules| std::array::from_fn(|byte| points(rules, byte))).collect()
    }
}

/// No rule has this bit.
const NO_RULE: u32 = u32::MAX;

/// The rule of each bit: rules that ask the same sources lie together, the clauses of one within eight bits.
fn placed(table: &ClauseTable) -> Vec<u32> {
    let mut rules: Vec<(Vec<u32>, u32, usize)> = table
        .clauses
        .chunk_by(|a, b| a.rule == b.rule)
        .map(|clauses| {
            let mut sources: Vec<u32> = clauses
                .iter()
                .flat_map(|c| c.tests.iter().map(|(position, _)| *position))
                .collect();
            sources.sort_unstable();
            sources.dedup();
            (sources, clauses[0].rule, clauses.len())
        })
        .collect();
    rules.sort();
    let mut bits = Vec::new();
    for (_, rule, clauses) in rules {
        if bits.len() % 8 + clauses > 8 {
            bits.resize(bits.len().next_multiple_of(8), NO_RULE);
        }
        bits.extend(std::iter::repeat_n(rule, clauses));
    }
    bits
}
