//! Estimates the number of pages while chapters are laid out.

use crate::manuscript::Manuscript;
use crate::walk;

/// Estimates the number of pages while chapters are laid out.
pub struct Progress {
    /// The length of each chapter's texts, in bytes.
    lengths: Vec<usize>,
    all: usize,
    done: usize,
    /// The percentage of the texts after which the next estimate is due.
    next: usize,
}

impl Progress {
    pub fn new(manuscript: &Manuscript<'_>) -> Self {
        let chapters = manuscript.book.chapters.iter().enumerate();
        let lengths: Vec<usize> = chapters
            .map(|(place, chapter)| {
                let mut length = 0;
                // The front matter is laid out last, and has pages of its own.
                if place < manuscript.front() {
                    return length;
                }
                walk::of_blocks(&chapter.blocks, &mut |pair| {
                    length += pair.iter().map(|text| text.plain().len()).sum::<usize>();
                });
                length
            })
            .collect();
        Self {
            all: lengths.iter().sum(),
            lengths,
            done: 0,
            next: 5,
        }
    }

    /// Records that a chapter was laid out and how many pages there are so far. When an estimate is due, returns the
    /// lowest, likeliest and highest number of pages that the book will have.
    pub fn after(&mut self, chapter: usize, pages: usize) -> Option<[usize; 3]> {
        /// Fewer pages are too few for an estimate.
        const FEWEST: usize = 20;
        self.done += self.lengths.get(chapter).copied().unwrap_or_default();
        if self.done * 100 < self.next * self.all || pages < FEWEST || self.done == 0 {
            return None;
        }
        // The more chapters are done, the surer the estimate.
        let doubt = match self.next {
            ..20 => 25,
            20..80 => 12,
            80.. => 6,
        };
        self.next = (self.next * 4).min(100);
        let likely = pages * self.all / self.done;
        let part = likely * doubt / 100;
        Some([likely - part, likely, likely + part])
    }
}
