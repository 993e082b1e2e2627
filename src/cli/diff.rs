//! `baremo diff OLD NEW`: what changes in meaning, not in text; with data, what that does to leads.

use std::path::Path;
use std::thread::available_parallelism;

use anstyle::AnsiColor;
use anstyle::Style;
use clap::ValueEnum;
use serde::Serialize;

use crate::check::Compiled;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::inputs::BadRows;
use crate::cli::inputs::Inputs;
use crate::cli::model;
use crate::cli::model::Rules;
use crate::cli::sample;
use crate::cli::terminal;
use crate::data;
use crate::data::Wanted;
use crate::diff;
use crate::diff::ChangeKind;
use crate::diff::Changes;
use crate::diff::Effect;
use crate::diff::Side;
use crate::diff::Sides;
use crate::diff::Tone;
use crate::engine::Engine;
use crate::engine::Scorer;
use crate::ir::Program;

/// Compare two versions of rules: what changes in meaning, not in text.
///
/// With --leads and --events, also who changes stage, how scores move, and the leads that move most.
#[derive(clap::Args)]
#[command(override_usage = "baremo diff [OPTIONS] <OLD> <NEW>")]
pub struct Arguments {
    /// The rules before and after: a rule file each, or a folder with all its `.score` files.
    #[arg(value_names = ["OLD", "NEW"], num_args = 0..=2)]
    files: Vec<String>,
    /// Give a parameter another value, on both sides.
    #[arg(long, value_name = "NAME=VALUE", value_parser = model::setting)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    inputs: Inputs,
    /// The moment that is asked about, as in 2026-01-31 [default: now].
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// What happens to rows with bad values: stop, leave the rows out, or take the values as unknown.
    #[arg(long, value_enum, value_name = "WHAT", default_value = "fail")]
    bad_rows: BadRows,
    /// How many of the leads that move most are shown.
    #[arg(long, value_name = "N", default_value = "5")]
    movers: usize,
    /// For people, for programs, or as a comment for a pull request.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// End with 1 where a lead changes stage; without data, where a change can change a stage.
    #[arg(long)]
    fail_on_stage_change: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Markdown,
}

/// One model on both sides.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    changes: Changes,
    /// Nothing without data, or where one side has no such model.
    effect: Option<Effect>,
}

/// Both sides' models: names of files and programs, and which became which.
struct Models<'c> {
    old: Vec<(&'c str, &'c Program)>,
    new: Vec<(&'c str, &'c Program)>,
    pairs: Vec<Sides<usize>>,
}

pub fn run(mut arguments: Arguments) -> Outcome {
    let is_rules = |file: &mut String| file.ends_with(".score");
    arguments.files.extend(arguments.inputs.events.extract_if(.., is_rules));
    let [old, new] = &*arguments.files else {
        return Err(Failure::new("two versions of rules are compared")
            .help("name both, as in `baremo diff old.score new.score`"));
    };
    let sides = [compiled(old, &arguments)?, compiled(new, &arguments)?];
    let [Some(before), Some(after)] = &sides else { return Ok(Ended::Fault) };
    let models = Models::of(before, after)?;
    let mut reports: Vec<Report> = models
        .pairs
        .iter()
        .map(|pair| Report { changes: models.changes(pair), effect: None })
        .collect();
    sample::fill(std::slice::from_ref(new), &mut arguments.inputs, &mut arguments.as_of)?;
    if arguments.inputs.is_given() {
        with_data(&mut reports, &models, &arguments)?;
    }
    terminal::print(&shown(&reports, &arguments))?;
    let moves = arguments.fail_on_stage_change && reports.iter().any(Report::changes_stage);
    Ok(if moves { Ended::Fault } else { Ended::Well })
}

/// One side; nothing where it has errors, which are said.
fn compiled(file: &str, arguments: &Arguments) -> Result<Option<Compiled>, Failure> {
    let rules = Rules { files: vec![file.to_string()], set: arguments.set.clone() };
    let compiled = rules.compile()?;
    let sound = !compiled.has_errors();
    if !sound {
        model::say(&compiled.diagnostics, &compiled);
    }
    Ok(sound.then_some(compiled))
}

