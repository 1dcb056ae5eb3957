//! What to make of a book. An edition is plain data: languages, form and page setup, which every writer takes as
//! input. It holds no text: what an edition has of its own in the book's languages belongs in [`Book`](crate::book::Book),
//! by the name of the edition.

mod handout;
mod setup;
mod trim;

use crate::book::Readings;
use crate::lang::Side;
pub use handout::{Audience, Handouts, Scope, SheetPart};
pub use setup::{PageSetup, Unfit};
pub use trim::{Page, millimetres};

/// A row of [`LAYOUTS`]: its name, the arrangement of its languages, its page, its default edition, and a description
/// for authors.
macro_rules! layout {
    ($name:literal, $arrangement:ident, $page:ident, $edition:expr, $about:literal) => {
        Layout {
            name: $name,
            about: $about,
            arrangement: Arrangement::$arrangement,
            page: Page::$page,
            edition: $edition,
            template: include_str!(concat!("../typst-templates/", $name, ".typ")),
        }
    };
}

/// The contents of an edition that does not say how deep they are: chapters with their sections.
pub const CONTENTS_DEPTH: u8 = 2;
/// The contents with all headings.
pub const DEEPEST_CONTENTS: u8 = 4;

/// One product to be made of a book: in which languages and in which form.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Names the output file: `ID-NAME.pdf`.
    pub name: String,
    pub languages: Languages,
    pub answers: Answers,
    /// How many levels the table of contents has, not counting parts: 1 for chapters, up to [`DEEPEST_CONTENTS`].
    pub contents_depth: u8,
    /// Where its notes are; those of an EPUB are never at the foot of a page.
    pub notes: NotePlace,
    /// The readings above characters.
    pub readings: Readings,
    /// The name of the edition whose questions this one answers, if this is a solutions book.
    pub solves: Option<String>,
    pub form: Form,
}

/// Where the answers to quizzes are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Answers {
    /// In an answer key after the chapters.
    #[default]
    Appendix,
    /// At the end of the chapter that asks the questions.
    Chapter,
    /// Not in this edition: they are withheld, or are printed in a solutions book.
    Nowhere,
}

/// Where the notes of running text and headings are printed. Those of captions and cells stand below them in print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NotePlace {
    /// At the foot of the page.
    #[default]
    Foot,
    /// At the end of their chapter.
    Chapter,
    /// After the chapters.
    Book,
}

/// The languages of an edition, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// Both; `lead` comes first.
    Both { lead: Side },
    /// Only this one.
    Only(Side),
}

/// The kind of edition, with the settings that only this kind has.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// The book as a PDF.
    Print(Print),
    /// Handouts for a class, each sheet a PDF.
    Handouts(Handouts),
    /// The book as an EPUB.
    Ebook(Ebook),
}

/// The settings of an edition in print.
#[derive(Debug, Clone, PartialEq)]
pub struct Print {
    pub setup: PageSetup,
    pub aids: Aids,
}

/// The settings of an edition as an EPUB.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ebook {
    pub variant: Variant,
    pub fonts: Faces,
    /// The name of the print edition whose page numbers the EPUB's page list gives.
    pub pages: Option<String>,
    /// Whether it has an index for each language.
    pub index: bool,
}

/// The store or device for which an EPUB is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// For every reader of EPUB 3.
    #[default]
    Standard,
    /// For Amazon's converter, which makes a Kindle book from it.
    Kindle,
    /// With the `koboSpan` marks by which Kobo's renderer keeps positions; the file is a `.kepub.epub`.
    Kobo,
}

impl Variant {
    /// Whether formulas are pictures instead of MathML. Support for MathML differs between Kindles, and old ones show
    /// none of it; every Kindle shows pictures.
    pub fn draws_formulas(self) -> bool {
        match self {
            Self::Kindle => true,
            Self::Standard | Self::Kobo => false,
        }
    }
}

