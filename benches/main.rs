//! `cargo bench`: Baremo beside hand-written Rust, on the same data in one run, answers compared before times.

mod ageing;
mod answers;
mod batch;
mod data;
mod embed;
mod floor;
mod many;
mod measure;
mod once;
mod one;
mod rules;
mod w1;
mod works;
mod write;

use std::fs::File;

use measure::Report;

const HELP: &str = "\
cargo bench -- [WORK …] [--json FILE] [--rounds N]   times the works, or those named: one embed source w1 many events
cargo bench -- --write FOLDER                        writes the data as files, with the answers
cargo bench -- --data FOLDER [--json FILE]           times reading those files alone
cargo bench -- --once WORK N                         does a work N times without a clock, for benches/instructions.sh
BAREMO_BENCH_LEADS and BAREMO_BENCH_EVENTS make the data smaller";
const WORKS: [&str; 6] = ["one", "embed", "source", "w1", "many", "events"];

/// What the command line asks for.
struct Asked {
    works: Vec<String>,
    report: Report,
    write: Option<String>,
    data: Option<String>,
    once: Option<(String, usize)>,
}

impl Asked {
    fn parse(arguments: impl Iterator<Item = String>) -> Asked {
        let (mut works, mut json, mut rounds) = (Vec::new(), None, 7);
        let (mut write, mut data, mut once) = (None, None, None);
        let mut arguments = arguments.filter(|a| a != "--bench");
        while let Some(argument) = arguments.next() {
            let mut value =
                || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
            match argument.as_str() {
                "--json" => json = Some(value()),
                "--write" => write = Some(value()),
                "--data" => data = Some(value()),
                "--once" => once = Some((value(), value().parse().expect("--once has a number"))),
                "--rounds" => rounds = value().parse().expect("--rounds is a number"),
                work if WORKS.contains(&work) => works.push(argument),
                _ => {
                    println!("{HELP}");
                    std::process::exit(i32::from(argument != "--help"));
                }
            }
        }
        let json = json.map(|path| File::create(path).expect("the file of results can be made"));
        Asked { works, report: Report::new(rounds, json), write, data, once }
    }

    fn wants(&self, work: &str) -> bool {
        self.works.is_empty() || self.works.iter().any(|named| named == work)
    }
}

fn setting(name: &str, otherwise: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text.replace('_', "").parse().unwrap_or_else(|_| panic!("{name} is a number")),
        Err(_) => otherwise,
    }
}

fn main() {
    let mut asked = Asked::parse(std::env::args().skip(1));
    if let Some((work, times)) = &asked.once {
        return once::work(work, *times);
    }
    if let Some(folder) = &asked.data {
        return floor::reading(&mut asked.report, folder.as_ref());
    }
    let leads = data::leads(setting("BAREMO_BENCH_LEADS", 1_000_000));
    let events = || data::events(leads.rows(), setting("BAREMO_BENCH_EVENTS", 10_000_000));
    if let Some(folder) = &asked.write {
        return write::files(folder.as_ref(), &leads, &events());
    }
    if asked.wants("one") {
        one::one_lead(&mut asked.report, &leads);
    }
    if asked.wants("embed") {
        let last = data::events_each(embed::LEADS, embed::EVENTS);
        embed::embed(&mut asked.report, &leads, &last);
    }
    if asked.wants("source") {
        one::source_to_first_score(&mut asked.report, &leads);
    }
    if asked.wants("w1") {
        works::w1(&mut asked.report, &leads);
    }
    if asked.wants("many") {
        works::many(&mut asked.report, &leads);
    }
    if asked.wants("events") {
        works::events(&mut asked.report, &leads, &events());
    }
}
