//! Quizzes: questions and answers.

use super::Text;
use crate::lang::Pair;

/// A block of questions.
#[derive(Debug, Clone)]
pub struct Quiz {
    pub questions: Vec<Question>,
    /// How many of the questions a handout asks, chosen at random for each of its versions; `None` for all.
    pub pick: Option<usize>,
}

/// A quiz question with its answer. Where the answer is printed is up to the edition.
#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    pub prompt: Pair<Text>,
    pub answer: Answer,
    pub explanation: Option<Pair<Text>>,
    /// Advice on grading, for teachers only.
    pub guide: Option<Pair<Text>>,
    pub points: Option<u32>,
    /// The time that answering takes.
    pub minutes: Option<u32>,
    pub difficulty: Option<Difficulty>,
    /// Keywords by which to find the question: `[a-z0-9-]+`.
    pub tags: Vec<String>,
}

/// How hard a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

/// The kind of a question and its correct answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Choose among options, of which at least one is correct.
    Choice(Vec<Choice>),
    /// Judge whether the prompt is true.
    Truth(bool),
    /// Fill in the blanks of the prompt, at least one. Each occurs exactly once in the prompt of each language.
    Blanks(Vec<Blank>),
    /// Match the left and the right item of each row, at least two.
    Match(Vec<Row>),
    /// Put steps in order, at least two; stored in the correct order.
    Order(Vec<Pair<Text>>),
    /// Answer in one's own words.
    Open {
        answer: Pair<Text>,
        length: Length,
        /// How many lines a handout leaves for the answer.
        space: u32,
    },
}

impl Answer {
    /// All texts of the answer, in the author's order, wrong options included.
    pub fn texts(&self) -> Vec<&Pair<Text>> {
        match self {
            Self::Choice(choices) => choices.iter().map(|choice| &choice.text).collect(),
            Self::Truth(_) => Vec::new(),
            Self::Blanks(blanks) => blanks.iter().map(|blank| &blank.answer).collect(),
            Self::Match(rows) => rows
                .iter()
                .flat_map(|row| [&row.left, &row.right])
                .collect(),
            Self::Order(steps) => steps.iter().collect(),
            Self::Open { answer, .. } => vec![answer],
        }
    }

    /// The texts that an answer key prints.
    pub fn right(&self) -> Vec<&Pair<Text>> {
        match self {
            Self::Choice(choices) => {
                let right = choices.iter().filter(|choice| choice.correct);
                right.map(|choice| &choice.text).collect()
            }
            Self::Match(rows) => rows.iter().map(|row| &row.right).collect(),
            Self::Truth(_) | Self::Blanks(_) | Self::Order(_) | Self::Open { .. } => self.texts(),
        }
    }

    /// The same answer with `change` applied to every text.
    #[must_use]
    pub fn map(&self, change: impl Fn(&Pair<Text>) -> Pair<Text>) -> Self {
        match self {
            Self::Choice(choices) => {
                let choices = choices.iter().map(|choice| Choice {
                    text: change(&choice.text),
                    ..*choice
                });
                Self::Choice(choices.collect())
            }
            Self::Truth(holds) => Self::Truth(*holds),
            Self::Blanks(blanks) => {
                let blanks = blanks.iter().map(|blank| Blank {
                    name: blank.name.clone(),
                    answer: change(&blank.answer),
                });
                Self::Blanks(blanks.collect())
            }
            Self::Match(rows) => {
                let rows = rows.iter().map(|row| Row {
                    left: change(&row.left),
                    right: change(&row.right),
                });
                Self::Match(rows.collect())
            }
            Self::Order(steps) => Self::Order(steps.iter().map(change).collect()),
            Self::Open {
                answer,
                length,
                space,
            } => Self::Open {
                answer: change(answer),
                length: *length,
                space: *space,
            },
        }
    }
}

/// One option of a multiple-choice question.
#[derive(Debug, Clone)]
pub struct Choice {
    pub text: Pair<Text>,
    pub correct: bool,
    /// Keeps its position when options are shuffled, such as “none of these”.
    pub fixed: bool,
}

/// A blank of a prompt and its answer.
#[derive(Debug, Clone)]
pub struct Blank {
    /// As the prompt refers to it: `{{name}}`.
    pub name: String,
    pub answer: Pair<Text>,
}

/// Two items that match.
#[derive(Debug, Clone)]
pub struct Row {
    pub left: Pair<Text>,
    pub right: Pair<Text>,
}

/// How long the answer to an open question should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// A word, a number or a phrase, which a platform can grade by comparison.
    Short,
    /// Sentences, which a person has to grade.
    Long,
}

/// The anchor of a question, by the ids of its chapter and itself.
pub fn question_anchor(chapter: &str, question: &str) -> String {
    format!("{chapter}-{question}")
}

/// The anchor of an answer in the key, by the anchor of its question.
pub fn answer_anchor(question: &str) -> String {
    format!("key-{question}")
}
