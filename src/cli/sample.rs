//! Where a command line names no data: the sample data of the `baremo.toml` beside the rules.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::failure::Failure;
use crate::cli::inputs::Inputs;
use crate::cli::terminal;
use crate::data;
use crate::data::SAMPLE_FILE;
use crate::data::Sample;
use crate::diagnostic::render::human;

/// Is this the folder of rules with sample data? Then commands that name no rules are about those.
pub fn is_here() -> bool {
    Path::new(SAMPLE_FILE).exists()
}

/// Takes the sample data beside these rules, and its moment, where the command line names no data. What the command line does say holds.
pub fn fill(
    rules: &[String],
    inputs: &mut Inputs,
    as_of: &mut Option<String>,
) -> Result<(), Failure> {
    if inputs.is_given() {
        return Ok(());
    }
    let mut samples = around(rules)?;
    let Some((_, sample)) = samples.pop_first() else { return Ok(()) };
    if let Some((_, other)) = samples.first_key_value() {
        let (one, other) = (sample.path.display(), other.path.display());
        return Err(Failure::new(format!("the rules lie beside `{one}` and beside `{other}`"))
            .help("name the data, as in `--leads leads.csv`, or the rules of one of the two"));
    }
    take(sample, inputs, as_of)
}

/// Each once, by where it really lies.
fn around(rules: &[String]) -> Result<BTreeMap<PathBuf, Sample>, Failure> {
    let here = ["-".to_string()];
    let rules = if rules.is_empty() { &here } else { rules };
    let files = data::rule_files(rules)?;
    let folder = |file: &String| match file.as_str() {
        "-" => PathBuf::new(),
        file => Path::new(file).parent().unwrap_or(Path::new("")).to_path_buf(),
    };
    let folders: BTreeSet<PathBuf> = files.iter().map(folder).collect();
    let mut samples = BTreeMap::new();
    for folder in folders {
        let Some(sample) = Sample::around(&folder)? else { continue };
        let place = sample.path.canonicalize().unwrap_or_else(|_| sample.path.clone());
        samples.insert(place, sample);
    }
    Ok(samples)
}

fn take(sample: Sample, inputs: &mut Inputs, as_of: &mut Option<String>) -> Result<(), Failure> {
    if !sample.diagnostics.is_empty() {
        let look = terminal::look_stderr();
        let reports = sample.diagnostics.iter();
        let reports = reports.map(|report| human::render(report, &sample.sources, look));
        return Err(Failure::Told(reports.collect::<Vec<_>>().join("\n")));
    }
    if !sample.has_data() {
        return Ok(());
    }
    terminal::say(&words(&sample, as_of.as_deref()));
    let options = sample.options;
    inputs.leads = sample.leads;
    inputs.events = sample.events;
    inputs.id = inputs.id.take().or(options.id);
    inputs.event_lead = inputs.event_lead.take().or(options.event_lead);
    inputs.event_column = inputs.event_column.take().or(options.event_column);
    inputs.time_column = inputs.time_column.take().or(options.time_column);
    inputs.unknown.extend(options.unknown);
    inputs.decimal_comma |= options.decimal_comma;
    *as_of = as_of.take().or(sample.as_of);
    Ok(())
}

/// Nobody should take a sample for the real thing.
fn words(sample: &Sample, as_of: Option<&str>) -> String {
    let files: Vec<&str> = sample.leads.iter().chain(&sample.events).map(String::as_str).collect();
    let moment = as_of.or(sample.as_of.as_deref());
    let moment = moment.map_or_else(String::new, |moment| format!(", as of {moment}"));
    format!("sample data of {}: {}{moment}\n", sample.path.display(), files.join(", "))
}
