//! Lines that begin with a word that begins no line.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::diagnostic::near::nearest;
use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
use crate::syntax::errors::shapes::foreign_comment;
use crate::syntax::errors::{shown, span};
use crate::syntax::heads;
use crate::syntax::pairs::R;
use crate::syntax::token::{Kind, Token};

/// Words with which a part of a rule begins, never a line.
const PARTS: [&str; 10] =
    ["max", "once", "cooldown", "first", "from", "before", "per", "within", "times", "until"];

/// Bytes of the line above that are looked at for a comment.
const MOST_LOOKED_AT: usize = 500;

struct Head<'a> {
    file: FileId,
    source: &'a str,
    statement: &'a Statement,
    first: Token,
}

/// The fault, and the kind of statement that was meant, if that is clear.
pub fn unknown(file: FileId, source: &str, statement: &Statement) -> (Diagnostic, Option<R>) {
    let Some(first) = statement.tokens.first().copied() else {
        return (Diagnostic::error(text::NO_BLOCK, Span::new(file, 0, 0), "an empty line"), None);
    };
    let head = Head { file, source, statement, first };
    let word = head.word(0);
    let fault = match first.kind {
        Kind::Body => Some(head.no_head()),
        Kind::Plus | Kind::Minus if !head.is_comment() => {
            Some(head.part("points belong to a rule: join them to its line"))
        }
        Kind::Operator | Kind::Minus if head.is_comment() => Some(head.comment()),
        Kind::Text => Some(head.part("a label belongs to a rule: join it to its line")),
        _ if word == "else" => Some(head.else_alone()),
        _ if matches!(word, "and" | "or" | "where" | "not") => Some(
            head.part(&format!("`{word}` goes on with a condition: join it to the line above")),
        ),
        _ if PARTS.contains(&word) => {
            Some(head.part(&format!("`{word}` is a part of a rule: join it to the line above")))
        }
        _ => None,
    };
    match fault {
        Some(fault) => (fault, None),
        None => head.misspelt(),
    }
}

