//! Each kind of change, told once, in the words that people read.

use insta::assert_snapshot;

use super::{between, text};

/// Pairs of old and new rules; each is to be one change.
const ONE: &[(&str, &str, &str)] = &[
    ("points", "if a = 1 +5", "if a = 1 +10"),
    ("computed points", "on buy +(amount / 10)", "on buy +(amount / 20)"),
    ("a rule added", "if a = 1 +5", "if a = 1 +5\nif b = 1 +5 \"B\""),
    ("a rule removed", "if a = 1 +5\non email_open +1", "if a = 1 +5"),
    ("condition", "if n > 50 +5 \"Big\"", "if n > 100 +5 \"Big\""),
    ("condition without a label", "if employees > 50 +5", "if employees > 100 +5"),
    ("condition and points", "if employees > 50 +5", "if employees > 100 +6"),
    ("event", "on email_open +1 \"Mail\"", "on email_click +1 \"Mail\""),
    ("where", "on view where path = \"/a\" +1", "on view where path = \"/b\" +1"),
    ("where added", "on view +1", "on view where path = \"/b\" +1"),
    ("max", "on a +5 max 20", "on a +5 max 30"),
    ("max added", "on a +5", "on a +5 max 30"),
    ("max per", "on a +5 max 20 per day", "on a +5 max 20 per week"),
    ("limit", "on a +5 once per day", "on a +5 max 3 times per week"),
    ("first time", "on a +5", "on a +5 first time"),
    ("cooldown", "on a +5 cooldown 1d", "on a +5 cooldown 36h"),
    ("times", "on a 3 times within 7d +5 once", "on a 4 times within 7d +5 once"),
    ("decay", "on a +5 decay 10%/30d", "on a +5 decay 20%/30d"),
    ("decay to half-life", "on a +5 decay 10%/30d", "on a +5 half-life 45d expires 90d"),
    ("no decay", "decay 10%/30d\non a +5", "decay 10%/30d\non a +5 no decay"),
    (
        "decay of several rules",
        "score s { decay 10%/30d; on a +5; on b +1 }",
        "score s { decay 20%/30d; on a +5; on b +1 }",
    ),
    ("period", "on a +5 from 2026-01-01", "on a +5 from 2026-02-01 before 2027-01-01"),
    (
        "a row of a table",
        "points by n { up to 10 +5; above +15; unknown 0 }",
        "points by n { up to 10 +5; above +20; unknown 0 }",
    ),
    (
        "rows of a table",
        "points by n { up to 10 +5; above +15; unknown 0 }",
        "points by n { up to 10 +5; up to 20 +7; above +15; unknown 0 }",
    ),
    ("group range", "group g max 5 { on a +1; on b +1 }", "group g max 7 { on a +1; on b +1 }"),
    (
        "group mode",
        "group g best { if a = 1 +1; if b = 1 +2 }",
        "group g first { if a = 1 +1; if b = 1 +2 }",
    ),
    ("group max per", "group g max 5 per day { on a +1 }", "group g max 5 per week { on a +1 }"),
    (
        "order in a group",
        "group g first { if a = 1 +1; if b = 1 +2 }",
        "group g first { if b = 1 +2; if a = 1 +1 }",
    ),
    ("a group added", "on a +1\non b +3", "group g max 5 { on a +1; on b +3 }"),
    ("a group removed", "group g best { if a = 1 +1; if b = 1 +3 }", "if a = 1 +1\nif b = 1 +3"),
    ("out of a group", "group g max 5 { on a +1; on b +3 }", "group g max 5 { on a +1 }\non b +3"),
    ("into a group", "group g max 5 { on a +1 }\non b +3", "group g max 5 { on a +1; on b +3 }"),
    (
        "when",
        "when p = x { if a = 1 +1; if b = 1 +1 } else { if c = 1 +1 }",
        "when p = y { if a = 1 +1; if b = 1 +1 } else { if c = 1 +1 }",
    ),
    ("when added", "if a = 1 +1\nif b = 1 +1", "when p = x { if a = 1 +1; if b = 1 +1 }"),
    ("score range", "score s 0..50 { if a = 1 +90 }", "score s 0..60 { if a = 1 +90 }"),
    (
        "formula",
        "score a { if x = 1 +1 }\nscore total = 2 * a",
        "score a { if x = 1 +1 }\nscore total = 3 * a",
    ),
    (
        "a score renamed",
        "score a { if x = 1 +1 }\nscore total = 2 * a\nhot at >= 1 and score.a > 0",
        "score fit { if x = 1 +1 }\nscore total = 2 * fit\nhot at >= 1 and score.fit > 0",
    ),
    (
        "a score added",
        "score a { if x = 1 +1 }",
        "score a { if x = 1 +1 }\nscore b { if y = 1 +1 }",
    ),
    (
        "a score removed",
        "score a { if x = 1 +1 }\nscore b { if y = 1 +1 }",
        "score a { if x = 1 +1 }",
    ),
    ("model name", "model \"m\"\nif a = 1 +1", "model \"n\"\nif a = 1 +1"),
    ("into the else", "when p = x { if a = 1 +1 }", "when p = x { } else { if a = 1 +1 }"),
    (
        "grade",
        "if a = 1 +9\ngrade score { A at >= 7; otherwise B }",
        "if a = 1 +9\ngrade score { A at >= 8; otherwise B }",
    ),
    (
        "label of a grade",
        "if a = 1 +9\ngrade score { A at >= 7; otherwise C }",
        "if a = 1 +9\ngrade score { A at >= 7; B at >= 5; otherwise C }",
    ),
    ("threshold", "if a = 1 +90\nsql at >= 50", "if a = 1 +90\nsql at >= 60"),
    ("condition of a stage", "if a = 1 +9\nsql if b = 1", "if a = 1 +9\nsql if b = 2"),
    ("action", "if a = 1 +9\nsql at >= 5 -> call", "if a = 1 +9\nsql at >= 5 -> write"),
    ("a stage renamed", "if a = 1 +9\nsql at >= 5", "if a = 1 +9\nhot at >= 5"),
    ("a stage added", "if a = 1 +9\nsql at >= 5", "if a = 1 +9\nmql at >= 2\nsql at >= 5"),
    (
        "order of stages",
        "if a = 1 +9\nmql if b = 1\nsql if c = 1",
        "if a = 1 +9\nsql if c = 1\nmql if b = 1",
    ),
    ("base", "if a = 1 +9\nsql at >= 5\notherwise cold", "if a = 1 +9\nsql at >= 5\notherwise new"),
    ("disqualify", "if a = 1 +9\ndisqualify if n > 5", "if a = 1 +9\ndisqualify if n > 6"),
    ("disqualify added", "if a = 1 +9", "if a = 1 +9\ndisqualify if n > 6 \"Too many\""),
    ("reset", "on a +1", "on a +1\nreset on b"),
    ("pause", "on a +1\npause from b until c", "on a +1\npause from b until d"),
    ("reset in a score", "score s { on a +1 }", "score s { on a +1; reset on b }"),
    ("timezone", "on a +1 once per day", "timezone \"Europe/Madrid\"\non a +1 once per day"),
    ("model guard", "model \"m\" for n < 5\nif a = 1 +1", "model \"m\" for n < 6\nif a = 1 +1"),
    ("type", "lead { n number }\nif n is known +1", "lead { n text }\nif n is known +1"),
];

