//! Where in a file a word is being typed: in which block, behind which words of its statement.
//!
//! Tokens alone decide, for the statement at hand is half written.

use crate::syntax::joins::ends_open;
use crate::syntax::token::Kind;
use crate::syntax::token::Token;
use crate::syntax::token::Wrong;
use crate::syntax::token::tokens;

/// The innermost block around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    File,
    Score,
    /// Of a group, or of a `when`.
    Rules,
    /// Of declarations: `lead`, `event`.
    Fields,
    Table,
    Grade,
    Test,
    /// `lead { … }` in a test.
    TestLead,
    /// `page_view 3d ago { … }` in a test: the event.
    TestEvent(String),
    /// Where nothing is known to fit.
    Other,
}

/// A word of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub kind: Kind,
    pub text: String,
}

/// A place at which something may be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub block: Block,
    /// Of the statement, up to the place; blocks in it are left out.
    pub before: Vec<Word>,
    /// Of the statement that the block belongs to.
    pub head: Vec<Word>,
    /// The bytes of what is typed already, which a choice replaces.
    pub typed: std::ops::Range<usize>,
    /// With a dollar: a parameter.
    pub is_parameter: bool,
}

impl Place {
    /// The name that the statement declares: nothing is made of itself.
    pub fn declares(&self) -> Option<&str> {
        match self.before.as_slice() {
            [first, name, ..] if ["score", "event", "define"].contains(&&*first.text) => {
                Some(&name.text)
            }
            _ => None,
        }
    }
}

/// None inside comments, quoted text and regular expressions.
pub fn at(text: &str, byte: usize) -> Option<Place> {
    let all = tokens(text);
    let count = all
        .iter()
        .take_while(|token| token.end < byte || token.end == byte && !is_word(token))
        .count();
    let last = all[..count].last().filter(|token| token.end == byte);
    if last.is_some_and(|token| token.kind == Kind::Comment || is_open_text(token)) {
        return None;
    }
    let typed = all.get(count).filter(|token| token.start < byte);
    if typed.is_some_and(|token| !is_word(token)) {
        return None;
    }
    let is_parameter = typed.is_some_and(|t| t.text(text).starts_with('$'));
    let typed = typed.map_or(byte..byte, |token| token.start..token.end);
    let (statements, depth) = statements(text, &all[..count]);
    let mut statements = statements.into_iter().rev();
    let before = statements.next().unwrap_or_default();
    let outer: Vec<Vec<Word>> = statements.collect();
    let block = if depth == 0 { Block::File } else { block(&outer) };
    let head = outer.into_iter().next().unwrap_or_default();
    Some(Place { block, before, head, typed, is_parameter })
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, Kind::Word | Kind::Param | Kind::Quoted | Kind::Wrong(Wrong::Dollar))
}

fn is_open_text(token: &Token) -> bool {
    matches!(
        token.kind,
        Kind::Wrong(Wrong::UnclosedText | Wrong::UnclosedName | Wrong::UnclosedRegex)
    )
}

/// The statements that are open at the end, from the outermost; how many blocks are.
fn statements(text: &str, tokens: &[Token]) -> (Vec<Vec<Word>>, usize) {
    let mut open: Vec<(Vec<Word>, usize)> = vec![(Vec::new(), 0)];
    let mut last: Option<&Token> = None;
    for token in tokens {
        let Some((words, brackets)) = open.last_mut() else { break };
        match token.kind {
            Kind::Comment => continue,
            Kind::Newline if *brackets > 0 || last.is_some_and(|t| ends_open(text, t, false)) => {
                continue;
            }
            Kind::Newline | Kind::Semicolon => {
                words.clear();
                *brackets = 0;
            }
            Kind::BraceOpen => open.push((Vec::new(), 0)),
            Kind::BraceClose => {
                // One that closes nothing is passed over.
                if open.len() > 1 {
                    open.pop();
                }
            }
            kind => {
                match kind {
                    Kind::Open => *brackets += 1,
                    Kind::Close => *brackets = brackets.saturating_sub(1),
                    _ => {}
                }
                words.push(Word { kind, text: token.text(text).into() });
            }
        }
        last = Some(token);
    }
    let depth = open.len() - 1;
    (open.into_iter().map(|(words, _)| words).collect(), depth)
}

/// What a block is, by the statements that it is in, from the innermost.
fn block(outer: &[Vec<Word>]) -> Block {
    let first = |at: usize| outer.get(at).and_then(|words| words.first()).map(|w| w.text.as_str());
    let in_test = first(1) == Some("test");
    let Some(head) = outer.first() else { return Block::Other };
    match first(0) {
        _ if has_pair(head, "points", "by") => Block::Table,
        Some("lead") if in_test => Block::TestLead,
        Some(event) if in_test => Block::TestEvent(event.into()),
        Some("lead" | "event") => Block::Fields,
        Some("score") => Block::Score,
        Some("group" | "when") => Block::Rules,
        Some("grade") => Block::Grade,
        Some("test") => Block::Test,
        _ => Block::Other,
    }
}

fn has_pair(words: &[Word], first: &str, second: &str) -> bool {
    words.windows(2).any(|pair| pair[0].text == first && pair[1].text == second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of `|`.
    fn place(text: &str) -> Option<Place> {
        let byte = text.find('|').expect("a place");
        at(&text.replace('|', ""), byte)
    }

    fn block_and_words(text: &str) -> (Block, String) {
        let place = place(text).expect("a place where words fit");
        let words: Vec<&str> = place.before.iter().map(|word| word.text.as_str()).collect();
        (place.block, words.join(" "))
    }

    #[test]
    fn blocks() {
        assert_eq!(block_and_words("sc|"), (Block::File, "".into()));
        assert_eq!(block_and_words("score a {\n  if t|"), (Block::Score, "if".into()));
        assert_eq!(
            block_and_words("score a { group b { on x +1\n| } }"),
            (Block::Rules, "".into())
        );
        assert_eq!(block_and_words("when a { x } else { | }"), (Block::Rules, "".into()));
        assert_eq!(block_and_words("points by size { up to 5 +1; | }").0, Block::Table);
        assert_eq!(block_and_words("test \"a\" {\n lead { ti|"), (Block::TestLead, "".into()));
        assert_eq!(
            block_and_words("test \"a\" { page_view 3d ago { |").0,
            Block::TestEvent("page_view".into())
        );
        assert_eq!(block_and_words("lead { a text }\nif |"), (Block::File, "if".into()));
        assert_eq!(block_and_words("}}} if |"), (Block::File, "if".into()));
    }

    #[test]
    fn statements_go_on() {
        assert_eq!(block_and_words("if a = b and\n  c|").1, "if a = b and");
        assert_eq!(block_and_words("if a in [b,\n c,\n |").1, "if a in [ b , c ,");
        assert_eq!(block_and_words("on a +1; on |").1, "on");
    }

    #[test]
    fn nothing_inside_text_and_comments() {
        assert_eq!(place("if a = \"b|\""), None);
        assert_eq!(place("if a = \"b|"), None);
        assert_eq!(place("# a|"), None);
        assert_eq!(place("# a| b"), None);
        assert!(place("if a = \"b\" |").is_some());
    }

    #[test]
    fn what_is_typed_is_replaced() {
        assert_eq!(place("if ti|tle = x").map(|p| p.typed), Some(3..8));
        assert_eq!(place("if size > $|").map(|p| (p.typed, p.is_parameter)), Some((10..11, true)));
        assert_eq!(
            place("if size > $si|").map(|p| (p.typed, p.is_parameter)),
            Some((10..13, true))
        );
    }
}
