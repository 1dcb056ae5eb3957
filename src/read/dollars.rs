//! Tells formulas in dollar signs from prices and names.

use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use super::formula;

/// The length in bytes of the formula at the beginning of `text`, dollar signs included. `text` must begin with `$`;
/// `before` is the character before it.
///
/// As in Pandoc, no white space may follow the opening `$` or precede the closing one, and no digit may follow that.
/// Beyond that, neither may touch a Latin letter on its outer side, as it would in names of programs, unless it is the
/// ending of an ordinal number (`$n$th`); and Han characters between the two mean prices, unless there is TeX as well.
pub fn formula_at(text: &str, before: Option<char>) -> Option<usize> {
    let inner = &text[1..];
    if before.is_some_and(is_latin) || inner.starts_with(char::is_whitespace) {
        return None;
    }
    let mut characters = inner.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            characters.next();
        } else if c == '$' {
            let (tex, after) = (&inner[..at], &inner[at + 1..]);
            let is_end = !tex.ends_with(char::is_whitespace)
                && !after.starts_with('$')
                && (!after.starts_with(is_latin) || has_ordinal_ending(after));
            let is_tex = !formula::has_han(tex) || tex.contains(['\\', '^', '_']);
            return (is_end && is_tex).then_some(at + 2);
        }
    }
    None
}

/// Whether a character is a digit or a Latin letter. Letters of other scripts may touch a formula: Arabic and Hebrew write
/// short words together with what follows, Korean and Cyrillic text adds endings.
fn is_latin(c: char) -> bool {
    c.is_numeric() || CodePointMapData::<Script>::new().get(c) == Script::Latin
}

/// Whether a text begins with the ending of an English ordinal number.
fn has_ordinal_ending(text: &str) -> bool {
    ["th", "st", "nd", "rd"].iter().any(|ending| {
        text.strip_prefix(ending)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '$'))
    })
}

/// Whether the `$` at the beginning of `text` seems to open a formula that is never closed: TeX follows it, but no
/// further `$`.
pub fn is_unclosed(text: &str, before: Option<char>) -> bool {
    let inner = &text[1..];
    if before.is_some_and(is_latin)
        || inner.contains('$')
        || inner.starts_with(|c: char| c.is_whitespace() || "({".contains(c))
    {
        return false;
    }
    let has_command = inner
        .match_indices('\\')
        .any(|(at, _)| inner[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
    has_command || inner.contains("^{") || inner.contains("_{")
}

#[cfg(test)]
mod tests {
    use super::{formula_at, is_unclosed};

    /// The text with each formula in angle brackets.
    fn formulas(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let before = text[..at].chars().next_back();
            let length = if c == '$' {
                formula_at(&text[at..], before)
            } else {
                None
            };
            if let Some(length) = length {
                out += &["<", &text[at + 1..at + length - 1], ">"].concat();
                at += length;
            } else {
                out.push(c);
                at += c.len_utf8();
            }
        }
        out
    }

    #[test]
    fn prices_and_names_are_not_formulas() {
        for text in [
            "from $5 to $6, or US$7–US$8",
            "价格从$5涨到$6，再到$7。",
            "($5)至(AU$)",
            "readdir$INODE64 and org$blobstore$put",
            "$ x $ and $x $",
            "${HOME} $(id) %s",
            "a $ b",
            "\"+-{:-<inner_width$}-+\"",
        ] {
            assert_eq!(formulas(text), text);
        }
    }

    #[test]
    fn formulas_can_touch_prices_and_han() {
        for (text, wanted) in [
            ("设$x$是$5的", "设<x>是$5的"),
            ("$5 or $x$", "$5 or <x>"),
            ("the $n$-th, $a\\$b$", "the <n>-th, <a\\$b>"),
            ("the $n$th and $k$s", "the <n>th and $k$s"),
            ("و$E=mc^2$ ש$x$ $n$й $x$는", "و<E=mc^2> ש<x> <n>й <x>는"),
            ("$\\text{中}$", "<\\text{中}>"),
            ("*$x$* ($y$)", "*<x>* (<y>)"),
        ] {
            assert_eq!(formulas(text), wanted);
        }
    }

    #[test]
    fn a_dollar_with_tex_after_it_is_unclosed() {
        assert!(is_unclosed("$\\sum x", None));
        assert!(is_unclosed("$x^{2} 是", Some('为')));
        for text in ["$5 and more", "$HOME/bin", "${x_{1}", "$x_1", "$(\\d+)"] {
            assert!(!is_unclosed(text, None), "{text}");
        }
    }
}
