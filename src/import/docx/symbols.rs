//! Characters of fonts that have no Unicode, as `w:sym` names them.

/// The letters that the font Symbol has at the places of ASCII, from `A` on.
const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
/// The same from `a` on.
const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
const OF_SYMBOL: [(u32, char); 22] = [
    (0xA2, '′'),
    (0xA3, '≤'),
    (0xA5, '∞'),
    (0xAB, '↔'),
    (0xAC, '←'),
    (0xAD, '↑'),
    (0xAE, '→'),
    (0xAF, '↓'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB2, '″'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB5, '∝'),
    (0xB6, '∂'),
    (0xB7, '•'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xBB, '≈'),
    (0xBC, '…'),
    (0xD6, '√'),
    (0xE5, '∑'),
];
const OF_WINGDINGS: [(u32, char); 16] = [
    (0x4A, '☺'),
    (0x6C, '●'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '❑'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0xA7, '▪'),
    (0xA8, '◻'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE8, '➔'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFE, '☑'),
];

/// The character of a font at a place, in hexadecimal; `None` if it is not known.
pub(super) fn character(font: &str, place: &str) -> Option<char> {
    let code = u32::from_str_radix(place, 16).ok()?;
    // Such fonts are placed in the private area.
    let is_private = (0xE000..0xF900).contains(&code);
    let low = if (0xF000..0xF100).contains(&code) {
        code - 0xF000
    } else {
        code
    };
    let listed = |table: &[(u32, char)]| {
        let found = table.iter().find(|(place, _)| *place == low);
        found.map(|(_, c)| *c)
    };
    let font = font.to_lowercase();
    if font.starts_with("wingdings") {
        return listed(&OF_WINGDINGS);
    }
    if font == "symbol" {
        let letters = match low {
            0x41..=0x5A => CAPITALS.chars().nth(usize::try_from(low - 0x41).ok()?),
            0x61..=0x7A => SMALL.chars().nth(usize::try_from(low - 0x61).ok()?),
            _ => None,
        };
        let itself = char::from_u32(low)
            .filter(|c| c.is_ascii_digit() || "+=()[]{}.,:;<>/|%!?".contains(*c));
        return letters.or_else(|| listed(&OF_SYMBOL)).or(itself);
    }
    char::from_u32(code).filter(|_| !is_private)
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn symbols_are_characters() {
        for (font, place, wanted) in [
            ("Symbol", "F061", Some('α')),
            ("Symbol", "57", Some('Ω')),
            ("Wingdings", "F0FC", Some('✓')),
            ("Wingdings", "F001", None),
            ("Times New Roman", "2603", Some('☃')),
            ("Some Font", "F041", None),
        ] {
            assert_eq!(character(font, place), wanted, "{font} {place}");
        }
    }
}
