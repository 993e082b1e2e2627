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

/// What looks like a slip and is none.
const NEAR_MISSES: [&str; 45] = [
    "lead { tags list of text }\nif tags contains CTO +5",
    "if title contains \"VP \" +5\nif title contains \"C++\" +5\nif title contains 部長 +5",
    "if title contains saas +5",
    "if title contains any word [CTO, VP] +5",
    "if title contains all [manager, director] +5",
    "if email ends with \".com\" -1\nif email ends with \"@gmail.com\" -1",
    "if path ends with \"thanks.html\" -1\nif name ends with \"Inc.\" -1",
    "on x +5 once\nif no x +6",
    "on x +5 once\nif any x within 7d +5",
    "on x where a = b +5 once\nif any x +5",
    "on x +5 once decay 10%/30d\nif any x +5",
    "on x +5 once before 2026-03-01\nif any x +5",
    "group g best { on x +5 once; if any x +5 }",
    "on x +5 once\nif any x -5",
    "on x +5 max 50\nif any x +5",
    "group g max 20 { on x +5; if y = z -10 }",
    "group g -30..20 { on x +5; on y -10 }",
    "group g max 20 { on x -5; on y -10 }",
    "group g max 20 { on x +5; on y -10 max 2 times }",
    "group g best max 20 { on x +50 ; on y -30 }",
    "if count(x) = 1 +10\nif count(x) = 2 +20\nif count(x) >= 3 +30",
    "if count(x) between 1 and 2 +10\nif count(x) >= 3 +30",
    "if count(x) = 0 +10\nif count(x) >= 3 +5",
    "if count(x) = 1 +10\nif count(x) >= 3 -5",
    "if count(x) = 1 +10\nif count(x within 7d) >= 3 +5",
    "group g best { if count(x) >= 1 +10; if count(x) >= 5 +15 }",
    "on presented +1\nif no event within 9d -5",
    "on email_sent +0.5\nevent activity = a, b\nif no activity within 9d -5",
    "list a = [b, c]\ndefine d: x in a\nevent k = e where y in [u, v]\nparam p = 3\nif d +$p\non k +1",
    "list a = [b, c]\ndefine d: x in a\nparam p = 3\nevent k = e where y in [u, v]",
    "param p = 30d\non x +1 half-life $p\nparam q = 3\nmql at >= $q",
    "if city in [\"Москва\", \"Αθήνα\", \"Müller\"] +1",
    "if title in [exactly \"CTO\", \"cto\", exactly \"cto\"] +1",
    "if country != Spain -5\nif country = Italy +5",
    "if country = Spain +5\nwhen seniority = vp { if country != Spain +6 }",
    "if any x +5\nif no x -5",
    "if country = Spain +5\nif country != Spain +5",
    "decay 10%/30d\nscore a { on x +1 }\nscore b { if y = z +1 }",
    "score a { decay 10%/30d; when y = z { on x +1 } else { if u = v +3 } }",
    "score a { no decay; if y = z +1 }",
    "on x +1 once cooldown 7d\non y +1 once per day max 3 times",
    "on x +1 first time max 20",
    "score a { if title is known +0; if title = CTO +5 }\nscore b { if coverage(a) > 0.5 +1 }",
    "group g first { if a = b +0; if c = d +5 }",
    "if a = b +0 \"watch\"\npoints by n { up to 3 0; above +3; unknown 0 }",
];

#[test]
fn near_misses_are_passed_over() {
    for text in NEAR_MISSES {
        let found = rules::linted("file.score", text).diagnostics;
        // Other lints have their say about some of these caps.
        let codes: Vec<&str> =
            rules::codes(&found).into_iter().filter(|c| !c.starts_with("W02")).collect();
        assert!(codes.is_empty(), "{codes:?}\n{text}");
    }
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
