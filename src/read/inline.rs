//! Parses the markup of a text into the model's inlines and reports what is wrong with it. There are no blocks here: a
//! text is one paragraph, whatever it begins with.

mod address;
mod attributes;
mod citing;
mod index;
mod picture;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::book::{Inline, SpanKind, Target};
use crate::lang::Side;
use crate::source::{Places, Span};

use super::cjk_spacing;
use super::formula::{self, FormulaError};
use super::markup::{self, Node, NodeKind};
use super::placed::Placed;

pub use super::markup::MAX_DEPTH;
pub use address::{AddressError, address};
pub use citing::{Citing, FoundCitation, IsAlone};
pub use index::IndexFault;
pub use picture::{PictureFault, WrittenPicture};

/// A problem in a text, to be reported as a diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Remark {
    /// In bytes of the line.
    pub at: Range<usize>,
    pub problem: Problem,
}

/// Kinds of markup that cannot be nested freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    Link,
    Term,
    Note,
    Blank,
    Citation,
    Ruby,
    /// Any markup, emphasis and code included.
    Any,
}

/// What can be wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// A mark that opens something and is never closed, and so is printed.
    Unclosed(String),
    /// A link `[…](…)` whose address cannot be parsed.
    Address,
    /// Markup inside other markup that cannot contain it.
    Nested { inner: Markup, outer: Markup },
    /// A `[[term]]` that is not in the glossary, by its id.
    UnknownTerm(String),
    /// A reference to an anchor that nothing has.
    UnknownAnchor(String),
    /// A reference to something that only the language of the other side has.
    OtherLanguage(String, Side),
    /// A reference to something without a number or a title to print.
    NoName(String),
    /// `{}` in a reference to something without a number.
    NoNumber(String),
    /// A reference `[[#…|words]]`, which is written as a link.
    ReferenceWords(String),
    /// A link whose address is refused.
    Link(String, AddressError),
    /// An attribute of a span that means nothing.
    Attribute(String),
    /// Ruby in braces over words in letters, which have it after brackets.
    RubyOverLetters { base: String, reading: String },
    /// An attribute of a note that means nothing.
    NoteAttribute(String),
    /// A note that is said to be both the translator's and the editor's.
    NoteKinds,
    /// A note without a text.
    EmptyNote,
    /// Attributes after a link.
    LinkAttributes,
    /// An index entry that cannot be one.
    Index(IndexFault),
    /// The key of an earlier note of the text.
    NoteKey(String),
    /// The `lang=` of a span, which is not a language tag.
    SpanLanguage(String),
    /// A picture that cannot be one.
    Picture(PictureFault),
    /// Markup nested deeper than [`MAX_DEPTH`].
    Depth,
    /// A note in a text that may not have any.
    Note,
    /// A line break before or after the whole text.
    Break,
    /// A `{{blank}}` without an answer, by its name.
    UnknownBlank(String),
    /// A `{{blank}}` in a text that cannot have any, which is printed as typed.
    Blank(String),
    /// A citation in a text that cannot have any.
    Citation,
    /// A citation of a work that is not in the bibliography, by its key.
    UnknownWork(String),
    /// A citation in a book without a bibliography.
    NoBibliography,
    /// The place in a cited work, which cannot be read.
    PlaceInWork(String),
    /// A place in one of several works, in a style that cannot show which it belongs to.
    PlaceAmongWorks,
    /// An error in a formula.
    Formula(FormulaError),
    /// A display formula, `$$…$$`.
    Display,
}

/// What the parser needs to know about the text and its book.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Context<'a> {
    /// Whether the text is in Chinese or Japanese.
    pub cjk: bool,
    /// Whether half-width marks between Han characters become full-width.
    pub full_width: bool,
    /// Looks up a glossary term by its id; returns its name in the text's language.
    pub term: &'a dyn Fn(&str) -> Option<Vec<Inline>>,
    /// Looks up an anchor of the book.
    pub anchor: &'a dyn Fn(&str) -> Option<Referent>,
    /// Looks up a blank by its name; `None` if the text cannot have blanks.
    pub blank: Option<&'a Named<'a>>,
    /// What the book cites.
    pub citing: Citing<'a>,
    /// Whether the text may have notes.
    pub may_note: bool,
    /// Whether the index may lead to the text.
    pub may_index: bool,
    /// Whether the text may have pictures.
    pub may_picture: bool,
    /// The place of a part of the line in its file.
    pub span: &'a dyn Fn(Range<usize>) -> Span,
    /// Whether the text is the name of a glossary term. Uses of the term link its name to the glossary, so that it can
    /// contain no link itself.
    pub is_term: bool,
}

