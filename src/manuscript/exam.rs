//! The questions of a book by themselves, with their answers, as learning platforms take them.

use super::assembler::ChapterAssembler;
use super::quiz::Draw;
use super::{Item, KeyItem, Line, Localized};
use crate::book::{Book, Chapter, Question};
use crate::edition::{Answers, Languages};
use crate::lang::Lang;
use crate::walk;

/// All that a book asks, or some chapters of it.
#[derive(Debug)]
pub struct Exam<'a> {
    pub book: &'a Book,
    pub languages: Localized<&'a Lang>,
    pub title: Line<'a>,
    /// A part for each chapter that asks anything.
    pub parts: Vec<Part<'a>>,
}

impl<'a> Exam<'a> {
    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Posed<'a>> {
        let pools = self.parts.iter().flat_map(|part| &part.pools);
        pools.flat_map(|pool| &pool.questions)
    }
}

/// What a chapter asks.
#[derive(Debug)]
pub struct Part<'a> {
    pub chapter: &'a Chapter,
    pub title: Line<'a>,
    pub pools: Vec<Pool<'a>>,
}

/// A quiz.
#[derive(Debug)]
pub struct Pool<'a> {
    /// How many of its questions are asked at a time, where not all are.
    pub pick: Option<usize>,
    pub questions: Vec<Posed<'a>>,
}

/// A question with all that is known of it.
#[derive(Debug)]
pub struct Posed<'a> {
    /// The same for every export in the same languages, another for every other: `book.chapter-question.zh-en`.
    pub id: String,
    /// By chapter, number and the author's name for it, so that names sort as the book asks: `9-03 why-mask`.
    pub name: String,
    pub question: &'a Question,
    pub item: Item<'a>,
    pub key: KeyItem<'a>,
    pub guide: Option<Line<'a>>,
}

/// Takes the questions out of the chapters named, by number or id, or of all. Options stand as the author has
/// them, what is to be matched or ordered as in the book. Total, as [`assemble`](super::assemble) is.
pub fn exam<'a>(book: &'a Book, languages: Languages, chapters: &[String]) -> Exam<'a> {
    let chosen = languages.choose(&book.languages);
    let tags = chosen.tags();
    let all = book.chapters.iter();
    let selected = all.filter(|chapter| chapter.is_selected_by(chapters));
    let parts = selected.map(|chapter| {
        // Every question knows its answer here, wherever an edition has it.
        let mut clerk = ChapterAssembler::new(languages, Answers::Appendix, chapter);
        let title = clerk.line(&chapter.title);
        let pools = walk::quizzes(&chapter.blocks).map(|(_, quiz)| {
            let questions = quiz.questions.iter().map(|question| {
                let (item, key) = clerk.answered(question, Draw::default());
                Posed {
                    id: format!("{}.{}.{tags}", book.id, item.id),
                    name: format!("{}-{:02} {}", chapter.call(), item.number, question.id),
                    question,
                    guide: clerk.maybe(question.guide.as_ref()),
                    item,
                    key,
                }
            });
            Pool {
                pick: quiz.pick,
                questions: questions.collect(),
            }
        });
        Part {
            chapter,
            title,
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
