//! Maps the text of a YAML scalar to its source, which may fold and indent lines and escape characters, and joins the
//! lines of a text into one.

use std::ops::Range;

use super::cjk_spacing::{self, BREAK, HARD_BREAK, LineBreak};
use super::placed::Placed;
use crate::source::{Places, Sources, Span};

/// YAML's white space, which does not include other Unicode spaces such as the ideographic one.
const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The styles of YAML scalars.
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
    /// The style of the scalar at a place. That of a block is read from the line before, since the parser's place for
    /// it begins after the `|` or `>`.
    fn of(file: &str, at: Span) -> Self {
        match file[at.range()].as_bytes().first() {
            _ if let Some(style) = Self::of_block(&file[..at.start as usize]) => style,
            Some(b'\'') => Self::SingleQuoted,
            Some(b'"') => Self::DoubleQuoted,
            _ => Self::Plain,
        }
    }

    /// The style of a block, if the last line of `before` is its header.
    fn of_block(before: &str) -> Option<Self> {
        let before = before.trim_end_matches(' ').strip_suffix(['\n', '\r'])?;
        let line = before.trim_end().lines().next_back()?;
        let head = without_comment(line).trim_end();
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

/// A line up to its comment, which begins the line or follows white space.
fn without_comment(line: &str) -> &str {
    let is_comment = |at: &usize| *at == 0 || line[..*at].ends_with([' ', '\t']);
    let mut signs = line.match_indices('#').map(|(at, _)| at);
    signs.find(is_comment).map_or(line, |at| &line[..at])
}

/// A text with its source, from which YAML made it.
#[derive(Debug, Clone)]
pub struct Scalar<'a> {
    pub text: &'a str,
    pub source: &'a str,
    pub at: Span,
    pub style: Style,
    /// Maps the text to the file.
    places: Places,
}

impl<'a> Scalar<'a> {
    /// The scalar at a place of a file; `text` is what the parser read there.
    pub fn new(text: &'a str, sources: &'a Sources, at: Span) -> Self {
        let file = sources.file(at.file);
        let source = sources.slice(at);
        let style = Style::of(&file.text, at);
        let start = at.start as usize;
        let (_, line) = file.line_at(start);
        let places = Aligner::new(source, start, style).align(text, start - line.start);
        Self {
            text,
            source,
            at,
            style,
            places: places.unwrap_or_else(|| {
                let mut whole = Places::default();
                whole.push_whole(text.len(), at.range());
                whole
            }),
        }
    }

    /// A text at a place of a file that is not YAML.
    pub fn placed(text: &'a Placed, sources: &'a Sources, at: Span) -> Self {
        Self {
            text: &text.text,
            source: sources.slice(at),
            at,
            style: Style::Literal,
            places: text.places.clone(),
        }
    }

    /// The place of a byte range of the text.
    pub fn span(&self, part: Range<usize>) -> Span {
        self.places.span(self.at, part)
    }

    /// Appends a byte range of the text to another text, with its place.
    pub fn push_part(&self, part: Range<usize>, to: &mut Placed) {
        to.text.push_str(&self.text[part.clone()]);
        to.places.push_part(&self.places, part);
    }

    /// Whether some spaces of the text may be line breaks in the source.
    fn is_folded(&self) -> bool {
        self.style != Style::Literal && self.source.contains(['\n', '\r'])
    }

    /// The offsets of spaces into which YAML folded a line break.
    pub fn folded_spaces(&self) -> Vec<usize> {
        let start = self.at.start as usize;
        let is_folded = |at: &usize| {
            let from = self.places.origin(*at..at + 1);
            self.source[from.start - start..from.end - start].contains(['\n', '\r'])
        };
        let spaces = self.text.match_indices(' ').map(|(at, _)| at);
        spaces.filter(is_folded).collect()
    }
}

/// Whether a character of a text ends its line.
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | BREAK | '\u{2029}')
}

/// Whether a text ends with a `\` that escapes what follows: one after an even number of others.
pub fn ends_with_escape(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

/// A text as the markup parser gets it: its lines joined into one, with a map to the file.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    pub places: Places,
    at: Span,
}

