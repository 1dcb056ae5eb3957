//! Rules for single marks: half-width ones in Chinese, straight quotation marks, typewriter's dashes, double spaces.

use std::ops::Range;

use icu_properties::props::Script;

use super::run::{OBJECT, Run};
use super::{Desk, Finding};
use crate::diagnostics::{Code, Edit, Fix};
use crate::lang::{Lang, is_latin, is_wide};
use crate::message::{Message, message};

/// Half-width marks and what they are in Chinese.
const WIDE: [(char, &str); 8] = [
    (',', "，"),
    (';', "；"),
    (':', "："),
    ('?', "？"),
    ('!', "！"),
    ('.', "。"),
    ('(', "（"),
    (')', "）"),
];

/// Abbreviations whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 14] = [
    "etc", "Inc", "Ltd", "Co", "Corp", "No", "vs", "Jr", "Sr", "al", "ed", "eds", "Mr", "Dr",
];

/// Languages that write an elided letter as an apostrophe.
const APOSTROPHES: [&str; 4] = ["en", "fr", "it", "ca"];

/// The change of some characters of a run.
pub(super) fn edit(run: &Run<'_>, part: Range<usize>, new: &str) -> Option<Edit> {
    part.clone()
        .all(|index| run.is_typed(index))
        .then_some(())?;
    Some(Edit {
        at: run.span(part)?,
        new: new.to_owned(),
    })
}

/// The mend that replaces some characters, and deletes the spaces in another part.
fn widened(run: &Run<'_>, part: Range<usize>, new: &str, spaces: Range<usize>) -> Option<Fix> {
    let mut edits = vec![edit(run, part, new)?];
    if !spaces.is_empty() {
        edits.push(edit(run, spaces, "")?);
    }
    Some(Fix {
        edits,
        is_certain: true,
    })
}

/// A mark in a Chinese run, as its neighbours show it.
struct Around {
    /// The character before, quotation marks and brackets aside.
    before: Option<char>,
    /// The character directly after.
    next: Option<char>,
}

impl Around {
    fn of(run: &Run<'_>, part: &Range<usize>) -> Self {
        let is_aside = |c: char| matches!(c, '"' | '\'' | '(' | ')');
        let mut before = run.chars[..part.start].iter().rev().copied();
        Self {
            before: before.find(|c| !is_aside(*c)),
            next: run.at(part.end),
        }
    }

    fn is_after_wide(&self) -> bool {
        self.before.is_some_and(is_full)
    }

    /// Whether it stands between a Latin word and a Chinese one without a space, or between a Latin word and the end.
    fn ends_latin(&self) -> bool {
        let is_after_latin = self
            .before
            .is_some_and(|c| is_latin(c) || matches!(c, OBJECT | '+' | '#' | '%'));
        is_after_latin && self.next.is_none_or(|c| is_wide(c) || c == '\n')
    }
}

/// Whether a character is full-width among Chinese.
fn is_full(c: char) -> bool {
    is_wide(c) || crate::lang::is_shared_mark(c)
}

/// Whether there is Chinese in the sentence before an index.
fn has_wide_before(run: &Run<'_>, index: usize) -> bool {
    let before = run.chars[..index].iter().rev();
    let mut sentence = before.take_while(|c| !matches!(**c, '。' | '！' | '？' | '\n'));
    sentence.any(|c| is_wide(*c))
}

