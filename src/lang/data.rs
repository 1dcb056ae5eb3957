//! The language files in `data/languages/`: names, labels and typographic conventions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_locale::LanguageIdentifier;
use icu_locale::subtags::Script;
use serde::Deserialize;

use super::labels::Labels;
use super::script::likely_script;

/// The text of each language file with the language tag in its name.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language as its file describes it.
#[derive(Debug)]
pub struct Language {
    pub id: LanguageIdentifier,
    script: Option<Script>,
    /// Its name in the language itself.
    pub name: &'static str,
    /// The codes of further languages that the file applies to.
    also: Vec<String>,
    pub typography: Typography,
    /// Articles that are ignored when titles are sorted, each with the space after it.
    pub articles: Vec<String>,
    pub labels: Labels<'static>,
}

/// Typographic conventions of a language beyond those of its script.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Typography {
    /// The first-line indent in em, if every paragraph is indented.
    pub indent: Option<u8>,
    /// The first-line indent in narrow columns, in em.
    pub narrow_indent: Option<u8>,
    /// Whether words that begin with a capital may be hyphenated.
    pub hyphenate_capitalized: bool,
}

impl Default for Typography {
    fn default() -> Self {
        Self {
            indent: None,
            narrow_indent: None,
            hyphenate_capitalized: true,
        }
    }
}

/// A language file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    typography: Typography,
    #[serde(default)]
    sorting: Sorting,
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Sorting {
    articles: Vec<String>,
}

/// Every language with a file.
pub static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(tag, text)| language(tag, text))
        .collect()
});

fn language(tag: &str, text: &str) -> Language {
    let file: File = toml::from_str(text).expect("tests read every language file");
    let id = LanguageIdentifier::try_from_str(tag).expect("a file is named by a language tag");
    // Leaked because they are read once and used until the program ends.
    let labels: Vec<(&'static str, &'static str)> = file
        .labels
        .into_iter()
        .map(|(key, label)| (&*key.leak(), &*label.leak()))
        .collect();
    let language: &'static LanguageIdentifier = Box::leak(Box::new(id.clone()));
    let mut all = Labels::default();
    all.apply(labels.iter().copied(), language);
    Language {
        script: likely_script(&id),
        id,
        name: file.name.leak(),
        also: file.also,
        typography: file.typography,
        articles: file.sorting.articles,
        labels: all,
    }
}

/// The file for a language in a script, if there is one.
pub fn find(language: &str, script: Option<Script>) -> Option<&'static Language> {
    LANGUAGES.iter().find(|known| {
        let is_same = known.id.language.as_str() == language;
        known.script == script && (is_same || known.also.iter().any(|also| also == language))
    })
}

/// The English file, whose labels are used for any that a language lacks.
pub fn english() -> &'static Language {
    static ENGLISH: LazyLock<&'static Language> = LazyLock::new(|| {
        let english = LANGUAGES.iter().find(|known| known.name == "English");
        english.expect("English has a file")
    });
    &ENGLISH
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use icu_plurals::PluralRules;
    use icu_properties::CodePointMapData;
    use icu_properties::props;

    use super::super::Lang;
    use super::super::labels::{KEYS, is_optional, plural_form};
    use super::*;

    fn files() -> impl Iterator<Item = (&'static str, File)> {
        let files = FILES.iter();
        files.map(|(tag, text)| {
            let file = toml::from_str(text).unwrap_or_else(|error| panic!("{tag}: {error}"));
            (*tag, file)
        })
    }

    #[test]
    fn every_language_has_every_label() {
        for (tag, file) in files() {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!(lang.data.unwrap().id.to_string(), tag);
            for key in file.labels.keys() {
                assert!(KEYS.contains(&key.as_str()), "{tag}: unknown label `{key}`");
            }
            let has_months = file.labels["day"].contains("{month}");
            for key in KEYS.iter().filter(|key| !is_optional(key)) {
                let label = file.labels.get(*key);
                let label = label.unwrap_or_else(|| panic!("{tag} has no `{key}`"));
                let may_be_empty = *key == "months" && !has_months;
                assert!(may_be_empty || !label.trim().is_empty(), "{tag}: `{key}`");
            }
            if has_months {
                let months = file.labels["months"].split_whitespace();
                assert_eq!(months.count(), 12, "{tag}");
            }
        }
    }

    /// Exactly the plural forms that whole numbers take in the language are given.
    #[test]
    fn every_language_has_its_plural_forms() {
        for (tag, file) in files() {
            let id = LanguageIdentifier::try_from_str(tag).unwrap();
            let rules = PluralRules::try_new_cardinal((&id).into()).unwrap();
            let mut wanted: Vec<_> = (0_u32..201).map(|n| rules.category_for(n)).collect();
            wanted.push(icu_plurals::PluralCategory::Other);
            for counted in ["points", "points-in-all", "minutes"] {
                for key in KEYS {
                    let Some((category, other)) = plural_form(key) else {
                        continue;
                    };
                    let is_wanted = wanted.contains(&category);
                    if other == counted {
                        assert_eq!(file.labels.contains_key(*key), is_wanted, "{tag}: `{key}`");
                    }
                }
            }
        }
    }

    #[test]
    fn labels_have_places_for_their_numbers() {
        for (tag, file) in files() {
            let lang = Lang::parse(tag).unwrap();
            for (key, label) in &file.labels {
                if lang.needs_number(key) {
                    assert!(label.contains("{}"), "{tag}: `{key}` needs `{{}}`");
                } else if plural_form(key).is_none() {
                    assert!(!label.contains("{}"), "{tag}: `{key}` has no number");
                }
            }
        }
    }

    /// Labels that are spelt as in English, by language and key.
    const SAME: [(&str, &str); 9] = [
        ("de", "name"),
        ("fr", "colophon"),
        ("fr", "date"),
        ("fr", "figure"),
        ("fr", "index"),
        ("fr", "notes"),
        ("fr", "point"),
        ("fr", "points"),
        ("fr", "question"),
    ];

    #[test]
    fn no_label_is_left_in_english() {
        let english = &english().labels;
        for (tag, file) in files().filter(|(tag, _)| *tag != "en") {
            let main = Lang::parse(tag).unwrap().main_script();
            for (key, label) in &file.labels {
                let words = ["TeX", "CIP", "{month}", "{y}", "{m}", "{d}"]
                    .iter()
                    .fold(label.clone(), |label, word| label.replace(word, ""));
                let is_left = if main == props::Script::Latin {
                    words.contains(char::is_alphabetic)
                        && *label == english.get(key)
                        && !SAME.contains(&(tag, key))
                } else {
                    let scripts = CodePointMapData::<props::Script>::new();
                    words
                        .chars()
                        .any(|c| scripts.get(c) == props::Script::Latin)
                };
                assert!(!is_left, "{tag}: `{key}` is `{label}`");
            }
        }
    }

    #[test]
    fn the_promised_languages_have_files() {
        let tags: BTreeSet<&str> = FILES.iter().map(|(tag, _)| *tag).collect();
        let wanted = [
            "ar", "de", "en", "es", "fa", "fr", "he", "it", "ja", "ko", "pt", "ru", "uk", "vi",
            "zh", "zh-Hant",
        ];
        assert!(tags.is_superset(&wanted.into()), "{tags:?}");
    }
}
