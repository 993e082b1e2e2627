//! Tokens in, statements out: the only step that knows of line ends, `;` and braces.
//!
//! Blocks are kept on a stack of our own, never on the machine's: a file of a hundred thousand `{` is one report.
//! Comments and blank lines are handed on with the statement they belong to.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::ast::Trivia;
use crate::syntax::brackets::{self, Braces};
use crate::syntax::errors;
use crate::syntax::heads;
use crate::syntax::joins;
pub use crate::syntax::joins::ends_open;
use crate::syntax::limits;
use crate::syntax::token::{Kind, Token, Wrong};

/// One statement: its tokens without line ends and comments, each `{ … }` being one [`Kind::Body`] token.
#[derive(Debug, Default)]
pub struct Statement {
    pub tokens: Vec<Token>,
    pub bodies: Vec<Body>,
    pub before: Vec<Trivia>,
    pub inside: Vec<Trivia>,
    pub after: Option<Trivia>,
    /// Blanks before it, where it begins its line.
    pub indent: Option<usize>,
}

/// The statements between two braces, or of the whole file.
#[derive(Debug, Default)]
pub struct Body {
    pub start: usize,
    pub end: usize,
    pub statements: Vec<Statement>,
    pub last: Vec<Trivia>,
}

/// An open block.
struct Frame {
    body: Body,
    current: Option<Statement>,
    /// Comments and blank lines since the last statement or its last token.
    pending: Vec<Trivia>,
    /// Line ends since the last token or comment.
    newlines: usize,
    /// A line end follows `current`.
    ended: bool,
    /// `current` ends with a `}` that nothing but `else` may follow.
    complete: bool,
    /// Round and square brackets open in `current`.
    brackets: usize,
    /// Rows of a table, grade or matrix: a line may begin with text.
    rows: bool,
}

impl Frame {
    fn new(start: usize, rows: bool) -> Frame {
        Frame {
            body: Body { start, ..Body::default() },
            current: None,
            pending: Vec::new(),
            newlines: 0,
            ended: false,
            complete: false,
            brackets: 0,
            rows,
        }
    }

    fn finish(&mut self) {
        if let Some(statement) = self.current.take() {
            self.body.statements.push(statement);
        }
        (self.ended, self.complete, self.brackets) = (false, false, 0);
    }

    /// The statement goes on: what stood between its lines is inside it.
    fn go_on(&mut self) {
        if let Some(current) = &mut self.current {
            current.inside.extend(current.after.take());
            current.inside.append(&mut self.pending);
        }
        self.ended = false;
    }
}

struct Cutter<'a> {
    file: FileId,
    source: &'a str,
    tokens: &'a [Token],
    frames: Vec<Frame>,
    /// The block in hand.
    frame: Frame,
    /// Where the line in hand begins.
    line: usize,
    statements: usize,
    too_deep: Option<Span>,
    too_many: Option<Span>,
    /// Each forgotten block, and where it was taken to end.
    unclosed: Vec<(Span, Span)>,
    stray: Vec<Span>,
}

/// Cuts a file into statements; what is wrong with its braces comes beside it.
pub fn cut(file: FileId, source: &str) -> (Body, Vec<Diagnostic>) {
    let mut tokens = crate::syntax::token::tokens(source);
    let braces = brackets::pair(source, &mut tokens);
    let mut cutter = Cutter {
        file,
        source,
        tokens: &tokens,
        frames: Vec::new(),
        frame: Frame { newlines: 1, ..Frame::new(0, false) },
        line: 0,
        statements: 0,
        too_deep: None,
        too_many: None,
        unclosed: Vec::new(),
        stray: Vec::new(),
    };
    cutter.run(&braces);
    cutter.end()
}

impl<'a> Cutter<'a> {
    fn run(&mut self, braces: &Braces) {
        let mut at = 0;
        // Behind too many statements nothing is read: a report for each of them would exhaust the memory.
        while at < self.tokens.len() && self.too_many.is_none() {
            for open in braces.forgotten_before(at) {
                self.forgotten(open, self.tokens[at].start);
            }
            at = self.step(at, braces);
        }
        if self.too_many.is_some() {
            return;
        }
        let opens: Vec<usize> = braces.forgotten_before(self.tokens.len()).collect();
        for open in opens {
            self.forgotten(open, self.source.len());
        }
    }

    /// Takes one token; gives the next one's index.
    fn step(&mut self, at: usize, braces: &Braces) -> usize {
        let token = self.tokens[at];
        match token.kind {
            Kind::Newline => {
                self.line = token.end;
                self.newline();
            }
            Kind::Comment => self.comment(token),
            Kind::Semicolon if self.frame.brackets == 0 => self.semicolon(),
            Kind::BraceOpen => return self.open(at, braces),
            Kind::BraceClose if braces.is_stray(at) => {
                self.stray.push(self.span(token));
                if self.frame.brackets == 0 {
                    self.semicolon();
                }
            }
            Kind::BraceClose => self.close(token.start, token.end),
            _ => self.take(at),
        }
        at + 1
    }

