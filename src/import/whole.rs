//! Which texts with words of both languages are in one of them as a whole: a sentence in English that quotes a Chinese
//! word, a heading in Chinese that ends with the name of a program. What stands beside them tells.

use std::collections::BTreeSet;

use super::bilingual;
use super::document::{Cell, Content, Piece, Role};
use super::rich::Rich;
use super::rows::Language;
use super::scripts::{counts_as_chinese, has_han, is_cjk, is_han};

/// How far from an item its translation is sought, since a list may be followed by the same list in the other language.
const LONGEST_LIST: usize = 24;
/// How far the run is followed in which a text may be missing.
const LONGEST_RUN: usize = 200;

/// Corrects the languages of pieces that quote words of the other. Returns the places of those that are still to be cut
/// though most pieces of their kind are in one language each.
pub(crate) fn settle(pieces: &[Piece], languages: &mut [Language]) -> BTreeSet<usize> {
    let seen = Seen {
        words: pieces.iter().map(Piece::words).collect(),
        classes: pieces.iter().map(class).collect(),
    };
    let by_neighbours: Vec<Option<Language>> = (0..pieces.len())
        .map(|at| seen.beside_its_translation(at, languages))
        .collect();
    let before: Vec<Language> = languages.to_vec();
    for (language, settled) in languages.iter_mut().zip(by_neighbours) {
        if let Some(settled) = settled {
            *language = settled;
        }
    }
    let mut doubtful = BTreeSet::new();
    for class in [Class::Name, Class::Item, Class::Text] {
        let places: Vec<usize> = (0..pieces.len())
            .filter(|at| seen.classes[*at] == Some(class))
            .collect();
        let count = |language: Language| {
            let of_language = places.iter().filter(|at| languages[**at] == language);
            of_language.count()
        };
        let lone = count(Language::Chinese).min(count(Language::Other));
        if lone <= count(Language::Both) {
            continue;
        }
        for at in places {
            let is_mixed = seen.is_mixed(at);
            if languages[at] == Language::Both && is_mixed {
                let language = dominant(&seen.words[at]);
                if seen.is_missing(at, language, languages) {
                    languages[at] = language;
                } else {
                    doubtful.insert(at);
                }
            } else if languages[at] == before[at]
                && languages[at] == Language::Chinese
                && is_mixed
                && seen.is_missing(at, Language::Other, languages)
            {
                languages[at] = dominant(&seen.words[at]);
            }
        }
    }
    doubtful
}

/// Whether a cell that has words of both languages stands beside its translation, so that it is not to be cut.
pub(crate) fn is_beside_its_translation(row: &[Cell<Rich>], at: usize) -> bool {
    let words = row[at].text.words();
    let mut others = row.iter().enumerate().filter(|(other, _)| *other != at);
    is_mixed(&words) && others.any(|(_, other)| whole(&words, &other.text.words()).is_some())
}

/// Pieces of one class may translate one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Name,
    Item,
    Text,
}

fn class(piece: &Piece) -> Option<Class> {
    match &piece.content {
        Content::Words(Role::Heading(_) | Role::Term, _) => Some(Class::Name),
        Content::Words(Role::Item(_), _) => Some(Class::Item),
        Content::Words(Role::Text | Role::Quote | Role::Callout(_), _) => Some(Class::Text),
        Content::Code { .. }
        | Content::Formula(_)
        | Content::Table(_)
        | Content::Figure(_)
        | Content::SceneBreak => None,
    }
}

struct Seen {
    words: Vec<String>,
    classes: Vec<Option<Class>>,
}

impl Seen {
    fn is_mixed(&self, at: usize) -> bool {
        self.classes[at].is_some() && is_mixed(&self.words[at])
    }

    /// The language of a text beside which stands a text in the other that repeats what it quotes.
    fn beside_its_translation(&self, at: usize, languages: &[Language]) -> Option<Language> {
        if !self.is_mixed(at) {
            return None;
        }
        let reach = if self.classes[at] == Some(Class::Item) {
            LONGEST_LIST
        } else {
            1
        };
        let is_same = |other: &usize| self.classes[*other] == self.classes[at];
        let before = (0..at).rev().take(reach).take_while(is_same);
        let after = (at + 1..self.words.len()).take(reach).take_while(is_same);
        // One that is cut itself has its own translation.
        let is_lone = |other: &usize| languages[*other] != Language::Both;
        let mut beside = after.chain(before).filter(is_lone);
        beside.find_map(|other| whole(&self.words[at], &self.words[other]))
    }

