//! `baremo stream F --state DIR`: events in, changes of stage out.

use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::loaded;
use crate::cli::model::Rules;
use crate::cli::progress::Streaming;
use crate::cli::report::bars::grouped;
use crate::cli::results::Results;
use crate::cli::terminal;
use crate::data;
use crate::ir::Program;
use crate::live::Plan;
use crate::stream;
use crate::stream::Options;
use crate::stream::Part;
use crate::stream::Report;

/// Score live: events and attributes in, changes of stage out.
///
/// Reads JSON Lines from standard input: events (with `event` and `time`) and new attributes of leads. Writes a JSON line for each change of a
/// lead's stage, also where time alone changes it. What is known of each lead is kept in --state, so that a stream that was broken off goes on as if
/// nothing had happened.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    /// The folder of the state; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// What moves the clock: that of this machine, or the times of the input.
    #[arg(long, value_enum, default_value = "system")]
    clock: Clock,
    /// The column that tells when a line came, for --clock input [default: the time of the event].
    #[arg(long, value_name = "COLUMN")]
    clock_column: Option<String>,
    /// How much later than its time an event may come, as in 1h or 7d; later ones are rejected.
    #[arg(long, value_name = "DURATION", default_value = "1d", value_parser = seconds)]
    lateness: i64,
    /// Add the changes to this file, each exactly once [default: standard output].
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
    /// Add lines that cannot be taken to this file, with reason and offset [default: the first of them ends the stream].
    #[arg(long, value_name = "FILE")]
    rejects: Option<String>,
    /// The input is given from its first line: pass over what is applied already.
    #[arg(long)]
    from_start: bool,
    /// Make the state again from the whole input, and tell whose stage is another than before.
    #[arg(long, conflicts_with = "from_start")]
    rebuild: bool,
    /// Say how far the state is, as JSON, and read nothing.
    #[arg(long, conflicts_with_all = ["from_start", "rebuild"])]
    status: bool,
    /// Read nothing: write the scores of all leads, as `baremo score` does, to --output or standard output.
    #[arg(long, conflicts_with_all = ["from_start", "rebuild", "status"])]
    scores: bool,
    /// The moment that --scores asks about [default: the one that the stream has reached].
    #[arg(long, value_name = "TIME", requires = "scores")]
    as_of: Option<String>,
    /// A column for each rule too, with --scores.
    #[arg(long, requires = "scores")]
    lines: bool,
    /// The column of the lead's id [default: `lead_id`, else `id`].
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The column of the event's name [default: `event`].
    #[arg(long, value_name = "COLUMN")]
    event_column: Option<String>,
    /// The column of the time [default: `time`, else `timestamp`, `ts`].
    #[arg(long, value_name = "COLUMN")]
    time_column: Option<String>,
    /// Another spelling of unknown, as in `--unknown "?"`; `COLUMN=SPELLING` for one column alone.
    #[arg(long, value_name = "TEXT")]
    unknown: Vec<String>,
    /// Numbers are written `1,5`.
    #[arg(long)]
    decimal_comma: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Clock {
    System,
    Input,
}

/// Seconds, from `1h`, `7d`; `0` is none.
fn seconds(text: &str) -> Result<i64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = (text[..digits].parse::<i64>(), text[digits..].trim());
    let unit = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "mo" => 30 * 86_400,
        "y" => 365 * 86_400,
        "" if number == Ok(0) => 1,
        _ => return Err("write it as `1h` or `7d`".into()),
    };
    let seconds = number.ok().and_then(|number| number.checked_mul(unit));
    seconds.filter(|seconds| *seconds < 1 << 40).ok_or_else(|| "write it as `1h` or `7d`".into())
}

