//! The ratio of two columns: the widths at which the book takes the least height, every pair being
//! as tall as the taller of its two texts.

use super::design::Design;
use super::fonts::{Fonts, Ruler};
use super::walk;
use crate::lang::Pair;
use crate::manuscript::Manuscript;

/// Millimetres in a point.
const MM: f64 = 25.4 / 72.0;
/// The narrowest and the widest part of the type area that a column takes.
const PARTS: (f64, f64) = (0.25, 0.75);
/// Lines do not fill to their last letter: what breaking loses, by experience of set books.
const LOSS: f64 = 1.03;

/// Widths of the lead's and the second's column in millimetres; the Han column is a whole number of
/// characters wide where there is one.
pub fn columns(
    manuscript: &Manuscript<'_>,
    design: &Design<'_>,
    fonts: &Fonts,
    ratio: Option<(f64, f64)>,
) -> (f64, f64) {
    let room = design.text_width() - design.gap();
    let langs: Vec<_> = manuscript.languages.iter().copied().collect();
    let [lead, second] = langs[..] else {
        return (room, 0.0);
    };
    // One step is a Han character, or a millimetre where no column is Han.
    let (step, is_second_han) = match (lead.is_cjk(), second.is_cjk()) {
        (true, _) => (design.size(lead) * MM, false),
        (false, true) => (design.size(second) * MM, true),
        (false, false) => (1.0, false),
    };
    let widths = |steps: u32| {
        let whole = f64::from(steps) * step;
        if is_second_han {
            (room - whole, whole)
        } else {
            (whole, room - whole)
        }
    };
    let choices: Vec<(f64, f64)> = (1..2000)
        .map(widths)
        .filter(|(lead, _)| (PARTS.0..=PARTS.1).contains(&(lead / room)))
        .collect();
    if let Some((left, right)) = ratio {
        let wanted = room * left / (left + right);
        return nearest(&choices, wanted).unwrap_or((wanted, room - wanted));
    }
    let lengths = lengths(manuscript, design, fonts);
    let height = |(lead, second): (f64, f64)| -> f64 {
        lengths
            .iter()
            .map(|(of_lead, of_second)| {
                let lines = |length: f64, width: f64| (length * LOSS / width).ceil();
                lines(*of_lead, lead).max(lines(*of_second, second))
            })
            .sum()
    };
    choices
        .iter()
        .copied()
        .min_by(|a, b| height(*a).total_cmp(&height(*b)))
        .unwrap_or((room / 2.0, room / 2.0))
}

fn nearest(choices: &[(f64, f64)], wanted: f64) -> Option<(f64, f64)> {
    let distance = |choice: &(f64, f64)| (choice.0 - wanted).abs();
    choices
        .iter()
        .copied()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The lengths of both texts of every pair on one line, in millimetres.
fn lengths(manuscript: &Manuscript<'_>, design: &Design<'_>, fonts: &Fonts) -> Vec<(f64, f64)> {
    let book = manuscript.book;
    let rulers = Pair {
        a: Ruler::new(fonts, design, &book.languages.a),
        b: Ruler::new(fonts, design, &book.languages.b),
    };
    let mut lengths = Vec::new();
    walk::pairs(book, &mut |pair| {
        let measured = Pair {
            a: rulers.a.measure(&pair.a) * MM,
            b: rulers.b.measure(&pair.b) * MM,
        };
        let voices = manuscript.edition.languages.choose(&measured);
        let mut each = voices.iter().copied();
        if let (Some(lead), Some(second)) = (each.next(), each.next()) {
            lengths.push((*lead, *second));
        }
    });
    lengths
}
