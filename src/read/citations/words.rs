//! Turns what the citation library renders into inlines of the model.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

use crate::book::{Inline, SpanKind};
use crate::lang::is_wide;
use crate::read::inline;

/// Collects rendered words, and mends the punctuation where two parts meet.
#[derive(Default)]
pub struct Words {
    inlines: Vec<Inline>,
    /// The end of what has been written.
    end: String,
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
                ElemChild::Markup(text) => self.put(text, &[]),
                ElemChild::Link { text, url } => {
                    let words = self.mended(&text.text);
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
        let mut marks: Vec<fn(Vec<Inline>) -> Inline> = Vec::new();
        // Han is never italic.
        if formatting.font_style == FontStyle::Italic && !text.text.contains(is_wide) {
            marks.push(Inline::Emph);
        }
        if formatting.font_weight == FontWeight::Bold {
            marks.push(Inline::Strong);
        }
        if formatting.font_variant == FontVariant::SmallCaps {
            marks.push(|text| Inline::Span {
                kind: SpanKind::SmallCaps,
                text,
            });
        }
        match formatting.vertical_align {
            VerticalAlign::Sup => {
                marks.push(|text| Inline::Span {
                    kind: SpanKind::Superscript,
                    text,
                });
            }
            VerticalAlign::Sub => {
                marks.push(|text| Inline::Span {
                    kind: SpanKind::Subscript,
                    text,
                });
            }
            VerticalAlign::None | VerticalAlign::Baseline => {}
        }
        self.put(&text.text, &marks);
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
            .replace(" 《", "《")
            .replace("》 ", "》");
        if !rest.is_empty() {
            self.end.clone_from(&rest);
        }
        rest
    }
}
