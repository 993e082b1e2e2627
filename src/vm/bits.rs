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

    /// Where the values hold: sixty-four answers as bytes, which several lanes compute at once, then packed.
    pub fn of<T: Copy>(values: &[T], holds: impl Fn(T) -> bool) -> Bits {
        let word = |chunk: &[T]| {
            let mut answers = [0u8; 64];
            answers.iter_mut().zip(chunk).for_each(|(a, v)| *a = u8::from(holds(*v)));
            pack(&answers)
        };
        Bits { words: values.chunks(64).map(word).collect(), len: values.len() }
    }

    /// The same for pairs of values.
    pub fn of_both<T: Copy>(a: &[T], b: &[T], holds: impl Fn(T, T) -> bool) -> Bits {
        let word = |(a, b): (&[T], &[T])| {
            let mut answers = [0u8; 64];
            answers
                .iter_mut()
                .zip(a.iter().zip(b))
                .for_each(|(r, (a, b))| *r = u8::from(holds(*a, *b)));
            pack(&answers)
        };
        let len = a.len().min(b.len());
        Bits { words: a[..len].chunks(64).zip(b[..len].chunks(64)).map(word).collect(), len }
    }

    /// Two rows of bits at once: those of answers that are 1, and those of answers that are not 2.
    pub fn answers<T: Copy>(values: &[T], answer: impl Fn(T) -> u8) -> (Bits, Bits) {
        let (mut ones, mut decided) = (Vec::new(), Vec::new());
        for chunk in values.chunks(64) {
            let (mut one, mut known) = ([0u8; 64], [0u8; 64]);
            for ((one, known), value) in one.iter_mut().zip(&mut known).zip(chunk) {
                let answer = answer(*value);
                (*one, *known) = (answer & 1, 1 - (answer >> 1));
            }
            ones.push(pack(&one));
            decided.push(pack(&known));
        }
        let len = values.len();
        (Bits { words: ones, len }, Bits { words: decided, len })
    }

    pub fn words(&self) -> &[u64] {
        &self.words
    }

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

    /// Puts a value into the rows that are set.
    pub fn put<T: Copy>(&self, rows: &mut [T], value: T) {
        for (rows, &word) in rows.chunks_mut(64).zip(&self.words) {
            if word != 0 {
                let lanes = rows.iter_mut().enumerate();
                lanes.for_each(|(i, row)| *row = if word >> i & 1 == 1 { value } else { *row });
            }
        }
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

/// Sixty-four bytes of 0 or 1 as bits: a product moves the lowest bits of eight bytes beside each other.
fn pack(answers: &[u8; 64]) -> u64 {
    let (eights, _) = answers.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |word, (i, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word | bits << (8 * i)
    })
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
    fn packs_in_order() {
        let values: Vec<u8> = (0..150u32).map(|i| (i * i % 7 % 3) as u8).collect();
        let bits = Bits::of(&values, |v| v == 1);
        assert_eq!(bits, Bits::from_fn(150, |i| values[i] == 1));
        assert_eq!(bits, Bits::of_both(&values, &[1; 150], |a, b| a == b));
        let (ones, decided) = Bits::answers(&values, |v| v);
        assert_eq!((ones, decided), (bits, Bits::from_fn(150, |i| values[i] != 2)));
    }

    #[test]
    fn tails_stay_clear() {
        let bits = Bits::all(70);
        assert_eq!(bits.ones().count(), 70);
        assert_eq!(bits, Bits::from_fn(70, |_| true));
        assert_eq!(bits, Bits::slice(&[!0, !0], 3, 70));
    }
}
