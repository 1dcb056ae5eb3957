//! The right answer as keys and teachers' copies show it.

use std::fmt;

use super::LocalizedText;
use super::task::Label;
use crate::lang::Labels;

/// The correct answer, as a key or a teacher's copy shows it.
#[derive(Debug)]
pub struct Solution<'a> {
    pub(super) short: Option<Short>,
    /// The texts of the answer, each with its mark in the question.
    pub said: Vec<(Option<Mark>, LocalizedText<'a>)>,
    /// What is said about options, each with its letter.
    pub feedback: Vec<(char, LocalizedText<'a>)>,
    /// What a teacher's copy shows within the question.
    pub in_place: Option<InPlace<'a>>,
}

/// The short form of an answer.
#[derive(Debug)]
pub(super) enum Short {
    /// The marks of the correct options, as a list.
    Marks,
    /// The marks in the correct order.
    Sequence,
    /// A label, such as "true".
    Word(Label),
}

/// The mark of a text in a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Letter(char),
    /// The number of the left-hand side and the letter of the right-hand side.
    Match(usize, char),
    /// The number of a class and the letters of what belongs to it.
    Class(usize, String),
    Blank(usize),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letter(letter) => write!(f, "{letter}"),
            Self::Match(number, letter) => write!(f, "{number}–{letter}"),
            Self::Class(number, letters) => write!(f, "{number}–{letters}"),
            Self::Blank(number) => write!(f, "({number})"),
        }
    }
}

/// What a teacher's copy shows within a question.
#[derive(Debug)]
pub enum InPlace<'a> {
    /// The options with these letters are ticked.
    Ticked(Vec<char>),
    /// True or false is ticked.
    Judged(bool),
    /// Blanks are filled, by name.
    Filled(Vec<(&'a str, LocalizedText<'a>)>),
    /// Beside each mark (the first item) something is written (the second).
    Written(Vec<(String, String)>),
}

impl Solution<'_> {
    /// Whether the answer has a short form.
    pub fn is_short(&self) -> bool {
        self.short.is_some()
    }

    /// The short form of the answer in letters or a word, if it has one: `A、C`, `1–C、2–A`, `B → A`, `对`.
    pub fn short(&self, labels: &Labels<'_>) -> Option<String> {
        let marks = || self.said.iter().filter_map(|(mark, _)| mark.as_ref());
        let joined = |between: &str| {
            let marks: Vec<String> = marks().map(Mark::to_string).collect();
            marks.join(between)
        };
        Some(match self.short.as_ref()? {
            Short::Marks => joined(labels.comma),
            Short::Sequence => joined(" → "),
            Short::Word(word) => word(labels).to_owned(),
        })
    }
}