#[test]
fn each_kind_of_change_is_told_once() {
    let mut told = String::new();
    for (what, old, new) in ONE {
        let changes = between(old, new);
        told += &format!("== {what}\n{}\n", text(&changes));
        let count = if *what == "pause" { 2 } else { 1 };
        assert_eq!(changes.changes.len(), count, "{what}\n{}", text(&changes));
    }
    assert_snapshot!(told);
}

const MATRIX: &str = "
    score fit { if a = 1 +9 }
    score act { on b +9 }
    score total = fit + act
    grade fit { A at >= 5; otherwise B }
    grade act { hot at >= 5; otherwise cold }
    matrix next fit by act {
              hot          cold
      A       call -> now  write
      B       write        drop
    }
";

#[test]
fn a_cell_of_a_matrix() {
    let new = MATRIX.replace("call -> now", "visit -> now").replace("drop", "write");
    assert_snapshot!(text(&between(MATRIX, &new)));
}

#[test]
fn several_changes_stand_in_the_order_of_the_file() {
    let old = "
        score fit 0..100 { if title = CTO +10 \"Decides\"; if n > 50 +5; if old = 1 +2 }
        score engagement { decay 10%/30d; on email_open +1 max 20; on email_click +3 }
        score total = fit + engagement
        sql at >= 50
    ";
    let new = "
        score fit 0..50 { if new = 1 +9; if title in [CTO, CIO] +20 \"Decides\"; if n > 50 +5 }
        score engagement { decay 20%/30d; on email_open +1 max 30; on email_click +3 }
        score total = fit + engagement
        sql at >= 40 and fit > 10
    ";
    assert_snapshot!(text(&between(old, new)));
}

/// Only what a stage reads can change it.
#[test]
fn some_changes_change_no_stage() {
    let old = "score a { if x = 1 +1 }\nscore b { if y = 1 +1 }\nscore total = 2 * a\n\
               grade b { A at >= 1; otherwise B }\nhot at >= 1 -> call";
    let may = |from: &str, to: &str| {
        let changes = between(old, &old.replace(from, to));
        assert!(!changes.is_empty(), "{from} → {to}");
        changes.may_change_stage()
    };
    assert!(may("x = 1", "x = 2"));
    assert!(!may("y = 1", "y = 2"));
    assert!(!may("A at >= 1", "A at >= 2"));
    assert!(!may("-> call", "-> write"));
    assert!(may("hot at >= 1", "hot at >= 2"));
    assert!(may("hot at >= 1", "hot at >= 1 and b_grade = A"));
    assert!(may("hot", "warm"));
}
