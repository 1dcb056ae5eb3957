//! Sort forms of names and titles for catalogues: surnames first, leading articles last, Chinese in pinyin.

use super::reading::{self, Read};
use super::{Lang, is_han};

/// Surnames of two characters, simplified and traditional.
const DOUBLE: [&str; 44] = [
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "尉遲",
    "公孙", "公孫", "令狐", "宇文", "长孙", "長孫", "慕容", "司徒", "夏侯", "南宫", "南宮", "端木",
    "轩辕", "軒轅", "百里", "东郭", "東郭", "西门", "西門", "独孤", "獨孤", "澹台", "钟离", "鍾離",
    "闻人", "聞人", "申屠", "呼延", "万俟", "赫连", "赫連", "单于",
];

/// Readings of surnames whose characters may be read differently in other words.
const READINGS: [(&str, &str); 59] = [
    ("单", "shan"),
    ("單", "shan"),
    ("曾", "zeng"),
    ("仇", "qiu"),
    ("解", "xie"),
    ("查", "zha"),
    ("区", "ou"),
    ("區", "ou"),
    ("朴", "piao"),
    ("盖", "ge"),
    ("蓋", "ge"),
    ("覃", "qin"),
    ("缪", "miao"),
    ("繆", "miao"),
    ("乐", "yue"),
    ("樂", "yue"),
    ("翟", "zhai"),
    ("任", "ren"),
    ("华", "hua"),
    ("華", "hua"),
    ("燕", "yan"),
    ("种", "chong"),
    ("折", "she"),
    ("召", "shao"),
    ("员", "yun"),
    ("員", "yun"),
    ("繁", "po"),
    ("句", "gou"),
    ("祭", "zhai"),
    ("秘", "bi"),
    ("洗", "xian"),
    ("冼", "xian"),
    ("黑", "he"),
    ("那", "na"),
    ("逄", "pang"),
    ("乜", "nie"),
    ("撒", "sa"),
    ("贾", "jia"),
    ("賈", "jia"),
    ("沈", "shen"),
    ("柏", "bai"),
    ("石", "shi"),
    ("都", "du"),
    ("车", "che"),
    ("車", "che"),
    ("薄", "bo"),
    ("藏", "zang"),
    ("宿", "su"),
    ("尉", "wei"),
    ("曲", "qu"),
    ("長", "chang"),
    ("长", "chang"),
    ("尉迟", "yuchi"),
    ("尉遲", "yuchi"),
    ("万俟", "moqi"),
    ("长孙", "zhangsun"),
    ("長孫", "zhangsun"),
    ("澹台", "tantai"),
    ("单于", "chanyu"),
];

