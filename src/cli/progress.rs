//! Progress bars on standard error, where that is a terminal: rows, rate and time left.

use std::time::Duration;
use std::time::Instant;

use indicatif::ProgressBar;
use indicatif::ProgressDrawTarget;
use indicatif::ProgressStyle;

use crate::cli::report::bars::grouped;
use crate::data::Part;
use crate::data::Progress;
use crate::stream::Report;

const KNOWN: &str = "{prefix:>9} {bar:30.cyan/dim} {percent:>3} %  {msg}  {eta} left";
const OPEN: &str = "{prefix:>9} {spinner}  {msg}";

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(400);

/// A bar that shows itself only when the work takes a while.
struct Bar {
    bar: ProgressBar,
    begun: Instant,
    shown: bool,
}

impl Bar {
    fn new(template: &str) -> Bar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_style(style(template));
        Bar { bar, begun: Instant::now(), shown: false }
    }

    /// Standard error where that is a terminal; elsewhere the bar stays hidden by itself.
    fn show(&mut self) {
        if !self.shown && self.begun.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
    }
}

/// The bar of what is being read.
pub struct Reading {
    bar: Bar,
    part: Option<Part>,
    since: Instant,
}

impl Reading {
    pub fn new() -> Reading {
        Reading { bar: Bar::new(OPEN), part: None, since: Instant::now() }
    }

    pub fn tell(&mut self, progress: &Progress) {
        if self.part != Some(progress.part) {
            self.part = Some(progress.part);
            self.since = Instant::now();
        }
        self.bar.show();
        let bar = &self.bar.bar;
        bar.set_style(style(if progress.total_bytes.is_some() { KNOWN } else { OPEN }));
        bar.set_prefix(match progress.part {
            Part::Leads => "leads",
            Part::Events => "events",
        });
        bar.set_message(rate(progress.rows, self.since));
        if let Some(total) = progress.total_bytes {
            bar.set_length(total);
            bar.set_position(progress.bytes);
        }
        bar.tick();
    }

    pub fn end(self) {
        self.bar.bar.finish_and_clear();
    }
}

/// The bar of the leads being scored.
pub struct Scoring {
    bar: Bar,
}

impl Scoring {
    pub fn new(leads: usize) -> Scoring {
        let bar = Bar::new(KNOWN);
        bar.bar.set_length(leads as u64);
        bar.bar.set_prefix("scoring");
        Scoring { bar }
    }

    pub fn more(&mut self, leads: usize) {
        self.bar.show();
        self.bar.bar.inc(leads as u64);
        self.bar.bar.set_message(rate(self.bar.bar.position(), self.bar.begun));
    }

    pub fn end(self) {
        self.bar.bar.finish_and_clear();
    }
}

/// The count of lines of a stream, which has no end in sight.
pub struct Streaming {
    bar: Bar,
}

impl Streaming {
    pub fn new() -> Streaming {
        let bar = Bar::new(OPEN);
        bar.bar.set_prefix("stream");
        Streaming { bar }
    }

    pub fn tell(&mut self, report: &Report) {
        self.bar.show();
        let (lines, changes) = (report.lines, grouped(report.changes));
        let rate = rate(lines, self.bar.begun);
        self.bar.bar.set_message(format!("{rate}, {changes} changes of stage"));
        self.bar.bar.tick();
    }

    pub fn end(self) {
        self.bar.bar.finish_and_clear();
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