impl Desk<'_> {
    /// Half-width marks in Chinese or Japanese.
    pub(super) fn half_width(&mut self, run: &Run<'_>, lang: &Lang) {
        let is_interesting =
            |c: &char| *c == '"' || *c == '\'' || WIDE.iter().any(|(half, _)| half == c);
        if !self.asks(Code::CopyHalfWidth)
            || !run.chars.iter().any(is_interesting)
            || !run.chars.iter().any(|c| is_wide(*c))
        {
            return;
        }
        self.half_width_stops(run);
        self.half_width_brackets(run);
        self.half_width_quotes(run, lang, '"');
        self.half_width_quotes(run, lang, '\'');
    }

    fn half_width_mark(&mut self, run: &Run<'_>, part: Range<usize>, wide: &str, fix: Option<Fix>) {
        let half = run.words(part.clone());
        self.report(
            Finding::new(
                Code::CopyHalfWidth,
                run.span(part),
                &half,
                message!(
                    "there is a half-width `{}` among full-width characters",
                    half.as_str()
                ),
                message!("type `{}`", wide),
            )
            .fix(fix),
        );
    }

    fn half_width_stops(&mut self, run: &Run<'_>) {
        let mut index = 0;
        while let Some(c) = run.at(index) {
            let start = index;
            index += 1;
            if !run.is_typed(start) || !matches!(c, ',' | ';' | ':' | '?' | '!' | '.') {
                continue;
            }
            while c == '.' && run.at(index) == Some('.') && run.is_typed(index) {
                index += 1;
            }
            let around = Around::of(run, &(start..index));
            let wide = stop(run, start..index, &around).filter(|_| !is_in_call(run, start));
            let Some(wide) = wide else {
                continue;
            };
            let spaces = run.chars[index..].iter().take_while(|c| **c == ' ').count();
            let fix = widened(run, start..index, wide, index..index + spaces);
            self.half_width_mark(run, start..index, wide, fix);
        }
    }

    fn half_width_brackets(&mut self, run: &Run<'_>) {
        let mut open = Vec::new();
        for (index, c) in run.chars.iter().enumerate() {
            match c {
                '(' if run.is_typed(index) => open.push(index),
                ')' if run.is_typed(index) => {
                    let Some(start) = open.pop() else { continue };
                    let has_wide = run.chars[start..index].iter().any(|c| is_wide(*c));
                    // Otherwise it may be a call in a program, or a formula.
                    let stands = !run
                        .before(start)
                        .is_some_and(|c| is_latin(c) && !c.is_ascii_digit());
                    if has_wide && stands {
                        self.half_width_bracket(run, start, true);
                        self.half_width_bracket(run, index, false);
                    }
                }
                _ => {}
            }
        }
    }

    fn half_width_bracket(&mut self, run: &Run<'_>, index: usize, opens: bool) {
        let wide = if opens { "（" } else { "）" };
        // It brings its own space.
        let spaces = match opens {
            true if index > 1 && run.before(index) == Some(' ') => index - 1..index,
            false if run.at(index + 1) == Some(' ') && run.at(index + 2).is_some() => {
                index + 1..index + 2
            }
            _ => 0..0,
        };
        let fix = widened(run, index..index + 1, wide, spaces);
        self.half_width_mark(run, index..index + 1, wide, fix);
    }

    fn half_width_quotes(&mut self, run: &Run<'_>, lang: &Lang, mark: char) {
        let is_letter = |c: Option<char>| c.is_some_and(is_latin);
        let places = (0..run.chars.len()).filter(|index| {
            let beside = (run.before(*index), run.at(index + 1));
            run.chars[*index] == mark
                && run.is_typed(*index)
                // An apostrophe, or the sign for inches.
                && !(is_letter(beside.0) && (is_letter(beside.1) || mark == '\''))
                && !beside.0.is_some_and(|c| c.is_ascii_digit())
                && !is_in_call(run, *index)
        });
        let places: Vec<usize> = places.collect();
        if !places.len().is_multiple_of(2) {
            return;
        }
        let corners = lang.is_of_other_region();
        let marks = match (mark, corners) {
            ('"', false) => ["“", "”"],
            ('"', true) => ["「", "」"],
            (_, false) => ["‘", "’"],
            (_, true) => ["『", "』"],
        };
        for pair in places.chunks_exact(2) {
            let has_wide = run.chars[pair[0]..pair[1]].iter().any(|c| is_wide(*c));
            if mark == '\'' && !has_wide {
                continue;
            }
            for (index, wide) in pair.iter().zip(marks) {
                let fix = widened(run, *index..index + 1, wide, 0..0);
                self.half_width_mark(run, *index..index + 1, wide, fix);
            }
        }
    }

    /// Straight quotation marks and apostrophes in a language with curly ones.
    pub(super) fn straight_quotes(&mut self, run: &Run<'_>, lang: &Lang) {
        let is_straight = |c: &char| matches!(c, '"' | '\'');
        if lang.main_script() != Script::Latin
            || !self.asks(Code::CopyStraightQuotes)
            || !run.chars.iter().any(is_straight)
        {
            return;
        }
        let has_apostrophes = APOSTROPHES.contains(&lang.primary());
        let mut singles = Vec::new();
        let mut doubles = Vec::new();
        for (index, c) in run.chars.iter().enumerate() {
            if !run.is_typed(index) || matches!(c, '"' | '\'') && is_in_call(run, index) {
                continue;
            }
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            let (before, after) = (run.before(index), run.at(index + 1));
            let is_prime = before.is_some_and(|c| c.is_ascii_digit()) && !is_letter(after);
            match c {
                '"' if !is_prime || doubles.len() % 2 == 1 => doubles.push(index),
                '\'' if is_letter(before) && is_letter(after) && has_apostrophes => {
                    self.straight(run, index, Some("’"));
                }
                // A decade.
                '\'' if !before.is_some_and(char::is_alphanumeric)
                    && after.is_some_and(|c| c.is_ascii_digit())
                    && has_apostrophes =>
                {
                    self.straight(run, index, Some("’"));
                }
                '\'' if !is_prime => singles.push(index),
                _ => {}
            }
        }
        self.straight_pairs(run, lang, &doubles, ["“", "”"]);
        if let [only] = singles.as_slice()
            && has_apostrophes
            && run.before(*only).is_some_and(char::is_alphabetic)
        {
            self.straight(run, *only, Some("’"));
        } else if has_apostrophes {
            self.straight_pairs(run, lang, &singles, ["‘", "’"]);
        }
    }

    /// Quotation marks that open and close in turn.
    fn straight_pairs(&mut self, run: &Run<'_>, lang: &Lang, places: &[usize], marks: [&str; 2]) {
        let may_open = |index: usize| {
            let before = run.before(index);
            before.is_none_or(|c| c.is_whitespace() || "([{—–“‘\"'".contains(c))
                && run.at(index + 1).is_some_and(|c| !c.is_whitespace())
        };
        let may_close = |index: usize| {
            let after = run.at(index + 1);
            run.before(index).is_some_and(|c| !c.is_whitespace())
                && after.is_none_or(|c| !c.is_alphanumeric())
        };
        let is_certain = lang.primary() == "en"
            && places.len().is_multiple_of(2)
            && places
                .chunks_exact(2)
                .all(|pair| may_open(pair[0]) && may_close(pair[1]));
        for (index, place) in places.iter().enumerate() {
            let new = marks[index % 2];
            self.straight(run, *place, is_certain.then_some(new));
        }
    }

    fn straight(&mut self, run: &Run<'_>, index: usize, new: Option<&str>) {
        let mark = run.words(index..index + 1);
        let hint = match new {
            Some(new) => message!("type `{}`", new),
            None => message!("type the curly marks"),
        };
        let fix = new.and_then(|new| widened(run, index..index + 1, new, 0..0));
        let message = if new == Some("’") && mark == "'" {
            message!("this apostrophe is a straight one")
        } else {
            message!("this quotation mark is a straight one")
        };
        let span = run.span(index..index + 1);
        self.report(Finding::new(Code::CopyStraightQuotes, span, &mark, message, hint).fix(fix));
    }

    /// Hyphens in place of a dash.
    pub(super) fn dashes(&mut self, run: &Run<'_>, lang: &Lang) {
        if !self.asks(Code::CopyDashes) {
            return;
        }
        let mut index = 0;
        while let Some(c) = run.at(index) {
            let start = index;
            index += 1;
            if c != '-' || !run.is_typed(start) {
                continue;
            }
            while run.at(index) == Some('-') && run.is_typed(index) {
                index += 1;
            }
            let (before, after) = (run.before(start), run.at(index));
            let Some((new, is_certain)) = dash(index - start, before, after, lang) else {
                continue;
            };
            let hint = match new {
                "–" => message!("type an en dash, `–`"),
                "——" => message!("type a Chinese dash, `——`"),
                _ => message!("type a dash, `—`"),
            };
            let fix = is_certain
                .then(|| widened(run, start..index, new, 0..0))
                .flatten();
            let hyphens = run.words(start..index);
            self.report(
                Finding::new(
                    Code::CopyDashes,
                    run.span(start..index),
                    &hyphens,
                    message!("`{}` stands for a dash", hyphens.as_str()),
                    hint,
                )
                .fix(fix),
            );
        }
    }

    /// Full-width marks after letters, in a language that has none.
    pub(super) fn full_width(&mut self, run: &Run<'_>, lang: &Lang) {
        if lang.main_script() != Script::Latin || !self.asks(Code::CopyHalfWidth) {
            return;
        }
        for (index, c) in run.chars.iter().enumerate() {
            let half = WIDE.iter().find(|(_, wide)| wide.chars().eq([*c]));
            let is_beside_letters = run.before(index).is_some_and(is_latin)
                && !run.at(index + 1).is_some_and(is_wide)
                || *c == '（' && run.at(index + 1).is_some_and(is_latin);
            let Some((half, _)) = half.filter(|_| is_beside_letters && run.is_typed(index)) else {
                continue;
            };
            let (wide, half) = (c.to_string(), half.to_string());
            self.report(Finding::new(
                Code::CopyHalfWidth,
                run.span(index..index + 1),
                &wide,
                message!("there is a full-width `{}` among letters", wide.as_str()),
                message!("type `{}`", half),
            ));
        }
    }

    /// Spaces before the marks that end a clause, in English.
    pub(super) fn spaces_before(&mut self, run: &Run<'_>, lang: &Lang) {
        if lang.primary() != "en" || !self.asks(Code::CopySpaces) {
            return;
        }
        for index in 2..run.chars.len() {
            let c = run.chars[index];
            let ends = run.at(index + 1).is_none_or(char::is_whitespace);
            if !matches!(c, ',' | '.' | ';' | '?' | '!')
                || !ends
                || run.before(index) != Some(' ')
                || !run.before(index - 1).is_some_and(is_latin)
                || run.notes.contains(&index)
            {
                continue;
            }
            let mark = c.to_string();
            let words = format!(" {mark}");
            let fix = widened(run, index - 1..index, "", 0..0);
            let at = run.span(index - 1..index + 1);
            let message = message!("there is a space before `{}`", mark.as_str());
            let hint = message!("remove the space");
            let finding = Finding::new(Code::CopySpaces, at, &words, message, hint);
            self.report(finding.or(&mark).fix(fix));
        }
    }

    /// More than one space between words.
    pub(super) fn spaces(&mut self, run: &Run<'_>) {
        if !self.asks(Code::CopySpaces) {
            return;
        }
        let mut index = 0;
        while let Some(c) = run.at(index) {
            let start = index;
            index += 1;
            if c != ' ' || !run.is_typed(start) {
                continue;
            }
            while run.at(index) == Some(' ') && run.is_typed(index) && !run.notes.contains(&index) {
                index += 1;
            }
            if index - start < 2 {
                continue;
            }
            let message: Message = message!("there are {} spaces in a row", index - start);
            let fix = widened(run, start + 1..index, "", 0..0);
            let span = run.span(start..index);
            let hint = message!("keep one");
            self.report(Finding::new(Code::CopySpaces, span, "  ", message, hint).fix(fix));
        }
    }
}

