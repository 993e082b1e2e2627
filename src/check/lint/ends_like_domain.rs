//! W0106: `email ends with "gmail.com"` also takes notgmail.com.

use crate::check::lint::texts;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Function, TextOp, TextOperand};

/// Endings of file names, which look like domains.
const FILES: [&str; 34] = [
    "html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "pdf", "png", "jpg", "jpeg", "gif", "svg",
    "webp", "csv", "tsv", "xml", "json", "zip", "txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
    "js", "css", "md", "mp", "mov", "avi", "ics", "exe",
];

pub(super) fn judge(model: &Model, expr: &Expr) -> Option<Diagnostic> {
    let ExprKind::TextTest { value, op: TextOp::EndsWith, operand } = &*expr.kind else {
        return None;
    };
    let sought = texts::of(model, operand);
    let domain = sought.iter().find(|text| is_domain(text.text))?;
    let message = format!("this also takes what ends in \"not{}\"", domain.text);
    let diagnostic = Diagnostic::warning(lints::ENDS_LIKE_DOMAIN, domain.span, message)
        .here("may begin in the middle of a domain");
    let whole = sought.iter().all(|text| is_domain(text.text));
    let field = match &*value.kind {
        ExprKind::Call { function: Function::Domain, .. } => {
            let help = format!(
                "`= \"{0}\"` is the domain itself, `ends with \".{0}\"` what is below it",
                domain.text
            );
            return Some(diagnostic.help(help));
        }
        ExprKind::Name(_) | ExprKind::Dotted { .. } => model.written(value.span),
        _ => return Some(diagnostic.help("`domain(x)` is the domain of an address")),
    };
    let (word, right) = match operand {
        TextOperand::One(one) => ("=", one.span),
        TextOperand::Any(list) | TextOperand::All(list) => ("in", list.span()),
    };
    let cure = format!("domain({field}) {word} {}", model.written(right));
    let diagnostic = diagnostic.help(format!("write `{cure}` to compare the whole domain"));
    let all = matches!(operand, TextOperand::All(_));
    // What stands in an address of mail behind the `@` is all of its domain.
    Some(if whole && !all && field.to_lowercase().contains("mail") {
        let up_to = Span { end: right.start, ..value.span };
        let words = format!("domain({field}) {word} ");
        diagnostic.fix(format!("write `{cure}`"), up_to, words)
    } else {
        diagnostic
    })
}

/// Begins with a letter, ends with a dot and letters, and is no file's name.
fn is_domain(text: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    text.starts_with(char::is_alphabetic)
        && text.chars().all(part)
        && text.rsplit_once('.').is_some_and(|(_, last)| {
            last.len() >= 2
                && last.chars().all(char::is_alphabetic)
                && !FILES.contains(&last.to_lowercase().as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_no_files_and_no_endings() {
        assert!(is_domain("gmail.com") && is_domain("mail.co.uk"));
        let others = [".com", "@gmail.com", "index.html", "report.PDF", "com", "v1.2", "a b.com"];
        assert!(others.iter().all(|text| !is_domain(text)));
    }
}
