//! A model as one SELECT: the same scores, grades, stages and actions from a data base as from our own engines.
//!
//! ```text
//! ir::Program --from_ir--> tree::Query --print--> text
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `request` | what is asked for: dialect, tables, columns, the moment |
//! | `dialect` | one table of phrases a data base |
//! | `tree`, `print` | expressions and selections; the only place that quotes |
//! | `from_ir` | the lowering |
//! | `names` | names that are given once |
//! | `dbt` | the query as a model of dbt |
//!
//! What a dialect cannot say exactly is [`Unsayable`], never an approximation.

pub mod dbt;
pub mod dialect;
mod from_ir;
mod names;
mod print;
mod request;
mod tree;

use crate::ir::Program;
use crate::ir::program::Origin;
pub use dialect::Dialect;
pub use request::Request;
pub use tree::Table;

/// The query of a program as text; or all that its dialect cannot say. With a table of dbt, it is a template of dbt.
pub fn query(program: &Program, request: &Request) -> Result<String, Vec<Unsayable>> {
    let tables = [&request.leads, &request.events];
    let dbt = tables.into_iter().flatten().any(|table| matches!(table, Table::Dbt(_)));
    Ok(print::query(&from_ir::lower(program, request)?, request.dialect, dbt))
}

/// The query as a view.
pub fn view(name: &Table, query: &str, dialect: &'static Dialect) -> String {
    format!("CREATE VIEW {} AS\n{query}", print::table(name, dialect))
}

/// Something that a dialect cannot say exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsayable {
    /// In the words of rule files.
    pub construct: String,
    /// The nearest thing that works.
    pub instead: &'static str,
    /// The rule at hand.
    pub origin: Origin,
}

/// What of a data base's own a query leans on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaning {
    Power,
    LogExp,
    Lower,
    Letters,
    Zones,
}

impl Leaning {
    fn words(self, dialect: &Dialect) -> &'static str {
        let leans = &dialect.leans;
        match self {
            Leaning::Power => leans.power,
            Leaning::LogExp => leans.log_exp,
            Leaning::Lower => leans.lower,
            Leaning::Letters => leans.letters,
            Leaning::Zones => leans.zones,
        }
    }
}
