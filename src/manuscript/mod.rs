//! The content of one edition: selected, put in final order and numbered, with answers moved to where they are
//! printed. Both writers map a manuscript to files and decide nothing about content, so the answer keys of the PDF
//! and the EPUB cannot disagree.
//!
//! [`assemble`] makes the manuscript of a book, [`sheets`] those of handouts, and [`exam`](fn@exam) the questions for
//! learning platforms. All of them walk chapters with `assembler`, which numbers whatever it passes.

mod aids;
mod answer;
mod assembler;
mod exam;
mod index;
mod localized;
mod notes;
mod quiz;
mod readings;
mod references;
mod sheet;
mod solution;
mod solved;
mod task;

use uuid::Uuid;

use crate::book::{
    Alignment, BlockBreak, Book, CalloutKind, ChapterNumber, ChapterRole, Column, FigurePlace,
    ListKind, Matter, Picture, Term, Text, chapters_in_one_language, term_anchor,
};
use crate::edition::{Answers, Arrangement, Edition, Languages, NotePlace};
use crate::formula::Formula;
use crate::lang::{Lang, Pair, SortKey};
use crate::source::Span;
use crate::walk;
pub use aids::{Caption, List};
pub use answer::{AcceptedAnswers, AssembledAnswer, Filling};
use assembler::ChapterAssembler;
pub use exam::{Exam, ExamPart, Pool, Posed, exam};
pub use index::{EntryName, Group, IndexEntry, Referral, Saying};
pub use localized::Localized;
pub use notes::{NoteCounts, Noted, NumberedNote, NumberedNotes};
pub use quiz::{AnswerAt, KeyItem, QuestionItem, QuizHead, QuizPiece};
pub use readings::with_readings;
pub use references::{anchors, referred};
pub use sheet::{
    Asked, AskedQuiz, Passage, Sheet, SheetName, SheetSection, TeacherView, VocabularyEntry, sheets,
};
pub use solution::{InPlace, Mark, Solution};
pub use solved::{Solved, SolvedQuiz, solutions};
pub use task::{Offers, Task};

/// The anchor of the glossary. Its full stop keeps it apart from authors' anchors, which cannot contain one.
pub const GLOSSARY: &str = "back.glossary";
/// The anchor of the answer key after the chapters.
pub const ANSWER_KEY: &str = "back.answers";
/// The anchor of the notes after the chapters.
pub const NOTES: &str = "back.notes";
/// The anchor of the index.
pub const INDEX: &str = "back.index";

/// A text in the edition's languages. Its notes continue the counts of those before it; see [`NumberedNotes`].
#[derive(Debug, Clone, Copy)]
pub struct LocalizedText<'a> {
    pub text: Localized<&'a Text>,
    pub notes_before: NoteCounts,
}

impl LocalizedText<'_> {
    /// Whether nothing is written in any language, as in an empty cell of a table.
    pub fn is_empty(&self) -> bool {
        self.text.iter().all(|text| text.inlines.is_empty())
    }
}

/// The content of one edition.
#[derive(Debug)]
pub struct Manuscript<'a> {
    pub book: &'a Book,
    pub edition: &'a Edition,
    pub languages: Localized<&'a Lang>,
    pub title: LocalizedText<'a>,
    pub subtitle: Option<LocalizedText<'a>>,
    pub chapters: Vec<Section<'a>>,
    /// The glossary, sorted in the lead language.
    pub glossary: Vec<GlossaryEntry<'a>>,
    /// The answer key after the chapters, with a section for each chapter that asks questions. Empty unless the
    /// edition prints its answers there.
    pub key: Vec<KeySection<'a>>,
    /// The sheet of a handout, which then has no chapters, glossary or key.
    pub sheet: Option<Sheet<'a>>,
    /// Lists of captions, such as of figures, if the edition has any.
    pub lists: Vec<List<'a>>,
    /// A separate index for each language, if the edition has them.
    pub index: Option<Localized<Vec<Group<'a>>>>,
}

impl<'a> Manuscript<'a> {
    /// The edition's UUID, derived from the book's id and the edition's name: the same in every build, different for
    /// every edition.
    pub fn uuid(&self) -> Uuid {
        let books = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:diglot:book");
        let name = format!("{}/{}", self.book.id, self.edition.name);
        Uuid::new_v5(&books, name.as_bytes())
    }

    /// The edition's identifier as a URN: its ISBN, or else its UUID.
    pub fn urn(&self) -> String {
        match self.book.identifiers.get(&self.edition.name) {
            Some(isbn) => isbn.urn(),
            None => self.uuid().urn().to_string(),
        }
    }

