//! A page of Markdown on a terminal: headings stand out, examples are set in, paragraphs fit the width.
//!
//! Only what the pages of `docs/errors` use: headings, paragraphs, fenced examples, lists, `code`, links.

use anstyle::AnsiColor;
use anstyle::Style;

use crate::diagnostic::render::human::Look;

/// The page as a terminal shows it.
pub fn render(page: &str, look: Look) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            end_paragraph(&mut out, &mut paragraph, look);
            fenced = !fenced;
        } else if fenced {
            let dim = style(look, Style::new().fg_color(Some(AnsiColor::Cyan.into())));
            out.push_str(&format!("    {dim}{line}{dim:#}\n"));
        } else if let Some(heading) = line.strip_prefix('#') {
            end_paragraph(&mut out, &mut paragraph, look);
            let bold = style(look, Style::new().bold());
            let words = heading.trim_start_matches('#').trim();
            out.push_str(&format!("{bold}{words}{bold:#}\n"));
        } else if line.trim().is_empty() {
            end_paragraph(&mut out, &mut paragraph, look);
            out.push('\n');
        } else {
            if line.starts_with("- ") {
                end_paragraph(&mut out, &mut paragraph, look);
            }
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    end_paragraph(&mut out, &mut paragraph, look);
    out
}

/// Writes what was gathered, broken to the width.
fn end_paragraph(out: &mut String, paragraph: &mut String, look: Look) {
    let text = without_links(paragraph.trim());
    paragraph.clear();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().filter(|c| *c != '`').count();
        if used > 0 && used + 1 + length > look.width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    if used > 0 {
        out.push('\n');
    }
}

/// `[words](address)` as its words.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, words, after)) = next_link(rest) {
        out.push_str(before);
        out.push_str(words);
        rest = after;
    }
    out + rest
}

fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let close = middle + text[middle..].find(')')?;
    Some((&text[..open], &text[open + 1..middle], &text[close + 1..]))
}

fn style(look: Look, style: Style) -> Style {
    if look.color { style } else { Style::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_fits_its_width() {
        let page = "# E0101: a title\n\nSome words that go over [two lines](x.md) of `forty` characters each.\n\nWrong:\n\n```score\nif a == b +5\n```\n";
        let look = Look { width: 40, color: false, unicode: true };
        assert_eq!(
            render(page, look),
            "E0101: a title\n\nSome words that go over two lines of\n`forty` characters each.\n\nWrong:\n\n    if a == b +5\n"
        );
    }
}
