//! Rows of bits, sixty-four at a time.

/// A row of bits; bits past the end are 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    pub fn filled(len: usize, bit: bool) -> Bits {
        let mut bits = Bits { words: vec![if bit { !0 } else { 0 }; len.div_ceil(64)], len };
        bits.clear_tail();
        bits
    }

    pub fn none(len: usize) -> Bits {
        Bits::filled(len, false)
    }

    pub fn all(len: usize) -> Bits {
        Bits::filled(len, true)
    }

    /// Built without a branch a row.
    pub fn from_fn(len: usize, mut bit: impl FnMut(usize) -> bool) -> Bits {
        let mut words = Vec::with_capacity(len.div_ceil(64));
        for start in (0..len).step_by(64) {
            let end = len.min(start + 64);
            words.push((start..end).fold(0, |word, i| word | u64::from(bit(i)) << (i - start)));
        }
        Bits { words, len }
    }

    /// A stretch of other words, from any bit on; what lies beyond them is 0.
    pub fn slice(words: &[u64], start: usize, len: usize) -> Bits {
        let (first, shift) = (start / 64, start % 64);
        let word = |i: usize| words.get(i).copied().unwrap_or(0);
        let joined = |i: usize| match shift {
            0 => word(first + i),
            _ => word(first + i) >> shift | word(first + i + 1) << (64 - shift),
        };
        let mut bits = Bits { words: (0..len.div_ceil(64)).map(joined).collect(), len };
        bits.clear_tail();
        bits
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    pub fn set(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    pub fn and(mut self, other: &Bits) -> Bits {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
        self
    }

    pub fn or(mut self, other: &Bits) -> Bits {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
        self
    }

    pub fn without(mut self, other: &Bits) -> Bits {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
        self
    }

    /// The rows that are set, ascending.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1)))
                .take_while(|w| *w != 0)
                .map(move |w| i * 64 + w.trailing_zeros() as usize)
        })
    }

    fn clear_tail(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_shift() {
        let words = [0x8000_0000_0000_0001, 0b101];
        let bits = Bits::slice(&words, 63, 5);
        assert_eq!(bits.ones().collect::<Vec<_>>(), [0, 1, 3]);
        assert_eq!(Bits::slice(&words, 128, 70), Bits::none(70));
    }

    #[test]
    fn tails_stay_clear() {
        let bits = Bits::all(70);
        assert_eq!(bits.ones().count(), 70);
        assert_eq!(bits, Bits::from_fn(70, |_| true));
        assert_eq!(bits, Bits::slice(&[!0, !0], 3, 70));
    }
}
