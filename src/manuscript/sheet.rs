//! Handout sheets: which content of one chapter a sheet has, for whom and in which order. A student's sheet holds no
//! answers as data, so no writer can leak one.

use super::assembler::ChapterAssembler;
use super::quiz::{Draw, drawn};
use super::{
    GlossaryEntry, KeyItem, LocalizedText, Manuscript, Piece, PieceKind, QuestionItem, QuizHead,
    entry,
};
use crate::book::{
    BlockBreak, Book, Chapter, ChapterNumber, ChapterRole, Difficulty, Points, Question, Quiz, Text,
};
use crate::edition::{Audience, Edition, Handouts, Languages, Scope};
use crate::lang::{Lang, Pair, Side};
use crate::walk;

/// Identifies a sheet of a handout edition.
#[derive(Debug, Clone, Copy)]
pub struct SheetName<'a> {
    pub chapter: &'a Chapter,
    /// `None` if all audiences would get the same sheet.
    pub audience: Option<Audience>,
    /// `A` and on; `None` if there is just one version.
    pub version: Option<char>,
}

impl SheetName<'_> {
    /// The file name without its extension: `09-post-training-student-A`.
    pub fn file(&self) -> String {
        let number = self.chapter.number.map(|number| match number {
            ChapterNumber::Chapter(number) => format!("{number:02}"),
            ChapterNumber::Appendix(letter) => letter.to_ascii_lowercase().to_string(),
        });
        let audience = self.audience.map(|audience| audience.name().to_owned());
        let version = self.version.map(String::from);
        let parts = [number, Some(self.chapter.id.clone()), audience, version];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// The code printed on every page of the sheet and on its key, by which they are matched: `9-A`.
    pub fn code(&self) -> String {
        let chapter = self.chapter.call();
        match self.version {
            Some(version) => format!("{chapter}-{version}"),
            None => chapter,
        }
    }
}

/// The content of one sheet.
#[derive(Debug)]
pub struct Sheet<'a> {
    pub id: &'a str,
    pub number: Option<ChapterNumber>,
    pub title: LocalizedText<'a>,
    pub scope: Scope,
    pub audience: Option<Audience>,
    pub version: Option<char>,
    pub code: String,
    /// The chapter's key points.
    pub points: Vec<LocalizedText<'a>>,
    /// The chapter's terms, in the order of their first use.
    pub words: Vec<VocabularyEntry<'a>>,
    pub figures: Vec<Piece<'a>>,
    pub quizzes: Vec<AskedQuiz<'a>>,
    /// The chapter's text, on a reading sheet.
    pub reading: Vec<Passage<'a>>,
}

/// A glossary term, with the term in the language that the edition leaves out, if it leaves one out.
#[derive(Debug)]
pub struct VocabularyEntry<'a> {
    pub entry: GlossaryEntry<'a>,
    pub abroad: Option<(&'a Lang, &'a Text)>,
    /// How that one is read.
    pub read_abroad: Option<&'a Text>,
}

/// A piece of a reading sheet.
#[derive(Debug)]
pub struct Passage<'a> {
    pub piece: Piece<'a>,
    /// Whether the second language is left blank for the student to write.
    pub covered: bool,
}

/// The questions of one quiz on a sheet.
#[derive(Debug)]
pub struct AskedQuiz<'a> {
    pub head: QuizHead<'a>,
    pub questions: Vec<Asked<'a>>,
}

/// A question on a sheet.
#[derive(Debug)]
pub struct Asked<'a> {
    pub item: QuestionItem<'a>,
    /// What a teacher sees; `None` on a student's sheet.
    pub for_teacher: Option<TeacherView<'a>>,
}

/// What only a teacher sees of a question.
#[derive(Debug)]
pub struct TeacherView<'a> {
    pub key: KeyItem<'a>,
    pub guide: Option<LocalizedText<'a>>,
    pub minutes: Option<u32>,
    pub difficulty: Option<Difficulty>,
}

impl<'a> Sheet<'a> {
    /// All questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Asked<'a>> {
        self.quizzes.iter().flat_map(|quiz| &quiz.questions)
    }

    /// The anchor of the heading above a quiz.
    pub fn quiz_anchor(&self, index: usize) -> String {
        match index {
            0 => format!("{}-quiz", self.id),
            _ => format!("{}-quiz-{}", self.id, index + 1),
        }
    }

    /// The sum of the points of all questions.
    pub fn worth(&self) -> Points {
        Points::sum(self.questions().filter_map(|asked| asked.item.points))
    }

    /// The sum of the minutes that the questions take, if the sheet is for teachers and the author gave minutes for
    /// each question.
    pub fn minutes(&self) -> Option<u32> {
        let minutes = self
            .questions()
            .map(|asked| asked.for_teacher.as_ref()?.minutes);
        let all: Vec<u32> = minutes.collect::<Option<_>>()?;
        let sum = all.into_iter().fold(0, u32::saturating_add);
        (sum > 0).then_some(sum)
    }

    fn is_empty(&self) -> bool {
        self.points.is_empty()
            && self.words.is_empty()
            && self.figures.is_empty()
            && self.quizzes.is_empty()
            && self.reading.is_empty()
    }
}

