//! Decides where long words may break: addresses, paths, identifiers, hashes, and words wider than their column.
//!
//! A break opportunity without a hyphen is written as U+200B, one with a hyphen as U+00AD. [`super::lines`] removes
//! both from finished pages, so that they are not copied.

use std::ops::Range;

use hypher::Lang as Patterns;
use icu_properties::CodePointMapData;
use icu_properties::props::{LineBreak, Script};
use unicode_segmentation::UnicodeSegmentation;

use super::bonds::JOINER;
use crate::lang::{Lang, is_wide};

/// A break opportunity without a hyphen.
pub const BREAK: char = '\u{200B}';
/// A break opportunity with a hyphen.
pub const SOFT_HYPHEN: char = '\u{AD}';

/// Tokens with fewer characters than this do not get break opportunities unless a line cannot hold them.
const SHORT: usize = 8;
/// Tokens with at least this many characters get break opportunities in columns of any width.
const LONG: usize = 20;
/// How many characters stay together at either end of a token.
const EDGE: usize = 3;
/// The share of a line up to which a token gets no break opportunities.
const STRAIN: f64 = 0.6;
/// The share of a line up to which a piece between two marks of a token gets no break opportunities.
const PIECE: f64 = 0.5;
/// The share of a line that counts as its full width, since widths are estimates.
const SAFE: f64 = 0.85;

/// The width available to the words of a text.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The narrowest line of the text, in em.
    em: f64,
    /// The hyphenation patterns.
    patterns: Patterns,
    /// Whether the text is code, which is monospaced and never hyphenated.
    is_code: bool,
    /// Whether it is part of a gloss: words joined by marks, which are not code.
    is_gloss: bool,
}

impl Room {
    /// The room of lines of this width, in em.
    pub fn new(em: f64, lang: &Lang) -> Self {
        Self {
            em,
            // Latin words in Chinese are usually English.
            patterns: patterns(lang).unwrap_or(Patterns::English),
            is_code: false,
            is_gloss: false,
        }
    }

    /// The room of words in another language on the same lines.
    pub fn of_words_in(self, lang: &Lang) -> Self {
        Self {
            patterns: patterns(lang).unwrap_or(self.patterns),
            ..self
        }
    }

    /// The room of a gloss on the same lines.
    pub fn of_gloss(self) -> Self {
        Self {
            is_gloss: true,
            ..self
        }
    }

    /// The room of code on the same lines.
    pub fn of_code(self) -> Self {
        Self {
            is_code: true,
            ..self
        }
    }

    /// Whether a text may be too wide for a line.
    pub fn is_exceeded_by(self, text: &str) -> bool {
        self.width(text) > self.em * SAFE
    }

    /// Whether a line surely holds a base and its reading, whose letters are about half as large.
    pub fn holds_ruby(self, base: &str, reading: &str) -> bool {
        self.width(base).max(self.width(reading) / 2.0) <= self.em * SAFE
    }

    /// The room that is left for a token between its neighbours, as adjacent full-width punctuation shares its line.
    fn beside_marks(self, token: &str, (before, after): (&str, &str)) -> Self {
        if token.is_empty() {
            return self;
        }
        // The blank half of the outermost mark is trimmed at the end of a line.
        let opening = before.chars().rev().take_while(|c| opens(*c));
        let closing = after.chars().take_while(|c| closes(*c));
        let (opening, closing): (f64, f64) =
            (opening.map(|_| 1.0).sum(), closing.map(|_| 1.0).sum());
        let marks = (opening - 0.5).max(0.0) + (closing - 0.5).max(0.0);
        Self {
            em: (self.em - marks).max(self.em / 2.0),
            ..self
        }
    }

    /// The number of underscores that fit on a line beside the number of a blank.
    pub fn underscores(self) -> usize {
        (4..60)
            .find(|count| self.is_exceeded_by(&"_".repeat(count + 5)))
            .unwrap_or(60)
    }

