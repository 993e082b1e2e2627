//! What other programs read of `check`: every document is what its format says.

use std::path::Path;

use baremo::check::Compiled;
use baremo::diagnostic::render::gitlab;
use baremo::diagnostic::render::junit;
use baremo::diagnostic::render::sarif;
use serde_json::Value;

use crate::rules;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The wrong files: all kinds of places, labels and cures.
fn wrong() -> Vec<Compiled> {
    let files = rules::children(&top().join("tests/ui")).into_iter();
    let files = files.flat_map(|folder| rules::children(&folder));
    let files = files.filter(|path| path.extension().is_some_and(|e| e == "score"));
    let wrong: Vec<Compiled> = files.map(|path| rules::linted_file(&path)).collect();
    assert!(wrong.len() > 100, "{}", wrong.len());
    wrong
}

#[test]
fn sarif_is_what_its_schema_says() {
    let schema = std::fs::read_to_string(top().join("tests/schemas/sarif-2.1.0.json"));
    let mut schema: Value =
        serde_json::from_str(&schema.expect("it is there")).expect("it is JSON");
    // As published, the pattern of languages has a bracket too many and is none. Nothing of ours has a language.
    for place in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][place]["properties"]["language"];
        language.as_object_mut().expect("it is described").remove("pattern");
    }
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let mut document = Value::Null;
    for compiled in wrong() {
        let text = sarif::render(&compiled.diagnostics, &compiled.sources);
        document = serde_json::from_str(&text).expect("it is JSON");
        let faults: Vec<String> = validator
            .iter_errors(&document)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}\n{text}", faults.join("\n"));
        let results = document["runs"][0]["results"].as_array().expect("there are results");
        assert_eq!(results.len(), compiled.diagnostics.len());
    }
    // The schema does find faults.
    document["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&document));
}

#[test]
fn every_report_of_gitlab_has_what_it_asks_for() {
    for compiled in wrong() {
        let text = gitlab::render(&compiled.diagnostics, &compiled.sources);
        let issues: Vec<Value> = serde_json::from_str(&text).expect("it is an array of JSON");
        assert_eq!(issues.len(), compiled.diagnostics.len());
        let mut fingerprints: Vec<&str> = Vec::new();
        for issue in &issues {
            for text in [&issue["description"], &issue["check_name"], &issue["location"]["path"]] {
                assert!(text.as_str().is_some_and(|text| !text.is_empty()), "{issue}");
            }
            assert!(issue["location"]["lines"]["begin"].as_u64() > Some(0), "{issue}");
            assert!(["major", "minor"].contains(&issue["severity"].as_str().unwrap_or("")));
            fingerprints.push(issue["fingerprint"].as_str().expect("it has one"));
        }
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), issues.len());
    }
}

#[test]
fn junit_counts_what_it_holds() {
    for compiled in wrong() {
        let files: Vec<&str> = compiled.sources.iter().map(|(_, s)| &*s.name).collect();
        let text = junit::render(&compiled.diagnostics, &compiled.sources, &files);
        let errors = compiled.diagnostics.iter().filter(|d| d.is_error()).count();
        assert_eq!(text.matches("<failure ").count(), errors);
        assert_eq!(text.matches("<testsuite ").count(), files.len());
        assert!(text.matches("<testcase ").count() >= compiled.diagnostics.len());
    }
}
