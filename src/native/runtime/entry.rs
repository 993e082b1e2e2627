//! The call from C: cells into columns, compiled functions one after the other, slots into the result.

use alloc::vec;

use crate::data::{Cell, Data, Fault, Wrong};
use crate::frame::{Frame, Strip};
use crate::layout::{head, output};
use crate::lead::Lead;
use crate::model::Model;
use crate::texts::Answers;

/// Labels that are none, as compiled code writes them.
const NONE: u64 = 0xffff;
const DISQUALIFIED: u64 = 0xfffe;

/// Scores one lead. What the pointers lead to is as long as the header says; the result is written whatever comes of the call, if there is a place.
#[unsafe(no_mangle)]
extern "C" fn baremo_object_score(
    model: &Model,
    lead: *const Cell,
    events: *const u64,
    count: usize,
    as_of: i64,
    result: *mut i64,
) -> i32 {
    if result.is_null() {
        return Wrong::Null as i32;
    }
    let outputs = model.head(head::OUTPUTS);
    let length = model.word(outputs) as usize;
    let fields = (0..length).filter(|at| model.word(outputs + 1 + 2 * at) != output::DISQUALIFIED);
    let places = fields.count() + 3;
    // SAFETY: the header's struct has a field for each result, then three: disqualified, and where an error is.
    let result = unsafe { core::slice::from_raw_parts_mut(result, places) };
    result.fill(0);
    match Data::take(model, lead, events, count) {
        Ok(data) => {
            score(model, &data, as_of, result);
            0
        }
        Err(Fault { wrong, event, field }) => {
            result[places - 2] = event.map_or(-1, |event| event as i64);
            result[places - 1] = field as i64;
            wrong as i32
        }
    }
}

fn score(model: &Model, data: &Data, as_of: i64, result: &mut [i64]) {
    let count = data.times.len();
    let answers = Answers::new(model, &data.columns);
    let strips: alloc::vec::Vec<Strip> = data.columns.iter().map(|column| column.strip()).collect();
    let tables = answers.tables();
    let mut slots = vec![0u64; 2 * model.head(head::SLOTS)];
    let capacity = (count + 1).next_multiple_of(64);
    let mut arena = vec![0u64; capacity / 8 * model.head(head::WIDTH)];
    let (slots_at, arena_at) = (slots.as_mut_ptr(), arena.as_mut_ptr());
    let lead = Lead {
        model,
        data,
        answers: &answers,
        as_of,
        slots: slots_at,
        arena: arena_at.cast(),
        capacity,
    };
    let mut frame = Frame {
        strips: strips.as_ptr(),
        tables: tables.as_ptr(),
        slots: slots_at,
        arena: arena_at.cast(),
        capacity: capacity as u64,
        row: 0,
        first: 0,
        events: count as u64,
        as_of,
        names: data.names.as_ptr(),
        times: data.times.as_ptr(),
        pool: model.pool,
        host: (&raw const lead).cast_mut().cast(),
    };
    for function in model.functions() {
        // SAFETY: slots and arena are as large as the plan that the code was made from says; strips are as long as lead and events, tables have an
        // entry for every code and one for all others; all of it lives until the function returns.
        unsafe { function(&mut frame) };
    }
    publish(&lead, result);
}

/// Slots into fields, in the order of the struct.
fn publish(lead: &Lead, result: &mut [i64]) {
    let model = lead.model;
    let outputs = model.head(head::OUTPUTS);
    let all = (0..model.word(outputs) as usize).map(|at| {
        let at = outputs + 1 + 2 * at;
        (model.word(at), Model::some(model.word(at + 1)))
    });
    let holds = |slot: usize| lead.slot(Some(slot)) & 0xff != 0;
    let (mut field, mut in_model, mut disqualified) = (0, true, false);
    for (what, slot) in all {
        let value = match what {
            output::IN_MODEL => {
                in_model = slot.is_none_or(holds);
                i64::from(in_model)
            }
            output::DISQUALIFIED => {
                disqualified |= in_model && slot.is_some_and(holds);
                continue;
            }
            output::FIGURE if in_model => lead.figure(slot),
            output::FIGURE => 0,
            _ => match (in_model, slot.map(|slot| lead.slot(Some(slot)) & 0xffff)) {
                (true, Some(DISQUALIFIED)) => -2,
                (true, Some(label)) if label != NONE => label as i64,
                _ => -1,
            },
        };
        result[field] = value;
        field += 1;
    }
    result[field] = i64::from(disqualified);
}
