//! The TextMate grammar, made from the grammar of statements and the table of tokens.

use baremo::types::units::Unit;
use serde_json::Value;
use serde_json::json;

use super::is_up_to_date;

const STATEMENTS: &str = include_str!("../../grammar/baremo.pest");
const TOKENS: &str = include_str!("../../src/syntax/token.rs");

/// A plain name. Letters are those of any language.
const PLAIN: &str = r"[\p{L}\p{Nl}_][\p{L}\p{M}\p{N}\p{Pc}]*";
/// What stands between words.
const BLANK: &str = r"[ \t\x{A0}\x{202F}]";
/// Where a statement begins.
const BEGIN: &str = r"(?:^|(?<=[;{}]))[ \t\x{A0}\x{202F}]*";
/// Where a word begins and ends; a name behind a dot is no keyword.
const WORD: (&str, &str) = (r"(?<![\p{L}\p{M}\p{N}\p{Pc}.$])", r"(?![\p{L}\p{M}\p{N}\p{Pc}])");

#[test]
fn the_grammar_is_made_from_the_tables() {
    let made = serde_json::to_string_pretty(&grammar()).expect("it is JSON");
    is_up_to_date("syntaxes/baremo.tmLanguage.json", &(made + "\n"));
}

#[test]
fn the_tables_are_read() {
    assert!(keywords().contains(&"half-life") && keywords().contains(&"and"));
    assert_eq!(joins(), ["and", "or", "not", "in", "is"]);
    assert!(openers().contains(&"disqualify") && !openers().contains(&"within"));
    assert!(types().contains(&"bool"));
    assert_eq!(roots(), ["lead", "this", "score"]);
    assert_eq!(durations(), ["min", "mo", "s", "h", "d", "w", "y"]);
    assert!(functions().contains(&"domain") && functions().contains(&"avg"));
    assert_eq!(operators(), ["!=", "->", "..", "<=", ">=", "*", "+", "-", "/", ":", "<", "=", ">"]);
}

/// What stands behind the `=` of a rule of the grammar, over all its lines.
fn rule(name: &str) -> &'static str {
    let lines = STATEMENTS.match_indices(name).filter(|(at, _)| {
        let starts = *at == 0 || STATEMENTS[..*at].ends_with('\n');
        starts && STATEMENTS[at + name.len()..].trim_start_matches(' ').starts_with('=')
    });
    let at = lines.map(|(at, _)| at).next().unwrap_or_else(|| panic!("there is no rule {name}"));
    let body = &STATEMENTS[at + name.len()..];
    let end = body.find("\n\n").into_iter().chain(body.find("\n///")).min();
    &body[..end.unwrap_or(body.len())]
}

/// The texts in quotes.
fn quoted(rule: &'static str) -> Vec<&'static str> {
    rule.split('"').skip(1).step_by(2).collect()
}

/// The rules of keywords, with their words.
fn keyword_rules() -> Vec<(&'static str, &'static str)> {
    let rules = STATEMENTS.lines().filter(|line| line.starts_with("kw_"));
    rules.map(|line| (name_of(line), line.split('"').nth(1).expect("a keyword's text"))).collect()
}

fn name_of(line: &'static str) -> &'static str {
    line.split([' ', '=']).next().unwrap_or(line)
}

fn joins() -> Vec<&'static str> {
    quoted(rule("reserved"))
}

fn keywords() -> Vec<&'static str> {
    let mut all: Vec<&str> = keyword_rules().into_iter().map(|(_, word)| word).collect();
    all.extend(joins());
    all.sort_unstable();
    all.dedup();
    all
}

/// The keywords that a text of the grammar names.
fn named_in(text: &str) -> Vec<&'static str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let names: Vec<&str> = words.filter(|word| word.starts_with("kw_")).collect();
    let rules = keyword_rules().into_iter();
    rules.filter(|(name, _)| names.contains(name)).map(|(_, word)| word).collect()
}

/// The words with which a statement or a row of a test begins.
fn openers() -> Vec<&'static str> {
    let begin = STATEMENTS.lines().filter_map(|line| line.split_once("SOI ~ ").map(|(_, to)| to));
    let first = begin.filter_map(|rest| rest.split(' ').next()).collect::<Vec<_>>().join(" ");
    let mut openers = named_in(&first);
    // `decay 10%/30d` on a line of its own, and what the branches of `when` and of tables are called.
    openers.extend(named_in(rule("ageing_statement")).into_iter().chain(["else", "decay"]));
    openers.sort_unstable();
    openers.dedup();
    openers
}

