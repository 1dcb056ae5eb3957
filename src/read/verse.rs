//! Recognizes verse, whose line breaks would be lost when the lines of a text are joined. Whoever ends a line with `\`
//! knows how to keep them.

use std::ops::Range;

use super::scalar::ends_with_escape;
use crate::lang::is_wide;

/// The widest line of verse, in columns; a Han character takes two.
const WIDEST: usize = 64;
/// The fewest columns at which anyone wraps prose.
const NARROWEST_WRAP: usize = 40;

/// The byte range of the first line, if the lines of a text look like verse. Lines of wrapped prose are full, and lines
/// of prose with one sentence a line end in punctuation; lines of verse are short, and many end within a sentence.
pub fn first_line(text: &str) -> Option<Range<usize>> {
    let lines: Vec<&str> = text
        .split(['\n', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let (first, others) = (lines.first()?, lines.len().checked_sub(1)?);
    if others == 0 || lines.iter().any(|line| ends_with_escape(line)) {
        return None;
    }
    let widest = lines.iter().map(|line| columns(line)).max()?;
    if widest > WIDEST
        || (widest >= NARROWEST_WRAP && lines.windows(2).all(|two| is_full(two, widest)))
    {
        return None;
    }
    let open = lines.windows(2).filter(|two| is_open(two[0], two[1]));
    // Two lines are a couplet only if the second does not end a sentence either.
    let is_couplet = lines[others].ends_with(|c: char| c.is_alphanumeric());
    let is_open = 2 * open.count() >= others && (others > 1 || is_couplet);
    let whole = &lines[..others];
    let narrowest = lines.iter().map(|line| columns(line)).min()?;
    let is_even = others >= 3
        && widest < NARROWEST_WRAP
        && 2 * narrowest >= widest
        && whole
            .iter()
            .all(|line| !line.ends_with(['.', '!', '?', ':', '：']));
    (is_open || is_even).then(|| {
        let start = first.as_ptr() as usize - text.as_ptr() as usize;
        start..start + first.len()
    })
}

/// The width of a line in columns, two for a Han character.
fn columns(line: &str) -> usize {
    line.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// Whether the first word of the second line would not have fitted into the first.
fn is_full(two: &[&str], widest: usize) -> bool {
    let next = two[1];
    let word = match next.chars().next() {
        Some(c) if is_wide(c) => 2,
        _ => next
            .split(|c: char| c.is_whitespace() || is_wide(c))
            .next()
            .map_or(0, |word| columns(word) + 1),
    };
    columns(two[0]) + word > widest
}

/// Whether a line ends within a sentence, yet not as wrapped prose does: with a Han character, with a letter before a
/// capital or a Han character, or with a comma before a capital.
fn is_open(line: &str, next: &str) -> bool {
    let end = line.trim_end_matches(['*', '”', '’', '"', '\'', ')', '）']);
    let Some(last) = end.chars().next_back() else {
        return false;
    };
    let is_letter = last.is_alphanumeric();
    let is_comma = matches!(last, ',' | ';');
    let goes_on = next.chars().next().is_some_and(char::is_uppercase);
    is_letter && (is_wide(last) || goes_on || next.chars().next().is_some_and(is_wide))
        || is_comma && goes_on
}
