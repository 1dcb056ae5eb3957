//! Repairs the tags of texts that are set in segments. Each segment is laid out as a paragraph in its own grid, so a
//! screen reader would alternate between the languages every few lines. Here the segments of a text become one
//! paragraph in one cell again, tagged as Typst tags a cell that breaks over pages: content in a group whose parent
//! is a cell is read as part of that cell.

use std::collections::{HashMap, HashSet};

use typst::foundations::Value;
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{
    Abs, Frame, FrameItem, FrameParent, GridCell, GridElem, GroupItem, Inherit, Point,
};
use typst::model::{Document, ParElem};
use typst_layout::{Page, PagedDocument};

/// The label that templates put at the beginning of a segment.
pub const SEGMENT: &str = "diglot-segment";

/// Returns the document with the tags of segments joined.
pub fn segments(document: &PagedDocument) -> PagedDocument {
    let mut plan = Plan::default();
    for page in document.pages() {
        plan.frame(&page.frame, None);
    }
    plan.finish();
    let pages = document.pages().iter().map(|page| Page {
        frame: plan.rewrite(&page.frame),
        ..page.clone()
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

/// The paragraph and the cell of a text's first segment, which take in the others.
#[derive(Clone, Copy)]
struct Joined {
    paragraph: Option<Location>,
    cell: Option<Location>,
}

/// Tells which tags to drop, to move or to rename.
#[derive(Default)]
struct Plan {
    /// The elements that contain the current item, while pages are walked.
    open: Vec<(Location, Kind)>,
    /// The last text in each language, by the language's position, while pages are walked.
    texts: HashMap<i64, Joined>,
    /// The grid of each cell.
    grids: HashMap<Location, Location>,
    /// Cells of first segments, whose content is moved to a group.
    first: HashSet<Location>,
    /// Cells and paragraphs of later segments, with those that take them in.
    further: HashMap<Location, Location>,
    /// Elements that are dropped: grids of later segments and their empty cells.
    dropped: HashSet<Location>,
    /// Paragraphs that another segment continues.
    unfinished: HashSet<Location>,
}

/// The elements whose tags are rewritten.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Grid,
    Cell,
    Paragraph,
}

impl Plan {
    fn frame(&mut self, frame: &Frame, parent: Option<Location>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let own = group.parent.map(|parent| parent.location);
                    self.frame(&group.frame, own.or(parent));
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    let kind = if element.is::<GridElem>() {
                        Some(Kind::Grid)
                    } else if element.is::<GridCell>() {
                        Some(Kind::Cell)
                    } else if element.is::<ParElem>() {
                        Some(Kind::Paragraph)
                    } else {
                        None
                    };
                    if let (Some(kind), Some(location)) = (kind, element.location()) {
                        if let (Kind::Cell, Some(grid)) = (kind, self.innermost(Kind::Grid)) {
                            self.grids.insert(location, grid);
                        }
                        self.open.push((location, kind));
                    } else if let Some(metadata) = element.to_packed::<MetadataElem>()
                        && element
                            .label()
                            .is_some_and(|label| label.resolve().as_str() == SEGMENT)
                    {
                        self.segment(&metadata.value, parent);
                    }
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    let open = self.open.iter().rposition(|(open, _)| open == location);
                    if let Some(open) = open {
                        self.open.remove(open);
                    }
                }
                FrameItem::Text(_)
                | FrameItem::Shape(..)
                | FrameItem::Image(..)
                | FrameItem::Link(..) => {}
            }
        }
    }

    fn innermost(&self, kind: Kind) -> Option<Location> {
        let mut open = self.open.iter().rev();
        open.find(|(_, one)| *one == kind)
            .map(|(location, _)| *location)
    }

    /// Handles the beginning of a segment. `parent` is the cell that the frame continues, if that cell broke over
    /// pages.
    fn segment(&mut self, value: &Value, parent: Option<Location>) {
        let Value::Dict(how) = value else { return };
        let (Ok(Value::Int(place)), Ok(Value::Bool(continues)), Ok(Value::Bool(goes_on))) =
            (how.get("place"), how.get("continues"), how.get("goes-on"))
        else {
            return;
        };
        let paragraph = self.innermost(Kind::Paragraph);
        let cell = self
            .innermost(Kind::Cell)
            .or(parent)
            .filter(|cell| self.grids.contains_key(cell));
        let text = if *continues {
            let Some(text) = self.texts.get(place).copied() else {
                return;
            };
            self.further.extend(paragraph.zip(text.paragraph));
            if let Some((cell, whole)) = cell.zip(text.cell) {
                self.further.insert(cell, whole);
                self.dropped.extend(self.grids.get(&cell));
            }
            text
        } else {
            self.first.extend(cell);
            Joined { paragraph, cell }
        };
        self.texts.insert(*place, text);
        if *goes_on {
            self.unfinished.extend(paragraph);
        }
    }

    /// Drops the cells without text in the grids that are dropped.
    fn finish(&mut self) {
        let empty = self.grids.iter().filter(|(cell, grid)| {
            self.dropped.contains(*grid) && !self.further.contains_key(*cell)
        });
        let empty: Vec<Location> = empty.map(|(cell, _)| *cell).collect();
        self.dropped.extend(empty);
    }

    fn rewrite(&self, frame: &Frame) -> Frame {
        let mut copy = frame.clone();
        copy.clear();
        let mut gathered: Option<Gathered> = None;
        for (at, item) in frame.items() {
            if let FrameItem::Tag(Tag::End(location, ..)) = item
                && gathered.as_ref().is_some_and(|one| one.cell == *location)
            {
                if let Some(Gathered { whole, items, .. }) = gathered.take() {
                    put_group(&mut copy, whole, items);
                }
                continue;
            }
            let kept = match item {
                FrameItem::Tag(Tag::Start(element, flags)) => {
                    let location = element.location();
                    let whole = location.and_then(|location| self.further.get(&location));
                    match (location, whole) {
                        (Some(cell), Some(whole)) if element.is::<GridCell>() => {
                            gathered = Some(Gathered::new(cell, *whole));
                            None
                        }
                        (Some(_), Some(_)) => None,
                        (Some(location), None) if self.dropped.contains(&location) => None,
                        (Some(cell), None) if self.first.contains(&cell) => {
                            copy.push(*at, item.clone());
                            let key = typst::utils::hash128(element);
                            copy.push(*at, FrameItem::Tag(Tag::End(cell, key, *flags)));
                            gathered = Some(Gathered::new(cell, cell));
                            None
                        }
                        _ => Some(item.clone()),
                    }
                }
                FrameItem::Tag(Tag::End(location, key, flags)) => {
                    let whole = self.further.get(location).unwrap_or(location);
                    let is_dropped =
                        self.unfinished.contains(location) || self.dropped.contains(location);
                    (!is_dropped).then(|| FrameItem::Tag(Tag::End(*whole, *key, *flags)))
                }
                FrameItem::Group(group) => {
                    let mut group = group.clone();
                    group.frame = self.rewrite(&group.frame);
                    if let Some(parent) = &mut group.parent
                        && let Some(whole) = self.further.get(&parent.location)
                    {
                        parent.location = *whole;
                    }
                    Some(FrameItem::Group(group))
                }
                FrameItem::Text(_)
                | FrameItem::Shape(..)
                | FrameItem::Image(..)
                | FrameItem::Link(..) => Some(item.clone()),
            };
            if let Some(item) = kept {
                match &mut gathered {
                    Some(one) => one.items.push((*at, item)),
                    None => copy.push(*at, item),
                }
            }
        }
        copy
    }
}

