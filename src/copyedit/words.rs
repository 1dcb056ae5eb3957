//! Words and marks that are typed twice.

use std::ops::Range;

use super::run::Run;
use super::{Desk, Finding};
use crate::diagnostics::{Code, Fix};
use crate::lang::Lang;
use crate::message::message;

/// English words that are never meant to stand twice in a row.
const FUNCTION_WORDS: [&str; 36] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "for", "from", "has", "have",
    "if", "in", "into", "it", "its", "of", "on", "or", "our", "the", "their", "this", "to", "was",
    "were", "which", "will", "with", "would", "you", "your", "not",
];

/// English words that may stand twice in a row.
const TWICE: [&str; 12] = [
    "that", "had", "no", "very", "so", "bye", "ha", "is", "do", "long", "on", "in",
];

/// Chinese words that are never meant to stand twice in a row, each with the characters before and after that make it
/// another word: 目的的, 的的确确.
const CHINESE: [(&str, &str, &str); 26] = [
    ("的", "目标有打", "确"),
    ("和", "", "气美睦平"),
    ("与", "", ""),
    ("及", "", ""),
    ("在", "实自存内", "线场"),
    ("被", "", ""),
    ("把", "一个大", ""),
    ("于", "", ""),
    ("是", "", "非"),
    ("为", "", ""),
    ("也", "", ""),
    ("将", "", ""),
    ("从", "", "容"),
    ("我们", "", ""),
    ("你们", "", ""),
    ("他们", "", ""),
    ("它们", "", ""),
    ("可以", "", ""),
    ("因为", "", ""),
    ("所以", "", ""),
    ("但是", "", ""),
    ("如果", "", ""),
    ("或者", "", ""),
    ("已经", "", ""),
    ("通过", "", ""),
    ("使用", "", ""),
];

/// Marks that are never meant to stand twice in a row.
const MARKS: &str = "，。、；：";
/// The same among letters.
const LATIN_MARKS: &str = ",.;:";

impl Desk<'_> {
    /// Words and marks that are typed twice.
    pub(super) fn repeated(&mut self, run: &Run<'_>, lang: &Lang) {
        if !self.asks(Code::CopyRepeated) {
            return;
        }
        if lang.primary() == "zh" {
            self.repeated_chinese(run);
        } else if !lang.is_cjk() {
            self.repeated_words(run, lang);
        }
        self.repeated_marks(run, lang);
    }

    fn repetition(
        &mut self,
        run: &Run<'_>,
        first: Range<usize>,
        second: Range<usize>,
        is_certain: bool,
    ) {
        let word = run.words(first.clone());
        let fix = super::marks::edit(run, first.end..second.end, "").map(|edit| Fix {
            edits: vec![edit],
            is_certain,
        });
        let words = run.words(first.start..second.end);
        self.report(
            Finding::new(
                Code::CopyRepeated,
                run.span(second),
                &words,
                message!("`{}` stands here twice", word.as_str()),
                message!("remove one of them, or except `{}`", words.as_str()),
            )
            .or(&word)
            .or(&words.to_lowercase())
            .fix(fix),
        );
    }

    fn repeated_words(&mut self, run: &Run<'_>, lang: &Lang) {
        let mut before: Option<Range<usize>> = None;
        let mut index = 0;
        while let Some(c) = run.at(index) {
            if !c.is_alphabetic() {
                // A word goes on after an apostrophe or a hyphen; what follows anything but a space is not its repetition.
                if c != ' ' {
                    before = None;
                }
                index += 1;
                continue;
            }
            let start = index;
            while run
                .at(index)
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))
            {
                index += 1;
            }
            let word = start..index;
            if let Some(first) = before.take() {
                self.compare(run, lang, first, word.clone());
            }
            before = Some(word);
        }
    }

    fn compare(&mut self, run: &Run<'_>, lang: &Lang, first: Range<usize>, second: Range<usize>) {
        if first.len() != second.len() || second.start != first.end + 1 {
            return;
        }
        let is_typed = (first.start..second.end).all(|index| run.is_typed(index));
        let words = (run.words(first.clone()), run.words(second.clone()));
        let lower = words.1.to_lowercase();
        if !is_typed || words.0.to_lowercase() != lower {
            return;
        }
        // `Bora Bora`, `New York, New York`.
        let is_name = words.1.starts_with(char::is_uppercase) && lower.chars().count() > 1;
        let is_english = lang.primary() == "en";
        if is_name
            || is_english && TWICE.contains(&lower.as_str()) && lower != "in" && lower != "on"
        {
            return;
        }
        let is_certain = is_english
            && FUNCTION_WORDS.contains(&lower.as_str())
            && !matches!(lower.as_str(), "in" | "on");
        self.repetition(run, first, second, is_certain);
    }

    fn repeated_chinese(&mut self, run: &Run<'_>) {
        for index in 0..run.chars.len() {
            let c = run.chars[index];
            if c.is_ascii() {
                continue;
            }
            let words = CHINESE.iter().filter(|(word, ..)| word.starts_with(c));
            for (word, before, after) in words {
                let length = word.chars().count();
                let first = index..index + length;
                let second = first.end..first.end + length;
                if second.end > run.chars.len()
                    || !run.chars[first.clone()].iter().copied().eq(word.chars())
                    || run.chars[second.clone()] != run.chars[first.clone()]
                    || !(first.start..second.end).all(|index| run.is_typed(index))
                    || run.before(index).is_some_and(|c| before.contains(c))
                    || run.at(second.end).is_some_and(|c| after.contains(c))
                {
                    continue;
                }
                self.repetition(run, first, second, false);
            }
        }
    }

    fn repeated_marks(&mut self, run: &Run<'_>, lang: &Lang) {
        for index in 1..run.chars.len() {
            let c = run.chars[index];
            let beside = [run.before(index - 1), run.at(index + 1)];
            // `1..10` and `../` are no sentences.
            let is_mark = if lang.is_cjk() {
                MARKS.contains(c)
            } else {
                LATIN_MARKS.contains(c)
                    && beside[0].is_some_and(char::is_alphabetic)
                    && beside[1].is_none_or(char::is_whitespace)
            };
            if is_mark
                && run.before(index) == Some(c)
                && run.is_typed(index)
                && run.is_typed(index - 1)
                // Three and more may be an ellipsis, or a blank.
                && !beside.contains(&Some(c))
            {
                self.repetition(run, index - 1..index, index..index + 1, true);
            }
        }
    }
}
