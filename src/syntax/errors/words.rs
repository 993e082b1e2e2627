//! Words of other languages, and words that belong together: each with the right one as an edit.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::diagnostic::near::{nearest, one_of};
use crate::source::Span;
use crate::syntax::errors::numbers;
use crate::syntax::errors::shown;
use crate::syntax::errors::stopped::Stopped;
use crate::syntax::pairs::R;
use crate::syntax::token::Kind;

/// Keywords that people write in capitals.
const CAPITALS: [&str; 13] = [
    "and", "or", "not", "in", "is", "between", "where", "contains", "within", "matches", "before",
    "after", "if",
];

/// Comparisons in words, longest first, and the sign or word that Baremo has.
const PHRASES: [(&[&str], &str); 38] = [
    (&["is", "greater", "than", "or", "equal", "to"], ">="),
    (&["is", "less", "than", "or", "equal", "to"], "<="),
    (&["is", "not", "equal", "to"], "!="),
    (&["not", "equal", "to"], "!="),
    (&["is", "equal", "to"], "="),
    (&["is", "greater", "than"], ">"),
    (&["is", "more", "than"], ">"),
    (&["is", "less", "than"], "<"),
    (&["is", "fewer", "than"], "<"),
    (&["is", "at", "least"], ">="),
    (&["is", "at", "most"], "<="),
    (&["is", "one", "of"], "in"),
    (&["greater", "than"], ">"),
    (&["more", "than"], ">"),
    (&["less", "than"], "<"),
    (&["fewer", "than"], "<"),
    (&["at", "least"], ">="),
    (&["at", "most"], "<="),
    (&["equal", "to"], "="),
    (&["not", "equal"], "!="),
    (&["not", "equals"], "!="),
    (&["is", "between"], "between"),
    (&["is", "over"], ">"),
    (&["is", "above"], ">"),
    (&["is", "under"], "<"),
    (&["is", "below"], "<"),
    (&["one", "of"], "in"),
    (&["begins", "with"], "starts with"),
    (&["equals"], "="),
    (&["equal"], "="),
    (&["eq"], "="),
    (&["over"], ">"),
    (&["below"], "<"),
    (&["like"], "contains"),
    (&["includes"], "contains"),
    (&["startswith"], "starts with"),
    (&["endswith"], "ends with"),
    (&["exists"], "is known"),
];

pub fn known(s: &Stopped<'_>) -> Option<Diagnostic> {
    capitals(s)
        .or_else(|| not_contains(s))
        .or_else(|| phrase(s))
        .or_else(|| then(s))
        .or_else(|| half_life(s))
        .or_else(|| older(s))
        .or_else(|| sign(s))
        .or_else(|| type_word(s))
        .or_else(|| unit(s))
        .or_else(|| unquoted(s))
        .or_else(|| function(s))
        .or_else(|| two_words(s))
}

/// `title = VP AND employees > 5`: at the stop or just before it.
fn capitals(s: &Stopped<'_>) -> Option<Diagnostic> {
    let at = [Some(s.at), s.back(s.at, 1)].into_iter().flatten().find(|&at| {
        let word = s.text(at);
        s.kind(at) == Some(Kind::Word)
            && word.chars().any(char::is_uppercase)
            && CAPITALS.contains(&word.to_lowercase().as_str())
    })?;
    Some(instead(s, s.span(at), &s.text(at).to_lowercase()))
}

fn instead(s: &Stopped<'_>, place: Span, right: &str) -> Diagnostic {
    let written = shown(s.under(place));
    Diagnostic::error(text::WRONG_WORD, place, format!("`{written}` is written `{right}`"))
        .here("not a word of a rule file")
        .fix(format!("write `{right}`"), place, right)
}

