//! Places in works: `p. 12`, `pp. 12-15`, `chap. 3`, `第 12 页`, `第三章`.

use hayagriva::citationberg::taxonomy::Locator;

/// What the parts of a work are called. A number alone means a page.
const NAMES: [(&str, Locator); 29] = [
    ("pages", Locator::Page),
    ("page", Locator::Page),
    ("pp.", Locator::Page),
    ("p.", Locator::Page),
    ("页", Locator::Page),
    ("頁", Locator::Page),
    ("chapter", Locator::Chapter),
    ("chap.", Locator::Chapter),
    ("ch.", Locator::Chapter),
    ("section", Locator::Section),
    ("sec.", Locator::Section),
    ("§", Locator::Section),
    ("volume", Locator::Volume),
    ("vol.", Locator::Volume),
    ("figure", Locator::Figure),
    ("fig.", Locator::Figure),
    ("table", Locator::Table),
    ("tab.", Locator::Table),
    ("paragraph", Locator::Paragraph),
    ("para.", Locator::Paragraph),
    ("¶", Locator::Paragraph),
    ("part", Locator::Part),
    ("note", Locator::Note),
    ("n.", Locator::Note),
    ("line", Locator::Line),
    ("l.", Locator::Line),
    ("column", Locator::Column),
    ("col.", Locator::Column),
    ("verse", Locator::Verse),
];

/// The words before an entry of a dictionary.
const ENTRY: &str = "s.v.";

/// What Chinese and Japanese call the parts of a work, longer names first.
const PARTS: [&str; 43] = [
    "部分", "附录", "附錄", "前言", "后记", "後記", "页", "頁", "章", "节", "節", "卷", "册", "冊",
    "回", "篇", "集", "编", "編", "部", "图", "圖", "表", "段", "行", "注", "註", "栏", "欄", "条",
    "條", "款", "则", "則", "首", "幕", "场", "場", "面", "叶", "葉", "期", "序",
];

/// The kind of a place in a work and what it says; `None` if it is no such place. Chinese places other than pages are
/// [`Custom`](Locator::Custom): they are printed as they are, since styles would take only their numbers.
pub fn place_in_work(words: &str) -> Option<(Locator, &str)> {
    let words = words.trim();
    if let Some(rest) = words.strip_prefix(ENTRY) {
        let entry = rest.trim();
        return (!entry.is_empty()).then_some((Locator::SubVerbo, entry));
    }
    let inner = words.strip_prefix('第').unwrap_or(words);
    for (name, kind) in NAMES {
        let rest = inner.strip_prefix(name);
        let rest = rest.or_else(|| inner.strip_suffix(name));
        if let Some(number) = rest.and_then(number) {
            return Some((kind, number));
        }
    }
    if let Some(number) = number(words) {
        return Some((Locator::Page, number));
    }
    is_chinese(words).then_some((Locator::Custom, words))
}

/// A number, a range or several of them: `12`, `12-15`, `xii`, `3.2`, `12, 15`.
fn number(words: &str) -> Option<&str> {
    let words = words.trim();
    let is_digit = |c: char| c.is_ascii_digit() || "ivxlcdmIVXLCDM".contains(c);
    let all = words.chars().all(|c| is_digit(c) || is_sign(c));
    (all && words.starts_with(is_digit)).then_some(words)
}

fn is_sign(c: char) -> bool {
    "-–—―~～, ，、.:：至 ".contains(c)
}

/// Whether these words are a place as Chinese has them: `第三章第 2 节`, `卷五`, `上册`, `第 12—15 条`.
fn is_chinese(words: &str) -> bool {
    let is_number = |c: char| {
        c.is_ascii_alphanumeric() || "第〇零一二三四五六七八九十百千两上中下甲乙丙丁".contains(c)
    };
    let mut rest = words;
    let mut has_part = false;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = PARTS.iter().find_map(|part| rest.strip_prefix(part)) {
            has_part = true;
            rest = after;
        } else if is_number(c) || is_sign(c) {
            rest = &rest[c.len_utf8()..];
        } else {
            return false;
        }
    }
    let counts = |c: char| is_number(c) && !c.is_ascii_alphabetic();
    let has_number = words.contains(counts);
    let is_number_alone = has_number && words.chars().all(|c| counts(c) || is_sign(c));
    is_number_alone || has_part && (words.contains(is_number) || PARTS.contains(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_their_names_in_either_language() {
        assert_eq!(place_in_work("12"), Some((Locator::Page, "12")));
        assert_eq!(place_in_work("pp. 12–15"), Some((Locator::Page, "12–15")));
        assert_eq!(place_in_work("第 12 页"), Some((Locator::Page, "12")));
        assert_eq!(place_in_work("12-15页"), Some((Locator::Page, "12-15")));
        assert_eq!(place_in_work("第12—15页"), Some((Locator::Page, "12—15")));
        assert_eq!(place_in_work("chap. xii"), Some((Locator::Chapter, "xii")));
        assert_eq!(place_in_work("§ 3.2"), Some((Locator::Section, "3.2")));
        assert_eq!(
            place_in_work("s.v. dim sum"),
            Some((Locator::SubVerbo, "dim sum"))
        );
        assert_eq!(place_in_work("and others"), None);
        assert_eq!(place_in_work("page"), None);
    }

    #[test]
    fn chinese_places_stay_as_they_are() {
        for words in [
            "第三章",
            "第2卷",
            "第二部第三章",
            "卷五",
            "上册",
            "第十二页",
            "第12—15条",
            "附录 A",
            "图 3",
            "序",
        ] {
            assert_eq!(place_in_work(words), Some((Locator::Custom, words)));
        }
        assert_eq!(place_in_work("好书"), None);
        assert_eq!(place_in_work("等三人"), None);
    }
}
