//! Bytecode as text: flat, one instruction a line, columns and labels by their names.

use std::fmt::{self, Write};

use crate::bytecode::code::{Code, Instruction, Test, TestKind};
use crate::bytecode::folded;
use crate::bytecode::register::{Along, Column, Counted, Float, Latest, ScopeId, Worth};
use crate::bytecode::words;
use crate::ir::expr::{CompareOp, Quantifier, Side, TextOp, TextSet};
use crate::types::calendar::Unit;
use crate::types::{EventId, Points};

/// The code as a reader wants it: the main block, the blocks over pairs, the tables.
pub fn print(code: &Code) -> String {
    code.to_string()
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (i, scope) in self.scopes.iter().enumerate().filter(|(i, _)| *i != ScopeId::LOG.index())
        {
            match scope.outer {
                None => writeln!(f, "main:")?,
                Some(outer) => writeln!(f, "\npairs {i} of {} and an event:", outer.show(self))?,
            }
            scope.block.iter().try_for_each(|instruction| line(f, self, instruction))?;
        }
        tables(f, self)?;
        outputs(f, self)
    }
}

fn line(f: &mut fmt::Formatter, code: &Code, instruction: &Instruction) -> fmt::Result {
    if let Some(title) = &instruction.title {
        writeln!(f, "  # {title}")?;
    }
    let opcode = instruction.op.opcode();
    let target = format!("{}{}", opcode.result.letter(), instruction.target);
    let operands = instruction.op.operands(code).join(", ");
    let mark = if instruction.detail { "~" } else { "" };
    let scope = format!("{}{mark}", instruction.scope.show(code));
    let text = format!("  {scope:<7} {target:>5} = {:<13} {operands}", opcode.mnemonic);
    writeln!(f, "{}", text.trim_end())
}

fn tables(f: &mut fmt::Formatter, code: &Code) -> fmt::Result {
    let titled = |f: &mut fmt::Formatter, title: &str, rows: Vec<String>| -> fmt::Result {
        if !rows.is_empty() {
            writeln!(f, "\n{title}:")?;
        }
        rows.iter().enumerate().try_for_each(|(i, row)| writeln!(f, "  {i:>3}  {row}"))
    };
    titled(f, "texts", (0..code.views.len()).map(|v| view(code, v as u32)).collect())?;
    titled(f, "tests", code.tests.iter().map(|t| test(code, t)).collect())?;
    titled(f, "numbers", code.numbers.iter().map(|set| list(set.iter())).collect())?;
    titled(f, "classes", code.sources.iter().map(|s| folded::source(code, s)).collect())?;
    titled(f, "points by class", code.points.iter().map(|t| folded::points(code, t)).collect())?;
    for (i, table) in code.clauses.iter().enumerate() {
        let (title, rows) = folded::clauses(code, table);
        titled(f, &format!("{title} {i}"), rows)?;
    }
    titled(f, "ageing", code.ageings.iter().map(|(ageing, _)| words::ageing(ageing)).collect())?;
    titled(f, "formulas", code.formulas.iter().map(words::formula).collect())?;
    let grade = |grade: &crate::bytecode::code::GradeTable| {
        let label = |l: u16| grade.labels.get(usize::from(l)).map_or("?", String::as_str);
        let rows = grade
            .rows
            .iter()
            .map(|(op, bound, l)| format!("{} {} {bound}", label(*l), op.symbol()));
        let otherwise = grade.otherwise.map(|l| format!("otherwise {}", label(l)));
        format!("{}: {}", grade.name, rows.chain(otherwise).collect::<Vec<_>>().join(", "))
    };
    titled(f, "grades", code.grades.iter().map(grade).collect())
}

fn outputs(f: &mut fmt::Formatter, code: &Code) -> fmt::Result {
    let outputs = &code.outputs;
    writeln!(f, "\nresults:")?;
    let mut row = |name: &str, registers: String| match registers.is_empty() {
        true => Ok(()),
        false => writeln!(f, "  {name:<12} {registers}"),
    };
    row("in model", outputs.in_model.map(|r| r.to_string()).unwrap_or_default())?;
    row("scores", joined(&outputs.scores))?;
    row("lines", joined(&outputs.lines))?;
    row("groups", joined(&outputs.groups))?;
    row("grades", joined(&outputs.grades))?;
    row("matrices", joined(&outputs.matrices))?;
    row("stage", outputs.stage.map(|r| r.to_string()).unwrap_or_default())?;
    row("stage line", outputs.stage_line.map(|r| r.to_string()).unwrap_or_default())?;
    row("disqualified", joined(&outputs.disqualified))
}

