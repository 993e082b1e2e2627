//! What an instruction needs before it can run, and how it runs.

use std::sync::Arc;

use crate::bytecode::Code;
use crate::bytecode::code::Instruction;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Events, File, Picks, ScopeId, Set};
use crate::native::registers::{Register, Registers, Writer, target};

/// More operands than this are summed by the host.
const LONG: usize = 64;

/// How an instruction of the main block runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Once a lead.
    Straight,
    /// Once a lead, by the host, over what is kept in the frame.
    Host,
    /// In a loop over the events, which it sums; its result is there after the loop.
    Sum,
    /// For each event.
    Each,
    /// For each event, wherever it is asked for: so cheap that it is not kept.
    Free,
    /// Where its row is: a stretch of events, or events picked, are never kept.
    Passing,
}

/// Something that must be there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The register in the same row, or in the row of the lead.
    Row(Register),
    /// The register for all events.
    All(Register),
    /// The register's events as a list.
    List(Events),
}

/// The program as the plan looks at it.
pub struct View {
    pub code: Arc<Code>,
    pub writers: Registers<Option<Writer>>,
}

impl View {
    pub fn main(&self) -> &[Instruction] {
        &self.code.scopes[ScopeId::LEADS.index()].block
    }

    pub fn writer(&self, register: Register) -> Option<&Instruction> {
        Some(self.writers[register]?.of(&self.code))
    }

    /// The scope of a register's rows.
    pub fn scope(&self, register: Register) -> ScopeId {
        self.writer(register).map_or(ScopeId::LEADS, |i| i.scope)
    }

    pub fn role(&self, instruction: &Instruction) -> Role {
        if matches!(instruction.op.opcode().result, File::Window | File::Picks | File::Key) {
            return Role::Passing;
        }
        match &instruction.op {
            Op::Reset { .. } | Op::Pause { .. } | Op::Times { .. } | Op::Limit { .. } => Role::Host,
            Op::On { cap_per: Some(_), .. } | Op::Pool { .. } | Op::Formula { .. } => Role::Host,
            Op::On { .. } => Role::Sum,
            Op::Total { of, literals, .. } if of.len() > LONG || literals.len() > LONG => {
                Role::Host
            }
            Op::Count { picks, .. } | Op::Happened { picks, .. } | Op::First { picks, .. }
                if self.counted(instruction, *picks).is_some() =>
            {
                Role::Sum
            }
            Op::Last { picks, nth: 1, .. } if self.counted(instruction, *picks).is_some() => {
                Role::Sum
            }
            _ if instruction.scope == ScopeId::LOG => match self.is_free(instruction, 3) {
                true => Role::Free,
                false => Role::Each,
            },
            _ => Role::Straight,
        }
    }

    /// For a lead: what is picked from and its window, if each event can tell alone whether it is picked.
    pub fn counted(
        &self,
        instruction: &Instruction,
        picks: Picks,
    ) -> Option<(Events, Option<&Op>)> {
        if instruction.scope != ScopeId::LEADS {
            return None;
        }
        if let Op::PerLead { events } = self.writer((File::Picks, picks.0))?.op {
            return Some((events, None));
        }
        let Op::Pick { window, events, except: None } = &self.writer((File::Picks, picks.0))?.op
        else {
            return None;
        };
        let window = &self.writer((File::Window, window.0))?.op;
        let alone = matches!(window, Op::Window { side: None, rows: None, .. });
        alone.then_some((*events, Some(window)))
    }

    fn is_free(&self, instruction: &Instruction, depth: u8) -> bool {
        let free = |register: Register| {
            depth > 0
                && self
                    .writer(register)
                    .is_some_and(|i| i.scope == ScopeId::LOG && self.is_free(i, depth - 1))
        };
        let sets = |of: &[Set]| of.len() <= 4 && of.iter().all(|set| free((File::Set, set.0)));
        match &instruction.op {
            Op::LoadBool { .. }
            | Op::LoadNum { .. }
            | Op::LoadDate { .. }
            | Op::LoadText { .. }
            | Op::Known { .. }
            | Op::EventTime {}
            | Op::ConstCond { .. }
            | Op::UnknownCond {}
            | Op::ConstNum { .. }
            | Op::UnknownNum {}
            | Op::ConstDate { .. }
            | Op::UnknownDate {}
            | Op::GatherCond { .. }
            | Op::GatherSet { .. }
            | Op::GatherNum { .. }
            | Op::GatherDate { .. }
            | Op::GatherText { .. }
            | Op::GatherLabel { .. }
            | Op::All {}
            | Op::Existing {}
            | Op::During { .. }
            | Op::Named { .. } => true,
            Op::Both { of } | Op::Either { of } => sets(of),
            Op::Without { a, b } => sets(&[*a, *b]),
            Op::List { set } => sets(&[*set]),
            Op::Listed { events } => free((File::Events, events.0)),
            Op::Keep { events, sets: of } => free((File::Events, events.0)) && sets(of),
            Op::OfLeads { events, .. } => free((File::Events, events.0)),
            Op::True { a } => free((File::Cond, a.0)),
            Op::Has { a } => free((File::Num, a.0)),
            _ => false,
        }
    }

