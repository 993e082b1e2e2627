//! Every command as a user runs it: `tests/cmd/*.md` hold command lines, what they print and how they end.
//!
//! A page `score.md` runs in a copy of the folder `score.in`; an (empty) folder `score.out` says that it may write there.

#[test]
fn cmd() {
    trycmd::TestCases::new().case("tests/cmd/*.md").run();
}
