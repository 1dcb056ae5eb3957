//! What to make of a book: an edition is a value that every writer takes.

mod handout;
mod setup;
mod trim;

use crate::lang::Side;
pub use handout::{Audience, Handouts, Scope};
pub use setup::{PageSetup, Unfit};
pub use trim::{Page, millimetres};

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
    pub answers: Answers,
    /// Of a solutions book: the edition whose questions it answers, by its name.
    pub solves: Option<String>,
    pub form: Form,
}

/// Where the answers of quizzes stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Answers {
    /// In an answer key after the chapters.
    #[default]
    Appendix,
    /// At the end of the chapter that asks.
    Chapter,
    /// Nowhere in the book: nobody may see them, or a solutions book has them.
    Nowhere,
}

/// The languages of an edition, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// Both; `lead` stands first.
    Both { lead: Side },
    /// One alone.
    Only(Side),
}

/// The kind of edition, and what only that kind has.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// The book as a PDF.
    Print(Print),
    /// Sheets for a class, each a PDF.
    Handouts(Handouts),
    /// The book as an EPUB.
    Ebook(Ebook),
}

/// What PDFs of one book differ in.
#[derive(Debug, Clone, PartialEq)]
pub struct Print {
    pub setup: PageSetup,
    pub aids: Aids,
}

/// What EPUBs of one book differ in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ebook {
    pub variant: Variant,
    pub fonts: Faces,
    /// The print edition whose pages the page list gives, by its name.
    pub pages: Option<String>,
}

/// For which shop or device an EPUB is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// For every reader of EPUB 3.
    #[default]
    Standard,
    /// For Amazon's converter, which makes a Kindle book of it.
    Kindle,
    /// With the marks by which Kobo's own renderer knows places, as `.kepub.epub`.
    Kobo,
}

impl Variant {
    /// Whether its formulas are pictures in place of MathML. Kindles differ in what they make of MathML, old ones
    /// show none; a picture shows on every one.
    pub fn draws_formulas(self) -> bool {
        match self {
            Self::Kindle => true,
            Self::Standard | Self::Kobo => false,
        }
    }
}

/// Whose fonts an EPUB is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Faces {
    /// The reader's.
    #[default]
    OfReader,
    /// The book's own, of which the file holds the glyphs that it uses.
    Subset,
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
pub enum PairSync {
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
    /// In millimetres.
    pub bleed: f64,
    /// Whether the side at the spine has bleed too.
    pub bleeds_at_spine: bool,
    /// Blank pages at the end fill the number of pages up to a multiple of this.
    pub multiple: usize,
    /// How the printed book is sold; none is printed where nothing is said.
    pub trade: Option<Trade>,
}

/// The two bindings of the trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trade {
    Paperback,
    Hardcover,
}

impl Binding {
    /// The bleed at the spine in millimetres.
    pub fn spine_bleed(&self) -> f64 {
        if self.bleeds_at_spine {
            self.bleed
        } else {
            0.0
        }
    }
}

impl Default for Binding {
    fn default() -> Self {
        Self {
            gutter: None,
            opening: Opening::Recto,
            bleed: 0.0,
            bleeds_at_spine: false,
            multiple: 1,
            trade: None,
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

impl Languages {
    /// Whether an edition in these languages shows a side of every pair.
    pub fn shows(self, side: Side) -> bool {
        match self {
            Self::Both { .. } => true,
            Self::Only(only) => only == side,
        }
    }

    /// The side of a pair that is read first.
    pub fn lead(self) -> Side {
        match self {
            Self::Both { lead } | Self::Only(lead) => lead,
        }
    }
}

impl Edition {
    /// The extension of its file.
    pub fn extension(&self) -> &'static str {
        match &self.form {
            Form::Print(_) | Form::Handouts(_) => "pdf",
            Form::Ebook(ebook) => match ebook.variant {
                Variant::Kobo => "kepub.epub",
                Variant::Standard | Variant::Kindle => "epub",
            },
        }
    }

    /// The print edition whose pages it names, by its name: an EPUB lists them, a solutions book in print says
    /// on which of them each question stands.
    pub fn pages(&self) -> Option<&str> {
        match &self.form {
            Form::Ebook(ebook) => ebook.pages.as_deref(),
            Form::Print(_) => self.solves.as_deref(),
            Form::Handouts(_) => None,
        }
    }

    /// The solutions book that goes with it: as it is itself, under a name of its own.
    #[must_use]
    pub fn solutions(&self) -> Self {
        let mut solutions = Self {
            name: format!("{}-answers", self.name),
            answers: Answers::Nowhere,
            solves: Some(self.name.clone()),
            ..self.clone()
        };
        match &mut solutions.form {
            // It has nothing to list.
            Form::Print(print) => print.aids = Aids::default(),
            Form::Handouts(_) => {}
            // Its pages are none of the book's.
            Form::Ebook(ebook) => ebook.pages = None,
        }
        solutions
    }

    /// Whether names of editions select it; an empty list selects all. A solutions book comes with the edition that
    /// it belongs to.
    pub fn is_selected_by(&self, names: &[String]) -> bool {
        let belongs = self.solves.as_ref();
        names.is_empty()
            || names.contains(&self.name)
            || belongs.is_some_and(|name| names.contains(name))
    }

    /// Whether it is the book set on pages.
    pub fn is_print(&self) -> bool {
        self.print().is_some()
    }

    /// How it is made as the book set on pages, if it is that.
    pub fn print(&self) -> Option<&Print> {
        match &self.form {
            Form::Print(print) => Some(print),
            Form::Handouts(_) | Form::Ebook(_) => None,
        }
    }

    /// How it is made as an EPUB, if it is one.
    pub fn ebook(&self) -> Option<&Ebook> {
        match &self.form {
            Form::Ebook(ebook) => Some(ebook),
            Form::Print(_) | Form::Handouts(_) => None,
        }
    }

    /// The sheets that it is made of instead of the book.
    pub fn handouts(&self) -> Option<&Handouts> {
        match &self.form {
            Form::Handouts(handouts) => Some(handouts),
            Form::Print(_) | Form::Ebook(_) => None,
        }
    }

    /// How its pages are set, if it has pages.
    pub fn page_setup(&self) -> Option<&PageSetup> {
        match &self.form {
            Form::Print(print) => Some(&print.setup),
            Form::Handouts(handouts) => Some(&handouts.setup),
            Form::Ebook(_) => None,
        }
    }
}
