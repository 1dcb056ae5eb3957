//! Languages and what is known of them: scripts, sorting, typography and labels. [`Pair`] holds one value for each of a
//! book's two languages.

mod alphabet;
pub mod bopomofo;
pub mod codes;
mod data;
pub mod filing;
pub mod foreign;
mod labels;
mod overrides;
mod reading;
pub mod running;
mod script;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use icu_locale::LanguageIdentifier;
use icu_locale::subtags;
use icu_properties::CodePointMapData;
use icu_properties::props::{LineBreak, Script};

pub use alphabet::{Alphabet, Heading, SortKey};
pub use data::Typography;
pub use labels::{
    AccessLabels, Counted, KEYS as LABEL_KEYS, Labels, SheetLabels, around, fill, further_plural,
};
pub use overrides::LabelOverrides;
pub use reading::Syllable;
pub use script::Emphasis;

/// A language of a book: its BCP 47 tag as the author wrote it, the program's data on it, and the book's own labels in
/// it.
#[derive(Debug, Clone)]
pub struct Lang {
    tag: String,
    id: LanguageIdentifier,
    /// The script that the tag names, else the likely one by CLDR.
    script: Option<subtags::Script>,
    main_script: Script,
    is_rtl: bool,
    data: Option<&'static data::Language>,
    overrides: Option<Arc<LabelOverrides>>,
}

static ENGLISH: LazyLock<Lang> =
    LazyLock::new(|| Lang::parse("en").expect("the tag of English is a tag"));

impl Lang {
    /// Parses a BCP 47 tag: a language code of two or three lower-case letters, then optionally script, region and
    /// variants. `None` for anything else.
    pub fn parse(tag: &str) -> Option<Self> {
        let id = LanguageIdentifier::try_from_str(tag).ok()?;
        let primary = tag.split('-').next()?;
        let is_language =
            matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_language {
            return None;
        }
        let script = script::likely_script(&id);
        Some(Self {
            tag: tag.to_owned(),
            script,
            main_script: script::main_script(script),
            is_rtl: script::is_rtl(&id),
            data: data::find(primary, script),
            id,
            overrides: None,
        })
    }

    /// English, whose labels are used for any that a language lacks.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// The same language with the book's own labels.
    #[must_use]
    pub fn with_labels(self, overrides: LabelOverrides) -> Self {
        Self {
            overrides: Some(Arc::new(overrides)),
            ..self
        }
    }

    /// The whole tag, `zh-Hant-TW`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// How the language sorts words and groups them under headings.
    pub fn alphabet(&self) -> Alphabet {
        Alphabet::new(self)
    }

    /// The language alone, `zh`.
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// The region in lower case, as Typst expects it: the tag's own, or for Chinese the one that the script implies
    /// (`zh-Hant` is set as in Taiwan, `zh` as in mainland China).
    pub fn region(&self) -> Option<String> {
        let own = self.id.region.filter(subtags::Region::is_alphabetic);
        let own = own.map(|region| region.as_str().to_ascii_lowercase());
        own.or_else(|| match (self.primary(), self.script_code()) {
            ("zh", Some("Hant")) => Some("tw".to_owned()),
            ("zh", _) => Some("cn".to_owned()),
            _ => None,
        })
    }

    /// Whether its Han characters have regional shapes other than those of mainland China.
    pub fn is_of_other_region(&self) -> bool {
        matches!(
            self.script_code(),
            Some("Hant" | "Hanb" | "Jpan" | "Kore" | "Hang")
        )
    }

    /// Its ISO 639-2/B code, which libraries and bookshops use: `chi`, `eng`. A three-letter code is kept as it is.
    pub fn iso_639_2(&self) -> &str {
        let primary = self.primary();
        codes::bibliographic(primary).unwrap_or(primary)
    }

    /// Its script (ISO 15924) where metadata should state it: if the tag names it, and always for Chinese.
    pub fn named_script(&self) -> Option<&str> {
        let is_told = self.id.script.is_some() || self.main_script == Script::Han;
        self.script_code().filter(|_| is_told)
    }

    /// The ISO 15924 code of its script, such as `Hans`, if known.
    fn script_code(&self) -> Option<&str> {
        self.script.as_ref().map(subtags::Script::as_str)
    }

    /// The script of most of its characters. Japanese counts as Hiragana, and a language without a known script as
    /// Latin.
    pub fn main_script(&self) -> Script {
        self.main_script
    }

    /// Whether its texts run from right to left.
    pub fn is_rtl(&self) -> bool {
        self.is_rtl
    }

