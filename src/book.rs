//! The book as its authors wrote it: complete, checked, in both languages. Plain data that knows nothing of pages,
//! columns or e-readers. Read this file first.

mod breaks;
mod callout;
mod chapter;
mod figure;
mod gloss;
mod index;
mod inline_picture;
mod list;
mod listing;
mod note;
mod numbering;
mod numerals;
mod quiz;
mod readings;
mod span;
mod speech;
mod style;
mod supply;
mod table;
mod text;
mod trade;
mod verse;

use std::collections::BTreeMap;
use std::fmt;

use crate::formula::Formula;
use crate::isbn::Isbn;
use crate::lang::{Lang, Pair, Side, filing};
use crate::source::{Places, Span};
pub use breaks::{joined, one_line, spaced};
pub use callout::{Callout, CalloutKind};
pub use chapter::{Chapter, ChapterNumber, ChapterRole, Matter, chapters_in_one_language};
pub use figure::{Figure, FigurePart, FigurePlace};
pub use gloss::Gloss;
pub use index::{IndexMark, MOST_LEVELS, entry_anchor, entry_path};
pub use inline_picture::InlinePicture;
pub use list::{List, ListItem, ListKind, Mark};
pub use listing::{Listing, Program};
pub use note::{Note, NoteKind};
pub use numbering::{Numbering, QuestionNumbers};
pub use numerals::{MOST_ITEMS, NumberPattern};
pub use quiz::{
    Accepted, Answer, Blank, Choice, Class, Difficulty, Length, Number, Points, Question, Quiz,
    Row, answer_anchor, question_anchor, right_sides,
};
pub use readings::{Doubt, Readings, Spelling, TermReadings, has_readings, term_readings};
pub use span::SpanKind;
pub use speech::{Quote, Signature, Turn};
pub use style::{Family, SceneBreak, Size, Style};
pub use supply::{Availability, Price, Supplier, SupplierRole, Supply, Tax, Territory};
pub use table::{Alignment, Cell, Column, Table};
pub use text::{Inline, Target, Text, blank};
pub use trade::{Audience, Exemption, SubjectCode, SubjectScheme, TradeData};
pub use verse::{Verse, VerseLine};

/// A whole book. It exists only if its content has no errors.
#[derive(Debug, Clone)]
pub struct Book {
    /// The stem of the output files' names: `[a-z0-9-]+`.
    pub id: String,
    pub languages: Pair<Lang>,
    /// Where `book.yaml` names each language.
    pub languages_at: Pair<Span>,
    pub title: Pair<Text>,
    pub subtitle: Option<Pair<Text>>,
    /// The author's sort form of the title, if given.
    pub sort: Pair<Option<Text>>,
    pub series: Option<Series>,
    pub creators: Vec<Creator>,
    pub publisher: Option<Pair<Text>>,
    /// The publication date.
    pub date: Option<Date>,
    pub rights: Option<Pair<Text>>,
    /// The lines of the cataloguing-in-publication record (图书在版编目数据), in each language by itself.
    pub cip: Pair<Vec<Text>>,
    /// Further lines of the copyright page (版次, 印次, 定价), in each language by itself.
    pub imprint: Pair<Vec<Text>>,
    pub description: Option<Pair<Text>>,
    pub subjects: Vec<Pair<Text>>,
    /// ISBNs by the name of the edition they identify.
    pub identifiers: BTreeMap<String, Isbn>,
    pub cover: Option<Picture>,
    pub style: Style,
    pub certifier: Option<Certifier>,
    pub trade: TradeData,
    /// How many translations are missing, with a placeholder in their place.
    pub untranslated: usize,
    pub glossary: Vec<Term>,
    pub chapters: Vec<Chapter>,
}

impl Book {
    /// The sort form of the title: the author's, else its pinyin (Chinese) or the title with its article last.
    /// `None` where the title is filed as it stands.
    pub fn title_sort(&self, side: Side) -> Option<String> {
        match self.sort.get(side) {
            Some(sort) => Some(sort.plain()),
            None => filing::title(&self.title.get(side).plain(), self.languages.get(side)),
        }
    }

    /// The sort form of a creator's name: the author's, else surname first. `None` where the name is filed as it
    /// stands.
    pub fn file_as(&self, creator: &Creator, side: Side) -> Option<String> {
        let (name, lang) = (creator.name.get(side).plain(), self.languages.get(side));
        let beside = match side {
            Side::A => &creator.name.b,
            Side::B => &creator.name.a,
        };
        match creator.sort.get(side) {
            Some(sort) => Some(sort.plain()),
            None if creator.is_organisation => filing::title(&name, lang),
            None => filing::person(&name, lang, &beside.plain()),
        }
    }
}

