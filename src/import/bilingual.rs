//! Where a text that holds both languages is to be cut: a paragraph, a heading, a cell, a caption.

use super::rich::{Inline, Rich, Style};
use super::scripts::{counts_as_chinese, has_han, is_han};
use super::split;

/// A text in both languages, cut.
#[derive(Debug, Clone)]
pub(crate) struct Halves {
    pub(crate) chinese: Rich,
    pub(crate) other: Rich,
    /// How probable it is that the cut is right, if that is in doubt.
    pub(crate) doubt: Option<f64>,
    /// Marks that parted the two, such as brackets.
    pub(crate) marks: Vec<String>,
}

/// What a text has to be to be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words that name something: `中文（English）` is a name in both languages.
    Name,
    Paragraph,
    /// A line of plain text, which has Chinese first.
    Line,
    /// One that has the translation first.
    SwappedLine,
}

/// Cuts a text that has both languages; `None` if it has only one.
pub(crate) fn cut(text: &Rich, kind: Kind) -> Option<Halves> {
    let words = text.words();
    if kind == Kind::Line {
        let cut = split::cut(&words)?;
        return Some(Halves {
            chinese: text.part(0..cut.end),
            other: text.part(cut.start..usize::MAX),
            doubt: (!cut.is_sure()).then(|| cut.probability()),
            marks: Vec::new(),
        });
    }
    if kind == Kind::SwappedLine {
        let begins = words.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_sentence = words.ends_with(['。', '！', '？', '：', '…', '”', '」']);
        let kind = if is_sentence {
            Kind::Paragraph
        } else {
            Kind::Name
        };
        return begins.then(|| other_first(text, &words, kind)).flatten();
    }
    if !has_han(&words) || !words.chars().any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    lines(text, &words)
        .or_else(|| bracketed(text, &words, kind))
        .or_else(|| chinese_first(text, &words))
        .or_else(|| other_first(text, &words, kind))
}

/// Whether a text has both languages.
pub(crate) fn has_both(text: &Rich, kind: Kind) -> bool {
    cut(text, kind).is_some()
}

/// The language of a line, if it has letters: whether it is Chinese.
fn is_chinese(line: &str) -> Option<bool> {
    let outside_code: String = line.split('`').step_by(2).collect();
    let has_letters = outside_code.chars().any(char::is_alphabetic);
    has_letters.then(|| has_han(&outside_code))
}

/// Cuts a text whose lines each have one language.
fn lines(text: &Rich, words: &str) -> Option<Halves> {
    let mut parts: [Rich; 2] = [Rich::default(), Rich::default()];
    let mut at = 0;
    let mut last: Option<bool> = None;
    let mut ends: Vec<Inline> = text
        .runs
        .iter()
        .filter(|run| matches!(run.inline, Inline::Break | Inline::Wrap))
        .map(|run| run.inline.clone())
        .collect();
    ends.insert(0, Inline::Wrap);
    // A line that code or a formula breaks is no line of the text.
    if words.matches('\n').count() + 1 != ends.len() {
        return None;
    }
    let mut turns = 0;
    for (line, end) in words.split('\n').zip(ends) {
        let range = at..at + line.len();
        at = range.end + 1;
        let side = match is_chinese(line) {
            Some(true) if split::cut(line).is_some_and(|cut| cut.fits && cut.is_sure()) => {
                return None;
            }
            Some(chinese) => chinese,
            None => last.unwrap_or(true),
        };
        turns += usize::from(last.is_some_and(|last| last != side));
        let part = &mut parts[usize::from(!side)];
        if !part.runs.is_empty() {
            // Lines of the other language between two lines make no difference to them.
            let end = if last == Some(side) {
                end
            } else {
                Inline::Break
            };
            part.push(end, &Style::default());
        }
        part.append(text.part(range));
        last = Some(side);
    }
    let [chinese, other] = parts;
    if chinese.is_empty() || other.is_empty() || is_chinese(&other.words()).is_none() {
        return None;
    }
    // Either one language and then the other, or line by line.
    let is_by_turns = turns == words.matches('\n').count();
    let (ours, theirs) = (chinese.words(), other.words());
    if !(turns == 1 || is_by_turns) || !is_mostly_chinese(&ours) || !is_likely(&ours, &theirs) {
        return None;
    }
    Some(Halves {
        chinese: chinese.trimmed(),
        other: other.trimmed(),
        doubt: None,
        marks: Vec::new(),
    })
}

