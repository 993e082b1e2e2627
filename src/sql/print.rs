//! A query as text: the only place that quotes, and it quotes everything.

use std::fmt::Write;

use crate::sql::dialect::Dialect;
use crate::sql::tree::{Expr, Frame, Item, Operator, Order, Query, Select, Step, Table};

/// A choice that is longer has a line for each row.
const WIDTH: usize = 100;

/// How tightly an expression holds together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Atom,
}

/// A query in a dialect, ending in a line end; with `dbt`, as a template in which no text of a user opens anything.
pub fn query(query: &Query, dialect: &'static Dialect, dbt: bool) -> String {
    let mut out = String::new();
    let printer = Printer { dialect, dbt };
    for line in &query.head {
        let _ = writeln!(out, "{}", printer.comment(line));
    }
    for (place, step) in query.steps.iter().enumerate() {
        let with = if query.recursive { "WITH RECURSIVE\n" } else { "WITH\n" };
        out += if place == 0 { with } else { ",\n" };
        printer.step(&mut out, step);
    }
    out += "\n";
    printer.select(&mut out, &query.last, "");
    out += "\n";
    if !dialect.tail.is_empty() {
        let _ = writeln!(out, "{}", dialect.tail);
    }
    out
}

/// The name of a table, quoted.
pub fn table(table: &Table, dialect: &'static Dialect) -> String {
    Printer { dialect, dbt: false }.table(table, None)
}

/// Line ends that are no control characters.
fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

struct Printer {
    dialect: &'static Dialect,
    dbt: bool,
}

impl Printer {
    /// One line that cannot end early.
    fn comment(&self, text: &str) -> String {
        let plain = |c: char| if c.is_control() || is_break(c) { ' ' } else { c };
        let shown: String = text.chars().map(plain).collect();
        self.inert(format!("-- {}", shown.trim_end()))
    }

    fn name(&self, name: &str) -> String {
        self.inert(self.dialect.name(name))
    }

    /// In a template of dbt, no brace opens anything.
    fn inert(&self, text: String) -> String {
        if self.dbt { text.replace('{', "{{ '{' }}") } else { text }
    }

    fn step(&self, out: &mut String, step: &Step) {
        let _ = writeln!(out, "{}", self.comment(&step.comment));
        let _ = writeln!(out, "{} {} (", self.name(&step.name), self.dialect.step);
        self.select(out, &step.select, "  ");
        out.push_str("\n)");
    }

    fn select(&self, out: &mut String, select: &Select, indent: &str) {
        let _ = write!(out, "{indent}SELECT{}", if select.distinct { " DISTINCT" } else { "" });
        for (place, item) in select.items.iter().enumerate() {
            out.push_str(if place == 0 { "\n" } else { ",\n" });
            self.item(out, item, indent);
        }
        let _ = write!(out, "\n{indent}FROM {}", self.table(&select.from, select.alias));
        if let Some(join) = &select.join {
            let kind = if join.left { "LEFT JOIN" } else { "JOIN" };
            let table = self.table(&join.table, Some(join.alias));
            let on = self.expr(&join.on, Strength::Or);
            let _ = write!(out, "\n{indent}{kind} {table} ON {on}");
        }
        if let Some(filter) = &select.filter {
            let _ = write!(out, "\n{indent}WHERE {}", self.expr(filter, Strength::Or));
        }
        if !select.group.is_empty() {
            let _ = write!(out, "\n{indent}GROUP BY {}", self.list(&select.group));
        }
        if let Some(other) = &select.union {
            let _ = write!(out, "\n{indent}UNION ALL\n");
            self.select(out, other, indent);
        }
    }

    fn item(&self, out: &mut String, item: &Item, indent: &str) {
        match item {
            Item::All(None) => {
                let _ = write!(out, "{indent}  *");
            }
            Item::All(Some(alias)) => {
                let _ = write!(out, "{indent}  {alias}.*");
            }
            Item::Named { expr, name, comment: words } => {
                if let Some(words) = words {
                    let _ = writeln!(out, "{indent}  {}", self.comment(words));
                }
                let _ = write!(out, "{indent}  {}", self.broken(expr, indent));
                if !matches!(expr, Expr::Column(_, own) if own == name) {
                    let _ = write!(out, " AS {}", self.name(name));
                }
            }
        }
    }

