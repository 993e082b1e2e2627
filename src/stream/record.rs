//! What the store keeps of a lead, as bytes.

use serde::Deserialize;
use serde::Serialize;

use crate::live::State;

/// A lead in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub state: State,
    /// The stage that was told last, as a verdict numbers it.
    pub stage: u16,
    /// When it changes next if nothing happens, or has to be looked at again: the key of the index of moments.
    pub due: Option<i64>,
    /// How many seconds ahead was looked: each time nothing happened, further.
    pub ahead: i64,
}

/// Bytes of the checksum behind a record: the store itself does not notice bytes that were changed.
const SUM: usize = 4;

impl Record {
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut bytes = postcard::to_stdvec(self)?;
        let sum = crc32fast::hash(&bytes).to_le_bytes();
        bytes.extend(sum);
        Ok(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Record, postcard::Error> {
        let (record, sum) = bytes.split_at(bytes.len().saturating_sub(SUM));
        match crc32fast::hash(record).to_le_bytes() == sum {
            true => postcard::from_bytes(record),
            false => Err(postcard::Error::DeserializeBadCrc),
        }
    }
}
