//! Parses the markup of a text into a tree whose nodes know their places: code, formulas, emphasis, links, notes,
//! glossary terms, citations, spans, ruby and blanks.
//!
//! The rules for emphasis, code, links and `\` are those of CommonMark with its amendment for Chinese, Japanese and
//! Korean; a test compares the two. The differences: `_` has no meaning, a `*` between two Latin letters or digits does
//! not open emphasis, `**a****b**` is two strong texts, and there are no references, entities or blocks.
//! Parsing takes linear time: one pass from left to right, which never searches the same text twice for the end of
//! something.

mod address;
mod citations;
mod flanks;
mod pairs;
mod pictures;
mod ruby;
mod spans;
mod tree;

use std::collections::BTreeMap;
use std::ops::Range;

use super::cjk_spacing::{BREAK, HARD_BREAK};
use super::dollars;
use super::inline::{Problem, Remark, WrittenPicture};
use super::placed::Placed;
use super::settings::is_slug;
use address::{autolink, destination, looks_like_address, tag_length};
pub use citations::CitedWork;
use flanks::Flanks;
pub use spans::{Attribute, AttributeKind};
use tree::{Tree, Wraps};

/// All markup contains one of these characters, and most texts contain none of them.
const MARKS: [char; 10] = ['\\', '`', '*', '[', ']', '<', '$', '^', '{', '~'];
/// The deepest nesting of markup: far deeper than a text needs, far shallower than the stack allows.
pub const MAX_DEPTH: usize = 20;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Node {
    /// In bytes of the line.
    pub at: Range<usize>,
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A part of the line as it is, or the replacement of one character.
    Text(String),
    Code(Placed),
    /// The TeX between two `$`.
    Formula(Placed),
    Emph(Vec<Node>),
    Strong(Vec<Node>),
    Link {
        url: String,
        url_at: Range<usize>,
        inner: Vec<Node>,
    },
    /// A note with its attributes, `^[…]{…}`.
    Note {
        attributes: Vec<Attribute>,
        inner: Vec<Node>,
    },
    /// A reference to a glossary term. If `inner` is empty, the term's own name is printed.
    Term {
        id: String,
        inner: Vec<Node>,
    },
    Ruby {
        base: Placed,
        reading: Placed,
    },
    /// Raised letters, `^…^`.
    Superscript(Vec<Node>),
    /// Lowered letters, `~…~`.
    Subscript(Vec<Node>),
    /// A part of a text with attributes, `[…]{…}`.
    Span {
        attributes: Vec<Attribute>,
        inner: Vec<Node>,
    },
    /// A picture in the line.
    Picture(WrittenPicture),
    /// A blank by its name.
    Blank(String),
    /// A citation of these works.
    Citation(Vec<CitedWork>),
    /// A `\` at the end of a line, which begins a new line in print.
    Break,
}

impl NodeKind {
    /// The nodes inside this one that belong to the same line, which excludes those of a note.
    pub fn in_line(&self) -> Option<&Vec<Node>> {
        match self {
            Self::Emph(inner)
            | Self::Strong(inner)
            | Self::Superscript(inner)
            | Self::Subscript(inner)
            | Self::Span { inner, .. }
            | Self::Link { inner, .. }
            | Self::Term { inner, .. } => Some(inner),
            Self::Text(_)
            | Self::Code(_)
            | Self::Formula(_)
            | Self::Note { .. }
            | Self::Ruby { .. }
            | Self::Picture(_)
            | Self::Blank(_)
            | Self::Citation(_)
            | Self::Break => None,
        }
    }

    /// Like [`in_line`](Self::in_line), but mutable.
    pub fn in_line_mut(&mut self) -> Option<&mut Vec<Node>> {
        match self {
            Self::Emph(inner)
            | Self::Strong(inner)
            | Self::Superscript(inner)
            | Self::Subscript(inner)
            | Self::Span { inner, .. }
            | Self::Link { inner, .. }
            | Self::Term { inner, .. } => Some(inner),
            Self::Text(_)
            | Self::Code(_)
            | Self::Formula(_)
            | Self::Note { .. }
            | Self::Ruby { .. }
            | Self::Picture(_)
            | Self::Blank(_)
            | Self::Citation(_)
            | Self::Break => None,
        }
    }
}

