//! `baremo score F… --leads L`: scores leads.

use std::io::BufWriter;
use std::io::Write;

use clap::ValueEnum;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::inputs::BadRows;
use crate::cli::inputs::Format;
use crate::cli::inputs::Inputs;
use crate::cli::model;
use crate::cli::model::Rules;
use crate::cli::progress::Scoring;
use crate::cli::report;
use crate::cli::report::bars::Canvas;
use crate::cli::summary;
use crate::cli::terminal;
use crate::data;
use crate::data::Loaded;
use crate::data::Output;
use crate::data::Wanted;
use crate::engine;
use crate::engine::Scorer;
use crate::ir::Program;
use crate::ir::outcome::Scores;

/// Score leads.
///
/// Results go to --output; without it, to standard output as CSV, or on a terminal as a report: the top leads, a bar per stage and a histogram.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    inputs: Inputs,
    /// The moment that is asked about, as in 2026-01-31 [default: now].
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// What happens to rows with bad values: stop, leave the rows out, or take the values as unknown.
    #[arg(long, value_enum, default_value = "fail", value_name = "WHAT")]
    bad_rows: BadRows,
    /// Write bad rows with their reasons to this CSV file.
    #[arg(long, value_name = "FILE")]
    rejects: Option<String>,
    /// Where the results go: `.csv`, `.jsonl` or `.parquet`; `-` is standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
    /// The format of the results, where the name does not tell it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    output_format: Option<Format>,
    /// A column for each rule too.
    #[arg(long)]
    lines: bool,
    /// Print the report, also where standard output is no terminal.
    #[arg(long)]
    report: bool,
    /// What computes; the answers are the same.
    #[arg(long, value_enum, default_value = "auto")]
    engine: Engine,
    /// How many threads score [default: one for each processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Auto,
    Bytecode,
    Jit,
    Reference,
}

pub fn run(mut arguments: Arguments) -> Outcome {
    arguments.rules.take_from(&mut arguments.inputs);
    let Some(compiled) = arguments.rules.sound()? else { return Ok(Ended::Fault) };
    let programs = model::programs(&compiled)?;
    let wanted = Wanted::of(&programs)?;
    let as_of = inputs::moment(arguments.as_of.as_deref(), &wanted.zone)?;
    let options = data::Options {
        bad_rows: arguments.bad_rows.of_data(),
        rejects: arguments.rejects.clone(),
        ..arguments.inputs.options()
    };
    let loaded = arguments.inputs.load(&wanted, &options)?;
    let scores = score(&programs, &wanted, &loaded, as_of, &arguments);
    let results: Vec<(&Program, &Scores)> = programs.iter().copied().zip(&scores).collect();
    let output = data::table(&results, &loaded.ids, &loaded.id_name, arguments.lines);
    let unscored = (0..loaded.batch.rows()).filter(|&row| scores.iter().all(|s| !s.in_model[row]));
    let unscored = unscored.count() as u64;
    deliver(&arguments, &output, || reports(&results, &loaded))?;
    terminal::say(&summary::words(&loaded, unscored, arguments.rejects.as_deref()));
    Ok(Ended::Well)
}

/// One result a model, over all leads.
fn score(
    programs: &[&Program],
    wanted: &Wanted,
    loaded: &Loaded,
    as_of: i64,
    arguments: &Arguments,
) -> Vec<Scores> {
    let mut bar = Scoring::new(loaded.batch.rows() * programs.len());
    let scores = programs
        .iter()
        .enumerate()
        .map(|(model, &program)| {
            let scorer = Scorer::new(program.clone(), arguments.engine.of_engine());
            let scorer = scorer.with_threads(arguments.threads());
            if let Some(note) = scorer.note().filter(|_| model == 0) {
                terminal::say(&format!("note: {note}\n"));
            }
            // A single model reads the data as it is; a view for it would be a copy.
            let view = (programs.len() > 1).then(|| wanted.view(model, &loaded.batch));
            let batch = view.as_ref().unwrap_or(&loaded.batch);
            scorer.score_telling(batch, as_of, arguments.lines, &mut |rows| bar.more(rows))
        })
        .collect();
    bar.end();
    scores
}

/// Results to their file or to standard output; the report where it is wanted.
fn deliver(
    arguments: &Arguments,
    output: &Output,
    report: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let format = arguments.output_format.map(Format::of_data);
    let to_stdout = arguments.output.as_deref() == Some("-");
    let wants_report = !to_stdout && (arguments.report || terminal::is_stdout());
    match &arguments.output {
        Some(path) if !to_stdout => data::write(output, path, format)?,
        _ if wants_report => {}
        _ => write_stdout(output, format.unwrap_or(data::Format::Csv))?,
    }
    if wants_report {
        terminal::print(&report())?;
    }
    Ok(())
}

fn write_stdout(output: &Output, format: data::Format) -> Result<(), Failure> {
    let mut stream = BufWriter::new(std::io::stdout());
    data::write_to(output, format, &mut stream)?;
    stream.flush()?;
    Ok(())
}

fn reports(results: &[(&Program, &Scores)], loaded: &Loaded) -> String {
    let look = terminal::look();
    let canvas = Canvas { width: look.width, unicode: look.unicode, numbers: false };
    let reports: Vec<String> = results
        .iter()
        .map(|(program, scores)| {
            report::draw(program, scores, &loaded.ids, &loaded.id_name, canvas)
        })
        .collect();
    reports.join("\n")
}

impl Arguments {
    fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(all, usize::from)
    }
}

impl Engine {
    fn of_engine(self) -> engine::Engine {
        match self {
            Engine::Auto => engine::Engine::Auto,
            Engine::Bytecode => engine::Engine::Bytecode,
            Engine::Jit => engine::Engine::Jit,
            Engine::Reference => engine::Engine::Reference,
        }
    }
}
