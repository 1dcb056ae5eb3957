//! Measures how much of a book is white because one language runs longer than the other. Designers look at this when
//! they choose the ratio of columns or the type sizes.

use std::collections::BTreeSet;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst_layout::Page;

/// How to tell the two languages apart on pages where they are side by side; distances in points.
#[derive(Debug, Clone, Copy)]
pub enum Beside {
    /// On one page; columns to the left of this distance from the page's left edge are the lead's, on rectos and on
    /// versos.
    Columns { recto: f64, verso: f64 },
    /// The lead on versos, the second on rectos.
    Pages,
}

/// The share of all lines that have no line of the other language beside them, from 0 to 1.
pub fn share(pages: &[Page], beside: Beside) -> f64 {
    let mut filled = 0.0;
    let mut white = 0.0;
    let mut verso = BTreeSet::new();
    for (index, page) in pages.iter().enumerate() {
        let mut lines = Vec::new();
        baselines(&page.frame, Point::zero(), &mut lines);
        let is_verso = index % 2 == 1;
        let (lead, second) = match beside {
            Beside::Columns { recto, verso } => {
                let parting = Abs::pt(if is_verso { verso } else { recto });
                let (lead, second): (Vec<Point>, Vec<Point>) =
                    lines.into_iter().partition(|at| at.x < parting);
                (heights(&lead), heights(&second))
            }
            Beside::Pages if is_verso => {
                verso = heights(&lines);
                continue;
            }
            Beside::Pages => (std::mem::take(&mut verso), heights(&lines)),
        };
        let both = lead.intersection(&second).map(|_| 1.0).sum::<f64>();
        let either = lead.union(&second).map(|_| 1.0).sum::<f64>();
        filled += both + either;
        white += either - both;
    }
    if filled + white > 0.0 {
        white / (filled + white)
    } else {
        0.0
    }
}

/// The vertical positions of lines, rounded to half a point so that level lines are equal.
fn heights(lines: &[Point]) -> BTreeSet<i64> {
    let halves = lines.iter().map(|at| at.y.to_pt() * 2.0);
    #[expect(clippy::cast_possible_truncation, reason = "pages are far smaller")]
    halves.map(|half| half.round() as i64).collect()
}

fn baselines(frame: &Frame, origin: Point, lines: &mut Vec<Point>) {
    for (offset, item) in frame.items() {
        let at = origin + *offset;
        match item {
            FrameItem::Group(group) => baselines(&group.frame, at, lines),
            // Listings belong to both languages.
            FrameItem::Text(text) if text.font.info().family.contains("Mono") => {}
            FrameItem::Text(_) => lines.push(at),
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
}
