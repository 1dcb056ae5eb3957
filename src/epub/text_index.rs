//! An index of the letters on the finished pages, in which [`page_list`](super::page_list) searches for positions.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::page::{self, Page};
use super::xml::{El, Node, xml_id};
use crate::manuscript::{ANSWER_KEY, GLOSSARY, INDEX, NOTES};

/// A position in the book; positions are in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Twice the index of the page. The contents page, which is not in the list of pages, is 1.
    order: usize,
    /// The number of a node in its page, and how many bytes of its text are before the position.
    pub spot: (usize, usize),
}

impl Position {
    /// The contents page, which follows the title page.
    pub const CONTENTS: Self = Self {
        order: 1,
        spot: (0, 0),
    };

    /// Whether it is after the contents page.
    pub fn is_text(self) -> bool {
        self > Self::CONTENTS
    }

    /// The index of the page; `None` for the contents page.
    pub fn page(self) -> Option<usize> {
        self.order.is_multiple_of(2).then_some(self.order / 2)
    }
}

/// A letter or digit on a page.
struct Letter {
    c: char,
    /// The primary language tag of the text around it; `None` if it belongs to all languages.
    lang: Option<String>,
    page: usize,
    /// The number of the text node, the letter's offset in it, and the offset of any opening punctuation right before
    /// the letter.
    node: usize,
    at: usize,
    opened_at: usize,
    /// The element before which a marker goes instead, if it must not be split.
    whole: Option<usize>,
    /// Whether it is in the head of a table, which is repeated on each printed page.
    repeats: bool,
}

impl Letter {
    fn position(&self) -> Position {
        Position {
            order: self.page * 2,
            spot: self
                .whole
                .map_or((self.node, self.opened_at), |node| (node, 0)),
        }
    }

    /// Whether it belongs to the same word as the letter before it.
    fn continues(&self, before: &Self) -> bool {
        let is_run = self.page == before.page
            && self.node == before.node
            && self.at == before.at + before.c.len_utf8();
        is_run && !crate::lang::is_wide(self.c) && !crate::lang::is_wide(before.c)
    }
}

/// The beginning and the letters of an element with an id, or of a page.
#[derive(Clone)]
struct Extent {
    start: Position,
    letters: Range<usize>,
}

/// The letters of all pages.
pub struct TextIndex {
    letters: Vec<Letter>,
    /// By XML id.
    elements: HashMap<String, Extent>,
    /// By file name.
    pages: HashMap<String, Extent>,
}

impl TextIndex {
    /// Indexes the pages: the title page, and those after the contents page.
    pub fn new(pages: &[Page]) -> Self {
        let mut all = Self {
            letters: Vec::new(),
            elements: HashMap::new(),
            pages: HashMap::new(),
        };
        for (index, page) in pages.iter().enumerate() {
            let mut reader = Reader {
                all: &mut all,
                page: index,
                number: 0,
            };
            let extent = reader.children(&page.root, &Around::default());
            all.pages.insert(page.name.clone(), extent);
        }
        all
    }

    /// Where a piece begins in the first of its languages that is among `languages`; an empty set means all.
    pub fn start(&self, anchor: &str, languages: &BTreeSet<String>) -> Option<Position> {
        let file = match anchor {
            NOTES => Some(page::NOTES),
            GLOSSARY => Some(page::GLOSSARY),
            ANSWER_KEY => Some(page::ANSWERS),
            INDEX => Some(page::INDEX),
            _ => None,
        };
        let extent = file.and_then(|file| self.pages.get(file));
        let extent = extent.or_else(|| self.element(anchor))?;
        let mut letters = self.letters[extent.letters.clone()].iter();
        let is_shown = |letter: &&Letter| {
            let lang = letter.lang.as_ref();
            lang.is_none_or(|lang| languages.is_empty() || languages.contains(lang))
        };
        match letters.position(|letter| is_shown(&letter)) {
            None | Some(0) => Some(extent.start),
            Some(later) => Some(self.letters[extent.letters.start + later].position()),
        }
    }

    /// The element that has an anchor of the print edition; for a note, its own on the page of all notes.
    fn element(&self, anchor: &str) -> Option<&Extent> {
        self.elements.get(&xml_id(anchor)).or_else(|| {
            let (part, mark) = anchor.strip_prefix("note-")?.rsplit_once('-')?;
            self.elements.get(&format!("note.{part}.{mark}"))
        })
    }

    /// Whether a position is on the page of all notes.
    pub fn is_in_notes(&self, position: Position) -> bool {
        let notes = self.pages.get(page::NOTES);
        notes.is_some_and(|notes| notes.start.order == position.order)
    }

    /// Where the colophon begins.
    pub fn colophon(&self) -> Option<Position> {
        self.pages.get(page::COLOPHON).map(|extent| extent.start)
    }

