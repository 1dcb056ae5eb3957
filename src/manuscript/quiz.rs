//! Questions as an edition asks them, and their answers apart from them.

use super::Line;
use super::answer::{AssembledAnswer, Offers, Task};
use super::assembler::ChapterAssembler;
use crate::book::{Question, answer_anchor, question_anchor};
use crate::edition::Answers;
use crate::lang::Labels;

/// A question without its answer.
#[derive(Debug)]
pub struct Item<'a> {
    /// Its anchor: chapter and question.
    pub id: String,
    /// Where its answer is; nothing in an edition without answers.
    pub answer: Option<AnswerAt>,
    /// From 1 in every chapter.
    pub number: usize,
    pub prompt: Line<'a>,
    pub task: Task<'a>,
    pub points: Option<u32>,
}

/// The place of an answer: its anchor, and which part of the book that stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerAt {
    Appendix(String),
    Chapter(String),
}

impl AnswerAt {
    /// The anchor.
    pub fn id(&self) -> &str {
        match self {
            Self::Appendix(id) | Self::Chapter(id) => id,
        }
    }
}

impl<'a> Item<'a> {
    /// What the book says after the prompt in the words of a language: what is to be done where the question does
    /// not show it, and what it is worth. Empty for most.
    pub fn remark(&self, labels: &Labels<'_>) -> String {
        let instruction = self.task.instruction.map(|say| say(labels).to_owned());
        let points = self.points.map(|points| labels.points.fill(points));
        let remarks: Vec<String> = instruction.into_iter().chain(points).collect();
        remarks.join(labels.space)
    }

    /// The author's texts: the prompt, and what is offered.
    pub fn lines(&self) -> impl Iterator<Item = &Line<'a>> {
        let offered = self.task.offers.iter().flat_map(Offers::lines);
        std::iter::once(&self.prompt).chain(offered)
    }
}

/// A question's answer as the key has it.
#[derive(Debug)]
pub struct KeyItem<'a> {
    pub id: String,
    pub question_id: String,
    pub number: usize,
    pub answer: AssembledAnswer<'a>,
    pub explanation: Option<Line<'a>>,
}

/// How questions are put: as the author did, or as a seed draws it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Draw<'s> {
    /// Begins the seed of every order.
    pub seed: &'s str,
    /// Whether options stand in an order of their own too.
    pub options: bool,
}

/// Things in an order that a seed draws from what they say: the same for the same seed, whatever order they
/// come in. So an order that is printed tells nothing of the right one.
pub fn drawn<T>(mut things: Vec<T>, seed: &str, says: impl Fn(&T) -> String) -> Vec<T> {
    let lot = |thing: &T| *blake3::hash(format!("{seed}/{}", says(thing)).as_bytes()).as_bytes();
    things.sort_by_cached_key(lot);
    things
}

impl<'a> ChapterAssembler<'a> {
    /// A question, and apart from it its answer, whose notes [`number_key`](Self::number_key) numbers.
    pub(super) fn question(
        &mut self,
        question: &'a Question,
        draw: Draw<'_>,
    ) -> (Item<'a>, KeyItem<'a>) {
        self.questions += 1;
        let id = question_anchor(&self.chapter.id, &question.id);
        let key_id = answer_anchor(&id);
        let seed = format!("{}{id}", draw.seed);
        let prompt = self.line(&question.prompt);
        let answer = self.answer(&question.answer, draw, &seed);
        let place = match self.answers {
            Answers::Appendix => Some(AnswerAt::Appendix(key_id.clone())),
            Answers::Chapter => Some(AnswerAt::Chapter(key_id.clone())),
            Answers::Nowhere => None,
        };
        let item = Item {
            id: id.clone(),
            answer: place,
            number: self.questions,
            prompt,
            task: answer.task(),
            points: question.points,
        };
        let explanation = question.explanation.as_ref();
        let key = KeyItem {
            id: key_id,
            question_id: id,
            number: self.questions,
            answer,
            explanation: explanation.map(|pair| self.unnumbered(pair)),
        };
        (item, key)
    }

    /// A question with its answer beside it.
    pub(super) fn answered(
        &mut self,
        question: &'a Question,
        draw: Draw<'_>,
    ) -> (Item<'a>, KeyItem<'a>) {
        let (item, mut key) = self.question(question, draw);
        self.number_key(&mut key);
        (item, key)
    }

    /// Numbers the notes of an answer where it is printed.
    fn number_key(&mut self, key: &mut KeyItem<'a>) {
        let hidden = key.answer.hidden().into_iter();
        for line in hidden.chain(&mut key.explanation) {
            self.number_notes(line);
        }
    }

    /// The answers to what the chapter asks. Taken when all of it is numbered.
    pub fn answers(&mut self) -> Vec<KeyItem<'a>> {
        let mut answers = std::mem::take(&mut self.keyed);
        for key in &mut answers {
            self.number_key(key);
        }
        answers
    }
}
