//! `baremo sql F --dialect D`: the model as one SELECT.

use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::check::Compiled;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::model;
use crate::cli::model::Rules;
use crate::cli::terminal;
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::sql as codes;
use crate::ir::Program;
use crate::sql;
use crate::sql::Dialect;
use crate::sql::Request;
use crate::sql::Table;
use crate::sql::Unsayable;
use crate::sql::dbt;

/// Compile a model into one SELECT, for a warehouse or for Spark.
///
/// It gives the columns that `baremo score` gives. Tables and columns are named as --leads-table, --events-table and --column say.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    /// Whose SQL.
    #[arg(long, value_name = "DIALECT", value_parser = dialects())]
    dialect: &'static Dialect,
    /// The table of the leads, as in crm.leads [default: `leads`; but with --events-table alone, the leads are the ids in the events].
    #[arg(long, value_name = "TABLE", value_parser = table)]
    leads_table: Option<Table>,
    /// The table of the events [default: `events`, where --leads-table is not given either].
    #[arg(long, value_name = "TABLE", value_parser = table)]
    events_table: Option<Table>,
    /// The column of the lead's id, in both tables.
    #[arg(long, value_name = "COLUMN", default_value = "lead_id")]
    id: String,
    /// The column of the lead's id in the events, where it differs.
    #[arg(long, value_name = "COLUMN")]
    event_lead: Option<String>,
    /// The column of the event's name.
    #[arg(long, value_name = "COLUMN", default_value = "event")]
    event_column: String,
    /// The column of the event's time.
    #[arg(long, value_name = "COLUMN", default_value = "time")]
    time_column: String,
    /// The column of the event's id: events of one lead with the same id count once [default: every row is an event].
    #[arg(long, value_name = "COLUMN")]
    event_id: Option<String>,
    /// What the data base calls a column of the rules, where the names differ.
    #[arg(long = "column", value_name = "NAME=COLUMN", value_parser = model::setting)]
    columns: Vec<(String, String)>,
    /// Times and dates are numbers of seconds since 1970, not instants.
    #[arg(long)]
    epoch: bool,
    /// The moment that is asked about, as in 2026-01-31 [default: the moment at which the query runs].
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// A column for each rule and group too.
    #[arg(long)]
    lines: bool,
    /// Create a view of this name.
    #[arg(long, value_name = "NAME", value_parser = table, conflicts_with = "dbt")]
    view: Option<Table>,
    /// Write a model into this project of dbt: its query, tests for its columns, and the test `baremo_between`; the tables are models or seeds of the project, or as in crm.leads those of a source.
    #[arg(long, value_name = "DIR")]
    dbt: Option<String>,
    /// The name of the model of dbt [default: that of the rule file].
    #[arg(long, value_name = "NAME", requires = "dbt", value_parser = model_name)]
    dbt_name: Option<String>,
    /// Where the query goes [default: standard output].
    #[arg(long, short, value_name = "FILE", conflicts_with = "dbt")]
    output: Option<String>,
}

fn dialects() -> impl TypedValueParser<Value = &'static Dialect> {
    PossibleValuesParser::new(sql::dialect::ALL.map(|dialect| dialect.word))
        .try_map(|word| Dialect::of(&word).ok_or("no such dialect"))
}

/// `crm.leads`: parts with points between them.
fn table(text: &str) -> Result<Table, String> {
    let parts: Vec<String> = text.split('.').map(str::to_string).collect();
    match parts.iter().any(|part| part.trim().is_empty()) {
        true => Err("write it as TABLE or SCHEMA.TABLE".into()),
        false => Ok(Table::Named(parts)),
    }
}

/// It names files and a table.
fn model_name(text: &str) -> Result<String, String> {
    match text.is_empty() || text.chars().any(|c| !is_of_names(c)) {
        true => Err("a model of dbt is named with letters, digits and `_`".into()),
        false => Ok(text.into()),
    }
}

