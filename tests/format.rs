//! The formatter: the same words, comments and meaning come out, twice is as once, and the project keeps to its own style.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::format::Formatted;
use baremo::format::format;
use baremo::syntax::token::Kind;
use baremo::syntax::token::Token;
use baremo::syntax::token::tokens;

use crate::differential::random::Random;
use crate::rules;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every rule file under these folders.
fn files(folders: &[&str]) -> Vec<PathBuf> {
    fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
        for child in rules::children(folder) {
            match child.is_dir() {
                true => gather(&child, found),
                false if child.extension().is_some_and(|e| e == "score") => found.push(child),
                false => {}
            }
        }
    }
    let mut found = Vec::new();
    folders.iter().for_each(|folder| gather(&top().join(folder), &mut found));
    assert!(found.len() > 1, "no rule files in {folders:?}");
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a rule file can be read")
}

/// What a file says: its programs, and what is wrong with it.
fn meaning(text: &str) -> (Vec<String>, Vec<&'static str>) {
    let compiled = rules::compile_text("file.score", text);
    let mut codes = rules::codes(&compiled.diagnostics);
    codes.sort_unstable();
    let programs = compiled.models.iter().filter_map(|model| model.program.as_ref());
    (programs.map(baremo::ir::print).collect(), codes)
}

/// The words without line ends and semicolons, then the comments.
fn words(text: &str) -> (Vec<&str>, Vec<&str>) {
    let all = tokens(text);
    let of = |comments: bool| {
        let wanted = |t: &&Token| match t.kind {
            Kind::Newline | Kind::Semicolon => false,
            kind => (kind == Kind::Comment) == comments,
        };
        all.iter().filter(wanted).map(|t| t.text(text).trim_end()).collect()
    };
    (of(false), of(true))
}

fn check(name: &str, text: &str) -> Formatted {
    let once = format(text);
    assert_eq!(words(text), words(&once.text), "{name}: words are lost\n{}", once.text);
    let twice = format(&once.text);
    assert_eq!(once.text, twice.text, "{name}: twice is not as once\n{text}");
    once
}

#[test]
fn what_is_formatted_says_the_same() {
    for path in files(&["examples", "tests/run", "tests/ui", "tests/format", "benches"]) {
        let (name, text) = (path.display().to_string(), read(&path));
        let formatted = check(&name, &text);
        assert_eq!(meaning(&text), meaning(&formatted.text), "{name}\n{}", formatted.text);
    }
}

/// A comment before and after every word, where a file may have one: it survives, and nothing else changes. Of all places in our files one in 199 is
/// tried; `BAREMO_STEP=1` tries every one.
#[test]
fn no_comment_is_lost() {
    let step = std::env::var("BAREMO_STEP").ok().and_then(|n| n.parse().ok()).unwrap_or(199);
    let mut tried = 0;
    for (i, path) in files(&["examples", "tests/run", "tests/format"]).into_iter().enumerate() {
        let text = read(&path);
        let plain = meaning(&text);
        let places: Vec<usize> = tokens(&text).iter().flat_map(|t| [t.start, t.end]).collect();
        for place in places.into_iter().skip(i % step).step_by(step) {
            for note in [" # note\n", "\n# note\n", "\n\n  # note\n\n"] {
                let noted = format!("{}{note}{}", &text[..place], &text[place..]);
                let formatted = check(&format!("{} at {place}", path.display()), &noted);
                // Elsewhere it breaks a statement, which stays as it is then.
                if meaning(&noted) == plain {
                    let after = meaning(&formatted.text);
                    assert_eq!(plain, after, "{noted}\n->\n{}", formatted.text);
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} comments in places where they change nothing");
    assert!(tried > 1_000, "{tried}");
}

/// Files with pieces taken out, doubled and moved: nothing fails, no word is lost, and twice is as once.
#[test]
fn bent_files_keep_their_words() {
    let pieces =
        ["{", "}", "[", "(", ")", ";", "\n", " ", "#", "\"", "and", "+5", "at >=", "é", "`", "/"];
    let files = files(&["examples", "tests/run", "tests/ui", "tests/format"]);
    for seed in 0..3_000 {
        let random = &mut Random::new(seed);
        let path = &files[random.below(files.len())];
        let mut text: Vec<char> = read(path).chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len() + 1);
            let end = (at + random.below(12)).min(text.len());
            match random.below(3) {
                0 => _ = text.drain(at..end),
                1 => {
                    let piece = pieces[random.below(pieces.len())];
                    text.splice(at..at, piece.chars()).for_each(drop);
                }
                _ => {
                    let part = text[at..end].to_vec();
                    text.splice(at..at, part).for_each(drop);
                }
            }
        }
        let text: String = text.into_iter().collect();
        check(&format!("{} bent by {seed}", path.display()), &text);
    }
}

#[test]
fn a_broken_statement_stays_as_it_is() {
    let text = "on  email_open   +1\n  if   title = CTO or title=VP and  +5   # why\nfoo   bar;baz  qux\nscore x {\n      on a  +1\n   on  b\n}\n";
    let formatted = check("broken", text);
    for kept in
        ["  if   title = CTO or title=VP and  +5   # why\n", "foo   bar; baz  qux\n", "   on  b\n"]
    {
        assert!(formatted.text.contains(kept), "{kept:?} in\n{}", formatted.text);
    }
    assert!(formatted.text.starts_with("on email_open +1\n"));
    assert!(formatted.text.contains("score x {\n  on a +1\n"));
    assert_eq!(formatted.left, 4);
}

#[test]
fn a_file_that_cannot_be_cut_stays_as_it_is() {
    for text in ["on  a +1\n}\n", &"{".repeat(1_000)] {
        assert_eq!(format(text), Formatted { text: text.into(), left: 1 });
    }
}

/// How lines may be broken is what this file is about.
const NOT_OURS: &str = "text_layout.score";

/// `baremo fmt` over all of them changes nothing.
#[test]
fn our_own_files_are_formatted() {
    let mut others = Vec::new();
    for path in files(&["examples", "tests/run", "benches", "src"]) {
        let text = read(&path);
        if format(&text).text != text && !path.ends_with(NOT_OURS) {
            others.push(path.display().to_string());
        }
    }
    assert!(others.is_empty(), "to be formatted:\n{}", others.join("\n"));
}

#[test]
fn snapshots() {
    insta::glob!("format/*.score", |path| {
        insta::assert_snapshot!(format(&read(path)).text);
    });
}
