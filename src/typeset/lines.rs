//! Post-processes lines: removes the characters that mark break opportunities from the text, and sets lines ragged
//! that justification has spread too far.
//!
//! Typst justifies every line but a paragraph's last, however few spaces it has. A long word that does not fit can
//! leave a line of two words with a large gap between them. This is known only after line breaking. In such lines
//! spaces get their natural width back, and the rest of the line moves up.

use std::ops::Range;

use typst::introspection::Tag;
use typst::layout::{Abs, Dir, Em, Frame, FrameItem, GridCell, Point};
use typst::model::TableCell;
use typst::text::{Glyph, TextItem};
use typst::visualize::Geometry;
use typst_layout::Page;

use super::token::{BREAK, SOFT_HYPHEN};
use crate::lang::{Lang, is_wide};

/// The widest acceptable space between words, relative to its natural width.
const WIDEST_BLANK: f64 = 2.0;
/// The relative width up to which Typst stretches spaces before it adds space after Han characters too.
const STRETCHED_BLANK: f64 = 1.5;
/// The widest acceptable gap between Han characters, in em (CLREQ § 6.2.2.2 allows up to a quarter em).
const WIDEST_GAP: f64 = 0.25;
/// Rounding errors of layout are smaller than this.
const NEAR: f64 = 0.001;

/// Post-processes the lines of all pages.
pub fn finish(pages: &mut [Page]) {
    for page in pages {
        if let Some(finished) = frame(&page.frame) {
            page.frame = finished;
        }
    }
}

/// The frame with its lines processed; `None` if nothing has to change.
fn frame(original: &Frame) -> Option<Frame> {
    let mut changed = false;
    let mut items: Vec<(Point, FrameItem)> = Vec::new();
    for (at, item) in original.items() {
        let new = match item {
            FrameItem::Group(group) => frame(&group.frame).map(|frame| {
                let mut group = group.clone();
                group.frame = frame;
                FrameItem::Group(group)
            }),
            FrameItem::Text(text) => unmarked(text).map(FrameItem::Text),
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => None,
        };
        changed |= new.is_some();
        items.push((*at, new.unwrap_or_else(|| item.clone())));
    }
    for line in lines(&items) {
        changed |= loosened(&mut items[line]);
    }
    changed.then(|| {
        let mut frame = original.clone();
        frame.clear();
        frame.push_multiple(items);
        frame
    })
}

/// A text item without the characters that mark break opportunities; `None` if it has none. The hyphen at the end of
/// a line also has U+00AD as its text, and is kept.
fn unmarked(item: &TextItem) -> Option<TextItem> {
    let is_mark = |c: char| matches!(c, BREAK | SOFT_HYPHEN);
    let is_seen = item
        .glyphs
        .iter()
        .any(|glyph| glyph.x_advance != Em::zero());
    if !item.text.contains(is_mark) || (is_seen && item.text.chars().all(is_mark)) {
        return None;
    }
    let mut text = String::new();
    // For each byte offset in the old text, the one in the new text.
    let mut places = Vec::with_capacity(item.text.len() + 1);
    for c in item.text.chars() {
        places.extend(std::iter::repeat_n(text.len(), c.len_utf8()));
        if !is_mark(c) {
            text.push(c);
        }
    }
    places.push(text.len());
    let place = |at: u16| {
        let place = places.get(usize::from(at)).copied().unwrap_or(text.len());
        u16::try_from(place).unwrap_or(u16::MAX)
    };
    let glyphs = item.glyphs.iter().filter_map(|glyph| {
        let range: Range<u16> = place(glyph.range.start)..place(glyph.range.end);
        let is_drawn = !range.is_empty() || glyph.x_advance != Em::zero();
        is_drawn.then(|| Glyph {
            range,
            ..glyph.clone()
        })
    });
    Some(TextItem {
        glyphs: glyphs.collect(),
        text: text.into(),
        ..item.clone()
    })
}

