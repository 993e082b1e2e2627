//! Numbers and dates: what is not finite is unknown.

use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{InstBuilder, StackSlot, StackSlotData, StackSlotKind, Value};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, Date, File, Num, Picks, Set, Worth};
use crate::native::emit::ops::Bit;
use crate::native::emit::{Emit, Val};
use crate::native::frame::at;
use crate::native::host::Helper;
use crate::native::windows::Aggregate;

/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// The greatest double below a half: added before cutting off, it rounds half away from zero, exactly.
pub const BELOW_HALF: f64 = 0.499_999_999_999_999_94;

impl Emit<'_> {
    pub fn number(&mut self, op: &Op) -> (Value, Bit) {
        match op {
            Op::LoadNum { column } => self.load_num(*column),
            Op::ConstNum { value } => {
                (self.float(value.get()), Bit::Const(value.get().is_finite()))
            }
            Op::GatherNum { source, along } => {
                let value = self.gather((File::Num, source.0), *along);
                self.known(value)
            }
            Op::Add { a, b } => self.two(*a, *b, |e, a, b| e.b.ins().fadd(a, b)),
            Op::Subtract { a, b } => self.two(*a, *b, |e, a, b| e.b.ins().fsub(a, b)),
            Op::Multiply { a, b } => self.two(*a, *b, |e, a, b| e.b.ins().fmul(a, b)),
            Op::Divide { a, b } => self.two(*a, *b, |e, a, b| e.b.ins().fdiv(a, b)),
            Op::Min { of } => self.extreme(of, FloatCC::LessThan),
            Op::Max { of } => self.extreme(of, FloatCC::GreaterThan),
            Op::Negate { a } => self.one(*a, |e, a| e.b.ins().fneg(a)),
            Op::Abs { a } => self.one(*a, |e, a| e.b.ins().fabs(a)),
            Op::Round { a } => self.one(*a, |e, a| {
                let half = e.float(BELOW_HALF);
                let half = e.b.ins().fcopysign(half, a);
                let moved = e.b.ins().fadd(a, half);
                e.b.ins().trunc(moved)
            }),
            Op::Floor { a } => self.one(*a, |e, a| e.b.ins().floor(a)),
            Op::Ceil { a } => self.one(*a, |e, a| e.b.ins().ceil(a)),
            Op::Sqrt { a } => self.one(*a, |e, a| e.b.ins().sqrt(a)),
            Op::Log { a } => self.one(*a, |e, a| e.called(Helper::Log, &[a])),
            Op::Exp { a } => self.one(*a, |e, a| e.called(Helper::Exp, &[a])),
            Op::DaysSince { a } => self.days(*a, |e, now, date| e.subtract_saturating(now, date)),
            Op::DaysUntil { a } => self.days(*a, |e, now, date| e.subtract_saturating(date, now)),
            Op::ReadScore { a } => {
                let figure = self.figure_in(*a);
                let value = self.b.ins().fcvt_from_sint(F64, figure);
                let hundred = self.float(100.0);
                (self.b.ins().fdiv(value, hundred), Bit::YES)
            }
            Op::Coverage { of } => (self.coverage(of), Bit::YES),
            Op::Table { rows } => self.table(rows),
            _ => self.of_picks(op),
        }
    }

    fn one(&mut self, a: Num, of: impl FnOnce(&mut Self, Value) -> Value) -> (Value, Bit) {
        let (a, known) = self.num_in(a);
        let value = of(self, a);
        self.finite(value, known)
    }

    fn two(
        &mut self,
        a: Num,
        b: Num,
        of: impl FnOnce(&mut Self, Value, Value) -> Value,
    ) -> (Value, Bit) {
        let ((a, known_a), (b, known_b)) = (self.num_in(a), self.num_in(b));
        let value = of(self, a, b);
        let known = self.and(known_a, known_b);
        self.finite(value, known)
    }

    fn finite(&mut self, value: Value, known: Bit) -> (Value, Bit) {
        let (size, infinite) = (self.b.ins().fabs(value), self.float(f64::INFINITY));
        let finite = self.fcmp(FloatCC::LessThan, size, infinite);
        (value, self.and(known, finite))
    }

    fn extreme(&mut self, of: &[Num], better: FloatCC) -> (Value, Bit) {
        let mut all: Option<(Value, Bit)> = None;
        for one in of {
            let (value, known) = self.num_in(*one);
            all = Some(match all {
                None => (value, known),
                Some((best, all_known)) => {
                    let wins = self.fcmp(better, value, best);
                    (self.choose(wins, value, best), self.and(all_known, known))
                }
            });
        }
        all.unwrap_or_else(|| (self.float(0.0), Bit::NO))
    }

    fn days(
        &mut self,
        date: Date,
        seconds: impl FnOnce(&mut Self, Value, Value) -> Value,
    ) -> (Value, Bit) {
        let (date, known) = self.date_in(date);
        let as_of = self.fixed(at::AS_OF);
        let seconds = seconds(self, as_of, date);
        let (seconds, day) = (self.b.ins().fcvt_from_sint(F64, seconds), self.float(DAY));
        (self.b.ins().fdiv(seconds, day), known)
    }

    fn coverage(&mut self, of: &[Column]) -> Value {
        if of.is_empty() {
            return self.float(1.0);
        }
        let mut count = self.int(0);
        for column in of {
            let known = self.is_known(*column);
            let byte = self.bit(known);
            let word = self.b.ins().uextend(I64, byte);
            count = self.b.ins().iadd(count, word);
        }
        let (count, all) = (self.b.ins().fcvt_from_sint(F64, count), self.float(of.len() as f64));
        self.b.ins().fdiv(count, all)
    }

    fn table(&mut self, rows: &[(Set, Worth)]) -> (Value, Bit) {
        let (mut value, mut known) = (self.float(0.0), Bit::NO);
        for (set, worth) in rows.iter().rev() {
            let here = self.set_in(*set);
            let (points, there) = match worth {
                Worth::Literal(points) => (self.float(points.to_f64()), Bit::YES),
                Worth::Computed(register) => self.num_in(*register),
            };
            value = self.choose(here, points, value);
            known = self.choose_bit(here, there, known);
        }
        (value, known)
    }

    pub fn out(&mut self) -> StackSlot {
        self.b.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, 8, 3))
    }

    fn of_picks(&mut self, op: &Op) -> (Value, Bit) {
        match op {
            Op::Count { picks, complete } => {
                let count = self.count_of(*picks);
                let complete = self.completed(*complete);
                (self.b.ins().fcvt_from_sint(F64, count), complete)
            }
            Op::Sum { picks, column, complete } => {
                self.aggregate(Aggregate::Sum, *picks, *column, *complete)
            }
            Op::Average { picks, column, complete } => {
                self.aggregate(Aggregate::Average, *picks, *column, *complete)
            }
            Op::Least { picks, column, complete } => {
                self.aggregate(Aggregate::Least, *picks, *column, *complete)
            }
            Op::Greatest { picks, column, complete } => {
                self.aggregate(Aggregate::Greatest, *picks, *column, *complete)
            }
            Op::Distinct { picks, key, complete } => {
                let [list, from, to, skip] = self.picked(*picks);
                let key = self.int(i64::from(key.0));
                let count = self.called(Helper::Distinct, &[self.frame, key, list, from, to, skip]);
                let complete = self.completed(*complete);
                (self.b.ins().fcvt_from_sint(F64, count), complete)
            }
            _ => (self.float(0.0), Bit::NO),
        }
    }

    fn aggregate(
        &mut self,
        how: Aggregate,
        picks: Picks,
        column: Column,
        complete: Option<Set>,
    ) -> (Value, Bit) {
        let [list, from, to, skip] = self.picked(picks);
        let (strip, how) = (self.strip_of(column) as i64, how as i64);
        let (strip, how) = (self.int(strip), self.int(how));
        let slot = self.out();
        let out = self.b.ins().stack_addr(I64, slot, 0);
        let arguments = [self.frame, how, strip, list, from, to, skip, out];
        let known = self.called(Helper::Aggregate, &arguments);
        let known = self.lowest(known);
        let complete = self.completed(complete);
        (self.b.ins().stack_load(I64, F64, slot, 0), self.and(known, complete))
    }

    pub fn date(&mut self, op: &Op) -> (Value, Bit) {
        match op {
            Op::LoadDate { column } => self.load_date(*column),
            Op::EventTime {} => (self.time_here(), Bit::YES),
            Op::ConstDate { seconds } => (self.int(*seconds), Bit::YES),
            Op::GatherDate { source, along } => {
                let value = self.gather((File::Date, source.0), *along);
                self.known(value)
            }
            Op::First { picks, complete } => self.moment(*picks, 0, *complete),
            Op::Last { picks, nth, complete } => match nth {
                0 => (self.int(0), Bit::NO),
                nth => self.moment(*picks, -i64::from(*nth), *complete),
            },
            _ => (self.int(0), Bit::NO),
        }
    }

    fn moment(&mut self, picks: Picks, nth: i64, complete: Option<Set>) -> (Value, Bit) {
        let [list, from, to, skip] = self.picked(picks);
        let nth = self.int(nth);
        let slot = self.out();
        let out = self.b.ins().stack_addr(I64, slot, 0);
        let known = self.called(Helper::Moment, &[self.frame, nth, list, from, to, skip, out]);
        let known = self.lowest(known);
        let complete = self.completed(complete);
        (self.b.ins().stack_load(I64, I64, slot, 0), self.and(known, complete))
    }

    /// The moment of the event here.
    pub fn time_here(&mut self) -> Value {
        let (times, event) = (self.fixed(at::TIMES), self.event());
        let address = self.address(times, event, 3);
        self.constant(I64, address, 0)
    }

    /// What Rust's `f64::clamp` does; the value is no NaN.
    pub fn clamp(&mut self, value: Value, low: f64, high: f64) -> Value {
        let (low, high) = (self.float(low), self.float(high));
        let below = self.fcmp(FloatCC::LessThan, value, low);
        let value = self.choose(below, low, value);
        let above = self.fcmp(FloatCC::GreaterThan, value, high);
        self.choose(above, high, value)
    }
}

/// The parts of picks as a helper takes them; without one that is skipped, no position.
impl Emit<'_> {
    pub fn picked(&mut self, picks: Picks) -> [Value; 4] {
        match self.picks_in(picks) {
            Val::Picks { list, from, to, skip } => {
                let skip = skip.unwrap_or_else(|| self.int(-1));
                [list, from, to, skip]
            }
            _ => [self.int(0), self.int(0), self.int(0), self.int(-1)],
        }
    }
}
