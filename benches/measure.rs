//! Takes times: contenders do the same work in turns, and each one's CPU time stands beside the first's.
//!
//! CPU time rather than the clock's, because a machine may have other work; turns, because its speed drifts. Of all
//! rounds the median is told, also of the ratios, each of which is of two neighbours in one round.

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use cpu_time::ProcessTime;

/// A round of a contender repeats its work until it takes at least so long.
const ROUND: Duration = Duration::from_millis(20);
/// A contender whose one go takes longer is heard only [`SLOW_ROUNDS`] times.
const SLOW: Duration = Duration::from_secs(3);
const SLOW_ROUNDS: usize = 3;

/// One way of doing a piece of work. What it returns keeps the work from being optimised away.
pub struct Contender<'a> {
    name: String,
    run: Box<dyn FnMut() -> u64 + 'a>,
    /// How many things (leads, events, files) one go is about.
    things: usize,
}

impl<'a> Contender<'a> {
    pub fn new(name: &str, things: usize, run: impl FnMut() -> u64 + 'a) -> Contender<'a> {
        Contender { name: name.into(), run: Box::new(run), things }
    }
}

/// The middle one of several rounds.
#[derive(Clone, Copy)]
struct Times {
    cpu: f64,
    wall: f64,
    least: f64,
    most: f64,
}

/// Where the results go: a table for the eye, and lines of JSON if a file was named.
pub struct Report {
    rounds: usize,
    json: Option<File>,
}

impl Report {
    pub fn new(rounds: usize, json: Option<File>) -> Report {
        Report { rounds, json }
    }

    /// Times the contenders in turns; the first is what the others are compared with. Times are per `thing`.
    pub fn compare(&mut self, work: &str, thing: &str, mut contenders: Vec<Contender>) {
        println!("\n{work}: ns per {thing}");
        println!("  {:<44} {:>12} {:>12} {:>7}  rounds' CPU", "", "CPU", "clock", "ratio");
        let goes: Vec<(usize, usize)> = contenders.iter_mut().map(|c| self.calibrate(c)).collect();
        let mut rounds = vec![Vec::new(); contenders.len()];
        for round in 0..self.rounds {
            for ((contender, (repeats, most)), times) in
                contenders.iter_mut().zip(&goes).zip(&mut rounds)
            {
                if round < *most {
                    times.push(timed(contender, *repeats));
                }
            }
        }
        for (contender, own) in contenders.iter().zip(&rounds) {
            let ratios = own.iter().zip(&rounds[0]).map(|(own, first)| own.0 / first.0);
            let ratio = median(ratios.collect());
            self.tell(work, thing, &contender.name, middle(own), ratio);
        }
    }

    /// One go to warm up; how often to repeat in a round, and how many rounds.
    fn calibrate(&self, contender: &mut Contender) -> (usize, usize) {
        let began = Instant::now();
        black_box((contender.run)());
        let took = began.elapsed().max(Duration::from_nanos(20));
        let rounds = if took > SLOW { self.rounds.min(SLOW_ROUNDS) } else { self.rounds };
        ((ROUND.as_nanos() / took.as_nanos()).max(1) as usize, rounds)
    }

    fn tell(&mut self, work: &str, thing: &str, name: &str, times: Times, ratio: f64) {
        let Times { cpu, wall, least, most } = times;
        println!("  {name:<44} {cpu:>12.1} {wall:>12.1} {ratio:>7.2}  {least:.1} to {most:.1}");
        if let Some(file) = &mut self.json {
            let line = serde_json::json!({
                "work": work, "who": name, "per": thing, "cpu_ns": cpu, "wall_ns": wall, "ratio": ratio, "least": least, "most": most,
            });
            writeln!(file, "{line}").expect("the results can be written");
        }
    }
}

/// CPU and clock nanoseconds per thing of one round.
fn timed(contender: &mut Contender, repeats: usize) -> (f64, f64) {
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    for _ in 0..repeats {
        black_box((contender.run)());
    }
    let (cpu, wall) = (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
    let each = 1e9 / (repeats * contender.things) as f64;
    (cpu * each, wall * each)
}

fn middle(rounds: &[(f64, f64)]) -> Times {
    let cpu = || rounds.iter().map(|round| round.0);
    Times {
        cpu: median(cpu().collect()),
        wall: median(rounds.iter().map(|round| round.1).collect()),
        least: cpu().fold(f64::INFINITY, f64::min),
        most: cpu().fold(0.0, f64::max),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