    /// The estimated width of a text, in em.
    fn width(self, text: &str) -> f64 {
        text.graphemes(true)
            .filter_map(|letter| letter.chars().next())
            .map(|c| match c {
                BREAK | SOFT_HYPHEN => 0.0,
                _ if is_wide(c) => 1.0,
                _ if self.is_code => 0.6,
                'm' | 'w' | '@' | '%' | '—' => 0.85,
                '_' => 0.5,
                _ if c.is_uppercase() => 0.7,
                _ if c.is_ascii_punctuation() => 0.45,
                _ => 0.55,
            })
            .sum()
    }

    /// Whether a token takes up so much of a line that moving it to the next would spread the line before it.
    fn is_strained_by(self, token: &str) -> bool {
        token.chars().count() >= LONG || self.width(token) > self.em * STRAIN
    }
}

/// The hyphenation patterns of a language.
fn patterns(lang: &Lang) -> Option<Patterns> {
    let code = <[u8; 2]>::try_from(lang.primary().as_bytes()).ok()?;
    Patterns::from_iso(code)
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// Words that stay as they are.
    Whole(String),
    /// A word with break opportunities, which may be hyphenated elsewhere too.
    Word(String),
    /// A token with break opportunities, which must not be hyphenated.
    Token(String),
}

impl Part {
    /// The text, including its break opportunities.
    pub fn text(&self) -> &str {
        match self {
            Self::Whole(text) | Self::Word(text) | Self::Token(text) => text,
        }
    }
}

/// Divides a text into long words, with their break opportunities, and the rest.
pub fn parts(text: &str, room: Room) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = String::new();
    let mut start = 0;
    for word in text.split_inclusive(is_gap) {
        let token = word.trim_end_matches(is_gap);
        let beside = (&text[..start], &text[start + token.len()..]);
        start += word.len();
        match open(token, room.beside_marks(token, beside)) {
            None => rest.push_str(word),
            Some(part) => {
                if !rest.is_empty() {
                    parts.push(Part::Whole(std::mem::take(&mut rest)));
                }
                parts.push(part);
                rest.push_str(&word[token.len()..]);
            }
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Whole(rest));
    }
    parts
}

/// A text with break opportunities in its long words.
pub fn opened(text: &str, room: Room) -> String {
    parts(text, room).iter().map(Part::text).collect()
}

/// Whether a line may break at a character anyway: white space, and letters of scripts that put no space between
/// words.
fn is_gap(c: char) -> bool {
    if c.is_ascii() {
        return c.is_whitespace();
    }
    if c == BREAK {
        return true;
    }
    let is_breakable = matches!(
        CodePointMapData::<LineBreak>::new().get(c),
        LineBreak::Ideographic | LineBreak::H2 | LineBreak::H3 | LineBreak::ComplexContext
    );
    c.is_whitespace() || is_wide(c) || is_breakable
}

/// Whether a full-width mark stays with what follows it.
fn opens(c: char) -> bool {
    is_wide(c) && CodePointMapData::<LineBreak>::new().get(c) == LineBreak::OpenPunctuation
}

/// Whether a full-width mark stays with what precedes it.
pub fn closes(c: char) -> bool {
    is_wide(c)
        && matches!(
            CodePointMapData::<LineBreak>::new().get(c),
            LineBreak::ClosePunctuation | LineBreak::Exclamation | LineBreak::Nonstarter
        )
}

/// A token with its break opportunities; `None` if it needs none.
fn open(token: &str, room: Room) -> Option<Part> {
    let count = token.chars().count();
    if count < SHORT && !room.is_exceeded_by(token) {
        return None;
    }
    let is_code = room.is_code || !room.is_gloss && is_like_code(token);
    if room.is_gloss {
        if !room.is_exceeded_by(token) {
            return None;
        }
    } else if !is_code {
        // Typst breaks after a hyphen between letters by itself.
        let widest = token.split_inclusive('-').max_by(|one, other| {
            let widths = (room.width(one), room.width(other));
            widths.0.total_cmp(&widths.1)
        });
        let is_wide = widest.is_some_and(|part| room.is_exceeded_by(part));
        let is_joined = room.is_strained_by(token) && token.contains('/');
        if !is_wide && !is_joined {
            return None;
        }
    } else if !room.is_strained_by(token) {
        return None;
    }
    let mut out = String::new();
    let pieces = pieces(token);
    let count = pieces.len();
    for (index, piece) in pieces.into_iter().enumerate() {
        let text = &token[piece];
        if index > 0 {
            out.push(BREAK);
        }
        let limit = if is_code {
            room.em * PIECE
        } else {
            room.em * SAFE
        };
        if room.width(text) <= limit {
            out.push_str(text);
        } else {
            out.push_str(&if is_code {
                scattered(text, BREAK, index == 0, index + 1 == count)
            } else {
                hyphenated(text, room)
            });
        }
    }
    (out != token).then_some(if is_code {
        Part::Token(out)
    } else {
        Part::Word(out)
    })
}

