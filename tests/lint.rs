//! Lints: nothing that one claims is refuted by random leads, the project's own models are clean, and warnings can be allowed.

use std::collections::BTreeMap;
use std::path::Path;

use baremo::diagnostic::Fix;
use baremo::engine::Engine;
use baremo::engine::Scorer;
use baremo::ir::Program;
use baremo::ir::expr::CompareOp;
use baremo::ir::expr::Cond;
use baremo::ir::expr::Num;
use baremo::ir::outcome::NONE;
use baremo::ir::outcome::Scores;
use baremo::ir::program::Formula;
use baremo::ir::program::Group;
use baremo::ir::program::GroupId;
use baremo::ir::program::GroupMode;
use baremo::ir::program::Item;
use baremo::ir::program::Line;
use baremo::ir::program::LineId;
use baremo::ir::program::LineKind;
use baremo::ir::program::MaskId;
use baremo::ir::program::Origin;
use baremo::ir::program::PointsBy;
use baremo::ir::program::Range;
use baremo::ir::program::Score;
use baremo::ir::program::ScoreBody;
use baremo::ir::program::ScoreId;
use baremo::ir::program::StageId;
use baremo::ir::program::StageLine;
use baremo::ir::program::Threshold;
use baremo::lint;
use baremo::lint::Claim;
use baremo::lint::Holder;
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
fn holds(claim: &Claim, program: &Program, batch: &Batch) -> bool {
    let found = scores(program, batch);
    let without = |change: &dyn Fn(&mut Program)| {
        let mut changed = program.clone();
        change(&mut changed);
        scores(&changed, batch) == found
    };
    match *claim {
        Claim::LineIsNothing(id) => found.lines[id.index()].iter().all(|p| *p == Points::ZERO),
        Claim::ConditionHolds(id) => without(&|program| {
            if let LineKind::If { condition, .. } = &mut program.lines[id.index()].kind {
                *condition = None;
            }
        }),
        Claim::StageLineLoses(at) => found.stage_lines.iter().all(|line| usize::from(*line) != at),
        Claim::LabelIsNobodys(id, label) => found.grades[id.index()].iter().all(|l| *l != label),
        Claim::LabelsAreNobodys(id, ref labels) => {
            found.grades[id.index()].iter().all(|l| !labels.contains(l))
        }
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
        Claim::LinesCancelOut(a, b) => {
            let mut both = found.lines[a.index()].iter().zip(&found.lines[b.index()]);
            both.all(|(a, b)| a.0 == -b.0)
        }
        Claim::StageLineHolds(at) => (0..found.rows).all(|row| {
            let line = found.stage_lines[row];
            let judged = found.in_model[row] && !found.disqualified.iter().any(|out| out[row]);
            !judged || (line != NONE && usize::from(line) >= at)
        }),
        Claim::LineNeverWins(group, id) => {
            let mut changed = program.clone();
            changed.groups[group.index()].items.retain(|item| *item != Item::Line(id));
            figures(scores(&changed, batch)) == figures(found)
        }
        Claim::RowsNeverCount(id, ref rows) => without(&|program| {
            let table = table(program, id);
            rows.iter().rev().for_each(|row| drop(table.remove(*row)));
        }),
        Claim::RowsNeedNotDiffer(id, row) => {
            without(&|program| drop(table(program, id).remove(row)))
        }
        Claim::ScoreCountsNowhere(id) => {
            let mut changed = program.clone();
            let score = &mut changed.scores[id.index()];
            (score.range.low, score.range.high) = (Some(Points(777)), Some(Points(777)));
            let mut changed = figures(scores(&changed, batch));
            let mut found = figures(found);
            changed.scores[id.index()].clear();
            found.scores[id.index()].clear();
            changed == found
        }
        Claim::WhenIs(at, holds) => without(&|program| {
            change_when(program, at, &|condition| *condition = Cond::Constant(holds))
        }),
        Claim::PartAddsNothing(holder, ref path) => {
            without(&|program| change(program, holder, &|condition| remove(condition, path)))
        }
        Claim::DisqualifyIs(at, holds) => {
            let all = found.disqualified[at].iter().zip(&found.in_model);
            all.filter(|(_, scored)| **scored).all(|(out, _)| *out == holds)
        }
        Claim::GuardIs(holds) => found.in_model.iter().all(|scored| *scored == holds),
        Claim::StageLineYields(higher, lower) => {
            let mut alone = program.clone();
            alone.stage_lines = vec![alone.stage_lines.swap_remove(lower)];
            let alone = scores(&alone, batch).stage_lines;
            let mut both = alone.iter().zip(&found.stage_lines);
            both.all(|(lower, stage)| *lower != 0 || usize::from(*stage) != higher)
        }
    }
}

