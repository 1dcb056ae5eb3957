//! Questions as an edition asks them, separate from their answers.

use super::answer::AssembledAnswer;
use super::assembler::ChapterAssembler;
use super::task::{Offers, Task};
use super::{FigureItem, LocalizedText, Piece, PieceKind};
use crate::book::{FigurePlace, Points, Question, answer_anchor, question_anchor};
use crate::edition::Answers;
use crate::lang::Labels;

/// What precedes the questions of a quiz.
#[derive(Debug)]
pub struct QuizHead<'a> {
    /// In an edition of two languages, the place of the one that alone has the quiz.
    pub only: Option<usize>,
    /// In place of the label for quizzes.
    pub title: Option<LocalizedText<'a>>,
    pub instructions: Option<LocalizedText<'a>>,
    pub passage: Vec<Piece<'a>>,
    /// Every how many of its lines the passage has a line number in print.
    pub line_numbers: Option<usize>,
}

impl QuizHead<'_> {
    /// Whether nothing precedes the questions.
    pub fn is_empty(&self) -> bool {
        self.title.is_none() && self.is_bare()
    }

    /// Whether neither instructions nor a passage precede the questions, at most a title.
    pub fn is_bare(&self) -> bool {
        self.instructions.is_none() && self.passage.is_empty()
    }
}

/// A quiz without its answers.
#[derive(Debug)]
pub struct QuizPiece<'a> {
    pub head: QuizHead<'a>,
    pub questions: Vec<QuestionItem<'a>>,
}

impl<'a> QuizPiece<'a> {
    /// The pieces of the passage and of the questions, in order.
    pub fn inside(&self) -> impl Iterator<Item = &Piece<'a>> {
        let of_questions = self.questions.iter().flat_map(QuestionItem::inside);
        self.head.passage.iter().chain(of_questions)
    }
}

/// A question without its answer.
#[derive(Debug)]
pub struct QuestionItem<'a> {
    /// Its anchor, made of those of the chapter and the question.
    pub id: String,
    /// Where its answer is printed; `None` if the edition has no answers.
    pub answer: Option<AnswerAt>,
    /// In an edition of two languages, the place of the one that alone has it.
    pub only: Option<usize>,
    /// The number of the question in its chapter.
    pub number: String,
    pub prompt: LocalizedText<'a>,
    /// What follows the prompt, before the options.
    pub pieces: Vec<Piece<'a>>,
    pub task: Task<'a>,
    /// What each of the lettered options holds besides its text; none if no option holds anything.
    pub in_options: Vec<Vec<Piece<'a>>>,
    pub points: Option<Points>,
}

/// Which part of the book an answer is printed in, with its anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerAt {
    Appendix(String),
    Chapter(String),
}

impl AnswerAt {
    /// The anchor of the answer.
    pub fn id(&self) -> &str {
        match self {
            Self::Appendix(id) | Self::Chapter(id) => id,
        }
    }
}

impl<'a> QuestionItem<'a> {
    /// What follows the prompt: an instruction if the question does not make clear what to do, and the points it is
    /// worth. Empty for most questions.
    pub fn remark(&self, labels: &Labels<'_>) -> String {
        let instruction = self.task.instruction.map(|say| say(labels).to_owned());
        let points = self
            .points
            .map(|points| labels.points(&labels.points, points));
        let remarks: Vec<String> = instruction.into_iter().chain(points).collect();
        remarks.join(labels.space)
    }

    /// The pieces inside it, in order.
    pub fn inside(&self) -> impl Iterator<Item = &Piece<'a>> {
        self.pieces.iter().chain(self.in_options.iter().flatten())
    }

    /// The lettered options with what they hold besides their texts, if any of them holds anything.
    pub fn options_with_pieces(
        &self,
    ) -> impl Iterator<Item = (char, &LocalizedText<'a>, &[Piece<'a>])> {
        let options = self.task.lettered().zip(&self.in_options);
        options.map(|((letter, text), pieces)| (letter, text, pieces.as_slice()))
    }

    /// If every lettered option is a picture alone, without words and in no size or place of its own: its letter, its
    /// anchor and its picture.
    pub fn pictures(&self) -> Option<Vec<(char, &'a str, &FigureItem<'a>)>> {
        let pictures: Option<Vec<_>> = self
            .options_with_pieces()
            .map(|(letter, text, pieces)| {
                let [piece] = pieces else { return None };
                let PieceKind::Figure(figure) = &piece.kind else {
                    return None;
                };
                let [picture] = figure.parts.as_slice() else {
                    return None;
                };
                let is_plain = text.is_empty()
                    && piece.only == self.only
                    && figure.caption.is_none()
                    && figure.width.is_none()
                    && matches!(figure.place, FigurePlace::Near | FigurePlace::Here)
                    && !figure.is_turned;
                is_plain.then_some((letter, piece.id, picture))
            })
            .collect();
        pictures.filter(|pictures| pictures.len() > 1)
    }

    /// The texts that the author wrote: the prompt and the options.
    pub fn lines(&self) -> impl Iterator<Item = &LocalizedText<'a>> {
        let offered = self.task.offers.iter().flat_map(Offers::lines);
        std::iter::once(&self.prompt).chain(offered)
    }
}

