//! Numbers in words that can be nothing else, so that a translation with another one is wrong: 三千, 百分之五, 第三章,
//! `fifty-three`. Idioms, approximate numbers (四五十) and everything that needs thought are left alone.

use super::numerals::{Figure, Numbers, digit, english_value, numeral, word_at};
use super::run::Run;

/// What follows a single numeral that counts something.
const MEASURES: &str = "个個本人次天年岁歲章页頁步件只张張条條座位名种種段节節篇卷级級层層倍";

/// Eras by which years are counted.
const ERAS: [&str; 22] = [
    "民国", "民國", "昭和", "明治", "大正", "平成", "令和", "康熙", "雍正", "乾隆", "嘉庆", "道光",
    "咸丰", "同治", "光绪", "宣统", "万历", "洪武", "永乐", "贞观", "开元", "天宝",
];

/// English words for a number that mean more than a number.
const AMBIGUOUS: [&str; 27] = [
    "zero",
    "no",
    "none",
    "never",
    "one",
    "a",
    "an",
    "first",
    "once",
    "single",
    "only",
    "second",
    "twice",
    "both",
    "pair",
    "double",
    "couple",
    "third",
    "thirds",
    "triple",
    "week",
    "decade",
    "noon",
    "midnight",
    "dozen",
    "fortnight",
    "tenths",
];

/// The value of a Chinese numeral that is a number beyond doubt: one with tens or more, or a year.
pub(super) fn value(chars: &[char]) -> Option<f64> {
    let values: Vec<(f64, bool)> = chars.iter().map(|c| numeral(*c)).collect::<Option<_>>()?;
    if chars.iter().any(|c| "半双俩".contains(*c)) {
        return None;
    }
    let (mut total, mut sum, mut own) = (0.0, 0.0, None::<f64>);
    let mut unit = f64::INFINITY;
    let mut is_after_zero = false;
    for (index, (value, multiplies)) in values.iter().enumerate() {
        if *multiplies {
            let is_ten = own.is_none() && index == 0 && same(*value, 10.0) && values.len() > 1;
            if own.is_none() && !is_ten && *value < 1e4
                || sum + total <= 0.0 && own.is_none() && !is_ten
            {
                return None;
            }
            let count = own.take().unwrap_or(f64::from(u8::from(is_ten)));
            if *value >= 1e4 {
                total += (sum + count) * value;
                sum = 0.0;
            } else {
                sum += count * value;
            }
            unit = *value;
        } else if *value <= 0.0 {
            is_after_zero = true;
        } else {
            // 四五十 is forty or fifty, 三百五 is 350.
            if own.is_some() {
                return None;
            }
            let is_last = index + 1 == values.len();
            if is_last && index > 0 && unit > 10.0 && !is_after_zero {
                return None;
            }
            own = Some(*value);
        }
    }
    let is_number = values.len() > 1 && unit.is_finite();
    is_number.then(|| total + sum + own.unwrap_or(0.0))
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < f64::EPSILON
}

/// The value of four numerals that stand for the digits of a year.
pub(super) fn year(chars: &[char]) -> Option<f64> {
    let digits = chars
        .iter()
        .map(|c| numeral(*c).filter(|(_, times)| !times));
    let digits: Vec<(f64, bool)> = digits.collect::<Option<_>>()?;
    (digits.len() == 4).then(|| {
        digits
            .iter()
            .fold(0.0, |sum, (digit, _)| sum * 10.0 + digit)
    })
}

/// Adds the number that a Chinese numeral at an index is, if it can be nothing else.
pub(super) fn chinese(run: &Run<'_>, start: usize, found: &mut Numbers) {
    let length = |from: usize| {
        let chars = run.chars[from..].iter();
        chars.take_while(|c| numeral(**c).is_some()).count()
    };
    let end = start + length(start);
    let after = |at: usize, words: &str| {
        words
            .chars()
            .enumerate()
            .all(|(index, c)| run.at(at + index) == Some(c))
    };
    let chars = &run.chars[start..end];
    if after(end, "分之") {
        let from = end + 2;
        let to = from + length(from);
        let part = start..to;
        let simple = |chars: &[char]| match chars {
            [c] => numeral(*c).map(|(value, _)| value),
            _ => value(chars),
        };
        let goes_on = run.at(to).is_some_and(|c| "几幾点點".contains(c));
        let Some(count) = simple(&run.chars[from..to]).filter(|_| !goes_on) else {
            return;
        };
        match chars {
            ['百'] => {
                let figure = Figure::in_words(part, count);
                found.spelt.push(figure.or(100.0 / count).or(count / 10.0));
            }
            [c] if "二三四五六七八九十".contains(*c) => {
                let whole = simple(chars).unwrap_or(1.0);
                found.fractions.push(Figure::in_words(part, count / whole));
            }
            _ => {}
        }
        return;
    }
    let is_part = run
        .before(start)
        .is_some_and(|c| digit(c).is_some() || "之几幾数數".contains(c))
        || run.at(end).is_some_and(|c| "几幾来來余餘".contains(c))
        || is_decimal(run, end)
        || is_of_era(run, start);
    if is_part {
        return;
    }
    if run.at(end) == Some('年')
        && let Some(year) = year(chars)
    {
        found.spelt.push(Figure::in_words(start..end, year));
    } else if let Some(value) = value(chars) {
        if after(end, "世纪") || after(end, "世紀") {
            century(run, start, end, value, found);
        } else if !after(end, "年代") {
            found.spelt.push(Figure::in_words(start..end, value));
        }
    } else if let [c] = chars
        && "二两三四五六七八九".contains(*c)
        && run.at(end).is_some_and(|c| MEASURES.contains(c))
        && let Some((value, _)) = numeral(*c)
    {
        found.small.push(Figure::in_words(start..end, value));
    }
}

