//! Numbers in texts: those in digits one by one, those in words as the values that they may have. Numbers in words that
//! can be nothing else are in [`super::spelt`].

use std::ops::Range;

use super::run::{Kind, Run};
use super::spelt;

/// A number in digits.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// Its characters in the run.
    pub part: Range<usize>,
    /// The same with the words that belong to it: `1.3亿`, `下午3:30`.
    pub whole: Range<usize>,
    /// What it may mean as it is written: `1,200` is 1200, or in other countries 1.2.
    raw: Vec<f64>,
    /// The same times the word after it: `3 million`, `3.5 万`.
    scaled: Vec<f64>,
    /// Further numbers that a translation may have for it, such as 15 for `3 p.m.`
    others: Vec<f64>,
    /// Whether it is part of a date.
    pub is_date: bool,
}

impl Figure {
    /// A number in words.
    pub fn in_words(part: Range<usize>, value: f64) -> Self {
        Self {
            whole: part.clone(),
            part,
            raw: vec![value],
            scaled: vec![value],
            others: Vec::new(),
            is_date: false,
        }
    }

    /// The same if a translation may have another number for it.
    pub fn or(mut self, value: f64) -> Self {
        self.others.push(value);
        self
    }

    /// Whether another number may be its translation.
    pub fn is(&self, other: &Self) -> bool {
        let has_scale = |figure: &Self| figure.scaled != figure.raw;
        let meet = |a: &[f64], b: &[f64]| a.iter().any(|a| b.iter().any(|b| same(*a, *b)));
        meet(&self.scaled, &other.scaled)
            || !(has_scale(self) && has_scale(other)) && meet(&self.raw, &other.raw)
            || meet(&self.others, &other.raw)
            || meet(&self.raw, &other.others)
    }

    /// Whether it is below thirteen, so that a small number in words may be a slip for it.
    pub fn is_small(&self) -> bool {
        self.scaled.iter().all(|value| *value < 13.0)
    }

    /// Whether it is too common in other words, as `1` is in `a` and `one`.
    pub fn is_tiny(&self) -> bool {
        self.scaled.iter().all(|value| *value <= 1.0)
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// The numbers of a text.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub figures: Vec<Figure>,
    /// Those in words that can be nothing else: 三千, `fifty-three`.
    pub spelt: Vec<Figure>,
    /// Those below thirteen in words: 三章, `four`.
    pub small: Vec<Figure>,
    /// Fractions in words.
    pub fractions: Vec<Figure>,
    /// The values that words may have.
    words: Vec<f64>,
}

impl Numbers {
    /// Whether there is a number that may be the translation of another one.
    pub fn has(&self, figure: &Figure) -> bool {
        let said = |value: &f64| self.words.iter().any(|word| same(*word, *value));
        self.figures.iter().any(|own| own.is(figure))
            || figure.scaled.iter().any(said)
            || figure.raw.iter().any(said)
            || figure.others.iter().any(said)
    }
}

/// The numbers of a run.
pub(super) fn numbers(run: &Run<'_>) -> Numbers {
    let mut found = Numbers::default();
    let mut index = 0;
    while let Some(c) = run.at(index) {
        if digit(c).is_some() {
            index = figure(run, index, &mut found);
        } else if numeral(c).is_some() {
            spelt::chinese(run, index, &mut found);
            index = chinese(run, index, &mut found.words);
        } else if c.is_ascii_alphabetic() {
            let end = spelt::english(run, index, &mut found);
            index = english(run, index, &mut found).max(end);
        } else {
            index += 1;
        }
    }
    found
}

/// The value of a digit, half-width or full-width.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

/// Reads the number at an index, and returns where it ends.
fn figure(run: &Run<'_>, start: usize, found: &mut Numbers) -> usize {
    let mut end = start;
    let mut digits = String::new();
    while let Some(c) = run.at(end) {
        let next = run.at(end + 1).and_then(digit);
        match c {
            _ if let Some(value) = digit(c) => {
                digits.push(char::from_digit(value, 10).unwrap_or('0'));
            }
            ',' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}'
                if next.is_some() && run.kinds[end] != Kind::Break =>
            {
                if c == '.' {
                    digits.push('.');
                } else if is_group(run, end + 1) {
                    digits.push(',');
                } else if c == ',' {
                    digits.push(';');
                } else {
                    break;
                }
            }
            _ => break,
        }
        end += 1;
    }
    // A list of numbers: `1,2,3`.
    if let Some(at) = digits.find(';') {
        let is_list = digits.matches(';').count() > 1 || digits.contains(['.', ',']);
        if is_list {
            end = start + at;
            digits.truncate(at);
        } else {
            digits = digits.replace(';', "?");
        }
    }
    let is_part_of_name = run
        .before(start)
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        || run.before(start) == Some('-')
            && start >= 2
            && run.at(start - 2).is_some_and(|c| c.is_ascii_alphabetic());
    let raw = values(&digits);
    let (scale, after) = scale(run, end);
    let scaled = raw.iter().map(|value| value * scale).collect();
    let mut figure = Figure {
        part: start..end,
        whole: whole(run, start, end, after),
        others: Vec::new(),
        raw,
        scaled,
        is_date: false,
    };
    let decade = surroundings(run, &mut figure);
    if is_part_of_name {
        // `UTF-8`, `x86`: names, not numbers.
        found.words.extend(figure.raw);
    } else {
        found.figures.push(figure);
    }
    end.max(after).max(decade)
}