    /// Where `letters` first occur in a piece, or on the title page if `piece` is `None`. The position is at the
    /// beginning of the word.
    pub fn first(&self, piece: Option<&str>, lang: &str, letters: &[char]) -> Option<Position> {
        let own = self.of(piece, lang)?;
        let at = own
            .windows(letters.len())
            .position(|window| is_same(window, letters))?;
        Some(begin(&own, at))
    }

    /// The same for the last occurrence.
    pub fn last(&self, piece: Option<&str>, lang: &str, letters: &[char]) -> Option<Position> {
        let own = self.of(piece, lang)?;
        let at = own
            .windows(letters.len())
            .rposition(|window| is_same(window, letters))?;
        Some(begin(&own, at))
    }

    /// The letters of a piece, or of the title page, in a language.
    fn of(&self, piece: Option<&str>, lang: &str) -> Option<Vec<&Letter>> {
        let extent = match piece {
            Some(anchor) => self.element(anchor)?,
            None => self.pages.get(page::TITLE)?,
        };
        let letters = self.letters[extent.letters.clone()].iter();
        let own = letters.filter(|letter| {
            !letter.repeats && letter.lang.as_deref().is_none_or(|own| own == lang)
        });
        Some(own.collect())
    }
}

fn is_same(window: &[&Letter], letters: &[char]) -> bool {
    window
        .iter()
        .map(|letter| letter.c)
        .eq(letters.iter().copied())
}

/// The beginning of the word that contains a letter.
fn begin(letters: &[&Letter], mut at: usize) -> Position {
    while at > 0 && letters[at].continues(letters[at - 1]) {
        at -= 1;
    }
    letters[at].position()
}

/// What a node inherits from the elements around it.
#[derive(Default, Clone)]
struct Around {
    lang: Option<String>,
    whole: Option<usize>,
    repeats: bool,
}

struct Reader<'a> {
    all: &'a mut TextIndex,
    page: usize,
    /// How many nodes were visited so far, in document order.
    number: usize,
}

impl Reader<'_> {
    fn children(&mut self, element: &El, around: &Around) -> Extent {
        let own = self.number;
        let from = self.all.letters.len();
        let mut first_text = None;
        for child in element.children() {
            self.number += 1;
            match child {
                Node::El(inner) => self.element(inner, around),
                Node::Text(text) => {
                    first_text = first_text.or(Some(self.number));
                    self.text(text, around);
                }
            }
        }
        let letters = from..self.all.letters.len();
        // A marker goes inside an element that begins with words, so that it does not come between two siblings, but
        // never inside a heading or a figure.
        let spot = match self.all.letters.get(from) {
            Some(letter) => match (letter.whole, first_text) {
                (Some(whole), _) => (whole, 0),
                (None, Some(text)) if text <= letter.node => (text, 0),
                (None, _) => (letter.node, 0),
            },
            None => (own, 0),
        };
        let start = Position {
            order: self.page * 2,
            spot,
        };
        Extent { start, letters }
    }

    fn element(&mut self, element: &El, around: &Around) {
        let own = self.number;
        let name = element.name();
        let is_silent = matches!(name, "head" | "rt" | "rp" | "math" | "svg")
            || element.value("class") == Some("notes");
        if is_silent {
            self.skip(element);
            return;
        }
        let is_whole = matches!(name, "h1" | "h2" | "h3" | "h4" | "a" | "ruby");
        let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_owned();
        // A `span` without a class only marks foreign words, which belong to the text around them.
        let is_run = name == "span" && element.value("class").is_none();
        let lang = element.value("lang").filter(|_| !is_run);
        let inside = Around {
            lang: lang.map(primary).or(around.lang.clone()),
            whole: around.whole.or(is_whole.then_some(own)),
            repeats: around.repeats || name == "thead",
        };
        let from = self.all.letters.len();
        let mut extent = self.children(element, &inside);
        if name == "figure" {
            extent.start.spot = (own, 0);
            if let Some(first) = self.all.letters.get_mut(from) {
                first.whole = Some(own);
            }
        }
        if let Some(id) = element.value("id") {
            self.all.elements.insert(id.to_owned(), extent);
        }
    }

    /// Counts the nodes of an element that is not indexed.
    fn skip(&mut self, element: &El) {
        for child in element.children() {
            self.number += 1;
            if let Node::El(inner) = child {
                self.skip(inner);
            }
        }
    }

    fn text(&mut self, text: &str, around: &Around) {
        let mut opened = None;
        for (at, c) in text.char_indices() {
            if c.is_alphanumeric() {
                self.all.letters.push(Letter {
                    c,
                    lang: around.lang.clone(),
                    page: self.page,
                    node: self.number,
                    at,
                    opened_at: opened.take().unwrap_or(at),
                    whole: around.whole,
                    repeats: around.repeats,
                });
            } else if crate::lang::opens(c) {
                opened = opened.or(Some(at));
            } else {
                opened = None;
            }
        }
    }
}