/// What a half-width stop in a Chinese text should be; `None` if it may be as it is.
fn stop(run: &Run<'_>, part: Range<usize>, around: &Around) -> Option<&'static str> {
    let c = run.at(part.start)?;
    if c == '.' {
        return full_stop(run, part, around);
    }
    let wide = WIDE.iter().find(|(half, _)| *half == c)?.1;
    let is_operator = matches!(c, '!' | ':') && matches!(around.next, Some('=' | ':' | '/'));
    // A smiling face.
    let is_face = matches!(c, ':' | ';')
        && matches!(around.next, Some('(' | ')'))
        && !run.chars[part.end..].contains(&'(')
        && !run.chars[..part.start].contains(&'(');
    // A name such as `Yahoo!`, with a mark of the sentence after it.
    let is_name = c == '!'
        && run.before(part.start).is_some_and(is_latin)
        && around.next.is_some_and(|c| "，。、；：》".contains(c));
    // The mark itself is quoted.
    let is_quoted = run.before(part.start).is_some_and(|c| "“‘「『".contains(c));
    let is_wrong = if around.is_after_wide() {
        !is_quoted
    } else {
        around.ends_latin() && has_wide_before(run, part.start)
    };
    (is_wrong && !is_operator && !is_face && !is_name).then_some(wide)
}

/// The same for one or more full stops.
fn full_stop(run: &Run<'_>, part: Range<usize>, around: &Around) -> Option<&'static str> {
    let beside_wide = around.is_after_wide()
        || around.next.is_some_and(is_wide) && has_wide_before(run, part.start);
    match part.len() {
        1 => {
            let leads_on = around
                .next
                .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '*'));
            let is_wrong = if around.is_after_wide() {
                !leads_on
            } else {
                around.ends_latin()
                    && has_wide_before(run, part.start)
                    && !ends_abbreviation(run, part.start)
            };
            is_wrong.then_some("。")
        }
        2 => None,
        // Between quotation marks it is itself the words.
        _ => {
            let is_quoted = run
                .before(part.start)
                .is_some_and(|c| "\"'“‘「『".contains(c));
            (beside_wide && !is_quoted).then_some("……")
        }
    }
}

