//! What one edition contains, in final order: chosen, numbered, with answers moved to where they
//! belong. Both writers are plain maps from here, so that the key of the PDF and the key of the
//! EPUB cannot disagree.

mod aids;
mod answer;
mod assembler;
mod exam;
mod localized;
mod quiz;
mod sheet;
mod solved;

use uuid::Uuid;

use crate::book::{Book, CalloutKind, Picture, Term, Text, term_anchor};
use crate::edition::{Answers, Edition, Languages};
use crate::formula::Formula;
use crate::lang::{Lang, Pair, SortKey};
use crate::source::Span;
use crate::walk;
pub use aids::{Caption, Group, List};
pub use answer::{AssembledAnswer, InPlace, Mark, Offers, Solution, Task};
use assembler::ChapterAssembler;
pub use exam::{Exam, Part, Pool, Posed, exam};
pub use localized::Localized;
pub use quiz::{AnswerAt, Item, KeyItem};
pub use sheet::{Asked, Known, Passage, Sheet, SheetName, Word, sheets};
pub use solved::{Solved, solutions};

/// The anchor of the glossary; no author's anchor has a full stop in it.
pub const GLOSSARY: &str = "back.glossary";
/// The anchor of the answer key after the chapters.
pub const ANSWER_KEY: &str = "back.answers";

/// A text in the edition's languages; its notes are numbered from `notes_from` on, the n-th note
/// of one language bearing the number of the n-th of the other.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub text: Localized<&'a Text>,
    pub notes_from: usize,
}

/// An edition's content.
#[derive(Debug)]
pub struct Manuscript<'a> {
    pub book: &'a Book,
    pub edition: &'a Edition,
    pub languages: Localized<&'a Lang>,
    pub title: Line<'a>,
    pub subtitle: Option<Line<'a>>,
    pub chapters: Vec<Section<'a>>,
    /// The glossary, sorted in the language that is read first.
    pub glossary: Vec<Entry<'a>>,
    /// The answer key after the chapters, a part for each chapter that asks questions; empty where the
    /// edition puts its answers elsewhere, or has none.
    pub key: Vec<KeySection<'a>>,
    /// Of a handout: the sheet, instead of chapters, glossary and key.
    pub sheet: Option<Sheet<'a>>,
    /// Lists of what has a caption, where the edition asks for them.
    pub lists: Vec<List<'a>>,
    /// An index for each language by itself, where the edition asks for one.
    pub index: Option<Localized<Vec<Group<'a>>>>,
}

impl Manuscript<'_> {
    /// The edition's name for good: the same for every build of it, another for every other edition.
    pub fn uuid(&self) -> Uuid {
        let books = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:diglot:book");
        let name = format!("{}/{}", self.book.id, self.edition.name);
        Uuid::new_v5(&books, name.as_bytes())
    }

    /// What identifies the edition as a URN: its ISBN, or its name for good.
    pub fn urn(&self) -> String {
        match self.book.identifiers.get(&self.edition.name) {
            Some(isbn) => isbn.urn(),
            None => self.uuid().urn().to_string(),
        }
    }

    /// What it asks, in order.
    pub fn questions(&self) -> Vec<&Item<'_>> {
        let chapters = self.chapters.iter();
        let pieces = chapters.flat_map(|chapter| Piece::every(&chapter.pieces));
        pieces.flat_map(Piece::questions).collect()
    }

    /// What identifies the edition in print: its ISBN, or a `urn:uuid:` where it has none.
    pub fn identifier(&self) -> String {
        match self.book.identifiers.get(&self.edition.name) {
            Some(isbn) => format!("ISBN {isbn}"),
            None => self.uuid().urn().to_string(),
        }
    }
}

/// A chapter.
#[derive(Debug)]
pub struct Section<'a> {
    pub id: &'a str,
    pub number: Option<u32>,
    pub title: Line<'a>,
    pub pieces: Vec<Piece<'a>>,
    /// The answers to its questions, where the edition puts them at each chapter's end.
    pub key: Option<KeySection<'a>>,
}

/// A block in its place.
#[derive(Debug)]
pub struct Piece<'a> {
    pub id: &'a str,
    pub at: Span,
    /// Whether it is running text that may share a stretch with its neighbours.
    pub runs_on: bool,
    pub kind: PieceKind<'a>,
}

impl<'a> Piece<'a> {
    /// The pieces inside this one.
    fn inside(&self) -> &[Piece<'a>] {
        match &self.kind {
            PieceKind::Callout { pieces, .. } => pieces,
            PieceKind::Lead(_)
            | PieceKind::Text(_)
            | PieceKind::Heading { .. }
            | PieceKind::List { .. }
            | PieceKind::Quote { .. }
            | PieceKind::Figure { .. }
            | PieceKind::Table { .. }
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Summary(_)
            | PieceKind::Quiz(_)
            | PieceKind::Solved(_) => &[],
        }
    }

    /// Pieces, those inside others too, in order.
    pub fn every(pieces: &[Self]) -> impl Iterator<Item = &Self> {
        walk::nested(pieces, Self::inside)
    }

    /// What it asks.
    fn questions(&self) -> Vec<&Item<'a>> {
        match &self.kind {
            PieceKind::Quiz(items) => items.iter().collect(),
            PieceKind::Solved(solved) => solved.iter().map(|one| &one.item).collect(),
            PieceKind::Lead(_)
            | PieceKind::Text(_)
            | PieceKind::Heading { .. }
            | PieceKind::List { .. }
            | PieceKind::Quote { .. }
            | PieceKind::Figure { .. }
            | PieceKind::Table { .. }
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Callout { .. }
            | PieceKind::Summary(_) => Vec::new(),
        }
    }
}