fn joined<T: fmt::Display>(of: &[T]) -> String {
    of.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

fn list<T: fmt::Debug>(items: impl Iterator<Item = T>) -> String {
    items.map(|i| format!("{i:?}")).collect::<Vec<_>>().join(", ")
}

pub fn view(code: &Code, id: u32) -> String {
    let Some(view) = code.views.get(id as usize) else { return "?".into() };
    let column = view.column.show(code);
    (0..view.domains).fold(column, |text, _| format!("domain({text})"))
}

pub fn test(code: &Code, test: &Test) -> String {
    let view = view(code, test.view);
    let of = |quantifier: Quantifier, set: &TextSet| {
        let word = if quantifier == Quantifier::Any { "any of" } else { "all of" };
        format!("{word} {}", texts(set))
    };
    match &test.kind {
        TestKind::Known => format!("{view} is known"),
        TestKind::In(set) => format!("{view} in {}", texts(set)),
        TestKind::Text(op, quantifier, set) => {
            format!("{view} {} {}", word(*op), of(*quantifier, set))
        }
        TestKind::Matches(pattern) => format!("{view} matches /{}/", pattern.source),
        TestKind::Has(quantifier, set) => format!("{view} has {}", of(*quantifier, set)),
    }
}

/// The texts of a set, the first eight of a long one.
fn texts(set: &TextSet) -> String {
    let shown = list(set.items.iter().take(8));
    let exact = if set.exact { "exactly " } else { "" };
    match set.items.len() {
        n if n > 8 => format!("{exact}[{shown} and {} more]", n - 8),
        _ => format!("{exact}[{shown}]"),
    }
}

fn word(op: TextOp) -> &'static str {
    match op {
        TextOp::Contains => "contains",
        TextOp::ContainsWord => "contains word",
        TextOp::StartsWith => "starts with",
        TextOp::EndsWith => "ends with",
    }
}

/// How an operand is printed; the code knows the names.
pub trait Show {
    fn show(&self, code: &Code) -> String;
}

macro_rules! plain {
    ($($ty:ty),*) => { $(impl Show for $ty {
        fn show(&self, _: &Code) -> String {
            self.to_string()
        }
    })* };
}

use crate::bytecode::register;
plain!(bool, u8, u16, u32, i64, Points);
plain!(register::Cond, register::Set, register::Num, register::Date, register::Text, register::Key);
plain!(register::Window, register::Picks, register::Figure, register::Label);
plain!(register::Matches, register::Events, register::Class);

impl<T: Show> Show for Vec<T> {
    fn show(&self, code: &Code) -> String {
        let items: Vec<String> = self.iter().map(|i| i.show(code)).collect();
        format!("[{}]", items.join(" "))
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, code: &Code) -> String {
        self.as_ref().map_or_else(|| "-".into(), |v| v.show(code))
    }
}

impl<A: Show, B: Show> Show for (A, B) {
    fn show(&self, code: &Code) -> String {
        format!("{}:{}", self.0.show(code), self.1.show(code))
    }
}

impl Show for Float {
    fn show(&self, _: &Code) -> String {
        self.get().to_string()
    }
}

impl Show for CompareOp {
    fn show(&self, _: &Code) -> String {
        self.symbol().into()
    }
}

impl Show for TextOp {
    fn show(&self, _: &Code) -> String {
        word(*self).into()
    }
}

impl Show for Unit {
    fn show(&self, _: &Code) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl Show for Side {
    fn show(&self, _: &Code) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl Show for EventId {
    fn show(&self, code: &Code) -> String {
        code.schema.events.get(self.0 as usize).cloned().unwrap_or_else(|| "other".into())
    }
}

impl Show for Column {
    fn show(&self, code: &Code) -> String {
        let field = match self {
            Column::Lead(id) => code.schema.attributes.get(id.0 as usize),
            Column::Event(id) => code.schema.properties.get(id.0 as usize),
        };
        let name = field.map_or("?", |f| f.name.as_str());
        match self {
            Column::Lead(_) => format!("lead.{name}"),
            Column::Event(_) => format!("event.{name}"),
        }
    }
}

impl Show for ScopeId {
    fn show(&self, _: &Code) -> String {
        match *self {
            ScopeId::LEADS => "leads".into(),
            ScopeId::LOG => "events".into(),
            ScopeId(pairs) => format!("pairs{pairs}"),
        }
    }
}

impl Show for Along {
    fn show(&self, _: &Code) -> String {
        match self {
            Along::Lead => "lead".into(),
            Along::Event(0) => "event".into(),
            Along::Event(n) => format!("event{n}"),
            Along::Outer(n) => format!("outer{n}"),
        }
    }
}

impl Show for Worth {
    fn show(&self, _: &Code) -> String {
        match self {
            Worth::Literal(points) => format!("{points:+}"),
            Worth::Computed(register) => register.to_string(),
        }
    }
}

impl Show for Counted {
    fn show(&self, code: &Code) -> String {
        format!("{}×{} ageing {}", self.events, self.points.show(code), self.ageing)
    }
}

impl Show for Latest {
    fn show(&self, code: &Code) -> String {
        let mut text = self.count.to_string();
        if let Some(key) = self.per {
            // Writing into a text cannot fail.
            let _ = write!(text, " per {}", key.show(code));
        }
        text
    }
}
