//! Compiles the runtime of native objects by itself, where they are made: with the feature `jit`, on Linux, on x86-64 and aarch64.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = "src/native/runtime/alone.rs";
/// All that it is made of, besides its own folder.
const SHARED: [&str; 7] = [
    "src/native/frame.rs",
    "src/native/occurrences.rs",
    "src/native/windows.rs",
    "src/types/math.rs",
    "src/types/points.rs",
    "src/types/text.rs",
    "src/types/units.rs",
];

fn main() {
    println!("cargo::rerun-if-changed=src/native/runtime");
    println!("cargo::rerun-if-changed=build.rs");
    SHARED.iter().for_each(|file| println!("cargo::rerun-if-changed={file}"));
    let told = |name: &str| env::var(name).unwrap_or_default();
    let archive = Path::new(&told("OUT_DIR")).join("libruntime.a");
    let is_target = told("CARGO_CFG_TARGET_OS") == "linux"
        && ["x86_64", "aarch64"].contains(&told("CARGO_CFG_TARGET_ARCH").as_str());
    if env::var_os("CARGO_FEATURE_JIT").is_none() || !is_target {
        fs::write(archive, []).expect("cargo's folder can be written");
        return;
    }
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-type", "staticlib", "--crate-name", "runtime"]);
    rustc.args(["-C", "panic=abort", "-C", "opt-level=3", "-C", "lto=fat"]);
    rustc.args(["-C", "codegen-units=1", "-C", "relocation-model=pic", "-C", "debuginfo=0"]);
    // The compiler uses the rest of what they share.
    rustc.args(["-A", "dead_code", "--target", &told("TARGET"), ROOT, "-o"]).arg(&archive);
    let output = rustc.output().expect("there is a compiler: it compiles this");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the runtime of native objects does not compile:\n{words}");
}