/// `title not contains x`, `title does not contain x`.
fn not_contains(s: &Stopped<'_>) -> Option<Diagnostic> {
    let tests = [
        "contain", "contains", "start", "starts", "end", "ends", "matches", "match", "between",
        "within",
    ];
    let test = (s.at.saturating_sub(1)..=s.at + 2).find(|&at| s.is_any(at, &tests))?;
    let not = s.back(test, 1).filter(|&at| s.is_word(at, "not"))?;
    let from = match s.back(not, 1) {
        Some(does) if s.is_any(does, &["does", "do", "is"]) => does,
        _ => not,
    };
    let field = s.back(from, 1)?;
    if !matches!(s.kind(field), Some(Kind::Word | Kind::Quoted)) {
        return None;
    }
    let word = match s.text(test) {
        "contain" => "contains",
        "start" => "starts",
        "end" => "ends",
        "match" => "matches",
        word => word,
    };
    let all = s.span(field).to(s.span(test));
    let right = format!("not {} {word}", s.text(field));
    Some(
        Diagnostic::error(
            text::WRONG_WORD,
            all,
            format!("`not` stands before the condition: write `{right}`"),
        )
        .here("turned round")
        .fix(format!("write `{right}`"), all, right),
    )
}

/// `is greater than`, `equals`, `like`.
fn phrase(s: &Stopped<'_>) -> Option<Diagnostic> {
    for (words, right) in PHRASES {
        // The stop may be at any word of the phrase or right behind it.
        for back in 0..=words.len() {
            let Some(start) = s.back(s.at, back).filter(|&start| start > 0) else { continue };
            let matches = words.iter().enumerate().all(|(i, w)| s.is_word(start + i, w));
            let left = matches!(s.kind(start - 1), Some(Kind::Word | Kind::Quoted | Kind::Close));
            let stage = s.rule == R::stage_statement && start == 1
                || s.rule == R::on_statement && start == 2;
            if matches && left && !stage {
                let place = s.span(start).to(s.span(start + words.len() - 1));
                return Some(instead(s, place, right));
            }
        }
    }
    None
}

/// `if x then +5`.
fn then(s: &Stopped<'_>) -> Option<Diagnostic> {
    let at = [Some(s.at), s.back(s.at, 1)]
        .into_iter()
        .flatten()
        .find(|&at| s.is_any(at, &["then", "give", "add", "points"]))?;
    if !s.is_rule() || at < 2 || (s.is_word(at, "points") && s.is_word(at + 1, "by")) {
        return None;
    }
    let place = s.span(at);
    let before = Span { start: s.span(at - 1).end, ..place };
    Some(
        Diagnostic::error(
            text::WRONG_WORD,
            place,
            format!("`{}` is not needed: points stand alone, such as `+10`", s.text(at)),
        )
        .here("remove this word")
        .fix("remove it", before, ""),
    )
}

/// `half life 45d`.
fn half_life(s: &Stopped<'_>) -> Option<Diagnostic> {
    let at = [Some(s.at), s.back(s.at, 1)].into_iter().flatten().find(|&at| {
        s.is_word(at, "halflife")
            || s.is_word(at, "half_life")
            || (s.is_word(at, "half") && s.is_word(at + 1, "life"))
    })?;
    let place = if s.is_word(at, "half") { s.span(at).to(s.span(at + 1)) } else { s.span(at) };
    Some(instead(s, place, "half-life"))
}

/// `older 30d`, `in the last 30d`.
fn older(s: &Stopped<'_>) -> Option<Diagnostic> {
    let before = s.back(s.at, 1)?;
    if s.is_word(before, "older") && s.kind(s.at) == Some(Kind::Value) {
        return Some(instead(s, s.span(before), "older than"));
    }
    let the = [s.back(s.at, 1), Some(s.at), Some(s.at + 1)]
        .into_iter()
        .flatten()
        .find(|&at| s.is_any(at, &["the", "last", "past"]))?;
    let from = s
        .back(the, 1)
        .filter(|&at| s.is_any(at, &["in", "within", "during", "over"]))
        .unwrap_or(the);
    let mut to = the;
    while s.is_any(to + 1, &["the", "last", "past"]) {
        to += 1;
    }
    let time = s.kind(to + 1) == Some(Kind::Value);
    time.then(|| {
        let place = s.span(from).to(s.span(to));
        Diagnostic::error(
            text::WRONG_WORD,
            place,
            format!("`{}` is written `within`", shown(s.under(place))),
        )
        .here("not a word of a rule file")
        .fix("write `within`", place, "within")
    })
}

