//! Why bytes are no model, as data: what is wrong, in which section, at which byte of the file.

use std::fmt;

/// A part of an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// What stands before all else: who wrote it, from what, and what it asks of a reader.
    Head,
    Program,
    Code,
}

impl Section {
    pub fn name(self) -> &'static str {
        match self {
            Section::Head => "head",
            Section::Program => "program",
            Section::Code => "code",
        }
    }
}

/// Why bytes are no model that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArtifactError {
    /// It does not begin like one; what it looks like.
    NotOne(Looks),
    /// It was written in a format that came later.
    Newer { format: u32, known: u32 },
    /// A format that no version ever wrote.
    NoSuchFormat { format: u32 },
    /// It asks for something that this version does not know.
    UnknownCapability { name: String, written_by: String },
    /// It ends before it should.
    Cut { length: usize, expected: usize },
    /// Its bytes are not those that were written.
    Altered,
    /// A part does not hold: at a byte of the file; without one, where things must fit together.
    Broken { section: Section, offset: Option<usize>, sentence: String },
}

/// What bytes look like that are no artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    Empty,
    RuleFile,
    /// With the name of its format.
    NativeObject(&'static str),
    Gzip,
    Zstd,
    Zip,
    Parquet,
    /// An artifact whose line ends were changed on the way.
    LineEnds,
    Unknown,
}

impl Looks {
    pub fn of(bytes: &[u8]) -> Looks {
        const STARTS: &[(&[u8], Looks)] = &[
            (b"\x7fELF", Looks::NativeObject("ELF")),
            (b"\xcf\xfa\xed\xfe", Looks::NativeObject("Mach-O")),
            (b"\xca\xfe\xba\xbe", Looks::NativeObject("Mach-O")),
            (b"MZ", Looks::NativeObject("PE")),
            (b"!<arch>\n", Looks::NativeObject("library")),
            (b"\x1f\x8b", Looks::Gzip),
            (b"\x28\xb5\x2f\xfd", Looks::Zstd),
            (b"PK\x03\x04", Looks::Zip),
            (b"PAR1", Looks::Parquet),
            (b"\x89BAREMO", Looks::LineEnds),
            (b"BAREMO", Looks::LineEnds),
        ];
        if bytes.is_empty() {
            return Looks::Empty;
        }
        let start = STARTS.iter().find(|(start, _)| bytes.starts_with(start));
        match start {
            Some((_, looks)) => *looks,
            None if is_coff(bytes) => Looks::NativeObject("COFF"),
            None if is_text(bytes) => Looks::RuleFile,
            None => Looks::Unknown,
        }
    }
}

/// An object file of Windows: it begins with the processor's number, and a header of twenty bytes follows.
fn is_coff(bytes: &[u8]) -> bool {
    bytes.len() >= 20 && (bytes.starts_with(b"\x64\x86") || bytes.starts_with(b"\x64\xaa"))
}

fn is_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1024)];
    let valid = match std::str::from_utf8(start) {
        Ok(_) => true,
        // The last character may have been cut.
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    };
    valid && !start.iter().any(|byte| *byte < 0x20 && !b"\t\r\n".contains(byte))
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Looks::Empty => f.write_str("it is empty"),
            Looks::RuleFile => f.write_str("it looks like text: build it first, or score with it as it is"),
            Looks::NativeObject(format) => write!(f, "it is a native object ({format})"),
            Looks::Gzip => f.write_str("it is compressed with gzip: unpack it first"),
            Looks::Zstd => f.write_str("it is compressed with zstd: unpack it first"),
            Looks::Zip => f.write_str("it is a ZIP archive: unpack it first"),
            Looks::Parquet => f.write_str("it is a Parquet file"),
            Looks::LineEnds => f.write_str(
                "its first bytes were changed: it was copied as text, but it must be copied as it is",
            ),
            Looks::Unknown => f.write_str("it begins like no file that is known here"),
        }
    }
}

impl ArtifactError {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            ArtifactError::NotOne(_) => "`baremo build rules.score` makes one of rules",
            ArtifactError::Newer { .. } | ArtifactError::UnknownCapability { .. } => {
                "take that version, or build the model again with this one"
            }
            ArtifactError::NoSuchFormat { .. }
            | ArtifactError::Cut { .. }
            | ArtifactError::Altered
            | ArtifactError::Broken { .. } => "copy it again, or build it again from its rules",
        }
    }
}

impl fmt::Display for ArtifactError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ArtifactError::NotOne(looks) => write!(f, "this is not a compiled model: {looks}"),
            ArtifactError::Newer { format, known } => write!(
                f,
                "this compiled model has format {format}, and this version reads formats up to {known}: \
                 it was built by a later version"
            ),
            ArtifactError::NoSuchFormat { format } => {
                write!(f, "this compiled model has format {format}, which never was")
            }
            ArtifactError::UnknownCapability { name, written_by } => write!(
                f,
                "this compiled model needs `{name}`, which this version does not know: it was built by \
                 version {written_by}"
            ),
            ArtifactError::Cut { length, expected } => write!(
                f,
                "this compiled model was cut: it has {length} bytes of at least {expected}"
            ),
            ArtifactError::Altered => f.write_str(
                "this compiled model was altered: its bytes are not those that were written",
            ),
            ArtifactError::Broken { section, offset: Some(offset), sentence } => {
                write!(f, "section {}, byte {offset}: {sentence}", section.name())
            }
            ArtifactError::Broken { section, offset: None, sentence } => {
                write!(f, "section {}: {sentence}", section.name())
            }
        }
    }
}

impl std::error::Error for ArtifactError {}