    /// How many of the chapters belong to the front matter; they precede all others.
    pub fn front(&self) -> usize {
        let is_front = |chapter: &Section<'_>| chapter.role.matter() == Matter::Front;
        self.chapters.partition_point(is_front)
    }

    /// How many of the chapters precede the glossary, the answers and the index; the others follow these.
    pub fn before_closing(&self) -> usize {
        let is_before = |chapter: &Section<'_>| !chapter.role.is_closing();
        self.chapters.partition_point(is_before)
    }

    /// All questions of the edition, in order.
    pub fn questions(&self) -> Vec<&QuestionItem<'a>> {
        let chapters = self.chapters.iter();
        let pieces = chapters.flat_map(|chapter| Piece::every(&chapter.pieces));
        pieces.flat_map(Piece::questions).collect()
    }

    /// The notes after the chapters: for each chapter that has any, its texts with notes and those of its answers, each
    /// with the part of the book by which its notes are known. Empty unless the edition has its notes there.
    pub fn endnotes(&self) -> Vec<(&Section<'a>, Vec<(&str, &Noted<'a>)>)> {
        if self.edition.notes != NotePlace::Book {
            return Vec::new();
        }
        let chapters = self.chapters.iter().map(|chapter| {
            let mut keys = chapter.key.iter().chain(&self.key);
            let key = keys.find(|key| key.chapter_id == chapter.id);
            let own = chapter.noted.iter().map(|noted| (chapter.id, noted));
            let of_key = key.into_iter().flat_map(|key| {
                let noted = key.noted.iter();
                noted.map(|noted| (key.id.as_str(), noted))
            });
            (chapter, own.chain(of_key).collect::<Vec<_>>())
        });
        chapters.filter(|(_, noted)| !noted.is_empty()).collect()
    }

    /// The edition's identifier for readers: its ISBN, or else a `urn:uuid:`.
    pub fn identifier(&self) -> String {
        match self.book.identifiers.get(&self.edition.name) {
            Some(isbn) => format!("ISBN {isbn}"),
            None => self.uuid().urn().to_string(),
        }
    }
}

/// A chapter, a section of the front or back matter, or the title of a part.
#[derive(Debug)]
pub struct Section<'a> {
    pub id: &'a str,
    pub number: Option<ChapterNumber>,
    pub role: ChapterRole,
    /// Whether it is a chapter of a part.
    pub is_in_part: bool,
    /// In an edition of two languages, the place of the one that alone has it. All its texts are in that language only.
    pub only: Option<usize>,
    /// What a part is called before its title: `Part One`.
    pub label: Option<LocalizedText<'a>>,
    pub title: LocalizedText<'a>,
    pub pieces: Vec<Piece<'a>>,
    /// The answers to its questions, if the edition prints them at the end of each chapter.
    pub key: Option<KeySection<'a>>,
    /// The texts whose notes stand at the end of the chapter or of the book.
    pub noted: Vec<Noted<'a>>,
}

/// A block as it appears in an edition.
#[derive(Debug)]
pub struct Piece<'a> {
    pub id: &'a str,
    pub at: Span,
    /// Whether it is running text that may share a stretch with its neighbours.
    pub runs_on: bool,
    /// In an edition of two languages, the place of the one that alone has it. Its texts are in that language only.
    pub only: Option<usize>,
    pub kind: PieceKind<'a>,
}

