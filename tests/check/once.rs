//! One mistake is one report: what could not be read is not missed, and one slip in many places is told once.

use super::{applied, checked, places};

#[track_caller]
fn only(text: &str, code: &str) {
    let compiled = checked(text);
    let codes: Vec<&str> = places(&compiled).iter().map(|p| p.1).collect();
    let said: Vec<&str> = compiled.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(codes, [code], "{text}\n{said:#?}");
}

#[test]
fn a_declaration_that_could_not_be_read_is_not_missed() {
    only("liist top = [CEO, CTO]\nif title in top +10", "E0117");
    only("param = 2\non email_open +$open_points", "E0143");
    only("param open_points 2\non email_open +$open_points", "E0143");
    only("lead { title text; country }\nif title = CEO and country = ES +10", "E0144");
    only("eventt email_open\nevent email_click\non email_open +1\non email_click +3", "E0117");
    only("score { if a = 1 +1 }\nscore b { on x +1 }\nscore total = a + b", "E0143");
}

#[test]
fn a_grade_that_could_not_be_read_has_any_label() {
    let text = "score fit { if a > 5 +60 }\n\
                score web { on x +1 max 60 }\n\
                grade fit { A >= 50; otherwise B }\n\
                grade web { hot at >= 50; otherwise cold }\n\
                matrix next fit by web { hot cold; A call mail; B mail drop }\n\
                sql at fit >= 50 and fit_grade = A";
    only(text, "E0143");
}

#[test]
fn a_column_of_two_types_is_told_once() {
    let text = "if employees > 50 +5\nif employees = large +10\n\
                if employees contains 5 +1\nif employees within 3d +1\n\
                points by employees { up to 10 +5; above +20; unknown 0 }";
    only(text, "E0301");
}

#[test]
fn a_circle_is_told_once() {
    only("define a: b\ndefine b: c\ndefine c: a\nif a and b and c +1\nif a +2", "E0409");
}

#[test]
fn a_fault_in_a_definition_is_told_once_however_often_it_is_used() {
    let text = "lead { title text }\ndefine boss: title = CEO or CTO\n\
                if boss +10\nif boss and title is known +5";
    only(text, "E0207");
}

#[test]
fn one_slip_in_many_places_is_one_report_whose_fix_mends_all() {
    let text = "lead { employees number }\nif employes > 50 +5\nif employes > 500 +5\n\
                if employes > 5000 +5";
    let compiled = checked(text);
    let [one] = &compiled.diagnostics[..] else { panic!("{:#?}", compiled.diagnostics) };
    assert_eq!(one.labels.len(), 3);
    let fixed = applied(text, &one.fixes[0]);
    assert!(checked(&fixed).diagnostics.is_empty(), "{fixed}");
}

#[test]
fn a_fault_in_a_test_of_many_cases_is_told_once() {
    let text = "points by employees { up to 10 +5; above +20; unknown 0 }\n\
                test \"sizes\" for size, expected in [ (5, 5), (9, 5), (900, 20) ] {\n\
                lead { employees = $size }\nexpect scor = $expected\n}";
    only(text, "E0211");
}
