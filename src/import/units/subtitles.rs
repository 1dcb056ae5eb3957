//! Subtitles (SRT and WebVTT): both languages in one file, on lines of their own, or a file in each language, whose cues
//! are paired by time.

use super::super::Refusal;
use super::super::document::{Role, visible};
use super::super::rich::{Inline, Rich, Style};
use super::super::rows::{Language, language};
use super::super::scripts::has_han;
use super::{Maker, State, Units, lined};
use crate::message::message;

/// What is shown at a time.
#[derive(Debug, Clone, Default)]
struct Cue {
    line: usize,
    /// In milliseconds.
    start: u64,
    end: u64,
    lines: Vec<String>,
    /// Marks of its type, place and number.
    marks: Vec<String>,
}

pub(super) fn read(name: &str, text: &str) -> Result<Units, Refusal> {
    let cues = cues(name, text)?;
    let mut maker = Maker::new(name);
    let mut pairs = 0;
    for cue in &cues {
        for mark in &cue.marks {
            maker.mark(mark);
        }
        let mut sides = [Vec::new(), Vec::new()];
        let mut last = 0;
        for line in &cue.lines {
            let side = match language(line) {
                Language::Chinese | Language::Both => 0,
                Language::Other => 1,
                Language::Neither => last,
            };
            last = side;
            sides[side].push(line.as_str());
        }
        pairs += usize::from(sides.iter().all(|side| !side.is_empty()));
        let texts = sides.map(|side| text_of(&side));
        maker.pair(cue.line, Role::Text, texts, State::Done);
    }
    if pairs * 2 < cues.len() {
        return Err(Refusal::OneLanguage(name.to_owned()));
    }
    maker.chapter.characters = visible(text);
    maker.chapter.confirmed = None;
    Ok(Units {
        name: name.to_owned(),
        languages: Some(["zh".to_owned(), "en".to_owned()]),
        chapters: vec![(name.to_owned(), maker.chapter)],
    })
}

pub(super) fn read_pair(names: [&str; 2], texts: [&str; 2]) -> Result<Units, Refusal> {
    let [first, second] = [cues(names[0], texts[0])?, cues(names[1], texts[1])?];
    let mut maker = Maker::new(names[0]);
    for mark in first.iter().chain(&second).flat_map(|cue| &cue.marks) {
        maker.mark(mark);
    }
    let groups = groups(&first, &second);
    let whole = groups
        .iter()
        .filter(|(ours, theirs)| !ours.is_empty() && !theirs.is_empty());
    if whole.count() * 2 < groups.len() {
        let names = names.map(str::to_owned);
        return Err(Refusal::NoTranslation { names, score: 0.0 });
    }
    for (ours, theirs) in groups {
        let text = |cues: &[Cue]| {
            let lines = cues.iter().flat_map(|cue| &cue.lines);
            text_of(&lines.map(String::as_str).collect::<Vec<_>>())
        };
        let (one, other) = (text(ours), text(theirs));
        let line = ours.first().or(theirs.first()).map_or(1, |cue| cue.line);
        if ours.len() != theirs.len() && !ours.is_empty() && !theirs.is_empty() {
            let why = message!("the two languages are cut differently here");
            maker.doubt(line, why, &[&one.words(), &other.words()]);
        }
        maker.pair(line, Role::Text, [one, other], State::Done);
    }
    maker.chapter.characters = texts.map(visible).iter().sum();
    maker.chapter.confirmed = None;
    let is_chinese =
        |text: &str| text.lines().filter(|line| has_han(line)).count() * 6 > text.lines().count();
    let languages = match texts.map(is_chinese) {
        [true, false] => Some(["zh", "en"]),
        [false, true] => Some(["en", "zh"]),
        _ => None,
    };
    Ok(Units {
        name: names[0].to_owned(),
        languages: languages.map(|tags| tags.map(str::to_owned)),
        chapters: vec![(names[0].to_owned(), maker.chapter)],
    })
}

/// The text of lines, which end where the screen does, unless someone else begins to speak.
fn text_of(lines: &[&str]) -> Rich {
    let mut text = Rich::default();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            let is_answer = line.starts_with(['-', '–', '—']);
            let end = if is_answer {
                Inline::Break
            } else {
                Inline::Wrap
            };
            text.push(end, &Style::default());
        }
        text.append(lined(line));
    }
    text
}

