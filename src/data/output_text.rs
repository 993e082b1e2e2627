//! Rows of results as text: every column made ready once for a part, then cell after cell into one buffer.

use std::borrow::Cow;

use crate::ir::outcome::{DISQUALIFIED, NONE};
use crate::types::Points;

use super::ids::Ids;
use super::output::{DISQUALIFIED_WORD, Values};

/// How a format writes its cells.
pub struct Style {
    /// What stands for an empty cell.
    pub empty: &'static [u8],
    /// Whole numbers that the leads' file had as text are texts here too.
    pub typed: bool,
    /// Writes a text.
    pub text: fn(&mut Vec<u8>, &str),
}

/// A column whose labels are written already.
pub struct Cells<'a> {
    style: &'a Style,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Whole(&'a [i64]),
    Names(&'a [Box<str>]),
    /// Whole numbers that are texts.
    NumberNames(&'a [i64]),
    Points(&'a [Points], &'a [bool]),
    Labels {
        codes: &'a [u16],
        written: Vec<Vec<u8>>,
        disqualified: Vec<u8>,
    },
    Texts(&'a [Option<String>]),
}

impl<'a> Cells<'a> {
    pub fn new(values: &'a Values, style: &'a Style) -> Cells<'a> {
        let written = |text: &str| {
            let mut bytes = Vec::new();
            (style.text)(&mut bytes, text);
            bytes
        };
        let kind = match values {
            Values::Ids { ids: Ids::Numbers { values, text }, first } => match *text && style.typed
            {
                true => Kind::NumberNames(&values[*first..]),
                false => Kind::Whole(&values[*first..]),
            },
            Values::Ids { ids: Ids::Texts(texts), first } => Kind::Names(&texts[*first..]),
            Values::Points { values, present } => Kind::Points(values, present),
            Values::Labels { codes, labels } => Kind::Labels {
                codes,
                written: labels
                    .iter()
                    .map(|label| label.as_deref().map_or_else(|| style.empty.to_vec(), written))
                    .collect(),
                disqualified: written(DISQUALIFIED_WORD),
            },
            Values::Texts(texts) => Kind::Texts(texts),
        };
        Cells { style, kind }
    }

    /// Writes one cell.
    pub fn write(&self, row: usize, out: &mut Vec<u8>) {
        match &self.kind {
            Kind::Whole(values) => whole(values[row], out),
            Kind::NumberNames(values) => (self.style.text)(out, &values[row].to_string()),
            Kind::Names(texts) => (self.style.text)(out, &texts[row]),
            Kind::Points(values, present) => match present[row] {
                true => points(values[row], out),
                false => out.extend_from_slice(self.style.empty),
            },
            Kind::Labels { codes, written, disqualified } => {
                out.extend_from_slice(match codes[row] {
                    NONE => self.style.empty,
                    DISQUALIFIED => disqualified,
                    code => written.get(usize::from(code)).map_or(self.style.empty, Vec::as_slice),
                });
            }
            Kind::Texts(texts) => match &texts[row] {
                Some(text) => (self.style.text)(out, text),
                None => out.extend_from_slice(self.style.empty),
            },
        }
    }
}

fn whole(number: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// As [`Points`] shows itself: `12`, `12.5`, `-0.05`.
fn points(figure: Points, out: &mut Vec<u8>) {
    let hundredths = figure.0.unsigned_abs();
    if figure.0 < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(itoa::Buffer::new().format(hundredths / 100).as_bytes());
    let digit = |digit: u64| b'0' + (digit % 10) as u8;
    match hundredths % 100 {
        0 => {}
        cents if cents % 10 == 0 => out.extend([b'.', digit(cents / 10)]),
        cents => out.extend([b'.', digit(cents / 10), digit(cents)]),
    }
}

/// One cell as people read it; nothing where it is empty.
pub fn shown<'a>(values: &'a Values, row: usize) -> Option<Cow<'a, str>> {
    match values {
        Values::Ids { ids, first } => Some(ids.shown(first + row)),
        Values::Points { values, present } => {
            present[row].then(|| Cow::Owned(values[row].to_string()))
        }
        Values::Labels { codes, labels } => label(labels, codes[row]).map(Cow::Borrowed),
        Values::Texts(texts) => texts[row].as_deref().map(Cow::Borrowed),
    }
}

/// The label of a code.
pub fn label(labels: &[Option<String>], code: u16) -> Option<&str> {
    match code {
        NONE => None,
        DISQUALIFIED => Some(DISQUALIFIED_WORD),
        code => labels.get(code as usize)?.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_as_they_show_themselves() {
        let figures = [0, 1, -1, 5, 10, -10, 99, 100, 1250, -1205, 7, i64::MAX, i64::MIN];
        for figure in figures.map(Points) {
            let mut out = Vec::new();
            points(figure, &mut out);
            assert_eq!(String::from_utf8(out).expect("digits"), figure.to_string());
        }
    }
}
