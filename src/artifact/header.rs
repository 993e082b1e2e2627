//! What stands around the sections: magic, format, length, checksum; and the section that says what the artifact is.

use crate::artifact::error::{ArtifactError, Looks, Section};
use crate::artifact::wire::{Reader, Wire, Writer, wire};

/// Bytes that no text begins with, and that copying as text changes.
pub const MAGIC: [u8; 12] = *b"\x89BAREMO\r\n\x1a\n\0";
/// The format that is written.
pub const FORMAT: u32 = 1;
/// Magic, format, checksum, the length of the file.
pub const LENGTH: usize = MAGIC.len() + 4 + 4 + 8;
/// A section's number and length.
const SECTION: usize = 1 + 8;
const SECTIONS: [Section; 3] = [Section::Head, Section::Program, Section::Code];

/// What an artifact says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub written_by: String,
    /// SHA-256 of the model's files.
    pub source_hash: [u8; 32],
    /// Names of constructs, in their order.
    pub capabilities: Vec<String>,
}

wire!(struct Head { written_by, source_hash, capabilities since 1 else Vec::new() });

impl Wire for [u8; 32] {
    fn put(&self, to: &mut Writer) {
        to.bytes.extend(self);
    }

    fn get(from: &mut Reader) -> crate::artifact::wire::Result<[u8; 32]> {
        let bytes = from.take(32)?;
        bytes.first_chunk().copied().ok_or_else(|| from.fault("a hash has 32 bytes"))
    }
}

/// The sections put together.
pub fn seal(sections: [Vec<u8>; 3]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    file.extend(FORMAT.to_le_bytes());
    file.extend([0; LENGTH - MAGIC.len() - 4]);
    for (number, bytes) in (1u8..).zip(&sections) {
        file.push(number);
        file.extend((bytes.len() as u64).to_le_bytes());
        file.extend(bytes);
    }
    let length = file.len() as u64;
    file[LENGTH - 8..LENGTH].copy_from_slice(&length.to_le_bytes());
    let checksum = checksum(&file);
    file[MAGIC.len() + 4..LENGTH - 8].copy_from_slice(&checksum.to_le_bytes());
    file
}

/// CRC-32 of everything but itself.
pub fn checksum(file: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&file[..MAGIC.len() + 4]);
    hasher.update(&file[LENGTH - 8..]);
    hasher.finalize()
}

/// Where each section begins in the file, and its bytes.
pub type Sections<'f> = [(usize, &'f [u8]); 3];

/// The format and the sections.
pub fn open(file: &[u8]) -> Result<(u32, Sections<'_>), ArtifactError> {
    if !file.starts_with(&MAGIC) {
        let cut = !file.is_empty() && MAGIC.starts_with(file);
        return Err(match cut {
            true => ArtifactError::Cut { length: file.len(), expected: LENGTH },
            false => ArtifactError::NotOne(Looks::of(file)),
        });
    }
    if file.len() < LENGTH {
        return Err(ArtifactError::Cut { length: file.len(), expected: LENGTH });
    }
    let format = number(&file[MAGIC.len()..MAGIC.len() + 4]) as u32;
    match format {
        0 => return Err(ArtifactError::NoSuchFormat { format }),
        1..=FORMAT => {}
        _ => return Err(ArtifactError::Newer { format, known: FORMAT }),
    }
    let length = number(&file[LENGTH - 8..LENGTH]);
    if (file.len() as u64) < length {
        let expected = usize::try_from(length).unwrap_or(usize::MAX);
        return Err(ArtifactError::Cut { length: file.len(), expected });
    }
    let written = number(&file[MAGIC.len() + 4..LENGTH - 8]) as u32;
    if file.len() as u64 != length || written != checksum(file) {
        return Err(ArtifactError::Altered);
    }
    Ok((format, sections(file)?))
}

fn sections(file: &[u8]) -> Result<Sections<'_>, ArtifactError> {
    let mut at = LENGTH;
    let mut found = [(0, &[][..]); 3];
    for ((number, section), found) in (1u8..).zip(SECTIONS).zip(&mut found) {
        let broken = |at: usize, sentence: &str| ArtifactError::Broken {
            section,
            offset: Some(at),
            sentence: sentence.into(),
        };
        let head = file.get(at..at + SECTION);
        let head = head.ok_or_else(|| broken(at, "the section is not there"))?;
        if head[0] != number {
            return Err(broken(at, "another section stands where this one must"));
        }
        at += SECTION;
        let length = usize::try_from(self::number(&head[1..])).ok();
        let bytes = length.and_then(|length| file[at..].get(..length));
        *found = (at, bytes.ok_or_else(|| broken(at, "the section is longer than the file"))?);
        at += found.1.len();
    }
    if at != file.len() {
        let sentence = format!("{} bytes follow the last section", file.len() - at);
        return Err(ArtifactError::Broken { section: Section::Code, offset: Some(at), sentence });
    }
    Ok(found)
}

/// At most eight bytes, the lowest first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