impl<'c> Models<'c> {
    fn of(old: &'c Compiled, new: &'c Compiled) -> Result<Models<'c>, Failure> {
        let (old, new) = (named(old)?, named(new)?);
        let pairs = diff::models(&old, &new);
        Ok(Models { old, new, pairs })
    }

    fn changes(&self, pair: &Sides<usize>) -> Changes {
        match (pair.0.map(|i| self.old[i].1), pair.1.map(|j| self.new[j].1)) {
            (Some(old), Some(new)) => diff::programs(old, new),
            (Some(old), None) => Changes::whole(ChangeKind::Removed, old),
            (None, Some(new)) => Changes::whole(ChangeKind::Added, new),
            (None, None) => Changes::default(),
        }
    }
}

/// The models that score, each with the name of its file without the folder.
fn named(compiled: &Compiled) -> Result<Vec<(&str, &Program)>, Failure> {
    let programs = model::programs(compiled)?;
    let file = |program: &Program| {
        let checked = compiled.models.iter().find(|m| m.program.as_ref() == Some(program))?;
        let name = Path::new(&*compiled.sources.get(checked.file).name).file_name()?;
        name.to_str()
    };
    Ok(programs.into_iter().map(|program| (file(program).unwrap_or_default(), program)).collect())
}

/// Reads the data once and scores it with both sides of each model.
fn with_data(
    reports: &mut [Report],
    models: &Models,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let all: Vec<&Program> = models.old.iter().chain(&models.new).map(|(_, p)| *p).collect();
    let wanted = Wanted::of(&all)?;
    let as_of = inputs::moment(arguments.as_of.as_deref(), &wanted.zone)?;
    let options =
        data::Options { bad_rows: arguments.bad_rows.of_data(), ..arguments.inputs.options() };
    let loaded = arguments.inputs.load(&wanted, &options)?;
    terminal::say(&loaded.summary.to_string());
    let threads = available_parallelism().map_or(1, usize::from);
    let scorer =
        |program: &Program| Scorer::new(program.clone(), Engine::Auto).with_threads(threads);
    for (report, pair) in reports.iter_mut().zip(&models.pairs) {
        let (Some(i), Some(j)) = pair else { continue };
        let (before, after) = (scorer(models.old[*i].1), scorer(models.new[*j].1));
        let views = [*i, models.old.len() + *j].map(|at| wanted.view(at, &loaded.batch));
        let old = Side::of(&before, &views[0], as_of);
        let new = Side::of(&after, &views[1], as_of);
        let id = |row: usize| loaded.ids.shown(row).into_owned();
        let effect = diff::effect(&mut report.changes, &old, &new, &id, arguments.movers);
        report.effect = Some(effect);
    }
    Ok(())
}

impl Report {
    fn changes_stage(&self) -> bool {
        match &self.effect {
            Some(effect) => effect.stage_changes > 0,
            None => self.changes.may_change_stage(),
        }
    }
}

fn shown(reports: &[Report], arguments: &Arguments) -> String {
    let each = |render: &dyn Fn(&Report) -> String| -> String {
        reports.iter().map(render).collect::<Vec<_>>().join("\n")
    };
    match arguments.format {
        Format::Human => {
            each(&|report| diff::text(&report.changes, report.effect.as_ref(), &paint))
        }
        Format::Markdown => each(&|report| diff::markdown(&report.changes, report.effect.as_ref())),
        Format::Json => {
            // Strings, numbers and lists alone: there is nothing that JSON could not hold.
            let (old, new) = (arguments.files.first(), arguments.files.last());
            let report = serde_json::json!({ "old": old, "new": new, "models": reports });
            serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
        }
    }
}

/// The colours that the terminal takes away where there is none.
fn paint(tone: Tone, text: &str) -> String {
    let style = match tone {
        Tone::Heading => Style::new().bold(),
        Tone::Added => terminal::bold(AnsiColor::Green),
        Tone::Removed => terminal::bold(AnsiColor::Red),
        Tone::Changed => terminal::bold(AnsiColor::Yellow),
        Tone::Aside => Style::new().dimmed(),
    };
    format!("{style}{text}{style:#}")
}
