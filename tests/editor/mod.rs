//! The editor's files in `editors/vscode`: what follows from the language is made here, and what is written by hand is held to it.

mod colours;
mod grammar;
mod snippets;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode")
}

/// A file of the extension.
fn read(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Holds a file to what it is made from; `INSTA_UPDATE=always` writes it anew.
fn is_up_to_date(name: &str, made: &str) {
    let path = folder().join(name);
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(&path, made).expect("it can be written");
    }
    let there = read(name).replace("\r\n", "\n");
    assert!(there == made, "{name} is out of date: INSTA_UPDATE=always writes it anew");
}

#[test]
fn the_extension_has_the_version_of_the_crate() {
    for name in ["package.json", "package-lock.json"] {
        let package: serde_json::Value = serde_json::from_str(&read(name)).expect("it is JSON");
        assert_eq!(package["version"], env!("CARGO_PKG_VERSION"), "{name}");
        assert_eq!(package["license"].as_str().unwrap_or("MIT OR Apache-2.0"), "MIT OR Apache-2.0");
    }
}
