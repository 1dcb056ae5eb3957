//! Pages after layout: spreads become facing pages, and blank ones fill the end.
//!
//! A spread is set as one page of twice the width, so that both languages break over pages together;
//! here each such page is cut at the fold. The half that is read first is the verso: the left one, or the
//! right one in a book that is bound at the right.
//!
//! The tag tree survives because of one rule of Typst's: what stands in a group with a parent is read
//! where the parent begins. So of every grid cell on the recto's half, the tags stay on the verso, in
//! their order, and what the cell holds goes to the recto in a group whose parent the cell is.
//!
//! An anchor that the recto's half has too bears the same label with [`RECTO`] after it; links of the
//! recto lead there.

use std::collections::HashMap;

use typst::foundations::Label;
use typst::introspection::{Location, Tag};
use typst::layout::{
    Abs, Frame, FrameItem, FrameParent, GridCell, GroupItem, Inherit, Point, Sides, Size,
};
use typst::model::{Destination, TableCell};
use typst::visualize::{Geometry, Shape};
use typst_layout::{Page, PagedDocument};

/// What the labels of anchors on a recto end with.
pub const RECTO: &str = "/1";
/// The label of what stands above the notes of a language.
const NOTE_RULE: &str = "diglot-note-rule";
/// Rounding of layout stays below this.
const NEAR: Abs = Abs::raw(0.01);

/// The page that a spread is made of, in points.
#[derive(Debug, Clone, Copy)]
pub struct Fold {
    /// The width of one page.
    pub width: f64,
    /// From the fold to the type area.
    pub inside: f64,
    /// From the type area to the edge.
    pub outside: f64,
    /// The bleed of each page at the fold, where the other lies.
    pub bleed: f64,
    /// Whether the verso is the right half.
    pub is_rtl: bool,
}

/// Cuts every page that is wider than one page of the book.
pub fn at_fold(document: &PagedDocument, fold: Fold) -> Vec<Page> {
    let width = Abs::pt(fold.width);
    let turned = anchors(document);
    let mut pages = Vec::new();
    for page in document.pages() {
        let mut add = |frame: Frame, bleed: Sides<Abs>| {
            // A spread counts for two; the first of each part of the book is a recto by itself.
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

/// Adds blank pages until the number of pages is a multiple of some number.
pub fn fill(pages: &mut Vec<Page>, multiple: usize) {
    while !pages.len().is_multiple_of(multiple) {
        // The last page but one lies on the same side of the spine.
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

/// The anchors of versos, each with that of the recto.
fn anchors(document: &PagedDocument) -> HashMap<Location, Location> {
    let labelled = document.introspector().elements().query_labelled();
    let by_name: HashMap<String, Location> = labelled
        .iter()
        .filter_map(|element| {
            let name = element.label()?.resolve().as_str().to_owned();
            Some((name, element.location()?))
        })
        .collect();
    let pairs = by_name.iter().filter_map(|(name, recto)| {
        let verso = by_name.get(name.strip_suffix(RECTO)?)?;
        // Typst names the entry of a note as the first variant of its caller.
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

struct Splitter<'a> {
    fold: Fold,
    /// Where the fold is.
    x: Abs,
    /// Where links of the recto lead instead.
    turned: &'a HashMap<Location, Location>,
    verso: Frame,
    recto: Frame,
    /// Whether the left and the right half have notes.
    has_notes: [bool; 2],
    /// The cell of the recto that is open, and what it holds so far.
    cell: Option<(Location, Frame)>,
    /// The cell that was closed last.
    closed: Option<(Location, Frame)>,
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
        }
    }

    /// Finds the halves with notes: Typst gives the entry of a note its caller as a parent, of which it inherits
    /// nothing.
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
        // What is clipped at the fold may begin in the bleed beyond it.
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
            // A page without notes has no rule above them.
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
                // Where it is matters to links, which lead to a page and a height.
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

    /// A group that Typst has given a parent, as it does with a note's entry. The part of the verso keeps
    /// it; what the recto's cells hold has them as parents, which stand in that part.
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

    /// Puts the cell that was closed last on its page.
    fn put_down(&mut self) {
        if let Some((location, frame)) = self.closed.take() {
            let mut group = GroupItem::new(frame);
            group.parent = Some(FrameParent::new(location, Inherit::Yes));
            self.recto.push(Point::zero(), FrameItem::Group(group));
        }
    }

    /// A link that covers a line on both pages: the part of the recto belongs to the cell of that line,
    /// which Typst closes just before.
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

    /// A place of the spread on the page of one half.
    fn on_page(&self, at: Point, is_right: bool) -> Point {
        let edge = if is_right { self.x } else { Abs::zero() };
        Point::new(at.x - edge, at.y)
    }

    /// Puts something on the recto, into the cell that is open there, its links turned.
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

    /// A rule or a ground across the fold becomes one on each page, which ends as far from the inner
    /// edge of the type area as it begins from the outer one. Says of each part whether it is on the right.
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
                // A ground whose rules are drawn apart from it comes as a curve around a rectangle.
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

/// Whether a group only moves what it holds.
fn is_plain(group: &GroupItem) -> bool {
    group.clip.is_none() && group.transform.is_identity()
}
