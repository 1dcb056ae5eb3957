//! The languages of works: those that a `.bib` file names, or the script of their titles.

use crate::lang::{Lang, is_han, is_hangul};
use crate::read::names::nearest;

/// The languages that Babel, Polyglossia and BibLaTeX name, and how people name some.
const NAMES: [(&str, &[&str]); 79] = [
    ("af", &["afrikaans"]),
    ("am", &["amharic"]),
    ("ar", &["ara", "arabic", "arab", "العربية"]),
    ("az", &["azerbaijani", "azeri"]),
    ("be", &["belarusian"]),
    ("bg", &["bulgarian"]),
    ("bn", &["bengali", "bangla"]),
    ("bo", &["tibetan"]),
    ("br", &["breton"]),
    ("bs", &["bosnian"]),
    ("ca", &["catalan"]),
    ("cop", &["coptic"]),
    ("cs", &["czech"]),
    ("cy", &["welsh"]),
    ("da", &["danish"]),
    (
        "de",
        &[
            "deu",
            "ger",
            "german",
            "ngerman",
            "germanb",
            "austrian",
            "naustrian",
            "swissgerman",
            "nswissgerman",
            "deutsch",
        ],
    ),
    (
        "el",
        &[
            "ell",
            "gre",
            "greek",
            "polutonikogreek",
            "monotonicgreek",
            "polytonicgreek",
            "ελληνικά",
        ],
    ),
    (
        "en",
        &[
            "eng",
            "english",
            "american",
            "usenglish",
            "canadian",
            "australian",
            "newzealand",
            "英文",
            "英语",
        ],
    ),
    ("en-GB", &["british", "ukenglish"]),
    ("eo", &["esperanto"]),
    ("es", &["spa", "spanish", "mexican", "spanishmx", "español"]),
    ("et", &["estonian"]),
    ("eu", &["basque"]),
    ("fa", &["fas", "per", "persian", "farsi", "فارسی"]),
    ("fi", &["finnish"]),
    (
        "fr",
        &[
            "fra",
            "fre",
            "french",
            "francais",
            "français",
            "frenchb",
            "acadian",
            "canadien",
        ],
    ),
    ("ga", &["irish"]),
    ("gd", &["scottish"]),
    ("gl", &["galician"]),
    ("grc", &["ancientgreek"]),
    ("he", &["heb", "hebrew", "עברית"]),
    ("hi", &["hindi"]),
    ("hr", &["croatian"]),
    ("hu", &["hungarian", "magyar"]),
    ("hy", &["armenian"]),
    ("ia", &["interlingua"]),
    ("id", &["indonesian", "indon", "bahasa", "bahasai"]),
    ("is", &["icelandic"]),
    ("it", &["ita", "italian", "italiano"]),
    ("ja", &["jpn", "japanese", "日本語"]),
    ("ka", &["georgian"]),
    ("kk", &["kazakh"]),
    ("km", &["khmer"]),
    ("ko", &["kor", "korean", "한국어"]),
    ("ku", &["kurdish", "kurmanji"]),
    (
        "la",
        &[
            "lat",
            "latin",
            "classiclatin",
            "ecclesiasticlatin",
            "medievallatin",
        ],
    ),
    ("lo", &["lao"]),
    ("lt", &["lithuanian"]),
    ("lv", &["latvian"]),
    ("mk", &["macedonian"]),
    ("mn", &["mongolian"]),
    ("mr", &["marathi"]),
    ("ms", &["malay", "bahasam", "melayu"]),
    ("nb", &["norsk", "norwegian", "bokmal"]),
    ("nl", &["nld", "dut", "dutch"]),
    ("nn", &["nynorsk"]),
    ("pl", &["polish", "polski"]),
    ("pt", &["por", "portuguese", "portuges"]),
    ("pt-BR", &["brazilian", "brazil"]),
    ("ro", &["romanian"]),
    ("ru", &["rus", "russian", "русский"]),
    ("sa", &["sanskrit"]),
    ("sk", &["slovak"]),
    ("sl", &["slovene", "slovenian"]),
    ("sq", &["albanian"]),
    ("sr", &["serbian", "serbianc"]),
    ("sv", &["swedish"]),
    ("syr", &["syriac"]),
    ("ta", &["tamil"]),
    ("te", &["telugu"]),
    ("th", &["thai"]),
    ("tr", &["turkish"]),
    ("uk", &["ukrainian"]),
    ("ur", &["urdu"]),
    ("vi", &["vietnamese"]),
    ("yi", &["yiddish"]),
    (
        "zh",
        &[
            "zho",
            "chi",
            "chinese",
            "chinese-simplified",
            "chinese-hans",
            "chinese-hans-cn",
            "mandarin",
            "中文",
            "汉语",
        ],
    ),
    (
        "zh-Hant",
        &[
            "chinese-traditional",
            "chinese-hant",
            "chinese-hant-tw",
            "繁體中文",
        ],
    ),
    ("hsb", &["uppersorbian", "usorbian"]),
];

