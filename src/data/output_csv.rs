//! Results as CSV: commas, LF, quotes only where a cell needs them, nothing for an empty cell.

use std::io::{self, Write};

use super::output::Output;

pub fn write(output: &Output, stream: &mut impl Write) -> io::Result<()> {
    let mut file = ::csv::Writer::from_writer(stream);
    file.write_record(output.columns.iter().map(|c| &c.name))?;
    for row in 0..output.rows {
        for column in &output.columns {
            let cell = column.values.cell(row);
            file.write_field(cell.as_deref().unwrap_or_default())?;
        }
        file.write_record(None::<&[u8]>)?;
    }
    file.flush()
}
