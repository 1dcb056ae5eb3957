//! The numbers by which figures, tables, code listings and examples are known in every edition.

use std::collections::BTreeMap;

use super::{Block, BlockKind, ChapterNumber};

/// Counts through a book, chapter by chapter and block by block. Only what has a caption is numbered, since the number is
/// printed with it. Numbers begin with that of the chapter: `9.1`. Through all chapters without one, such as a preface
/// and an afterword, they run on, so that no two figures have the same name. Examples are counted anew in every chapter.
#[derive(Debug, Default)]
pub struct Numbering {
    chapter: Option<ChapterNumber>,
    in_chapter: Counts,
    in_unnumbered: Counts,
    examples: usize,
}

#[derive(Debug, Default)]
struct Counts {
    figures: usize,
    tables: usize,
    listings: usize,
}

impl Numbering {
    /// Begins a chapter.
    pub fn begin(&mut self, chapter: Option<ChapterNumber>) {
        self.chapter = chapter;
        self.in_chapter = Counts::default();
        self.examples = 0;
    }

    /// The number of the next figure with a caption.
    pub fn figure(&mut self) -> String {
        self.next(|counts| &mut counts.figures)
    }

    /// The number of the next table with a caption.
    pub fn table(&mut self) -> String {
        self.next(|counts| &mut counts.tables)
    }

    /// The number of the next code listing with a caption.
    pub fn listing(&mut self) -> String {
        self.next(|counts| &mut counts.listings)
    }

    /// The number of the next example. It stands alone in parentheses.
    pub fn example(&mut self) -> String {
        self.examples += 1;
        self.examples.to_string()
    }

    fn next(&mut self, count: fn(&mut Counts) -> &mut usize) -> String {
        let counts = match self.chapter {
            Some(_) => &mut self.in_chapter,
            None => &mut self.in_unnumbered,
        };
        let count = count(counts);
        *count += 1;
        match self.chapter {
            Some(chapter) => format!("{chapter}.{count}"),
            None => count.to_string(),
        }
    }

    /// The numbers of the figures, tables, listings and examples of the next chapter, by the ids of their blocks. An edition that
    /// contains only some of the blocks calls them by the same numbers.
    pub fn chapter(
        &mut self,
        number: Option<ChapterNumber>,
        blocks: &[Block],
    ) -> BTreeMap<String, String> {
        self.begin(number);
        let mut numbers = BTreeMap::new();
        let mut open: Vec<&Block> = blocks.iter().rev().collect();
        while let Some(block) = open.pop() {
            let number = match &block.kind {
                BlockKind::Figure(figure) => figure.caption.as_ref().map(|_| self.figure()),
                BlockKind::Table(table) => table.caption.as_ref().map(|_| self.table()),
                BlockKind::Code(code) => code.caption.as_ref().map(|_| self.listing()),
                BlockKind::Gloss(gloss) => gloss.is_numbered.then(|| self.example()),
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
                | BlockKind::Break(_)
                | BlockKind::Callout(_)
                | BlockKind::Summary(_)
                | BlockKind::Quiz(_) => None,
            };
            numbers.extend(number.map(|number| (block.id.clone(), number)));
            open.extend(block.inside().into_iter().rev());
        }
        numbers
    }
}