/// `define x = …`, `param x: 5`, `decay 10% per 30d`.
fn sign(s: &Stopped<'_>) -> Option<Diagnostic> {
    let right = match (s.text(s.at), s.kind(s.at)?) {
        ("=" | "if" | "is" | "as", _) if s.expects(&[R::colon]) => ":",
        (":" | "is" | "are", _) if s.expects(&[R::eq]) => "=",
        ("per" | "every" | "each" | "in" | "a", _) if s.expects(&[R::slash]) => "/",
        ("a" | "an" | "every" | "each", _) if s.expects(&[R::kw_per]) => "per",
        _ => return None,
    };
    let place = s.span(s.at);
    let (edit, text) = if right == ":" {
        (Span { start: s.span(s.at.saturating_sub(1)).end, ..place }, ":")
    } else if right == "/" {
        let end = s.tokens.get(s.at + 1).map_or(place.end, |t| t.start as u32);
        (Span { start: s.span(s.at.saturating_sub(1)).end, end, ..place }, "/")
    } else if right == "per" {
        (place, "per")
    } else if s.gap(s.at) {
        (place, "=")
    } else {
        (place, " =")
    };
    let message = format!("`{}` is written `{right}` here", s.text(s.at));
    Some(Diagnostic::error(text::WRONG_WORD, place, message).here("another sign belongs here").fix(
        format!("write `{right}`"),
        edit,
        text,
    ))
}

/// `title string` in a `lead` block.
fn type_word(s: &Stopped<'_>) -> Option<Diagnostic> {
    if s.rule != R::field_row || s.at == 0 || s.is_end() {
        return None;
    }
    let word = s.text(s.at).to_lowercase();
    let right = match word.as_str() {
        "string" | "str" | "varchar" | "char" => "text",
        "int" | "integer" | "float" | "double" | "decimal" | "num" | "numeric" => "number",
        "boolean" | "yesno" | "flag" => "bool",
        "datetime" | "timestamp" | "time" => "date",
        "array" | "tags" => "list of text",
        "enum" => "one of",
        _ => *nearest(&word, ["text", "number", "bool", "date", "list", "one"]).first()?,
    };
    (right != s.text(s.at)).then(|| instead(s, s.span(s.at), right))
}

/// `30 d`, `within 30 days`, `10 %`.
fn unit(s: &Stopped<'_>) -> Option<Diagnostic> {
    let value = [Some(s.at), s.back(s.at, 1)].into_iter().flatten().find(|&at| {
        s.kind(at) == Some(Kind::Value)
            && s.text(at).bytes().all(|b| b.is_ascii_digit() || b == b'_')
            && s.kind(at + 1) == Some(Kind::Word)
    })?;
    let units = numbers::units(s.text(value + 1));
    if units.is_empty() {
        return None;
    }
    let place = s.span(value).to(s.span(value + 1));
    let rights: Vec<String> = units.iter().map(|u| format!("{}{u}", s.text(value))).collect();
    let written = one_of(rights.iter().map(String::as_str));
    let fault = Diagnostic::error(
        text::NUMBER_WORD,
        place,
        format!("`{}` is written {written}", shown(s.under(place))),
    )
    .here("a time, in one piece");
    Some(rights.into_iter().fold(fault, |f, right| f.fix(format!("write `{right}`"), place, right)))
}

/// `use common.score`, `test my test {`: text in quotes belongs here.
fn unquoted(s: &Stopped<'_>) -> Option<Diagnostic> {
    let wants = matches!(
        s.rule,
        R::use_statement | R::model_statement | R::timezone_statement | R::test_statement
    );
    if !wants || s.at != 1 || s.kind(1) != Some(Kind::Word) {
        return None;
    }
    let mut last = 1;
    while matches!(s.kind(last + 1), Some(Kind::Word | Kind::Dot | Kind::Operator | Kind::Value))
        && !s.is_word(last + 1, "for")
    {
        last += 1;
    }
    let place = s.span(1).to(s.span(last));
    Some(quote(place, s.under(place)))
}

