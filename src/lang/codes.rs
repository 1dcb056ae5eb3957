//! The language codes of ISO 639-1, and what people write in their place.

/// All two-letter codes of ISO 639-1 (Library of Congress, as of 2024: 183 codes).
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig \
    ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn \
    mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk \
    sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za \
    zh zu";

/// Country codes, withdrawn codes and three-letter codes that stand where another code belongs. Two of them are
/// codes of other languages as well, whose three-letter codes stay open to their authors.
const MISTAKEN: [(&str, &str); 53] = [
    ("cn", "zh"),
    ("tw", "zh-Hant"),
    ("hk", "zh-Hant-HK"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("ua", "uk"),
    ("by", "be"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("se", "sv"),
    ("gb", "en"),
    ("us", "en"),
    ("at", "de"),
    ("br", "pt-BR"),
    ("ir", "fa"),
    ("il", "he"),
    ("vn", "vi"),
    ("pk", "ur"),
    ("eg", "ar"),
    ("sp", "es"),
    ("mx", "es-MX"),
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("jw", "jv"),
    ("mo", "ro"),
    ("sh", "sr-Latn"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("cmn", "zh"),
    ("eng", "en"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("deu", "de"),
    ("ger", "de"),
    ("spa", "es"),
    ("ita", "it"),
    ("por", "pt"),
    ("rus", "ru"),
    ("ukr", "uk"),
    ("ara", "ar"),
    ("fas", "fa"),
    ("per", "fa"),
    ("heb", "he"),
    ("urd", "ur"),
    ("hin", "hi"),
    ("vie", "vi"),
    ("tha", "th"),
    ("nld", "nl"),
    ("pol", "pl"),
];

/// The languages whose own codes are in [`MISTAKEN`], with the codes that they may have instead.
const MEANT: [(&str, &str, &str); 4] = [
    ("kr", "Kanuri", "kau"),
    ("se", "Northern Sami", "sme"),
    ("tw", "Twi", "twi"),
    ("br", "Breton", "bre"),
];

/// What is wrong with a tag's language code, and what to write; nothing where it is one.
pub fn mistake(tag: &str) -> Option<String> {
    let (code, rest) = tag
        .split_once('-')
        .map_or((tag, ""), |(code, rest)| (code, rest));
    if let Some((_, right)) = MISTAKEN.iter().find(|(wrong, _)| *wrong == code) {
        let right = if rest.is_empty() {
            (*right).to_owned()
        } else {
            format!("{}-{rest}", right.split('-').next().unwrap_or(right))
        };
        let other = MEANT.iter().find(|(wrong, ..)| *wrong == code);
        let other = other.map_or_else(String::new, |(_, name, own)| {
            format!(" ({name} is `{own}` here)")
        });
        return Some(format!("did you mean `{right}`?{other}"));
    }
    let is_known = code.len() == 3 || TWO_LETTERS.split(' ').any(|known| known == code);
    (!is_known).then(|| "two-letter codes are those of ISO 639-1: `zh`, `en`, `fr`".to_owned())
}

/// The tag that is meant by one that is none: `zh_CN`, `ZH`, `Chinese`.
pub fn meant(tag: &str) -> Option<String> {
    const NAMES: [(&str, &str); 20] = [
        ("chinese", "zh"),
        ("english", "en"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("french", "fr"),
        ("german", "de"),
        ("spanish", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("ukrainian", "uk"),
        ("arabic", "ar"),
        ("persian", "fa"),
        ("hebrew", "he"),
        ("urdu", "ur"),
        ("hindi", "hi"),
        ("thai", "th"),
        ("vietnamese", "vi"),
        ("中文", "zh"),
        ("英文", "en"),
    ];
    let lower = tag.to_lowercase();
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some((*code).to_owned());
    }
    let (code, rest) = tag
        .split_once(['-', '_'])
        .map_or((tag, None), |(code, rest)| (code, Some(rest)));
    let code = code.to_lowercase();
    let meant = rest.map_or(code.clone(), |rest| {
        format!("{code}-{}", rest.replace('_', "-"))
    });
    (meant != tag && super::Lang::parse(&meant).is_some() && mistake(&meant).is_none())
        .then_some(meant)
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
            ("qx", "ISO 639-1"),
        ] {
            let said = mistake(tag).unwrap();
            assert!(said.contains(wanted), "{tag}: {said}");
        }
        for tag in ["zh-CN", "uk", "sme", "yue", "lzh", "en-GB", "pt-BR"] {
            assert_eq!(mistake(tag), None, "{tag}");
        }
    }

    #[test]
    fn a_tag_written_otherwise_is_known() {
        for (tag, wanted) in [
            ("zh_CN", Some("zh-CN")),
            ("ZH", Some("zh")),
            ("English", Some("en")),
            ("??", None),
        ] {
            assert_eq!(meant(tag).as_deref(), wanted, "{tag}");
        }
    }
}