/// Parses one line. `has_blanks` says whether `{{name}}` is a blank. Problems are added to `remarks`.
pub fn parse(line: &str, has_blanks: bool, remarks: &mut Vec<Remark>) -> Vec<Node> {
    if !line.contains(MARKS) {
        return vec![text(line, 0..line.len())];
    }
    let mut parser = Parser {
        line,
        has_blanks,
        remarks,
        tokens: Vec::new(),
        stars: Vec::new(),
        openers: Vec::new(),
        runs: Vec::new(),
        ticks: None,
        has_display: true,
        written: 0,
        escaped: None,
    };
    parser.scan();
    parser.finish()
}

fn text(line: &str, at: Range<usize>) -> Node {
    // A line break is left only in what is printed as typed, such as an HTML tag.
    let text = line[at.clone()].replace(HARD_BREAK, " ");
    Node {
        kind: NodeKind::Text(text),
        at,
    }
}

/// A part of the line before its opening and closing marks are paired.
#[derive(Debug)]
enum Token {
    Whole(Node),
    /// A run of stars, which may open or close emphasis, by its index in `Parser.stars`.
    Stars(usize),
    /// The opening mark of a bracket; `None` until the bracket closes.
    Open(Range<usize>, Option<Bracket>),
    Close(Range<usize>),
}

/// A run of stars.
#[derive(Debug)]
struct Stars {
    at: Range<usize>,
    /// The length for CommonMark's “multiple of 3” rule: that of the whole run, or 2 for the half of `****` that opens.
    length: usize,
    /// How many stars are not paired yet.
    left: usize,
    flanks: Flanks,
    /// The pairs that it closes and opens, in the order in which they were found; true for strong emphasis.
    closes: Vec<bool>,
    opens: Vec<bool>,
}

/// The kind of a bracketed part.
#[derive(Debug)]
enum Bracket {
    Link { url: String, url_at: Range<usize> },
    Note(Vec<Attribute>),
    Term(String),
    Span(Vec<Attribute>),
}

/// A bracket that has not been closed.
struct Opener {
    /// The index of its token.
    token: usize,
    /// The length of `Parser.runs` when it was opened.
    runs: usize,
    kind: Opens,
}

/// What an opening mark may begin.
#[derive(PartialEq, Eq)]
enum Opens {
    Link,
    Picture,
    Note,
    Term(String),
}

/// Splits a line into tokens, and pairs those that open and close something.
struct Parser<'l, 'r> {
    line: &'l str,
    has_blanks: bool,
    remarks: &'r mut Vec<Remark>,
    tokens: Vec<Token>,
    stars: Vec<Stars>,
    /// The indices of runs of stars that may still be paired.
    runs: Vec<usize>,
    openers: Vec<Opener>,
    /// The offsets of runs of backticks by their length; built when the first is met.
    ticks: Option<BTreeMap<usize, Vec<usize>>>,
    /// Whether there may be another `$$`.
    has_display: bool,
    /// The offset up to which the line has become tokens.
    written: usize,
    /// The offset of the last character escaped by a `\`.
    escaped: Option<usize>,
}

impl Parser<'_, '_> {
    fn scan(&mut self) {
        let mut at = 0;
        while let Some(offset) = self.line[at..].find(MARKS) {
            at += offset;
            at = match self.line.as_bytes()[at] {
                b'\\' => self.backslash(at),
                b'`' => self.code(at),
                b'*' => self.stars(at),
                b'[' => self.bracket(at),
                b']' => self.close(at),
                b'<' => self.angle(at),
                b'$' => self.dollar(at),
                b'{' => self.brace(at),
                _ if self.line[at..].starts_with("^[") => self.open(at..at + 2, Opens::Note),
                _ => self.script(at),
            };
        }
        self.flush(self.line.len());
    }

