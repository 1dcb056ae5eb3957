//! The markup inside a text, parsed once for all writers: CommonMark's inlines, inline notes, ruby,
//! formulas and glossary terms. Blocks do not exist here: a text is one paragraph whatever it begins with.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options};

use crate::book::Inline;
use crate::lang::is_wide;

use super::between::{self, BREAK, Joint};
use super::dollars::{self, DOLLAR};
use super::formula::{self, Fault};

/// Stands for `&` while CommonMark reads, so that entities print as typed. The reader refuses
/// noncharacters in content, so none of these can be an author's; nor can [`DOLLAR`].
const AMPERSAND: char = '\u{FDD0}';
/// Stands for the bracket of `![`, so that a picture prints as typed.
const BRACKET: char = '\u{FDD1}';
/// Stands before each text: no block of CommonMark begins with it, and as punctuation it leaves the
/// emphasis after it alone.
const GUARD: char = '.';
/// What every markup of a text has in it, CommonMark's and ours. Most texts of a book have none, and are not
/// given to CommonMark at all.
const MARKUP: [char; 11] = ['\\', '`', '*', '_', '[', '<', '&', '!', '$', '^', '{'];
/// The most levels of markup inside markup: far more than a text needs, far fewer than a stack holds.
pub const MAX_DEPTH: usize = 20;

/// Something about a text that its author should hear of.
#[derive(Debug, PartialEq, Eq)]
pub enum Remark {
    /// A `[[term]]` that no glossary has, with its key.
    UnknownTerm(String),
    /// A link to what is no web or mail address.
    Link(String),
    /// A picture in a text.
    Picture,
    /// Markup inside markup, deeper than [`MAX_DEPTH`].
    Depth,
    /// A half-width mark between Han characters, and what stands at either side of it.
    HalfWidth {
        mark: char,
        before: Option<char>,
        after: Option<char>,
    },
    /// A `{{blank}}` that has no answer, with its name.
    UnknownBlank(String),
    /// A formula with what is wrong in it; nothing, where all is well.
    Formula { tex: String, faults: Vec<Fault> },
    /// `$$…$$` in a text, with what is between.
    Display(String),
}

/// What the parser needs to know of the book.
pub struct Context<'a> {
    /// Whether the text is in a language written without spaces.
    pub cjk: bool,
    /// Set half-width marks between Han characters full-width.
    pub full_width: bool,
    /// The words of a glossary term in the text's language.
    pub term: &'a dyn Fn(&str) -> Option<Vec<Inline>>,
    /// Where a text may have blanks: the one of a name.
    pub blank: Option<&'a Named<'a>>,
}

/// Finds a blank by its name.
pub type Named<'a> = dyn Fn(&str) -> Option<Inline> + 'a;

/// Joins the lines of a text: between two words a break is a space, beside a Han character of a
/// text in Chinese or Japanese it is nothing; beside markup it is left for [`parse`] to settle.
/// `source` is the text as the file has it, from which the breaks that YAML folded into spaces are
/// known.
pub fn join_lines(text: &str, source: &str, cjk: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | BREAK | '\u{2029}');
    let lines = text.split(breaks).map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        if let (Some(before), Some(after)) = (out.chars().last(), line.chars().next()) {
            out.extend(joined(before, after, cjk));
        }
        out.push_str(line);
    }
    if cjk && source.contains('\n') && !text.trim_end().contains('\n') {
        unfold(&out, source)
    } else {
        out
    }
}

/// What is put between two lines.
fn joined(before: char, after: char, cjk: bool) -> Option<char> {
    match between::joint(before, after) {
        Joint::Nothing if cjk => None,
        Joint::Open if cjk => Some(BREAK),
        Joint::Space | Joint::Nothing | Joint::Open => Some(' '),
    }
}

