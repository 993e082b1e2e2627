//! `baremo test F…`: runs the `test` blocks of rule files.

use clap::ValueEnum;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::model::Rules;
use crate::cli::terminal;
use crate::testing;
use crate::testing::report;

/// Run the tests of rule files.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    /// For people, a line each, as JSON, as JUnit's XML, or as annotations of GitHub.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Plain,
    Json,
    Junit,
    Github,
}

pub fn run(arguments: Arguments) -> Outcome {
    let Some(compiled) = arguments.rules.sound()? else { return Ok(Ended::Fault) };
    let results = testing::run(&compiled);
    terminal::print(&match arguments.format {
        Format::Human => report::human(&results),
        Format::Plain => report::plain(&results),
        Format::Github => report::github(&results),
        Format::Json => report::json(&results),
        Format::Junit => report::junit(&results),
    })?;
    terminal::say(&format!("{}\n", report::summary(&results)));
    let failed = results.iter().any(|r| !r.passed);
    Ok(if failed { Ended::Fault } else { Ended::Well })
}