/// A cell whose content is being collected.
struct Gathered {
    cell: Location,
    /// The cell that takes it in.
    whole: Location,
    items: Vec<(Point, FrameItem)>,
}

impl Gathered {
    fn new(cell: Location, whole: Location) -> Self {
        Self {
            cell,
            whole,
            items: Vec::new(),
        }
    }
}

/// Adds a group with the content of a cell, as a child of that cell. Its origin is that of the text, from which
/// [`super::split_spreads`] tells the half of the spread that it is on.
fn put_group(frame: &mut Frame, cell: Location, items: Vec<(Point, FrameItem)>) {
    if items.is_empty() {
        return;
    }
    let is_drawn = |item: &FrameItem| !matches!(item, FrameItem::Tag(_));
    let drawn = items.iter().filter(|(_, item)| is_drawn(item));
    let left = drawn.map(|(at, _)| at.x).min().unwrap_or_default();
    let mut inner = Frame::soft(typst::layout::Size::new(Abs::zero(), frame.height()));
    for (at, item) in items {
        inner.push(Point::new(at.x - left, at.y), item);
    }
    let mut group = GroupItem::new(inner);
    group.parent = Some(FrameParent::new(cell, Inherit::Yes));
    frame.push(Point::with_x(left), FrameItem::Group(group));
}
