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
        self.push_all(class, 1);
    }

    /// The same class for so many.
    pub fn push_all(&mut self, class: u32, count: usize) {
        let length = self.len() + count;
        match self.with_room_for(class) {
            Classes::Bytes(classes) => classes.resize(length, class as u8),
            Classes::Words(classes) => classes.resize(length, class),
        }
    }

    pub fn set(&mut self, at: usize, class: u32) {
        match self.with_room_for(class) {
            Classes::Bytes(classes) => classes[at] = class as u8,
            Classes::Words(classes) => classes[at] = class,
        }
    }

    /// As words where a byte does not hold the class.
    fn with_room_for(&mut self, class: u32) -> &mut Classes {
        if matches!(self, Classes::Bytes(_)) && class as usize >= FEW {
            *self = Classes::Words(self.iter().collect());
        }
        self
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
