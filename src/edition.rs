//! What to make of a book: an edition is a value that every writer takes.

mod handout;

use crate::lang::Side;
pub use handout::{Audience, Handouts, Scope};

/// A line of [`LAYOUTS`]: its name, how its languages stand, page, default edition, what authors read of it.
macro_rules! layout {
    ($name:literal, $stands:ident, $page:ident, $edition:expr, $about:literal) => {
        Layout {
            name: $name,
            about: $about,
            stands: Stands::$stands,
            page: Page::$page,
            edition: $edition,
            template: include_str!(concat!("../typst-templates/", $name, ".typ")),
        }
    };
}

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
        layout: &'static Layout,
        page: Page,
        binding: Binding,
        /// Widths of the two columns to one another; `None` fits them to the text.
        columns: Option<(f64, f64)>,
        sync: Sync,
        balance: Balance,
    },
    Epub,
}

/// A way to set languages on pages: a template module, and what must be known of it before it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Its name in book.yaml, and that of its template module.
    pub name: &'static str,
    /// What it does, in the words that an author's editor shows.
    pub about: &'static str,
    pub stands: Stands,
    /// The page where nothing else is said.
    pub page: Page,
    /// The edition that a book has without asking for it.
    pub edition: Option<&'static str>,
    /// Its template module.
    pub template: &'static str,
}

/// How the languages of a layout stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Side by side on one page.
    Columns,
    /// Each on pages of its own, which face one another: a spread that is cut at the fold.
    Pages,
    /// The second under the lead.
    Stacked,
    /// One language alone.
    Alone,
}

impl Stands {
    /// Whether lines of one language stand beside lines of the other.
    pub fn is_beside(self) -> bool {
        match self {
            Self::Columns | Self::Pages => true,
            Self::Stacked | Self::Alone => false,
        }
    }
}

/// Every layout: what is known of them anywhere is a line of this table. The first is that of a PDF
/// which names none. Two columns want a wide page; a line across the page must not be too long to read.
pub const LAYOUTS: &[Layout] = &[
    layout!(
        "columns",
        Columns,
        A4,
        Some("parallel"),
        "Side by side, each pair starting level."
    ),
    layout!(
        "facing",
        Pages,
        A5,
        Some("facing"),
        "The first language on the left page, the second on the right, each pair level."
    ),
    layout!(
        "stacked",
        Stacked,
        A5,
        Some("stacked"),
        "The second language under the first."
    ),
    layout!("single", Alone, A5, None, "One language alone."),
];

impl Layout {
    /// The names of [`LAYOUTS`], in their order.
    pub const NAMES: [&'static str; LAYOUTS.len()] = {
        let mut names = [""; LAYOUTS.len()];
        let mut index = 0;
        while index < LAYOUTS.len() {
            names[index] = LAYOUTS[index].name;
            index += 1;
        }
        names
    };

    /// The file of its template module.
    pub fn file(&self) -> String {
        format!("{}.typ", self.name)
    }

    /// The layout of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.name == name)
    }
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
            opening: Opening::Any,
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
