//! Where a line that holds a Chinese text and then its translation is to be cut.
//!
//! Every place after the last Han character where a word begins could be it. Each is scored by what speaks for it, in
//! natural logarithms of odds; the score was fitted by hand to published translations, see the manual's chapter on
//! bringing books in.

use std::collections::{BTreeMap, BTreeSet};

use super::scripts::{counts_as_chinese, is_han};
use super::tokens::{Token, tokens};

/// The best place for a cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// Where the Chinese ends, in bytes.
    pub(crate) end: usize,
    /// Where the translation begins.
    pub(crate) start: usize,
    /// By how much its score is better than the next.
    pub(crate) margin: f64,
    /// Whether the halves have the lengths of a text and its translation.
    pub(crate) fits: bool,
}

impl Cut {
    /// How probable it is that this is the place, as far as the next best one is concerned.
    pub(crate) fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.margin).exp())
    }

    /// Whether the cut needs no second look.
    pub(crate) fn is_sure(&self) -> bool {
        let spaced = self.start > self.end;
        self.margin >= if spaced { SURE } else { SURE_UNSPACED }
    }
}

/// The margin from which a cut is sure.
const SURE: f64 = 1.5;
/// The same where the two texts touch.
const SURE_UNSPACED: f64 = 2.2;
/// The margin of a cut that has no rival.
const UNRIVALLED: f64 = 9.0;

/// The score of lengths below which nothing is a translation.
const WORST_FIT: f64 = -6.0;

/// How many letters of a translation one Chinese character takes.
const LETTERS_FOR_CHARACTER: f64 = 2.4;
/// How far the logarithm of the lengths' ratio strays in long texts.
const SPREAD: f64 = 0.35;

const ENDS_CHINESE: &[char] = &[
    '。', '！', '？', '!', '?', '…', '：', ':', '；', ';', '”', '"', '」', '』', '.',
];
const ENDS_OTHER: &[char] = &['.', '!', '?', ':', ';', '…', '”', '"'];
/// What may stand after the last Han character of a Chinese text.
const CLOSES: &[char] = &[
    '。', '！', '？', '!', '?', '…', '：', ':', '；', ';', '”', '」', '』', ')', '）', '.', ',',
    '，',
];
const NEVER_BEGINS: &[char] = &[
    ',', '.', ';', ':', '!', '?', ')', '、', '。', '，', '；', '：', '！', '？', '）', '》', '〉',
    '”', '’', '」', '』', '】',
];

/// The longest line that is cut, in bytes. No paragraph is as long, and the time grows by the square.
const LONGEST_LINE: usize = 20_000;

/// Finds the cut of a line: `None` if it has no Han character, or nothing after the last that could be a translation.
pub(crate) fn cut(line: &str) -> Option<Cut> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let after_han = line
        .char_indices()
        .rev()
        .find(|(_, c)| is_han(*c))
        .map(|(at, c)| at + c.len_utf8())?;
    let first = after_han + closing(&line[after_han..]);
    let mut scored: Vec<(f64, usize, usize)> = candidates(line, after_han)
        .into_iter()
        .filter_map(|(end, start)| Some((score(line, end, start, first)?, end, start)))
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (best, end, start) = *scored.first()?;
    let margin = scored.get(1).map_or(UNRIVALLED, |next| best - next.0);
    let fits = length_score(line[..end].trim_end(), &line[start..]) > WORST_FIT;
    Some(Cut {
        end,
        start,
        margin,
        fits,
    })
}

/// How many bytes of closing marks begin a text.
fn closing(text: &str) -> usize {
    text.len() - text.trim_start_matches(CLOSES).len()
}

/// The places after `from` where a word begins: outside code, links and brackets. Where the texts touch, a capital
/// letter may begin a word too: `RustUsing`.
fn candidates(line: &str, from: usize) -> Vec<(usize, usize)> {
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = Open::default();
    let mut before = None;
    for (at, c) in line.char_indices() {
        if at >= from && open.nothing() {
            let start = at + (line[at..].len() - line[at..].trim_start().len());
            let inside_word = start == at && joins(before) && joins(Some(c));
            if start < line.len() && (!inside_word || is_hump(&line[start..])) {
                found.entry(start).or_insert(at);
            }
        }
        open.pass(c);
        before = Some(c);
    }
    found.into_iter().map(|(start, end)| (end, start)).collect()
}

fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Whether a text begins with a capital letter and a small one.
fn is_hump(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// What is open at a place of a line.
#[derive(Debug, Default)]
struct Open {
    code: bool,
    square: i32,
    round: i32,
}

impl Open {
    fn nothing(&self) -> bool {
        !self.code && self.square == 0 && self.round == 0
    }

    fn pass(&mut self, c: char) {
        match c {
            '`' => self.code = !self.code,
            '[' => self.square += 1,
            ']' => self.square -= 1,
            '(' | '（' => self.round += 1,
            ')' | '）' => self.round -= 1,
            _ => {}
        }
    }
}

/// How well a line is cut in two there; `None` if a half would be empty.
fn score(line: &str, end: usize, start: usize, first: usize) -> Option<f64> {
    let (chinese, other) = (line[..end].trim_end(), line[start..].trim_end());
    let (opening, last) = (chinese.chars().next()?, chinese.chars().next_back()?);
    let (begins, ends) = (other.chars().next()?, other.chars().next_back()?);
    let mut score = length_score(chinese, other);
    let ends_clause = matches!(last, ',' | '，') && ends == ',';
    let chinese_ends = ENDS_CHINESE.contains(&last);
    score += match (
        chinese_ends || ends_clause,
        ENDS_OTHER.contains(&ends) || ends_clause,
    ) {
        (true, true) => 3.0,
        (false, false) => 0.0,
        (true, false) | (false, true) => -3.0,
    };
    if matches!(last, ',' | '，' | '、' | '(' | '（') && !ends_clause {
        score -= 4.0;
    }
    let same_mark = !begins.is_alphanumeric() && half_width(opening) == begins;
    if same_mark {
        score += 2.0;
    } else if NEVER_BEGINS.contains(&begins) {
        score -= 6.0;
    }
    if begins.is_uppercase() {
        score += 1.5;
    }
    if begins.is_lowercase() {
        score -= 1.0;
    }
    if start > end {
        score += 1.0;
    }
    if end == first {
        score += 2.0;
    }
    if other.matches('`').count() % 2 == 1 {
        score -= 4.0;
    }
    // A straight quotation mark that is open belongs to the Chinese.
    if chinese.matches('"').count() % 2 == 1 {
        score -= 6.0;
    }
    Some(score + token_score(chinese, other, chinese_ends))
}

/// What speaks for a cut in the words, numbers and code that a translation keeps.
fn token_score(chinese: &str, other: &str, chinese_ends: bool) -> f64 {
    let theirs: Vec<Token> = tokens(other);
    let ours = tokens(chinese);
    let mut score = 0.0;
    let mut seen: BTreeSet<&Token> = BTreeSet::new();
    for token in &ours {
        if seen.insert(token) {
            score += if theirs.contains(token) { 0.8 } else { -1.2 };
        }
    }
    let Some(leading) = theirs.first() else {
        return score;
    };
    if ours.first() == Some(leading) {
        score += 1.0;
    }
    // A word that the Chinese ends with is often repeated: “Android 中的 Rust Rust in Android”.
    if !chinese_ends && theirs[1..].contains(leading) {
        score -= 1.5;
    }
    if !chinese_ends && ours.last() == Some(leading) {
        score += 1.0;
    }
    score
}

/// The mark of other languages that is the same as a Chinese one.
fn half_width(c: char) -> char {
    match c {
        '：' => ':',
        '（' => '(',
        '“' => '"',
        '…' => '.',
        c => c,
    }
}

/// How well the lengths of two texts go together.
#[expect(clippy::cast_precision_loss, reason = "lengths of lines")]
fn length_score(chinese: &str, other: &str) -> f64 {
    let han = chinese.chars().filter(|c| counts_as_chinese(*c)).count() as f64;
    let rest = chinese.chars().count() as f64 - han;
    let expected = LETTERS_FOR_CHARACTER * han + rest;
    let ratio = ((other.chars().count() as f64 + 2.0) / (expected + 2.0)).ln();
    let spread = SPREAD * (1.0 + 6.0 / (han + 1.0));
    -0.5 * (ratio / spread).powi(2)
}