/// Finds the spaces into which YAML folded line breaks, and joins the lines there.
fn unfold(text: &str, source: &str) -> String {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let ends = |pair: &[&str]| Some((pair[0].chars().last()?, pair[1].chars().next()?));
    let whole = lines.join(" ");
    // Where nothing is escaped the places are known; elsewhere by what stands at the lines' ends.
    let places: Option<Vec<usize>> = whole.find(text).map(|start| {
        let mut at = 0;
        let breaks = lines.iter().map(|line| {
            at += line.len() + 1;
            at - 1
        });
        breaks.filter_map(|at| at.checked_sub(start)).collect()
    });
    let folded: Vec<(char, char)> = lines.windows(2).filter_map(ends).collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].chars().next();
        let around = out.chars().last().zip(after).filter(|_| c == ' ');
        let is_fold = |around: &(char, char)| match &places {
            Some(places) => places.contains(&at),
            None => folded.contains(around),
        };
        match around.filter(is_fold) {
            Some((before, after)) => out.extend(joined(before, after, true)),
            None => out.push(c),
        }
    }
    out
}

/// Parses one line of text.
pub fn parse(line: &str, context: &Context<'_>) -> (Vec<Inline>, Vec<Remark>) {
    let mut remarks = Vec::new();
    let mut inlines = if line.contains(MARKUP) {
        marked_up(line, context, &mut remarks)
    } else {
        vec![Inline::Plain(line.to_owned())]
    };
    if context.cjk {
        between::settle(&mut inlines, context.full_width, &mut remarks);
    }
    (inlines, remarks)
}

/// Parses a line that may have markup in it.
fn marked_up(line: &str, context: &Context<'_>, remarks: &mut Vec<Remark>) -> Vec<Inline> {
    if line.contains("![") {
        remarks.push(Remark::Picture);
    }
    let guarded = format!(
        "{GUARD}{}",
        dollars::settled(line)
            .replace('&', &AMPERSAND.to_string())
            .replace("![", &format!("!{BRACKET}"))
    );
    let mut options = Options::default();
    options.extension.inline_footnotes = true;
    options.extension.footnotes = true;
    options.extension.wikilinks_title_after_pipe = true;
    options.extension.cjk_friendly_emphasis = true;
    options.extension.math_dollars = true;
    options.parse.escaped_char_spans = true;
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, &guarded, &options);
    let mut walker = Walker {
        root,
        context,
        remarks,
        depth: 0,
    };
    let mut inlines = match root.first_child() {
        Some(paragraph) => walker.children(paragraph),
        None => Vec::new(),
    };
    if let Some(Inline::Plain(first)) = inlines.first_mut() {
        first.remove(0);
        if first.is_empty() {
            inlines.remove(0);
        }
    }
    inlines
}

struct Walker<'a, 'c> {
    root: &'a AstNode<'a>,
    context: &'c Context<'c>,
    remarks: &'c mut Vec<Remark>,
    depth: usize,
}

/// Gives the stand-ins their characters back.
fn restore(text: &str) -> String {
    let restored = text.chars().map(|c| match c {
        AMPERSAND => '&',
        BRACKET => '[',
        DOLLAR => '$',
        _ => c,
    });
    restored.collect()
}

