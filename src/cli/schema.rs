//! `baremo schema --leads L --events E`: declarations inferred from data.

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::inputs::Inputs;
use crate::cli::progress::Reading;
use crate::cli::sample;
use crate::cli::terminal;
use crate::data;

/// Write `lead` and `event` declarations inferred from data.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
}

pub fn run(mut arguments: Arguments) -> Outcome {
    sample::fill(&[], &mut arguments.inputs, &mut None)?;
    let inputs = &arguments.inputs;
    let mut bar = Reading::new();
    let mut tell = |progress| bar.tell(&progress);
    let inferred =
        data::infer(inputs.leads.as_deref(), &inputs.events, &inputs.options(), &mut tell);
    bar.end();
    let inferred = inferred?;
    terminal::print(&inferred.to_string())?;
    if inferred.broken_rows > 0 {
        terminal::say(&format!("{} rows could not be read\n", inferred.broken_rows));
    }
    Ok(Ended::Well)
}
