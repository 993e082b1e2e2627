//! The row that code stands in: the lead, one of its events, or a pair of a row and an event.

use cranelift_codegen::ir::Value;

use crate::bytecode::register::{
    Along, Class, Cond, Date, Events, Figure, File, Label, Num, Picks, ScopeId, Set, Text, Window,
};
use crate::native::emit::ops::Bit;
use crate::native::emit::{Emit, Val};
use crate::native::registers::Register;
use crate::types::EventId;

/// The name of the event of a row, where code is for one name or for all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    Any,
    One(EventId),
    /// None of these.
    Other(Vec<EventId>),
}

#[derive(Debug, Clone)]
pub struct Row {
    pub id: u32,
    pub scope: ScopeId,
    /// The events around, as positions among the lead's, the outermost first.
    pub events: Vec<Value>,
    pub name: Name,
    /// In a pass over the events: what the pass computes may be computed here.
    pub open: bool,
}

impl Row {
    pub fn lead() -> Row {
        Row { id: 0, scope: ScopeId::LEADS, events: Vec::new(), name: Name::Any, open: true }
    }
}

impl Emit<'_> {
    pub fn row(&self) -> &Row {
        // INVARIANT: the lead's row is never left.
        &self.rows[self.rows.len() - 1]
    }

    /// The innermost event around.
    pub fn event(&mut self) -> Value {
        let own = self.row().events.last().copied();
        own.unwrap_or_else(|| self.int(0))
    }

    pub fn event_at(&mut self, position: u8) -> Value {
        let found = self.row().events.get(usize::from(position)).copied();
        found.unwrap_or_else(|| self.int(0))
    }

    /// Emits in the row of an event of the lead's log.
    pub fn at_event<T>(
        &mut self,
        event: Value,
        name: Name,
        open: bool,
        emit: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let id = self.new_row();
        let row = Row { id, scope: ScopeId::LOG, events: vec![event], name, open };
        self.inside(row, emit)
    }

    /// Emits in the row of a pair of the row here and an event.
    pub fn at_pair<T>(
        &mut self,
        scope: ScopeId,
        event: Value,
        emit: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let id = self.new_row();
        let mut events = self.row().events.clone();
        events.push(event);
        self.inside(Row { id, scope, events, name: Name::Any, open: false }, emit)
    }

    fn new_row(&mut self) -> u32 {
        self.next_row += 1;
        self.next_row - 1
    }

    fn inside<T>(&mut self, row: Row, emit: impl FnOnce(&mut Self) -> T) -> T {
        self.rows.push(row);
        let result = emit(self);
        self.rows.pop();
        result
    }

    /// Emits code that may not be reached: what is computed in it is forgotten after it.
    pub fn apart<T>(&mut self, emit: impl FnOnce(&mut Self) -> T) -> T {
        self.layers.push(Default::default());
        let result = emit(self);
        self.layers.pop();
        result
    }

    /// A register of another row: that of the lead, of an event around, or a row further out.
    pub fn gather(&mut self, source: Register, along: Along) -> Val {
        match along {
            Along::Lead | Along::Outer(_) => self.value(source),
            Along::Event(position) => {
                let event = self.event_at(position);
                // The rows of the pair stay around: their leads and outer rows are the same.
                self.at_event(event, Name::Any, false, |emit| emit.value(source))
            }
        }
    }

    pub fn cond_in(&mut self, register: Cond) -> (Bit, Bit) {
        cond(self.value((File::Cond, register.0)))
    }

    pub fn set_in(&mut self, register: Set) -> Bit {
        set(self.value((File::Set, register.0)))
    }

    pub fn events_in(&mut self, register: Events) -> Bit {
        set(self.value((File::Events, register.0)))
    }

    pub fn class_in(&mut self, register: Class) -> Value {
        let value = self.value((File::Class, register.0));
        self.word(value)
    }

    pub fn num_in(&mut self, register: Num) -> (Value, Bit) {
        let value = self.value((File::Num, register.0));
        self.known(value)
    }

    pub fn date_in(&mut self, register: Date) -> (Value, Bit) {
        let value = self.value((File::Date, register.0));
        self.known(value)
    }

    pub fn text_in(&mut self, register: Text) -> Value {
        let value = self.value((File::Text, register.0));
        self.word(value)
    }

    pub fn figure_in(&mut self, register: Figure) -> Value {
        let value = self.value((File::Figure, register.0));
        self.word(value)
    }

    pub fn label_in(&mut self, register: Label) -> Value {
        let value = self.value((File::Label, register.0));
        self.word(value)
    }

    pub fn window_in(&mut self, register: Window) -> Val {
        self.value((File::Window, register.0))
    }

    pub fn picks_in(&mut self, register: Picks) -> Val {
        self.value((File::Picks, register.0))
    }

    pub fn known(&mut self, value: Val) -> (Value, Bit) {
        match value {
            Val::Known { value, known } => (value, known),
            _ => (self.int(0), Bit::NO),
        }
    }

    pub fn word(&mut self, value: Val) -> Value {
        match value {
            Val::Word(word) => word,
            _ => self.int(0),
        }
    }
}

pub fn cond(value: Val) -> (Bit, Bit) {
    match value {
        Val::Cond { yes, known } => (yes, known),
        _ => (Bit::NO, Bit::NO),
    }
}

pub fn set(value: Val) -> Bit {
    match value {
        Val::Set(bit) => bit,
        _ => Bit::NO,
    }
}
