//! An edition on its pages, and how those pages are counted.

use std::num::NonZeroUsize;

use typst::foundations::Label;
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem};
use typst::model::Numbering;
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

use super::{Prepared, page_starts, split_spreads, white};
use crate::manuscript::Manuscript;
use crate::pagination::Pagination;

/// A PDF edition on its pages.
pub struct Pages {
    pub prepared: Prepared,
    pub document: PagedDocument,
}

/// How the languages of an edition match that stand side by side.
#[derive(Debug, Clone)]
pub struct Match {
    /// The type size of each language by its tag, in points.
    pub sizes: Vec<(String, f64)>,
    /// From one baseline to the next, in points.
    pub pitch: f64,
    /// The part of all lines beside which the other language has none, from 0 to 1.
    pub white: f64,
}

impl Pages {
    /// How its languages match; nothing where they do not stand side by side.
    pub fn matched(&self) -> Option<Match> {
        let beside = self.prepared.beside?;
        Some(Match {
            sizes: self.prepared.sizes.clone(),
            pitch: self.prepared.pitch,
            white: white::share(&self.document, beside),
        })
    }

    /// What the pages begin with and where questions stand, for editions that name pages of this one.
    pub fn pagination(&self, manuscript: &Manuscript<'_>) -> Pagination {
        let labels = self.labels();
        let on = |anchor: &str, place| labels.get(self.page_of(anchor, place)? - 1)?.clone();
        let places = 0..manuscript.languages.iter().count();
        let questions = manuscript.questions().into_iter().filter_map(|item| {
            let on: Option<Vec<String>> = places.clone().map(|place| on(&item.id, place)).collect();
            Some((item.id.clone(), on?))
        });
        Pagination {
            identifier: manuscript.urn(),
            pages: page_starts::of(self),
            questions: questions.collect(),
        }
    }

    /// The label of each page, first to last, as readers name it: `iv` in front, `12` in the text. A page
    /// that is counted but shows no number, such as a chapter's first, has the label it is counted by; a
    /// blank page has none, for nothing on it can be named.
    pub fn labels(&self) -> Vec<Option<String>> {
        self.document.pages().iter().map(label).collect()
    }

    /// The page of an anchor, from 1 and in the order of [`labels`](Self::labels). `place` is that of the
    /// language in the edition, 0 for the lead: on facing pages the second has its own page.
    pub fn page_of(&self, anchor: &str, place: usize) -> Option<usize> {
        let page = |name: &str| {
            let label = Label::new(PicoStr::intern(name))?;
            let introspector = self.document.introspector();
            let location = introspector.query_label(label).ok()?.location()?;
            introspector.page(location).map(NonZeroUsize::get)
        };
        let second = (place > 0).then(|| format!("{anchor}{}", split_spreads::RECTO));
        second.and_then(|name| page(&name)).or_else(|| page(anchor))
    }
}

fn label(page: &Page) -> Option<String> {
    let Some(Numbering::Pattern(pattern)) = &page.numbering else {
        return None;
    };
    let label = pattern.apply(None, &[page.number]).ok()?;
    (!is_blank(&page.frame)).then(|| label.to_string())
}

/// Whether nothing is to be seen.
fn is_blank(frame: &Frame) -> bool {
    frame.items().all(|(_, item)| match item {
        FrameItem::Group(group) => is_blank(&group.frame),
        FrameItem::Link(..) | FrameItem::Tag(_) => true,
        FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => false,
    })
}