/// A token without the mark of a kind of work after it, `[M]` or `[C]//`, as GB/T 7714 puts it after titles.
fn without_kind(token: &str) -> &str {
    let is_kind = |kind: &str| kind.chars().all(|c| c.is_ascii_uppercase() || c == '/');
    match token.rsplit_once('[') {
        Some((word, rest)) => match rest.split_once(']') {
            Some((kind, after)) if is_kind(kind) && !after.contains(char::is_alphanumeric) => word,
            Some(_) | None => token,
        },
        None => token,
    }
}

/// Whether a token is not a word of a language: it is a path, or contains digits, programming symbols or inner
/// capitals.
fn is_like_code(token: &str) -> bool {
    let token = without_kind(token);
    if token.starts_with('/') || token.matches('/').count() > 1 {
        return true;
    }
    let core = token.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c));
    let mut before = None;
    core.chars().any(|c| {
        let is_camel = c.is_uppercase() && before.is_some_and(char::is_lowercase);
        before = Some(c);
        let is_invisible = matches!(c, BREAK | SOFT_HYPHEN | JOINER);
        let is_plain = c.is_alphabetic() || is_mark(c) || "-‐‑'’/–—".contains(c) || is_invisible;
        is_camel || !is_plain
    }) || core.is_empty()
}

/// Whether a character combines with the one before it, or joins its neighbours.
fn is_mark(c: char) -> bool {
    // A mark forms one grapheme with a letter before it.
    !c.is_ascii() && format!("a{c}").graphemes(true).count() == 1
}

/// Divides a token after its marks and before inner capitals, but not near its ends.
fn pieces(token: &str) -> Vec<Range<usize>> {
    const MARKS: &str = r"/\._$:&?=,;@%#+~|-";
    let letters: Vec<(usize, char)> = token.char_indices().collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (index, window) in letters.windows(2).enumerate() {
        let [(_, before), (at, c)] = [window[0], window[1]];
        if index + 1 < EDGE || letters.len() - (index + 1) < EDGE {
            continue;
        }
        let next = letters.get(index + 2).map(|(_, c)| *c);
        let is_after_mark = MARKS.contains(before) && c.is_alphanumeric();
        let is_hump = c.is_uppercase()
            && (before.is_lowercase()
                || before.is_uppercase() && next.is_some_and(char::is_lowercase));
        if is_after_mark || is_hump && at - start >= EDGE {
            pieces.push(start..at);
            start = at;
        }
    }
    pieces.push(start..token.len());
    pieces
}

/// A word with soft hyphens between syllables; where a syllable with adjacent marks is too wide for a line, between any
/// two of its letters.
fn hyphenated(word: &str, room: Room) -> String {
    let mut out = String::new();
    for part in word.split_word_bounds() {
        let mut syllables = hypher::hyphenate(part, room.patterns).peekable();
        while let Some(syllable) = syllables.next() {
            out.push_str(syllable);
            if syllables.peek().is_some() {
                out.push(SOFT_HYPHEN);
            }
        }
    }
    let parts = out.split_inclusive([SOFT_HYPHEN, '-']);
    let parts: Vec<&str> = parts.collect();
    let last = parts.len().saturating_sub(1);
    let each = parts.iter().enumerate().map(|(index, part)| {
        if room.is_exceeded_by(part) {
            let mark = if is_hyphenated_script(part) {
                SOFT_HYPHEN
            } else {
                BREAK
            };
            scattered(part, mark, index == 0, index == last)
        } else {
            (*part).to_owned()
        }
    });
    each.collect()
}

