//! Bits of clauses by class: and-ed over all sources, what is left has all its tests hold.

use crate::bytecode::classes::{ClauseTable, Of};
use crate::bytecode::code::Code;
use crate::bytecode::tables::classing::{Asked, Classing};

/// The bits of a table's clauses.
#[derive(Debug, Default)]
pub struct ClauseBits {
    /// In how many words the clauses are.
    pub words: usize,
    /// All clauses.
    pub all: Vec<u64>,
    /// By source: the clauses that are alive, `words` for each class.
    pub alive: Vec<Vec<u64>>,
    /// By source and word: does any class take away a clause there?
    pub matters: Vec<Vec<bool>>,
    /// The rule of each bit.
    pub rules: Vec<u32>,
    /// For each eight bits of a word the points of the rules that these clauses make fire; empty for lists of events.
    pub points: Vec<[i64; 256]>,
    /// For events: what each class of the name leaves, and which other sources must be asked then.
    pub by_name: Vec<Named>,
}

#[derive(Debug, Default, Clone)]
pub struct Named {
    pub alive: Vec<u64>,
    /// Positions among the table's sources.
    pub ask: Vec<u32>,
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
        let name = table.sources.iter().position(|s| code.sources[*s as usize].of == Of::Name);
        bits.by_name = bits.named(name);
        bits
    }

    fn word_of_rules(&self, word: usize) -> u64 {
        let rules = self.rules.iter().skip(word * 64).take(64).enumerate();
        rules.fold(0, |all, (bit, rule)| all | u64::from(*rule != NO_RULE) << bit)
    }

    fn add_source(&mut self, table: &ClauseTable, position: u32, asked: &Asked) {
        let classes = asked.classing.count();
        let mut alive = self.all.repeat(classes);
        for (bit, clause) in self.clauses(table) {
            let Some((_, holds)) = clause.tests.iter().find(|(p, _)| *p == position) else {
                continue;
            };
            for stretch in asked.stretches(std::iter::once(holds)) {
                if !asked.holds(holds, stretch.start as u32) {
                    stretch.for_each(|class| {
                        alive[class * self.words + bit / 64] &= !(1 << (bit % 64));
                    });
                }
            }
        }
        let takes = |word: usize| {
            (0..classes).any(|class| alive[class * self.words + word] != self.all[word])
        };
        self.matters.push((0..self.words).map(takes).collect());
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

    fn named(&self, name: Option<usize>) -> Vec<Named> {
        let Some(name) = name else {
            let ask = (0..self.alive.len() as u32).collect();
            return vec![Named { alive: self.all.clone(), ask }];
        };
        let others = (0..self.alive.len()).filter(|source| *source != name);
        let others: Vec<usize> = others.collect();
        let of_class = |alive: &[u64]| {
            let asks = |source: &&usize| {
                (0..self.words)
                    .any(|word| alive[word] != 0 && self.takes(**source, word, alive[word]))
            };
            let ask = others.iter().filter(asks).map(|source| *source as u32).collect();
            Named { alive: alive.to_vec(), ask }
        };
        self.alive[name].chunks(self.words.max(1)).map(of_class).collect()
    }

    /// Does any class of the source take away one of these clauses?
    fn takes(&self, source: usize, word: usize, clauses: u64) -> bool {
        let words = self.alive[source].iter().skip(word).step_by(self.words);
        words.into_iter().any(|alive| alive & clauses != clauses)
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
