//! The small operations that code is made of: bits that may be constant, loads, stores, calls.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F64, I8, I64};
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Type, Value};

use crate::bytecode::register::File;
use crate::native::emit::{Emit, Val};
use crate::native::frame::{SLOT, at};
use crate::native::host::Helper;
use crate::native::registers::Register;

/// Yes or no: known while compiling, or a byte of 0 or 1.
#[derive(Debug, Clone, Copy)]
pub enum Bit {
    Const(bool),
    Dyn(Value),
}

impl Bit {
    pub const NO: Bit = Bit::Const(false);
    pub const YES: Bit = Bit::Const(true);
}

impl Emit<'_> {
    pub fn int(&mut self, value: i64) -> Value {
        self.b.ins().iconst(I64, value)
    }

    pub fn float(&mut self, value: f64) -> Value {
        self.b.ins().f64const(value)
    }

    /// The bit as a byte.
    pub fn bit(&mut self, bit: Bit) -> Value {
        match bit {
            Bit::Const(value) => self.b.ins().iconst(I8, i64::from(value)),
            Bit::Dyn(value) => value,
        }
    }

    pub fn and(&mut self, a: Bit, b: Bit) -> Bit {
        match (a, b) {
            (Bit::Const(false), _) | (_, Bit::Const(false)) => Bit::NO,
            (Bit::Const(true), other) | (other, Bit::Const(true)) => other,
            (Bit::Dyn(a), Bit::Dyn(b)) => Bit::Dyn(self.b.ins().band(a, b)),
        }
    }

    pub fn or(&mut self, a: Bit, b: Bit) -> Bit {
        match (a, b) {
            (Bit::Const(true), _) | (_, Bit::Const(true)) => Bit::YES,
            (Bit::Const(false), other) | (other, Bit::Const(false)) => other,
            (Bit::Dyn(a), Bit::Dyn(b)) => Bit::Dyn(self.b.ins().bor(a, b)),
        }
    }

    pub fn not(&mut self, a: Bit) -> Bit {
        match a {
            Bit::Const(value) => Bit::Const(!value),
            Bit::Dyn(value) => {
                let one = self.b.ins().iconst(I8, 1);
                Bit::Dyn(self.b.ins().bxor(value, one))
            }
        }
    }

    pub fn without(&mut self, a: Bit, b: Bit) -> Bit {
        let not = self.not(b);
        self.and(a, not)
    }

    /// `then` where the bit is 1.
    pub fn choose(&mut self, bit: Bit, then: Value, otherwise: Value) -> Value {
        match bit {
            Bit::Const(true) => then,
            Bit::Const(false) => otherwise,
            Bit::Dyn(bit) => self.b.ins().select(bit, then, otherwise),
        }
    }

    pub fn choose_bit(&mut self, bit: Bit, then: Bit, otherwise: Bit) -> Bit {
        match bit {
            Bit::Const(true) => then,
            Bit::Const(false) => otherwise,
            Bit::Dyn(bit) => {
                let (then, otherwise) = (self.bit(then), self.bit(otherwise));
                Bit::Dyn(self.b.ins().select(bit, then, otherwise))
            }
        }
    }

    /// The word in the rows of the bit, else 0: without a branch.
    pub fn masked(&mut self, bit: Bit, word: Value) -> Value {
        match bit {
            Bit::Const(true) => word,
            Bit::Const(false) => self.int(0),
            Bit::Dyn(bit) => {
                let wide = self.b.ins().uextend(I64, bit);
                let mask = self.b.ins().ineg(wide);
                self.b.ins().band(mask, word)
            }
        }
    }

    pub fn icmp(&mut self, how: IntCC, a: Value, b: Value) -> Bit {
        Bit::Dyn(self.b.ins().icmp(how, a, b))
    }

    pub fn icmp_with(&mut self, how: IntCC, a: Value, b: i64) -> Bit {
        let b = self.int(b);
        self.icmp(how, a, b)
    }

    pub fn fcmp(&mut self, how: FloatCC, a: Value, b: Value) -> Bit {
        Bit::Dyn(self.b.ins().fcmp(how, a, b))
    }

    /// A word as a bit: its lowest.
    pub fn lowest(&mut self, word: Value) -> Bit {
        let byte = self.b.ins().ireduce(I8, word);
        let one = self.b.ins().iconst(I8, 1);
        Bit::Dyn(self.b.ins().band(byte, one))
    }

    /// `a - b`, held within 64 bits.
    pub fn subtract_saturating(&mut self, a: Value, b: Value) -> Value {
        let difference = self.b.ins().isub(a, b);
        let signs = self.b.ins().bxor(a, b);
        let turned = self.b.ins().bxor(a, difference);
        let both = self.b.ins().band(signs, turned);
        let beyond = self.icmp_with(IntCC::SignedLessThan, both, 0);
        let negative = self.icmp_with(IntCC::SignedLessThan, a, 0);
        let (low, high) = (self.int(i64::MIN), self.int(i64::MAX));
        let end = self.choose(negative, low, high);
        self.choose(beyond, end, difference)
    }

    // Memory

    /// Loads what does not change while the function runs.
    pub fn fixed(&mut self, offset: i32) -> Value {
        self.constant(I64, self.frame, offset)
    }

    pub fn constant(&mut self, ty: Type, address: Value, offset: i32) -> Value {
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        self.b.ins().load(ty, flags, address, offset)
    }

    pub fn read(&mut self, ty: Type, address: Value, offset: i32) -> Value {
        self.b.ins().load(ty, MemFlagsData::trusted(), address, offset)
    }

    pub fn write(&mut self, value: Value, address: Value, offset: i32) {
        self.b.ins().store(MemFlagsData::trusted(), value, address, offset);
    }

    /// `base + index * 2^shift`.
    pub fn address(&mut self, base: Value, index: Value, shift: i64) -> Value {
        let offset = match shift {
            0 => index,
            shift => {
                let shift = self.int(shift);
                self.b.ins().ishl(index, shift)
            }
        };
        self.b.ins().iadd(base, offset)
    }

    /// Bit `index` of a row of bits.
    pub fn bit_of(&mut self, words: Value, index: Value) -> Bit {
        let (six, low) = (self.int(6), self.int(63));
        let word = self.b.ins().ushr(index, six);
        let address = self.address(words, word, 3);
        let word = self.constant(I64, address, 0);
        let position = self.b.ins().band(index, low);
        let shifted = self.b.ins().ushr(word, position);
        self.lowest(shifted)
    }

    /// Where an array of the arena begins.
    pub fn array(&mut self, offset: u32) -> Value {
        let (arena, capacity) = (self.fixed(at::ARENA), self.fixed(at::CAPACITY));
        let offset = self.int(i64::from(offset));
        let start = self.b.ins().imul(capacity, offset);
        self.b.ins().iadd(arena, start)
    }

    pub fn load_slot(&mut self, register: Register, slot: u32) -> Val {
        let slots = self.fixed(at::SLOTS);
        let offset = slot as i32 * SLOT;
        match register.0 {
            File::Cond => {
                let yes = Bit::Dyn(self.read(I8, slots, offset));
                Val::Cond { yes, known: Bit::Dyn(self.read(I8, slots, offset + 8)) }
            }
            File::Set | File::Events => Val::Set(Bit::Dyn(self.read(I8, slots, offset))),
            File::Num | File::Date => {
                let ty = if register.0 == File::Num { F64 } else { I64 };
                let value = self.read(ty, slots, offset);
                Val::Known { value, known: Bit::Dyn(self.read(I8, slots, offset + 8)) }
            }
            _ => Val::Word(self.read(I64, slots, offset)),
        }
    }

    /// A register of the event here, from its array.
    pub fn load_array(&mut self, register: Register) -> Val {
        let event = self.event();
        let flags = self.plan.flags[register].map(|array| self.array(array.offset));
        let Some(flags) = flags else { return self.missing(register) };
        let address = self.address(flags, event, 0);
        let flags = self.read(I8, address, 0);
        match register.0 {
            File::Set | File::Events => Val::Set(Bit::Dyn(flags)),
            File::Cond => {
                let one = self.b.ins().iconst(I8, 1);
                let yes = Bit::Dyn(self.b.ins().band(flags, one));
                Val::Cond { yes, known: Bit::Dyn(self.b.ins().ushr(flags, one)) }
            }
            _ => {
                let Some(values) = self.plan.values[register] else {
                    return self.missing(register);
                };
                let values = self.array(values.offset);
                let address = self.address(values, event, 3);
                let ty = if register.0 == File::Num { F64 } else { I64 };
                Val::Known { value: self.read(ty, address, 0), known: Bit::Dyn(flags) }
            }
        }
    }

    /// Computes a register of the event here and keeps it.
    pub fn keep_array(&mut self, register: Register) {
        let Some(array) = self.plan.flags[register] else { return };
        let event = self.event();
        let flags = match self.value(register) {
            Val::Set(bit) => self.bit(bit),
            Val::Cond { yes, known } => {
                let (yes, known) = (self.bit(yes), self.bit(known));
                let one = self.b.ins().iconst(I8, 1);
                let known = self.b.ins().ishl(known, one);
                self.b.ins().bor(yes, known)
            }
            Val::Known { value, known } => {
                if let Some(values) = self.plan.values[register] {
                    let values = self.array(values.offset);
                    let address = self.address(values, event, 3);
                    self.write(value, address, 0);
                }
                self.bit(known)
            }
            Val::Word(_) | Val::Window { .. } | Val::Picks { .. } => return,
        };
        let array = self.array(array.offset);
        let address = self.address(array, event, 0);
        self.write(flags, address, 0);
    }

    // Control

    pub fn call(&mut self, helper: Helper, arguments: &[Value]) -> Option<Value> {
        let known = self.declared.get(&helper).copied();
        let function = known.or_else(|| {
            let id = *self.helpers.get(&helper)?;
            let function = self.module.declare_func_in_func(id, self.b.func);
            self.declared.insert(helper, function);
            Some(function)
        })?;
        let call = self.b.ins().call(function, arguments);
        self.b.inst_results(call).first().copied()
    }

    /// The result of a helper that has one.
    pub fn called(&mut self, helper: Helper, arguments: &[Value]) -> Value {
        // INVARIANT: every helper is declared.
        let result = self.call(helper, arguments);
        result.unwrap_or_else(|| self.int(0))
    }

    /// Emits code that is run only where the bit is 1.
    pub fn only_if(&mut self, bit: Bit, emit: impl FnOnce(&mut Self)) {
        match bit {
            Bit::Const(false) => {}
            Bit::Const(true) => emit(self),
            Bit::Dyn(bit) => {
                let (then, after) = (self.b.create_block(), self.b.create_block());
                self.b.ins().brif(bit, then, &[], after, &[]);
                self.b.switch_to_block(then);
                self.apart(emit);
                self.b.ins().jump(after, &[]);
                self.b.switch_to_block(after);
            }
        }
    }

    /// Words that are computed only where the bit is 1, elsewhere these.
    pub fn words_if<const N: usize>(
        &mut self,
        bit: Bit,
        otherwise: [Value; N],
        emit: impl FnOnce(&mut Self) -> [Value; N],
    ) -> [Value; N] {
        let bit = match bit {
            Bit::Const(false) => return otherwise,
            Bit::Const(true) => return emit(self),
            Bit::Dyn(bit) => bit,
        };
        let (then, after) = (self.b.create_block(), self.b.create_block());
        let results = otherwise.map(|word| {
            let ty = self.b.func.dfg.value_type(word);
            self.b.append_block_param(after, ty)
        });
        self.b.ins().brif(bit, then, &[], after, &otherwise.map(BlockArg::Value));
        self.b.switch_to_block(then);
        let words = self.apart(emit);
        self.b.ins().jump(after, &words.map(BlockArg::Value));
        self.b.switch_to_block(after);
        results
    }

    /// Emits a loop over `from..to`; the body hands one word on to its next round.
    pub fn each(
        &mut self,
        (from, to): (Value, Value),
        start: Value,
        body: impl FnOnce(&mut Self, Value, Value) -> Value,
    ) -> Value {
        let (head, inside, after) =
            (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let index = self.b.append_block_param(head, I64);
        let carried = self.b.append_block_param(head, I64);
        self.b.ins().jump(head, &[BlockArg::Value(from), BlockArg::Value(start)]);
        self.b.switch_to_block(head);
        let more = self.b.ins().icmp(IntCC::UnsignedLessThan, index, to);
        self.b.ins().brif(more, inside, &[], after, &[]);
        self.b.switch_to_block(inside);
        let next = self.apart(|emit| body(emit, index, carried));
        let one = self.int(1);
        let following = self.b.ins().iadd(index, one);
        self.b.ins().jump(head, &[BlockArg::Value(following), BlockArg::Value(next)]);
        self.b.switch_to_block(after);
        carried
    }
}
