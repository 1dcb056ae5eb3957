//! Languages, pairs, and the words that the tool itself prints.

mod alphabet;
pub mod codes;
pub mod filing;
pub mod foreign;
mod labels;
pub mod own;
mod reading;
mod rtl;
mod script;
mod sheets;

use std::fmt;
use std::sync::{Arc, LazyLock};

use icu_properties::CodePointMapData;
use icu_properties::props::{LineBreak, Script};

pub use alphabet::{Alphabet, Heading, SortKey};
pub use labels::{AccessWords, Counted, Labels, fill};
pub use own::OwnWords;
pub use script::Emphasis;
pub use sheets::SheetLabels;

/// A language of a book: a BCP 47 tag as the author wrote it, with the words that the book gives in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang {
    tag: String,
    words: Option<Arc<OwnWords>>,
}

static ENGLISH: LazyLock<Lang> = LazyLock::new(|| Lang {
    tag: "en".to_owned(),
    words: None,
});

impl Lang {
    /// Takes a tag made of a two- or three-letter language and optional subtags of letters and
    /// digits (RFC 5646 §2.1, without private use), or nothing.
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let is_language =
            matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_subtag = |part: &str| {
            matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        (is_language && parts.all(is_subtag)).then(|| Self {
            tag: tag.to_owned(),
            words: None,
        })
    }

    /// English, in which the tool speaks where a language lacks words.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// The same language with words of the book's own.
    #[must_use]
    pub fn with_words(self, words: OwnWords) -> Self {
        Self {
            words: Some(Arc::new(words)),
            ..self
        }
    }

    /// The whole tag, `zh-Hant-TW`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// How words of the language are sorted and parted.
    pub fn alphabet(&self) -> Alphabet {
        Alphabet::new(self)
    }

    /// The language alone, `zh`.
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// The region for the typesetter: the tag's own, or the one that its script implies
    /// (`zh-Hant` is set as in Taiwan, `zh` as on the mainland).
    pub fn region(&self) -> Option<String> {
        let own = self
            .tag
            .split('-')
            .skip(1)
            .find(|part| part.len() == 2)
            .map(str::to_ascii_lowercase);
        own.or_else(|| match self.primary() {
            "zh" if self.tag.contains("Hant") => Some("tw".to_owned()),
            "zh" => Some("cn".to_owned()),
            _ => None,
        })
    }

    /// Whether its Han characters have other shapes than those of the mainland of China.
    pub fn is_of_other_region(&self) -> bool {
        matches!(self.primary(), "ja" | "ko") || (self.primary() == "zh" && self.is_traditional())
    }

    /// Its code in ISO 639-2/B, as libraries and bookshops name languages: `chi`, `eng`; a code of three
    /// letters is kept.
    pub fn iso_639_2(&self) -> &str {
        const CODES: [(&str, &str); 44] = [
            ("ar", "ara"),
            ("bg", "bul"),
            ("bn", "ben"),
            ("bo", "tib"),
            ("ca", "cat"),
            ("cs", "cze"),
            ("cy", "wel"),
            ("da", "dan"),
            ("de", "ger"),
            ("el", "gre"),
            ("en", "eng"),
            ("es", "spa"),
            ("et", "est"),
            ("eu", "baq"),
            ("fa", "per"),
            ("fi", "fin"),
            ("fr", "fre"),
            ("ga", "gle"),
            ("he", "heb"),
            ("hi", "hin"),
            ("hr", "hrv"),
            ("hu", "hun"),
            ("id", "ind"),
            ("is", "ice"),
            ("it", "ita"),
            ("ja", "jpn"),
            ("ko", "kor"),
            ("la", "lat"),
            ("lt", "lit"),
            ("lv", "lav"),
            ("mn", "mon"),
            ("ms", "may"),
            ("nl", "dut"),
            ("no", "nor"),
            ("pl", "pol"),
            ("pt", "por"),
            ("ro", "rum"),
            ("ru", "rus"),
            ("sv", "swe"),
            ("th", "tha"),
            ("tr", "tur"),
            ("uk", "ukr"),
            ("vi", "vie"),
            ("zh", "chi"),
        ];
        let primary = self.primary();
        match CODES.iter().find(|(tag, _)| *tag == primary) {
            Some((_, code)) => code,
            None if primary.len() == 3 => primary,
            None => "und",
        }
    }

