//! Names that cannot stand as they are.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;
use crate::syntax::ast::{Name, Root};

/// `emp.var.rate`: a dotted name that begins with neither `lead.` nor `this.` nor `score.`.
///
/// Where a value is read it is more likely text, such as a domain.
pub fn dotted(
    written: &str,
    span: Span,
    root: Option<Root>,
    first: Option<&Name>,
    value: bool,
) -> Diagnostic {
    if value && root.is_none() {
        let text = format!("\"{written}\"");
        return Diagnostic::error(
            text::DOTTED,
            span,
            format!("text with dots stands in double quotes: write {text}"),
        )
        .here("only `lead.`, `this.` and `score.` stand before a dot")
        .fix(format!("write {text}"), span, text);
    }

    let (start, part) = match (root, first) {
        // `lead.a.b`: only what follows the first dot is the name.
        (Some(_), Some(first)) => {
            let skip = (first.span.end - span.start + 1) as usize;
            (span.start + skip as u32, written.get(skip..).unwrap_or(""))
        }
        _ => (span.start, written),
    };
    let place = Span { start, ..span };
    let quoted = format!("`{}`", part.replace('`', ""));
    Diagnostic::error(
        text::DOTTED,
        span,
        format!("a name with dots stands in backquotes: write {quoted}"),
    )
    .here("only `lead.`, `this.` and `score.` stand before a dot")
    .fix(format!("write {quoted}"), place, quoted)
}

pub fn reserved_group(name: &Name) -> Diagnostic {
    Diagnostic::error(
        text::RESERVED,
        name.span,
        format!("this group lacks a name before `{}`", name.text),
    )
    .here("a group may not be named `best`, `first` or `max`")
    .fix(
        format!("write `my_group {}`", name.text),
        name.span,
        format!("my_group {}", name.text),
    )
}