/// Words that are types behind a column of `lead` or `event`.
fn types() -> Vec<&'static str> {
    named_in(rule("type_name"))
}

fn functions() -> Vec<&'static str> {
    let rules = ["function", "aggregate_name", "extreme_name"];
    let mut all: Vec<&str> = rules.iter().flat_map(|name| quoted(rule(name))).collect();
    all.retain(|word| *word != "(");
    all.sort_unstable();
    all.dedup();
    all
}

/// What stands before the dot of `lead.title`.
fn roots() -> Vec<&'static str> {
    let all = quoted(rule("source")).into_iter().map(|word| word.trim_end_matches('.'));
    all.filter(|word| !word.is_empty()).collect()
}

fn durations() -> Vec<&'static str> {
    let mut units = quoted(rule("duration"));
    units.retain(|unit| unit.chars().all(char::is_alphabetic));
    units
}

/// The units of `per day`, as rule files write them.
fn calendar() -> Vec<String> {
    Unit::ALL.iter().map(|unit| format!("{unit:?}").to_lowercase()).collect()
}

/// Signs of one or more letters, longer ones first.
fn operators() -> Vec<String> {
    let at = TOKENS.find("    Operator,\n    #[token").expect("the table has operators");
    let line = TOKENS[..at].lines().last().expect("with what they are");
    let signs = line.split('"').nth(1).expect("a pattern").split('|');
    let (_, table) = TOKENS.split_once("enum Raw {").expect("the table of the tokens");
    let single = ["Slash", "Plus", "Minus", "DotDot"].map(|name| {
        let at = table.find(&format!("\n    {name},\n")).expect("the table has it");
        table[..at].rsplit('"').nth(1).expect("a text")
    });
    let mut all: Vec<String> =
        signs.chain(single).map(|sign| sign.trim_start_matches('\\').to_string()).collect();
    all.sort_by_key(|sign| (usize::MAX - sign.len(), sign.clone()));
    all
}

/// Any of these words, as words.
fn any(words: &[impl AsRef<str>]) -> String {
    let mut words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    // `half-life` before `half`, should there be one.
    words.sort_by_key(|word| usize::MAX - word.len());
    words.join("|")
}

fn word(words: &[impl AsRef<str>]) -> String {
    format!("{}(?:{}){}", WORD.0, any(words), WORD.1)
}

fn scope(pattern: String, name: &str) -> Value {
    json!({ "match": pattern, "name": format!("{name}.baremo") })
}

fn captured(pattern: String, names: &[(&str, &str)]) -> Value {
    let names = names.iter().map(|(number, name)| {
        let name = if name.contains(' ') { (*name).into() } else { format!("{name}.baremo") };
        ((*number).to_string(), json!({ "name": name }))
    });
    json!({ "match": pattern, "captures": Value::Object(names.collect()) })
}

fn grammar() -> Value {
    json!({
        "information_for_contributors": [
            "tests/editor/grammar.rs makes this file from grammar/baremo.pest and src/syntax/token.rs: INSTA_UPDATE=always cargo test --test all editor",
        ],
        "name": "Baremo",
        "scopeName": "source.baremo",
        "fileTypes": ["score"],
        "patterns": [
            { "include": "#comment" },
            { "include": "#declaration" },
            { "include": "#field" },
            { "include": "#regex" },
            { "include": "#list" },
            { "include": "#expression" },
        ],
        "repository": {
            "comment": scope(r"(?:^|(?<=[\s;,(\[{}]))#.*$".into(), "comment.line.number-sign"),
            "declaration": { "patterns": declarations() },
            "field": field(),
            "regex": regex(),
            "list": list(),
            "text": text(),
            "value": { "patterns": values() },
            "expression": { "patterns": expression() },
        },
    })
}

/// What names something: `score fit`, `list free_mail`, `on page_view`.
fn declarations() -> Vec<Value> {
    let named = |word: &str, name: &str| {
        let pattern = format!(r"{BEGIN}({word}){BLANK}+({PLAIN}|`[^`\r\n]*`)");
        captured(pattern, &[("1", "keyword.control"), ("2", name)])
    };
    vec![
        named("score|group|grade|matrix", "entity.name.type"),
        named("list|param", "entity.name.variable"),
        named("define", "entity.name.function"),
        named("event|on", "entity.name.event"),
    ]
}

