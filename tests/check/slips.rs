//! What reads well and could mean something else: each is an error with the words that a marketer needs, a lint, or means this.

use super::{checked, places};

/// The one report has this code, and its sentence, help or fixes hold these words.
#[track_caller]
fn fault(text: &str, code: &str, words: &[&str]) {
    let compiled = checked(text);
    let codes: Vec<&str> = places(&compiled).iter().map(|p| p.1).collect();
    assert_eq!(codes, [code], "{text}\n{:#?}", compiled.diagnostics);
    let found = &compiled.diagnostics[0];
    let mut said = vec![found.message.clone()];
    said.extend(found.help.clone());
    said.extend(found.labels.iter().map(|l| l.text.clone()));
    said.extend(found.fixes.iter().map(|f| f.title.clone()));
    let said = said.join("\n");
    for word in words {
        assert!(said.contains(word), "{text}: `{word}` is not in\n{said}");
    }
}

/// There is no report, and the program says this.
#[track_caller]
fn means(text: &str, expected: &str) {
    let compiled = checked(text);
    assert!(compiled.diagnostics.is_empty(), "{text}\n{:#?}", compiled.diagnostics);
    let program = compiled.models[0].program.as_ref().expect("a program");
    let shown = baremo::ir::print::print(program);
    assert!(shown.contains(expected), "{text}: `{expected}` is not in\n{shown}");
}

#[test]
fn values_alone_behind_or_and_and() {
    fault("if title = CTO or VP +10", "E0207", &["`VP` alone", "`title in [CTO, VP]`"]);
    fault("if title = CEO or CTO or VP +10", "E0207", &["`title in [CEO, CTO, VP]`"]);
    let any = "`title contains all [VP, Sales]`";
    fault("if title contains VP and Sales +10", "E0207", &["`Sales` alone", any]);
    fault("disqualify if country \"ES\"", "E0207", &["`country = \"ES\"`"]);
    fault("if a = 1 and b = 2 and c +5", "E0207", &["`c` alone"]);
}

#[test]
fn where_and_what_follows() {
    let both = ["two ways", "about the event", "about the lead"];
    fault("if any page_view where path = \"/p\" and employees > 50 +5", "E0132", &both);
    fault("if no page_view where a = 1 and no demo within 7d +5", "E0132", &both);
    fault("if any e where no f where x = 1 within 7d +5", "E0132", &["parentheses"]);
    means(
        "if any page_view where path = \"/p\" within 7d and employees > 50 +5",
        "if any (page_view where path = \"/p\" within 7d) and employees > 50 +5",
    );
}

#[test]
fn words_for_unknown_and_true() {
    fault("if title is empty +5", "E0124", &["`empty` is written `is unknown`"]);
    fault("if title = null +5", "E0124", &["`null` is written `is unknown`"]);
    fault("if newsletter = true +5", "E0124", &["`= yes`"]);
    fault("if title = \"\" +5", "E0124", &["`is unknown`"]);
    means("if title is not known +5", "if title is unknown +5");
}

#[test]
fn dates_and_numbers_of_other_countries() {
    fault("if created_at > 31/01/2026 +5", "E0108", &["`2026-01-31`"]);
    fault("if created_at > 2026-1-31 +5", "E0108", &["`2026-01-31`"]);
    fault("if x in [1,000, 2] +5", "E0110", &["`1_000`"]);
    fault("if created_at within 30days +5", "E0112", &["`30d`"]);
    fault("if revenue > 1.000 +5", "W0101", &["`1.000` is 1", "`1_000`"]);
}

#[test]
fn signs_without_blanks() {
    fault("if lead-source = web +5", "E0113", &["a calculation", "a column"]);
    fault("if utm = google-ads +5", "E0113", &["\"google-ads\"", "a calculation"]);
    fault("if newsletter-5", "E0113", &["points", "a calculation"]);
    fault("if employees > 50+5", "E0113", &["points", "a calculation"]);
    fault("if employees > 50 + 5", "E0129", &["+5 points", "`50 + 5`"]);
    means("if employees > 50 +5", "if employees > 50 +5");
    means("if a > -5 -10", "if a > -5 -10");
    means("if a between -5 and -1 -10", "if a >= -5 and a <= -1 -10");
    means("points by a { up to 2 -10; above +1; unknown 0 }", "a <= 2 -10, a is known +1");
}

