//! Answers, each assembled once and seen in two ways: a [`Task`] is what a question shows of its answer and holds no
//! solution, a [`Solution`] is what a key or a teacher's copy shows. Both are the same for every kind of question, so
//! that only exports to learning platforms, which have a form of their own for each kind, look at the answer itself.

use std::fmt;

use super::Line;
use super::assembler::ChapterAssembler;
use super::quiz::{Draw, drawn};
use crate::book::{Answer, Blank, Choice, Length, Row, Text};
use crate::lang::{Labels, Pair};

/// An answer with all that is known about it: its texts in the edition's languages, with their letters and numbers.
#[derive(Debug)]
pub enum AssembledAnswer<'a> {
    /// In the order in which they are printed.
    Choice(Vec<AnswerOption<'a>>),
    Truth(bool),
    Blanks(Vec<Filling<'a>>),
    /// In the author's order, which numbers the left-hand sides.
    Match(Vec<Match<'a>>),
    /// In the right order, each step with the letter under which it is printed.
    Order(Vec<(char, Line<'a>)>),
    Open {
        answer: Line<'a>,
        length: Length,
        /// Lines left to write on a handout.
        space: u32,
    },
}

/// One option of a question.
#[derive(Debug)]
pub struct AnswerOption<'a> {
    pub letter: char,
    pub text: Line<'a>,
    pub correct: bool,
    /// Keeps its place where a platform shuffles.
    pub fixed: bool,
}

/// What fills a blank.
#[derive(Debug)]
pub struct Filling<'a> {
    pub name: &'a str,
    /// Where there is more than one.
    pub number: Option<usize>,
    pub answer: Line<'a>,
}

/// Two things that belong together.
#[derive(Debug)]
pub struct Match<'a> {
    pub number: usize,
    pub left: Line<'a>,
    /// The letter under which the right-hand side is printed.
    pub letter: char,
    pub right: Line<'a>,
}

/// A label of a language.
type Label = for<'l> fn(&Labels<'l>) -> &'l str;

/// What a question shows of its answer. Nothing in it tells what is right.
#[derive(Debug)]
pub struct Task<'a> {
    /// The kind of question in a word, as tables and templates name it.
    pub kind: &'static str,
    /// What is to be done, where the question does not show it.
    pub instruction: Option<Label>,
    /// What is offered, list by list.
    pub offers: Vec<Offers<'a>>,
    /// Lines left to write on a handout.
    pub space: u32,
}

impl<'a> Task<'a> {
    /// What is offered by letter.
    pub fn lettered(&self) -> impl Iterator<Item = (char, &Line<'a>)> {
        let lettered = self.offers.iter().flat_map(|offers| match offers {
            Offers::Lettered(lines) => lines.as_slice(),
            Offers::Numbered(_) | Offers::TrueOrFalse => &[],
        });
        ('A'..='Z').zip(lettered)
    }
}

/// A list of what a question offers.
#[derive(Debug)]
pub enum Offers<'a> {
    /// Marked `A` and on.
    Lettered(Vec<Line<'a>>),
    /// Marked 1 and on.
    Numbered(Vec<Line<'a>>),
    /// The program's own words for true and false.
    TrueOrFalse,
}

impl<'a> Offers<'a> {
    /// The author's texts.
    pub fn lines(&self) -> &[Line<'a>] {
        match self {
            Self::Lettered(lines) | Self::Numbered(lines) => lines,
            Self::TrueOrFalse => &[],
        }
    }

    /// The same, each with its mark as it is printed: `A.`, `1.`
    pub fn marked(&self) -> Vec<(String, &Line<'a>)> {
        let letters = || ('A'..='Z').map(|letter| format!("{letter}."));
        let numbers = || (1..).map(|number: usize| format!("{number}."));
        match self {
            Self::Lettered(lines) => letters().zip(lines).collect(),
            Self::Numbered(lines) => numbers().zip(lines).collect(),
            Self::TrueOrFalse => Vec::new(),
        }
    }
}

/// What is right.
#[derive(Debug)]
pub struct Solution<'a> {
    short: Option<Short>,
    /// The answer in the book's words, each text with the mark that it bears in the question.
    pub said: Vec<(Option<Mark>, Line<'a>)>,
    /// What of it stands in the question itself on a teacher's copy.
    pub in_place: Option<InPlace<'a>>,
}

/// How an answer is said in short.
#[derive(Debug)]
enum Short {
    /// By the marks of what is right.
    Marks,
    /// By its marks, one after the other.
    Sequence,
    /// In a word of the program's own.
    Word(Label),
}

/// The mark of a text in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Letter(char),
    /// A number and the letter that belongs to it.
    Match(usize, char),
    Blank(usize),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letter(letter) => write!(f, "{letter}"),
            Self::Match(number, letter) => write!(f, "{number}–{letter}"),
            Self::Blank(number) => write!(f, "({number})"),
        }
    }
}

