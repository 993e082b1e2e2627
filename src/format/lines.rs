//! Statements into lines: where they begin, how deep they stand, which blocks stay on one line.

use std::collections::HashSet;

use crate::format::WIDTH;
use crate::format::align;
use crate::format::align::Columns;
use crate::format::broken::first;
use crate::format::broken::last;
use crate::format::spaces;
use crate::source::Span;
use crate::syntax::ast::Trivia;
use crate::syntax::cut;
use crate::syntax::cut::Body;
use crate::syntax::cut::Statement;
use crate::syntax::token::Kind;
use crate::syntax::token::Token;

/// Blanks of one level.
const STEP: usize = 2;

pub struct Layout<'a> {
    pub source: &'a str,
    /// Statements that stay as they are, by where they begin.
    pub broken: &'a HashSet<usize>,
}

/// A statement laid out.
pub struct Row {
    /// Without the blanks before the first line; the others have theirs.
    pub lines: Vec<String>,
    /// What is aligned with the rows around it.
    pub cells: Option<Vec<String>>,
    /// It stays behind the statement before it.
    behind: Behind,
    /// Its first line has its blanks too.
    as_it_is: bool,
}

/// Whether a statement stays on the line of the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    No,
    /// Values of a lead or an event, which people group: as long as there is room.
    WithRoom,
    /// At a line's beginning it would join the statement above.
    Always,
}

