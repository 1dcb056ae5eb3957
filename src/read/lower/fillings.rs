//! Lowers what fills blanks, and which answers in words are right.

use super::quiz::Repeated;
use super::{Lower, items};
use crate::book::{Accepted, Blank, Inline, Number, Text};
use crate::diagnostics::Code;
use crate::lang::{Pair, is_wide};
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
            let answer = self.pair(words.at, &filling.text, super::words::TextRole::Title);
            let options = filling.rest.options.as_ref();
            let options = options.map_or_else(Vec::new, |list| {
                self.options_of_blank(list, &answer, has_bank)
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
                accepted: self.accepted(&answer, accept, None),
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
        answer: &Pair<Text>,
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
        let options = self.choices(list);
        let each = options.iter().map(|(at, text)| (*at, text));
        self.all_differ(each, Repeated::Option);
        let is_answer = |option: &Pair<Text>| plain(option) == plain(answer);
        if !options.iter().any(|(_, option)| is_answer(option)) {
            self.complain(
                Code::QuizBlank,
                message!(
                    "the answer `{}` is not among the options of the blank",
                    answer.a.plain()
                ),
                list.at,
                message!(
                    "write it under `options:` too, in the same words, where it is to be printed"
                ),
            );
        }
        options.into_iter().map(|(_, option)| option).collect()
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
        let each = further.iter().map(|(at, text)| (*at, text));
        self.all_differ(each, Repeated::Option);
        for (at, text) in &further {
            if blanks
                .iter()
                .any(|blank| plain(&blank.answer) == plain(text))
            {
                self.complain(
                    Code::QuizBlank,
                    message!(
                        "`{}` fills a blank, so the bank has it already",
                        text.a.plain()
                    ),
                    *at,
                    message!("remove it from `bank:`, which is for what fills no blank"),
                );
            }
        }
        further.into_iter().map(|(_, text)| text).collect()
    }

    fn choices(&mut self, list: &At<Vec<At<RawText>>>) -> Vec<(Span, Pair<Text>)> {
        items(Some(list))
            .map(|words| (words.at, self.title(words)))
            .collect()
    }

    /// What counts as right besides an answer.
    pub(super) fn accepted(
        &mut self,
        answer: &Pair<Text>,
        accept: Option<&At<Vec<At<RawText>>>>,
        number: Option<Number>,
    ) -> Accepted {
        let also = accept.map_or_else(Vec::new, |list| self.choices(list));
        let also: Vec<Pair<Text>> = also.into_iter().map(|(_, text)| text).collect();
        let printed = |side| {
            let mut text: Text = answer.get(side).clone();
            let mut add = |words: &str| text.inlines.push(Inline::Plain(words.to_owned()));
            if let Some(number) = &number
                && number.tolerance > 0.0
            {
                add(&format!(" ± {}", number.tolerance));
            }
            if let Some(unit) = number.as_ref().and_then(|number| number.unit.as_ref()) {
                add("\u{a0}");
                text.inlines.extend(unit.get(side).inlines.iter().cloned());
            }
            for other in &also {
                text.inlines.push(Inline::Plain(" / ".to_owned()));
                text.inlines.extend(other.get(side).inlines.iter().cloned());
            }
            text
        };
        Accepted {
            printed: Pair {
                a: printed(crate::lang::Side::A),
                b: printed(crate::lang::Side::B),
            },
            also,
            number,
        }
    }

    /// The number that is the answer, if there is a tolerance or a unit.
    pub(super) fn number(
        &mut self,
        answer: &Pair<Text>,
        at: Span,
        tolerance: Option<&At<f64>>,
        unit: Option<&At<RawText>>,
    ) -> Option<Number> {
        let wants = tolerance.map(|at| at.at).or(unit.map(|at| at.at))?;
        let value = answer.a.plain().trim().replace('−', "-");
        let is_number = !value.is_empty()
            && value.parse::<f64>().is_ok_and(f64::is_finite)
            && value
                .chars()
                .all(|c| c.is_ascii_digit() || "+-.".contains(c));
        if (!is_number || plain(answer).a != plain(answer).b) && answer.a.at.is_some() {
            let diagnostic = crate::diagnostics::Diagnostic::new(
                Code::QuizAnswer,
                message!("`{}` is not a number", answer.a.plain()),
            );
            self.say(
                diagnostic
                    .at(at)
                    .label(wants, message!("needs a number"))
                    .hint(message!(
                        "write the answer once for both languages, in digits with a decimal point, as in `answer: '9.81'`"
                    )),
            );
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
            value,
            tolerance: found.map_or(0.0, |(_, tolerance)| tolerance),
            unit: unit.map(|words| self.title(words)),
        })
    }
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