fn quote(place: Span, written: &str) -> Diagnostic {
    let right = format!("\"{written}\"");
    Diagnostic::error(
        text::TWO_WORDS,
        place,
        format!("this text stands in double quotes: write {}", shown(&right)),
    )
    .here("text without quotes")
    .fix(format!("write {}", shown(&right)), place, right)
}

/// `upper(title)`.
fn function(s: &Stopped<'_>) -> Option<Diagnostic> {
    const FUNCTIONS: [&str; 19] = [
        "abs", "avg", "ceil", "count", "coverage", "distinct", "domain", "exp", "first", "floor",
        "last", "log", "max", "min", "round", "sqrt", "sum", "any", "no",
    ];
    let open = [Some(s.at), s.back(s.at, 1)].into_iter().flatten().find(|&at| s.text(at) == "(")?;
    let name = s.back(open, 1).filter(|&at| s.kind(at) == Some(Kind::Word))?;
    let word = s.text(name);
    if FUNCTIONS.contains(&word) {
        if !s.gap(open) || open != s.at {
            return None;
        }
        let gap = Span { start: s.span(name).end, end: s.span(open).start, ..s.span(name) };
        return Some(
            Diagnostic::error(
                text::UNKNOWN_FUNCTION,
                s.span(name),
                format!("the bracket of `{word}` touches it: write `{word}(`"),
            )
            .here("no blank behind it")
            .fix("remove the blank", gap, ""),
        );
    }
    if s.gap(open) || s.expects(&[R::EOI]) && name == 0 {
        return None;
    }
    let fault = Diagnostic::error(
        text::UNKNOWN_FUNCTION,
        s.span(name),
        format!("there is no function `{}`", shown(word)),
    )
    .here("unknown here");
    Some(match nearest(word, FUNCTIONS).first() {
        Some(near) => fault.fix(format!("write `{near}`"), s.span(name), *near),
        None => fault.help(format!("there are {}", FUNCTIONS[..17].join(", "))),
    })
}

/// `title = VP Sales`, `[VP Sales, CTO]`: two words side by side are one text.
fn two_words(s: &Stopped<'_>) -> Option<Diagnostic> {
    let piece = |at: usize| {
        (s.kind(at) == Some(Kind::Word)
            && !matches!(
                s.text(at),
                "and" | "or" | "not" | "in" | "is" | "where" | "if" | "on" | "then" | "else"
            ))
            || s.kind(at) == Some(Kind::Value)
    };
    let before = s.back(s.at, 1)?;
    if s.is_end() || !piece(s.at) || !piece(before) || clause(s, s.at) {
        return None;
    }
    let mut first = before;
    while first > 0 && piece(first - 1) && !opens_value(s, first - 1) {
        first -= 1;
    }
    let opened = first.checked_sub(1).is_some_and(|at| opens_value(s, at));
    if !opened || (s.kind(first) == Some(Kind::Value) && s.kind(s.at) == Some(Kind::Value)) {
        return None;
    }
    let mut last = s.at;
    while piece(last + 1) && !clause(s, last + 1) {
        last += 1;
    }
    let place = s.span(first).to(s.span(last));
    Some(quote(place, s.under(place)))
}

/// What a value follows: `=`, `is`, `contains`, `[`, a comma.
fn opens_value(s: &Stopped<'_>, at: usize) -> bool {
    match s.kind(at) {
        Some(Kind::Comma) => true,
        Some(Kind::Open) => s.text(at) == "[",
        Some(Kind::Operator) => matches!(s.text(at), "=" | "!=" | "->" | "<" | ">" | "<=" | ">="),
        Some(Kind::Word) => matches!(s.text(at), "is" | "not" | "contains" | "with" | "word"),
        _ => false,
    }
}

/// A word with which a limit or an ageing begins.
fn clause(s: &Stopped<'_>, at: usize) -> bool {
    s.is_any(
        at,
        &[
            "once",
            "max",
            "first",
            "cooldown",
            "decay",
            "half-life",
            "expires",
            "from",
            "before",
            "within",
            "points",
        ],
    )
}
