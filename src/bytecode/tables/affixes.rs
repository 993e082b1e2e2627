//! Beginnings and ends that texts are tested for: found by their first or last eight bytes, and only what agrees there is compared whole.

use std::sync::Arc;

/// Texts with the tests that ask for them, as beginnings or as ends.
#[derive(Default)]
pub struct Affixes {
    all: Vec<Affix>,
    groups: Vec<Group>,
}

struct Affix {
    bytes: u64,
    text: Arc<str>,
    bit: u32,
    /// Another one with the same bytes, or [`NONE`].
    next: u32,
}

/// Those that fill the same of the eight places, in a table by their bytes that is at most half full.
struct Group {
    filled: u64,
    slots: Vec<u32>,
}

const NONE: u32 = u32::MAX;

/// The first or last eight bytes of a text, and which of the eight places a shorter one fills.
#[derive(Clone, Copy)]
pub struct Eight {
    bytes: u64,
    filled: u64,
}

const WHOLE: usize = 8;
/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

impl Affixes {
    /// Texts that are not empty, each with the number of its test.
    pub fn new(texts: Vec<(Arc<str>, u32)>, eight: fn(&str) -> Eight) -> Affixes {
        let mut affixes = Affixes::default();
        for (text, bit) in texts {
            let Eight { bytes, filled } = eight(&text);
            affixes.all.push(Affix { bytes, text, bit, next: NONE });
            if affixes.groups.iter().all(|group| group.filled != filled) {
                affixes.groups.push(Group { filled, slots: Vec::new() });
            }
        }
        let Affixes { all, groups } = &mut affixes;
        for group in groups {
            let own = |affix: &Affix| eight(&affix.text).filled == group.filled;
            let count = all.iter().filter(|affix| own(affix)).count();
            group.slots = vec![NONE; (2 * count).next_power_of_two()];
            for i in 0..all.len() {
                if own(&all[i]) {
                    let slot = group.slot(all[i].bytes, all);
                    all[i].next = group.slots[slot];
                    group.slots[slot] = i as u32;
                }
            }
        }
        affixes
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Calls `hold` with the tests whose text the tested one begins or ends with.
    pub fn test(
        &self,
        text: &str,
        eight: Eight,
        whole: impl Fn(&str) -> bool,
        hold: &mut impl FnMut(u32),
    ) {
        for mut found in self.groups.iter().map(|group| group.find(eight.bytes, &self.all)) {
            while let Some(affix) = self.all.get(found as usize) {
                let short = affix.text.len() <= WHOLE;
                if text.len() >= affix.text.len() && (short || whole(&affix.text)) {
                    hold(affix.bit);
                }
                found = affix.next;
            }
        }
    }

    /// Is there one with these bytes? Where there is none, no test holds.
    pub fn agree(&self, eight: Eight) -> bool {
        self.groups.iter().any(|group| group.find(eight.bytes, &self.all) != NONE)
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

    /// The last eight bytes of a text in lower case, where they are whole characters of ASCII and it has so many.
    pub fn lower_tail(text: &str) -> Option<Eight> {
        let bytes = u64::from_be_bytes(*text.as_bytes().last_chunk::<WHOLE>()?);
        if bytes & HIGH != 0 {
            return None;
        }
        // The highest bit of each byte that is at least this letter: no byte carries into the next.
        let from = |letter: u8| bytes + ONES * u64::from(0x80 - letter);
        let capitals = from(b'A') & !from(b'Z' + 1) & HIGH;
        Some(Eight { bytes: bytes | capitals >> 2, filled: !0 })
    }
}

impl Group {
    /// The slot of these bytes, or the free one in which they would be.
    fn slot(&self, bytes: u64, all: &[Affix]) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = (bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & last;
        while all.get(self.slots[slot] as usize).is_some_and(|affix| affix.bytes != bytes) {
            slot = (slot + 1) & last;
        }
        slot
    }

    fn find(&self, bytes: u64, all: &[Affix]) -> u32 {
        self.slots[self.slot(bytes & self.filled, all)]
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
            "zzcdefghi",
        ];
        let texts = || words.iter().map(|word| Arc::from(*word)).zip(0..).collect();
        let starts = Affixes::new(texts(), Affixes::head);
        let ends = Affixes::new(texts(), Affixes::tail);
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
            "zzcdefghi",
        ];
        for text in texts {
            let (mut begin, mut end) = (Vec::new(), Vec::new());
            let (head, tail) = (Affixes::head(text), Affixes::tail(text));
            starts.test(text, head, |word| text.starts_with(word), &mut |bit| begin.push(bit));
            ends.test(text, tail, |word| text.ends_with(word), &mut |bit| end.push(bit));
            begin.sort_unstable();
            end.sort_unstable();
            let holding = |holds: &dyn Fn(&str) -> bool| -> Vec<u32> {
                (0..).zip(words).filter(|(_, word)| holds(word)).map(|(bit, _)| bit).collect()
            };
            assert_eq!(begin, holding(&|word| text.starts_with(word)), "{text:?}");
            assert_eq!(end, holding(&|word| text.ends_with(word)), "{text:?}");
            assert!(end.is_empty() || ends.agree(tail), "{text:?}");
        }
    }

    #[test]
    fn eight_bytes_in_lower_case() {
        let all: String = (1..0x80u8).map(char::from).collect();
        for text in (8..all.len()).map(|end| &all[end - 8..end]) {
            let lower = Affixes::lower_tail(text).map(|eight| eight.bytes);
            assert_eq!(lower, Some(Affixes::tail(&text.to_ascii_lowercase()).bytes), "{text:?}");
        }
        assert!(Affixes::lower_tail("short").is_none());
        assert!(Affixes::lower_tail("x@gmail.com\u{212a}").is_none());
    }
}