/// Groups the items of a frame into lines, as index ranges.
fn lines(items: &[(Point, FrameItem)]) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    // The current line: its first index, its baseline, half of its type size.
    let mut open: Option<(usize, Abs, Abs)> = None;
    let mut close = |open: &mut Option<(usize, Abs, Abs)>, end: usize| {
        if let Some((start, ..)) = open.take() {
            lines.push(start..end);
        }
    };
    for (index, (at, item)) in items.iter().enumerate() {
        match item {
            FrameItem::Text(text) => {
                let belongs =
                    open.is_some_and(|(_, baseline, near)| (at.y - baseline).abs() < near);
                if !belongs {
                    close(&mut open, index);
                    open = Some((index, at.y, text.size * 0.5));
                }
            }
            FrameItem::Group(group) => {
                let spans = |baseline: Abs| {
                    let bottom = at.y + group.frame.height();
                    at.y <= baseline && baseline <= bottom + group.frame.height()
                };
                if !open.is_some_and(|(_, baseline, _)| spans(baseline)) {
                    close(&mut open, index);
                }
            }
            FrameItem::Tag(Tag::Start(element, _))
                if element.is::<GridCell>() || element.is::<TableCell>() =>
            {
                close(&mut open, index);
            }
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
    close(&mut open, items.len());
    lines
}

/// Sets a line ragged if it is spread too far. Returns whether it was.
fn loosened(line: &mut [(Point, FrameItem)]) -> bool {
    let Some(spread) = spread(line) else {
        return false;
    };
    let is_rtl = is_rtl(line);
    let mut narrowed = Vec::new();
    for (at, item) in line.iter_mut() {
        if let FrameItem::Text(text) = item {
            let before = text.width();
            narrow(text, spread);
            narrowed.push((at.x, before - text.width()));
        }
    }
    let total: Abs = narrowed.iter().map(|(_, by)| *by).sum();
    // The position and the width of the last text.
    let mut last: Option<(Abs, Abs)> = None;
    for (at, item) in line.iter_mut() {
        let before = narrowed.iter().filter(|(x, _)| *x < at.x - Abs::raw(NEAR));
        let by: Abs = before.map(|(_, by)| *by).sum();
        at.x -= by;
        if is_rtl {
            at.x += total;
        }
        let beside = last.filter(|(x, _)| (*x - at.x).abs() < Abs::raw(NEAR));
        match (item, beside) {
            (FrameItem::Text(text), _) => last = Some((at.x, text.width())),
            // Link areas, underlines and emphasis dots are as wide as the text before them.
            (FrameItem::Link(_, size), Some((_, width))) => size.x.set_min(width),
            (FrameItem::Shape(shape, _), Some((_, width))) => {
                if let Geometry::Line(end) = &mut shape.geometry {
                    end.x.set_min(width);
                }
            }
            _ => {}
        }
    }
    true
}

fn text_of(item: &FrameItem) -> Option<&TextItem> {
    if let FrameItem::Text(text) = item {
        Some(text)
    } else {
        None
    }
}

/// How a line is spread too far.
#[derive(Clone, Copy)]
enum Spread {
    /// Its spaces are too wide.
    Words,
    /// Its Han characters are this much too far apart.
    Characters(Em),
}

fn spread(line: &[(Point, FrameItem)]) -> Option<Spread> {
    let texts: Vec<(Point, &TextItem)> = line
        .iter()
        .filter_map(|(at, item)| Some((*at, text_of(item)?)))
        .collect();
    // The first character of the text that directly follows; each character with an emphasis dot is a separate text.
    let next = |index: usize| {
        let (at, text) = texts[index];
        let (next_at, next) = texts.get(index + 1)?;
        let is_beside = (next_at.x - at.x - text.width()).abs() < Abs::raw(NEAR)
            && (next_at.y - at.y).abs() < Abs::raw(NEAR);
        is_beside.then(|| next.text.chars().next()).flatten()
    };
    let least = |before_han: bool| {
        let all = texts.iter().enumerate();
        all.flat_map(|(index, (_, text))| han_gaps(text, next(index), before_han))
            .min_by(|one, other| one.get().total_cmp(&other.get()))
    };
    let gap = least(true).or_else(|| least(false));
    // For each space, its relative width and its excess over what Typst stretches first.
    let blanks = texts.iter().flat_map(|(_, text)| {
        let blanks = text.glyphs.iter().filter(|glyph| is_blank(text, glyph));
        blanks.filter_map(|glyph| {
            let own = text.font.x_advance(glyph.id)?.get();
            let advance = glyph.x_advance.get();
            Some((advance / own, advance - own * STRETCHED_BLANK))
        })
    });
    let widest = blanks.max_by(|one, other| one.0.total_cmp(&other.0));
    let too_wide = widest.filter(|(times, _)| *times > WIDEST_BLANK + NEAR);
    let too_far = gap.filter(|gap| gap.get() > WIDEST_GAP + NEAR);
    // This is true of most lines, and saves the lookup of their language.
    if too_wide.is_none() && too_far.is_none() {
        return None;
    }
    match gap {
        // A few Han characters in a line of Latin words: each is followed by as much space as was added to the
        // spaces.
        Some(_) if widest.is_some() && !is_cjk(line) => {
            too_wide.map(|(_, excess)| Spread::Characters(Em::new(excess.max(0.0))))
        }
        Some(_) => too_far.map(Spread::Characters),
        None => too_wide.map(|_| Spread::Words),
    }
}

/// Whether a line belongs to a text in Chinese or Japanese.
fn is_cjk(line: &[(Point, FrameItem)]) -> bool {
    let lang = line
        .iter()
        .find_map(|(_, item)| text_of(item))
        .and_then(|text| Lang::parse(text.lang.as_str()));
    lang.is_some_and(|lang| lang.is_cjk())
}

/// The gaps after the Han characters of a text: before other Han characters, or else before Latin letters, reduced by
/// what Typst's own spacing may account for. `after` is the character that follows the text.
fn han_gaps(text: &TextItem, after: Option<char>, before_han: bool) -> impl Iterator<Item = Em> {
    /// The spacing between Han and Latin with the most that justification may add to it.
    const SPACING: Em = Em::new(0.375);
    let is_han = |c: Option<char>| c.is_some_and(crate::lang::is_han);
    text.glyphs
        .iter()
        .enumerate()
        .filter_map(move |(index, glyph)| {
            let own = text.font.x_advance(glyph.id)?;
            let next = match text.glyphs.get(index + 1) {
                Some(next) => character(text, next),
                None => after,
            };
            let is_meant = is_han(character(text, glyph)) && is_han(next) == before_han;
            let gap = glyph.x_advance - glyph.x_offset - own;
            is_meant.then(|| if before_han { gap } else { gap - SPACING })
        })
}

/// Gives spaces their natural width, and removes the gap that was added between Han characters.
fn narrow(text: &mut TextItem, spread: Spread) {
    let wide: Vec<(bool, bool)> = text
        .glyphs
        .iter()
        .map(|glyph| {
            let c = character(text, glyph);
            (is_blank(text, glyph), c.is_some_and(is_spread))
        })
        .collect();
    for (glyph, (is_blank, is_wide)) in text.glyphs.iter_mut().zip(wide) {
        let own = text.font.x_advance(glyph.id).unwrap_or(glyph.x_advance);
        match spread {
            _ if is_blank && glyph.x_advance > own => glyph.x_advance = own,
            Spread::Characters(gap) if is_wide && glyph.x_advance.get() > gap.get() => {
                // The last character of a line has no gap after it, so its advance must not shrink below its glyph.
                let least = own.get() / 2.0 - NEAR;
                if glyph.x_advance.get() - gap.get() >= least {
                    glyph.x_advance -= gap;
                }
            }
            Spread::Words | Spread::Characters(_) => {}
        }
    }
}

fn character(text: &TextItem, glyph: &Glyph) -> Option<char> {
    text.text.get(glyph.range())?.chars().next()
}

/// Whether a glyph is a space between words rather than one at the end of a line, which has no width.
fn is_blank(text: &TextItem, glyph: &Glyph) -> bool {
    glyph.x_advance > Em::zero() && matches!(character(text, glyph), Some(' ' | '\u{A0}'))
}

/// Whether Chinese and Japanese justification adds space after a character.
fn is_spread(c: char) -> bool {
    is_wide(c) || crate::lang::is_shared_mark(c)
}

/// Whether a line is read from right to left, as most of it is.
fn is_rtl(line: &[(Point, FrameItem)]) -> bool {
    let mut rightward = Abs::zero();
    let mut leftward = Abs::zero();
    for (_, item) in line {
        if let Some(text) = text_of(item) {
            if text.lang.dir() == Dir::RTL {
                leftward += text.width();
            } else {
                rightward += text.width();
            }
        }
    }
    leftward > rightward
}
