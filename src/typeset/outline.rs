//! The PDF's outline in the lead language. Typst takes an outline from all headings; of one that is not
//! bookmarked it supposes that what follows stands below it, and puts that on the level of the one it
//! left out. The second language's headings are such, and would flatten every outline: so they are
//! hidden from Typst's index of the document, and stay headings in the tag tree.

use std::collections::HashSet;

use typst::foundations::StyleChain;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::HeadingElem;
use typst_layout::Page;

/// Hides the headings that are not bookmarked from the index of the document that these pages will be.
pub fn of_lead(pages: &mut [Page]) {
    let mut hidden = HashSet::new();
    for page in pages {
        page.frame = frame(&page.frame, &mut hidden);
    }
}

fn frame(original: &Frame, hidden: &mut HashSet<Location>) -> Frame {
    let mut copy = original.clone();
    copy.clear();
    for (at, item) in original.items() {
        copy.push(*at, self::item(item, hidden));
    }
    copy
}

fn item(item: &FrameItem, hidden: &mut HashSet<Location>) -> FrameItem {
    let mut copy = item.clone();
    match &mut copy {
        FrameItem::Group(group) => group.frame = frame(&group.frame, hidden),
        FrameItem::Tag(Tag::Start(element, flags)) => {
            let heading = element.to_packed::<HeadingElem>();
            let is_second = heading.is_some_and(|heading| {
                heading.bookmarked.get(StyleChain::default()) == Some(false).into()
            });
            if is_second {
                flags.introspectable = false;
                hidden.extend(element.location());
            }
        }
        FrameItem::Tag(Tag::End(location, _, flags)) if hidden.contains(location) => {
            flags.introspectable = false;
        }
        FrameItem::Tag(_)
        | FrameItem::Text(_)
        | FrameItem::Shape(..)
        | FrameItem::Image(..)
        | FrameItem::Link(..) => {}
    }
    copy
}
