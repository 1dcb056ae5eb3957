//! What stands at both sides of a run of stars decides what it may do.

use icu_properties::props::{
    EastAsianWidth, EmojiPresentation, GeneralCategory, GeneralCategoryGroup,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// What a run of stars may do.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the conditions of CommonMark, of which any may hold"
)]
pub struct Flanks {
    /// Whether it is left-flanking, as CommonMark says with its amendment for Chinese, Japanese and Korean.
    pub can_open: bool,
    /// Whether it is right-flanking.
    pub can_close: bool,
    /// Whether it opens emphasis here: between two Latin letters or digits it is a sign of multiplication.
    pub may_open: bool,
    /// Whether no blank is at either side, nor the text's end.
    pub is_enclosed: bool,
}

impl Flanks {
    /// Of a run between two texts.
    pub fn of(before: &str, after: &str) -> Self {
        // A variation selector belongs to the character before it.
        let is_selector =
            |c: &char| matches!(c, '\u{FE00}'..='\u{FE0E}' | '\u{E0100}'..='\u{E01EF}');
        let before = before.chars().rev().find(|c| !is_selector(c));
        let (before, after) = (before.unwrap_or('\n'), after.chars().next().unwrap_or('\n'));
        let is_beside_cjk = is_cjk(before) || is_cjk(after);
        let is_latin = |c: char| c.is_alphanumeric() && !is_cjk(c);
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
            may_open: can_open && !(is_latin(before) && is_latin(after)),
            is_enclosed: !before.is_whitespace() && !after.is_whitespace(),
        }
    }
}

/// Punctuation or a symbol, which CommonMark takes for one thing.
fn is_punctuation(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    GeneralCategoryGroup::Punctuation.contains(category)
        || GeneralCategoryGroup::Symbol.contains(category)
}

/// A character of Chinese, Japanese or Korean, marks included: as wide as a Han character or made narrow from one,
/// and no pictograph.
fn is_cjk(c: char) -> bool {
    let width = CodePointMapData::<EastAsianWidth>::new().get(c);
    matches!(
        width,
        EastAsianWidth::Wide | EastAsianWidth::Fullwidth | EastAsianWidth::Halfwidth
    ) && !CodePointSetData::new::<EmojiPresentation>().contains(c)
        || matches!(c, '\u{1160}'..='\u{11FF}')
}
