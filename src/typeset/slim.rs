//! Removes from finished pages what no PDF needs. Every tag that Typst leaves on a page holds the whole element, with all
//! its content, so that a page takes some 2.5 MB. PDF export needs only the kind of an element and a few of its fields.
//! Without the rest a page takes a tenth of the memory.
//!
//! Typst identifies elements by their location, a hash that is unique within one layout only. Here the elements of each
//! part get locations that no other part has.

mod grid;
mod mark;
mod paint;

use std::collections::{HashMap, HashSet};

use typst::foundations::Content;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::{Destination, TableElem};
use typst_layout::Page;

pub use grid::Grids;
pub use mark::{LocaleMark, Mark, of_word, word};
pub use paint::{PaintMark, StrokeMark};

use super::rewrite::refilled;

/// An element with a label.
#[derive(Debug)]
pub struct Labelled {
    pub label: String,
    pub location: Location,
    /// The index of its page.
    pub page: usize,
}

/// Slims the pages of the part with an index, and makes its locations unique. Returns its labelled elements, in order.
pub fn slim(pages: &mut [Page], part: usize) -> Vec<Labelled> {
    let mut slimmer = Slimmer {
        part,
        page: 0,
        labelled: Vec::new(),
        own: HashMap::new(),
        dropped: HashSet::new(),
        grids: Grids::default(),
    };
    for (index, page) in pages.iter_mut().enumerate() {
        slimmer.page = index;
        page.frame = slimmer.frame(&page.frame);
    }
    slimmer.labelled
}

struct Slimmer {
    part: usize,
    page: usize,
    labelled: Vec<Labelled>,
    /// Numbers for the locations of Typst, in order.
    own: HashMap<Location, usize>,
    /// The elements whose tags are dropped.
    dropped: HashSet<Location>,
    grids: Grids,
}

impl Slimmer {
    fn frame(&mut self, original: &Frame) -> Frame {
        let items = original.items();
        let items = items.filter_map(|(at, item)| Some((*at, self.item(item)?)));
        refilled(original, items.collect())
    }

    fn item(&mut self, item: &FrameItem) -> Option<FrameItem> {
        Some(match item {
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = self.frame(&group.frame);
                if let Some(parent) = &mut group.parent {
                    parent.location = self.own(parent.location);
                }
                FrameItem::Group(group)
            }
            FrameItem::Tag(Tag::Start(element, flags)) => {
                let element = self.start(element)?;
                FrameItem::Tag(Tag::Start(element, *flags))
            }
            FrameItem::Tag(Tag::End(location, key, flags)) => {
                if self.dropped.contains(location) {
                    return None;
                }
                FrameItem::Tag(Tag::End(self.own(*location), *key, *flags))
            }
            FrameItem::Link(Destination::Location(location), size) => {
                FrameItem::Link(Destination::Location(self.own(*location)), *size)
            }
            FrameItem::Link(..)
            | FrameItem::Text(_)
            | FrameItem::Shape(..)
            | FrameItem::Image(..) => item.clone(),
        })
    }

    /// The location as it is unique among all parts, and the same in each build.
    fn own(&mut self, location: Location) -> Location {
        let next = self.own.len();
        let place = *self.own.entry(location).or_insert(next);
        Location::new(typst::utils::hash128(&(self.part, place)))
    }

    /// The element without its content; `None` if it has no meaning in a PDF, so that its tags can be dropped.
    fn start(&mut self, element: &Content) -> Option<Content> {
        let location = element.location()?;
        let label = element.label();
        let mark = Mark::of(element);
        if label.is_none() && matches!(mark, Some(Mark::Labelled | Mark::Metadata)) {
            self.dropped.insert(location);
            return None;
        }
        let own = self.own(location);
        self.labelled.extend(label.map(|label| Labelled {
            label: label.resolve().as_str().to_owned(),
            location: own,
            page: self.page,
        }));
        let slim = mark.and_then(|mark| mark.element(&mut self.grids));
        let Some(slim) = slim else {
            let mut table = element.clone();
            table.set_location(own);
            if let Some(table) = table.to_packed_mut::<TableElem>() {
                table.children.clear();
            }
            return Some(table);
        };
        let mut slim = slim.spanned(element.span());
        slim.set_location(own);
        if let Some(label) = label {
            slim.set_label(label);
        }
        Some(slim)
    }
}
