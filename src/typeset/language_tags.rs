//! Language marks in the PDF: code, words of the book's other language inside a text, and what authors mark as being in
//! a third. They are set on finished
//! pages rather than in the source because Typst breaks a paragraph by the rules of its language only if it has no
//! other language in it.

use std::str::FromStr;

use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point};
use typst::text::{Lang as TypstLang, RawElem, Region, TextItem};
use typst_layout::Page;

use super::rewrite::rewrite;
use crate::lang::{Lang, Pair, foreign};

/// Marks code as English, and words that certainly belong to the other of the two languages.
pub fn mark(pages: &mut [Page], languages: &Pair<Lang>) {
    let mut tagger = Tagger {
        languages,
        code: None,
        span: None,
    };
    for page in pages {
        if let Some(frame) = tagger.frame(&page.frame) {
            page.frame = frame;
        }
    }
}

/// What the label begins with that stands at both ends of words in a third language: the language follows, then nothing.
const SPAN: &str = "language/";

fn span_language(tag: &str) -> Option<(TypstLang, Option<Region>)> {
    let lang = Lang::parse(tag)?;
    let region = lang.region();
    let region = region.and_then(|region| Region::from_str(&region).ok());
    Some((TypstLang::from_str(lang.primary()).ok()?, region))
}

/// Walks pages and marks the languages of text items.
struct Tagger<'a> {
    languages: &'a Pair<Lang>,
    /// The code element being walked.
    code: Option<Location>,
    /// The language of the span being walked.
    span: Option<(TypstLang, Option<Region>)>,
}

impl Tagger<'_> {
    /// The frame with its words marked; `None` if nothing changes.
    fn frame(&mut self, original: &Frame) -> Option<Frame> {
        rewrite(original, |at, item| self.change(at, item))
    }

    fn change(&mut self, at: Point, item: &FrameItem) -> Option<Vec<(Point, FrameItem)>> {
        match item {
            FrameItem::Group(group) => self.frame(&group.frame).map(|frame| {
                let mut group = group.clone();
                group.frame = frame;
                vec![(at, FrameItem::Group(group))]
            }),
            FrameItem::Text(text) if self.code.is_some() => {
                let is_marked = text.lang == TypstLang::ENGLISH && text.region.is_none();
                let code = || TextItem {
                    lang: TypstLang::ENGLISH,
                    region: None,
                    ..text.clone()
                };
                (!is_marked).then(|| vec![(at, FrameItem::Text(code()))])
            }
            FrameItem::Text(text) if self.span.is_some() => self.span.map(|(lang, region)| {
                let text = TextItem {
                    lang,
                    region,
                    ..text.clone()
                };
                vec![(at, FrameItem::Text(text))]
            }),
            FrameItem::Text(text) => split(text, self.languages).map(|parts| {
                let mut at = at;
                let placed = parts.into_iter().map(|part| {
                    let start = at;
                    at.x += part.width();
                    (start, FrameItem::Text(part))
                });
                placed.collect()
            }),
            FrameItem::Tag(Tag::Start(element, _)) => {
                if element.is::<RawElem>() {
                    self.code = self.code.or(element.location());
                }
                if let Some(label) = element.label()
                    && let Some(tag) = label.resolve().as_str().strip_prefix(SPAN)
                {
                    self.span = span_language(tag);
                }
                None
            }
            FrameItem::Tag(Tag::End(location, ..)) => {
                self.code.take_if(|code| code == location);
                None
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) => None,
        }
    }
}

/// Splits a text item into parts of one language each, from left to right; `None` if it is only in its own language.
fn split(item: &TextItem, languages: &Pair<Lang>) -> Option<Vec<TextItem>> {
    let is_in = |lang: &&Lang| lang.primary() == item.lang.as_str();
    let lang = languages.iter().find(is_in)?;
    let other = languages.iter().find(|lang| !is_in(lang))?;
    let parts = foreign::parts(&item.text, lang, other);
    if parts.iter().all(|(_, is_other)| !is_other) {
        return None;
    }
    // Glyphs of right-to-left text are in reverse order, so its parts cannot be cut out one after another.
    let is_ltr = item.glyphs.is_sorted_by_key(|glyph| glyph.range.start);
    if parts.len() > 1 && !is_ltr {
        return None;
    }
    let language = TypstLang::from_str(other.primary()).ok()?;
    let region = other
        .region()
        .and_then(|region| Region::from_str(&region).ok());
    let mut split = Vec::new();
    let mut start = 0;
    for (text, is_other) in parts {
        let end = start + text.len();
        let glyphs = item
            .glyphs
            .iter()
            .filter(|glyph| (start..end).contains(&glyph.range().start));
        let mut part = TextItem {
            text: text.into(),
            glyphs: glyphs.cloned().collect(),
            ..item.clone()
        };
        for glyph in &mut part.glyphs {
            let offset =
                |at: u16| u16::try_from(usize::from(at).min(end) - start).unwrap_or(u16::MAX);
            glyph.range = offset(glyph.range.start)..offset(glyph.range.end);
        }
        if is_other {
            part.lang = language;
            part.region = region;
        }
        split.push(part);
        start = end;
    }
    split.retain(|part| !part.glyphs.is_empty());
    Some(split)
}
