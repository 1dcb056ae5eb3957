//! Prevents runts in Han paragraphs: a last line must not consist of a single character (CLREQ § 3.1.6). The last two
//! characters, with the punctuation around them and their markup, are split off to be kept on one line. Also splits
//! texts into segments.

use crate::book::{Inline, blank};
use crate::lang::{is_latin, is_wide, opens};

use super::bonds::NARROW;
use super::token::{BREAK, SOFT_HYPHEN};

/// What a formula or a picture counts as: a word of two letters, so that neither is a last character.
pub const FORMULA: &str = "xx";
/// Marks that join words and must not be separated from what precedes them.
const CONNECTORS: &str = "·•～~—―⸺／＼－｜’";
/// What a hard line break counts as: a blank.
const LINE_END: char = '\n';
/// The longest end in characters that is kept together; narrow columns have no room for longer ones.
const LONGEST: usize = 14;

/// Splits a text before its end; `None` if every possible last line has at least two characters.
pub fn part(list: &[Inline]) -> Option<(Vec<Inline>, Vec<Inline>)> {
    let line: Vec<char> = visible(list);
    let at = cut(&line)?;
    Some(split(list, at))
}

/// The index of the character at which the end begins.
fn cut(line: &[char]) -> Option<usize> {
    let word_start = |end: usize| {
        let word = line[..end].iter().rev().take_while(|c| is_latin(**c));
        end - word.count()
    };
    // The beginning of the last character or word before an index.
    let unit = |end: usize| {
        let last = line[..end].iter().rposition(|c| c.is_alphanumeric())?;
        let is_word = is_latin(line[last]);
        Some(if is_word { word_start(last + 1) } else { last })
    };
    let last = unit(line.len())?;
    let letters = line[last..].iter().filter(|c| c.is_alphanumeric());
    if letters.count() > 1 {
        return None;
    }
    let mut at = unit(last)?;
    while at > 0 {
        let before = line[at - 1];
        let is_token = |c: char| c.is_ascii_graphic() || c == NARROW;
        // Typst puts a quarter em between Han and Latin, but not at the edge of a box.
        if is_latin(before) != is_latin(line[at]) && before.is_alphanumeric() {
            at = unit(at)?;
        } else if is_token(before) && is_token(line[at]) || CONNECTORS.contains(before) {
            // A token (A/B, -5, don’t) is not split, and a connector stays with both words.
            at -= 1;
        } else if opens(before) {
            // An opening mark must not be separated from what follows it.
            at -= 1;
        } else {
            break;
        }
    }
    let has_han = line[at..]
        .iter()
        .any(|c| is_wide(*c) && c.is_alphanumeric());
    (has_han && at > 0 && line.len() - at <= LONGEST).then_some(at)
}

/// The characters of a text as read, without its notes.
fn visible(list: &[Inline]) -> Vec<char> {
    let mut line = Vec::new();
    for inline in list {
        match inline {
            Inline::Plain(text) | Inline::Code(text) | Inline::Ruby { base: text, .. } => {
                line.extend(text.chars());
            }
            Inline::Blank { number, width, .. } => line.extend(blank(*number, *width).chars()),
            Inline::Formula(_) | Inline::Picture(_) => line.extend(FORMULA.chars()),
            Inline::Break => line.push(LINE_END),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Span { text: inner, .. }
            | Inline::Reference { text: inner, .. } => line.extend(visible(inner)),
            Inline::Note(_) | Inline::Index(_) => {}
        }
    }
    line
}

/// The lines of a text between its hard line breaks. Markup that spans one is divided.
pub fn lines(list: &[Inline]) -> Vec<Vec<Inline>> {
    let mut lines = Vec::new();
    let mut rest = list.to_vec();
    while let Some(at) = visible(&rest).iter().position(|c| *c == LINE_END) {
        let (line, after) = split(&rest, at);
        rest = split(&after, 1).1;
        lines.push(line);
    }
    lines.push(rest);
    lines
}

/// Splits a text after a number of characters, not counting blanks. Blanks at the split are dropped; whether a hard line
/// break is among them is the third value.
pub fn split_after(list: &[Inline], characters: usize) -> (Vec<Inline>, Vec<Inline>, bool) {
    let line = visible(list);
    let mut read = (0..line.len()).filter(|index| !is_blank(line[*index]));
    let at = characters.checked_sub(1).and_then(|last| read.nth(last));
    let at = match at {
        Some(index) => index + 1,
        None if characters == 0 => 0,
        None => line.len(),
    };
    let blanks = line[at..].iter().take_while(|c| is_blank(**c)).count();
    let is_broken = line[at..at + blanks].contains(&LINE_END);
    let (before, rest) = split(list, at);
    let (_, after) = split(&rest, blanks);
    (before, after, is_broken)
}