/// A number with the words that belong to it.
fn whole(run: &Run<'_>, start: usize, end: usize, after: usize) -> Range<usize> {
    let is_digit = |at: usize| run.at(at).and_then(digit).is_some();
    let mut whole = start..end.max(after);
    if run.at(end) == Some(':') && is_digit(end + 1) {
        let minutes = (end + 1..run.chars.len())
            .take_while(|at| is_digit(*at))
            .count();
        whole.end = end + 1 + minutes;
    } else if run.before(start) == Some(':') {
        let hours = (0..start - 1).rev().take_while(|at| is_digit(*at)).count();
        if hours > 0 {
            whole.start = start - 1 - hours;
        }
    }
    let hour: String = run.chars[whole.start.saturating_sub(2)..whole.start]
        .iter()
        .collect();
    if ["上午", "下午", "晚上", "早上", "凌晨", "中午"].contains(&hour.as_str()) {
        whole.start -= 2;
    }
    whole
}

/// Whether exactly three digits begin at an index.
fn is_group(run: &Run<'_>, index: usize) -> bool {
    (index..index + 3).all(|at| run.at(at).and_then(digit).is_some())
        && run.at(index + 3).and_then(digit).is_none()
}

/// What digits may mean. `,` separates thousands in English, `?` may be a decimal comma.
fn values(digits: &str) -> Vec<f64> {
    let parse = |text: &str| text.parse::<f64>().ok();
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    let mut all = Vec::new();
    if plain.matches('.').count() > 1 {
        // A version or a date: each of its numbers, in one.
        let joined = plain.replace('.', "");
        all.extend(parse(&joined));
        return all;
    }
    all.extend(parse(&plain.replace('?', ".")));
    // `1.200` and `1,200` in other countries.
    let last = digits.rsplit(['.', ',']).next().unwrap_or_default();
    if digits.contains(['.', ',']) && last.len() == 3 {
        all.extend(parse(&digits.replace(['.', ','], "")));
    }
    all
}

