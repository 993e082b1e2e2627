//! Every artifact ever released is read, and gives the scores that it gave: `tests/artifacts` keeps some of each format for ever.

use std::fs;
use std::path::Path;
use std::process::Command;

use baremo::artifact;

/// The commands of a format's folder, each with the file that holds what it must print.
fn commands(folder: &Path) -> Vec<(Vec<String>, String)> {
    let text = fs::read_to_string(folder.join("commands.txt")).expect("commands");
    let command = |line: &str| {
        let (command, output) = line.split_once(" > ").expect("`command > output`");
        let words = command.split(' ').skip(1).map(String::from).collect();
        (words, output.to_string())
    };
    text.lines().map(command).collect()
}

fn kept(folder: &Path) {
    let commands = commands(folder);
    assert!(commands.len() >= 5, "{} has few commands", folder.display());
    for (words, output) in commands {
        let ran = Command::new(env!("CARGO_BIN_EXE_baremo"))
            .args(&words)
            .current_dir(folder)
            .output()
            .expect("the command runs");
        let errors = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{words:?}: {errors}");
        let expected = fs::read_to_string(folder.join(&output)).expect("what it must print");
        assert!(
            String::from_utf8_lossy(&ran.stdout) == expected,
            "{words:?} prints another {output}"
        );
    }
}

#[test]
fn every_format_that_was_released_is_read() {
    let mut formats = 0;
    for entry in fs::read_dir("tests/artifacts").expect("a folder").flatten() {
        if entry.path().is_dir() {
            kept(&entry.path());
            formats += 1;
        }
    }
    assert_eq!(formats, artifact::FORMAT, "each format has a folder");
}

/// What is kept is what each format's own commands name, so that none is left out.
#[test]
fn every_kept_artifact_is_asked() {
    for entry in fs::read_dir("tests/artifacts/v1").expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().to_string();
        if name.ends_with(".baremo") {
            let bytes = fs::read(entry.path()).expect("an artifact");
            assert!(artifact::read(&bytes).is_ok(), "{name}");
            let named = commands(Path::new("tests/artifacts/v1"));
            assert!(named.iter().any(|(words, _)| words.contains(&name)), "{name} is not asked");
        }
    }
}
