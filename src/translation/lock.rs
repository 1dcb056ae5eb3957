//! `diglot.lock`: the translations that somebody has confirmed.
//!
//! A line for each, with a hash of either text, sorted. There are no ids, no dates and no numbers of lines in it, so that
//! two people can confirm texts on two branches: keeping the lines of both is always right. A line counts only if both
//! texts still have these hashes, so a merge can lose nothing and confirm nothing that nobody has seen.

use std::collections::BTreeSet;
use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::lang::is_wide;

/// The name of the file in a book's folder.
pub const FILE: &str = "diglot.lock";

const HEAD: &str = "# Confirmed translations: a hash of each text. After a conflict in git, keep the lines of both sides.\n\
    # 已确认的译文，每行是两段文字的散列值。git 合并有冲突时，两边的行都留下。\n";

/// How many bytes of a hash are kept: enough that two of a million texts are alike with a chance of one in five hundred.
const LENGTH: usize = 6;

/// The hash of a text, as it is whatever its lines and spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u8; LENGTH]);

impl Fingerprint {
    /// The hash of a text in a language with or without spaces between words. Of a text with lines of its own, line breaks
    /// count too.
    pub fn of(text: &str, cjk: bool, is_lined: bool) -> Self {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
        let normal: String = if is_lined {
            let lines = composed.trim_end().lines().map(str::trim_end);
            lines.collect::<Vec<_>>().join("\n")
        } else {
            let words = composed.split_whitespace();
            words.fold(String::new(), |line, word| joined(line, word, cjk))
        };
        let hash = blake3::hash(normal.as_bytes());
        let mut short = [0; LENGTH];
        short.copy_from_slice(&hash.as_bytes()[..LENGTH]);
        Self(short)
    }

    /// Reads the twelve digits as which it is written.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 2 * LENGTH || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; LENGTH];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// Adds a word to a line. In Chinese and Japanese only a space between two words in letters counts, since a line break
/// becomes a space there and nothing elsewhere.
fn joined(mut line: String, word: &str, cjk: bool) -> String {
    let is_letter = |c: char| c.is_alphanumeric() && !is_wide(c);
    let between = (line.chars().next_back(), word.chars().next());
    if let (Some(before), Some(after)) = between
        && (!cjk || is_letter(before) && is_letter(after))
    {
        line.push(' ');
    }
    line.push_str(word);
    line
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The confirmed pairs, each with the fingerprints of the book's first and second language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock(BTreeSet<(Fingerprint, Fingerprint)>);

/// The number of a line that is not two hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenLine(pub usize);

impl Lock {
    /// Reads the file.
    ///
    /// # Errors
    /// If a line is neither two hashes nor a comment.
    pub fn parse(bytes: &[u8]) -> Result<Self, BrokenLine> {
        let text = String::from_utf8_lossy(bytes);
        let mut pairs = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            let words: Vec<&str> = line.split_whitespace().collect();
            let pair = match words.as_slice() {
                [] => continue,
                [a, b] => Fingerprint::parse(a).zip(Fingerprint::parse(b)),
                _ => None,
            };
            pairs.insert(pair.ok_or(BrokenLine(index + 1))?);
        }
        Ok(Self(pairs))
    }

    /// The file.
    pub fn to_text(&self) -> String {
        let lines = self.0.iter().map(|(a, b)| format!("{a} {b}\n"));
        HEAD.to_owned() + &lines.collect::<String>()
    }

    /// Whether a pair is confirmed.
    pub fn has(&self, pair: &(Fingerprint, Fingerprint)) -> bool {
        self.0.contains(pair)
    }

    /// All confirmed pairs.
    pub fn pairs(&self) -> impl Iterator<Item = &(Fingerprint, Fingerprint)> {
        self.0.iter()
    }

    /// Confirms a pair; whether it was not confirmed before.
    pub fn add(&mut self, pair: (Fingerprint, Fingerprint)) -> bool {
        self.0.insert(pair)
    }

    /// Keeps some of the pairs, and returns how many were removed.
    pub fn keep(&mut self, keep: impl FnMut(&(Fingerprint, Fingerprint)) -> bool) -> usize {
        let before = self.0.len();
        self.0.retain(keep);
        before - self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{BrokenLine, Fingerprint, Lock};

    #[test]
    fn spaces_and_lines_make_no_difference() {
        let zh = |text: &str| Fingerprint::of(text, true, false);
        assert_eq!(zh("一杯 *茶* 的工夫"), zh("一杯*茶*\n的工夫"));
        assert_eq!(zh("用 Rust 写"), zh("用Rust写"));
        assert_ne!(zh("big red"), zh("bigred"));
        let en = |text: &str| Fingerprint::of(text, false, false);
        assert_eq!(en("a  cup\nof tea "), en("a cup of tea"));
        assert_ne!(en("a cup of tea"), en("a cup of *tea*"));
        assert_eq!(en("cafe\u{301}"), en("café"));
        let verse = |text: &str| Fingerprint::of(text, false, true);
        assert_ne!(verse("a\nb"), verse("a b"));
        assert_eq!(verse("a \nb\n"), verse("a\nb"));
    }

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let mut lock = Lock::default();
        let pair = (
            Fingerprint::of("茶", true, false),
            Fingerprint::of("tea", false, false),
        );
        assert!(lock.add(pair));
        assert!(!lock.add(pair));
        assert_eq!(Lock::parse(lock.to_text().as_bytes()), Ok(lock.clone()));
        assert_eq!(
            Lock::parse(b"# only a comment\r\n\r\n"),
            Ok(Lock::default())
        );
        assert_eq!(Lock::parse(b"<<<<<<< HEAD\n"), Err(BrokenLine(1)));
        assert_eq!(
            Lock::parse(b"#\n0123456789ab 0123456789a\n"),
            Err(BrokenLine(2))
        );
        assert_eq!(
            Lock::parse(b"0123456789ab 0123456789ag\n"),
            Err(BrokenLine(1))
        );
    }
}
