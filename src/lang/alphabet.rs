//! The headings of an index, and under which of them a word stands.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

use super::{Lang, is_han, is_wide};

/// Before the sounds and strokes by which Chinese is sorted, CLDR's collations hold a mark for each
/// letter and each number of strokes, after this noncharacter.
const MARK: char = '\u{FDD0}';
/// Numbers of strokes are Braille patterns there.
const NO_STROKES: u32 = 0x2800;
/// The rows of kana, each by its first.
const KANA: [char; 10] = ['あ', 'か', 'さ', 'た', 'な', 'は', 'ま', 'や', 'ら', 'わ'];

/// What a part of an index stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// Words that begin with no letter.
    Symbols,
    /// Han characters by the number of their strokes.
    Strokes(u32),
    /// A letter: of the word's spelling, its pinyin or its row of kana.
    Letter(String),
}

impl Heading {
    /// The heading as it is printed.
    pub fn text(&self) -> String {
        match self {
            Self::Symbols => "#".to_owned(),
            Self::Strokes(number) => format!("{number} 畫"),
            Self::Letter(letter) => letter.clone(),
        }
    }

    fn rank(&self) -> u32 {
        match self {
            Self::Symbols => 0,
            Self::Strokes(number) => *number,
            Self::Letter(_) => u32::MAX,
        }
    }
}

/// How a language sorts words and parts a list of them.
pub struct Alphabet {
    words: CollatorBorrowed<'static>,
    /// Sees no difference between `e`, `É` and `é`.
    letters: CollatorBorrowed<'static>,
}

impl Alphabet {
    pub(super) fn new(lang: &Lang) -> Self {
        Self {
            words: collator(lang, CollatorOptions::default()),
            letters: collator(lang, {
                let mut options = CollatorOptions::default();
                options.strength = Some(Strength::Primary);
                options
            }),
        }
    }

    /// Which of two words comes first: Chinese by pinyin, or by strokes where `zh-Hant` says so, by the
    /// collations of CLDR.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        self.words.compare(one, other)
    }

    /// Which of two headings comes first.
    pub fn compare_headings(&self, one: &Heading, other: &Heading) -> Ordering {
        let ranks = one.rank().cmp(&other.rank());
        ranks.then_with(|| self.words.compare(&one.text(), &other.text()))
    }

    /// The heading of a word.
    pub fn heading(&self, word: &str) -> Heading {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(first) = word.chars().next() else {
            return Heading::Symbols;
        };
        match first {
            _ if !first.is_alphabetic() => Heading::Symbols,
            _ if is_han(first) => self.of_han(word),
            _ if is_wide(first) => self.of_kana(first),
            _ => self.of_letter(first),
        }
    }

    fn of_han(&self, word: &str) -> Heading {
        let is_reached = |mark: &char| {
            let mark = String::from_iter([MARK, *mark]);
            self.words.compare(&mark, word) != Ordering::Greater
        };
        // Where the language has no such marks, they come after all words.
        if let Some(letter) = ('A'..='Z').rfind(is_reached) {
            return Heading::Letter(letter.to_string());
        }
        let strokes = (1..64).rfind(|number| {
            char::from_u32(NO_STROKES + number).is_some_and(|mark| is_reached(&mark))
        });
        strokes.map_or_else(|| Heading::Letter("漢字".to_owned()), Heading::Strokes)
    }

    fn of_kana(&self, first: char) -> Heading {
        let first = first.to_string();
        let is_reached =
            |row: &&char| self.letters.compare(&row.to_string(), &first) != Ordering::Greater;
        let row = KANA.iter().rfind(is_reached);
        row.map_or(Heading::Symbols, |row| Heading::Letter(row.to_string()))
    }

    fn of_letter(&self, first: char) -> Heading {
        let own: String = first.to_uppercase().collect();
        let is_same =
            |letter: &char| self.letters.compare(&letter.to_string(), &own) == Ordering::Equal;
        Heading::Letter(('A'..='Z').find(is_same).map_or(own, String::from))
    }
}

fn collator(lang: &Lang, options: CollatorOptions) -> CollatorBorrowed<'static> {
    let locale: Locale = lang.tag().parse().unwrap_or(Locale::UNKNOWN);
    Collator::try_new(locale.into(), options)
        .or_else(|_| Collator::try_new(Locale::UNKNOWN.into(), options))
        .expect("the root collation is part of the program")
}

#[cfg(test)]
mod tests {
    use super::Lang;

    fn headings(tag: &str, words: &[&str]) -> Vec<String> {
        let alphabet = Lang::parse(tag).unwrap().alphabet();
        let headings = words.iter().map(|word| alphabet.heading(word).text());
        headings.collect()
    }

    #[test]
    fn chinese_is_parted_by_sound_of_the_word_or_by_strokes() {
        let words = ["参数", "重庆", "重量", "一", "Transformer", "“词元”", "3D"];
        let wanted = ["C", "C", "Z", "Y", "T", "C", "#"];
        assert_eq!(headings("zh", &words), wanted);
        assert_eq!(headings("zh-Hant", &["一", "參數"]), ["1 畫", "11 畫"]);
    }

    #[test]
    fn letters_are_those_of_the_language() {
        assert_eq!(headings("fr", &["École", "œuvre"]), ["E", "Œ"]);
        assert_eq!(headings("sv", &["Ångström", "ande"]), ["Å", "A"]);
        assert_eq!(
            headings("ja", &["がっこう", "ワイン", "漢字"]),
            ["か", "わ", "漢字"]
        );
        assert_eq!(headings("fa", &["کتاب"]), ["ک"]);
    }
}
