//! A lead and its events as columns, from the cells of a C program; checked as they are taken.

use alloc::vec;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::slice;

use crate::frame::Strip;
use crate::layout::{head, kind};
use crate::model::Model;
use crate::types::text::fold;

/// Why a call fails; the numbers stand in the header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Null = 1,
    NotUtf8 = 2,
    NotFinite = 3,
    NotOneOf = 4,
    TooMany = 5,
}

/// A fault with its place: nothing for the lead, else the number of the event; and the number of the field.
pub struct Fault {
    pub wrong: Wrong,
    pub event: Option<usize>,
    pub field: usize,
}

/// A cell: what its words mean depends on the column.
pub type Cell = [u64; 2];

/// The code of an unknown text.
pub const UNKNOWN_CODE: u32 = u32::MAX;

/// One column of the lead (one row) or of its events.
#[derive(Default)]
pub struct Column<'t> {
    pub kind: u64,
    /// Numbers, dates: a word a row; yes and no: a bit a row.
    pub values: Vec<u64>,
    pub known: Vec<u64>,
    /// Texts by row; of lists, their items.
    pub codes: Vec<u32>,
    pub offsets: Vec<u32>,
    /// A text may stand twice.
    pub texts: Vec<&'t str>,
}

impl<'t> Column<'t> {
    fn new(kind: u64, rows: usize) -> Column<'t> {
        let words = rows.div_ceil(64);
        let values = match kind {
            kind::NUMBER | kind::DATE => vec![0; rows],
            kind::BOOL => vec![0; words],
            _ => Vec::new(),
        };
        let (codes, offsets) = (Vec::new(), if kind == kind::LIST { vec![0] } else { Vec::new() });
        Column { kind, values, known: vec![0; words], codes, offsets, texts: Vec::new() }
    }

    pub fn is_known(&self, row: usize) -> bool {
        self.known.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    fn know(&mut self, row: usize) {
        self.known[row / 64] |= 1 << (row % 64);
    }

    /// The items of a list.
    pub fn list(&self, row: usize) -> &[u32] {
        &self.codes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    pub fn strip(&self) -> Strip {
        let values = match self.kind {
            kind::TEXT => self.codes.as_ptr().cast(),
            kind::LIST => self.offsets.as_ptr().cast(),
            _ => self.values.as_ptr().cast(),
        };
        Strip { values, known: self.known.as_ptr() }
    }

    /// Takes the cell of a row; rows come one after the other.
    fn take(&mut self, row: usize, cell: Cell) -> Result<(), Wrong> {
        let [value, known] = cell;
        match self.kind {
            kind::TEXT => {
                let text = text(value as *const c_char, known as usize)?;
                self.push(text);
            }
            kind::LIST => {
                let (items, count) = (value as *const Cell, known as usize);
                if !items.is_null() {
                    self.know(row);
                }
                for item in cells(items, count)? {
                    if let Some(text) = text(item[0] as *const c_char, item[1] as usize)? {
                        self.push(Some(text));
                    }
                }
                self.offsets.push(self.codes.len() as u32);
            }
            _ if known == 0 => {}
            kind::NUMBER if !f64::from_bits(value).is_finite() => return Err(Wrong::NotFinite),
            kind::BOOL => {
                self.values[row / 64] |= u64::from(value != 0) << (row % 64);
                self.know(row);
            }
            _ => {
                self.values[row] = value;
                self.know(row);
            }
        }
        Ok(())
    }

    fn push(&mut self, text: Option<&'t str>) {
        self.codes.push(match text {
            Some(text) => {
                self.texts.push(text);
                self.texts.len() as u32 - 1
            }
            None => UNKNOWN_CODE,
        });
    }
}

/// The cells that a program hands over.
///
/// INVARIANT: the caller of the object's function sees to it that they are as many as it says.
fn cells<'t>(first: *const Cell, count: usize) -> Result<&'t [Cell], Wrong> {
    match (first.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Wrong::Null),
        (false, count) if count > isize::MAX as usize / size_of::<Cell>() => Err(Wrong::TooMany),
        // SAFETY: by the invariant.
        (false, count) => Ok(unsafe { slice::from_raw_parts(first, count) }),
    }
}

