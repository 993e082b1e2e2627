//! A thousand rules by hand: tables filled from the rules, as an engineer with a rule file of this size would write it.
//!
//! Every column becomes a slot (the code of its text, the interval of its number); a slot gives the points of all rules on
//! that column alone. What asks several columns is tried rule by rule, or all at once as bit sets.

use crate::answers::Answers;
use crate::data::FREE;
use crate::data::Leads;
use crate::rules;
use crate::rules::COLUMNS;
use crate::rules::Column;
use crate::rules::Rule;
use crate::rules::Test;

const WARM: u16 = 0;
const HOT: u16 = 1;
const COLD: u16 = 2;

/// How a column's values become slots.
enum Slots {
    /// A code is its own slot.
    Codes(usize),
    /// Where each interval begins; below the first is slot 0, unknown is the last.
    Intervals(Vec<f64>),
    /// No, yes.
    Bool,
    /// The hosts of [`FREE`], then every other.
    Hosts,
}

/// One column of the folded program.
struct Folded {
    slots: Slots,
    points: Vec<i32>,
    /// For each slot the conjunctions that it leaves alive, `words` words each.
    alive: Vec<u64>,
}

/// A conjunction: for each of its columns, whether a slot satisfies it.
struct Conjunction {
    tests: Vec<(usize, Vec<bool>)>,
    points: i32,
}

pub struct Program {
    columns: Vec<Folded>,
    conjunctions: Vec<Conjunction>,
    words: usize,
}

impl Slots {
    fn new(leads: &Leads, column: Column, rules: &[Rule]) -> Slots {
        match column {
            Column::Consent => Slots::Bool,
            Column::Email => Slots::Hosts,
            Column::Title
            | Column::Seniority
            | Column::Country
            | Column::Industry
            | Column::Source => Slots::Codes(rules::values(leads, column).len()),
            _ => Slots::Intervals(starts(column, rules)),
        }
    }

    fn count(&self) -> usize {
        match self {
            Slots::Codes(count) => *count,
            Slots::Intervals(starts) => starts.len() + 2,
            Slots::Bool => 2,
            Slots::Hosts => FREE.len() + 1,
        }
    }

    /// Does the test hold for the values of this slot?
    fn holds(&self, slot: usize, test: &Test) -> bool {
        match (self, test) {
            (Slots::Codes(_), Test::In(codes)) => codes.contains(&(slot as u32)),
            (Slots::Intervals(starts), Test::Unknown) => slot == starts.len() + 1,
            (Slots::Intervals(starts), _) if slot == 0 || slot > starts.len() => false,
            (Slots::Intervals(starts), Test::Between(low, high)) => {
                (*low..=*high).contains(&starts[slot - 1])
            }
            (Slots::Intervals(starts), Test::Above(low)) => starts[slot - 1] > *low,
            (Slots::Bool, Test::Yes) => slot == 1,
            (Slots::Hosts, Test::EndsWith(host)) => slot == *host,
            _ => false,
        }
    }
}

/// The least values at which any test of the column changes.
fn starts(column: Column, rules: &[Rule]) -> Vec<f64> {
    let mut starts: Vec<f64> = rules
        .iter()
        .flat_map(|rule| &rule.tests)
        .filter(|(c, _)| *c == column)
        .flat_map(|(_, test)| match test {
            Test::Between(low, high) => vec![*low, high.next_up()],
            Test::Above(low) => vec![low.next_up()],
            _ => vec![],
        })
        .collect();
    starts.sort_by(f64::total_cmp);
    starts.dedup();
    starts
}

impl Program {
    pub fn new(leads: &Leads, rules: &[Rule]) -> Program {
        let (single, several): (Vec<&Rule>, Vec<&Rule>) =
            rules.iter().partition(|rule| rule.tests.len() == 1);
        let words = several.len().div_ceil(64);
        let fold =
            |column| fold(Slots::new(leads, column, rules), column, &single, &several, words);
        let columns: Vec<Folded> = COLUMNS.into_iter().map(fold).collect();
        let conjunctions = several.iter().map(|rule| conjunction(&columns, rule)).collect();
        Program { columns, conjunctions, words }
    }

