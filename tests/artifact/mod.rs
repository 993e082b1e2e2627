//! A compiled model as bytes: it comes back as it was, gives the same scores, and no bytes make its reader fall over.

mod commands;
mod errors;
mod hostile;
mod kept;
mod mutation;
mod round_trip;
mod sections;
mod time;
mod verifier;

use std::fs;
use std::path::{Path, PathBuf};

use baremo::artifact::{self, Origin};
use baremo::bytecode::{self, Code};
use baremo::check::{self, Settings};
use baremo::data::RuleFiles;
use baremo::ir::Program;
use baremo::optimise::{self, Passes};

/// What goes into an artifact beside the program.
fn lowered(program: &Program) -> Code {
    bytecode::lower(&optimise::run(program.clone(), Passes::all()))
}

fn origin() -> Origin {
    Origin::of([("rules.score", "on email_open +1")].into_iter())
}

fn written(program: &Program) -> Vec<u8> {
    artifact::write(program, &lowered(program), &origin()).expect("a program can be written")
}

/// The programs of a rule file, where it has no errors.
fn programs(path: &Path) -> Vec<Program> {
    let name = path.display().to_string();
    let rules = RuleFiles::open(&[name]).expect("a rule file");
    let compiled = check::compile(&rules.files, &rules, &Settings::default());
    let programs = compiled.models.into_iter().filter_map(|model| model.program);
    programs.filter(|program| !program.scores.is_empty()).collect()
}

/// Every rule file under a folder, tests left out.
fn rule_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.display().to_string();
            match path.is_dir() {
                true => folders.push(path),
                false if name.ends_with(".score") && !name.ends_with("_test.score") => {
                    files.push(path);
                }
                false => {}
            }
        }
    }
    files.sort();
    files
}
