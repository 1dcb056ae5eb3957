//! Parts of a book that are laid out by themselves.

use std::collections::BTreeMap;

use super::{matter, string};
use crate::manuscript::{AnswerAt, Manuscript, Piece};

/// A part of a book that begins on a new page, and so can be laid out by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The front matter, with the chapters that belong to it.
    Front,
    /// A chapter, by its index.
    Chapter(usize),
    Glossary,
    Key,
    Index,
}

impl Part {
    /// Whether it is a chapter below the title of a part of the book.
    pub fn is_below_title(self, manuscript: &Manuscript<'_>) -> bool {
        match self {
            Self::Chapter(place) => {
                let chapter = manuscript.chapters.get(place);
                chapter.is_some_and(|chapter| chapter.is_in_part)
            }
            Self::Front | Self::Glossary | Self::Key | Self::Index => false,
        }
    }

    /// The parts of a book, in order.
    pub fn all(manuscript: &Manuscript<'_>) -> Vec<Self> {
        let mut parts = vec![Self::Front];
        let closing = manuscript.before_closing();
        parts.extend((manuscript.front()..closing).map(Self::Chapter));
        let back = [
            (Self::Glossary, !manuscript.glossary.is_empty()),
            (Self::Key, !manuscript.key.is_empty()),
            (Self::Index, manuscript.index.is_some()),
        ];
        parts.extend(back.iter().filter(|(_, has)| *has).map(|(part, _)| *part));
        parts.extend((closing..manuscript.chapters.len()).map(Self::Chapter));
        parts
    }
}

/// The anchors in other parts whose page numbers a part prints.
pub fn references<'m>(manuscript: &'m Manuscript<'_>, part: Part) -> Vec<&'m str> {
    match part {
        Part::Front => {
            let lists = manuscript.lists.iter().flat_map(|list| &list.entries);
            let headings = matter::headings(manuscript, manuscript.front())
                .into_iter()
                .map(|(_, id)| id);
            headings.chain(lists.map(|entry| entry.id)).collect()
        }
        Part::Chapter(place) => {
            let chapter = manuscript.chapters.get(place);
            // A key at the chapter's end is in the same part.
            let chapter = chapter.filter(|chapter| chapter.key.is_none());
            let pieces = chapter
                .into_iter()
                .flat_map(|chapter| Piece::every(&chapter.pieces));
            let questions = pieces.flat_map(Piece::questions);
            let answers = questions.filter_map(|question| question.answer.as_ref());
            answers.map(AnswerAt::id).collect()
        }
        Part::Key => {
            let answers = manuscript.key.iter().flat_map(|section| &section.answers);
            answers.map(|answer| answer.question_id.as_str()).collect()
        }
        Part::Glossary | Part::Index => Vec::new(),
    }
}

/// What a part of a book must know about the others.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The number of placeholder pages before it, and the page counter on the last of them; `None` before the first
    /// chapter, which begins the count.
    pub after: Option<(usize, Option<u64>)>,
    /// Anchors in other parts, with the page counter at each.
    pub elsewhere: BTreeMap<String, u64>,
    /// The pages on which terms are used, for the index: by place of the language and term (`0-token`), the page counter
    /// and the address of a use.
    pub uses: BTreeMap<String, Vec<(u64, String)>>,
}

impl Surroundings {
    /// A Typst dictionary for the templates.
    pub(super) fn dictionary(&self) -> String {
        let numbers = self.elsewhere.iter();
        let numbers = numbers.map(|(id, number)| format!("{}: {number}, ", string(id)));
        let uses = self.uses.iter().map(|(name, pages)| {
            let pages = pages
                .iter()
                .map(|(number, address)| format!("({number}, {}),", string(address)));
            format!("{}: ({}), ", string(name), pages.collect::<String>())
        });
        // `()` would be an empty array.
        let dictionary = |entries: String| {
            if entries.is_empty() {
                "(:)".to_owned()
            } else {
                format!("({entries})")
            }
        };
        format!(
            "(elsewhere: {}, uses: {})",
            dictionary(numbers.collect()),
            dictionary(uses.collect())
        )
    }
}
