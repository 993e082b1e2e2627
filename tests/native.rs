//! Machine code: its memory is freed, never writable while it is executable, and where there is none bytecode scores.

use std::fs;
use std::process::Command;

use baremo::bytecode;
use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::native::{self, Memory};
use baremo::types::{Event, EventId, Lead, Points, Value};

use crate::rules;

const DAY: i64 = 86_400;

fn program() -> Program {
    let text = "on email_open +1; if title in [CTO, VP] +10; decay 10%/30d; sql at >=50";
    let compiled = rules::compile_text("one.score", text);
    compiled.models[0].program.clone().expect("the rules are sound")
}

/// What the program of above gives to a CTO who has opened a mail thirty days ago.
fn scored(scorer: &Scorer) -> Points {
    let lead = Lead { attributes: vec![Value::text("cto")] };
    let opened = Event { event: EventId(0), time: 70 * DAY, properties: vec![] };
    scorer.session().score(&lead, &[opened], 100 * DAY).scores[0]
}

/// Runs one test of this program in a process of its own, told by the variable.
fn alone(test: &str, variable: &str) {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program)
        .args(["--exact", test, "--nocapture"])
        .env(variable, "1")
        .output()
        .expect("this program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_code_runs() {
    let scorer = Scorer::new(program(), Engine::Jit);
    assert_eq!((scorer.engine(), scorer.note()), (Engine::Jit, None));
    assert_eq!(scored(&scorer), Points(1090));
    assert_eq!(scored(&Scorer::new(program(), Engine::Bytecode)), Points(1090));
}

#[test]
fn a_session_forgets_nothing_that_matters() {
    let scorer = Scorer::new(program(), Engine::Jit);
    let mut session = scorer.session();
    for title in ["vp", "intern", "cto", "VP", "a", "b", "vp", "", "CTO"] {
        let lead = Lead { attributes: vec![Value::text(title)] };
        let expected =
            if ["vp", "cto"].contains(&title.to_lowercase().as_str()) { 1000 } else { 0 };
        let none: &[Event] = &[];
        assert_eq!(session.score(&lead, none, 0).scores[0], Points(expected), "{title}");
    }
}

#[test]
fn a_session_that_goes_on_changes_to_machine_code_and_says_the_same() {
    let (program, lead) = (program(), Lead { attributes: vec![Value::text("vp")] });
    let scorer = Scorer::new(program.clone(), Engine::Auto);
    let mut session = scorer.session();
    for day in 0..300 {
        let opened = Event { event: EventId(0), time: 10 * DAY, properties: vec![] };
        let expected = scorer.score_one(&lead, std::slice::from_ref(&opened), day * DAY);
        let verdict = session.score(&lead, &[opened], day * DAY);
        assert_eq!(verdict.scores[0], expected.scores[0].published, "day {day}");
    }
}

#[test]
fn without_memory_it_says_so() {
    let code = bytecode::lower_for_rows(&program()).into();
    let refused = native::compile_in(code, false, Memory::None).expect_err("there is no memory");
    assert!(refused.to_string().contains("memory"), "{refused}");
}

/// In a process to which the system gives no executable memory, bytecode scores the same, and says so.
#[test]
fn where_it_is_forbidden_bytecode_scores() {
    const CHILD: &str = "BAREMO_FORBIDDEN";
    if std::env::var_os(CHILD).is_none() {
        return alone("native::where_it_is_forbidden_bytecode_scores", CHILD);
    }
    if !native::forbid() {
        println!("this system cannot forbid it");
        return;
    }
    let scorer = Scorer::new(program(), Engine::Jit);
    assert_eq!(scorer.engine(), Engine::Bytecode);
    let note = scorer.note().expect("the reader is told");
    assert!(note.starts_with("bytecode scores, for there is no machine code: "), "{note}");
    assert_eq!(scored(&scorer), Points(1090));
}

/// `BAREMO_CYCLES` sets how often a program is compiled and dropped.
#[test]
fn memory_is_given_back() {
    const CHILD: &str = "BAREMO_CYCLES_ALONE";
    if !fs::exists("/proc/self/statm").unwrap_or(false) {
        return;
    }
    if std::env::var_os(CHILD).is_none() {
        return alone("native::memory_is_given_back", CHILD);
    }
    let cycles = std::env::var("BAREMO_CYCLES").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    let program = program();
    let cycle = || assert_eq!(scored(&Scorer::new(program.clone(), Engine::Jit)), Points(1090));
    (0..50).for_each(|_| cycle());
    let before = pages();
    (0..cycles).for_each(|_| cycle());
    let after = pages();
    println!("{cycles} cycles: {before:?} pages before, {after:?} after");
    // A page leaked a cycle would be more; an allocator may keep a few.
    assert!(after.0 < before.0 + 100 && after.1 < before.1 + 100, "{before:?} {after:?}");
}

/// Pages of memory that are mapped, and that are in use.
fn pages() -> (usize, usize) {
    let text = fs::read_to_string("/proc/self/statm").expect("it is there");
    let mut numbers = text.split_whitespace().map(|n| n.parse().expect("a number"));
    (numbers.next().expect("a size"), numbers.next().expect("another"))
}

#[test]
fn no_memory_is_writable_and_executable() {
    let scorer = Scorer::new(program(), Engine::Jit);
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let wrong = maps.lines().find(|line| line.split(' ').nth(1).is_some_and(|p| p.contains("wx")));
    assert_eq!(wrong, None);
    assert_eq!(scored(&scorer), Points(1090));
}