/// A text; nothing where there is none, or a blank one.
fn text<'t>(bytes: *const c_char, length: usize) -> Result<Option<&'t str>, Wrong> {
    if bytes.is_null() {
        return Ok(None);
    }
    if length > isize::MAX as usize {
        return Err(Wrong::TooMany);
    }
    // SAFETY: as `cells`.
    let bytes = unsafe { slice::from_raw_parts(bytes.cast::<u8>(), length) };
    let text = core::str::from_utf8(bytes).map_err(|_| Wrong::NotUtf8)?;
    Ok((!text.trim().is_empty()).then_some(text))
}

/// A lead with its events, by time.
pub struct Data<'t> {
    /// Attributes, then properties.
    pub columns: Vec<Column<'t>>,
    pub names: Vec<u32>,
    pub times: Vec<i64>,
}

/// More events than this are refused: positions have 31 bits.
const MOST: usize = 1 << 30;

impl<'t> Data<'t> {
    /// `events` points to `count` events: time, name, then a cell for each property.
    pub fn take(
        model: &Model,
        lead: *const Cell,
        events: *const u64,
        count: usize,
    ) -> Result<Data<'t>, Fault> {
        let place = |event: Option<usize>, field: usize| move |wrong| Fault { wrong, event, field };
        let (attributes, properties) = (model.head(head::ATTRIBUTES), model.head(head::PROPERTIES));
        let lead = cells(lead, attributes).map_err(place(None, 0))?;
        if count > MOST {
            return Err(place(None, 0)(Wrong::TooMany));
        }
        if events.is_null() && count > 0 {
            return Err(place(Some(0), 0)(Wrong::Null));
        }
        let mut columns = Vec::new();
        for (field, cell) in lead.iter().enumerate() {
            let mut column = Column::new(model.kind(field), 1);
            let taken = column.take(0, *cell).and_then(|()| allowed(model, field, &column));
            taken.map_err(place(None, field))?;
            columns.push(column);
        }
        let width = 2 + 2 * properties;
        let all: &[u64] = match count {
            0 => &[],
            // SAFETY: as `cells`.
            _ => unsafe { slice::from_raw_parts(events, count * width) },
        };
        let mut order: Vec<&[u64]> = all.chunks_exact(width).collect();
        let number = |event: &[u64]| {
            (event.as_ptr() as usize - events as usize) / (width * size_of::<u64>())
        };
        order.sort_by_key(|event| event[0] as i64);
        for field in 0..properties {
            let at = model.property(field);
            let mut column = Column::new(model.kind(at), count);
            for (row, event) in order.iter().enumerate() {
                let cell = [event[2 + 2 * field], event[3 + 2 * field]];
                let taken = column.take(row, cell).and_then(|()| allowed(model, at, &column));
                taken.map_err(place(Some(number(event)), field))?;
            }
            columns.push(column);
        }
        let names = model.head(head::EVENTS) as u64;
        let name = |event: &&[u64]| if event[1] < names { event[1] as u32 } else { u32::MAX };
        Ok(Data {
            columns,
            names: order.iter().map(name).collect(),
            times: order.iter().map(|event| event[0] as i64).collect(),
        })
    }
}

/// Is the text that was taken last among those that the rules declare?
fn allowed(model: &Model, column: usize, data: &Column) -> Result<(), Wrong> {
    let Some(items) = Model::some(model.entry(head::ALLOWED, column)) else { return Ok(()) };
    let known = data.codes.last().is_some_and(|code| *code != UNKNOWN_CODE);
    let Some(text) = data.texts.last().filter(|_| known) else { return Ok(()) };
    let folded = fold(text);
    match model.items(items).any(|item| item == folded) {
        true => Ok(()),
        false => Err(Wrong::NotOneOf),
    }
}
