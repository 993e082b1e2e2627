//! Names of a model's scores, stages, columns and labels, by number.

use std::ffi::c_char;

use crate::Model;
use crate::bindings::handles::{self, ModelHandle};
use crate::bindings::status::{Failure, Result, Status, guard};
use crate::bindings::values::{Text, put, text};

/// Lists of names that a model has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum Names {
    Scores = 0,
    Grades = 1,
    Matrices = 2,
    Stages = 3,
    /// Of leads: the order of the values of baremo_score.
    Attributes = 4,
    /// Of events: the order of the values of baremo_event.
    Properties = 5,
    /// Names of events.
    Events = 6,
}

/// The names of a list, by the number of a [`Names`].
fn names(model: &Model, list: u32) -> Result<Box<dyn Iterator<Item = &str> + '_>> {
    let fields = [model.attributes(), model.properties()];
    let fields = fields.map(|fields| fields.iter().map(|field| field.name.as_str()));
    let [attributes, properties] = fields;
    let lists: [Box<dyn Iterator<Item = &str> + '_>; 7] = [
        Box::new(model.scores()),
        Box::new(model.grades()),
        Box::new(model.matrices()),
        Box::new(model.stages()),
        Box::new(attributes),
        Box::new(properties),
        Box::new(model.events().iter().map(String::as_str)),
    ];
    let found = lists.into_iter().nth(list as usize);
    found.ok_or_else(|| Failure::new(Status::Input, format!("there is no list of names {list}")))
}

/// How many names a list (a baremo_names) has.
///
/// # Safety
///
/// `count` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_count(model: ModelHandle, list: u32, count: *mut usize) -> Status {
    guard(|| {
        let model: Model = handles::get(model.id)?;
        let found = names(&model, list)?.count();
        // SAFETY: as above.
        unsafe { put(count, found, "count") }
    })
}

/// A name of a list (a baremo_names) by its number. The text stands until the model and all its scorers are freed.
///
/// # Safety
///
/// `name` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_name(
    model: ModelHandle,
    list: u32,
    number: usize,
    name: *mut Text,
) -> Status {
    guard(|| {
        let model: Model = handles::get(model.id)?;
        let found = names(&model, list)?.nth(number);
        let found = found.ok_or_else(|| none(number))?;
        // SAFETY: as above.
        unsafe { put(name, Text::of(found), "name") }
    })
}

/// The number of a name in a list (a baremo_names). A name that no rule uses is an error, which names those like it.
///
/// # Safety
///
/// `name` has `length` bytes; `number` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_find(
    model: ModelHandle,
    list: u32,
    name: *const c_char,
    length: usize,
    number: *mut usize,
) -> Status {
    guard(|| {
        let model: Model = handles::get(model.id)?;
        // SAFETY: as above.
        let name = unsafe { text(name, length, "the name")? };
        let position = names(&model, list)?.position(|other| other == name);
        let position = position.ok_or_else(|| unknown(&model, list, name))?;
        // SAFETY: as above.
        unsafe { put(number, position, "number") }
    })
}

fn unknown(model: &Model, list: u32, name: &str) -> Failure {
    const ATTRIBUTES: u32 = Names::Attributes as u32;
    const PROPERTIES: u32 = Names::Properties as u32;
    const EVENTS: u32 = Names::Events as u32;
    let error = match list {
        ATTRIBUTES => model.attribute(name).err(),
        PROPERTIES => model.property(name).err(),
        EVENTS => model.event(name).err(),
        _ => None,
    };
    let words = error.map_or_else(|| format!("the model has no `{name}`"), |e| e.to_string());
    Failure::new(Status::Input, words)
}

fn none(number: usize) -> Failure {
    Failure::new(Status::Input, format!("there is no name {number}"))
}

/// A label of a grade: the text for what baremo_score gives.
///
/// # Safety
///
/// `label` can be written to, or is NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_label(
    model: ModelHandle,
    grade: usize,
    number: u16,
    label: *mut Text,
) -> Status {
    guard(|| {
        let model: Model = handles::get(model.id)?;
        let grade = model.made.program.grades.get(grade).ok_or_else(|| none(grade))?;
        let found = grade.labels.get(usize::from(number));
        let found = found.ok_or_else(|| none(usize::from(number)))?;
        // SAFETY: as above.
        unsafe { put(label, Text::of(found), "label") }
    })
}

/// The value of a matrix and what it says to do (bytes NULL: nothing), for what baremo_score gives.
///
/// # Safety
///
/// `value` and `action` can be written to, or are NULL, which is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn baremo_cell(
    model: ModelHandle,
    matrix: usize,
    number: u16,
    value: *mut Text,
    action: *mut Text,
) -> Status {
    guard(|| {
        let model: Model = handles::get(model.id)?;
        let found = model.made.cell(matrix, number).ok_or_else(|| none(usize::from(number)))?;
        let values = &model.made.program.matrices[matrix].values;
        // SAFETY: as above.
        unsafe {
            put(value, Text::of(&values[usize::from(found.value)]), "value")?;
            put(action, found.action.as_deref().map_or(Text::NONE, Text::of), "action")
        }
    })
}
