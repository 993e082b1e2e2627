//! What the runtime shares with the compiler.

#[path = "../../types/math.rs"]
pub mod math;
#[path = "../../types/points.rs"]
pub mod points;
#[path = "../../types/text.rs"]
pub mod text;
#[path = "../../types/units.rs"]
pub mod units;