/// A person or an organisation that contributed to the book.
#[derive(Debug, Clone)]
pub struct Creator {
    pub name: Pair<Text>,
    /// The author's sort form of the name, if given.
    pub sort: Pair<Option<Text>>,
    pub role: Role,
    /// Then the name has no surname to be filed by.
    pub is_organisation: bool,
}

/// The series that a book is part of.
#[derive(Debug, Clone)]
pub struct Series {
    pub name: Pair<Text>,
    /// A decimal number above 0, such as `2.5` for a book between two others.
    pub number: Option<String>,
}

/// Who certifies that the book is accessible (EPUB Accessibility 1.1, § 4.2).
#[derive(Debug, Clone)]
pub struct Certifier {
    pub name: Pair<Text>,
    /// What qualifies the certifier.
    pub credential: Option<String>,
    /// The address of the certifier's report.
    pub report: Option<String>,
}

/// What a creator contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Author,
    Translator,
    Editor,
    Illustrator,
    /// Wrote the foreword.
    Foreword,
    Compiler,
    Photographer,
    /// Designed the cover.
    Designer,
    Contributor,
}

impl Role {
    /// The MARC relator code that EPUB metadata uses.
    pub fn marc(self) -> &'static str {
        match self {
            Self::Author => "aut",
            Self::Translator => "trl",
            Self::Editor => "edt",
            Self::Illustrator => "ill",
            Self::Foreword => "aui",
            Self::Compiler => "com",
            Self::Photographer => "pht",
            Self::Designer => "cov",
            Self::Contributor => "ctb",
        }
    }
}

/// A date in the Gregorian calendar; month and day count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

impl fmt::Display for Date {
    /// In ISO 8601: `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A glossary entry.
#[derive(Debug, Clone)]
pub struct Term {
    pub id: String,
    pub term: Pair<Text>,
    /// The author's sort form of the term, if given.
    pub sort: Pair<Option<Text>>,
    /// How it is read, in each language that says so.
    pub reading: Pair<Option<Text>>,
    /// The part of speech.
    pub pos: Option<Pair<Text>>,
    pub definition: Option<Pair<Text>>,
    /// A sentence that uses it.
    pub example: Option<Pair<Text>>,
}

/// A block of a chapter.
#[derive(Debug, Clone)]
pub struct Block {
    /// The same in every edition: the author's `anchor:`, or made of chapter, kind and number.
    pub id: String,
    pub at: Span,
    /// The language that alone has it; the texts of the other are empty.
    pub only: Option<Side>,
    /// Whether its author has chosen its readings, so that editions make none.
    pub has_own_readings: bool,
    pub kind: BlockKind,
}

impl Block {
    /// The texts of [`BlockKind::running`] where the block may share a stretch with its neighbours, which one in a single
    /// language may not.
    pub fn running_text(&self) -> Option<Vec<&Pair<Text>>> {
        self.kind.running().filter(|_| self.only.is_none())
    }

    /// The same without blocks that have footnotes, which share no stretch either.
    pub fn runs_on(&self) -> Option<Vec<&Pair<Text>>> {
        let has_note = |pair: &&Pair<Text>| pair.iter().any(|text| !text.notes().is_empty());
        self.running_text()
            .filter(|texts| !texts.iter().any(has_note))
    }

    /// Whether it is a list of works that reads the same in both languages, so that most editions of both
    /// have it once.
    pub fn says_the_same(&self) -> bool {
        let BlockKind::List(list) = &self.kind else {
            return false;
        };
        let mut texts = list.texts();
        list.kind == ListKind::Works && texts.all(|text| text.a.plain() == text.b.plain())
    }

    /// The blocks directly inside this one.
    pub fn inside(&self) -> Vec<&Block> {
        match &self.kind {
            BlockKind::Callout(callout) => callout.blocks.iter().collect(),
            BlockKind::Quote(quote) => quote.blocks.iter().collect(),
            BlockKind::List(list) => list.items.iter().flat_map(|item| &item.blocks).collect(),
            BlockKind::Quiz(quiz) => quiz.inside().collect(),
            BlockKind::Lead(_)
            | BlockKind::Text(_)
            | BlockKind::Aligned(..)
            | BlockKind::Heading { .. }
            | BlockKind::Dialogue(_)
            | BlockKind::Verse(_)
            | BlockKind::Gloss(_)
            | BlockKind::Figure(_)
            | BlockKind::Table(_)
            | BlockKind::Code(_)
            | BlockKind::Formula(_)
            | BlockKind::Break(_)
            | BlockKind::Signatures(_)
            | BlockKind::Summary(_) => Vec::new(),
        }
    }

