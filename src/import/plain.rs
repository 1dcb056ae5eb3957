//! Reads the paragraphs of a plain text in one language, or in two.

use std::collections::BTreeMap;

use super::document::{Content, Item, Piece, Role, visible};
use super::flow::Flow;
use super::rich::Rich;
use super::scripts::{is_cjk, is_han, is_unseen};

/// What was read of a text.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) pieces: Vec<Piece>,
    /// The number in a line such as `第三章`.
    pub(crate) number: Option<u32>,
    pub(crate) marks: BTreeMap<String, usize>,
}

impl Read {
    /// What was read as a flow.
    pub(crate) fn into_flow(self, text: &str) -> Flow {
        Flow {
            number: self.number,
            pieces: self.pieces,
            marks: self.marks,
            characters: visible(text),
            ..Flow::default()
        }
    }

    fn mark(&mut self, mark: &str) {
        let mark = mark.trim();
        if !mark.is_empty() {
            *self.marks.entry(mark.to_owned()).or_insert(0) += 1;
        }
    }
}

/// Reads a text whose lines are paragraphs.
pub(crate) fn lines(text: &str) -> Read {
    let paragraphs = text
        .lines()
        .zip(1..)
        .map(|(line, at)| (line.to_owned(), at));
    read(paragraphs)
}

/// Reads a text in one language. Lines that were wrapped belong together: they are about as long as lines can be, and
/// not each of them ends a sentence.
pub(crate) fn paragraphs(text: &str) -> Read {
    let widest = text
        .lines()
        .map(|line| width(line.trim()))
        .max()
        .unwrap_or(0);
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut block: Vec<(&str, usize)> = Vec::new();
    for (line, at) in text.lines().chain([""]).zip(1..) {
        if !line.trim().is_empty() {
            block.push((line.trim(), at));
            continue;
        }
        let inner = &block[..block.len().saturating_sub(1)];
        let is_full = |line: &str| width(line) * 10 >= widest * 6 && widest <= WIDEST_WRAPPED;
        let goes_on = block.len() == 1 || inner.iter().any(|(line, _)| !ends_sentence(line));
        let is_wrapped = goes_on
            && inner
                .iter()
                .all(|(line, _)| is_full(line) && !is_marked(line));
        if is_wrapped {
            let first = block.first().map_or(at, |(_, at)| *at);
            let mut joined = String::new();
            for (line, _) in &block {
                soften(&mut joined, line, text);
                joined = join(joined, line);
            }
            found.push((joined, first));
        } else {
            found.extend(block.iter().map(|(line, at)| ((*line).to_owned(), *at)));
        }
        block.clear();
    }
    read(found.into_iter())
}

/// Makes the hyphen at the end of a line a soft one if it only parts a word. A hyphen that the text has in this word
/// elsewhere belongs to it, unless the text has the word without it too.
fn soften(before: &mut String, line: &str, text: &str) {
    let is_letter = |c: char| c.is_alphabetic() && !is_cjk(c);
    let Some(stem) = before.strip_suffix('-') else {
        return;
    };
    let stem: String = stem
        .rsplit(|c| !is_letter(c))
        .next()
        .unwrap_or_default()
        .to_owned();
    let rest: String = line.chars().take_while(|c| is_letter(*c)).collect();
    if stem.is_empty() || !rest.starts_with(char::is_lowercase) {
        return;
    }
    let is_whole_word = text.contains(&format!("{stem}{rest}"));
    if is_whole_word || !text.contains(&format!("{stem}-{rest}")) {
        before.pop();
        before.push('\u{ad}');
    }
}

/// The widest line that was wrapped by a program, in columns.
const WIDEST_WRAPPED: usize = 120;