pub fn run(arguments: Arguments) -> Outcome {
    if arguments.status {
        let status = stream::status(&arguments.state)?;
        let text = serde_json::to_string_pretty(&status).unwrap_or_default();
        terminal::print(&format!("{text}\n"))?;
        return Ok(Ended::Well);
    }
    if arguments.rules.files.iter().any(|file| file == "-") {
        return Err(Failure::new(
            "standard input has the events, so that the rules must be a file",
        )
        .help("write the rules to a file and name it"));
    }
    let Some(models) = loaded::models(&arguments.rules)? else { return Ok(Ended::Fault) };
    let [model] = models.as_slice() else {
        return Err(Failure::new(format!(
            "a stream scores one model, and these are {}",
            models.len()
        ))
        .help("run a stream for each, with a --state of its own"));
    };
    if arguments.scores {
        return scores(&arguments, &model.program);
    }
    warn(&model.program);
    let options = arguments.options();
    let mut bar = Streaming::new();
    let (mut output, input) = (std::io::stdout().lock(), std::io::stdin());
    let begun = Instant::now();
    let work = if arguments.rebuild { stream::rebuild } else { stream::run };
    let done = work(&model.program, &options, input, &mut output, &mut |report| bar.tell(report));
    bar.end();
    let report = done?;
    terminal::say(&words(&report, arguments.rejects.as_deref(), begun.elapsed().as_secs_f64()));
    Ok(Ended::Well)
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            state: self.state.clone(),
            clock: match self.clock {
                Clock::System => stream::Clock::System,
                Clock::Input => stream::Clock::Input,
            },
            lateness: self.lateness,
            output: self.output.clone(),
            rejects: self.rejects.clone(),
            from_start: self.from_start,
            received: self.clock_column.clone(),
            data: data::Options {
                id: self.id.clone(),
                event_column: self.event_column.clone(),
                time_column: self.time_column.clone(),
                unknown: self.unknown.clone(),
                decimal_comma: self.decimal_comma,
                ..data::Options::default()
            },
        }
    }
}

/// The table of all leads of the state.
fn scores(arguments: &Arguments, program: &Program) -> Outcome {
    let as_of = arguments.as_of.as_deref();
    let as_of = as_of.map(|text| inputs::moment(Some(text), &program.zone)).transpose()?;
    let id = arguments.id.as_deref().unwrap_or("lead_id");
    let mut results = None;
    let mut each = |part: &Part| {
        let of_model = [data::Results::of(part.program, &part.scores)];
        let table = data::table(&of_model, (&part.ids, 0), id, arguments.lines);
        let Some(results) = &mut results else {
            results = Some(match arguments.output.as_deref().filter(|path| *path != "-") {
                Some(path) => Results::file(path, None, &table)?,
                None => Results::stdout(data::Format::Csv, &table)?,
            });
            return Ok(());
        };
        let rows = results.encoder().map(|encoder| encoder.encode(&table)).transpose();
        results.append(rows)
    };
    stream::scores::<Failure>(program, &arguments.state, as_of, arguments.lines, &mut each)?;
    if let Some(results) = results {
        results.finish()?;
    }
    Ok(Ended::Well)
}

/// Rules whose states grow.
fn warn(program: &Program) {
    for grows in Plan::new(program).grows {
        let (origin, reason) = (&grows.origin, grows.reason.words());
        let place = format!("{}:{}", origin.file, origin.line);
        let title = origin.title();
        terminal::say(&format!(
            "warning[W0301]: {place}: the state of `{title}` grows with the history of a lead: {reason}\n"
        ));
    }
}

fn words(report: &Report, rejects: Option<&str>, seconds: f64) -> String {
    let rate = (report.lines as f64 / seconds.max(0.001)) as u64;
    let counted = |count: u64, one: &str, many: &str| {
        format!("{} {}", grouped(count), if count == 1 { one } else { many })
    };
    let mut parts = vec![
        format!("{} read, {} a second", counted(report.lines, "line", "lines"), grouped(rate)),
        counted(report.changes, "change of stage", "changes of stage"),
    ];
    let mut more = |count: u64, what: &str| {
        if count > 0 {
            parts.push(format!("{} {what}", grouped(count)));
        }
    };
    more(report.unused, "of events that no rule counts");
    more(report.duplicates, "known already");
    more(report.rejected - report.late, "rejected");
    more(report.late, "too late");
    let mut words = format!("{}\n", parts.join("; "));
    if let Some(file) = rejects.filter(|_| report.rejected > 0) {
        words.push_str(&format!("what was not taken is in {}\n", terminal::path(file)));
    }
    words
}