    fn newline(&mut self) {
        let frame = &mut self.frame;
        frame.newlines += 1;
        let blank = frame.newlines > 1;
        let inside = frame.brackets > 0;
        let trivia = match &mut frame.current {
            Some(current) if inside => &mut current.inside,
            _ => &mut frame.pending,
        };
        if blank && trivia.last() != Some(&Trivia::Blank) {
            trivia.push(Trivia::Blank);
        }
        frame.ended = frame.current.is_some() && !inside;
    }

    fn comment(&mut self, token: Token) {
        let comment = Trivia::Comment(self.span(token));
        let frame = &mut self.frame;
        let same_line = frame.newlines == 0;
        frame.newlines = 0;
        match &mut frame.current {
            Some(current) if frame.brackets > 0 => current.inside.push(comment),
            Some(current) if same_line && current.after.is_none() => current.after = Some(comment),
            _ => match frame.body.statements.last_mut() {
                Some(last) if same_line && frame.pending.is_empty() && last.after.is_none() => {
                    last.after = Some(comment);
                }
                _ => frame.pending.push(comment),
            },
        }
    }

    fn semicolon(&mut self) {
        self.frame.finish();
        self.frame.newlines = 0;
    }

    /// A `{`: opens a block of the statement in hand.
    fn open(&mut self, at: usize, braces: &Braces) -> usize {
        let token = self.tokens[at];
        if self.frames.len() >= limits::DEPTH {
            self.too_deep.get_or_insert(self.span(token));
            return braces.close(at).map_or(self.tokens.len(), |close| close + 1);
        }
        let glued = self.frame.current.is_some() && !(self.frame.ended && self.frame.rows);
        if glued && (!self.frame.complete || self.follows_else()) {
            self.frame.go_on();
        } else {
            self.frame.finish();
            self.start(token);
        }
        let rows = self.frame.current.as_ref().is_some_and(|c| joins::has_rows(self.source, c));
        let inner = Frame::new(token.start, rows);
        self.frames.push(std::mem::replace(&mut self.frame, inner));
        at + 1
    }

    fn follows_else(&self) -> bool {
        let last = self.frame.current.as_ref().and_then(|c| c.tokens.last());
        last.is_some_and(|t| t.kind == Kind::Word && t.text(self.source) == "else")
    }

    /// A `}`: the block becomes part of the statement around it.
    fn close(&mut self, start: usize, end: usize) {
        self.frame.finish();
        let Some(outer) = self.frames.pop() else { return };
        let mut inner = std::mem::replace(&mut self.frame, outer);
        inner.body.last = inner.pending;
        inner.body.end = end;
        let frame = &mut self.frame;
        frame.newlines = 0;
        if let Some(current) = &mut frame.current {
            let body = Token { kind: Kind::Body, start: inner.body.start, end: end.max(start) };
            current.tokens.push(body);
            current.bodies.push(inner.body);
            frame.complete = !joins::goes_on_after_body(self.source, current);
        }
    }

    /// The end of a block whose `}` is missing.
    fn forgotten(&mut self, open: usize, end: usize) {
        let open = self.tokens[open];
        let in_hand = self.frame.body.start == open.start && !self.frames.is_empty();
        if !in_hand {
            return;
        }
        let text = &self.source[open.start..end];
        let end = open.start + text.trim_end().len();
        self.unclosed.push((self.span(open), Span::new(self.file, end, end)));
        // Comments above the next line belong to it, not to the block that was left open.
        let pending = std::mem::take(&mut self.frame.pending);
        self.close(end, end);
        self.frame.pending = pending;
        self.frame.newlines = 1;
        self.frame.ended = true;
    }

    fn take(&mut self, at: usize) {
        let token = self.tokens[at];
        let frame = &self.frame;
        if let Some(current) = &frame.current
            && frame.brackets == 0
        {
            let is_else = joins::is_else(self.source, current, &token);
            let on = if frame.complete {
                is_else
            } else if frame.ended {
                joins::joins(self.source, current, &self.tokens[at..], frame.rows)
                    || (!frame.rows && self.is_rest_of_bracket(current, at))
            } else {
                true
            };
            if on {
                self.frame.go_on()
            } else {
                self.frame.finish()
            }
            self.frame.complete = false;
        }
        if self.frame.current.is_none() {
            self.start(token);
        }
        let frame = &mut self.frame;
        frame.newlines = 0;
        match token.kind {
            Kind::Open => frame.brackets += 1,
            Kind::Close => frame.brackets = frame.brackets.saturating_sub(1),
            _ => {}
        }
        if let Some(current) = &mut frame.current {
            current.tokens.push(token);
        }
    }

