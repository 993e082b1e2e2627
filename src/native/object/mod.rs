//! Native objects: a model's machine code as a file for a linker, with all that it needs at run time in it.
//!
//! ```text
//! ir::Program -> bytecode, unfolded -> plan -> emit ----> functions, constants --.
//!                                       `----> describe -> words, texts ----------> object -> link (with the runtime) -> bytes
//! ir::Program -> header -> text
//! ```
//!
//! The runtime (`src/native/runtime`) is compiled by `build.rs`, by itself; it reads the words that `describe` writes.

mod automaton;
mod describe;
mod emit;
mod header;
#[path = "../runtime/layout.rs"]
mod layout;
mod link;

pub use header::{header, identifier};

use std::sync::Arc;

use crate::bytecode;
use crate::bytecode::exact::Exact;
use crate::bytecode::register::Figure;
use crate::ir::Program;
use crate::ir::program::ScoreBody;
use crate::native::bind::Layout;
use crate::native::module::Refused;
use crate::native::plan::Plan;
use crate::optimise::{self, Passes};

/// The bytes of an object that exports `PREFIX_score`; refused is what a native object cannot do, in a sentence.
pub fn object(program: &Program, prefix: &str) -> Result<Vec<u8>, Refused> {
    if !link::is_possible() {
        return Err(Refused("native objects are made on Linux, on x86-64 and aarch64".into()));
    }
    let optimised = optimise::run(program.clone(), Passes::all());
    formulas_fit(&optimised)?;
    let plan = Plan::new(Arc::new(bytecode::lower_unfolded(&optimised)), false);
    let description = describe::describe(&plan)?;
    let layout = Layout::new(plan.code());
    let own = emit::emit((&plan, &layout), &description, prefix)?;
    link::merge(&own, &format!("{prefix}_score")).map_err(Refused)
}

/// The runtime counts in 128 bits: a formula whose figures might need more is refused, by name.
fn formulas_fit(program: &Program) -> Result<(), Refused> {
    for score in &program.scores {
        let ScoreBody::Formula(body) = &score.body else { continue };
        let figures = body.scores().into_iter().map(|id| (id, Figure(0))).collect();
        if Exact::new(body, figures).steps().is_none() {
            let (file, line) = (&score.origin.file, score.origin.line);
            return Err(Refused(format!(
                "{file}:{line}: the figures of `{}` may need more than 128 bits: multiply fewer scores in one formula, or use smaller numbers",
                score.name
            )));
        }
    }
    Ok(())
}