/// How many columns of a terminal a line takes.
fn width(line: &str) -> usize {
    line.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// Whether a line ends as sentences do.
fn ends_sentence(line: &str) -> bool {
    line.ends_with([
        '.', '!', '?', ':', '"', '。', '！', '？', '：', '…', '”', '’', '」', '』', '）',
    ])
}

/// Whether a line says what it is by how it begins.
fn is_marked(line: &str) -> bool {
    line.starts_with('#') || bullet(line).is_some() || ordinal(line).is_some()
}

/// Joins a line to the text before it: with a space between words, with nothing beside Chinese.
pub(crate) fn join(mut text: String, line: &str) -> String {
    let line = line.trim();
    let touches = |c: Option<char>| c.is_some_and(is_cjk);
    let beside = touches(text.chars().next_back()) || touches(line.chars().next());
    // A word goes on after a hyphen that is only seen at the end of a line.
    let goes_on = text.ends_with(['\u{ad}', '-']) && line.starts_with(char::is_lowercase);
    if !text.is_empty() && !beside && !goes_on {
        text.push(' ');
    }
    text.push_str(line);
    text
}

fn read(paragraphs: impl Iterator<Item = (String, usize)>) -> Read {
    let mut found = Read::default();
    let mut numbers = Numbers::default();
    for (raw, line) in paragraphs {
        let text = cleaned(&raw, &mut found);
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let is_first = found.pieces.is_empty();
        if is_first && let Some(number) = chapter_number(text) {
            found.number = found.number.or(number);
            found.mark(text);
            continue;
        }
        let (role, mark, rest) = role_of(text, &mut numbers);
        found.mark(mark);
        if !matches!(role, Some(Role::Item(Item { ordered: true, .. }))) {
            numbers = Numbers::default();
        }
        let content = match role {
            Some(role) => Content::Words(role, Rich::plain(rest.trim())),
            None => Content::SceneBreak,
        };
        found.pieces.push(Piece::new(line, content));
    }
    found
}

/// A line without what copying from browsers leaves in it: characters that nobody sees.
fn cleaned(line: &str, found: &mut Read) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        if is_unseen(c) || (c.is_control() && c != '\t') {
            found.mark(&c.to_string());
        } else if c.is_whitespace() && c != '\u{3000}' {
            text.push(' ');
        } else {
            text.push(c);
        }
    }
    text
}

