//! Post-processes pages: splits spreads into facing pages, and fills up with blank pages at the end.
//!
//! A spread is set as one page of twice the width, so that both languages break over pages together, and is cut at
//! the fold here. The half that is read first becomes the verso. It is the left one, or the right one in a book that
//! is bound on the right.
//!
//! The tag tree survives because Typst reads a group with a parent at the place of the parent. So the tags of every
//! grid cell on the recto's half stay on the verso, in order, and the content of the cell goes to the recto in a
//! group whose parent is that cell.
//!
//! Where both halves have an anchor, the recto's label has [`RECTO`] appended. Links on the recto are redirected to
//! it.

use std::collections::HashMap;

use typst::foundations::Label;
use typst::introspection::{Location, Tag};
use typst::layout::{
    Abs, Frame, FrameItem, FrameParent, GridCell, GroupItem, Inherit, Point, Sides, Size,
};
use typst::model::{Destination, TableCell};
use typst::pdf::ArtifactElem;
use typst::visualize::{Geometry, Shape};
use typst_layout::{Page, PagedIntrospector};

/// The suffix of labels of anchors on a recto.
pub const RECTO: &str = "/1";
/// The label of the rule above the notes of a language.
const NOTE_RULE: &str = "diglot-note-rule";
/// Rounding errors of layout are smaller than this.
const NEAR: Abs = Abs::raw(0.01);

/// The dimensions of the pages of a spread, in points.
#[derive(Debug, Clone, Copy)]
pub struct Fold {
    /// The width of one page.
    pub width: f64,
    /// From the fold to the type area.
    pub inside: f64,
    /// From the type area to the outer edge.
    pub outside: f64,
    /// The bleed of each page at the fold.
    pub bleed: f64,
    /// Whether the verso is the right half.
    pub is_rtl: bool,
}

/// Splits every page that is wider than a single page of the book. `introspector` belongs to the layout of the pages.
pub fn at_fold(set: &[Page], introspector: &PagedIntrospector, fold: Fold) -> Vec<Page> {
    let width = Abs::pt(fold.width);
    let turned = anchors(introspector);
    let mut pages = Vec::new();
    for page in set {
        let mut add = |frame: Frame, bleed: Sides<Abs>| {
            // Typst numbers a spread as one page. Each part of the book starts with a single page that is a recto.
            let is_recto = pages.len().is_multiple_of(2);
            let number = (page.number * 2 - 1).saturating_sub(u64::from(!is_recto));
            pages.push(Page {
                frame,
                bleed,
                number,
                ..page.clone()
            });
        };
        if page.frame.width() < width + NEAR {
            add(page.frame.clone(), page.bleed);
        } else {
            let (mut verso_bleed, mut recto_bleed) = (page.bleed, page.bleed);
            let (left, right) = if fold.is_rtl {
                (&mut recto_bleed, &mut verso_bleed)
            } else {
                (&mut verso_bleed, &mut recto_bleed)
            };
            left.right = Abs::pt(fold.bleed);
            right.left = Abs::pt(fold.bleed);
            let (verso, recto) = halves(&page.frame, fold, &turned);
            add(verso, verso_bleed);
            add(recto, recto_bleed);
        }
    }
    pages
}

/// Appends blank pages until the number of pages is a multiple of `multiple`.
pub fn fill(pages: &mut Vec<Page>, multiple: usize) {
    while !pages.len().is_multiple_of(multiple) {
        // The page before the last is on the same side of the spine as the blank one.
        let like = &pages[pages.len().saturating_sub(2)];
        let number = pages.last().map_or(1, |last| last.number + 1);
        let blank = Page {
            frame: Frame::hard(like.frame.size()),
            number,
            ..like.clone()
        };
        pages.push(blank);
    }
}

