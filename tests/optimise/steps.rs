//! Small rule files, each for the pass of its name: the program before, and after each pass that changed it.

use baremo::ir;
use baremo::ir::Program;
use baremo::optimise::{self, Pass, Passes};

use crate::rules;

/// The pass of the file's name runs, and `constants` with it, which folds what the others leave behind.
#[test]
fn each_step_reads_as_its_snapshot() {
    insta::glob!("steps/*.score", |path| {
        let compiled = rules::compile_file(path);
        assert!(!compiled.has_errors(), "{:?}", rules::codes(&compiled.diagnostics));
        let program = compiled.models[0].program.as_ref().expect("no errors");
        let name = path.file_stem().expect("it is a file").to_string_lossy();
        let pass = Pass::named(&name).expect("the name of a pass");
        let passes: Passes = [pass, Pass::Constants].into_iter().collect();
        let mut steps = format!("# as checked\n{}", scores(program));
        optimise::run_telling(program.clone(), passes, &mut |pass, program| {
            steps += &format!("\n# after {}\n{}", pass.name(), scores(program));
        });
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().expect("it stands in a folder"));
        settings.set_prepend_module_to_snapshot(false);
        settings.remove_snapshot_suffix();
        settings.set_omit_expression(true);
        settings.remove_input_file();
        settings.bind(|| insta::assert_snapshot!(&*name, steps));
    });
}

/// Without the columns that it reads.
fn scores(program: &Program) -> String {
    let text = ir::print(program);
    let at = text.find("\nscore ").expect("a score");
    text[at + 1..].into()
}
