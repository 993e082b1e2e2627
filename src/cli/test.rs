//! `baremo test F…`: runs the `test` blocks of rule files, and tells what of the rules they show.

use std::time::Duration;

use clap::ValueEnum;

use crate::check::Compiled;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::model::Rules;
use crate::cli::terminal;
use crate::testing;
use crate::testing::TestResult;
use crate::testing::coverage;
use crate::testing::coverage::Coverage;
use crate::testing::report;

/// How often `--watch` looks at the files.
const PAUSE: Duration = Duration::from_millis(400);

/// Run the tests of rule files.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    /// For people, a line each, as JSON, as JUnit's XML, as annotations of GitHub, or the coverage as lcov has it.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Tell what of the rules no test shows, with tests that would.
    #[arg(long)]
    coverage: bool,
    /// End with 1 where fewer hundredths of the rules are covered.
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "coverage")]
    min: Option<f64>,
    /// Run again whenever a file changes.
    #[arg(long)]
    watch: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Plain,
    Json,
    Junit,
    Github,
    Lcov,
}

fn percent(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|n| (0.0..=100.0).contains(n))
        .ok_or_else(|| "write a number from 0 to 100".into())
}

pub fn run(arguments: Arguments) -> Outcome {
    if arguments.format == Format::Lcov && !arguments.coverage {
        return Err(Failure::new("lcov is a format of coverage").help("add --coverage"));
    }
    match arguments.watch {
        true => watch(&arguments),
        false => once(&arguments),
    }
}

fn once(arguments: &Arguments) -> Outcome {
    let Some(compiled) = arguments.rules.sound()? else { return Ok(Ended::Fault) };
    let results = testing::run(&compiled);
    let people = matches!(arguments.format, Format::Human | Format::Json);
    let coverage = arguments.coverage.then(|| Coverage::of(&compiled, people));
    terminal::print(&shown(arguments, &results, coverage.as_ref()))?;
    terminal::say(&format!("{}\n", report::summary(&results)));
    let failed = results.iter().any(|r| !r.passed);
    let too_little = coverage.is_some_and(|coverage| falls_short(&coverage, arguments.min));
    Ok(if failed || too_little { Ended::Fault } else { Ended::Well })
}

/// Says how much is covered; is it less than asked for?
fn falls_short(coverage: &Coverage, least: Option<f64>) -> bool {
    terminal::say(&coverage::report::summary(coverage));
    let short = least.filter(|least| coverage.percent() < *least);
    terminal::say(
        &short.map_or("\n".into(), |least| format!(", less than the {least} % asked for\n")),
    );
    short.is_some()
}

fn shown(arguments: &Arguments, results: &[TestResult], coverage: Option<&Coverage>) -> String {
    let with = |render: fn(&Coverage) -> String| coverage.map(render).unwrap_or_default();
    match arguments.format {
        Format::Human => report::human(results) + &with(coverage::report::human),
        Format::Plain => report::plain(results) + &with(coverage::report::plain),
        Format::Github => report::github(results) + &with(coverage::report::github),
        Format::Json => report::json(results, coverage),
        Format::Junit => {
            let suite = coverage.map(|c| coverage::report::junit(c, arguments.min));
            report::junit(results, &suite.unwrap_or_default())
        }
        Format::Lcov => with(coverage::report::lcov),
    }
}

/// For ever: until it is interrupted. A file that is missing for a moment is being written.
fn watch(arguments: &Arguments) -> Outcome {
    let mut before: Option<Vec<String>> = None;
    loop {
        if let Ok(compiled) = arguments.rules.compile() {
            let texts = texts(&compiled);
            if before.as_ref() != Some(&texts) {
                if before.is_some() {
                    terminal::say("\n");
                }
                before = Some(texts);
                once(arguments)?;
                terminal::say("watching; ctrl-c ends it\n");
            }
        } else if before.is_none() {
            return once(arguments);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Everything that was read: the files named, and those that they use.
fn texts(compiled: &Compiled) -> Vec<String> {
    compiled.sources.iter().map(|(_, source)| source.text.to_string()).collect()
}