/// The anchors of versos, with the corresponding anchors of rectos.
fn anchors(introspector: &PagedIntrospector) -> HashMap<Location, Location> {
    let labelled = introspector.elements().query_labelled();
    let by_name: HashMap<String, Location> = labelled
        .iter()
        .filter_map(|element| {
            let name = element.label()?.resolve().as_str().to_owned();
            Some((name, element.location()?))
        })
        .collect();
    let pairs = by_name.iter().filter_map(|(name, recto)| {
        let verso = by_name.get(name.strip_suffix(RECTO)?)?;
        // Typst's location of a note's entry is the first variant of the caller's.
        Some([(*verso, *recto), (verso.variant(1), *recto)])
    });
    pairs.flatten().collect()
}

fn halves(spread: &Frame, fold: Fold, turned: &HashMap<Location, Location>) -> (Frame, Frame) {
    let size = Size::new(Abs::pt(fold.width), spread.height());
    let mut splitter = Splitter::new(fold, turned, Frame::hard(size), Frame::hard(size));
    splitter.look_for_notes(spread, Point::zero(), false);
    splitter.cut(spread, Point::zero());
    splitter.put_down();
    (splitter.verso, splitter.recto)
}

/// Splits a frame as wide as a spread into those of a verso and a recto.
struct Splitter<'a> {
    fold: Fold,
    /// The x coordinate of the fold.
    x: Abs,
    /// For anchors of versos, the recto's anchor to which links on the recto are redirected.
    turned: &'a HashMap<Location, Location>,
    verso: Frame,
    recto: Frame,
    /// Whether the left and the right half have notes.
    has_notes: [bool; 2],
    /// The recto's cell being walked, with the content found so far.
    cell: Option<(Location, Frame)>,
    /// The last cell that ended.
    closed: Option<(Location, Frame)>,
    /// The last artifact that began, such as a running head.
    artifact: Option<Location>,
}

impl<'a> Splitter<'a> {
    fn new(
        fold: Fold,
        turned: &'a HashMap<Location, Location>,
        verso: Frame,
        recto: Frame,
    ) -> Self {
        Self {
            fold,
            x: Abs::pt(fold.width),
            turned,
            verso,
            recto,
            has_notes: [false; 2],
            cell: None,
            closed: None,
            artifact: None,
        }
    }

    /// Finds out which halves have notes. Typst makes the caller the parent of a note's entry, without inheriting
    /// styles.
    fn look_for_notes(&mut self, frame: &Frame, origin: Point, is_note: bool) {
        for (offset, item) in frame.items() {
            let at = origin + *offset;
            match item {
                FrameItem::Group(group) => {
                    let is_entry = |parent: FrameParent| matches!(parent.inherit, Inherit::No);
                    let is_note = is_note || group.parent.is_some_and(is_entry);
                    self.look_for_notes(&group.frame, at, is_note);
                }
                FrameItem::Text(_) if is_note => {
                    self.has_notes[usize::from(at.x >= self.x - NEAR)] = true;
                }
                FrameItem::Text(_)
                | FrameItem::Tag(_)
                | FrameItem::Shape(..)
                | FrameItem::Image(..)
                | FrameItem::Link(..) => {}
            }
        }
    }

    fn cut(&mut self, frame: &Frame, origin: Point) {
        for (offset, item) in frame.items() {
            self.item(origin + *offset, item);
        }
    }

