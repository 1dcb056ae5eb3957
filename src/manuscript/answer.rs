//! Answers. Each is assembled once and has two views: a [`Task`] is the part that the question shows and holds no
//! solution; a [`Solution`] is what a key or a teacher's copy shows. Both have the same shape for every kind of
//! question, so that only exports to learning platforms, whose formats differ by kind, look at the answer itself.

use super::assembler::ChapterAssembler;
use super::quiz::{Draw, drawn};
use super::solution::{InPlace, Mark, Short, Solution};
use super::task::{Offers, Task};
use super::{LocalizedText, Piece};
use crate::book::{
    Accepted, Answer, Blank, Block, Choice, Class, Length, Number, Row, Text, right_sides,
};
use crate::lang::{Pair, is_wide};

/// An answer with its texts in the edition's languages and the letters and numbers that they are printed with.
#[derive(Debug)]
pub enum AssembledAnswer<'a> {
    /// In the order in which they are printed.
    Choice(Vec<AnswerOption<'a>>),
    Truth(bool),
    Blanks {
        filled: Vec<Filling<'a>>,
        /// The entries to choose from, lettered from `A`; empty if there is no bank.
        bank: Vec<LocalizedText<'a>>,
    },
    /// In the author's order, which also numbers the left-hand sides.
    Match(Vec<MatchingPair<'a>>),
    /// In the right order, each step with its printed letter.
    Order(Vec<(char, LocalizedText<'a>)>),
    /// In the author's order, which also numbers the classes.
    Classes(Vec<AssembledClass<'a>>),
    Open {
        answer: LocalizedText<'a>,
        accepted: AcceptedAnswers<'a>,
        length: Length,
        /// The number of ruled lines to write on in a handout.
        space: u32,
    },
}

/// One option of a question.
#[derive(Debug)]
pub struct AnswerOption<'a> {
    pub letter: char,
    pub text: LocalizedText<'a>,
    /// What follows the text.
    pub blocks: &'a [Block],
    pub correct: bool,
    /// Whether a platform that shuffles must keep it in this position.
    pub fixed: bool,
    /// What those who chose it are told.
    pub feedback: Option<LocalizedText<'a>>,
}

/// What goes into a blank.
#[derive(Debug)]
pub struct Filling<'a> {
    pub name: &'a str,
    /// Its number, if the question has several blanks.
    pub number: Option<usize>,
    pub answer: LocalizedText<'a>,
    pub accepted: AcceptedAnswers<'a>,
    /// The options for this blank, lettered from `A`; empty if there are none.
    pub options: Vec<LocalizedText<'a>>,
    /// The letter of the answer among the options or in the bank.
    pub letter: Option<char>,
}

impl Filling<'_> {
    /// How a key refers to the blank and its answer.
    fn mark(&self) -> Option<Mark> {
        match (self.number, self.letter) {
            (Some(number), Some(letter)) => Some(Mark::Match(number, letter)),
            (Some(number), None) => Some(Mark::Blank(number)),
            (None, Some(letter)) => Some(Mark::Letter(letter)),
            (None, None) => None,
        }
    }
}

/// Which answers in words are right.
#[derive(Debug)]
pub struct AcceptedAnswers<'a> {
    /// Further right answers.
    pub also: Vec<LocalizedText<'a>>,
    /// Set if the answer is a number.
    pub number: Option<&'a Number>,
    /// The unit of the number.
    pub unit: Option<LocalizedText<'a>>,
    /// How a key prints the answer and all others.
    pub printed: LocalizedText<'a>,
}

/// Two items that match.
#[derive(Debug)]
pub struct MatchingPair<'a> {
    pub number: usize,
    pub left: LocalizedText<'a>,
    /// The printed letter of the right-hand side, which it may share with others.
    pub letter: char,
    pub right: LocalizedText<'a>,
}

/// A class and what belongs to it.
#[derive(Debug)]
pub struct AssembledClass<'a> {
    pub number: usize,
    pub name: LocalizedText<'a>,
    /// Each with its printed letter.
    pub items: Vec<(char, LocalizedText<'a>)>,
    /// How a key prints the class and its items.
    pub printed: LocalizedText<'a>,
}

