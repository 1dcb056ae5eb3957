//! Handout sheets: which content of one chapter a sheet has, for whom and in which order. A student's sheet holds no
//! answers as data, so no writer can leak one.

use super::assembler::ChapterAssembler;
use super::quiz::{Draw, drawn};
use super::{
    GlossaryEntry, KeyItem, LocalizedText, Manuscript, Piece, PieceKind, QuestionItem, QuizHead,
    entry,
};
use crate::book::{
    Block, BlockBreak, BlockKind, Book, Chapter, ChapterNumber, ChapterRole, Difficulty, Points,
    Question, Text,
};
use crate::edition::{Audience, Edition, Handouts, Languages, Scope, SheetPart};
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
    pub audience: Option<Audience>,
    pub version: Option<char>,
    pub code: String,
    /// What it holds, in order.
    pub sections: Vec<SheetSection<'a>>,
}

/// A part of a sheet, which is not empty.
#[derive(Debug)]
pub enum SheetSection<'a> {
    /// The chapter's key points.
    Points(Vec<LocalizedText<'a>>),
    /// The chapter's terms, in the order of their first use.
    Vocabulary(Vec<VocabularyEntry<'a>>),
    /// The same terms as cards.
    Cards(Vec<VocabularyEntry<'a>>),
    /// The chapter's figures.
    Figures(Vec<Piece<'a>>),
    /// The chapter's text.
    Text(Vec<Piece<'a>>),
    /// The chapter's text to be translated.
    Translation(Vec<Passage<'a>>),
    Quizzes(Vec<AskedQuiz<'a>>),
}

/// A glossary term, with the term in the language that the edition leaves out, if it leaves one out.
#[derive(Debug)]
pub struct VocabularyEntry<'a> {
    pub entry: GlossaryEntry<'a>,
    pub abroad: Option<(&'a Lang, &'a Text)>,
    /// How that one is read.
    pub read_abroad: Option<&'a Text>,
}

/// A piece of a text to be translated.
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
    /// Its quizzes, in order.
    pub fn quizzes(&self) -> impl Iterator<Item = &AskedQuiz<'a>> {
        self.sections.iter().flat_map(|section| match section {
            SheetSection::Quizzes(quizzes) => quizzes.as_slice(),
            SheetSection::Points(_)
            | SheetSection::Vocabulary(_)
            | SheetSection::Cards(_)
            | SheetSection::Figures(_)
            | SheetSection::Text(_)
            | SheetSection::Translation(_) => &[],
        })
    }

    /// All questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Asked<'a>> {
        self.quizzes().flat_map(|quiz| &quiz.questions)
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
    // A sheet in both languages is about what both have.
    let all = all.filter(|chapter| {
        let mut only = chapter.only.into_iter();
        only.all(|side| edition.languages == Languages::Only(side))
    });
    let selected = all.filter(|chapter| chapter.is_selected_by(chapters));
    let names = selected.flat_map(move |chapter| names(chapter, handouts, edition.languages));
    names.filter_map(move |name| {
        let sheet = sheet(book, edition, handouts, name);
        let manuscript = Manuscript {
            sheet: Some(sheet).filter(|sheet| !sheet.sections.is_empty()),
            ..super::bare(book, edition)
        };
        manuscript.sheet.is_some().then_some((name, manuscript))
    })
}

/// The sheets that a chapter may have. Some may turn out to be empty.
fn names<'a>(
    chapter: &'a Chapter,
    handouts: &Handouts,
    languages: Languages,
) -> Vec<SheetName<'a>> {
    let mut quizzes = walk::quizzes(&chapter.blocks);
    let asks = handouts.scope.asks() && quizzes.any(|(quiz, _)| languages.have(quiz.only));
    let translates = handouts.scope.holds(SheetPart::Translation);
    let audiences: Vec<Option<Audience>> = if asks || translates {
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
    let key = Scope::of([SheetPart::Quiz]);
    let scope = match name.audience {
        Some(Audience::Key) => &key,
        Some(Audience::Student | Audience::Teacher) | None => &handouts.scope,
    };
    let mut maker = SheetMaker {
        clerk: ChapterAssembler::new(edition.languages, edition.answers, chapter),
        book,
        languages: edition.languages,
        handouts,
        name,
        may_know: name.audience.is_some_and(Audience::may_know),
        sections: Vec::new(),
    };
    // The notes of the title are those of the book.
    let title = maker.clerk.unnumbered(&chapter.title);
    let has_figures = handouts.figures && name.audience != Some(Audience::Key);
    for part in scope.parts() {
        if has_figures && *part == SheetPart::Quiz {
            maker.add_figures();
        }
        maker.add(*part);
    }
    if has_figures && !scope.asks() {
        maker.add_figures();
    }
    Sheet {
        id: &chapter.id,
        number: chapter.number,
        title,
        audience: name.audience,
        version: name.version,
        code: name.code(),
        sections: maker.sections,
    }
}

/// Makes the sections of a sheet, in the order in which they are printed, in which their notes are numbered.
struct SheetMaker<'a, 'h> {
    clerk: ChapterAssembler<'a>,
    book: &'a Book,
    languages: Languages,
    handouts: &'h Handouts,
    name: SheetName<'a>,
    may_know: bool,
    sections: Vec<SheetSection<'a>>,
}

impl<'a> SheetMaker<'a, '_> {
    /// Adds a part, unless the chapter has nothing for it.
    fn add(&mut self, part: SheetPart) {
        match part {
            SheetPart::Points => {
                let is_summary = |block: &Block| matches!(block.kind, BlockKind::Summary(_));
                let points = self.pieces(is_summary).into_iter().flat_map(points_of);
                self.push(points.collect(), SheetSection::Points);
            }
            SheetPart::Vocabulary => self.push(self.words(), SheetSection::Vocabulary),
            SheetPart::Cards => self.push(self.words(), SheetSection::Cards),
            SheetPart::Text => {
                // Below the title of the sheet, the text needs no heading of its own.
                let pieces = self.text(!self.sections.is_empty());
                self.push(pieces, SheetSection::Text);
            }
            SheetPart::Translation => {
                let pieces = self.text(true).into_iter();
                let mut passages: Vec<Passage<'a>> = pieces
                    .map(|piece| Passage {
                        piece,
                        covered: false,
                    })
                    .collect();
                let texts = passages
                    .iter_mut()
                    .filter(|passage| matches!(passage.piece.kind, PieceKind::Text(_)))
                    .filter(|passage| passage.piece.only.is_none());
                for passage in texts.skip(1).step_by(2) {
                    passage.covered = !self.may_know;
                }
                self.push(passages, SheetSection::Translation);
            }
            SheetPart::Quiz => {
                let quizzes = asked(&mut self.clerk, self.handouts, self.name, self.may_know);
                self.push(quizzes, SheetSection::Quizzes);
            }
        }
    }

    /// Adds the chapter's figures, if it has any.
    fn add_figures(&mut self) {
        let pieces = self.pieces(is_text).into_iter();
        self.push(pieces.flat_map(figures_of).collect(), SheetSection::Figures);
    }

    fn push<T>(&mut self, list: Vec<T>, section: impl FnOnce(Vec<T>) -> SheetSection<'a>) {
        if !list.is_empty() {
            self.sections.push(section(list));
        }
    }

    /// The pieces of certain blocks of the chapter.
    fn pieces(&mut self, is_wanted: impl Fn(&Block) -> bool) -> Vec<Piece<'a>> {
        let blocks = self.name.chapter.blocks.iter();
        let wanted = blocks.filter(|block| is_wanted(block));
        let pieces = wanted.flat_map(|block| self.clerk.pieces(std::slice::from_ref(block)));
        pieces.collect()
    }

    /// The chapter's text. If it is `below` a heading, its own headings are one level lower.
    fn text(&mut self, below: bool) -> Vec<Piece<'a>> {
        let mut pieces = self.pieces(is_text);
        for piece in &mut pieces {
            if let PieceKind::Heading { level, .. } = &mut piece.kind {
                *level += u8::from(below);
            }
        }
        pieces
    }

    /// The glossary's terms that the chapter uses, in the order of their first use.
    fn words(&self) -> Vec<VocabularyEntry<'a>> {
        words(self.book, self.languages, self.name.chapter)
    }
}

