//! `baremo check F…`: what is wrong in rule files.

use clap::ValueEnum;

use crate::check::Compiled;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::inputs::Inputs;
use crate::cli::model;
use crate::cli::model::Rules;
use crate::cli::sample;
use crate::cli::terminal;
use crate::data;
use crate::data::Wanted;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::diagnostic::codes;
use crate::diagnostic::codes::data::MISSING_COLUMN;
use crate::diagnostic::render;
use crate::diagnostic::render::github;
use crate::diagnostic::render::gitlab;
use crate::diagnostic::render::human;
use crate::diagnostic::render::json;
use crate::diagnostic::render::junit;
use crate::diagnostic::render::plain;
use crate::diagnostic::render::sarif;
use crate::explain::State;
use crate::explain::states as states_of;
use crate::fix;
use crate::lint;

/// Check rule files: errors and warnings, each at its place and with its cure.
///
/// With --leads and --events, also whether the data has the columns that the rules use, with values of their types.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    inputs: Inputs,
    /// For people, a line each, a JSON object a line, or what other programs read: SARIF, annotations of GitHub and GitLab, JUnit's XML.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Take warnings as errors.
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Vec<Deny>,
    /// Tell what each rule needs kept of a lead's events where it is judged live, as they arrive.
    #[arg(long)]
    state: bool,
    /// Apply the cures that are safe: a report's only one, and no score of any lead changes.
    #[arg(long)]
    fix: bool,
    /// Do not report this warning.
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Plain,
    Json,
    Sarif,
    Github,
    Gitlab,
    Junit,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

pub fn run(mut arguments: Arguments) -> Outcome {
    arguments.rules.take_from(&mut arguments.inputs);
    let allowed = allowed(&arguments.allow)?;
    if arguments.fix {
        repair(&arguments.rules)?;
    }
    let mut compiled = arguments.rules.compile()?;
    if arguments.state {
        lint::live(&mut compiled);
    }
    compiled.diagnostics.retain(|d| !allowed.contains(&d.code));
    if arguments.deny.contains(&Deny::Warnings) {
        compiled.diagnostics.iter_mut().for_each(|d| d.severity = Severity::Error);
    }
    terminal::print(&shown(&compiled, arguments.format))?;
    summary(&compiled);
    if arguments.state && !compiled.has_errors() {
        terminal::print(&states(&compiled))?;
    }
    if compiled.has_errors() {
        return Ok(Ended::Fault);
    }
    sample::fill(&arguments.rules.files, &mut arguments.inputs, &mut None)?;
    match arguments.inputs.is_given() {
        true => against_data(&compiled, &arguments.inputs),
        false => Ok(Ended::Well),
    }
}

/// Writes the files that safe cures change, each whole.
fn repair(rules: &Rules) -> Result<(), Failure> {
    if rules.files.iter().any(|name| name == "-") {
        return Err(Failure::new("standard input cannot be repaired")
            .help("name the file, or leave --fix out"));
    }
    let open = rules.open()?;
    let fixed = fix::run(&open.files, &open, &rules.settings());
    let mut written = 0;
    for ((name, before), (_, after)) in open.files.iter().zip(&fixed.files) {
        if before != after {
            data::write_whole(name, after)?;
            written += 1;
        }
    }
    let cures =
        if fixed.applied == 1 { "1 cure".into() } else { format!("{} cures", fixed.applied) };
    let files = if written == 1 { "1 file".into() } else { format!("{written} files") };
    terminal::say(&format!("{cures} applied in {files}\n"));
    Ok(())
}

/// Reads the data as a run would: every column that the rules use is there, every value of its type.
fn against_data(compiled: &Compiled, inputs: &Inputs) -> Outcome {
    let programs = model::programs(compiled)?;
    let wanted = Wanted::of(&programs)?;
    match inputs.load(&wanted, &inputs.options()) {
        Ok(loaded) => {
            terminal::say(&loaded.summary.to_string());
            Ok(Ended::Well)
        }
        Err(Failure::Data(error)) if error.code == MISSING_COLUMN => {
            terminal::say(&format!("{error}\n"));
            Ok(Ended::Fault)
        }
        Err(other) => Err(other),
    }
}

/// Codes of warnings that are not to be reported; an error cannot be talked away.
fn allowed(words: &[String]) -> Result<Vec<codes::Code>, Failure> {
    words
        .iter()
        .map(|word| match codes::find(word) {
            None => Err(explain::unknown(word)),
            Some(entry) if entry.code.0.starts_with('E') => {
                Err(Failure::new(format!("{} is an error and cannot be allowed", entry.code)))
            }
            Some(entry) => Ok(entry.code),
        })
        .collect()
}

fn shown(compiled: &Compiled, format: Format) -> String {
    let (all, sources) = (&compiled.diagnostics, &compiled.sources);
    // Each report ends its line; people get an empty one between two.
    let each = |render: &dyn Fn(&Diagnostic) -> String| -> String {
        all.iter().map(|diagnostic| render(diagnostic) + "\n").collect()
    };
    match format {
        Format::Human => each(&|diagnostic| human::render(diagnostic, sources, terminal::look())),
        Format::Plain => each(&|diagnostic| plain::render(diagnostic, sources)),
        Format::Json => each(&|diagnostic| json::render(diagnostic, sources)),
        Format::Github => each(&|diagnostic| github::render(diagnostic, sources)),
        Format::Sarif => sarif::render(all, sources),
        Format::Gitlab => gitlab::render(all, sources),
        Format::Junit => junit::render(all, sources, &files(compiled)),
    }
}

/// A line a rule.
fn states(compiled: &Compiled) -> String {
    let programs = compiled.models.iter().filter_map(|model| model.program.as_ref());
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    for State { file, line, title, needs } in programs.flat_map(states_of) {
        let needs = if needs.is_empty() { "nothing".into() } else { needs.join("; ") };
        table.add_row([format!("{file}:{line}"), title, needs]);
    }
    table.lines().map(|line| format!("{}\n", line.trim())).collect()
}

/// The names of the files that were checked. What `--set` gives is a source of its own, but no file.
fn files(compiled: &Compiled) -> Vec<&str> {
    compiled.sources.iter().map(|(_, s)| &*s.name).filter(|name| *name != "--set").collect()
}

fn summary(compiled: &Compiled) {
    let files = files(compiled).len();
    let files = if files == 1 { "1 file".to_string() } else { format!("{files} files") };
    match render::tally(&compiled.diagnostics) {
        None => terminal::say(&format!("{files} checked, nothing wrong\n")),
        Some(tally) => terminal::say(&format!("{files} checked: {tally}\n")),
    }
}
