//! The page about bytecode shows what the compiler makes of its example.

use baremo::bytecode;
use baremo::check::{NoFiles, Settings, compile};
use baremo::optimise::{self, Passes};

/// What stands between this fence and its end.
fn block<'p>(page: &'p str, fence: &str) -> &'p str {
    let (_, from) = page.split_once(&format!("```{fence}\n")).expect("the fence");
    from.split_once("```").expect("its end").0
}

#[test]
fn the_page_shows_real_bytecode() {
    let page = include_str!("../docs/reference/bytecode.md");
    let file = ("example.score".into(), block(page, "score").into());
    let compiled = compile(&[file], &NoFiles, &Settings::default());
    let program = compiled.models[0].program.as_ref().expect("no errors");
    let printed = bytecode::print(&bytecode::lower(&optimise::run(program.clone(), Passes::all())));
    assert_eq!(block(page, "text"), printed, "the page should show\n{printed}");
}
