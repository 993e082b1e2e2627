//! Work on several threads, results in order: what is done waits for what comes before it, and nobody runs far ahead.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Results that may be made and not yet taken, for each thread.
const AHEAD: usize = 2;

/// Does `count` pieces of work on so many threads, and hands each result to `take`, on this thread and in order.
///
/// The first error in that order ends it; with one thread, or one piece, everything happens here.
pub fn in_order<T: Send, E: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 || count <= 1 {
        return (0..count).try_for_each(|piece| take(work(piece)?));
    }
    let desk = Desk { count, ahead: threads * AHEAD, ..Desk::default() };
    std::thread::scope(|scope| {
        let _closing = Closing(&desk);
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads.min(count) {
            let (sender, desk, work) = (sender.clone(), &desk, &work);
            scope.spawn(move || {
                // Should this thread panic, the others must not wait for it.
                let closing = Closing(desk);
                while let Some(piece) = desk.next() {
                    if sender.send((piece, work(piece))).is_err() {
                        return;
                    }
                }
                std::mem::forget(closing);
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        for (piece, result) in receiver {
            waiting.insert(piece, result);
            while let Some(result) = waiting.remove(&desk.taken()) {
                take(result?)?;
                desk.take();
            }
        }
        Ok(())
    })
}

/// Which piece comes next.
#[derive(Default)]
struct Desk {
    count: usize,
    ahead: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    begun: usize,
    taken: usize,
    closed: bool,
}

/// Closes the desk when it goes.
struct Closing<'a>(&'a Desk);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A piece to work on; waits where too much is made and not yet taken.
    fn next(&self) -> Option<usize> {
        let mut state = self.state();
        while !state.closed && state.begun < self.count && state.begun >= state.taken + self.ahead {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed || state.begun == self.count {
            return None;
        }
        state.begun += 1;
        Some(state.begun - 1)
    }

    fn taken(&self) -> usize {
        self.state().taken
    }

    fn take(&self) {
        self.state().taken += 1;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(threads: usize, fails: Option<usize>) -> (Vec<usize>, Result<(), usize>) {
        let mut taken = Vec::new();
        let work = |piece: usize| match Some(piece) == fails {
            true => Err(piece),
            false => Ok(piece * 2),
        };
        let end = in_order(100, threads, work, |result| {
            taken.push(result);
            Ok(())
        });
        (taken, end)
    }

    #[test]
    fn results_come_in_order() {
        let expected: Vec<usize> = (0..100).map(|piece| piece * 2).collect();
        for threads in [0, 1, 2, 7, 200] {
            assert_eq!(run(threads, None), (expected.clone(), Ok(())));
            let (taken, end) = run(threads, Some(40));
            assert_eq!((taken.as_slice(), end), (&expected[..40], Err(40)));
        }
    }

    #[test]
    fn who_takes_may_refuse() {
        for threads in [1, 3] {
            let end =
                in_order(100, threads, Ok, |piece| if piece < 5 { Ok(()) } else { Err(piece) });
            assert_eq!(end, Err(5));
        }
    }

    #[test]
    #[should_panic(expected = "scoped thread panicked")]
    fn a_panic_does_not_make_others_wait() {
        let work = |piece: usize| if piece == 0 { panic!("as it happens") } else { Ok(piece) };
        let _: Result<(), ()> = in_order(100, 2, work, |_| Ok(()));
    }
}
