//! What a data base says of a case beside what the defining evaluator says.

use baremo::engine::{Engine, Scorer};
use baremo::sql::{self, Dialect, Request, Unsayable};
use serde_json::Value as Json;

use crate::sql::cases::Case;
use crate::sql::server::Server;
use crate::sql::tables;

/// How a case came out.
pub enum Answer {
    Agrees,
    /// The dialect cannot say the program.
    Unsayable(Vec<Unsayable>),
    /// With everything that helps.
    Differs(String),
}

/// The query of a case.
pub fn query(
    dialect: &'static Dialect,
    case: &Case,
    epoch: bool,
) -> Result<String, Vec<Unsayable>> {
    let as_of = Some(case.as_of);
    let request = Request { as_of, lines: true, epoch, ..Request::new(dialect) };
    sql::query(&case.program, &request)
}

/// Every column of every lead, to the hundredth.
pub fn compare(server: &mut Server, dialect: &'static Dialect, case: &Case, epoch: bool) -> Answer {
    let query = match query(dialect, case, epoch) {
        Ok(query) => query,
        Err(faults) => return Answer::Unsayable(faults),
    };
    let tables = tables::tables(&case.program, &case.batch, epoch);
    match server.run(&tables, &query) {
        Err(error) => Answer::Differs(format!("{}\n{query}\n{error}", case.name)),
        Ok(rows) => match difference(case, rows) {
            None => Answer::Agrees,
            Some(difference) => Answer::Differs(format!("{query}\n{difference}")),
        },
    }
}

fn difference(case: &Case, rows: Vec<Vec<Json>>) -> Option<String> {
    let scorer = Scorer::new(case.program.clone(), Engine::Reference);
    let scores = scorer.score(&case.batch, case.as_of, true);
    let expected = tables::expected(&case.program, &scores);
    let found = tables::found(rows, &tables::are_points(&case.program, &scores));
    let differs = |row: &usize| found.get(*row) != expected.get(*row);
    let row = (0..expected.len().max(found.len())).find(differs)?;
    Some(format!(
        "{}\n{:?}\n{}, row {row}\nexpected {:?}\nfound    {:?}",
        baremo::ir::print(&case.program),
        case.batch.row(row.min(case.batch.rows().saturating_sub(1))),
        case.name,
        expected.get(row),
        found.get(row),
    ))
}