    /// Whether the run around a text has fewer texts in this language than in the other, and one of these beside it has
    /// the length of its translation.
    fn is_missing(&self, at: usize, language: Language, languages: &[Language]) -> bool {
        let class = self.classes[at];
        let in_run =
            |other: &usize| self.classes[*other] == class && languages[*other] != Language::Both;
        let before: Vec<usize> = (0..at).rev().take(LONGEST_RUN).take_while(in_run).collect();
        let after: Vec<usize> = (at + 1..self.words.len())
            .take(LONGEST_RUN)
            .take_while(in_run)
            .collect();
        let (mut own, mut others) = (0, 0);
        for other in before.iter().chain(&after) {
            own += usize::from(languages[*other] == language);
            others += usize::from(
                languages[*other] != language && languages[*other] != Language::Neither,
            );
        }
        let is_partner = |other: &&usize| {
            let (one, other) = (&self.words[at], (&self.words[**other], languages[**other]));
            match (language, other.1) {
                (Language::Chinese, Language::Other) => is_long_enough(one, other.0),
                (Language::Other, Language::Chinese) => is_long_enough(other.0, one),
                _ => false,
            }
        };
        others > own
            && before
                .first()
                .into_iter()
                .chain(after.first())
                .any(|other| is_partner(&other))
    }
}

/// Whether a text has words of both languages outside code.
fn is_mixed(text: &str) -> bool {
    let outside: String = text.split('`').step_by(2).collect();
    has_han(&outside) && outside.chars().any(is_letter)
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_cjk(c)
}

/// The language of a text as a whole if another one translates it and repeats what it quotes.
fn whole(text: &str, other: &str) -> Option<Language> {
    let theirs = letters(other);
    let ours = letters(text);
    let repeated = ours.iter().filter(|word| theirs.contains(*word)).count();
    // A name in letters stays in the translation, which is in letters throughout.
    if dominant(other) == Language::Other
        && !theirs.is_empty()
        && repeated == ours.len()
        && is_long_enough(text, other)
        && (han(text) > han(other) || !has_han(other))
    {
        return Some(Language::Chinese);
    }
    let mut quoted = text
        .split(|c: char| !is_han(c))
        .filter(|run| !run.is_empty());
    let is_translated = dominant(text) == Language::Other
        && dominant(other) == Language::Chinese
        && han(other) > han(text)
        && quoted.all(|run| other.contains(run))
        && is_long_enough(other, text);
    is_translated.then_some(Language::Other)
}

/// The language that has more words in a text; a word of Chinese has one or two characters.
pub(crate) fn dominant(text: &str) -> Language {
    let outside: String = text.split('`').step_by(2).collect();
    let words = outside
        .split(|c: char| !(is_letter(c) || c == '\'' || c == '’'))
        .filter(|word| !word.is_empty())
        .count();
    if han(&outside) >= words && han(&outside) > 0 {
        Language::Chinese
    } else {
        Language::Other
    }
}

/// The words of a text that are written in letters.
fn letters(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !is_letter(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn han(text: &str) -> usize {
    text.chars().filter(|c| is_han(*c)).count()
}

/// Whether a text has the length of the translation of a Chinese one, which may have words in letters too.
fn is_long_enough(chinese: &str, other: &str) -> bool {
    let kept = chinese.chars().filter(|c| is_letter(*c)).count();
    let rest = other.chars().filter(|c| !c.is_whitespace()).count();
    let ours: String = chinese.chars().filter(|c| counts_as_chinese(*c)).collect();
    let theirs = "x".repeat(rest.saturating_sub(kept));
    bilingual::is_likely(&ours, &theirs) || bilingual::is_likely(&ours, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_quotes_the_other_language_is_whole_beside_its_translation() {
        for (text, other, language) in [
            (
                "The word 茶 means tea.",
                "“茶”字的意思就是茶。",
                Language::Other,
            ),
            (
                "In Beijing people say 您好 rather than 你好 to their elders.",
                "在北京，对长辈说“您好”，不说“你好”。",
                Language::Other,
            ),
            ("安装 Python", "Installing Python", Language::Chinese),
            (
                "他的名字叫 Tom Sawyer",
                "His name is Tom Sawyer",
                Language::Chinese,
            ),
            ("用 Microsoft Word", "Use Microsoft Word", Language::Chinese),
            (
                "见图 A、图 B 和 Table C.",
                "See Figure A, Figure B and Table C.",
                Language::Chinese,
            ),
            (
                "参考：Lao She, Teahouse, trans. John Howard-Gibbon.",
                "See Lao She, Teahouse, trans. John Howard-Gibbon.",
                Language::Chinese,
            ),
        ] {
            assert_eq!(whole(text, other), Some(language), "{text}");
        }
        for (text, other) in [
            (
                "所有权 Ownership",
                "Ownership is Rust's most unique feature and has deep implications for all.",
            ),
            (
                "水开了就泡茶。 Make tea when the water boils.",
                "茶很好。 Tea is good.",
            ),
            ("安装 Install", "Notes"),
        ] {
            assert_eq!(whole(text, other), None, "{text}");
        }
    }
}
