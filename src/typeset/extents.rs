//! Estimates the widths of inline formulas, most of whose parts cannot be broken over lines.

use crate::formula::{Formula, Part, Table};

/// The relative size of sub- and superscripts, limits, numerators and denominators.
const SMALL: f64 = 0.7;
/// Operators and relations after which a line may break.
const ENDS_LINE: &str = "=≠≈≡<>≤≥≪≫∼∝∈∉⊂⊆→←↔⇒⇔↦+-−±∓×·∗÷∪∩∧∨⊕⊗";

/// The widths of the unbreakable parts of a formula, in em of the surrounding text.
pub fn extents(formula: &Formula) -> Vec<f64> {
    let parts = match formula.parts.as_slice() {
        [Part::Row(parts)] => parts,
        parts => parts,
    };
    let mut extents = vec![0.0];
    for part in parts {
        if let Some(last) = extents.last_mut() {
            *last += extent(part);
        }
        if matches!(part, Part::Sign(sign) if ENDS_LINE.contains(&sign.text)) {
            extents.push(0.0);
        }
    }
    extents.retain(|extent| *extent > 0.0);
    extents
}

fn all(parts: &[Part]) -> f64 {
    parts.iter().map(extent).sum()
}

fn wider(one: Option<&Part>, other: Option<&Part>) -> f64 {
    let extent = |part: Option<&Part>| part.map_or(0.0, extent);
    extent(one).max(extent(other))
}

fn extent(part: &Part) -> f64 {
    let letters = |text: &str, each: f64| text.chars().map(|_| each).sum::<f64>();
    match part {
        Part::Row(parts) | Part::Styled { inner: parts, .. } => all(parts),
        Part::Letter { text, .. } | Part::Words { text, .. } => letters(text, 0.62),
        Part::Number(text) => letters(text, 0.55),
        Part::Sign(sign) if ENDS_LINE.contains(&sign.text) => letters(&sign.text, 0.7) + 0.5,
        Part::Sign(sign) => letters(&sign.text, 0.55),
        Part::Name { text, .. } => letters(text, 0.5) + 0.3,
        Part::Gap(width) => *width,
        Part::Fraction { over, under, .. } => wider(Some(over), Some(under)) * SMALL + 0.3,
        Part::Root { of, degree } => {
            extent(of) + 1.0 + degree.as_deref().map_or(0.0, extent) * SMALL
        }
        Part::Scripts {
            base,
            after,
            before,
        } => {
            let corners = |low: &Option<Box<Part>>, high: &Option<Box<Part>>| {
                wider(low.as_deref(), high.as_deref()) * SMALL
            };
            extent(base) + corners(&after.low, &after.high) + corners(&before.low, &before.high)
        }
        Part::Limits {
            base, under, over, ..
        } => extent(base) + wider(under.as_deref(), over.as_deref()) * SMALL + 0.3,
        Part::Accent { base, .. } | Part::Hidden(base) => extent(base),
        Part::Fenced { inner, .. } => all(inner) + 0.8,
        Part::Table(table) => table_extent(table),
        Part::Boxed(inner) => extent(inner) + 0.6,
    }
}

fn table_extent(table: &Table) -> f64 {
    let columns = (0..table.width()).map(|column| {
        let cells = table.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| all(&cell.parts)).fold(0.0, f64::max) + 0.6
    });
    columns.sum()
}