/// The cues that are shown together, in the order of time: those that share at least half the time of the shorter.
fn groups<'c>(first: &'c [Cue], second: &'c [Cue]) -> Vec<(&'c [Cue], &'c [Cue])> {
    let together = |one: &Cue, other: &Cue| {
        let shared = one
            .end
            .min(other.end)
            .saturating_sub(one.start.max(other.start));
        let shorter = (one.end - one.start).min(other.end - other.start);
        shared * 2 >= shorter.max(1)
    };
    let mut groups = Vec::new();
    let (mut at, mut other_at) = (0, 0);
    while at < first.len() || other_at < second.len() {
        let (mut end, mut other_end) = (at, other_at);
        match (first.get(at), second.get(other_at)) {
            (Some(one), Some(other)) if together(one, other) => {
                (end, other_end) = (at + 1, other_at + 1);
                loop {
                    let more = first
                        .get(end)
                        .is_some_and(|cue| together(cue, &second[other_end - 1]));
                    let other_more = second
                        .get(other_end)
                        .is_some_and(|cue| together(&first[end - 1], cue));
                    match (more, other_more) {
                        (true, _) => end += 1,
                        (_, true) => other_end += 1,
                        (false, false) => break,
                    }
                }
            }
            (Some(one), Some(other)) if one.start <= other.start => end += 1,
            (Some(_), None) => end += 1,
            (_, Some(_)) => other_end += 1,
            (None, None) => break,
        }
        groups.push((&first[at..end], &second[other_at..other_end]));
        (at, other_at) = (end, other_end);
    }
    groups
}

fn cues(name: &str, text: &str) -> Result<Vec<Cue>, Refusal> {
    let mut cues = Vec::new();
    let mut cue: Option<Cue> = None;
    let mut number: Option<String> = None;
    // What stands before the first cue, as in WebVTT.
    let mut head: Vec<String> = Vec::new();
    for (line, at) in text.lines().zip(1..) {
        let trimmed = line.trim();
        if let Some((start, end)) = times(trimmed) {
            if end < start {
                let why = message!("this ends before it begins");
                return Err(Refusal::fault(name, at, 1, why));
            }
            cues.extend(cue.take());
            let mut marks = vec![trimmed.to_owned()];
            marks.extend(number.take());
            marks.append(&mut head);
            cue = Some(Cue {
                line: at,
                start,
                end,
                lines: Vec::new(),
                marks,
            });
            continue;
        }
        if let Some(number) = number.take() {
            // It was no number of a cue.
            if let Some(cue) = &mut cue {
                cue.lines.push(number);
            }
        }
        if trimmed.is_empty() {
            continue;
        }
        if trimmed.chars().all(|c| c.is_ascii_digit()) {
            number = Some(trimmed.to_owned());
            continue;
        }
        match &mut cue {
            Some(cue) => {
                let (words, marks) = unmarked(trimmed);
                cue.marks.extend(marks);
                if !words.trim().is_empty() {
                    cue.lines.push(words.trim().to_owned());
                }
            }
            None if trimmed.starts_with("WEBVTT") || !head.is_empty() => {
                head.push(trimmed.to_owned());
            }
            None => {
                let why = message!(
                    "this is not a file of subtitles: it begins with neither a number nor a time"
                );
                return Err(Refusal::fault(name, at, 1, why));
            }
        }
    }
    if let (Some(cue), Some(number)) = (&mut cue, number) {
        cue.lines.push(number);
    }
    cues.extend(cue);
    if cues.is_empty() {
        return Err(Refusal::Empty(name.to_owned()));
    }
    cues.sort_by_key(|cue| (cue.start, cue.end));
    Ok(cues)
}

/// The times of a line such as `00:00:01,500 --> 00:00:03,000`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    let end = end.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

fn time(words: &str) -> Option<u64> {
    let (clock, thousandths) = words.split_once([',', '.'])?;
    let mut sum = 0_u64;
    for part in clock.split(':') {
        sum = sum
            .checked_mul(60)?
            .checked_add(part.parse::<u32>().ok()?.into())?;
    }
    let thousandths: u64 = thousandths.parse::<u16>().ok()?.into();
    sum.checked_mul(1000)?.checked_add(thousandths)
}

/// A line without its marks of type and place, and these.
fn unmarked(line: &str) -> (String, Vec<String>) {
    let (mut words, mut marks) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let close = if rest[at..].starts_with('<') {
            '>'
        } else {
            '}'
        };
        let end = rest[at..].find(close).map(|end| at + end + 1);
        let inner = end.map_or("", |end| &rest[at + 1..end - 1]);
        let is_mark = if close == '>' {
            let name = inner.trim_start_matches('/');
            name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() < 40
        } else {
            inner.starts_with('\\')
        };
        match end {
            Some(end) if is_mark => {
                words.push_str(&rest[..at]);
                marks.push(rest[at..end].to_owned());
                rest = &rest[end..];
            }
            _ => {
                words.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    words.push_str(rest);
    (words, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_marks_are_read() {
        assert_eq!(
            times("00:01:02,500 --> 01:00:00.000 X1:0"),
            Some((62_500, 3_600_000))
        );
        assert_eq!(times("00:01 --> 2"), None);
        let (words, marks) = unmarked("{\\an8}<i>a < b</i> {c}");
        assert_eq!(words, "a < b {c}");
        assert_eq!(marks, ["{\\an8}", "<i>", "</i>"]);
    }
}
