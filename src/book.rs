//! The book as its authors wrote it, checked and whole, in both languages. Data and nothing else:
//! no word here knows a page, a column or an e-reader. Read this file first.

mod quiz;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::formula::Formula;
use crate::isbn::Isbn;
use crate::lang::{Lang, Pair, Side, filing};
use crate::source::{Places, Span};
pub use quiz::{
    Answer, Blank, Choice, Difficulty, Length, Question, Quiz, Row, answer_anchor, question_anchor,
};

/// A whole book. It exists only when its content has no error.
#[derive(Debug)]
pub struct Book {
    /// Names the output files: `[a-z0-9-]+`.
    pub id: String,
    pub languages: Pair<Lang>,
    /// Where each language is named.
    pub languages_at: Pair<Span>,
    pub title: Pair<Text>,
    pub subtitle: Option<Pair<Text>>,
    /// How the title is filed, where the author says so.
    pub sort: Pair<Option<Text>>,
    pub series: Option<Series>,
    pub creators: Vec<Creator>,
    pub publisher: Option<Pair<Text>>,
    /// `YYYY-MM-DD`.
    pub date: Option<Date>,
    pub rights: Option<Pair<Text>>,
    /// The lines of a library's record that is printed in the book (图书在版编目数据), language by language.
    pub cip: Pair<Vec<Text>>,
    /// Further lines of the copyright page (版次, 印次, 定价), language by language.
    pub imprint: Pair<Vec<Text>>,
    pub description: Option<Pair<Text>>,
    pub subjects: Vec<Pair<Text>>,
    /// The ISBN of each edition that has one, by the edition's name.
    pub identifiers: BTreeMap<String, Isbn>,
    /// The path of a cover picture.
    pub cover: Option<Picture>,
    pub style: Style,
    /// Who answers for the book being open to all readers.
    pub certifier: Option<Certifier>,
    /// Texts that stand in for missing translations.
    pub untranslated: usize,
    pub glossary: Vec<Term>,
    pub chapters: Vec<Chapter>,
}

impl Book {
    /// How the title is filed: as the author says, else by pinyin or without its article.
    pub fn title_sort(&self, side: Side) -> Option<String> {
        match self.sort.get(side) {
            Some(sort) => Some(sort.plain()),
            None => filing::title(&self.title.get(side).plain(), self.languages.get(side)),
        }
    }

    /// How a creator is filed: as the author says, else by surname.
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

/// Someone who made the book.
#[derive(Debug, Clone)]
pub struct Creator {
    pub name: Pair<Text>,
    /// How the name is filed, where the author says so.
    pub sort: Pair<Option<Text>>,
    pub role: Role,
    /// No person, whose name has no surname.
    pub is_organisation: bool,
}

/// The series that a book is part of.
#[derive(Debug)]
pub struct Series {
    pub name: Pair<Text>,
    pub number: Option<u32>,
}

/// Who has found that the book is open to all readers (EPUB Accessibility 1.1, § 4.2).
#[derive(Debug, Clone)]
pub struct Certifier {
    pub name: Pair<Text>,
    /// What entitles them to say so.
    pub credential: Option<String>,
    /// The address of their report.
    pub report: Option<String>,
}

/// A creator's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Author,
    Translator,
    Editor,
    Illustrator,
    /// Of a foreword.
    Foreword,
    Compiler,
    Photographer,
    /// Of the cover.
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

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

impl fmt::Display for Date {
    /// As ISO 8601 writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// What a book may set of its look.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Style {
    /// `ink`, `accent`, `tint` as `#rrggbb`.
    pub colours: BTreeMap<String, String>,
    /// Type sizes in points by language tag or `code`, and the line pitch as `pitch`.
    pub sizes: BTreeMap<String, Size>,
    /// Font families, first to last, by language tag, `headings` or `code`.
    pub families: BTreeMap<String, Vec<Family>>,
}

/// A size in points and where the author wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub points: f64,
    pub at: Span,
}

/// A font family's name and where the author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    pub name: String,
    pub at: Span,
}

/// A glossary entry.
#[derive(Debug)]
pub struct Term {
    pub id: String,
    pub term: Pair<Text>,
    /// How the term is filed, where the author says so.
    pub sort: Pair<Option<Text>>,
    pub definition: Option<Pair<Text>>,
}

/// A chapter.
#[derive(Debug)]
pub struct Chapter {
    pub id: String,
    pub number: Option<u32>,
    pub title: Pair<Text>,
    pub blocks: Vec<Block>,
}

impl Chapter {
    /// Whether a reader's name for it is its number or its id.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.number.is_some_and(|number| number.to_string() == name)
    }

    /// Whether names of chapters select it; an empty list selects all.
    pub fn is_selected_by(&self, names: &[String]) -> bool {
        names.is_empty() || names.iter().any(|name| self.is_called(name))
    }

    /// What a reader calls it: its number, or its id where it has none.
    pub fn call(&self) -> String {
        self.number
            .map_or_else(|| self.id.clone(), |number| number.to_string())
    }
}

