//! Every form of the language, each file without a fault.

use baremo::diagnostic::Diagnostic;
use baremo::source::{FileId, Source};
use baremo::syntax::parse;

pub fn faults(text: &str) -> Vec<Diagnostic> {
    parse(FileId(0), text).diagnostics
}

#[test]
fn valid_files_have_no_faults() {
    insta::glob!("valid/*.score", |path| {
        let text = std::fs::read_to_string(path).expect("a readable file");
        let source = Source::new("x", text.clone());
        let list: Vec<String> = faults(&text)
            .iter()
            .map(|d| {
                format!(
                    "{} {} {:?}",
                    source.position(d.span().start),
                    d.message,
                    text.get(d.span().range())
                )
            })
            .collect();
        assert!(list.is_empty(), "{}:\n{}", path.display(), list.join("\n"));
    });
}