impl<'a> Piece<'a> {
    /// The pieces inside this one.
    fn inside(&self) -> Vec<&Piece<'a>> {
        match &self.kind {
            PieceKind::Callout { pieces, .. } => pieces.iter().collect(),
            PieceKind::Quote(quote) => quote.pieces.iter().collect(),
            PieceKind::List(list) => list.items.iter().flat_map(|item| &item.pieces).collect(),
            PieceKind::Quiz(quiz) => quiz.inside().collect(),
            PieceKind::Solved(quiz) => quiz.inside().collect(),
            PieceKind::Lead(_)
            | PieceKind::Text(_)
            | PieceKind::Aligned(..)
            | PieceKind::Heading { .. }
            | PieceKind::Dialogue(_)
            | PieceKind::Verse(_)
            | PieceKind::Gloss(_)
            | PieceKind::Figure(_)
            | PieceKind::Table(_)
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Break(_)
            | PieceKind::Signatures(_)
            | PieceKind::Summary(_) => Vec::new(),
        }
    }

    /// These pieces and all pieces inside them, in order.
    pub fn every(pieces: &[Self]) -> impl Iterator<Item = &Self> {
        walk::nested(pieces, Self::inside)
    }

    /// The title that it has of its own: that of a section, or of a quiz.
    pub fn title(&self) -> Option<&LocalizedText<'a>> {
        match &self.kind {
            PieceKind::Heading { text, .. } => Some(text),
            PieceKind::Quiz(quiz) => quiz.head.title.as_ref(),
            PieceKind::Solved(quiz) => quiz.head.title.as_ref(),
            PieceKind::Lead(_)
            | PieceKind::Text(_)
            | PieceKind::List(_)
            | PieceKind::Aligned(..)
            | PieceKind::Quote(_)
            | PieceKind::Dialogue(_)
            | PieceKind::Signatures(_)
            | PieceKind::Verse(_)
            | PieceKind::Gloss(_)
            | PieceKind::Figure(_)
            | PieceKind::Table(_)
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Callout { .. }
            | PieceKind::Break(_)
            | PieceKind::Summary(_) => None,
        }
    }

    /// The questions of this piece itself.
    pub fn questions(&self) -> Vec<&QuestionItem<'a>> {
        match &self.kind {
            PieceKind::Quiz(quiz) => quiz.questions.iter().collect(),
            PieceKind::Solved(quiz) => quiz.solved.iter().map(|one| &one.item).collect(),
            PieceKind::Lead(_)
            | PieceKind::Text(_)
            | PieceKind::Heading { .. }
            | PieceKind::List(_)
            | PieceKind::Aligned(..)
            | PieceKind::Quote(_)
            | PieceKind::Dialogue(_)
            | PieceKind::Signatures(_)
            | PieceKind::Verse(_)
            | PieceKind::Gloss(_)
            | PieceKind::Figure(_)
            | PieceKind::Table(_)
            | PieceKind::Code { .. }
            | PieceKind::Formula(_)
            | PieceKind::Break(_)
            | PieceKind::Callout { .. }
            | PieceKind::Summary(_) => Vec::new(),
        }
    }
}

/// A list.
#[derive(Debug)]
pub struct ListPiece<'a> {
    pub kind: ListKind,
    /// Whether its items are numbered in another way than `1.` in all languages alike.
    pub has_pattern: bool,
    /// Whether their numbers have words, such as `第一条`.
    pub has_words: bool,
    /// The number of the first item; the same in both languages unless its items are numbered by a pattern.
    pub start: usize,
    /// Whether each item is a text alone, so that the list is running text.
    pub is_plain: bool,
    pub items: Vec<ItemPiece<'a>>,
}

/// An item of a list.
#[derive(Debug)]
pub struct ItemPiece<'a> {
    pub anchor: Option<&'a str>,
    pub mark: ItemMark<'a>,
    pub text: LocalizedText<'a>,
    /// What follows its text.
    pub pieces: Vec<Piece<'a>>,
}

/// What precedes an item.
#[derive(Debug)]
pub enum ItemMark<'a> {
    Bullet,
    Number(Localized<&'a String>),
    /// A check box, and whether it is checked.
    Check(bool),
    Term(LocalizedText<'a>),
    /// Nothing; the text hangs from its first line.
    Hanging,
}

impl<'a> ListPiece<'a> {
    /// Whether its items hang from their first lines.
    pub fn hangs(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| matches!(item.mark, ItemMark::Hanging))
    }

    /// The texts of its items, without those of the pieces inside them.
    pub fn texts(&self) -> impl Iterator<Item = &LocalizedText<'a>> {
        self.items.iter().flat_map(|item| {
            let term = match &item.mark {
                ItemMark::Term(term) => Some(term),
                ItemMark::Bullet | ItemMark::Number(_) | ItemMark::Check(_) | ItemMark::Hanging => {
                    None
                }
            };
            term.into_iter().chain(std::iter::once(&item.text))
        })
    }
}

/// A quotation.
#[derive(Debug)]
pub struct QuotePiece<'a> {
    pub text: Option<LocalizedText<'a>>,
    pub pieces: Vec<Piece<'a>>,
    pub source: Option<LocalizedText<'a>>,
    pub is_epigraph: bool,
    /// Whether it is a text alone, so that it is running text.
    pub is_plain: bool,
}

/// What one speaker says.
#[derive(Debug)]
pub struct TurnItem<'a> {
    pub speaker: Option<LocalizedText<'a>>,
    pub time: Option<&'a str>,
    pub text: LocalizedText<'a>,
}

/// Who signs, and on what lines.
#[derive(Debug)]
pub struct SignatureItem<'a> {
    pub party: LocalizedText<'a>,
    pub lines: Vec<LocalizedText<'a>>,
}

