//! Models that score, from rule files or compiled before: `score` and `why` take either.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::artifact;
use crate::artifact::ArtifactError;
use crate::bytecode::Code;
use crate::cli::failure::Failure;
use crate::cli::model;
use crate::cli::model::Rules;
use crate::engine::Engine;
use crate::engine::Scorer;
use crate::ir::Program;

/// How the name of a compiled model ends.
pub const ENDING: &str = ".baremo";

/// A model that scores.
pub struct Model {
    pub program: Program,
    /// Where it was compiled before.
    pub code: Option<Arc<Code>>,
}

impl Model {
    pub fn scorer(&self, engine: Engine) -> Scorer {
        let program = self.program.clone();
        match &self.code {
            Some(code) => Scorer::with_code(program, code.clone(), engine),
            None => Scorer::new(program, engine),
        }
    }
}

/// The models of a command line; nothing where its rules have errors, which have been told.
pub fn models(rules: &Rules) -> Result<Option<Vec<Model>>, Failure> {
    let compiled = rules.files.iter().filter(|file| is_artifact(file)).count();
    if compiled == 0 {
        let Some(sound) = rules.sound()? else { return Ok(None) };
        let programs = model::programs(&sound)?.into_iter().cloned();
        return Ok(Some(programs.map(|program| Model { program, code: None }).collect()));
    }
    if compiled < rules.files.len() {
        return Err(Failure::new("rule files and compiled models cannot be taken together")
            .help("build the others too: `baremo build rules.score`"));
    }
    if !rules.set.is_empty() {
        return Err(Failure::new("a compiled model takes no `--set`: its parameters are fixed")
            .help(
                "give the values when it is built: `baremo build rules.score --set NAME=VALUE`",
            ));
    }
    rules.files.iter().map(|file| read(file)).collect::<Result<_, _>>().map(Some)
}

/// By its name, or by its first bytes.
pub fn is_artifact(path: &str) -> bool {
    path.ends_with(ENDING) || begins_like_one(Path::new(path))
}

/// Pipes and devices are not looked into: what is read from them is gone.
fn begins_like_one(path: &Path) -> bool {
    let mut start = Vec::new();
    let file = path.metadata().is_ok_and(|file| file.is_file()).then(|| File::open(path));
    let read = file
        .and_then(Result::ok)
        .map(|file| file.take(artifact::MAGIC.len() as u64).read_to_end(&mut start).is_ok());
    read == Some(true) && artifact::is_one(&start)
}

fn read(path: &str) -> Result<Model, Failure> {
    let bytes = std::fs::read(path).map_err(|e| Failure::file("read", Path::new(path), &e))?;
    let artifact = artifact::read(&bytes).map_err(|error| unreadable(path, &error))?;
    Ok(Model { program: artifact.program, code: Some(artifact.code) })
}

fn unreadable(path: &str, error: &ArtifactError) -> Failure {
    Failure::new(format!("`{path}`: {error}")).help(error.help())
}
