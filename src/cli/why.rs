//! `baremo why F --lead ID …`: one lead's invoice, every line with its points, ageing, caps and events.

use clap::ValueEnum;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::inputs::BadRows;
use crate::cli::inputs::Inputs;
use crate::cli::loaded;
use crate::cli::model::Rules;
use crate::cli::sample;
use crate::cli::terminal;
use crate::data;
use crate::data::Loaded;
use crate::data::Wanted;
use crate::explain;
use crate::explain::Explained;
use crate::ir::Program;

/// Show one lead's invoice: every line with its points, and why others gave none.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    inputs: Inputs,
    /// The lead's id.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    lead: String,
    /// The moment that is asked about, as in 2026-01-31 [default: now].
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// What happens to rows with bad values: stop, leave the rows out, or take the values as unknown.
    #[arg(long, value_enum, value_name = "WHAT", default_value = "fail")]
    bad_rows: BadRows,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

pub fn run(mut arguments: Arguments) -> Outcome {
    arguments.rules.take_from(&mut arguments.inputs);
    let Some(models) = loaded::models(&arguments.rules)? else { return Ok(Ended::Fault) };
    sample::fill(&arguments.rules.files, &mut arguments.inputs, &mut arguments.as_of)?;
    let programs: Vec<&Program> = models.iter().map(|model| &model.program).collect();
    let wanted = Wanted::of(&programs)?;
    let as_of = inputs::moment(arguments.as_of.as_deref(), &wanted.zone)?;
    let options =
        data::Options { bad_rows: arguments.bad_rows.of_data(), ..arguments.inputs.options() };
    let loaded = arguments.inputs.load(&wanted, &options)?;
    let row = row(&loaded, &arguments)?;
    let explained: Vec<Explained> = programs
        .iter()
        .enumerate()
        .map(|(model, program)| {
            let (lead, events) = wanted.view(model, &loaded.batch).row(row);
            Explained::of(program, &lead, &events, as_of)
        })
        .collect();
    terminal::print(&shown(&arguments.lead, &explained, arguments.format))?;
    Ok(Ended::Well)
}

fn row(loaded: &Loaded, arguments: &Arguments) -> Result<usize, Failure> {
    loaded.ids.position(&arguments.lead).ok_or_else(|| {
        let file = arguments.inputs.leads.as_deref().unwrap_or("the events");
        Failure::new(format!("there is no lead `{}` in {file}", arguments.lead))
            .help(format!("`{}` is the column of the ids", loaded.id_name))
    })
}

fn shown(lead: &str, explained: &[Explained], format: Format) -> String {
    if format == Format::Json {
        // Strings, numbers and lists alone: there is nothing that JSON could not hold.
        let report = explain::json(lead, explained);
        return serde_json::to_string_pretty(&report).unwrap_or_default() + "\n";
    }
    let parts = explained
        .iter()
        .map(|explained| explained.text(&format!("lead {lead}"), terminal::width()));
    parts.collect::<Vec<_>>().join("\n")
}