/// Verse, stanza by stanza.
#[derive(Debug)]
pub struct VersePiece<'a> {
    pub title: Option<LocalizedText<'a>>,
    pub stanzas: Vec<Vec<VerseLineItem<'a>>>,
    pub source: Option<LocalizedText<'a>>,
}

/// A line of verse.
#[derive(Debug)]
pub struct VerseLineItem<'a> {
    pub text: LocalizedText<'a>,
    /// In half em.
    pub indent: Localized<&'a u8>,
    /// The number in the margin.
    pub number: Option<usize>,
}

/// An example that is glossed word by word.
#[derive(Debug)]
pub struct GlossPiece<'a> {
    pub number: Option<String>,
    /// The language of the example, in whose direction its words run; without one they run as the text does.
    pub lang: Option<&'a Lang>,
    /// Each word with what stands below it.
    pub words: Vec<Vec<LocalizedText<'a>>>,
    pub translation: Option<LocalizedText<'a>>,
}

impl<'a> GlossPiece<'a> {
    /// Its lines, each with what it has for every word.
    pub fn lines(&self) -> Vec<Vec<&LocalizedText<'a>>> {
        let count = self.words.first().map_or(0, Vec::len);
        let line = |index| self.words.iter().filter_map(move |word| word.get(index));
        (0..count).map(|index| line(index).collect()).collect()
    }

    /// Its texts, in the order in which they are printed.
    pub fn texts(&self) -> impl Iterator<Item = &LocalizedText<'a>> {
        self.words.iter().flatten().chain(&self.translation)
    }
}

/// A figure: one picture, or several side by side.
#[derive(Debug)]
pub struct FigurePiece<'a> {
    pub parts: Vec<FigureItem<'a>>,
    pub caption: Option<LocalizedText<'a>>,
    pub number: String,
    /// The width relative to that of the text, from 0 to 1, if the author set it.
    pub width: Option<f64>,
    pub place: FigurePlace,
    pub is_turned: bool,
}

/// A picture of a figure.
#[derive(Debug)]
pub struct FigureItem<'a> {
    pub picture: &'a Picture,
    /// None for a picture that only decorates.
    pub alt: Option<LocalizedText<'a>>,
    pub caption: Option<LocalizedText<'a>>,
    /// Its letter, if it has a caption of its own.
    pub letter: Option<char>,
}

/// A table.
#[derive(Debug)]
pub struct TablePiece<'a> {
    pub caption: Option<LocalizedText<'a>>,
    pub number: String,
    pub columns: &'a [Column],
    pub header: Vec<Vec<TableCell<'a>>>,
    pub rows: Vec<Vec<TableCell<'a>>>,
    pub is_turned: bool,
}

impl<'a> TablePiece<'a> {
    /// Its cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = &TableCell<'a>> {
        self.header.iter().chain(&self.rows).flatten()
    }
}

/// A cell of a table, which may be merged from several.
#[derive(Debug)]
pub struct TableCell<'a> {
    pub text: LocalizedText<'a>,
    /// Its first column.
    pub column: usize,
    pub across: usize,
    pub down: usize,
    /// Whether it is the head of its columns or its row.
    pub is_head: bool,
}