    /// A long choice has a line a row.
    fn broken(&self, expr: &Expr, indent: &str) -> String {
        let line = self.expr(expr, Strength::Or);
        match expr {
            Expr::Case(rows, otherwise) if line.len() > WIDTH => {
                let before = format!("\n{indent}    ");
                self.case(rows, otherwise.as_deref(), (&before, &format!("\n{indent}  ")))
            }
            _ => line,
        }
    }

    fn table(&self, table: &Table, alias: Option<&str>) -> String {
        let table = match table {
            Table::Named(parts) => {
                parts.iter().map(|part| self.name(part)).collect::<Vec<_>>().join(".")
            }
            Table::Dbt(parts) => dbt_name(parts),
        };
        let alias = alias.map(|alias| format!(" {alias}")).unwrap_or_default();
        format!("{table}{alias}")
    }

    fn list(&self, all: &[Expr]) -> String {
        all.iter().map(|e| self.expr(e, Strength::Or)).collect::<Vec<_>>().join(", ")
    }

    /// In parentheses where what stands around holds tighter.
    fn expr(&self, expr: &Expr, around: Strength) -> String {
        let (text, strength) = self.plain(expr);
        if strength < around { format!("({text})") } else { text }
    }

    fn plain(&self, expr: &Expr) -> (String, Strength) {
        let atom = |text: String| (text, Strength::Atom);
        match expr {
            Expr::Column(alias, name) => {
                let alias = alias.map(|alias| format!("{alias}.")).unwrap_or_default();
                atom(format!("{alias}{}", self.name(name)))
            }
            Expr::Null => atom("NULL".into()),
            Expr::Bool(value) => atom(if *value { "TRUE" } else { "FALSE" }.into()),
            Expr::Whole(number) if *number < 0 => (number.to_string(), Strength::Sum),
            Expr::Whole(number) => atom(number.to_string()),
            Expr::Double(number) => atom(self.dialect.double(*number)),
            Expr::Text(text) => atom(self.inert(self.dialect.text(text))),
            Expr::Binary(left, operator, right) => self.binary(left, *operator, right),
            Expr::All(all) => self.chain(all, (" AND ", Strength::And), true),
            Expr::Any(all) => self.chain(all, (" OR ", Strength::Or), false),
            Expr::Not(of) => {
                (format!("NOT {}", self.expr(of, Strength::Comparison)), Strength::Not)
            }
            Expr::IsNull(of) => {
                (format!("{} IS NULL", self.expr(of, Strength::Sum)), Strength::Comparison)
            }
            Expr::IsNotNull(of) => {
                (format!("{} IS NOT NULL", self.expr(of, Strength::Sum)), Strength::Comparison)
            }
            Expr::In(of, items) => {
                let text = format!("{} IN ({})", self.expr(of, Strength::Sum), self.list(items));
                (text, Strength::Comparison)
            }
            Expr::Case(rows, otherwise) => atom(self.case(rows, otherwise.as_deref(), (" ", " "))),
            Expr::Word(word) => atom((*word).into()),
            Expr::List(all) => atom(self.list(all)),
            Expr::Phrase(phrase, of) => atom(self.phrase(phrase, of)),
            Expr::Over { call, partition, order, frame } => {
                atom(self.over(call, partition, order, *frame))
            }
        }
    }

    fn binary(&self, left: &Expr, operator: Operator, right: &Expr) -> (String, Strength) {
        let (symbol, strength) = symbol(operator);
        // A comparison of comparisons is no chain, and `a - (b - c)` keeps its parentheses.
        let (left_needs, right_needs) = match strength {
            Strength::Sum => (Strength::Sum, Strength::Product),
            Strength::Product => (Strength::Product, Strength::Atom),
            _ => (Strength::Sum, Strength::Sum),
        };
        let (left, right) = (self.expr(left, left_needs), self.expr(right, right_needs));
        (format!("{left} {symbol} {right}"), strength)
    }