impl AssembledClass<'_> {
    /// The letters of its items, in alphabetical order.
    fn letters(&self) -> String {
        let mut letters: Vec<char> = self.items.iter().map(|(letter, _)| *letter).collect();
        letters.sort_unstable();
        letters.into_iter().collect()
    }
}

impl<'a> AssembledAnswer<'a> {
    /// The model answer with the others that are accepted, if the question is answered at length.
    pub fn model(&self) -> Option<&LocalizedText<'a>> {
        match self {
            Self::Open {
                accepted,
                length: Length::Long,
                ..
            } => Some(&accepted.printed),
            Self::Open { .. }
            | Self::Choice(_)
            | Self::Truth(_)
            | Self::Blanks { .. }
            | Self::Match(_)
            | Self::Order(_)
            | Self::Classes(_) => None,
        }
    }

    /// The part that the question shows.
    pub fn task(&self) -> Task<'a> {
        let asked = |kind, offers| Task {
            kind,
            instruction: None,
            offers,
            unit: None,
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
            Self::Blanks { filled, bank } => {
                let rows = filled.iter().filter(|filling| !filling.options.is_empty());
                let rows = rows.map(|filling| Offers::Row {
                    number: filling.number,
                    lines: filling.options.clone(),
                });
                let bank = (!bank.is_empty()).then(|| in_row_if_short(bank.clone()));
                asked("blanks", rows.chain(bank).collect())
            }
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
            Self::Classes(classes) => {
                let items = classes.iter().flat_map(|class| class.items.iter().copied());
                let names = classes.iter().map(|class| class.name);
                let offers = vec![
                    in_row_if_short(by_letter(items)),
                    Offers::Numbered(names.collect()),
                ];
                Task {
                    instruction: Some(|labels| labels.to_sort),
                    ..asked("classes", offers)
                }
            }
            Self::Open {
                accepted,
                length,
                space,
                ..
            } => {
                let kind = match length {
                    Length::Short => "short",
                    Length::Long => "long",
                };
                Task {
                    unit: accepted.unit,
                    space: *space,
                    ..asked(kind, Vec::new())
                }
            }
        }
    }

    /// The correct answer.
    pub fn solution(&self) -> Solution<'a> {
        match self {
            Self::Choice(options) => {
                let right = options.iter().filter(|option| option.correct);
                let said = right
                    .clone()
                    .map(|option| (Some(Mark::Letter(option.letter)), option.text));
                let feedback = options
                    .iter()
                    .filter_map(|option| Some((option.letter, option.feedback?)));
                Solution {
                    short: Some(Short::Marks),
                    said: said.collect(),
                    feedback: feedback.collect(),
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
                feedback: Vec::new(),
                in_place: Some(InPlace::Judged(*holds)),
            },
            Self::Blanks { filled, .. } => {
                let said = filled
                    .iter()
                    .map(|filling| (filling.mark(), filling.accepted.printed));
                let in_place = filled.iter().map(|filling| (filling.name, filling.answer));
                let are_lettered = filled.iter().all(|filling| filling.letter.is_some());
                Solution {
                    short: are_lettered.then_some(Short::Marks),
                    said: said.collect(),
                    feedback: Vec::new(),
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
                    feedback: Vec::new(),
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
                    feedback: Vec::new(),
                    in_place: Some(InPlace::Written(written.collect())),
                }
            }
            Self::Classes(classes) => {
                let said = classes.iter().map(|class| {
                    let mark = Mark::Class(class.number, class.letters());
                    (Some(mark), class.printed)
                });
                let written = classes
                    .iter()
                    .map(|class| (format!("{}.", class.number), class.letters()));
                Solution {
                    short: Some(Short::Marks),
                    said: said.collect(),
                    feedback: Vec::new(),
                    in_place: Some(InPlace::Written(written.collect())),
                }
            }
            Self::Open { accepted, .. } => Solution {
                short: None,
                said: vec![(None, accepted.printed)],
                feedback: Vec::new(),
                in_place: None,
            },
        }
    }

    /// The texts that the question does not show.
    pub(super) fn hidden(&mut self) -> Vec<&mut LocalizedText<'a>> {
        match self {
            Self::Blanks { filled, .. } => {
                let filled = filled.iter_mut();
                filled
                    .map(|filling| &mut filling.accepted.printed)
                    .collect()
            }
            Self::Open { accepted, .. } => vec![&mut accepted.printed],
            Self::Choice(options) => {
                let feedback = options.iter_mut().map(|option| &mut option.feedback);
                feedback.flatten().collect()
            }
            Self::Classes(classes) => classes.iter_mut().map(|class| &mut class.printed).collect(),
            Self::Truth(_) | Self::Match(_) | Self::Order(_) => Vec::new(),
        }
    }
}