/// Cuts `中文（English）` and `English (中文)`. In a paragraph the former is a term with its original.
fn bracketed(text: &Rich, words: &str, kind: Kind) -> Option<Halves> {
    let trimmed = words.trim_end();
    let close = trimmed.chars().next_back()?;
    let open = match close {
        '）' => '（',
        ')' => '(',
        ']' => '[',
        '】' => '【',
        _ => return None,
    };
    let start = trimmed.rfind(open)?;
    let (before, inner) = (
        &trimmed[..start],
        start + open.len_utf8()..trimmed.len() - close.len_utf8(),
    );
    let chinese = is_chinese(before)?;
    let within = &trimmed[inner.clone()];
    if is_chinese(within)? == chinese || before.contains(open) {
        return None;
    }
    if kind == Kind::Paragraph && (chinese || !is_likely(within, before)) {
        return None;
    }
    let [first, second] = [text.part(0..start), text.part(inner)];
    let [chinese, other] = if chinese {
        [first, second]
    } else {
        [second, first]
    };
    Some(Halves {
        chinese,
        other,
        doubt: None,
        marks: vec![open.to_string(), close.to_string()],
    })
}

/// What people put between a name and its translation.
const SEPARATORS: [char; 9] = ['/', '|', '｜', '／', '-', '–', '—', '·', '•'];

/// Where a text ends without a separator after it, and the separator.
fn before_separator(text: &str) -> (usize, Option<String>) {
    let trimmed = text.trim_end();
    let Some(last) = trimmed.chars().next_back() else {
        return (0, None);
    };
    let rest = trimmed.trim_end_matches(last);
    let is_parted = rest.ends_with(char::is_whitespace) || matches!(last, '|' | '｜' | '/' | '／');
    if SEPARATORS.contains(&last) && is_parted && !rest.trim().is_empty() {
        let mark = trimmed[rest.len()..].to_owned();
        (rest.trim_end().len(), Some(mark))
    } else {
        (trimmed.len(), None)
    }
}

/// Cuts a text that has Chinese and then its translation.
fn chinese_first(text: &Rich, words: &str) -> Option<Halves> {
    let cut = split::cut(words)?;
    let other = &words[cut.start..];
    let han = words[..cut.end].chars().filter(|c| is_han(*c)).count();
    let letters = words[..cut.end].chars().filter(char::is_ascii_alphabetic);
    // A word or two of Chinese in another language is no text in Chinese.
    if han * 6 < letters.count() {
        return None;
    }
    // `中文（English）` is a term, not a translation, in a paragraph.
    let is_bracketed =
        other.starts_with(['（', '(', '[', '【']) && other.ends_with(['）', ')', ']', '】']);
    let is_chinese_still = other.contains(['。', '，', '、', '；', '！', '？']);
    if !cut.fits || is_bracketed || is_chinese_still || is_chinese(other) != Some(false) {
        return None;
    }
    let (end, mark) = before_separator(&words[..cut.end]);
    // A separator may stand at the head of the translation instead.
    let lead = other.trim_start_matches(|c: char| SEPARATORS.contains(&c) || c.is_whitespace());
    let lead_mark: String = other[..other.len() - lead.len()]
        .split_whitespace()
        .collect();
    let (start, lead_mark) =
        if mark.is_none() && other[lead_mark.len()..].starts_with(' ') && !lead_mark.is_empty() {
            (words.len() - lead.len(), Some(lead_mark))
        } else {
            (cut.start, None)
        };
    let is_parted = mark.is_some() || lead_mark.is_some();
    Some(Halves {
        chinese: text.part(0..end),
        other: text.part(start..usize::MAX),
        doubt: (!cut.is_sure() && !is_parted).then(|| cut.probability()),
        marks: mark.into_iter().chain(lead_mark).collect(),
    })
}

