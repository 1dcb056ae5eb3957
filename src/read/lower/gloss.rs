//! Lowers examples that are glossed word by word: divides their lines into words.

use std::ops::Range;

use super::words::TextRole;
use super::{Lower, items, only};
use crate::book::{Gloss, Inline, SpanKind, Text};
use crate::diagnostics::{Code, Diagnostic};
use crate::lang::{Lang, Pair, Side};
use crate::message::message;
use crate::read::file::{GlossFile, MissingFile};
use crate::read::scalar::{Line, Scalar};
use crate::read::shape::{At, RawText};
use crate::source::Span;

/// The words of a line and its place, in each language that has them.
type Words = Pair<Option<(Vec<Text>, Span)>>;

impl Lower<'_> {
    pub(super) fn gloss(&mut self, file: &GlossFile) -> Gloss {
        self.not_empty(&file.lines);
        let lang = self.example_language(file.lang.as_ref());
        let words = self.line_of_words(&file.words);
        let in_language = |text: Text| match &lang {
            Some(lang) => Text {
                inlines: vec![Inline::Span {
                    kind: SpanKind::Language(lang.clone()),
                    text: text.inlines,
                }],
                ..text
            },
            None => text,
        };
        // Chinese words have readings beside a text in another language too.
        let mut marked = |side: Side| {
            let (words, at) = words.get(side).clone()?;
            let words = words
                .into_iter()
                .map(|text| self.read(in_language(text), side));
            Some((words.collect::<Vec<_>>(), at))
        };
        let words = Pair {
            a: marked(Side::A),
            b: marked(Side::B),
        };
        let lines = items(Some(&file.lines));
        let lines: Vec<Words> = lines.map(|line| self.line_of_words(line)).collect();
        let lines: Vec<Words> = lines
            .iter()
            .map(|line| line.map(|line| line.clone().map(labelled)))
            .collect();
        let mut columns = self.stacked(&words, &lines);
        let translation = file.translation.as_ref().map(|words| self.title(words));
        if columns.iter().any(|rows| rows.len() != lines.len() + 1) {
            // Reported already.
            columns.clear();
        }
        Gloss {
            lang,
            is_numbered: file.numbered.as_ref().and_then(|at| at.value) != Some(false),
            words: columns,
            translation,
        }
    }

    fn example_language(&mut self, tag: Option<&At<String>>) -> Option<Lang> {
        let at = tag?;
        let tag = at.value.as_deref()?;
        let lang = Lang::parse(tag);
        if lang.is_none() {
            self.say(
                Diagnostic::new(Code::YamlValue, message!("`{}` is not a language tag", tag))
                    .at(at.at)
                    .hint(message!("write a BCP 47 tag, such as `fr` or `zh-Hant`")),
            );
        }
        lang
    }

    /// The words of one line. In a line that both languages share, they are the same.
    fn line_of_words(&mut self, line: &At<RawText>) -> Words {
        let nothing = Pair { a: None, b: None };
        let Some(raw) = &line.value else {
            return nothing;
        };
        if let Some(side) = self.only {
            let Some((raw, at)) = self.said(line.at, raw, side) else {
                return nothing;
            };
            let words = self.divided(raw, at, side);
            return only::alone(side, Some((words, at)));
        }
        if let RawText::ByLanguage(each) = raw {
            self.foreign_keys(each);
        }
        self.list_lines(line.at, raw);
        let mut read = |side: Side| {
            let sides = self.by_side(raw);
            let said = (*sides.get(side))?;
            let raw = said.value.as_ref()?.0.as_deref()?;
            (!raw.trim().is_empty()).then(|| (self.divided(raw, said.at, side), said.at))
        };
        let (a, b) = (read(Side::A), read(Side::B));
        match (a, b) {
            (Some(a), Some(b)) => Pair {
                a: Some(a),
                b: Some(b),
            },
            (a, b) => {
                // What stands in for a missing line has its words.
                let first = |line: &Option<(Vec<Text>, Span)>| {
                    let (words, _) = line.as_ref()?;
                    words.first().cloned()
                };
                let filled = self.whole(line.at, first(&a), first(&b), None);
                let filling = |line: &(Vec<Text>, Span), first: Text| {
                    let (words, at) = line;
                    (self.in_place_of(words, first), *at)
                };
                Pair {
                    a: a.clone().or_else(|| Some(filling(b.as_ref()?, filled.a))),
                    b: b.clone().or_else(|| Some(filling(a.as_ref()?, filled.b))),
                }
            }
        }
    }

    /// What stands in place of a missing line with these words: the same, or a mark below the first of them.
    fn in_place_of(&self, words: &[Text], first: Text) -> Vec<Text> {
        let is_marked = self.shared.missing == MissingFile::Mark;
        let rest = words.iter().skip(1);
        let rest = rest.map(|word| {
            if is_marked {
                Text::default()
            } else {
                word.clone()
            }
        });
        std::iter::once(first).chain(rest).collect()
    }

    /// Divides a line at its spaces. Markup is not divided.
    fn divided(&mut self, raw: &str, at: Span, side: Side) -> Vec<Text> {
        let scalar = Scalar::new(raw, self.shared.sources, at);
        let mut words = Vec::new();
        for part in parts(raw) {
            let line = Line::part(&scalar, part);
            let place = line.span(0..line.text.len());
            words.push(self.parsed(&line, place, side, TextRole::Title));
        }
        words
    }

    /// Puts what each line has for a word below it. A line with more or fewer words is an error.
    fn stacked(&mut self, words: &Words, lines: &[Words]) -> Vec<Vec<Pair<Text>>> {
        let mut is_even = true;
        for side in [Side::A, Side::B] {
            let Some((words, _)) = words.get(side) else {
                continue;
            };
            for line in lines {
                let Some((own, at)) = line.get(side) else {
                    continue;
                };
                if own.len() == words.len() {
                    continue;
                }
                is_even = false;
                self.say(
                    Diagnostic::new(
                        Code::GlossWords,
                        message!(
                            "the line has {} words, but the example has {}",
                            own.len(),
                            words.len()
                        ),
                    )
                    .at(*at)
                    .hint(message!(
                        "write one for each word; a no-break space, or brackets as in `[two words]{lang=en}`, keep words \
                         together"
                    )),
                );
            }
        }
        let count = |line: &Words| line.iter().flatten().map(|(words, _)| words.len()).max();
        let (Some(count), true) = (count(words), is_even) else {
            return Vec::new();
        };
        let at = |line: &Words, index: usize| {
            let text = |side| {
                let (words, _) = line.get(side).as_ref()?;
                words.get(index).cloned()
            };
            Pair {
                a: text(Side::A).unwrap_or_default(),
                b: text(Side::B).unwrap_or_default(),
            }
        };
        let all: Vec<&Words> = std::iter::once(words).chain(lines).collect();
        let column = |index| all.iter().map(|line| at(line, index)).collect();
        (0..count).map(column).collect()
    }
}