fn by_letter<'a>(texts: impl Iterator<Item = (char, LocalizedText<'a>)>) -> Vec<LocalizedText<'a>> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_by_key(|(letter, _)| *letter);
    texts.dedup_by_key(|(letter, _)| *letter);
    texts.into_iter().map(|(_, line)| line).collect()
}

impl<'a> ChapterAssembler<'a> {
    /// Assembles an answer. Notes in texts that the question shows are numbered now; the others are numbered when the
    /// answer is printed.
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
            Answer::Blanks { blanks, bank } => self.fillings(blanks, bank.as_deref(), seed),
            Answer::Match(rows) => AssembledAnswer::Match(self.matches(rows, seed)),
            Answer::Order(steps) => {
                let steps = self.offered(steps.iter(), seed).into_iter();
                AssembledAnswer::Order(steps.map(|(_, letter, step)| (letter, step)).collect())
            }
            Answer::Classes(classes) => AssembledAnswer::Classes(self.classes(classes, seed)),
            Answer::Open {
                answer,
                accepted,
                length,
                space,
            } => AssembledAnswer::Open {
                answer: self.unnumbered(answer),
                accepted: self.accepted(accepted),
                length: *length,
                space: *space,
            },
        }
    }

    fn options(&mut self, choices: &'a [Choice], seed: Option<&str>) -> Vec<AnswerOption<'a>> {
        let mut order: Vec<&Choice> = choices.iter().collect();
        if let Some(seed) = seed {
            let loose = choices.iter().filter(|choice| !choice.fixed).collect();
            let says = |choice: &&Choice| {
                // Options without texts differ by their blocks.
                let ids = choice.blocks.iter().map(|block| format!("/{}", block.id));
                plain(&choice.text) + &ids.collect::<String>()
            };
            let mut loose = drawn(loose, seed, says).into_iter();
            for place in order.iter_mut().filter(|choice| !choice.fixed) {
                *place = loose.next().unwrap_or(place);
            }
        }
        let options = ('A'..='Z').zip(order).map(|(letter, choice)| AnswerOption {
            letter,
            text: self.line(&choice.text),
            blocks: &choice.blocks,
            correct: choice.correct,
            fixed: choice.fixed,
            feedback: choice.feedback.as_ref().map(|text| self.unnumbered(text)),
        });
        options.collect()
    }

    /// The pieces of each option, in the order in which options are printed; none if no option has any.
    pub(super) fn in_options(&mut self, answer: &AssembledAnswer<'a>) -> Vec<Vec<Piece<'a>>> {
        let options = match answer {
            AssembledAnswer::Choice(options) => options.as_slice(),
            AssembledAnswer::Truth(_)
            | AssembledAnswer::Blanks { .. }
            | AssembledAnswer::Match(_)
            | AssembledAnswer::Order(_)
            | AssembledAnswer::Classes(_)
            | AssembledAnswer::Open { .. } => &[],
        };
        if options.iter().all(|option| option.blocks.is_empty()) {
            return Vec::new();
        }
        let each = options.iter().map(|option| self.pieces(option.blocks));
        each.collect()
    }

    fn fillings(
        &mut self,
        blanks: &'a [Blank],
        bank: Option<&'a [Pair<Text>]>,
        seed: &str,
    ) -> AssembledAnswer<'a> {
        let is_only = blanks.len() == 1;
        let answers = blanks.iter().map(|blank| &blank.answer);
        // An answer that fills several blanks is in the bank once.
        let mut entries: Vec<&'a Pair<Text>> = Vec::new();
        for entry in answers.chain(bank.unwrap_or_default()) {
            if bank.is_some() && !entries.iter().any(|known| plain(known) == plain(entry)) {
                entries.push(entry);
            }
        }
        let entries = drawn(entries, seed, |pair| plain(pair));
        let letter_in = |list: &[&Pair<Text>], answer: &Pair<Text>| {
            let place = list.iter().position(|entry| plain(entry) == plain(answer));
            place.and_then(|place| ('A'..='Z').nth(place))
        };
        let filled = blanks.iter().enumerate().map(|(index, blank)| {
            let options: Vec<&Pair<Text>> = blank.options.iter().collect();
            Filling {
                name: &blank.name,
                number: (!is_only).then_some(index + 1),
                answer: self.unnumbered(&blank.answer),
                accepted: self.accepted(&blank.accepted),
                letter: letter_in(&options, &blank.answer)
                    .or_else(|| letter_in(&entries, &blank.answer)),
                options: options.into_iter().map(|text| self.line(text)).collect(),
            }
        });
        AssembledAnswer::Blanks {
            filled: filled.collect(),
            bank: entries.into_iter().map(|text| self.line(text)).collect(),
        }
    }

    fn accepted(&self, accepted: &'a Accepted) -> AcceptedAnswers<'a> {
        let unit = accepted.number.as_ref();
        let unit = unit.and_then(|number| number.unit.as_ref());
        AcceptedAnswers {
            also: accepted
                .also
                .iter()
                .map(|text| self.unnumbered(text))
                .collect(),
            number: accepted.number.as_ref(),
            unit: unit.map(|unit| self.unnumbered(unit)),
            printed: self.unnumbered(&accepted.printed),
        }
    }

    fn matches(&mut self, rows: &'a [Row], seed: &str) -> Vec<MatchingPair<'a>> {
        let left: Vec<LocalizedText<'a>> = rows.iter().map(|row| self.line(&row.left)).collect();
        let sides = right_sides(rows);
        let own = |row: &Row| {
            let is_own = |side: &&Pair<Text>| plain(side) == plain(&row.right);
            sides.iter().position(is_own)
        };
        let offered = self.offered(sides.iter().copied(), seed);
        let right = rows.iter().filter_map(|row| offered.get(own(row)?));
        let rows = left.into_iter().zip(right).zip(1..);
        let rows = rows.map(|((left, (_, letter, right)), number)| MatchingPair {
            number,
            left,
            letter: *letter,
            right: *right,
        });
        rows.collect()
    }

    fn classes(&mut self, classes: &'a [Class], seed: &str) -> Vec<AssembledClass<'a>> {
        let items = classes.iter().flat_map(|class| &class.items);
        let mut offered = self.offered(items, seed).into_iter();
        let each = classes.iter().zip(1..).map(|(class, number)| {
            let own = offered.by_ref().take(class.items.len());
            AssembledClass {
                number,
                items: own.map(|(_, letter, item)| (letter, item)).collect(),
                name: self.line(&class.name),
                printed: self.unnumbered(&class.printed),
            }
        });
        each.collect()
    }

    /// Texts in their right order, each with its index in that order and its letter in a shuffled one. The shuffled
    /// order may happen to be the right one: if it never were, a question with two steps would give its answer away.
    fn offered(
        &mut self,
        pairs: impl Iterator<Item = &'a Pair<Text>>,
        seed: &str,
    ) -> Vec<(usize, char, LocalizedText<'a>)> {
        let drawn = drawn(pairs.enumerate().collect(), seed, |(_, pair)| plain(pair));
        let mut offered: Vec<_> = ('A'..='Z')
            .zip(drawn)
            .map(|(letter, (index, pair))| (index, letter, self.line(pair)))
            .collect();
        offered.sort_by_key(|(index, ..)| *index);
        offered
    }
}

/// Lettered texts, which are in a row if they are short.
fn in_row_if_short(lines: Vec<LocalizedText<'_>>) -> Offers<'_> {
    if lines.iter().all(is_short) {
        Offers::Row {
            number: None,
            lines,
        }
    } else {
        Offers::Lettered(lines)
    }
}

/// Whether an entry of a bank takes so little room that several fit on a line.
fn is_short(line: &LocalizedText<'_>) -> bool {
    const HALVES: usize = 24;
    let halves = |text: &&Text| -> usize {
        let text = text.plain();
        text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
    };
    line.text.iter().all(|text| halves(text) <= HALVES)
}

fn plain(pair: &Pair<Text>) -> String {
    format!("{}/{}", pair.a.plain(), pair.b.plain())
}
