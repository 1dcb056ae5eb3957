//! Handouts for a class: for whom they are and which parts of a chapter they hold.

use super::PageSetup;

/// The settings of a handout edition, which makes sheets of every chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Handouts {
    pub setup: PageSetup,
    /// One file is made for each, in this order.
    pub audiences: Vec<Audience>,
    pub scope: Scope,
    /// Whether the chapter's pictures are on the sheet too.
    pub figures: bool,
    /// The number of versions, lettered from A, in which questions and options are shuffled; `None` makes one sheet
    /// in the book's order.
    pub versions: Option<u8>,
    /// Seeds the choice of questions from a pool and the shuffling: the same seed makes the same sheets.
    pub seed: u64,
}

/// Who gets a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Has room to write and no trace of the answers.
    Student,
    /// The student's sheet with the answers filled in.
    Teacher,
    /// Only the answers.
    Key,
}

impl Handouts {
    /// Handouts of whole chapters for every audience.
    pub fn new(setup: PageSetup) -> Self {
        Self {
            setup,
            audiences: Audience::ALL.to_vec(),
            scope: Scope::default(),
            figures: false,
            versions: None,
            seed: 0,
        }
    }
}

impl Audience {
    /// All audiences, in the order in which their sheets are made.
    pub const ALL: [Self; 3] = [Self::Student, Self::Teacher, Self::Key];

    /// Its name in the book's YAML and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Key => "key",
        }
    }

    /// Whether this audience may see answers.
    pub fn may_know(self) -> bool {
        match self {
            Self::Student => false,
            Self::Teacher | Self::Key => true,
        }
    }
}

/// What a sheet holds of its chapter, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Vec<SheetPart>);

/// A part of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetPart {
    /// The key points of the chapter.
    Points,
    /// The terms that the chapter uses.
    Vocabulary,
    /// The chapter's text.
    Text,
    /// The chapter's text with paragraphs alternating between the languages, and room to write the translation.
    Translation,
    /// Its questions.
    Quiz,
    /// The terms as cards to cut out, one language on the front and the other on the back. They fill pages of their own.
    Cards,
}

impl Scope {
    /// A sheet of these parts.
    pub fn of(parts: impl Into<Vec<SheetPart>>) -> Self {
        Self(parts.into())
    }

    /// Its parts, in order.
    pub fn parts(&self) -> &[SheetPart] {
        &self.0
    }

    /// Whether the sheet has this part.
    pub fn holds(&self, part: SheetPart) -> bool {
        self.0.contains(&part)
    }

    /// Whether the sheet asks questions.
    pub fn asks(&self) -> bool {
        self.holds(SheetPart::Quiz)
    }

    /// Whether the sheet has the chapter's text, in whatever form.
    pub fn has_text(&self) -> bool {
        self.holds(SheetPart::Text) || self.holds(SheetPart::Translation)
    }

    /// Whether the student's sheet omits anything that the teacher's has.
    pub fn hides(&self) -> bool {
        self.asks() || self.holds(SheetPart::Translation)
    }
}

impl Default for Scope {
    /// Key points, vocabulary and quiz.
    fn default() -> Self {
        Self::of([SheetPart::Points, SheetPart::Vocabulary, SheetPart::Quiz])
    }
}
