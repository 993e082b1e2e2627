//! What cannot be: a state that is in use, of another model, cut, without room; an output that was cut; and that nothing acknowledged is lost by it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use super::baremo;
use super::folder;
use super::made;
use super::ok;
use super::run;
use super::text;

const STREAM: &[&str] =
    &["stream", "m.score", "--state", "s", "--clock", "input", "--rejects", "rejects.jsonl"];

fn fails(output: &Output, code: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains(code), "expected {code}: {errors}");
}

fn made(name: &str, lines: u64) -> std::path::PathBuf {
    let folder = folder(name);
    made::write(&folder, lines, 30);
    folder
}

fn scores(folder: &Path) -> String {
    ok(run(folder, &["stream", "m.score", "--state", "s", "--scores"], &folder.join("in.jsonl")))
}

#[test]
fn two_streams_do_not_share_a_state() {
    let folder = made("in-use", 100);
    let mut first = baremo(&folder, STREAM)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut pipe = first.stdin.take().expect("a pipe");
    pipe.write_all(b"{\"lead_id\":1,\"event\":\"demo_request\",\"time\":\"2026-01-01\"}\n")
        .expect("written");
    // The first change tells that the state is open.
    let mut told = [0; 1];
    std::io::Read::read_exact(&mut first.stdout.take().expect("a pipe"), &mut told).expect("read");
    fails(&run(&folder, STREAM, &folder.join("in.jsonl")), "E0703");
    drop(pipe);
    assert!(first.wait().expect("it ends").success());
}

#[test]
fn rules_that_changed_are_noticed_and_rebuilt() {
    let folder = made("other-model", 400);
    let input = folder.join("in.jsonl");
    ok(run(&folder, STREAM, &input));
    // What is no other meaning is no other model.
    fs::write(folder.join("m.score"), format!("# the same\n{}", made::MODEL)).expect("written");
    let before = scores(&folder);
    fs::write(folder.join("m.score"), made::MODEL.replace("email_open +1", "email_open +4"))
        .expect("written");
    fails(&run(&folder, STREAM, &input), "E0702");
    let rebuild: Vec<&str> = STREAM.iter().copied().chain(["--rebuild"]).collect();
    let told = ok(run(&folder, &rebuild, &input));
    let after = scores(&folder);
    // Exactly those are told whose stage is another.
    let stage = |table: &str| -> Vec<(String, String)> {
        let cell = |line: &str, n: usize| line.split(',').nth(n).unwrap_or_default().to_string();
        table.lines().skip(1).map(|line| (cell(line, 0), cell(line, 2))).collect()
    };
    let moved = stage(&before).into_iter().zip(stage(&after)).filter(|(a, b)| a != b);
    let moved: Vec<String> = moved.map(|((lead, _), _)| lead).collect();
    let of = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("a change");
    let told: Vec<String> =
        told.lines().map(|line| of(line)["lead"].as_str().expect("a lead").into()).collect();
    assert!(!moved.is_empty());
    assert_eq!(told, moved);
    assert_eq!(after, {
        let fresh = made("other-model-fresh", 400);
        fs::copy(folder.join("m.score"), fresh.join("m.score")).expect("copied");
        ok(run(&fresh, STREAM, &fresh.join("in.jsonl")));
        scores(&fresh)
    });
}

#[test]
fn a_state_that_was_cut_is_told() {
    let folder = made("cut", 400);
    ok(run(&folder, STREAM, &folder.join("in.jsonl")));
    let file = folder.join("s/state.redb");
    let whole = fs::read(&file).expect("the state");
    for part in [0, 1, 100, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..part]).expect("written");
        let output = run(&folder, STREAM, &folder.join("in.jsonl"));
        let errors = String::from_utf8_lossy(&output.stderr);
        // An empty file is a new state, and says so by having applied nothing.
        let new = part == 0 && output.status.success();
        assert!(
            new || output.status.code() == Some(2) && errors.contains("E0704"),
            "{part}: {errors}"
        );
        assert!(!errors.contains("panicked"), "{errors}");
    }
    fs::write(&file, &whole).expect("written");
    assert!(!scores(&folder).is_empty());
}