/// What an anchor stands for.
#[derive(Debug, Clone)]
pub struct Referent {
    pub target: Target,
    /// The language that alone has it, if it is not that of the text.
    pub elsewhere: Option<Side>,
    /// How the text's language calls it: `Figure 9.1`. `None` if it has neither a number nor a title.
    pub words: Option<Vec<Inline>>,
    /// Its number, if it has one: `9.1`.
    pub number: Option<String>,
}

/// Stands for the number of a referent in the words of a reference.
const NUMBER: &str = "{}";

/// A function from the name of a blank to the inline for it.
pub type Named<'a> = dyn Fn(&str) -> Option<Inline> + 'a;

/// A parsed line of text.
#[derive(Debug, Default)]
pub struct Parsed {
    pub inlines: Vec<Inline>,
    /// Maps byte offsets, as [`Text::parts`](crate::book::Text::parts) counts them, to the line.
    pub places: Places,
    pub remarks: Vec<Remark>,
    /// Its citations, in order.
    pub citations: Vec<FoundCitation>,
}

/// Parses one line of text.
pub fn parse(line: &str, context: &Context<'_>) -> Parsed {
    let mut remarks = Vec::new();
    let mut nodes = markup::parse(line, context.blank.is_some(), &mut remarks);
    if context.cjk {
        cjk_spacing::settle(&mut nodes, context);
    }
    let mut reader = InlineReader {
        context,
        places: Places::default(),
        number: None,
        keys: BTreeSet::new(),
        citations: Vec::new(),
        remarks: &mut remarks,
    };
    let mut inlines = Vec::new();
    let inside = Inside {
        link: context.is_term.then_some(Markup::Term),
        note: false,
    };
    let nodes = reader.without_outer_breaks(nodes);
    reader.all(nodes, inside, &mut inlines);
    Parsed {
        inlines,
        places: reader.places,
        citations: reader.citations,
        remarks,
    }
}

/// The markup around a node.
#[derive(Debug, Clone, Copy)]
struct Inside {
    /// [`Markup::Link`] or [`Markup::Term`] inside one of these, which both become links.
    link: Option<Markup>,
    note: bool,
}

/// Turns nodes into inlines of the model, maps them to the line and reports markup that is not possible.
struct InlineReader<'c, 'r> {
    context: &'c Context<'c>,
    places: Places,
    /// Inside the words of a reference, the number of what it refers to, or its anchor if that has no number.
    number: Option<Result<String, String>>,
    /// The keys of the notes so far.
    keys: BTreeSet<String>,
    citations: Vec<FoundCitation>,
    remarks: &'r mut Vec<Remark>,
}

impl InlineReader<'_, '_> {
    fn all(&mut self, nodes: Vec<Node>, inside: Inside, out: &mut Vec<Inline>) {
        let mut end = None;
        let mut nodes = nodes.into_iter().peekable();
        while let Some(mut node) = nodes.next() {
            // An escaped `{}` begins right after its `\`, which belongs to no node.
            let is_escaped = end.is_some_and(|end| end + 1 == node.at.start);
            end = Some(node.at.end);
            let makes_note = self.context.citing.in_notes.is_some();
            let cites = |next: &Node| matches!(&next.kind, NodeKind::Citation(works) if makes_note || works.iter().all(|work| work.before.is_empty()));
            if self.context.citing.close_up
                && !(makes_note && inside.note)
                && nodes.peek().is_some_and(cites)
                && let NodeKind::Text(text) = &mut node.kind
                && text.len() == node.at.len()
            {
                text.truncate(text.trim_end_matches(' ').len());
                node.at.end = node.at.start + text.len();
            }
            let number = self.number.take_if(|_| is_escaped);
            self.one(node, inside, out);
            self.number = self.number.take().or(number);
        }
    }

    fn inner(&mut self, nodes: Vec<Node>, inside: Inside) -> Vec<Inline> {
        let mut out = Vec::new();
        self.all(nodes, inside, &mut out);
        out
    }

    fn remark(&mut self, at: Range<usize>, problem: Problem) {
        self.remarks.push(Remark { at, problem });
    }

    /// The nodes of a text or a note without line breaks at either end, which are reported.
    fn without_outer_breaks(&mut self, mut nodes: Vec<Node>) -> Vec<Node> {
        let is_break = |node: &Node| matches!(node.kind, NodeKind::Break);
        let first = nodes.iter().position(|node| !is_break(node));
        let last = nodes.iter().rposition(|node| !is_break(node));
        let rest = nodes.split_off(last.map_or(nodes.len(), |last| last + 1));
        let kept = nodes.split_off(first.unwrap_or(0));
        for node in nodes.into_iter().chain(rest) {
            self.remark(node.at.start..node.at.start + 1, Problem::Break);
        }
        kept
    }

    fn nested(&mut self, at: Range<usize>, inner: Markup, outer: Markup) {
        self.remark(at, Problem::Nested { inner, outer });
    }