/// `employees number`, in the braces of `lead` or `event`: a name and its type, and nothing behind it.
fn field() -> Value {
    let name = format!(r"{PLAIN}|`[^`\r\n]*`");
    let mut single = types();
    single.retain(|word| !["list", "of", "one"].contains(word));
    let single = any(&single);
    let ty = format!(r"(?:{single})(?={BLANK}*(?:[;#}}]|$))|list of text|one of(?={BLANK}*\[)");
    captured(
        format!("{BEGIN}({name}){BLANK}+({ty})"),
        &[("1", "variable.other.property"), ("2", "support.type")],
    )
}

/// A slash begins a regular expression behind `matches` alone.
fn regex() -> Value {
    captured(
        format!(r"{}(matches){}{BLANK}*(\()?{BLANK}*(/(?:\\.|[^/\\\r\n])*/)", WORD.0, WORD.1),
        &[
            ("1", "keyword.other"),
            ("2", "punctuation.section.parens.begin"),
            ("3", "string.regexp"),
        ],
    )
}

/// Words in a list are texts, also those that are keywords elsewhere.
fn list() -> Value {
    let item = format!(r"{PLAIN}(?:\.[\p{{L}}\p{{M}}\p{{N}}\p{{Pc}}]+)*");
    json!({
        "begin": "\\[",
        "end": "\\]",
        "beginCaptures": { "0": { "name": "punctuation.section.brackets.begin.baremo" } },
        "endCaptures": { "0": { "name": "punctuation.section.brackets.end.baremo" } },
        "patterns": [
            { "include": "#comment" },
            captured(format!("(exactly)(?={BLANK}*\")"), &[("1", "keyword.other")]),
            { "include": "#value" },
            scope(item, "string.unquoted"),
            scope("[-+]".into(), "keyword.operator"),
        ],
    })
}

fn text() -> Value {
    json!({
        "name": "string.quoted.double.baremo",
        "begin": "\"",
        "end": "\"|$",
        "patterns": [
            scope(r#"\\["\\]"#.into(), "constant.character.escape"),
            scope(r"\\.".into(), "invalid.illegal.escape"),
        ],
    })
}

fn values() -> Vec<Value> {
    let time = r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?";
    let number = r"[0-9][0-9_]*(?:\.[0-9]+)?";
    let (before, after) = WORD;
    // `1..10` is a range, so a number may stand behind two dots.
    let before = before.replace(".$", "$");
    vec![
        json!({ "include": "#text" }),
        scope(
            format!("{before}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:{time})?{after}"),
            "constant.numeric.date",
        ),
        scope(format!("{before}{number}%"), "constant.numeric.percent"),
        captured(
            format!("{before}({number})({}){after}", any(&durations())),
            &[("0", "constant.numeric.duration"), ("2", "keyword.other.unit")],
        ),
        scope(format!("{before}{number}{after}"), "constant.numeric"),
        scope(format!(r"\${PLAIN}"), "variable.parameter"),
    ]
}

fn expression() -> Vec<Value> {
    let signs: Vec<String> = operators().iter().map(|sign| escaped(sign)).collect();
    let (mut openers, joins, mut rest) = (openers(), joins(), keywords());
    openers.retain(|word| !joins.contains(word));
    rest.retain(|word| !openers.contains(word) && !joins.contains(word));
    // A name with a property behind it is an event, and before a comparison stands a column.
    let alone = r"(?!\.[\p{L}_`])";
    vec![
        json!({ "include": "#value" }),
        scope(r"`[^`\r\n]*`".into(), "variable.other.quoted"),
        scope(format!("{}(?:{})(?=\\()", WORD.0, any(&functions())), "support.function"),
        captured(
            format!("{}(per){BLANK}+({}){}", WORD.0, any(&calendar()), WORD.1),
            &[("1", "keyword.other"), ("2", "constant.language.unit")],
        ),
        scope(format!(r"{}(?:{})(?=\.[\p{{L}}_`])", WORD.0, any(&roots())), "variable.language"),
        scope(word(&joins), "keyword.operator.word"),
        scope(word(&openers) + alone + &format!("(?!{BLANK}*[!<=>])"), "keyword.control"),
        scope(word(&rest) + alone, "keyword.other"),
        scope(signs.join("|"), "keyword.operator"),
    ]
}

fn escaped(sign: &str) -> String {
    let special = |c: char| "*+.".contains(c);
    sign.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
