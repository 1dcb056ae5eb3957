//! Quizzes: questions and answers.

use std::fmt;

use super::{Block, BlockKind, FigurePart, Text};
use crate::lang::{Pair, Side};

/// A block of questions.
#[derive(Debug, Clone)]
pub struct Quiz {
    /// In place of the word “Quiz”.
    pub title: Option<Pair<Text>>,
    /// What to do, for all of the questions.
    pub instructions: Option<Pair<Text>>,
    /// What the questions are about: a text to read, a picture, a table.
    pub passage: Vec<Block>,
    /// Every how many of its lines the passage has a line number in print; `None` for no numbers.
    pub line_numbers: Option<usize>,
    pub questions: Vec<Question>,
    /// How many of the questions a handout asks, chosen at random for each of its versions; `None` for all.
    pub pick: Option<usize>,
}

impl Quiz {
    /// The blocks of the passage and of the questions, in order.
    pub fn inside(&self) -> impl Iterator<Item = &Block> {
        let questions = self.questions.iter();
        let of_questions = questions.flat_map(|question| {
            let of_options = question.answer.blocks().flatten();
            question.blocks.iter().chain(of_options)
        });
        self.passage.iter().chain(of_questions)
    }
}

/// A quiz question with its answer. Where the answer is printed is up to the edition.
#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    /// The language that alone has it, which may be that of its quiz; the texts of the other are empty.
    pub only: Option<Side>,
    pub prompt: Pair<Text>,
    /// What follows the prompt, before the options.
    pub blocks: Vec<Block>,
    pub answer: Answer,
    pub explanation: Option<Pair<Text>>,
    /// Advice on grading, for teachers only.
    pub guide: Option<Pair<Text>>,
    pub points: Option<Points>,
    /// The time that answering takes.
    pub minutes: Option<u32>,
    pub difficulty: Option<Difficulty>,
    /// Keywords by which to find the question: `[a-z0-9-]+`.
    pub tags: Vec<String>,
}

/// What a question is worth: whole or half points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Points {
    halves: u32,
}

impl Points {
    /// The most points of a question.
    pub const MOST: u32 = 10_000;

    /// So many whole points.
    pub fn whole(points: u32) -> Self {
        Self {
            halves: points.saturating_mul(2),
        }
    }

