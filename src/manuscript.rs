//! What one edition contains, in final order: chosen, numbered, with answers moved to where they
//! belong. Both writers are plain maps from here, so that the key of the PDF and the key of the
//! EPUB cannot disagree.

use uuid::Uuid;

use crate::book::{
    Answer, Block, BlockKind, Book, CalloutKind, Chapter, Choice, Picture, Question, Term, Text,
};
use crate::edition::{Edition, Languages};
use crate::lang::{Lang, Pair, Side, fill};
use crate::source::Span;

/// Something in each language of the edition, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voices<T> {
    Duo { lead: T, second: T },
    Solo(T),
}

impl<T> Voices<T> {
    /// The language that is read first.
    pub fn lead(&self) -> &T {
        match self {
            Self::Duo { lead, .. } | Self::Solo(lead) => lead,
        }
    }

    /// All, first to last.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let (lead, second) = match self {
            Self::Duo { lead, second } => (lead, Some(second)),
            Self::Solo(only) => (only, None),
        };
        std::iter::once(lead).chain(second)
    }

    /// The same voices saying other things.
    pub fn map<U>(&self, mut say: impl FnMut(&T) -> U) -> Voices<U> {
        match self {
            Self::Duo { lead, second } => Voices::Duo {
                lead: say(lead),
                second: say(second),
            },
            Self::Solo(only) => Voices::Solo(say(only)),
        }
    }

    /// The same voices, borrowed.
    pub fn map_ref(&self) -> Voices<&T> {
        match self {
            Self::Duo { lead, second } => Voices::Duo { lead, second },
            Self::Solo(only) => Voices::Solo(only),
        }
    }

    /// These voices with those of another.
    pub fn zip<U>(self, other: Voices<U>) -> Voices<(T, U)> {
        match (self, other) {
            (
                Self::Duo { lead, second },
                Voices::Duo {
                    lead: other_lead,
                    second: other_second,
                },
            ) => Voices::Duo {
                lead: (lead, other_lead),
                second: (second, other_second),
            },
            (
                Self::Solo(one) | Self::Duo { lead: one, .. },
                Voices::Solo(other) | Voices::Duo { lead: other, .. },
            ) => Voices::Solo((one, other)),
        }
    }
}

impl Languages {
    /// What of a pair this edition shows.
    pub fn choose<T>(self, pair: &Pair<T>) -> Voices<&T> {
        match self {
            Self::Both { lead: Side::A } => Voices::Duo {
                lead: &pair.a,
                second: &pair.b,
            },
            Self::Both { lead: Side::B } => Voices::Duo {
                lead: &pair.b,
                second: &pair.a,
            },
            Self::Only(side) => Voices::Solo(pair.get(side)),
        }
    }
}

/// A text in the edition's languages; its notes are numbered from `notes_from` on, the n-th note
/// of one language bearing the number of the n-th of the other.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub text: Voices<&'a Text>,
    pub notes_from: usize,
}

/// An edition's content.
#[derive(Debug)]
pub struct Manuscript<'a> {
    pub book: &'a Book,
    pub edition: &'a Edition,
    pub languages: Voices<&'a Lang>,
    pub title: Line<'a>,
    pub subtitle: Option<Line<'a>>,
    pub chapters: Vec<Section<'a>>,
    /// The glossary, sorted in the language that is read first.
    pub glossary: Vec<Entry<'a>>,
    /// The answer key, a part for each chapter that asks questions.
    pub key: Vec<KeySection<'a>>,
}

impl Manuscript<'_> {
    /// The edition's name for good: the same for every build of it, another for every other edition.
    pub fn uuid(&self) -> Uuid {
        let books = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:diglot:book");
        let name = format!("{}/{}", self.book.id, self.edition.name);
        Uuid::new_v5(&books, name.as_bytes())
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
}

