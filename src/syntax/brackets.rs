//! Which bracket closes which, found before statements are cut, so that one forgotten bracket costs one line only.

use crate::syntax::limits;
use crate::syntax::token::{Kind, Token, Wrong};

/// What is known about the braces of a file.
pub struct Braces {
    /// For each token, where a `{` that stands there is closed.
    closes: Vec<Option<usize>>,
    /// Tokens before which a forgotten `}` is taken to stand, with the `{` it would close, in order.
    forgotten: Vec<(usize, usize)>,
    /// `}` that close nothing.
    stray: Vec<usize>,
}

impl Braces {
    /// The token that closes the `{` at `open`.
    pub fn close(&self, open: usize) -> Option<usize> {
        self.closes.get(open).copied().flatten()
    }

    /// How many blocks end before token `at` without a `}`, by their `{`.
    pub fn forgotten_before(&self, at: usize) -> impl Iterator<Item = usize> {
        let first = self.forgotten.partition_point(|(end, _)| *end < at);
        self.forgotten[first..].iter().take_while(move |(end, _)| *end == at).map(|(_, open)| *open)
    }

    pub fn is_stray(&self, at: usize) -> bool {
        self.stray.binary_search(&at).is_ok()
    }
}

/// Pairs all brackets; round and square ones without a partner become wrong tokens.
///
/// Linear: a bracket is pushed and popped once, and a closing one that can have no partner is not searched for.
pub fn pair(source: &str, tokens: &mut [Token]) -> Braces {
    let mut braces =
        Braces { closes: vec![None; tokens.len()], forgotten: Vec::new(), stray: Vec::new() };
    let mut open: Vec<usize> = Vec::new();
    let mut waiting = vec![[0usize; 2]];
    for at in 0..tokens.len() {
        match tokens[at].kind {
            Kind::Open => {
                open.push(at);
                level(&mut waiting)[shape(source, &tokens[at])] += 1;
            }
            Kind::BraceOpen => {
                open.push(at);
                waiting.push([0; 2]);
            }
            Kind::Close => {
                let wanted = shape(source, &tokens[at]);
                if level(&mut waiting)[wanted] == 0 {
                    tokens[at].kind = Kind::Wrong(Wrong::Stray);
                    continue;
                }
                while let Some(top) = open.pop() {
                    let found = shape(source, &tokens[top]);
                    level(&mut waiting)[found] -= 1;
                    if found == wanted {
                        break;
                    }
                    tokens[top].kind = Kind::Wrong(Wrong::Unclosed);
                }
            }
            Kind::BraceClose if waiting.len() == 1 => braces.stray.push(at),
            Kind::BraceClose => {
                waiting.pop();
                while let Some(top) = open.pop() {
                    if tokens[top].kind == Kind::BraceOpen {
                        braces.closes[top] = Some(at);
                        break;
                    }
                    tokens[top].kind = Kind::Wrong(Wrong::Unclosed);
                }
            }
            _ => {}
        }
    }
    let mut left = Vec::new();
    for at in open {
        match tokens[at].kind {
            Kind::BraceOpen => left.push(at),
            _ => tokens[at].kind = Kind::Wrong(Wrong::Unclosed),
        }
    }
    braces.forgotten = forgotten(source, tokens, &left);
    braces
}

fn level(waiting: &mut [[usize; 2]]) -> &mut [usize; 2] {
    let last = waiting.len() - 1;
    &mut waiting[last]
}

fn shape(source: &str, token: &Token) -> usize {
    usize::from(matches!(token.text(source), "[" | "]"))
}

/// Where each unclosed `{` is taken to end: before the first later line that is indented no deeper than its own.
fn forgotten(source: &str, tokens: &[Token], left: &[usize]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut most = tokens.len();
    // Outer blocks first: an inner one cannot end later than the block it is in. Beyond the depth limit nothing is read.
    for &open in left.iter().take(limits::DEPTH + 1) {
        let own = indent(source, tokens[open].start);
        let end = (open + 1..most)
            .find(|&at| starts_line(tokens, at) && indent(source, tokens[at].start) <= own)
            .unwrap_or(most);
        most = end;
        out.push((end, open));
    }
    out.reverse();
    out.sort_by_key(|(end, _)| *end);
    out
}

fn starts_line(tokens: &[Token], at: usize) -> bool {
    let mark = matches!(tokens[at].kind, Kind::Newline | Kind::Comment);
    !mark && at > 0 && tokens[at - 1].kind == Kind::Newline
}

/// Blank characters at the start of the line that holds a byte.
pub fn indent(source: &str, byte: usize) -> usize {
    let line = source[..byte].rfind('\n').map_or(0, |n| n + 1);
    source[line..byte]
        .chars()
        .filter(|c| *c != '\u{feff}')
        .take_while(|c| c.is_whitespace())
        .count()
}
