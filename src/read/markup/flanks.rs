//! Decides from the characters on both sides of a run of stars whether it can open or close emphasis.

use icu_properties::props::{
    EastAsianWidth, EmojiPresentation, GeneralCategory, GeneralCategoryGroup,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// What the neighbours of a run of stars allow it to do.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the conditions of CommonMark, of which any may hold"
)]
pub struct Flanks {
    /// Whether it is left-flanking by CommonMark with its amendment for Chinese, Japanese and Korean.
    pub can_open: bool,
    /// Whether it is right-flanking by the same rules.
    pub can_close: bool,
    /// Whether it can open emphasis by diglot's rules, which take stars between two numbers or variables for a sign:
    /// `2*3`, `a**b`.
    pub may_open: bool,
    /// Whether it is inside a word, as in `kw**args`.
    pub is_in_word: bool,
    /// Whether there is a character other than white space on both sides.
    pub is_enclosed: bool,
}

impl Flanks {
    /// For a run between two texts.
    pub fn of(before: &str, after: &str) -> Self {
        // The character before a variation selector decides. U+FE0F, which asks for an emoji, counts for itself.
        let is_selector =
            |c: &char| matches!(c, '\u{FE00}'..='\u{FE0E}' | '\u{E0100}'..='\u{E01EF}');
        let is_letter = |c: &char| c.is_alphanumeric() && !is_cjk(*c);
        // A little more than a factor may have.
        let [mut left, right] = [
            before
                .chars()
                .rev()
                .take_while(is_letter)
                .take(FACTOR + 1)
                .collect::<Vec<_>>(),
            after
                .chars()
                .take_while(is_letter)
                .take(FACTOR + 1)
                .collect(),
        ];
        left.reverse();
        let before = before.chars().rev().find(|c| !is_selector(c));
        let (before, after) = (before.unwrap_or('\n'), after.chars().next().unwrap_or('\n'));
        let is_beside_cjk = is_cjk(before) || is_cjk(after);
        let can_open = !after.is_whitespace()
            && (!is_punctuation(after)
                || before.is_whitespace()
                || is_punctuation(before)
                || is_beside_cjk);
        let can_close = !before.is_whitespace()
            && (!is_punctuation(before)
                || after.is_whitespace()
                || is_punctuation(after)
                || is_beside_cjk);
        Self {
            can_open,
            can_close,
            may_open: can_open && !(is_factor(&left) && is_factor(&right)),
            is_in_word: !left.is_empty() && !right.is_empty(),
            is_enclosed: !before.is_whitespace() && !after.is_whitespace(),
        }
    }
}

/// The longest factor, in characters.
const FACTOR: usize = 20;

/// Whether a word can be a factor: a number, or a variable of one letter, with or without digits.
fn is_factor(word: &[char]) -> bool {
    let Some((first, rest)) = word.split_first() else {
        return false;
    };
    word.len() <= FACTOR
        && rest.iter().all(|c| c.is_numeric())
        && (first.is_numeric() || first.is_alphabetic())
}

/// Whether a character is punctuation or a symbol, between which CommonMark does not distinguish here.
fn is_punctuation(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    GeneralCategoryGroup::Punctuation.contains(category)
        || GeneralCategoryGroup::Symbol.contains(category)
}

/// Whether a character is Chinese, Japanese or Korean, punctuation included: wide, or the half-width form of a wide
/// character, and not an emoji.
fn is_cjk(c: char) -> bool {
    let width = CodePointMapData::<EastAsianWidth>::new().get(c);
    matches!(
        width,
        EastAsianWidth::Wide | EastAsianWidth::Fullwidth | EastAsianWidth::Halfwidth
    ) && !CodePointSetData::new::<EmojiPresentation>().contains(c)
        || matches!(c, '\u{1160}'..='\u{11FF}')
}
