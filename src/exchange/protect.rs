//! Divides a text into words to be translated and markup to be kept, which translation tools show as placeholders. The
//! parts put together are the text again, whatever they are taken for.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    Words(&'t str),
    Markup(&'t str),
}

/// The parts of a text, in order.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        let length = markup(text, at);
        if length == 0 {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if start < at {
            parts.push(Part::Words(&text[start..at]));
        }
        parts.push(Part::Markup(&text[at..at + length]));
        at += length;
        start = at;
    }
    if start < text.len() {
        parts.push(Part::Words(&text[start..]));
    }
    parts
}

/// A text as it is told apart for a tool: markup with a number, from 1. Markup of a translation has the number that it has
/// in the original, and one after those if it is not there.
pub fn numbered<'t>(text: &'t str, original: &str, is_lined: bool) -> Vec<(Part<'t>, usize)> {
    if is_lined {
        return vec![(Part::Words(text), 0)];
    }
    let is_markup = |part: &Part<'_>| matches!(part, Part::Markup(_));
    let mut known: Vec<Option<Part<'_>>> = parts(original)
        .into_iter()
        .filter(is_markup)
        .map(Some)
        .collect();
    let mut next = known.len();
    let number = |part: Part<'t>| {
        if !is_markup(&part) {
            return (part, 0);
        }
        let found = known.iter().position(|one| *one == Some(part));
        let index = found.unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        if let Some(taken) = known.get_mut(index) {
            *taken = None;
        }
        (part, index + 1)
    };
    parts(text).into_iter().map(number).collect()
}

/// The first markup of a text that is one half of a pair without the other.
pub fn half(text: &str) -> Option<&str> {
    let markup = parts(text).into_iter().filter_map(|part| match part {
        Part::Markup(markup) => Some(markup),
        Part::Words(_) => None,
    });
    let mut open = Vec::new();
    let mut stars: Vec<&str> = Vec::new();
    for one in markup {
        if one.starts_with('*') {
            stars.push(one);
        } else if one.starts_with(']') {
            if open.pop().is_none() {
                return Some(one);
            }
        } else if one.ends_with(['[', '|']) {
            open.push(one);
        } else if one.trim_matches('`').is_empty() {
            return Some(one);
        }
    }
    // Three asterisks open or close one and two at once.
    let twos: usize = stars.iter().map(|run| run.len() / 2).sum();
    let ones: usize = stars.iter().map(|run| run.len() % 2).sum();
    let lone = |width: usize, holds: fn(&str) -> bool| {
        let run = stars.iter().find(|run| holds(run))?;
        run.get(..width)
    };
    let odd = match (twos % 2, ones % 2) {
        (1, _) => lone(2, |run| run.len() > 1),
        (_, 1) => lone(1, |run| run.len() % 2 == 1),
        (_, _) => None,
    };
    open.pop().or(odd)
}

/// The length of the markup that begins at a byte of a text; 0 if these are words.
fn markup(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    // Up to and including what closes it.
    let through = |from: usize, close: &str| {
        rest[from..]
            .find(close)
            .map_or(0, |end| from + end + close.len())
    };
    let first = rest.as_bytes()[0];
    match first {
        b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        b'`' => {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            through(ticks, &rest[..ticks]).max(ticks)
        }
        b'$' => {
            let is_formula = rest[1..].starts_with(|c: char| !c.is_whitespace() && c != '$');
            if is_formula { through(1, "$") } else { 0 }
        }
        b'*' => rest.len() - rest.trim_start_matches('*').len(),
        b'[' if rest.starts_with("[[") => {
            let whole = through(2, "]]");
            match rest.find('|') {
                Some(bar) if bar < whole => bar + 1,
                _ if whole > 0 => whole,
                _ => 2,
            }
        }
        b'[' if rest.starts_with("[@") => through(2, "]").max(1),
        b'^' if rest.starts_with("^[") => 2,
        b'!' if rest.starts_with("![") => 2,
        b']' if rest.starts_with("]]") => 2,
        b']' if rest.starts_with("](") => through(2, ")").max(1),
        b']' if rest.starts_with("]{") => through(2, "}").max(1),
        b'[' | b']' => 1,
        b'{' if rest.starts_with("{{") => through(2, "}}").max(2),
        b'{' => {
            let whole = through(1, "}");
            if rest[..whole].contains('|') {
                whole
            } else {
                0
            }
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    fn shown(text: &str) -> String {
        let each = parts(text).into_iter().map(|part| match part {
            Part::Words(words) => words.to_owned(),
            Part::Markup(markup) => format!("‹{markup}›"),
        });
        each.collect()
    }

    #[test]
    fn markup_is_told_from_words() {
        for (text, wanted) in [
            (
                "用 **加粗**，再用 `let x`。",
                "用 ‹**›加粗‹**›，再用 ‹`let x`›。",
            ),
            (
                "[[token]] and [[token|tokens]]",
                "‹[[token]]› and ‹[[token|›tokens‹]]›",
            ),
            (
                "a [link](https://a.b/c)^[A note.]{.only}",
                "a ‹[›link‹](https://a.b/c)›‹^[›A note.‹]{.only}›",
            ),
            ("$x^2$ costs $5 or $6", "‹$x^2$› costs ‹$5 or $›6"),
            ("{字节|zìjié} {{left}} {a}", "‹{字节|zìjié}› ‹{{left}}› {a}"),
            (
                "5 \\* 3 ![a key](k.svg) [@knuth, p. 3]",
                "5 ‹\\*› 3 ‹![›a key‹](k.svg)› ‹[@knuth, p. 3]›",
            ),
            ("`", "‹`›"),
            ("[[open and ``a`", "‹[[›open and ‹``›a‹`›"),
        ] {
            assert_eq!(shown(text), wanted);
        }
    }

    #[test]
    fn markup_has_the_number_of_its_original() {
        let of = |text: &str, original: &str| -> Vec<usize> {
            let all = super::numbered(text, original, false).into_iter();
            all.map(|(_, number)| number)
                .filter(|number| *number > 0)
                .collect()
        };
        assert_eq!(of("*a* `b`", "*a* `b`"), [1, 2, 3]);
        assert_eq!(of("`b` *a* $x$", "*a* `b`"), [3, 1, 2, 4]);
    }

    #[test]
    fn a_half_without_the_other_is_found() {
        for (text, wanted) in [
            (
                "**a** *b* ***c** d* `e` [f](g) ^[h] [[i]] [[j|k]] $5 \\* `l`",
                None,
            ),
            ("**a", Some("**")),
            ("***a* b", Some("**")),
            ("***a** b", Some("*")),
            ("*a **b***", None),
            ("[a", Some("[")),
            ("a](b)", Some("](b)")),
            ("^[a [b](c)", Some("^[")),
            ("[[a|b", Some("[[")),
            ("a ` b", Some("`")),
        ] {
            assert_eq!(super::half(text), wanted, "{text}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        for text in [
            "",
            "\\",
            "**[[]]](](](",
            "{{}}{|}{",
            "$$ $ $x",
            "![^[[@]]{](茶)",
        ] {
            let whole: String = parts(text)
                .into_iter()
                .map(|part| match part {
                    Part::Words(part) | Part::Markup(part) => part,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