/// Whether an index is among the arguments of a call with strings, as in `print("a,b")`.
fn is_in_call(run: &Run<'_>, index: usize) -> bool {
    let starts = (1..index).rev().filter(|at| run.chars[*at] == '(');
    let mut starts = starts.filter(|at| {
        let before = run.before(*at);
        before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    starts.any(|start| {
        let mut depth = 0_i32;
        let end = run.chars[start..].iter().position(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some(end) = end.map(|length| start + length) else {
            return false;
        };
        let quotes = run.chars[start..end].iter();
        let quotes = quotes.filter(|c| matches!(c, '"' | '\'')).count();
        end > index && quotes > 0 && quotes.is_multiple_of(2)
    })
}

/// Whether the full stop at an index belongs to an abbreviation or to a number before it.
fn ends_abbreviation(run: &Run<'_>, index: usize) -> bool {
    let before = run.chars[..index].iter().rev();
    let word: Vec<char> = before
        .take_while(|c| c.is_ascii_alphanumeric())
        .copied()
        .collect();
    let word: String = word.iter().rev().collect();
    let is_sign = matches!(run.before(index), Some(OBJECT | '+' | '#' | '%'));
    !is_sign && word.len() < 2
        || word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty()
        || ABBREVIATIONS.contains(&word.as_str())
}

/// What some hyphens between two characters should be, and whether that is certain; `None` if they may be as they are.
fn dash(
    length: usize,
    before: Option<char>,
    after: Option<char>,
    lang: &Lang,
) -> Option<(&'static str, bool)> {
    let (before, after) = (before?, after?);
    if !(2..=3).contains(&length) {
        return None;
    }
    let is_space = |c: char| c == ' ';
    if lang.is_cjk() {
        let is_between = is_full(before) && is_full(after);
        let is_spaced = is_space(before) && is_space(after);
        return (is_between || is_spaced).then_some(("——", is_between));
    }
    let is_word = |c: char| c.is_alphanumeric() || "“”‘’\"'.,;:?!)(…".contains(c);
    match (before, after) {
        (a, b) if a.is_ascii_digit() && b.is_ascii_digit() => Some(("–", length == 2)),
        (a, b) if is_space(a) && is_space(b) => Some(("—", false)),
        (a, b) if is_word(a) && is_word(b) => Some(("—", lang.primary() == "en")),
        _ => None,
    }
}
