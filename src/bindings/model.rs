//! Models and scorers: made, looked into, freed.

use std::ffi::c_char;
use std::sync::Arc;

use crate::Engine;
use crate::Model;
use crate::Rules;
use crate::Scorer;
use crate::bindings::handles::{self, ModelHandle, ScorerHandle, StringHandle};
use crate::bindings::status::{Failure, Result, Status, guard};
use crate::bindings::values::{Text, put, put_with, slice, text};

/// What runs the rules; the answers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum Engines {
    /// Whichever is fastest.
    Auto = 0,
    Bytecode = 1,
    /// Machine code, compiled at once; an error where there is none.
    Jit = 2,
    /// The defining evaluator.
    Reference = 3,
}

/// Compiles the text of a rule file. Where the rules have errors, baremo_last_error tells all of them, a line each.
///
/// # Safety
///
/// `rules` has `length` bytes; `model` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_compile(
    rules: *const c_char,
    length: usize,
    model: *mut ModelHandle,
) -> Status {
    guard(|| {
        // SAFETY: as above.
        let rules = unsafe { text(rules, length, "the rules")? };
        let made = Rules::new("rules.score", rules).compile();
        let made = made.map_err(|errors| Failure::new(Status::Rules, errors.to_string()))?;
        // SAFETY: as above.
        unsafe { put_new(model, made, |id| ModelHandle { id }) }
    })
}

/// Loads a model that was compiled before, as `baremo build` writes it: without its source. Bytes that are altered, cut, or of a newer
/// version are an error that says so.
///
/// # Safety
///
/// `bytes` has `length` bytes; `model` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_load(
    bytes: *const u8,
    length: usize,
    model: *mut ModelHandle,
) -> Status {
    guard(|| {
        // SAFETY: as above.
        let bytes = unsafe { slice(bytes, length, "the artifact")? };
        let made = Model::from_artifact(bytes);
        let made = made.map_err(|error| Failure::new(Status::Artifact, error.to_string()))?;
        // SAFETY: as above.
        unsafe { put_new(model, made, |id| ModelHandle { id }) }
    })
}

/// # Safety
///
/// `place` can be written to, or is NULL, which is an error.
pub unsafe fn put_new<H>(
    place: *mut H,
    held: impl handles::Held,
    handle: impl FnOnce(u64) -> H,
) -> Result<()> {
    // SAFETY: as above; a handle is made only where there is a place for it.
    unsafe { put_with(place, || handle(handles::add(held)), "the place for the handle") }
}

/// Frees a model. Scorers that were made of it go on.
#[unsafe(no_mangle)]
pub extern "C" fn baremo_free_model(model: ModelHandle) -> Status {
    guard(|| handles::free::<Model>(model.id))
}

/// Makes what scores leads, with an engine (a baremo_engine).
///
/// # Safety
///
/// `scorer` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_scorer_of(
    model: ModelHandle,
    engine: u32,
    scorer: *mut ScorerHandle,
) -> Status {
    guard(|| {
        let model: Model = handles::get(model.id)?;
        let engines = [Engine::Auto, Engine::Bytecode, Engine::Jit, Engine::Reference];
        let engine = engines.get(engine as usize).copied();
        let engine =
            engine.ok_or_else(|| Failure::new(Status::Input, "there is no such engine"))?;
        let made = model.scorer(engine);
        let made = made.map_err(|error| Failure::new(Status::Unavailable, error.to_string()))?;
        // SAFETY: as above.
        unsafe { put_new(scorer, made, |id| ScorerHandle { id }) }
    })
}

/// Frees a scorer. Calls on other threads that use it now come to their end.
#[unsafe(no_mangle)]
pub extern "C" fn baremo_free_scorer(scorer: ScorerHandle) -> Status {
    guard(|| handles::free::<Scorer>(scorer.id))
}

/// The bytes of a string; they stand until it is freed, and a zero stands behind them.
///
/// # Safety
///
/// `text` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_string_text(string: StringHandle, text: *mut Text) -> Status {
    guard(|| {
        let held: Arc<str> = handles::get(string.id)?;
        let whole = Text::of(&held);
        // SAFETY: as above.
        unsafe { put(text, Text { length: whole.length - 1, ..whole }, "text") }
    })
}

/// Frees a string.
#[unsafe(no_mangle)]
pub extern "C" fn baremo_free_string(string: StringHandle) -> Status {
    guard(|| handles::free::<Arc<str>>(string.id))
}

/// # Safety
///
/// `string` can be written to, or is NULL, which is an error.
pub unsafe fn put_string(string: *mut StringHandle, text: &str) -> Result<()> {
    let held: Arc<str> = format!("{text}\0").into();
    // SAFETY: as above.
    unsafe { put_new(string, held, |id| StringHandle { id }) }
}