fn table(program: &mut Program, id: LineId) -> &mut Vec<(Cond, PointsBy)> {
    let points = match &mut program.lines[id.index()].kind {
        LineKind::If { points, .. } => points,
        LineKind::On(on) => &mut on.points,
    };
    let PointsBy::Table(rows) = points else { panic!("no table") };
    rows
}

type Change<'a> = &'a dyn Fn(&mut Cond);

fn change(program: &mut Program, holder: Holder, change: Change) {
    match holder {
        Holder::Line(id) => change(match &mut program.lines[id.index()].kind {
            LineKind::If { condition, .. } => condition.as_mut().expect("a condition"),
            LineKind::On(on) => on.filter.as_mut().expect("a `where`"),
        }),
        Holder::When(at) => change_when(program, at, change),
        Holder::Stage(at) => change(program.stage_lines[at].condition.as_mut().expect("one")),
        Holder::Disqualification(at) => change(&mut program.disqualifications[at].condition),
        Holder::Guard => {
            let model = program.model.as_mut().expect("a model");
            change(model.guard.as_mut().expect("a guard"));
        }
    }
}

/// Takes a part out of its `and` or `or`.
fn remove(condition: &mut Cond, path: &[usize]) {
    let (first, rest) = path.split_first().expect("a part");
    match condition {
        Cond::Not(inner) => remove(inner, path),
        Cond::And(of) | Cond::Or(of) if rest.is_empty() => drop(of.remove(*first)),
        Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => remove(&mut of[*first], rest),
        other => panic!("{other:?} has no parts"),
    }
}

fn change_when(program: &mut Program, at: usize, change: Change) {
    let mut left = at;
    let mut bodies = program.scores.iter_mut().map(|score| &mut score.body);
    let changed = bodies.any(|body| match body {
        ScoreBody::Items(items) => change_in(items, &mut program.groups, &mut left, change),
        ScoreBody::Formula(_) => false,
    });
    assert!(changed, "there is no such `when`");
}

/// Changes the `when` behind so many others; tells whether it is among these.
fn change_in(items: &mut [Item], groups: &mut [Group], left: &mut usize, change: Change) -> bool {
    items.iter_mut().any(|item| match item {
        Item::Line(_) => false,
        Item::Group(id) => {
            let mut inner = std::mem::take(&mut groups[id.index()].items);
            let changed = change_in(&mut inner, groups, left, change);
            groups[id.index()].items = inner;
            changed
        }
        Item::When { condition, .. } if *left == 0 => {
            change(condition);
            true
        }
        Item::When { then, otherwise, .. } => {
            *left -= 1;
            change_in(then, groups, left, change) || change_in(otherwise, groups, left, change)
        }
    })
}

/// All but what each line and group adds.
fn figures(scores: Scores) -> Scores {
    Scores { lines: Vec::new(), groups: Vec::new(), ..scores }
}

/// Puts in what programs made at random hardly ever hold.
fn arrange(program: &mut Program) {
    for score in 0..program.scores.len() {
        repeat_first_rule(program, ScoreId(score as u32));
    }
    for group in 0..program.groups.len() {
        repeat_for_less(program, group);
    }
    program.lines.iter_mut().for_each(split_first_row);
    add_total(program);
}

