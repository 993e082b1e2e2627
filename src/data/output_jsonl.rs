//! Results as JSON Lines: figures as numbers with their decimals, an empty cell as null.

use std::io::{self, Write};

use super::ids::Ids;
use super::output::{Output, Values};

pub fn write(output: &Output, stream: &mut impl Write) -> io::Result<()> {
    let keys: Vec<String> = output
        .columns
        .iter()
        .map(|c| Ok(serde_json::to_string(&c.name)?))
        .collect::<io::Result<_>>()?;
    for row in 0..output.rows {
        for (i, (key, column)) in keys.iter().zip(&output.columns).enumerate() {
            let separator = if i == 0 { '{' } else { ',' };
            write!(stream, "{separator}{key}:")?;
            match column.values.cell(row) {
                None => stream.write_all(b"null")?,
                Some(cell) if is_number(&column.values) => stream.write_all(cell.as_bytes())?,
                Some(cell) => serde_json::to_writer(&mut *stream, &*cell)?,
            }
        }
        stream.write_all(b"}\n")?;
    }
    stream.flush()
}

fn is_number(values: &Values) -> bool {
    matches!(values, Values::Points { .. } | Values::Ids(Ids::Numbers { text: false, .. }))
}
