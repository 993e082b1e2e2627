//! Lints: nothing that one claims is refuted by random leads, the project's own models are clean, and warnings can be allowed.

use std::path::Path;

use baremo::diagnostic::Fix;
use baremo::engine::Engine;
use baremo::engine::Scorer;
use baremo::ir::Program;
use baremo::ir::outcome::Scores;
use baremo::ir::program::LineKind;
use baremo::ir::program::Range;
use baremo::lint;
use baremo::lint::Claim;
use baremo::types::Points;
use baremo::types::columns::Batch;

use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::programs;
use crate::differential::random::Random;
use crate::rules;

fn scores(program: &Program, batch: &Batch) -> Scores {
    Scorer::new(program.clone(), Engine::Reference).score(batch, AS_OF, true)
}

/// Does it hold for these leads?
fn holds(claim: Claim, program: &Program, batch: &Batch) -> bool {
    let found = scores(program, batch);
    let without = |change: &dyn Fn(&mut Program)| {
        let mut changed = program.clone();
        change(&mut changed);
        scores(&changed, batch) == found
    };
    match claim {
        Claim::LineIsNothing(id) => found.lines[id.index()].iter().all(|p| *p == Points::ZERO),
        Claim::ConditionHolds(id) => without(&|program| {
            if let LineKind::If { condition, .. } = &mut program.lines[id.index()].kind {
                *condition = None;
            }
        }),
        Claim::StageLineLoses(at) => found.stage_lines.iter().all(|line| usize::from(*line) != at),
        Claim::LabelIsNobodys(id, label) => found.grades[id.index()].iter().all(|l| *l != label),
        Claim::LineCapIsIdle(id) => without(&|program| match &mut program.lines[id.index()].kind {
            LineKind::If { cap, .. } => *cap = None,
            LineKind::On(on) => on.cap = None,
        }),
        Claim::GroupRangeIsIdle(id) => {
            without(&|program| program.groups[id.index()].range = Range::default())
        }
        Claim::ScoreIs(id, figure) => {
            let all = found.scores[id.index()].iter().zip(&found.in_model);
            all.filter(|(_, scored)| **scored).all(|(score, _)| *score == figure)
        }
        Claim::LinesAreEqual(a, b) => found.lines[a.index()] == found.lines[b.index()],
    }
}

/// Generated programs are full of what lints look for.
#[test]
fn random_leads_refute_no_claim() {
    let mut claims = [0; 8];
    for seed in 0..1_500 {
        let random = &mut Random::new(seed);
        let program = programs::program(random, 2 + (seed % 9) as usize);
        let batch = data::batch(random, 12, 10);
        for finding in lint::findings(&program) {
            assert!(
                holds(finding.claim, &program, &batch),
                "seed {seed}: {:?}\n{}\n{}",
                finding.claim,
                finding.diagnostic.message,
                baremo::ir::print(&program)
            );
            claims[match finding.claim {
                Claim::LineIsNothing(_) => 0,
                Claim::ConditionHolds(_) => 1,
                Claim::StageLineLoses(_) => 2,
                Claim::LabelIsNobodys(..) => 3,
                Claim::LineCapIsIdle(_) => 4,
                Claim::GroupRangeIsIdle(_) => 5,
                Claim::ScoreIs(..) => 6,
                Claim::LinesAreEqual(..) => 7,
            }] += 1;
        }
    }
    println!("{claims:?}");
    assert!(claims.iter().filter(|count| **count > 0).count() >= 6, "{claims:?}");
}

/// The models that we show have no warnings.
#[test]
fn our_examples_are_clean() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = rules::children(&top.join("examples"));
    folders.extend([top.join("src/cli/init"), top.join("benches")]);
    let mut checked = 0;
    for path in folders.iter().flat_map(|folder| rules::children(folder)) {
        let name = path.to_string_lossy();
        // Tests are read with the models that they are about.
        if name.ends_with(".score") && !name.ends_with("_test.score") {
            let compiled = rules::linted_file(&path);
            let codes = rules::codes(&compiled.diagnostics);
            assert!(codes.is_empty(), "{}: {codes:?}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 12, "{checked}");
}

/// What the file says with the edits of a fix.
fn edited(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits.iter().fold(text.to_string(), |mut text, edit| {
        text.replace_range(edit.span.range(), &edit.text);
        text
    })
}

/// A warning's edit leaves a file of which nothing more is said.
#[test]
fn fixes_cure() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let (mut cured, mut wrong) = (0, Vec::new());
    let folders = rules::children(&folder).into_iter();
    let lints =
        folders.filter(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with('W')));
    for path in lints.flat_map(|folder| rules::children(&folder)) {
        if path.extension().is_none_or(|e| e != "score") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file can be read");
        for fix in rules::linted("file.score", &text).diagnostics.iter().flat_map(|d| &d.fixes) {
            let after = edited(&text, fix);
            let codes = rules::codes(&rules::linted("file.score", &after).diagnostics);
            if !codes.is_empty() {
                wrong.push(format!("{}: {codes:?}\n{after}", path.display()));
            }
            cured += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cured > 15, "{cured}");
}

#[test]
fn a_warning_can_be_allowed() {
    let codes = |text: &str| rules::codes(&rules::linted("file.score", text).diagnostics);
    let rule = "if age > 50 and age < 20 +10";
    let other = "if title = CTO +5";
    assert_eq!(codes(&format!("{rule}\n{other}")), ["W0201"]);
    let allowed = [
        format!("{rule}  # baremo: allow W0201 until the campaign ends\n{other}"),
        format!("# baremo: allow W0201 until the campaign ends\n# (ask Ana)\n{rule}\n{other}"),
    ];
    assert!(allowed.iter().all(|text| codes(text).is_empty()));
    let not = [
        format!("# baremo: allow W0202 another\n{rule}\n{other}"),
        format!("# baremo: allow W0201 too far away\n\n{rule}\n{other}"),
        format!("{rule}\n{other}  # baremo: allow W0201 another line"),
    ];
    assert!(not.iter().all(|text| codes(text) == ["W0201"]));
}