/// The factor of the word after a number, and where that ends.
fn scale(run: &Run<'_>, end: usize) -> (f64, usize) {
    let space = usize::from(matches!(run.at(end), Some(' ' | '\u{a0}')));
    let mut at = end + space;
    let mut factor = 1.0;
    let mut is_any = false;
    while let Some(c) = run.at(at) {
        factor *= match c {
            '十' => 10.0,
            '百' => 100.0,
            '千' => 1e3,
            '万' | '萬' => 1e4,
            '亿' | '億' => 1e8,
            _ => break,
        };
        is_any = true;
        at += 1;
    }
    if is_any {
        return (factor, at);
    }
    let word: String = run.chars[end + space..]
        .iter()
        .take_while(|c| c.is_ascii_alphabetic())
        .collect();
    let factor = match word.to_ascii_lowercase().as_str() {
        "hundred" => 100.0,
        "k" if space == 0 => 1e3,
        "thousand" => 1e3,
        "m" if space == 0 && word == "M" => 1e6,
        "million" | "millions" => 1e6,
        "b" if space == 0 && word == "B" => 1e9,
        "billion" | "billions" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return (1.0, end),
    };
    (factor, end + space + word.len())
}

/// What stands around a number and may change it: a century, a decade, an hour of the afternoon, a date. Returns where a
/// century with a decade ends.
fn surroundings(run: &Run<'_>, figure: &mut Figure) -> usize {
    let Range { start, end } = figure.part;
    let after: String = run.chars[end..].iter().take(12).collect();
    let trimmed = after.trim_start();
    let before: String = run.chars[start.saturating_sub(6)..start].iter().collect();
    let value = figure.raw.first().copied().unwrap_or_default();
    if let Some(rest) = trimmed
        .strip_prefix("世纪")
        .or_else(|| trimmed.strip_prefix("世紀"))
    {
        // `20 世纪 80 年代` is `the 1980s`.
        let first = (value - 1.0) * 100.0;
        figure.others.push(first);
        let decade: String = rest
            .trim_start()
            .chars()
            .map_while(digit)
            .filter_map(|d| char::from_digit(d, 10))
            .collect();
        let spaces = |text: &str| text.chars().take_while(|c| c.is_whitespace()).count();
        let after_decade = rest
            .trim_start()
            .trim_start_matches(|c| digit(c).is_some())
            .trim_start();
        if after_decade.starts_with("年代")
            && let Ok(value) = decade.parse::<f64>()
        {
            figure.raw = vec![first + value];
            figure.scaled.clone_from(&figure.raw);
            figure.others = vec![value];
            let length = spaces(&after) + 2 + spaces(rest) + decade.len();
            let rest: String = run.chars[end + length..].iter().take(2).collect();
            figure.part.end = end + length + spaces(&rest) + 2;
            figure.whole = figure.part.clone();
            return figure.part.end;
        }
    }
    // The end of a range may be short: `1990–95`.
    if matches!(run.before(start), Some('–' | '-' | '—' | '/' | '~' | '～')) {
        let whole = run.chars[..start - 1].iter().rev();
        let whole: Vec<char> = whole.take_while(|c| c.is_ascii_digit()).copied().collect();
        if whole.len() > end - start {
            let first = whole.iter().rev().take(whole.len() - (end - start));
            let last = run.chars[start..end].iter();
            let number: String = first.chain(last).collect();
            figure.others.extend(number.parse::<f64>());
        }
    }
    if trimmed.starts_with("年代") || after.starts_with('s') || after.starts_with("’s") {
        figure.others.push(value % 100.0);
        figure.others.push((value / 100.0).floor() + 1.0);
        if value < 100.0 {
            figure
                .others
                .extend([1800.0, 1900.0].map(|century| century + value));
        }
    }
    let lower = trimmed.to_ascii_lowercase();
    if lower.starts_with("p.m") || lower.starts_with("pm") || lower.starts_with(':') {
        figure.others.push(value + 12.0);
    }
    if before.contains("下午") || before.contains("晚上") {
        figure.others.push(value + 12.0);
    }
    figure.is_date = trimmed.starts_with(['年', '月', '日', '号', '號'])
        && !trimmed.starts_with("年代")
        && !trimmed.starts_with("月份的")
        || is_beside_month(run, start, end);
    end
}