/// Cuts a text that has the other language and then Chinese.
fn other_first(text: &Rich, words: &str, kind: Kind) -> Option<Halves> {
    let han = words.find(is_han)?;
    let opening = words[..han].trim_end_matches(['“', '‘', '《', '「', '『', '（', '(', '"']);
    let before = opening.trim_end();
    // The Chinese may begin with a word in letters: that after the last sentence.
    let sentence = before
        .rfind(['.', '!', '?', '。', '！', '？'])
        .filter(|at| *at + 1 < before.len() && before[at + 1..].starts_with([' ', '”', '"']))
        .map(|at| before.len() - before[at + 1..].trim_start_matches(['”', '"', ' ']).len());
    let ends = before.ends_with(['.', '!', '?', ':', ';', '”', '"', '…', ')']);
    let (end, start) = match sentence {
        _ if ends || (kind == Kind::Name && sentence.is_none()) => (before.len(), opening.len()),
        Some(start) => (words[..start].trim_end().len(), start),
        None => return None,
    };
    let (end, mark) = match before_separator(&words[..end]) {
        (end, Some(mark)) => (end, Some(mark)),
        (_, None) => (end, None),
    };
    let (other, chinese) = (&words[..end], &words[start..]);
    let fits = is_mostly_chinese(chinese) && is_likely(chinese, other);
    if is_chinese(other) != Some(false) || !fits {
        return None;
    }
    Some(Halves {
        chinese: text.part(start..usize::MAX),
        other: text.part(0..end),
        doubt: (!ends && mark.is_none() && sentence.is_some()).then_some(0.6),
        marks: mark.into_iter().collect(),
    })
}

/// Whether a text is Chinese with words in letters, not the other way round.
fn is_mostly_chinese(text: &str) -> bool {
    let outside_code: String = text.split('`').step_by(2).collect();
    let han = outside_code.chars().filter(|c| is_han(*c)).count();
    let letters = outside_code
        .chars()
        .filter(char::is_ascii_alphabetic)
        .count();
    han * 2 >= letters
}

/// Whether two texts have the lengths of a text and its translation.
pub(crate) fn is_likely(chinese: &str, other: &str) -> bool {
    let han = chinese.chars().filter(|c| counts_as_chinese(*c)).count();
    let letters = other.chars().filter(|c| !c.is_whitespace()).count();
    han * 8 + 12 >= letters && letters * 2 + 4 >= han
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_of(text: &str, kind: Kind) -> Option<(String, String)> {
        let mut rich = Rich::default();
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                rich.push(Inline::Wrap, &Style::default());
            }
            rich.push(Inline::Text(line.to_owned()), &Style::default());
        }
        let halves = cut(&rich, kind)?;
        Some((halves.chinese.words(), halves.other.words()))
    }

    #[test]
    fn names_are_cut_however_they_are_put_together() {
        for text in [
            "所有权（Ownership）",
            "Ownership（所有权）",
            "Ownership (所有权)",
            "所有权 Ownership",
            "Ownership 所有权",
            "所有权 / Ownership",
            "所有权 | Ownership",
            "Ownership - 所有权",
            "所有权\nOwnership",
            "Ownership\n所有权",
        ] {
            let cut = cut_of(text, Kind::Name);
            assert_eq!(
                cut,
                Some(("所有权".to_owned(), "Ownership".to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn paragraphs_are_cut_and_terms_in_brackets_are_not() {
        for (text, chinese, other) in [
            (
                "水开了就泡茶。\nMake tea when the water boils.",
                "水开了就泡茶。",
                "Make tea when the water boils.",
            ),
            (
                "Make tea when the water boils.\n水开了就泡茶。",
                "水开了就泡茶。",
                "Make tea when the water boils.",
            ),
            (
                "Make tea when the water boils. 水开了就泡茶。",
                "水开了就泡茶。",
                "Make tea when the water boils.",
            ),
            (
                "水开了就泡茶。 Make tea when the water boils.",
                "水开了就泡茶。",
                "Make tea when the water boils.",
            ),
            ("山\nhill\n水\nwater", "山\n水", "hill\nwater"),
        ] {
            let cut = cut_of(text, Kind::Paragraph);
            assert_eq!(cut, Some((chinese.to_owned(), other.to_owned())), "{text}");
        }
        for text in [
            "所有权（ownership）是 Rust 的核心。",
            "用 `let x` 定义变量。",
            "我们来看 Rust 的所有权系统（ownership）",
            "The word 茶 means tea.",
        ] {
            assert_eq!(cut_of(text, Kind::Paragraph), None, "{text}");
        }
    }
}