/// What a piece is. Figures, tables and captioned listings are numbered by chapter (`9.1`).
#[derive(Debug)]
pub enum PieceKind<'a> {
    Lead(Line<'a>),
    Text(Line<'a>),
    Heading {
        level: u8,
        text: Line<'a>,
    },
    List {
        ordered: bool,
        items: Vec<Line<'a>>,
    },
    Quote {
        text: Line<'a>,
        source: Option<Line<'a>>,
    },
    Figure {
        picture: &'a Picture,
        alt: Line<'a>,
        caption: Option<Line<'a>>,
        number: String,
        /// Part of the text's width, where the author says one.
        width: Option<f64>,
        is_spread: bool,
    },
    Table {
        caption: Option<Line<'a>>,
        number: String,
        header: Vec<Line<'a>>,
        rows: Vec<Vec<Line<'a>>>,
    },
    Code {
        lang: Option<&'a str>,
        text: &'a str,
        caption: Option<Line<'a>>,
        number: String,
    },
    Formula(&'a Formula),
    Callout {
        kind: CalloutKind,
        title: Option<Line<'a>>,
        pieces: Vec<Piece<'a>>,
    },
    Summary(Vec<Line<'a>>),
    Quiz(Vec<Item<'a>>),
    /// Of a solutions book: questions, each with its answer.
    Solved(Vec<Solved<'a>>),
}

/// The answers of a chapter.
#[derive(Debug)]
pub struct KeySection<'a> {
    /// Its anchor. With a full stop in it, which no author's anchor has.
    pub id: String,
    pub chapter_id: &'a str,
    pub number: Option<u32>,
    pub title: Line<'a>,
    pub answers: Vec<KeyItem<'a>>,
}

/// A glossary entry.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its anchor.
    pub id: String,
    pub term: Line<'a>,
    pub definition: Option<Line<'a>>,
}

/// Makes an edition's manuscript. Total: whatever could be wrong was found when the book was read. That of a
/// solutions book is made of [`solutions`] of the book.
pub fn assemble<'a>(book: &'a Book, edition: &'a Edition) -> Manuscript<'a> {
    let languages = edition.languages;
    let mut key = Vec::new();
    let chapters: Vec<Section<'a>> = book
        .chapters
        .iter()
        .map(|chapter| {
            let mut clerk = ChapterAssembler::new(languages, edition.answers, chapter);
            let title = clerk.line(&chapter.title);
            let pieces = match edition.solves {
                None => clerk.pieces(&chapter.blocks),
                Some(_) => clerk.solved(&chapter.blocks),
            };
            let answers = clerk.answers();
            let of_chapter = (!answers.is_empty()).then(|| KeySection {
                id: format!("key.{}", chapter.id),
                chapter_id: &chapter.id,
                number: chapter.number,
                title,
                answers,
            });
            let (at_end, after_all) = match edition.answers {
                Answers::Chapter => (of_chapter, None),
                Answers::Appendix | Answers::Nowhere => (None, of_chapter),
            };
            key.extend(after_all);
            Section {
                id: &chapter.id,
                number: chapter.number,
                title,
                pieces,
                key: at_end,
            }
        })
        .collect();
    Manuscript {
        lists: aids::lists(edition, &chapters),
        index: aids::index(book, edition, &chapters),
        chapters,
        glossary: sorted(book, languages)
            .into_iter()
            .map(|term| entry(term, languages))
            .collect(),
        key,
        ..bare(book, edition)
    }
}

/// A manuscript without content: what it says of the book.
fn bare<'a>(book: &'a Book, edition: &'a Edition) -> Manuscript<'a> {
    let languages = edition.languages;
    Manuscript {
        book,
        edition,
        languages: languages.choose(&book.languages),
        title: plain(&book.title, languages),
        subtitle: book.subtitle.as_ref().map(|pair| plain(pair, languages)),
        chapters: Vec::new(),
        glossary: Vec::new(),
        key: Vec::new(),
        sheet: None,
        lists: Vec::new(),
        index: None,
    }
}

/// A text outside the chapters.
fn plain(pair: &Pair<Text>, languages: Languages) -> Line<'_> {
    Line {
        text: languages.choose(pair),
        notes_from: 1,
    }
}

fn entry(term: &Term, languages: Languages) -> Entry<'_> {
    Entry {
        id: term_anchor(&term.id),
        term: plain(&term.term, languages),
        definition: term.definition.as_ref().map(|pair| plain(pair, languages)),
    }
}

/// The glossary's terms in the order of the edition's first language.
fn sorted(book: &Book, languages: Languages) -> Vec<&Term> {
    let alphabet = languages.choose(&book.languages).lead().alphabet();
    let mut terms: Vec<(SortKey, &Term)> = book
        .glossary
        .iter()
        .map(|term| {
            let word = languages.choose(&term.term).lead().plain();
            let sort = languages.choose(&term.sort).lead().as_ref();
            let key = alphabet.key(&word, sort.map(Text::plain).as_deref());
            (key, term)
        })
        .collect();
    terms.sort_by(|(one, _), (other, _)| alphabet.compare(one, other));
    terms.into_iter().map(|(_, term)| term).collect()
}
