//! What to make of a book: an edition is a value that every writer takes.

use crate::lang::Side;

/// Which languages, in which form.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Names the output file: `ID-NAME.pdf`.
    pub name: String,
    pub languages: Languages,
    pub form: Form,
}

/// The languages of an edition, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// Both; `lead` stands first.
    Both { lead: Side },
    /// One alone.
    Only(Side),
}

/// The kind of file and what only that kind has.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    Pdf {
        layout: Layout,
        page: Page,
        binding: Binding,
        /// Widths of the two columns to one another; `None` fits them to the text.
        columns: Option<(f64, f64)>,
        sync: Sync,
        balance: Balance,
        aids: Aids,
    },
    Epub,
}

/// What helps to find things, beside the contents.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aids {
    /// Lists after the contents, in this order.
    pub lists: Vec<Listed>,
    /// The glossary's terms with the pages that use them, for each language by itself.
    pub index: bool,
}

/// What a list in front of the text may list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Figures,
    Tables,
    Listings,
}

impl Listed {
    /// Its name in the format and in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Tables => "tables",
            Self::Listings => "listings",
        }
    }
}

/// How the two languages share a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Side by side, each pair starting level.
    Columns,
    /// The lead on the verso, the second on the recto, each pair level across the spread.
    Facing,
    /// The second under the lead.
    Stacked,
    /// One language alone.
    Single,
}

/// Where languages that stand side by side are level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sync {
    /// At each pair.
    #[default]
    Strict,
    /// Where a stretch of running text begins; inside it each language fills its pages.
    Start,
}

/// What is chosen so that facing pages leave little white where one language is longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Balance {
    /// Nothing: the design stands.
    #[default]
    None,
    /// The size of each language and the line pitch, near those of the design.
    Size,
}

impl Layout {
    /// The name of its template module.
    pub fn template(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Facing => "facing",
            Self::Stacked => "stacked",
            Self::Single => "single",
        }
    }

    /// The page where nothing else is said: two columns want a wide one; a line across the page must
    /// not be too long to read.
    pub fn page(self) -> Page {
        match self {
            Self::Columns => Page::A4,
            Self::Facing | Self::Stacked | Self::Single => Page::A5,
        }
    }
}

/// What pages must know of how they are bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding {
    /// The inner margin in millimetres; `None` chooses it by the number of pages.
    pub gutter: Option<f64>,
    pub opening: Opening,
    /// In millimetres, on all sides but the one at the spine.
    pub bleed: f64,
    /// Blank pages at the end fill the number of pages up to a multiple of this.
    pub multiple: usize,
}

impl Default for Binding {
    fn default() -> Self {
        Self {
            gutter: None,
            opening: Opening::Recto,
            bleed: 0.0,
            multiple: 1,
        }
    }
}

/// On which pages chapters open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// On the next page.
    Any,
    /// On a right-hand page; facing pages open on a spread in any case.
    Recto,
}

/// Trim sizes by name, in millimetres: ISO 216, the Chinese book formats of GB/T 788-1999, and names of
/// the American book trade.
const TRIMS: [(&str, f64, f64); 15] = [
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("A6", 105.0, 148.0),
    ("B5", 176.0, 250.0),
    ("B6", 125.0, 176.0),
    ("letter", 215.9, 279.4),
    ("16开", 185.0, 260.0),
    ("大16开", 210.0, 285.0),
    ("32开", 130.0, 184.0),
    ("大32开", 140.0, 203.0),
    ("pocket", 107.95, 174.5),
    ("digest", 139.7, 215.9),
    ("trade", 152.4, 228.6),
    ("royal", 155.956, 233.934),
    ("crown", 188.976, 246.126),
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

    /// The names of [`parse`](Self::parse).
    pub fn names() -> impl Iterator<Item = &'static str> {
        TRIMS.iter().map(|(name, ..)| *name)
    }

    /// A page by name (`A5`, `16开`, `trade`) or measure (`6x9in`, `185x260mm`), with
    /// sides between 50 and 1,000 mm.
    pub fn parse(trim: &str) -> Option<Self> {
        let trim = trim.trim();
        let named = TRIMS
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(trim));
        let (width, height) = match named {
            Some((_, width, height)) => (*width, *height),
            None => measure(trim)?,
        };
        let fits = |side: f64| (50.0..=1000.0).contains(&side);
        (fits(width) && fits(height)).then_some(Self { width, height })
    }
}

/// The millimetres of a length such as `12mm`, `1.2 cm` or `0.5in`.
pub fn millimetres(length: &str) -> Option<f64> {
    let (number, unit) = unit(length.trim())?;
    Some(number.trim().parse::<f64>().ok()? * unit)
}

/// What stands before a unit of length, and its millimetres.
fn unit(length: &str) -> Option<(&str, f64)> {
    let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4)];
    let mut found = units
        .iter()
        .filter_map(|(name, millimetres)| Some((length.strip_suffix(name)?, *millimetres)));
    found.next()
}

/// `6x9in`, `210 × 297 mm`: two numbers and a unit.
fn measure(trim: &str) -> Option<(f64, f64)> {
    let (numbers, millimetres) = unit(trim)?;
    let (width, height) = numbers.split_once(['x', '×'])?;
    let number = |text: &str| text.trim().parse::<f64>().ok();
    Some((number(width)? * millimetres, number(height)? * millimetres))
}

impl Edition {
    /// The extension of its file.
    pub fn extension(&self) -> &'static str {
        match self.form {
            Form::Pdf { .. } => "pdf",
            Form::Epub => "epub",
        }
    }
}
