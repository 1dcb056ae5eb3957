//! Turns what the citation library renders into inlines of the model.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

use super::latex;
use crate::book::{Inline, SpanKind, Text};
use crate::lang::is_wide;
use crate::read::{formula, inline};

/// Collects rendered words, and mends the punctuation where two parts meet.
#[derive(Default)]
pub struct Words {
    inlines: Vec<Inline>,
    /// The end of what has been written.
    end: String,
    /// The marks of the file's markup that have not ended yet.
    open: Vec<char>,
}

impl Words {
    /// All of an element's words.
    pub fn of(children: &ElemChildren) -> Vec<Inline> {
        Self::of_citation(children, &mut |_, words| words)
    }

    /// All of a citation's words. `work` makes the link to the work with an index out of its words.
    pub fn of_citation(
        children: &ElemChildren,
        work: &mut impl FnMut(usize, Vec<Inline>) -> Vec<Inline>,
    ) -> Vec<Inline> {
        let mut words = Self::default();
        words.all(children, work);
        words.inlines
    }

    fn all(
        &mut self,
        children: &ElemChildren,
        work: &mut impl FnMut(usize, Vec<Inline>) -> Vec<Inline>,
    ) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.text(text),
                ElemChild::Markup(tex) => match formula::read(tex, false) {
                    Ok(formula) => self.inlines.push(Inline::Formula(formula)),
                    Err(_) => self.put(tex, &[]),
                },
                ElemChild::Link { text, url } => {
                    let words = self.mended(&text.text.replace(latex::is_mark, ""));
                    self.inlines.push(match inline::address(url) {
                        Ok(url) => Inline::Link {
                            url,
                            text: vec![Inline::Plain(words)],
                        },
                        Err(_) => Inline::Plain(words),
                    });
                }
                ElemChild::Elem(elem) => {
                    let before = std::mem::take(&mut self.inlines);
                    self.all(&elem.children, work);
                    let own = std::mem::replace(&mut self.inlines, before);
                    self.inlines.extend(match elem.meta {
                        Some(ElemMeta::Entry(index)) => work(index, own),
                        _ => own,
                    });
                }
                // Only for places in works that are content of Typst's.
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn text(&mut self, text: &Formatted) {
        let formatting = text.formatting;
        for part in text.text.split_inclusive(is_markup) {
            let words = part.trim_end_matches(is_markup);
            let mut marks: Vec<fn(Vec<Inline>) -> Inline> = Vec::new();
            let has = |mark| self.open.iter().filter(|open| **open == mark).count();
            // Han is never italic, and italics inside italics are upright.
            let is_italic = formatting.font_style == FontStyle::Italic;
            if is_italic != (has(latex::ITALIC) % 2 == 1) && !words.contains(is_wide) {
                marks.push(Inline::Emph);
            }
            if formatting.font_weight == FontWeight::Bold || has(latex::BOLD) > 0 {
                marks.push(Inline::Strong);
            }
            if formatting.font_variant == FontVariant::SmallCaps || has(latex::SMALL_CAPS) > 0 {
                marks.push(|text| Inline::Span {
                    kind: SpanKind::SmallCaps,
                    text,
                });
            }
            if formatting.vertical_align == VerticalAlign::Sup || has(latex::SUPERSCRIPT) > 0 {
                marks.push(|text| Inline::Span {
                    kind: SpanKind::Superscript,
                    text,
                });
            }
            if formatting.vertical_align == VerticalAlign::Sub || has(latex::SUBSCRIPT) > 0 {
                marks.push(|text| Inline::Span {
                    kind: SpanKind::Subscript,
                    text,
                });
            }
            if has(latex::ADDRESS) > 0 {
                // An address is not emphasized.
                marks = vec![link];
            }
            self.put(words, &marks);
            match part[words.len()..].chars().next() {
                Some(latex::END) => {
                    self.open.pop();
                }
                Some(mark) => self.open.push(mark),
                None => {}
            }
        }
    }

    fn put(&mut self, text: &str, marks: &[fn(Vec<Inline>) -> Inline]) {
        let words = self.mended(text);
        if words.is_empty() {
            return;
        }
        if marks.is_empty()
            && let Some(Inline::Plain(before)) = self.inlines.last_mut()
        {
            before.push_str(&words);
            return;
        }
        let plain = Inline::Plain(words);
        self.inlines
            .push(marks.iter().fold(plain, |inner, mark| mark(vec![inner])));
    }

    /// A text without a full stop that follows another one in quotation marks, which styles leave for the work's kinds
    /// that they do not expect.
    fn mended(&mut self, text: &str) -> String {
        let rest = match text.strip_prefix('.') {
            Some(rest) if self.end.ends_with(".”") => rest,
            _ => text,
        };
        let rest = rest
            .replace(",)", ")")
            .replace(",.", ".")
            .replace(" 《", "《")
            .replace("》 ", "》");
        if !rest.is_empty() {
            self.end.clone_from(&rest);
        }
        rest
    }
}

/// Replaces words wherever they are printed.
pub fn replace(inlines: &mut [Inline], from: &str, to: &str) {
    for inline in inlines {
        match inline {
            Inline::Plain(words) => *words = words.replace(from, to),
            Inline::Emph(inner)
            | Inline::Strong(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Reference { text: inner, .. }
            | Inline::Span { text: inner, .. } => replace(inner, from, to),
            Inline::Code(_)
            | Inline::Formula(_)
            | Inline::Note(_)
            | Inline::Ruby { .. }
            | Inline::Blank { .. }
            | Inline::Index(_)
            | Inline::Picture(_)
            | Inline::Break => {}
        }
    }
}

/// Whether a mark begins or ends markup.
fn is_markup(c: char) -> bool {
    latex::is_mark(c) && c != latex::OTHERS
}

/// The link to an address that is printed.
fn link(text: Vec<Inline>) -> Inline {
    let whole = Text {
        inlines: text.clone(),
        ..Text::default()
    };
    let words = whole.plain();
    match inline::address(&words) {
        Ok(url) => Inline::Link { url, text },
        Err(_) => Inline::Plain(words),
    }
}