/// How many characters, not counting blanks, precede the n-th note of a text, from 0.
pub fn before_note(list: &[Inline], note: usize) -> Option<usize> {
    fn walk(list: &[Inline], left: &mut usize, count: &mut usize) -> bool {
        list.iter().any(|inline| match inline {
            Inline::Note(_) if *left == 0 => true,
            Inline::Note(_) => {
                *left -= 1;
                false
            }
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Span { text: inner, .. }
            | Inline::Reference { text: inner, .. } => walk(inner, left, count),
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => {
                let line = visible(std::slice::from_ref(inline));
                *count += line.iter().filter(|c| !is_blank(**c)).count();
                false
            }
        })
    }
    let mut count = 0;
    walk(list, &mut { note }, &mut count).then_some(count)
}

/// Whether a character does not count: it is not drawn, or only at the end of a line, as a soft hyphen is.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            BREAK | SOFT_HYPHEN | '\u{2060}' | '\u{2066}'..='\u{2069}'
        )
}

/// Splits a text after a number of characters, inside markup if need be. Inlines that cannot be split go to the end.
fn split(list: &[Inline], at: usize) -> (Vec<Inline>, Vec<Inline>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut left = at;
    for inline in list {
        let length = visible(std::slice::from_ref(inline)).len();
        // An index entry goes with the words after it.
        let is_for_next = left == 0 && matches!(inline, Inline::Index(_));
        if after.is_empty() && length <= left && !is_for_next {
            left -= length;
            before.push(inline.clone());
            continue;
        }
        if !after.is_empty() || left == 0 {
            after.push(inline.clone());
            continue;
        }
        let (head, rest) = halves(inline, left);
        before.extend(head);
        after.push(rest);
        left = 0;
    }
    (before, after)
}

/// Splits an inline after a number of characters.
fn halves(inline: &Inline, at: usize) -> (Option<Inline>, Inline) {
    let both = |inner: &[Inline], make: &dyn Fn(Vec<Inline>) -> Inline| {
        let (head, rest) = split(inner, at);
        (Some(make(head)), make(rest))
    };
    match inline {
        Inline::Plain(text) => {
            let cut = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            let (head, rest) = text.split_at(cut);
            let make = |text: &str| Inline::Plain(text.to_owned());
            (Some(make(head)), make(rest))
        }
        Inline::Emph(inner) => both(inner, &Inline::Emph),
        Inline::Strong(inner) => both(inner, &Inline::Strong),
        Inline::Link { url, text } => both(text, &|text| Inline::Link {
            url: url.clone(),
            text,
        }),
        Inline::Span { kind, text } => both(text, &|text| Inline::Span {
            kind: kind.clone(),
            text,
        }),
        Inline::Reference { target, text } => both(text, &|text| Inline::Reference {
            target: target.clone(),
            text,
        }),
        Inline::Code(_)
        | Inline::Formula(_)
        | Inline::Ruby { .. }
        | Inline::Blank { .. }
        | Inline::Note(_)
        | Inline::Index(_)
        | Inline::Picture(_)
        | Inline::Break => (None, inline.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Note, NoteKind};

    fn plain(text: &str) -> Inline {
        Inline::Plain(text.to_owned())
    }

    /// The end that is kept together, as text.
    fn end(list: &[Inline]) -> Option<String> {
        part(list).map(|(_, end)| visible(&end).into_iter().collect())
    }

    #[test]
    fn an_end_has_two_characters_and_clean_borders() {
        for (text, wanted) in [
            ("他说都好。", Some("都好。")),
            ("他们说：“不。”", Some("说：“不。”")),
            ("中文（方框）", Some("（方框）")),
            ("这是一个GPT。", None),
            ("方案是A。", Some("是A。")),
            ("我们用GPT吧。", Some("用GPT吧。")),
            ("选了A/B吧。", Some("了A/B吧。")),
            ("得了-5分。", Some("-5分。")),
            ("很多是3～5。", Some("是3～5。")),
            ("A = b.", None),
            ("好。", None),
            ("", None),
        ] {
            assert_eq!(end(&[plain(text)]).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn ends_include_markup_and_notes() {
        let strong = Inline::Strong(vec![plain("很重要")]);
        let note = Inline::Note(Note {
            kind: NoteKind::Author,
            key: None,
            is_alone: false,
            text: vec![plain("注")],
        });
        let list = [plain("这"), strong, plain("。"), note.clone()];
        let (before, after) = part(&list).unwrap();
        assert_eq!(before, [plain("这"), Inline::Strong(vec![plain("很")])]);
        assert_eq!(
            after,
            [Inline::Strong(vec![plain("重要")]), plain("。"), note]
        );
    }
}
