//! The numbers by which figures, tables, code listings and examples are known in every edition.

use std::collections::BTreeMap;

use super::numerals::letters;
use super::{Block, BlockKind, ChapterNumber};
use crate::lang::{Pair, Side};

/// Counts through a book, chapter by chapter and block by block. Only what has a caption is numbered, since the number is
/// printed with it. Numbers begin with that of the chapter: `9.1`. Through all chapters without one, such as a preface
/// and an afterword, they run on, so that no two figures have the same name. Examples are counted anew in every chapter.
///
/// What only one language has does not count: it has the number before it and a letter, `9.1A`, in each language for itself.
/// So everything else has the same number in every edition, and no edition lacks one. In a numbered chapter of one language
/// everything is counted as usual.
#[derive(Debug, Default)]
pub struct Numbering {
    chapter: Option<ChapterNumber>,
    /// Whether everything in the chapter is counted, although only one language has it.
    counts_all: bool,
    in_chapter: Counts,
    in_unnumbered: Counts,
    examples: usize,
}

#[derive(Debug, Default)]
struct Counts {
    figures: Count,
    tables: Count,
    listings: Count,
}

#[derive(Debug, Default)]
struct Count {
    shared: usize,
    /// Since the last one that both languages have.
    alone: Pair<usize>,
}

impl Count {
    /// One more that only this language has.
    fn alone_in(&mut self, side: Side) -> usize {
        let count = match side {
            Side::A => &mut self.alone.a,
            Side::B => &mut self.alone.b,
        };
        *count += 1;
        *count
    }

    /// The next number, after that of the chapter.
    fn next(&mut self, only: Option<Side>, chapter: Option<ChapterNumber>) -> String {
        let letter = match only {
            None => {
                self.shared += 1;
                self.alone = Pair::default();
                String::new()
            }
            Some(side) => letters(self.alone_in(side)).to_uppercase(),
        };
        let number = match self.shared {
            0 => letter,
            shared => format!("{shared}{letter}"),
        };
        match chapter {
            Some(chapter) => format!("{chapter}.{number}"),
            None => number,
        }
    }
}

/// Counts the questions of a chapter. What only one language has is numbered as it is among figures; only if nothing in
/// the chapter is asked in both languages, each language counts its own questions from 1.
#[derive(Debug)]
pub struct QuestionNumbers {
    has_shared: bool,
    count: Count,
}

impl QuestionNumbers {
    /// `each` has the language that alone has it for every question of the chapter.
    pub fn new(mut each: impl Iterator<Item = Option<Side>>) -> Self {
        Self {
            has_shared: each.any(|only| only.is_none()),
            count: Count::default(),
        }
    }

    /// The number of the next question.
    pub fn next(&mut self, only: Option<Side>) -> String {
        match only {
            Some(side) if !self.has_shared => self.count.alone_in(side).to_string(),
            Some(_) | None => self.count.next(only, None),
        }
    }
}

impl Numbering {
    /// Begins a chapter, which only one language may have.
    pub fn begin(&mut self, chapter: Option<ChapterNumber>, only: Option<Side>) {
        self.chapter = chapter;
        self.counts_all = chapter.is_some() && only.is_some();
        self.in_chapter = Counts::default();
        self.examples = 0;
    }

    /// The number of the next figure with a caption, which only one language may have.
    pub fn figure(&mut self, only: Option<Side>) -> String {
        self.next(only, |counts| &mut counts.figures)
    }

    /// The number of the next table with a caption.
    pub fn table(&mut self, only: Option<Side>) -> String {
        self.next(only, |counts| &mut counts.tables)
    }

    /// The number of the next code listing with a caption.
    pub fn listing(&mut self, only: Option<Side>) -> String {
        self.next(only, |counts| &mut counts.listings)
    }

    /// The number of the next example. It stands alone in parentheses.
    pub fn example(&mut self) -> String {
        self.examples += 1;
        self.examples.to_string()
    }

    fn next(&mut self, only: Option<Side>, count: fn(&mut Counts) -> &mut Count) -> String {
        let only = only.filter(|_| !self.counts_all);
        let counts = match self.chapter {
            Some(_) => &mut self.in_chapter,
            None => &mut self.in_unnumbered,
        };
        count(counts).next(only, self.chapter)
    }

    /// The numbers of the figures, tables, listings and examples of the next chapter, by the ids of their blocks. An edition that
    /// contains only some of the blocks calls them by the same numbers.
    pub fn chapter(
        &mut self,
        (number, only): (Option<ChapterNumber>, Option<Side>),
        blocks: &[Block],
    ) -> BTreeMap<String, String> {
        self.begin(number, only);
        let mut numbers = BTreeMap::new();
        let mut open: Vec<&Block> = blocks.iter().rev().collect();
        while let Some(block) = open.pop() {
            let number = match &block.kind {
                BlockKind::Figure(figure) => {
                    figure.caption.as_ref().map(|_| self.figure(block.only))
                }
                BlockKind::Table(table) => table.caption.as_ref().map(|_| self.table(block.only)),
                BlockKind::Code(code) => code.caption.as_ref().map(|_| self.listing(block.only)),
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

#[cfg(test)]
mod tests {
    use super::{Numbering, QuestionNumbers};
    use crate::book::ChapterNumber::Chapter;
    use crate::lang::Side;

    #[test]
    fn questions_in_one_language_are_counted_by_themselves_only_without_shared_ones() {
        let (a, b) = (Some(Side::A), Some(Side::B));
        let numbers = |order: &[Option<Side>]| -> Vec<String> {
            let mut numbers = QuestionNumbers::new(order.iter().copied());
            order.iter().map(|only| numbers.next(*only)).collect()
        };
        assert_eq!(
            numbers(&[None, a, b, None, a, a]),
            ["1", "1A", "1A", "2", "2A", "2B"]
        );
        assert_eq!(numbers(&[a, a, b, a]), ["1", "2", "1", "3"]);
    }

    #[test]
    fn what_one_language_has_leaves_the_other_no_gap() {
        let mut numbering = Numbering::default();
        let (a, b) = (Some(Side::A), Some(Side::B));
        let numbers = |numbering: &mut Numbering, order: &[Option<Side>]| -> Vec<String> {
            order.iter().map(|only| numbering.figure(*only)).collect()
        };
        numbering.begin(Some(Chapter(2)), None);
        assert_eq!(
            numbers(&mut numbering, &[a, None, a, b, a, None]),
            ["2.A", "2.1", "2.1A", "2.1A", "2.1B", "2.2"]
        );
        numbering.begin(Some(Chapter(3)), a);
        assert_eq!(numbers(&mut numbering, &[a, a]), ["3.1", "3.2"]);
        numbering.begin(None, b);
        assert_eq!(numbers(&mut numbering, &[b]), ["A"]);
        numbering.begin(None, None);
        assert_eq!(numbers(&mut numbering, &[None, b]), ["1", "1A"]);
    }
}
