//! What has been read of a file, before it becomes a chapter.

use std::collections::BTreeMap;

use crate::message::Message;

/// What a paragraph becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading with its level, 1 to 3; 0 is the title of the chapter.
    Heading(u8),
    Text,
    Item {
        ordered: bool,
    },
    /// A box of this kind.
    Callout(&'static str),
    /// What parts two scenes; it has no text.
    SceneBreak,
}

/// A paragraph in one language. Its text has no markup: every character is printed as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) role: Role,
    pub(crate) text: String,
    /// Where it begins in its file, from 1.
    pub(crate) line: usize,
}

/// A paragraph in both languages of the book, or in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) role: Role,
    /// In the order of the book's languages.
    pub(crate) texts: [Option<String>; 2],
}

impl Row {
    /// The only language of the row, if it has no other.
    pub(crate) fn only(&self) -> Option<usize> {
        match &self.texts {
            [Some(_), None] => Some(0),
            [None, Some(_)] => Some(1),
            [Some(_), Some(_)] | [None, None] => None,
        }
    }
}

/// A chapter that was read.
#[derive(Debug)]
pub(crate) struct Chapter {
    pub(crate) title: [String; 2],
    pub(crate) number: Option<u32>,
    pub(crate) rows: Vec<Row>,
    pub(crate) doubts: Vec<Doubt>,
    /// Marks that became structure or were of no use, such as bullets, with how often each occurs.
    pub(crate) marks: BTreeMap<String, usize>,
    /// How many characters its files have, without white space.
    pub(crate) characters: usize,
}

impl Chapter {
    /// How many characters are in neither the texts nor the list of what a person should look at. There are none, or
    /// something has been lost; below 0, something was written twice.
    #[expect(clippy::cast_possible_wrap, reason = "numbers of characters")]
    pub(crate) fn unaccounted(&self) -> isize {
        let texts = self.rows.iter().flat_map(|row| row.texts.iter().flatten());
        let written: usize = texts.map(|text| visible(text)).sum();
        let listed = self
            .doubts
            .iter()
            .filter_map(|doubt| doubt.left_out.as_ref());
        let listed: usize = listed.map(|text| visible(text)).sum();
        let marks = self.marks.iter();
        let marks: usize = marks.map(|(mark, times)| visible(mark) * times).sum();
        self.characters as isize - (written + listed + marks) as isize
    }
}

/// How many characters of a text are not white space.
pub(crate) fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Something that a person should look at.
#[derive(Debug)]
pub(crate) struct Doubt {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) why: Message,
    /// The texts that it is about, shortened where they are shown.
    pub(crate) about: Vec<String>,
    /// What stands only in the list.
    pub(crate) left_out: Option<String>,
    /// How probable it is that everything is right, if that can be said.
    pub(crate) score: Option<f64>,
}