    pub fn needs(&self, instruction: &Instruction) -> Vec<Need> {
        let mut needs = Vec::new();
        self.add_needs(instruction, &mut needs);
        needs
    }

    fn add_needs(&self, instruction: &Instruction, needs: &mut Vec<Need>) {
        match &instruction.op {
            Op::Count { picks, .. }
            | Op::Happened { picks, .. }
            | Op::First { picks, .. }
            | Op::Last { picks, .. }
                if self.role(instruction) == Role::Sum =>
            {
                if let Some((events, window)) = self.counted(instruction, *picks) {
                    needs.push(Need::Row((File::Events, events.0)));
                    if let Some(Op::Window { since: Some(date), .. }) = window {
                        needs.push(Need::Row((File::Date, date.0)));
                    }
                }
            }
            op => {
                let host = self.role(instruction) == Role::Host;
                op.reads(&mut |file, number| {
                    self.add_need(instruction, host, (file, number), needs);
                });
            }
        }
        if let Op::Formula { formula } = &instruction.op {
            let figures = self.code.formulas.get(*formula as usize).map_or(&[][..], |f| &f.figures);
            needs.extend(figures.iter().map(|(_, figure)| Need::Row((File::Figure, figure.0))));
        }
        if let Op::PickIf { inner, .. } = &instruction.op {
            let block = self.code.scopes.get(inner.index()).map_or(&[][..], |scope| &scope.block);
            block.iter().for_each(|inner| self.add_needs(inner, needs));
        }
    }

    fn add_need(
        &self,
        instruction: &Instruction,
        host: bool,
        register: Register,
        needs: &mut Vec<Need>,
    ) {
        let Some(writer) = self.writer(register) else { return };
        let candidates = match &instruction.op {
            Op::Pick { events, .. } | Op::PickIf { events, .. } | Op::PerLead { events } => {
                Some(*events)
            }
            _ => None,
        };
        if candidates.is_some_and(|events| register == (File::Events, events.0)) {
            needs.push(Need::List(Events(register.1)));
        } else if self.role(writer) == Role::Passing {
            if register.0 != File::Key && writer.scope == instruction.scope {
                self.add_needs(writer, needs);
            }
        } else if writer.scope == ScopeId::LEADS {
            needs.push(Need::Row(register));
        } else if writer.scope == ScopeId::LOG {
            // A sum takes each event as its loop comes to it.
            let sums = matches!(instruction.op, Op::On { cap_per: None, .. });
            let same = (instruction.scope == ScopeId::LOG || sums) && !host;
            needs.push(if same { Need::Row(register) } else { Need::All(register) });
        }
    }

    /// The instructions that must run, by position in the main block.
    pub fn needed(&self, lines: bool) -> Vec<bool> {
        let main = self.main();
        let mut wanted = Registers::filled(&self.code, false);
        outputs(&self.code, lines).for_each(|register| wanted[register] = true);
        let mut needed = vec![false; main.len()];
        for (position, instruction) in main.iter().enumerate().rev() {
            if !wanted[target(instruction)] {
                continue;
            }
            needed[position] = true;
            for need in self.needs(instruction) {
                match need {
                    Need::Row(register) | Need::All(register) => wanted[register] = true,
                    Need::List(events) => wanted[(File::Events, events.0)] = true,
                }
            }
        }
        needed
    }
}

/// The registers that hold results.
pub fn outputs(code: &Code, lines: bool) -> impl Iterator<Item = Register> + '_ {
    let outputs = &code.outputs;
    let details = outputs.lines.iter().chain(&outputs.groups).filter(move |_| lines);
    let figures = outputs.scores.iter().chain(details).map(|f| (File::Figure, f.0));
    let labels = outputs.grades.iter().chain(&outputs.matrices);
    let labels = labels.chain(&outputs.stage).chain(&outputs.stage_line);
    let sets = outputs.disqualified.iter().chain(&outputs.in_model).map(|s| (File::Set, s.0));
    figures.chain(labels.map(|l| (File::Label, l.0))).chain(sets)
}