impl Line {
    /// Joins the lines of a text. A line break, folded by YAML or not, becomes a space between words. If `cjk`, it
    /// becomes nothing beside a Han character or kana, and [`BREAK`] beside markup, to be settled once that is parsed. A tab
    /// becomes a space. A line break that YAML has kept after a `\` is [`HARD_BREAK`].
    pub fn join(scalar: &Scalar<'_>, cjk: bool) -> Self {
        let text = scalar.text;
        let folds = if cjk && scalar.is_folded() {
            scalar.folded_spaces()
        } else {
            Vec::new()
        };
        let mut folds = folds.into_iter().peekable();
        let mut parts = Parts::new(scalar);
        let mut start = 0;
        let mut is_after_tab = false;
        // Whether there is a line break between the words before and those that follow.
        let mut is_after_break = false;
        let between = |is_after_tab: bool, is_after_break: bool| {
            move |line: &str, before, after| match cjk_spacing::line_break(before, after) {
                _ if is_after_break && ends_with_escape(line) => Some(HARD_BREAK),
                _ if is_after_tab => Some(' '),
                LineBreak::Nothing if cjk => None,
                LineBreak::Undecided if cjk => Some(BREAK),
                LineBreak::Space | LineBreak::Nothing | LineBreak::Undecided => Some(' '),
            }
        };
        for (at, c) in text.char_indices() {
            let is_fold = folds.next_if_eq(&at).is_some();
            let is_break = is_line_break(c);
            if is_fold || is_break || c == '\t' {
                let has_words = parts.add(start..at, between(is_after_tab, is_after_break));
                start = at + c.len_utf8();
                is_after_tab = c == '\t';
                is_after_break = is_break || is_after_break && !has_words;
            }
        }
        parts.add(start..text.len(), between(is_after_tab, is_after_break));
        parts.line()
    }

    /// A part of a text on one line, such as a line of verse. A tab becomes a space.
    pub fn part(scalar: &Scalar<'_>, range: Range<usize>) -> Self {
        let mut parts = Parts::new(scalar);
        parts.end = range.start;
        let mut start = range.start;
        for word in scalar.text[range].split('\t') {
            parts.add(start..start + word.len(), |_, _, _| Some(' '));
            start += word.len() + 1;
        }
        parts.line()
    }

    /// A text with every run of white space replaced by one space.
    pub fn of_words(scalar: &Scalar<'_>) -> Self {
        let mut parts = Parts::new(scalar);
        for word in scalar.text.split_whitespace() {
            let start = word.as_ptr() as usize - scalar.text.as_ptr() as usize;
            parts.add(start..start + word.len(), |_, _, _| Some(' '));
        }
        parts.line()
    }

    /// The place of a byte range of the line; for an empty range, that of the character there.
    pub fn span(&self, part: Range<usize>) -> Span {
        let next = self.text[part.start..].chars().next();
        let end = part.end.max(part.start + next.map_or(1, char::len_utf8));
        self.places.span(self.at, part.start..end)
    }
}

/// Joins parts of a text into a line.
struct Parts<'s, 'a> {
    scalar: &'s Scalar<'a>,
    line: Placed,
    /// The offset in the text up to which it has been added.
    end: usize,
}

impl<'s, 'a> Parts<'s, 'a> {
    fn new(scalar: &'s Scalar<'a>) -> Self {
        let mut line = Placed::default();
        line.text.reserve(scalar.text.len());
        Self {
            scalar,
            line,
            end: 0,
        }
    }

    /// Adds a part of the text without white space around it, and tells whether it has any words. `between` gives the
    /// separator from the line so far, its last character and the first of the part.
    fn add(
        &mut self,
        range: Range<usize>,
        between: impl Fn(&str, char, char) -> Option<char>,
    ) -> bool {
        let part = &self.scalar.text[range.clone()];
        let words = part.trim();
        let Some(first) = words.chars().next() else {
            return false;
        };
        let start = range.start + part.len() - part.trim_start().len();
        let end = start + words.len();
        let places = &self.scalar.places;
        let last = self.line.text.chars().next_back();
        if let Some(c) = last.and_then(|last| between(&self.line.text, last, first)) {
            let gap = places.origin(self.end..start);
            self.line.push(c.encode_utf8(&mut [0; 4]), gap);
        }
        self.scalar.push_part(start..end, &mut self.line);
        self.end = end;
        true
    }

