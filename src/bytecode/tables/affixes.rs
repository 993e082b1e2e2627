//! Beginnings and ends that texts are tested for: eight bytes are compared at once, and only what agrees there is compared whole.

use std::sync::Arc;

#[derive(Default)]
pub struct Affixes {
    all: Vec<Affix>,
}

struct Affix {
    eight: Eight,
    text: Arc<str>,
    bit: u32,
}

/// The first or last eight bytes of a text, and which of the eight places a shorter one fills.
#[derive(Clone, Copy)]
pub struct Eight {
    bytes: u64,
    filled: u64,
}

const WHOLE: usize = 8;

impl Affixes {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn add(&mut self, text: Arc<str>, bit: u32, eight: fn(&str) -> Eight) {
        self.all.push(Affix { eight: eight(&text), text, bit });
    }

    /// Calls `hold` with the tests whose text the tested one begins or ends with.
    pub fn test(
        &self,
        text: &str,
        eight: Eight,
        whole: impl Fn(&str) -> bool,
        hold: &mut impl FnMut(u32),
    ) {
        for affix in &self.all {
            let agrees = eight.bytes & affix.eight.filled == affix.eight.bytes
                && text.len() >= affix.text.len()
                && (affix.text.len() <= WHOLE || whole(&affix.text));
            if agrees {
                hold(affix.bit);
            }
        }
    }

    pub fn head(text: &str) -> Eight {
        match text.as_bytes().first_chunk::<WHOLE>() {
            Some(bytes) => Eight { bytes: u64::from_le_bytes(*bytes), filled: !0 },
            None => {
                let mut bytes = [0; WHOLE];
                bytes[..text.len()].copy_from_slice(text.as_bytes());
                Eight { bytes: u64::from_le_bytes(bytes), filled: (1 << (8 * text.len())) - 1 }
            }
        }
    }

    pub fn tail(text: &str) -> Eight {
        match text.as_bytes().last_chunk::<WHOLE>() {
            Some(bytes) => Eight { bytes: u64::from_be_bytes(*bytes), filled: !0 },
            None => {
                let mut bytes = [0; WHOLE];
                bytes[WHOLE - text.len()..].copy_from_slice(text.as_bytes());
                Eight { bytes: u64::from_be_bytes(bytes), filled: (1 << (8 * text.len())) - 1 }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_each_test_apart() {
        let words = [
            "a",
            "ab",
            "@gmail.com",
            "mail.com",
            ".com",
            "com\0",
            "é",
            "\0",
            "abcdefgh",
            "abcdefghi",
        ];
        let (mut starts, mut ends) = (Affixes::default(), Affixes::default());
        for (bit, word) in (0..).zip(words) {
            starts.add(word.into(), bit, Affixes::head);
            ends.add(word.into(), bit, Affixes::tail);
        }
        let texts = [
            "",
            "a",
            "m",
            "x@gmail.com",
            "gmail.com",
            "café",
            "\0a",
            "abcdefghi",
            "abcdefgh",
            "zabcdefghi",
        ];
        for text in texts {
            let (mut begin, mut end) = (Vec::new(), Vec::new());
            let (head, tail) = (Affixes::head(text), Affixes::tail(text));
            starts.test(text, head, |word| text.starts_with(word), &mut |bit| begin.push(bit));
            ends.test(text, tail, |word| text.ends_with(word), &mut |bit| end.push(bit));
            let holding = |holds: &dyn Fn(&str) -> bool| -> Vec<u32> {
                (0..).zip(words).filter(|(_, word)| holds(word)).map(|(bit, _)| bit).collect()
            };
            assert_eq!(begin, holding(&|word| text.starts_with(word)), "{text:?}");
            assert_eq!(end, holding(&|word| text.ends_with(word)), "{text:?}");
        }
    }
}
