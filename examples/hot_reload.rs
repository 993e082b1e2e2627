//! A service that goes on scoring while its rules change: new rules take the place of the old ones in one step, wrong ones never do.
//!
//!     cargo run --example hot_reload

use std::error::Error;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use baremo::{Engine, Model, Points, Scorer, Time};

/// The rules that hold now. Whoever scores takes the scorer out, and keeps it for one lead: a reload never waits for scoring.
struct Desk(RwLock<Arc<Scorer>>);

impl Desk {
    fn new(rules: &str) -> Result<Desk, Box<dyn Error>> {
        Ok(Desk(RwLock::new(Arc::new(scorer(rules)?))))
    }

    fn scorer(&self) -> Arc<Scorer> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Compiles before anything changes: where the rules have errors, the old ones go on.
    fn reload(&self, rules: &str) -> Result<(), Box<dyn Error>> {
        let new = Arc::new(scorer(rules)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    fn score(&self, title: &str) -> Result<Points, Box<dyn Error>> {
        let scorer = self.scorer();
        let model = scorer.model();
        let mut lead = model.lead();
        // Other rules may read other columns: they are looked up in the model that scores.
        if let Ok(column) = model.attribute("title") {
            lead.set(column, title)?;
        }
        let scored = scorer.score(&lead, &[], Time(0))?;
        Ok(scored.score("score").unwrap_or_default())
    }
}

fn scorer(rules: &str) -> Result<Scorer, Box<dyn Error>> {
    Ok(Model::from_source(rules)?.scorer(Engine::Auto)?)
}

pub fn run() -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    let desk = Desk::new("if title = CTO +10")?;
    let (done, scored, other) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    match desk.score("cto") {
                        Ok(Points(1_000 | 2_500)) => scored.fetch_add(1, Ordering::Relaxed),
                        _ => other.fetch_add(1, Ordering::Relaxed),
                    };
                }
            });
        }
        let wait = |more: usize| {
            let goal = scored.load(Ordering::Relaxed) + more;
            while scored.load(Ordering::Relaxed) < goal && other.load(Ordering::Relaxed) == 0 {
                thread::yield_now();
            }
        };
        let mut reloads = || -> Result<(), Box<dyn Error>> {
            wait(100);
            writeln!(out, "at first a CTO has {}", desk.score("cto")?)?;
            desk.reload("if title = CTO +25")?;
            wait(100);
            writeln!(out, "after the reload {}", desk.score("cto")?)?;
            if let Err(errors) = desk.reload("if title == CTO +30") {
                writeln!(out, "wrong rules are refused: {errors}")?;
            }
            wait(100);
            writeln!(out, "and a CTO still has {}", desk.score("cto")?)?;
            Ok(())
        };
        let result = reloads();
        done.store(true, Ordering::Relaxed);
        result
    })?;
    writeln!(out, "leads with neither figure: {}", other.into_inner())?;
    Ok(out)
}

#[cfg_attr(test, expect(dead_code, reason = "the test suite calls `run`"))]
fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run()?);
    Ok(())
}
