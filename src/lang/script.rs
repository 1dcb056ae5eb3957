//! The scripts of languages, and typographic conventions of each script.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_locale::subtags;
use icu_locale::{LanguageIdentifier, LocaleDirectionality, LocaleExpander};
use icu_properties::PropertyParser;
use icu_properties::props::Script;
use serde::Deserialize;

use super::Lang;

/// How a script marks emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Emphasis {
    /// Italic letters.
    Italic,
    /// Bold letters, for a script without italics.
    Bold,
    /// A dot below each character (着重号).
    DotsBelow,
    /// A dot above each character (圏点, 방점).
    DotsAbove,
}

/// The conventions of a script: a table of `data/scripts.toml`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    emphasis: Emphasis,
    tracking: bool,
}

static SETTINGS: LazyLock<BTreeMap<String, Setting>> = LazyLock::new(|| {
    toml::from_str(include_str!("data/scripts.toml")).expect("tests read the file of scripts")
});

/// The script that a tag names, else the likely one for its language and region by CLDR.
pub(super) fn likely_script(id: &LanguageIdentifier) -> Option<subtags::Script> {
    let mut id = id.clone();
    LocaleExpander::new_extended().maximize(&mut id);
    id.script
}

/// Whether a language is written from right to left, by the script that its tag names or CLDR's likely one.
pub(super) fn is_rtl(id: &LanguageIdentifier) -> bool {
    LocaleDirectionality::new_extended().is_right_to_left(id)
}

/// The Unicode script for an ISO 15924 code, which may stand for several scripts: Japanese counts as Hiragana. Latin if
/// the code is unknown.
pub(super) fn main_script(code: Option<subtags::Script>) -> Script {
    let Some(code) = code else {
        return Script::Latin;
    };
    // Codes of ISO 15924 for several scripts, or for a variant of one, which Unicode does not have.
    match code.as_str() {
        "Hans" | "Hant" | "Hanb" => Script::Han,
        "Jpan" | "Hrkt" => Script::Hiragana,
        "Kore" | "Jamo" => Script::Hangul,
        "Aran" => Script::Arabic,
        "Latf" | "Latg" => Script::Latin,
        "Cyrs" => Script::Cyrillic,
        "Syre" | "Syrj" | "Syrn" => Script::Syriac,
        code => PropertyParser::<Script>::new()
            .get_strict(code)
            .unwrap_or(Script::Latin),
    }
}

impl Lang {
    /// How its texts mark emphasis.
    pub fn emphasis(&self) -> Emphasis {
        self.setting().emphasis
    }

    /// Whether its letters are separate, neither joined as in Arabic nor hung from a headline as in Devanagari, so that
    /// justification may adjust the space between them.
    pub fn has_separate_letters(&self) -> bool {
        self.setting().tracking
    }

    fn setting(&self) -> Setting {
        let code = self.script_code().unwrap_or("Latn");
        SETTINGS.get(code).copied().unwrap_or(Setting {
            emphasis: Emphasis::Bold,
            tracking: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_may_name_another_script_than_the_usual_one() {
        for (tag, emphasis, is_rtl) in [
            ("zh", Emphasis::DotsBelow, false),
            ("zh-Latn", Emphasis::Italic, false),
            ("yue", Emphasis::DotsBelow, false),
            ("ko", Emphasis::DotsAbove, false),
            ("sr-Latn-RS", Emphasis::Italic, false),
            ("az", Emphasis::Italic, false),
            ("az-Arab", Emphasis::Bold, true),
            ("ur", Emphasis::Bold, true),
            ("th", Emphasis::Bold, false),
        ] {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!(
                (lang.emphasis(), lang.is_rtl()),
                (emphasis, is_rtl),
                "{tag}"
            );
        }
    }

    #[test]
    fn the_direction_is_that_of_the_likely_script() {
        for tag in [
            "ar", "fa", "he", "yi", "dv", "syr", "ckb", "ug", "ps", "az-Arab", "pa-PK", "ks",
            "uz-AF", "sd", "ff-Adlm", "ku-Arab", "az-IR",
        ] {
            assert!(Lang::parse(tag).unwrap().is_rtl(), "{tag}");
        }
        for tag in [
            "sd-IN", "ks-Deva", "pa", "uz", "ku", "az", "en", "zh", "ar-Latn",
        ] {
            assert!(!Lang::parse(tag).unwrap().is_rtl(), "{tag}");
        }
    }

    #[test]
    fn joined_letters_and_letters_on_a_headline_are_not_tracked() {
        for (tag, is_separate) in [
            ("en", true),
            ("ru", true),
            ("ka", true),
            ("am", true),
            ("hi", false),
            ("th", false),
            ("ar", false),
            ("zh", false),
            ("ko", false),
        ] {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!(lang.has_separate_letters(), is_separate, "{tag}");
        }
    }
}