/// The sheets of a handout edition, each as a manuscript, made lazily: those of all chapters among `chapters` (by
/// number or id; empty for all) that have content for one. This cannot fail, like [`assemble`](super::assemble).
pub fn sheets<'a>(
    book: &'a Book,
    edition: &'a Edition,
    handouts: &'a Handouts,
    chapters: &'a [String],
) -> impl Iterator<Item = (SheetName<'a>, Manuscript<'a>)> {
    let all = book.chapters.iter();
    let all = all.filter(|chapter| chapter.role != ChapterRole::Part);
    let selected = all.filter(|chapter| chapter.is_selected_by(chapters));
    let names = selected.flat_map(move |chapter| names(chapter, handouts));
    names.filter_map(move |name| {
        let sheet = sheet(book, edition, handouts, name);
        let manuscript = Manuscript {
            sheet: Some(sheet).filter(|sheet| !sheet.is_empty()),
            ..super::bare(book, edition)
        };
        manuscript.sheet.is_some().then_some((name, manuscript))
    })
}

/// The sheets that a chapter may have. Some may turn out to be empty.
fn names<'a>(chapter: &'a Chapter, handouts: &Handouts) -> Vec<SheetName<'a>> {
    let asks = handouts.scope.asks() && walk::quizzes(&chapter.blocks).next().is_some();
    let audiences: Vec<Option<Audience>> = if asks || handouts.scope == Scope::Reading {
        let audiences = handouts.audiences.iter().copied();
        // Only questions have a key.
        let audiences = audiences.filter(|audience| asks || *audience != Audience::Key);
        audiences.map(Some).collect()
    } else {
        // There is nothing to withhold from anyone.
        vec![None]
    };
    let versions: Vec<Option<char>> = match handouts.versions.filter(|_| asks) {
        Some(versions) => ('A'..='Z').take(versions.into()).map(Some).collect(),
        None => vec![None],
    };
    let each = audiences.into_iter().flat_map(|audience| {
        versions.iter().map(move |version| SheetName {
            chapter,
            audience,
            version: *version,
        })
    });
    each.collect()
}

fn sheet<'a>(
    book: &'a Book,
    edition: &'a Edition,
    handouts: &Handouts,
    name: SheetName<'a>,
) -> Sheet<'a> {
    let chapter = name.chapter;
    let languages = edition.languages;
    let scope = match name.audience {
        Some(Audience::Key) => Scope::Quiz,
        Some(Audience::Student | Audience::Teacher) | None => handouts.scope,
    };
    let mut clerk = ChapterAssembler::new(languages, edition.answers, chapter);
    let title = clerk.line(&chapter.title);
    let mut points = Vec::new();
    let mut figures = Vec::new();
    let mut reading = Vec::new();
    let may_know = name.audience.is_some_and(Audience::may_know);
    for piece in clerk.pieces(&chapter.blocks) {
        match scope {
            Scope::Chapter | Scope::Summary => {
                if let PieceKind::Summary(lines) = piece.kind {
                    points.extend(lines);
                } else if handouts.figures {
                    figures.extend(figures_of(piece));
                }
            }
            Scope::Reading => match piece.kind {
                PieceKind::Summary(_)
                | PieceKind::Quiz(_)
                | PieceKind::Solved(_)
                | PieceKind::Break(BlockBreak::Page) => {}
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
                | PieceKind::Break(BlockBreak::Scene)
                | PieceKind::Callout { .. } => reading.push(Passage {
                    piece,
                    covered: false,
                }),
            },
            Scope::Quiz | Scope::Glossary | Scope::Cards => {}
        }
    }
    let texts = reading
        .iter_mut()
        .filter(|passage| matches!(passage.piece.kind, PieceKind::Text(_)))
        .filter(|passage| passage.piece.only.is_none());
    for passage in texts.skip(1).step_by(2) {
        passage.covered = !may_know;
    }
    let mut quizzes = Vec::new();
    if scope.asks() {
        let mut clerk = ChapterAssembler::new(languages, edition.answers, chapter);
        quizzes = asked(&mut clerk, handouts, name, may_know);
    }
    let words = match scope {
        Scope::Chapter | Scope::Summary | Scope::Glossary | Scope::Cards => {
            words(book, languages, chapter)
        }
        Scope::Quiz | Scope::Reading => Vec::new(),
    };
    Sheet {
        id: &chapter.id,
        number: chapter.number,
        title,
        scope,
        audience: name.audience,
        version: name.version,
        code: name.code(),
        points,
        words,
        figures,
        quizzes,
        reading,
    }
}

