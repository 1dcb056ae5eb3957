//! Spans: words that are set apart other than by emphasis.

use crate::lang::Lang;

/// What sets a span apart.
#[derive(Debug, Clone, PartialEq)]
pub enum SpanKind {
    Superscript,
    Subscript,
    SmallCaps,
    /// A key of a keyboard.
    Key,
    /// An abbreviation in a gloss, in small capitals.
    Abbreviation,
    /// Words in a language other than that of the text around them.
    Language(Lang),
}

/// Characters with a raised and a lowered form.
const SCRIPTS: [(char, char, char); 15] = [
    ('0', '⁰', '₀'),
    ('1', '¹', '₁'),
    ('2', '²', '₂'),
    ('3', '³', '₃'),
    ('4', '⁴', '₄'),
    ('5', '⁵', '₅'),
    ('6', '⁶', '₆'),
    ('7', '⁷', '₇'),
    ('8', '⁸', '₈'),
    ('9', '⁹', '₉'),
    ('+', '⁺', '₊'),
    ('-', '⁻', '₋'),
    ('−', '⁻', '₋'),
    ('(', '⁽', '₍'),
    (')', '⁾', '₎'),
];

impl SpanKind {
    /// The words of a span where there is no markup: a power stays one, `2¹⁰`, if Unicode has its characters.
    pub fn plain(&self, words: String) -> String {
        let respelt = |pick: fn(&(char, char, char)) -> char| {
            let each = words.chars().map(|c| {
                let found = SCRIPTS.iter().find(|(usual, ..)| *usual == c);
                found.map(pick)
            });
            each.collect::<Option<String>>()
        };
        let respelt = match self {
            Self::Superscript => respelt(|(_, raised, _)| *raised),
            Self::Subscript => respelt(|(.., lowered)| *lowered),
            Self::SmallCaps | Self::Key | Self::Abbreviation | Self::Language(_) => None,
        };
        respelt.unwrap_or(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_stay_powers_without_markup() {
        assert_eq!(SpanKind::Superscript.plain("-10".to_owned()), "⁻¹⁰");
        assert_eq!(SpanKind::Subscript.plain("2".to_owned()), "₂");
        assert_eq!(SpanKind::Superscript.plain("th".to_owned()), "th");
    }
}
