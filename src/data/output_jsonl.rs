//! Results as JSON Lines: figures as numbers with their decimals, an empty cell as null.

use super::output::Output;
use super::output_text::{Cells, Style};

const STYLE: Style = Style { empty: b"null", typed: true, text };

pub fn rows(output: &Output) -> Vec<u8> {
    let columns: Vec<(Vec<u8>, Cells)> = output
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let mut key = vec![if i == 0 { b'{' } else { b',' }];
            text(&mut key, &column.name);
            key.push(b':');
            (key, Cells::new(&column.values, &STYLE))
        })
        .collect();
    let mut out = Vec::new();
    for row in 0..output.rows {
        for (key, cells) in &columns {
            out.extend_from_slice(key);
            cells.write(row, &mut out);
        }
        out.extend_from_slice(b"}\n");
    }
    out
}

fn text(out: &mut Vec<u8>, text: &str) {
    // Text into memory: there is nothing that could fail.
    let _ = serde_json::to_writer(out, text);
}
