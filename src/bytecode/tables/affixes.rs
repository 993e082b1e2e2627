//! Beginnings and ends that texts are tested for: found by their first or last eight bytes, and only what agrees there is compared whole.

use std::sync::Arc;

/// Texts with the tests that ask for them, as beginnings or as ends.
#[derive(Default)]
pub struct Affixes {
    all: Vec<Affix>,
    /// Of the first 64, those longer than eight bytes, and those of which sixteen do not say all.
    long: u64,
    too_long: u64,
    groups: Vec<Group>,
}

struct Affix {
    last: Eight,
    /// Of an end, what stands before its last eight bytes: eight more, as far as it has them.
    before: Eight,
    text: Arc<str>,
    bit: u32,
    /// Another one with the same bytes, or [`NONE`].
    next: u32,
}

/// Those that fill the same of the eight places, in a table by their bytes that is at most half full.
struct Group {
    filled: u64,
    slots: Vec<u32>,
    /// A bit for each hash that one of them has.
    hints: Box<[u64; 32]>,
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
            let (last, before) = (eight(&text), before(&text));
            let here = 1u64.checked_shl(affixes.all.len() as u32).unwrap_or(0);
            affixes.long |= if text.len() > WHOLE { here } else { 0 };
            affixes.too_long |= if text.len() > 2 * WHOLE || !text.is_ascii() { here } else { 0 };
            affixes.all.push(Affix { last, before, text, bit, next: NONE });
            let filled = last.filled;
            if affixes.groups.iter().all(|group| group.filled != filled) {
                let hints = Box::new([0; 32]);
                affixes.groups.push(Group { filled, slots: Vec::new(), hints });
            }
        }
        let Affixes { all, groups, .. } = &mut affixes;
        for group in groups {
            let own = |affix: &Affix| affix.last.filled == group.filled;
            let count = all.iter().filter(|affix| own(affix)).count();
            group.slots = vec![NONE; (2 * count).next_power_of_two()];
            for i in 0..all.len() {
                if own(&all[i]) {
                    let slot = group.slot(all[i].last.bytes, all);
                    let hint = hash(all[i].last.bytes) >> HINT;
                    group.hints[hint as usize >> 6] |= 1 << (hint & 63);
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

    /// Which of these, all ends in lower case, a text ends with, ignoring case: none, or one alone. Nothing where it takes more than a look to
    /// say so: several, or characters that are not of ASCII.
    pub fn only(&self, text: &str) -> Option<Option<usize>> {
        let tail = lower_tail(text)?;
        if self.hints(tail) & 1 == 0 { Some(None) } else { self.only_of(text, tail) }
    }

    /// Of at most 64 texts a bit for each that may end with one of these.
    pub fn may_end(&self, texts: &[&str]) -> u64 {
        let may = |text: &str| lower_tail(text).map_or(1, |tail| self.hints(tail) & 1);
        texts.iter().enumerate().fold(0, |bits, (i, text)| bits | may(text) << i)
    }

    /// 1 in the lowest bit where a text with this tail may end with one of these. There is no branch for each group: most texts end in
    /// nothing that is asked for.
    #[inline]
    fn hints(&self, tail: u64) -> u64 {
        self.groups.iter().fold(0, |hints, group| hints | group.hint(tail))
    }

    /// All of them are looked at at once, without a branch that depends on the text.
    fn only_of(&self, text: &str, tail: u64) -> Option<Option<usize>> {
        if self.all.len() > u64::BITS as usize {
            return None;
        }
        let before = text.as_bytes().split_last_chunk::<WHOLE>()?.0.last_chunk();
        let before = before.map_or(HIGH, |bytes| u64::from_be_bytes(*bytes));
        let lower_before = lower(before & !HIGH);
        let (mut agree, mut hold) = (0u64, 0u64);
        for (i, affix) in self.all.iter().enumerate() {
            let agrees = tail & affix.last.filled == affix.last.bytes;
            let holds = lower_before & affix.before.filled == affix.before.bytes;
            agree |= u64::from(agrees) << i;
            hold |= u64::from(agrees & holds) << i;
        }
        let clear = agree & self.long == 0 || before & HIGH == 0 && agree & self.too_long == 0;
        let only = (hold != 0).then(|| hold.trailing_zeros() as usize);
        (clear && hold.count_ones() <= 1).then_some(only)
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
        eight(text.as_bytes())
    }
}

/// The last eight bytes, the last of all lowest.
fn eight(bytes: &[u8]) -> Eight {
    match bytes.last_chunk::<WHOLE>() {
        Some(bytes) => Eight { bytes: u64::from_be_bytes(*bytes), filled: !0 },
        None => {
            let mut eight = [0; WHOLE];
            eight[WHOLE - bytes.len()..].copy_from_slice(bytes);
            Eight { bytes: u64::from_be_bytes(eight), filled: (1 << (8 * bytes.len())) - 1 }
        }
    }
}

fn before(text: &str) -> Eight {
    let bytes = text.as_bytes();
    let before = &bytes[..bytes.len().saturating_sub(WHOLE)];
    let before = &before[before.len().saturating_sub(WHOLE)..];
    eight(before)
}

/// Bytes of ASCII in lower case.
#[inline]
fn lower(bytes: u64) -> u64 {
    // The highest bit of each byte that is at least this letter: no byte carries into the next.
    let from = |letter: u8| bytes + ONES * u64::from(0x80 - letter);
    let capitals = from(b'A') & !from(b'Z' + 1) & HIGH;
    bytes | capitals >> 2
}

/// The last eight bytes of a text in lower case, where they are whole characters of ASCII and it has so many.
#[inline]
fn lower_tail(text: &str) -> Option<u64> {
    let bytes = u64::from_be_bytes(*text.as_bytes().last_chunk::<WHOLE>()?);
    (bytes & HIGH == 0).then(|| lower(bytes))
}

/// The highest bits of a hash that choose one of 2,048 hints.
const HINT: u32 = 64 - 11;

#[inline]
fn hash(bytes: u64) -> u64 {
    bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Group {
    /// The slot of these bytes, or the free one in which they would be.
    fn slot(&self, bytes: u64, all: &[Affix]) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = (hash(bytes) >> 32) as usize & last;
        while all.get(self.slots[slot] as usize).is_some_and(|affix| affix.last.bytes != bytes) {
            slot = (slot + 1) & last;
        }
        slot
    }

    /// 1 in the lowest bit where one of them may have these bytes.
    #[inline]
    fn hint(&self, bytes: u64) -> u64 {
        let hint = hash(bytes & self.filled) >> HINT;
        self.hints[hint as usize >> 6] >> (hint & 63)
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
        }
    }

    #[test]
    fn one_end_alone() {
        let words = ["@gmail.com", "@hotmail.com", "mail.co", ".edu", "ail.com", "é@gmail.org"];
        let ends =
            Affixes::new(words.iter().map(|w| Arc::from(*w)).zip(0..).collect(), Affixes::tail);
        let only = |text: &str| ends.only(text);
        assert_eq!(only("anna@uni.EDU"), Some(Some(3)));
        assert_eq!(only("anna.long@HOTmail.com"), None);
        assert_eq!(only("anna@company.com"), Some(None));
        assert_eq!(only("somebody@mail.com"), Some(Some(4)));
        // It ends with two; and the next may.
        assert_eq!(only("Anna.Long@GMail.com"), None);
        assert_eq!(only("anna@mail.com"), None);
        // Too short to say; and what is not of ASCII may become it.
        assert_eq!(only("a.edu"), None);
        assert_eq!(only("x@gmail.\u{212a}om"), None);
        assert_eq!(only("É@gmail.org"), None);
    }

    #[test]
    fn eight_bytes_in_lower_case() {
        let all: String = (1..0x80u8).map(char::from).collect();
        for text in (8..all.len()).map(|end| &all[end - 8..end]) {
            let tail = Affixes::tail(&text.to_ascii_lowercase()).bytes;
            assert_eq!(lower_tail(text), Some(tail), "{text:?}");
        }
    }
}
