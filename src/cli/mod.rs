//! The `baremo` command: one file a command, and what all of them share.
//!
//! Only this layer prints. Data goes to standard output or `--output`, people's words to standard error.
//!
//! | exit | means |
//! |---|---|
//! | 0 | all well |
//! | 1 | the thing asked about has a fault: an error in the rules, a failing test, bad rows |
//! | 2 | the command could not run: usage, a missing file, unreadable data |

mod build;
mod check;
mod completions;
mod diff;
mod dump;
mod explain;
mod failure;
mod fmt;
mod init;
mod inputs;
mod job;
mod loaded;
mod lsp;
mod markdown;
mod memory;
mod progress;
mod report;
mod results;
mod sample;
mod model;
mod object;
mod schema;
mod score;
mod sql;
mod stream;
mod summary;
mod terminal;
mod test;
mod why;

use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;

use crate::cli::failure::Failure;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    /// The thing asked about has a fault.
    Fault,
}

type Outcome = Result<Ended, Failure>;

/// Score leads by rules that read aloud.
#[derive(Parser)]
#[command(name = "baremo", version, max_term_width = 100, propagate_version = false)]
struct Baremo {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Fmt(fmt::Arguments),
    Test(test::Arguments),
    Score(score::Arguments),
    Sql(sql::Arguments),
    Stream(stream::Arguments),
    Why(why::Arguments),
    Diff(diff::Arguments),
    Build(build::Arguments),
    Schema(schema::Arguments),
    Dump(dump::Arguments),
    Lsp(lsp::Arguments),
    Completions(completions::Arguments),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    match run(Baremo::parse().command) {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::Fault) => ExitCode::from(1),
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Init(arguments) => init::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Fmt(arguments) => fmt::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Score(arguments) => score::run(arguments),
        Command::Sql(arguments) => sql::run(arguments),
        Command::Stream(arguments) => stream::run(arguments),
        Command::Why(arguments) => why::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Build(arguments) => build::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Dump(arguments) => dump::run(arguments),
        Command::Lsp(arguments) => lsp::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
    }
}
