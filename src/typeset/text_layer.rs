//! Repairs the text layer of finished pages, which is what readers copy, search and hear.
//!
//! Typst begins a new text item where the vertical offset of glyphs changes, and each item repeats the complete text
//! of a cluster even if it has only a part of its glyphs. So a letter with a raised mark (`n̩`, vowelled Arabic)
//! would be copied twice. Here such items are joined again, and the characters of a cluster are divided among its
//! glyphs, so that viewers need not understand `ActualText`. Word joiners and isolates, which only control layout,
//! are removed from the text.

use std::ops::Range;

use icu_properties::props::{BidiClass, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};
use typst::layout::{Abs, Em, Frame, FrameItem, Point};
use typst::text::{Glyph, TextItem};
use typst_layout::Page;

const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
const DIRECTIONS: CodePointMapDataBorrowed<'static, BidiClass> = CodePointMapData::new();
/// Rounding errors of layout are smaller than this.
const NEAR: Abs = Abs::raw(0.01);

/// Repairs the text layer of all pages.
pub fn mend(pages: &mut [Page]) {
    for page in pages {
        if let Some(frame) = frame(&page.frame) {
            page.frame = frame;
        }
    }
}

/// The frame with its text layer repaired; `None` if nothing has to change.
fn frame(original: &Frame) -> Option<Frame> {
    let inner = original.items().map(|(_, item)| match item {
        FrameItem::Group(group) => frame(&group.frame),
        FrameItem::Text(_)
        | FrameItem::Shape(..)
        | FrameItem::Image(..)
        | FrameItem::Link(..)
        | FrameItem::Tag(_) => None,
    });
    let mut inner: Vec<Option<Frame>> = inner.collect();
    if inner.iter().all(Option::is_none) && !is_at_fault(original) {
        return None;
    }
    let mut items: Vec<(Point, FrameItem)> = Vec::new();
    // The last text item, which the next one may continue.
    let mut open: Option<usize> = None;
    for ((at, item), inner) in original.items().zip(&mut inner) {
        let before = open.and_then(|index| items.get_mut(index));
        match item {
            FrameItem::Text(text) => {
                if let Some((before_at, FrameItem::Text(before))) = before
                    && join((before_at, before), (*at, text))
                {
                    continue;
                }
                open = Some(items.len());
            }
            // Underlines and overlines come between text items.
            FrameItem::Shape(..) => {}
            FrameItem::Group(_)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {
                open = None;
            }
        }
        let mut item = item.clone();
        if let (FrameItem::Group(group), Some(inner)) = (&mut item, inner.take()) {
            group.frame = inner;
        }
        items.push((*at, item));
    }
    for (_, item) in &mut items {
        if let FrameItem::Text(text) = item {
            share_out(text);
            strip(text);
        }
    }
    let mut frame = original.clone();
    frame.clear();
    frame.push_multiple(items);
    Some(frame)
}

/// Whether a text of the frame needs repair: it has layout characters, or several glyphs for a cluster.
fn is_at_fault(frame: &Frame) -> bool {
    let mut last = None;
    frame.items().any(|(_, item)| {
        let FrameItem::Text(text) = item else {
            return false;
        };
        let first = text.glyphs.first().map(|glyph| glyph.span);
        let goes_on = last.is_some() && first == last;
        last = text.glyphs.last().map(|glyph| glyph.span);
        let has_clusters = text
            .glyphs
            .windows(2)
            .any(|two| two[0].range == two[1].range);
        goes_on || has_clusters || text.text.contains(is_layout)
    })
}

/// Joins an item to the one before it if both have parts of the same cluster. Returns whether it did.
fn join((at, one): (&mut Point, &mut TextItem), (next_at, next): (Point, &TextItem)) -> bool {
    let (Some(last), Some(first)) = (one.glyphs.last(), next.glyphs.first()) else {
        return false;
    };
    let (cluster, overlap) = (last.range(), first.range());
    let is_same_cluster =
        last.span == first.span && one.text[cluster.clone()] == next.text[overlap.clone()];
    let is_next = (at.x + one.width() - next_at.x).abs() < NEAR;
    let is_same_style = one.font == next.font && one.size == next.size && one.fill == next.fill;
    if !(is_same_cluster && is_next && is_same_style) {
        return false;
    }
    let is_rtl = is_from_right(&one.text[cluster.clone()]);
    let length = overlap.len();
    let moved = |glyph: &mut Glyph, by: usize| {
        let by = u16::try_from(by).unwrap_or(u16::MAX);
        glyph.range = glyph.range.start.saturating_add(by)..glyph.range.end.saturating_add(by);
    };
    let mut added = next.glyphs.clone();
    // Glyphs are in visual order, so in right-to-left text the continuation comes first.
    if is_rtl {
        if cluster.start != 0 || overlap.end != next.text.len() {
            return false;
        }
        let by = next.text.len() - length;
        for glyph in &mut one.glyphs {
            moved(glyph, by);
        }
        let rest = one.text[length..].to_owned();
        one.text = next.text.clone();
        one.text.push_str(&rest);
    } else {
        if cluster.end != one.text.len() || overlap.start != 0 {
            return false;
        }
        let by = one.text.len() - length;
        for glyph in &mut added {
            moved(glyph, by);
        }
        one.text.push_str(&next.text[length..]);
    }
    // Glyph offsets point up, page coordinates down. The letters keep the baseline, the marks are shifted.
    let raised = Em::from_abs(next_at.y - at.y, one.size);
    if is_rtl && raised != Em::zero() {
        for glyph in &mut one.glyphs {
            glyph.y_offset += raised;
        }
        at.y = next_at.y;
    } else {
        for glyph in &mut added {
            glyph.y_offset -= raised;
        }
    }
    one.glyphs.extend(added);
    true
}

