//! Names of steps and columns: each once, whatever the case, and no longer than the data base takes.

use std::collections::BTreeSet;

/// The names in use.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Folded: most data bases tell `Fit` and `fit` not apart.
    taken: BTreeSet<String>,
    bytes: usize,
}

impl Names {
    pub fn new(bytes: usize) -> Names {
        Names { taken: BTreeSet::new(), bytes }
    }

    /// Makes a name its owner's; false where it was taken.
    pub fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_lowercase())
    }

    /// The name that is wanted, or the same with a number; without what ends or hides lines.
    pub fn claim(&mut self, wanted: &str) -> String {
        let plain = wanted.chars().map(|c| if c.is_control() { ' ' } else { c });
        let wanted: String = plain.collect::<String>().trim().to_string();
        let wanted = if wanted.is_empty() { "column".to_string() } else { wanted };
        let mut number = 1;
        loop {
            let name = self.numbered(&wanted, number);
            if self.take(&name) {
                return name;
            }
            number += 1;
        }
    }

    fn numbered(&self, wanted: &str, number: usize) -> String {
        let tail = if number == 1 { String::new() } else { format!(" ({number})") };
        let room = self.bytes.saturating_sub(tail.len());
        let end = (0..=wanted.len().min(room)).rev().find(|end| wanted.is_char_boundary(*end));
        format!("{}{tail}", &wanted[..end.unwrap_or(0)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once_and_is_never_too_long() {
        let mut names = Names::new(8);
        assert_eq!(names.claim("fit"), "fit");
        assert_eq!(names.claim("Fit"), "Fit (2)");
        assert_eq!(names.claim("ñandúes y más"), "ñandúe");
        assert_eq!(names.claim("ñandúes y menos"), "ñan (2)");
        assert_eq!(names.claim(" \n"), "column");
    }
}
