//! ISO 639 language codes, and suggestions for what people write instead of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer, LocaleExpander};

use super::{Lang, data};
use crate::message::{Message, message};

/// The languages with a two-letter code, one a line: that code, the code in ISO 639-2/B, the English names.
const TABLE: &str = include_str!("data/iso-639.txt");

/// A language of ISO 639-1; `bibliographic` is its code in ISO 639-2/B.
struct Entry {
    bibliographic: &'static str,
    names: Vec<&'static str>,
}

static LANGUAGES: LazyLock<BTreeMap<&'static str, Entry>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let (code, rest) = line.split_once(' ')?;
        let (bibliographic, names) = rest.split_once(' ')?;
        let names = names.split("; ").collect();
        Some((
            code,
            Entry {
                bibliographic,
                names,
            },
        ))
    });
    entries.collect()
});

/// Language codes that are more often meant as country codes: the code, the name of its language, and the three-letter
/// code by which a book can name that language after all.
const MEANT_AS_COUNTRIES: [(&str, Message, &str); 4] = [
    ("kr", message!("Kanuri"), "kau"),
    ("se", message!("Northern Sami"), "sme"),
    ("tw", message!("Twi"), "twi"),
    ("br", message!("Breton"), "bre"),
];

/// The ISO 639-2/B code of a language with a two-letter code.
pub(super) fn bibliographic(code: &str) -> Option<&'static str> {
    LANGUAGES.get(code).map(|entry| entry.bibliographic)
}

/// What to write instead of a tag whose language code is wrong; `None` if the code is right.
pub fn mistake(tag: &str) -> Option<Message> {
    let (code, rest) = tag
        .split_once('-')
        .map_or((tag, ""), |(code, rest)| (code, rest));
    let country = MEANT_AS_COUNTRIES
        .into_iter()
        .find(|(own, ..)| *own == code);
    let stands_for_itself = MEANT_AS_COUNTRIES.iter().any(|(_, _, own)| *own == code)
        || country.is_none() && LANGUAGES.contains_key(code);
    if stands_for_itself {
        return None;
    }
    let right = match country {
        Some(_) => language_of(code),
        None => canonical(code).or_else(|| language_of(code)),
    };
    match right {
        Some(right) => {
            let right = if rest.is_empty() {
                right
            } else {
                format!("{}-{rest}", right.split('-').next().unwrap_or(&right))
            };
            Some(if let Some((_, name, own)) = country {
                message!("did you mean `{}`? For {} write `{}`", right, name, own)
            } else {
                message!("did you mean `{}`?", right)
            })
        }
        None if code.len() == 3 => None,
        None => Some(message!(
            "use a two-letter code of ISO 639-1 such as `zh`, `en` or `fr`"
        )),
    }
}

/// The canonical code for a withdrawn or longer one: `he` for `iw`, `de` for `deu` and `ger`.
fn canonical(code: &str) -> Option<String> {
    let mut locale = Locale::try_from_str(code).ok()?;
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    let right = locale.id.to_string();
    (right != code).then_some(right)
}

/// The main language of a country: `ja` for `jp`.
fn language_of(country: &str) -> Option<String> {
    let expander = LocaleExpander::new_extended();
    let mut id = LanguageIdentifier::try_from_str(&format!("und-{country}")).ok()?;
    id.region?;
    expander.maximize(&mut id);
    let is_known = LANGUAGES.contains_key(id.language.as_str());
    expander.minimize_favor_script(&mut id);
    is_known.then(|| id.to_string())
}

/// The tag meant by something that is not one: `zh_CN`, `ZH`, `Chinese`, `中文`.
pub fn meant(tag: &str) -> Option<String> {
    let lower = tag.to_lowercase();
    let by_name = LANGUAGES.iter().find(|(_, entry)| {
        let mut names = entry.names.iter();
        names.any(|name| name.to_lowercase() == lower)
    });
    if let Some((code, _)) = by_name {
        return Some((*code).to_owned());
    }
    let mut own_names = data::LANGUAGES.iter();
    if let Some(language) = own_names.find(|language| language.name.to_lowercase() == lower) {
        return Some(language.id.to_string());
    }
    let (code, rest) = tag
        .split_once(['-', '_'])
        .map_or((tag, None), |(code, rest)| (code, Some(rest)));
    let code = code.to_lowercase();
    let meant = rest.map_or(code.clone(), |rest| {
        format!("{code}-{}", rest.replace('_', "-"))
    });
    (meant != tag && Lang::parse(&meant).is_some() && mistake(&meant).is_none()).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_countries_are_not_codes_of_languages() {
        for (tag, wanted) in [
            ("cn", "`zh`"),
            ("cn-Hant", "`zh-Hant`"),
            ("jp", "`ja`"),
            ("kr", "`ko`"),
            ("iw", "`he`"),
            ("deu-AT", "`de-AT`"),
            ("ger", "`de`"),
            ("chi", "`zh`"),
            ("cmn-TW", "`zh-TW`"),
            ("ces", "`cs`"),
            ("sh", "`sr-Latn`"),
            ("tw", "`zh-Hant`? For Twi write `twi`"),
            ("hk", "`zh-HK`"),
            ("vn", "`vi`"),
            ("pk", "`ur`"),
            ("qx", "ISO 639-1"),
        ] {
            let said = mistake(tag).unwrap().to_string();
            assert!(said.contains(wanted), "{tag}: {said}");
        }
        for tag in [
            "zh-CN", "uk", "sme", "twi", "bre", "kau", "yue", "lzh", "en-GB", "pt-BR", "no", "tl",
            "ak",
        ] {
            assert_eq!(mistake(tag), None, "{tag}");
        }
    }

    #[test]
    fn what_people_write_instead_of_a_tag_is_recognized() {
        for (tag, wanted) in [
            ("zh_CN", Some("zh-CN")),
            ("ZH", Some("zh")),
            ("English", Some("en")),
            ("中文", Some("zh")),
            ("français", Some("fr")),
            ("zh-yue", None),
            ("??", None),
        ] {
            assert_eq!(meant(tag).as_deref(), wanted, "{tag}");
        }
    }

    /// Every language of ISO 639-1 has an ISO 639-2/B code, and a three-letter tag is its own.
    #[test]
    fn every_language_has_a_bibliographic_code() {
        assert_eq!(LANGUAGES.len(), 183);
        for (tag, wanted) in [
            ("sk", "slo"),
            ("ur", "urd"),
            ("sr", "srp"),
            ("sr-Latn-RS", "srp"),
            ("ku", "kur"),
            ("zh-Hant", "chi"),
            ("sq", "alb"),
            ("hy", "arm"),
            ("ka", "geo"),
            ("mk", "mac"),
            ("nb", "nob"),
            ("yue", "yue"),
        ] {
            assert_eq!(Lang::parse(tag).unwrap().iso_639_2(), wanted, "{tag}");
        }
        for code in LANGUAGES.keys() {
            let lang = Lang::parse(code).unwrap();
            assert_eq!(lang.iso_639_2().len(), 3, "{code}");
        }
    }
}