    /// The direction of its texts, as HTML and Typst name it.
    pub fn direction(&self) -> &'static str {
        if self.is_rtl { "rtl" } else { "ltr" }
    }

    /// Whether it is written without spaces in Han characters or kana, as Chinese and Japanese are.
    pub fn is_cjk(&self) -> bool {
        matches!(self.main_script, Script::Han | Script::Hiragana)
    }

    /// Its typographic conventions beyond those of its script.
    pub fn typography(&self) -> Typography {
        self.data.map(|data| data.typography).unwrap_or_default()
    }

    /// Articles that are ignored when titles are sorted, each with the space after it.
    pub fn articles(&self) -> &[String] {
        self.data.map_or(&[], |data| &data.articles)
    }

    /// The labels in this language: the book's own, else those of the language file, else the English ones.
    pub fn labels(&self) -> Labels<'_> {
        let mut labels = self.data.unwrap_or_else(|| data::english()).labels;
        if let Some(overrides) = &self.overrides {
            labels.apply(overrides.iter(), &self.id);
        }
        labels
    }

    /// Whether a text made from labels is at least partly English, because the language lacks one of them.
    pub fn falls_back<T: AsRef<str>>(&self, text: impl FnOnce(&Labels<'_>) -> T) -> bool {
        if self.data.is_some() {
            return false;
        }
        let mut labels: Labels<'_> = data::english().labels;
        labels.apply(overrides::blanks(), &self.id);
        if let Some(overrides) = &self.overrides {
            labels.apply(overrides.iter(), &self.id);
        }
        overrides::has_blank(text(&labels).as_ref())
    }

    /// The keys of labels that neither the program nor the book provides in this language.
    pub fn missing_labels(&self) -> Vec<&'static str> {
        match (self.data, &self.overrides) {
            (Some(_), _) => Vec::new(),
            (None, Some(overrides)) => overrides.missing(),
            (None, None) => LabelOverrides::default().missing(),
        }
    }

    /// Whether a label in this language must contain `{}`: if the English one does, unless it is a plural form for a
    /// single number, which may be written in words.
    pub fn needs_number(&self, key: &str) -> bool {
        Self::english_label(key).contains("{}") && labels::shows_number(key, &self.id)
    }

    /// The English label of a key. For a plural form that English lacks, its form `other`.
    pub fn english_label(key: &str) -> &'static str {
        let labels = &data::english().labels;
        match (labels.get(key), labels::plural_form(key)) {
            ("", Some((_, other))) => labels.get(other),
            ("", None) if key == "first-day" => labels.day,
            (label, _) => label,
        }
    }
}

impl PartialEq for Lang {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Lang {}

impl PartialOrd for Lang {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares tag and labels, which determine everything else.
impl Ord for Lang {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.tag, &self.overrides).cmp(&(&other.tag, &other.overrides))
    }
}

impl Hash for Lang {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.tag, &self.overrides).hash(state);
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
    /// The secondary language.
    B,
}

impl Side {
    /// That of the other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// A value for each language of a book. Not "left" and "right", which are a matter of layout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair<T> {
    pub a: T,
    pub b: T,
}

impl Pair<Lang> {
    /// The side of the language with this tag.
    pub fn side_of(&self, tag: &str) -> Option<Side> {
        match tag {
            _ if tag == self.a.tag() => Some(Side::A),
            _ if tag == self.b.tag() => Some(Side::B),
            _ => None,
        }
    }
}

impl<T> Pair<T> {
    /// The value for `side`.
    pub fn get(&self, side: Side) -> &T {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// Applies `make` to both values.
    pub fn map<U>(&self, mut make: impl FnMut(&T) -> U) -> Pair<U> {
        Pair {
            a: make(&self.a),
            b: make(&self.b),
        }
    }

    /// Both values, that of the primary language first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.a, &self.b].into_iter()
    }
}

/// Whether `c` is a Han character, kana, Bopomofo or full-width punctuation: a line break in the source beside it does
/// not become a space (CSS Text 4, § 4.1.3, "segment break transformation").
pub fn is_wide(c: char) -> bool {
    matches!(
        CodePointMapData::<Script>::new().get(c),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo
    ) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Whether `c` is a letter or digit that forms words with its neighbours, rather than standing by itself as Han does.
pub fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_wide(c)
}

/// Whether `c` is of a script without spaces between words that needs a dictionary to break lines, such as Thai
/// (UAX #14, class SA).
pub fn is_unspaced(c: char) -> bool {
    CodePointMapData::<LineBreak>::new().get(c) == LineBreak::ComplexContext
}

/// Whether `c` is punctuation that has one code point for Chinese and Latin, but a different width in each.
pub fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Whether two lines that end and begin with these characters become one without a space between them.
pub fn is_joined_without_space(before: char, after: char) -> bool {
    let is_full = |c: char| is_wide(c) || is_shared_mark(c);
    is_full(before) && is_full(after) && (is_wide(before) || is_wide(after))
}

/// Whether `c` is an opening bracket or quotation mark, after which no line may break.
pub fn opens(c: char) -> bool {
    "“‘（《〈「『【〔([{".contains(c)
}

/// Whether `c` is a Han character.
pub fn is_han(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Han && !matches!(c, '\u{3000}'..='\u{3004}')
}

/// Whether `c` is a Hangul syllable or letter.
pub fn is_hangul(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Hangul
}
