//! Columns of the data, in the row that stands here.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{F64, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Type, Value};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, File};
use crate::native::emit::Emit;
use crate::native::emit::ops::Bit;
use crate::native::frame::{STRIP, TABLE, at};
use crate::types;
use crate::types::columns::UNKNOWN_CODE;

impl Emit<'_> {
    /// The position of a column's strip.
    pub fn strip_of(&self, column: Column) -> usize {
        match column {
            Column::Lead(id) => id.0 as usize,
            Column::Event(id) => self.plan.code().schema.attributes.len() + id.0 as usize,
        }
    }

    fn type_of(&self, column: Column) -> Option<&types::Type> {
        let schema = &self.plan.code().schema;
        let field = match column {
            Column::Lead(id) => schema.attributes.get(id.0 as usize),
            Column::Event(id) => schema.properties.get(id.0 as usize),
        };
        field.map(|field| &field.ty)
    }

    /// The row of a column that stands here.
    pub fn row_of(&mut self, column: Column) -> Value {
        match column {
            Column::Lead(_) => self.fixed(at::ROW),
            Column::Event(_) => {
                let (first, event) = (self.fixed(at::FIRST), self.event());
                self.b.ins().iadd(first, event)
            }
        }
    }

    fn strip(&mut self, column: Column) -> (Value, Value) {
        let strips = self.fixed(at::STRIPS);
        let offset = self.strip_of(column) as i32 * STRIP;
        (self.constant(I64, strips, offset), self.constant(I64, strips, offset + 8))
    }

    fn loaded(&mut self, column: Column, ty: Type) -> (Value, Bit) {
        let (values, known) = self.strip(column);
        let row = self.row_of(column);
        let address = self.address(values, row, if ty == I32 { 2 } else { 3 });
        let value = self.constant(ty, address, 0);
        let known = if ty == I32 { Bit::YES } else { self.bit_of(known, row) };
        (value, known)
    }

    pub fn load_num(&mut self, column: Column) -> (Value, Bit) {
        self.loaded(column, F64)
    }

    pub fn load_date(&mut self, column: Column) -> (Value, Bit) {
        self.loaded(column, I64)
    }

    pub fn load_bool(&mut self, column: Column) -> (Bit, Bit) {
        let (values, known) = self.strip(column);
        let row = self.row_of(column);
        let (yes, known) = (self.bit_of(values, row), self.bit_of(known, row));
        (self.and(yes, known), known)
    }

    /// Where the column is known.
    pub fn is_known(&mut self, column: Column) -> Bit {
        if let Some(types::Type::Text | types::Type::OneOf(_)) = self.type_of(column) {
            let code = self.load_text(column);
            return self.icmp_with(IntCC::NotEqual, code, i64::from(UNKNOWN_CODE));
        }
        let (_, known) = self.strip(column);
        let row = self.row_of(column);
        self.bit_of(known, row)
    }

    pub fn load_text(&mut self, column: Column) -> Value {
        let (code, _) = self.loaded(column, I32);
        self.b.ins().uextend(I64, code)
    }

    pub fn text(&mut self, op: &Op) -> Value {
        match op {
            Op::LoadText { column } => self.load_text(*column),
            Op::GatherText { source, along } => {
                let value = self.gather((File::Text, source.0), *along);
                self.word(value)
            }
            _ => self.int(i64::from(UNKNOWN_CODE)),
        }
    }

    /// What a code stands for in a table of the batch, whose entries have 2^shift bytes.
    pub fn look_up(&mut self, table: usize, code: Value, ty: Type, shift: i64) -> Value {
        let tables = self.fixed(at::TABLES);
        let offset = table as i32 * TABLE;
        let (data, last) =
            (self.constant(I64, tables, offset), self.constant(I64, tables, offset + 8));
        let index = self.b.ins().umin(code, last);
        let address = self.address(data, index, shift);
        self.constant(ty, address, 0)
    }

    /// A word of the program's constants.
    pub fn pooled(&mut self, ty: Type, offset: i32, index: Value) -> Value {
        let pool = self.fixed(at::POOL);
        let address = self.address(pool, index, 3);
        self.constant(ty, address, offset)
    }
}
