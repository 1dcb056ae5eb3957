//! Corrects Unicode's line breaking (UAX #14), which Typst follows: inserts word joiners where it would break a short
//! token or against the rules of Chinese (kinsoku), and break opportunities where Chinese allows a break and it does
//! not. Also finds the quotation marks in a Han text that belong to Latin words. [`super::text_layer`] takes the
//! joiners out of the PDF's text, [`super::lines`] the break opportunities.

use std::borrow::Cow;

use super::token::BREAK;
use crate::book::{Inline, blank};
use crate::lang::is_wide;

/// Prevents a line break (word joiner).
pub const JOINER: char = '\u{2060}';
/// The standardised variation sequence that makes the quotation mark before it narrow (U+FE00).
pub const NARROW: char = '\u{FE00}';
/// Connectors, interpuncts, separators and dashes that must not begin a line of Han text (CLREQ § 3.1.3) and before
/// which UAX #14 would break.
const NOT_FIRST: &str = "·•～~—―⸺／＼－｜";
/// ASCII characters before which UAX #14 never breaks.
const NO_BREAK_BEFORE: &str = "-/!?.,:;)]}'\"|";
/// The longest token that is held together, in characters; narrow columns have no room for longer ones.
const LONGEST: usize = 19;

/// Returns a text with joiners where lines must not break, and break opportunities where they may after all. `begins`
/// says whether it begins a paragraph.
pub fn bind(text: &str, is_han: bool, begins: bool) -> Cow<'_, str> {
    let characters: Vec<char> = text.chars().collect();
    let mut bound = String::new();
    let mut is_bound = false;
    let held = held(&characters);
    for (index, c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| characters[index]);
        let holds = match before {
            None => is_han && !begins && NOT_FIRST.contains(*c),
            Some(before) => held[index] || (is_han && is_kept(&characters, index, before)),
        };
        if holds {
            bound.push(JOINER);
            is_bound = true;
        } else if is_han && is_after_interpunct(&characters, index) {
            bound.push(BREAK);
            is_bound = true;
        }
        bound.push(*c);
    }
    if is_bound {
        Cow::Owned(bound)
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a Latin word, or the bracket that opens it, follows an interpunct of Han text. A line may break after any
/// such interpunct, but UAX #14 treats it as a letter.
fn is_after_interpunct(characters: &[char], index: usize) -> bool {
    let c = characters[index];
    index > 1
        && (c.is_alphanumeric() && !is_wide(c) || matches!(c, '(' | '[' | '{'))
        && characters[index - 1] == '·'
        && is_wide(characters[index - 2])
}

/// Whether a character of Han text must stay with the one before it.
fn is_kept(characters: &[char], index: usize, before: char) -> bool {
    let c = characters[index];
    let is_connector = |c: char| NOT_FIRST.contains(c) || c == '–';
    // UAX #14 keeps a double dash together by itself.
    let starts = NOT_FIRST.contains(c) && !before.is_whitespace() && before != c;
    // Ranges stay together: 3～5, 10—20.
    let ends = is_connector(before)
        && c.is_ascii_digit()
        && index > 1
        && characters[index - 2].is_ascii_digit();
    starts || ends
}

/// Marks the characters before which a short token must not break. A token is a run of ASCII characters without
/// spaces, such as the name of a program, an operator, or a number with its sign.
fn held(characters: &[char]) -> Vec<bool> {
    let mut held = vec![false; characters.len()];
    let mut start = 0;
    for end in 0..=characters.len() {
        if characters.get(end).is_some_and(char::is_ascii_graphic) {
            continue;
        }
        if end - start <= LONGEST {
            let token = &characters[start..end];
            for (at, is_bound) in held[start..end].iter_mut().enumerate().skip(1) {
                // A letter of another script, or with a mark, goes on with the word.
                let next = characters
                    .get(end)
                    .is_some_and(|c| c.is_alphabetic() && !is_wide(*c));
                let is_last = !token[at..].iter().any(|c| !c.is_ascii_alphanumeric());
                *is_bound = is_held(token, at) && !(next && is_last);
            }
        }
        start = end + 1;
    }
    held
}

/// Whether a short token must not break before the character at `at`, where UAX #14 would break it.
fn is_held(token: &[char], at: usize) -> bool {
    let (before, after) = (token[at - 1], token[at]);
    if NO_BREAK_BEFORE.contains(after) {
        return false;
    }
    // The lengths of the alphanumeric runs on both sides.
    let is_part = |c: &&char| c.is_ascii_alphanumeric();
    let left = token[..at - 1].iter().rev().take_while(is_part).count();
    let right = token[at..].iter().take_while(is_part).count();
    match before {
        // A/B, TCP/IP; but input/output may break.
        '/' => !after.is_ascii_digit() && left <= 3 && right <= 3,
        // --help, e-mail, X-ray, ->; but well-known may break.
        '-' => !after.is_ascii_digit() && (left <= 1 || right <= 1),
        // C++, %%.
        '+' | '%' => after == before,
        // a||b.
        '|' => true,
        // !=
        '!' => !after.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Returns a text with [`NARROW`] after each quotation mark that belongs to Latin words: apostrophes, and pairs
/// inside Latin text. Both scripts share these code points, and Han fonts draw them one em wide. Returns `None` if
/// there are none.
pub fn narrow(list: &[Inline]) -> Option<Vec<Inline>> {
    let mut line = Vec::new();
    visible(list, &mut line);
    let narrow = narrow_marks(&line);
    if !narrow.contains(&true) {
        return None;
    }
    Some(marked(list, &mut narrow.into_iter()))
}

fn is_quote(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”')
}

/// The characters of a text as read. Notes are left out, since they are texts of their own.
fn visible(list: &[Inline], line: &mut Vec<char>) {
    for inline in list {
        match inline {
            Inline::Plain(text) | Inline::Code(text) | Inline::Ruby { base: text, .. } => {
                line.extend(text.chars());
            }
            Inline::Blank { number, width, .. } => line.extend(blank(*number, *width).chars()),
            Inline::Formula(_) | Inline::Picture(_) => line.push('x'),
            Inline::Break => line.push('\n'),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Span { text: inner, .. }
            | Inline::Reference { text: inner, .. } => visible(inner, line),
            Inline::Note(_) | Inline::Index(_) => {}
        }
    }
}

/// Tells for each quotation mark of a line whether it is narrow.
fn narrow_marks(line: &[char]) -> Vec<bool> {
    let is_latin = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(*c));
    let is_western = |c: Option<&char>| is_latin(c) || c.is_some_and(char::is_ascii_graphic);
    // The nearest character in either direction that is not a space.
    let left = |at: usize| line[..at].iter().rev().find(|c| !c.is_whitespace());
    let right = |at: usize| line[at + 1..].iter().find(|c| !c.is_whitespace());
    let mut is_narrow = vec![false; line.len()];
    // The number of wide characters before each position.
    let mut wide = vec![0; line.len() + 1];
    for (at, c) in line.iter().enumerate() {
        wide[at + 1] = wide[at] + usize::from(is_wide(*c));
    }
    let (mut double, mut single) = (Vec::new(), Vec::new());
    for (at, c) in line.iter().enumerate() {
        let (before, after) = (at.checked_sub(1).map(|at| &line[at]), line.get(at + 1));
        let start = match c {
            '’' if is_latin(before) && is_latin(after) => {
                is_narrow[at] = true;
                continue;
            }
            '“' => {
                double.push(at);
                continue;
            }
            '‘' => {
                single.push(at);
                continue;
            }
            '”' => {
                let start = double.pop();
                // A single mark that was opened inside and never closed cannot pair with a later one.
                while single.last() > start.as_ref() && start.is_some() {
                    single.pop();
                }
                start
            }
            '’' => single.pop(),
            _ => continue,
        };
        if let Some(start) = start {
            let (outer_left, outer_right) = (left(start), right(at));
            let is_outside = (outer_left.is_none() || is_western(outer_left))
                && (outer_right.is_none() || is_western(outer_right))
                && (outer_left.is_some() || outer_right.is_some());
            if wide[at] == wide[start] && is_outside {
                is_narrow[start] = true;
                is_narrow[at] = true;
            }
        } else if *c == '’' {
            // ’90s, dogs’ tails.
            let begins = is_latin(after) && before.is_none_or(|c| c.is_whitespace());
            let ends =
                is_latin(before) && after.is_some_and(|c| c.is_whitespace()) && is_latin(right(at));
            is_narrow[at] = begins || ends;
        }
    }
    let marks = line.iter().zip(is_narrow).filter(|(c, _)| is_quote(**c));
    marks.map(|(_, is_narrow)| is_narrow).collect()
}

/// The same text with [`NARROW`] after its narrow marks. `narrow` has one item per mark, in reading order.
fn marked(list: &[Inline], narrow: &mut impl Iterator<Item = bool>) -> Vec<Inline> {
    let each = |inline: &Inline| match inline {
        Inline::Plain(text) => {
            let mut marked = String::with_capacity(text.len());
            for c in text.chars() {
                marked.push(c);
                if is_quote(c) && narrow.next() == Some(true) {
                    marked.push(NARROW);
                }
            }
            Inline::Plain(marked)
        }
        Inline::Emph(inner) => Inline::Emph(self::marked(inner, narrow)),
        Inline::Strong(inner) => Inline::Strong(self::marked(inner, narrow)),
        Inline::Link { url, text } => Inline::Link {
            url: url.clone(),
            text: self::marked(text, narrow),
        },
        Inline::Span { kind, text } => Inline::Span {
            kind: kind.clone(),
            text: self::marked(text, narrow),
        },
        Inline::Reference { target, text } => Inline::Reference {
            target: target.clone(),
            text: self::marked(text, narrow),
        },
        Inline::Code(text) | Inline::Ruby { base: text, .. } => {
            for _ in text.chars().filter(|c| is_quote(*c)) {
                narrow.next();
            }
            inline.clone()
        }
        Inline::Formula(_)
        | Inline::Blank { .. }
        | Inline::Note(_)
        | Inline::Index(_)
        | Inline::Picture(_)
        | Inline::Break => inline.clone(),
    };
    list.iter().map(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `_` for joiners and `|` for break opportunities.
    fn bound(text: &str, is_han: bool) -> String {
        bind(text, is_han, true)
            .replace(JOINER, "_")
            .replace(BREAK, "|")
    }

    #[test]
    fn short_tokens_hold_together() {
        for (text, wanted) in [
            ("用C++写", "用C+_+写"),
            ("i++ 和 C# 和 .NET", "i+_+ 和 C# 和 .NET"),
            ("得-5分", "得-5分"),
            ("A/B测试", "A/_B测试"),
            ("TCP/IP", "TCP/_IP"),
            ("input/output", "input/output"),
            ("e-mail", "e-_mail"),
            ("well-known", "well-known"),
            ("a->b", "a-_>b"),
            ("x != y", "x !_= y"),
            ("a || b//c", "a || b//_c"),
            ("+1 和 --help", "+1 和 --_help"),
            ("https://example.org/a/b/c", "https://example.org/a/b/c"),
        ] {
            assert_eq!(bound(text, true), wanted);
        }
    }

    #[test]
    fn connectors_and_interpuncts_do_not_begin_lines_of_han() {
        for (text, wanted) in [
            ("伊萨克·牛顿", "伊萨克_·牛顿"),
            ("艾萨克·Newton", "艾萨克_·|Newton"),
            ("音乐·(aside)", "音乐_·|(aside)"),
            ("J·K·罗琳", "J_·K_·罗琳"),
            ("3～5个", "3_～_5个"),
            ("北京～上海", "北京_～上海"),
            ("是的——好", "是的_——好"),
            ("对／错", "对_／错"),
            ("10%的", "10%的"),
        ] {
            assert_eq!(bound(text, true), wanted);
        }
        assert_eq!(bound("one — two · three", false), "one — two · three");
        assert_eq!(bind("·甲", true, false), "\u{2060}·甲");
        assert_eq!(bind("·甲", true, true), "·甲");
    }

    /// The text with its narrow marks in brackets.
    fn narrowed(text: &str) -> String {
        let list = [Inline::Plain(text.to_owned())];
        let list = narrow(&list).unwrap_or(list.to_vec());
        let [Inline::Plain(text)] = list.as_slice() else {
            panic!("one text stays one");
        };
        let mut out = String::new();
        for c in text.chars() {
            if c == NARROW {
                let mark = out.pop().unwrap();
                out.extend(['[', mark, ']']);
            } else {
                out.push(c);
            }
        }
        out
    }

    #[test]
    fn marks_of_latin_words_are_narrow_in_han() {
        for (text, wanted) in [
            (
                "拼作Xi’an，他说don’t worry",
                "拼作Xi[’]an，他说don[’]t worry",
            ),
            ("rock ’n’ roll，the ’90s", "rock [’]n[’] roll，the [’]90s"),
            ("“don’t”，Rust’s。", "“don[’]t”，Rust[’]s。"),
            (
                "：he said “hello” to me，是“你好”。",
                "：he said [“]hello[”] to me，是“你好”。",
            ),
            ("他说‘好’。", "他说‘好’。"),
            ("“Rust”是“A B”的", "“Rust”是“A B”的"),
            ("the dogs’ tails", "the dogs[’] tails"),
        ] {
            assert_eq!(narrowed(text), wanted);
        }
    }

    #[test]
    fn marks_are_found_through_markup() {
        let plain = |text: &str| Inline::Plain(text.to_owned());
        let list = [Inline::Strong(vec![plain("Rust")]), plain("’s“好”")];
        let found = narrow(&list).unwrap();
        assert_eq!(found[1], plain("’\u{FE00}s“好”"));
    }
}
