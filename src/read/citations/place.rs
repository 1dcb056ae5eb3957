//! Places in works: `p. 12`, `pp. 12-15`, `chap. 3`, `第 12 页`.

use hayagriva::citationberg::taxonomy::Locator;

/// What the parts of a work are called. A number alone means a page.
const NAMES: [(&str, Locator); 42] = [
    ("pages", Locator::Page),
    ("page", Locator::Page),
    ("pp.", Locator::Page),
    ("p.", Locator::Page),
    ("页", Locator::Page),
    ("頁", Locator::Page),
    ("chapter", Locator::Chapter),
    ("chap.", Locator::Chapter),
    ("ch.", Locator::Chapter),
    ("章", Locator::Chapter),
    ("section", Locator::Section),
    ("sec.", Locator::Section),
    ("§", Locator::Section),
    ("节", Locator::Section),
    ("節", Locator::Section),
    ("volume", Locator::Volume),
    ("vol.", Locator::Volume),
    ("卷", Locator::Volume),
    ("figure", Locator::Figure),
    ("fig.", Locator::Figure),
    ("图", Locator::Figure),
    ("圖", Locator::Figure),
    ("table", Locator::Table),
    ("tab.", Locator::Table),
    ("表", Locator::Table),
    ("paragraph", Locator::Paragraph),
    ("para.", Locator::Paragraph),
    ("¶", Locator::Paragraph),
    ("段", Locator::Paragraph),
    ("part", Locator::Part),
    ("部分", Locator::Part),
    ("note", Locator::Note),
    ("n.", Locator::Note),
    ("注", Locator::Note),
    ("line", Locator::Line),
    ("l.", Locator::Line),
    ("行", Locator::Line),
    ("column", Locator::Column),
    ("col.", Locator::Column),
    ("栏", Locator::Column),
    ("verse", Locator::Verse),
    ("s.v.", Locator::SubVerbo),
];

/// The kind of a place in a work and what it says; `None` if it is no such place.
pub fn place_in_work(words: &str) -> Option<(Locator, &str)> {
    let words = words.trim();
    if let Some(inner) = words.strip_prefix('第') {
        let (name, kind) = NAMES.iter().find(|(name, _)| inner.ends_with(name))?;
        return number(&inner[..inner.len() - name.len()]).map(|number| (*kind, number));
    }
    for (name, kind) in NAMES {
        let rest = words
            .strip_prefix(name)
            .or_else(|| words.strip_suffix(name));
        let Some(rest) = rest else { continue };
        if kind == Locator::SubVerbo && !rest.trim().is_empty() {
            return Some((kind, rest.trim()));
        }
        if let Some(number) = number(rest) {
            return Some((kind, number));
        }
    }
    number(words).map(|number| (Locator::Page, number))
}

/// A number, a range or several of them: `12`, `12-15`, `xii`, `3.2`, `12, 15`.
fn number(words: &str) -> Option<&str> {
    let words = words.trim();
    let is_digit =
        |c: char| c.is_ascii_digit() || "ivxlcdmIVXLCDM一二三四五六七八九十百".contains(c);
    let is_sign = |c: char| "-–—~～, ，、.:".contains(c);
    let all = words.chars().all(|c| is_digit(c) || is_sign(c));
    let is_number = |part: &str| part.contains(is_digit);
    (all && words.starts_with(is_digit) && is_number(words)).then_some(words)
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
        assert_eq!(place_in_work("第三章"), Some((Locator::Chapter, "三")));
        assert_eq!(place_in_work("chap. xii"), Some((Locator::Chapter, "xii")));
        assert_eq!(place_in_work("§ 3.2"), Some((Locator::Section, "3.2")));
        assert_eq!(
            place_in_work("s.v. dim sum"),
            Some((Locator::SubVerbo, "dim sum"))
        );
        assert_eq!(place_in_work("and others"), None);
        assert_eq!(place_in_work("page"), None);
    }
}
