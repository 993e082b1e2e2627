//! Results as CSV: commas, LF, quotes only where a cell needs them, nothing for an empty cell.

use super::output::Output;
use super::output_text::{Cells, Style};

const STYLE: Style = Style { empty: b"", typed: false, text };

/// The line of the columns' names.
pub fn head(output: &Output) -> Vec<u8> {
    let mut out = Vec::new();
    let names = output.columns.iter().map(|c| |out: &mut Vec<u8>| text(out, &c.name));
    line(&mut out, names);
    out
}

pub fn rows(output: &Output) -> Vec<u8> {
    let columns: Vec<Cells> =
        output.columns.iter().map(|c| Cells::new(&c.values, &STYLE)).collect();
    let mut out = Vec::new();
    for row in 0..output.rows {
        line(&mut out, columns.iter().map(|c| move |out: &mut Vec<u8>| c.write(row, out)));
    }
    out
}

fn line(out: &mut Vec<u8>, cells: impl Iterator<Item = impl FnOnce(&mut Vec<u8>)>) {
    let start = out.len();
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        cell(out);
    }
    // A line of one empty cell would read as no line.
    if out.len() == start {
        out.extend(b"\"\"");
    }
    out.push(b'\n');
}

fn text(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_written_as_the_reader_of_csv_expects_them() {
        let texts = ["", "plain", "a,b", "say \"no\"", "two\nlines", "cr\r", " blank ", "#", "'"];
        for first in texts {
            for second in texts {
                let mut file = ::csv::Writer::from_writer(Vec::new());
                file.write_record([first, second]).expect("bytes");
                let mut out = Vec::new();
                line(&mut out, [first, second].iter().map(|t| |out: &mut Vec<u8>| text(out, t)));
                assert_eq!(out, file.into_inner().expect("bytes"));
            }
        }
    }
}
