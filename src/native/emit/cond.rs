//! Conditions: two bits, true and known.

use cranelift_codegen::ir::InstBuilder;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{I8, I32, I64};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Cond, File, Text};
use crate::bytecode::tables::NO_ID;
use crate::ir::expr::CompareOp;
use crate::ir::outcome::NONE;
use crate::native::emit::Emit;
use crate::native::emit::ops::Bit;
use crate::native::emit::row::cond;
use crate::native::frame::at;
use crate::native::host::Helper;
use cranelift_codegen::ir::Value;

/// More numbers than this are looked for by the host.
const FEW: usize = 8;

impl Emit<'_> {
    pub fn cond(&mut self, op: &Op) -> (Bit, Bit) {
        match op {
            Op::LoadBool { column } => self.load_bool(*column),
            Op::Known { column } => (self.is_known(*column), Bit::YES),
            Op::ConstCond { value } => (Bit::Const(*value), Bit::YES),
            Op::GatherCond { source, along } => cond(self.gather((File::Cond, source.0), *along)),
            Op::Not { a } => {
                let (yes, known) = self.cond_in(*a);
                (self.without(known, yes), known)
            }
            Op::And { of } => self.all(of),
            Op::Or { of } => self.any(of),
            Op::AtLeast { count, of } => self.at_least(*count, of),
            Op::SameBool { a, b } => {
                let ((a, known_a), (b, known_b)) = (self.cond_in(*a), self.cond_in(*b));
                let known = self.and(known_a, known_b);
                let (one, other) = (self.without(a, b), self.without(b, a));
                let differ = self.or(one, other);
                (self.without(known, differ), known)
            }
            Op::Compare { a, op, b } => {
                let ((a, known_a), (b, known_b)) = (self.num_in(*a), self.num_in(*b));
                let known = self.and(known_a, known_b);
                let holds = self.fcmp(float(*op), a, b);
                (self.and(holds, known), known)
            }
            Op::CompareWith { a, op, value } => {
                let (a, known) = self.num_in(*a);
                let value = self.float(value.get());
                let holds = self.fcmp(float(*op), a, value);
                (self.and(holds, known), known)
            }
            Op::NumIn { a, set } => {
                let (a, known) = self.num_in(*a);
                let holds = self.is_in(a, *set);
                (self.and(holds, known), known)
            }
            Op::KnownNum { a } => (self.num_in(*a).1, Bit::YES),
            Op::KnownDate { a } => (self.date_in(*a).1, Bit::YES),
            Op::CompareDate { a, op, b } => {
                let ((a, known_a), (b, known_b)) = (self.date_in(*a), self.date_in(*b));
                let known = self.and(known_a, known_b);
                let holds = self.icmp(int(*op), a, b);
                (self.and(holds, known), known)
            }
            Op::DateIn { a, from, until } => {
                let (a, known) = self.date_in(*a);
                let holds = self.in_period(a, *from, *until);
                (self.and(holds, known), known)
            }
            Op::Younger { a, seconds } => {
                let (age, known) = self.age_of(*a);
                let past = self.icmp_with(IntCC::SignedGreaterThanOrEqual, age, 0);
                let young = self.icmp_with(IntCC::SignedLessThan, age, *seconds);
                let holds = self.and(past, young);
                (self.and(holds, known), known)
            }
            Op::Older { a, seconds } => {
                let (age, known) = self.age_of(*a);
                let holds = self.icmp_with(IntCC::SignedGreaterThanOrEqual, age, *seconds);
                (self.and(holds, known), known)
            }
            Op::LabelIn { a, of } => {
                let label = self.label_in(*a);
                let known = self.icmp_with(IntCC::NotEqual, label, i64::from(NONE));
                let mut holds = Bit::NO;
                for one in of {
                    let same = self.icmp_with(IntCC::Equal, label, i64::from(*one));
                    holds = self.or(holds, same);
                }
                (self.and(holds, known), known)
            }
            Op::Happened { picks, complete } => {
                let count = self.count_of(*picks);
                let yes = self.icmp_with(IntCC::NotEqual, count, 0);
                let complete = self.completed(*complete);
                (yes, self.or(complete, yes))
            }
            _ => self.of_texts(op),
        }
    }

    fn of_texts(&mut self, op: &Op) -> (Bit, Bit) {
        match op {
            Op::TextTest { a, test } => {
                let code = self.text_in(*a);
                let answer = self.look_up(self.layout.test(*test), code, I8, 0);
                self.answered(answer)
            }
            Op::SameText { a, view_a, b, view_b, exact } => {
                let id_a = self.id_of(*a, *view_a, *exact);
                let id_b = self.id_of(*b, *view_b, *exact);
                let none = i64::from(NO_ID);
                let known_a = self.icmp_with(IntCC::NotEqual, id_a, none);
                let known_b = self.icmp_with(IntCC::NotEqual, id_b, none);
                let known = self.and(known_a, known_b);
                let same = self.icmp(IntCC::Equal, id_a, id_b);
                (self.and(same, known), known)
            }
            Op::TextPair { a, view_a, op, b, view_b } => {
                let (a, b) = (self.text_in(*a), self.text_in(*b));
                let (view_a, view_b) = (self.int(i64::from(*view_a)), self.int(i64::from(*view_b)));
                let op = self.int(*op as i64);
                let answer = self.called(Helper::TextPair, &[self.frame, view_a, a, op, view_b, b]);
                self.answered(answer)
            }
            Op::ListTest { column, test } => {
                let row = self.row_of(*column);
                let strip = self.strip_of(*column) as i64;
                let (strip, test) = (self.int(strip), self.int(i64::from(*test)));
                let answer = self.called(Helper::ListTest, &[self.frame, strip, test, row]);
                self.answered(answer)
            }
            _ => (Bit::NO, Bit::NO),
        }
    }

    /// 0 is no, 1 yes, 2 unknown.
    fn answered(&mut self, answer: Value) -> (Bit, Bit) {
        let ty = self.b.func.dfg.value_type(answer);
        let (one, two) = (self.b.ins().iconst(ty, 1), self.b.ins().iconst(ty, 2));
        (self.icmp(IntCC::Equal, answer, one), self.icmp(IntCC::NotEqual, answer, two))
    }

    fn id_of(&mut self, text: Text, view: u32, exact: bool) -> Value {
        let table = self.layout.view(view, exact);
        let code = self.text_in(text);
        let id = self.look_up(table, code, I32, 2);
        self.b.ins().uextend(I64, id)
    }

    /// Known where all are known, or one is known to be false.
    fn all(&mut self, of: &[Cond]) -> (Bit, Bit) {
        let (mut yes, mut no) = (Bit::YES, Bit::NO);
        for one in of {
            let (holds, known) = self.cond_in(*one);
            yes = self.and(yes, holds);
            let fails = self.without(known, holds);
            no = self.or(no, fails);
        }
        (yes, self.or(no, yes))
    }

    /// Known where all are known, or one is true.
    fn any(&mut self, of: &[Cond]) -> (Bit, Bit) {
        let (mut yes, mut all_known) = (Bit::NO, Bit::YES);
        for one in of {
            let (holds, known) = self.cond_in(*one);
            yes = self.or(yes, holds);
            all_known = self.and(all_known, known);
        }
        (yes, self.or(all_known, yes))
    }

    fn at_least(&mut self, count: u32, of: &[Cond]) -> (Bit, Bit) {
        let (mut trues, mut possible) = (self.int(0), self.int(0));
        for one in of {
            let (yes, known) = self.cond_in(*one);
            let unknown = self.not(known);
            let may = self.or(yes, unknown);
            for (sum, bit) in [(&mut trues, yes), (&mut possible, may)] {
                let byte = self.bit(bit);
                let word = self.b.ins().uextend(I64, byte);
                *sum = self.b.ins().iadd(*sum, word);
            }
        }
        let yes = self.icmp_with(IntCC::UnsignedGreaterThanOrEqual, trues, i64::from(count));
        let no = self.icmp_with(IntCC::UnsignedLessThan, possible, i64::from(count));
        (yes, self.or(yes, no))
    }

    fn is_in(&mut self, a: Value, set: u32) -> Bit {
        let numbers = self.plan.code().numbers.get(set as usize).map_or(&[][..], Vec::as_slice);
        if numbers.len() > FEW {
            let set = self.int(i64::from(set));
            let found = self.called(Helper::NumIn, &[self.frame, set, a]);
            return self.lowest(found);
        }
        let mut any = Bit::NO;
        for number in numbers {
            let number = self.float(*number);
            let same = self.fcmp(FloatCC::Equal, a, number);
            any = self.or(any, same);
        }
        any
    }

    fn age_of(&mut self, date: crate::bytecode::register::Date) -> (Value, Bit) {
        let (date, known) = self.date_in(date);
        let as_of = self.fixed(at::AS_OF);
        (self.subtract_saturating(as_of, date), known)
    }

    pub fn in_period(&mut self, moment: Value, from: Option<i64>, until: Option<i64>) -> Bit {
        let mut holds = Bit::YES;
        if let Some(from) = from {
            let late = self.icmp_with(IntCC::SignedGreaterThanOrEqual, moment, from);
            holds = self.and(holds, late);
        }
        if let Some(until) = until {
            let early = self.icmp_with(IntCC::SignedLessThan, moment, until);
            holds = self.and(holds, early);
        }
        holds
    }
}

fn float(op: CompareOp) -> FloatCC {
    match op {
        CompareOp::Equal => FloatCC::Equal,
        CompareOp::NotEqual => FloatCC::NotEqual,
        CompareOp::Less => FloatCC::LessThan,
        CompareOp::LessOrEqual => FloatCC::LessThanOrEqual,
        CompareOp::Greater => FloatCC::GreaterThan,
        CompareOp::GreaterOrEqual => FloatCC::GreaterThanOrEqual,
    }
}

pub fn int(op: CompareOp) -> IntCC {
    match op {
        CompareOp::Equal => IntCC::Equal,
        CompareOp::NotEqual => IntCC::NotEqual,
        CompareOp::Less => IntCC::SignedLessThan,
        CompareOp::LessOrEqual => IntCC::SignedLessThanOrEqual,
        CompareOp::Greater => IntCC::SignedGreaterThan,
        CompareOp::GreaterOrEqual => IntCC::SignedGreaterThanOrEqual,
    }
}
