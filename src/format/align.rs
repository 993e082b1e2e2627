//! Rows under each other: tables of points, matrices, grades, declarations, and the stages of a model.

use crate::format::lines::Row;
use crate::format::spaces;
use crate::syntax::cut::Body;
use crate::syntax::cut::Statement;
use crate::syntax::heads;
use crate::syntax::token::Kind;
use crate::syntax::token::Token;

/// What the rows of a block have in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// Nothing, but stage lines that stand side by side have their names.
    None,
    /// What is asked for, and its points.
    Points,
    /// A label and a cell for each column.
    Matrix,
    /// A label, and its bound.
    Grade,
    /// A name, and its type.
    Declaration,
}

impl Columns {
    /// Those of the block of a statement.
    pub fn of(source: &str, head: &Statement) -> Columns {
        let mut words = head.tokens.iter().map(|token| token.text(source));
        match words.next() {
            Some("matrix") => Columns::Matrix,
            Some("grade") => Columns::Grade,
            Some("lead" | "event") => Columns::Declaration,
            first => {
                let all: Vec<&str> = first.into_iter().chain(words).collect();
                let by = |pair: &[&str]| pair == ["points", "by"];
                if all.windows(2).any(by) { Columns::Points } else { Columns::None }
            }
        }
    }

    /// Lines are rows, which may begin with a text.
    pub fn are_rows(self) -> bool {
        matches!(self, Columns::Points | Columns::Matrix | Columns::Grade)
    }
}

/// The cells of a statement that stands on one line.
pub fn cells(source: &str, statement: &Statement, columns: Columns) -> Option<Vec<String>> {
    let tokens = &statement.tokens;
    if !statement.inside.is_empty() {
        return None;
    }
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text(source));
    let split = |at: usize| Some(vec![text(source, tokens, 0, at), rest(source, tokens, at)]);
    match columns {
        Columns::Points => split(points(source, tokens)?),
        Columns::Matrix => Some(matrix(source, tokens)),
        Columns::Grade if word(1) == "at" || word(0) == "otherwise" => split(1),
        Columns::Declaration if tokens.get(1).is_some_and(|t| t.kind == Kind::Word) => split(1),
        Columns::None if heads::is_stage_line(source, tokens) => split(1),
        _ => None,
    }
}

fn text(source: &str, tokens: &[Token], from: usize, to: usize) -> String {
    let word = |at: usize| {
        let gap = if at == from { "" } else { spaces::gap(source, tokens, at) };
        format!("{gap}{}", tokens[at].text(source))
    };
    (from..to).map(word).collect()
}

fn rest(source: &str, tokens: &[Token], from: usize) -> String {
    text(source, tokens, from, tokens.len())
}

/// Where the points of a table's row begin: at the first sign that begins points, else at a lone `0`.
fn points(source: &str, tokens: &[Token]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Plus | Kind::Minus if depth == 0 && at > 0 => {
                let touches = tokens.get(at + 1).is_some_and(|next| next.start == token.end);
                let before = &tokens[at - 1];
                let bound = matches!(before.text(source), "to" | "under" | "and" | "between");
                if touches && !bound && !matches!(before.kind, Kind::Operator | Kind::Comma) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    let last = tokens.len().checked_sub(1).filter(|last| *last > 0)?;
    (tokens[last].kind == Kind::Value).then_some(last)
}

/// One cell a word; `->` and the action behind it belong to the cell before.
fn matrix(source: &str, tokens: &[Token]) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    let mut action = false;
    for token in tokens {
        let arrow = token.kind == Kind::Operator;
        match cells.last_mut() {
            Some(cell) if arrow || action => *cell += &format!(" {}", token.text(source)),
            _ => cells.push(token.text(source).into()),
        }
        action = arrow;
    }
    cells
}

/// Pads the cells of rows that belong together.
pub fn rows(rows: &mut [Row], body: &Body, columns: Columns) {
    match columns {
        Columns::Points | Columns::Grade | Columns::Declaration => pad(rows, 1),
        Columns::Matrix => {
            let widest = rows.iter().flat_map(|row| &row.cells).map(Vec::len).max();
            if let Some(head) = rows.first_mut().and_then(|row| row.cells.as_mut())
                && Some(head.len() + 1) == widest
            {
                // Above the labels of the rows there is nothing.
                head.insert(0, String::new());
            }
            pad(rows, 2);
        }
        Columns::None => {
            let mut start = 0;
            for end in 1..=rows.len() {
                let side_by_side = rows.get(end).is_some_and(|row| {
                    row.cells.is_some()
                        && rows[end - 1].cells.is_some()
                        && body.statements[end].before.is_empty()
                });
                if !side_by_side {
                    pad(&mut rows[start..end], 1);
                    start = end;
                }
            }
        }
    }
}

fn pad(rows: &mut [Row], gap: usize) {
    let mut widths: Vec<usize> = Vec::new();
    for cells in rows.iter().filter_map(|row| row.cells.as_ref()) {
        widths.resize(widths.len().max(cells.len()), 0);
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let Some(cells) = &row.cells else { continue };
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            line += &format!("{cell:0$}", width + gap);
        }
        row.lines = vec![line.trim_end().to_string()];
    }
}
