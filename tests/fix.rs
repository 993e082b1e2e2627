//! `check --fix`: safe cures are applied and nothing else is touched; what would change a score is left to its author.

use std::path::Path;

use baremo::check::NoFiles;
use baremo::check::Settings;
use baremo::diagnostic::Diagnostic;
use baremo::fix;
use baremo::ir::program::LineKind;
use baremo::ir::program::PointsBy;
use baremo::types::Points;
use baremo::witness::differing;

use crate::differential::programs;
use crate::differential::random::Random;
use crate::rules;

fn fixed(text: &str) -> (String, usize) {
    let files = [("model.score".to_string(), text.to_string())];
    let fixed = fix::run(&files, &NoFiles, &Settings::default());
    (fixed.files[0].1.clone(), fixed.applied)
}

#[test]
fn slips_are_mended_where_they_stand() {
    let wrong =
        "# Ours.\nif title == CTO   +10 # in capitals\nif employees ≥ 50 && country = Spain +5\n";
    let right =
        "# Ours.\nif title = CTO   +10 # in capitals\nif employees >= 50 and country = Spain +5\n";
    assert_eq!(fixed(wrong), (right.into(), 3));
    assert_eq!(fixed(right), (right.into(), 0));
}

#[test]
fn two_readings_are_left_to_the_author() {
    let text = "if a = 1 and b = 2 or c = 3 +5\n";
    assert_eq!(fixed(text), (text.into(), 0));
}

#[test]
fn a_guess_at_a_name_is_left_to_the_author() {
    let text = "lead { title text }\nif tittle = CTO +5\n";
    assert_eq!(fixed(text), (text.into(), 0));
}

#[test]
fn a_cure_that_changes_scores_is_left_to_the_author() {
    // `max 3` caps the points, `max 3 times` counts three: not the same.
    let text = "on visit +5 max 3\n";
    assert_eq!(rules::codes(&rules::linted("model.score", text).diagnostics), ["W0103"]);
    assert_eq!(fixed(text), (text.into(), 0));
}

/// Errors, then warnings: a file without an error is better, though more may be told of it.
fn weight(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    (errors, diagnostics.len() - errors)
}

/// Whatever is cured, the report is gone, nothing that was sound breaks, and a second time changes nothing.
#[test]
fn wrong_files_get_better() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let (mut cured, mut all) = (0, 0);
    for folder in rules::children(&top) {
        for path in rules::children(&folder) {
            if path.extension().is_none_or(|e| e != "score") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a wrong file");
            let before = weight(&rules::linted("model.score", &text).diagnostics);
            let (after, applied) = fixed(&text);
            all += 1;
            if applied > 0 {
                let left = rules::linted("model.score", &after);
                let left = weight(&left.diagnostics);
                assert!(left < before || left.0 > 0, "{}: {after}", path.display());
                assert_eq!(fixed(&after), (after, 0), "{}", path.display());
                cured += 1;
            }
        }
    }
    println!("{cured} of {all}");
    assert!(cured * 5 > all, "{cured} of {all}");
}

#[test]
fn programs_that_differ_are_told_apart() {
    let (mut told, mut all) = (0, 0);
    for seed in 0..14 {
        let program = programs::program(&mut Random::new(seed), 2 + (seed % 5) as usize);
        assert_eq!(differing(&program, &program, 20), None);
        let mut changed = program.clone();
        let literal = changed.lines.iter_mut().find_map(|line| match &mut line.kind {
            LineKind::If { points: PointsBy::Literal(points), cap: None, .. } => Some(points),
            _ => None,
        });
        if let Some(points) = literal {
            *points = Points(points.0 + 100);
            all += 1;
            told += usize::from(differing(&program, &changed, 100).is_some());
        }
    }
    println!("{told} of {all}");
    assert!(all > 4 && told * 2 > all, "{told} of {all}");
}