    fn item(&mut self, at: Point, item: &FrameItem) {
        // The centre decides: clipped content may begin in the bleed beyond the fold.
        let middle = if let FrameItem::Group(group) = item {
            at.x + group.frame.width() / 2.0
        } else {
            at.x
        };
        let is_recto = self.is_recto(middle >= self.x - NEAR);
        match item {
            FrameItem::Tag(Tag::Start(element, _))
                if self.cell.is_none()
                    && is_recto
                    && (element.is::<GridCell>() || element.is::<TableCell>()) =>
            {
                self.put_down();
                self.verso.push(Point::zero(), item.clone());
                let frame = Frame::soft(self.recto.size());
                self.cell = element.location().map(|location| (location, frame));
            }
            FrameItem::Tag(Tag::End(location, ..))
                if self.cell.as_ref().is_some_and(|(cell, _)| cell == location) =>
            {
                self.closed = self.cell.take();
                self.verso.push(Point::zero(), item.clone());
            }
            // A link after a running head belongs to a line that goes on from the spread before, not to the head's cell.
            FrameItem::Tag(Tag::Start(element, _))
                if self.cell.is_none() && element.is::<ArtifactElem>() =>
            {
                self.artifact = element.location();
                self.put_on_verso(at, item);
            }
            FrameItem::Tag(Tag::End(location, ..))
                if self.cell.is_none() && self.artifact == Some(*location) =>
            {
                self.put_down();
                self.put_on_verso(at, item);
            }
            // The rule above notes is dropped from a page without notes.
            FrameItem::Group(group)
                if is_note_rule(group) && !self.has_notes[usize::from(at.x >= self.x - NEAR)] => {}
            FrameItem::Group(group) if is_plain(group) && group.parent.is_none() => {
                self.cut(&group.frame, at);
            }
            FrameItem::Group(group)
                if self.cell.is_none()
                    && is_plain(group)
                    && self.crosses(at, group.frame.width()) =>
            {
                self.parted(at, group);
            }
            FrameItem::Link(target, size) if self.cell.is_none() && self.crosses(at, size.x) => {
                self.part_link(at, target, *size);
            }
            _ if self.cell.is_some() => self.put_on_recto(at, item),
            FrameItem::Tag(_) => {
                // The position of tags matters to links, whose targets are a page and a height.
                let at = self.on_page(at, at.x >= self.x - NEAR);
                self.verso.push(at, item.clone());
            }
            FrameItem::Shape(shape, span) => {
                for (is_right, at, shape) in self.split(at, shape) {
                    let page = if self.is_recto(is_right) {
                        &mut self.recto
                    } else {
                        &mut self.verso
                    };
                    page.push(at, FrameItem::Shape(shape, *span));
                }
            }
            FrameItem::Group(_)
            | FrameItem::Text(_)
            | FrameItem::Image(..)
            | FrameItem::Link(..) => {
                if is_recto {
                    self.put_on_recto(at, item);
                } else {
                    self.put_on_verso(at, item);
                }
            }
        }
    }

    /// Whether a half is the recto.
    fn is_recto(&self, is_right: bool) -> bool {
        is_right != self.fold.is_rtl
    }

    /// Splits a group that has a parent, such as a note's entry. The verso's part keeps that parent; the recto's
    /// cells become children of their own cells, whose tags are in the verso's part.
    fn parted(&mut self, at: Point, group: &GroupItem) {
        let blank = || Frame::soft(self.recto.size());
        let mut inner = Splitter::new(self.fold, self.turned, blank(), blank());
        inner.cut(&group.frame, at);
        inner.put_down();
        let with = |frame: Frame| {
            FrameItem::Group(GroupItem {
                frame,
                ..group.clone()
            })
        };
        self.verso.push(Point::zero(), with(inner.verso));
        self.recto.push_frame(Point::zero(), inner.recto);
    }

    /// Moves the content of the last cell to the recto.
    fn put_down(&mut self) {
        if let Some((location, frame)) = self.closed.take() {
            let mut group = GroupItem::new(frame);
            group.parent = Some(FrameParent::new(location, Inherit::Yes));
            self.recto.push(Point::zero(), FrameItem::Group(group));
        }
    }

    /// Splits a link that covers a line on both pages. The recto's part belongs to the cell of that line, which has
    /// just ended. There is none where the line goes on from the spread before.
    fn part_link(&mut self, at: Point, target: &Destination, size: Size) {
        let before = self.x - at.x;
        let left = (at, Size::new(before, size.y));
        let right = (Point::with_y(at.y), Size::new(size.x - before, size.y));
        let (verso, recto) = if self.fold.is_rtl {
            (right, left)
        } else {
            (left, right)
        };
        self.verso
            .push(verso.0, FrameItem::Link(target.clone(), verso.1));
        let rest = self.turn(&FrameItem::Link(target.clone(), recto.1));
        if let Some((_, frame)) = &mut self.closed {
            frame.push(recto.0, rest);
        }
    }

