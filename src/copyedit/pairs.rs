//! Translations as a whole: those that are none, and those that are far too short or too long.

use super::{Desk, Finding, TextPair};
use crate::diagnostics::Code;
use crate::lang::{Lang, Side, is_wide};
use crate::message::message;

/// The fewest words of a text that is not the same in two languages by chance, as names and titles are.
const FEWEST_WORDS: usize = 4;
/// The same for Chinese characters.
const FEWEST_WIDE: usize = 6;
/// How much of a text a translation must have to be compared by length, in characters that all languages count.
const FEWEST_CHARACTERS: f64 = 40.0;
/// How many pairs tell how long translations are in this book.
const FEWEST_PAIRS: usize = 20;
/// How many times as long as usual a long translation may be.
const MOST: f64 = 2.6;

impl Desk<'_> {
    /// A translation that is a copy.
    pub(super) fn untranslated(&mut self, text: &TextPair<'_>) {
        if !self.asks(Code::CopyUntranslated) {
            return;
        }
        let (Some(a), Some(b)) = (text.runs.a.first(), text.runs.b.first()) else {
            return;
        };
        let typed = |index: &usize| b.is_typed(*index);
        if !has_words(&b.words(0..b.chars.len())) {
            return;
        }
        // What is copied is in the wrong language on one side: the one whose script it is not in.
        let side = self.wrong_side(&a.chars);
        let run = match side {
            Side::A => a,
            Side::B => b,
        };
        let Some(first) = (0..run.chars.len()).find(typed) else {
            return;
        };
        let words = run.words(first..run.chars.len());
        self.report(Finding::new(
            Code::CopyUntranslated,
            run.span(first..run.chars.len()),
            &words,
            message!("this text is the same in both languages"),
            message!(
                "translate it; a text that is the same in both is written once, without languages"
            ),
        ));
    }

    fn wrong_side(&self, chars: &[char]) -> Side {
        let has_wide = chars.iter().any(|c| is_wide(*c));
        if self.lang(Side::A).is_cjk() == has_wide && self.lang(Side::B).is_cjk() != has_wide {
            Side::B
        } else if self.lang(Side::B).is_cjk() == has_wide && self.lang(Side::A).is_cjk() != has_wide
        {
            Side::A
        } else {
            Side::B
        }
    }

    /// Translations that are far shorter or longer than others of the book.
    pub(super) fn lengths(&mut self, texts: &[TextPair<'_>]) {
        if !self.asks(Code::CopyLengths) {
            return;
        }
        let translated = texts
            .iter()
            .filter(|text| text.is_translated() && !text.is_verse);
        let measured = translated.filter_map(|text| {
            let a = length(text, Side::A, self.lang(Side::A));
            let b = length(text, Side::B, self.lang(Side::B));
            (a > 0.0 && b > 0.0 && a.max(b) >= FEWEST_CHARACTERS).then_some((text, a, b))
        });
        let measured: Vec<_> = measured.collect();
        let mut ratios: Vec<f64> = measured.iter().map(|(_, a, b)| (b / a).ln()).collect();
        ratios.sort_by(f64::total_cmp);
        let (usual, most) = if ratios.len() >= FEWEST_PAIRS {
            (ratios[ratios.len() / 2], MOST.ln())
        } else {
            (0.0, 2.0 * MOST.ln())
        };
        for (text, a, b) in measured {
            let ratio = (b / a).ln() - usual;
            // Short texts vary more.
            let most = most + 6.0 / a.max(b).sqrt();
            if ratio.abs() > most {
                self.odd_length(text, ratio);
            }
        }
    }

    fn odd_length(&mut self, text: &TextPair<'_>, ratio: f64) {
        let Some(run) = text.runs.b.first().filter(|run| !run.chars.is_empty()) else {
            return;
        };
        let tag = self.lang(Side::A).tag();
        let message = if ratio > 0.0 {
            let times = format!("{:.1}", ratio.exp());
            message!(
                "beside the text in `{}`, this is {} times as long as usual",
                tag,
                times
            )
        } else {
            let percent = format!("{:.0}", (ratio.exp() * 100.0).max(1.0));
            message!(
                "beside the text in `{}`, this has only {}% of the usual length",
                tag,
                percent
            )
        };
        let words = run.words(0..run.chars.len());
        self.report(Finding::new(
            Code::CopyLengths,
            run.span(0..run.chars.len()),
            &words,
            message,
            message!("see whether a sentence is missing, or belongs to another text"),
        ));
    }
}

/// Whether a text has enough words to be in one language only.
fn has_words(text: &str) -> bool {
    let wide = text
        .chars()
        .filter(|c| is_wide(*c) && c.is_alphabetic())
        .count();
    let words = text.split_whitespace();
    // A word with a digit, a mark or a capital inside may be a name or an expression.
    let words = words.filter(|word| {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        word.chars().count() > 1
            && word
                .chars()
                .all(|c| c.is_alphabetic() && !is_wide(c) || matches!(c, '-' | '’' | '\''))
            && !word.chars().skip(1).any(char::is_uppercase)
    });
    let words: Vec<&str> = words.collect();
    let lower = words
        .iter()
        .filter(|word| word.starts_with(char::is_lowercase))
        .count();
    wide >= FEWEST_WIDE || words.len() >= FEWEST_WORDS && lower * 2 >= words.len()
}

/// The length of a text in letters. A Chinese character counts as three.
fn length(text: &TextPair<'_>, side: Side, lang: &Lang) -> f64 {
    let weight = |c: char| match c {
        c if c.is_whitespace() => 0.0,
        c if lang.is_cjk() && is_wide(c) => 3.0,
        _ => 1.0,
    };
    text.pair.get(side).plain().chars().map(weight).sum()
}