/// The figures of a piece: itself, or those in a box, a quotation or a list. Those of a quiz are on the sheet with it.
fn figures_of(piece: Piece<'_>) -> Vec<Piece<'_>> {
    fn of_all(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
        pieces.into_iter().flat_map(figures_of).collect()
    }
    match piece.kind {
        PieceKind::Figure(_) => vec![piece],
        PieceKind::Callout { pieces, .. } => of_all(pieces),
        PieceKind::Quote(quote) => of_all(quote.pieces),
        PieceKind::List(list) => {
            let items = list.items.into_iter();
            of_all(items.flat_map(|item| item.pieces).collect())
        }
        PieceKind::Lead(_)
        | PieceKind::Text(_)
        | PieceKind::Heading { .. }
        | PieceKind::Aligned(..)
        | PieceKind::Dialogue(_)
        | PieceKind::Signatures(_)
        | PieceKind::Verse(_)
        | PieceKind::Gloss(_)
        | PieceKind::Table(_)
        | PieceKind::Code { .. }
        | PieceKind::Formula(_)
        | PieceKind::Break(_)
        | PieceKind::Summary(_)
        | PieceKind::Quiz(_)
        | PieceKind::Solved(_) => Vec::new(),
    }
}

/// The quizzes of a sheet, their questions drawn and numbered.
fn asked<'a>(
    clerk: &mut ChapterAssembler<'a>,
    handouts: &Handouts,
    name: SheetName<'a>,
    may_know: bool,
) -> Vec<AskedQuiz<'a>> {
    let version = name.version.map(String::from).unwrap_or_default();
    let seed = format!("{}/{version}/", handouts.seed);
    let mut all = Vec::new();
    for (index, (_, quiz)) in walk::quizzes(&name.chapter.blocks).enumerate() {
        let draw = Draw {
            seed: &seed,
            options: name.version.is_some(),
        };
        let lots = format!("{seed}{}/{index}", name.chapter.id);
        let head = clerk.quiz_head(quiz);
        let mut questions = Vec::new();
        for question in picked(quiz, &lots, name.version.is_some()) {
            let (item, key) = clerk.answered(question, draw);
            let for_teacher = may_know.then(|| TeacherView {
                key,
                guide: clerk.maybe(question.guide.as_ref()),
                minutes: question.minutes,
                difficulty: question.difficulty,
            });
            questions.push(Asked { item, for_teacher });
        }
        if !questions.is_empty() {
            all.push(AskedQuiz { head, questions });
        }
    }
    all
}

/// The questions of a quiz that are asked: `pick` of them, in the author's order unless they are shuffled.
fn picked<'a>(quiz: &'a Quiz, seed: &str, shuffles: bool) -> Vec<&'a Question> {
    let all: Vec<(usize, &Question)> = quiz.questions.iter().enumerate().collect();
    let number = quiz.pick.unwrap_or(all.len());
    let mut picked = drawn(all, seed, |(_, question)| question.id.clone());
    picked.truncate(number);
    if !shuffles {
        picked.sort_by_key(|(index, _)| *index);
    }
    picked.into_iter().map(|(_, question)| question).collect()
}

/// The glossary's terms that a chapter uses, in the order of their first use.
fn words<'a>(
    book: &'a Book,
    languages: Languages,
    chapter: &'a Chapter,
) -> Vec<VocabularyEntry<'a>> {
    let mut ids: Vec<&str> = Vec::new();
    let mut note = |pair: &'a Pair<Text>| {
        for id in pair.iter().flat_map(Text::terms) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    };
    note(&chapter.title);
    walk::of_blocks(&chapter.blocks, &mut note);
    let abroad = |pair: &'a Pair<Text>| match languages {
        Languages::Both { .. } => None,
        Languages::Only(Side::A) => Some((&book.languages.b, &pair.b)),
        Languages::Only(Side::B) => Some((&book.languages.a, &pair.a)),
    };
    let found = ids
        .into_iter()
        .filter_map(|id| book.glossary.iter().find(|term| term.id == id));
    found
        .map(|term| VocabularyEntry {
            entry: entry(term, languages),
            abroad: abroad(&term.term),
            read_abroad: match languages {
                Languages::Both { .. } => None,
                Languages::Only(Side::A) => term.reading.b.as_ref(),
                Languages::Only(Side::B) => term.reading.a.as_ref(),
            },
        })
        .collect()
}
