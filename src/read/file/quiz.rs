//! Quizzes in a chapter's file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BlockFile, RubyFile};
use crate::read::shape::{At, Keyed, RawText, RawTextWith};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizFile {
    /// The title, in place of the word “Quiz”.
    pub title: Option<At<RawText>>,
    /// What to do, for all of the questions.
    pub instructions: Option<At<RawText>>,
    /// What the questions are about, such as a text to read: blocks that are printed before them on every sheet.
    pub passage: Option<At<Vec<At<BlockFile>>>>,
    /// Every how many lines the passage has a line number in the margin of print, so that questions can refer to lines.
    /// Default: none.
    #[serde(rename = "line-numbers")]
    pub line_numbers: Option<At<u32>>,
    /// The questions.
    pub questions: At<Vec<At<QuestionFile>>>,
    /// How many of the questions a handout asks, drawn anew for each version.
    pub pick: Option<At<u32>>,
    /// The readings above its characters. Default: those of the edition.
    pub ruby: Option<At<RubyFile>>,
    /// The id of the quiz in every edition.
    pub anchor: Option<At<String>>,
    /// The language that alone has the quiz.
    pub only: Option<At<String>>,
}

/// A question and one way to answer it: `options`, `truth`, `blanks`, `match`, `order`, `classes` or an open `answer`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// The name of the question in links and exports: lower-case letters, digits and hyphens.
    pub id: At<String>,
    /// The language that alone has the question.
    pub only: Option<At<String>>,
    /// What is asked.
    pub prompt: At<RawText>,
    /// What follows the prompt, before the options: further paragraphs, pictures, tables, listings, formulas.
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
    /// Multiple choice: the options, one or several of them `correct: true`.
    pub options: Option<At<Vec<At<RawTextWith<OptionFile>>>>>,
    /// True or false: whether the prompt is true.
    pub truth: Option<At<bool>>,
    /// Fill in the blanks: what fills each `{{name}}` of the prompt, by name.
    pub blanks: Option<At<Keyed<RawTextWith<BlankFile>>>>,
    /// Fill in the blanks: a bank that holds what fills the blanks and these further words or sentences. It may be empty.
    pub bank: Option<At<Vec<At<RawText>>>>,
    /// Matching: rows of what belongs together. The right sides are printed in a different order.
    #[serde(rename = "match")]
    pub rows: Option<At<Vec<At<RowFile>>>>,
    /// Ordering: the steps in the right order. They are printed in a different one.
    pub order: Option<At<Vec<At<RawText>>>>,
    /// Sorting into classes: each class with what belongs to it. The items are printed together, in a different order.
    pub classes: Option<At<Vec<At<RawTextWith<ClassFile>>>>>,
    /// Open question: the answer.
    pub answer: Option<At<RawText>>,
    /// Open question: further right answers, such as other spellings.
    pub accept: Option<At<Vec<At<RawText>>>>,
    /// Open question whose answer is a number: how far from it an answer may be. Default: 0.
    pub tolerance: Option<At<f64>>,
    /// Open question whose answer is a number: the unit, which is printed after it.
    pub unit: Option<At<RawText>>,
    /// Open question: how much it asks for.
    pub length: Option<At<LengthFile>>,
    /// Open question: the number of lines to write on that a handout leaves.
    pub space: Option<At<u32>>,
    /// Why the answer is right.
    pub explanation: Option<At<RawText>>,
    /// How to grade the answer, for teachers.
    pub guide: Option<At<RawText>>,
    /// What the question is worth: a whole number or a half, such as `1.5`.
    pub points: Option<At<f64>>,
    /// How many minutes the question takes.
    pub minutes: Option<At<u32>>,
    /// How hard the question is.
    pub difficulty: Option<At<DifficultyFile>>,
    /// Keywords by which to find the question.
    pub tags: Option<At<Vec<At<String>>>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionFile {
    /// Whether the option is right.
    pub correct: Option<At<bool>>,
    /// Whether the option keeps its place where options are shuffled, as “none of these” should.
    pub fixed: Option<At<bool>>,
    /// What those who choose the option are told.
    pub feedback: Option<At<RawText>>,
    /// What the option shows after its text, or in its place: code, pictures, tables, formulas, further paragraphs.
    pub blocks: Option<At<Vec<At<BlockFile>>>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlankFile {
    /// Further right answers, such as other spellings.
    pub accept: Option<At<Vec<At<RawText>>>>,
    /// The options for this blank, with the answer among them.
    pub options: Option<At<Vec<At<RawText>>>>,
}

/// Two things that belong together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    /// The left side.
    pub left: Option<At<RawText>>,
    /// What belongs to it.
    pub right: Option<At<RawText>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassFile {
    /// What belongs to the class.
    pub items: At<Vec<At<RawText>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LengthFile {
    /// A word or a number.
    Short,
    /// Sentences.
    Long,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DifficultyFile {
    /// Easy.
    Easy,
    /// Medium.
    Medium,
    /// Hard.
    Hard,
}