    fn line(self) -> Line {
        Line {
            text: self.line.text,
            places: self.line.places,
            at: self.scalar.at,
        }
    }
}

/// Reads the source of a text in step with the text, to find where the source spells each character.
struct Aligner<'a> {
    source: &'a str,
    /// The offset of the source in its file.
    start: usize,
    style: Style,
    /// The offset in the source up to which it has been read.
    at: usize,
    places: Places,
}

impl<'a> Aligner<'a> {
    fn new(source: &'a str, start: usize, style: Style) -> Self {
        Self {
            source,
            start,
            style,
            at: match style {
                Style::SingleQuoted | Style::DoubleQuoted => 1,
                Style::Plain | Style::Literal | Style::Folded => 0,
            },
            places: Places::default(),
        }
    }

    /// The map of the text to the file; `None` if the source does not spell it. `column` is the byte offset of the
    /// source in its line.
    fn align(mut self, text: &str, column: usize) -> Option<Places> {
        let bare = match self.style {
            Style::SingleQuoted | Style::DoubleQuoted => self.source.len().saturating_sub(2),
            Style::Plain | Style::Literal | Style::Folded => text.len(),
        };
        if text.len() == bare && self.rest().starts_with(text) {
            // As in most texts, nothing is escaped or folded.
            self.same(text.len());
        } else {
            match self.style {
                Style::Literal => self.literal(text, column)?,
                Style::Folded => self.folded(text)?,
                Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => self.flow(text)?,
            }
        }
        Some(self.places)
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Maps the next `text` bytes of the text to the next `length` bytes of the source.
    fn take(&mut self, text: usize, length: usize) {
        let start = self.start + self.at;
        self.places.push(text, start..start + length);
        self.at += length;
    }

    fn same(&mut self, length: usize) {
        self.take(length, length);
    }

    /// Maps a character to itself, if it comes next in the source.
    fn take_same(&mut self, c: char) -> Option<()> {
        self.rest().starts_with(c).then(|| self.same(c.len_utf8()))
    }

    /// The length of the white space that comes next in the source.
    fn white(&self) -> usize {
        self.rest().len() - self.rest().trim_start_matches(WHITE).len()
    }

    /// `column` is the byte offset of the source in its line, which is after the indent.
    fn literal(&mut self, text: &str, column: usize) -> Option<()> {
        let spaces = |text: &str| text.len() - text.trim_start_matches(' ').len();
        // With an explicit indent (`|2`) the text may begin with spaces, which the parser leaves out of the source.
        let lead = spaces(text).saturating_sub(spaces(self.source));
        let indent = column.checked_sub(lead)?;
        self.places.push(lead, self.start - lead..self.start);
        for c in text[lead..].chars() {
            if c == '\n' {
                let length = match self.rest().as_bytes() {
                    [b'\r', b'\n', ..] => 2,
                    [b'\r' | b'\n', ..] => 1,
                    // The source may end before its last line break.
                    _ => 0,
                };
                self.take(1, length);
                self.at += spaces(self.rest()).min(indent);
            } else {
                self.take_same(c)?;
            }
        }
        Some(())
    }

    fn folded(&mut self, text: &str) -> Option<()> {
        self.at += self.white();
        let mut rest = text.trim_start_matches(WHITE);
        self.take(text.len() - rest.len(), 0);
        while let Some(c) = rest.chars().next() {
            let white = self.white();
            let is_break = self.rest()[..white].contains(['\n', '\r']);
            // The source may end before its last line break.
            if is_break || (white == 0 && WHITE.contains(&c)) {
                let after = rest.trim_start_matches(WHITE);
                self.take(rest.len() - after.len(), white);
                rest = after;
                continue;
            }
            self.take_same(c)?;
            rest = &rest[c.len_utf8()..];
        }
        Some(())
    }

    fn flow(&mut self, text: &str) -> Option<()> {
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            if self.style == Style::DoubleQuoted {
                self.skip_continuations();
                if self.rest().starts_with('\\') {
                    let length = escape(self.rest(), c)?;
                    self.take(c.len_utf8(), length);
                    continue;
                }
            }
            let white = self.white();
            let breaks = line_breaks(&self.rest()[..white]);
            if breaks > 0 {
                // One line break became a space; n of them became n - 1 line breaks.
                let others = characters.by_ref().take(breaks.max(2) - 2);
                let mut all = std::iter::once(c).chain(others);
                let length =
                    all.try_fold(0, |sum, c| WHITE.contains(&c).then_some(sum + c.len_utf8()));
                self.take(length?, white);
            } else if self.style == Style::SingleQuoted && c == '\'' {
                self.rest().starts_with("''").then_some(())?;
                self.take(1, 2);
            } else {
                self.take_same(c)?;
            }
        }
        Some(())
    }

