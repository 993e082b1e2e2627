//! Sets of texts and labels: these, or all but these.

#[derive(Debug, Clone, PartialEq)]
pub struct Members<T> {
    /// Ascending, each once.
    pub items: Vec<T>,
    /// All but these.
    pub others: bool,
}

impl<T: Ord + Clone> Members<T> {
    pub fn of(mut items: Vec<T>) -> Members<T> {
        if !items.is_sorted_by(|a, b| a < b) {
            items.sort_unstable();
            items.dedup();
        }
        Members { items, others: false }
    }

    pub fn complement(self) -> Members<T> {
        Members { others: !self.others, ..self }
    }

    pub fn intersect(&self, other: &Members<T>) -> Members<T> {
        match (self.others, other.others) {
            (false, false) => self.keeping(|item| other.has(item)),
            (false, true) => self.keeping(|item| !other.has(item)),
            (true, false) => other.keeping(|item| !self.has(item)),
            (true, true) => Members::of([&*self.items, &*other.items].concat()).complement(),
        }
    }

    pub fn union(&self, other: &Members<T>) -> Members<T> {
        self.clone().complement().intersect(&other.clone().complement()).complement()
    }

    /// Is everything here in the other? There are always more texts than a list names.
    pub fn is_within(&self, other: &Members<T>) -> bool {
        match (self.others, other.others) {
            (false, false) => {
                self.items.len() <= other.items.len() && self.items.iter().all(|i| other.has(i))
            }
            (false, true) => !self.items.iter().any(|item| other.has(item)),
            (true, false) => false,
            (true, true) => other.items.iter().all(|item| self.has(item)),
        }
    }

    pub fn is_apart(&self, other: &Members<T>) -> bool {
        match (self.others, other.others) {
            (false, false) if self.items.len() > other.items.len() => other.is_apart(self),
            (false, false) => !self.items.iter().any(|item| other.has(item)),
            (false, true) => self.items.iter().all(|item| other.has(item)),
            (true, false) => other.is_apart(self),
            (true, true) => false,
        }
    }

    /// Is the item among those named?
    fn has(&self, item: &T) -> bool {
        self.items.binary_search(item).is_ok()
    }

    fn keeping(&self, keep: impl Fn(&T) -> bool) -> Members<T> {
        let items = self.items.iter().filter(|item| keep(item)).cloned().collect();
        Members { items, others: self.others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(items: &[u8]) -> Members<u8> {
        Members::of(items.to_vec())
    }

    #[test]
    fn these_and_all_but_these() {
        let (a, b) = (of(&[3, 1, 2, 1]), of(&[2, 3, 4]));
        assert_eq!(a.intersect(&b), of(&[2, 3]));
        assert_eq!(a.union(&b), of(&[1, 2, 3, 4]));
        assert_eq!(a.intersect(&b.clone().complement()), of(&[1]));
        assert_eq!(a.union(&b.clone().complement()), of(&[4]).complement());
        assert!(of(&[2]).is_within(&a) && !a.is_within(&b));
        assert!(of(&[5]).is_within(&a.clone().complement()));
        assert!(a.is_apart(&of(&[7])) && of(&[1]).is_apart(&a.clone().complement()));
        assert!(!a.clone().complement().is_apart(&b.complement()));
    }
}
