//! `baremo build F -o M.baremo`: a model compiled into one file, which scores without its rules.

use clap::ValueEnum;

use crate::artifact;
use crate::artifact::Origin;
use crate::bytecode;
use crate::check::Compiled;
use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::loaded;
use crate::cli::model;
use crate::cli::model::Rules;
use crate::cli::object;
use crate::cli::report::bars::grouped;
use crate::cli::terminal;
use crate::data;
use crate::ir::Program;
use crate::optimise;
use crate::optimise::Passes;

/// Compile a model into one file, which scores without its rules.
///
/// `baremo score` and `baremo why` take it where they take a rule file.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    rules: Rules,
    /// Where the compiled model goes [default: the rule file's name, ending in `.baremo`].
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
    /// What is built.
    #[arg(long, value_enum, default_value = "artifact")]
    target: Target,
    /// Where the header of an object goes [default: the object's name, ending in `.h`].
    #[arg(long, value_name = "FILE")]
    header: Option<String>,
    /// What the names of an object begin with [default: the object's name].
    #[arg(long, value_name = "NAME")]
    prefix: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// For `baremo score` and `baremo why`, on every machine.
    Artifact,
    /// Machine code for a C program, with all that it needs: `--output rules.o`, and a header.
    Object,
}

pub fn run(arguments: Arguments) -> Outcome {
    let Some(compiled) = arguments.rules.sound()? else { return Ok(Ended::Fault) };
    let programs = model::programs(&compiled)?;
    let [program] = programs.as_slice() else {
        let message = format!("these files hold {} models", programs.len());
        return Err(Failure::new(message).help("build each of them by itself"));
    };
    let ending = if arguments.target == Target::Object { ".o" } else { loaded::ENDING };
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None => beside(&compiled, program, ending)?,
    };
    match arguments.target {
        Target::Object => object::write(program, &output, &arguments.header, &arguments.prefix),
        Target::Artifact => artifact(&arguments.rules, &compiled, program, &output),
    }
}

fn artifact(rules: &Rules, compiled: &Compiled, program: &Program, output: &str) -> Outcome {
    let code = bytecode::lower(&optimise::run(program.clone(), Passes::all()));
    let bytes = artifact::write(program, &code, &Origin::of_compiled(compiled, &rules.settings()))
        .map_err(|error| Failure::new(format!("this model cannot be written: {error}")))?;
    data::write_whole(output, &bytes)?;
    terminal::say(&told(program, output, bytes.len()));
    Ok(Ended::Well)
}

/// The model's own file, with another ending.
fn beside(compiled: &Compiled, program: &Program, ending: &str) -> Result<String, Failure> {
    let own = |model: &&crate::check::Checked| model.program.as_ref() == Some(program);
    let file = compiled.models.iter().find(own).map(|m| &compiled.sources.get(m.file).name);
    let rules = file.and_then(|name| name.strip_suffix(".score"));
    let name = rules.map(|stem| format!("{stem}{ending}"));
    name.ok_or_else(|| {
        Failure::new("the compiled model needs a name").help("write `-o model.baremo`")
    })
}

fn told(program: &Program, output: &str, bytes: usize) -> String {
    let output = if output == "-" { "standard output".into() } else { terminal::path(output) };
    let rules = match program.lines.len() {
        1 => "1 rule".into(),
        count => format!("{} rules", grouped(count as u64)),
    };
    let uses = artifact::capabilities(program).join(", ");
    let uses = if uses.is_empty() { uses } else { format!("; uses {uses}") };
    format!("{output}: {} bytes, {rules}{uses}\n", grouped(bytes as u64))
}
