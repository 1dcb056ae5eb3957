//! Quizzes for learning platforms: the questions of a book in the formats that platforms read, each kind of
//! question as well as the format can put it. What a format cannot hold is said.

mod anki;
mod csv;
mod gift;
mod qti;
mod text;

use jiff::Timestamp;

use crate::book::{Difficulty, Question};
use crate::manuscript::{Exam, Posed};
use crate::message::{Message, list, message};

/// A format of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Moodle's text format, which other platforms read too.
    Gift,
    /// An IMS QTI 2.1 package.
    Qti,
    /// A table, a row for each question.
    Csv,
    /// Notes for Anki, a card for each question.
    Anki,
}

/// A finished export.
#[derive(Debug)]
pub struct Export {
    pub bytes: Vec<u8>,
    /// What the format could not hold or holds otherwise, a sentence each.
    pub remarks: Vec<Message>,
}

/// Writes the questions of a book; `time` dates what has a date.
///
/// # Errors
/// When the export is too large for its format.
pub fn write(exam: &Exam<'_>, format: Format, time: Timestamp) -> anyhow::Result<Export> {
    match format {
        Format::Gift => gift::write(exam),
        Format::Qti => qti::write(exam, time),
        Format::Csv => csv::write(exam),
        Format::Anki => anki::write(exam),
    }
}

/// The names under which a platform finds a question again: the author's, and how hard it is.
fn tags(question: &Question) -> Vec<String> {
    let hard = question
        .difficulty
        .map(|level| difficulty(level).to_owned());
    question.tags.iter().cloned().chain(hard).collect()
}

fn difficulty(level: Difficulty) -> &'static str {
    match level {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

/// A remark on questions, by their names; nothing where there is none.
fn remark<'q>(what: &Message, questions: impl Iterator<Item = &'q Posed<'q>>) -> Option<Message> {
    let names: Vec<&str> = questions.map(|posed| posed.name.as_str()).collect();
    (!names.is_empty()).then(|| message!("{}: {}", what, list(names)))
}
