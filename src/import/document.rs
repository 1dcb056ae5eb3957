//! What has been read of files, before it becomes chapters.
//!
//! Every reader, whatever its format, makes a flow of [`Piece`]s: headings, paragraphs, items, listings, tables, figures in
//! the order of reading, each in one language or with both in it, in texts that keep their markup ([`Rich`]). A flow is
//! flat. What is nested is said by `depth`, as in an outline: an item, a quotation or a box of depth *n* is followed by
//! what it contains, of depth *n* + 1; a piece of depth *n* or less ends it. So flows can be aligned and cut anywhere.
//! Pairing turns the pieces of one flow in two languages (`interleaved.rs`) or of two flows (`pair.rs`) into [`Row`]s, which
//! are the same blocks with a text in each language, and `yaml.rs` writes those.

use std::collections::{BTreeMap, BTreeSet};

use super::rich::Rich;
use crate::message::Message;

/// What a paragraph becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading with its level, 1 to 3; 0 is the title of a chapter.
    Heading(u8),
    Text,
    /// The first paragraph of an item of a list. It may be empty if the item begins with another block.
    Item(Item),
    /// What the items after it explain, in a list of definitions.
    Term,
    /// The first paragraph of a quotation, which may be empty too.
    Quote,
    /// The first paragraph of a box of this kind.
    Callout(&'static str),
}

impl Role {
    /// Whether the pieces after it that are deeper are inside it.
    pub(crate) fn opens(&self) -> bool {
        match self {
            Self::Item(_) | Self::Quote | Self::Callout(_) => true,
            Self::Heading(_) | Self::Text | Self::Term => false,
        }
    }
}

/// An item of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) ordered: bool,
    /// The number of the list's first item, if this is the first and begins with another number than 1.
    pub(crate) start: Option<u32>,
    /// Whether it begins a list.
    pub(crate) is_first: bool,
    /// Whether its check box is checked, if it has one.
    pub(crate) checked: Option<bool>,
}

/// A block in one language, or in both before it is cut.
pub(crate) type Piece = Block<Rich>;
/// A block in both languages of the book, or in one.
pub(crate) type Row = Block<Said>;

