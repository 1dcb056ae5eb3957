//! Removes from finished pages what no PDF needs. Every tag that Typst leaves on a page holds the whole element, with all
//! its content, so that a page takes some 2.5 MB. PDF export needs only the kind of an element and a few of its fields.
//! Without the rest a page takes a tenth of the memory.
//!
//! Typst identifies elements by their location, a hash that is unique within one layout only. Here the elements of each
//! part get locations that no other part has.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use typst::foundations::{Content, NativeElement, Value};
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::resolve::CellGrid;
use typst::layout::{
    Axes, Frame, FrameItem, GridCell, GridElem, HideElem, PlaceElem, RepeatElem, Sizing,
};
use typst::math::EquationElem;
use typst::model::{
    Destination, EmphElem, EnumElem, FigureCaption, FigureElem, FootnoteBody, FootnoteElem,
    FootnoteEntry, HeadingElem, LinkElem, LinkMarker, ListElem, OutlineEntry, ParElem, QuoteElem,
    StrongElem, TableCell, TableElem, TermsElem, TitleElem,
};
use typst::pdf::{ArtifactElem, PdfMarkerTag};
use typst::text::{
    HighlightElem, OverlineElem, RawElem, RawLine, StrikeElem, SubElem, SuperElem, TextElem,
    UnderlineElem,
};
use typst::visualize::ImageElem;
use typst_layout::Page;

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
        dropped: HashSet::new(),
        grids: HashMap::new(),
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
    /// The elements whose tags are dropped.
    dropped: HashSet<Location>,
    /// Empty grids, by their numbers of columns and rows.
    grids: HashMap<(usize, usize), Arc<CellGrid>>,
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

    /// The location as it is unique among all parts.
    fn own(&self, location: Location) -> Location {
        Location::new(typst::utils::hash128(&(self.part, location)))
    }

    /// The element without its content; `None` if it has no meaning in a PDF, so that its tags can be dropped.
    fn start(&mut self, element: &Content) -> Option<Content> {
        let location = element.location()?;
        let label = element.label();
        if label.is_none() && !is_tagged(element) {
            self.dropped.insert(location);
            return None;
        }
        let own = self.own(location);
        self.labelled.extend(label.map(|label| Labelled {
            label: label.resolve().as_str().to_owned(),
            location: own,
            page: self.page,
        }));
        let mut element = element.clone();
        element.set_location(own);
        self.strip(&mut element);
        Some(element)
    }

    /// Removes the content of an element.
    fn strip(&mut self, element: &mut Content) {
        macro_rules! without {
            ($($kind:ty),*) => {
                $(
                    if let Some(element) = element.to_packed_mut::<$kind>() {
                        element.body = Content::empty();
                        return;
                    }
                )*
            };
        }
        without!(
            ParElem,
            LinkMarker,
            LinkElem,
            GridCell,
            TableCell,
            StrongElem,
            EmphElem,
            SubElem,
            SuperElem,
            HighlightElem,
            UnderlineElem,
            OverlineElem,
            StrikeElem,
            PlaceElem,
            RawLine,
            ArtifactElem,
            EquationElem,
            FigureCaption,
            HideElem,
            PdfMarkerTag,
            QuoteElem,
            RepeatElem
        );
        if let Some(grid) = element.to_packed_mut::<GridElem>() {
            grid.children.clear();
            if let Some(cells) = &mut grid.grid {
                let size = (
                    cells.non_gutter_column_count(),
                    cells.non_gutter_row_count(),
                );
                let blank = self.grids.entry(size).or_insert_with(|| {
                    let (columns, rows) = size;
                    let tracks = (vec![Sizing::Auto; columns], vec![Sizing::Auto; rows]);
                    Arc::new(CellGrid::new(
                        Axes::new(&tracks.0, &tracks.1),
                        Axes::new(&[], &[]),
                        [],
                    ))
                });
                *cells = Arc::clone(blank);
            }
        } else if let Some(heading) = element.to_packed_mut::<HeadingElem>() {
            // Only the words count. A styled body would keep alive all that its styles refer to.
            let words = heading.body.plain_text();
            if !words.is_empty() {
                heading.body = TextElem::packed(words);
            }
        } else if let Some(title) = element.to_packed_mut::<TitleElem>() {
            title.body.unset();
        } else if let Some(figure) = element.to_packed_mut::<FigureElem>() {
            figure.body = Content::empty();
            figure.caption.unset();
            figure.numbering.unset();
            figure.supplement.unset();
        } else if let Some(table) = element.to_packed_mut::<TableElem>() {
            table.children.clear();
        } else if let Some(list) = element.to_packed_mut::<ListElem>() {
            list.children.clear();
        } else if let Some(list) = element.to_packed_mut::<EnumElem>() {
            list.children.clear();
        } else if let Some(list) = element.to_packed_mut::<TermsElem>() {
            list.children.clear();
        } else if let Some(code) = element.to_packed_mut::<RawElem>() {
            code.lines = None;
        } else if let Some(metadata) = element.to_packed_mut::<MetadataElem>() {
            metadata.value = Value::None;
        } else if let Some(note) = element.to_packed_mut::<FootnoteElem>() {
            note.body = FootnoteBody::Content(Content::empty());
        } else if let Some(entry) = element.to_packed_mut::<FootnoteEntry>() {
            entry.note.body = FootnoteBody::Content(Content::empty());
        } else if let Some(entry) = element.to_packed_mut::<OutlineEntry>() {
            entry.element = Content::empty();
        }
    }
}

/// Whether an element has a meaning in a PDF.
fn is_tagged(element: &Content) -> bool {
    macro_rules! is_any {
        ($($kind:ty),*) => { $(element.elem() == <$kind>::ELEM)||* };
    }
    is_any!(
        ArtifactElem,
        EmphElem,
        EnumElem,
        EquationElem,
        FigureCaption,
        FigureElem,
        FootnoteElem,
        FootnoteEntry,
        GridCell,
        GridElem,
        HeadingElem,
        HideElem,
        HighlightElem,
        ImageElem,
        LinkMarker,
        ListElem,
        OutlineEntry,
        OverlineElem,
        ParElem,
        PdfMarkerTag,
        PlaceElem,
        QuoteElem,
        RawElem,
        RawLine,
        RepeatElem,
        StrikeElem,
        StrongElem,
        SubElem,
        SuperElem,
        TableCell,
        TableElem,
        TermsElem,
        TitleElem,
        UnderlineElem
    )
}