    /// Conjunctions tried one after the other.
    pub fn one_by_one(&self, leads: &Leads) -> Answers {
        self.answers(leads, |slots| {
            let fires =
                |c: &&Conjunction| c.tests.iter().all(|(column, holds)| holds[slots[*column]]);
            self.conjunctions.iter().filter(fires).map(|c| c.points).sum()
        })
    }

    /// Conjunctions as bit sets: each column leaves some alive, those that all leave fire.
    pub fn as_bit_sets(&self, leads: &Leads) -> Answers {
        self.answers(leads, |slots| {
            let mut points = 0;
            for word in 0..self.words {
                let mut alive = !0;
                for (column, slot) in self.columns.iter().zip(slots) {
                    alive &= column.alive[slot * self.words + word];
                }
                while alive != 0 {
                    points += self.conjunctions[word * 64 + alive.trailing_zeros() as usize].points;
                    alive &= alive - 1;
                }
            }
            points
        })
    }

    fn answers(&self, leads: &Leads, several: impl Fn(&[usize; 12]) -> i32) -> Answers {
        let mut answers = Answers::with_capacity(leads.rows());
        for row in 0..leads.rows() {
            let slots = self.slots(leads, row);
            let single: i32 =
                self.columns.iter().zip(&slots).map(|(c, slot)| c.points[*slot]).sum();
            let score = single + several(&slots);
            let stage = if score >= 6_000 {
                HOT
            } else if score >= 3_000 {
                WARM
            } else {
                COLD
            };
            answers.push(score.into(), stage);
        }
        answers
    }

    fn slots(&self, leads: &Leads, row: usize) -> [usize; 12] {
        let [.., employees, revenue, visits, pages, created, _, _] = &self.columns[..] else {
            unreachable!("there are twelve columns")
        };
        [
            leads.title.codes[row] as usize,
            leads.seniority.codes[row] as usize,
            leads.country.codes[row] as usize,
            leads.industry.codes[row] as usize,
            leads.source.codes[row] as usize,
            interval(employees, leads.employees[row]),
            interval(revenue, leads.revenue[row]),
            interval(visits, leads.visits[row]),
            interval(pages, leads.pages_per_visit[row]),
            interval(created, leads.created_at[row] as f64),
            leads.consent[row] as usize,
            host(leads.email.get(row)),
        ]
    }
}

fn interval(column: &Folded, value: f64) -> usize {
    match &column.slots {
        Slots::Intervals(starts) if value.is_nan() => starts.len() + 1,
        Slots::Intervals(starts) => starts.partition_point(|start| *start <= value),
        _ => 0,
    }
}

fn host(email: &[u8]) -> usize {
    FREE.iter().position(|host| email.ends_with(host.as_bytes())).unwrap_or(FREE.len())
}

fn fold(slots: Slots, column: Column, single: &[&Rule], several: &[&Rule], words: usize) -> Folded {
    let mut points = vec![0; slots.count()];
    let mut alive = vec![!0; slots.count() * words];
    for slot in 0..slots.count() {
        let holds =
            |rule: &&&Rule| rule.tests[0].0 == column && slots.holds(slot, &rule.tests[0].1);
        points[slot] = single.iter().filter(holds).map(|rule| rule.points as i32).sum();
        let own = &mut alive[slot * words..][..words];
        for (i, rule) in several.iter().enumerate() {
            if rule.tests.iter().any(|(c, test)| *c == column && !slots.holds(slot, test)) {
                own[i / 64] &= !(1 << (i % 64));
            }
        }
        if !several.len().is_multiple_of(64)
            && let Some(last) = own.last_mut()
        {
            *last &= (1 << (several.len() % 64)) - 1;
        }
    }
    Folded { slots, points, alive }
}

fn conjunction(columns: &[Folded], rule: &Rule) -> Conjunction {
    let test = |(column, test): &(Column, Test)| {
        let slots = &columns[*column as usize].slots;
        (*column as usize, (0..slots.count()).map(|slot| slots.holds(slot, test)).collect())
    };
    Conjunction { tests: rule.tests.iter().map(test).collect(), points: rule.points as i32 }
}
