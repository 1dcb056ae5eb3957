//! Names that are spelt in two ways.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::run::Run;
use super::{Desk, Finding, TextPair};
use crate::diagnostics::{Code, short};
use crate::lang::{Side, is_wide};
use crate::message::message;
use crate::source::Span;

/// The fewest letters of a name that is compared with others.
const FEWEST_LETTERS: usize = 5;
/// How much more frequent the right spelling must be.
const TIMES: usize = 3;

/// The words of a language of the book, in letters.
#[derive(Default)]
struct Words<'r> {
    /// Those with a capital.
    names: BTreeMap<&'r [char], Vec<Place<'r>>>,
    others: HashSet<&'r [char]>,
}

/// Where a word stands.
struct Place<'r> {
    run: &'r Run<'r>,
    start: usize,
    /// Whether a sentence begins with it.
    begins: bool,
}

impl Desk<'_> {
    /// Names in Latin letters.
    pub(super) fn names(&mut self, texts: &[TextPair<'_>]) {
        if !self.asks(Code::CopyNames) {
            return;
        }
        for side in [Side::A, Side::B] {
            let mut words = Words::default();
            for text in texts {
                for run in text.runs.get(side) {
                    words.collect(run);
                }
            }
            self.capitals(&words);
            self.letters(&words);
        }
    }

    fn other_spelling(&mut self, word: &[char], places: &[Place<'_>], usual: &[char]) {
        let (word, usual): (String, String) = (word.iter().collect(), usual.iter().collect());
        for place in places {
            let end = place.start + word.chars().count();
            let at: Option<Span> = place.run.span(place.start..end);
            let finding = Finding::new(
                Code::CopyNames,
                at,
                &word,
                message!(
                    "`{}` is spelt `{}` elsewhere in the book",
                    short(&word),
                    short(&usual)
                ),
                message!("use one spelling, or except `{}`", short(&word)),
            );
            self.report(finding.or(&short(&word)));
        }
    }

    /// Names with a capital inside, such as `GitHub`, and the same letters with other capitals.
    fn capitals(&mut self, words: &Words<'_>) {
        let inner = words.names.iter().filter(|(word, _)| {
            word[1..].iter().any(|c| c.is_uppercase()) && word.iter().any(|c| c.is_lowercase())
        });
        let mut usual: HashMap<String, (&[char], usize)> = HashMap::new();
        for (word, places) in inner {
            let found = usual.entry(lower(word)).or_insert((word, 0));
            if places.len() > found.1 {
                *found = (word, places.len());
            }
        }
        if usual.is_empty() {
            return;
        }
        for (word, places) in &words.names {
            let is_all_capitals = word.iter().all(|c| c.is_uppercase());
            if !word[0].is_uppercase() || is_all_capitals {
                continue;
            }
            if let Some((usual, most)) = usual.get(&lower(word))
                && usual != word
                && places.len() * TIMES <= *most
            {
                self.other_spelling(word, places, usual);
            }
        }
    }

    /// Names that differ by one letter.
    fn letters(&mut self, words: &Words<'_>) {
        let is_name = |word: &[char], places: &[Place<'_>]| {
            word.len() >= FEWEST_LETTERS
                && word[0].is_uppercase()
                && word[1..].iter().all(|c| c.is_lowercase())
                && places.iter().any(|place| !place.begins)
                && !words
                    .others
                    .contains(lower(word).chars().collect::<Vec<_>>().as_slice())
        };
        let names: Vec<_> = words
            .names
            .iter()
            .filter(|(word, places)| is_name(word, places))
            .collect();
        // A slip keeps the first and the last letter.
        let mut frequent: HashMap<_, Vec<_>> = HashMap::new();
        for (word, places) in &names {
            if places.len() >= TIMES {
                let ends = (word[0], word[word.len() - 1]);
                frequent.entry(ends).or_default().push((word, places.len()));
            }
        }
        for (word, places) in &names {
            let near = frequent.get(&(word[0], word[word.len() - 1]));
            let usual = near
                .into_iter()
                .flatten()
                .find(|(other, most)| places.len() * TIMES <= *most && is_slip(word, other));
            if let Some((usual, _)) = usual {
                self.other_spelling(word, places, usual);
            }
        }
    }
}

impl<'r> Words<'r> {
    /// Adds the words of a run.
    fn collect(&mut self, run: &'r Run<'r>) {
        let is_word = |c: char| {
            c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphanumeric() && !is_wide(c)
        };
        let mut index = 0;
        let mut begins = true;
        while let Some(c) = run.at(index) {
            if !is_word(c) {
                begins |= !matches!(c, ' ' | ',' | '’' | '\'' | '-');
                index += 1;
                continue;
            }
            let start = index;
            while run.at(index).is_some_and(is_word) {
                index += 1;
            }
            let word = &run.chars[start..index];
            if c.is_alphabetic() && run.is_typed(start) && run.is_typed(index - 1) {
                if word.iter().any(|c| c.is_uppercase()) {
                    let place = Place { run, start, begins };
                    self.names.entry(word).or_default().push(place);
                } else {
                    self.others.insert(word);
                }
            }
            begins = false;
        }
    }
}

fn lower(word: &[char]) -> String {
    word.iter().flat_map(|c| c.to_lowercase()).collect()
}

/// Whether two names probably are one: a letter more or less in the middle, another one, or two that changed places.
/// Endings differ by grammar.
fn is_slip(word: &[char], usual: &[char]) -> bool {
    let is_inflected = word.starts_with(usual) || usual.starts_with(word);
    !is_inflected
        && word.len().abs_diff(usual.len()) <= 1
        && strsim::generic_damerau_levenshtein(word, usual) == 1
}
