//! `baremo stream`: what comes out, what is kept, and that neither depends on how often it was broken off.

mod clock;
pub mod example;
mod faults;
mod kills;
mod made;
mod session;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stream").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn baremo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baremo"));
    command.current_dir(folder).args(arguments);
    command
}

/// Runs it to its end over an input.
fn run(folder: &Path, arguments: &[&str], input: &Path) -> Output {
    let input = fs::File::open(input).expect("the input");
    baremo(folder, arguments).stdin(Stdio::from(input)).output().expect("it runs")
}

fn ok(output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).expect("text")
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}
