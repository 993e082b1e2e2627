//! Progress bars on standard error, where that is a terminal: rows, rate and time left.

use std::time::Instant;

use indicatif::ProgressBar;
use indicatif::ProgressStyle;

use crate::cli::report::bars::grouped;
use crate::data::Part;
use crate::data::Progress;

const KNOWN: &str = "{prefix:>9} {bar:30.cyan/dim} {percent:>3} %  {msg}  {eta} left";
const OPEN: &str = "{prefix:>9} {spinner}  {msg}";

/// The bar of what is being read.
pub struct Reading {
    bar: ProgressBar,
    started: Instant,
    part: Option<Part>,
}

impl Reading {
    pub fn new() -> Reading {
        // The bar is hidden by itself where standard error is no terminal.
        Reading { bar: ProgressBar::new(0), started: Instant::now(), part: None }
    }

    pub fn tell(&mut self, progress: &Progress) {
        if self.part != Some(progress.part) {
            self.part = Some(progress.part);
            self.started = Instant::now();
            self.bar.set_prefix(match progress.part {
                Part::Leads => "leads",
                Part::Events => "events",
            });
        }
        match progress.total_bytes {
            Some(total) => {
                self.bar.set_style(style(KNOWN));
                self.bar.set_length(total);
                self.bar.set_position(progress.bytes);
            }
            None => self.bar.set_style(style(OPEN)),
        }
        self.bar.set_message(rate(progress.rows, self.started));
        self.bar.tick();
    }

    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

/// The bar of the leads being scored.
pub struct Scoring {
    bar: ProgressBar,
    started: Instant,
}

impl Scoring {
    pub fn new(leads: usize) -> Scoring {
        let bar = ProgressBar::new(leads as u64);
        bar.set_style(style(KNOWN));
        bar.set_prefix("scoring");
        Scoring { bar, started: Instant::now() }
    }

    pub fn more(&self, leads: usize) {
        self.bar.inc(leads as u64);
        self.bar.set_message(rate(self.bar.position(), self.started));
    }

    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

fn rate(rows: u64, since: Instant) -> String {
    let seconds = since.elapsed().as_secs_f64().max(0.001);
    format!("{} rows, {} a second", grouped(rows), grouped((rows as f64 / seconds) as u64))
}

fn style(template: &str) -> ProgressStyle {
    // The templates are ours; one that could not be read would give the plain bar.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
