//! The numbers by which a chapter's figures, tables and code listings are known in every edition.

use super::ChapterNumber;

/// Counts through a chapter, block by block. Numbers begin with that of the chapter, if it has one: `9.1`.
#[derive(Debug)]
pub struct Numbering {
    chapter: Option<ChapterNumber>,
    figures: usize,
    tables: usize,
    listings: usize,
}

impl Numbering {
    /// Begins a chapter.
    pub fn new(chapter: Option<ChapterNumber>) -> Self {
        Self {
            chapter,
            figures: 0,
            tables: 0,
            listings: 0,
        }
    }

    /// The number of the next figure.
    pub fn figure(&mut self) -> String {
        self.figures += 1;
        self.in_chapter(self.figures)
    }

    /// The number of the next table.
    pub fn table(&mut self) -> String {
        self.tables += 1;
        self.in_chapter(self.tables)
    }

    /// The number of the next code listing. One without a caption does not count.
    pub fn listing(&mut self, has_caption: bool) -> String {
        self.listings += usize::from(has_caption);
        self.in_chapter(self.listings)
    }

    fn in_chapter(&self, count: usize) -> String {
        match self.chapter {
            Some(chapter) => format!("{chapter}.{count}"),
            None => count.to_string(),
        }
    }
}
