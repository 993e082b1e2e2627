//! One lead: figures into the caller's arrays, the invoice as text or JSON.

use std::slice;

use crate::Points;
use crate::Scorer;
use crate::bindings::handles::{self, ScorerHandle, StringHandle};
use crate::bindings::model::put_string;
use crate::bindings::status::{Failure, Result, Status, guard};
use crate::bindings::values::{Event, Happening, Row, Text, Value, slice};
use crate::invoice::Invoice;
use crate::ir::outcome::{DISQUALIFIED, NONE};
use crate::library::invoice_of;

/// No label, no cell, no stage.
pub const BAREMO_NONE: u16 = 0xffff;
/// The lead is disqualified.
pub const BAREMO_DISQUALIFIED: u16 = 0xfffe;

const _: () = assert!(BAREMO_NONE == NONE && BAREMO_DISQUALIFIED == DISQUALIFIED);

/// What a lead comes to. The caller says where figures go; the rest is written.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Outcome {
    /// In hundredths of a point, one a score; NULL: not wanted.
    pub scores: *mut i64,
    /// How many the array has room for.
    pub score_room: usize,
    /// Numbers of labels (baremo_label), one a grade; NULL: not wanted.
    pub grades: *mut u16,
    pub grade_room: usize,
    /// Numbers of cells (baremo_cell), one a matrix; NULL: not wanted.
    pub matrices: *mut u16,
    pub matrix_room: usize,
    /// The number of the stage (baremo_name), BAREMO_NONE or BAREMO_DISQUALIFIED.
    pub stage: u16,
    /// Its name, and what it says to do (bytes NULL: nothing). They stand until the model and all its scorers are freed.
    pub stage_name: Text,
    pub action: Text,
    /// 1 if the model is for this lead; where it is not, every figure is 0 and there is no label.
    pub in_model: u8,
    /// 1 if the lead is disqualified.
    pub disqualified: u8,
}

/// Scores one lead with its events, in any order, at a moment (seconds since 1970-01-01T00:00:00Z). Values stand in the order of the
/// attributes; those beyond are unknown. Any thread may call this with any scorer.
///
/// # Safety
///
/// `attributes` has `attribute_count` values, `events` has `event_count` events, and all that they point to is as long as it says. The
/// arrays of `outcome` have the room that it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_score(
    scorer: ScorerHandle,
    attributes: *const Value,
    attribute_count: usize,
    events: *const Event,
    event_count: usize,
    as_of: i64,
    outcome: *mut Outcome,
) -> Status {
    guard(|| {
        let scorer: Scorer = handles::get(scorer.id)?;
        // SAFETY: as above.
        let (lead, events) =
            unsafe { rows(&scorer, (attributes, attribute_count), (events, event_count))? };
        // SAFETY: as above.
        let Some(outcome) = (unsafe { outcome.as_mut() }) else {
            return Err(Failure::new(Status::NullPointer, "NULL was given for outcome"));
        };
        scorer.look(&lead, &events, as_of, |verdict| {
            let figure = |points: &Points| points.0;
            let label = |label: &u16| *label;
            let Outcome { score_room, grade_room, matrix_room, .. } = *outcome;
            // SAFETY: as above.
            unsafe {
                fill(outcome.scores, score_room, &verdict.scores, figure, "scores")?;
                fill(outcome.grades, grade_room, &verdict.grades, label, "grades")?;
                fill(outcome.matrices, matrix_room, &verdict.matrices, label, "matrices")?;
            }
            let made = &scorer.model().made;
            let text = |text: Option<&str>| text.map_or(Text::NONE, Text::of);
            outcome.stage = verdict.stage;
            outcome.stage_name = text(made.stage(verdict));
            outcome.action = text(made.action(verdict));
            outcome.in_model = verdict.in_model.into();
            outcome.disqualified = verdict.disqualified.contains(&true).into();
            Ok(())
        })
    })
}

/// # Safety
///
/// `into` has room for so many, or is NULL.
unsafe fn fill<T, U>(
    into: *mut U,
    room: usize,
    from: &[T],
    value: impl Fn(&T) -> U,
    what: &str,
) -> Result<()> {
    if into.is_null() {
        return Ok(());
    }
    if room < from.len() {
        let text = format!("{what} need room for {}, and there is room for {room}", from.len());
        return Err(Failure::new(Status::TooShort, text));
    }
    // SAFETY: as above, and only so many are written.
    let into = unsafe { slice::from_raw_parts_mut(into, from.len()) };
    into.iter_mut().zip(from).for_each(|(into, from)| *into = value(from));
    Ok(())
}

/// # Safety
///
/// As [`baremo_score`].
unsafe fn rows<'a>(
    scorer: &Scorer,
    (attributes, attribute_count): (*const Value, usize),
    (events, event_count): (*const Event, usize),
) -> Result<(Row<'a>, Vec<Happening<'a>>)> {
    let model = scorer.model();
    let (fields, properties) = (model.attributes(), model.properties());
    // SAFETY: as above.
    unsafe {
        let lead = Row::new(attributes, attribute_count, fields, "the attributes")?;
        let events: &[Event] = slice(events, event_count, "events")?;
        let names = model.events().len();
        let events = events.iter().map(|event| Happening::new(event, names, properties));
        Ok((lead, events.collect::<Result<_>>()?))
    }
}

/// The invoice of a lead as people read it: every line of every score, the events behind it, or why it did not fire.
///
/// # Safety
///
/// As [`baremo_score`]; `into` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_invoice_text(
    scorer: ScorerHandle,
    attributes: *const Value,
    attribute_count: usize,
    events: *const Event,
    event_count: usize,
    as_of: i64,
    into: *mut StringHandle,
) -> Status {
    let text = |invoice: Invoice| Ok(invoice.to_string());
    // SAFETY: as above.
    unsafe { told(scorer, (attributes, attribute_count), (events, event_count), as_of, text, into) }
}

/// # Safety
///
/// As [`baremo_invoice_text`].
unsafe fn told(
    scorer: ScorerHandle,
    attributes: (*const Value, usize),
    events: (*const Event, usize),
    as_of: i64,
    words: impl FnOnce(Invoice) -> Result<String>,
    into: *mut StringHandle,
) -> Status {
    guard(|| {
        let scorer: Scorer = handles::get(scorer.id)?;
        // SAFETY: as above.
        unsafe {
            let (lead, events) = rows(&scorer, attributes, events)?;
            put_string(into, &words(invoice_of(&scorer.model().made, &lead, &events, as_of))?)
        }
    })
}

/// The same as JSON: one object, as `baremo why --format json` prints it.
///
/// # Safety
///
/// As [`baremo_invoice_text`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_invoice_json(
    scorer: ScorerHandle,
    attributes: *const Value,
    attribute_count: usize,
    events: *const Event,
    event_count: usize,
    as_of: i64,
    into: *mut StringHandle,
) -> Status {
    let json = |invoice: Invoice| {
        let json = serde_json::to_string(&invoice);
        json.map_err(|error| Failure::new(Status::Panic, error.to_string()))
    };
    // SAFETY: as above.
    unsafe { told(scorer, (attributes, attribute_count), (events, event_count), as_of, json, into) }
}
