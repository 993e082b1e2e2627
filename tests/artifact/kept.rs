//! Every artifact ever released is read, and gives the scores that it gave: `tests/artifacts` keeps some of each format for ever.

use std::collections::BTreeMap;
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

/// The words between the braces of each table of fields or variants, by its name.
fn tables() -> BTreeMap<String, Vec<String>> {
    let sources = [
        include_str!("../../src/artifact/header.rs"),
        include_str!("../../src/artifact/program.rs"),
        include_str!("../../src/artifact/code.rs"),
    ];
    let table = |text: &str| {
        let text = text.trim_start_matches("deep ");
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let mut words = words.filter(|word| !word.is_empty()).map(String::from).skip(1);
        words.next().map(|name| (name, words.collect()))
    };
    let items = sources.iter().flat_map(|source| source.split("wire!(").skip(1));
    items.filter_map(|item| table(item.split(");\n").next()?)).collect()
}

/// Fields keep their order and variants their numbers: what was released is still there, with only more between.
#[test]
fn released_tables_are_never_changed() {
    let tables = tables();
    let kept = include_str!("../artifacts/v1/tables.txt");
    assert!(kept.lines().count() > 60, "few tables are kept");
    for line in kept.lines() {
        let mut words = line.split(' ');
        let name = words.next().expect("a name");
        let mut now = tables.get(name).unwrap_or_else(|| panic!("{name} is gone")).iter();
        for word in words {
            assert!(now.any(|other| other == word), "{name} has no {word} any more, or elsewhere");
        }
    }
}

/// An instruction's mnemonic goes with its operands and its result for ever.
#[test]
fn released_instructions_are_never_changed() {
    let table = include_str!("../../src/bytecode/opcode.rs");
    let kept = include_str!("../artifacts/v1/instructions.txt");
    assert!(kept.lines().count() > 80, "few instructions are kept");
    for line in kept.lines() {
        let (head, operands) = line.split_once(": ").unwrap_or((line, ""));
        let (mnemonic, result) = head.split_once(" -> ").expect("`mnemonic -> Result`");
        let row = format!("{{ {operands} }} \"{mnemonic}\" -> {result},").replace("{  }", "{ }");
        assert!(table.contains(&row), "there is no row {row}");
    }
}
