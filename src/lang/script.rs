//! The scripts that languages are written in, and how each stresses words.

use icu_properties::props::Script;

use super::Lang;

/// How a script stresses words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// Italic letters.
    Italic,
    /// Bold letters, where a script has no italics.
    Bold,
    /// A dot below each character (着重号).
    DotsBelow,
    /// A dot above each character (圏点, 방점).
    DotsAbove,
}

impl Lang {
    /// The main script: the one that the tag names, else the language's usual one. Japanese counts as
    /// Hiragana, and what is not listed here as Latin.
    pub fn main_script(&self) -> Script {
        let mut subtags = self.tag().split('-').skip(1);
        let named = subtags.find_map(|subtag| match subtag.to_ascii_lowercase().as_str() {
            "latn" => Some(Script::Latin),
            "cyrl" => Some(Script::Cyrillic),
            "arab" => Some(Script::Arabic),
            "hebr" => Some(Script::Hebrew),
            "deva" => Some(Script::Devanagari),
            "guru" => Some(Script::Gurmukhi),
            "grek" => Some(Script::Greek),
            "mong" => Some(Script::Mongolian),
            "hans" | "hant" | "hani" => Some(Script::Han),
            _ => None,
        });
        named.unwrap_or(match self.primary() {
            "zh" | "yue" | "lzh" | "wuu" | "nan" => Script::Han,
            "ja" => Script::Hiragana,
            "ko" => Script::Hangul,
            "ar" | "fa" | "ur" | "ps" | "sd" | "ug" | "ckb" | "arz" | "ary" => Script::Arabic,
            "he" | "yi" => Script::Hebrew,
            "dv" => Script::Thaana,
            "syr" => Script::Syriac,
            "th" => Script::Thai,
            "lo" => Script::Lao,
            "km" => Script::Khmer,
            "my" => Script::Myanmar,
            "bo" | "dz" => Script::Tibetan,
            "hi" | "mr" | "ne" | "sa" => Script::Devanagari,
            "bn" | "as" => Script::Bengali,
            "pa" => Script::Gurmukhi,
            "gu" => Script::Gujarati,
            "or" => Script::Oriya,
            "ta" => Script::Tamil,
            "te" => Script::Telugu,
            "kn" => Script::Kannada,
            "ml" => Script::Malayalam,
            "si" => Script::Sinhala,
            "am" | "ti" => Script::Ethiopic,
            "ka" => Script::Georgian,
            "hy" => Script::Armenian,
            "el" => Script::Greek,
            "ru" | "uk" | "be" | "bg" | "sr" | "mk" | "kk" | "ky" | "mn" | "tg" | "tt" => {
                Script::Cyrillic
            }
            _ => Script::Latin,
        })
    }

    /// How its texts stress words.
    pub fn emphasis(&self) -> Emphasis {
        match self.main_script() {
            Script::Han => Emphasis::DotsBelow,
            Script::Hiragana | Script::Hangul => Emphasis::DotsAbove,
            Script::Latin | Script::Greek | Script::Cyrillic | Script::Armenian => Emphasis::Italic,
            _ => Emphasis::Bold,
        }
    }

    /// Whether its texts run from right to left.
    pub fn is_rtl(&self) -> bool {
        matches!(
            self.main_script(),
            Script::Arabic | Script::Hebrew | Script::Thaana | Script::Syriac
        )
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
}
