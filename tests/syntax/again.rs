//! Who reads a text again after a change gets the tree that reading it from nothing gives.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::source::FileId;
use baremo::syntax;
use baremo::syntax::Memo;

use crate::rules::children;

/// Every rule file of the examples and of the tests, whatever is wrong in it.
fn texts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = vec![root.join("examples"), root.join("tests")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in children(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "score")
                && let Ok(text) = fs::read_to_string(&path)
            {
                texts.push(text);
            }
        }
    }
    texts
}

/// What is typed somewhere, and for how many bytes it stands.
const STROKES: [(&str, usize); 12] = [
    ("x", 0),
    ("", 1),
    ("\n", 0),
    (" +5", 0),
    ("# note", 0),
    ("\"", 0),
    ("}", 0),
    ("{", 0),
    ("é\n", 2),
    ("on x +1\n", 0),
    ("", 40),
    (";", 1),
];

#[test]
fn typing_changes_nothing() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut read = 0;
    for text in texts() {
        let (mut memo, mut text) = (Memo::default(), text);
        // The file's number changes too: other files may come before it.
        for turn in 0..8_u32 {
            memo.turn();
            let file = FileId(turn % 3);
            let again = syntax::parse_again(file, &text, Some(&mut memo));
            let afresh = syntax::parse(file, &text);
            assert_eq!(again.file, afresh.file, "{text}");
            assert_eq!(again.diagnostics, afresh.diagnostics, "{text}");
            read += 1;
            let (stroke, instead) = STROKES[random.usize(..STROKES.len())];
            let from = text.floor_char_boundary(random.usize(..=text.len()));
            let to = text.floor_char_boundary((from + instead).min(text.len())).max(from);
            text.replace_range(from..to, stroke);
        }
    }
    assert!(read > 1_000, "{read} texts were read");
}
