//! Where the characters of a text stand in its file, which may fold its lines, indent them and escape
//! characters as YAML allows; and how the lines of a text become one.

use std::cell::OnceCell;
use std::ops::Range;

use super::cjk_spacing::{self, BREAK, Joint};
use crate::source::{Sources, Span, span};

/// How YAML writes a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// A `|` block, which keeps its line breaks.
    Literal,
    /// A `>` block, which folds them into spaces.
    Folded,
}

impl Style {
    /// The style of what stands at a place. The source of a block begins after its `|` or `>`, so that is looked for
    /// before it.
    fn of(file: &str, at: Span) -> Self {
        match file[at.range()].as_bytes().first() {
            _ if let Some(style) = Self::of_block(&file[..at.start as usize]) => style,
            Some(b'\'') => Self::SingleQuoted,
            Some(b'"') => Self::DoubleQuoted,
            _ => Self::Plain,
        }
    }

    /// The style that the head of a block gives, where `before` ends with one.
    fn of_block(before: &str) -> Option<Self> {
        let before = before.trim_end_matches(' ').strip_suffix(['\n', '\r'])?;
        let line = before.trim_end().lines().next_back()?;
        let head = line.split(" #").next().unwrap_or(line).trim_end();
        let head = head.trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        let is_alone =
            |before: &str| before.ends_with(|c: char| c.is_whitespace()) || before.is_empty();
        match head.split_at_checked(head.len().checked_sub(1)?)? {
            (before, "|") if is_alone(before) => Some(Self::Literal),
            (before, ">") if is_alone(before) => Some(Self::Folded),
            _ => None,
        }
    }
}

/// A text and how its file spells it.
#[derive(Debug, Clone, Copy)]
pub struct Scalar<'a> {
    pub text: &'a str,
    pub source: &'a str,
    pub at: Span,
    pub style: Style,
    /// The column, from 0, at which the source begins.
    indent: usize,
}

impl<'a> Scalar<'a> {
    /// The scalar at a place of a file, whose text is known.
    pub fn new(text: &'a str, sources: &'a Sources, at: Span) -> Self {
        let file = sources.file(at.file).text.as_str();
        let start = at.start as usize;
        let line_start = file[..start].rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            text,
            source: sources.slice(at),
            at,
            style: Style::of(file, at),
            indent: start - line_start,
        }
    }

    /// Whether the text may have spaces where its source has line breaks.
    fn is_folded(&self) -> bool {
        self.style != Style::Literal && self.source.contains(['\n', '\r'])
    }

    /// The spaces of the text into which YAML folded a line break.
    fn folded_spaces(&self) -> Vec<usize> {
        let Some(places) = self.places() else {
            return Vec::new();
        };
        let is_folded = |at: &usize| self.source[places[*at].clone()].contains(['\n', '\r']);
        let spaces = self.text.match_indices(' ').map(|(at, _)| at);
        spaces.filter(is_folded).collect()
    }

    /// Aligns the text with its source; nothing where they do not fit.
    fn places(&self) -> Option<Places> {
        let mut aligner = Aligner {
            source: self.source,
            at: match self.style {
                Style::SingleQuoted | Style::DoubleQuoted => 1,
                Style::Plain | Style::Literal | Style::Folded => 0,
            },
            places: Vec::with_capacity(self.text.len()),
        };
        match self.style {
            Style::Literal => aligner.literal(self.text, self.indent)?,
            Style::Folded => aligner.folded(self.text)?,
            style => aligner.flow(self.text, style)?,
        }
        Some(aligner.places)
    }
}

/// The range in the source of each byte of a text.
type Places = Vec<Range<usize>>;

/// A text as it is parsed: its lines joined into one.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    /// Where the parts that were joined begin, in the line and in the scalar's text.
    parts: Vec<(usize, usize)>,
}