/// Whether words in these letters are divided with a hyphen.
fn is_hyphenated_script(letters: &str) -> bool {
    let scripts = CodePointMapData::<Script>::new();
    let mut letters = letters.chars().filter(|c| c.is_alphabetic());
    letters.all(|c| {
        matches!(
            scripts.get(c),
            Script::Latin | Script::Greek | Script::Cyrillic | Script::Armenian
        )
    })
}

/// A piece that may break, by the mark given, between any two characters, except near the ends of its token.
fn scattered(piece: &str, mark: char, is_first: bool, is_last: bool) -> String {
    let letters: Vec<&str> = piece.graphemes(true).collect();
    let from = if is_first { EDGE } else { 1 };
    let until = letters.len().saturating_sub(if is_last { EDGE } else { 1 });
    let mut out = String::new();
    for (index, letter) in letters.iter().enumerate() {
        if index >= from && index <= until {
            out.push(mark);
        }
        out.push_str(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_in(em: f64, token: &str) -> String {
        let lang = Lang::parse("en").unwrap();
        let room = Room::new(em, &lang);
        opened(token, room)
            .replace(BREAK, "|")
            .replace(SOFT_HYPHEN, "-")
    }

    #[test]
    fn tokens_break_after_marks_and_before_humps_and_else_anywhere() {
        for (token, wanted) in [
            ("word", "word"),
            ("internationalization", "internationalization"),
            ("2026-01-01", "2026-01-01"),
            (
                "https://example.org/a/b.html",
                "https://|example.|org/|a/|b.|html",
            ),
            (
                "getHTTPResponseCodeAndMore",
                "get|HTTP|Response|Code|And|More",
            ),
            (
                "electroencephalographically/psychologically",
                "electroencephalographically/|psychologically",
            ),
            ("e\u{301}e\u{301}e\u{301}", "e\u{301}e\u{301}e\u{301}"),
            (
                "汉字汉字汉字汉字汉字汉字汉字汉字汉字汉字",
                "汉字汉字汉字汉字汉字汉字汉字汉字汉字汉字",
            ),
        ] {
            assert_eq!(open_in(20.0, token), wanted);
        }
        assert_eq!(
            open_in(8.0, "0123456789abcdef"),
            "012|3|4|5|6|7|8|9|a|b|c|def"
                .replace("|e|f", "|ef")
                .replace("|d|ef", "|def")
        );
        assert_eq!(
            open_in(8.0, "internationalization"),
            "in-ter-na-tion-al-iza-tion"
        );
    }

    #[test]
    fn adjacent_marks_reduce_the_room_of_a_word() {
        for (text, wanted) in [
            ("quoted", "quoted"),
            ("“quoted”.", "“qu-o-t-e-d”."),
            ("中memory中", "中memory中"),
            ("中memory。", "中mem-ory。"),
            ("（memory中", "（mem-ory中"),
        ] {
            assert_eq!(open_in(4.9, text), wanted);
        }
    }

    #[test]
    fn a_syllable_wider_than_a_line_leaves_the_others_whole() {
        assert_eq!(open_in(5.2, "sellschaftsver"), "sell-s-c-h-a-f-t-s-ver");
    }

    #[test]
    fn words_before_the_mark_of_a_kind_of_work_are_words() {
        assert_eq!(open_in(16.0, "Transformers[C]//"), "Transformers[C]//");
        assert_eq!(open_in(8.0, "Transformers[C]//"), "Trans-form-ers[C]//");
    }

    #[test]
    fn glosses_break_after_their_marks_and_inside_only_with_a_hyphen() {
        let lang = Lang::parse("en").unwrap();
        let open = |em: f64, words: &str| {
            let room = Room::new(em, &lang).of_gloss();
            opened(words, room)
                .replace(BREAK, "|")
                .replace(SOFT_HYPHEN, "-")
        };
        let gloss = "danube.steamship.PL.electricity-PST";
        assert_eq!(open(24.0, gloss), gloss);
        assert_eq!(open(10.0, gloss), "danube.|steamship.|PL.|electricity-|PST");
        assert_eq!(open(6.0, "danube.electricity"), "danube.|elec-tric-ity");
    }

    #[test]
    fn marks_stay_on_their_letters() {
        let open = open_in(8.0, &"e\u{301}1".repeat(20));
        assert!(open.contains('|') && !open.contains("|\u{301}"), "{open}");
    }
}
