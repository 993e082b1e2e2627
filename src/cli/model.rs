//! From the rule files of a command line to checked models: what every command does first.

use crate::check;
use crate::check::Compiled;
use crate::cli::failure::Failure;
use crate::cli::inputs::Inputs;
use crate::cli::loaded;
use crate::cli::sample;
use crate::cli::terminal;
use crate::data::RuleFiles;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render;
use crate::diagnostic::render::human;
use crate::ir::Program;
use crate::lint;

/// Rule files and the values of their parameters.
#[derive(clap::Args)]
pub struct Rules {
    /// Rule files; a folder means every `.score` file under it, `-` is standard input.
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Give a parameter another value.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub set: Vec<(String, String)>,
}

pub fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().trim_start_matches('$').to_string(), value.trim().to_string()))
        }
        _ => Err("write it as NAME=VALUE".to_string()),
    }
}

impl Rules {
    /// `--events a.csv b.csv rules.score`: an option of several values takes what stands behind it, rule files too.
    pub fn take_from(&mut self, inputs: &mut Inputs) {
        let is_rules =
            |file: &mut String| file.ends_with(".score") || file.ends_with(loaded::ENDING);
        self.files.extend(inputs.events.extract_if(.., is_rules));
    }

    /// Reads the files.
    pub fn open(&self) -> Result<RuleFiles, Failure> {
        if self.files.is_empty() && sample::is_here() {
            return Ok(RuleFiles::open(&[".".into()])?);
        }
        if self.files.is_empty() {
            return Err(Failure::new("no rule file is named")
                .help("write its name behind the command, as in `baremo check rules.score`"));
        }
        if let Some(file) = self.files.iter().find(|file| loaded::is_artifact(file)) {
            return Err(Failure::new(format!(
                "`{file}` is a compiled model, and rules are read here"
            ))
            .help("name the rule file that it was built from"));
        }
        Ok(RuleFiles::open(&self.files)?)
    }

    /// What the command line says about parameters.
    pub fn settings(&self) -> check::Settings {
        check::Settings { set: self.set.clone() }
    }

    /// Reads and checks the files; what is wrong in them is in the result.
    pub fn compile(&self) -> Result<Compiled, Failure> {
        let rules = self.open()?;
        let mut compiled = check::compile(&rules.files, &rules, &self.settings());
        lint::run(&mut compiled);
        Ok(compiled)
    }

    /// The same for commands that need sound rules: says what is wrong, and gives nothing where there are errors.
    pub fn sound(&self) -> Result<Option<Compiled>, Failure> {
        let compiled = self.compile()?;
        say(&compiled.diagnostics, &compiled);
        Ok((!compiled.has_errors()).then_some(compiled))
    }
}

/// The models that score; a file that only declares for others is none.
pub fn programs(compiled: &Compiled) -> Result<Vec<&Program>, Failure> {
    let programs: Vec<&Program> = compiled
        .models
        .iter()
        .filter_map(|m| m.program.as_ref())
        .filter(|p| !p.scores.is_empty())
        .collect();
    match programs.is_empty() {
        true => Err(Failure::new("there is no rule in these files")
            .help("the smallest rule is `on email_open +1`")),
        false => Ok(programs),
    }
}

/// Diagnostics with their count, to standard error.
pub fn say(diagnostics: &[Diagnostic], compiled: &Compiled) {
    let Some(tally) = render::tally(diagnostics) else { return };
    let look = terminal::look_stderr();
    for diagnostic in diagnostics {
        terminal::say(&format!("{}\n", human::render(diagnostic, &compiled.sources, look)));
    }
    terminal::say(&format!("{tally}\n"));
}