fn is_of_names(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

pub fn run(arguments: Arguments) -> Outcome {
    let Some(compiled) = arguments.rules.sound()? else { return Ok(Ended::Fault) };
    let programs = model::programs(&compiled)?;
    let [program] = programs.as_slice() else {
        let message = format!("these files hold {} models", programs.len());
        return Err(Failure::new(message).help("compile each of them by itself"));
    };
    let request = arguments.request(program)?;
    let query = match sql::query(program, &request) {
        Ok(query) => query,
        Err(faults) => {
            let title = request.dialect.title;
            let faults: Vec<Diagnostic> = faults.iter().map(|f| told(f, title)).collect();
            model::say(&faults, &compiled);
            return Ok(Ended::Fault);
        }
    };
    if let Some(folder) = &arguments.dbt {
        let name = match &arguments.dbt_name {
            Some(name) => name.clone(),
            None => stem(&compiled, program),
        };
        return write_dbt(folder, &name, program, &request, &query);
    }
    let query = match &arguments.view {
        Some(view) => sql::view(view, &query, request.dialect),
        None => query,
    };
    match arguments.output.as_deref() {
        None | Some("-") => terminal::print(&query)?,
        Some(path) => data::write_whole(path, query.as_bytes())?,
    }
    Ok(Ended::Well)
}

fn write_dbt(
    folder: &str,
    name: &str,
    program: &Program,
    request: &Request,
    query: &str,
) -> Outcome {
    let written = dbt::model(name, program, request, query);
    let files = [
        (format!("models/{name}.sql"), written.query.as_str()),
        (format!("models/{name}.yml"), written.page.as_str()),
        ("macros/baremo_between.sql".into(), written.between),
    ];
    for (file, text) in files {
        let path = format!("{folder}/{file}");
        if let Some(folder) = Path::new(&path).parent() {
            std::fs::create_dir_all(folder).map_err(|e| Failure::file("make", folder, &e))?;
        }
        data::write_whole(&path, text.as_bytes())?;
        terminal::say(&format!("{}\n", terminal::path(&path)));
    }
    Ok(Ended::Well)
}

/// The name of the model's own file, without its ending.
fn stem(compiled: &Compiled, program: &Program) -> String {
    let own = |model: &&crate::check::Checked| model.program.as_ref() == Some(program);
    let file = compiled.models.iter().find(own).map(|m| &compiled.sources.get(m.file).name);
    let name = file.and_then(|name| name.rsplit(['/', '\\']).next());
    let name = name.and_then(|name| name.strip_suffix(".score")).unwrap_or("scores");
    name.chars().map(|c| if is_of_names(c) { c } else { '_' }).collect()
}

/// A model of the project, or a table of a source.
fn of_dbt(table: Table) -> Result<Table, Failure> {
    if table.parts().len() > 2 {
        let name = table.parts().join(".");
        return Err(Failure::new(format!("`{name}` is neither a model of dbt nor a table of a source"))
            .help("write the name of a model or a seed, or `SOURCE.TABLE`; the source says in which data base and schema it lies"));
    }
    Ok(table.of_dbt())
}

fn told(fault: &Unsayable, title: &str) -> Diagnostic {
    let message = format!("{title} cannot say {}", fault.construct);
    let span = fault.origin.span;
    Diagnostic::error(codes::UNSAYABLE, span, message)
        .here("in this rule")
        .help(format!("what works there: {}", fault.instead))
}

impl Arguments {
    fn request(&self, program: &Program) -> Result<Request, Failure> {
        let both = self.leads_table.is_none() && self.events_table.is_none();
        let default = |name: &str| both.then(|| Table::step(name));
        let leads = self.leads_table.clone().or(default("leads"));
        let events = self.events_table.clone().or(default("events"));
        let schema = &program.schema;
        if leads.is_none() && !schema.attributes.is_empty() {
            let name = &schema.attributes[0].name;
            return Err(Failure::new(format!(
                "the rules read `{name}` of the leads, and no table of leads is named"
            ))
            .help("name it with --leads-table"));
        }
        let reads_events = schema.any_event || !schema.events.is_empty();
        if events.is_none() && reads_events {
            return Err(Failure::new("the rules read events, and no table of events is named")
                .help("name it with --events-table"));
        }
        let known = schema.attributes.iter().chain(&schema.properties).map(|field| &field.name);
        let known: Vec<&String> = known.collect();
        if let Some((name, _)) = self.columns.iter().find(|(name, _)| !known.contains(&name)) {
            return Err(Failure::new(format!("the rules read no column `{name}`")).help(
                "write `--column NAME=COLUMN`: first what the rules say, then what the table says",
            ));
        }
        let tables = |table: Option<Table>| match self.dbt {
            Some(_) => table.map(of_dbt).transpose(),
            None => Ok(table),
        };
        let as_of = match self.as_of.as_deref() {
            None => None,
            Some(text) => Some(inputs::moment(Some(text), &program.zone)?),
        };
        Ok(Request {
            leads: tables(leads)?,
            events: tables(events.filter(|_| reads_events))?,
            id: self.id.clone(),
            event_lead: self.event_lead.clone().unwrap_or_else(|| self.id.clone()),
            event: self.event_column.clone(),
            time: self.time_column.clone(),
            event_id: self.event_id.clone(),
            columns: self.columns.iter().cloned().collect(),
            epoch: self.epoch,
            as_of,
            lines: self.lines,
            ..Request::new(self.dialect)
        })
    }
}