/// The byte ranges of the words of a line: what spaces outside of brackets, braces, backticks and dollar signs divide.
fn parts(raw: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut depth = 0_usize;
    let mut quoted = None;
    let mut is_escaped = false;
    for (at, c) in raw.char_indices() {
        let is_space = c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
        if is_space && depth == 0 && quoted.is_none() {
            parts.extend(start.take().map(|start| start..at));
            continue;
        }
        start.get_or_insert(at);
        match c {
            _ if std::mem::take(&mut is_escaped) => {}
            '\\' => is_escaped = true,
            '`' | '$' if quoted == Some(c) => quoted = None,
            '`' | '$' if quoted.is_none() => quoted = Some(c),
            '[' | '{' if quoted.is_none() => depth += 1,
            ']' | '}' if quoted.is_none() => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    parts.extend(start.map(|start| start..raw.len()));
    parts
}

/// A line of a gloss, in which abbreviations are set apart.
fn labelled((words, at): (Vec<Text>, Span)) -> (Vec<Text>, Span) {
    let words = words.into_iter().map(|text| Text {
        inlines: abbreviated(text.inlines),
        ..text
    });
    (words.collect(), at)
}

/// Sets abbreviations such as `NOM` and `3SG` apart.
fn abbreviated(list: Vec<Inline>) -> Vec<Inline> {
    let each = list.into_iter().flat_map(|inline| {
        let Inline::Plain(words) = &inline else {
            return vec![inline];
        };
        let mut out = Vec::new();
        let mut start = 0;
        for part in labels(words) {
            let before = &words[start..part.start];
            if !before.is_empty() {
                out.push(Inline::Plain(before.to_owned()));
            }
            start = part.end;
            out.push(Inline::Span {
                kind: SpanKind::Abbreviation,
                text: vec![Inline::Plain(words[part].to_owned())],
            });
        }
        if start < words.len() {
            out.push(Inline::Plain(words[start..].to_owned()));
        }
        out
    });
    each.collect()
}

/// The capital letters of a gloss that abbreviate: several in a row, or one beside a full stop, a hyphen, an equals sign,
/// a colon or a digit, as in `3.F`.
fn labels(words: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in words.char_indices().filter(|(_, c)| c.is_uppercase()) {
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    let is_beside = |c: Option<char>| c.is_some_and(|c| ".-=:".contains(c) || c.is_ascii_digit());
    found.retain(|part| {
        let (before, after) = (
            words[..part.start].chars().next_back(),
            words[part.end..].chars().next(),
        );
        let is_word = |c: Option<char>| c.is_some_and(char::is_lowercase);
        let is_long = words[part.clone()].chars().nth(1).is_some();
        !is_word(before) && !is_word(after) && (is_long || is_beside(before) || is_beside(after))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_divided_at_spaces_outside_of_markup() {
        let found = |raw| {
            parts(raw)
                .into_iter()
                .map(|part| &raw[part])
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found(" 私 は  学生\u{3000}です\n"),
            ["私", "は", "学生", "です"]
        );
        assert_eq!(
            found("[il y a]{lang=fr} {字 a|zì} `x y` a\u{a0}b"),
            ["[il y a]{lang=fr}", "{字 a|zì}", "`x y`", "a\u{a0}b"]
        );
    }

    #[test]
    fn abbreviations_are_found() {
        let found = |words: &'static str| {
            labels(words)
                .into_iter()
                .map(|part| &words[part])
                .collect::<Vec<_>>()
        };
        assert_eq!(found("3SG.NOM"), ["SG", "NOM"]);
        assert_eq!(found("come-PST=Q"), ["PST", "Q"]);
        assert_eq!(found("I"), [""; 0]);
        assert_eq!(found("Peter"), [""; 0]);
        assert_eq!(found("3.F"), ["F"]);
    }
}
