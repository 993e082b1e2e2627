//! Is code such as lowering makes it? Whatever the engine over columns relies upon is looked at here, before code that was read from bytes runs.
//!
//! | file | looks at |
//! |---|---|
//! | `tables` | views, tests, classes, clauses, ageings: what stands beside the instructions |
//! | `flow` | registers: each written once, read behind that, by an instruction over the same rows |
//! | `operands` | what an instruction asks of its scope, its columns and the tables that it names |
//! | `results` | the registers that hold the results, against the program |

mod flow;
mod operands;
mod results;
mod tables;

use crate::bytecode::Code;
use crate::bytecode::register::ScopeId;
use crate::ir::{Fault, Holds, Program, must};

/// Looks at the whole code of a program, which is verified itself.
pub fn verify(code: &Code, program: &Program) -> Result<(), Fault> {
    alone("Code", scopes(code))?;
    tables::verify(code)?;
    let mut flow = flow::Flow::new(code);
    flow.run(ScopeId::LEADS, false)?;
    alone("Code", flow.all_run())?;
    alone("Outputs", results::verify(&flow, program))
}

fn alone(part: &'static str, holds: Holds) -> Result<(), Fault> {
    holds.map_err(|sentence| Fault { part, index: 0, sentence })
}

/// Events that may stand around a row: more than queries can stand inside each other.
const MOST_EVENTS: u8 = 8;

/// First the leads and their events, then pairs, each behind the scope of its rows.
fn scopes(code: &Code) -> Holds {
    must(code.scopes.len() >= 2, "the leads or their events have no scope")?;
    must(code.scopes[ScopeId::LOG.index()].block.is_empty(), "events have a block of their own")?;
    for (number, scope) in code.scopes.iter().enumerate() {
        let around = match scope.outer {
            None => {
                must(number < 2, "pairs have no rows around them")?;
                continue;
            }
            Some(outer) => outer.index(),
        };
        must(number >= 2 && around < number, "a scope stands before the one around it")?;
        let events = code.scopes[around].events.saturating_add(1);
        must(scope.events == events && events <= MOST_EVENTS, "pairs are nested too deep")?;
    }
    let [leads, log] = [&code.scopes[0], &code.scopes[1]];
    must(leads.events == 0 && log.events == 1, "a scope has the wrong number of events")
}
