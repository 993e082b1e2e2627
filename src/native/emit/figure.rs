//! Figures: lines, groups, scores, in hundredths of a point, as 64 bits.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{InstBuilder, Value};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Figure, Set, Worth};
use crate::native::emit::Emit;
use crate::native::emit::number::BELOW_HALF;
use crate::native::emit::ops::Bit;
use crate::types::Points;
use crate::types::points::{LIMIT, NANO, Nano};

/// One occurrence is held within ±1e18 billionths.
const OCCURRENCE_LIMIT: f64 = 1e18;
/// Billionths in half a hundredth.
const HALF: i64 = 5_000_000;
/// `2^86 / 10,000,000`, rounded up: the high half of a product with it, shifted by 22, is the quotient of anything within ±2^62.
const HUNDREDTHS: i64 = (((1i128 << 86) + 9_999_999) / 10_000_000) as i64;

impl Emit<'_> {
    pub fn figure(&mut self, op: &Op) -> Value {
        match op {
            Op::If { rows, points } => self.if_line(*rows, *points),
            Op::Clauses { of, table } => self.clauses(of, *table as usize),
            Op::Total { of, literals, classes } => {
                let mut sum = self.literals(literals);
                for (class, table) in classes {
                    let class = self.class_in(*class);
                    let points = self.look_up(self.layout.points(*table), class, I64, 3);
                    sum = self.b.ins().iadd(sum, points);
                }
                for figure in of {
                    let figure = self.figure_in(*figure);
                    sum = self.b.ins().iadd(sum, figure);
                }
                self.hold(sum)
            }
            Op::Best { of } => self.chosen(of, true),
            Op::FirstOf { of } => self.chosen(of, false),
            Op::Clamp { a, low, high } => {
                let mut figure = self.figure_in(*a);
                if let Some(low) = low {
                    let low = self.int(low.0);
                    figure = self.b.ins().smax(figure, low);
                }
                if let Some(high) = high {
                    let high = self.int(high.0);
                    figure = self.b.ins().smin(figure, high);
                }
                figure
            }
            Op::Where { rows, a } => {
                let (rows, figure) = (self.set_in(*rows), self.figure_in(*a));
                self.masked(rows, figure)
            }
            Op::Minus { a, b } => {
                let (a, b) = (self.figure_in(*a), self.figure_in(*b));
                self.b.ins().isub(a, b)
            }
            _ => self.int(0),
        }
    }

    fn hold(&mut self, sum: Value) -> Value {
        let (low, high) = (self.int(-LIMIT as i64), self.int(LIMIT as i64));
        let sum = self.b.ins().smax(sum, low);
        self.b.ins().smin(sum, high)
    }

    fn if_line(&mut self, rows: Set, points: Worth) -> Value {
        let rows = self.set_in(rows);
        let figure = match points {
            Worth::Literal(points) => {
                let nano = Nano::from_points(points.to_f64()).0;
                self.int(Points::round(nano.into()).0)
            }
            Worth::Computed(register) => {
                let (points, _) = self.num_in(register);
                let nano = self.nano(points);
                let nano = self.whole(nano, true);
                self.rounded(nano)
            }
        };
        self.masked(rows, figure)
    }

    /// Points as billionths, held within the limit, not yet whole.
    pub fn nano(&mut self, points: Value) -> Value {
        let factor = self.float(NANO);
        let nano = self.b.ins().fmul(points, factor);
        self.clamp(nano, -OCCURRENCE_LIMIT, OCCURRENCE_LIMIT)
    }

    /// The nearest whole number, half away from zero; held within the limit of an occurrence, unless it cannot be beyond it.
    pub fn whole(&mut self, value: Value, held: bool) -> Value {
        let half = self.float(BELOW_HALF);
        let half = self.b.ins().fcopysign(half, value);
        let moved = self.b.ins().fadd(value, half);
        let whole = self.b.ins().fcvt_to_sint_sat(I64, moved);
        if held {
            return whole;
        }
        let limit = OCCURRENCE_LIMIT as i64;
        let (low, high) = (self.int(-limit), self.int(limit));
        let whole = self.b.ins().smax(whole, low);
        self.b.ins().smin(whole, high)
    }

    /// Billionths within ±2^62 as hundredths, half away from zero.
    pub fn rounded(&mut self, nano: Value) -> Value {
        let negative = self.icmp_with(IntCC::SignedLessThan, nano, 0);
        let (down, up) = (self.int(-HALF), self.int(HALF));
        let half = self.choose(negative, down, up);
        let value = self.b.ins().iadd(nano, half);
        let factor = self.int(HUNDREDTHS);
        let high = self.b.ins().smulhi(value, factor);
        let (shift, sign) = (self.int(22), self.int(63));
        let quotient = self.b.ins().sshr(high, shift);
        let towards_zero = self.b.ins().ushr(value, sign);
        self.b.ins().iadd(quotient, towards_zero)
    }

    fn literals(&mut self, literals: &[(Set, Points)]) -> Value {
        let mut sum = self.int(0);
        for (set, points) in literals {
            let (rows, points) = (self.set_in(*set), self.int(points.0));
            let points = self.masked(rows, points);
            sum = self.b.ins().iadd(sum, points);
        }
        sum
    }

    /// The best of those that take part, or the first.
    fn chosen(&mut self, of: &[(Set, Figure)], best: bool) -> Value {
        let (mut chosen, mut any) = (self.int(0), Bit::NO);
        for (takes_part, figure) in of {
            let (takes_part, figure) = (self.set_in(*takes_part), self.figure_in(*figure));
            let mut better = self.not(any);
            if best {
                let greater = self.icmp(IntCC::SignedGreaterThan, figure, chosen);
                better = self.or(better, greater);
            }
            let wins = self.and(takes_part, better);
            chosen = self.choose(wins, figure, chosen);
            any = self.or(any, takes_part);
        }
        chosen
    }
}