#[test]
fn yes_and_no_beside_norway() {
    means("if country in [no, se] +5", "if country in [\"no\", \"se\"] +5");
    means("if newsletter = no +5", "if newsletter = no +5");
    fault("if country = no +5\nif country = se +5", "W0102", &["`no`", "`\"no\"`"]);
}

#[test]
fn comparisons_the_wrong_way_round() {
    fault("if \"CTO\" = title +5", "E0123", &["`title = \"CTO\"`"]);
    fault("if 50 < employees +5", "E0123", &["`employees > 50`"]);
    fault("if employees > seats +5", "E0125", &["`lead.seats`", "`$seats`"]);
    fault("if employees > min_sise +5", "E0125", &["`$min_sise`"]);
    means("if employees = min_sise +5", "if employees = \"min_sise\" +5");
}

#[test]
fn names_with_a_slip() {
    let lists = "list free_mail = [\"gmail.com\"]\nif domain(email) in free_mial +5";
    fault(lists, "E0204", &["`free_mial`", "did you mean `free_mail`?"]);
    fault("on x +opne_points", "E0143", &["`$points`"]);
    let points = "param open_points = 2\non x +$opne_points";
    fault(points, "E0205", &["did you mean `open_points`?"]);
}

#[test]
fn decay_that_looks_like_a_part_of_the_rule() {
    let words = ["part of the rule above", "join it to the rule above"];
    fault("on email_open +1\n  decay 10%/30d", "E0119", &words);
    fault("on email_open +5 max 3", "W0103", &["`max 3 times`", "+5"]);
}

#[test]
fn statements_without_their_names() {
    fault("if at >= 50\non x +1", "E0135", &["`if`"]);
    fault("score at >= 50\non x +1", "E0135", &["`score`"]);
    fault("group best { on x +1 }", "E0135", &["`best`", "name"]);
}

#[test]
fn numbers_where_conditions_belong() {
    let fit = "score fit { if a > 5 +50 }\n";
    let half = format!("{fit}mql at >= 30 and fit\nsql at >= 50");
    fault(&half, "E0305", &["`fit` is a score", "`fit >= 20`"]);
    fault(&format!("{fit}sql at 50"), "E0143", &["`>= 50`"]);
    fault(&format!("{fit}sql at fit"), "E0144", &["comparison"]);
    fault("if count(x) +5", "E0305", &["`count(x) > 0`"]);
    fault("if 5 +5", "E0305", &["`5` is a number", "column"]);
    fault("if \"CTO\" +5", "E0305", &["`\"CTO\"` is text", "column"]);
}

#[test]
fn a_hash_inside_a_word() {
    fault("if title contains C# +5", "E0107", &["\"C#\""]);
    fault("if title in [C#, Java] +5\nif a = 1 +2", "E0107", &["\"C#\""]);
    means("if a = 1 +2 # and so on", "if a = 1 +2");
}

#[test]
fn what_only_looks_dangerous() {
    means("score s -50..50 { if flag = yes +1 }\nmql at >50->x", "mql at s > 50 -> x");
    let four = "lead { a number; b number; c number; d number }\n";
    means(&format!("{four}if a / b > c / d +1"), "if a / b > c / d +1");
    means("if a matches /^\\/p;#{2}\"/ +5", "if a matches /^/p;#{2}\"/ +5");
    let flags = "lead { a number; b number; d bool; e bool }\n";
    means(
        &format!("{flags}if (a + b) * 2 > 5 and (d or e) +1"),
        "if (a + b) * 2 > 5 and (d = yes or e = yes) +1",
    );
    means(
        "on x +1\ndisqualify if title = \"CTO\" \"label\"",
        "disqualify if title = \"cto\" \"label\"",
    );
    means("on x where flag = yes and any y within 10d before +1", "within 10d before");
}
