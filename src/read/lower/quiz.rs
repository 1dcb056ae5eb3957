//! Lowers quizzes.

use super::fillings::Measure;
use super::words::TextRole;
use super::{Lower, items};
use crate::book::{
    Answer, Block, Choice, Difficulty, Inline, Length, Points, Question, Quiz, Row, Text,
    answer_anchor, question_anchor, right_sides,
};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Pair, Side};
use crate::message::{Message, message, plural};
use crate::read::file::{
    BlockFile, DifficultyFile, LengthFile, OptionFile, QuestionFile, QuizFile, RowFile,
};
use crate::read::settings::is_slug;
use crate::read::shape::{At, RawText, RawTextWith};
use crate::source::Span;
use crate::walk;

impl Lower<'_> {
    pub(super) fn quiz(&mut self, chapter: &str, quiz: &QuizFile) -> Quiz {
        let title = quiz.title.as_ref().map(|words| self.title(words));
        let instructions = self.maybe(quiz.instructions.as_ref());
        let passage = self.blocks_of_quiz(chapter, quiz.passage.as_ref());
        let line_numbers = self.line_numbers(quiz);
        let outside = std::mem::replace(&mut self.is_in_quiz, true);
        let questions: Vec<Question> = items(Some(&quiz.questions))
            .filter_map(|question| self.question(chapter, question))
            .collect();
        self.is_in_quiz = outside;
        let pick = self.pick(quiz, &questions);
        Quiz {
            title,
            instructions,
            passage,
            line_numbers,
            questions,
            pick,
        }
    }

    /// How many of the questions are asked.
    fn pick(&mut self, quiz: &QuizFile, questions: &[Question]) -> Option<usize> {
        let all = quiz.questions.value.as_ref().map_or(0, Vec::len);
        let unread = all - questions.len();
        let in_language = |side: Side| {
            let only_other = |question: &&Question| question.only.is_some_and(|only| only != side);
            all - questions.iter().filter(only_other).count()
        };
        let sides = self.only.map_or(vec![Side::A, Side::B], |side| vec![side]);
        for side in &sides {
            if all > 0 && unread == 0 && in_language(*side) == 0 {
                let tag = self.shared.languages.get(*side).tag().to_owned();
                self.complain(
                    Code::PairOnly,
                    message!("the quiz has no question in `{}`", tag),
                    quiz.questions.at,
                    message!("write one, or `only:` for the quiz instead of its questions"),
                );
            }
        }
        let (at, pick) = quiz.pick.as_ref().and_then(|at| Some((at.at, at.value?)))?;
        let pick = pick as usize;
        if !(1..=all).contains(&pick) {
            self.complain(
                Code::QuizPick,
                plural!(
                    all,
                    "`pick: {1}` is not possible with {0} question",
                    "`pick: {1}` is not possible with {0} questions",
                    pick
                ),
                at,
                message!("write a number from 1 to the number of questions"),
            );
        } else if let Some(side) = sides.into_iter().find(|side| in_language(*side) < pick) {
            let tag = self.shared.languages.get(side).tag().to_owned();
            self.complain(
                Code::QuizPick,
                plural!(
                    in_language(side),
                    "`pick: {1}` is not possible with {0} question in `{2}`",
                    "`pick: {1}` is not possible with {0} questions in `{2}`",
                    pick,
                    tag
                ),
                at,
                message!("write a number that each language has questions for"),
            );
        }
        Some(pick)
    }

    /// Every how many lines the passage has a number.
    fn line_numbers(&mut self, quiz: &QuizFile) -> Option<usize> {
        let at = quiz.line_numbers.as_ref()?;
        let every = at.value?;
        if every == 0 {
            self.complain(
                Code::YamlValue,
                message!("lines cannot be numbered every 0 lines"),
                at.at,
                message!("write 5 to number every fifth line, or remove the key"),
            );
        } else if quiz.passage.is_none() {
            self.complain(
                Code::YamlValue,
                message!("`line-numbers:` is for the lines of a passage"),
                at.at,
                message!("add a `passage:`, or remove the key"),
            );
        }
        Some(every as usize).filter(|every| *every > 0)
    }

    /// The blocks of a passage or a question.
    fn blocks_of_quiz(
        &mut self,
        chapter: &str,
        list: Option<&At<Vec<At<BlockFile>>>>,
    ) -> Vec<Block> {
        if let Some(list) = list {
            self.not_empty(list);
        }
        let outside = std::mem::replace(&mut self.is_in_quiz, true);
        let blocks = self.blocks(chapter, list);
        self.is_in_quiz = outside;
        blocks
    }

    /// Reports a block that a quiz cannot hold.
    pub(super) fn not_in_quiz(&mut self, name: &str, at: Span) {
        self.complain(
            Code::QuizBlock,
            message!("a quiz cannot contain a `{}` block", name),
            at,
            message!("move it out of the quiz; `**…**` sets a line in bold"),
        );
    }

    fn question(&mut self, chapter: &str, question: &At<QuestionFile>) -> Option<Question> {
        let around = self.only;
        let file = question.value.as_ref()?;
        self.only = self.inner_only(file.only.as_ref());
        let read = self.question_of(chapter, file, question.at);
        self.only = around;
        Some(read)
    }

    fn question_of(&mut self, chapter: &str, question: &QuestionFile, at: Span) -> Question {
        let id = self.slug(&question.id);
        let anchor = question_anchor(chapter, &id);
        self.take(&anchor, &id, question.id.at);
        self.take(&answer_anchor(&anchor), &id, question.id.at);
        let at = question.id.value.as_ref().map_or(at, |_| question.id.at);
        let answer = self.answer(chapter, question, at);
        let prompt = self.words(&question.prompt, TextRole::Prompt);
        let blocks = self.blocks_of_quiz(chapter, question.blocks.as_ref());
        self.each_blank_once(question, &prompt, &blocks);
        self.blanks.clear();
        let tags = items(question.tags.as_ref()).map(|tag| self.slug(tag));
        Question {
            tags: tags.collect(),
            id,
            only: self.only,
            prompt,
            blocks,
            answer,
            explanation: self.maybe(question.explanation.as_ref()),
            guide: self.maybe(question.guide.as_ref()),
            points: self.worth(question.points.as_ref()),
            minutes: question.minutes.as_ref().and_then(|at| at.value),
            difficulty: question.difficulty.as_ref().and_then(|at| {
                Some(match at.value? {
                    DifficultyFile::Easy => Difficulty::Easy,
                    DifficultyFile::Medium => Difficulty::Medium,
                    DifficultyFile::Hard => Difficulty::Hard,
                })
            }),
        }
    }

    fn worth(&mut self, points: Option<&At<f64>>) -> Option<Points> {
        let (at, number) = points.and_then(|at| Some((at.at, at.value?)))?;
        let points = Points::of(number);
        if points.is_none() {
            self.complain(
                Code::YamlValue,
                message!("a question cannot be worth {} points", number),
                at,
                message!("write a whole number or a half from 0 to 10000, such as 2 or 1.5"),
            );
        }
        points
    }

    pub(super) fn complain(&mut self, code: Code, message: Message, at: Span, hint: Message) {
        self.say(Diagnostic::new(code, message).at(at).hint(hint));
    }

    fn maybe(&mut self, words: Option<&At<RawText>>) -> Option<Pair<Text>> {
        words.map(|words| self.words(words, TextRole::Body))
    }

    fn answer(&mut self, chapter: &str, question: &QuestionFile, at: Span) -> Answer {
        // Names every key, so that a new one does not compile until it is handled here. The key of a new kind also
        // belongs into `ways` and into the hint at the end.
        let QuestionFile {
            options,
            truth,
            blanks,
            rows,
            order,
            classes,
            bank,
            answer,
            accept,
            tolerance,
            unit,
            length,
            space,
            id: _,
            only: _,
            prompt: _,
            blocks: _,
            explanation: _,
            guide: _,
            points: _,
            minutes: _,
            difficulty: _,
            tags: _,
        } = question;
        let ways = [
            ("options", options.as_ref().map(|at| at.at)),
            ("truth", truth.as_ref().map(|at| at.at)),
            ("blanks", blanks.as_ref().map(|at| at.at)),
            ("match", rows.as_ref().map(|at| at.at)),
            ("order", order.as_ref().map(|at| at.at)),
            ("classes", classes.as_ref().map(|at| at.at)),
            ("answer", answer.as_ref().map(|at| at.at)),
        ];
        let mut ways = ways.iter().filter_map(|(name, at)| Some((name, (*at)?)));
        let first = ways.next();
        if let Some((one, _)) = first {
            for (other, at) in ways {
                self.complain(
                    Code::QuizAnswer,
                    message!("the question has both `{}` and `{}`", one, other),
                    at,
                    message!("remove one of the two; a question has one kind of answer"),
                );
            }
        }
        if answer.is_none() {
            let writing = [
                ("accept", accept.as_ref().map(|at| at.at)),
                ("tolerance", tolerance.as_ref().map(|at| at.at)),
                ("unit", unit.as_ref().map(|at| at.at)),
                ("space", space.as_ref().map(|at| at.at)),
                ("length", length.as_ref().map(|at| at.at)),
            ];
            for (key, at) in writing {
                let Some(at) = at else { continue };
                self.complain(
                    Code::QuizAnswer,
                    message!("`{}:` is only for open questions", key),
                    at,
                    message!("remove the key; an open question is one with an `answer:`"),
                );
            }
        }
        if let (None, Some(bank)) = (blanks, bank) {
            self.complain(
                Code::QuizAnswer,
                message!("`bank:` is only for questions with blanks"),
                bank.at,
                message!("remove the key, or write what fills the blanks under `blanks:`"),
            );
        }
        if let Some(options) = options {
            Answer::Choice(self.options(chapter, options, at))
        } else if let Some(truth) = truth {
            Answer::Truth(truth.value.unwrap_or_default())
        } else if let Some(blanks) = blanks {
            let blanks = self.fillings(blanks, bank.is_some());
            let bank = bank.as_ref().map(|bank| self.bank(bank, &blanks));
            Answer::Blanks { blanks, bank }
        } else if let Some(rows) = rows {
            Answer::Match(self.rows(rows))
        } else if let Some(steps) = order {
            Answer::Order(self.steps(steps))
        } else if let Some(classes) = classes {
            Answer::Classes(self.classes(classes))
        } else if let Some(answer) = answer {
            let length = match length.as_ref().and_then(|at| at.value) {
                Some(LengthFile::Short) => Length::Short,
                Some(LengthFile::Long) | None => Length::Long,
            };
            let lines = match length {
                Length::Short => 1,
                Length::Long => 4,
            };
            let space = space.as_ref().and_then(|at| at.value);
            let said = self.words(answer, TextRole::Body);
            let measure = Measure {
                tolerance: tolerance.as_ref(),
                unit: unit.as_ref(),
            };
            Answer::Open {
                accepted: self.accepted(&said, answer.at, accept.as_ref(), measure),
                answer: said,
                length,
                space: space.unwrap_or(lines),
            }
        } else {
            self.complain(
                Code::QuizAnswer,
                message!("the question has no answer"),
                at,
                message!(
                    "add `options:` of which at least one is correct, `truth:`, `blanks:`, `match:`, `order:`, `classes:` or `answer:`"
                ),
            );
            Answer::Choice(Vec::new())
        }
    }

    fn options(
        &mut self,
        chapter: &str,
        options: &At<Vec<At<RawTextWith<OptionFile>>>>,
        at: Span,
    ) -> Vec<Choice> {
        let is_correct = |option: &At<RawTextWith<OptionFile>>| {
            let rest = option.value.as_ref().map(|option| &option.rest);
            rest.and_then(|rest| rest.correct.as_ref()?.value) == Some(true)
        };
        let list = options.value.as_deref().unwrap_or_default();
        if options.value.is_some() && !(2..=26).contains(&list.len()) {
            self.complain(
                Code::QuizAnswer,
                plural!(
                    list.len(),
                    "the question has {} option",
                    "the question has {} options"
                ),
                options.at,
                message!("give it 2 to 26 options, or an `answer:` in words"),
            );
        }
        let is_readable = list.iter().all(|option| option.value.is_some());
        if is_readable && !list.is_empty() && !list.iter().any(is_correct) {
            self.complain(
                Code::QuizAnswer,
                message!("no option is marked as correct"),
                at,
                message!("mark at least one with `correct: true`"),
            );
        }
        let choices: Vec<(Span, Choice)> = list
            .iter()
            .filter_map(|option| {
                let worded = option.value.as_ref()?;
                let blocks = worded.rest.blocks.as_ref();
                let text = if blocks.is_some() && worded.text.is_wordless() {
                    self.begins_without_text(items(blocks).next());
                    Pair::default()
                } else {
                    self.pair(option.at, &worded.text, TextRole::Title)
                };
                let fixed = worded.rest.fixed.as_ref().and_then(|at| at.value);
                let choice = Choice {
                    text,
                    blocks: self.blocks_of_quiz(chapter, blocks),
                    correct: is_correct(option),
                    fixed: fixed.unwrap_or_default(),
                    feedback: worded.rest.feedback.as_ref().map(|words| self.title(words)),
                };
                Some((option.at, choice))
            })
            .collect();
        let texts = choices
            .iter()
            .filter(|(_, choice)| choice.blocks.is_empty())
            .map(|(at, choice)| (*at, &choice.text));
        self.all_differ(texts, Repeated::Option);
        choices.into_iter().map(|(_, choice)| choice).collect()
    }

    /// Reports a paragraph with which an option begins that has no text: its letter stands before its text.
    fn begins_without_text(&mut self, first: Option<&At<BlockFile>>) {
        if let Some(first) = first
            && matches!(first.value, Some(BlockFile::Text(_)))
        {
            self.complain(
                Code::QuizBlock,
                message!("the first paragraph of an option is its text"),
                first.at,
                message!("write it beside `blocks:`, as in `{ zh: …, en: …, blocks: … }`"),
            );
        }
    }

    fn rows(&mut self, rows: &At<Vec<At<RowFile>>>) -> Vec<Row> {
        let list = rows.value.as_deref().unwrap_or_default();
        if rows.value.is_some() && !(2..=26).contains(&list.len()) {
            self.complain(
                Code::QuizSides,
                plural!(list.len(), "`match` has {} row", "`match` has {} rows"),
                rows.at,
                message!("give it 2 to 26 rows"),
            );
        }
        let mut joined = Vec::new();
        for row in list {
            let Some(sides) = &row.value else { continue };
            let (Some(left), Some(right)) = (&sides.left, &sides.right) else {
                let gap = if sides.left.is_some() {
                    "right"
                } else {
                    "left"
                };
                self.complain(
                    Code::QuizSides,
                    message!("this row of `match` has no `{}:`", gap),
                    row.at,
                    message!("give each row a `left:` and a `right:`"),
                );
                continue;
            };
            joined.push((
                row.at,
                Row {
                    left: self.title(left),
                    right: self.title(right),
                },
            ));
        }
        let sides = joined.iter().map(|(at, row)| (*at, &row.left));
        self.all_differ(sides, Repeated::Left);
        let read: Vec<Row> = joined.into_iter().map(|(_, row)| row).collect();
        // Several left sides may share a right side.
        let sides = right_sides(&read);
        if sides.len() == 1 && read.len() > 1 {
            self.complain(
                Code::QuizSides,
                message!("all rows of `match` have the same right side"),
                rows.at,
                message!("give at least one row another right side"),
            );
        }
        let sides = sides
            .into_iter()
            .map(|side| (side.a.at.unwrap_or(rows.at), side));
        self.all_differ(sides, Repeated::Right);
        read
    }

    fn steps(&mut self, steps: &At<Vec<At<RawText>>>) -> Vec<Pair<Text>> {
        let list = steps.value.as_deref().unwrap_or_default();
        if steps.value.is_some() && !(2..=26).contains(&list.len()) {
            self.complain(
                Code::QuizSides,
                plural!(list.len(), "`order` has {} step", "`order` has {} steps"),
                steps.at,
                message!("give it 2 to 26 steps"),
            );
        }
        let texts: Vec<(Span, Pair<Text>)> = list
            .iter()
            .map(|step| (step.at, self.title(step)))
            .collect();
        let each = texts.iter().map(|(at, text)| (*at, text));
        self.all_differ(each, Repeated::Step);
        texts.into_iter().map(|(_, text)| text).collect()
    }

    /// Reports texts that are repeated in either language, since more than one answer would be right there.
    pub(super) fn all_differ<'t>(
        &mut self,
        texts: impl Iterator<Item = (Span, &'t Pair<Text>)>,
        what: Repeated,
    ) {
        let texts: Vec<(Span, &Pair<Text>)> = texts.collect();
        let plain: Vec<Pair<String>> = texts
            .iter()
            .map(|(_, text)| text.map(Text::plain))
            .collect();
        for (index, (at, text)) in texts.iter().enumerate() {
            let repeats = |side: Side| {
                let said = plain[index].get(side);
                // What could not be read or is not translated yet has been reported.
                let is_said = !said.is_empty() && !self.is_gap(text.get(side), side);
                let first = plain[..index].iter().position(|one| one.get(side) == said);
                first.filter(|_| is_said)
            };
            let languages = &self.shared.languages;
            let (first, side, message) = match (repeats(Side::A), repeats(Side::B)) {
                (None, None) => continue,
                (Some(first), Some(other)) if first == other => {
                    (first, Side::A, what.message(&plain[index].a))
                }
                (Some(first), _) => (
                    first,
                    Side::A,
                    what.message_in(&plain[index].a, languages.a.tag()),
                ),
                (None, Some(first)) => (
                    first,
                    Side::B,
                    what.message_in(&plain[index].b, languages.b.tag()),
                ),
            };
            let is_whole = repeats(Side::A) == repeats(Side::B);
            let place = |at: Span, text: &Pair<Text>| {
                let own = text.get(side).at.filter(|_| !is_whole);
                own.unwrap_or(at)
            };
            let (first_at, first) = texts[first];
            self.say(
                Diagnostic::new(Code::QuizTwice, message)
                    .at(place(*at, text))
                    .label(place(first_at, first), message!("first here"))
                    .hint(message!("change or remove one of the two; otherwise more than one answer would be right")),
            );
        }
    }

    /// Checks that each blank occurs exactly once in each language, in the prompt or in the blocks after it.
    fn each_blank_once(&mut self, question: &QuestionFile, prompt: &Pair<Text>, blocks: &[Block]) {
        let Some(blanks) = question.blanks.as_ref().and_then(|at| at.value.as_ref()) else {
            return;
        };
        let languages = self.shared.languages.clone();
        let mut texts = vec![prompt];
        walk::of_blocks(blocks, &mut |pair| texts.push(pair));
        let named = blanks.iter().filter(|(name, ..)| is_slug(name));
        for (name, key, _) in named {
            for side in [Side::A, Side::B] {
                let lang = languages.get(side);
                let each = texts.iter().map(|pair| pair.get(side));
                let places: Vec<Span> = each.flat_map(|text| places_of(name, text)).collect();
                let times = places.len();
                let (message, at) = match places.as_slice() {
                    _ if prompt.get(side).at.is_none() => continue,
                    [_] => continue,
                    [] => (
                        message!("the prompt in `{1}` has no `{{{0}}}`", name, lang.tag()),
                        key,
                    ),
                    [_, second, ..] => (
                        message!(
                            "the prompt in `{2}` has the blank `{0}` {1} times",
                            name,
                            times,
                            lang.tag()
                        ),
                        *second,
                    ),
                };
                self.complain(
                    Code::QuizBlank,
                    message,
                    at,
                    message!("write each blank exactly once in each language"),
                );
            }
        }
    }

    /// The diagnostic for a `{{blank}}` without an answer.
    pub(super) fn unknown_blank(&self, name: &str, at: Span) -> Diagnostic {
        let names = self.blanks.iter().map(|(name, _)| name.as_str());
        let hint = match crate::read::names::nearest(name, names) {
            Some(known) => message!("did you mean `{{{}}}`?", known),
            None => message!(
                "add what fills it, as in `blanks: { {}: … }`; `\\{{` prints two braces",
                name
            ),
        };
        Diagnostic::new(
            Code::QuizBlank,
            message!("the blank `{}` has no answer", name),
        )
        .at(at)
        .hint(hint)
    }
}