impl Line {
    /// Joins the lines of a text: between two words a break is a space, beside a Han character of a text in
    /// Chinese or Japanese it is nothing; beside markup it is left for the parser to settle. A break that YAML
    /// folded into a space is one too.
    pub fn join(scalar: &Scalar<'_>, cjk: bool) -> Self {
        let text = scalar.text;
        let folds = if cjk && scalar.is_folded() {
            scalar.folded_spaces()
        } else {
            Vec::new()
        };
        let mut folds = folds.into_iter().peekable();
        let mut line = Self {
            text: String::with_capacity(text.len()),
            parts: Vec::new(),
        };
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let is_fold = folds.next_if_eq(&at).is_some();
            if is_fold || matches!(c, '\n' | '\r' | '\u{85}' | BREAK | '\u{2029}') {
                line.add(text, start..at, cjk);
                start = at + c.len_utf8();
            }
        }
        line.add(text, start..text.len(), cjk);
        line
    }

    /// A text with one space for each stretch of white.
    pub fn of_words(text: &str) -> Self {
        let mut line = Self {
            text: String::with_capacity(text.len()),
            parts: Vec::new(),
        };
        for word in text.split_whitespace() {
            if !line.text.is_empty() {
                line.text.push(' ');
            }
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            line.parts.push((line.text.len(), start));
            line.text.push_str(word);
        }
        line
    }

    fn add(&mut self, text: &str, range: Range<usize>, cjk: bool) {
        let part = &text[range.clone()];
        let words = part.trim();
        let (Some(first), start) = (
            words.chars().next(),
            range.start + part.len() - part.trim_start().len(),
        ) else {
            return;
        };
        if let Some(before) = self.text.chars().next_back() {
            match cjk_spacing::joint(before, first) {
                Joint::Nothing if cjk => {}
                Joint::Open if cjk => self.text.push(BREAK),
                Joint::Space | Joint::Nothing | Joint::Open => self.text.push(' '),
            }
        }
        self.parts.push((self.text.len(), start));
        self.text.push_str(words);
    }

    /// The place in the scalar's text of a place in the line.
    fn origin(&self, at: usize) -> usize {
        let next = self.parts.partition_point(|(start, _)| *start <= at);
        match next.checked_sub(1).map(|index| self.parts[index]) {
            Some((start, origin)) => origin + at - start,
            None => 0,
        }
    }
}

/// Finds the places of a text's parts in its file. Most texts are never asked for any, so the work is done when the
/// first is.
pub struct Locator<'a> {
    line: &'a Line,
    scalar: Scalar<'a>,
    places: OnceCell<Option<Places>>,
}

impl<'a> Locator<'a> {
    /// A locator for a line made of a scalar's text.
    pub fn new(line: &'a Line, scalar: Scalar<'a>) -> Self {
        Self {
            line,
            scalar,
            places: OnceCell::new(),
        }
    }

    /// The span of a part of the line; an empty part is the character that stands there.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.line.origin(range.start);
        let end = match range.end.checked_sub(1).filter(|_| !range.is_empty()) {
            Some(last) => self.line.origin(last),
            None => start,
        };
        self.span_in_text(start..end + 1)
    }

    /// The span of a part of the scalar's text.
    pub fn span_in_text(&self, range: Range<usize>) -> Span {
        let at = self.scalar.at;
        let places = self.places.get_or_init(|| self.scalar.places());
        let Some(places) = places.as_ref().filter(|places| !places.is_empty()) else {
            return at;
        };
        let last = places.len() - 1;
        let (first, end) = (
            &places[range.start.min(last)],
            &places[range.end.saturating_sub(1).min(last)],
        );
        let start = at.start as usize;
        let is_beyond = range.start > last;
        let from = if is_beyond { first.end } else { first.start };
        span(at.file, start + from, start + end.end.max(from))
    }
}

struct Aligner<'a> {
    source: &'a str,
    /// Up to where the source has been read.
    at: usize,
    places: Places,
}

impl Aligner<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    /// Says that a character of the text is the next `length` bytes of the source.
    fn take(&mut self, c: char, length: usize) {
        let place = self.at..self.at + length;
        self.places.resize(self.places.len() + c.len_utf8(), place);
        self.at += length;
    }

    /// Takes a character that stands in the source as it is.
    fn take_same(&mut self, c: char) -> Option<()> {
        self.rest()
            .starts_with(c)
            .then(|| self.take(c, c.len_utf8()))
    }

    fn white(&self) -> usize {
        self.rest().len() - self.rest().trim_start().len()
    }

    /// `column` is where the source begins in its line, which is after the indent.
    fn literal(&mut self, text: &str, column: usize) -> Option<()> {
        let spaces = |text: &str| text.len() - text.trim_start_matches(' ').len();
        // Spaces of the text itself may stand before the first character that the source begins with.
        let lead = spaces(text).saturating_sub(spaces(self.source));
        let indent = column.checked_sub(lead)?;
        self.places.resize(lead, self.at..self.at);
        for c in text[lead..].chars() {
            if c == '\n' {
                let length = match self.rest().as_bytes() {
                    [b'\r', b'\n', ..] => 2,
                    [b'\r' | b'\n', ..] => 1,
                    // The source may end before its last break.
                    _ => 0,
                };
                self.take(c, length);
                self.at += spaces(self.rest()).min(indent);
            } else {
                self.take_same(c)?;
            }
        }
        Some(())
    }

    fn folded(&mut self, text: &str) -> Option<()> {
        self.at += self.white();
        let text = {
            let words = text.trim_start();
            let lead = text.len() - words.len();
            self.places.resize(lead, self.at..self.at);
            words
        };
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let white = self.white();
            if self.rest()[..white].contains(['\n', '\r']) || (white == 0 && c.is_whitespace()) {
                let after = rest.trim_start();
                let place = self.at..self.at + white;
                self.places
                    .resize(self.places.len() + rest.len() - after.len(), place);
                self.at += white;
                rest = after;
                continue;
            }
            self.take_same(c)?;
            rest = &rest[c.len_utf8()..];
        }
        Some(())
    }

    fn flow(&mut self, text: &str, style: Style) -> Option<()> {
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            if style == Style::DoubleQuoted {
                self.skip_continuations();
                if self.rest().starts_with('\\') {
                    let length = escape(self.rest())?;
                    self.take(c, length);
                    continue;
                }
            }
            let white = self.white();
            let breaks = line_breaks(&self.rest()[..white]);
            if breaks > 0 {
                // One break is a space; of several each but the first is a break of the text.
                let place = self.at..self.at + white;
                self.at += white;
                for c in std::iter::once(c).chain(characters.by_ref().take(breaks.max(2) - 2)) {
                    c.is_whitespace().then_some(())?;
                    self.places
                        .resize(self.places.len() + c.len_utf8(), place.clone());
                }
            } else if style == Style::SingleQuoted && c == '\'' {
                self.rest().starts_with("''").then_some(())?;
                self.take(c, 2);
            } else {
                self.take_same(c)?;
            }
        }
        Some(())
    }

    /// Skips a `\` that ends a line, with the break and the indent after it.
    fn skip_continuations(&mut self) {
        while let Some(after) = self.rest().strip_prefix('\\')
            && after
                .trim_start_matches([' ', '\t'])
                .starts_with(['\n', '\r'])
        {
            let after = after.trim_start();
            self.at = self.source.len() - after.len();
        }
    }
}

