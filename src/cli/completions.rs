//! `baremo completions SHELL`: what a shell needs to complete the commands.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Baremo;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::terminal;

/// Print completions for a shell.
#[derive(clap::Args)]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: Arguments) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Baremo::command(), "baremo", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Ended::Well)
}