    /// What decides nothing is left out.
    fn chain(
        &self,
        all: &[Expr],
        (between, strength): (&str, Strength),
        neutral: bool,
    ) -> (String, Strength) {
        let deciding: Vec<&Expr> = all.iter().filter(|e| **e != Expr::Bool(neutral)).collect();
        match deciding.as_slice() {
            [] => self.plain(&Expr::Bool(neutral)),
            [one] => self.plain(one),
            _ => {
                let parts = deciding.iter().map(|e| self.expr(e, Strength::Not));
                (parts.collect::<Vec<_>>().join(between), strength)
            }
        }
    }

    /// With what stands before each row, and before the end.
    fn case(
        &self,
        rows: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        (before, end): (&str, &str),
    ) -> String {
        let expr = |expr| self.expr(expr, Strength::Or);
        let mut out = "CASE".to_string();
        for (condition, then) in rows {
            let _ = write!(out, "{before}WHEN {} THEN {}", expr(condition), expr(then));
        }
        if let Some(otherwise) = otherwise {
            let _ = write!(out, "{before}ELSE {}", expr(otherwise));
        }
        out + end + "END"
    }

    /// What stands between parentheses and commas needs no more of them.
    fn phrase(&self, phrase: &str, of: &[Expr]) -> String {
        let mut out = String::new();
        let mut rest = phrase;
        while let Some((start, digit)) = placeholder(rest) {
            let (before, after) = (&rest[..start], &rest[start + 3..]);
            out += before;
            let opened = before.trim_end().ends_with(['(', ',']);
            let closed = after.trim_start().starts_with([')', ',']);
            let around = if opened && closed { Strength::Or } else { Strength::Atom };
            out += &self.expr(&of[digit], around);
            rest = after;
        }
        out + rest
    }

    fn over(&self, call: &Expr, partition: &[Expr], order: &[Order], frame: Frame) -> String {
        let mut parts = Vec::new();
        if !partition.is_empty() {
            parts.push(format!("PARTITION BY {}", self.list(partition)));
        }
        if !order.is_empty() {
            let order: Vec<String> = order
                .iter()
                .map(|o| self.expr(&o.by, Strength::Or) + if o.descending { " DESC" } else { "" })
                .collect();
            parts.push(format!("ORDER BY {}", order.join(", ")));
        }
        match frame {
            Frame::Usual => {}
            Frame::UpToHere => {
                parts.push("RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW".into());
            }
            Frame::Preceding(seconds) => {
                parts.push(format!("RANGE BETWEEN {seconds} PRECEDING AND CURRENT ROW"));
            }
            Frame::From(seconds) => {
                parts.push(format!("RANGE BETWEEN {seconds} FOLLOWING AND UNBOUNDED FOLLOWING"));
            }
        }
        format!("{} OVER ({})", self.expr(call, Strength::Atom), parts.join(" "))
    }
}

/// The next `{0}`; what else stands in braces, as in regular expressions, is longer.
fn placeholder(phrase: &str) -> Option<(usize, usize)> {
    phrase.as_bytes().windows(3).enumerate().find_map(|(start, bytes)| match bytes {
        [b'{', digit @ b'0'..=b'9', b'}'] => Some((start, usize::from(digit - b'0'))),
        _ => None,
    })
}

fn symbol(operator: Operator) -> (&'static str, Strength) {
    match operator {
        Operator::Equal => ("=", Strength::Comparison),
        Operator::NotEqual => ("<>", Strength::Comparison),
        Operator::Less => ("<", Strength::Comparison),
        Operator::LessOrEqual => ("<=", Strength::Comparison),
        Operator::Greater => (">", Strength::Comparison),
        Operator::GreaterOrEqual => (">=", Strength::Comparison),
        Operator::Add => ("+", Strength::Sum),
        Operator::Subtract => ("-", Strength::Sum),
        Operator::Multiply => ("*", Strength::Product),
        Operator::Divide => ("/", Strength::Product),
    }
}

/// `{{ ref('leads') }}`, or a source's table.
fn dbt_name(parts: &[String]) -> String {
    let quoted = |part: &String| format!("'{}'", part.replace('\\', "\\\\").replace('\'', "\\'"));
    let call = if parts.len() == 1 { "ref" } else { "source" };
    let parts: Vec<String> = parts.iter().map(quoted).collect();
    format!("{{{{ {call}({}) }}}}", parts.join(", "))
}
