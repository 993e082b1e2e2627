//! The optimiser: a program into one that says the same with less, a file a pass.
//!
//! Scores, lines, groups, grades, matrices and stages stay as they are to the last digit. A line keeps its place in [`Program::lines`] whatever
//! becomes of it; whether a line stood in a branch that did not hold is no longer told apart from its being worth nothing, so invoices are made
//! from the program as checked.
//!
//! | file | |
//! |---|---|
//! | `constants` | what the text alone decides |
//! | `guards` | what a `when`, a `where` or the rest of an `and` already says |
//! | `common` | one form for equal conditions; tests of one field in one |
//! | `dead` | lines that never count |
//! | `ranges` | no rewriting: between which figures each line, group and score lies |
//! | `implied` | no rewriting: does one condition hold wherever another does |
//! | `reads` | no rewriting: which scores conditions and points read |
//! | `walk` | visits expressions, and says which of their answers matter |
//! | `key`, `subject`, `spans`, `members` | conditions as keys; which values of which field a condition holds for |
//! | `mentions` | whether conditions can have anything to do with each other |

mod common;
mod constants;
mod dead;
mod guards;
pub mod implied;
pub mod key;
mod members;
mod mentions;
pub mod ranges;
pub mod reads;
mod spans;
mod subject;
pub mod walk;

use crate::ir::Program;

/// One way of saying the same with less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pass {
    Constants,
    Common,
    Guards,
    Dead,
}

impl Pass {
    /// In the order in which they run.
    pub const ALL: [Pass; 4] = [Pass::Constants, Pass::Common, Pass::Guards, Pass::Dead];

    pub fn name(self) -> &'static str {
        match self {
            Pass::Constants => "constants",
            Pass::Common => "common",
            Pass::Guards => "guards",
            Pass::Dead => "dead",
        }
    }

    /// The pass of a name.
    pub fn named(name: &str) -> Option<Pass> {
        Pass::ALL.into_iter().find(|pass| pass.name() == name)
    }

    /// Runs once over the program; tells whether anything changed.
    fn apply(self, program: &mut Program) -> bool {
        match self {
            Pass::Constants => constants::run(program),
            Pass::Common => common::run(program),
            Pass::Guards => guards::run(program),
            Pass::Dead => dead::run(program),
        }
    }
}

/// Which passes run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Passes(u8);

impl Passes {
    pub fn all() -> Passes {
        Pass::ALL.into_iter().collect()
    }

    pub fn none() -> Passes {
        Passes(0)
    }

    pub fn only(pass: Pass) -> Passes {
        Passes(1 << pass as u8)
    }

    pub fn contains(self, pass: Pass) -> bool {
        self.0 & Passes::only(pass).0 != 0
    }
}

impl FromIterator<Pass> for Passes {
    fn from_iter<I: IntoIterator<Item = Pass>>(passes: I) -> Passes {
        Passes(passes.into_iter().fold(0, |bits, pass| bits | Passes::only(pass).0))
    }
}

/// What one pass makes possible for another, the next round does; more are never worth their time.
const ROUNDS: usize = 6;

/// The program after these passes, round after round until none finds anything.
pub fn run(program: Program, passes: Passes) -> Program {
    run_telling(program, passes, &mut |_, _| {})
}

/// As [`run`]; `on_change` sees the program after each pass that changed it.
pub fn run_telling(
    mut program: Program,
    passes: Passes,
    on_change: &mut dyn FnMut(Pass, &Program),
) -> Program {
    for _ in 0..ROUNDS {
        let mut changed = false;
        for pass in Pass::ALL.into_iter().filter(|pass| passes.contains(*pass)) {
            if pass.apply(&mut program) {
                changed = true;
                on_change(pass, &program);
            }
        }
        if !changed {
            break;
        }
    }
    program
}

/// The program with its conditions decided where the text decides them, and all that holds conditions where it was: for what is said of the rules
/// as written.
pub fn decided(mut program: Program) -> Program {
    for _ in 0..ROUNDS {
        let constants = constants::decide(&mut program);
        let common = common::run(&mut program);
        if !(constants | common | guards::run(&mut program)) {
            break;
        }
    }
    program
}