    /// This number of points, if a question may be worth it.
    pub fn of(number: f64) -> Option<Self> {
        let halves = number * 2.0;
        let is_possible =
            halves.fract() == 0.0 && (0.0..=f64::from(Self::MOST * 2)).contains(&halves);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number in a range of u32"
        )]
        is_possible.then_some(Self {
            halves: halves as u32,
        })
    }

    /// As a number.
    pub fn number(self) -> f64 {
        f64::from(self.halves) / 2.0
    }

    /// The points for each of `of` parts, if they are a whole number above 0.
    pub fn shared(self, of: usize) -> Option<u32> {
        let halves = u32::try_from(of).ok()?.checked_mul(2)?;
        let is_whole = halves > 0 && self.halves > 0 && self.halves.is_multiple_of(halves);
        is_whole.then(|| self.halves / halves)
    }

    /// The sum of points.
    pub fn sum(all: impl Iterator<Item = Self>) -> Self {
        let halves = all.map(|points| points.halves);
        Self {
            halves: halves.fold(0, u32::saturating_add),
        }
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
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
#[expect(clippy::large_enum_variant, reason = "a book has few questions")]
pub enum Answer {
    /// Choose among options, of which at least one is correct.
    Choice(Vec<Choice>),
    /// Judge whether the prompt is true.
    Truth(bool),
    /// Fill in the blanks of the prompt, at least one. Each occurs exactly once in the prompt of each language.
    Blanks {
        blanks: Vec<Blank>,
        /// A bank of answers to choose from: what fills the blanks, and these. `None` if there is no bank.
        bank: Option<Vec<Pair<Text>>>,
    },
    /// Match the left and the right item of each row, at least two.
    Match(Vec<Row>),
    /// Put steps in order, at least two; stored in the correct order.
    Order(Vec<Pair<Text>>),
    /// Sort items into classes, at least two.
    Classes(Vec<Class>),
    /// Answer in one's own words.
    Open {
        answer: Pair<Text>,
        accepted: Accepted,
        length: Length,
        /// How many lines a handout leaves for the answer.
        space: u32,
    },
}

impl Answer {
    /// All texts of the answer, in the author's order, wrong options included.
    pub fn texts(&self) -> Vec<&Pair<Text>> {
        match self {
            Self::Choice(choices) => choices
                .iter()
                .flat_map(|choice| std::iter::once(&choice.text).chain(&choice.feedback))
                .collect(),
            Self::Truth(_) => Vec::new(),
            Self::Blanks { blanks, bank } => {
                let each = blanks.iter().flat_map(|blank| {
                    let answers = std::iter::once(&blank.answer).chain(&blank.accepted.also);
                    answers.chain(&blank.options)
                });
                each.chain(bank.iter().flatten()).collect()
            }
            Self::Match(rows) => rows
                .iter()
                .flat_map(|row| [&row.left, &row.right])
                .collect(),
            Self::Order(steps) => steps.iter().collect(),
            Self::Classes(classes) => {
                let names = classes.iter().map(|class| &class.name);
                let items = classes.iter().flat_map(|class| &class.items);
                names.chain(items).collect()
            }
            Self::Open {
                answer, accepted, ..
            } => std::iter::once(answer).chain(&accepted.also).collect(),
        }
    }

    /// The blocks of each option.
    pub fn blocks(&self) -> impl Iterator<Item = &[Block]> {
        let choices = match self {
            Self::Choice(choices) => choices.as_slice(),
            Self::Truth(_)
            | Self::Blanks { .. }
            | Self::Match(_)
            | Self::Order(_)
            | Self::Classes(_)
            | Self::Open { .. } => &[],
        };
        choices.iter().map(|choice| choice.blocks.as_slice())
    }

    /// The pictures of options that are each a picture alone, without words and in no size or place of its own; none if any
    /// option is something else.
    pub fn pictures(&self) -> Vec<&FigurePart> {
        let Self::Choice(choices) = self else {
            return Vec::new();
        };
        let pictures = choices.iter().map(|choice| {
            let [block] = choice.blocks.as_slice() else {
                return None;
            };
            let is_wordless = choice.text.iter().all(|text| text.inlines.is_empty());
            let BlockKind::Figure(figure) = &block.kind else {
                return None;
            };
            figure.alone().filter(|_| is_wordless)
        });
        pictures.collect::<Option<_>>().unwrap_or_default()
    }

    /// The unit of a number.
    pub fn unit(&self) -> Option<&Pair<Text>> {
        match self {
            Self::Open { accepted, .. } => accepted.number.as_ref()?.unit.as_ref(),
            Self::Choice(_)
            | Self::Truth(_)
            | Self::Blanks { .. }
            | Self::Match(_)
            | Self::Order(_)
            | Self::Classes(_) => None,
        }
    }

    /// The texts that an answer key prints.
    pub fn right(&self) -> Vec<&Pair<Text>> {
        match self {
            Self::Choice(choices) => {
                let right = choices.iter().filter(|choice| choice.correct);
                let feedback = choices.iter().flat_map(|choice| &choice.feedback);
                right.map(|choice| &choice.text).chain(feedback).collect()
            }
            Self::Blanks { blanks, .. } => {
                blanks.iter().map(|blank| &blank.accepted.printed).collect()
            }
            Self::Open { accepted, .. } => vec![&accepted.printed],
            Self::Match(rows) => rows.iter().map(|row| &row.right).collect(),
            Self::Classes(classes) => classes.iter().map(|class| &class.printed).collect(),
            Self::Truth(_) | Self::Order(_) => self.texts(),
        }
    }

    /// The same answer with `change` applied to every text, except those in the blocks of options.
    #[must_use]
    pub fn map(&self, mut change: impl FnMut(&Pair<Text>) -> Pair<Text>) -> Self {
        match self {
            Self::Choice(choices) => {
                let choices = choices.iter().map(|choice| Choice {
                    text: change(&choice.text),
                    feedback: choice.feedback.as_ref().map(&mut change),
                    ..choice.clone()
                });
                Self::Choice(choices.collect())
            }
            Self::Truth(holds) => Self::Truth(*holds),
            Self::Blanks { blanks, bank } => {
                let blanks = blanks.iter().map(|blank| Blank {
                    name: blank.name.clone(),
                    answer: change(&blank.answer),
                    accepted: blank.accepted.map(&mut change),
                    options: blank.options.iter().map(&mut change).collect(),
                });
                Self::Blanks {
                    blanks: blanks.collect(),
                    bank: bank
                        .as_ref()
                        .map(|bank| bank.iter().map(&mut change).collect()),
                }
            }
            Self::Match(rows) => {
                let rows = rows.iter().map(|row| Row {
                    left: change(&row.left),
                    right: change(&row.right),
                });
                Self::Match(rows.collect())
            }
            Self::Order(steps) => Self::Order(steps.iter().map(change).collect()),
            Self::Classes(classes) => {
                let classes = classes.iter().map(|class| Class {
                    name: change(&class.name),
                    items: class.items.iter().map(&mut change).collect(),
                    printed: change(&class.printed),
                });
                Self::Classes(classes.collect())
            }
            Self::Open {
                answer,
                accepted,
                length,
                space,
            } => Self::Open {
                answer: change(answer),
                accepted: accepted.map(&mut change),
                length: *length,
                space: *space,
            },
        }
    }
}

/// One option of a multiple-choice question.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Empty if the option is what its blocks show.
    pub text: Pair<Text>,
    /// What follows the text.
    pub blocks: Vec<Block>,
    pub correct: bool,
    /// Keeps its position when options are shuffled, such as “none of these”.
    pub fixed: bool,
    /// What those who chose it are told.
    pub feedback: Option<Pair<Text>>,
}

