//! Rewrites finished frames.

use typst::layout::{Frame, FrameItem, Point};

/// A copy of a frame in which `change` replaces items, by any number of others; `None` from it keeps an item. Returns
/// `None` if nothing changes, so that unchanged frames stay shared.
pub fn rewrite(
    original: &Frame,
    mut change: impl FnMut(Point, &FrameItem) -> Option<Vec<(Point, FrameItem)>>,
) -> Option<Frame> {
    let items = original.items();
    let changes: Vec<_> = items.map(|(at, item)| change(*at, item)).collect();
    if changes.iter().all(Option::is_none) {
        return None;
    }
    let mut items = Vec::new();
    for ((at, item), change) in original.items().zip(changes) {
        match change {
            Some(others) => items.extend(others),
            None => items.push((*at, item.clone())),
        }
    }
    Some(refilled(original, items))
}

/// A copy of a frame with other items, which takes no more memory than they do.
pub fn refilled(original: &Frame, items: Vec<(Point, FrameItem)>) -> Frame {
    let mut frame = original.clone();
    frame.clear();
    // Frames grow in steps when items are pushed one by one; here the number is known.
    frame.push_multiple(items);
    frame
}
