//! Questions as an edition asks them, and their answers apart from them.

use super::Line;
use super::assembler::ChapterAssembler;
use crate::book::{Answer, Blank, Choice, Length, Question, Row, Text};
use crate::edition::Answers;
use crate::lang::{Labels, Pair};

/// A question without its answer.
#[derive(Debug)]
pub struct Item<'a> {
    /// Its anchor: chapter and question.
    pub id: String,
    /// Where its answer is; nothing in an edition without answers.
    pub answer: Option<AnswerAt>,
    /// From 1 in every chapter.
    pub number: usize,
    pub prompt: Line<'a>,
    pub task: Task<'a>,
    pub points: Option<u32>,
}

/// The place of an answer: its anchor, and which part of the book that stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerAt {
    Appendix(String),
    Chapter(String),
}

impl AnswerAt {
    /// The anchor.
    pub fn id(&self) -> &str {
        match self {
            Self::Appendix(id) | Self::Chapter(id) => id,
        }
    }
}

/// What a reader is to do.
#[derive(Debug)]
pub enum Task<'a> {
    /// To choose, by letter.
    Choice {
        options: Vec<(char, Line<'a>)>,
        /// More than one is right.
        several: bool,
    },
    /// To say whether the prompt is true.
    Truth,
    /// To fill the blanks of the prompt.
    Blanks,
    /// To give each number its letter.
    Match {
        left: Vec<(usize, Line<'a>)>,
        right: Vec<(char, Line<'a>)>,
    },
    /// To put letters into order.
    Order(Vec<(char, Line<'a>)>),
    /// To write, on so many lines.
    Open { length: Length, space: u32 },
}

impl Item<'_> {
    /// What the book says after the prompt in the words of a language: what is to be done where the question does
    /// not show it, and what it is worth. Empty for most.
    pub fn remark(&self, labels: &Labels<'_>) -> String {
        let task = match &self.task {
            Task::Choice { several: true, .. } => Some(labels.several),
            Task::Truth => Some(labels.true_or_false),
            Task::Match { .. } => Some(labels.to_match),
            Task::Order(_) => Some(labels.to_order),
            Task::Choice { .. } | Task::Blanks | Task::Open { .. } => None,
        };
        let points = self.points.map(|points| labels.points.fill(points));
        let remarks: Vec<String> = task.map(str::to_owned).into_iter().chain(points).collect();
        remarks.join(labels.space)
    }
}

/// An answer.
#[derive(Debug)]
pub struct KeyItem<'a> {
    pub id: String,
    pub question_id: String,
    pub number: usize,
    pub solution: Solution<'a>,
    pub explanation: Option<Line<'a>>,
}

/// What is right.
#[derive(Debug)]
pub enum Solution<'a> {
    Choice(Vec<(char, Line<'a>)>),
    Truth(bool),
    Blanks(Vec<Filling<'a>>),
    /// Which letter belongs to which number.
    Match(Vec<(usize, char, Line<'a>)>),
    Order(Vec<(char, Line<'a>)>),
    Open(Line<'a>),
}

/// What fills a blank.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    pub name: &'a str,
    /// Where there is more than one.
    pub number: Option<usize>,
    pub answer: Line<'a>,
}

impl<'a> Solution<'a> {
    /// The answer in letters or a word, where it has one: `A、C`, `1–C、2–A`, `B → A`, `对`.
    pub fn short(&self, labels: &Labels<'_>) -> Option<String> {
        match self {
            Self::Choice(right) => {
                let letters: Vec<String> =
                    right.iter().map(|(letter, _)| letter.to_string()).collect();
                Some(letters.join(labels.comma))
            }
            Self::Truth(holds) => Some(
                if *holds {
                    labels.judged_true
                } else {
                    labels.judged_false
                }
                .to_owned(),
            ),
            Self::Match(joined) => {
                let joined = joined.iter();
                let each: Vec<String> = joined
                    .map(|(number, letter, _)| format!("{number}–{letter}"))
                    .collect();
                Some(each.join(labels.comma))
            }
            Self::Order(steps) => {
                let letters: Vec<String> =
                    steps.iter().map(|(letter, _)| letter.to_string()).collect();
                Some(letters.join(" → "))
            }
            Self::Blanks(_) | Self::Open(_) => None,
        }
    }

    /// The answer in the book's words, each with the mark that it bears in the question.
    pub fn said(&self) -> Vec<(Option<String>, Line<'a>)> {
        match self {
            Self::Choice(right) | Self::Order(right) => {
                let right = right.iter();
                right
                    .map(|(letter, line)| (Some(letter.to_string()), *line))
                    .collect()
            }
            Self::Truth(_) => Vec::new(),
            Self::Blanks(filled) => {
                let mark = |filling: &Filling<'_>| Some(format!("({})", filling.number?));
                let filled = filled.iter();
                filled
                    .map(|filling| (mark(filling), filling.answer))
                    .collect()
            }
            Self::Match(joined) => {
                let joined = joined.iter();
                joined
                    .map(|(number, letter, line)| (Some(format!("{number}–{letter}")), *line))
                    .collect()
            }
            Self::Open(answer) => vec![(None, *answer)],
        }
    }
}

/// How questions are put: as the author did, or as a seed draws it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Draw<'s> {
    /// Begins the seed of every order.
    pub seed: &'s str,
    /// Whether options stand in an order of their own too.
    pub options: bool,
}

/// Things in an order that a seed draws from what they say: the same for the same seed, whatever order they
/// come in. So an order that is printed tells nothing of the right one.
pub fn drawn<T>(mut things: Vec<T>, seed: &str, says: impl Fn(&T) -> String) -> Vec<T> {
    let lot = |thing: &T| *blake3::hash(format!("{seed}/{}", says(thing)).as_bytes()).as_bytes();
    things.sort_by_cached_key(lot);
    things
}

/// Texts drawn so, each with its place in the right order. That it may be the right one is what keeps two
/// steps from telling theirs.
fn shuffled<'a>(
    pairs: impl Iterator<Item = &'a Pair<Text>>,
    seed: &str,
) -> Vec<(usize, &'a Pair<Text>)> {
    drawn(pairs.enumerate().collect(), seed, |(_, pair)| plain(pair))
}

fn plain(pair: &Pair<Text>) -> String {
    format!("{}/{}", pair.a.plain(), pair.b.plain())
}

impl<'a> ChapterAssembler<'a> {
    /// The question, and its answer apart from it.
    pub(super) fn question(
        &mut self,
        question: &'a Question,
        draw: Draw<'_>,
    ) -> (Item<'a>, KeyItem<'a>) {
        self.questions += 1;
        let id = format!("{}-{}", self.chapter.id, question.id);
        let key_id = format!("key-{id}");
        let seed = format!("{}{id}", draw.seed);
        let prompt = self.line(&question.prompt);
        let mut asked = self.notes;
        let (task, solution) = match &question.answer {
            Answer::Choice(choices) => self.choice(choices, draw.options.then_some(&seed)),
            Answer::Truth(holds) => (Task::Truth, Solution::Truth(*holds)),
            Answer::Blanks(blanks) => (Task::Blanks, Solution::Blanks(self.fillings(blanks))),
            Answer::Match(rows) => self.matching(rows, &seed),
            Answer::Order(steps) => self.ordering(steps, &seed),
            Answer::Open {
                answer,
                length,
                space,
            } => (
                Task::Open {
                    length: *length,
                    space: *space,
                },
                Solution::Open(self.line(answer)),
            ),
        };
        if !matches!(solution, Solution::Blanks(_) | Solution::Open(_)) {
            asked = self.notes;
        }
        let explanation = self.maybe(question.explanation.as_ref());
        self.asked = asked;
        let place = match self.answers {
            Answers::Appendix => Some(AnswerAt::Appendix(key_id.clone())),
            Answers::Chapter => Some(AnswerAt::Chapter(key_id.clone())),
            Answers::Nowhere => None,
        };
        let answer = KeyItem {
            id: key_id,
            question_id: id.clone(),
            number: self.questions,
            solution,
            explanation,
        };
        let item = Item {
            id,
            answer: place,
            number: self.questions,
            prompt,
            task,
            points: question.points,
        };
        (item, answer)
    }

    /// The answers to what the chapter asks. Taken when all of it is counted.
    pub fn answers(&mut self) -> Vec<KeyItem<'a>> {
        let mut answers = std::mem::take(&mut self.keyed);
        for item in &mut answers {
            match &mut item.solution {
                Solution::Blanks(filled) => {
                    for filling in filled {
                        self.count(&mut filling.answer);
                    }
                }
                Solution::Open(line) => self.count(line),
                // Their texts are those of the question.
                Solution::Choice(_)
                | Solution::Truth(_)
                | Solution::Match(_)
                | Solution::Order(_) => {}
            }
            if let Some(line) = &mut item.explanation {
                self.count(line);
            }
        }
        answers
    }

    pub(super) fn fillings(&mut self, blanks: &'a [Blank]) -> Vec<Filling<'a>> {
        let is_only = blanks.len() == 1;
        let filled = blanks.iter().enumerate().map(|(index, blank)| Filling {
            name: &blank.name,
            number: (!is_only).then_some(index + 1),
            answer: self.line(&blank.answer),
        });
        filled.collect()
    }

    fn choice(&mut self, choices: &'a [Choice], seed: Option<&String>) -> (Task<'a>, Solution<'a>) {
        let mut order: Vec<&Choice> = choices.iter().collect();
        if let Some(seed) = seed {
            let loose = choices.iter().filter(|choice| !choice.fixed).collect();
            let mut loose = drawn(loose, seed, |choice: &&Choice| plain(&choice.text)).into_iter();
            for place in order.iter_mut().filter(|choice| !choice.fixed) {
                *place = loose.next().unwrap_or(place);
            }
        }
        let mut options = Vec::new();
        let mut right = Vec::new();
        for (letter, choice) in ('A'..='Z').zip(order) {
            let line = self.line(&choice.text);
            options.push((letter, line));
            if choice.correct {
                right.push((letter, line));
            }
        }
        let several = right.len() > 1;
        (Task::Choice { options, several }, Solution::Choice(right))
    }

    fn matching(&mut self, rows: &'a [Row], seed: &str) -> (Task<'a>, Solution<'a>) {
        let left = rows.iter().map(|row| self.line(&row.left)).enumerate();
        let left: Vec<_> = left.map(|(index, line)| (index + 1, line)).collect();
        let offered = self.offered(rows.iter().map(|row| &row.right), seed);
        let mut joined: Vec<_> = offered
            .iter()
            .map(|(letter, index, line)| (index + 1, *letter, *line))
            .collect();
        joined.sort_by_key(|(number, ..)| *number);
        let right = offered.iter().map(|(letter, _, line)| (*letter, *line));
        let right = right.collect();
        (Task::Match { left, right }, Solution::Match(joined))
    }

    fn ordering(&mut self, steps: &'a [Pair<Text>], seed: &str) -> (Task<'a>, Solution<'a>) {
        let offered = self.offered(steps.iter(), seed);
        let mut right: Vec<_> = offered.iter().collect();
        right.sort_by_key(|(_, index, _)| *index);
        let right = right.iter().map(|(letter, _, line)| (*letter, *line));
        let solution = Solution::Order(right.collect());
        let offered = offered.iter().map(|(letter, _, line)| (*letter, *line));
        (Task::Order(offered.collect()), solution)
    }

    /// Texts by letter in an order that is drawn, each with its place in the right one.
    pub(super) fn offered(
        &mut self,
        pairs: impl Iterator<Item = &'a Pair<Text>>,
        seed: &str,
    ) -> Vec<(char, usize, Line<'a>)> {
        let drawn = ('A'..='Z').zip(shuffled(pairs, seed));
        drawn
            .map(|(letter, (index, pair))| (letter, index, self.line(pair)))
            .collect()
    }
}