fn line_breaks(white: &str) -> usize {
    let pairs = white.matches("\r\n").count();
    white.matches(['\n', '\r']).count() - pairs
}

/// The length of the escape with which a double-quoted text begins.
fn escape(text: &str) -> Option<usize> {
    let c = text.chars().nth(1)?;
    let digits = match c {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let length = 1 + c.len_utf8() + digits;
    text.is_char_boundary(length).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::{Line, Locator, Scalar};
    use crate::read::tree::{self, Value};
    use crate::source::{Sources, Span};

    /// What a file has where `needle` stands in the joined line of the text that its source spells.
    fn found(text: &str, file: &str, needle: &str) -> String {
        let (sources, at) = source(file);
        let scalar = Scalar::new(text, &sources, at);
        let line = Line::join(&scalar, true);
        let start = line.text.find(needle).expect("the needle is in the line");
        let place = Locator::new(&line, scalar).span(start..start + needle.len());
        sources.slice(place).to_owned()
    }

    /// A file, and where its one value stands: as the parser says it, after the head of a block.
    fn source(file: &str) -> (Sources, Span) {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", file.to_owned());
        let root = tree::parse(&sources, id).expect("it is YAML");
        let Value::Map(entries) = root.value else {
            panic!("no map: {file}");
        };
        (sources, entries[0].1.at)
    }

    #[test]
    fn every_style_of_yaml_leads_back_to_its_source() {
        let cases = [
            ("一 b c", "x: 一 b c", "b", "b"),
            ("a b*c", "x: a\n      b*c", "*", "*"),
            ("it's *x*", "x: 'it''s *x*'", "*x*", "*x*"),
            ("it's", "x: 'it''s'", "'", "''"),
            ("a\nb*", "x: 'a\n\n    b*'", "*", "*"),
            ("a\nb\n\nc*", "x: 'a\n\n  b\n\n\n    c*'", "*", "*"),
            ("\"q\" \\x\t*", "x: \"\\\"q\\\" \\\\x\\t*\"", "*", "*"),
            ("é—*", "x: \"\\xe9\\u2014*\"", "—", "\\u2014"),
            ("ab*", "x: \"a\\\n   b*\"", "b*", "b*"),
            (
                "a\n  b\nc*\n",
                "x: |\n      a\n        b\n      c*\n",
                "c*",
                "c*",
            ),
            ("'a'\nb*\n", "x: | # c\n  'a'\n  b*\n", "b*", "b*"),
            ("a\nb*\n", "x: |\r\n  a\r\n  b*\r\n", "*", "*"),
            ("a b\nc*\n", "x: >-\n   a\n   b\n\n   c*\n", "c*", "c*"),
            ("  x\n*\n", "x: |2\n    x\n  *\n", "*", "*"),
            ("it's *", "x:\n  it's *", "*", "*"),
        ];
        for (text, file, needle, wanted) in cases {
            assert_eq!(found(text, file, needle), wanted, "{file:?}");
        }
    }

    #[test]
    fn a_folded_break_between_han_is_no_space() {
        let joined = |text: &str, file: &str| {
            let (sources, at) = source(file);
            Line::join(&Scalar::new(text, &sources, at), true).text
        };
        assert_eq!(joined("一 二 三", "x: 一\n  二 三"), "一二 三");
        assert_eq!(joined("一 二 三", "x: '一 二\n  三'"), "一 二三");
        assert_eq!(joined("一 二\n", "x: >\n  一\n  二\n"), "一二");
        assert_eq!(joined("a b 一", "x: \"a\n b\n 一\""), "a b一");
    }
}