impl Head<'_> {
    fn word(&self, at: usize) -> &str {
        let tokens = &self.statement.tokens;
        tokens.get(at).filter(|t| t.kind == Kind::Word).map_or("", |t| t.text(self.source))
    }

    fn span(&self) -> Span {
        span(self.file, &self.first)
    }

    fn all(&self) -> Span {
        let last = self.statement.tokens.last().unwrap_or(&self.first);
        self.span().to(span(self.file, last))
    }

    /// `// why`, `/* why */`, `-- why`.
    fn is_comment(&self) -> bool {
        let second = self.statement.tokens.get(1);
        let touching = second.filter(|t| t.start == self.first.end);
        let text = |t: &Token| t.text(self.source);
        touching
            .is_some_and(|t| matches!((text(&self.first), text(t)), ("/", "/" | "*") | ("-", "-")))
    }

    fn comment(&self) -> Diagnostic {
        let place = Span { end: self.span().end + 1, ..self.span() };
        foreign_comment(place, self.source.get(place.range()).unwrap_or(""))
    }

    fn no_head(&self) -> Diagnostic {
        let open = Span { end: self.span().start + 1, ..self.span() };
        Diagnostic::error(
            text::NO_BLOCK,
            open,
            "this block belongs to nothing: write what it is before it",
        )
        .here("such as `score fit` or `group email`")
    }

    fn else_alone(&self) -> Diagnostic {
        Diagnostic::error(text::ELSE_ALONE, self.span(), "`else` follows the block of a `when`")
            .here("no `when` stands before it")
            .help("write `when CONDITION { … } else { … }`; for a rule, write a second rule with `not`")
    }

    /// A part of a rule that stands alone, with the edit that joins it to the line above.
    fn part(&self, message: &str) -> Diagnostic {
        let fault =
            Diagnostic::error(text::OWN_LINE, self.all(), message).here("on a line of its own");
        let start = self.first.start;
        let above = self.source[..start].trim_end().trim_end_matches(';').trim_end();
        // A line is looked at only so far back: many such parts on one endless line stay cheap.
        let mut far = above.len().saturating_sub(MOST_LOOKED_AT);
        while !above.is_char_boundary(far) {
            far += 1;
        }
        let gap = Span::new(self.file, above.len(), start);
        let above = &above[far..];
        let line = above.lines().next_back().unwrap_or("");
        // Behind a comment it would be a comment too, and behind a brace there is no rule.
        if line.contains('#') || above.is_empty() || above.ends_with(['{', '}']) {
            return fault;
        }
        fault.fix("join it to the line above", gap, " ")
    }

    /// `IF`, `scroe`, `stage mql at …`, `foo`.
    fn misspelt(&self) -> (Diagnostic, Option<R>) {
        let written = shown(self.first.text(self.source));
        let word = self.word(0);
        let lower = word.to_lowercase();
        if let Some(right) = heads::words().find(|w| *w == lower && *w != word) {
            let message = format!("`{word}` is written `{right}`");
            let fault = Diagnostic::error(text::WRONG_WORD, self.span(), message)
                .here("words of rules are in small letters")
                .fix(format!("write `{right}`"), self.span(), right);
            return (fault, heads::starter(right));
        }
        if lower == "half" && self.word(1) == "life" || lower == "half_life" || lower == "halflife"
        {
            return (self.half_life(&lower), None);
        }
        if let Some(fault) = self.stage_without_at() {
            return (fault, Some(R::stage_statement));
        }
        if let Some(fault) = self.stage_of_two_words() {
            return (fault, None);
        }
        let fault = Diagnostic::error(
            text::UNKNOWN_STATEMENT,
            self.span(),
            format!("no line begins with `{written}`"),
        )
        .here("unknown here");
        match nearest(word, heads::words()).into_iter().find(|near| *near != word) {
            Some(near) => {
                let fault = Diagnostic { message: format!("{}: write `{near}`", fault.message), ..fault };
                (fault.fix(format!("write `{near}`"), self.span(), near), heads::starter(near))
            }
            None => (
                fault.help(
                    "rules begin with `on`, `if`, `always` or `points by`; a stage reads `NAME at >= 50`",
                ),
                None,
            ),
        }
    }

    fn half_life(&self, word: &str) -> Diagnostic {
        let tokens = &self.statement.tokens;
        let place = match tokens.get(1) {
            Some(second) if word == "half" => self.span().to(span(self.file, second)),
            _ => self.span(),
        };
        Diagnostic::error(
            text::WRONG_WORD,
            place,
            "a half-life is written `half-life`, with a hyphen",
        )
        .here("another word")
        .fix("write `half-life`", place, "half-life")
    }

    /// `sql >= 50`, `sql: fit >= 50`.
    fn stage_without_at(&self) -> Option<Diagnostic> {
        let second = self.statement.tokens.get(1)?;
        let sign = second.text(self.source);
        if self.word(0).is_empty() || !matches!(sign, ">=" | ">" | "<" | "<=" | ":") {
            return None;
        }
        let name = self.word(0);
        let place = span(self.file, second);
        let fault = Diagnostic::error(
            text::UNKNOWN_STATEMENT,
            self.span(),
            format!("no line begins with `{name}`: a stage reads `{name} at >= 50`"),
        )
        .here("a stage? then `at` or `if` follows");
        Some(match sign {
            ":" => fault.fix("write `if`", self.span().after().to(place), " if"),
            _ => fault.fix("write `at`", place.before(), "at "),
        })
    }

    /// `hot lead at >= 5`, `stage mql at >= 5`.
    fn stage_of_two_words(&self) -> Option<Diagnostic> {
        let tokens = &self.statement.tokens;
        let at = (2..5).find(|&i| self.word(i) == "at" || self.word(i) == "if")?;
        if !(0..at).all(|i| tokens.get(i).is_some_and(|t| t.kind == Kind::Word)) {
            return None;
        }
        let place = self.span().to(span(self.file, &tokens[at - 1]));
        if self.word(0) == "stage" {
            let gap = Span::new(self.file, self.first.start, tokens[1].start);
            return Some(
                Diagnostic::error(
                    text::WRONG_WORD,
                    self.span(),
                    "a stage line begins with the stage's name",
                )
                .here("this word is not needed")
                .fix("remove `stage`", gap, ""),
            );
        }
        let joined = (0..at).map(|i| self.word(i)).collect::<Vec<_>>().join("_");
        Some(
            Diagnostic::error(
                text::TWO_WORDS,
                place,
                format!("the name of a stage is one word: write `{joined}`"),
            )
            .here("several words")
            .fix(format!("write `{joined}`"), place, joined),
        )
    }
}