    /// Its texts, not those of the blocks inside it, as [`walk`](crate::walk) visits them.
    pub fn texts_mut(&mut self) -> Vec<&mut Pair<Text>> {
        match &mut self.kind {
            BlockKind::Lead(text)
            | BlockKind::Text(text)
            | BlockKind::Aligned(text, _)
            | BlockKind::Heading { text, .. } => {
                vec![text]
            }
            BlockKind::List(list) => list.texts_mut().collect(),
            BlockKind::Summary(items) => items.iter_mut().collect(),
            BlockKind::Quote(quote) => quote.text.iter_mut().chain(&mut quote.source).collect(),
            BlockKind::Dialogue(turns) => turns
                .iter_mut()
                .flat_map(|turn| turn.speaker.iter_mut().chain([&mut turn.text]))
                .collect(),
            BlockKind::Signatures(all) => all
                .iter_mut()
                .flat_map(|one| std::iter::once(&mut one.party).chain(&mut one.lines))
                .collect(),
            BlockKind::Verse(verse) => verse.texts_mut(),
            BlockKind::Gloss(gloss) => gloss.texts_mut().collect(),
            BlockKind::Figure(figure) => {
                let parts = figure.parts.iter_mut();
                let parts = parts.flat_map(|part| part.alt.iter_mut().chain(&mut part.caption));
                parts.chain(&mut figure.caption).collect()
            }
            BlockKind::Table(table) => {
                let rows = table.header.iter_mut().chain(&mut table.rows);
                let cells = rows.flatten().map(|cell| &mut cell.text);
                table.caption.iter_mut().chain(cells).collect()
            }
            BlockKind::Code(code) => code.caption.iter_mut().collect(),
            BlockKind::Formula(_) | BlockKind::Break(_) => Vec::new(),
            BlockKind::Callout(callout) => callout.title.iter_mut().collect(),
            BlockKind::Quiz(quiz) => quiz
                .title
                .iter_mut()
                .chain(&mut quiz.instructions)
                .collect(),
        }
    }
}

/// The content of a block.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// The chapter's opening abstract.
    Lead(Pair<Text>),
    /// A paragraph.
    Text(Pair<Text>),
    /// Lines that do not fill the page, such as the date of a letter.
    Aligned(Pair<Text>, Alignment),
    /// A section (level 1), a subsection (level 2) or a part of one (level 3).
    Heading {
        level: u8,
        text: Pair<Text>,
    },
    List(List),
    Quote(Quote),
    Dialogue(Vec<Turn>),
    Verse(Verse),
    Gloss(Gloss),
    Figure(Figure),
    Table(Table),
    Code(Listing),
    /// A display formula, the same in both languages.
    Formula(DisplayFormula),
    Break(BlockBreak),
    Callout(Callout),
    Signatures(Vec<Signature>),
    /// The chapter's key points.
    Summary(Vec<Pair<Text>>),
    Quiz(Quiz),
}

impl BlockKind {
    /// The texts of a paragraph, of a list whose items are texts alone, or of a quotation; `None` for any other block.
    pub fn running(&self) -> Option<Vec<&Pair<Text>>> {
        match self {
            Self::Text(text) => Some(vec![text]),
            Self::List(list) if list.is_plain() => Some(list.texts().collect()),
            Self::Quote(quote) if quote.plain().is_some() => Some(quote.texts().collect()),
            Self::Lead(_)
            | Self::Heading { .. }
            | Self::Aligned(..)
            | Self::List(_)
            | Self::Quote(_)
            | Self::Dialogue(_)
            | Self::Verse(_)
            | Self::Gloss(_)
            | Self::Figure(_)
            | Self::Table(_)
            | Self::Code(_)
            | Self::Formula(_)
            | Self::Break(_)
            | Self::Callout(_)
            | Self::Signatures(_)
            | Self::Summary(_)
            | Self::Quiz(_) => None,
        }
    }
}

/// What parts two blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockBreak {
    /// A change of scene or subject; see [`SceneBreak`].
    Scene,
    /// A new page in print, a new screen in an EPUB.
    Page,
}

/// A picture file of the book, whose contents have been checked.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The path inside the book's folder, with `/`.
    pub path: String,
    pub at: Span,
}

/// A formula on a line of its own.
#[derive(Debug, Clone)]
pub struct DisplayFormula {
    pub formula: Formula,
    pub at: Span,
    /// Maps the bytes of the formula's TeX to its file.
    pub places: Places,
}

/// The id of the chapter that lists the works which the book cites. Its full stop keeps it apart from authors' ids.
pub const BIBLIOGRAPHY: &str = "back.bibliography";

/// The anchor of the work with this index in the bibliography's file; in the list of one language if each has its own.
pub fn work_anchor(index: usize, side: Option<Side>) -> String {
    match side {
        None => format!("work.{}", index + 1),
        Some(Side::A) => format!("work.{}.a", index + 1),
        Some(Side::B) => format!("work.{}.b", index + 1),
    }
}

/// The anchor of a glossary entry.
pub fn term_anchor(id: &str) -> String {
    format!("term-{id}")
}