/// What a teacher's copy shows in a question.
#[derive(Debug)]
pub enum InPlace<'a> {
    /// The options of these letters ticked.
    Ticked(Vec<char>),
    /// True or false ticked.
    Judged(bool),
    /// Blanks filled, by their names.
    Filled(Vec<(&'a str, Line<'a>)>),
    /// Something written beside each of these marks.
    Written(Vec<(String, String)>),
}

impl Solution<'_> {
    /// Whether the answer can be said in letters or a word.
    pub fn is_short(&self) -> bool {
        self.short.is_some()
    }

    /// The answer in letters or a word, where it has one: `A、C`, `1–C、2–A`, `B → A`, `对`.
    pub fn short(&self, labels: &Labels<'_>) -> Option<String> {
        let marks = || self.said.iter().filter_map(|(mark, _)| *mark);
        let joined = |between: &str| {
            let marks: Vec<String> = marks().map(|mark| mark.to_string()).collect();
            marks.join(between)
        };
        Some(match self.short.as_ref()? {
            Short::Marks => joined(labels.comma),
            Short::Sequence => joined(" → "),
            Short::Word(word) => word(labels).to_owned(),
        })
    }
}

impl<'a> AssembledAnswer<'a> {
    /// What the question shows.
    pub fn task(&self) -> Task<'a> {
        let asked = |kind, offers| Task {
            kind,
            instruction: None,
            offers,
            space: 0,
        };
        match self {
            Self::Choice(options) => {
                let offers = options.iter().map(|option| option.text).collect();
                let is_several = options.iter().filter(|option| option.correct).count() > 1;
                let kind = if is_several { "several" } else { "single" };
                Task {
                    instruction: is_several.then_some(|labels| labels.several),
                    ..asked(kind, vec![Offers::Lettered(offers)])
                }
            }
            Self::Truth(_) => Task {
                instruction: Some(|labels| labels.true_or_false),
                ..asked("truth", vec![Offers::TrueOrFalse])
            },
            Self::Blanks(_) => asked("blanks", Vec::new()),
            Self::Match(rows) => {
                let left = rows.iter().map(|row| row.left).collect();
                let right = by_letter(rows.iter().map(|row| (row.letter, row.right)));
                let offers = vec![Offers::Numbered(left), Offers::Lettered(right)];
                Task {
                    instruction: Some(|labels| labels.to_match),
                    ..asked("match", offers)
                }
            }
            Self::Order(steps) => {
                let steps = by_letter(steps.iter().copied());
                Task {
                    instruction: Some(|labels| labels.to_order),
                    ..asked("order", vec![Offers::Lettered(steps)])
                }
            }
            Self::Open { length, space, .. } => {
                let kind = match length {
                    Length::Short => "short",
                    Length::Long => "long",
                };
                Task {
                    space: *space,
                    ..asked(kind, Vec::new())
                }
            }
        }
    }

    /// What is right.
    pub fn solution(&self) -> Solution<'a> {
        match self {
            Self::Choice(options) => {
                let right = options.iter().filter(|option| option.correct);
                let said = right
                    .clone()
                    .map(|option| (Some(Mark::Letter(option.letter)), option.text));
                Solution {
                    short: Some(Short::Marks),
                    said: said.collect(),
                    in_place: Some(InPlace::Ticked(right.map(|option| option.letter).collect())),
                }
            }
            Self::Truth(holds) => Solution {
                short: Some(Short::Word(if *holds {
                    |labels| labels.judged_true
                } else {
                    |labels| labels.judged_false
                })),
                said: Vec::new(),
                in_place: Some(InPlace::Judged(*holds)),
            },
            Self::Blanks(filled) => {
                let said = filled
                    .iter()
                    .map(|filling| (filling.number.map(Mark::Blank), filling.answer));
                let in_place = filled.iter().map(|filling| (filling.name, filling.answer));
                Solution {
                    short: None,
                    said: said.collect(),
                    in_place: Some(InPlace::Filled(in_place.collect())),
                }
            }
            Self::Match(rows) => {
                let said = rows
                    .iter()
                    .map(|row| (Some(Mark::Match(row.number, row.letter)), row.right));
                let written = rows
                    .iter()
                    .map(|row| (format!("{}.", row.number), row.letter.to_string()));
                Solution {
                    short: Some(Short::Marks),
                    said: said.collect(),
                    in_place: Some(InPlace::Written(written.collect())),
                }
            }
            Self::Order(steps) => {
                let said = steps
                    .iter()
                    .map(|(letter, step)| (Some(Mark::Letter(*letter)), *step));
                let written = steps
                    .iter()
                    .zip(1..)
                    .map(|((letter, _), place): (_, usize)| {
                        (format!("{letter}."), place.to_string())
                    });
                Solution {
                    short: Some(Short::Sequence),
                    said: said.collect(),
                    in_place: Some(InPlace::Written(written.collect())),
                }
            }
            Self::Open { answer, .. } => Solution {
                short: None,
                said: vec![(None, *answer)],
                in_place: None,
            },
        }
    }

    /// The texts that the question does not show.
    pub(super) fn hidden(&mut self) -> Vec<&mut Line<'a>> {
        match self {
            Self::Blanks(filled) => {
                let filled = filled.iter_mut();
                filled.map(|filling| &mut filling.answer).collect()
            }
            Self::Open { answer, .. } => vec![answer],
            Self::Choice(_) | Self::Truth(_) | Self::Match(_) | Self::Order(_) => Vec::new(),
        }
    }
}

