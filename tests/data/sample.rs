//! `baremo.toml`: what it says, ten mistakes in ten reports, and nothing read outside of its folder.

use std::fs;
use std::path::Path;

use baremo::data::Sample;
use baremo::diagnostic::render::plain;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// What is said of a text in a folder with some data.
fn said(text: &str) -> String {
    let folder = folder(&[("leads.csv", "id\n1\n"), ("log/a.csv", ""), ("log/b.csv", "")]);
    let sample = Sample::read(&folder.path().join("baremo.toml"), text);
    let reports = sample.diagnostics.iter().map(|report| plain::render(report, &sample.sources));
    let reports: Vec<String> = reports.collect();
    reports.join("\n").replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn it_names_data_and_a_moment() {
    let text = "\
leads = 'data/leads.csv'
events = [\"data/2025.jsonl\", \"data/new/*.jsonl\"]
as_of = 2026-01-31
id = \"customer\"
unknown = [\"?\", \"age=0\"]
decimal_comma = true
";
    let folder = folder(&[
        ("baremo.toml", text),
        ("data/leads.csv", ""),
        ("data/2025.jsonl", ""),
        ("data/new/b.jsonl", ""),
        ("data/new/a.jsonl", ""),
        ("rules/deep/m.score", ""),
    ]);
    let sample = Sample::around(&folder.path().join("rules/deep")).expect("it can be read");
    let sample = sample.expect("it is found above");
    assert!(sample.diagnostics.is_empty());
    let root = folder.path().canonicalize().expect("it is there");
    let inside = |path: &String| {
        Path::new(path).strip_prefix(&root).expect("it is inside").display().to_string()
    };
    assert_eq!(sample.leads.as_ref().map(inside).as_deref(), Some("data/leads.csv"));
    let events: Vec<String> = sample.events.iter().map(inside).collect();
    assert_eq!(events, ["data/2025.jsonl", "data/new/a.jsonl", "data/new/b.jsonl"]);
    assert_eq!(sample.as_of.as_deref(), Some("2026-01-31"));
    assert_eq!(sample.options.id.as_deref(), Some("customer"));
    assert_eq!(sample.options.unknown, ["?", "age=0"]);
    assert!(sample.options.decimal_comma && sample.has_data());
}

#[test]
fn ten_mistakes_are_ten_reports() {
    insta::assert_snapshot!(said(
        "\
lead = \"leads.csv\"
leads = leads.csv
events = [\"log/*.jsonl\", 3, \"../b.csv\", \"log\"]
as_of = \"soon\"
id = true
id = \"x\"
decimal_comma = \"yes\"
this is no setting
time_column =
colour = 'ñ'
[more]
unknown = [\"a\",
"
    ));
}

#[test]
fn nothing_is_read_outside_of_its_folder() {
    insta::assert_snapshot!(said(
        "leads = \"/etc/hostname\"\nevents = [\"/not/there.csv\", \"../*\", \"log/../../x.csv\", \"/dev/zero\"]\n"
    ));
}

#[cfg(unix)]
#[test]
fn links_count_for_where_they_lead() {
    let outside = folder(&[("secret.csv", "id\n1\n")]);
    let folder = folder(&[("baremo.toml", "leads = \"l.csv\"\nevents = \"*.jsonl\"\n")]);
    for name in ["l.csv", "e.jsonl"] {
        let secret = outside.path().join("secret.csv");
        std::os::unix::fs::symlink(secret, folder.path().join(name)).expect("a link");
    }
    let sample = Sample::around(folder.path()).expect("it can be read").expect("it is there");
    assert!(!sample.has_data());
    let said: Vec<&str> = sample.diagnostics.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`l.csv` lies outside the folder of `baremo.toml`",
            "`e.jsonl` lies outside the folder of `baremo.toml`"
        ]
    );
}

#[test]
fn any_text_is_read_to_its_end() {
    for text in [
        "",
        "=",
        "\u{feff}leads = \"leads.csv\"",
        "a.b.c = [[[[",
        "leads = \"\\u00",
        "\r\n\r\n=\r\n",
        "é = 1\né = 2",
    ] {
        said(text);
        said(&format!("{text}\nevents = \"log/*.csv\""));
    }
    assert_eq!(said("\u{feff}leads = \"leads.csv\"\r\nevents = \"log/?.csv\"\r\n"), "");
    let deep = format!("leads = {}", "[".repeat(100_000));
    assert!(said(&deep).contains("E0629"));
}
