//! How a call ended, and the words for it.

use std::cell::RefCell;
use std::ffi::{CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a call ended. All but OK leave a sentence in baremo_last_error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum Status {
    Ok = 0,
    /// A pointer that must not be NULL is.
    NullPointer = 1,
    /// A handle that is 0, was freed, or stands for something else.
    BadHandle = 2,
    /// The rules have errors.
    Rules = 3,
    /// The bytes are no artifact that this version can read.
    Artifact = 4,
    /// A column that the rules do not have, a value that a column cannot hold, a number that is out of range.
    Input = 5,
    /// Text that is not UTF-8.
    NotUtf8 = 6,
    /// The engine cannot run here.
    Unavailable = 7,
    /// An array of the caller has not enough room.
    TooShort = 8,
    /// A batch with missing columns or bad values.
    Data = 9,
    /// A fault of the library; nothing of the caller's was changed.
    Panic = 10,
}

/// Why a call failed.
pub struct Failure {
    pub status: Status,
    pub message: String,
}

impl Failure {
    pub fn new(status: Status, message: impl Into<String>) -> Failure {
        Failure { status, message: message.into() }
    }
}

pub type Result<T> = std::result::Result<T, Failure>;

thread_local! {
    static LAST: RefCell<CString> = RefCell::default();
}

/// Does the work of a call: keeps its error, and stops a panic.
pub fn guard(work: impl FnOnce() -> Result<()>) -> Status {
    // Whatever the work was about is left as it was or not used again: handles are added and taken whole.
    let failure = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => return Status::Ok,
        Ok(Err(failure)) => failure,
        Err(_) => Failure::new(Status::Panic, "the library failed; please report it"),
    };
    let message = CString::new(failure.message.replace('\0', " ")).unwrap_or_default();
    LAST.with(|last| *last.borrow_mut() = message);
    failure.status
}

/// What the last call on this thread that failed said: text of one line or more that ends in a zero. It stands until the next call that
/// fails on this thread.
#[unsafe(no_mangle)]
pub extern "C" fn baremo_last_error() -> *const c_char {
    LAST.with(|last| last.borrow().as_ptr())
}

/// The version of the library, as in "0.1.0".
#[unsafe(no_mangle)]
pub extern "C" fn baremo_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}
