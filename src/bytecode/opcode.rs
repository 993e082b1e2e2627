//! The opcode table: every instruction with its operands, the type of its result and its effect.

use crate::bytecode::Code;
use crate::bytecode::print::Show;
use crate::bytecode::reads::Reads;
use crate::bytecode::register::{
    Along, Class, Column, Cond, Counted, Date, Events, Figure, File, Float, Key, Label, Latest,
    Matches, Num, Picks, ScopeId, Set, Text, Window, Worth,
};
use crate::ir::expr::{CompareOp, Side, TextOp};
use crate::types::calendar::Unit;
use crate::types::{EventId, Points};

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Opcode {
    pub mnemonic: &'static str,
    pub operands: &'static [&'static str],
    pub result: File,
    pub effect: &'static str,
}

macro_rules! opcodes {
    ($($name:ident { $($field:ident: $ty:ty),* } $mnemonic:literal -> $result:ident, $effect:literal;)*) => {
        /// What an instruction does.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Op {
            $(#[doc = $effect] $name { $($field: $ty),* }),*
        }

        /// The table, in the order of the documentation.
        pub const TABLE: &[Opcode] = &[$(Opcode {
            mnemonic: $mnemonic,
            operands: &[$(stringify!($field)),*],
            result: File::$result,
            effect: $effect,
        }),*];

        impl Op {
            pub fn opcode(&self) -> &'static Opcode {
                const ALL: &[Opcode] = TABLE;
                &ALL[self.position()]
            }

            fn position(&self) -> usize {
                #[derive(Clone, Copy)]
                enum Position { $($name),* }
                (match self {
                    $(Op::$name { .. } => Position::$name),*
                }) as usize
            }

            /// The registers that its operands name.
            pub fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
                match self {
                    $(Op::$name { $($field),* } => {
                        // Nothing for an instruction without operands.
                        let _ = &visit;
                        $($field.reads(visit);)*
                    })*
                }
            }

            /// Its operands as printed, in the table's order.
            pub fn operands(&self, code: &Code) -> Vec<String> {
                match self {
                    $(Op::$name { $($field),* } => {
                        // Empty for an instruction without operands.
                        let _ = code;
                        vec![$($field.show(code)),*]
                    })*
                }
            }
        }
    };
}

