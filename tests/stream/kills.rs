//! Killed at random instants, and started again with the same input: as if nothing had happened.
//!
//! `BAREMO_KILLS` sets how often.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::differential::random::Random;

use super::baremo;
use super::folder;
use super::made;
use super::ok;
use super::run;
use super::text;

/// Of each of the two ways to write: 200 together.
const KILLS: u32 = 100;
const STREAM: &[&str] = &[
    "stream",
    "m.score",
    "--state",
    "s",
    "--clock",
    "input",
    "--rejects",
    "rejects.jsonl",
    "--from-start",
];
const FILE: &[&str] = &["--output", "changes.jsonl"];

fn kills() -> u32 {
    std::env::var("BAREMO_KILLS").ok().and_then(|n| n.parse().ok()).map_or(KILLS, |n: u32| n / 2)
}

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    STREAM.iter().chain(more).copied().collect()
}

/// What was told, what was rejected, how far it came, and the scores of all leads with every line.
fn end(folder: &Path, told: String) -> [String; 4] {
    let empty = folder.join("empty");
    fs::write(&empty, "").expect("written");
    let status = ok(run(folder, &["stream", "m.score", "--state", "s", "--status"], &empty));
    let scores =
        ok(run(folder, &["stream", "m.score", "--state", "s", "--scores", "--lines"], &empty));
    [told, text(folder, "rejects.jsonl"), status, scores]
}

/// Without a break.
fn whole(name: &str, lines: u64) -> [String; 4] {
    let folder = folder(name);
    made::write(&folder, lines, 60);
    let told = ok(run(&folder, STREAM, &folder.join("in.jsonl")));
    assert!(told.lines().count() > 100, "{told}");
    end(&folder, told)
}

/// Starts it, gives it the input piece by piece, and kills it after a while; true where it came to its end before.
fn one(folder: &Path, more: &[&str], known: usize, after: Duration) -> (bool, String) {
    let input = fs::read(folder.join("in.jsonl")).expect("the input");
    let mut child = baremo(folder, &with(more))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let mut told = child.stdout.take().expect("a pipe");
    // Small pieces make many transactions; a pipe that breaks belongs to the test.
    let feeding = std::thread::spawn(move || {
        let (known, new) = input.split_at(known);
        for piece in std::iter::once(known).chain(new.chunks(1_000)) {
            if pipe.write_all(piece).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = told.read_to_end(&mut text);
        text
    });
    std::thread::sleep(after);
    let ended = matches!(child.try_wait(), Ok(Some(status)) if status.success());
    let _ = child.kill();
    let _ = child.wait();
    let _ = feeding.join();
    let told = reading.join().expect("it reads");
    (ended, String::from_utf8_lossy(&told).into_owned())
}

/// Bytes that are acknowledged.
fn acknowledged(folder: &Path) -> usize {
    let output =
        run(folder, &["stream", "m.score", "--state", "s", "--status"], &folder.join("m.score"));
    // Killed before there was a state.
    let status = serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_default();
    status["bytes"].as_u64().unwrap_or(0) as usize
}

/// Kills it so often, starting over whenever it came to its end; what is left at the end of each round goes to `look`.
fn kill(name: &str, more: &[&str], lines: u64, look: &mut dyn FnMut(&Path, Vec<String>)) {
    let random = &mut Random::new(7);
    let (mut killed, mut rounds, mut reached) = (0, 0, BTreeSet::new());
    let mut patience = 150_000;
    while killed < kills() {
        let folder = folder(&format!("{name}-{rounds}"));
        made::write(&folder, lines, 60);
        let (mut pieces, mut known) = (Vec::new(), 0);
        loop {
            if killed >= kills() {
                pieces.push(ok(run(&folder, &with(more), &folder.join("in.jsonl"))));
                break;
            }
            // Now and then it is killed before anything is acknowledged, too.
            let after = Duration::from_micros(random.below(patience) as u64);
            let (ended, told) = one(&folder, more, known, after);
            pieces.push(told);
            if ended {
                break;
            }
            killed += 1;
            let before = std::mem::replace(&mut known, acknowledged(&folder));
            // A machine that is slow gets as far as one that is fast.
            patience = if known == before { patience * 3 / 2 } else { patience * 9 / 10 };
            patience = patience.clamp(50_000, 5_000_000);
            reached.insert(known);
        }
        rounds += 1;
        look(&folder, pieces);
    }
    println!("{killed} kills in {rounds} rounds, at {reached:?}");
    assert!(reached.len() as u32 > kills() / 2, "it was mostly killed at one place: {reached:?}");
}

#[test]
fn a_file_holds_every_change_once() {
    let expected = whole("kills-whole", 4_000);
    kill("kills-file", FILE, 4_000, &mut |folder, _| {
        let found = end(folder, text(folder, "changes.jsonl"));
        assert_eq!(found, expected);
    });
}

/// On a pipe what was not acknowledged is told again, with the same numbers and the same words.
#[test]
fn a_pipe_tells_the_same_again() {
    let expected = whole("kills-whole-pipe", 4_000);
    kill("kills-pipe", &[], 4_000, &mut |folder, pieces| {
        let mut told: BTreeMap<u64, String> = BTreeMap::new();
        for piece in pieces {
            // The last line may be cut where the process was killed.
            for line in piece.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
                let change: serde_json::Value = serde_json::from_str(line).expect("a change");
                let number = change["seq"].as_u64().expect("a number");
                let known = told.entry(number).or_insert_with(|| line.into());
                assert_eq!(known, line);
            }
        }
        let numbers: Vec<u64> = told.keys().copied().collect();
        assert_eq!(numbers, (1..=told.len() as u64).collect::<Vec<_>>());
        assert_eq!(end(folder, told.into_values().collect()), expected);
    });
}
