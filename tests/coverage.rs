//! Coverage: what tests show of the rules, whatever the file looks like; proposed tests raise it.

use baremo::format;
use baremo::testing::coverage::Coverage;

use crate::rules;

const MODEL: &str = "\
score s 0..50 {
  if title = CTO or title = CEO +10 \"Decides\"
  on visit where path = \"/prices\" +5 max 10 \"Prices\"
  group habits max 6 { if fans >= 10 +5; if fans >= 100 +5 }
}
warm at >= 10
hot at >= 20
otherwise cold
";

const TEST: &str = "\
test \"a CTO\" {
  lead { title = CTO }
  expect s = 10
}
";

fn coverage(text: &str) -> Coverage {
    let compiled = rules::compile_text("model.score", text);
    assert!(!compiled.has_errors(), "{:?}", compiled.diagnostics);
    Coverage::of(&compiled, true)
}

fn open(coverage: &Coverage) -> Vec<String> {
    let open = coverage.items.iter().filter(|item| item.cases == 0);
    open.map(|item| format!("{} {}: {}", item.line, item.title, item.what)).collect()
}

#[test]
fn what_no_test_shows_is_named() {
    insta::assert_snapshot!(open(&coverage(&format!("{MODEL}{TEST}"))).join("\n"));
}

#[test]
fn without_tests_nothing_is_covered() {
    let coverage = coverage(MODEL);
    assert_eq!((coverage.covered, coverage.percent()), (0, 0.0));
    assert!(coverage.total > 15, "{}", coverage.total);
}

#[test]
fn proposed_tests_cover_the_rest() {
    let first = coverage(MODEL);
    let tests: String = first.proposals.iter().map(|p| p.test.as_str()).collect();
    let then = coverage(&format!("{MODEL}{tests}"));
    assert_eq!(open(&then), Vec::<String>::new(), "{tests}");
    assert!(first.proposals.len() < first.total, "one test shows much");
}

#[test]
fn it_does_not_depend_on_the_looks_of_the_file() {
    let text = format!("{MODEL}{TEST}");
    let crooked =
        text.replace("; ", "\n").replace(" max 10", "   max 10").replace("{ if", "{\n\n\nif");
    let formatted = format::format(&crooked).text;
    let [first, second] = [crooked, formatted].map(|text| {
        let items = coverage(&text).items;
        items.into_iter().map(|item| (item.title, item.what, item.cases)).collect::<Vec<_>>()
    });
    assert_eq!(first, second);
}

#[test]
fn what_no_lead_can_show_does_not_count() {
    let coverage = coverage("if age > 50 and age < 20 +10 \"never\"\nif title = CTO +5");
    assert!(coverage.items.iter().all(|item| item.title != "never" || item.what != "gives points"));
}

#[test]
fn a_test_with_other_parameters_counts() {
    let text = "param many = 10\nif fans >= $many +5\n\
        test \"few\" {\n  set many = 2\n  lead { fans = 3 }\n  expect score = 5\n}";
    let coverage = coverage(text);
    let fires = coverage.items.iter().find(|item| item.what == "gives points").expect("the rule");
    assert_eq!(fires.cases, 1);
}