    /// Its script (ISO 15924) where the language has more than one in print.
    pub fn script(&self) -> Option<&'static str> {
        match self.primary() {
            "zh" if self.is_traditional() => Some("Hant"),
            "zh" => Some("Hans"),
            _ => None,
        }
    }

    /// Whether its texts are written in Han characters or kana without spaces between words.
    pub fn is_cjk(&self) -> bool {
        matches!(self.main_script(), Script::Han | Script::Hiragana)
    }

    /// Whether its letters neither join nor share a line at their heads, so that they may stand a little closer
    /// or further apart.
    pub fn has_separate_letters(&self) -> bool {
        const OTHERS: [&str; 24] = [
            "as", "bn", "bo", "dz", "gu", "hi", "kn", "ko", "km", "lo", "ml", "mnc", "mr", "my",
            "ne", "or", "pa", "sa", "si", "ta", "te", "th", "syr", "nqo",
        ];
        !self.is_cjk() && !self.is_rtl() && !OTHERS.contains(&self.primary())
    }

    /// The words that the tool prints in this language: the book's, else its own; English where there are neither.
    pub fn labels(&self) -> Labels<'_> {
        let mut labels = *self.built_in().unwrap_or(&labels::EN);
        if let Some(words) = &self.words {
            words.speak(&mut labels);
        }
        labels
    }

    /// Whether some words that are said in this language are English, for want of its own.
    pub fn borrows<T: AsRef<str>>(&self, say: impl FnOnce(&Labels<'_>) -> T) -> bool {
        if self.built_in().is_some() {
            return false;
        }
        let mut labels = own::blank();
        if let Some(words) = &self.words {
            words.speak(&mut labels);
        }
        own::is_blank(say(&labels).as_ref())
    }

    /// The keys of words that neither the tool nor the book has in this language.
    pub fn lacking(&self) -> Vec<&'static str> {
        match (self.built_in(), &self.words) {
            (Some(_), _) => Vec::new(),
            (None, Some(words)) => words.lacking(),
            (None, None) => OwnWords::default().lacking(),
        }
    }

    fn built_in(&self) -> Option<&'static Labels<'static>> {
        Some(match self.primary() {
            "zh" if self.is_traditional() => &labels::ZH_HANT,
            "zh" => &labels::ZH,
            "ja" => &labels::JA,
            "ko" => &labels::KO,
            "fa" => &rtl::FA,
            "he" => &rtl::HE,
            "ar" => &rtl::AR,
            "en" => &labels::EN,
            _ => return None,
        })
    }

    /// Whether Chinese is written in traditional characters, as the tag says or its region suggests.
    fn is_traditional(&self) -> bool {
        let mut subtags = self.tag.split('-').skip(1);
        subtags.any(|subtag| {
            ["Hant", "TW", "HK", "MO"]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(subtag))
        })
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

/// One of a book's two languages, in the order of `languages:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The primary language.
    A,
    /// The other.
    B,
}

/// Something in both languages. Never "left" and "right": that is layout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair<T> {
    pub a: T,
    pub b: T,
}

impl<T> Pair<T> {
    /// The one of `side`.
    pub fn get(&self, side: Side) -> &T {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// The same pair made of other things.
    pub fn map<U>(&self, mut make: impl FnMut(&T) -> U) -> Pair<U> {
        Pair {
            a: make(&self.a),
            b: make(&self.b),
        }
    }

    /// Both, primary first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.a, &self.b].into_iter()
    }
}

/// Whether `c` is a Han character, kana, Bopomofo or one of their full-width marks: a line break
/// beside it is no space (CSS Text 4 §4.1.3, "segment break transformation").
pub fn is_wide(c: char) -> bool {
    matches!(
        CodePointMapData::<Script>::new().get(c),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo
    ) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Whether `c` is of a script that leaves no white between words, such as Thai (UAX #14, class SA).
pub fn is_unspaced(c: char) -> bool {
    CodePointMapData::<LineBreak>::new().get(c) == LineBreak::ComplexContext
}

/// Marks that Chinese shares with Latin by code point, though not by width.
pub fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Whether `c` is a Han character.
pub fn is_han(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Han && !matches!(c, '\u{3000}'..='\u{3004}')
}

/// Whether `c` is a Hangul syllable or letter.
pub fn is_hangul(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Hangul
}
