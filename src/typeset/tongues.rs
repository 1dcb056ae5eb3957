//! Language marks in the PDF: code, and words of the book's other language inside a text. They are set on finished
//! pages rather than in the source because Typst breaks a paragraph by the rules of its language only if it has no
//! other language in it.

use std::str::FromStr;

use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::text::{Lang as Tongue, RawElem, Region, TextItem};
use typst_layout::Page;

use crate::lang::{Lang, Pair, foreign};

/// The pages with code marked as English, and with words marked that certainly belong to the other of the two
/// languages; `None` if there are neither.
pub fn mark(pages: &mut [Page], languages: &Pair<Lang>) {
    let mut tagger = Tagger {
        languages,
        code: None,
    };
    for page in pages {
        if let Some(frame) = tagger.frame(&page.frame) {
            page.frame = frame;
        }
    }
}

/// What replaces an item of a frame.
enum Change {
    Frame(Frame),
    Parts(Vec<TextItem>),
}

/// Walks pages and marks the languages of text items.
struct Tagger<'a> {
    languages: &'a Pair<Lang>,
    /// The code element being walked.
    code: Option<Location>,
}

impl Tagger<'_> {
    /// The frame with its words marked; `None` if nothing changes.
    fn frame(&mut self, original: &Frame) -> Option<Frame> {
        let changes: Vec<Option<Change>> = original
            .items()
            .map(|(_, item)| self.change(item))
            .collect();
        if changes.iter().all(Option::is_none) {
            return None;
        }
        let mut frame = original.clone();
        frame.clear();
        for ((at, item), change) in original.items().zip(changes) {
            let mut at = *at;
            match (item, change) {
                (FrameItem::Group(group), Some(Change::Frame(inner))) => {
                    let mut group = group.clone();
                    group.frame = inner;
                    frame.push(at, FrameItem::Group(group));
                }
                (_, Some(Change::Parts(parts))) => {
                    for part in parts {
                        let width = part.width();
                        frame.push(at, FrameItem::Text(part));
                        at.x += width;
                    }
                }
                (item, _) => frame.push(at, item.clone()),
            }
        }
        Some(frame)
    }

    fn change(&mut self, item: &FrameItem) -> Option<Change> {
        match item {
            FrameItem::Group(group) => self.frame(&group.frame).map(Change::Frame),
            FrameItem::Text(text) if self.code.is_some() => {
                let is_marked = text.lang == Tongue::ENGLISH && text.region.is_none();
                let code = || TextItem {
                    lang: Tongue::ENGLISH,
                    region: None,
                    ..text.clone()
                };
                (!is_marked).then(|| Change::Parts(vec![code()]))
            }
            FrameItem::Text(text) => split(text, self.languages).map(Change::Parts),
            FrameItem::Tag(Tag::Start(element, _)) => {
                if element.is::<RawElem>() {
                    self.code = self.code.or(element.location());
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
    let tongue = Tongue::from_str(other.primary()).ok()?;
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
            part.lang = tongue;
            part.region = region;
        }
        split.push(part);
        start = end;
    }
    split.retain(|part| !part.glyphs.is_empty());
    Some(split)
}
