//! `baremo init [DIR]`: a commented starter model, its tests, sample data and a CI job, which work at once.

use std::fs;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::cli::failure::Failure;
use crate::cli::terminal;

/// Write a starter model with tests and sample data.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to write to; it is made where it does not exist.
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
}

/// What is written, by path in the folder.
const FILES: &[(&str, &str)] = &[
    ("model.score", include_str!("init/model.score")),
    ("model_test.score", include_str!("init/model_test.score")),
    ("sample-leads.csv", include_str!("init/sample-leads.csv")),
    ("sample-events.csv", include_str!("init/sample-events.csv")),
    ("baremo.toml", include_str!("init/baremo.toml")),
    (".github/workflows/baremo.yml", include_str!("init/baremo.yml")),
];

pub fn run(arguments: Arguments) -> Outcome {
    let folder = &arguments.folder;
    nothing_is_there(folder)?;
    for (name, text) in FILES {
        write(&folder.join(name), text)?;
    }
    terminal::say(&next_steps(folder));
    Ok(Ended::Well)
}

/// Nothing is ever overwritten: one file that is there, and none is written.
fn nothing_is_there(folder: &Path) -> Result<(), Failure> {
    let there = FILES.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
    match there {
        None => Ok(()),
        Some(path) => Err(Failure::new(format!("`{}` is already there", path.display()))
            .help("name a new folder: `baremo init my-rules`")),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::file("write", path, &e);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = File::create_new(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

fn next_steps(folder: &Path) -> String {
    let mut text = String::new();
    for (name, _) in FILES {
        text.push_str(&format!("wrote {}\n", shown(&folder.join(name))));
    }
    let file = |name| shown(&folder.join(name));
    let model = file("model.score");
    text + &format!("\nnext:\n  baremo test {}\n  baremo score {model} --report\n", shown(folder))
}

/// With `/` everywhere, and without a needless `./`.
fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").filter(|t| !t.is_empty()).unwrap_or(&text).to_string()
}
