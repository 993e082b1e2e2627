//! What is no change of meaning.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::check;
use baremo::check::{LoadError, Loader, Settings};
use baremo::diff;
use baremo::format;
use baremo::ir::Program;

use super::{between, text};
use crate::rules;

fn same(old: &str, new: &str) {
    let changes = between(old, new);
    assert!(changes.is_empty() && changes.ranges.is_empty(), "{}", text(&changes));
}

/// Every rule file of the examples, by folder.
fn examples() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = rules::children(&top).into_iter().flat_map(|folder| rules::children(&folder));
    let is_model = |file: &PathBuf| {
        let name = file.to_string_lossy();
        name.ends_with(".score") && !name.ends_with("_test.score")
    };
    let files: Vec<PathBuf> = files.filter(is_model).collect();
    assert!(files.len() > 10);
    files
}

/// Files in memory, by their names.
struct Files(HashMap<String, String>);

impl Loader for Files {
    fn load(&self, _: &str, path: &str) -> Result<(String, String), LoadError> {
        let text = self.0.get(path).cloned().expect("the file is there");
        Ok((path.to_string(), text))
    }
}

/// The programs of a file and those beside it, each text as this makes of it.
fn programs(file: &Path, change: &dyn Fn(&str) -> String) -> Vec<Program> {
    let name = |path: &Path| path.file_name().expect("a file").to_string_lossy().into_owned();
    let beside = rules::children(file.parent().expect("it stands in a folder"));
    let beside = beside.into_iter().filter(|path| path.is_file()).filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?;
        let rules = path.extension().is_some_and(|e| e == "score");
        Some((name(&path), if rules { change(&text) } else { text }))
    });
    let files = Files(beside.collect());
    let own = (name(file), files.0[&name(file)].clone());
    let compiled = check::compile(&[own], &files, &Settings::default());
    assert!(!compiled.has_errors(), "{}: {:#?}", file.display(), compiled.diagnostics);
    compiled.models.into_iter().filter_map(|model| model.program).collect()
}

#[test]
fn another_layout_is_no_change() {
    let mut compared = 0;
    for file in examples() {
        let plain = programs(&file, &|text| text.to_string());
        // In the common style, with more comments and blanks between the statements.
        let formatted = programs(&file, &|text| {
            let text = format::format(text).text;
            format!("# another comment\n\n{}\n\n", text.replace("\n\n", "\n\n# and one more\n\n"))
        });
        for (old, new) in plain.iter().zip(&formatted) {
            let changes = diff::programs(old, new);
            assert!(changes.is_empty(), "{}\n{}", file.display(), text(&changes));
            compared += old.lines.len();
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn another_name_for_a_definition_a_list_or_a_parameter_is_no_change() {
    same(
        "list free = [\"a.com\", \"b.com\"]\nparam p = 5\ndefine boss: title in [CEO, CTO]\n\
         if boss +$p\nif domain(email) in free -5\nhot at >= 5",
        "list private = [\"b.com\", \"a.com\"]\nparam points = 5\ndefine decides: title in [CTO, CEO]\n\
         if decides +$points\nif domain(email) in private -5\nhot at >= 5",
    );
    // Or none.
    same(
        "define boss: title = CEO\nparam p = 5\nif boss +$p\nif country = es +1",
        "if title = CEO +5\nif country = es +1",
    );
}

#[test]
fn another_order_of_what_adds_up_is_no_change() {
    same(
        "if title = CTO +5\nif country = es +3\non email_open where subject = x +1\n\
         group g max 5 { on a +1; on b +2 }\ndisqualify if x = 1\ndisqualify if y = 2",
        "disqualify if y = 2\ndisqualify if x = 1\ngroup g max 5 { on b +2; on a +1 }\n\
         on email_open where subject = x +1\nif country = es +3\nif title = CTO +5",
    );
    same(
        "score a { if x = 1 +1 }\nscore b { if y = 2 +2 }\nscore total = 2 * a + b\n\
         grade a { L at >= 1; otherwise K }\nhot at >= 2 and score.b > 1 and a_grade in [L, K] and z = 3",
        "score b { if y = 2 +2 }\nscore a { if x = 1 +1 }\nscore total = b + a * 2\n\
         grade a { otherwise K; L at >= 1 }\nhot at >= 2 and z = 3 and a_grade in [K, L] and score.b > 1",
    );
}

#[test]
fn another_way_to_say_a_condition_is_no_change() {
    same(
        "if not (a = 1 or b = 2) +5\nif t = x or t = y +1",
        "if b != 2 and a != 1 +5\nif t in [y, x] +1",
    );
    same(
        "event mail = email_open, email_click\non mail +1",
        "event seen = email_click, email_open\non seen +1",
    );
    same("if n > 5 and n > 3 +5", "if n > 5 +5");
    same(
        "when a = 1 and b = 2 { if c = 3 +5 }",
        "when b = 2 { when a = 1 { if c = 3 and a = 1 +5 } }",
    );
}

#[test]
fn another_label_is_no_change() {
    same(
        "if a = 1 +5 \"One\"\ngroup g max 9 { if b = 1 +5 }\ndisqualify if c = 1 \"No\"",
        "if a = 1 +5\ngroup h max 9 { if b = 1 +5 \"Two\" }\ndisqualify if c = 1 \"Never\"",
    );
}

#[test]
fn what_never_counts_is_no_change() {
    same("if a = 1 +5", "if a = 1 +5\nif a = 1 and a = 2 +7");
    same("hot if a = 1\nwarm if b = 2", "warm if b = 2 and b = 3\nhot if a = 1\nwarm if b = 2");
}

#[test]
fn another_file_for_definitions_is_no_change() {
    let shared = "list free = [\"a.com\"]\ndefine boss: title = CEO\nparam p = 5\n";
    let rest = "if boss +$p\nif domain(email) in free -5\n";
    let files = Files([("common.score".to_string(), shared.to_string())].into());
    let of = |text: String| {
        let own = ("model.score".to_string(), text);
        let compiled = check::compile(&[own], &files, &Settings::default());
        assert!(!compiled.has_errors(), "{:#?}", compiled.diagnostics);
        compiled.models.into_iter().find_map(|model| model.program).expect("a program")
    };
    let (old, new) = (of(format!("{shared}{rest}")), of(format!("use \"common.score\"\n{rest}")));
    let changes = diff::programs(&old, &new);
    assert!(changes.is_empty(), "{}", text(&changes));
}
