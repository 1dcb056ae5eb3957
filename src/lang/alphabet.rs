//! Sorting words in a language, and the headings under which an index groups them.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::Locale;

use super::reading::{self, Read, Syllable};
use super::{Lang, is_han, is_wide};

/// CLDR's collations of Chinese contain an entry for each index heading, which sorts just before its first character:
/// this noncharacter, then a letter or a stroke count.
const MARK: char = '\u{FDD0}';
/// Stroke counts in these entries are Braille patterns, which begin here.
const NO_STROKES: u32 = 0x2800;
/// The first kana of each row of the gojūon.
const KANA: [char; 10] = ['あ', 'か', 'さ', 'た', 'な', 'は', 'ま', 'や', 'ら', 'わ'];

/// The heading of a group of words in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// For words that do not begin with a letter.
    Symbols,
    /// The stroke count of the first Han character.
    Strokes(u32),
    /// The first letter of the word or its pinyin, or the row of its first kana.
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

/// What a word is sorted by; made by [`Alphabet::key`] and compared by [`Alphabet::compare`].
#[derive(Debug)]
pub struct SortKey {
    units: Vec<Unit>,
    /// The word itself, or its sort form, which decides between words with the same reading.
    text: String,
}

/// A part of a word that is compared as a whole.
#[derive(Debug)]
enum Unit {
    /// A Han character that is sorted by its reading.
    Sound(Syllable, char),
    /// Other text, up to the next such character.
    Text(String),
}

/// How a language sorts words and groups them under headings.
pub struct Alphabet {
    words: CollatorBorrowed<'static>,
    /// Compares base letters only: `e`, `É` and `é` are equal.
    letters: CollatorBorrowed<'static>,
    /// Whether Han characters are sorted by pinyin, as in `zh`, rather than by strokes, as in `zh-Hant`.
    sorts_by_sound: bool,
}

impl Alphabet {
    pub(super) fn new(lang: &Lang) -> Self {
        let words = collator(lang, CollatorOptions::default());
        let first_of_a = String::from_iter([MARK, 'A']);
        Self {
            sorts_by_sound: lang.primary() == "zh"
                && words.compare(&first_of_a, "一") == Ordering::Less,
            words,
            letters: collator(lang, {
                let mut options = CollatorOptions::default();
                options.strength = Some(Strength::Primary);
                options
            }),
        }
    }

    /// Whether Han characters are sorted by pinyin rather than by strokes.
    pub fn sorts_by_sound(&self) -> bool {
        self.sorts_by_sound
    }

    /// The sort key of a word: its spelling and, in Chinese sorted by pinyin, its reading. `sort` is the author's sort
    /// form, or pinyin, if given.
    pub fn key(&self, word: &str, sort: Option<&str>) -> SortKey {
        let own = |text: &str| SortKey {
            units: vec![Unit::Text(text.to_owned())],
            text: text.to_owned(),
        };
        if !self.sorts_by_sound || !word.contains(is_han) {
            return own(sort.unwrap_or(word));
        }
        let read = match sort {
            Some(sort) => reading::spelled(word, sort),
            None => Some(reading::read(word)),
        };
        read.map_or_else(
            || own(sort.unwrap_or(word)),
            |read| SortKey {
                units: units(&read),
                text: word.to_owned(),
            },
        )
    }

    /// The order of two words. Chinese sorted by pinyin is compared character by character: by syllable, then by tone,
    /// then in CLDR's order, which is by strokes.
    pub fn compare(&self, one: &SortKey, other: &SortKey) -> Ordering {
        let pairs = one.units.iter().zip(&other.units);
        let first = pairs
            .map(|(one, other)| self.compare_units(one, other))
            .find(|order| order.is_ne());
        first
            .unwrap_or_else(|| one.units.len().cmp(&other.units.len()))
            .then_with(|| self.words.compare(&one.text, &other.text))
    }

    fn compare_units(&self, one: &Unit, other: &Unit) -> Ordering {
        let mut buffers = ([0; 4], [0; 4]);
        match (one, other) {
            (Unit::Sound(one, of_one), Unit::Sound(other, of_other)) => {
                one.cmp(other).then_with(|| {
                    let (one, other) = (
                        of_one.encode_utf8(&mut buffers.0),
                        of_other.encode_utf8(&mut buffers.1),
                    );
                    self.words.compare(one, other)
                })
            }
            (Unit::Sound(_, one), Unit::Text(other)) => {
                self.words.compare(one.encode_utf8(&mut buffers.0), other)
            }
            (Unit::Text(one), Unit::Sound(_, other)) => {
                self.words.compare(one, other.encode_utf8(&mut buffers.1))
            }
            (Unit::Text(one), Unit::Text(other)) => self.words.compare(one, other),
        }
    }