/// A block in its place.
#[derive(Debug)]
pub struct Piece<'a> {
    pub id: &'a str,
    pub at: Span,
    pub kind: PieceKind<'a>,
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
        width: f64,
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
    Callout {
        kind: CalloutKind,
        title: Option<Line<'a>>,
        pieces: Vec<Piece<'a>>,
    },
    Summary(Vec<Line<'a>>),
    Quiz(Vec<Item<'a>>),
}

/// A question without its answer.
#[derive(Debug)]
pub struct Item<'a> {
    /// Its anchor: chapter and question.
    pub id: String,
    /// The anchor of its answer.
    pub key_id: String,
    /// From 1 in every chapter.
    pub number: usize,
    pub prompt: Line<'a>,
    /// By letter; none for an open question.
    pub options: Vec<(char, Line<'a>)>,
    /// More than one option is right.
    pub several: bool,
    pub points: Option<u32>,
}

impl Item<'_> {
    /// What the book says after the prompt in a language: that more than one option is right, and
    /// what the question is worth. Empty for most.
    pub fn remark(&self, lang: &Lang) -> String {
        let labels = lang.labels();
        let several = self.several.then(|| labels.several.to_owned());
        let points = self.points.map(|points| fill(labels.points, points));
        let remarks: Vec<String> = several.into_iter().chain(points).collect();
        remarks.join(if lang.is_cjk() { "" } else { " " })
    }
}

/// The answers of a chapter.
#[derive(Debug)]
pub struct KeySection<'a> {
    pub chapter_id: &'a str,
    pub number: Option<u32>,
    pub title: Line<'a>,
    pub answers: Vec<KeyItem<'a>>,
}

/// An answer.
#[derive(Debug)]
pub struct KeyItem<'a> {
    pub id: String,
    pub question_id: String,
    pub number: usize,
    /// The right options, or the one answer of an open question, without a letter.
    pub answers: Vec<(Option<char>, Line<'a>)>,
    pub explanation: Option<Line<'a>>,
}

/// A glossary entry.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its anchor.
    pub id: String,
    pub term: Line<'a>,
    pub definition: Option<Line<'a>>,
}

/// The anchor of a glossary entry.
pub fn term_anchor(id: &str) -> String {
    format!("term-{id}")
}

/// Makes an edition's manuscript. Total: whatever could be wrong was found when the book was read.
pub fn assemble<'a>(book: &'a Book, edition: &'a Edition) -> Manuscript<'a> {
    let languages = edition.languages;
    let mut key = Vec::new();
    let chapters = book
        .chapters
        .iter()
        .map(|chapter| {
            let mut clerk = Clerk::new(languages, chapter);
            let section = Section {
                id: &chapter.id,
                number: chapter.number,
                title: clerk.line(&chapter.title),
                pieces: clerk.pieces(&chapter.blocks),
            };
            if !clerk.answers.is_empty() {
                key.push(KeySection {
                    chapter_id: &chapter.id,
                    number: chapter.number,
                    title: section.title,
                    answers: clerk.answers,
                });
            }
            section
        })
        .collect();
    let plain = |pair: &'a Pair<Text>| Line {
        text: languages.choose(pair),
        notes_from: 1,
    };
    let entry = |term: &'a Term| Entry {
        id: term_anchor(&term.id),
        term: plain(&term.term),
        definition: term.definition.as_ref().map(plain),
    };
    Manuscript {
        book,
        edition,
        languages: languages.choose(&book.languages),
        title: plain(&book.title),
        subtitle: book.subtitle.as_ref().map(plain),
        chapters,
        glossary: sorted(book, languages).into_iter().map(entry).collect(),
        key,
    }
}

/// The glossary's terms in the order of the edition's first language.
fn sorted(book: &Book, languages: Languages) -> Vec<&Term> {
    let collator = languages.choose(&book.languages).lead().collator();
    let mut terms: Vec<(String, &Term)> = book
        .glossary
        .iter()
        .map(|term| (languages.choose(&term.term).lead().plain(), term))
        .collect();
    terms.sort_by(|(one, _), (other, _)| collator.compare(one, other));
    terms.into_iter().map(|(_, term)| term).collect()
}

/// Walks a chapter and counts what is counted.
struct Clerk<'a> {
    languages: Languages,
    chapter: &'a Chapter,
    notes: usize,
    figures: usize,
    tables: usize,
    listings: usize,
    questions: usize,
    answers: Vec<KeyItem<'a>>,
}

impl<'a> Clerk<'a> {
    fn new(languages: Languages, chapter: &'a Chapter) -> Self {
        Self {
            languages,
            chapter,
            notes: 0,
            figures: 0,
            tables: 0,
            listings: 0,
            questions: 0,
            answers: Vec::new(),
        }
    }

