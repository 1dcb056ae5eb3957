//! Quizzes: their questions, and how these are answered.

use super::Text;
use crate::lang::Pair;

/// Questions on a chapter.
#[derive(Debug, Clone)]
pub struct Quiz {
    pub questions: Vec<Question>,
    /// How many of them a sheet asks, drawn anew for each of its versions; all where nothing is said.
    pub pick: Option<usize>,
}

/// A quiz question; it owns its answer, an edition decides where that is shown.
#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    pub prompt: Pair<Text>,
    pub answer: Answer,
    pub explanation: Option<Pair<Text>>,
    /// How a teacher is to grade it.
    pub guide: Option<Pair<Text>>,
    pub points: Option<u32>,
    /// The time it takes, in minutes.
    pub minutes: Option<u32>,
    pub difficulty: Option<Difficulty>,
    /// Names under which questions are found again: `[a-z0-9-]+`.
    pub tags: Vec<String>,
}

/// How hard a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

/// How a question is answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// By choosing; at least one option is correct.
    Choice(Vec<Choice>),
    /// By saying whether the prompt is true.
    Truth(bool),
    /// By filling the blanks of the prompt, at least one; each stands once in the prompt of each language.
    Blanks(Vec<Blank>),
    /// By joining what belongs together, at least two rows.
    Match(Vec<Row>),
    /// By putting into order; here in the right one, at least two.
    Order(Vec<Pair<Text>>),
    /// In words.
    Open {
        answer: Pair<Text>,
        length: Length,
        /// Lines left to write on a handout.
        space: u32,
    },
}

impl Answer {
    /// Its texts, in the author's order.
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

    /// Those of its texts that a key prints.
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

    /// The same with other texts.
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

/// One option of a question.
#[derive(Debug, Clone)]
pub struct Choice {
    pub text: Pair<Text>,
    pub correct: bool,
    /// Keeps its place where options are shuffled: “none of these”.
    pub fixed: bool,
}

/// A blank of a prompt, and what fills it.
#[derive(Debug, Clone)]
pub struct Blank {
    /// As in `{{name}}`.
    pub name: String,
    pub answer: Pair<Text>,
}

/// Two things that belong together.
#[derive(Debug, Clone)]
pub struct Row {
    pub left: Pair<Text>,
    pub right: Pair<Text>,
}

/// How much an open question wants to be answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// A word, a number or a phrase, which a machine can compare.
    Short,
    /// Sentences, which a person reads.
    Long,
}

/// The anchor of a question.
pub fn question_anchor(chapter: &str, question: &str) -> String {
    format!("{chapter}-{question}")
}

/// The anchor of the answer to a question with an anchor.
pub fn answer_anchor(question: &str) -> String {
    format!("key-{question}")
}