impl Layout<'_> {
    pub fn file(&self, body: &Body) -> String {
        let mut out = self.body(body, 0, Columns::None).join("\n");
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }

    /// The lines of a block, at a margin.
    fn body(&self, body: &Body, margin: usize, columns: Columns) -> Vec<String> {
        let mut rows: Vec<Row> =
            body.statements.iter().map(|s| self.row(s, margin, columns)).collect();
        align::rows(&mut rows, body, columns);
        for (row, pair) in rows.iter_mut().skip(1).zip(body.statements.windows(2)) {
            if pair.iter().all(|s| self.is_assignment(s)) && pair[1].indent.is_none() {
                row.behind = Behind::WithRoom;
            }
        }
        let mut lines = Vec::new();
        for (statement, row) in body.statements.iter().zip(rows) {
            self.trivia(&statement.before, margin, &mut lines);
            self.put(row, margin, &mut lines);
            if let Some(Trivia::Comment(span)) = statement.after
                && let Some(line) = lines.last_mut()
            {
                let own = self.broken.contains(&first(statement));
                let gap = if own { self.between(last(statement), span) } else { "  " };
                *line += &format!("{gap}{}", self.comment(span));
            }
        }
        self.trivia(&body.last, margin, &mut lines);
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    /// `employees = 200`, in a block on one line or several.
    fn is_assignment(&self, statement: &Statement) -> bool {
        let sign = statement.tokens.get(1).is_some_and(|token| token.text(self.source) == "=");
        sign && statement.inside.is_empty() && !self.broken.contains(&first(statement))
    }

    fn put(&self, row: Row, margin: usize, lines: &mut Vec<String>) {
        let mut own = row.lines.into_iter();
        let first = own.next().unwrap_or_default();
        let fits = |line: &str| match row.behind {
            Behind::No => false,
            Behind::WithRoom => line.chars().count() + first.chars().count() + 2 <= WIDTH,
            Behind::Always => true,
        };
        match lines.last_mut() {
            Some(line) if !line.is_empty() && fits(line) => {
                let end = if line.ends_with(';') { "" } else { ";" };
                *line += &format!("{end} {first}");
            }
            _ if row.as_it_is => lines.push(first),
            _ => lines.push(indented(margin, &first)),
        }
        lines.extend(own);
    }

    /// Comments on lines of their own, and one empty line where there are some; none at a block's beginning.
    fn trivia(&self, trivia: &[Trivia], margin: usize, lines: &mut Vec<String>) {
        for one in trivia {
            match one {
                Trivia::Comment(span) => lines.push(indented(margin, self.comment(*span))),
                Trivia::Blank if lines.last().is_some_and(|line| !line.is_empty()) => {
                    lines.push(String::new());
                }
                Trivia::Blank => {}
            }
        }
    }

    fn comment(&self, span: Span) -> &str {
        self.source.get(span.start as usize..span.end as usize).unwrap_or("").trim_end()
    }

    /// What the file has between a statement and the comment behind it, without a semicolon: that stands already.
    fn between(&self, end: usize, comment: Span) -> &str {
        self.source.get(end..comment.start as usize).unwrap_or(" ").trim_start_matches(';')
    }

    fn row(&self, statement: &Statement, margin: usize, columns: Columns) -> Row {
        let end = if self.needs_end(statement, columns) { ";" } else { "" };
        if self.broken.contains(&first(statement)) {
            return self.as_it_is(statement, end);
        }
        let mut lines = self.statement(statement, margin);
        if let Some(line) = lines.last_mut() {
            *line += end;
        }
        let single = lines.len() == 1 && end.is_empty();
        let cells = if single { align::cells(self.source, statement, columns) } else { None };
        Row { lines, cells, behind: Behind::No, as_it_is: false }
    }

    /// A statement that cannot be read, with a semicolon where the file has one: it may be what keeps the next line apart.
    fn as_it_is(&self, statement: &Statement, end: &str) -> Row {
        let (start, stop) = (first(statement), last(statement));
        let closed = self.source[stop..].trim_start_matches([' ', '\t']).starts_with(';');
        let end = if closed { ";" } else { end };
        let begins_line = statement.indent.is_some();
        let line = self.source[..start].rfind('\n').map_or(0, |at| at + 1);
        let from = if begins_line { line } else { start };
        let text = self.source[from..stop].trim_start_matches('\u{feff}');
        let lines = text.split('\n').map(|line| line.trim_end_matches('\r').to_string());
        let mut lines: Vec<String> = lines.collect();
        if let Some(line) = lines.last_mut() {
            *line += end;
        }
        let behind = if begins_line { Behind::No } else { Behind::Always };
        Row { lines, cells: None, behind, as_it_is: begins_line }
    }

    /// The next line would be taken for a part of it.
    fn needs_end(&self, statement: &Statement, columns: Columns) -> bool {
        let rows = columns.are_rows();
        statement.tokens.last().is_some_and(|last| cut::ends_open(self.source, last, rows))
    }

    /// The lines of a statement whose block stands at a margin.
    fn statement(&self, statement: &Statement, margin: usize) -> Vec<String> {
        let mut writer = Writer {
            layout: self,
            statement,
            margin,
            lines: Vec::new(),
            line: String::new(),
            end: None,
            commented: false,
            brackets: Vec::new(),
        };
        let mut comments = statement.inside.iter().filter_map(|trivia| match trivia {
            Trivia::Comment(span) => Some(*span),
            Trivia::Blank => None,
        });
        let mut comment = comments.next();
        let mut bodies = statement.bodies.iter();
        for (at, token) in statement.tokens.iter().enumerate() {
            while let Some(span) = comment.filter(|span| (span.start as usize) < token.start) {
                writer.comment(span);
                comment = comments.next();
            }
            let body = if token.kind == Kind::Body { bodies.next() } else { None };
            writer.token(at, token, body);
        }
        while let Some(span) = comment {
            writer.comment(span);
            comment = comments.next();
        }
        writer.lines.push(writer.line);
        writer.lines
    }

    /// A block on one line, where the file has it on one.
    fn on_one_line(&self, body: &Body) -> Option<String> {
        if self.source.get(body.start..body.end)?.contains(['\n', '\r']) {
            return None;
        }
        let statements = body.statements.iter().map(|statement| {
            let mut row = self.row(statement, 0, Columns::None);
            (row.lines.len() == 1).then(|| row.lines.remove(0).trim().to_string())
        });
        let statements: Vec<String> = statements.collect::<Option<_>>()?;
        if statements.is_empty() {
            return Some("{}".into());
        }
        let ended = statements.iter().map(|s| s.trim_end_matches(';'));
        Some(format!("{{ {} }}", ended.collect::<Vec<_>>().join("; ")))
    }
}