    fn one(&mut self, node: Node, inside: Inside, out: &mut Vec<Inline>) {
        let at = node.at;
        match node.kind {
            NodeKind::Text(text) => self.text(&text, at, out),
            NodeKind::Code(code) => {
                self.places.append(&code.places);
                out.push(Inline::Code(code.text));
            }
            NodeKind::Formula(tex) => self.formula(&tex, out),
            NodeKind::Emph(inner) => out.push(Inline::Emph(self.inner(inner, inside))),
            NodeKind::Strong(inner) => out.push(Inline::Strong(self.inner(inner, inside))),
            NodeKind::Superscript(inner) => out.push(Inline::Span {
                kind: SpanKind::Superscript,
                text: self.inner(inner, inside),
            }),
            NodeKind::Subscript(inner) => out.push(Inline::Span {
                kind: SpanKind::Subscript,
                text: self.inner(inner, inside),
            }),
            NodeKind::Span { attributes, inner } => self.span(at, attributes, inner, inside, out),
            NodeKind::Ruby { base, reading } => {
                self.places.append(&base.places);
                self.places.append(&reading.places);
                out.push(Inline::Ruby {
                    base: base.text,
                    reading: reading.text,
                });
            }
            NodeKind::Link { url, url_at, inner } => {
                if let Some(outer) = inside.link {
                    self.nested(at, Markup::Link, outer);
                }
                match url.strip_prefix('#') {
                    Some(anchor) => self.worded(anchor, url_at, inner, inside, out),
                    None => self.link(&url, url_at, inner, inside, out),
                }
            }
            NodeKind::Term { id, inner } => {
                if let Some(outer) = inside.link {
                    self.nested(at.clone(), Markup::Term, outer);
                }
                match id.strip_prefix('#') {
                    Some(anchor) if inner.is_empty() => self.named(at, anchor, out),
                    Some(anchor) => self.remark(at, Problem::ReferenceWords(anchor.to_owned())),
                    None => self.term(at, id, inner, inside, out),
                }
            }
            NodeKind::Note { attributes, inner } => {
                if inside.note {
                    self.nested(at, Markup::Note, Markup::Note);
                    return;
                }
                if !self.context.may_note {
                    self.remark(at.start..at.start + 2, Problem::Note);
                }
                let inside = Inside {
                    link: None,
                    note: true,
                };
                let inner = self.without_outer_breaks(inner);
                let is_blank = |node: &Node| matches!(&node.kind, NodeKind::Text(text) if text.trim().is_empty());
                if inner.iter().all(is_blank) {
                    self.remark(at, Problem::EmptyNote);
                }
                let text = self.inner(inner, inside);
                out.push(Inline::Note(self.note(attributes, text)));
            }
            NodeKind::Break => out.push(Inline::Break),
            NodeKind::Picture(written) => self.picture(at, written, out),
            NodeKind::Citation(works) => self.citation(at, works, inside, out),
            NodeKind::Blank(name) => {
                let outer = inside.link.or(inside.note.then_some(Markup::Note));
                if let Some(outer) = outer {
                    self.nested(at.clone(), Markup::Blank, outer);
                }
                let found = self.context.blank.and_then(|blank| blank(&name));
                match found {
                    Some(found) => {
                        self.places.push_whole(name.len(), at);
                        out.push(found);
                    }
                    None => self.remark(at, Problem::UnknownBlank(name)),
                }
            }
        }
    }

    fn formula(&mut self, tex: &Placed, out: &mut Vec<Inline>) {
        match formula::read(&tex.text, false) {
            Ok(formula) => {
                self.places.append(&tex.places);
                out.push(Inline::Formula(formula));
            }
            Err(errors) => {
                for error in errors {
                    let at = tex.places.origin(error.at.clone());
                    self.remark(at, Problem::Formula(error));
                }
            }
        }
    }

    fn link(
        &mut self,
        url: &str,
        url_at: Range<usize>,
        inner: Vec<Node>,
        inside: Inside,
        out: &mut Vec<Inline>,
    ) {
        let inside = Inside {
            link: Some(Markup::Link),
            ..inside
        };
        let before = std::mem::take(&mut self.places);
        let text = self.inner(inner, inside);
        let places = std::mem::replace(&mut self.places, before);
        let to = address(url);
        let has_words = !text.iter().all(|inline| matches!(inline, Inline::Note(_)));
        if to.is_ok() && !has_words {
            self.places.push(url.len(), url_at.clone());
        }
        self.places.append(&places);
        match to {
            // A link without text shows its address.
            Ok(to) if !has_words => {
                out.push(Inline::Link {
                    url: to,
                    text: vec![Inline::Plain(url.to_owned())],
                });
                out.extend(text);
            }
            Ok(url) => parted(text, out, &|text| Inline::Link {
                url: url.clone(),
                text,
            }),
            Err(error) => {
                self.remark(url_at, Problem::Link(url.to_owned(), error));
                out.extend(text);
            }
        }
    }

