//! Work on several threads whose results are taken in order.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Jobs under way for each thread: enough that none waits, few enough that memory stays small.
const AHEAD: usize = 2;

/// How many threads a number given by a user means; 0 is one for each processor.
pub fn threads(wanted: usize) -> usize {
    match wanted {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        given => given,
    }
}

/// Does each job that `next` gives, and hands the results to `take` in the order of the jobs, whatever the number of threads.
///
/// The first error ends everything; results before it are taken first.
pub fn in_order<J: Send, R: Send, E>(
    threads: usize,
    mut next: impl FnMut() -> Result<Option<J>, E>,
    work: impl Fn(J) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if threads < 2 {
        while let Some(job) = next()? {
            take(work(job))?;
        }
        return Ok(());
    }
    let (post, inbox) = channel::<(J, Sender<R>)>();
    let inbox = Mutex::new(inbox);
    std::thread::scope(|scope| {
        // Dropped on every way out, which ends the workers.
        let post = post;
        for _ in 0..threads {
            scope.spawn(|| serve(&inbox, &work));
        }
        let mut ahead: VecDeque<Receiver<R>> = VecDeque::new();
        let mut ended = None;
        loop {
            while ended.is_none() && ahead.len() < threads * AHEAD {
                match next() {
                    Ok(Some(job)) => {
                        let (answer, result) = channel();
                        if post.send((job, answer)).is_ok() {
                            ahead.push_back(result);
                        }
                    }
                    Ok(None) => ended = Some(Ok(())),
                    Err(error) => ended = Some(Err(error)),
                }
            }
            // A worker that panicked sends nothing; the scope passes its panic on.
            let Some(Ok(result)) = ahead.pop_front().map(|r| r.recv()) else {
                return ended.unwrap_or(Ok(()));
            };
            take(result)?;
        }
    })
}

fn serve<J, R>(inbox: &Mutex<Receiver<(J, Sender<R>)>>, work: &impl Fn(J) -> R) {
    loop {
        let job = match inbox.lock() {
            Ok(inbox) => inbox.recv(),
            Err(_) => return,
        };
        let Ok((job, answer)) = job else { return };
        // Nobody waits for it where an earlier result was an error.
        let _ = answer.send(work(job));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_errors_after_what_is_before_them() {
        for threads in [1, 2, 5] {
            let mut jobs = 0..50;
            let mut taken = Vec::new();
            let next = || match jobs.next() {
                Some(40) => Err("no more"),
                job => Ok(job),
            };
            let take = |n| {
                taken.push(n);
                Ok(())
            };
            let ended = in_order(threads, next, |n| n * 2, take);
            assert_eq!(ended, Err("no more"));
            assert_eq!(taken, (0..40).map(|n| n * 2).collect::<Vec<_>>());
        }
    }
}