    fn line(&mut self, pair: &'a Pair<Text>) -> Line<'a> {
        let text = self.languages.choose(pair);
        let notes_from = self.notes + 1;
        self.notes += text
            .iter()
            .map(|text| text.notes().len())
            .max()
            .unwrap_or(0);
        Line { text, notes_from }
    }

    fn maybe(&mut self, pair: Option<&'a Pair<Text>>) -> Option<Line<'a>> {
        pair.map(|pair| self.line(pair))
    }

    fn lines(&mut self, pairs: &'a [Pair<Text>]) -> Vec<Line<'a>> {
        pairs.iter().map(|pair| self.line(pair)).collect()
    }

    fn numbered(&self, count: usize) -> String {
        match self.chapter.number {
            Some(chapter) => format!("{chapter}.{count}"),
            None => count.to_string(),
        }
    }

    fn pieces(&mut self, blocks: &'a [Block]) -> Vec<Piece<'a>> {
        blocks.iter().map(|block| self.piece(block)).collect()
    }

    fn piece(&mut self, block: &'a Block) -> Piece<'a> {
        let kind = match &block.kind {
            BlockKind::Lead(text) => PieceKind::Lead(self.line(text)),
            BlockKind::Text(text) => PieceKind::Text(self.line(text)),
            BlockKind::Heading { level, text } => PieceKind::Heading {
                level: *level,
                text: self.line(text),
            },
            BlockKind::List { ordered, items } => PieceKind::List {
                ordered: *ordered,
                items: self.lines(items),
            },
            BlockKind::Quote { text, source } => PieceKind::Quote {
                text: self.line(text),
                source: self.maybe(source.as_ref()),
            },
            BlockKind::Figure(figure) => {
                self.figures += 1;
                PieceKind::Figure {
                    picture: &figure.image,
                    alt: self.line(&figure.alt),
                    caption: self.maybe(figure.caption.as_ref()),
                    number: self.numbered(self.figures),
                    width: figure.width,
                }
            }
            BlockKind::Table(table) => {
                self.tables += 1;
                PieceKind::Table {
                    caption: self.maybe(table.caption.as_ref()),
                    number: self.numbered(self.tables),
                    header: self.lines(&table.header),
                    rows: table.rows.iter().map(|row| self.lines(row)).collect(),
                }
            }
            BlockKind::Code(code) => {
                self.listings += usize::from(code.caption.is_some());
                PieceKind::Code {
                    lang: code.lang.as_deref(),
                    text: &code.text,
                    caption: self.maybe(code.caption.as_ref()),
                    number: self.numbered(self.listings),
                }
            }
            BlockKind::Callout(callout) => PieceKind::Callout {
                kind: callout.kind,
                title: self.maybe(callout.title.as_ref()),
                pieces: self.pieces(&callout.blocks),
            },
            BlockKind::Summary(points) => PieceKind::Summary(self.lines(points)),
            BlockKind::Quiz(questions) => PieceKind::Quiz(
                questions
                    .iter()
                    .map(|question| self.question(question))
                    .collect(),
            ),
        };
        Piece {
            id: &block.id,
            at: block.at,
            kind,
        }
    }

    fn question(&mut self, question: &'a Question) -> Item<'a> {
        self.questions += 1;
        let id = format!("{}-{}", self.chapter.id, question.id);
        let key_id = format!("key-{id}");
        let prompt = self.line(&question.prompt);
        let (options, answers) = match &question.answer {
            Answer::Choice(choices) => self.options(choices),
            Answer::Open { answer, .. } => (Vec::new(), vec![(None, self.line(answer))]),
        };
        let explanation = self.maybe(question.explanation.as_ref());
        let several = answers.len() > 1;
        self.answers.push(KeyItem {
            id: key_id.clone(),
            question_id: id.clone(),
            number: self.questions,
            answers,
            explanation,
        });
        Item {
            id,
            key_id,
            number: self.questions,
            prompt,
            options,
            several,
            points: question.points,
        }
    }

    /// The options by letter, and those among them that are right.
    #[expect(clippy::type_complexity, reason = "two lists of one shape, used once")]
    fn options(
        &mut self,
        choices: &'a [Choice],
    ) -> (Vec<(char, Line<'a>)>, Vec<(Option<char>, Line<'a>)>) {
        let mut options = Vec::new();
        let mut right = Vec::new();
        for (letter, choice) in ('A'..='Z').zip(choices) {
            let line = self.line(&choice.text);
            options.push((letter, line));
            if choice.correct {
                right.push((Some(letter), line));
            }
        }
        (options, right)
    }
}