/// The kind of a repeated text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Repeated {
    Option,
    Left,
    Right,
    Step,
    Class,
    Item,
}

impl Repeated {
    fn message(self, text: &str) -> Message {
        match self {
            Self::Option => message!("the option `{}` appears twice", text),
            Self::Left => message!("the left side `{}` appears twice", text),
            Self::Right => message!("the right side `{}` appears twice", text),
            Self::Step => message!("the step `{}` appears twice", text),
            Self::Class => message!("the class `{}` appears twice", text),
            Self::Item => message!("the item `{}` appears twice", text),
        }
    }

    fn message_in(self, text: &str, tag: &str) -> Message {
        match self {
            Self::Option => message!("the option `{}` appears twice in `{}`", text, tag),
            Self::Left => message!("the left side `{}` appears twice in `{}`", text, tag),
            Self::Right => message!("the right side `{}` appears twice in `{}`", text, tag),
            Self::Step => message!("the step `{}` appears twice in `{}`", text, tag),
            Self::Class => message!("the class `{}` appears twice in `{}`", text, tag),
            Self::Item => message!("the item `{}` appears twice in `{}`", text, tag),
        }
    }
}

/// The places of a blank in a text.
fn places_of(name: &str, text: &Text) -> Vec<Span> {
    let mut places = Vec::new();
    text.parts(&mut |inline, part| {
        if matches!(inline, Inline::Blank { name: one, .. } if one == name) {
            places.extend(text.span(part));
        }
    });
    places
}
