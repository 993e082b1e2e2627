//! The input, read ahead by a thread of its own in whole lines; a bounded queue holds the writer back when scoring is slower.

use std::io::Read;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::SyncSender;
use std::sync::mpsc::sync_channel;

use memchr::memchr_iter;
use memchr::memrchr;

/// Whole lines, but for the last of the input.
pub struct Chunk {
    pub bytes: Vec<u8>,
    /// Where it begins in the input.
    pub offset: u64,
    /// The number of its first line, from one.
    pub line: u64,
}

/// At most so many bytes are read at once.
const CHUNK: usize = 1 << 18;
/// A line that does not end within so many bytes never will.
const LINE: usize = 1 << 24;
/// Chunks that wait.
const QUEUE: usize = 4;

/// The queue; reading ends when it is dropped.
pub fn read_ahead(
    input: impl Read + Send + 'static,
    (offset, line): (u64, u64),
) -> Receiver<std::io::Result<Chunk>> {
    let (sender, receiver) = sync_channel(QUEUE);
    std::thread::spawn(move || {
        let mut reading = Reading { input, rest: Vec::new(), offset, line };
        while reading.next(&sender) {}
    });
    receiver
}

struct Reading<R> {
    input: R,
    /// The start of a line that is not whole.
    rest: Vec<u8>,
    offset: u64,
    line: u64,
}

impl<R: Read> Reading<R> {
    /// Reads what is there, and sends the whole lines of it; false at the end.
    fn next(&mut self, sender: &SyncSender<std::io::Result<Chunk>>) -> bool {
        let start = self.rest.len();
        self.rest.resize(start + CHUNK, 0);
        let read = match self.input.read(&mut self.rest[start..]) {
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {
                self.rest.truncate(start);
                return true;
            }
            Err(error) => {
                let _ = sender.send(Err(error));
                return false;
            }
        };
        self.rest.truncate(start + read);
        if read == 0 {
            self.send(sender, self.rest.len());
            return false;
        }
        match memrchr(b'\n', &self.rest[start..]) {
            Some(end) => self.send(sender, start + end + 1),
            None if self.rest.len() > LINE => {
                self.send(sender, self.rest.len());
                false
            }
            None => true,
        }
    }

    /// False where nobody takes it.
    fn send(&mut self, sender: &SyncSender<std::io::Result<Chunk>>, end: usize) -> bool {
        if end == 0 {
            return true;
        }
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let (offset, line) = (self.offset, self.line);
        self.offset += bytes.len() as u64;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        sender.send(Ok(Chunk { bytes, offset, line })).is_ok()
    }
}
