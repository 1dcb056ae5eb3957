//! Editions wait for memory as well as for processors.

use std::sync::{Condvar, Mutex, PoisonError};

use crate::book::{Book, Text};
use crate::edition::{Edition, Form};
use crate::lang::{Pair, Side};
use crate::walk;

/// What a PDF takes besides its pages: Typst's cached results for a chapter or two.
const PRINT: u64 = 120 << 20;
/// What a PDF takes for each byte of its texts: the glyphs of a character, its share of tags, and its share of the
/// objects of a PDF.
const PRINT_BYTE: u64 = 180;
/// The same for an EPUB.
const EBOOK: u64 = 30 << 20;
const EBOOK_BYTE: u64 = 25;

/// The memory that is left for further editions.
pub struct Budget {
    /// In bytes; `None` if there is no limit.
    limit: Option<u64>,
    used: Mutex<u64>,
    freed: Condvar,
}

/// A part of the budget that an edition holds while it is built.
pub struct Share<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Budget {
    pub fn new(limit: Option<u64>) -> Self {
        Self {
            limit,
            used: Mutex::new(0),
            freed: Condvar::new(),
        }
    }

    /// Waits until so much memory is left. An edition that needs more than there is at all is built alone.
    pub fn take(&self, bytes: u64) -> Share<'_> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        while *used > 0 && self.limit.is_some_and(|limit| *used + bytes > limit) {
            let freed = self.freed.wait(used);
            used = freed.unwrap_or_else(PoisonError::into_inner);
        }
        *used += bytes;
        Share {
            budget: self,
            bytes,
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let used = self.budget.used.lock();
        *used.unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.budget.freed.notify_all();
    }
}

/// The lengths of a book's texts in each language, in bytes.
pub fn lengths(book: &Book) -> Pair<u64> {
    let mut lengths = Pair { a: 0, b: 0 };
    for chapter in &book.chapters {
        walk::of_blocks(&chapter.blocks, &mut |pair: &Pair<Text>| {
            lengths.a += pair.a.plain().len() as u64;
            lengths.b += pair.b.plain().len() as u64;
        });
    }
    lengths
}

/// An estimate of the memory that an edition takes besides the book itself. `lengths` are those of the book's texts.
pub fn needed(edition: &Edition, lengths: &Pair<u64>) -> u64 {
    let shown = |side: Side| {
        let is_shown = edition.languages.shows(side);
        if is_shown { *lengths.get(side) } else { 0 }
    };
    let bytes = shown(Side::A) + shown(Side::B);
    match edition.form {
        Form::Print(_) => PRINT + PRINT_BYTE * bytes,
        // Each sheet is laid out by itself.
        Form::Handouts(_) => PRINT,
        Form::Ebook(_) => EBOOK + EBOOK_BYTE * bytes,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// The most that is in use at a time, if threads take these shares one after another.
    fn peak(limit: Option<u64>, shares: &[u64]) -> u64 {
        let budget = Budget::new(limit);
        let (used, peak) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for share in shares {
                let (budget, used, peak) = (&budget, &used, &peak);
                scope.spawn(move || {
                    let _held = budget.take(*share);
                    let now = used.fetch_add(*share, Ordering::SeqCst) + share;
                    peak.fetch_max(now, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(20));
                    used.fetch_sub(*share, Ordering::SeqCst);
                });
            }
        });
        peak.into_inner()
    }

    #[test]
    fn shares_stay_within_the_limit() {
        let shares = [30, 40, 50, 20, 60, 10];
        assert!(peak(Some(100), &shares) <= 100);
        assert!(peak(None, &shares) > 100);
    }

    #[test]
    fn a_share_above_the_limit_is_taken_alone() {
        assert_eq!(peak(Some(50), &[80, 80, 80]), 80);
    }
}