    fn put_on_verso(&mut self, at: Point, item: &FrameItem) {
        let at = self.on_page(at, self.fold.is_rtl);
        self.verso.push(at, item.clone());
    }

    /// Translates a position on the spread to one on the page of a half.
    fn on_page(&self, at: Point, is_right: bool) -> Point {
        let edge = if is_right { self.x } else { Abs::zero() };
        Point::new(at.x - edge, at.y)
    }

    /// Puts an item on the recto, inside the current cell if there is one, with its links redirected.
    fn put_on_recto(&mut self, at: Point, item: &FrameItem) {
        let at = self.on_page(at, !self.fold.is_rtl);
        let item = self.turn(item);
        match &mut self.cell {
            Some((_, frame)) => frame.push(at, item),
            None => self.recto.push(at, item),
        }
    }

    fn turn(&self, item: &FrameItem) -> FrameItem {
        match item {
            FrameItem::Link(Destination::Location(location), size) => {
                let target = self.turned.get(location).unwrap_or(location);
                FrameItem::Link(Destination::Location(*target), *size)
            }
            FrameItem::Group(group) => {
                let mut group = group.clone();
                let mut frame = group.frame.clone();
                frame.clear();
                for (at, item) in group.frame.items() {
                    frame.push(*at, self.turn(item));
                }
                group.frame = frame;
                FrameItem::Group(group)
            }
            FrameItem::Link(..)
            | FrameItem::Text(_)
            | FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Tag(_) => item.clone(),
        }
    }

    fn crosses(&self, at: Point, width: Abs) -> bool {
        at.x < self.x - NEAR && at.x + width > self.x + NEAR
    }

    /// Splits a rule or a background that crosses the fold, leaving out the inner margins: each part ends at the type
    /// area. Tells for each part whether it is on the right.
    fn split(&self, at: Point, shape: &Shape) -> Vec<(bool, Point, Shape)> {
        let bounds = shape.bbox(false);
        if at.x + bounds.max.x < self.x + NEAR {
            return vec![(false, at, shape.clone())];
        }
        if at.x + bounds.min.x > self.x - NEAR {
            return vec![(true, self.on_page(at, true), shape.clone())];
        }
        let before = at.x - Abs::pt(self.fold.outside);
        let left_end = self.x - Abs::pt(self.fold.inside) - before;
        let right_start = Abs::pt(self.fold.inside) + before;
        let end = at.x + bounds.max.x - self.x;
        let part = |from: Abs, to: Abs| -> Option<Shape> {
            let geometry = match &shape.geometry {
                Geometry::Line(_) => Geometry::Line(Point::with_x(to - from)),
                Geometry::Rect(size) => Geometry::Rect(Size::new(to - from, size.y)),
                // A background whose borders are drawn separately is a curve around a rectangle.
                Geometry::Curve(_) if shape.stroke.is_none() => {
                    let height = shape.bbox(false).size().y;
                    Geometry::Rect(Size::new(to - from, height))
                }
                Geometry::Curve(_) => return None,
            };
            Some(Shape {
                geometry,
                ..shape.clone()
            })
        };
        match (part(at.x, left_end), part(right_start, end)) {
            (Some(left), Some(right)) => vec![
                (false, at, left),
                (true, Point::new(right_start, at.y), right),
            ],
            _ => vec![
                (false, at, shape.clone()),
                (true, self.on_page(at, true), shape.clone()),
            ],
        }
    }
}

fn is_note_rule(group: &GroupItem) -> bool {
    let is_rule = |label: Label| label.resolve().as_str() == NOTE_RULE;
    group.label.is_some_and(is_rule)
}

/// Whether a group only translates its content.
fn is_plain(group: &GroupItem) -> bool {
    group.clip.is_none() && group.transform.is_identity()
}
