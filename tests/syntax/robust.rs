//! Nothing breaks the reader: files cut anywhere, hostile nesting, endless lines. Time is bounded by the test run itself.

use std::path::Path;

use baremo::source::FileId;
use baremo::syntax::{Parsed, parse};

fn read(text: &str) -> Parsed {
    let parsed = parse(FileId(0), text);
    for fault in &parsed.diagnostics {
        assert!(!fault.labels.is_empty());
        for label in &fault.labels {
            assert!(text.get(label.span.range()).is_some(), "{fault:?}");
        }
        for edit in fault.fixes.iter().flat_map(|f| &f.edits) {
            assert!(text.get(edit.span.range()).is_some(), "{fault:?}");
        }
    }
    for statement in &parsed.file.body.statements {
        assert!(text.get(statement.span.range()).is_some());
    }
    parsed
}

fn codes(text: &str) -> Vec<&'static str> {
    read(text).diagnostics.iter().map(|d| d.code.0).collect()
}

/// Example files in directories under `tests`, in order.
fn examples() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut out = Vec::new();
    let mut directories = vec![root.join("syntax/valid")];
    let ui = std::fs::read_dir(root.join("ui")).expect("the wrong files");
    directories.extend(ui.flatten().map(|e| e.path()));
    directories.sort();
    for directory in directories {
        let Ok(entries) = std::fs::read_dir(&directory) else { continue };
        let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        paths.sort();
        out.extend(paths.iter().filter_map(|p| std::fs::read_to_string(p).ok()));
    }
    out
}

/// A file that ends anywhere; of long files the lines just before the cut are enough.
#[test]
fn cut_at_every_byte() {
    for text in examples().iter().filter(|t| t.len() < 5_000) {
        for end in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
            let far = end.saturating_sub(60);
            let from =
                text.as_bytes()[..far].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
            read(&text[from..end]);
        }
    }
}

/// A file in which one piece is doubled, dropped or replaced.
#[test]
fn one_byte_wrong() {
    let signs = ["", "(", "]", "{", "}", "\"", "`", "#", ";", "\n", "-", "é"];
    for text in examples().iter().filter(|t| t.len() < 60) {
        for (at, old) in text.char_indices().step_by(2) {
            for sign in signs {
                let mut wrong = text.clone();
                wrong.replace_range(at..at + old.len_utf8(), sign);
                read(&wrong);
            }
        }
    }
}

#[test]
fn hostile_nesting_is_one_report() {
    assert_eq!(codes(&"{".repeat(100_000)), ["E0501"]);
    assert_eq!(codes(&"score a {\n".repeat(100_000)), ["E0501"]);
    assert_eq!(codes(&format!("if {}", "not ".repeat(50_000))), ["E0501"]);
    let open = "(".repeat(100_000);
    let close = ")".repeat(100_000);
    assert_eq!(codes(&format!("if {open}a{close} +1")), ["E0501"]);
    assert_eq!(codes(&format!("if {open} +1")), ["E0114"]);
    assert_eq!(codes(&format!("if a{close} +1")), ["E0115"]);
    assert_eq!(codes(&"[(".repeat(50_000)), ["E0114"]);
    for piece in ["any (e where ", "count(e where ", "max(", "at least 2 of (", "any e where "] {
        let text = format!("if {}", piece.repeat(2_000));
        assert_eq!(codes(&text).len(), 1, "{piece}");
        let close = ")".repeat(if piece.contains('(') { 2_000 } else { 0 });
        assert_eq!(codes(&format!("{text}a > 1{close} +1")), ["E0501"], "{piece}");
    }
}

#[test]
fn sixty_levels_are_read() {
    for (open, close) in [("(", ")"), ("not (", ")"), ("count(e where ", ") > 1")] {
        let levels = if open.starts_with('(') { 60 } else { 25 };
        let text = format!("if {}a = 1{} +1", open.repeat(levels), close.repeat(levels));
        assert!(codes(&text).is_empty(), "{open}: {:?}", codes(&text));
    }
}

#[test]
fn long_lines_and_files() {
    let million = 1 << 20;
    assert_eq!(codes(&"a".repeat(million)), ["E0507"]);
    assert_eq!(codes(&"1".repeat(million)).len(), 1);
    assert_eq!(codes(&"\"".repeat(million)).len(), 1);
    assert_eq!(codes(&"#".repeat(million)).len(), 0);
    assert_eq!(codes(&" ".repeat(million)).len(), 0);
    assert_eq!(codes(&"@ ".repeat(million / 2)).len(), 1);
    assert_eq!(codes(&"+".repeat(million)).len(), 1);
    assert_eq!(codes(&",".repeat(million)).len(), 1);
    assert_eq!(codes(&"on e +1 ".repeat(20_000)).len(), 1);
    assert_eq!(codes(&format!("if a in [{}] +1", "b, ".repeat(100_001))), ["E0504"]);
    assert_eq!(codes(&format!("if a = 1{} +1", " + 1".repeat(200))), ["E0506"]);
    assert_eq!(codes(&"x".repeat(4 * million + 1)), ["E0502"]);
    assert_eq!(codes(&"\n".repeat(million)).len(), 0);
    assert_eq!(codes(&format!("if a{} +1", " and a".repeat(130_000))), ["E0504"]);
    let statements = codes(&"a;".repeat(300_000));
    assert!(statements.contains(&"E0503") && statements.len() < 100_010);
    assert_eq!(codes(&"on e +1; once;".repeat(2_000)).len(), 2_000);
}

#[test]
fn many_small_things_are_read() {
    let ands = " and a = 1".repeat(2_000);
    assert!(codes(&format!("if a = 1{ands} +1")).is_empty());
    let items = "b, ".repeat(10_000);
    assert!(codes(&format!("if a in [{items}] +1")).is_empty());
    assert!(codes(&"on e +1;".repeat(2_000)).is_empty());
}

#[test]
fn ten_mistakes_are_ten_reports() {
    let text = "if title == CTO +1
if title = VP Sales +1
score fit { if a = 1 and b = 2 or c = 3 +1; if employees > 50+5 }
foo bar
on email_open
list x = []
if created_at > 31/01/2026 +1
when a = 1 { on x + 5 }
define y = a
";
    assert_eq!(
        codes(text),
        ["E0103", "E0127", "E0121", "E0113", "E0117", "E0128", "E0136", "E0108", "E0130", "E0126"]
    );
}

#[test]
fn an_unclosed_bracket_costs_one_line() {
    let text = "if a in [b, c +1\non x +1\nif (d = 1 +1\nscore s {\n  if e in [f +1\n  on y +2\n}\non z +1";
    assert_eq!(codes(text), ["E0114", "E0114", "E0114"]);
    assert_eq!(read(text).file.body.statements.len(), 5);
}
