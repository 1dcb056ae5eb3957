//! The finished pages of an edition, their labels, and the pages of anchors.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst::layout::{Frame, FrameItem};
use typst::model::{DocumentInfo, Numbering};
use typst_layout::{Page, PagedDocument};

use super::{Prepared, split_spreads, white};
use crate::manuscript::Manuscript;
use crate::pagination::{Pagination, PartPages};

/// The finished pages of a PDF edition.
pub struct Pages {
    pub(super) prepared: Arc<Prepared>,
    pub(super) finished: Vec<Page>,
    pub(super) parts: Vec<PartPages>,
    pub(super) info: DocumentInfo,
    /// Whether earlier builds have laid out some of them, so that an error in them has no place.
    pub has_kept: bool,
    /// The source for a stock Typst, by path, if it was asked for.
    pub files: Option<BTreeMap<String, Arc<[u8]>>>,
}

/// How well languages side by side match in length.
#[derive(Debug, Clone)]
pub struct LengthMatch {
    /// The type size of each language by its tag, in points.
    pub sizes: Vec<(String, f64)>,
    /// The distance between baselines, in points.
    pub pitch: f64,
    /// The share of all lines that have no line of the other language beside them, from 0 to 1.
    pub white: f64,
}

impl Pages {
    /// The finished document.
    pub fn into_document(self) -> PagedDocument {
        PagedDocument::new(self.finished.into_iter().collect(), self.info)
    }

    /// The number of pages.
    pub fn count(&self) -> usize {
        self.finished.len()
    }

    /// How well the languages match in length; `None` if they are not side by side.
    pub fn matched(&self) -> Option<LengthMatch> {
        let beside = self.prepared.beside?;
        Some(LengthMatch {
            sizes: self.prepared.sizes.clone(),
            pitch: self.prepared.pitch,
            white: white::share(&self.finished, beside),
        })
    }

    /// Where pages begin and questions are, for editions that cite the page numbers of this one.
    pub fn pagination(&self, manuscript: &Manuscript<'_>) -> Pagination {
        pagination(manuscript, &self.parts)
    }

    /// The printed label of each page, first to last: `iv` in the front matter, `12` in the text. A page that counts
    /// but shows no number, such as the first of a chapter, has the label that it would show. A blank page has none,
    /// since nothing can refer to it.
    pub fn labels(&self) -> Vec<Option<String>> {
        self.finished.iter().map(label).collect()
    }
}

/// Where pages begin and questions are, for editions that cite the page numbers of one with these parts. On facing pages
/// each language of a question has its own page.
pub fn pagination(manuscript: &Manuscript<'_>, parts: &[PartPages]) -> Pagination {
    let labels = PartPages::anchors(parts);
    let on = |anchor: &str, place: usize| {
        let second = (place > 0).then(|| format!("{anchor}{}", split_spreads::RECTO));
        let label = second.and_then(|name| labels.get(name.as_str()));
        label
            .or_else(|| labels.get(anchor))
            .map(|label| (*label).to_owned())
    };
    let places = 0..manuscript.languages.iter().count();
    let questions = manuscript.questions().into_iter().filter_map(|item| {
        let on: Option<Vec<String>> = places.clone().map(|place| on(&item.id, place)).collect();
        Some((item.id.clone(), on?))
    });
    let pages = parts.iter().flat_map(|part| &part.pages);
    Pagination {
        identifier: manuscript.urn(),
        pages: pages.filter_map(|page| page.printed.clone()).collect(),
        questions: questions.collect(),
    }
}

/// The printed label of a page; `None` if it is blank.
pub fn label(page: &Page) -> Option<String> {
    folio(page).filter(|_| !is_blank(&page.frame))
}

/// The number of a page as it is printed, whether or not the page shows it.
pub fn folio(page: &Page) -> Option<String> {
    let Some(Numbering::Pattern(pattern)) = &page.numbering else {
        return None;
    };
    let folio = pattern.apply(None, &[page.number]).ok()?;
    Some(folio.to_string())
}

/// Whether a frame shows nothing.
fn is_blank(frame: &Frame) -> bool {
    frame.items().all(|(_, item)| match item {
        FrameItem::Group(group) => is_blank(&group.frame),
        FrameItem::Link(..) | FrameItem::Tag(_) => true,
        FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => false,
    })
}
