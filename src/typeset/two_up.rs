//! Puts two pages on each sheet of paper: side by side, or one above the other if they are wider than high.

use typst::foundations::{Content, NativeElement};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Frame, FrameItem, Point, Size};
use typst::pdf::ArtifactElem;
use typst_layout::Page;

use super::rewrite::refilled;

/// The sheets with these pages. A single page is on its sheet twice, to be cut: the second time as an artifact, since
/// nobody wants to hear it again.
pub fn sheets(pages: &[Page]) -> Vec<Page> {
    if let [only] = pages {
        return vec![sheet(only, Some(again(&only.frame)))];
    }
    let sheets = pages.chunks(2).filter_map(|two| {
        let (first, others) = two.split_first()?;
        let second = others.first().map(|page| page.frame.clone());
        Some(sheet(first, second))
    });
    sheets.collect()
}

/// A sheet with a page and what stands beside it. It has the label of that page.
fn sheet(page: &Page, second: Option<Frame>) -> Page {
    let size = page.frame.size();
    let offset = if size.x <= size.y {
        Point::with_x(size.x)
    } else {
        Point::with_y(size.y)
    };
    let mut frame = Frame::hard(Size::new(size.x + offset.x, size.y + offset.y));
    frame.push_frame(Point::zero(), page.frame.clone());
    if let Some(second) = second {
        frame.push_frame(offset, second);
    }
    Page {
        frame,
        ..page.clone()
    }
}

/// What a frame shows, as an artifact.
fn again(original: &Frame) -> Frame {
    let mut artifact = ArtifactElem::new(Content::empty()).pack();
    let location = Location::new(typst::utils::hash128(&"the same page again"));
    artifact.set_location(location);
    let flags = TagFlags {
        introspectable: false,
        tagged: true,
    };
    let mut frame = Frame::hard(original.size());
    frame.push(Point::zero(), FrameItem::Tag(Tag::Start(artifact, flags)));
    frame.push_frame(Point::zero(), shown(original));
    frame.push(Point::zero(), FrameItem::Tag(Tag::End(location, 0, flags)));
    frame
}

/// The same frame without what is only for those who read it on a screen: tags and links.
fn shown(original: &Frame) -> Frame {
    let items = original.items().filter_map(|(at, item)| {
        let item = match item {
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = shown(&group.frame);
                group.parent = None;
                FrameItem::Group(group)
            }
            FrameItem::Tag(_) | FrameItem::Link(..) => return None,
            FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => item.clone(),
        };
        Some((*at, item))
    });
    refilled(original, items.collect())
}
