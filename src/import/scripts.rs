//! What kinds of characters there are, as far as bringing books in has to know.

/// Whether a character is a Han character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        || matches!(c, '〇' | '々' | '〆')
}

/// Whether a character belongs to Chinese or Japanese writing: Han, kana, or one of the marks that only they have.
pub(crate) fn is_cjk(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{30ff}' | '\u{ff01}'..='\u{ff65}')
}

/// Whether a character belongs to Chinese text where it stands beside Han characters: those of [`is_cjk`], and marks
/// that Chinese shares with other languages.
pub(crate) fn counts_as_chinese(c: char) -> bool {
    is_cjk(c) || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Whether a text has Han characters, which settles its language whatever else is in it.
pub(crate) fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}

/// Whether a character is one that nobody sees and that copying from browsers leaves in texts: a soft hyphen, a space or
/// joiner without width, a byte order mark, or a variation selector of an emoji.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}'
    )
}
