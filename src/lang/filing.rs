//! How names and titles are filed in catalogues: Chinese ones by pinyin, surname first.

use pinyin::ToPinyin;

use super::{Lang, is_han};

/// Surnames of two characters, simplified and traditional.
const DOUBLE: [&str; 44] = [
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "尉遲",
    "公孙", "公孫", "令狐", "宇文", "长孙", "長孫", "慕容", "司徒", "夏侯", "南宫", "南宮", "端木",
    "轩辕", "軒轅", "百里", "东郭", "東郭", "西门", "西門", "独孤", "獨孤", "澹台", "钟离", "鍾離",
    "闻人", "聞人", "申屠", "呼延", "万俟", "赫连", "赫連", "单于",
];

/// Surnames that are read otherwise than the character alone.
const READINGS: [(&str, &str); 26] = [
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
    ("覃", "qin"),
    ("缪", "miao"),
    ("繆", "miao"),
    ("乐", "yue"),
    ("樂", "yue"),
    ("翟", "zhai"),
    ("任", "ren"),
    ("华", "hua"),
    ("燕", "yan"),
    ("尉迟", "yuchi"),
    ("尉遲", "yuchi"),
    ("万俟", "moqi"),
    ("长孙", "zhangsun"),
    ("長孫", "zhangsun"),
    ("澹台", "tantai"),
    ("单于", "chanyu"),
];

/// A person's name as it is filed. `beside` is the same name in the book's other language, from which a
/// Latin spelling of a Chinese name knows its surname.
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

/// The surname's length in bytes and its reading.
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

fn chinese(name: &str) -> String {
    // A foreign name in characters: the surname is behind the last dot.
    if let Some((given, own)) = name.rsplit_once(['·', '•', '‧']) {
        let given = given
            .split(['·', '•', '‧'])
            .map(|part| capital(&syllables(part).concat()));
        return format!(
            "{}, {}",
            capital(&syllables(own).concat()),
            given.collect::<Vec<_>>().join(" ")
        );
    }
    let (end, reading) = surname(name);
    let given = syllables(&name[end..]).concat();
    if given.is_empty() {
        return capital(&reading);
    }
    format!("{}, {}", capital(&reading), capital(&given))
}

/// A title or the name of an organisation as it is filed: Chinese by pinyin, English without its article.
pub fn title(title: &str, lang: &Lang) -> Option<String> {
    match lang.primary() {
        "zh" if title.chars().any(is_han) => Some(capital(&syllables(title).join(" "))),
        "en" => ["The ", "A ", "An "].iter().find_map(|article| {
            let rest = title.strip_prefix(article)?;
            Some(format!("{rest}, {}", article.trim()))
        }),
        _ => None,
    }
}

/// The syllables of a text without tones; what is no Han stays as it is, and marks are left out.
fn syllables(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in text.chars() {
        if let Some(said) = c.to_pinyin() {
            out.push(said.plain().to_owned());
            in_word = false;
        } else if c.is_alphanumeric() {
            match out.last_mut().filter(|_| in_word) {
                Some(word) => word.push(c),
                None => out.push(c.to_string()),
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
        assert_eq!(
            title("A Little Book", &en).as_deref(),
            Some("Little Book, A")
        );
        assert_eq!(title("Little Book", &en), None);
    }
}
