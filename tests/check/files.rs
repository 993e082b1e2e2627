//! Files that belong together: `use`, `list from`, `_test.score`, and `--set`.

use std::collections::BTreeMap;

use baremo::check::{Compiled, LoadError, Loader, Settings, compile};

/// Files in memory; some cannot be had.
#[derive(Default)]
struct Shelf {
    files: BTreeMap<&'static str, &'static str>,
    faults: BTreeMap<&'static str, LoadError>,
}

impl Shelf {
    fn with(files: &[(&'static str, &'static str)]) -> Shelf {
        Shelf { files: files.iter().copied().collect(), ..Shelf::default() }
    }

    fn fault(path: &'static str, fault: LoadError) -> Shelf {
        Shelf { faults: BTreeMap::from([(path, fault)]), ..Shelf::default() }
    }
}

impl Loader for Shelf {
    fn load(&self, _: &str, path: &str) -> Result<(String, String), LoadError> {
        if let Some(fault) = self.faults.get(path) {
            return Err(fault.clone());
        }
        match self.files.get(path) {
            Some(text) => Ok((path.into(), (*text).into())),
            None => Err(LoadError::NotFound),
        }
    }
}

const LIST: &str = "list competitors from \"competitors.txt\"\nif company in competitors -50\n";

fn model(text: &str, shelf: &Shelf) -> Compiled {
    compile(&[("leads.score".into(), text.into())], shelf, &Settings::default())
}

fn set(text: &str, name: &str, value: &str) -> Compiled {
    let settings = Settings { set: vec![(name.into(), value.into())] };
    compile(&[("leads.score".into(), text.into())], &Shelf::default(), &settings)
}

/// The one report: its code, its message and the text at its place.
#[track_caller]
fn only(compiled: &Compiled) -> (&'static str, String, String) {
    let [one] = &compiled.diagnostics[..] else { panic!("{:#?}", compiled.diagnostics) };
    (one.code.0, one.message.clone(), compiled.sources.text(one.span()).to_string())
}

#[track_caller]
fn clean(compiled: &Compiled) {
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    assert!(compiled.models.iter().all(|m| m.program.is_some()));
}

#[test]
fn a_list_file_is_read_by_lines() {
    let text = "\u{feff}acme\r\n  globex  \n\n";
    let compiled = model(LIST, &Shelf::with(&[("competitors.txt", text)]));
    clean(&compiled);
    let program = compiled.models[0].program.as_ref().expect("a program");
    let shown = baremo::ir::print::print(program);
    assert!(shown.contains("\"acme\", \"globex\"") || shown.contains("[acme, globex]"), "{shown}");
}

#[test]
fn a_missing_list_is_told_once() {
    let (code, message, place) = only(&model(LIST, &Shelf::default()));
    assert_eq!((code, place.as_str()), ("E0801", "\"competitors.txt\""));
    assert!(message.contains("`competitors.txt`"), "{message}");
}

#[test]
fn a_missing_used_file_hides_no_name() {
    // What the file would have declared is not reported as missing.
    let text = "use \"common.score\"\nif title in top_titles +$points\n";
    assert_eq!(only(&model(text, &Shelf::default())).0, "E0801");
}

