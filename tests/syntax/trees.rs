//! The tree of representative files, as snapshots.

use baremo::source::FileId;
use baremo::syntax::parse;

#[test]
fn trees() {
    insta::glob!("valid/*.score", |path| {
        let text = std::fs::read_to_string(path).expect("a readable file");
        insta::assert_debug_snapshot!(parse(FileId(0), &text).file);
    });
}
