//! Diagnostics as people read them: a sentence, the lines of the file with what is wrong underlined, and what helps.
//!
//! miette draws the lines; labels in a second file become a second drawing.

use std::ops::Range;

use anstyle::AnsiColor;
use anstyle::Style;
use miette::GraphicalReportHandler;
use miette::GraphicalTheme;
use miette::LabeledSpan;
use miette::NamedSource;
use miette::ThemeCharacters;
use miette::ThemeStyles;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Label;
use crate::diagnostic::Severity;
use crate::diagnostic::render::advice::advice;
use crate::diagnostic::render::excerpt::excerpt;
use crate::diagnostic::render::plain;
use crate::diagnostic::render::safe;
use crate::source::FileId;
use crate::source::Sources;

/// How to draw.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// In characters.
    pub width: usize,
    pub color: bool,
    /// Lines by box-drawing characters, otherwise by ASCII.
    pub unicode: bool,
}

impl Default for Look {
    /// What the snapshots and pages show.
    fn default() -> Look {
        Look { width: 100, color: false, unicode: true }
    }
}

/// One diagnostic on several lines, the last with its line end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    let mut out = header(diagnostic, look);
    for file in files(diagnostic) {
        out.push_str(&drawing(diagnostic, file, sources, look));
    }
    for words in advice(diagnostic, sources) {
        out.push_str(&further("help:", &words, look));
    }
    if let Some(words) = &diagnostic.witness {
        out.push_str(&further("example:", words, look));
    }
    out
}

/// Words below the drawing, behind what they are.
fn further(lead: &str, words: &str, look: Look) -> String {
    let indent = lead.len() + 3;
    let words = wrap(&safe::one_line(words), look.width.saturating_sub(indent));
    let joint = format!("\n{:indent$}", "");
    format!("  {} {}\n", paint(lead, style(look, AnsiColor::Cyan)), words.join(&joint))
}

fn header(diagnostic: &Diagnostic, look: Look) -> String {
    let color = match diagnostic.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
    };
    let kind = plain::kind(diagnostic);
    let text = format!("{kind}: {}", safe::one_line(&diagnostic.message));
    let lines = wrap(&text, look.width.saturating_sub(2)).join("\n  ");
    let rest = lines.strip_prefix(&kind).unwrap_or(&lines).to_string();
    format!("{}{rest}\n", paint(&kind, style(look, color)))
}

/// The files of the labels, that of the diagnostic's own place first.
fn files(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files: Vec<FileId> = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

/// The lines of one file with its labels.
fn drawing(diagnostic: &Diagnostic, file: FileId, sources: &Sources, look: Look) -> String {
    let labels: Vec<&Label> = diagnostic.labels.iter().filter(|l| l.span.file == file).collect();
    let source = sources.get(file);
    let ranges: Vec<Range<usize>> = labels.iter().map(|l| l.span.range()).collect();
    let shown = excerpt(&source.text, &ranges);
    let spans = labels.iter().zip(&shown.ranges).enumerate().map(|(i, (label, range))| {
        let text = (!label.text.is_empty()).then(|| safe::one_line(&label.text));
        let range = (range.start, range.len());
        match i {
            0 => LabeledSpan::new_primary_with_span(text, range),
            _ => LabeledSpan::new_with_span(text, range),
        }
    });
    let snippet = Snippet {
        source: NamedSource::new(safe::one_line(&source.name), shown.text),
        labels: spans.collect(),
        severity: diagnostic.severity,
    };
    let mut drawn = String::new();
    // Writing to a string does not fail; a span that miette cannot place leaves the header and the help.
    let _ = handler(look).render_report(&mut drawn, &snippet);
    // The first line is miette's own for the message, which stands in the header.
    let lines = drawn.lines().skip(1).filter(|l| !l.trim().is_empty());
    lines.fold(String::new(), |all, line| all + line.trim_end() + "\n")
}

fn handler(look: Look) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if look.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        },
        styles: if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false)
        .with_urls(false)
        .without_cause_chain()
        .without_syntax_highlighting()
}

/// What miette draws: labelled lines without words of their own.
#[derive(Debug)]
struct Snippet {
    source: NamedSource<String>,
    labels: Vec<LabeledSpan>,
    severity: Severity,
}

impl std::fmt::Display for Snippet {
    fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl miette::Diagnostic for Snippet {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

fn style(look: Look, color: AnsiColor) -> Style {
    if look.color { Style::new().bold().fg_color(Some(color.into())) } else { Style::new() }
}

fn paint(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// Lines of at most `width` characters, broken at blanks.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let used = lines[last].chars().count();
        if used > 0 && used + 1 + word.chars().count() > width {
            lines.push(word.to_string());
        } else {
            let blank = if used > 0 { " " } else { "" };
            lines[last] = format!("{}{blank}{word}", lines[last]);
        }
    }
    lines
}