    /// The order of two headings.
    pub fn compare_headings(&self, one: &Heading, other: &Heading) -> Ordering {
        let ranks = one.rank().cmp(&other.rank());
        ranks.then_with(|| self.words.compare(&one.text(), &other.text()))
    }

    /// The heading under which an index lists a word.
    pub fn heading(&self, key: &SortKey) -> Heading {
        match key.units.first() {
            Some(Unit::Sound(syllable, _)) => {
                let first = syllable.letters.chars().take(1);
                Heading::Letter(first.flat_map(char::to_uppercase).collect())
            }
            Some(Unit::Text(text)) => self.of_text(text),
            None => Heading::Symbols,
        }
    }

    fn of_text(&self, text: &str) -> Heading {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(first) = text.chars().next() else {
            return Heading::Symbols;
        };
        match first {
            _ if !first.is_alphabetic() => Heading::Symbols,
            _ if is_han(first) => self.of_han(text),
            _ if is_wide(first) => self.of_kana(first),
            _ => self.of_letter(first),
        }
    }

    fn of_han(&self, word: &str) -> Heading {
        let is_reached = |mark: &char| {
            let mark = String::from_iter([MARK, *mark]);
            self.words.compare(&mark, word) != Ordering::Greater
        };
        // In a collation without these entries they sort after all words, so none is reached.
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

/// Divides a text into Han characters with a reading and the text between them, which loses leading and trailing
/// punctuation, as in dictionaries.
fn units(read: &[Read]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut text = String::new();
    let close = |text: &mut String, units: &mut Vec<Unit>| {
        let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
        if !trimmed.is_empty() {
            units.push(Unit::Text(trimmed.to_owned()));
        }
        text.clear();
    };
    for one in read {
        if let Some(syllable) = &one.syllable {
            close(&mut text, &mut units);
            units.push(Unit::Sound(syllable.clone(), one.character));
        } else {
            text.push(one.character);
        }
    }
    close(&mut text, &mut units);
    units
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
        let headings = words.iter().map(|word| {
            let key = alphabet.key(word, None);
            alphabet.heading(&key).text()
        });
        headings.collect()
    }

    #[test]
    fn chinese_is_grouped_by_pinyin_or_by_strokes() {
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

    /// In the order of a dictionary: by syllable, tone, strokes.
    #[test]
    fn chinese_is_sorted_by_the_reading_of_the_word() {
        let sorted = [
            "参差",
            "单于",
            "长城",
            "重复",
            "重庆",
            "阿房宫",
            "行列",
            "会计",
            "快乐",
            "绿色",
            "乱码",
            "行为",
            "音乐",
            "银行",
            "曾国藩",
            "重量",
            "自传",
        ];
        let alphabet = Lang::parse("zh").unwrap().alphabet();
        let mut words = sorted;
        words.sort_by(|one, other| {
            alphabet.compare(&alphabet.key(one, None), &alphabet.key(other, None))
        });
        let letters = words.map(|word| alphabet.heading(&alphabet.key(word, None)).text());
        assert_eq!(letters.concat(), "CCCCCEHKKLLXYYZZZ", "{words:?}");
        assert_eq!(words, sorted);
        let orphan = alphabet.key("孤行", Some("gū háng"));
        assert!(
            alphabet
                .compare(&orphan, &alphabet.key("孤行", None))
                .is_lt()
        );
        assert_eq!(
            alphabet.heading(&alphabet.key("《重庆》", None)).text(),
            "C"
        );
    }

    #[test]
    fn a_sort_form_decides_the_heading() {
        let filed = |tag: &str, word: &str, sort: &str| {
            let alphabet = Lang::parse(tag).unwrap().alphabet();
            alphabet.heading(&alphabet.key(word, Some(sort))).text()
        };
        assert_eq!(filed("ja", "漢字", "かんじ"), "か");
        assert_eq!(filed("en", "The Hague", "Hague, The"), "H");
        assert_eq!(filed("zh", "乐高", "lègāo"), "L");
    }
}
