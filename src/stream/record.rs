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

impl Record {
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Record, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}
