//! The size of a page after trimming, given by a trade name or in units of length.

/// Trim sizes by name, in millimetres: the A and B series of ISO 216, the B series of JIS P 0138, and the trimmed
/// sizes of the Chinese book formats in GB/T 788-1999.
const METRIC: [(&str, f64, f64); 26] = [
    ("A1", 594.0, 841.0),
    ("A2", 420.0, 594.0),
    ("A3", 297.0, 420.0),
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("A6", 105.0, 148.0),
    ("A7", 74.0, 105.0),
    ("A8", 52.0, 74.0),
    ("B1", 707.0, 1000.0),
    ("B2", 500.0, 707.0),
    ("B3", 353.0, 500.0),
    ("B4", 250.0, 353.0),
    ("B5", 176.0, 250.0),
    ("B6", 125.0, 176.0),
    ("B7", 88.0, 125.0),
    ("B8", 62.0, 88.0),
    ("JIS-B3", 364.0, 515.0),
    ("JIS-B4", 257.0, 364.0),
    ("JIS-B5", 182.0, 257.0),
    ("JIS-B6", 128.0, 182.0),
    ("JIS-B7", 91.0, 128.0),
    ("JIS-B8", 64.0, 91.0),
    ("16开", 185.0, 260.0),
    ("大16开", 210.0, 285.0),
    ("32开", 130.0, 184.0),
    ("大32开", 140.0, 203.0),
];

/// Trim sizes in inches, as of November 2026: every size that Amazon KDP lists for paperbacks and hardcovers, and the
/// print-on-demand sizes of Ingram on which two public lists agree (its own table was not available). Trade names of
/// some of these follow at the end. Both also offer A4 and A5, which are in the table above.
const INCHES: [(&str, f64, f64); 34] = [
    ("4x6", 4.0, 6.0),
    ("4.25x7", 4.25, 7.0),
    ("4.37x7", 4.37, 7.0),
    ("4.72x7.48", 4.72, 7.48),
    ("5x7", 5.0, 7.0),
    ("5x8", 5.0, 8.0),
    ("5.06x7.81", 5.06, 7.81),
    ("5.25x8", 5.25, 8.0),
    ("5.5x8.25", 5.5, 8.25),
    ("5.5x8.5", 5.5, 8.5),
    ("6x9", 6.0, 9.0),
    ("6.14x9.21", 6.14, 9.21),
    ("6.5x6.5", 6.5, 6.5),
    ("6.625x10.25", 6.625, 10.25),
    ("6.69x9.61", 6.69, 9.61),
    ("7x10", 7.0, 10.0),
    ("7.44x9.69", 7.44, 9.69),
    ("7.5x9.25", 7.5, 9.25),
    ("8x8", 8.0, 8.0),
    ("8x10", 8.0, 10.0),
    ("8x10.88", 8.0, 10.88),
    ("8.25x6", 8.25, 6.0),
    ("8.25x8.25", 8.25, 8.25),
    ("8.25x10.75", 8.25, 10.75),
    ("8.25x11", 8.25, 11.0),
    ("8.5x8.5", 8.5, 8.5),
    ("8.5x9", 8.5, 9.0),
    ("8.5x11", 8.5, 11.0),
    ("letter", 8.5, 11.0),
    ("pocket", 4.25, 6.875),
    ("digest", 5.5, 8.5),
    ("trade", 6.0, 9.0),
    ("royal", 6.14, 9.21),
    ("crown", 7.44, 9.69),
];

/// A page after trimming, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    pub width: f64,
    pub height: f64,
}

impl Page {
    /// ISO 216 A4.
    pub const A4: Self = Self {
        width: 210.0,
        height: 297.0,
    };

    /// ISO 216 A5.
    pub const A5: Self = Self {
        width: 148.0,
        height: 210.0,
    };

    /// The names that [`parse`](Self::parse) knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        METRIC.iter().chain(&INCHES).map(|(name, ..)| *name)
    }

    /// Parses a name (`A5`, `16开`, `6x9`, `trade`), in either case, or a measure (`6x9in`, `185x260mm`). Both sides
    /// must be 50 to 1,000 mm long.
    pub fn parse(trim: &str) -> Option<Self> {
        let trim = trim.trim();
        let find = |table: &[(&str, f64, f64)], unit: f64| {
            let named = table.iter();
            let mut named = named.filter(|(name, ..)| name.eq_ignore_ascii_case(trim));
            named.next().map(|(_, w, h)| (w * unit, h * unit))
        };
        let named = find(&METRIC, 1.0).or_else(|| find(&INCHES, 25.4));
        let (width, height) = named.or_else(|| measure(trim))?;
        let fits = |side: f64| (50.0..=1000.0).contains(&side);
        (fits(width) && fits(height)).then_some(Self { width, height })
    }
}

/// Parses a length such as `12mm`, `1.2 cm` or `0.5in` and returns millimetres.
pub fn millimetres(length: &str) -> Option<f64> {
    let (number, unit) = unit(length.trim())?;
    Some(number.trim().parse::<f64>().ok()? * unit)
}

/// Splits a length into its number and its unit, the latter as millimetres.
fn unit(length: &str) -> Option<(&str, f64)> {
    let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4)];
    let mut found = units
        .iter()
        .filter_map(|(name, millimetres)| Some((length.strip_suffix(name)?, *millimetres)));
    found.next()
}

/// Parses two numbers with one unit, such as `6x9in` or `210 × 297 mm`, into millimetres.
fn measure(trim: &str) -> Option<(f64, f64)> {
    let (numbers, millimetres) = unit(trim)?;
    let (width, height) = numbers.split_once(['x', '×'])?;
    let number = |text: &str| text.trim().parse::<f64>().ok();
    Some((number(width)? * millimetres, number(height)? * millimetres))
}
