//! Leads that show something: what is found shows it, also as a test that is pasted into its file, and nearly everything is found.

use std::path::Path;
use std::path::PathBuf;

use baremo::check;
use baremo::check::Settings;
use baremo::data::RuleFiles;
use baremo::ir::Program;
use baremo::ir::program::LineId;
use baremo::testing;
use baremo::witness::Finder;
use baremo::witness::Target;
use baremo::witness::test_block;

use crate::differential::programs;
use crate::differential::random::Random;
use crate::rules;

fn models() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = rules::children(&top.join("examples"));
    folders.push(top.join("tests/run"));
    let files = folders.iter().flat_map(|folder| rules::children(folder));
    let is_model = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".score") && !name.ends_with("_test.score")
    };
    files.filter(is_model).collect()
}

fn main_program(path: &Path) -> Option<Program> {
    let compiled = rules::compile_file(path);
    compiled.models.into_iter().find_map(|model| model.program)
}

#[test]
fn what_is_found_passes_as_a_test() {
    let (mut found, mut all) = (0, 0);
    for path in models() {
        let Some(program) = main_program(&path) else { continue };
        let finder = Finder::new(&program);
        let mut missing = Vec::new();
        let mut tests = String::new();
        for &target in &finder.targets.all {
            all += 1;
            let Some(case) = finder.find(target) else {
                missing.push(target);
                continue;
            };
            found += 1;
            assert!(finder.shows(&case, target), "{}: {target:?}", path.display());
            tests += &test_block(&program, &format!("{target:?}"), &case, &finder.eval(&case));
        }
        if !missing.is_empty() {
            println!("{}: {missing:?}", path.display());
        }
        pass(&path, &tests);
    }
    println!("{found} of {all}");
    assert!(found * 100 > all * 97, "{found} of {all}");
}

/// The file with these tests behind it checks, and they pass.
fn pass(path: &Path, tests: &str) {
    let mut files = RuleFiles::open(&[path.display().to_string()]).expect("it can be read").files;
    files[0].1 += &format!("\n{tests}");
    let loader = RuleFiles::open(&[path.display().to_string()]).expect("it can be read");
    let compiled = check::compile(&files, &loader, &Settings::default());
    let wrong: Vec<&str> = compiled.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(!compiled.has_errors(), "{}: {wrong:?}\n{tests}", path.display());
    let failed: Vec<_> = testing::run(&compiled).into_iter().filter(|t| !t.passed).collect();
    assert!(failed.is_empty(), "{}: {:#?}\n{tests}", path.display(), failed[0].failures);
}

#[test]
fn random_programs_are_searched_to_the_end() {
    let (mut found, mut all) = (0, 0);
    for seed in 0..12 {
        let program = programs::program(&mut Random::new(seed), 2 + (seed % 6) as usize);
        let finder = Finder::new(&program);
        for &target in finder.targets.all.iter().filter(|t| matches!(t, Target::Fires(_))) {
            all += 1;
            found += usize::from(finder.find(target).is_some_and(|c| finder.shows(&c, target)));
        }
    }
    println!("{found} of {all}");
    assert!(found * 2 > all, "{found} of {all}");
}

#[test]
fn a_line_by_itself_comes_to_what_it_comes_to_among_all() {
    let mut fired = 0;
    for seed in 0..150 {
        let program = programs::program(&mut Random::new(seed), 1 + (seed % 8) as usize);
        let finder = Finder::new(&program);
        for case in finder.drawn(12) {
            let outcome = finder.eval(&case);
            for id in (0..program.lines.len() as u32).map(LineId) {
                let whole = outcome.in_model.then(|| vec![outcome.line(id).clone()]);
                fired += whole.iter().flatten().filter(|line| line.fired).count();
                assert_eq!(finder.lines(&case, &[id]), whole, "{seed}: {id:?}");
            }
        }
    }
    assert!(fired > 100, "{fired} lines fired");
}