    fn term(
        &mut self,
        at: Range<usize>,
        id: String,
        inner: Vec<Node>,
        inside: Inside,
        out: &mut Vec<Inline>,
    ) {
        let Some(words) = (self.context.term)(&id) else {
            self.remark(at, Problem::UnknownTerm(id));
            return;
        };
        let inside = Inside {
            link: Some(Markup::Term),
            ..inside
        };
        let text = if inner.is_empty() {
            let length = words.iter().map(Inline::length).sum();
            self.places.push_whole(length, at);
            words
        } else {
            self.inner(inner, inside)
        };
        parted(text, out, &|text| Inline::Reference {
            target: Target::Term(id.clone()),
            text,
        });
    }

    /// A reference `[[#anchor]]`, which prints the name of what it refers to.
    fn named(&mut self, at: Range<usize>, anchor: &str, out: &mut Vec<Inline>) {
        let Some(referent) = (self.context.anchor)(anchor) else {
            self.remark(at, Problem::UnknownAnchor(anchor.to_owned()));
            return;
        };
        if let Some(side) = referent.elsewhere {
            self.remark(at, Problem::OtherLanguage(anchor.to_owned(), side));
            return;
        }
        let Some(words) = referent.words else {
            self.remark(at, Problem::NoName(anchor.to_owned()));
            return;
        };
        let length = words.iter().map(Inline::length).sum();
        self.places.push_whole(length, at);
        out.push(Inline::Reference {
            target: referent.target,
            text: words,
        });
    }

    /// A reference with words of its own, `[words](#anchor)`.
    fn worded(
        &mut self,
        anchor: &str,
        anchor_at: Range<usize>,
        inner: Vec<Node>,
        inside: Inside,
        out: &mut Vec<Inline>,
    ) {
        let Some(referent) = (self.context.anchor)(anchor) else {
            self.remark(anchor_at, Problem::UnknownAnchor(anchor.to_owned()));
            return;
        };
        if inner.is_empty() || referent.elsewhere.is_some() {
            self.named(anchor_at, anchor, out);
            return;
        }
        let inside = Inside {
            link: Some(Markup::Link),
            ..inside
        };
        self.number = Some(referent.number.ok_or_else(|| anchor.to_owned()));
        let text = self.inner(inner, inside);
        self.number = None;
        parted(text, out, &|text| Inline::Reference {
            target: referent.target.clone(),
            text,
        });
    }

    /// Plain text. In the words of a reference, `{}` stands for a number.
    fn text(&mut self, text: &str, at: Range<usize>, out: &mut Vec<Inline>) {
        let mut start = 0;
        if self.number.is_some() && text.len() == at.len() {
            for (place, mark) in text.match_indices(NUMBER) {
                let end = place + mark.len();
                self.places
                    .push(place - start, at.start + start..at.start + place);
                plain(&text[start..place], out);
                let here = at.start + place..at.start + end;
                match &self.number {
                    Some(Ok(number)) => {
                        self.places.push_whole(number.len(), here);
                        plain(number, out);
                    }
                    Some(Err(anchor)) => {
                        let anchor = anchor.clone();
                        self.remark(here, Problem::NoNumber(anchor));
                    }
                    None => {}
                }
                start = end;
            }
        }
        self.places
            .push(text.len() - start, at.start + start..at.end);
        plain(&text[start..], out);
    }
}

/// Adds a link around some inlines, divided at the notes in them: the caller of a note is itself a link, and links
/// cannot be nested.
fn parted(text: Vec<Inline>, out: &mut Vec<Inline>, link: &dyn Fn(Vec<Inline>) -> Inline) {
    let mut words = Vec::new();
    for piece in without_notes(text) {
        if matches!(piece, Inline::Note(_)) {
            if !words.is_empty() {
                out.push(link(std::mem::take(&mut words)));
            }
            out.push(piece);
        } else {
            words.push(piece);
        }
    }
    if !words.is_empty() {
        out.push(link(words));
    }
}

/// The inlines with every note at the top level: emphasis around a note is divided.
fn without_notes(text: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in text {
        match inline {
            Inline::Emph(inner) => parted(inner, &mut out, &Inline::Emph),
            Inline::Strong(inner) => parted(inner, &mut out, &Inline::Strong),
            Inline::Span { kind, text } => parted(text, &mut out, &|text| Inline::Span {
                kind: kind.clone(),
                text,
            }),
            Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Link { .. }
            | Inline::Note(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Reference { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => out.push(inline),
        }
    }
    out
}

/// Adds text, joined to any text directly before it.
fn plain(text: &str, out: &mut Vec<Inline>) {
    match out.last_mut() {
        Some(Inline::Plain(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => out.push(Inline::Plain(text.to_owned())),
    }
}
