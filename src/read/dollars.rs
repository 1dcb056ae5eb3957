//! Which `$` begins a formula, and which is a price or a part of a name: settled before CommonMark reads.

use super::formula;
use crate::lang::is_wide;

/// Stands for a `$` that begins and ends no formula, while CommonMark reads.
pub const DOLLAR: char = '\u{FDD2}';

/// Puts stand-ins for each `$` that begins and ends no formula.
pub fn settled(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            // With the character that it escapes.
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            '`' => code(rest),
            '$' if rest.starts_with("$$") => rest.len() - rest.trim_start_matches('$').len(),
            '$' => formula_at(rest, before).unwrap_or(0),
            _ => c.len_utf8(),
        };
        if length == 0 {
            out.push(DOLLAR);
            rest = &rest[1..];
            before = Some(c);
            continue;
        }
        let (part, after) = rest.split_at(length);
        out.push_str(part);
        before = part.chars().next_back();
        rest = after;
    }
    out
}

/// How long the code is that a text begins with, or the backticks that begin none.
fn code(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (open, mut rest) = text.split_at(ticks);
    while let Some(start) = rest.find('`') {
        let run = &rest[start..];
        let after = run.trim_start_matches('`');
        if run.len() - after.len() == open.len() {
            return text.len() - after.len();
        }
        rest = after;
    }
    ticks
}

/// How long the formula is that a text begins with. As in Pandoc no white follows the `$` that opens it, none
/// stands before the one that closes it, and no digit after; beyond that neither of them touches a Latin
/// letter on its outer side, as in names of programs, and Han words between two are no formula but prices.
fn formula_at(text: &str, before: Option<char>) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() && !is_wide(c);
    let inner = &text[1..];
    if before.is_some_and(is_word) || inner.starts_with(char::is_whitespace) {
        return None;
    }
    let mut characters = inner.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == '\\' {
            characters.next();
        } else if c == '$' {
            let (tex, after) = (&inner[..at], &inner[at + 1..]);
            let is_end = !tex.ends_with(char::is_whitespace)
                && !after.starts_with(|c| c == '$' || is_word(c));
            let is_tex = !formula::has_han(tex) || tex.contains(['\\', '^', '_']);
            return (is_end && is_tex).then_some(at + 2);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DOLLAR, settled};

    #[test]
    fn prices_names_and_code_are_no_formulas() {
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
            assert_eq!(settled(text), text.replace('$', &DOLLAR.to_string()));
        }
        for text in ["`a$b` and `$c$`", "\\$x\\$", "$$x$$", "``a`$b`` c"] {
            assert_eq!(settled(text), text);
        }
    }

    #[test]
    fn formulas_stand_beside_prices_and_han() {
        for (text, wanted) in [
            ("设$x$是$5的", "设$x$是D5的"),
            ("$5 or $x$", "D5 or $x$"),
            ("$6，\\$x\\$ 不是，$x$ 是", "D6，\\$x\\$ 不是，$x$ 是"),
            ("the $n$-th, $a\\$b$", "the $n$-th, $a\\$b$"),
            ("$\\text{中}$", "$\\text{中}$"),
            ("*$x$* ($y$)", "*$x$* ($y$)"),
        ] {
            assert_eq!(settled(text).replace(DOLLAR, "D"), wanted);
        }
    }
}