/// An answer as the key prints it.
#[derive(Debug)]
pub struct KeyItem<'a> {
    pub id: String,
    pub question_id: String,
    /// As that of the question.
    pub only: Option<usize>,
    pub number: String,
    pub answer: AssembledAnswer<'a>,
    pub explanation: Option<LocalizedText<'a>>,
}

/// How questions are ordered: as the author wrote them, or shuffled.
#[derive(Debug, Clone, Copy, Default)]
pub struct Draw<'s> {
    /// The first part of the seed of every order.
    pub seed: &'s str,
    /// Whether the options are shuffled too.
    pub options: bool,
}

/// Shuffles things by hashing the seed with each one's text. The result depends only on the seed and the texts, not
/// on the order in which they come, so a printed order reveals nothing about the right one.
pub fn drawn<T>(mut things: Vec<T>, seed: &str, says: impl Fn(&T) -> String) -> Vec<T> {
    let lot = |thing: &T| *blake3::hash(format!("{seed}/{}", says(thing)).as_bytes()).as_bytes();
    things.sort_by_cached_key(lot);
    things
}

impl<'a> ChapterAssembler<'a> {
    /// A question and, separately, its answer, whose notes [`number_key`](Self::number_key) must number later. `None` if
    /// only the language that the edition lacks has it.
    pub(super) fn question(
        &mut self,
        question: &'a Question,
        draw: Draw<'_>,
    ) -> Option<(QuestionItem<'a>, KeyItem<'a>)> {
        self.within(question.only, |clerk| clerk.question_of(question, draw))
    }

    fn question_of(
        &mut self,
        question: &'a Question,
        draw: Draw<'_>,
    ) -> (QuestionItem<'a>, KeyItem<'a>) {
        let number = self.questions.next(question.only);
        let id = question_anchor(&self.chapter.id, &question.id);
        let key_id = answer_anchor(&id);
        let seed = format!("{}{id}", draw.seed);
        let prompt = self.line(&question.prompt);
        let pieces = self.pieces(&question.blocks);
        let answer = self.answer(&question.answer, draw, &seed);
        let in_options = self.in_options(&answer);
        let place = match self.answers {
            Answers::Appendix => Some(AnswerAt::Appendix(key_id.clone())),
            Answers::Chapter => Some(AnswerAt::Chapter(key_id.clone())),
            Answers::Nowhere => None,
        };
        let item = QuestionItem {
            id: id.clone(),
            answer: place,
            only: self.only,
            number: number.clone(),
            prompt,
            pieces,
            task: answer.task(),
            in_options,
            points: question.points,
        };
        let explanation = question.explanation.as_ref();
        let key = KeyItem {
            id: key_id,
            question_id: id,
            only: self.only,
            number,
            answer,
            explanation: explanation.map(|pair| self.unnumbered(pair)),
        };
        (item, key)
    }

    /// A question whose answer is printed with it.
    pub(super) fn answered(
        &mut self,
        question: &'a Question,
        draw: Draw<'_>,
    ) -> Option<(QuestionItem<'a>, KeyItem<'a>)> {
        let (item, mut key) = self.question(question, draw)?;
        self.number_key(&mut key);
        Some((item, key))
    }

    /// Numbers the notes of an answer, when the answer's turn in print has come.
    fn number_key(&mut self, key: &mut KeyItem<'a>) {
        let around = std::mem::replace(&mut self.only, key.only);
        let hidden = key.answer.hidden().into_iter();
        for line in hidden.chain(&mut key.explanation) {
            self.number_notes(line);
        }
        self.only = around;
    }

    /// The chapter's answers. To be called once all of its pieces are numbered, since notes in answers come after
    /// them.
    pub fn answers(&mut self) -> Vec<KeyItem<'a>> {
        let mut answers = std::mem::take(&mut self.keyed);
        for key in &mut answers {
            self.number_key(key);
        }
        answers
    }
}