/// Killed while it was made, a store is none, and is made again.
#[test]
fn what_was_half_made_is_made_again() {
    for left in [&b""[..], b"r", &[0; 4096], &[7; 100_000]] {
        let folder = made("half-made", 200);
        fs::create_dir_all(folder.join("s")).expect("a folder");
        fs::write(folder.join("s/new.redb"), left).expect("written");
        ok(run(&folder, STREAM, &folder.join("in.jsonl")));
        assert!(!folder.join("s/new.redb").exists());
    }
}

/// A limit on the size of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_acknowledged() {
    let folder = made("full", 6_000);
    let limited = |blocks: u32, more: &str| -> Output {
        let command = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec '{}' stream m.score --state s --clock input --rejects rejects.jsonl --output changes.jsonl {more}",
            env!("CARGO_BIN_EXE_baremo"),
        );
        let input = fs::File::open(folder.join("in.jsonl")).expect("the input");
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(command).current_dir(&folder).stdin(Stdio::from(input));
        shell.output().expect("a shell")
    };
    let mut failed = 0;
    for blocks in [64, 200, 400, 800, 1_200] {
        let output = limited(blocks, "--from-start");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("panicked"), "{errors}");
        if !output.status.success() {
            failed += 1;
            assert!(errors.contains("E0705") || errors.contains("E0620"), "{errors}");
        }
    }
    assert!(failed > 0, "there was room for everything");
    ok(run(
        &folder,
        &[STREAM, &["--output", "changes.jsonl", "--from-start"]].concat(),
        &folder.join("in.jsonl"),
    ));
    let fresh = made("full-fresh", 6_000);
    let told = ok(run(&fresh, STREAM, &fresh.join("in.jsonl")));
    assert_eq!(text(&folder, "changes.jsonl"), told);
    assert_eq!(text(&folder, "rejects.jsonl"), text(&fresh, "rejects.jsonl"));
    assert_eq!(scores(&folder), scores(&fresh));
}

#[test]
fn an_output_that_was_cut_is_told() {
    let folder = made("output-cut", 200);
    let stream = [STREAM, &["--output", "changes.jsonl"]].concat();
    ok(run(&folder, &stream, &folder.join("in.jsonl")));
    fs::write(folder.join("changes.jsonl"), "").expect("written");
    fails(&run(&folder, &stream, &folder.join("in.jsonl")), "E0706");
}

#[test]
fn a_folder_without_a_state_is_told() {
    let folder = made("none", 10);
    for asked in ["--status", "--scores"] {
        let output = run(
            &folder,
            &["stream", "m.score", "--state", "elsewhere", asked],
            &folder.join("in.jsonl"),
        );
        fails(&output, "E0707");
    }
    assert!(!folder.join("elsewhere").exists());
}

/// Where nothing takes lines that are no good, the first of them ends the stream; all before it is acknowledged.
#[test]
fn the_first_bad_line_ends_a_stream_without_rejects() {
    let folder = made("bad-line", 10);
    let good = "{\"lead_id\":1,\"event\":\"email_open\",\"time\":\"2026-01-01\"}\n";
    let input = folder.join("bad.jsonl");
    fs::write(
        &input,
        format!("{good}{good}{{\"lead_id\":1,\"event\":\"email_open\",\"time\":\"soon\"}}\n{good}"),
    )
    .expect("written");
    let output = run(&folder, &["stream", "m.score", "--state", "s", "--clock", "input"], &input);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("line 3") && errors.contains("`soon` is not a time"), "{errors}");
    let status = ok(run(&folder, &["stream", "m.score", "--state", "s", "--status"], &input));
    assert!(
        status.contains("\"lines\": 2")
            && status.contains(&format!("\"bytes\": {}", 2 * good.len())),
        "{status}"
    );
}