/// Whether a decimal fraction follows, as in 一百二十八点五.
fn is_decimal(run: &Run<'_>, end: usize) -> bool {
    let is_point = matches!(run.at(end), Some('点' | '點'));
    is_point && run.at(end + 1).is_some_and(|c| numeral(c).is_some())
}

/// Whether the name of an era stands before a numeral: 民国三十八年 is 1949.
fn is_of_era(run: &Run<'_>, start: usize) -> bool {
    let before: String = run.chars[start.saturating_sub(2)..start].iter().collect();
    ERAS.contains(&before.as_str())
}

/// Adds a century, or one of its decades.
fn century(run: &Run<'_>, start: usize, end: usize, value: f64, found: &mut Numbers) {
    let from = end + 2;
    let first = (value - 1.0) * 100.0;
    let tens = run.chars[from..].iter();
    let to = from
        + tens
            .take_while(|c| numeral(**c).is_some() || digit(**c).is_some())
            .count();
    if from == to {
        let figure = Figure::in_words(start..end, value);
        found.spelt.push(figure.or(first));
    } else if run.at(to) == Some('年')
        && run.at(to + 1) == Some('代')
        && let [tens, '十'] = run.chars[from..to]
        && let Some((tens, false)) = numeral(tens)
    {
        let figure = Figure::in_words(start..to + 2, first + tens * 10.0);
        found.spelt.push(figure.or(tens * 10.0));
    }
}

/// Adds the number that the English words at an index are, if they can be nothing else; returns where they end.
pub(super) fn english(run: &Run<'_>, start: usize, found: &mut Numbers) -> usize {
    let (word, first_end) = word_at(run, start);
    let first = word.to_ascii_lowercase();
    let is_inside = run
        .before(start)
        .is_some_and(|c| c.is_alphanumeric() || c == '-');
    if is_inside {
        return start;
    }
    if let Some((value, end)) = fraction(run, &first, first_end) {
        found.fractions.push(Figure::in_words(start..end, value));
        return start;
    }
    let is_number = |word: &str| !AMBIGUOUS.contains(&word) && !word.ends_with("ties");
    let Some((value, false)) = english_value(&first).filter(|_| is_number(&first)) else {
        return start;
    };
    let (mut total, mut sum, mut end) = (0.0, value, first_end);
    loop {
        let mut at = end;
        while matches!(run.at(at), Some(' ' | '-')) {
            at += 1;
        }
        let (mut word, mut next) = word_at(run, at);
        if word == "and" && sum >= 100.0 {
            (word, next) = word_at(run, next + 1);
        }
        match english_value(&word.to_ascii_lowercase()) {
            Some((times, true)) if !word.ends_with('s') && word != "century" => {
                if times > 100.0 {
                    total += sum * times;
                    sum = 0.0;
                } else {
                    sum *= times;
                }
            }
            // `fifty-three`, `fifty-third`, `a hundred and twelve`.
            Some((value, false))
                if value > 0.0
                    && (value < 10.0 && sum % 10.0 <= 0.0 && sum > 10.0
                        || value < 100.0 && sum >= 100.0 && sum % 100.0 <= 0.0
                        || sum <= 0.0)
                    && !matches!(word.as_str(), "a" | "an" | "only" | "once") =>
            {
                sum += value;
            }
            _ => break,
        }
        end = next;
    }
    let figure = Figure::in_words(start..end, total + sum);
    if total + sum > 12.0 {
        found.spelt.push(figure);
    } else {
        found.small.push(figure);
    }
    start
}

/// The value of `three quarters` or `one-third`, whose first word ends at an index, and where it ends.
fn fraction(run: &Run<'_>, first: &str, first_end: usize) -> Option<(f64, usize)> {
    let (count, _) = english_value(first).filter(|_| first != "a" && !first.ends_with("th"))?;
    let is_joined = run.at(first_end) == Some('-');
    if !is_joined && run.at(first_end) != Some(' ') {
        return None;
    }
    let (word, end) = word_at(run, first_end + 1);
    let is_plural = word.ends_with('s');
    let whole = match word.trim_end_matches('s') {
        "third" => 3.0,
        "quarter" | "fourth" => 4.0,
        "fifth" => 5.0,
        "sixth" => 6.0,
        "seventh" => 7.0,
        "eighth" => 8.0,
        "ninth" => 9.0,
        "tenth" => 10.0,
        _ => return None,
    };
    let is_one = first == "one";
    (count > 0.0 && count < whole && is_one != is_plural).then_some((count / whole, end))
}