fn repeat_first_rule(program: &mut Program, score: ScoreId) {
    let ScoreBody::Items(items) = &mut program.scores[score.index()].body else { return };
    let Some(Item::Line(first)) = items.first() else { return };
    let line = program.lines[first.index()].clone();
    let mut taken = line.clone();
    if let LineKind::If { points: PointsBy::Literal(points), .. } = &mut taken.kind {
        *points = Points(-points.0);
    }
    let id = |more: usize| LineId((program.lines.len() + more) as u32);
    let group = Group {
        name: "repeated".into(),
        origin: line.origin.clone(),
        score,
        mode: GroupMode::Sum,
        range: Range::default(),
        cap_per: None,
        items: vec![Item::Line(id(0))],
    };
    items.extend([Item::Group(GroupId(program.groups.len() as u32)), Item::Line(id(1))]);
    program.groups.push(group);
    program.lines.extend([line, taken]);
}

fn repeat_for_less(program: &mut Program, group: usize) {
    let Group { items, mode, .. } = &mut program.groups[group];
    let Some(Item::Line(first)) = items.first() else { return };
    let mut line = program.lines[first.index()].clone();
    if let (true, LineKind::If { points: PointsBy::Literal(points), .. }) =
        (*mode != GroupMode::Sum, &mut line.kind)
    {
        points.0 -= 100;
        items.push(Item::Line(LineId(program.lines.len() as u32)));
        program.lines.push(line);
    }
}

fn split_first_row(line: &mut Line) {
    let points = match &mut line.kind {
        LineKind::If { points, .. } => points,
        LineKind::On(on) => &mut on.points,
    };
    let PointsBy::Table(rows) = points else { return };
    let [(Cond::Number { left, op, right: Num::Literal(bound) }, points), ..] = rows.as_slice()
    else {
        return;
    };
    let right = Num::Literal(bound - 1.0);
    let row = (Cond::Number { left: left.clone(), op: *op, right }, points.clone());
    rows.insert(0, row);
}

fn add_total(program: &mut Program) {
    if program.scores.len() < 3 {
        return;
    }
    let total = ScoreId(program.scores.len() as u32);
    let [a, b] = [0, 1].map(|score| Box::new(Formula::Score(ScoreId(score))));
    let like = program.scores[0].clone();
    let body = ScoreBody::Formula(Formula::Add(a, b));
    program.scores.push(Score { name: "total".into(), body, mask: MaskId(0), ..like });
    program.order.push(total);
    let threshold = Threshold { score: total, op: CompareOp::Greater, bound: Points(500) };
    program.stage_lines.push(StageLine {
        stage: StageId(0),
        origin: Origin::default(),
        threshold: Some(threshold),
        condition: None,
        action: None,
    });
}

/// Generated programs are full of what lints look for.
#[test]
fn random_leads_refute_no_claim() {
    let mut claims: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..3_000 {
        let random = &mut Random::new(seed);
        let mut program = programs::program(random, 2 + (seed % 9) as usize);
        let batch = data::batch(random, 12, 10);
        if seed % 2 == 1 {
            arrange(&mut program);
        }
        for finding in lint::findings(&program) {
            assert!(
                holds(&finding.claim, &program, &batch),
                "seed {seed}: {:?}\n{}\n{}",
                finding.claim,
                finding.diagnostic.message,
                baremo::ir::print(&program)
            );
            let kind = format!("{:?}", finding.claim);
            let kind = kind.split('(').next().unwrap_or_default();
            *claims.entry(kind.to_string()).or_default() += 1;
        }
    }
    println!("{claims:?}");
    assert_eq!(claims.len(), 20, "a kind of claim was never made: {claims:?}");
}

/// The models that we show have no warnings.
#[test]
fn our_examples_are_clean() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = rules::children(&top.join("examples"));
    folders.extend([top.join("src/cli/init"), top.join("benches"), top.join("tests/run")]);
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
    assert!(checked > 300, "{checked}");
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
