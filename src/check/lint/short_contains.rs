//! W0105: `contains CTO` also finds "director".

use crate::check::lint::texts;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{Expr, ExprKind, TextOp, TextOperand};
use crate::types::Type;
use crate::types::text::fold;

/// A text of so many letters is in many a word by accident, known or not.
const SHORT: usize = 3;

/// One of so many is in some.
const RATHER_SHORT: usize = 4;

/// Common words of titles, trades and addresses that hold short ones.
const WORDS: [&str; 40] = [
    "director",
    "doctor",
    "contractor",
    "sector",
    "factory",
    "coordinator",
    "recruiter",
    "marketing",
    "president",
    "production",
    "developer",
    "leadership",
    "headhunter",
    "freelance",
    "newsletter",
    "workshop",
    "careers",
    "downloads",
    "wholesale",
    "business",
    "hotel",
    "retail",
    "email",
    "information",
    "democracy",
    "website",
    "latest",
    "weblog",
    "usage",
    "engineer",
    "consultant",
    "assistant",
    "specialist",
    "technical",
    "purchasing",
    "three",
    "negocio",
    "gerente",
    "happy",
    "education",
];

pub(super) fn judge(model: &Model, expr: &Expr) -> Option<Diagnostic> {
    let ExprKind::TextTest { value, op: TextOp::Contains, operand } = &*expr.kind else {
        return None;
    };
    if may_be_list(model, value) {
        return None;
    }
    let sought = texts::of(model, operand);
    let short = sought.iter().find(|text| is_short(text.text))?;
    let by_accident = match holder(short.text) {
        Some(word) => format!("\"{word}\""),
        None => "any longer word that holds it".to_string(),
    };
    let message = format!("`contains {}` also finds {by_accident}", short.text);
    let diagnostic = Diagnostic::warning(lints::SHORT_CONTAINS, short.span, message)
        .here("looked for inside words too")
        .help("write `contains word` to find it as a whole word only");
    let word = "word ";
    let (at, whole) = match operand {
        TextOperand::One(one) => (one.span, true),
        // The word `word` would bind the longer texts too.
        TextOperand::Any(list) | TextOperand::All(list) => {
            (list.span(), sought.iter().all(|text| is_short(text.text)))
        }
    };
    Some(if whole {
        diagnostic.fix("write `contains word`", at.before(), word)
    } else {
        diagnostic.help("`contains word` finds whole words only: ask for the short ones apart")
    })
}

/// Letters of alphabets that set blanks between words.
fn is_short(text: &str) -> bool {
    let (length, letters) =
        (text.chars().count(), text.chars().all(|c| c.is_alphabetic() && c < '\u{530}'));
    letters && (length <= SHORT || length == RATHER_SHORT && holder(text).is_some())
}

fn holder(text: &str) -> Option<&'static str> {
    let text = fold(text);
    WORDS.into_iter().find(|word| word.len() > text.len() && word.contains(&*text))
}

/// On a list, `contains` asks for a whole item.
fn may_be_list(model: &Model, value: &Expr) -> bool {
    let (ExprKind::Name(name) | ExprKind::Dotted { name, .. }) = &*value.kind else { return false };
    let types = [&model.fields.attribute_types, &model.fields.property_types];
    types.iter().any(|types| types.get(&name.text) == Some(&Type::List))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_are_a_few_letters() {
        assert!(is_short("CTO") && is_short("demo") && is_short("año"));
        assert!(!is_short("saas"), "no common word holds it");
        assert!(!is_short("sales") && !is_short("C++") && !is_short(" VP") && !is_short("部長"));
    }

    #[test]
    fn a_word_that_holds_it_is_longer() {
        assert_eq!(holder("CTO"), Some("director"));
        assert_eq!(holder("XYZ"), None);
    }
}
