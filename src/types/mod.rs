//! What rules compute with: types, values, decimal points, time, text, and typed columns. No rule files and no IO here.

pub mod ageing;
pub mod calendar;
pub mod columns;
mod gather;
pub mod math;
pub mod points;
pub mod row;
pub mod schema;
pub mod text;
pub mod units;
pub mod value;

pub use points::Points;
pub use row::{Cell, Cells, EventCells, Time};
pub use schema::{AttributeId, EventId, Field, PropertyId, Schema, Type};
pub use value::{Event, Lead, Value};
