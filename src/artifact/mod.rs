//! A compiled model as bytes: the program and its bytecode in one file, which is verified before it runs.
//!
//! ```text
//! 0   magic     89 'BAREMO' 0D 0A 1A 0A 00
//! 12  format    4 bytes, the lowest first
//! 16  checksum  CRC-32 of everything but itself
//! 20  length    8 bytes, of the file
//! 28  sections  each: its number (1 byte), its length (8 bytes), its bytes
//!       1 head     the version that wrote it, SHA-256 of the source, capabilities
//!       2 program  what invoices, the defining evaluator and machine code are made from
//!       3 code     the bytecode for batches
//! ```
//!
//! Any bytes give a model or an error that says what and where; never a panic, nor more memory than their number asks for. The same program
//! gives the same bytes. No IO.
//!
//! ```
//! use baremo::artifact::{self, Origin};
//! use baremo::check::{self, NoFiles, Settings};
//! use baremo::engine::{Engine, Scorer};
//! use baremo::optimise::{self, Passes};
//! use baremo::types::{Event, EventId, Lead, Points};
//!
//! let files = [("one.score".to_string(), "on email_open +1".to_string())];
//! let compiled = check::compile(&files, &NoFiles, &Settings::default());
//! let program = compiled.models[0].program.as_ref().expect("a file without errors has a program");
//! let code = baremo::bytecode::lower(&optimise::run(program.clone(), Passes::all()));
//! let origin = Origin::of(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
//! let bytes = artifact::write(program, &code, &origin)?;
//!
//! let model = artifact::read(&bytes)?;
//! let scorer = Scorer::with_code(model.program, model.code, Engine::Auto);
//! let opened = Event { event: EventId(0), time: 0, properties: vec![] };
//! assert_eq!(scorer.score_one(&Lead::default(), &[opened], 60).scores[0].published, Points(100));
//! # Ok::<(), artifact::ArtifactError>(())
//! ```

mod capability;
mod code;
mod error;
mod header;
mod program;
mod wire;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::artifact::header::Head;
use crate::artifact::wire::{DEPTH, Fault, Patterns, Reader, Wire, Writer};
use crate::bytecode;
use crate::bytecode::Code;
use crate::check::{Compiled, Settings};
use crate::ir;
use crate::ir::Program;

pub use capability::capabilities;
pub use error::{ArtifactError, Looks, Section};
pub use header::{FORMAT, MAGIC};

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub source_hash: [u8; 32],
    /// The version that compiled it.
    pub written_by: String,
}

impl Origin {
    /// Of these files, name and text, compiled by this version.
    pub fn of<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> Origin {
        let mut hash = Sha256::new();
        for (name, text) in files {
            for part in [name, text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        Origin::of_hash(hash.finalize().into())
    }

    /// Of what was compiled: every text that the models depend on, the values of parameters too; their tests are not among them.
    pub fn of_compiled(compiled: &Compiled, settings: &Settings) -> Origin {
        let sources = compiled.sources.iter().map(|(_, source)| (&*source.name, &*source.text));
        let sources = sources.filter(|(name, _)| !name.ends_with("_test.score"));
        let lists = compiled.list_files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let set = settings.set.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Origin::of(sources.chain(lists).chain(set))
    }

    /// Of files with this hash, compiled by this version.
    pub fn of_hash(source_hash: [u8; 32]) -> Origin {
        Origin { source_hash, written_by: env!("CARGO_PKG_VERSION").into() }
    }
}

/// A compiled model, verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    pub program: Program,
    /// What `Scorer::new(program, Engine::Bytecode)` would make.
    pub code: Arc<Code>,
    pub source_hash: [u8; 32],
    pub written_by: String,
    pub capabilities: Vec<String>,
}

/// The first bytes are those of an artifact.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// The bytes of a program with its bytecode. Refused is only what no reader would take: what is nested too deep, or has too many patterns.
pub fn write(program: &Program, code: &Code, origin: &Origin) -> Result<Vec<u8>, ArtifactError> {
    let head = Head {
        written_by: origin.written_by.clone(),
        source_hash: origin.source_hash,
        capabilities: capabilities(program).into_iter().map(String::from).collect(),
    };
    let sections = [
        written(Section::Head, |to| head.put(to))?,
        written(Section::Program, |to| program.put(to))?,
        written(Section::Code, |to| code::put(code, to))?,
    ];
    let bytes = header::seal(sections);
    // What was written can be read: said here, where its author can still change it.
    read(&bytes)?;
    Ok(bytes)
}

fn written(section: Section, put: impl FnOnce(&mut Writer)) -> Result<Vec<u8>, ArtifactError> {
    let mut writer = Writer::default();
    put(&mut writer);
    let too_deep = format!("more than {DEPTH} things stand inside each other");
    match writer.too_deep {
        true => Err(ArtifactError::Broken { section, offset: None, sentence: too_deep }),
        false => Ok(writer.bytes),
    }
}

/// The model of these bytes, verified; or why there is none.
pub fn read(bytes: &[u8]) -> Result<Artifact, ArtifactError> {
    let (version, [head, program, code]) = header::open(bytes)?;
    let mut patterns = Patterns::default();
    let head = section(Section::Head, head, version, &mut patterns, Head::get, |_| Ok(()))?;
    capability::check(&head)?;
    let program =
        section(Section::Program, program, version, &mut patterns, Program::get, ir::verify)?;
    let get = |from: &mut Reader| code::get(from, &program);
    let verify = |code: &Code| bytecode::verify(code, &program);
    let code = section(Section::Code, code, version, &mut patterns, get, verify)?;
    Ok(Artifact {
        program,
        code: Arc::new(code),
        source_hash: head.source_hash,
        written_by: head.written_by,
        capabilities: head.capabilities,
    })
}

/// What a section holds, read and verified.
fn section<T>(
    section: Section,
    (start, bytes): (usize, &[u8]),
    version: u32,
    patterns: &mut Patterns,
    get: impl FnOnce(&mut Reader) -> wire::Result<T>,
    verify: impl FnOnce(&T) -> Result<(), ir::Fault>,
) -> Result<T, ArtifactError> {
    let broken = |offset: usize, sentence: String| ArtifactError::Broken {
        section,
        offset: Some(start + offset),
        sentence,
    };
    let mut reader = Reader::new(bytes, version, patterns);
    let value = get(&mut reader).and_then(|value| reader.end().map(|()| value));
    let value = value.map_err(|Fault { at, sentence }| broken(at, sentence.into_owned()))?;
    verify(&value).map_err(|fault| {
        let at = reader.marked(fault.part, fault.index).unwrap_or_default();
        broken(at, fault.sentence.into())
    })?;
    Ok(value)
}
