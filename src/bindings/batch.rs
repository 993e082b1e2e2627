//! Batches through the C data interface of Arrow.

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::{Array, RecordBatch, StructArray};

use crate::Scorer;
use crate::bindings::handles::{self, ScorerHandle};
use crate::bindings::status::{Failure, Result, Status, guard};

/// Scores a batch: leads and events come as struct arrays, a child a column, and the results go the same way. `events` may be NULL: there
/// are none. Columns are named as for `baremo score`: leads have `lead_id` or `id` and their attributes; events have these, `event`,
/// `time` and their properties.
///
/// The arrays are taken over, as the interface calls it: they are released by the library, whatever comes of the call; the schemas stay
/// the caller's. The results are the caller's to release.
///
/// # Safety
///
/// Pointers that are not NULL lead to arrays and schemas as the C data interface has them; a released one is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_score_batch(
    scorer: ScorerHandle,
    leads: *mut FFI_ArrowArray,
    leads_schema: *const FFI_ArrowSchema,
    events: *mut FFI_ArrowArray,
    events_schema: *const FFI_ArrowSchema,
    as_of: i64,
    results: *mut FFI_ArrowArray,
    results_schema: *mut FFI_ArrowSchema,
) -> Status {
    guard(|| {
        // SAFETY: as above.
        let (leads, events) = unsafe {
            let leads = taken(leads, leads_schema, "leads");
            let events = if events.is_null() {
                Ok(None)
            } else {
                taken(events, events_schema, "events").map(Some)
            };
            (leads?, events?)
        };
        let scorer: Scorer = handles::get(scorer.id)?;
        if results.is_null() || results_schema.is_null() {
            return Err(Failure::new(Status::NullPointer, "NULL was given for the results"));
        }
        let scored = scorer.score_batch(&leads, events.as_ref(), as_of);
        let scored = scored.map_err(|error| Failure::new(Status::Data, error.to_string()))?;
        let data = StructArray::from(scored).into_data();
        let (array, schema) = to_ffi(&data).map_err(|error| wrong("results", &error))?;
        // SAFETY: as above; what was there before is nobody's.
        unsafe {
            results.write(array);
            results_schema.write(schema);
        }
        Ok(())
    })
}

/// # Safety
///
/// As [`baremo_score_batch`].
unsafe fn taken(
    array: *mut FFI_ArrowArray,
    schema: *const FFI_ArrowSchema,
    what: &str,
) -> Result<RecordBatch> {
    if array.is_null() || schema.is_null() {
        return Err(Failure::new(Status::NullPointer, format!("NULL was given for {what}")));
    }
    // SAFETY: as above; the caller's array is marked as released, and is ours from here.
    let (array, schema) = unsafe { (FFI_ArrowArray::from_raw(array), &*schema) };
    if array.is_released() {
        return Err(Failure::new(Status::Input, format!("{what} were released before")));
    }
    // SAFETY: as above.
    let data = unsafe { from_ffi(array, schema) }.map_err(|error| wrong(what, &error))?;
    // The interface carries what the caller says; it is looked at before it is used.
    data.validate_full().map_err(|error| wrong(what, &error))?;
    if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
        let text = format!("{what} are no struct of columns but {}", data.data_type());
        return Err(Failure::new(Status::Input, text));
    }
    let columns = StructArray::from(data);
    if columns.null_count() > 0 {
        return Err(Failure::new(Status::Input, format!("a row of the {what} is null")));
    }
    Ok(RecordBatch::from(columns))
}

fn wrong(what: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Status::Input, format!("{what}: {error}"))
}
