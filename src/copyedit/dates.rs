//! Whole dates in texts: 1949年10月5日, 五月三日, `5 November 1949`, `May 4`, `2008-08-08`.

use std::ops::Range;

use super::numerals::{digit, month, numeral, word_at};
use super::run::Run;
use super::spelt;

/// A date with a month.
#[derive(Debug, Clone)]
pub(super) struct Date {
    /// Its characters in the run.
    pub part: Range<usize>,
    year: Option<f64>,
    month: f64,
    day: Option<f64>,
}

impl Date {
    /// Whether another date may be its translation: years go without saying.
    pub fn is(&self, other: &Self) -> bool {
        let same = |a: f64, b: f64| (a - b).abs() < 0.5;
        let agree = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => same(a, b),
            (_, None) | (None, _) => true,
        };
        same(self.month, other.month) && agree(self.year, other.year) && agree(self.day, other.day)
    }
}

/// The dates of a run.
pub(super) fn dates(run: &Run<'_>) -> Vec<Date> {
    let mut found: Vec<Date> = Vec::new();
    let mut index = 0;
    while let Some(c) = run.at(index) {
        let date = if c.is_ascii_alphabetic() {
            let end = word_at(run, index).1;
            let date = english(run, index);
            index = end - 1;
            date
        } else {
            chinese(run, index).or_else(|| iso(run, index))
        };
        index += 1;
        if let Some(date) = date {
            index = date.part.end.max(index);
            found.push(date);
        }
    }
    found.retain(|date| run.is_typed(date.part.start));
    found
}

/// The number in digits at an index, with at most `most` of them, and where it ends.
fn digits(run: &Run<'_>, start: usize, most: usize) -> Option<(f64, usize)> {
    let chars = run.chars.get(start..)?.iter();
    let digits: Vec<u32> = chars.map_while(|c| digit(*c)).collect();
    let value = digits.iter().fold(0.0, |sum, d| sum * 10.0 + f64::from(*d));
    let is_number = !digits.is_empty() && digits.len() <= most;
    is_number.then_some((value, start + digits.len()))
}

/// The number in digits or Chinese numerals at an index, and where it ends, spaces after it included.
fn number(run: &Run<'_>, start: usize) -> Option<(f64, usize)> {
    let (value, end) = digits(run, start, 4).or_else(|| {
        let chars = run.chars.get(start..)?.iter();
        let end = start + chars.take_while(|c| numeral(**c).is_some()).count();
        let chars = &run.chars[start..end];
        let value = match chars {
            [c] => numeral(*c).map(|(value, _)| value),
            _ => spelt::year(chars).or_else(|| spelt::value(chars)),
        };
        Some((value?, end))
    })?;
    Some((value, spaces(run, end)))
}

/// Where the spaces at an index end.
fn spaces(run: &Run<'_>, at: usize) -> usize {
    let rest = run.chars[at.min(run.chars.len())..].iter();
    at + rest.take_while(|c| **c == ' ').count()
}

fn chinese(run: &Run<'_>, start: usize) -> Option<Date> {
    let is_number = |c: char| digit(c).is_some() || numeral(c).is_some();
    if run.before(start).is_some_and(is_number) {
        return None;
    }
    let (mut value, mut end) = number(run, start)?;
    let mut year = None;
    if run.at(end) == Some('年') {
        year = Some(value);
        (value, end) = number(run, spaces(run, end + 1))?;
    }
    if run.at(end) != Some('月') || !(1.0..=12.0).contains(&value) {
        return None;
    }
    let month_end = end + 1;
    let day = number(run, spaces(run, month_end));
    let day = day.filter(|(day, end)| {
        (1.0..=31.0).contains(day) && run.at(*end).is_some_and(|c| "日号號".contains(c))
    });
    // A month alone is a month of any year, or a number of months.
    if day.is_none() && year.is_none() {
        return None;
    }
    Some(Date {
        part: start..day.map_or(month_end, |(_, end)| end + 1),
        year,
        month: value,
        day: day.map(|(day, _)| day),
    })
}

/// `2008-08-08` or `2008/8/8`.
fn iso(run: &Run<'_>, start: usize) -> Option<Date> {
    if run
        .before(start)
        .is_some_and(|c| c.is_alphanumeric() || "-/.".contains(c))
    {
        return None;
    }
    let (year, end) = digits(run, start, 4).filter(|(_, end)| *end == start + 4)?;
    let mark = run.at(end).filter(|c| matches!(c, '-' | '/'))?;
    let (month, end) = digits(run, end + 1, 2)?;
    if run.at(end) != Some(mark) {
        return None;
    }
    let (day, end) = digits(run, end + 1, 2)?;
    let is_date = (1.0..=12.0).contains(&month) && (1.0..=31.0).contains(&day);
    let goes_on = run
        .at(end)
        .is_some_and(|c| c.is_ascii_alphanumeric() || "-/".contains(c));
    (is_date && !goes_on).then_some(Date {
        part: start..end,
        year: Some(year),
        month,
        day: Some(day),
    })
}

/// A date around the English name of a month at an index.
fn english(run: &Run<'_>, start: usize) -> Option<Date> {
    let (word, name_end) = word_at(run, start);
    let month = month(&word)?;
    let mut date = Date {
        part: start..name_end,
        year: None,
        month,
        day: None,
    };
    if let Some((day, at)) = day_before(run, start) {
        date.day = Some(day);
        date.part.start = at;
    }
    let mut end = name_end;
    if run.at(end) == Some('.') {
        end += 1;
    }
    let at = spaces(run, end);
    if date.day.is_none()
        && let Some((day, end)) = digits(run, at, 2)
    {
        let end = suffix(run, end);
        // A range is two dates.
        if !(1.0..=31.0).contains(&day) || matches!(run.at(end), Some('–' | '-' | ':')) {
            return None;
        }
        date.day = Some(day);
        date.part.end = end;
    }
    let mut at = date.part.end.max(end.min(date.part.end));
    if matches!(run.at(at), Some(',' | '.')) {
        at += 1;
    }
    if let Some((year, end)) =
        digits(run, spaces(run, at), 4).filter(|(year, end)| *end > at && *year >= 1000.0)
    {
        date.year = Some(year);
        date.part.end = end;
    }
    (date.day.is_some() || date.year.is_some()).then_some(date)
}

/// Where the `th` of an ordinal at an index ends.
fn suffix(run: &Run<'_>, at: usize) -> usize {
    let (word, end) = word_at(run, at);
    if matches!(word.as_str(), "st" | "nd" | "rd" | "th") {
        end
    } else {
        at
    }
}

/// The day that stands before the name of a month, and where it begins.
fn day_before(run: &Run<'_>, start: usize) -> Option<(f64, usize)> {
    let before: String = run.chars[..start]
        .iter()
        .skip(start.saturating_sub(10))
        .collect();
    let trimmed = before.trim_end_matches(' ');
    let trimmed = trimmed.strip_suffix(" of").unwrap_or(trimmed);
    let trimmed = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| trimmed.strip_suffix(ending))
        .unwrap_or(trimmed);
    let figures = trimmed
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .count();
    let at = start - before.chars().count() + trimmed.chars().count() - figures;
    let is_range = run
        .before(at)
        .is_some_and(|c| c.is_alphanumeric() || "–-./,:".contains(c));
    let (day, _) = digits(run, at, 2).filter(|_| figures > 0 && !is_range)?;
    (1.0..=31.0).contains(&day).then_some((day, at))
}