#[test]
fn files_outside_are_not_read() {
    let text = "list competitors from \"../secret.txt\"\nif company in competitors -50\n";
    let (code, message, _) = only(&model(text, &Shelf::fault("../secret.txt", LoadError::Outside)));
    assert_eq!(code, "E0802");
    assert!(message.contains("outside the folder"), "{message}");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let faults = [
        (LoadError::TooLarge { limit: 64 << 20 }, "larger than 64 MiB"),
        (LoadError::NotText, "UTF-8"),
        (LoadError::Other("permission denied".into()), "permission denied"),
    ];
    for (fault, words) in faults {
        let (code, message, _) = only(&model(LIST, &Shelf::fault("competitors.txt", fault)));
        assert_eq!(code, "E0803");
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn an_empty_list_file_is_no_list() {
    let (code, message, _) = only(&model(LIST, &Shelf::with(&[("competitors.txt", " \n\n")])));
    assert_eq!(code, "E0804");
    assert!(message.contains("`competitors.txt`"), "{message}");
}

#[test]
fn files_may_not_use_each_other_in_a_circle() {
    let shelf = Shelf::with(&[
        ("lists.score", "use \"more.score\"\nlist top_titles = [CEO, CTO]\n"),
        ("more.score", "use \"lists.score\"\nlist free_mail = [\"gmail.com\"]\n"),
    ]);
    let (code, message, place) =
        only(&model("use \"lists.score\"\nif title in top_titles +10\n", &shelf));
    assert_eq!((code, place.as_str()), ("E0805", "\"lists.score\""));
    assert!(message.contains("circle"), "{message}");
}

#[test]
fn a_file_may_not_use_itself() {
    let shelf = Shelf::with(&[("lists.score", "use \"lists.score\"\nlist top = [CEO, CTO]\n")]);
    let (code, message, _) = only(&model("use \"lists.score\"\nif title in top +10\n", &shelf));
    assert_eq!(code, "E0805");
    assert!(message.contains("itself"), "{message}");
}

#[test]
fn a_file_used_twice_is_read_once() {
    let shelf = Shelf::with(&[
        ("a.score", "use \"base.score\"\ndefine boss: title in top\n"),
        ("b.score", "use \"base.score\"\ndefine spanish: country = ES\n"),
        ("base.score", "list top = [CEO, CTO]\n"),
    ]);
    let text = "use \"a.score\"\nuse \"b.score\"\nif boss and spanish +10\n";
    clean(&model(text, &shelf));
}

#[test]
fn used_files_hold_no_rules() {
    for line in ["on email_open +1", "mql at >= 30", "score fit { if boss +1 }", "decay 10%/30d"] {
        let text: &'static str =
            Box::leak(format!("list top = [CEO, CTO]\n{line}\n").into_boxed_str());
        let shelf = Shelf::with(&[("common.score", text)]);
        let compiled = model("use \"common.score\"\nif title in top +10\n", &shelf);
        let (code, _, place) = only(&compiled);
        assert_eq!((code, place.as_str()), ("E0806", line));
    }
}

#[test]
fn one_name_from_two_files_is_an_error() {
    let shelf = Shelf::with(&[("common.score", "list top = [CEO, CTO]\n")]);
    let text = "use \"common.score\"\nlist top = [CMO]\nif title in top +10\n";
    assert_eq!(only(&model(text, &shelf)).0, "E0208");
}

#[test]
fn a_fault_in_a_used_file_is_shown_there() {
    let shelf = Shelf::with(&[("common.score", "define boss: title = CEO or CTO\n")]);
    let compiled = model("use \"common.score\"\nif boss +10\n", &shelf);
    let (code, _, place) = only(&compiled);
    assert_eq!((code, place.as_str()), ("E0207", "CTO"));
    let file = compiled.sources.get(compiled.diagnostics[0].span().file);
    assert_eq!(&*file.name, "common.score");
}

const OPENS: &str = "param open_points = 1\non email_open +$open_points max 20\n";

#[test]
fn a_parameter_is_set() {
    clean(&set(OPENS, "open_points", "2.5"));
}

#[test]
fn only_parameters_are_set() {
    let (code, message, _) = only(&set(OPENS, "open_point", "2"));
    assert_eq!(code, "E0807");
    assert!(message.contains("`open_point`"), "{message}");
}

#[test]
fn a_parameter_is_set_to_a_value() {
    for value in ["", "2 +", "= 2", "{", "2\non x +1"] {
        let compiled = set(OPENS, "open_points", value);
        assert_eq!(only(&compiled).0, "E0807", "{value:?}");
    }
}

#[test]
fn what_is_set_is_checked_again() {
    assert_eq!(only(&set(OPENS, "open_points", "0.125")).0, "E0319");
    assert_eq!(only(&set(OPENS, "open_points", "high")).0, "E0306");
    let span = "param recent = 30d\nif any demo_request within $recent +20\n";
    assert_eq!(only(&set(span, "recent", "30")).0, "E0309");
}

fn with_tests(tests: (&str, &str)) -> Compiled {
    let files = [("leads.score".to_string(), "on email_open +5\n".to_string())];
    let tests = (tests.0.to_string(), tests.1.to_string());
    compile(&[files[0].clone(), tests], &Shelf::default(), &Settings::default())
}

const TEST: &str = "test \"an open\" { email_open 1d ago; expect score = 5 }\n";

#[test]
fn tests_stand_beside_their_model() {
    let compiled = with_tests(("leads_test.score", TEST));
    clean(&compiled);
    assert_eq!(compiled.models[0].tests.len(), 1);
}

#[test]
fn tests_need_their_model() {
    let compiled = with_tests(("lead_test.score", TEST));
    let (code, message, _) = only(&compiled);
    assert_eq!(code, "E0808");
    assert!(message.contains("`lead.score`"), "{message}");
}

#[test]
fn a_test_file_holds_only_tests() {
    let text = format!("on email_click +10\n{TEST}");
    let (code, _, place) = only(&with_tests(("leads_test.score", &text)));
    assert_eq!((code, place.as_str()), ("E0809", "on email_click +10"));
}

#[test]
fn a_fault_in_a_test_file_is_reported_there() {
    let compiled = with_tests(("leads_test.score", &TEST.replace("score = 5", "scor = 5")));
    assert_eq!(only(&compiled).0, "E0211");
}