/// The language that a work names. `Err` if nobody knows it, with the name that may have been meant.
pub fn named(name: &str) -> Result<Lang, Option<&'static str>> {
    let name = name.trim().to_lowercase();
    let known = NAMES
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()));
    if let Some((tag, _)) = known {
        return Lang::parse(tag).ok_or(None);
    }
    // A tag is that of a language which somebody speaks, not any two or three letters.
    let tag = name.replace('_', "-");
    let primary = tag.split('-').next().unwrap_or_default();
    let is_tag = primary.len() == 2 || NAMES.iter().any(|(known, _)| *known == primary);
    let parsed = is_tag.then(|| Lang::parse(&canonical(&tag))).flatten();
    parsed.ok_or_else(|| {
        let known = NAMES.iter().flat_map(|(_, names)| names.iter().copied());
        nearest(&name, known.filter(|known| known.is_ascii()))
    })
}

/// A tag as its parts are usually written: `zh-Hant-TW`.
fn canonical(tag: &str) -> String {
    let parts = tag.split('-').enumerate().map(|(index, part)| {
        let mut letters = part.chars();
        match (index, part.len(), letters.next()) {
            (1.., 4, Some(first)) => format!("{}{}", first.to_uppercase(), letters.as_str()),
            (1.., 2, _) => part.to_uppercase(),
            _ => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("-")
}

/// The language of a title, by the script that most of it is in, and in Latin letters by its small words.
pub fn of_title(title: &str) -> Lang {
    // A Han character says about half as much as a word in letters does.
    let han = title.chars().filter(|c| is_han(*c)).count();
    let kana = title.chars().filter(|c| is_kana(*c)).count();
    let words = |belongs: fn(char) -> bool| {
        let words = title.split(|c: char| !c.is_alphabetic() || is_han(c) || is_kana(c));
        words.filter(|word| word.contains(belongs)).count()
    };
    let latin = words(|c| ('A'..='\u{24F}').contains(&c));
    let east_asian = (han + kana).div_ceil(2);
    let others = SCRIPTS.map(|(tag, belongs)| (words(belongs), tag));
    let other = others.into_iter().max_by_key(|(count, _)| *count);
    let (count, other) = other.unwrap_or_default();
    let tag = if count > 0 && count >= latin.max(east_asian) {
        variety(other, title)
    } else if east_asian > 0 && east_asian >= latin {
        if kana > 0 { "ja" } else { "zh" }
    } else {
        in_latin_letters(title)
    };
    Lang::parse(tag).unwrap_or_else(|| Lang::english().clone())
}

/// Small words that titles in Latin letters have, by language. Those that English and names in it have too are left out.
const SMALL_WORDS: [(&str, &str); 6] = [
    (
        "de",
        " der das des dem den und oder ein eine einer eines einem einen im zum zur vom von mit für über auf aus bei beim \
         nach wie zu nicht als ist sich wir wer unter zwischen durch ohne gegen seine ihre ",
    ),
    (
        "fr",
        " les du des une et ou dans sur avec pour par aux au que qui est sans sous entre chez ses leur ",
    ),
    ("es", " una y con para por que entre sin sobre sus al "),
    (
        "it",
        " il gli della delle dello dei degli nel nella una con per che sul sulla tra ",
    ),
    (
        "pt",
        " os dos das em na nos nas um uma com para por que sobre ",
    ),
    ("nl", " het een en op voor met tussen naar bij uit aan "),
];
/// The same in English.
const ENGLISH_WORDS: &str = " the of and to for with on from at by as is are an its their how what why into between through without about ";

/// The language of a title in Latin letters: English unless it has more small words of another one.
fn in_latin_letters(title: &str) -> &'static str {
    let title = title.to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphabetic()).collect();
    let count = |small: &str| {
        let each = words.iter().filter(|word| !word.is_empty());
        each.filter(|word| small.contains(&format!(" {word} ")))
            .count()
    };
    let most = SMALL_WORDS.map(|(tag, small)| (count(small), tag));
    // Of two with as many, the first of the list.
    let (most, tag) = most
        .into_iter()
        .rev()
        .max_by_key(|(count, _)| *count)
        .unwrap_or_default();
    if most > count(ENGLISH_WORDS) {
        tag
    } else if title.contains('ß') {
        "de"
    } else {
        "en"
    }
}

fn is_kana(c: char) -> bool {
    ('\u{3041}'..='\u{30FF}').contains(&c)
}

type IsOfScript = fn(char) -> bool;

/// The language that most works in each script are in.
const SCRIPTS: [(&str, IsOfScript); 18] = [
    ("ru", |c| ('\u{400}'..='\u{52F}').contains(&c)),
    ("el", |c| {
        ('\u{370}'..='\u{3FF}').contains(&c) || ('\u{1F00}'..='\u{1FFF}').contains(&c)
    }),
    ("he", |c| ('\u{590}'..='\u{5FF}').contains(&c)),
    ("ar", |c| {
        ('\u{600}'..='\u{6FF}').contains(&c) || ('\u{FB50}'..='\u{FEFC}').contains(&c)
    }),
    ("syr", |c| ('\u{700}'..='\u{74F}').contains(&c)),
    ("hy", |c| ('\u{530}'..='\u{58F}').contains(&c)),
    ("ka", |c| ('\u{10A0}'..='\u{10FF}').contains(&c)),
    ("hi", |c| ('\u{900}'..='\u{97F}').contains(&c)),
    ("bn", |c| ('\u{980}'..='\u{9FF}').contains(&c)),
    ("ta", |c| ('\u{B80}'..='\u{BFF}').contains(&c)),
    ("te", |c| ('\u{C00}'..='\u{C7F}').contains(&c)),
    ("th", |c| ('\u{E00}'..='\u{E7F}').contains(&c)),
    ("lo", |c| ('\u{E80}'..='\u{EFF}').contains(&c)),
    ("bo", |c| ('\u{F00}'..='\u{FFF}').contains(&c)),
    ("km", |c| ('\u{1780}'..='\u{17FF}').contains(&c)),
    ("am", |c| ('\u{1200}'..='\u{137F}').contains(&c)),
    ("mn-Mong", |c| ('\u{1800}'..='\u{18AF}').contains(&c)),
    ("ko", is_hangul),
];

/// Another language in the same script, by letters that only it has.
fn variety(tag: &'static str, title: &str) -> &'static str {
    match tag {
        "ru" if title.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ']) => "uk",
        "ar" if title.contains(['ٹ', 'ڈ', 'ڑ', 'ں', 'ے']) => "ur",
        "ar" if title.contains(['پ', 'چ', 'ژ', 'گ', 'ی', 'ک']) => "fa",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_languages_are_known() {
        let tag = |name: &str| named(name).map(|lang| lang.tag().to_owned());
        for (name, expected) in [
            ("ngerman", "de"),
            ("hebrew", "he"),
            ("Persian", "fa"),
            ("greek", "el"),
            ("zh-tw", "zh-TW"),
            ("zh_CN", "zh-CN"),
            ("pt-BR", "pt-BR"),
            ("grc", "grc"),
        ] {
            assert_eq!(tag(name), Ok(expected.to_owned()), "{name}");
        }
        assert_eq!(tag("germn"), Err(Some("german")));
        assert_eq!(tag("klingonese"), Err(None));
    }

    #[test]
    fn titles_are_in_the_language_of_most_of_their_words() {
        for (title, expected) in [
            ("Русский язык и его история", "ru"),
            ("Історія України", "uk"),
            ("Ελληνική γραμματική", "el"),
            ("כללי הכתיב", "he"),
            ("كتاب العين", "ar"),
            ("دستور زبان فارسی", "fa"),
            ("基于Transformer的翻译", "zh"),
            ("日本語の文法", "ja"),
            ("한국어 문법", "ko"),
            ("Requirements for Chinese Text Layout - 中文排版需求", "en"),
            ("On the Notion of 道 in Early Texts", "en"),
            ("Attention Is All You Need", "en"),
            ("Kritik der reinen Vernunft", "de"),
            ("Die Welt als Wille und Vorstellung", "de"),
            ("Großes Wörterbuch", "de"),
            ("Les fleurs du mal", "fr"),
            ("Los Angeles and the Art of La Mer", "en"),
            ("Das Kapital and Its Readers in the West", "en"),
            ("Van Gogh", "en"),
        ] {
            assert_eq!(of_title(title).tag(), expected, "{title}");
        }
    }
}