    /// Skips a `\` at the end of a line, with the line break and the indent after it.
    fn skip_continuations(&mut self) {
        while let Some(after) = self.rest().strip_prefix('\\')
            && after
                .trim_start_matches([' ', '\t'])
                .starts_with(['\n', '\r'])
        {
            let after = after.trim_start_matches(WHITE);
            self.at = self.source.len() - after.len();
        }
    }
}

fn line_breaks(white: &str) -> usize {
    let pairs = white.matches("\r\n").count();
    white.matches(['\n', '\r']).count() - pairs
}

/// The length of the escape sequence for `escaped` at the beginning of a text.
fn escape(text: &str, escaped: char) -> Option<usize> {
    let c = text.chars().nth(1)?;
    let digits = match c {
        'x' => 2,
        // A surrogate pair, as in JSON.
        'u' if u32::from(escaped) > 0xFFFF => 10,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let length = 1 + c.len_utf8() + digits;
    text.is_char_boundary(length).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::{Line, Scalar};
    use crate::read::tree::{self, Value};
    use crate::source::{Sources, Span};

    /// The source in a file for `needle` in the joined line of its text.
    fn found(text: &str, file: &str, needle: &str) -> String {
        let (sources, at) = source(file);
        let scalar = Scalar::new(text, &sources, at);
        let line = Line::join(&scalar, true);
        let start = line.text.find(needle).expect("the needle is in the line");
        let place = line.span(start..start + needle.len());
        sources.slice(place).to_owned()
    }

    /// A file and the parser's place for its only value, which for a block begins after the header.
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
    fn every_yaml_style_maps_to_its_source() {
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
            ("a''*", "x: 'a''''*'", "*", "*"),
            ("a''", "x: 'a'''''", "'", "''"),
            ("😀*", "x: \"\\ud83d\\ude00*\"", "*", "*"),
            ("😀*", "x: \"\\ud83d\\ude00*\"", "😀", "\\ud83d\\ude00"),
            ("a\u{a0}*", "x: \"a\\_*\"", "*", "*"),
            ("中 \u{3000}文 *b", "x: 中\n  \u{3000}文\n  *b", "*", "*"),
            ("a 文 *b", "x:\n  # see |\n  a 文\n  *b", "*", "*"),
            ("a\n*b\n", "x: |\t# c\n  a\n  *b\n", "*", "*"),
        ];
        for (text, file, needle, wanted) in cases {
            assert_eq!(found(text, file, needle), wanted, "{file:?}");
        }
    }

    #[test]
    fn a_folded_break_between_han_characters_disappears() {
        let joined = |text: &str, file: &str| {
            let (sources, at) = source(file);
            Line::join(&Scalar::new(text, &sources, at), true).text
        };
        assert_eq!(joined("一 二 三", "x: 一\n  二 三"), "一二 三");
        assert_eq!(joined("一 二 三", "x: '一 二\n  三'"), "一 二三");
        assert_eq!(joined("一 二\n", "x: >\n  一\n  二\n"), "一二");
        assert_eq!(joined("a b 一", "x: \"a\n b\n 一\""), "a b一");
        // A tab is a space, which no line break is between Han characters.
        assert_eq!(joined("一\t二\t c", "x: \"一\\t二\\t c\""), "一 二 c");
    }
}
