//! Literal points that depend on one column alone are added up beforehand: one look-up instead of one instruction a rule.

use std::collections::BTreeMap;

use crate::bytecode::code::{NumberFold, TextFold};
use crate::bytecode::from_ir::builder::Builder;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Figure, File, Num, ScopeId, Set, Text};
use crate::types::Points;

/// Fewer comparisons with one number than so many are quicker than a search.
const COMPARISONS: usize = 8;

impl Builder<'_> {
    /// The exact sum of figures, and of points where a lead is in their set.
    pub fn sum(
        &mut self,
        of: Vec<Figure>,
        literals: impl Iterator<Item = (Set, Points)>,
    ) -> Figure {
        let mut by_set: BTreeMap<Set, i64> = BTreeMap::new();
        let mut by_text: BTreeMap<Text, TextFold> = BTreeMap::new();
        let mut by_number: BTreeMap<Num, NumberFold> = BTreeMap::new();
        for (set, points) in literals {
            match self.condition_of(set) {
                Some(Op::TextTest { a, test }) => {
                    by_text.entry(a).or_default().push((test, points))
                }
                Some(Op::CompareWith { a, op, value }) => {
                    by_number.entry(a).or_default().push((op, value, points));
                }
                _ => *by_set.entry(set).or_default() += points.0,
            }
        }
        let mut texts = Vec::new();
        for (text, fold) in by_text {
            self.code.text_folds.push(fold);
            texts.push((text, self.code.text_folds.len() as u32 - 1));
        }
        let mut numbers = Vec::new();
        for (number, fold) in by_number {
            if fold.len() < COMPARISONS {
                for (op, value, points) in fold {
                    let a = self.emit(ScopeId::LEADS, Op::CompareWith { a: number, op, value });
                    let set = self.emit(ScopeId::LEADS, Op::True { a });
                    *by_set.entry(set).or_default() += points.0;
                }
            } else {
                self.code.number_folds.push(fold);
                numbers.push((number, self.code.number_folds.len() as u32 - 1));
            }
        }
        let literals = by_set.into_iter().map(|(set, points)| (set, Points(points))).collect();
        self.emit(ScopeId::LEADS, Op::Total { of, literals, texts, numbers })
    }

    /// The condition whose certain truth the set is, if it is one of a lead's.
    fn condition_of(&self, set: Set) -> Option<Op> {
        let Op::True { a } = self.writer(File::Set, set.0)? else { return None };
        self.writer(File::Cond, a.0).cloned()
    }

    /// The operation over leads that writes a register.
    fn writer(&self, file: File, number: u32) -> Option<&Op> {
        let index = *self.writers.get(&(file, number))?;
        self.code.scopes[ScopeId::LEADS.index()].block.get(index).map(|instruction| &instruction.op)
    }
}
