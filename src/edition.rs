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
        /// Widths of the two columns to one another; `None` fits them to the text.
        columns: Option<(f64, f64)>,
    },
    Epub,
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

    /// A page by name (`A4`, `A5`, `B5`, `letter`, `16开`) or measure (`6x9in`, `185x260mm`), with
    /// sides between 50 and 1,000 mm.
    pub fn parse(trim: &str) -> Option<Self> {
        let named = match trim.trim() {
            "A4" | "a4" => Some((210.0, 297.0)),
            "A5" | "a5" => Some((148.0, 210.0)),
            "B5" | "b5" => Some((176.0, 250.0)),
            "letter" | "Letter" => Some((215.9, 279.4)),
            "16开" => Some((185.0, 260.0)),
            _ => None,
        };
        let (width, height) = named.or_else(|| measure(trim.trim()))?;
        let fits = |side: f64| (50.0..=1000.0).contains(&side);
        (fits(width) && fits(height)).then_some(Self { width, height })
    }
}

/// `6x9in`, `210 × 297 mm`: two numbers and a unit.
fn measure(trim: &str) -> Option<(f64, f64)> {
    let (numbers, millimetres) = match trim {
        _ if trim.ends_with("mm") => (trim.strip_suffix("mm")?, 1.0),
        _ if trim.ends_with("cm") => (trim.strip_suffix("cm")?, 10.0),
        _ => (trim.strip_suffix("in")?, 25.4),
    };
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
