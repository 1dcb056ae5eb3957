//! Adapts the layout to languages of different length. Columns get the widths at which the book is shortest; each
//! pair is as tall as the taller of its two texts. Facing pages get the type sizes that leave the least white space
//! beside the longer language.

use std::collections::BTreeMap;

use super::design::{Design, MM};
use super::text_measure::{self, Lengths, TextMeasure};
use crate::manuscript::{Localized, Manuscript};

/// The smallest and the largest share of the type area that the lead's column may take.
const PARTS: (f64, f64) = (0.25, 0.75);

/// The measure of lines across the page, in millimetres: a whole number of Han characters if a language has them.
pub fn measure(manuscript: &Manuscript<'_>, design: &Design<'_>) -> f64 {
    let room = design.text_width();
    let han = manuscript.languages.iter().find(|lang| lang.is_cjk());
    han.map_or(room, |lang| {
        let character = design.size(lang) * MM;
        (room / character).floor() * character
    })
}

/// The widths of the lead's and the second's column, in millimetres. A Han column holds a whole number of characters.
pub fn columns(
    manuscript: &Manuscript<'_>,
    design: &Design<'_>,
    gauge: &TextMeasure,
    lengths: &[Lengths],
    ratio: Option<(f64, f64)>,
) -> (f64, f64) {
    let room = design.text_width() - design.gap();
    let Localized::Duo { lead, second } = manuscript.languages else {
        return (design.text_width(), 0.0);
    };
    // Widths vary in steps of a Han character, or of a millimetre if neither column is Han.
    let (step, is_second_han) = match (lead.is_cjk(), second.is_cjk()) {
        (true, _) => (design.size(lead) * MM, false),
        (false, true) => (design.size(second) * MM, true),
        (false, false) => (1.0, false),
    };
    let widths = |steps: u32| {
        let whole = f64::from(steps) * step;
        if is_second_han {
            (room - whole, whole)
        } else if lead.is_cjk() && second.is_cjk() {
            // Both hold whole numbers of characters; the outer margin takes the remainder.
            let character = design.size(second) * MM;
            (
                whole,
                ((room - whole) / character + 1e-6).floor() * character,
            )
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
        let lines = lengths.iter().map(|texts| gauge.lines(texts, widths));
        lines.sum()
    })
}

/// The largest relative difference between a chosen size and the design's.
const NEAR: f64 = 0.1;
/// Sizes and pitches are multiples of this, in points.
const STEP: f64 = 0.25;
/// The smallest line gap, relative to the type size (CLREQ § 3.3.1).
const LEAST_GAP: f64 = 0.5;

/// The type sizes and the line pitch of facing pages, by the keys of `style: sizes`: those at which the fewest lines
/// have no line of the other language beside them. Among sizes that are equal to a tenth of a percent, the ones
/// closest to the design win.
pub fn sizes(
    manuscript: &Manuscript<'_>,
    design: &Design<'_>,
    lengths: &[Lengths],
) -> BTreeMap<String, f64> {
    let Localized::Duo { lead, second } = manuscript.languages else {
        return BTreeMap::new();
    };
    let usual = (design.size(lead), design.size(second));
    let choices = steps(usual.0)
        .into_iter()
        .flat_map(|lead| steps(usual.1).into_iter().map(move |second| (lead, second)));
    let named = |sizes: (f64, f64)| {
        let pitch = pitch(design, sizes.0.max(sizes.1), usual.0.max(usual.1));
        BTreeMap::from([
            (lead.tag().to_owned(), sizes.0),
            (second.tag().to_owned(), sizes.1),
            ("pitch".to_owned(), pitch),
        ])
    };
    let costs = choices.map(|sizes| {
        let measure = measure(manuscript, &design.with_sizes(named(sizes)));
        // The length of a text is proportional to its type size.
        let scales = (sizes.0 / usual.0, sizes.1 / usual.1);
        let widths = (measure / scales.0, measure / scales.1);
        let white = (white(lengths, widths) * 1000.0).round();
        let distance = (scales.0 - 1.0).abs() + (scales.1 - 1.0).abs();
        ((white, distance), sizes)
    });
    let best = costs.min_by(|((one, near), _), ((other, nearer), _)| {
        one.total_cmp(other).then(near.total_cmp(nearer))
    });
    best.map_or_else(BTreeMap::new, |(_, sizes)| named(sizes))
}

/// The permitted sizes around the design's.
fn steps(usual: f64) -> Vec<f64> {
    const ROUNDING: f64 = 1e-6;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "type sizes are far smaller"
    )]
    let [first, last] = [
        (usual * (1.0 - NEAR) / STEP - ROUNDING).ceil(),
        (usual * (1.0 + NEAR) / STEP + ROUNDING).floor(),
    ]
    .map(|step| step as u32);
    (first..=last).map(|step| f64::from(step) * STEP).collect()
}

/// The pitch for the larger of two type sizes, in proportion to the design's.
fn pitch(design: &Design<'_>, size: f64, usual: f64) -> f64 {
    let in_proportion = (design.pitch() * size / usual / STEP).round();
    let least = (size * (1.0 + LEAST_GAP) / STEP).ceil();
    in_proportion.max(least) * STEP
}

/// The estimated share of lines that have no line of the other language beside them.
fn white(lengths: &[Lengths], widths: (f64, f64)) -> f64 {
    let mut white = 0.0;
    let mut all = 0.0;
    for texts in lengths {
        let (lead, second) = text_measure::sides(texts, widths);
        white += (lead - second).abs();
        all += 2.0 * lead.max(second);
    }
    if all > 0.0 { white / all } else { 0.0 }
}