/// A number in digits, or in Chinese numerals below a thousand.
fn numeral(words: &str) -> Option<u32> {
    let (mut whole, mut last) = (0_u32, None);
    for c in words.chars() {
        let digit = c.to_digit(10).or_else(|| {
            let place = "〇一二三四五六七八九".chars().position(|one| one == c);
            let place = if c == '零' { Some(0) } else { place };
            u32::try_from(place?).ok()
        });
        let ten = match c {
            '十' => Some(10),
            '百' => Some(100),
            _ => None,
        };
        match (digit, ten, c) {
            (Some(digit), _, _) => {
                last = Some(last.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
            }
            (_, Some(ten), _) => {
                whole = whole.checked_add(last.take().unwrap_or(1).checked_mul(ten)?)?;
            }
            (_, _, '两') => last = Some(2),
            _ => return None,
        }
    }
    whole.checked_add(last.unwrap_or(0))
}

/// The number that the title of a chapter begins with, and the rest of the title: `第三章 茶馆`, `Chapter 3: The Teahouse`.
pub(crate) fn title_number(title: &Rich) -> Option<(u32, Rich)> {
    let words = title.words();
    let end = if words.starts_with('第') {
        let (at, end) = words
            .char_indices()
            .take(8)
            .find(|(_, c)| matches!(c, '章' | '回' | '课' | '讲'))?;
        at + end.len_utf8()
    } else {
        let lower = words.to_ascii_lowercase();
        let mut names = ["chapter ", "lesson "].into_iter();
        let name = names.find(|name| lower.starts_with(name))?;
        let digits = lower[name.len()..].find(|c: char| !c.is_ascii_digit())?;
        name.len() + digits
    };
    let number = chapter_number(&words[..end])??;
    let rest =
        words[end..].trim_start_matches([' ', ':', '：', '.', '·', '-', '–', '—', '\u{3000}']);
    let is_parted = rest.len() < words[end..].len();
    (is_parted && !rest.is_empty()).then(|| {
        let start = words.len() - rest.len();
        (number, title.part(start..usize::MAX))
    })
}

/// Whether a line is nothing but the number of a chapter, in one language or two, and which, if that can be told.
#[expect(clippy::option_option, reason = "a number may be left unknown")]
fn chapter_number(line: &str) -> Option<Option<u32>> {
    let lower = line.to_lowercase();
    let words = lower.replace("chapter", " ").replace("lesson", " ");
    let has_word = words.len() != lower.len();
    let mut rest = String::new();
    let mut is_named = has_word;
    for c in words.chars() {
        match c {
            '第' | '章' | '回' | '课' | '讲' => is_named = true,
            ' ' | '.' | '·' | '/' | '|' | ':' | '：' => {}
            c => rest.push(c),
        }
    }
    let is_digits = !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    let is_numeral = |c: char| "零〇一二三四五六七八九十百两".contains(c) || c.is_ascii_digit();
    let is_number = !rest.is_empty() && rest.chars().all(is_numeral) && rest.chars().count() <= 8;
    if !(is_number && (is_named || (is_digits && rest.len() <= 3))) {
        return None;
    }
    // `第 3 章 Chapter 3` has its number twice.
    let half = rest.len() / 2;
    let once = match rest.split_at_checked(half) {
        Some((one, other)) if one == other && has_word && line.contains('第') => one,
        _ => rest.as_str(),
    };
    let digits: String = once.chars().filter(char::is_ascii_digit).collect();
    let number = if digits.is_empty() {
        numeral(once)
    } else {
        digits.parse().ok()
    };
    Some(number.filter(|number| *number > 0))
}

/// The numbers of a list so far.
#[derive(Debug, Default)]
struct Numbers {
    last: u32,
    /// What the numbers are written with, such as brackets.
    kind: String,
}

impl Numbers {
    /// The item with a number, if that can be one: the next, one that a translation repeats, or the first of a list.
    fn item(&mut self, mark: &str, number: u32) -> Option<Item> {
        let is_circled = |c: char| ('①'..='⑳').contains(&c);
        let kind: String = mark
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .map(|c| if is_circled(c) { '①' } else { c })
            .collect();
        let is_first = self.last == 0 || kind != self.kind;
        let goes_on = (1..=self.last + 1).contains(&number);
        if !(goes_on || is_first && (1..100).contains(&number)) {
            return None;
        }
        let item = Item {
            ordered: true,
            start: (is_first && number > 1).then_some(number),
            is_first,
            checked: None,
        };
        *self = Self { last: number, kind };
        Some(item)
    }
}

/// What a paragraph is, the mark that says so, and the rest of it; `None` if it parts two scenes.
fn role_of<'t>(text: &'t str, numbers: &mut Numbers) -> (Option<Role>, &'t str, &'t str) {
    let item = |ordered| {
        Some(Role::Item(Item {
            ordered,
            ..Item::default()
        }))
    };
    let signs = [
        ("💡", "insight"),
        ("📝", "note"),
        ("⚠", "warning"),
        ("📌", "tip"),
    ];
    for (sign, kind) in signs {
        if let Some(rest) = text.strip_prefix(sign)
            && !rest.trim().is_empty()
        {
            return (Some(Role::Callout(kind)), sign, rest);
        }
    }
    let hashes = text.len() - text.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') {
        let level = u8::try_from(hashes - 1).unwrap_or(3).min(3);
        return (Some(Role::Heading(level)), &text[..hashes], &text[hashes..]);
    }
    if text.chars().count() >= 3 && text.chars().all(|c| "*-—_=~·•⁂ ".contains(c)) {
        return (None, text, "");
    }
    if let Some(mark) = bullet(text) {
        return (item(false), mark, &text[mark.len()..]);
    }
    if let Some((mark, number)) = ordinal(text)
        && let Some(item) = numbers.item(mark, number)
    {
        return (Some(Role::Item(item)), mark, &text[mark.len()..]);
    }
    (Some(Role::Text), "", text)
}

/// The bullet that begins a line.
fn bullet(line: &str) -> Option<&str> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    let always = matches!(first, '•' | '▪' | '●' | '◦' | '‣');
    let before_space = matches!(first, '-' | '*' | '·' | '–') && rest.starts_with(' ');
    ((always || before_space) && !rest.trim().is_empty()).then(|| &line[..first.len_utf8()])
}

/// The number that begins a line, as in `1. `, `1、`, `(1)` or `①`.
fn ordinal(line: &str) -> Option<(&str, u32)> {
    let first = line.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        let number = u32::from(first) - u32::from('①') + 1;
        let rest = &line[first.len_utf8()..];
        return (!rest.trim().is_empty()).then(|| (&line[..first.len_utf8()], number));
    }
    if let Some(inner) = line.strip_prefix(['(', '（']) {
        let (number, rest) = inner.split_once([')', '）'])?;
        let number = number.parse().ok()?;
        let length = line.len() - rest.len();
        return (!rest.trim().is_empty()).then(|| (&line[..length], number));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = line[..digits].parse().ok()?;
    let mark = line[digits..].chars().next()?;
    let rest = &line[digits + mark.len_utf8()..];
    let next = rest.chars().next()?;
    let ends = match mark {
        '.' | ')' => next == ' ' || is_han(next),
        '、' | '．' | '）' => true,
        _ => false,
    };
    ends.then(|| (&line[..digits + mark.len_utf8()], number))
}
