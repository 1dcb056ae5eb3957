//! Keeps Typst's cache small while a long part is laid out.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::{self, Builder};
use std::time::Duration;

/// How often the cache is swept.
const PERIOD: Duration = Duration::from_millis(1500);

/// Does some work. As long as it takes, results in Typst's cache that were not used for some seconds are dropped. They
/// cost time if they are needed again, but the cache of a long part takes more memory than its pages, and what it once
/// took is never returned. Layout is the same with any cache, so the timing shows in no output.
pub fn while_sweeping<T>(work: impl FnOnce() -> T) -> T {
    let end = End::default();
    thread::scope(|scope| {
        // If the system refuses a thread, the work takes more memory.
        let _ = Builder::new().spawn_scoped(scope, || {
            while !end.comes_within(PERIOD) {
                typst::comemo::evict(1);
            }
        });
        // The thread ends even if the work panics.
        let _announced = Announced(&end);
        work()
    })
}

/// Whether the work has ended.
#[derive(Default)]
struct End {
    has_come: Mutex<bool>,
    news: Condvar,
}

impl End {
    /// Waits for the end, no longer than this, and returns whether it has come.
    fn comes_within(&self, time: Duration) -> bool {
        let has_come = self.has_come.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .news
            .wait_timeout_while(has_come, time, |has_come| !*has_come);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Announces the end when it is dropped.
struct Announced<'e>(&'e End);

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        let has_come = self.0.has_come.lock();
        *has_come.unwrap_or_else(PoisonError::into_inner) = true;
        self.0.news.notify_all();
    }
}
