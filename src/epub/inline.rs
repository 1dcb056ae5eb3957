//! The inline elements of a text as XHTML.

use super::formula;
use super::index;
use super::page;
use super::pictures;
use super::text_writer::{NoteCall, TextWriter};
use super::xml::{El, Node, href, ruby, with_reading};
use crate::book::{BIBLIOGRAPHY, Inline, SpanKind, Target, term_anchor};
use crate::lang::{Emphasis, Lang, bopomofo, foreign, is_hangul, is_shared_mark, is_wide};

/// Writes the inline elements of one text.
pub struct Setter<'s, 'm> {
    texts: &'s mut TextWriter<'m>,
    lang: &'m Lang,
    /// The language of the whole text; `None` if several share it.
    own: Option<&'m Lang>,
    /// The notes that are called, in order; none inside a note, which cannot contain another.
    calls: std::vec::IntoIter<NoteCall>,
    /// Whether this is inside emphasis that is shown by dots beside the characters.
    in_dots: bool,
}

impl<'s, 'm> Setter<'s, 'm> {
    pub fn new(texts: &'s mut TextWriter<'m>, lang: &'m Lang, calls: Vec<NoteCall>) -> Self {
        let own = (!texts.is_shared).then_some(lang);
        Self {
            texts,
            lang,
            own,
            calls: calls.into_iter(),
            in_dots: false,
        }
    }

    /// The inline elements as nodes.
    pub fn all(&mut self, inlines: &'m [Inline]) -> Vec<Node> {
        let mut out = Vec::new();
        for inline in inlines {
            self.one(inline, &mut out);
        }
        out
    }

    fn one(&mut self, inline: &'m Inline, out: &mut Vec<Node>) {
        match inline {
            Inline::Plain(text) if self.in_dots => out.extend(dotted(text)),
            Inline::Plain(text) => self.plain(text, out),
            Inline::Emph(inner) => {
                let has_dots = matches!(
                    self.lang.emphasis(),
                    Emphasis::DotsBelow | Emphasis::DotsAbove
                );
                let was_in_dots = std::mem::replace(&mut self.in_dots, has_dots);
                out.push(self.around("em", inner));
                self.in_dots = was_in_dots;
            }
            Inline::Strong(inner) => out.push(self.around("strong", inner)),
            Inline::Code(code) => {
                let element = El::new("code");
                // Code runs left to right in every language; `dir` also isolates it from the text around it.
                let element = if self.lang.is_rtl() {
                    element.attr("dir", "ltr")
                } else {
                    element
                };
                out.push(element.with(code.as_str()).into());
            }
            Inline::Formula(it) => out.push(formula::in_line(it).into()),
            Inline::Span { kind, text } => out.push(self.span(kind, text)),
            Inline::Link { url, text } => {
                let link = El::new("a").attr("href", url.as_str());
                out.push(link.with_all(self.all(text)).into());
            }
            Inline::Reference { target, text } => {
                let link = El::new("a");
                let link = match target {
                    Target::Term(id) => link
                        .class("term")
                        .attr("epub:type", "glossref")
                        .attr("role", "doc-glossref")
                        .attr("href", href(page::GLOSSARY, &term_anchor(id)))
                        .attr(index::NOTED, index::noted(self.own, &term_anchor(id))),
                    Target::Anchor { chapter, id } => {
                        let link = if chapter == BIBLIOGRAPHY {
                            link.attr("epub:type", "biblioref")
                                .attr("role", "doc-biblioref")
                        } else {
                            link
                        };
                        link.attr("href", href(&page::chapter(chapter), id))
                    }
                };
                out.push(link.with_all(self.all(text)).into());
            }
            Inline::Ruby { base, reading } => out.push(read(base, reading).into()),
            Inline::Blank { number, width, .. } => {
                let line = crate::book::blank(*number, *width);
                out.push(El::new("span").class("blank").with(line).into());
            }
            Inline::Note(note) => out.extend(self.call(&note.text)),
            Inline::Index(mark) => out.extend(index::place(self.own, mark).map(Node::from)),
            Inline::Picture(it) => out.push(pictures::in_line(it).into()),
            Inline::Break => out.push(El::new("br").into()),
        }
    }

    fn span(&mut self, kind: &'m SpanKind, text: &'m [Inline]) -> Node {
        let element = match kind {
            SpanKind::Superscript => El::new("sup"),
            SpanKind::Subscript => El::new("sub"),
            SpanKind::SmallCaps => El::new("span").class("smallcaps"),
            SpanKind::Key => El::new("kbd"),
            SpanKind::Abbreviation => El::new("abbr"),
            SpanKind::Language(lang) => {
                let around = std::mem::replace(&mut self.lang, lang);
                let text = self.all(text);
                self.lang = around;
                return page::in_language(El::new("span"), lang)
                    .with_all(text)
                    .into();
            }
        };
        element.with_all(self.all(text)).into()
    }

    /// Plain text, with the words marked that are certainly in the book's other language.
    fn plain(&self, text: &str, out: &mut Vec<Node>) {
        let other = self.texts.other(self.lang);
        for (part, is_other) in foreign::parts(text, self.lang, other) {
            if is_other {
                let span = El::new("span")
                    .attr("lang", other.tag())
                    .attr("xml:lang", other.tag());
                // `dir` only where the direction changes, since it isolates the span.
                let span = if other.is_rtl() == self.lang.is_rtl() {
                    span
                } else {
                    span.attr("dir", other.direction())
                };
                out.push(span.with(part).into());
            } else {
                out.push(part.into());
            }
        }
    }

    /// The mark in the text that refers to a note.
    fn call(&mut self, note: &'m [Inline]) -> Option<Node> {
        let call = self.calls.next()?;
        Some(self.texts.call(call, self.lang, note))
    }

    fn around(&mut self, name: &'static str, inner: &'m [Inline]) -> Node {
        El::new(name).with_all(self.all(inner)).into()
    }
}

/// Characters with their reading. In bopomofo each has its own, beside it where a reading system can do so.
fn read(base: &str, reading: &str) -> El {
    match bopomofo::syllables(base, reading) {
        Some(syllables) => {
            let each = base.chars().zip(syllables);
            let ruby = El::new("ruby").class("bopomofo");
            each.fold(ruby, |ruby, (c, syllable)| {
                with_reading(ruby, c.encode_utf8(&mut [0; 4]), &syllable.to_string())
            })
        }
        None => ruby(base, reading),
    }
}

/// Text with emphasis dots: these are for Han, kana and Hangul; Latin words among them are italic, as in print.
fn dotted(text: &str) -> Vec<Node> {
    let is_latin = |c: char| !is_wide(c) && !is_hangul(c) && !is_shared_mark(c);
    let ends = text.char_indices().zip(text.chars().skip(1));
    let ends = ends.filter(|((_, c), next)| is_latin(*c) != is_latin(*next));
    let ends = ends.map(|((at, c), _)| at + c.len_utf8());
    let mut nodes = Vec::new();
    let mut start = 0;
    for end in ends.chain([text.len()]) {
        let run = &text[start..end];
        start = end;
        if run.starts_with(is_latin) && run.contains(char::is_alphanumeric) {
            nodes.push(El::new("i").with(run).into());
        } else {
            nodes.push(run.into());
        }
    }
    nodes
}