/// A block with its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block<T> {
    /// How many items, quotations and boxes it is in.
    pub(crate) depth: usize,
    /// Where it begins in its file, from 1.
    pub(crate) line: usize,
    /// What links call it: `file#fragment`, or `file` for the first of a file.
    pub(crate) anchors: Vec<String>,
    pub(crate) content: Content<T>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content<T> {
    Words(Role, T),
    Code {
        language: String,
        /// Its lines, as one run of text.
        program: T,
    },
    /// TeX, the same in every language.
    Formula(String),
    Table(Table<T>),
    Figure(Figure<T>),
    SceneBreak,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table<T> {
    pub(crate) caption: T,
    /// How many of its rows are its head.
    pub(crate) head: usize,
    pub(crate) align: Vec<Align>,
    pub(crate) rows: Vec<Vec<Cell<T>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Center,
    End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell<T> {
    /// Its paragraphs are parted by line breaks.
    pub(crate) text: T,
    /// How many columns and rows it covers, 1 at least.
    pub(crate) across: u8,
    pub(crate) down: u8,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure<T> {
    /// As its file calls it.
    pub(crate) source: String,
    pub(crate) alt: T,
    pub(crate) caption: T,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// The same in both languages.
    Both(Rich),
    /// In the order of the book's languages.
    Each([Option<Rich>; 2]),
}

impl Said {
    pub(crate) fn pair(first: Rich, second: Rich) -> Self {
        Self::Each([Some(first), Some(second)])
    }

    pub(crate) fn one(text: Rich, side: usize) -> Self {
        let mut texts = [None, None];
        texts[side] = Some(text);
        Self::Each(texts)
    }

    /// The only language, if there is no other.
    pub(crate) fn only(&self) -> Option<usize> {
        match self {
            Self::Each([Some(_), None]) => Some(0),
            Self::Each([None, Some(_)]) => Some(1),
            Self::Each([Some(_), Some(_)] | [None, None]) | Self::Both(_) => None,
        }
    }

    pub(crate) fn each(&self) -> impl Iterator<Item = &Rich> {
        let (both, texts) = match self {
            Self::Both(text) => (Some(text), &[None, None]),
            Self::Each(texts) => (None, texts),
        };
        both.into_iter().chain(texts.iter().flatten())
    }

    pub(crate) fn each_mut(&mut self) -> impl Iterator<Item = &mut Rich> {
        let (both, texts) = match self {
            Self::Both(text) => (Some(text), None),
            Self::Each(texts) => (None, Some(texts)),
        };
        both.into_iter()
            .chain(texts.into_iter().flatten().flatten())
    }

    /// What the language of a side says.
    pub(crate) fn in_language(&self, side: usize) -> Option<&Rich> {
        match self {
            Self::Both(text) => Some(text),
            Self::Each(texts) => texts[side].as_ref(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.each().all(Rich::is_empty)
    }
}

impl<T> Block<T> {
    pub(crate) fn new(line: usize, content: Content<T>) -> Self {
        Self {
            depth: 0,
            line,
            anchors: Vec::new(),
            content,
        }
    }

    /// The texts of the block, in its order.
    pub(crate) fn texts(&self) -> Vec<&T> {
        match &self.content {
            Content::Words(_, text) | Content::Code { program: text, .. } => vec![text],
            Content::Table(table) => {
                let cells = table.rows.iter().flatten().map(|cell| &cell.text);
                std::iter::once(&table.caption).chain(cells).collect()
            }
            Content::Figure(figure) => vec![&figure.alt, &figure.caption],
            Content::Formula(_) | Content::SceneBreak => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub(crate) fn texts_mut(&mut self) -> Vec<&mut T> {
        match &mut self.content {
            Content::Words(_, text) | Content::Code { program: text, .. } => vec![text],
            Content::Table(table) => {
                let cells = table.rows.iter_mut().flatten().map(|cell| &mut cell.text);
                std::iter::once(&mut table.caption).chain(cells).collect()
            }
            Content::Figure(figure) => vec![&mut figure.alt, &mut figure.caption],
            Content::Formula(_) | Content::SceneBreak => Vec::new(),
        }
    }

    /// The characters of it that are in no text.
    fn visible_outside(&self) -> usize {
        match &self.content {
            Content::Formula(tex) => visible(tex),
            Content::Words(..)
            | Content::Code { .. }
            | Content::Table(_)
            | Content::Figure(_)
            | Content::SceneBreak => 0,
        }
    }
}

impl Piece {
    /// Whether it is a picture without words below it, which is for both languages.
    pub(crate) fn is_bare_picture(&self) -> bool {
        matches!(&self.content, Content::Figure(figure) if figure.caption.is_empty())
    }

    /// Its words without markup, those of all its texts.
    pub(crate) fn words(&self) -> String {
        let texts = self.texts().into_iter().map(Rich::words);
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        match &self.content {
            Content::Formula(tex) => format!("`{tex}`"),
            Content::Words(..)
            | Content::Code { .. }
            | Content::Table(_)
            | Content::Figure(_)
            | Content::SceneBreak => texts.join(" "),
        }
    }

    /// All that was read for it.
    pub(crate) fn raw(&self) -> String {
        let texts = self.texts().into_iter().map(Rich::raw);
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        match &self.content {
            Content::Formula(tex) => tex.clone(),
            Content::Words(..)
            | Content::Code { .. }
            | Content::Table(_)
            | Content::Figure(_)
            | Content::SceneBreak => texts.join(" "),
        }
    }

    /// How many visible characters were read for it.
    pub(crate) fn visible(&self) -> usize {
        let texts: usize = self.texts().into_iter().map(Rich::visible).sum();
        texts + self.visible_outside()
    }
}

impl Row {
    /// The only language of the row, if it has no other.
    pub(crate) fn only(&self) -> Option<usize> {
        let texts = self.texts();
        let mut said = texts.iter().filter(|said| !said.is_empty());
        let only = said.next()?.only()?;
        let is_only = |said: &&Said| said.only() == Some(only) || matches!(said, Said::Both(_));
        said.all(is_only).then_some(only)
    }

    /// How many visible characters it has.
    pub(crate) fn visible(&self) -> usize {
        let texts = self.texts().into_iter().flat_map(Said::each);
        texts.map(Rich::visible).sum::<usize>() + self.visible_outside()
    }
}

/// A chapter that was read.
#[derive(Debug, Default)]
pub(crate) struct Chapter {
    pub(crate) title: [Rich; 2],
    pub(crate) number: Option<u32>,
    pub(crate) rows: Vec<Row>,
    pub(crate) doubts: Vec<Doubt>,
    /// Marks that became structure or were of no use, such as bullets, with how often each occurs.
    pub(crate) marks: BTreeMap<String, usize>,
    /// How many characters became structure that is not worth a list, such as addresses.
    pub(crate) structure: usize,
    /// How many characters its files have, without white space.
    pub(crate) characters: usize,
    /// How many of them were read, but are not written since the same stands in the chapter already: a program that
    /// both languages have.
    pub(crate) repeated: usize,
    /// Whether a text in one language lacks its translation, rather than standing in one language only.
    pub(crate) may_lack: bool,
    /// The lines of the rows whose translations somebody has confirmed, if the file says so.
    pub(crate) confirmed: Option<BTreeSet<usize>>,
    /// What the texts of a line were when their translations were made, if the file says so.
    pub(crate) past: BTreeMap<usize, [Option<Rich>; 2]>,
}

impl Chapter {
    /// How many characters are in neither the texts nor the list of what a person should look at. There are none, or
    /// something has been lost; below 0, something was written twice.
    #[expect(clippy::cast_possible_wrap, reason = "numbers of characters")]
    pub(crate) fn unaccounted(&self) -> isize {
        let written: usize = self.rows.iter().map(Row::visible).sum();
        let found = written + self.listed() + self.marked() + self.repeated;
        self.characters as isize - found as isize
    }

    /// How many characters are only on the list.
    pub(crate) fn listed(&self) -> usize {
        let listed = self
            .doubts
            .iter()
            .filter_map(|doubt| doubt.left_out.as_ref());
        listed.map(|text| visible(text)).sum()
    }

    /// How many characters were marks.
    pub(crate) fn marked(&self) -> usize {
        let marks = self.marks.iter();
        let marks: usize = marks.map(|(mark, times)| visible(mark) * times).sum();
        marks + self.structure
    }
}

/// How many characters of a text are not white space.
pub(crate) fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Something that a person should look at.
#[derive(Debug, Clone)]
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

impl Doubt {
    pub(crate) fn new(file: &str, line: usize, why: Message) -> Self {
        Self {
            file: file.to_owned(),
            line,
            why,
            about: Vec::new(),
            left_out: None,
            score: None,
        }
    }

    /// Adds a text that it is about.
    #[must_use]
    pub(crate) fn about(mut self, text: &str) -> Self {
        self.about.push(text.to_owned());
        self
    }

    /// Says what stands nowhere else.
    #[must_use]
    pub(crate) fn left_out(mut self, text: &str) -> Self {
        self.left_out = Some(text.to_owned());
        self
    }
}