/// Whether a cluster is read from right to left.
fn is_from_right(cluster: &str) -> bool {
    let first = cluster.chars().next().map(|c| DIRECTIONS.get(c));
    matches!(
        first,
        Some(BidiClass::RightToLeft | BidiClass::ArabicLetter)
    )
}

/// Divides the characters of each left-to-right cluster among its glyphs, as far as it is known which glyph draws
/// which. The rest gets an `ActualText` per cluster in the PDF.
fn share_out(item: &mut TextItem) {
    let mut start = 0;
    while start < item.glyphs.len() {
        let range = item.glyphs[start].range();
        let same = item.glyphs[start..].iter();
        let end = start + same.take_while(|glyph| glyph.range() == range).count();
        if end - start > 1 {
            if is_from_right(&item.text[range.clone()]) {
                letter_first(&mut item.glyphs[start..end]);
            } else if let Some(parts) = parts(item, start..end) {
                for (glyph, part) in item.glyphs[start..end].iter_mut().zip(parts) {
                    let offset = |at: usize| u16::try_from(range.start + at).unwrap_or(u16::MAX);
                    glyph.range = offset(part.0)..offset(part.1);
                }
            }
        }
        start = end;
    }
}

/// Reorders a right-to-left cluster so that the letter comes before its marks, without moving any glyph. Viewers take
/// the position of a cluster from its first glyph, and would treat a raised mark as another line.
fn letter_first(cluster: &mut [Glyph]) {
    let mut pen = Em::zero();
    let mut places = Vec::new();
    for glyph in cluster.iter() {
        places.push(pen + glyph.x_offset);
        pen += glyph.x_advance;
    }
    cluster.reverse();
    let mut pen = Em::zero();
    for (glyph, place) in cluster.iter_mut().zip(places.into_iter().rev()) {
        glyph.x_offset = place - pen;
        pen += glyph.x_advance;
    }
}

/// Returns the range of the cluster's text that each glyph draws. Marks are recognised by the font's own glyph for
/// them; the letter gets what is left.
fn parts(item: &TextItem, glyphs: Range<usize>) -> Option<Vec<(usize, usize)>> {
    let glyphs = &item.glyphs[glyphs];
    let cluster = &item.text[glyphs.first()?.range()];
    let mut characters: Vec<(usize, char)> = cluster.char_indices().collect();
    let mut end = cluster.len();
    let mut parts = Vec::new();
    let is_mark = |c: char| CATEGORIES.get(c) == GeneralCategory::NonspacingMark;
    if let [_, mark] = glyphs
        && let [(_, first), (from, second), rest @ ..] = characters.as_slice()
        && !is_mark(*first)
        && is_mark(*second)
        && rest.iter().all(|(_, c)| is_mark(*c))
    {
        // A single glyph may draw all the marks, such as shadda with a vowel; otherwise it draws the last one.
        let own = rest.last().copied().unwrap_or((*from, *second));
        let is_last = item.font.ttf().glyph_index(own.1).map(|id| id.0) == Some(mark.id);
        let from = if is_last { own.0 } else { *from };
        return Some(vec![(0, from), (from, end)]);
    }
    for glyph in glyphs[1..].iter().rev() {
        let (at, c) = characters.pop()?;
        let own = item.font.ttf().glyph_index(c)?;
        if own.0 != glyph.id || characters.is_empty() {
            return None;
        }
        parts.push((at, end));
        end = at;
    }
    parts.push((0, end));
    parts.reverse();
    Some(parts)
}

/// Whether a character only controls layout: word joiners and isolates.
fn is_layout(c: char) -> bool {
    matches!(c, '\u{2060}' | '\u{2066}'..='\u{2069}')
}

/// Removes characters that only control layout from the text.
fn strip(item: &mut TextItem) {
    if !item.text.contains(is_layout) {
        return;
    }
    let removed_before = |at: usize| -> u16 {
        let before = item.text[..at].chars().filter(|c| is_layout(*c));
        let length: usize = before.map(char::len_utf8).sum();
        u16::try_from(length).unwrap_or(u16::MAX)
    };
    let ranges: Vec<_> = item
        .glyphs
        .iter()
        .map(|glyph| {
            let range = glyph.range();
            let (start, end) = (removed_before(range.start), removed_before(range.end));
            glyph.range.start - start..glyph.range.end - end
        })
        .collect();
    for (glyph, range) in item.glyphs.iter_mut().zip(ranges) {
        glyph.range = range;
    }
    item.text = item.text.chars().filter(|c| !is_layout(*c)).collect();
}