    /// A bracket of the statement in hand is never closed, and this line begins nothing: it is one more line in the bracket.
    fn is_rest_of_bracket(&self, current: &Statement, at: usize) -> bool {
        let next = &self.tokens[at..self.tokens.len().min(at + 4)];
        let line = next.iter().position(|t| t.kind == Kind::Newline).unwrap_or(next.len());
        let unclosed = |t: &Token| t.kind == Kind::Wrong(Wrong::Unclosed);
        let inside = current.tokens.last().is_some_and(|t| t.kind == Kind::Comma || unclosed(t))
            || next[..line].first().is_some_and(|t| t.kind == Kind::Comma);
        inside
            && current.tokens.iter().any(unclosed)
            && heads::item(self.source, &next[..line]).is_none()
    }

    fn start(&mut self, token: Token) {
        self.statements += 1;
        if self.statements > limits::STATEMENTS {
            self.too_many.get_or_insert(self.span(token));
        }
        let blank = self.source[self.line..token.start]
            .chars()
            .all(|c| c.is_whitespace() || c == '\u{feff}');
        let indent = blank.then(|| {
            let line = &self.source[self.line..token.start];
            line.chars().filter(|c| *c != '\u{feff}').count()
        });
        let before = std::mem::take(&mut self.frame.pending);
        self.frame.current = Some(Statement { before, indent, ..Statement::default() });
    }

    fn end(mut self) -> (Body, Vec<Diagnostic>) {
        while !self.frames.is_empty() {
            self.close(self.source.len(), self.source.len());
        }
        self.frame.finish();
        let mut body = self.frame.body;
        body.last = self.frame.pending;
        body.end = self.source.len();
        let mut diagnostics = Vec::new();
        match self.too_deep {
            Some(span) => diagnostics.push(errors::limits::too_deep(span)),
            None => diagnostics.extend(self.unclosed.into_iter().map(|place| {
                let body = self.source.get(place.0.end as usize..place.1.start as usize);
                let close = if body.is_some_and(|b| b.contains('\n')) { "\n}" } else { " }" };
                errors::braces::unclosed(place, close)
            })),
        }
        diagnostics.extend(self.too_many.map(errors::limits::too_many_statements));
        diagnostics.extend(self.stray.into_iter().map(errors::braces::stray));
        (body, diagnostics)
    }

    fn span(&self, token: Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The statements of a text, each as its tokens with one blank between them.
    fn statements(text: &str) -> Vec<String> {
        let (body, _) = cut(FileId(0), text);
        let line = |s: &Statement| {
            let words: Vec<&str> = s.tokens.iter().map(|t| t.text(text)).collect();
            words.join(" ")
        };
        body.statements.iter().map(line).collect()
    }

    #[test]
    fn lines_semicolons_and_braces_end_statements() {
        assert_eq!(statements("a\nb; c;\n\n;d"), ["a", "b", "c", "d"]);
        assert_eq!(statements("score a { x } score b { y }").len(), 2);
        assert_eq!(statements("when a { x }\nelse { y }").len(), 1);
        assert_eq!(statements("points by x { a } once\nb").len(), 2);
    }

    #[test]
    fn lines_go_on() {
        for text in [
            "if a and\nb",
            "if a\n  and b",
            "if a\n+5",
            "if a >\n5",
            "if (a\n\n# c\nb)",
            "x\n{ y }",
            "a\n\"label\"",
            "a\n-> b",
        ] {
            assert_eq!(statements(text).len(), 1, "{text}");
        }
        assert_eq!(statements("a\n\"A+\" at >= 5").len(), 2);
        assert_eq!(statements("a; and b").len(), 2);
    }

    #[test]
    fn rows_may_begin_with_text() {
        let (body, faults) = cut(FileId(0), "points by x {\n a +1\n \"b\" +2\n}");
        assert!(faults.is_empty());
        assert_eq!(body.statements[0].bodies[0].statements.len(), 2);
    }

    #[test]
    fn an_unclosed_bracket_ends_with_its_line() {
        assert_eq!(statements("if a in [b, c +5\non d +1").len(), 2);
        assert_eq!(statements("if a in [\n b,\n c\non d +1").len(), 2);
    }

    #[test]
    fn an_unclosed_block_ends_where_the_next_line_stands_at_its_margin() {
        let (body, faults) = cut(FileId(0), "score a {\n  b\nscore c {\n  d\n}");
        assert_eq!((body.statements.len(), faults.len()), (2, 1));
    }

    #[test]
    fn comments_stay_with_their_statements() {
        let (body, _) = cut(FileId(0), "# above\na # behind\n\nb\n# end");
        assert_eq!(body.statements[0].before.len(), 1);
        assert!(body.statements[0].after.is_some());
        assert_eq!(body.statements[1].before, [Trivia::Blank]);
        assert_eq!(body.last.len(), 1);
    }
}