/// A block of a chapter.
#[derive(Debug)]
pub struct Block {
    /// Its id in every edition: the author's `anchor:`, or chapter, kind and number.
    pub id: String,
    pub at: Span,
    pub kind: BlockKind,
}

impl Block {
    /// The blocks inside this one.
    pub fn inside(&self) -> &[Block] {
        match &self.kind {
            BlockKind::Callout(callout) => &callout.blocks,
            BlockKind::Lead(_)
            | BlockKind::Text(_)
            | BlockKind::Heading { .. }
            | BlockKind::List { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Figure(_)
            | BlockKind::Table(_)
            | BlockKind::Code(_)
            | BlockKind::Formula(_)
            | BlockKind::Summary(_)
            | BlockKind::Quiz(_) => &[],
        }
    }
}

/// What a block is.
#[derive(Debug)]
pub enum BlockKind {
    /// The chapter's opening abstract.
    Lead(Pair<Text>),
    /// A paragraph.
    Text(Pair<Text>),
    /// A section (level 1) or a subsection (level 2).
    Heading {
        level: u8,
        text: Pair<Text>,
    },
    List {
        ordered: bool,
        items: Vec<Pair<Text>>,
    },
    Quote {
        text: Pair<Text>,
        source: Option<Pair<Text>>,
    },
    Figure(Figure),
    Table(Table),
    Code(Code),
    /// A formula by itself, the same in every language.
    Formula(DisplayFormula),
    Callout(Callout),
    /// The chapter's key points.
    Summary(Vec<Pair<Text>>),
    Quiz(Quiz),
}

impl BlockKind {
    /// The texts of a block that is plain running text; nothing of any other block.
    pub fn running(&self) -> Option<Vec<&Pair<Text>>> {
        match self {
            Self::Text(text) => Some(vec![text]),
            Self::List { items, .. } => Some(items.iter().collect()),
            Self::Quote { text, source } => Some(std::iter::once(text).chain(source).collect()),
            Self::Lead(_)
            | Self::Heading { .. }
            | Self::Figure(_)
            | Self::Table(_)
            | Self::Code(_)
            | Self::Formula(_)
            | Self::Callout(_)
            | Self::Summary(_)
            | Self::Quiz(_) => None,
        }
    }

    /// Those texts where other blocks may run on from them and they from others: none has a note.
    pub fn runs_on(&self) -> Option<Vec<&Pair<Text>>> {
        let has_note = |pair: &&Pair<Text>| pair.iter().any(|text| !text.notes().is_empty());
        self.running().filter(|texts| !texts.iter().any(has_note))
    }
}

/// A picture with its words.
#[derive(Debug)]
pub struct Figure {
    pub image: Picture,
    pub alt: Pair<Text>,
    pub caption: Option<Pair<Text>>,
    /// Part of the text's width, above 0 and at most 1; `None` where the author says nothing.
    pub width: Option<f64>,
    /// Whether it is as wide as an opening, where an opening shows both languages.
    pub is_spread: bool,
}

/// A picture file of the book, already read and looked into.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its path in the book's folder, with `/`.
    pub path: String,
    pub at: Span,
}

/// A table; every row has as many cells as the header or the first row.
#[derive(Debug)]
pub struct Table {
    pub caption: Option<Pair<Text>>,
    pub header: Vec<Pair<Text>>,
    pub rows: Vec<Vec<Pair<Text>>>,
}

/// A listing.
#[derive(Debug)]
pub struct Code {
    /// The programming language, as a highlighter names it.
    pub lang: Option<String>,
    pub text: String,
    pub at: Span,
    /// Where each part of the text stands in its file.
    pub places: Places,
    pub caption: Option<Pair<Text>>,
}

/// A formula by itself.
#[derive(Debug)]
pub struct DisplayFormula {
    pub formula: Formula,
    pub at: Span,
    /// Where each part of its TeX stands in its file.
    pub places: Places,
}

/// A box that stands out of the text.
#[derive(Debug)]
pub struct Callout {
    pub kind: CalloutKind,
    pub title: Option<Pair<Text>>,
    pub blocks: Vec<Block>,
}

/// The kinds of boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalloutKind {
    Insight,
    Note,
    Tip,
    Warning,
    Roadmap,
}

impl CalloutKind {
    /// Its name in the format, in templates and in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insight => "insight",
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Warning => "warning",
            Self::Roadmap => "roadmap",
        }
    }
}

/// A text in one language, parsed once.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub inlines: Vec<Inline>,
    pub at: Option<Span>,
    /// Where its [parts](Self::parts) stand in its file.
    pub places: Places,
}

/// A run inside a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    Plain(String),
    Emph(Vec<Inline>),
    Strong(Vec<Inline>),
    Code(String),
    Formula(Formula),
    Link {
        url: String,
        text: Vec<Inline>,
    },
    Note(Vec<Inline>),
    Ruby {
        base: String,
        reading: String,
    },
    /// A blank to be filled, in the prompt of a question.
    Blank {
        /// The name that its answer bears.
        name: String,
        /// Its number, from 1, where the prompt has more than one.
        number: Option<usize>,
        /// How long it is drawn, in underscores: by its answer, within reason.
        width: usize,
    },
    /// A glossary term by its id, and the words that stand for it here.
    Term {
        id: String,
        text: Vec<Inline>,
    },
}

