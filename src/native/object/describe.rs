//! A model in the words that the runtime of an object reads; `runtime/layout.rs` says what stands where.

use std::collections::BTreeMap;

use crate::bytecode::code::{Code, TestKind};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, Counted, Events, Figure, File, Latest, Set, Worth};
use crate::ir::expr::{Quantifier, TextOp, TextSet};
use crate::native::module::Refused;
use crate::native::object::automaton;
use crate::native::object::layout::{NONE, curve, formula, head, key, kind, output, step, test};
use crate::native::plan::{Array, Plan, Role};
use crate::native::registers::{Register, target};
use crate::types::Type;
use crate::types::ageing::{Curve, Powers};
use crate::types::calendar::Unit;
use crate::types::text::fold;

/// What the object holds beside code and constants.
#[derive(Debug, Default)]
pub struct Description {
    pub words: Vec<u64>,
    pub bytes: Vec<u8>,
}

pub fn describe(plan: &Plan) -> Result<Description, Refused> {
    let mut scribe =
        Scribe { plan, code: plan.code(), out: Description::default(), texts: BTreeMap::new() };
    scribe.out.words = vec![NONE; head::LENGTH];
    scribe.columns();
    scribe.sizes();
    scribe.tests()?;
    scribe.views();
    scribe.numbers();
    scribe.ageings();
    scribe.lists();
    scribe.keys();
    scribe.zone();
    scribe.formulas()?;
    scribe.steps();
    scribe.outputs();
    Ok(scribe.out)
}

struct Scribe<'p> {
    plan: &'p Plan,
    code: &'p Code,
    out: Description,
    /// Where texts stand among the bytes.
    texts: BTreeMap<String, u64>,
}

