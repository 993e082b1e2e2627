//! A pattern as an automaton without lookahead tables: states that the runtime follows side by side (Thompson, "Regular expression search
//! algorithm", 1968).

use regex_automata::nfa::thompson::{self, NFA, State};
use regex_automata::util::look::Look;
use regex_automata::util::syntax;

use crate::ir::expr::Pattern;
use crate::native::module::Refused;
use crate::native::object::layout::automaton as kind;

/// Bytes that an automaton may take, as those of the other engines.
const MOST: usize = Pattern::LIMIT;

/// The words of a pattern: as `runtime/layout.rs` says.
pub fn words(pattern: &Pattern) -> Result<Vec<u64>, Refused> {
    let config = thompson::Config::new().nfa_size_limit(Some(MOST));
    let made = thompson::Compiler::new()
        .configure(config)
        .syntax(syntax::Config::new().case_insensitive(true))
        .build(&pattern.source);
    // The checker has built it within this limit, if by other means.
    let nfa =
        made.map_err(|error| Refused(format!("the pattern /{}/: {error}", pattern.source)))?;
    let ranges = if nfa.look_set_any().contains_word_unicode() { letters() } else { Vec::new() };
    let states = nfa.states();
    let first = 3 + states.len() + ranges.len();
    let mut words = vec![states.len() as u64, nfa.start_unanchored().as_u64(), ranges.len() as u64];
    let mut records = Vec::new();
    for state in states {
        words.push((first + records.len()) as u64);
        record(&nfa, state, &mut records);
    }
    words.extend(ranges);
    words.extend(records);
    Ok(words)
}

fn record(nfa: &NFA, state: &State, into: &mut Vec<u64>) {
    match state {
        State::ByteRange { trans } => {
            into.extend([kind::BYTES, 1, pair(trans.start, trans.end), trans.next.as_u64()]);
        }
        State::Sparse(transitions) => {
            let all = transitions.transitions.iter();
            into.extend([kind::BYTES, transitions.transitions.len() as u64]);
            into.extend(all.flat_map(|t| [pair(t.start, t.end), t.next.as_u64()]));
        }
        State::Dense(transitions) => {
            let fails = |next: regex_automata::util::primitives::StateID| {
                matches!(nfa.state(next), State::Fail)
            };
            let all = (0..=255u8).zip(transitions.transitions.iter().copied());
            let all: Vec<_> = all.filter(|(_, next)| !fails(*next)).collect();
            into.extend([kind::BYTES, all.len() as u64]);
            into.extend(all.iter().flat_map(|(byte, next)| [pair(*byte, *byte), next.as_u64()]));
        }
        State::Look { look, next } => into.extend([kind::LOOK, look_of(*look), next.as_u64()]),
        State::Union { alternates } => {
            into.extend([kind::EITHER, alternates.len() as u64]);
            into.extend(alternates.iter().map(|next| next.as_u64()));
        }
        State::BinaryUnion { alt1, alt2 } => {
            into.extend([kind::EITHER, 2, alt1.as_u64(), alt2.as_u64()]);
        }
        State::Capture { next, .. } => into.extend([kind::EITHER, 1, next.as_u64()]),
        State::Fail => into.extend([kind::EITHER, 0]),
        State::Match { .. } => into.push(kind::MATCH),
    }
}

fn pair(low: u8, high: u8) -> u64 {
    u64::from(low) | u64::from(high) << 8
}

fn look_of(look: Look) -> u64 {
    match look {
        Look::Start => kind::START,
        Look::End => kind::END,
        Look::StartLF => kind::LINE_START,
        Look::EndLF => kind::LINE_END,
        Look::StartCRLF => kind::CR_LINE_START,
        Look::EndCRLF => kind::CR_LINE_END,
        Look::WordAscii => kind::WORD,
        Look::WordAsciiNegate => kind::NO_WORD,
        Look::WordStartAscii => kind::WORD_START,
        Look::WordEndAscii => kind::WORD_END,
        Look::WordStartHalfAscii => kind::WORD_START_HALF,
        Look::WordEndHalfAscii => kind::WORD_END_HALF,
        Look::WordUnicode => kind::UNICODE + kind::WORD,
        Look::WordUnicodeNegate => kind::UNICODE + kind::NO_WORD,
        Look::WordStartUnicode => kind::UNICODE + kind::WORD_START,
        Look::WordEndUnicode => kind::UNICODE + kind::WORD_END,
        Look::WordStartHalfUnicode => kind::UNICODE + kind::WORD_START_HALF,
        Look::WordEndHalfUnicode => kind::UNICODE + kind::WORD_END_HALF,
    }
}

/// The characters of words, as ranges: the first in the lower half of a word, the last in the upper.
fn letters() -> Vec<u64> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
        if !regex_syntax::is_word_character(c) {
            continue;
        }
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == c as u32 => *last = c as u32,
            _ => ranges.push((c as u32, c as u32)),
        }
    }
    ranges.into_iter().map(|(first, last)| u64::from(first) | u64::from(last) << 32).collect()
}
