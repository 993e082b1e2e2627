//! The tree of representative files, as snapshots: one line a statement, without places.

use baremo::source::FileId;
use baremo::syntax::parse;
use regex::Regex;

/// The tree of one statement on one line. Places are checked elsewhere; here they would hide the shape.
fn short(debug: &str) -> String {
    let mut text = debug.to_owned();
    for (pattern, with) in [
        (r"Span \{ file: FileId\(0\), start: (\d+), end: (\d+) \}", "$1..$2"),
        (r"(span|before|inside|after|end): (\d+\.\.\d+|\[\]|None)(, )?", ""),
        (r"Name \{ text: (\x22[^\x22]*\x22), quoted: false \}", "Name($1)"),
        (r"Text \{ text: (\x22[^\x22]*\x22), quoted: false \}", "Word($1)"),
        (r"Expr \{ kind: (([^{}]|\{[^{}]*\})*) \}", "$1"),
        (r", \}", " }"),
    ] {
        let pattern = Regex::new(pattern).expect("a good pattern");
        loop {
            let next = pattern.replace_all(&text, with).into_owned();
            if next == text {
                break;
            }
            text = next;
        }
    }
    text
}

#[test]
fn trees() {
    insta::glob!("valid/*.score", |path| {
        let text = std::fs::read_to_string(path).expect("a readable file");
        let body = parse(FileId(0), &text).file.body;
        let mut out = String::new();
        for statement in &body.statements {
            let source = text.get(statement.span.range()).unwrap_or("no place");
            let trivia = (&statement.before, &statement.inside, &statement.after);
            out += &format!("{source}\n    {}\n", short(&format!("{:?}", statement.it)));
            if !trivia.0.is_empty() || !trivia.1.is_empty() || trivia.2.is_some() {
                out += &format!("    trivia {}\n", short(&format!("{trivia:?}")));
            }
        }
        out += &format!("end {}\n", short(&format!("{:?}", body.end)));
        insta::assert_snapshot!(out);
    });
}