pub fn indented(margin: usize, line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{:margin$}{line}", "") }
}

/// Writes one statement.
struct Writer<'l> {
    layout: &'l Layout<'l>,
    statement: &'l Statement,
    margin: usize,
    lines: Vec<String>,
    line: String,
    /// Where what stands in the file last has ended.
    end: Option<usize>,
    /// A comment stands at the end of the line in hand.
    commented: bool,
    /// For each open bracket, how deep the line stands that opened it.
    brackets: Vec<usize>,
}

impl<'l> Writer<'l> {
    /// Ends the line in hand; the next one stands so deep.
    fn break_line(&mut self, depth: usize) {
        let line = std::mem::take(&mut self.line);
        self.lines.push(line.trim_end().to_string());
        self.line = " ".repeat(depth);
        self.commented = false;
    }

    /// How deep a line stands that goes on the statement, before a closing bracket or anything else.
    fn depth(&self, closes: bool) -> usize {
        match self.brackets.last() {
            Some(depth) if closes => *depth,
            Some(depth) => depth + STEP,
            None => self.margin + STEP,
        }
    }

    /// How deep the line in hand stands.
    fn own_depth(&self) -> usize {
        match self.lines.is_empty() {
            true => self.margin,
            false => self.line.len() - self.line.trim_start().len(),
        }
    }

    /// How long the line in hand is so far.
    fn length(&self) -> usize {
        let margin = if self.lines.is_empty() { self.margin } else { 0 };
        margin + self.line.chars().count()
    }

    fn is_line_ended(&self, start: usize) -> bool {
        let source = self.layout.source;
        self.end.is_some_and(|end| source.get(end..start).is_some_and(|gap| gap.contains('\n')))
    }

    /// An empty line in a list keeps its parts apart.
    fn keep_blank(&mut self, start: usize) {
        let source = self.layout.source;
        let gap = self.end.and_then(|end| source.get(end..start)).unwrap_or("");
        if gap.matches('\n').count() > 1 && !self.brackets.is_empty() {
            self.lines.push(String::new());
        }
    }

    fn comment(&mut self, span: Span) {
        let start = span.start as usize;
        if self.is_line_ended(start) || self.commented {
            let depth = self.depth(false);
            self.break_line(depth);
            self.keep_blank(start);
        } else if !self.line.trim().is_empty() {
            self.line += "  ";
        }
        self.line += self.layout.comment(span);
        self.commented = true;
        self.end = Some(span.end as usize);
    }

    fn token(&mut self, at: usize, token: &Token, body: Option<&Body>) {
        let source = self.layout.source;
        let tokens = &self.statement.tokens;
        let closes = token.kind == Kind::Close;
        // A block and its `else` stand behind what they belong to.
        let stays = token.kind == Kind::Body || at > 0 && tokens[at - 1].kind == Kind::Body;
        if at > 0 && (self.commented || self.is_line_ended(token.start) && !stays) {
            let depth = self.depth(closes);
            self.break_line(depth);
            if !closes {
                self.keep_blank(token.start);
            }
        } else if at > 0 {
            self.line += spaces::gap(source, tokens, at);
        }
        match body {
            Some(body) => self.block(body),
            None => self.line += token.text(source),
        }
        match token.kind {
            Kind::Open => self.brackets.push(self.own_depth()),
            Kind::Close => _ = self.brackets.pop(),
            _ => {}
        }
        self.end = Some(token.end);
    }

    fn block(&mut self, body: &Body) {
        if let Some(short) = self.layout.on_one_line(body)
            && self.length() + short.chars().count() <= WIDTH
        {
            self.line += &short;
            return;
        }
        self.line.push('{');
        let line = std::mem::take(&mut self.line);
        self.lines.push(line);
        let columns = Columns::of(self.layout.source, self.statement);
        self.lines.extend(self.layout.body(body, self.margin + STEP, columns));
        self.line = indented(self.margin, "}");
    }
}
