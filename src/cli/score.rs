//! `baremo score F… --leads L`: scores leads.

use std::ops::Range;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::inputs::BadRows;
use crate::cli::inputs::Format;
use crate::cli::inputs::Inputs;
use crate::cli::job::Job;
use crate::cli::loaded;
use crate::cli::memory;
use crate::cli::model::Rules;
use crate::cli::progress::Scoring;
use crate::cli::report::Tally;
use crate::cli::report::bars::Canvas;
use crate::cli::results::Results;
use crate::cli::sample;
use crate::cli::summary;
use crate::cli::terminal;
use crate::data;
use crate::data::Wanted;
use crate::engine;
use crate::engine::Scorer;
use crate::forecast::Forecaster;
use crate::ir::Program;

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
    /// When the stage of each lead changes next if nothing happens, and to what: two columns more.
    #[arg(long)]
    next_change: bool,
    /// Print the report, also where standard output is no terminal.
    #[arg(long)]
    report: bool,
    /// What computes; the answers are the same.
    #[arg(long, value_enum, default_value = "auto")]
    engine: Engine,
    /// How many threads read and score [default: one for each processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// How much memory to take, as in 2GiB or 512MB; events beyond that go to disk for a while [default: three quarters of what there is].
    #[arg(long, value_name = "SIZE", value_parser = memory::size)]
    memory: Option<u64>,
    /// The folder for events that do not fit into memory [default: that of the system].
    #[arg(long, value_name = "DIR")]
    temp_dir: Option<PathBuf>,
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
    let Some(models) = loaded::models(&arguments.rules)? else { return Ok(Ended::Fault) };
    sample::fill(&arguments.rules.files, &mut arguments.inputs, &mut arguments.as_of)?;
    let programs: Vec<&Program> = models.iter().map(|model| &model.program).collect();
    let wanted = Wanted::of(&programs)?;
    let as_of = inputs::moment(arguments.as_of.as_deref(), &wanted.zone)?;
    let options = data::Options {
        bad_rows: arguments.bad_rows.of_data(),
        rejects: arguments.rejects.clone(),
        memory: arguments.memory.or_else(memory::most),
        temp_dir: arguments.temp_dir.clone(),
        threads: arguments.threads(),
        ..arguments.inputs.options()
    };
    let stock = arguments.inputs.read(&wanted, &options)?;
    let threads = options.threads;
    // Parts are scored side by side; threads that find none share the work of one.
    let each = threads.div_ceil(stock.parts().len().max(1));
    let engine = arguments.engine.of_engine();
    let scorers: Vec<Scorer> =
        models.iter().map(|model| model.scorer(engine).with_threads(each)).collect();
    if let Some(note) = scorers.iter().find_map(Scorer::note) {
        terminal::say(&format!("note: {note}\n"));
    }
    let asked = if arguments.next_change { &programs[..] } else { &[] };
    let forecasters: Vec<Forecaster> =
        asked.iter().map(|program| Forecaster::new(program)).collect();
    let job = Job {
        scorers: &scorers,
        forecasters: &forecasters,
        wanted: &wanted,
        stock: &stock,
        as_of,
        lines: arguments.lines,
    };
    let unscored = deliver(&arguments, &job, threads)?;
    terminal::say(&summary::words(&stock, unscored, arguments.rejects.as_deref()));
    Ok(Ended::Well)
}

/// Scores part by part; results go to their file or to standard output, the report where it is wanted. The number of leads that no model is for.
fn deliver(arguments: &Arguments, job: &Job, threads: usize) -> Result<u64, Failure> {
    let to_stdout = arguments.output.as_deref() == Some("-");
    let wants_report = !to_stdout && (arguments.report || terminal::is_stdout());
    let format = arguments.output_format.map(Format::of_data);
    let head = job.head()?;
    let mut results = match &arguments.output {
        Some(path) if !to_stdout => Results::file(path, format, &head.table(job))?,
        _ if wants_report => Results::Nowhere,
        _ => Results::stdout(format.unwrap_or(data::Format::Csv), &head.table(job))?,
    };
    let mut tallies = if wants_report { head.tallies(job) } else { Vec::new() };
    let encoder = results.encoder();
    let mut unscored = 0;
    let mut bar = Scoring::new(job.stock.ids.len());
    let work = |part: Range<usize>| {
        let leads = part.len();
        let scored = job.score(part)?;
        let rows = encoder.as_ref().map(|e| e.encode(&scored.table(job))).transpose();
        let tallies = if wants_report { scored.tallies(job) } else { Vec::new() };
        Ok::<_, Failure>((leads, scored.unscored(), rows, tallies))
    };
    let mut parts = job.stock.parts().iter().cloned();
    let ended = data::in_order(
        threads,
        || Ok(parts.next()),
        work,
        |scored| {
            let (leads, left_out, rows, of_part) = scored?;
            unscored += left_out;
            tallies.iter_mut().zip(of_part).for_each(|(tally, part)| tally.add(part));
            bar.more(leads);
            results.append(rows)
        },
    );
    bar.end();
    ended?;
    results.finish()?;
    if wants_report {
        terminal::print(&reports(job, &tallies))?;
    }
    Ok(unscored)
}

fn reports(job: &Job, tallies: &[Tally]) -> String {
    let look = terminal::look();
    let canvas = Canvas { width: look.width, unicode: look.unicode, numbers: false };
    let models = job.scorers.iter().zip(tallies);
    let reports: Vec<String> =
        models.map(|(scorer, tally)| tally.draw(scorer.program(), canvas)).collect();
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