impl<'a> Walker<'a, '_> {
    fn children(&mut self, node: &'a AstNode<'a>) -> Vec<Inline> {
        let mut out = Vec::new();
        if self.depth > MAX_DEPTH {
            self.remarks.push(Remark::Depth);
            return out;
        }
        self.depth += 1;
        for child in node.children() {
            self.inline(child, &mut out);
        }
        self.depth -= 1;
        out
    }

    fn inline(&mut self, node: &'a AstNode<'a>, out: &mut Vec<Inline>) {
        let value = node.data().value.clone();
        match value {
            NodeValue::Text(text) => self.braces(&restore(&text), out),
            // The escaped character itself, not a part of any markup of ours.
            NodeValue::Escaped => {
                for child in node.children() {
                    if let NodeValue::Text(text) = &child.data().value {
                        plain(&restore(text), out);
                    }
                }
            }
            NodeValue::Code(code) => {
                let code = restore(&code.literal).replace(BREAK, " ");
                out.push(Inline::Code(code));
            }
            NodeValue::Math(math) => self.formula(&restore(&math.literal), math.display_math, out),
            NodeValue::HtmlInline(html) => plain(&restore(&html), out),
            NodeValue::Emph => out.push(Inline::Emph(self.children(node))),
            NodeValue::Strong => out.push(Inline::Strong(self.children(node))),
            NodeValue::SoftBreak | NodeValue::LineBreak => plain(" ", out),
            NodeValue::Link(link) => {
                let text = self.children(node);
                self.link(&restore(&link.url), text, out);
            }
            NodeValue::WikiLink(link) => {
                let shown = self.children(node);
                self.term(restore(&link.url).trim(), shown, out);
            }
            NodeValue::FootnoteReference(reference) => {
                if let Some(note) = self.note(&reference.name) {
                    out.push(Inline::Note(note));
                }
            }
            // The other extensions are off; their text stays.
            _ => out.extend(self.children(node)),
        }
    }

    /// Adds text with the two things that stand in braces: `{{blank}}` where a text may have blanks, and
    /// ruby.
    fn braces(&mut self, text: &str, out: &mut Vec<Inline>) {
        let mut rest = text;
        while let Some(blank) = self.context.blank
            && let Some((before, inner)) = rest.split_once("{{")
            && let Some((name, after)) = inner.split_once("}}")
        {
            ruby(before, out);
            match blank(name.trim()) {
                Some(found) => out.push(found),
                None => {
                    self.remarks
                        .push(Remark::UnknownBlank(name.trim().to_owned()));
                }
            }
            rest = after;
        }
        ruby(rest, out);
    }

    fn formula(&mut self, tex: &str, is_display: bool, out: &mut Vec<Inline>) {
        if is_display {
            plain(&format!("$${tex}$$"), out);
            self.remarks.push(Remark::Display(tex.to_owned()));
            return;
        }
        let tex = tex.replace(BREAK, " ");
        let faults = match formula::read(&tex, false) {
            Ok(formula) => {
                out.push(Inline::Formula(formula));
                Vec::new()
            }
            Err(faults) => faults,
        };
        self.remarks.push(Remark::Formula { tex, faults });
    }

    fn link(&mut self, url: &str, text: Vec<Inline>, out: &mut Vec<Inline>) {
        let parsed = url::Url::parse(url)
            .ok()
            .filter(|parsed| matches!(parsed.scheme(), "http" | "https" | "mailto"));
        if let Some(parsed) = parsed {
            out.push(Inline::Link {
                url: parsed.into(),
                text,
            });
        } else {
            self.remarks.push(Remark::Link(url.to_owned()));
            out.extend(text);
        }
    }

    fn term(&mut self, id: &str, shown: Vec<Inline>, out: &mut Vec<Inline>) {
        let Some(words) = (self.context.term)(id) else {
            self.remarks.push(Remark::UnknownTerm(id.to_owned()));
            return;
        };
        let is_key_alone = shown == [Inline::Plain(id.to_owned())];
        out.push(Inline::Term {
            id: id.to_owned(),
            text: if is_key_alone { words } else { shown },
        });
    }

    fn note(&mut self, name: &str) -> Option<Vec<Inline>> {
        let definition = self.root.children().find(|node| {
            matches!(&node.data().value, NodeValue::FootnoteDefinition(one) if one.name == name)
        })?;
        let mut note = Vec::new();
        for paragraph in definition.children() {
            note.extend(self.children(paragraph));
        }
        Some(note)
    }
}

/// Adds text, joining it to the text before.
fn plain(text: &str, out: &mut Vec<Inline>) {
    match out.last_mut() {
        Some(Inline::Plain(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => out.push(Inline::Plain(text.to_owned())),
    }
}

/// Adds text in which `{漢字|hànzì}` is ruby: braces whose base holds a Han character or kana, so
/// that `{a|b}` in a text about programs stays what it is.
fn ruby(text: &str, out: &mut Vec<Inline>) {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let inner = rest[open + 1..]
            .split_once('}')
            .and_then(|(inner, after)| Some((inner.split_once('|')?, after)));
        match inner {
            Some(((base, reading), after))
                if base.chars().any(is_wide)
                    && !reading.trim().is_empty()
                    && !base.contains('{')
                    && !reading.contains('|') =>
            {
                plain(&rest[..open], out);
                out.push(Inline::Ruby {
                    base: base.trim().to_owned(),
                    reading: reading.trim().to_owned(),
                });
                rest = after;
            }
            _ => {
                plain(&rest[..=open], out);
                rest = &rest[open + 1..];
            }
        }
    }
    plain(rest, out);
}