    fn remark(&mut self, at: Range<usize>, problem: Problem) {
        self.remarks.push(Remark { at, problem });
    }

    fn unclosed(&mut self, at: Range<usize>) {
        let mark = self.line[at.clone()].to_owned();
        self.remark(at, Problem::Unclosed(mark));
    }

    /// Makes a token of the text up to `end` that is not part of one yet.
    fn flush(&mut self, end: usize) {
        if self.written < end {
            let node = text(self.line, self.written..end);
            self.tokens.push(Token::Whole(node));
        }
        self.written = end;
    }

    fn push(&mut self, at: Range<usize>, kind: NodeKind) -> usize {
        self.flush(at.start);
        let end = at.end;
        self.tokens.push(Token::Whole(Node { at, kind }));
        self.written = end;
        end
    }

    /// The character before an offset.
    fn before(&self, at: usize) -> Option<char> {
        self.line[..at].chars().next_back()
    }

    fn backslash(&mut self, at: usize) -> usize {
        match self.line.as_bytes().get(at + 1) {
            Some(next) if next.is_ascii_punctuation() => {
                self.flush(at);
                self.written = at + 1;
                self.escaped = Some(at + 1);
                at + 2
            }
            Some(b'\n') => self.push(at..at + 2, NodeKind::Break),
            _ => at + 1,
        }
    }

    /// The closing backticks of the code that begins at an offset: their first byte and the byte after them.
    fn code_end(&mut self, at: usize) -> Option<(usize, usize)> {
        let line = self.line;
        let length = run_length(line, at, '`');
        let ticks = self.ticks.get_or_insert_with(|| {
            let mut runs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            let mut at = 0;
            while let Some(offset) = line[at..].find('`') {
                at += offset;
                let length = run_length(line, at, '`');
                runs.entry(length).or_default().push(at);
                at += length;
            }
            runs
        });
        let same = ticks.get(&length)?;
        let end = *same.get(same.partition_point(|other| *other < at + length))?;
        Some((end, end + length))
    }

    fn code(&mut self, at: usize) -> usize {
        let start = at + run_length(self.line, at, '`');
        let Some((end, after)) = self.code_end(at) else {
            self.unclosed(at..start);
            return start;
        };
        let code = &self.line[start..end];
        let blanks = [' ', BREAK, HARD_BREAK];
        let bare = code.strip_prefix(blanks);
        let bare = bare.and_then(|bare| Some((bare.len(), bare.strip_suffix(blanks)?)));
        let place = match bare.filter(|_| !code.trim().is_empty()) {
            Some((rest, bare)) => end - rest..end - rest + bare.len(),
            None => start..end,
        };
        let code = Placed::part(self.line, place).with_breaks_as(" ");
        self.push(at..after, NodeKind::Code(code))
    }

    fn stars(&mut self, at: usize) -> usize {
        let end = at + run_length(self.line, at, '*');
        let flanks = Flanks::of(&self.line[..at], &self.line[end..]);
        self.flush(at);
        self.written = end;
        let index = self.stars.len();
        self.runs.push(index);
        self.tokens.push(Token::Stars(index));
        self.stars.push(Stars {
            at: at..end,
            length: end - at,
            left: end - at,
            flanks,
            closes: Vec::new(),
            opens: Vec::new(),
        });
        end
    }

    fn bracket(&mut self, at: usize) -> usize {
        let rest = &self.line[at..];
        if let Some(inner) = rest.strip_prefix("[[") {
            let id = inner.split(['[', ']', '|']).next().unwrap_or_default();
            let (start, end) = (at + 2, at + 2 + id.len());
            let after = &inner[id.len()..];
            let name = id.trim().to_owned();
            if after.starts_with("]]") && !name.is_empty() {
                let inner = Vec::new();
                return self.push(at..end + 2, NodeKind::Term { id: name, inner });
            }
            if after.starts_with('|') && !name.is_empty() {
                return self.open(at..end + 1, Opens::Term(name));
            }
            if after.is_empty() {
                self.unclosed(at..start);
                return start;
            }
        }
        if let Some(end) = self.citation(at) {
            return end;
        }
        let is_picture = self.written < at
            && self.before(at) == Some('!')
            && self.escaped.is_none_or(|escaped| escaped + 1 < at);
        if is_picture {
            return self.open(at - 1..at + 1, Opens::Picture);
        }
        self.open(at..at + 1, Opens::Link)
    }