/// In whose fonts an EPUB is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Faces {
    /// Those that the reading system offers.
    #[default]
    OfReader,
    /// The book's own, embedded in the file and reduced to the glyphs it uses.
    Subset,
}

/// A way to set the languages on pages: a template module, and what must be known about it before the template runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Its name in book.yaml, and that of its template module.
    pub name: &'static str,
    /// What it does, in the words that an author's editor shows (the JSON Schema's description).
    pub about: &'static str,
    pub arrangement: Arrangement,
    /// The page size where the author sets none.
    pub page: Page,
    /// The name of the edition in this layout that every book gets by default.
    pub edition: Option<&'static str>,
    /// The source of its template module.
    pub template: &'static str,
}

/// The navigation aids of a printed book besides its table of contents.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aids {
    /// Lists in the front matter after the contents, in this order.
    pub lists: Vec<Listed>,
    /// Whether to print an index for each language: glossary terms and entries of the author's with their pages.
    pub index: bool,
    /// Whether references to other places of the book give their pages.
    pub reference_pages: bool,
}

/// What a list in the front matter lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Figures,
    Tables,
    Listings,
}

impl Listed {
    /// Its name in the book's YAML and in the templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Tables => "tables",
            Self::Listings => "listings",
        }
    }
}

/// How a layout arranges its languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Side by side on one page.
    Columns,
    /// On facing pages, one language each. They are set as one spread of twice the width, which is cut at the fold.
    Facing,
    /// The second below the lead.
    Stacked,
    /// A single language.
    Single,
}

impl Arrangement {
    /// Whether lines of one language are beside lines of the other.
    pub fn is_beside(self) -> bool {
        match self {
            Self::Columns | Self::Facing => true,
            Self::Stacked | Self::Single => false,
        }
    }
}

/// All layouts. Everything else that is known about a layout follows from its row here. The first is the default of a
/// PDF. Two columns call for a wide page; a full-width line must stay short enough to read.
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
        Facing,
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
    layout!("single", Single, A5, None, "One language alone."),
];

impl Layout {
    /// The names of all [`LAYOUTS`], in the same order.
    pub const NAMES: [&'static str; LAYOUTS.len()] = {
        let mut names = [""; LAYOUTS.len()];
        let mut index = 0;
        while index < LAYOUTS.len() {
            names[index] = LAYOUTS[index].name;
            index += 1;
        }
        names
    };

    /// The file name of its template module.
    pub fn file(&self) -> String {
        format!("{}.typ", self.name)
    }

    /// Finds a layout by its name.
    pub fn named(name: &str) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.name == name)
    }
}

/// How often languages side by side are brought level with each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PairSync {
    /// At each pair.
    #[default]
    Strict,
    /// Only where a stretch of running text begins; from there on each language fills its pages at its own rate.
    Start,
}

/// What is adjusted so that facing pages leave little white space where one language runs longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Balance {
    /// Nothing: type sizes and line pitch are those of the design.
    #[default]
    None,
    /// The type size of each language and the line pitch, within a narrow range around those of the design.
    Size,
}

/// What pages need to know about printing and binding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding {
    /// The inner margin in millimetres; `None` derives it from the number of pages.
    pub gutter: Option<f64>,
    pub opening: Opening,
    /// In millimetres.
    pub bleed: f64,
    /// Whether the spine edge has bleed too.
    pub bleeds_at_spine: bool,
    /// Blank pages are added at the end until the number of pages is a multiple of this.
    pub multiple: usize,
    /// Whether two pages are put on each sheet of paper.
    pub is_two_up: bool,
    /// How the printed book is bound, for bookshops; `None` if the product on sale is the PDF itself.
    pub trade: Option<Trade>,
}

/// The two bindings that the book trade distinguishes.
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
            is_two_up: false,
            trade: None,
        }
    }
}

/// On which pages chapters may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// On whatever page comes next.
    Any,
    /// On a right-hand page. Facing pages ignore this: their chapters always open on a spread.
    Recto,
}

