//! Lowers what fills blanks, and which answers in words are right.

use super::quiz::Repeated;
use super::{Lower, items};
use crate::book::{Accepted, Blank, Inline, Number, Text};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Pair, Side, is_wide};
use crate::message::{message, plural};
use crate::read::file::BlankFile;
use crate::read::settings::is_slug;
use crate::read::shape::{At, Keyed, RawText, RawTextWith};
use crate::source::Span;

/// The width of a blank for a letter or a word that is chosen, in underscores.
const CHOSEN: usize = 8;
/// The most entries of a bank and the most options of a blank, which are lettered from A to Z.
const MOST: usize = 26;

impl Lower<'_> {
    /// Reads the answers to blanks, and records the blanks for the prompt.
    pub(super) fn fillings(
        &mut self,
        blanks: &At<Keyed<RawTextWith<BlankFile>>>,
        has_bank: bool,
    ) -> Vec<Blank> {
        let entries: Vec<_> = blanks.value.iter().flat_map(Keyed::iter).collect();
        if blanks.value.is_some() && entries.is_empty() {
            self.complain(
                Code::QuizBlank,
                message!("`blanks:` names no blank"),
                blanks.at,
                message!("name each `{{blank}}` of the prompt and what fills it"),
            );
        }
        let is_only = entries.len() == 1;
        let mut all = Vec::new();
        for (index, (name, key, words)) in entries.into_iter().enumerate() {
            if !is_slug(name) {
                self.complain(
                    Code::QuizBlank,
                    message!("`{}` is not a valid name for a blank", name),
                    key,
                    message!("use lower-case letters, digits and hyphens, as in `{{first-word}}`"),
                );
            }
            let Some(filling) = &words.value else {
                let blank = Pair { a: (), b: () }.map(|()| Inline::Blank {
                    name: name.to_owned(),
                    number: None,
                    width: CHOSEN,
                });
                self.blanks.push((name.to_owned(), blank));
                continue;
            };
            let mut answer = self.pair(words.at, &filling.text, super::words::TextRole::Title);
            let options = filling.rest.options.as_ref();
            let options = options.map_or_else(Vec::new, |list| {
                self.options_of_blank(list, &mut answer, has_bank)
            });
            let number = (!is_only).then_some(index + 1);
            let is_chosen = has_bank || !options.is_empty();
            let drawn = answer.map(|answer| Inline::Blank {
                name: name.to_owned(),
                number,
                width: if is_chosen { CHOSEN } else { width(answer) },
            });
            self.blanks.push((name.to_owned(), drawn));
            let accept = filling.rest.accept.as_ref();
            if let (true, Some(accept)) = (is_chosen, accept) {
                self.complain(
                    Code::QuizBlank,
                    message!("`accept:` is only for blanks that are filled in one's own words"),
                    accept.at,
                    message!("remove the key; this blank is filled by choosing"),
                );
            }
            all.push(Blank {
                name: name.to_owned(),
                accepted: self.accepted(&answer, words.at, accept, Measure::default()),
                answer,
                options,
            });
        }
        all
    }

    /// The options of a blank, which contain its answer.
    fn options_of_blank(
        &mut self,
        list: &At<Vec<At<RawText>>>,
        answer: &mut Pair<Text>,
        has_bank: bool,
    ) -> Vec<Pair<Text>> {
        if has_bank {
            self.complain(
                Code::QuizBlank,
                message!("the question has both a `bank:` and `options:` for a blank"),
                list.at,
                message!("remove one of the two"),
            );
        }
        let number = list.value.as_ref().map_or(0, Vec::len);
        if list.value.is_some() && !(2..=MOST).contains(&number) {
            self.complain(
                Code::QuizBlank,
                plural!(
                    number,
                    "the blank has {} option",
                    "the blank has {} options"
                ),
                list.at,
                message!("give it 2 to 26 options"),
            );
        }
        let mut options = self.choices(list);
        self.share_translation(answer, options.iter_mut().map(|(_, option)| option));
        let each = options.iter().map(|(at, text)| (*at, text));
        self.all_differ(each, Repeated::Option);
        let is_answer = |option: &Pair<Text>| plain(option) == plain(answer);
        if !options.iter().any(|(_, option)| is_answer(option)) {
            self.complain(
                Code::QuizBlank,
                message!(
                    "the answer `{}` is not among the options of the blank",
                    self.shown(answer)
                ),
                list.at,
                message!(
                    "write it under `options:` too, in the same words, where it is to be printed"
                ),
            );
        }
        options.into_iter().map(|(_, option)| option).collect()
    }

    /// Finds the answer of a blank among its options where one of the two is not translated yet, and gives it the
    /// translation of the other.
    fn share_translation<'t>(
        &self,
        answer: &mut Pair<Text>,
        mut options: impl Iterator<Item = &'t mut Pair<Text>>,
    ) {
        let is_gap = |text: &Pair<Text>| Pair {
            a: self.is_gap(&text.a, Side::A),
            b: self.is_gap(&text.b, Side::B),
        };
        let gap = is_gap(answer);
        let is_same = |option: &Pair<Text>| {
            let other = is_gap(option);
            let same = |side: Side| answer.get(side).plain() == option.get(side).plain();
            match (gap.a || other.a, gap.b || other.b) {
                (true, false) => same(Side::B),
                (false, true) => same(Side::A),
                (true, true) | (false, false) => false,
            }
        };
        let Some(option) = options.find(|option| is_same(option)) else {
            return;
        };
        if gap.a {
            answer.a = option.a.clone();
        }
        if gap.b {
            answer.b = option.b.clone();
        }
        option.clone_from(answer);
    }

    /// The further entries of a bank.
    pub(super) fn bank(
        &mut self,
        list: &At<Vec<At<RawText>>>,
        blanks: &[Blank],
    ) -> Vec<Pair<Text>> {
        let further = self.choices(list);
        if blanks.len() + further.len() > MOST {
            self.complain(
                Code::QuizBlank,
                message!("the bank has more than 26 entries"),
                list.at,
                message!("entries are lettered from A to Z; remove some, or divide the question"),
            );
        }
        // An answer that fills several blanks is in the bank once.
        let mut entries: Vec<(Span, &Pair<Text>)> = Vec::new();
        for blank in blanks {
            let is_new = |(_, known): &(Span, &Pair<Text>)| plain(known) != plain(&blank.answer);
            if entries.iter().all(is_new) {
                entries.push((blank.answer.a.at.unwrap_or(list.at), &blank.answer));
            }
        }
        let fills = |text: &Pair<Text>| {
            let mut answers = blanks.iter().map(|blank| plain(&blank.answer));
            answers.any(|answer| answer == plain(text))
        };
        let own = further.iter().map(|(at, text)| (*at, text));
        entries.extend(own.filter(|(_, text)| !fills(text)));
        self.all_differ(entries.into_iter(), Repeated::Option);
        for (at, text) in &further {
            if fills(text) {
                self.complain(
                    Code::QuizBlank,
                    message!(
                        "`{}` fills a blank, so the bank has it already",
                        self.shown(text)
                    ),
                    *at,
                    message!("remove it from `bank:`, which is for what fills no blank"),
                );
            }
        }
        further.into_iter().map(|(_, text)| text).collect()
    }

    /// A text as messages show it, in the first language that has it.
    fn shown(&self, text: &Pair<Text>) -> String {
        text.get(self.only.unwrap_or(Side::A)).plain()
    }

    fn choices(&mut self, list: &At<Vec<At<RawText>>>) -> Vec<(Span, Pair<Text>)> {
        items(Some(list))
            .map(|words| (words.at, self.title(words)))
            .collect()
    }

    /// What counts as right besides an answer, which is at `at`.
    pub(super) fn accepted(
        &mut self,
        answer: &Pair<Text>,
        at: Span,
        accept: Option<&At<Vec<At<RawText>>>>,
        measure: Measure<'_>,
    ) -> Accepted {
        let also = accept.map_or_else(Vec::new, |list| self.choices(list));
        let right: Vec<(Span, &Pair<Text>)> = std::iter::once((at, answer))
            .chain(also.iter().map(|(at, text)| (*at, text)))
            .collect();
        let number = self.number(&right, measure);
        let printed = |side| {
            let mut text: Text = answer.get(side).clone();
            text.inlines.clear();
            if self.only.is_some_and(|only| only != side) {
                return text;
            }
            for (_, right) in &right {
                if !text.inlines.is_empty() {
                    text.inlines.push(Inline::Plain(" / ".to_owned()));
                }
                let said = right.get(side).inlines.iter().cloned();
                text.inlines.extend(said);
                let Some(number) = &number else { continue };
                if number.tolerance > 0.0 {
                    let tolerance = format!(" ± {}", number.tolerance);
                    text.inlines.push(Inline::Plain(tolerance));
                }
                if let Some(unit) = &number.unit {
                    text.inlines.push(Inline::Plain("\u{a0}".to_owned()));
                    text.inlines.extend(unit.get(side).inlines.iter().cloned());
                }
            }
            text
        };
        Accepted {
            printed: Pair {
                a: printed(Side::A),
                b: printed(Side::B),
            },
            also: also.into_iter().map(|(_, text)| text).collect(),
            number,
        }
    }

    /// The right answers as numbers, if there is a tolerance or a unit.
    fn number(&mut self, right: &[(Span, &Pair<Text>)], measure: Measure<'_>) -> Option<Number> {
        let Measure { tolerance, unit } = measure;
        let wants = tolerance.map(|at| at.at).or(unit.map(|at| at.at))?;
        let mut values = Vec::new();
        for (at, answer) in right {
            // What could not be read has been reported.
            let is_read = |side: Side| answer.get(side).at.is_some();
            let is_whole = match self.only {
                Some(side) => is_read(side),
                None => is_read(Side::A) && is_read(Side::B),
            };
            if !is_whole {
                continue;
            }
            let value = self.value(*at, answer, wants);
            values.extend(value.filter(|value| !values.contains(value)));
        }
        let found = tolerance.and_then(|at| Some((at.at, at.value?)));
        if let Some((at, tolerance)) = found
            && !(tolerance.is_finite() && tolerance >= 0.0)
        {
            self.complain(
                Code::QuizAnswer,
                message!("`tolerance:` cannot be negative"),
                at,
                message!("write how far from the answer a number may be, such as 0.05"),
            );
        }
        Some(Number {
            values,
            tolerance: found.map_or(0.0, |(_, tolerance)| tolerance),
            unit: unit.map(|words| self.title(words)),
        })
    }

    /// A right answer as a number, which is the same in both languages; `wants` is the key that needs one.
    fn value(&mut self, at: Span, answer: &Pair<Text>, wants: Span) -> Option<String> {
        // What is not translated yet has been reported.
        let is_gap = |side: Side| {
            self.only.is_some_and(|only| only != side) || self.is_gap(answer.get(side), side)
        };
        let (a, b) = match (is_gap(Side::A), is_gap(Side::B)) {
            (true, _) => (&answer.b, &answer.b),
            (false, true) => (&answer.a, &answer.a),
            (false, false) => (&answer.a, &answer.b),
        };
        let (message, at) = match (digits(a), digits(b)) {
            (Some(a), Some(b)) if a == b => return Some(a),
            (Some(a), Some(b)) => {
                let languages = &self.shared.languages;
                (
                    message!(
                        "the number is {0} in `{1}`, but {2} in `{3}`",
                        a,
                        languages.a.tag(),
                        b,
                        languages.b.tag()
                    ),
                    answer.b.at.unwrap_or(at),
                )
            }
            (number, _) => {
                let wrong = if number.is_none() { a } else { b };
                (
                    message!("`{}` is not a number", wrong.plain()),
                    wrong.at.unwrap_or(at),
                )
            }
        };
        self.say(
            Diagnostic::new(Code::QuizAnswer, message)
                .at(at)
                .label(wants, message!("needs a number"))
                .hint(message!(
                    "write the number once for both languages, in digits with a decimal point, as in `answer: '9.81'`"
                )),
        );
        None
    }
}

/// What makes an answer a number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure<'f> {
    pub tolerance: Option<&'f At<f64>>,
    pub unit: Option<&'f At<RawText>>,
}

/// A number as learning platforms read it, if this is what a text says.
fn digits(text: &Text) -> Option<String> {
    let value = text.plain().trim().replace('−', "-");
    let is_number = value.parse::<f64>().is_ok_and(f64::is_finite)
        && value
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.".contains(c));
    is_number.then_some(value)
}

fn plain(pair: &Pair<Text>) -> Pair<String> {
    pair.map(Text::plain)
}

/// The length of a blank in underscores, each about half an em. Handwriting needs more room than print, and the length
/// is rounded up so that it does not give the answer away.
fn width(answer: &Text) -> usize {
    let halves = |c: char| if is_wide(c) { 2 } else { 1 };
    let print: usize = answer.plain().chars().map(halves).sum();
    (print * 8 / 5).next_multiple_of(4).clamp(8, 24)
}
