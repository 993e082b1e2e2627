//! Wrong files and what is said of them: each `tests/ui/E0203_unknown_field/*.score` holds one mistake and yields exactly one
//! diagnostic, of the code that its folder's name begins with; the words stand beside it as a snapshot.

use std::path::Path;
use std::path::PathBuf;

use baremo::diagnostic::codes;
use baremo::diagnostic::render::human;

use crate::rules;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui")
}

/// The wrong files with the code of their folder.
fn cases() -> Vec<(String, PathBuf)> {
    let mut cases = Vec::new();
    for folder in rules::children(&folder()) {
        let name = folder.file_name().expect("a folder").to_string_lossy().to_string();
        let code = name.split('_').next().unwrap_or_default().to_string();
        let files = rules::children(&folder).into_iter();
        let files = files.filter(|f| f.extension().is_some_and(|e| e == "score"));
        cases.extend(files.map(|f| (code.clone(), f)));
    }
    cases
}

#[test]
fn each_wrong_file_has_its_one_diagnostic() {
    let mut wrong = Vec::new();
    for (code, path) in cases() {
        let compiled = rules::linted_file(&path);
        let found = rules::codes(&compiled.diagnostics);
        if found != [code.as_str()] {
            wrong.push(format!("{}: expected {code}, found {found:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_diagnostic_reads_as_its_snapshot() {
    if cases().is_empty() {
        return;
    }
    insta::glob!("ui/*/*.score", |path| {
        let compiled = rules::linted_file(path);
        let drawn: Vec<String> = compiled
            .diagnostics
            .iter()
            .map(|d| human::render(d, &compiled.sources, human::Look::default()))
            .collect();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().expect("it stands in a folder"));
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.remove_input_file();
        let name = path.file_stem().expect("it is a file").to_string_lossy();
        settings.bind(|| insta::assert_snapshot!(name.as_ref(), drawn.join("\n")));
    });
}

/// Every code whose page shows a wrong file. Codes of data and of sizes have none; their tests stand with what finds them.
/// What a data base cannot say is wrong in no file; `tests/cmd/sql.md` shows it.
#[test]
fn each_code_has_a_wrong_file() {
    let cases = cases();
    let missing: Vec<&str> = codes::all()
        .filter(|e| e.page.contains("```score") && !e.page.contains("```text"))
        .map(|e| e.code.0)
        .filter(|code| !code.starts_with("E09"))
        .filter(|code| !cases.iter().any(|(c, _)| c == code))
        .collect();
    assert!(missing.is_empty(), "no file in tests/ui for {}", missing.join(", "));
}

#[test]
fn each_folder_is_named_after_a_code() {
    for (code, path) in cases() {
        assert!(codes::find(&code).is_some(), "no code {code}: {}", path.display());
    }
}
