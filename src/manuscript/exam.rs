//! A book's questions and answers as they are exported to learning platforms.

use super::assembler::ChapterAssembler;
use super::quiz::Draw;
use super::{KeyItem, Localized, LocalizedText, NoteCounts, Piece, QuestionItem, QuizHead};
use crate::book::{Book, Chapter, Question, Text};
use crate::edition::{Answers, Languages};
use crate::lang::Lang;
use crate::walk;

/// The questions of a book, or of some of its chapters.
#[derive(Debug)]
pub struct Exam<'a> {
    pub book: &'a Book,
    pub languages: Localized<&'a Lang>,
    pub title: LocalizedText<'a>,
    /// A part for each chapter that has questions.
    pub parts: Vec<ExamPart<'a>>,
}

impl<'a> Exam<'a> {
    /// Every quiz, in order.
    pub fn pools(&self) -> impl Iterator<Item = &Pool<'a>> {
        self.parts.iter().flat_map(|part| &part.pools)
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Posed<'a>> {
        self.pools().flat_map(|pool| &pool.questions)
    }
}

/// The questions of one chapter.
#[derive(Debug)]
pub struct ExamPart<'a> {
    pub chapter: &'a Chapter,
    /// The title of the chapter without its notes.
    title: Localized<Text>,
    pub pools: Vec<Pool<'a>>,
}

impl ExamPart<'_> {
    /// The title of the chapter, without its notes.
    pub fn title(&self) -> LocalizedText<'_> {
        LocalizedText {
            text: self.title.map_ref(),
            notes_before: NoteCounts::default(),
        }
    }
}

/// The questions of one quiz.
#[derive(Debug)]
pub struct Pool<'a> {
    pub head: QuizHead<'a>,
    /// How many questions a platform draws from the pool; `None` for all.
    pub pick: Option<usize>,
    pub questions: Vec<Posed<'a>>,
}

impl<'a> Pool<'a> {
    /// The pieces of the passage and of the questions, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece<'a>> {
        let of_questions = self.questions.iter().flat_map(|posed| posed.item.inside());
        self.head.passage.iter().chain(of_questions)
    }
}

/// A question with everything that is known about it.
#[derive(Debug)]
pub struct Posed<'a> {
    /// A stable and unique identifier that includes the languages: `book.chapter-question.zh-en`.
    pub id: String,
    /// Chapter, number and the author's id, so that sorting by name keeps the book's order: `9-03 why-mask`.
    pub name: String,
    pub question: &'a Question,
    pub item: QuestionItem<'a>,
    pub key: KeyItem<'a>,
    pub guide: Option<LocalizedText<'a>>,
}

impl Posed<'_> {
    /// The first part of its name, the chapter and the number: `9-03`.
    pub fn number(&self) -> &str {
        self.name
            .split_once(' ')
            .map_or(&self.name, |(number, _)| number)
    }
}

/// The name of a question; numbers have as many digits, so that names sort like them.
fn name(chapter: &Chapter, number: &str, question: &Question) -> String {
    let digits = number.trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    let zeros = "0".repeat(2_usize.saturating_sub(digits));
    format!("{}-{zeros}{number} {}", chapter.call(), question.id)
}

/// Collects the questions of these chapters, by number or id; empty for all. Options are in the author's order, items
/// to match or put in order as in the book. This cannot fail, like [`assemble`](super::assemble).
pub fn exam<'a>(book: &'a Book, languages: Languages, chapters: &[String]) -> Exam<'a> {
    let chosen = languages.choose(&book.languages);
    let tags = chosen.tags();
    let all = book.chapters.iter();
    let selected = all.filter(|chapter| chapter.is_selected_by(chapters));
    let parts = selected.map(|chapter| {
        // An export always has the answers, so it does not matter where editions print them.
        let mut clerk = ChapterAssembler::new(languages, Answers::Appendix, chapter);
        let title = languages.choose(&chapter.title);
        let pools = walk::quizzes(&chapter.blocks).filter_map(|(block, quiz)| {
            let head = clerk.within(block.only, |clerk| clerk.quiz_head(quiz))?;
            let questions = quiz.questions.iter().filter_map(|question| {
                let (item, key) = clerk.answered(question, Draw::default())?;
                let guide =
                    clerk.within(question.only, |clerk| clerk.maybe(question.guide.as_ref()));
                Some(Posed {
                    id: format!("{}.{}.{tags}", book.id, item.id),
                    name: name(chapter, &item.number, question),
                    question,
                    guide: guide.flatten(),
                    item,
                    key,
                })
            });
            Some(Pool {
                pick: quiz.pick,
                questions: questions.collect(),
                head,
            })
        });
        ExamPart {
            chapter,
            title: title.map(|text| text.without_notes()),
            pools: pools.collect(),
        }
    });
    Exam {
        book,
        languages: chosen,
        title: super::plain(&book.title, languages),
        parts: parts.filter(|part| !part.pools.is_empty()).collect(),
    }
}
