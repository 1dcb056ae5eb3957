//! The numbers by which a chapter's figures, tables and code listings are known in every edition.

use std::collections::BTreeMap;

use super::{Block, BlockKind, ChapterNumber};

/// The numbers of the figures, tables and listings among the blocks of a chapter, by the ids of the blocks. An edition
/// that contains only some of the blocks calls them by the same numbers.
pub fn numbers(chapter: Option<ChapterNumber>, blocks: &[Block]) -> BTreeMap<String, String> {
    let mut numbering = Numbering::new(chapter);
    let mut numbers = BTreeMap::new();
    let mut open: Vec<&Block> = blocks.iter().rev().collect();
    while let Some(block) = open.pop() {
        let number = match &block.kind {
            BlockKind::Figure(_) => Some(numbering.figure()),
            BlockKind::Table(_) => Some(numbering.table()),
            BlockKind::Code(code) => Some(numbering.listing(code.caption.is_some())),
            BlockKind::Lead(_)
            | BlockKind::Text(_)
            | BlockKind::Heading { .. }
            | BlockKind::Aligned(..)
            | BlockKind::List(_)
            | BlockKind::Quote(_)
            | BlockKind::Dialogue(_)
            | BlockKind::Signatures(_)
            | BlockKind::Verse(_)
            | BlockKind::Formula(_)
            | BlockKind::Callout(_)
            | BlockKind::Summary(_)
            | BlockKind::Quiz(_) => None,
        };
        numbers.extend(number.map(|number| (block.id.clone(), number)));
        open.extend(block.inside().into_iter().rev());
    }
    numbers
}

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
