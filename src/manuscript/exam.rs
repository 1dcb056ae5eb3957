//! The questions of a book by themselves, with their answers, as learning platforms take them.

use super::assembler::ChapterAssembler;
use super::quiz::{Draw, Filling};
use super::sheet::quizzes;
use super::{Item, KeyItem, Line, Localized};
use crate::book::{Answer, Book, Chapter, Length, Question};
use crate::edition::{Answers, Languages};
use crate::lang::Lang;

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
    pub asks: Asks<'a>,
    pub guide: Option<Line<'a>>,
}

/// What a question asks together with what is right.
#[derive(Debug)]
pub enum Asks<'a> {
    /// Options in the author's order.
    Choice(Vec<Offer<'a>>),
    Truth(bool),
    Blanks(Vec<Filling<'a>>),
    Match {
        rows: Vec<Joined<'a>>,
        /// The right-hand sides as they are printed, by letter.
        offered: Vec<(char, Line<'a>)>,
    },
    Order {
        /// The steps as they are printed, by letter.
        offered: Vec<(char, Line<'a>)>,
        /// As they should be.
        right: Vec<(char, Line<'a>)>,
    },
    Open {
        answer: Line<'a>,
        length: Length,
    },
}

impl Asks<'_> {
    /// What kind of question it is, in one word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Choice(offers) => match offers.iter().filter(|offer| offer.correct).count() {
                0 | 1 => "single",
                _ => "several",
            },
            Self::Truth(_) => "truth",
            Self::Blanks(_) => "blanks",
            Self::Match { .. } => "match",
            Self::Order { .. } => "order",
            Self::Open { length, .. } => match length {
                Length::Short => "short",
                Length::Long => "long",
            },
        }
    }
}

/// An option.
#[derive(Debug)]
pub struct Offer<'a> {
    pub letter: char,
    pub text: Line<'a>,
    pub correct: bool,
    /// Keeps its place where a platform shuffles.
    pub fixed: bool,
}

/// A row of what belongs together.
#[derive(Debug)]
pub struct Joined<'a> {
    pub number: usize,
    pub left: Line<'a>,
    /// Of the right-hand side among those that are offered.
    pub letter: char,
    pub right: Line<'a>,
}

impl<'a> ChapterAssembler<'a> {
    /// What the answer of a question asks; `id` is the question's.
    fn asks(&mut self, answer: &'a Answer, id: &str) -> Asks<'a> {
        match answer {
            Answer::Choice(choices) => {
                let each = ('A'..='Z').zip(choices).map(|(letter, choice)| Offer {
                    letter,
                    text: self.line(&choice.text),
                    correct: choice.correct,
                    fixed: choice.fixed,
                });
                Asks::Choice(each.collect())
            }
            Answer::Truth(holds) => Asks::Truth(*holds),
            Answer::Blanks(blanks) => Asks::Blanks(self.fillings(blanks)),
            Answer::Match(rows) => {
                let left = rows.iter().map(|row| self.line(&row.left));
                let left: Vec<_> = left.collect();
                let offered = self.offered(rows.iter().map(|row| &row.right), id);
                let mut joined: Vec<Joined<'a>> = offered
                    .iter()
                    .map(|(letter, index, right)| Joined {
                        number: index + 1,
                        left: left[*index],
                        letter: *letter,
                        right: *right,
                    })
                    .collect();
                joined.sort_by_key(|row| row.number);
                Asks::Match {
                    rows: joined,
                    offered: unplaced(&offered),
                }
            }
            Answer::Order(steps) => {
                let offered = self.offered(steps.iter(), id);
                let mut right = offered.clone();
                right.sort_by_key(|(_, index, _)| *index);
                Asks::Order {
                    offered: unplaced(&offered),
                    right: unplaced(&right),
                }
            }
            Answer::Open { answer, length, .. } => Asks::Open {
                answer: self.line(answer),
                length: *length,
            },
        }
    }
}

/// Texts by letter, without their places in the right order.
fn unplaced<'a>(offered: &[(char, usize, Line<'a>)]) -> Vec<(char, Line<'a>)> {
    let offered = offered.iter();
    offered.map(|(letter, _, line)| (*letter, *line)).collect()
}

/// Takes the questions out of the chapters named, by number or id, or of all. Options stand as the author has
/// them, what is to be matched or ordered as in the book. Total, as [`assemble`](super::assemble) is.
pub fn exam<'a>(book: &'a Book, languages: Languages, chapters: &[String]) -> Exam<'a> {
    let chosen = languages.choose(&book.languages);
    let tags: Vec<&str> = chosen.iter().map(|lang| lang.tag()).collect();
    let tags = tags.join("-");
    let is_asked = |chapter: &&Chapter| {
        chapters.is_empty() || chapters.iter().any(|name| chapter.is_called(name))
    };
    let parts = book.chapters.iter().filter(is_asked).map(|chapter| {
        // Every question knows its answer here, wherever an edition has it.
        let mut clerk = ChapterAssembler::new(languages, Answers::Appendix, chapter);
        let title = clerk.line(&chapter.title);
        let pools = quizzes(&chapter.blocks).into_iter().map(|quiz| {
            let questions = quiz.questions.iter().map(|question| {
                let (item, key) = clerk.question(question, Draw::default());
                Posed {
                    id: format!("{}.{}.{tags}", book.id, item.id),
                    name: format!("{}-{:02} {}", chapter.call(), item.number, question.id),
                    question,
                    asks: clerk.asks(&question.answer, &item.id),
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
