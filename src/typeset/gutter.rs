//! The inner margin that binding requires, by the number of pages, from printers' guidelines.

/// The minimum inner margin in inches for up to this many pages: Amazon KDP's margins for paperbacks, as given alike
/// by three third-party guides in November 2026. KDP binds no thicker books; they take the last row.
const LEAST: [(usize, f64); 5] = [
    (150, 0.375),
    (300, 0.5),
    (500, 0.625),
    (700, 0.75),
    (828, 0.875),
];

/// The minimum inner margin, in millimetres, of a book with this many pages.
pub fn least(pages: usize) -> f64 {
    let fitting = LEAST.iter().find(|(most, _)| pages <= *most);
    let (_, inches) = fitting.unwrap_or(&LEAST[LEAST.len() - 1]);
    inches * 25.4
}

/// Whether two gutters are the same but for rounding.
pub fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn gutters_widen_beyond_the_limits_of_the_table() {
        let inches = [24, 150, 151, 300, 301, 828, 2000].map(|pages| least(pages) / 25.4);
        let wanted = [0.375, 0.375, 0.5, 0.5, 0.625, 0.875, 0.875];
        assert!(
            inches.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9),
            "{inches:?}"
        );
    }
}