/// A blank of a prompt and its answer.
#[derive(Debug, Clone)]
pub struct Blank {
    /// As the prompt refers to it: `{{name}}`.
    pub name: String,
    pub answer: Pair<Text>,
    pub accepted: Accepted,
    /// The options for this blank, in the author's order, with the answer among them; empty if there are none.
    pub options: Vec<Pair<Text>>,
}

/// What counts as a right answer, and how a key prints it.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Further right answers, such as other spellings.
    pub also: Vec<Pair<Text>>,
    /// Set if the answer is a number.
    pub number: Option<Number>,
    /// The answer with its unit and its tolerance, and the further answers.
    pub printed: Pair<Text>,
}

impl Accepted {
    fn map(&self, change: &mut impl FnMut(&Pair<Text>) -> Pair<Text>) -> Self {
        Self {
            also: self.also.iter().map(&mut *change).collect(),
            number: self.number.clone(),
            printed: change(&self.printed),
        }
    }
}

/// A number as an answer.
#[derive(Debug, Clone)]
pub struct Number {
    /// The answer, then the further right ones, without repetitions: digits with an optional sign and a decimal point.
    pub values: Vec<String>,
    /// How far from one of them an answer may be.
    pub tolerance: f64,
    pub unit: Option<Pair<Text>>,
}

/// Two items that match.
#[derive(Debug, Clone)]
pub struct Row {
    pub left: Pair<Text>,
    pub right: Pair<Text>,
}

/// A class and what belongs to it.
#[derive(Debug, Clone)]
pub struct Class {
    pub name: Pair<Text>,
    pub items: Vec<Pair<Text>>,
    /// The name and the items, as a key prints them.
    pub printed: Pair<Text>,
}

/// The right sides of rows. One that several rows share is there once.
pub fn right_sides(rows: &[Row]) -> Vec<&Pair<Text>> {
    let plain = |text: &Pair<Text>| text.map(Text::plain);
    let mut sides: Vec<&Pair<Text>> = Vec::new();
    for row in rows {
        if sides.iter().all(|known| plain(known) != plain(&row.right)) {
            sides.push(&row.right);
        }
    }
    sides
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
