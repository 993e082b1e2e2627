//! The frame of an artifact, taken apart and put together by hand: what the tests change in it comes with a right checksum.

use baremo::artifact::{FORMAT, MAGIC};

/// Magic, format, checksum, length.
pub const HEADER: usize = MAGIC.len() + 4 + 4 + 8;

/// The bytes of head, program and code.
#[derive(Clone)]
pub struct Sections(pub [Vec<u8>; 3]);

impl Sections {
    pub fn of(file: &[u8]) -> Sections {
        let mut at = HEADER;
        Sections([1, 2, 3].map(|number| {
            assert_eq!(file[at], number, "a section's number");
            let length = file[at + 1..at + 9].iter().rev();
            let length = length.fold(0, |length, byte| length << 8 | usize::from(*byte));
            at += 9 + length;
            file[at - length..at].to_vec()
        }))
    }

    pub fn sealed(&self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend(FORMAT.to_le_bytes());
        file.extend([0; 12]);
        for (number, bytes) in (1..).zip(&self.0) {
            file.push(number);
            file.extend((bytes.len() as u64).to_le_bytes());
            file.extend(bytes);
        }
        with_checksum(file)
    }
}

/// With the length and the checksum that its bytes ask for.
pub fn with_checksum(mut file: Vec<u8>) -> Vec<u8> {
    if file.len() < HEADER {
        return file;
    }
    let length = file.len() as u64;
    file[HEADER - 8..HEADER].copy_from_slice(&length.to_le_bytes());
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&file[..MAGIC.len() + 4]);
    hasher.update(&file[HEADER - 8..]);
    let checksum = hasher.finalize();
    file[MAGIC.len() + 4..HEADER - 8].copy_from_slice(&checksum.to_le_bytes());
    file
}