impl Languages {
    /// Whether editions in these languages show this side of each pair.
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
    /// The extension of the edition's files, without the leading dot.
    pub fn extension(&self) -> &'static str {
        match &self.form {
            Form::Print(_) | Form::Handouts(_) => "pdf",
            Form::Ebook(ebook) => match ebook.variant {
                Variant::Kobo => "kepub.epub",
                Variant::Standard | Variant::Kindle => "epub",
            },
        }
    }

    /// The name of the print edition whose page numbers this one cites: an EPUB puts them into its page list, a
    /// printed solutions book says on which of those pages each question is.
    pub fn pages(&self) -> Option<&str> {
        match &self.form {
            Form::Ebook(ebook) => ebook.pages.as_deref(),
            Form::Print(_) => self.solves.as_deref(),
            Form::Handouts(_) => None,
        }
    }

    /// The solutions book for this edition: the same settings under a name of its own.
    #[must_use]
    pub fn solutions(&self) -> Self {
        let mut solutions = Self {
            name: format!("{}-answers", self.name),
            answers: Answers::Nowhere,
            solves: Some(self.name.clone()),
            ..self.clone()
        };
        match &mut solutions.form {
            // It has no figures, tables, listings or glossary to list.
            Form::Print(print) => print.aids = Aids::default(),
            Form::Handouts(_) => {}
            // A solutions book does not share the page numbers of the book.
            Form::Ebook(ebook) => ebook.pages = None,
        }
        solutions
    }

    /// Whether a request for these editions includes this one; an empty list requests all. A solutions book comes
    /// with the edition to which it belongs.
    pub fn is_selected_by(&self, names: &[String]) -> bool {
        let belongs = self.solves.as_ref();
        names.is_empty()
            || names.contains(&self.name)
            || belongs.is_some_and(|name| names.contains(name))
    }

    /// Whether it is a product by itself; handouts are made for a class, and a solutions book comes with its book.
    pub fn is_sold(&self) -> bool {
        self.handouts().is_none() && self.solves.is_none()
    }

    /// How copies are bound, if printed copies are sold; otherwise it is sold as a file.
    pub fn binding(&self) -> Option<Trade> {
        match &self.form {
            Form::Print(Print { setup, .. }) | Form::Handouts(Handouts { setup, .. }) => {
                setup.binding().trade
            }
            Form::Ebook(_) => None,
        }
    }

    /// Whether it is the book set on pages; handouts do not count.
    pub fn is_print(&self) -> bool {
        self.print().is_some()
    }

    /// The settings of the book set on pages, if this is what the edition is.
    pub fn print(&self) -> Option<&Print> {
        match &self.form {
            Form::Print(print) => Some(print),
            Form::Handouts(_) | Form::Ebook(_) => None,
        }
    }

    /// The settings of an EPUB, if this is what the edition is.
    pub fn ebook(&self) -> Option<&Ebook> {
        match &self.form {
            Form::Ebook(ebook) => Some(ebook),
            Form::Print(_) | Form::Handouts(_) => None,
        }
    }

    /// Whether references in print give their pages.
    pub fn has_reference_pages(&self) -> bool {
        self.print().is_some_and(|print| print.aids.reference_pages)
    }

    /// Whether it has an index.
    pub fn has_index(&self) -> bool {
        match &self.form {
            Form::Print(print) => print.aids.index,
            Form::Ebook(ebook) => ebook.index,
            Form::Handouts(_) => false,
        }
    }

    /// The settings of handouts, if this is what the edition is.
    pub fn handouts(&self) -> Option<&Handouts> {
        match &self.form {
            Form::Handouts(handouts) => Some(handouts),
            Form::Print(_) | Form::Ebook(_) => None,
        }
    }

    /// How pages are set, for the two forms that have pages.
    pub fn page_setup(&self) -> Option<&PageSetup> {
        match &self.form {
            Form::Print(print) => Some(&print.setup),
            Form::Handouts(handouts) => Some(&handouts.setup),
            Form::Ebook(_) => None,
        }
    }
}
