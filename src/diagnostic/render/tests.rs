//! Snapshots of each form on the same few diagnostics.

use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Edit;
use crate::diagnostic::render::github;
use crate::diagnostic::render::gitlab;
use crate::diagnostic::render::json;
use crate::diagnostic::render::junit;
use crate::diagnostic::render::plain;
use crate::diagnostic::render::sarif;
use crate::diagnostic::render::tally;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;

const RULES: &str = "# ventas\ntítulo: x\nif title == CTO +10\non email_open +1\n";

fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.add(Source::new("b2b.score", RULES));
    sources.add(Source::new("common.score", "list free = [a]\nlist other = [b]\n"));
    sources
}

fn find(sources: &Sources, file: u32, text: &str) -> Span {
    let id = crate::source::FileId(file);
    let start = sources.get(id).text.find(text).expect("the text is there");
    Span::new(id, start, start + text.len())
}

fn wrong_word(sources: &Sources) -> Diagnostic {
    let span = find(sources, 0, "==");
    Diagnostic::error(Code("E0110"), span, "`==` is not a comparison").here("here").fix(
        "write `=`",
        span,
        "=",
    )
}

fn two_files(sources: &Sources) -> Diagnostic {
    let title = find(sources, 0, "title");
    Diagnostic::warning(Code("W0999"), title, "`title` stands in two files")
        .here("read here")
        .label(find(sources, 1, "other"), "and declared here")
        .help("keep one of the two")
        .fix_all("rename both", vec![Edit { span: title, text: "cargo".into() }])
}

#[test]
fn plain_is_one_line() {
    let s = sources();
    assert_eq!(
        plain::render(&wrong_word(&s), &s),
        "b2b.score:3:10: error[E0110]: `==` is not a comparison"
    );
    assert_eq!(
        plain::render(&two_files(&s), &s),
        "b2b.score:3:4: warning[W0999]: `title` stands in two files"
    );
}

#[test]
fn documents_and_annotations() {
    let s = sources();
    let all = [wrong_word(&s), two_files(&s), wrong_word(&s)];
    let lines: Vec<String> = all.iter().map(|d| github::render(d, &s)).collect();
    insta::assert_snapshot!("github", lines.join("\n"));
    insta::assert_snapshot!("gitlab", gitlab::render(&all, &s));
    insta::assert_snapshot!("junit", junit::render(&all, &s, &["b2b.score", "common.score"]));
    let sarif = sarif::render(&all, &s);
    insta::assert_snapshot!("sarif", sarif.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

/// In a merge request the same fault has the same fingerprint, and two of a kind have two.
#[test]
fn fingerprints_tell_faults_apart() {
    let s = sources();
    let print = |text: &str| -> Vec<String> {
        let issues: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
        let issues = issues.as_array().expect("it is an array").iter();
        issues.map(|issue| issue["fingerprint"].to_string()).collect()
    };
    let all = print(&gitlab::render(&[wrong_word(&s), two_files(&s), wrong_word(&s)], &s));
    let fewer = print(&gitlab::render(&[two_files(&s), wrong_word(&s)], &s));
    assert_eq!((&all[0], &all[1]), (&fewer[1], &fewer[0]));
    assert!(all[0] != all[2]);
}

#[test]
fn json_names_every_place() {
    let s = sources();
    let value = serde_json::to_string_pretty(&json::report(&two_files(&s), &s)).expect("json");
    insta::assert_snapshot!(value);
}

#[test]
fn the_tally_counts_both() {
    let s = sources();
    assert_eq!(tally(&[]), None);
    assert_eq!(
        tally(&[wrong_word(&s), wrong_word(&s), two_files(&s)]).as_deref(),
        Some("2 errors, 1 warning")
    );
}

#[cfg(feature = "cli")]
mod human {
    use super::*;
    use crate::diagnostic::render::human::Look;
    use crate::diagnostic::render::human::render;

    #[test]
    fn a_fix_reads_as_help() {
        let s = sources();
        insta::assert_snapshot!(render(&wrong_word(&s), &s, Look::default()));
    }

    #[test]
    fn a_second_file_is_a_second_drawing() {
        let s = sources();
        insta::assert_snapshot!(render(&two_files(&s), &s, Look::default()));
    }

    #[test]
    fn narrow_and_ascii() {
        let s = sources();
        let look = Look { width: 40, color: false, unicode: false };
        insta::assert_snapshot!(render(&two_files(&s), &s, look));
    }

    #[test]
    fn colours_only_when_asked() {
        let s = sources();
        let drawn = |color| render(&wrong_word(&s), &s, Look { color, ..Look::default() });
        assert!(!drawn(false).contains('\u{1b}'));
        assert!(drawn(true).contains("\u{1b}["));
    }

    #[test]
    fn any_place_can_be_drawn() {
        for text in ["", "a", "a\n", "\n\n", "é\r\nx", "\u{feff}if"] {
            let mut s = Sources::default();
            let file = s.add(Source::new("x.score", text));
            for start in 0..=text.len() + 1 {
                for end in start..=text.len() + 2 {
                    let d =
                        Diagnostic::error(Code("E0101"), Span::new(file, start, end), "message")
                            .here("here");
                    let drawn = render(&d, &s, Look::default());
                    assert!(drawn.contains("here"), "{text:?} {start}..{end}\n{drawn}");
                }
            }
        }
    }
}