/// Whether the name of a month stands beside a number.
fn is_beside_month(run: &Run<'_>, start: usize, end: usize) -> bool {
    let after: String = run.chars[end..].iter().take(14).collect();
    let after = after.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let after = after
        .trim_start_matches([' ', ','])
        .trim_start_matches("of ");
    let after: String = after
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let before: String = run.chars[start.saturating_sub(16)..start].iter().collect();
    let before = before.trim_end_matches([' ', ',', '.']);
    let before: String = before
        .chars()
        .rev()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let before: String = before.chars().rev().collect();
    month(&after).is_some() || month(&before).is_some()
}

/// The number of a month by its English name.
pub(super) fn month(name: &str) -> Option<f64> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const NUMBERS: [f64; 12] = [
        1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0,
    ];
    let index = NAMES.iter().position(|month| {
        *month == name || name.len() >= 3 && name.len() <= 4 && month.starts_with(name)
    });
    index.map(|index| NUMBERS[index])
}

/// The value of a Chinese numeral, and whether it multiplies what is before it.
pub(super) fn numeral(c: char) -> Option<(f64, bool)> {
    let value = match c {
        '〇' | '零' | '○' => 0.0,
        '一' | '壹' => 1.0,
        '二' | '两' | '兩' | '贰' | '双' | '俩' => 2.0,
        '三' | '叁' => 3.0,
        '四' | '肆' => 4.0,
        '五' | '伍' => 5.0,
        '六' | '陆' => 6.0,
        '七' | '柒' => 7.0,
        '八' | '捌' => 8.0,
        '九' | '玖' => 9.0,
        '廿' => 20.0,
        '卅' => 30.0,
        '半' => 0.5,
        '十' | '拾' => return Some((10.0, true)),
        '百' | '佰' => return Some((100.0, true)),
        '千' | '仟' => return Some((1e3, true)),
        '万' | '萬' => return Some((1e4, true)),
        '亿' | '億' => return Some((1e8, true)),
        _ => return None,
    };
    Some((value, false))
}

/// Reads the Chinese numeral at an index, adds the values that it may have, and returns where it ends.
fn chinese(run: &Run<'_>, start: usize, words: &mut Vec<f64>) -> usize {
    let mut end = start;
    let mut digits = 0.0;
    let mut number = None::<f64>;
    let (mut sum, mut total) = (0.0, 0.0);
    while let Some((value, multiplies)) = run.at(end).and_then(numeral) {
        words.push(value);
        if multiplies {
            let own = number.take();
            if value >= 1e4 {
                let is_bare = own.is_none() && sum <= 0.0;
                let before = if is_bare {
                    1.0
                } else {
                    sum + own.unwrap_or(0.0)
                };
                total += before * value;
                sum = 0.0;
            } else {
                sum += own.unwrap_or(1.0) * value;
            }
        } else {
            number = Some(value);
            digits = digits * 10.0 + value;
        }
        end += 1;
    }
    let value = total + sum + number.unwrap_or(0.0);
    words.extend([value, digits]);
    // Half an hour, and half of everything.
    if run.chars[start..end].contains(&'半') {
        words.extend([30.0, 50.0, value + 0.5]);
    }
    if run.at(end) == Some('刻') {
        words.extend([value * 15.0]);
    }
    let is_century =
        run.at(end) == Some('世') && run.at(end + 1).is_some_and(|c| "纪紀".contains(c));
    if is_century {
        words.push((value - 1.0) * 100.0);
        let rest = run.chars[end + 2..].iter().skip_while(|c| **c == ' ');
        let decade: Vec<f64> = rest
            .map_while(|c| numeral(*c))
            .map(|(value, _)| value)
            .collect();
        if let [tens, ten] = decade.as_slice()
            && same(*ten, 10.0)
        {
            words.push((value - 1.0) * 100.0 + tens * 10.0);
        }
    }
    end
}

