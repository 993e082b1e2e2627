//! The C interface: the header is what the library declares, and a C program that includes it passes its tests, under Valgrind where there is one.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use baremo::Model;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `INSTA_UPDATE=always` writes it anew.
#[test]
fn the_header_is_what_the_library_declares() {
    let config = cbindgen::Config::from_file(top().join("cbindgen.toml")).expect("it is sound");
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = builder.with_src(top().join("src/bindings/mod.rs"));
    let mut made = Vec::new();
    builder.generate().expect("the declarations can be read").write(&mut made);
    let made = String::from_utf8(made).expect("a header is text");
    // What Rust asks of a caller in a section of its own, C is told in a sentence.
    let made = made.replace("// # Safety\n//\n", "").replace("[`", "`").replace("`]", "`");
    let path = top().join("include/baremo.h");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(&path, &made).expect("it can be written");
    }
    let there = fs::read_to_string(&path).expect("include/baremo.h is there");
    assert!(there == made, "include/baremo.h is out of date: INSTA_UPDATE=always writes it anew");
}

#[test]
fn a_c_program_scores() {
    let folder = library();
    let artifact = folder.join("test_of_c.baremo");
    let model = Model::from_source("if a = b +1").unwrap_or_else(|errors| panic!("{errors}"));
    fs::write(&artifact, model.to_artifact().expect("it is small")).expect("it can be written");
    let program = compiled(Path::new("tests/c/test.c"), "test_of_c", &folder);
    let run = Command::new(&program).arg(&artifact).env("LD_LIBRARY_PATH", &folder).output();
    let run = run.expect("the program runs");
    passed(&run, "tests/c/test.c");
    insta::assert_snapshot!(String::from_utf8_lossy(&run.stdout));
    under_valgrind(&program, &artifact, &folder);
    the_page_tells_a_program_that_runs(&folder);
}

/// The program of docs/reference/c.md prints what stands behind it.
fn the_page_tells_a_program_that_runs(folder: &Path) {
    let page = fs::read_to_string(top().join("docs/reference/c.md")).expect("the page is there");
    let block = |language: &str| {
        let (_, rest) = page.split_once(&format!("```{language}\n")).expect("it has such a block");
        rest.split_once("```").expect("the block ends").0
    };
    let source = folder.join("page_of_c.c");
    fs::write(&source, block("c")).expect("it can be written");
    let program = compiled(&source, "page_of_c", folder);
    let run = Command::new(program).env("LD_LIBRARY_PATH", folder).output();
    let run = run.expect("the program runs");
    passed(&run, "the program of docs/reference/c.md");
    assert_eq!(String::from_utf8_lossy(&run.stdout), block("text"));
}

/// A C program, compiled and linked with the library.
fn compiled(source: &Path, name: &str, folder: &Path) -> PathBuf {
    let program = folder.join(name);
    let mut compile = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    compile.current_dir(top()).args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-g", "-pthread"]);
    compile.args(["-I", "include", "-o"]).arg(&program).arg(source);
    compile.arg(folder.join(format!("{DLL_PREFIX}baremo{DLL_SUFFIX}")));
    let output = compile.output().expect("a Rust toolchain has a C compiler");
    passed(&output, &format!("compiling {}", source.display()));
    program
}

/// No error, and nothing lost.
fn under_valgrind(program: &Path, artifact: &Path, folder: &Path) {
    let mut memcheck = Command::new("valgrind");
    memcheck.args(["--quiet", "--error-exitcode=9", "--leak-check=full"]);
    memcheck.args(["--errors-for-leak-kinds=definite", "--show-leak-kinds=definite"]);
    match memcheck.arg(program).arg(artifact).env("LD_LIBRARY_PATH", folder).output() {
        Ok(run) => passed(&run, "tests/c/test.c under Valgrind"),
        Err(_) => println!("there is no Valgrind here: memory was not checked"),
    }
}

/// Builds the library as another program would link it; the folder that it is in.
fn library() -> PathBuf {
    let own = std::env::current_exe().expect("this program has a path");
    let folder = own.parent().and_then(Path::parent).expect("`target/PROFILE/deps` is above it");
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.current_dir(top()).args(["rustc", "--locked", "--quiet", "--features", "c"]);
    build.args(["--lib", "--crate-type", "cdylib"]);
    build.args(if folder.ends_with("release") { &["--release"][..] } else { &[] });
    build.arg("--target-dir").arg(folder.parent().expect("`target` is above it"));
    passed(&build.output().expect("cargo runs"), "building the library");
    folder.to_path_buf()
}

fn passed(output: &Output, what: &str) {
    assert!(
        output.status.success(),
        "{what} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
