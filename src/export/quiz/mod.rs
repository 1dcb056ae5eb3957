//! Quizzes for learning platforms: the questions of a book in the formats that platforms import. Each kind of question
//! is mapped to the closest one of the format, and whatever a format cannot hold is reported.

pub(super) mod anki;
mod blocks;
pub(super) mod csv;
mod gift;
mod lines;
mod moodle;
mod pictures;
mod qti;
pub(super) mod text;

use jiff::Timestamp;

use crate::book::{Difficulty, Question};
use crate::manuscript::{Exam, Posed};
use crate::message::{Message, list, message};
use crate::picture::Assets;

/// A format of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Moodle's text format, which other platforms read too.
    Gift,
    /// Moodle's XML.
    Moodle,
    /// An IMS QTI 2.1 package.
    Qti,
    /// A table with a row for each question.
    Csv,
    /// Notes for Anki, one for each question.
    Anki,
}

/// A finished export.
#[derive(Debug)]
pub struct Export {
    pub bytes: Vec<u8>,
    /// What the format could not hold or holds in another form, one sentence each.
    pub remarks: Vec<Message>,
}

/// Writes the questions of a book, whose pictures are in `assets`; `time` dates the files of formats that have dates.
///
/// # Errors
/// If the export is too large for its format.
pub fn write(
    exam: &Exam<'_>,
    assets: &Assets,
    format: Format,
    time: Timestamp,
) -> anyhow::Result<Export> {
    match format {
        Format::Gift => gift::write(exam),
        Format::Moodle => moodle::write(exam, assets),
        Format::Qti => qti::write(exam, assets, time),
        Format::Csv => csv::write(exam),
        Format::Anki => anki::write(exam),
    }
}

/// The tags of a question: the author's, and its difficulty.
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

/// A remark about the questions with pictures, for a format that cannot hold them; `None` if there are none.
fn without_pictures(what: &Message, exam: &Exam<'_>) -> Option<Message> {
    let pictured = exam.pools().flat_map(|pool| {
        let in_passage = pictures::have_any(pool.head.passage.iter());
        let questions = pool.questions.iter();
        questions.filter(move |posed| in_passage || pictures::have_any(posed.item.inside()))
    });
    remark(what, pictured)
}

/// A remark followed by the names of the questions it applies to; `None` if there are none.
fn remark<'q>(what: &Message, questions: impl Iterator<Item = &'q Posed<'q>>) -> Option<Message> {
    let names: Vec<&str> = questions.map(|posed| posed.name.as_str()).collect();
    (!names.is_empty()).then(|| message!("{}: {}", what, list(names)))
}