/// The value of an English word for a number, and whether it multiplies.
pub(super) fn english_value(word: &str) -> Option<(f64, bool)> {
    let value = match word {
        "zero" | "no" | "none" | "never" => 0.0,
        "one" | "a" | "an" | "first" | "once" | "single" | "only" => 1.0,
        "two" | "second" | "twice" | "both" | "pair" | "double" | "couple" => 2.0,
        "three" | "third" | "thirds" | "triple" => 3.0,
        "four" | "fourth" | "fourths" => 4.0,
        "five" | "fifth" | "fifths" => 5.0,
        "six" | "sixth" => 6.0,
        "seven" | "seventh" | "week" => 7.0,
        "eight" | "eighth" => 8.0,
        "nine" | "ninth" => 9.0,
        "ten" | "tenth" | "tenths" | "decade" => 10.0,
        "eleven" | "eleventh" => 11.0,
        "twelve" | "twelfth" | "noon" | "midnight" | "dozen" => 12.0,
        "thirteen" | "thirteenth" => 13.0,
        "fourteen" | "fourteenth" | "fortnight" => 14.0,
        "fifteen" | "fifteenth" => 15.0,
        "sixteen" | "sixteenth" => 16.0,
        "seventeen" | "seventeenth" => 17.0,
        "eighteen" | "eighteenth" => 18.0,
        "nineteen" | "nineteenth" => 19.0,
        "twenty" | "twentieth" | "twenties" => 20.0,
        "thirty" | "thirtieth" | "thirties" => 30.0,
        "forty" | "fortieth" | "forties" => 40.0,
        "fifty" | "fiftieth" | "fifties" => 50.0,
        "sixty" | "sixtieth" | "sixties" => 60.0,
        "seventy" | "seventieth" | "seventies" => 70.0,
        "eighty" | "eightieth" | "eighties" => 80.0,
        "ninety" | "ninetieth" | "nineties" => 90.0,
        "hundred" | "hundreds" | "hundredth" | "century" => return Some((100.0, true)),
        "thousand" | "thousands" | "thousandth" => return Some((1e3, true)),
        "million" | "millions" => return Some((1e6, true)),
        "billion" | "billions" => return Some((1e9, true)),
        "trillion" => return Some((1e12, true)),
        _ => return None,
    };
    Some((value, false))
}

/// The English word at an index, and where it ends.
pub(super) fn word_at(run: &Run<'_>, start: usize) -> (String, usize) {
    let word = run.chars[start..].iter();
    let word: String = word.take_while(|c| c.is_ascii_alphabetic()).collect();
    let end = start + word.len();
    (word, end)
}

/// Reads the English word at an index, and those after it that make one number with it; returns where they end.
fn english(run: &Run<'_>, start: usize, found: &mut Numbers) -> usize {
    let (word, end) = word_at(run, start);
    found.words.extend(month(&word));
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "half" => found.words.extend([0.5, 30.0, 50.0, 2.0]),
        "quarter" | "quarters" => found.words.extend([0.25, 4.0, 15.0, 25.0]),
        _ => {}
    }
    if english_value(&lower).is_none() {
        return end;
    }
    let (mut total, mut sum) = (0.0, 0.0);
    let mut at = start;
    let mut last = end;
    while run.at(at).is_some_and(|c| c.is_ascii_alphabetic()) {
        let (word, end) = word_at(run, at);
        let lower = word.to_ascii_lowercase();
        match english_value(&lower) {
            Some((value, false)) => {
                found.words.push(value);
                sum += value;
            }
            Some((value, true)) => {
                found.words.push(value);
                let factor: f64 = if sum > 0.0 { sum } else { 1.0 };
                if value > 100.0 {
                    total += factor * value;
                    sum = 0.0;
                } else {
                    sum = factor * value;
                }
            }
            None if lower == "and" => {}
            None => break,
        }
        found.words.push(total + sum);
        last = end;
        at = end;
        while matches!(run.at(at), Some(' ' | '-' | '\u{a0}')) {
            at += 1;
        }
    }
    last
}