/// Hands the table to a macro: each row is `Name { operand: Type, … } "mnemonic" -> Result, "effect";`.
macro_rules! with_opcodes {
    ($then:ident) => {
        $then! {
            // What the data holds
            LoadBool { column: Column } "load.bool" -> Cond, "the column's yes and no";
            LoadNum { column: Column } "load.num" -> Num, "the column's numbers";
            LoadDate { column: Column } "load.date" -> Date, "the column's dates";
            LoadText { column: Column } "load.text" -> Text, "the codes of the column's texts";
            LoadKey { column: Column, of: Option<Events> } "load.key" -> Key, "the column's values, of the list or of all, in their order: texts ignoring case, numbers, no before yes, dates";
            Known { column: Column } "known" -> Cond, "true where the column is known";
            EventTime { } "time" -> Date, "the event's moment";
            Calendar { unit: Unit, of: Option<Events> } "calendar" -> Key, "the local calendar unit that holds the event's moment, of the list or of all";
            ConstCond { value: bool } "const.cond" -> Cond, "the same answer in every row";
            UnknownCond { } "unknown.cond" -> Cond, "unknown in every row";
            ConstNum { value: Float } "const.num" -> Num, "the same number in every row";
            UnknownNum { } "unknown.num" -> Num, "unknown in every row";
            ConstDate { seconds: i64 } "const.date" -> Date, "the same moment in every row";
            UnknownDate { } "unknown.date" -> Date, "unknown in every row";

            // From one scope into another
            GatherCond { source: Cond, along: Along } "gather.cond" -> Cond, "the condition of the row found along the way";
            GatherSet { source: Set, along: Along } "gather.set" -> Set, "whether the row found along the way is in the set";
            GatherNum { source: Num, along: Along } "gather.num" -> Num, "the number of the row found along the way";
            GatherDate { source: Date, along: Along } "gather.date" -> Date, "the date of the row found along the way";
            GatherText { source: Text, along: Along } "gather.text" -> Text, "the text of the row found along the way";
            GatherLabel { source: Label, along: Along } "gather.label" -> Label, "the label of the row found along the way";

            // Conditions
            Not { a: Cond } "not" -> Cond, "true where false, false where true";
            And { of: Vec<Cond> } "and" -> Cond, "false where one is false, true where all are true";
            Or { of: Vec<Cond> } "or" -> Cond, "true where one is true, false where all are false";
            AtLeast { count: u32, of: Vec<Cond> } "at.least" -> Cond, "true where so many are true, false where so many cannot be";
            SameBool { a: Cond, b: Cond } "same.bool" -> Cond, "both yes or both no";
            Compare { a: Num, op: CompareOp, b: Num } "compare.num" -> Cond, "how two numbers compare";
            CompareWith { a: Num, op: CompareOp, value: Float } "compare.with" -> Cond, "how a number compares with a literal";
            NumIn { a: Num, set: u32 } "in.num" -> Cond, "the number is one of the set";
            CompareDate { a: Date, op: CompareOp, b: Date } "compare.date" -> Cond, "how two dates compare";
            DateIn { a: Date, from: Option<i64>, until: Option<i64> } "in.date" -> Cond, "from the first second (included) until the last (excluded)";
            Younger { a: Date, seconds: i64 } "younger" -> Cond, "not in the future and its age is under so many seconds";
            Older { a: Date, seconds: i64 } "older" -> Cond, "its age is so many seconds or more";
            TextTest { a: Text, test: u32 } "test.text" -> Cond, "the test, looked up by code: it was made once for each text of the dictionary";
            SameText { a: Text, view_a: u32, b: Text, view_b: u32, exact: bool } "same.text" -> Cond, "the two texts are equal";
            TextPair { a: Text, view_a: u32, op: TextOp, b: Text, view_b: u32 } "test.pair" -> Cond, "the test of one text by another";
            ListTest { column: Column, test: u32 } "test.list" -> Cond, "the list has any, or all, of the test's texts";
            KnownNum { a: Num } "known.num" -> Cond, "true where the number is known";
            KnownDate { a: Date } "known.date" -> Cond, "true where the date is known";
            LabelIn { a: Label, of: Vec<u16> } "in.label" -> Cond, "the label is one of these; unknown where there is none";
            Happened { picks: Picks, complete: Option<Set> } "happened" -> Cond, "an event was picked; unknown while none was and the time for it is not over";

            // Numbers
            Add { a: Num, b: Num } "add" -> Num, "a + b";
            Subtract { a: Num, b: Num } "subtract" -> Num, "a - b";
            Multiply { a: Num, b: Num } "multiply" -> Num, "a times b";
            Divide { a: Num, b: Num } "divide" -> Num, "a / b; unknown where b is 0";
            Negate { a: Num } "negate" -> Num, "-a";
            Min { of: Vec<Num> } "min" -> Num, "the least; unknown where one is unknown";
            Max { of: Vec<Num> } "max" -> Num, "the greatest; unknown where one is unknown";
            Abs { a: Num } "abs" -> Num, "without its sign";
            Round { a: Num } "round" -> Num, "to a whole number, half away from zero";
            Floor { a: Num } "floor" -> Num, "the whole number at or below";
            Ceil { a: Num } "ceil" -> Num, "the whole number at or above";
            Sqrt { a: Num } "sqrt" -> Num, "the square root; unknown below 0";
            Log { a: Num } "log" -> Num, "the natural logarithm; unknown at 0 and below";
            Exp { a: Num } "exp" -> Num, "e to the power of a";
            DaysSince { a: Date } "days.since" -> Num, "days from the date to the moment";
            DaysUntil { a: Date } "days.until" -> Num, "days from the moment to the date";
            ReadScore { a: Figure } "score" -> Num, "a published score as a number";
            Coverage { of: Vec<Column> } "coverage" -> Num, "the share of these columns that are known";
            Count { picks: Picks, complete: Option<Set> } "count" -> Num, "how many events are picked";
            Sum { picks: Picks, column: Column, complete: Option<Set> } "sum" -> Num, "the exact sum of a property over the events picked";
            Average { picks: Picks, column: Column, complete: Option<Set> } "average" -> Num, "its mean; unknown where no value is known";
            Least { picks: Picks, column: Column, complete: Option<Set> } "least" -> Num, "its least value; unknown where no value is known";
            Greatest { picks: Picks, column: Column, complete: Option<Set> } "greatest" -> Num, "its greatest value; unknown where no value is known";
            Distinct { picks: Picks, key: Key, complete: Option<Set> } "distinct" -> Num, "how many different values the key has over the events picked";
            Table { rows: Vec<(Set, Worth)> } "table" -> Num, "the points of the first set that holds the row; unknown where none does";

            // Dates
            First { picks: Picks, complete: Option<Set> } "first" -> Date, "the moment of the first event picked";
            Last { picks: Picks, nth: u32, complete: Option<Set> } "last" -> Date, "the moment of the latest event picked, or of the second, third … latest";

            // Sets of rows
            All { } "all" -> Set, "every row";
            True { a: Cond } "true" -> Set, "where the condition is certainly true";
            Has { a: Num } "has" -> Set, "where the number is known";
            Both { of: Vec<Set> } "both" -> Set, "the rows that are in all of these sets";
            Either { of: Vec<Set> } "either" -> Set, "the rows that are in one of these sets";
            Without { a: Set, b: Set } "without" -> Set, "the rows of a that are not in b";
            Now { from: Option<i64>, before: Option<i64> } "now" -> Set, "every row if the moment lies in the period, else none";
            During { from: Option<i64>, before: Option<i64> } "during" -> Set, "the events in the period";
            Existing { } "existing" -> Set, "the events up to the moment";
            Named { events: Vec<EventId> } "named" -> Set, "the events with one of these names";
            Reset { picks: Set } "reset" -> Set, "the events that a later one of these hides, or another one at their second";
            Pause { from: Set, until: Set } "pause" -> Set, "the events that a pause hides";
            Complete { event: u8, seconds: i64 } "complete" -> Set, "where the time after the event around is over at the moment";
            Listed { events: Events } "listed" -> Set, "the events of the list";
            Reaches { a: Figure, op: CompareOp, bound: Points } "reaches" -> Set, "where a figure compares so with a bound";
            NotZero { a: Figure } "not.zero" -> Set, "where a figure is not 0";

            // Lists of events
            Match { table: u32 } "match" -> Matches, "the events up to the moment, each in the lists of the table whose tests of its name, its columns and its age hold";
            Matched { of: Matches, list: u32 } "matched" -> Events, "one of these lists";
            List { set: Set } "list" -> Events, "the events of the set";
            Keep { events: Events, sets: Vec<Set> } "keep" -> Events, "those that are in all of these sets";
            OfLeads { events: Events, leads: Set } "of.leads" -> Events, "those of the leads in the set";
            Times { events: Events, count: u32, seconds: i64 } "times" -> Events, "those that are at least the so manyth within the seconds up to their own";
            Limit { events: Events, points: Worth, first: bool, cooldown: Option<i64>, keep: Vec<Latest>, ties: Vec<Key> } "limit" -> Events, "those that are left after `first time`, `cooldown` and each `max … times`";

            // The events of a lead
            PerLead { events: Events } "per.lead" -> Picks, "each lead's events of the list";
            Window { side: Option<Side>, event: u8, within: Option<i64>, since: Option<Date>, rows: Option<Set> } "window" -> Window, "for the rows of the set, the stretch of the lead's events before or after the event around, within the seconds, since the date";
            Pick { window: Window, events: Events, except: Option<u8> } "pick" -> Picks, "the events of the window that are in the list, but not the event around";
            PickIf { window: Window, events: Events, except: Option<u8>, inner: ScopeId, holds: Set } "pick.if" -> Picks, "the same, and the block over pairs of row and event says that it holds";

            // Classes: values that all rules take for the same
            ClassOf { source: u32 } "class" -> Class, "the class of the column's value";
            ClassIn { rows: Set } "class.in" -> Class, "1 in the set, else 0";

            // Figures
            If { rows: Set, points: Worth } "if" -> Figure, "the points in the rows of the set, else 0";
            On { of: Counted, cap_per: Option<(Points, Key)>, cap: Option<Points> } "on" -> Figure, "the points of the events, aged, capped for each key, summed exactly, rounded, capped";
            Pool { of: Vec<Counted>, cap: Points, key: Key, figures: Vec<Figure>, lines: Vec<Figure> } "pool" -> Figure, "the points of all these events capped for each key and rounded, and the figures; where no cap binds the figures and the lines";
            Total { of: Vec<Figure>, literals: Vec<(Set, Points)>, classes: Vec<(Class, u32)> } "total" -> Figure, "the exact sum of figures, of points where the row is in their set, and of points looked up by class";
            Clauses { of: Vec<Class>, table: u32 } "clauses" -> Figure, "the points of the lines of which a clause has all its tests hold: bits by class, and-ed";
            Best { of: Vec<(Set, Figure)> } "best" -> Figure, "the greatest of the figures that take part, 0 if none does";
            FirstOf { of: Vec<(Set, Figure)> } "first.of" -> Figure, "the first of the figures that take part, 0 if none does";
            Clamp { a: Figure, low: Option<Points>, high: Option<Points> } "clamp" -> Figure, "held within the range";
            Where { rows: Set, a: Figure } "where" -> Figure, "the figure in the rows of the set, else 0";
            Minus { a: Figure, b: Figure } "minus" -> Figure, "a - b";
            Formula { formula: u32 } "formula" -> Figure, "the formula over published scores, exact, rounded once";

            // Labels
            Grade { a: Figure, grade: u32 } "grade" -> Label, "the label of the first row whose bound holds, else that of `otherwise`";
            Matrix { rows: Label, columns: Label, width: u16, disqualified: Option<Set> } "matrix" -> Label, "row label × width + column label; none where one has none";
            StageLine { of: Vec<Set>, disqualified: Option<Set> } "stage.line" -> Label, "the last of the stage lines that hold";
            Stage { line: Label, base: Option<u16>, disqualified: Option<Set> } "stage" -> Label, "the stage of the line that won, else the base";
        }
    };
}
pub(crate) use with_opcodes;

with_opcodes!(opcodes);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_is_documented() {
        let page = include_str!("../../docs/reference/bytecode.md");
        for Opcode { mnemonic, operands, result, effect } in TABLE {
            let (operands, letter) = (operands.join(", "), result.letter());
            let row = format!("| `{mnemonic}` | {operands} | {letter} | {effect} |");
            assert!(page.contains(&row), "docs/reference/bytecode.md lacks the row\n{row}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = TABLE.iter().map(|opcode| opcode.mnemonic).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }
}