impl Text {
    /// The words alone, without notes, for titles in metadata; a formula in TeX.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        plain_into(&self.inlines, &mut out);
        out
    }

    /// The notes in the text, first to last.
    pub fn notes(&self) -> Vec<&[Inline]> {
        let mut notes = Vec::new();
        notes_into(&self.inlines, &mut notes);
        notes
    }

    /// The ids of the glossary terms that the text uses, notes included.
    pub fn terms(&self) -> Vec<&str> {
        let mut terms = Vec::new();
        self.every(&mut |inline| {
            if let Inline::Term { id, .. } = inline {
                terms.push(id.as_str());
            }
        });
        terms
    }

    /// Visits every run, those inside others and of notes too, in order.
    pub fn every<'a>(&'a self, visit: &mut impl FnMut(&'a Inline)) {
        self.parts(&mut |inline, _| visit(inline));
    }

    /// Visits every run, those inside others and of notes too, in order, each with its part of the text's letters: one
    /// after another all that is printed, notes where their callers stand, and of a blank its name.
    pub fn parts<'a>(&'a self, visit: &mut impl FnMut(&'a Inline, Range<usize>)) {
        parts(&self.inlines, 0, visit);
    }

    /// Visits the strings that the text prints, those of its notes too, each with where it begins among the
    /// [parts](Self::parts).
    pub fn strings<'a>(&'a self, visit: &mut impl FnMut(&'a str, usize)) {
        self.parts(&mut |inline, part| match inline {
            Inline::Plain(words) | Inline::Code(words) => visit(words, part.start),
            Inline::Ruby { base, reading } => {
                visit(base, part.start);
                visit(reading, part.start + base.len());
            }
            Inline::Formula(formula) => visit(&formula.tex, part.start),
            Inline::Emph(_)
            | Inline::Strong(_)
            | Inline::Note(_)
            | Inline::Link { .. }
            | Inline::Term { .. }
            | Inline::Blank { .. } => {}
        });
    }

    /// Where some of its [parts](Self::parts) stand in its file.
    pub fn span(&self, part: Range<usize>) -> Option<Span> {
        Some(self.places.span(self.at?, part))
    }
}

impl Inline {
    /// The runs inside this one, those of a note too.
    pub fn inside(&self) -> &[Inline] {
        match self {
            Self::Emph(inner)
            | Self::Strong(inner)
            | Self::Note(inner)
            | Self::Link { text: inner, .. }
            | Self::Term { text: inner, .. } => inner,
            Self::Plain(_)
            | Self::Code(_)
            | Self::Formula(_)
            | Self::Ruby { .. }
            | Self::Blank { .. } => &[],
        }
    }

    /// How long it is among the [parts](Text::parts) of its text.
    pub fn length(&self) -> usize {
        match self {
            Self::Plain(words) | Self::Code(words) => words.len(),
            Self::Formula(formula) => formula.tex.len(),
            Self::Ruby { base, reading } => base.len() + reading.len(),
            Self::Blank { name, .. } => name.len(),
            Self::Emph(inner)
            | Self::Strong(inner)
            | Self::Note(inner)
            | Self::Link { text: inner, .. }
            | Self::Term { text: inner, .. } => inner.iter().map(Self::length).sum(),
        }
    }
}

/// Visits runs and all that are inside them, in order; the first begins at `start`.
fn parts<'a>(
    inlines: &'a [Inline],
    mut start: usize,
    visit: &mut impl FnMut(&'a Inline, Range<usize>),
) {
    for inline in inlines {
        let end = start + inline.length();
        visit(inline, start..end);
        parts(inline.inside(), start, visit);
        start = end;
    }
}

/// A blank as it is printed: a line of underscores after its number, which every reader shows and every
/// voice reads.
pub fn blank(number: Option<usize>, width: usize) -> String {
    let line = "_".repeat(width);
    match number {
        Some(number) => format!("({number})\u{a0}{line}"),
        None => line,
    }
}

/// The words of a run of inlines, without notes.
fn plain_into(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Plain(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Term { text: inner, .. } => plain_into(inner, out),
            Inline::Formula(formula) => out.push_str(&formula.tex),
            Inline::Ruby { base, .. } => out.push_str(base),
            Inline::Blank { number, width, .. } => out.push_str(&blank(*number, *width)),
            Inline::Note(_) => {}
        }
    }
}

fn notes_into<'a>(inlines: &'a [Inline], notes: &mut Vec<&'a [Inline]>) {
    for inline in inlines {
        match inline {
            Inline::Note(note) => notes.push(note),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Term { text: inner, .. } => notes_into(inner, notes),
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. } => {}
        }
    }
}

/// The anchor of a glossary entry.
pub fn term_anchor(id: &str) -> String {
    format!("term-{id}")
}