impl Scribe<'_> {
    fn set(&mut self, at: usize, word: u64) {
        self.out.words[at] = word;
    }

    /// Where these words begin.
    fn add(&mut self, words: impl IntoIterator<Item = u64>) -> u64 {
        let start = self.out.words.len() as u64;
        self.out.words.extend(words);
        start
    }

    /// A list that the head names.
    fn list(&mut self, at: usize, words: Vec<u64>) {
        let start = self.add(words);
        self.set(at, start);
    }

    fn text(&mut self, text: &str) -> [u64; 2] {
        let start = *self.texts.entry(text.into()).or_insert_with(|| {
            self.out.bytes.extend(text.as_bytes());
            (self.out.bytes.len() - text.len()) as u64
        });
        [start, text.len() as u64]
    }

    fn items<'t>(&mut self, items: impl Iterator<Item = &'t str>) -> Vec<u64> {
        let texts: Vec<u64> = items.flat_map(|item| self.text(item)).collect();
        [vec![texts.len() as u64 / 2], texts].concat()
    }

    fn columns(&mut self) {
        let schema = &self.code.schema;
        let fields: Vec<&Type> =
            schema.attributes.iter().chain(&schema.properties).map(|field| &field.ty).collect();
        self.set(head::ATTRIBUTES, schema.attributes.len() as u64);
        self.set(head::PROPERTIES, schema.properties.len() as u64);
        self.set(head::EVENTS, schema.events.len() as u64);
        self.list(head::KINDS, fields.iter().map(|ty| kind_of(ty)).collect());
        let allowed = fields.iter().map(|ty| match ty {
            Type::OneOf(items) => {
                let folded: Vec<_> = items.iter().map(|item| fold(item)).collect();
                let words = self.items(folded.iter().map(|item| item.as_ref()));
                self.add(words)
            }
            _ => NONE,
        });
        let allowed = allowed.collect();
        self.list(head::ALLOWED, allowed);
        let mut ranked = vec![0; fields.len()];
        for op in self.operations() {
            if let Op::LoadKey { column, .. } = op {
                ranked[self.strip(*column)] =
                    u64::from(kind_of(fields[self.strip(*column)]) == kind::TEXT);
            }
        }
        self.list(head::RANKED, ranked);
    }

    fn operations(&self) -> impl Iterator<Item = &Op> {
        self.code.scopes.iter().flat_map(|scope| scope.block.iter().map(|i| &i.op))
    }

    fn strip(&self, column: Column) -> usize {
        match column {
            Column::Lead(id) => id.0 as usize,
            Column::Event(id) => self.code.schema.attributes.len() + id.0 as usize,
        }
    }

    fn sizes(&mut self) {
        let plan = self.plan;
        self.set(head::SLOTS, plan.slot_count.into());
        self.set(head::SUMS, plan.sum_count.into());
        self.set(head::WIDTH, plan.width.into());
        self.set(head::FUNCTIONS, plan.functions() as u64);
    }

    fn tests(&mut self) -> Result<(), Refused> {
        let mut tests = Vec::new();
        for of in &self.code.tests {
            let all = |quantifier: Quantifier| u64::from(quantifier == Quantifier::All);
            let (what, all, set) = match &of.kind {
                TestKind::Known => (test::KNOWN, 0, None),
                TestKind::In(set) => (test::IN, 0, Some(set)),
                TestKind::Text(op, quantifier, set) => (test_of(*op), all(*quantifier), Some(set)),
                TestKind::Matches(_) => (test::MATCHES, 0, None),
                TestKind::Has(quantifier, set) => (test::HAS, all(*quantifier), Some(set)),
            };
            let tail = match (&of.kind, set) {
                (TestKind::Matches(pattern), _) => automaton::words(pattern)?,
                (_, Some(set)) => self.set_of(set),
                (_, None) => vec![0],
            };
            let exact = set.map_or(0, |set| u64::from(set.exact));
            tests.push(self.add([vec![of.view.into(), what, all, exact], tail].concat()));
        }
        self.set(head::TEST_COUNT, tests.len() as u64);
        self.list(head::TESTS, tests);
        Ok(())
    }

    fn set_of(&mut self, set: &TextSet) -> Vec<u64> {
        let items: Vec<String> = match set.exact {
            true => set.items.iter().map(|item| item.to_string()).collect(),
            false => set.items.iter().map(|item| fold(item).into_owned()).collect(),
        };
        self.items(items.iter().map(String::as_str))
    }

    fn views(&mut self) {
        let mut compared = vec![0; self.code.views.len()];
        for op in self.operations() {
            if let Op::SameText { view_a, view_b, .. } | Op::TextPair { view_a, view_b, .. } = op {
                compared[*view_a as usize] = 1;
                compared[*view_b as usize] = 1;
            }
        }
        let views = self.code.views.iter().zip(compared);
        let views = views.flat_map(|(view, compared)| {
            [self.strip(view.column) as u64, view.domains.into(), compared]
        });
        let views: Vec<u64> = views.collect();
        self.set(head::VIEW_COUNT, views.len() as u64 / 3);
        self.list(head::VIEWS, views);
    }

    fn numbers(&mut self) {
        let sets = self.code.numbers.iter().map(|set| {
            let bits = set.iter().map(|number| number.to_bits());
            self.add(std::iter::once(set.len() as u64).chain(bits))
        });
        let sets = sets.collect();
        self.list(head::NUMBERS, sets);
    }

    fn ageings(&mut self) {
        let ageings = self.code.ageings.iter().map(|(_, factors)| {
            let (end, delay) =
                factors.expires.map_or((NONE, 0), |(end, delay)| (end as u64, delay));
            let mut words = vec![end, delay as u64];
            match &factors.shape {
                None => words.extend([curve::NONE, 0]),
                Some((shape, delay)) => {
                    let (what, tail) = self.curve(shape);
                    words.extend([what, *delay as u64]);
                    words.extend(tail);
                }
            }
            self.add(words)
        });
        let ageings = ageings.collect();
        self.list(head::AGEINGS, ageings);
    }

    fn curve(&mut self, shape: &Curve) -> (u64, Vec<u64>) {
        match shape {
            Curve::Smooth(powers) => (curve::SMOOTH, vec![self.powers(powers)]),
            Curve::Stepped(powers, period) => {
                (curve::STEPPED, vec![*period as u64, self.powers(powers)])
            }
            Curve::Linear(rate, period) => (curve::LINEAR, vec![rate.to_bits(), *period as u64]),
            Curve::Steps(steps) => {
                let pairs = steps.iter().flat_map(|(end, share)| [*end as u64, share.to_bits()]);
                (curve::STEPS, std::iter::once(steps.len() as u64).chain(pairs).collect())
            }
        }
    }

    fn powers(&mut self, powers: &Powers) -> u64 {
        let words: Vec<u64> =
            powers.tables().0.iter().flat_map(|table| table.iter().map(|f| f.to_bits())).collect();
        self.add(words)
    }

    fn lists(&mut self) {
        let count = self.code.registers[File::Events as usize];
        let lists = (0..count).flat_map(|register| {
            let found = self.plan.lists.get(&register);
            let flags = self.flags((File::Events, register));
            [flags, offset(found.map(|(list, _)| list)), offset(found.map(|(_, before)| before))]
        });
        let lists = lists.collect();
        self.list(head::LISTS, lists);
    }

    fn flags(&self, register: Register) -> u64 {
        offset(self.plan.flags[register].as_ref())
    }

    fn slot(&self, register: Register) -> u64 {
        self.plan.slots[register].map_or(NONE, u64::from)
    }

    fn figure(&self, figure: Figure) -> u64 {
        self.slot((File::Figure, figure.0))
    }

    fn set_flags(&self, set: Set) -> u64 {
        self.flags((File::Set, set.0))
    }

    fn event_flags(&self, events: Events) -> u64 {
        self.flags((File::Events, events.0))
    }

    fn keys(&mut self) {
        let count = self.code.registers[File::Key as usize];
        let keys = (0..count).flat_map(|register| {
            match self.plan.view.writer((File::Key, register)).map(|i| &i.op) {
                Some(Op::Calendar { unit, .. }) => [key::CALENDAR, unit_of(*unit)],
                Some(Op::LoadKey { column, .. }) => [key::COLUMN, self.strip(*column) as u64],
                _ => [key::NONE, 0],
            }
        });
        let keys = keys.collect();
        self.list(head::KEYS, keys);
    }

    fn zone(&mut self) {
        let table = self.code.zone.table();
        let words = [vec![table.changes.len() as i64], table.changes, table.offsets];
        let words = words.concat().into_iter().chain([table.end, table.greatest]);
        self.list(head::ZONE, words.map(|word| word as u64).collect());
    }

    fn formulas(&mut self) -> Result<(), Refused> {
        let mut formulas = Vec::new();
        for exact in &self.code.formulas {
            // Refused by name before.
            let steps = exact.steps().ok_or_else(|| Refused("a formula is too long".into()))?;
            let mut words = vec![steps.nodes.len() as u64];
            for node in &steps.nodes {
                words.extend(self.formula_step(node));
            }
            words.extend(long(steps.denominator));
            formulas.push(self.add(words));
        }
        self.list(head::FORMULAS, formulas);
        Ok(())
    }

    fn formula_step(&self, node: &crate::bytecode::exact::Step) -> Vec<u64> {
        use crate::bytecode::exact::Step;
        let many = |what: u64, factors: &[i128]| {
            let factors = factors.iter().flat_map(|factor| long(*factor));
            [what, (factors.clone().count() / 2) as u64].into_iter().chain(factors).collect()
        };
        let one = |what: u64, number: i128| [vec![what], long(number).to_vec()].concat();
        match node {
            Step::Constant(number) => one(formula::CONSTANT, *number),
            Step::Figure(figure) => vec![formula::FIGURE, self.figure(*figure)],
            Step::Sum(a, b) => [vec![formula::SUM], long(*a).to_vec(), long(*b).to_vec()].concat(),
            Step::Product => vec![formula::PRODUCT],
            Step::Times(factor) => one(formula::TIMES, *factor),
            Step::Least(factors) => many(formula::LEAST, factors),
            Step::Greatest(factors) => many(formula::GREATEST, factors),
            Step::Abs => vec![formula::ABS],
            Step::Round(denominator) => one(formula::ROUND, *denominator),
            Step::Floor(denominator) => one(formula::FLOOR, *denominator),
            Step::Ceil(denominator) => one(formula::CEIL, *denominator),
        }
    }

    fn steps(&mut self) {
        let mut steps = vec![NONE; self.plan.main().len()];
        for (position, instruction) in self.plan.main().iter().enumerate() {
            let kept = match target(instruction) {
                register @ (File::Figure, _) => self.slot(register),
                register => self.flags(register),
            };
            if self.plan.roles[position] == Role::Host && kept != NONE {
                let words = self.step(&instruction.op, kept);
                steps[position] = self.add(words);
            }
        }
        self.list(head::STEPS, steps);
    }

    fn step(&self, op: &Op, kept: u64) -> Vec<u64> {
        let figures = |of: &[Figure]| -> Vec<u64> {
            let slots = of.iter().map(|figure| self.figure(*figure));
            std::iter::once(of.len() as u64).chain(slots).collect()
        };
        let counted = |of: &Counted| -> [u64; 4] {
            let (literal, computed) = self.worth(of.points);
            [self.event_flags(of.events), literal, computed, of.ageing.into()]
        };
        match op {
            Op::On { of, cap_per: Some((cap, key)), cap: all } => {
                let all = all.map_or(NONE, |cap| cap.0 as u64);
                let head = [step::ON, kept, cap.0 as u64, key.0.into(), all];
                head.into_iter().chain(counted(of)).collect()
            }
            Op::Pool { of, cap, key, figures: own, lines } => {
                let head = [step::POOL, kept, cap.0 as u64, key.0.into(), of.len() as u64];
                let all = head.into_iter().chain(of.iter().flat_map(counted));
                all.chain(figures(own)).chain(figures(lines)).collect()
            }
            Op::Total { of, literals, .. } => {
                let pairs = literals
                    .iter()
                    .flat_map(|(set, points)| [self.slot((File::Set, set.0)), points.0 as u64]);
                let all = [step::TOTAL, kept].into_iter().chain(figures(of));
                all.chain([literals.len() as u64]).chain(pairs).collect()
            }
            Op::Formula { formula } => vec![step::FORMULA, kept, (*formula).into()],
            Op::Reset { picks } => vec![step::RESET, kept, self.set_flags(*picks)],
            Op::Pause { from, until } => {
                vec![step::PAUSE, kept, self.set_flags(*from), self.set_flags(*until)]
            }
            Op::Times { events, count, seconds } => {
                vec![step::TIMES, kept, self.event_flags(*events), (*count).into(), *seconds as u64]
            }
            Op::Limit { events, points, first, cooldown, keep, ties } => {
                let cooldown = cooldown.map_or(NONE, |seconds| seconds as u64);
                let (_, computed) = self.worth(*points);
                let flags = self.event_flags(*events);
                let head = [step::LIMIT, kept, flags, computed, (*first).into(), cooldown];
                let keep_words = keep.iter().flat_map(|Latest { count, per }| {
                    [u64::from(*count), per.map_or(NONE, |key| key.0.into())]
                });
                let all = head.into_iter().chain([keep.len() as u64]).chain(keep_words);
                all.chain([ties.len() as u64]).chain(ties.iter().map(|key| key.0.into())).collect()
            }
            _ => vec![NONE, kept],
        }
    }

    /// Literal points, or where computed ones stand.
    fn worth(&self, worth: Worth) -> (u64, u64) {
        match worth {
            Worth::Literal(points) => (points.0 as u64, NONE),
            Worth::Computed(number) => {
                (0, offset(self.plan.values[(File::Num, number.0)].as_ref()))
            }
        }
    }

    fn outputs(&mut self) {
        let outputs = &self.code.outputs;
        let set = |set: &Set| self.slot((File::Set, set.0));
        let label = |what: &crate::bytecode::register::Label| {
            [output::LABEL, self.slot((File::Label, what.0))]
        };
        let mut words = vec![output::IN_MODEL, outputs.in_model.as_ref().map_or(NONE, set)];
        words.extend(outputs.scores.iter().flat_map(|f| [output::FIGURE, self.figure(*f)]));
        words.extend(outputs.grades.iter().chain(&outputs.matrices).flat_map(label));
        for register in [&outputs.stage, &outputs.stage_line] {
            words.extend(register.as_ref().map_or([output::LABEL, NONE], label));
        }
        words.extend(outputs.disqualified.iter().flat_map(|s| [output::DISQUALIFIED, set(s)]));
        let words = [vec![words.len() as u64 / 2], words].concat();
        self.list(head::OUTPUTS, words);
    }
}

fn offset(array: Option<&Array>) -> u64 {
    array.map_or(NONE, |array| array.offset.into())
}

fn long(number: i128) -> [u64; 2] {
    [number as u64, (number >> 64) as u64]
}

fn kind_of(ty: &Type) -> u64 {
    match ty {
        Type::Number => kind::NUMBER,
        Type::Bool => kind::BOOL,
        Type::Date => kind::DATE,
        Type::Text | Type::OneOf(_) => kind::TEXT,
        Type::List => kind::LIST,
    }
}

fn test_of(op: TextOp) -> u64 {
    match op {
        TextOp::Contains => test::CONTAINS,
        TextOp::ContainsWord => test::CONTAINS_WORD,
        TextOp::StartsWith => test::STARTS_WITH,
        TextOp::EndsWith => test::ENDS_WITH,
    }
}

fn unit_of(unit: Unit) -> u64 {
    Unit::ALL.iter().position(|other| *other == unit).unwrap_or_default() as u64
}
