//! The numbers of list items. A pattern such as `(a)` or `第一条` shows how the first item is numbered.

use crate::lang::is_wide;

/// How the items of a list are numbered in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Numeral(Numeral),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numeral {
    /// 1
    Decimal,
    /// a
    Letter { is_capital: bool },
    /// i
    Roman { is_capital: bool },
    /// 一
    Han,
    /// ①
    Circled,
}

impl Numeral {
    /// The numeral whose first number is a character. A letter counts only if it stands alone, so that those of words
    /// do not.
    fn of(before: Option<char>, c: char, after: Option<char>) -> Option<Self> {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_wide(c));
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let is_alone = !is_letter(before) && !is_letter(after);
        match c {
            '1' if !is_digit(before) && !is_digit(after) => Some(Self::Decimal),
            'a' | 'A' if is_alone => Some(Self::Letter {
                is_capital: c == 'A',
            }),
            'i' | 'I' if is_alone => Some(Self::Roman {
                is_capital: c == 'I',
            }),
            '一' => Some(Self::Han),
            '①' => Some(Self::Circled),
            _ => None,
        }
    }

    fn write(self, number: usize) -> String {
        let cased = |text: String, is_capital: bool| {
            if is_capital {
                text.to_uppercase()
            } else {
                text
            }
        };
        match self {
            Self::Decimal => number.to_string(),
            Self::Letter { is_capital } => cased(letters(number), is_capital),
            Self::Roman { is_capital } => cased(roman(number), is_capital),
            Self::Han => han(number),
            Self::Circled => circled(number).map_or_else(|| number.to_string(), String::from),
        }
    }
}

/// The greatest number of an item in any pattern.
pub const MOST_ITEMS: usize = 9_999;

impl NumberPattern {
    /// `1.`
    pub fn decimal() -> Self {
        Self(vec![
            Part::Numeral(Numeral::Decimal),
            Part::Words(".".to_owned()),
        ])
    }

    /// Reads a pattern; `None` if it has no numeral.
    pub fn parse(text: &str) -> Option<Self> {
        let characters: Vec<char> = text.trim().chars().collect();
        let mut parts = Vec::new();
        let mut words = String::new();
        for (index, &c) in characters.iter().enumerate() {
            let before = index.checked_sub(1).map(|index| characters[index]);
            match Numeral::of(before, c, characters.get(index + 1).copied()) {
                Some(numeral) => {
                    if !words.is_empty() {
                        parts.push(Part::Words(std::mem::take(&mut words)));
                    }
                    parts.push(Part::Numeral(numeral));
                }
                None => words.push(c),
            }
        }
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        let pattern = Self(parts);
        (pattern.numerals() > 0).then_some(pattern)
    }

    /// How many numerals it has: the last one counts the items, the others repeat the numbers of the items around
    /// them.
    pub fn numerals(&self) -> usize {
        let is_numeral = |part: &&Part| matches!(part, Part::Numeral(_));
        self.0.iter().filter(is_numeral).count()
    }

    /// The greatest number that it can write.
    pub fn most(&self) -> usize {
        let each = self.0.iter().map(|part| match part {
            Part::Numeral(Numeral::Circled) => 50,
            Part::Numeral(Numeral::Roman { .. }) => 3_999,
            Part::Numeral(Numeral::Decimal | Numeral::Letter { .. } | Numeral::Han)
            | Part::Words(_) => MOST_ITEMS,
        });
        each.min().unwrap_or(MOST_ITEMS)
    }

    /// Whether it has words beside its numerals, as `Article 1` and `第一条` have.
    pub fn has_words(&self) -> bool {
        self.0.iter().any(|part| match part {
            Part::Words(words) => words.chars().any(char::is_alphabetic),
            Part::Numeral(_) => false,
        })
    }

    /// The number of an item after those of the items around it, from the outermost on.
    pub fn write(&self, counts: &[usize]) -> String {
        let skipped = counts.len().saturating_sub(self.numerals());
        let mut counts = counts.iter().skip(skipped);
        let each = self.0.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Numeral(numeral) => counts
                .next()
                .map_or_else(String::new, |count| numeral.write(*count)),
        });
        each.collect()
    }
}

/// a to z, then aa, ab …
pub fn letters(number: usize) -> String {
    let mut rest = number;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.extend(('a'..='z').nth(rest % 26));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

fn roman(number: usize) -> String {
    const VALUES: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number;
    let mut out = String::new();
    for (value, letters) in VALUES {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

/// 一 to 九千九百九十九: 十 without 一 at the beginning, 零 for skipped places.
fn han(number: usize) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    const PLACES: [(usize, Option<char>); 4] = [
        (1000, Some('千')),
        (100, Some('百')),
        (10, Some('十')),
        (1, None),
    ];
    let mut out = String::new();
    let mut is_skipped = false;
    for (value, place) in PLACES {
        let digit = number / value % 10;
        if digit == 0 {
            is_skipped = !out.is_empty();
            continue;
        }
        if is_skipped {
            out.push(DIGITS[0]);
            is_skipped = false;
        }
        if !(digit == 1 && value == 10 && out.is_empty()) {
            out.push(DIGITS[digit]);
        }
        out.extend(place);
    }
    out
}

/// ① to ㊿.
fn circled(number: usize) -> Option<char> {
    let number = u32::try_from(number).ok()?;
    let code = match number {
        1..=20 => 0x2460 + number - 1,
        21..=35 => 0x3251 + number - 21,
        36..=50 => 0x32B1 + number - 36,
        _ => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(pattern: &str, all: &[&[usize]]) -> Vec<String> {
        let pattern = NumberPattern::parse(pattern).expect("a pattern");
        all.iter().map(|counts| pattern.write(counts)).collect()
    }

    #[test]
    fn patterns_number_items_like_the_first() {
        assert_eq!(numbers("1.", &[&[1], &[12]]), ["1.", "12."]);
        assert_eq!(numbers("(a)", &[&[1], &[27]]), ["(a)", "(aa)"]);
        assert_eq!(numbers("A.", &[&[26]]), ["Z."]);
        assert_eq!(numbers("(i)", &[&[4], &[19]]), ["(iv)", "(xix)"]);
        assert_eq!(numbers("Article I.", &[&[14]]), ["Article XIV."]);
        assert_eq!(numbers("一、", &[&[1], &[10]]), ["一、", "十、"]);
        assert_eq!(
            numbers("第一条", &[&[15], &[20], &[101], &[110], &[1005]]),
            [
                "第十五条",
                "第二十条",
                "第一百零一条",
                "第一百一十条",
                "第一千零五条"
            ]
        );
        assert_eq!(
            numbers("①", &[&[1], &[20], &[21], &[50]]),
            ["①", "⑳", "㉑", "㊿"]
        );
    }

    #[test]
    fn patterns_with_several_numerals_repeat_the_outer_numbers() {
        assert_eq!(numbers("1.1", &[&[3, 2], &[9, 3, 2]]), ["3.2", "3.2"]);
        assert_eq!(numbers("1.1.1.", &[&[3, 2, 1]]), ["3.2.1."]);
        assert_eq!(numbers("A.1", &[&[2, 5]]), ["B.5"]);
    }

    #[test]
    fn letters_of_words_are_no_numerals() {
        assert_eq!(NumberPattern::parse("Item"), None);
        assert_eq!(NumberPattern::parse("Article 10"), None);
        assert_eq!(numbers("Annex 1", &[&[2]]), ["Annex 2"]);
    }
}