/// The content of a piece. Figures, tables and captioned listings are numbered by chapter (`9.1`).
#[derive(Debug)]
pub enum PieceKind<'a> {
    Lead(LocalizedText<'a>),
    Text(LocalizedText<'a>),
    Aligned(LocalizedText<'a>, Alignment),
    Heading {
        level: u8,
        text: LocalizedText<'a>,
    },
    List(ListPiece<'a>),
    Quote(QuotePiece<'a>),
    Dialogue(Vec<TurnItem<'a>>),
    Verse(VersePiece<'a>),
    Gloss(GlossPiece<'a>),
    Figure(FigurePiece<'a>),
    Table(TablePiece<'a>),
    Code {
        lang: Option<&'a str>,
        program: Localized<&'a str>,
        caption: Option<LocalizedText<'a>>,
        number: String,
        /// The number of its first line, if lines are numbered.
        numbers_from: Option<usize>,
        /// The marked lines, from 0.
        marked: &'a [usize],
    },
    Formula(&'a Formula),
    Break(BlockBreak),
    Callout {
        kind: CalloutKind,
        title: Option<LocalizedText<'a>>,
        pieces: Vec<Piece<'a>>,
    },
    Signatures(Vec<SignatureItem<'a>>),
    Summary(Vec<LocalizedText<'a>>),
    Quiz(QuizPiece<'a>),
    /// Questions with their answers, in a solutions book.
    Solved(SolvedQuiz<'a>),
}

/// The answers to one chapter's questions.
#[derive(Debug)]
pub struct KeySection<'a> {
    /// Its anchor. It contains a full stop, which no author's anchor can.
    pub id: String,
    pub chapter_id: &'a str,
    pub number: Option<ChapterNumber>,
    pub title: LocalizedText<'a>,
    pub answers: Vec<KeyItem<'a>>,
    /// The texts whose notes stand at its end, or at that of the book.
    pub noted: Vec<Noted<'a>>,
}

/// A glossary entry.
#[derive(Debug)]
pub struct GlossaryEntry<'a> {
    /// Its anchor.
    pub id: String,
    pub term: LocalizedText<'a>,
    /// How it is read, in each language that says so.
    pub reading: Localized<&'a Option<Text>>,
    /// The part of speech.
    pub pos: Option<LocalizedText<'a>>,
    pub definition: Option<LocalizedText<'a>>,
    /// A sentence that uses it.
    pub example: Option<LocalizedText<'a>>,
}

/// Assembles the manuscript of an edition. This cannot fail, since every fault is found when the book is read. `book` is
/// what [`with_readings`] returns, for a solutions book from what [`solutions`] returns.
pub fn assemble<'a>(book: &'a Book, edition: &'a Edition) -> Manuscript<'a> {
    let languages = edition.languages;
    let mut key = Vec::new();
    let mut has_parts = false;
    let mut chapters: Vec<Section<'a>> = book
        .chapters
        .iter()
        .enumerate()
        .filter_map(|(place, chapter)| {
            let following = book.chapters[place + 1..].iter();
            let following = following.map(|chapter| (chapter.role, chapter.only));
            let of_part = chapters_in_one_language(chapter.role, following);
            if matches!(languages, Languages::Only(own) if of_part.is_some_and(|side| side != own))
            {
                return None;
            }
            let mut clerk = ChapterAssembler::new(languages, edition.answers, chapter);
            clerk.repeats = edition
                .print()
                .is_some_and(|print| print.setup.arrangement() == Arrangement::Facing);
            clerk.has_endnotes = edition.notes != NotePlace::Foot;
            clerk.keep_to(chapter.only)?;
            let only = clerk.only;
            let label = clerk.maybe(chapter.label.as_ref());
            let title = clerk.line(&chapter.title);
            has_parts |= chapter.role == ChapterRole::Part;
            let pieces = match edition.solves {
                None => clerk.pieces(&chapter.blocks),
                Some(_) => clerk.solved(&chapter.blocks)?,
            };
            let noted = clerk.noted();
            let answers = clerk.answers();
            let of_chapter = (!answers.is_empty()).then(|| KeySection {
                id: format!("key.{}", chapter.id),
                chapter_id: &chapter.id,
                number: chapter.number,
                title,
                answers,
                noted: clerk.noted(),
            });
            let (at_end, after_all) = match edition.answers {
                Answers::Chapter => (of_chapter, None),
                Answers::Appendix | Answers::Nowhere => (None, of_chapter),
            };
            key.extend(after_all);
            Some(Section {
                id: &chapter.id,
                number: chapter.number,
                role: chapter.role,
                only,
                is_in_part: has_parts && chapter.role == ChapterRole::Chapter,
                label,
                title,
                pieces,
                key: at_end,
                noted,
            })
        })
        .collect();
    chapters.sort_by_key(|chapter| chapter.role.is_closing());
    Manuscript {
        lists: aids::lists(edition, &chapters),
        index: index::index(book, edition, &chapters),
        chapters,
        glossary: sorted(book, languages)
            .into_iter()
            .map(|term| entry(term, languages))
            .collect(),
        key,
        ..bare(book, edition)
    }
}

/// A manuscript without content, only with its title and subtitle.
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

/// A text outside the chapters, whose notes are numbered from 1.
fn plain(pair: &Pair<Text>, languages: Languages) -> LocalizedText<'_> {
    LocalizedText {
        text: languages.choose(pair),
        notes_before: NoteCounts::default(),
    }
}

fn entry(term: &Term, languages: Languages) -> GlossaryEntry<'_> {
    GlossaryEntry {
        id: term_anchor(&term.id),
        term: plain(&term.term, languages),
        reading: languages.choose(&term.reading),
        pos: term.pos.as_ref().map(|pair| plain(pair, languages)),
        definition: term.definition.as_ref().map(|pair| plain(pair, languages)),
        example: term.example.as_ref().map(|pair| plain(pair, languages)),
    }
}

/// The glossary's terms, sorted in the edition's lead language.
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