fn by_letter<'a>(texts: impl Iterator<Item = (char, Line<'a>)>) -> Vec<Line<'a>> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_by_key(|(letter, _)| *letter);
    texts.into_iter().map(|(_, line)| line).collect()
}

impl<'a> ChapterAssembler<'a> {
    /// Assembles an answer. Of its notes, those of texts that the question shows are numbered; the others are
    /// numbered where the answer is printed.
    pub(super) fn answer(
        &mut self,
        answer: &'a Answer,
        draw: Draw<'_>,
        seed: &str,
    ) -> AssembledAnswer<'a> {
        match answer {
            Answer::Choice(choices) => {
                AssembledAnswer::Choice(self.options(choices, draw.options.then_some(seed)))
            }
            Answer::Truth(holds) => AssembledAnswer::Truth(*holds),
            Answer::Blanks(blanks) => AssembledAnswer::Blanks(self.fillings(blanks)),
            Answer::Match(rows) => AssembledAnswer::Match(self.matches(rows, seed)),
            Answer::Order(steps) => {
                let steps = self.offered(steps.iter(), seed).into_iter();
                AssembledAnswer::Order(steps.map(|(_, letter, step)| (letter, step)).collect())
            }
            Answer::Open {
                answer,
                length,
                space,
            } => AssembledAnswer::Open {
                answer: self.unnumbered(answer),
                length: *length,
                space: *space,
            },
        }
    }

    fn options(&mut self, choices: &'a [Choice], seed: Option<&str>) -> Vec<AnswerOption<'a>> {
        let mut order: Vec<&Choice> = choices.iter().collect();
        if let Some(seed) = seed {
            let loose = choices.iter().filter(|choice| !choice.fixed).collect();
            let mut loose = drawn(loose, seed, |choice: &&Choice| plain(&choice.text)).into_iter();
            for place in order.iter_mut().filter(|choice| !choice.fixed) {
                *place = loose.next().unwrap_or(place);
            }
        }
        let options = ('A'..='Z').zip(order).map(|(letter, choice)| AnswerOption {
            letter,
            text: self.line(&choice.text),
            correct: choice.correct,
            fixed: choice.fixed,
        });
        options.collect()
    }

    fn fillings(&self, blanks: &'a [Blank]) -> Vec<Filling<'a>> {
        let is_only = blanks.len() == 1;
        let filled = blanks.iter().enumerate().map(|(index, blank)| Filling {
            name: &blank.name,
            number: (!is_only).then_some(index + 1),
            answer: self.unnumbered(&blank.answer),
        });
        filled.collect()
    }

    fn matches(&mut self, rows: &'a [Row], seed: &str) -> Vec<Match<'a>> {
        let left: Vec<Line<'a>> = rows.iter().map(|row| self.line(&row.left)).collect();
        let right = self.offered(rows.iter().map(|row| &row.right), seed);
        let rows = left.into_iter().zip(right);
        let rows = rows.map(|(left, (index, letter, right))| Match {
            number: index + 1,
            left,
            letter,
            right,
        });
        rows.collect()
    }

    /// Texts in their right order, each with its place in it and with its letter in an order that is drawn. That this
    /// may be the right one is what keeps two steps from telling theirs.
    fn offered(
        &mut self,
        pairs: impl Iterator<Item = &'a Pair<Text>>,
        seed: &str,
    ) -> Vec<(usize, char, Line<'a>)> {
        let drawn = drawn(pairs.enumerate().collect(), seed, |(_, pair)| plain(pair));
        let mut offered: Vec<_> = ('A'..='Z')
            .zip(drawn)
            .map(|(letter, (index, pair))| (index, letter, self.line(pair)))
            .collect();
        offered.sort_by_key(|(index, ..)| *index);
        offered
    }
}

fn plain(pair: &Pair<Text>) -> String {
    format!("{}/{}", pair.a.plain(), pair.b.plain())
}