/// Whether a block of a chapter is part of its text on a sheet.
fn is_text(block: &Block) -> bool {
    match block.kind {
        BlockKind::Summary(_) | BlockKind::Quiz(_) | BlockKind::Break(BlockBreak::Page) => false,
        BlockKind::Lead(_)
        | BlockKind::Text(_)
        | BlockKind::Aligned(..)
        | BlockKind::Heading { .. }
        | BlockKind::List(_)
        | BlockKind::Quote(_)
        | BlockKind::Dialogue(_)
        | BlockKind::Signatures(_)
        | BlockKind::Verse(_)
        | BlockKind::Gloss(_)
        | BlockKind::Figure(_)
        | BlockKind::Table(_)
        | BlockKind::Code(_)
        | BlockKind::Formula(_)
        | BlockKind::Break(BlockBreak::Scene)
        | BlockKind::Callout(_) => true,
    }
}

/// The key points of a piece that holds them.
fn points_of(piece: Piece<'_>) -> Vec<LocalizedText<'_>> {
    if let PieceKind::Summary(points) = piece.kind {
        points
    } else {
        Vec::new()
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
    for (index, (block, quiz)) in walk::quizzes(&name.chapter.blocks).enumerate() {
        let draw = Draw {
            seed: &seed,
            options: name.version.is_some(),
        };
        let lots = format!("{seed}{}/{index}", name.chapter.id);
        let Some(head) = clerk.within(block.only, |clerk| clerk.quiz_head(quiz)) else {
            continue;
        };
        let languages = clerk.languages();
        let available = quiz
            .questions
            .iter()
            .filter(|question| languages.have(question.only));
        let available = available.collect();
        let mut questions = Vec::new();
        for question in picked(available, quiz.pick, &lots, name.version.is_some()) {
            let Some((item, key)) = clerk.answered(question, draw) else {
                continue;
            };
            let for_teacher = may_know.then(|| TeacherView {
                key,
                guide: clerk
                    .within(question.only, |clerk| clerk.maybe(question.guide.as_ref()))
                    .flatten(),
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

/// The questions that are asked among those `available`: `pick` of them, in the author's order unless they are shuffled.
fn picked<'a>(
    available: Vec<&'a Question>,
    pick: Option<usize>,
    seed: &str,
    shuffles: bool,
) -> Vec<&'a Question> {
    let all: Vec<(usize, &Question)> = available.into_iter().enumerate().collect();
    let number = pick.unwrap_or(all.len());
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
