//! Events on disk for want of memory: whatever the room, the threads and the bad rows, all comes out the same.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use baremo::data::{BadRows, DataError, Options, Stock, read};
use baremo::types::Type;
use baremo::types::columns::Batch;

use super::Case;

const EVENTS: usize = 2_500;
const LEADS: usize = 200;

/// Numbers that look random and are the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn leads() -> String {
    let lead =
        |i: usize| format!("{},{}\n", 10 * i + 7, if i.is_multiple_of(5) { "" } else { "es" });
    "lead_id,country\n".to_string() + &(0..LEADS).map(lead).collect::<String>()
}

/// A log with everything that makes trouble: copies, ids with two contents, events that no rule uses, bad times, equal seconds.
fn log(seed: u64, bad: bool) -> String {
    let mut dice = Dice(seed);
    let mut log = String::from("lead_id,event,time,value,path,tags,paid,due,event_id\n");
    for i in 0..EVENTS {
        let lead = 10 * dice.roll(dice.0 as usize % LEADS + 1) + 7;
        let name = ["open", "buy", "visit", "noise"][dice.roll(4)];
        let time = match dice.roll(400) {
            0 if bad => "soon".to_string(),
            roll => format!("2026-01-{:02}T0{}:00:00Z", 1 + roll % 28, dice.roll(10)),
        };
        let value = ["", "1", "2.5", "-7", "1e300"][dice.roll(5)];
        let path = ["", "/a", "/b", "/pricing"][dice.roll(4)];
        let tags = ["", "x", "x|y", "z|y|x"][dice.roll(4)];
        let (paid, due) = (["", "yes", "no"][dice.roll(3)], ["", "2026-03-01"][dice.roll(2)]);
        // Now and then the id of another event: with its lead and content, or not.
        let id = if bad { i - i.min(dice.roll(40) / 36) } else { i };
        let id = if dice.roll(9) == 0 { String::new() } else { format!("e{id}") };
        let line = format!("{lead},{name},{time},{value},{path},{tags},{paid},{due},{id}\n");
        log.push_str(&line);
        if bad && dice.roll(50) == 0 {
            log.push_str(&line);
        }
    }
    log
}

fn case(with_leads: bool, bad: bool) -> Case {
    let case = Case::new()
        .event("open")
        .event("buy")
        .property("value", Type::Number)
        .property("path", Type::Text)
        .property("tags", Type::List)
        .property("paid", Type::Bool)
        .property("due", Type::Date)
        .events("one.csv", log(1, bad))
        .events("two.csv", log(2, bad));
    match with_leads {
        true => case.attribute("country", Type::Text).leads("leads.csv", leads()),
        false => case,
    }
}

/// All that comes of reading with some room.
fn taken(case: &Case, bad_rows: BadRows, memory: Option<u64>, threads: usize) -> String {
    let rejects = case.folder.path().join("rejects.csv").display().to_string();
    let options =
        Options { bad_rows, rejects: Some(rejects.clone()), memory, threads, ..Options::default() };
    let (leads, events) = (case.leads.as_deref(), &case.events);
    let stock = read(&case.schema, &case.zone, leads, events, &options, &mut |_| {});
    let mut out = match stock {
        Ok(stock) => everything(&stock).expect("events from disk"),
        Err(error) => error.to_string(),
    };
    out.push_str(&std::fs::read_to_string(rejects).unwrap_or_default());
    out
}

fn everything(stock: &Stock) -> Result<String, DataError> {
    let parts: Result<Vec<Batch>, DataError> =
        stock.parts().iter().map(|part| stock.batch(part.clone())).collect();
    let mut out = String::new();
    let rows = parts?
        .into_iter()
        .flat_map(|b| (0..b.rows()).map(move |row| b.row(row)).collect::<Vec<_>>());
    for (lead, row) in rows.enumerate() {
        writeln!(out, "{} {row:?}", stock.ids.shown(lead)).expect("text");
    }
    writeln!(out, "{:?} {:?} {} {}", stock.summary, stock.bad, stock.bad_values, stock.bad_rows)
        .expect("text");
    Ok(out)
}

#[test]
fn events_on_disk_are_the_events_in_memory() {
    for (with_leads, bad) in [(true, false), (true, true), (false, true)] {
        let case = case(with_leads, bad);
        for policy in [BadRows::Skip, BadRows::Unknown, BadRows::Fail] {
            let whole = taken(&case, policy, None, 1);
            assert!(whole.len() > 1000);
            // No room at all, and some.
            for (memory, threads) in [(1, 1), (1, 2), ((64 << 20) + (300 << 10), 1)] {
                let parts = taken(&case, policy, Some(memory), threads);
                assert!(whole == parts, "{with_leads} {bad} {policy:?} {memory} {threads}");
            }
        }
    }
}

#[test]
fn a_log_without_ids_is_spilled_too() {
    let text: String =
        log(3, false).lines().map(|l| l[..l.rfind(',').unwrap_or(0)].to_string() + "\n").collect();
    let case = Case::new()
        .event("visit")
        .event("buy")
        .property("value", Type::Number)
        .events("log.csv", text);
    let whole = taken(&case, BadRows::Fail, None, 1);
    assert!(whole.contains("events_kept: "));
    assert!(whole == taken(&case, BadRows::Fail, Some(1), 2));
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let case = case(true, false);
    let options = Options {
        memory: Some(1),
        temp_dir: Some(case.folder.path().join("nowhere")),
        ..Options::default()
    };
    let leads = case.leads.as_deref();
    let error = read(&case.schema, &case.zone, leads, &case.events, &options, &mut |_| {});
    let error = error.err().expect("no folder").to_string();
    insta::assert_snapshot!(error.replace(&format!("{}/", case.folder.path().display()), ""));
}

fn score(folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baremo"));
    command.current_dir(folder).args(["score", "rules.score", "--events", "one.csv", "two.csv"]);
    command.args([
        "--as-of",
        "2026-02-01",
        "--bad-rows",
        "skip",
        "--report",
        "--rejects",
        "rejects.csv",
    ]);
    command.args(more).output().expect("a command")
}

#[test]
fn the_command_says_and_writes_the_same() {
    let case = case(true, true);
    let folder = case.folder.path();
    case.file(
        "rules.score",
        "score s 0..100 {\n  on open +1 where value > 2\n  on buy +5 max 3 times decay 10%/30d\n  if country = es +3\n}\nhot at >= 10\notherwise cold\n"
            .replace("+1 where value > 2", "where value > 2 +1"),
    );
    for leads in [&[][..], &["--leads", "leads.csv"]] {
        for format in ["csv", "jsonl", "parquet"] {
            let run = |name: &str, more: &[&str]| {
                let file = format!("{name}.{format}");
                let run = score(folder, &[leads, &["--output", &file], more].concat());
                assert_eq!(run.status.code(), Some(0), "{run:?}");
                let read = |name: &str| std::fs::read(folder.join(name)).expect("a file");
                (run.stdout, run.stderr, read(&file), read("rejects.csv"))
            };
            let whole = run("whole", &["--threads", "1"]);
            for threads in ["1", "2"] {
                let mut parts = run("parts", &["--memory", "1MB", "--threads", threads]);
                if format == "parquet" {
                    // Row groups are cut elsewhere.
                    parts.2 = whole.2.clone();
                }
                assert!(whole == parts, "{leads:?} {format} {threads}");
            }
        }
    }
    let left: Vec<_> = std::fs::read_dir(folder).expect("a folder").collect();
    assert!(left.len() < 12, "{left:?}");
}
