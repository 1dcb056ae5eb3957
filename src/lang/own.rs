//! Words that a book gives in place of the tool's own: `labels:` in book.yaml.

use std::collections::BTreeMap;

use super::labels::{EN, Labels};

/// Stands for a word that a language lacks.
const BLANK: &str = "\0";

macro_rules! words {
    ($($key:literal { $($place:tt)+ })*) => {
        /// The keys under `labels:`, each of one word.
        pub const KEYS: &[&str] = &[$($key),*];

        fn put<'a>(labels: &mut Labels<'a>, key: &str, word: &'a str) {
            match key {
                $($key => labels.$($place)+ = word,)*
                _ => {}
            }
        }

        /// The English word of a key.
        pub fn english(key: &str) -> &'static str {
            match key {
                $($key => EN.$($place)+,)*
                _ => "",
            }
        }
    };
}

words! {
    "contents" { contents }
    "copyright" { copyright }
    "cip" { cip }
    "figures" { figures }
    "tables" { tables }
    "listings" { listings }
    "index" { index }
    "answers" { answers }
    "answer" { answer }
    "explanation" { explanation }
    "quiz" { quiz }
    "summary" { summary }
    "figure" { figure }
    "table" { table }
    "listing" { listing }
    "glossary" { glossary }
    "colophon" { colophon }
    "cover" { cover }
    "title-page" { title_page }
    "notes" { notes }
    "see-answer" { see_answer }
    "insight" { insight }
    "note" { note }
    "tip" { tip }
    "warning" { warning }
    "roadmap" { roadmap }
    "several" { several }
    "true-or-false" { true_or_false }
    "true" { holds }
    "false" { fails }
    "to-match" { to_match }
    "to-order" { to_order }
    "points" { points.many }
    "point" { points.one }
    "made-with" { made_with }
    "published" { published }
    "day" { day }
    "months" { months }
    "untranslated" { untranslated }
    "chapter" { chapter }
    "page" { page }
    "pages" { pages }
    "back" { back }
    "question" { question }
    "author" { roles[0] }
    "translator" { roles[1] }
    "editor" { roles[2] }
    "illustrator" { roles[3] }
    "foreword" { roles[4] }
    "compiler" { roles[5] }
    "photographer" { roles[6] }
    "designer" { roles[7] }
    "contributor" { roles[8] }
    "comma" { comma }
    "colon" { colon }
    "number-gap" { number_gap }
    "role-gap" { role_gap }
    "body" { body }
    "note-back" { note_back }
    "access-text" { access.text }
    "access-pictures" { access.pictures }
    "access-formulas" { access.formulas }
    "access-drawn-formulas" { access.drawn_formulas }
    "access-pages" { access.pages }
    "access-quiet" { access.quiet }
    "name" { sheet.name }
    "class" { sheet.class }
    "date" { sheet.day }
    "teacher" { sheet.teacher }
    "key" { sheet.key }
    "version" { sheet.version }
    "points-in-all" { sheet.worth.many }
    "point-in-all" { sheet.worth.one }
    "minutes" { sheet.minutes.many }
    "minute" { sheet.minutes.one }
    "vocabulary" { sheet.vocabulary }
    "reading" { sheet.reading }
    "grading" { sheet.guide }
    "easy" { sheet.difficulties[0] }
    "medium" { sheet.difficulties[1] }
    "hard" { sheet.difficulties[2] }
}

/// Marks and gaps, in which Latin languages are alike.
const MARKS: [&str; 4] = ["comma", "colon", "number-gap", "role-gap"];
/// A number of one, which may be said as a number of more, and the key of that.
const ONES: [(&str, &str); 3] = [
    ("point", "points"),
    ("point-in-all", "points-in-all"),
    ("minute", "minutes"),
];

/// Words by their keys, each one of [`KEYS`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OwnWords(BTreeMap<&'static str, String>);

impl OwnWords {
    /// Takes a word; says whether there is such a key.
    pub fn insert(&mut self, key: &str, word: String) -> bool {
        let known = KEYS.iter().find(|known| **known == key);
        if let Some(key) = known {
            self.0.insert(key, word);
        }
        known.is_some()
    }

    /// The keys without a word.
    pub fn lacking(&self) -> Vec<&'static str> {
        let is_given = |key: &str| self.0.contains_key(key);
        let is_lacking = |key: &&&str| {
            let many = ONES.iter().find(|(one, _)| *one == **key);
            !is_given(key) && !MARKS.contains(key) && !many.is_some_and(|(_, many)| is_given(many))
        };
        KEYS.iter().filter(is_lacking).copied().collect()
    }

    /// Puts these words in the place of others.
    pub(super) fn speak<'a>(&'a self, labels: &mut Labels<'a>) {
        for (one, many) in ONES {
            if let Some(word) = self.0.get(many) {
                put(labels, one, word);
            }
        }
        for (key, word) in &self.0 {
            put(labels, key, word);
        }
    }
}

/// Labels without a word, marks and gaps aside.
pub(super) fn blank() -> Labels<'static> {
    let mut labels = EN;
    for key in KEYS.iter().filter(|key| !MARKS.contains(key)) {
        put(&mut labels, key, BLANK);
    }
    labels
}

/// Whether a text has a word that is not there.
pub(super) fn is_blank(text: &str) -> bool {
    text.contains(BLANK)
}
