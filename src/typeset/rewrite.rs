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
    let mut frame = original.clone();
    frame.clear();
    for ((at, item), change) in original.items().zip(changes) {
        match change {
            Some(items) => frame.push_multiple(items),
            None => frame.push(*at, item.clone()),
        }
    }
    Some(frame)
}