/// The sort form of a person's name, surname first; `None` if the name is filed as it stands. `beside` is the name in
/// the book's other language: if Chinese, it tells which part of a romanized name is the surname.
pub fn person(name: &str, lang: &Lang, beside: &str) -> Option<String> {
    if lang.primary() == "zh" && name.chars().any(is_han) {
        return Some(chinese(name));
    }
    if lang.is_cjk() || name.contains(',') {
        return None;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else {
        return None;
    };
    let surname = beside.chars().any(is_han).then(|| surname(beside).1);
    let is_surname = |word: &str| surname.as_deref() == Some(word.to_lowercase().as_str());
    Some(if is_surname(first) && !is_surname(last) {
        format!("{first}, {}", words[1..].join(" "))
    } else {
        format!("{last}, {}", words[..words.len() - 1].join(" "))
    })
}

/// The length of a Chinese name's surname in bytes, and its reading.
fn surname(name: &str) -> (usize, String) {
    let double = DOUBLE.iter().find(|double| name.starts_with(**double));
    let own = double.map_or_else(
        || &name[..name.chars().next().map_or(0, char::len_utf8)],
        |double| *double,
    );
    let reading = READINGS.iter().find(|(surname, _)| *surname == own);
    let reading = reading.map_or_else(|| syllables(own).concat(), |(_, said)| (*said).to_owned());
    (own.len(), reading)
}

/// The reading of a name after its surname, which ends at byte `end`. A name that is a listed word is read as that
/// word.
fn given(name: &str, end: usize) -> Vec<Read> {
    match reading::word(name) {
        Some(read) => read.into_iter().skip(name[..end].chars().count()).collect(),
        None => reading::read(&name[end..]),
    }
}

/// The dots between the parts of a foreign name written in Chinese characters.
const DOTS: [char; 3] = ['·', '•', '‧'];

fn chinese(name: &str) -> String {
    // In a transcribed foreign name the surname comes last.
    if let Some((given, own)) = name.rsplit_once(DOTS) {
        let given = given
            .split(DOTS)
            .map(|part| capital(&syllables(part).concat()));
        return format!(
            "{}, {}",
            capital(&syllables(own).concat()),
            given.collect::<Vec<_>>().join(" ")
        );
    }
    let (end, reading) = surname(name);
    let given = written(&given(name, end)).concat();
    if given.is_empty() {
        return capital(&reading);
    }
    format!("{}, {}", capital(&reading), capital(&given))
}

/// The first doubtful character of a title, a term or the name of an organisation: one with several readings that is in
/// no listed word.
pub fn doubt(text: &str) -> Option<char> {
    doubtful(&reading::read(text))
}

/// The first doubtful character of a person's name. A surname is read as one, so it is never doubtful.
pub fn doubt_in_name(name: &str) -> Option<char> {
    let end = if name.contains(DOTS) {
        0
    } else {
        surname(name).0
    };
    doubtful(&given(name, end))
}

fn doubtful(read: &[Read]) -> Option<char> {
    let found = read.iter().find(|one| one.is_doubtful);
    found.map(|one| one.character)
}

/// The readings of a doubtful character without tones, the usual one first: `zhong`, `chong`.
pub fn readings(character: char) -> Vec<String> {
    reading::choices(character)
}

/// Whether an author's pinyin fits a Chinese text.
pub fn is_spelled(text: &str, pinyin: &str) -> bool {
    reading::spelled(text, pinyin).is_some()
}

/// A text in pinyin with tones and a space between syllables, as a suggestion to the author.
pub fn spelling(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut is_word = false;
    for one in reading::read(text) {
        match one.syllable {
            Some(syllable) => out.push(syllable.with_mark()),
            None if !one.character.is_alphanumeric() => {}
            None => match out.last_mut().filter(|_| is_word) {
                Some(word) => word.push(one.character),
                None => out.push(one.character.to_string()),
            },
        }
        is_word = !is_han(one.character) && one.character.is_alphanumeric();
    }
    out.join(" ")
}

/// The sort form of a title or an organisation's name: pinyin for Chinese, else with a leading article moved to the
/// end; `None` if it is filed as it stands.
pub fn title(title: &str, lang: &Lang) -> Option<String> {
    if lang.primary() == "zh" && title.chars().any(is_han) {
        return Some(capital(&syllables(title).join(" ")));
    }
    lang.articles().iter().find_map(|article| {
        let rest = title.strip_prefix(article.as_str())?;
        Some(format!("{rest}, {}", article.trim()))
    })
}

/// The pinyin syllables of a text without tones. Words of other scripts are kept, punctuation is dropped.
fn syllables(text: &str) -> Vec<String> {
    written(&reading::read(text))
}

fn written(read: &[Read]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_word = false;
    for one in read {
        if let Some(syllable) = &one.syllable {
            out.push(syllable.letters.clone());
            in_word = false;
        } else if one.character.is_alphanumeric() {
            match out.last_mut().filter(|_| in_word) {
                Some(word) => word.push(one.character),
                None => out.push(one.character.to_string()),
            }
            in_word = true;
        } else {
            in_word = false;
        }
    }
    out
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filed_by_surname() {
        let (zh, en) = (Lang::parse("zh").unwrap(), Lang::parse("en").unwrap());
        for (name, filed) in [
            ("李明", "Li, Ming"),
            ("欧阳修", "Ouyang, Xiu"),
            ("单雄信", "Shan, Xiongxin"),
            ("尉迟恭", "Yuchi, Gong"),
            ("约翰·史密斯", "Shimisi, Yuehan"),
            ("种师道", "Chong, Shidao"),
            ("解缙", "Xie, Jin"),
            ("仇英", "Qiu, Ying"),
            ("曾国藩", "Zeng, Guofan"),
            ("贾平凹", "Jia, Pingwa"),
            ("王重阳", "Wang, Chongyang"),
            ("长孙无忌", "Zhangsun, Wuji"),
        ] {
            assert_eq!(person(name, &zh, "").as_deref(), Some(filed));
        }
        for (name, beside, filed) in [
            ("Li Ming", "李明", "Li, Ming"),
            ("Ming Li", "李明", "Li, Ming"),
            ("Ada King Lovelace", "", "Lovelace, Ada King"),
        ] {
            assert_eq!(person(name, &en, beside).as_deref(), Some(filed));
        }
        assert_eq!(person("Lovelace", &en, ""), None);
    }

    #[test]
    fn titles_are_filed_by_pinyin_and_without_articles() {
        let (zh, en) = (Lang::parse("zh").unwrap(), Lang::parse("en").unwrap());
        assert_eq!(title("小书 GPT-2", &zh).as_deref(), Some("Xiao shu GPT 2"));
        for (name, filed) in [
            ("重返二十岁", "Chong fan er shi sui"),
            ("长恨歌", "Chang hen ge"),
            ("水浒传", "Shui hu zhuan"),
            ("会计学原理", "Kuai ji xue yuan li"),
            ("银行家", "Yin hang jia"),
            ("朝花夕拾", "Zhao hua xi shi"),
            ("还珠格格", "Huan zhu ge ge"),
            ("了不起的盖茨比", "Liao bu qi de gai ci bi"),
        ] {
            assert_eq!(title(name, &zh).as_deref(), Some(filed));
        }
        assert_eq!(
            title("A Little Book", &en).as_deref(),
            Some("Little Book, A")
        );
        assert_eq!(title("Little Book", &en), None);
        let fr = Lang::parse("fr").unwrap();
        assert_eq!(title("L’Étranger", &fr).as_deref(), Some("Étranger, L’"));
    }
}