    fn open(&mut self, at: Range<usize>, kind: Opens) -> usize {
        self.flush(at.start);
        let end = at.end;
        self.openers.push(Opener {
            token: self.tokens.len(),
            runs: self.runs.len(),
            kind,
        });
        self.tokens.push(Token::Open(at, None));
        self.written = end;
        end
    }

    fn close(&mut self, at: usize) -> usize {
        let rest = &self.line[at..];
        let Some(opener) = self.openers.pop() else {
            return at + 1;
        };
        match &opener.kind {
            Opens::Note => {
                let found = spans::attributes(self.line, at + 1);
                let (attributes, end) = found.unwrap_or((Vec::new(), at + 1));
                self.closed(&opener, at..end, Bracket::Note(attributes))
            }
            Opens::Term(id) if rest.starts_with("]]") => {
                let bracket = Bracket::Term(id.clone());
                let end = self.after_link(at + 2);
                self.closed(&opener, at..end, bracket)
            }
            Opens::Term(_) => {
                self.openers.push(opener);
                at + 1
            }
            Opens::Link | Opens::Picture => match destination(self.line, at + 1) {
                Some((path, path_at, end)) if opener.kind == Opens::Picture => {
                    self.picture(&opener, at, (path, path_at), end)
                }
                Some((url, url_at, end)) => {
                    let end = self.after_link(end);
                    self.closed(&opener, at..end, Bracket::Link { url, url_at })
                }
                None if opener.kind == Opens::Link
                    && let Some((attributes, end)) = spans::attributes(self.line, at + 1) =>
                {
                    self.closed(&opener, at..end, Bracket::Span(attributes))
                }
                None => {
                    let place = self.place_of(&opener);
                    if opener.kind == Opens::Link && looks_like_address(&self.line[at + 1..]) {
                        self.remark(place, Problem::Address);
                    }
                    at + 1
                }
            },
        }
    }

    /// The end of a link that ends here, with attributes after it, which it cannot have.
    fn after_link(&mut self, end: usize) -> usize {
        match spans::attributes(self.line, end) {
            Some((_, after)) => {
                self.remark(end..after, Problem::LinkAttributes);
                after
            }
            None => end,
        }
    }

    fn place_of(&self, opener: &Opener) -> Range<usize> {
        match &self.tokens[opener.token] {
            Token::Open(at, _) | Token::Close(at) => at.clone(),
            Token::Whole(node) => node.at.clone(),
            Token::Stars(index) => self.stars[*index].at.clone(),
        }
    }

    /// Closes a bracket. Stars inside it can only be paired with each other, so that is done now.
    fn closed(&mut self, opener: &Opener, at: Range<usize>, bracket: Bracket) -> usize {
        self.flush(at.start);
        self.pair_stars(opener.runs);
        if let Token::Open(_, is) = &mut self.tokens[opener.token] {
            *is = Some(bracket);
        }
        self.written = at.end;
        let end = at.end;
        self.tokens.push(Token::Close(at));
        end
    }

    fn angle(&mut self, at: usize) -> usize {
        let rest = &self.line[at..];
        if let Some((address, url)) = autolink(rest) {
            let (start, end) = (at + 1, at + 1 + address.len());
            let kind = NodeKind::Link {
                url,
                url_at: start..end,
                inner: vec![text(self.line, start..end)],
            };
            return self.push(at..end + 1, kind);
        }
        // An HTML tag is printed as typed, so that marks in its attributes mean nothing.
        at + tag_length(rest).unwrap_or(1)
    }

