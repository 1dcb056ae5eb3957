//! The ratio of two columns: the widths at which the book takes the least height, every pair being
//! as tall as the taller of its two texts.

use super::design::Design;
use super::gauge::Gauge;
use crate::manuscript::{Manuscript, Voices};

/// Millimetres in a point.
const MM: f64 = 25.4 / 72.0;
/// The narrowest and the widest part of the type area that a column takes.
const PARTS: (f64, f64) = (0.25, 0.75);

/// The width of lines that run across a page, in millimetres: as many Han characters as fit, where a
/// language has them.
pub fn measure(manuscript: &Manuscript<'_>, design: &Design<'_>) -> f64 {
    let room = design.text_width();
    let han = manuscript.languages.iter().find(|lang| lang.is_cjk());
    han.map_or(room, |lang| {
        let character = design.size(lang) * MM;
        (room / character).floor() * character
    })
}

/// Widths of the lead's and the second's column in millimetres; the Han column is a whole number of
/// characters wide where there is one.
pub fn columns(
    manuscript: &Manuscript<'_>,
    design: &Design<'_>,
    gauge: &Gauge,
    lengths: &[Voices<f64>],
    ratio: Option<(f64, f64)>,
) -> (f64, f64) {
    let room = design.text_width() - design.gap();
    let Voices::Duo { lead, second } = manuscript.languages else {
        return (design.text_width(), 0.0);
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
    let least = |cost: &dyn Fn((f64, f64)) -> f64| {
        let costs = choices.iter().map(|choice| (cost(*choice), *choice));
        costs
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map_or((room / 2.0, room / 2.0), |(_, choice)| choice)
    };
    if let Some((left, right)) = ratio {
        let wanted = room * left / (left + right);
        return least(&|(lead, _)| (lead - wanted).abs());
    }
    least(&|widths| {
        let lines = lengths.iter().map(|pair| gauge.lines(*pair, widths));
        lines.sum()
    })
}
