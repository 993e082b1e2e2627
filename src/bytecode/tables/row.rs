//! Classes in a row, of the codes of a dictionary or of leads and events: bytes where there are few.

/// So many classes a byte tells apart.
pub const FEW: usize = 256;

/// One class after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Classes {
    Bytes(Vec<u8>),
    Words(Vec<u32>),
}

impl Default for Classes {
    fn default() -> Classes {
        Classes::Bytes(Vec::new())
    }
}

impl Classes {
    pub fn len(&self) -> usize {
        match self {
            Classes::Bytes(classes) => classes.len(),
            Classes::Words(classes) => classes.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, at: usize) -> Option<u32> {
        match self {
            Classes::Bytes(classes) => classes.get(at).map(|class| u32::from(*class)),
            Classes::Words(classes) => classes.get(at).copied(),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    pub fn push(&mut self, class: u32) {
        match (&mut *self, u8::try_from(class)) {
            (Classes::Bytes(classes), Ok(class)) => classes.push(class),
            (Classes::Bytes(_), Err(_)) => {
                let mut classes: Vec<u32> = self.iter().collect();
                classes.push(class);
                *self = Classes::Words(classes);
            }
            (Classes::Words(classes), _) => classes.push(class),
        }
    }

    pub fn reserve(&mut self, more: usize) {
        match self {
            Classes::Bytes(classes) => classes.reserve(more),
            Classes::Words(classes) => classes.reserve(more),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_words_where_they_must() {
        let mut classes = Classes::default();
        let all = [0, 255, 7, 256, 3, 70_000];
        all.iter().for_each(|class| classes.push(*class));
        assert!(matches!(classes, Classes::Words(_)));
        assert_eq!(classes.iter().collect::<Vec<_>>(), all);
    }
}