    fn dollar(&mut self, at: usize) -> usize {
        let rest = &self.line[at..];
        let length = run_length(self.line, at, '$');
        if length > 1 {
            let start = at + length;
            if length > 2 || !self.has_display {
                return start;
            }
            let Some(inner) = self.line[start..].find("$$") else {
                self.has_display = false;
                return start;
            };
            let end = start + inner;
            if self.line[start..end].trim().is_empty() {
                return end;
            }
            self.remark(at..start, Problem::Display);
            return end + 2;
        }
        let before = self.before(at);
        if let Some(length) = dollars::formula_at(rest, before) {
            let end = at + length;
            let tex = Placed::part(self.line, at + 1..end - 1).with_breaks_as(" ");
            self.push(at..end, NodeKind::Formula(tex))
        } else {
            if dollars::is_unclosed(rest, before) {
                self.unclosed(at..at + 1);
            }
            at + 1
        }
    }

    fn brace(&mut self, at: usize) -> usize {
        if let Some(inner) = self.line[at..].strip_prefix("{{") {
            let name = inner.split(['{', '}']).next().unwrap_or_default();
            if !self.has_blanks {
                if is_slug(name.trim()) && inner[name.len()..].starts_with("}}") {
                    let problem = Problem::Blank(name.trim().to_owned());
                    self.remark(at..at + name.len() + 4, problem);
                }
                return self.ruby(at);
            }
            if inner[name.len()..].starts_with("}}") {
                let end = at + name.len() + 4;
                return self.push(at..end, NodeKind::Blank(name.trim().to_owned()));
            }
            if !inner[name.len()..].starts_with('{') {
                self.unclosed(at..at + 2);
            }
            return at + 2;
        }
        self.ruby(at)
    }

    /// Pairs the remaining stars, reports what was never closed, and builds the tree from the tokens.
    fn finish(mut self) -> Vec<Node> {
        self.pair_stars(0);
        self.say_unclosed_brackets();
        let mut tree = Tree::new(self.line);
        for token in self.tokens {
            match token {
                Token::Whole(node) => tree.add(node),
                Token::Open(at, Some(bracket)) => tree.open(at.start, Wraps::Bracket(bracket)),
                Token::Open(at, None) => tree.add(text(self.line, at)),
                Token::Close(at) => tree.close(at.end),
                Token::Stars(index) => {
                    let stars = &self.stars[index];
                    let flanks = stars.flanks;
                    let may_open = flanks.may_open && !flanks.is_in_word;
                    if may_open && stars.left > 1 && stars.length < 4 {
                        let from = stars.at.end - stars.left;
                        let mark = self.line[from..stars.at.end].to_owned();
                        self.remarks.push(Remark {
                            at: from..stars.at.end,
                            problem: Problem::Unclosed(mark),
                        });
                    }
                    tree.stars(stars);
                }
            }
        }
        let (nodes, is_deep) = tree.finish();
        if let Some(at) = is_deep {
            self.remarks.push(Remark {
                at,
                problem: Problem::Depth,
            });
        }
        nodes
    }

    fn say_unclosed_brackets(&mut self) {
        for opener in std::mem::take(&mut self.openers) {
            let at = self.place_of(&opener);
            match opener.kind {
                // `[0, 1)` is an interval.
                Opens::Link if is_interval(&self.line[at.end..]) => {}
                Opens::Picture => {}
                Opens::Link | Opens::Note => self.unclosed(at),
                Opens::Term(_) => self.unclosed(at.start..at.start + 2),
            }
        }
    }
}

/// How often `c` is repeated from an offset on.
fn run_length(line: &str, at: usize, c: char) -> usize {
    let rest = &line[at..];
    rest.len() - rest.trim_start_matches(c).len()
}

/// Whether a `[` before this text begins an interval such as `[0, 1)`, which a parenthesis closes.
fn is_interval(after: &str) -> bool {
    const LONGEST: usize = 80;
    let mut depth = 0_usize;
    for c in after.chars().take(LONGEST) {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' if depth == 0 => return true,
            ')' | '）' => depth -= 1,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests;
